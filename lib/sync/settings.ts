import { TABLES, cell, rowNumber, timeCell, type TableRow } from './tables';

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
export type SettingsArea = 'customers';

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
	/** Id or name of the tag group that gives the group in Uniconta. */
	tagGroup: string;
	tagGroupName: string;
	faxField: string;
	/** ISO 3166 alpha-2 of the company in Uniconta. */
	ownCountry: string;
	/** From when on the sweep asks Moment for changes, ISO in UTC; `''` before the first comparison. */
	changedSince: string;
	/** When a person last changed a setting, ISO in UTC: what was refused before is tried again. */
	settingsChangedAt: string;
	/** Start of this run, ISO in UTC. */
	startedAt: string;
}

/** Set when a comparison is done: the next one comes at night. */
export const NEXT_COMPARISON_AT_NIGHT = 'night';

/** Written by the templates themselves; a change of these is no change of the settings. */
const OWN_KEYS = /\.(changedSince|nextComparison)\s*$/i;

/** Reads the settings table into what a run needs to know, and decides what the run does. */
export function readSettings(input: SettingsInput): ReadSettings {
	const { area, settings } = input;
	const value = (key: string): string => cell(lastRow(settings, key) ?? {}, 'value').trim();
	const result: ReadSettings = {
		work: 'inbox',
		message: '',
		fix: '',
		tagGroup: value(`${area}.tagGroup`),
		tagGroupName: value(`${area}.tagGroupName`),
		faxField: value(`${area}.faxField`),
		ownCountry: value('company.country').toUpperCase(),
		changedSince: value(`${area}.changedSince`),
		settingsChangedAt: settingsChangedAt(settings),
		startedAt: new Date(input.now).toISOString(),
	};
	const exported = value(`${area}.export`).toLowerCase();
	// Switched off there is nothing to set up for.
	if (exported === 'off') return { ...result, work: 'off' };
	const missing = whatIsMissing(input, result, exported);
	if (missing !== undefined) return { ...result, work: 'incomplete', ...missing };
	return { ...result, work: workFor(input, result, value(`${area}.nextComparison`)) };
}

function workFor({ startedBy, now }: SettingsInput, { changedSince }: ReadSettings, nextComparison: string): Work {
	if (startedBy === 'webhook') return 'inbox';
	if (startedBy === 'night' || startedBy === 'manual') return 'comparison';
	const due = nextComparison === '' || (nextComparison !== NEXT_COMPARISON_AT_NIGHT && !(Date.parse(nextComparison) > now));
	if (due) return 'comparison';
	return startedBy === 'sweep' && changedSince !== '' ? 'sweep' : 'inbox';
}

function whatIsMissing({ area, lease, tables }: SettingsInput, read: ReadSettings, exported: string): { message: string; fix: string } | undefined {
	const doubled = Object.values(TABLES).flatMap(({ name }) =>
		tables.map((table) => cell(table, 'name')).filter((other) => other !== name && other.toLowerCase().includes(name)),
	);
	if (doubled.length > 0) {
		return {
			message: `There is a Data Table called ${doubled.join(' and ')}. n8n finds tables by a part of their name, so rows could land in the wrong one; nothing is sent.`,
			fix: `Rename ${doubled.join(' and ')} so that the name no longer contains that of the table it was copied from, or delete it.`,
		};
	}
	const setUp = 'Add what lacks as rows in the Data Table moment_uniconta_settings: the name in the column key, what you choose in the column value. Then it starts by itself.';
	const lacking = [
		...(exported === 'on' ? [] : [`${area}.export (on or off)`]),
		...lackingValues(area, read),
	];
	if (lacking.length > 0) return { message: `Not set up yet: the settings lack ${lacking.join(', ')}. Nothing is sent.`, fix: setUp };
	return whatIsWrongWithTheLease(lease.filter((row) => cell(row, 'name') === LEASE_NAME));
}

/** Without exactly one row that can expire, no run would ever get the lease, or two at once would. */
function whatIsWrongWithTheLease(rows: readonly TableRow[]): { message: string; fix: string } | undefined {
	const [row, second] = rows;
	const table = `Data Table ${TABLES.lease.name}`;
	if (row === undefined) {
		return {
			message: `Not set up yet: the ${table} has no row named ${LEASE_NAME}. Nothing is sent.`,
			fix: `Add one row to the ${table}: name ${LEASE_NAME}, expires 0.`,
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

function lackingValues(area: SettingsArea, read: ReadSettings): string[] {
	return [
		...(read.tagGroup === '' ? [`${area}.tagGroup (the tag group whose codes are Uniconta's customer groups)`] : []),
		...(/^[A-Z]{2}$/.test(read.ownCountry) ? [] : ['company.country (two letters, DK for Denmark)']),
	];
}

/** Name of the one row in the lease table. */
export const LEASE_NAME = 'uniconta';

/** A key that stands twice counts by its newest row. */
function lastRow(rows: readonly TableRow[], key: string): TableRow | undefined {
	const named = rows.filter((row) => cell(row, 'key').trim().toLowerCase() === key.toLowerCase());
	return named.sort((a, b) => rowNumber(a) - rowNumber(b)).at(-1);
}

function settingsChangedAt(rows: readonly TableRow[]): string {
	const times = rows.filter((row) => !OWN_KEYS.test(cell(row, 'key'))).map((row) => timeCell(row, 'updatedAt') ?? 0);
	return new Date(Math.max(0, ...times)).toISOString();
}
