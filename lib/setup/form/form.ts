import type { AskedField, FormField } from './fields';
import { SETTING_KEYS, type SettingKey } from '../../state/settings';
import { setupValues } from '../check/settings';
import type { TableRow } from '../../state/tables';

/** The pages of the set-up form in their order (M9 to M16). */
export const FORM_PAGES = [
	'company',
	'dimension',
	'customers',
	'projects',
	'invoices',
	'expenses',
	'notifications',
	'report',
] as const;
export type FormPage = (typeof FORM_PAGES)[number];

type FormValues = Record<SettingKey, string>;

/** Where a person is in the form. It goes from page to page as JSON; nothing is saved before the end. */
export interface FormState {
	page: FormPage;
	/** The settings as they were when the form began, with what was answered since. */
	values: FormValues;
	/** What was entered on this page and not taken. */
	entered: Partial<Record<string, string>>;
	messages: string[];
	/** Whether saving was asked for: everything is checked once more before. */
	saving: boolean;
}

/** One page, ready for n8n's Form node. */
export interface ShownPage {
	/** `trouble`: a list cannot be read; the page says why. */
	page: FormPage | 'trouble';
	title: string;
	button: string;
	asked: AskedField[];
	/** Answers that are not offered because only one makes sense. */
	fixed: Partial<Record<SettingKey, string>>;
	fields: FormField[];
	/** Whether it is to be saved now, instead of the page being shown. */
	save: boolean;
}

/** To which companies of Uniconta the set-up is tied already. */
export interface CompanyTies {
	/** The company in which the credential works; `''` when Uniconta does not say. */
	own: string;
	/** The company whose records the log knows; `''` when it knows none. */
	linked: string;
}

/** What the form reads from both systems. An item with `error` stands for a list that cannot be read. */
export interface FormLists {
	tagGroups: readonly TableRow[];
	users: readonly TableRow[];
	companies: readonly TableRow[];
	series: readonly TableRow[];
	journals: readonly TableRow[];
	projectGroups: readonly TableRow[];
	accounts: readonly TableRow[];
	vatCodes: readonly TableRow[];
	/** What keeps the form from going on, beside lists that cannot be read. */
	obstacles: readonly string[];
}

export function firstState(settings: readonly TableRow[]): FormState {
	return { page: 'company', values: setupValues(settings), entered: {}, messages: [], saving: false };
}

/** The state out of an item; what is no state begins anew with what is saved. */
export function stateOf(given: TableRow, settings: readonly TableRow[]): FormState {
	const page = FORM_PAGES.find((one) => one === given['page']);
	const first = firstState(settings);
	if (page === undefined) return first;
	const values = textsIn(given['values']);
	return {
		page,
		// An edge: the keys are exactly those of the list.
		values: Object.fromEntries(SETTING_KEYS.map((key) => [key, values[key] ?? first.values[key]])) as FormValues,
		entered: textsIn(given['entered']),
		messages: Array.isArray(given['messages'])
			? given['messages'].filter((one): one is string => typeof one === 'string')
			: [],
		saving: given['saving'] === true,
	};
}

function textsIn(value: unknown): Partial<Record<string, string>> {
	if (typeof value !== 'object' || value === null) return {};
	return Object.fromEntries(
		Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
	);
}

export function pageAfter(page: FormPage): FormPage {
	return FORM_PAGES[FORM_PAGES.indexOf(page) + 1] ?? 'report';
}

/**
 * The JSON that n8n's Form node puts into its page; it replaces with patterns, in which `$&` would stand for something
 * else.
 */
export function fieldsJson(fields: readonly FormField[]): string {
	return JSON.stringify(fields).replace(/\$/g, '\\u0024');
}
