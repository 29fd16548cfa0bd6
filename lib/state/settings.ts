import { AT_NIGHT } from './cursors';
import { TOLERANCE_FORM, toleranceOf } from '../mapping/invoice/tolerance';
import { START_AFTER, startAfterOf } from './startAfter';
import { TABLES, cell, settingText, tablesTrouble, timeCell, type TableRow } from './tables';

/** Which part of the work a run of a template does. */
export type Work =
	/** The kind is switched off in the settings. */
	| 'off'
	/** Something is missing before anything can be sent; message and fix say what. */
	| 'incomplete'
	/** What changed in Moment lately is marked in the inbox, then the inbox is done. */
	| 'sweep'
	/** Everything is compared, straight through. */
	| 'comparison'
	/** What is due in the inbox is done. */
	| 'inbox';

export type StartedBy = 'webhook' | 'minute' | 'sweep' | 'night' | 'manual';

/** The plural under which a kind's settings are kept: `customers.export`. */
export type SettingsArea = 'customers' | 'projects' | 'invoices' | 'expenses';

/** Every setting that a person chooses, by its key in the table; cursors are not among them. */
export const SETTING_KEYS = [
	/** Uniconta's id of the company; blank: the company of the credential. */
	'company.id',
	'company.country',
	'company.currency',
	/** Which of Uniconta's dimensions the department is, 1 to 5; 0 or blank: none. */
	'company.dimension',
	'customers.export',
	'customers.tagGroup',
	'customers.tagGroupName',
	'customers.faxField',
	'projects.export',
	'projects.group',
	'projects.phases',
	'projects.department',
	'projects.departmentTagGroup',
	'projects.departmentTagGroupName',
	'invoices.export',
	'invoices.route',
	'invoices.firstNumber',
	'invoices.categoryTagGroup',
	'invoices.categoryTagGroupName',
	'invoices.department',
	'invoices.departmentTagGroup',
	'invoices.departmentTagGroupName',
	'invoices.roundingAccount',
	/**
	 * How far totals and lines may be apart, in the invoice's currency; blank: as far as roundings of lines explain.
	 */
	'invoices.roundingTolerance',
	/** VAT code of 0 % in Uniconta for lines without VAT on an account that has none of its own; blank: none. */
	'invoices.zeroVat',
	/**
	 * The number series of the invoices, for a Uniconta that does not show its settings; blank: as the settings say.
	 */
	'invoices.series',
	'invoices.journal',
	'invoices.journalAmounts',
	'invoices.journalVoucher',
	'expenses.export',
	'expenses.series',
	/** Comma list with ranges; blank: every account of the series. */
	'expenses.accounts',
	'expenses.activity',
	'expenses.billable',
	'expenses.approvalState',
	/** `YYYY-MM-DD`: what is posted after it is imported. Read from its former key too. */
	START_AFTER,
	/** Where the last import ended; written by the import, with the company behind it. */
	'expenses.cursor',
	/** Ids of Moment users, comma list. */
	'notify.users',
	'notify.addresses',
	'notify.level',
	/** The sender of mails; blank: the first recipient. */
	'notify.from',
	/** After so many hours without a run somebody is told. */
	'notify.hours',
	'notify.heartbeatUrl',
	/** Old rows leave the log after so many days; 0: never. */
	'log.keepDays',
	'notes',
] as const;

export type SettingKey = (typeof SETTING_KEYS)[number];

/** What a blank setting means. */
const DEFAULTS: Partial<Record<SettingKey, string>> = {
	'company.dimension': '0',
	'projects.department': 'none',
	'invoices.department': 'none',
	'invoices.journalAmounts': 'gross',
	'invoices.journalVoucher': 'invoiceNumber',
	'expenses.billable': 'yes',
	'notify.level': 'failures',
};

export interface SettingsInput {
	area: SettingsArea;
	startedBy: StartedBy;
	/** Milliseconds since 1970. */
	now: number;
	settings: readonly TableRow[];
	lease: readonly TableRow[];
	/** All Data Tables whose name has `moment_uniconta` in it: id and name. */
	tables: readonly TableRow[];
}

export interface ReadSettings {
	work: Work;
	message: string;
	fix: string;
	/** Every setting of {@link SETTING_KEYS}, trimmed; `''` for one that is not set. */
	values: Record<SettingKey, string>;
	/** From when on the sweep asks Moment for changes, ISO in UTC; `''` before the first comparison. */
	changedSince: string;
	/** When a person last changed a setting, ISO in UTC: what was refused before is tried again. */
	settingsChangedAt: string;
	/** Start of this run, ISO in UTC. */
	startedAt: string;
}

