import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { DateTime } from 'luxon';
import { z } from 'zod';
import type { SetupRow } from '../../../lib/setup/check/row';
import {
	stateOf,
	type CompanyTies,
	type FormLists,
	type FormState,
	type ShownPage,
} from '../../../lib/setup/form/form';
import { setupValues } from '../../../lib/setup/check/settings';
import { tablesTrouble } from '../../../lib/state/tables';
import { countryFromUniconta } from '../../../lib/uniconta/api/countries';
import { accountKindOf } from '../../../lib/uniconta/invoice/checks/labels';
import { whyNotZero } from '../../../lib/uniconta/invoice/checks/zeroVat';
import { booleanParameter, recordsParameter } from '../../shared/parameters';

const text = z.union([z.string(), z.number()]).transform(String).catch('');

export const stateField: INodeProperties = {
	displayName: 'State',
	name: 'state',
	type: 'json',
	default: '{}',
	description: 'Where the form is: the state that the last answers gave; empty at the start',
};
export const settingsField: INodeProperties = {
	displayName: 'Settings Rows',
	name: 'settings',
	type: 'json',
	default: '[]',
	description: 'All rows of the Data Table moment_uniconta_settings, as they were when the form began',
};
export const tagsField: INodeProperties = {
	displayName: 'Moment Tags',
	name: 'tags',
	type: 'json',
	default: '[]',
	description: 'The items of Moment > Tag > Get Many',
};

export function stateParameter(context: IExecuteFunctions): FormState {
	return stateOf(recordsParameter(context, 'state', 0)[0] ?? {}, recordsParameter(context, 'settings', 0));
}

const list = (displayName: string, name: string, from: string): INodeProperties => ({
	displayName,
	name,
	type: 'json',
	default: '[]',
	description: `The items of ${from}`,
});

export const listFields: INodeProperties[] = [
	list('Tag Groups', 'tagGroups', 'Moment > Tag Group > Get Many'),
	list('Users', 'users', 'Moment > User > Get Many'),
	list('Companies', 'companies', 'Uniconta > Company > Get Many'),
	list('Number Series', 'series', 'Uniconta > Number Series > Get Many'),
	list('Journals', 'journals', 'Uniconta > Journal > Get Many'),
	list('Project Groups', 'projectGroups', 'Uniconta > Project Group > Get Many'),
	list('Accounts', 'accounts', 'Uniconta > Account > Get Many'),
	list('VAT Codes', 'vatCodes', 'Uniconta > VAT Code > Get Many'),
];

export const linksField: INodeProperties = {
	displayName: 'Linked Rows',
	name: 'links',
	type: 'json',
	default: '[]',
	description:
		'Any row of the Data Table moment_uniconta_log that knows a row of Uniconta: the company cannot simply be changed then',
};
export const tablesField: INodeProperties = {
	displayName: 'Tables',
	name: 'tables',
	type: 'json',
	default: '[]',
	description: 'All Data Tables whose name has moment_uniconta in it',
};
export const busyField: INodeProperties = {
	displayName: 'Busy',
	name: 'busy',
	type: 'boolean',
	default: false,
	description: 'Whether another run used the Uniconta user all the time, so that nothing could be read',
};
export const checkField: INodeProperties = {
	displayName: 'Check',
	name: 'check',
	type: 'json',
	default: '[]',
	description: 'The items of Uniconta > Setup > Check, for the last pages',
};

export function listsOf(context: IExecuteFunctions): FormLists {
	const today = DateTime.now().setZone(context.getTimezone()).toFormat('yyyy-MM-dd');
	const read = (name: Exclude<keyof FormLists, 'obstacles'>): IDataObject[] => recordsParameter(context, name, 0);
	return {
		tagGroups: read('tagGroups'),
		users: read('users'),
		companies: read('companies').map((row) => ({
			...row,
			companyId: companyIdOf(row),
			countryIso: countryFromUniconta(row.Country)?.iso ?? '',
		})),
		series: read('series'),
		journals: read('journals'),
		projectGroups: read('projectGroups'),
		accounts: read('accounts').map((row) => ({ ...row, heading: accountKindOf(row) === 'notPosting' })),
		vatCodes: read('vatCodes').map((row) => ({ ...row, isZero: whyNotZero(row, today) === '' })),
		obstacles: obstacles(context),
	};
}

function obstacles(context: IExecuteFunctions): string[] {
	const tables = tablesTrouble(recordsParameter(context, 'tables', 0));
	return [
		...(tables === undefined ? [] : [`${tables.message} ${tables.fix} Then open this form again.`]),
		...(booleanParameter(context, 'busy', 0)
			? [
					'A run of another template has used the Uniconta user for a minute, and only one can at a time. Wait until it is done.',
				]
			: []),
	];
}

function companyIdOf(row: IDataObject): string {
	return (
		text.parse(row.companyId) || text.parse(row.PrimaryKeyId) || text.parse(row.CompanyId) || text.parse(row.RowId)
	);
}

export const ownRowsField: INodeProperties = {
	displayName: 'Own Rows',
	name: 'ownRows',
	type: 'json',
	default: '[]',
	description: 'Any rows of the company of the credential, not simplified: Uniconta names the company on them',
};

/** The company in which the credential works, and the one whose records the log knows. */
export function tiesOf(context: IExecuteFunctions, { companies }: FormLists): CompanyTies {
	const ids = recordsParameter(context, 'ownRows', 0).flatMap((row) =>
		Object.entries(row).flatMap(([name, value]) => (name.toLowerCase() === 'companyid' ? [text.parse(value)] : [])),
	);
	const own =
		ids.find((id) => id !== '' && id !== '0') ??
		(companies.length === 1 ? text.parse(companies[0]?.companyId) : '');
	const saved = setupValues(recordsParameter(context, 'settings', 0))['company.id'];
	// A Data Table that has none gives one empty item.
	const linked = recordsParameter(context, 'links', 0).some((row) => Object.keys(row).length > 0);
	return { own, linked: linked ? saved || own : '' };
}

const rowSchema: z.ZodType<SetupRow, z.ZodTypeDef, unknown> = z.object({
	area: z.enum(['n8n', 'company', 'customers', 'projects', 'invoices', 'expenses', 'notifications']),
	check: text,
	state: z.enum(['ok', 'warning', 'missing', 'notChecked']),
	found: text,
	expected: text,
	fix: text,
	blocking: z.boolean(),
});

/** The rows of Check Setup. */
export function checkRows(items: readonly IDataObject[]): SetupRow[] {
	return items.flatMap((item) => {
		const row = rowSchema.safeParse(item);
		return row.success ? [row.data] : [];
	});
}

const shownSchema = z.object({
	page: z.enum([
		'trouble',
		'company',
		'dimension',
		'customers',
		'projects',
		'invoices',
		'expenses',
		'notifications',
		'report',
	]),
	asked: z.array(
		z.object({
			key: z.string(),
			label: z.string(),
			field: z.record(z.unknown()).default({}),
			choices: z.array(z.object({ text: z.string(), value: z.string() })).optional(),
		}),
	),
	fixed: z.record(z.string()),
});

/** The page that was answered. */
export function shownOf(item: IDataObject): Pick<ShownPage, 'page' | 'asked' | 'fixed'> {
	return shownSchema.parse(item.shown);
}
