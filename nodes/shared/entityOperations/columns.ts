import type { INodePropertyOptions, ResourceMapperField, ResourceMapperFields } from 'n8n-workflow';
import type { FieldRule } from '../../../lib/core/compare';
import { PHASES } from '../../../lib/mapping/phases';
import { countryByIso, COUNTRIES } from '../../../lib/uniconta/api/countries';
import type { EntityDefinition } from '../../../lib/uniconta/upsert/entity';

export interface ColumnLists {
	/** Codes to choose from, by field; a field without any is typed. */
	options: Readonly<Record<string, INodePropertyOptions[]>>;
	/** Labels that are this company's own, by field. */
	labels?: Readonly<Record<string, string>>;
	/** Fields that are not offered. */
	without?: ReadonlySet<string>;
}

/** The fields of a record for *Define Below*: those this package owns; a company's own fields go in by From Input. */
export function columnsOf(
	{ fields, key }: EntityDefinition,
	{ options, labels = {}, without = new Set() }: ColumnLists,
): ResourceMapperFields {
	return {
		fields: fields
			.filter(({ name }) => !without.has(name))
			.map((rule): ResourceMapperField => {
				const isKey = rule.name === key;
				const offered = fixedOptions(rule) ?? options[rule.name] ?? [];
				return {
					id: rule.name,
					displayName: labels[rule.name] ?? rule.label,
					required: isKey,
					defaultMatch: isKey,
					canBeUsedToMatch: isKey,
					display: true,
					type: offered.length > 0 ? 'options' : rule.kind === 'date' ? 'dateTime' : 'string',
					...(offered.length > 0 ? { options: offered } : {}),
				};
			}),
	};
}

function fixedOptions({ kind }: FieldRule): INodePropertyOptions[] | undefined {
	if (kind === 'country') return countryOptions();
	if (kind === 'zone') return ['Domestic', 'EU', 'Foreign'].map((zone) => ({ name: zone, value: zone }));
	if (kind === 'phase')
		return PHASES.map((phase) => ({
			name: phase.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter}`),
			value: phase,
		}));
	return undefined;
}

function countryOptions(): INodePropertyOptions[] {
	const names = new Intl.DisplayNames(['en'], { type: 'region' });
	return COUNTRIES.map(({ iso, member }) => ({
		name: countryByIso(iso) === undefined ? member : (names.of(iso) ?? member),
		value: member,
	})).sort((a, b) => a.name.localeCompare(b.name, 'en'));
}