/** Written by the templates themselves; a change of these is no change of the settings. */
const OWN_KEYS =
	/\.(changedSince|nextComparison|nextSweep|cursor|startAfter|startDate|progress|lookedBack|lastLogRow)(@\d*)?\s*$/i;

/** Reads the settings table into what a run needs to know, and decides what the run does. */
export function readSettings(input: SettingsInput): ReadSettings {
	const { area, settings } = input;
	const value = (key: string): string => settingText(settings, key);
	const result: ReadSettings = {
		work: 'inbox',
		message: '',
		fix: '',
		values: settingValues(settings),
		changedSince: value(`${area}.changedSince`),
		settingsChangedAt: settingsChangedAt(settings),
		startedAt: new Date(input.now).toISOString(),
	};
	// Switched off there is nothing to set up for.
	if (result.values[`${area}.export`] === 'off') return { ...result, work: 'off' };
	const missing = whatIsNotSetUp(input, result.values) ?? whatIsWrongWithTheLease(input.lease);
	if (missing !== undefined) return { ...result, work: 'incomplete', ...missing };
	return { ...result, work: workFor(input, result, value(`${area}.nextComparison`)) };
}

/** Keys whose values are words of ours or codes of a standard: upper and lower case do not count. */
const LOWER = /\.(export|route|journalAmounts|billable|level)$/;
const UPPER = /^company\.(country|currency)$/;

/** Every setting of {@link SETTING_KEYS} as it counts: trimmed, in one spelling, blanks by their defaults. */
export function settingValues(settings: readonly TableRow[]): Record<SettingKey, string> {
	const value = (key: string): string => (key === START_AFTER ? startAfterOf(settings) : settingText(settings, key));
	const entries = SETTING_KEYS.map((key): [SettingKey, string] => {
		const given = value(key) || (DEFAULTS[key] ?? '');
		return [key, LOWER.test(key) ? given.toLowerCase() : UPPER.test(key) ? given.toUpperCase() : given];
	});
	// An edge: the keys are exactly those of the list.
	return Object.fromEntries(entries) as Record<SettingKey, string>;
}

function workFor({ startedBy, now }: SettingsInput, { changedSince }: ReadSettings, nextComparison: string): Work {
	if (startedBy === 'webhook') return 'inbox';
	if (startedBy === 'night' || startedBy === 'manual') return 'comparison';
	const due = nextComparison === '' || (!nextComparison.startsWith(AT_NIGHT) && !(Date.parse(nextComparison) > now));
	if (due) return 'comparison';
	return startedBy === 'sweep' && changedSince !== '' ? 'sweep' : 'inbox';
}

/** Why a template cannot send anything yet, and what to do; undefined when it can. */
export function whatIsNotSetUp(
	{ area, tables }: Pick<SettingsInput, 'area' | 'tables'>,
	values: Values,
): { message: string; fix: string } | undefined {
	const trouble = tablesTrouble(tables);
	if (trouble !== undefined) return { message: `${trouble.message} Nothing is sent.`, fix: trouble.fix };
	const setUp =
		'Choose it in the set-up form (template Set-Up), or add it as a row in the Data Table moment_uniconta_settings: the name in the column key, what you choose in the column value. Then it starts by itself.';
	const lacks = [
		...(values[`${area}.export`] === 'on' ? [] : [`${area}.export (on or off)`]),
		...(/^\d{0,12}$/.test(values['company.id'])
			? []
			: ["company.id (the number of the company in Uniconta, digits only; blank for the credential's company)"]),
		...lackingValues(area, values),
	];
	if (lacks.length === 0) return undefined;
	return { message: `Not set up yet: the settings lack ${lacks.join(', ')}. Nothing is sent.`, fix: setUp };
}

/** Without exactly one row that can expire, no run would ever get the lease, or two at once would. */
function whatIsWrongWithTheLease(lease: readonly TableRow[]): { message: string; fix: string } | undefined {
	const rows = lease.filter((one) => cell(one, 'name') === LEASE_NAME);
	const [row, second] = rows;
	const table = `Data Table ${TABLES.lease.name}`;
	if (row === undefined) {
		return {
			message: `Not set up yet: the ${table} has no row named ${LEASE_NAME}. Nothing is sent.`,
			fix: `Save the set-up form once, or add one row to the ${table}: name ${LEASE_NAME}, expires 0.`,
		};
	}
	if (second !== undefined) {
		return {
			message: `The ${table} has ${rows.length} rows named ${LEASE_NAME}, so that two runs could use the Uniconta user at once. Nothing is sent.`,
			fix: `Leave one of these rows in the ${table}.`,
		};
	}
	if (cell(row, 'expires').trim() === '' || !Number.isFinite(Number(row['expires']))) {
		return {
			message: `The row ${LEASE_NAME} in the ${table} has no number in the column expires, so that no run can take it. Nothing is sent.`,
			fix: `Enter 0 in the column expires.`,
		};
	}
	return undefined;
}

