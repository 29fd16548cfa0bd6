import { LEASE_NAME, readSettings, type ReadSettings, type StartedBy } from '../../../lib/sync/settings';
import type { TableRow } from '../../../lib/sync/tables';

const NOW = Date.UTC(2026, 0, 5, 12);
const GOOD: Record<string, string> = { 'customers.export': 'on', 'customers.tagGroup': '501', 'customers.tagGroupName': 'Kundegruppe', 'customers.faxField': 'FaxNumber', 'company.country': 'DK', 'customers.changedSince': '2026-01-05T11:00:00Z', 'customers.nextComparison': 'night' };
const TABLES = ['settings', 'inbox', 'log', 'lease'].map((name, id) => ({ id: String(id), name: `moment_uniconta_${name}` }));

const rowsOf = (values: Record<string, string>): TableRow[] => Object.entries(values).map(([key, value], at) => ({ id: at + 1, key, value, updatedAt: '2026-01-01T00:00:00Z' }));
function read({ values = {}, without = [], startedBy = 'minute', ...rest }: { values?: Record<string, string>; without?: string[]; startedBy?: StartedBy; settings?: TableRow[]; lease?: TableRow[]; tables?: TableRow[] } = {}): ReadSettings {
	const all = Object.fromEntries(Object.entries({ ...GOOD, ...values }).filter(([key]) => !without.includes(key)));
	return readSettings({ area: 'customers', startedBy, now: NOW, settings: rowsOf(all), lease: [{ name: LEASE_NAME, expires: 0 }], tables: TABLES, ...rest });
}

describe('the settings as a run needs them', () => {
	it('come out by name', () => {
		expect(read()).toMatchObject({ tagGroup: '501', tagGroupName: 'Kundegruppe', faxField: 'FaxNumber', ownCountry: 'DK', changedSince: '2026-01-05T11:00:00Z', startedAt: '2026-01-05T12:00:00.000Z', message: '', fix: '' });
	});

	it('do not mind blanks around keys and values, nor upper and lower case of keys and switches', () => {
		const settings = rowsOf({ ' Customers.Export ': ' ON ', 'CUSTOMERS.tagGroup': ' Kundegruppe ', 'company.country': ' dk ', 'customers.nextComparison': 'night' });
		expect(read({ settings })).toMatchObject({ work: 'inbox', tagGroup: 'Kundegruppe', ownCountry: 'DK' });
	});

	it('a key that stands twice counts by its newest row, in whatever order the rows come', () => {
		const settings = [...rowsOf(GOOD), { id: 99, key: 'customers.tagGroup', value: '777' }];
		expect(read({ settings }).tagGroup).toBe('777');
		expect(read({ settings: [...settings].reverse() }).tagGroup).toBe('777');
	});

	it('say when a person last changed one; what the templates write themselves does not count', () => {
		const settings = [...rowsOf(GOOD), { id: 50, key: 'customers.faxField', value: '', updatedAt: '2026-01-04T10:00:00Z' }, { id: 51, key: 'customers.changedSince', value: '', updatedAt: '2026-01-05T10:00:00Z' }, { id: 52, key: 'customers.nextComparison ', value: 'night', updatedAt: new Date('2026-01-05T11:00:00Z') }];
		expect(read({ settings }).settingsChangedAt).toBe('2026-01-04T10:00:00.000Z');
	});
});

describe('what a run does', () => {
	it.each<[StartedBy, string, string]>([
		['webhook', 'inbox', 'inbox'],
		['minute', 'inbox', 'comparison'],
		['sweep', 'sweep', 'comparison'],
		['night', 'comparison', 'comparison'],
		['manual', 'comparison', 'comparison'],
	])('started by %s: %s; before the first comparison: %s', (startedBy, work, before) => {
		expect(read({ startedBy }).work).toBe(work);
		expect(read({ startedBy, without: ['customers.nextComparison', 'customers.changedSince'] }).work).toBe(before);
	});

	it.each([
		['2026-01-05T11:59:00Z', 'comparison'],
		['2026-01-05T12:00:00Z', 'comparison'],
		['2026-01-05T12:00:01Z', 'inbox'],
		['night', 'inbox'],
		['not a time', 'comparison'],
	])('a comparison set for %s: %s', (next, work) => {
		expect(read({ values: { 'customers.nextComparison': next } }).work).toBe(work);
	});

	it('a sweep without a start does only the inbox', () => {
		expect(read({ startedBy: 'sweep', without: ['customers.changedSince'] }).work).toBe('inbox');
	});

	it.each(['off', 'OFF', ' Off '])('switched %s: nothing, however it was started and whatever else is missing', (value) => {
		for (const startedBy of ['webhook', 'minute', 'sweep', 'night', 'manual'] as const) expect(read({ startedBy, values: { 'customers.export': value } }).work).toBe('off');
		expect(read({ settings: rowsOf({ 'customers.export': value }), lease: [], tables: [] })).toMatchObject({ work: 'off', message: '' });
	});
});

describe('what is missing is said, and nothing is sent', () => {
	it.each([
		['customers.export', 'customers.export'],
		['customers.tagGroup', 'customers.tagGroup'],
		['company.country', 'company.country'],
	])('without %s', (key, named) => {
		const settings = read({ without: [key] });
		expect(settings.work).toBe('incomplete');
		expect(settings.message).toContain(named);
		expect(settings.fix).toContain('moment_uniconta_settings');
	});

	it.each(['maybe', '', 'true'])('a switch that says "%s" is no switch', (value) => {
		expect(read({ values: { 'customers.export': value } }).work).toBe('incomplete');
	});

	it.each(['D', 'DNK', 'Danmark', '45'])('a country "%s" is no country', (value) => {
		expect(read({ values: { 'company.country': value } }).message).toContain('company.country');
	});

	it('everything at once for an empty table', () => {
		const { message } = read({ settings: [] });
		expect(['customers.export', 'customers.tagGroup', 'company.country'].every((key) => message.includes(key))).toBe(true);
	});

	it('without the lease row', () => {
		for (const lease of [[], [{ name: 'other' }]]) {
			expect(read({ lease })).toMatchObject({ work: 'incomplete', message: expect.stringContaining('moment_uniconta_lease'), fix: expect.stringContaining('name uniconta') });
		}
	});

	it('with a lease row that no run could take, or that two could', () => {
		const row = { name: LEASE_NAME, expires: 0 };
		expect(read({ lease: [row, row] })).toMatchObject({ work: 'incomplete', message: expect.stringContaining('2 rows named') });
		for (const expires of [undefined, null, '', 'soon']) expect(read({ lease: [{ name: LEASE_NAME, expires }] })).toMatchObject({ work: 'incomplete', fix: expect.stringContaining('Enter 0') });
	});

	it('with a table whose name contains that of another: rows could land in the wrong one', () => {
		const settings = read({ tables: [...TABLES, { id: 'x', name: 'Copy of moment_uniconta_log' }] });
		expect(settings).toMatchObject({ work: 'incomplete', message: expect.stringContaining('Copy of moment_uniconta_log'), fix: expect.stringContaining('Rename') });
	});

	it('with other tables nothing is amiss', () => {
		expect(read({ tables: [...TABLES, { id: 'x', name: 'moment_uniconta_other' }] }).work).toBe('inbox');
	});
});
