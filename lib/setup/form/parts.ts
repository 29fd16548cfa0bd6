import { escapeHtml } from '../../core/html';
import type { FormLists, FormState, ShownPage } from './form';
import { oneLine, oneOf, type AskedField, type Choice } from './fields';
import { tagGroupsOf } from './offered';
import type { SettingKey, SettingsArea } from '../../state/settings';

type Fixed = ShownPage['fixed'];
/** Fields, and headings and texts between them. */
export type Part = AskedField | { says: string };
/** What a page asks and says. */
export interface Content {
	title: string;
	parts: Part[];
	fixed?: Fixed;
}

export const paragraph = (...texts: string[]): Part => ({
	says: texts.map((text) => `<p>${escapeHtml(text)}</p>`).join(''),
});
export const heading = (text: string, about = ''): Part => ({
	says: `<h3>${escapeHtml(text)}</h3>${about === '' ? '' : `<p>${escapeHtml(about)}</p>`}`,
});

export const valueIn =
	({ values, entered }: FormState) =>
	(key: SettingKey): string =>
		entered[key] ?? values[key];

/** Whether a kind is transferred at all. */
export function switchField(area: SettingsArea, state: FormState, label: string, what: string): AskedField {
	const key: SettingKey = `${area}.export`;
	return oneOf({ key, label, value: valueIn(state)(key), required: true }, 'radio', [
		{ value: 'on', text: `Yes, ${what}` },
		{ value: 'off', text: 'No, leave them out' },
	]);
}

type TagGroupKey = Extract<SettingKey, `${string}TagGroup` | `${string}.tagGroup`>;

/** One that was deleted in Moment after it was chosen keeps its name here. */
export function tagGroupField(
	key: TagGroupKey,
	label: string,
	offered: (saved: string) => Choice[],
	{ state }: { state: FormState },
): AskedField {
	const saved = valueIn(state)(key);
	const name = state.values[`${key}Name`];
	return oneOf({ key, label, value: saved }, 'dropdown', offered(saved), (id) =>
		name === '' || saved !== id
			? `No longer in Moment (${oneLine(id)})`
			: `No longer in Moment: ${oneLine(name)} (${oneLine(id)})`,
	);
}

/** The choices that make sense, only where there is a dimension for them (M11, M12). */
export function departmentFields(
	area: 'projects' | 'invoices',
	state: FormState,
	lists: FormLists,
	offered: ReadonlyArray<[string, string]>,
): { parts: AskedField[]; fixed: Fixed } {
	const department: SettingKey = `${area}.department`;
	if (['', '0'].includes(state.values['company.dimension'])) return { parts: [], fixed: { [department]: 'none' } };
	const value = valueIn(state);
	const every = (saved: string): Choice[] => [
		...new Map(
			['project', 'invoice', 'customer']
				.flatMap((kind) => tagGroupsOf(kind, lists, saved))
				.map((choice) => [choice.value, choice]),
		).values(),
	];
	return {
		fixed: {},
		parts: [
			oneOf(
				{
					key: department,
					label: 'Where the department comes from',
					value: value(department) || 'none',
					required: true,
				},
				'dropdown',
				[{ value: 'none', text: 'No department' }, ...offered.map(([id, text]) => ({ value: id, text }))],
			),
			tagGroupField(
				`${area}.departmentTagGroup`,
				'Tag group for the department, where it comes from a tag',
				area === 'projects' ? (saved) => tagGroupsOf('project', lists, saved) : every,
				{ state },
			),
		],
	};
}