export type Values = Readonly<Record<SettingKey, string>>;

/** What an area's settings lack, each as `key (what it is)`. */
export function lackingValues(area: SettingsArea, values: Values): string[] {
	return LACKING[area](values);
}

const lacking = (when: boolean, what: string): string[] => (when ? [what] : []);
const lackingCountry = (values: Values): string[] =>
	lacking(!/^[A-Z]{2}$/.test(values['company.country']), 'company.country (two letters, DK for Denmark)');

const LACKING: Record<SettingsArea, (values: Values) => string[]> = {
	customers: (values) => [
		...lacking(
			values['customers.tagGroup'] === '',
			"customers.tagGroup (the tag group whose codes are Uniconta's customer groups)",
		),
		...lackingCountry(values),
	],
	projects: (values) => [
		...lackingDepartment('projects', values, ['none', 'projectDepartment', 'projectTag']),
		...lacking(
			!isPhaseTable(values['projects.phases']),
			'projects.phases (JSON such as {"onHold": "Offer"}, or blank)',
		),
		...lackingCountry(values),
	],
	invoices: (values) => [
		...lacking(
			!['post', 'draft', 'journal'].includes(values['invoices.route']),
			'invoices.route (post, draft or journal)',
		),
		...lacking(
			!/^[1-9]\d{0,8}$/.test(values['invoices.firstNumber']),
			'invoices.firstNumber (the first invoice number that is sent; earlier ones are in Uniconta already)',
		),
		...lacking(
			values['invoices.categoryTagGroup'] === '',
			"invoices.categoryTagGroup (the tag group on projects whose codes are Uniconta's project categories)",
		),
		...lackingDepartment('invoices', values, [
			'none',
			'invoiceDepartment',
			'invoiceTag',
			'projectDepartment',
			'projectTag',
		]),
		...lacking(
			toleranceOf(values['invoices.roundingTolerance']) === 'invalid',
			`invoices.roundingTolerance (${TOLERANCE_FORM})`,
		),
		...lacking(
			values['invoices.route'] === 'journal' && values['invoices.journal'] === '',
			'invoices.journal (the journal in Uniconta that takes the vouchers)',
		),
		...lacking(
			!['gross', 'net'].includes(values['invoices.journalAmounts']),
			'invoices.journalAmounts (gross or net)',
		),
		...lacking(
			!['invoiceNumber', 'journal'].includes(values['invoices.journalVoucher']),
			'invoices.journalVoucher (invoiceNumber or journal)',
		),
		...lackingCountry(values),
	],
	expenses: (values) => [
		...lacking(
			values['expenses.series'] === '',
			'expenses.series (the number series in Uniconta whose postings are expenses)',
		),
		...lacking(
			values['expenses.activity'] === '',
			'expenses.activity (the name of the activity in Moment that takes them)',
		),
		...lacking(
			!isDay(values[START_AFTER]),
			`${START_AFTER} (a day such as 2026-01-31: what is posted after it is imported)`,
		),
		...lacking(!['yes', 'no'].includes(values['expenses.billable']), 'expenses.billable (yes or no)'),
	],
};

function isDay(text: string): boolean {
	return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}

function lackingDepartment(area: 'projects' | 'invoices', values: Values, choices: readonly string[]): string[] {
	const choice = values[`${area}.department`];
	const dimension = values['company.dimension'];
	if (!choices.includes(choice)) return [`${area}.department (${choices.join(', ')})`];
	if (!/^[0-5]$/.test(dimension)) return ['company.dimension (1 to 5, or 0 for none)'];
	if (choice === 'none') return [];
	return [
		...(dimension === '0' ? [`company.dimension (1 to 5: the dimension that ${area}.department fills)`] : []),
		...(choice.endsWith('Tag') && values[`${area}.departmentTagGroup`] === ''
			? [`${area}.departmentTagGroup (the tag group whose codes are the departments)`]
			: []),
	];
}

function isPhaseTable(text: string): boolean {
	if (text === '') return true;
	try {
		const table: unknown = JSON.parse(text);
		return (
			typeof table === 'object' &&
			table !== null &&
			!Array.isArray(table) &&
			Object.values(table).every((phase) => typeof phase === 'string')
		);
	} catch {
		return false;
	}
}

/** Name of the one row in the lease table. */
export const LEASE_NAME = 'uniconta';

export function settingsChangedAt(rows: readonly TableRow[]): string {
	const times = rows.filter((row) => !OWN_KEYS.test(cell(row, 'key'))).map((row) => timeCell(row, 'updatedAt') ?? 0);
	return new Date(Math.max(0, ...times)).toISOString();
}
