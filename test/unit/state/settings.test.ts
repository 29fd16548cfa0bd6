import { LEASE_NAME, readSettings, type ReadSettings, type StartedBy } from '../../../lib/state/settings';
import { TABLES as ALL, type TableRow } from '../../../lib/state/tables';

const NOW = Date.UTC(2026, 0, 5, 12);
const GOOD: Record<string, string> = {
	'customers.export': 'on',
	'customers.tagGroup': '501',
	'customers.tagGroupName': 'Kundegruppe',
	'customers.faxField': 'FaxNumber',
	'company.country': 'DK',
	'customers.changedSince': '2026-01-05T11:00:00Z',
	'customers.nextComparison': 'night',
};
const TABLES = ['settings', 'inbox', 'log', 'lease'].map((name, id) => ({
	id: String(id),
	name: `moment_uniconta_${name}`,
}));

const rowsOf = (values: Record<string, string>): TableRow[] =>
	Object.entries(values).map(([key, value], at) => ({ id: at + 1, key, value, updatedAt: '2026-01-01T00:00:00Z' }));
function read({
	values = {},
	without = [],
	startedBy = 'minute',
	...rest
}: {
	values?: Record<string, string>;
	without?: string[];
	startedBy?: StartedBy;
	settings?: TableRow[];
	lease?: TableRow[];
	tables?: TableRow[];
} = {}): ReadSettings {
	const all = Object.fromEntries(Object.entries({ ...GOOD, ...values }).filter(([key]) => !without.includes(key)));
	return readSettings({
		area: 'customers',
		startedBy,
		now: NOW,
		settings: rowsOf(all),
		lease: [{ name: LEASE_NAME, expires: 0 }],
		tables: TABLES,
		...rest,
	});
}

describe('the settings as a run needs them', () => {
	it('come out by name', () => {
		expect(read()).toMatchObject({
			values: {
				'customers.tagGroup': '501',
				'customers.tagGroupName': 'Kundegruppe',
				'customers.faxField': 'FaxNumber',
				'company.country': 'DK',
			},
			changedSince: '2026-01-05T11:00:00Z',
			startedAt: '2026-01-05T12:00:00.000Z',
			message: '',
			fix: '',
		});
	});

	it('do not mind blanks around keys and values, nor upper and lower case of keys and switches', () => {
		const settings = rowsOf({
			' Customers.Export ': ' ON ',
			'CUSTOMERS.tagGroup': ' Kundegruppe ',
			'company.country': ' dk ',
			'customers.nextComparison': 'night',
		});
		expect(read({ settings })).toMatchObject({
			work: 'inbox',
			values: { 'customers.export': 'on', 'customers.tagGroup': 'Kundegruppe', 'company.country': 'DK' },
		});
	});

	it('take the number of a company, and say what is none', () => {
		expect(read({ values: { 'company.id': '10543' } })).toMatchObject({
			work: 'inbox',
			values: { 'company.id': '10543' },
		});
		expect(read({ values: { 'company.id': 'Nordlys' } })).toMatchObject({
			work: 'incomplete',
			message: expect.stringContaining('company.id'),
		});
	});

	it('a key that stands twice counts by its newest row, in whatever order the rows come', () => {
		const settings = [...rowsOf(GOOD), { id: 99, key: 'customers.tagGroup', value: '777' }];
		expect(read({ settings }).values['customers.tagGroup']).toBe('777');
		expect(read({ settings: [...settings].reverse() }).values['customers.tagGroup']).toBe('777');
	});

	it('say when a person last changed one; what the templates write themselves does not count', () => {
		const settings = [
			...rowsOf(GOOD),
			{ id: 50, key: 'customers.faxField', value: '', updatedAt: '2026-01-04T10:00:00Z' },
			{ id: 51, key: 'customers.changedSince', value: '', updatedAt: '2026-01-05T10:00:00Z' },
			{ id: 52, key: 'customers.nextComparison ', value: 'night', updatedAt: new Date('2026-01-05T11:00:00Z') },
		];
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

	it.each(['off', 'OFF', ' Off '])(
		'switched %s: nothing, however it was started and whatever else is missing',
		(value) => {
			for (const startedBy of ['webhook', 'minute', 'sweep', 'night', 'manual'] as const)
				expect(read({ startedBy, values: { 'customers.export': value } }).work).toBe('off');
			expect(read({ settings: rowsOf({ 'customers.export': value }), lease: [], tables: [] })).toMatchObject({
				work: 'off',
				message: '',
			});
		},
	);
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
		expect(
			['customers.export', 'customers.tagGroup', 'company.country'].every((key) => message.includes(key)),
		).toBe(true);
	});

	it('without the lease row', () => {
		for (const lease of [[], [{ name: 'other' }]]) {
			expect(read({ lease })).toMatchObject({
				work: 'incomplete',
				message: expect.stringContaining('moment_uniconta_lease'),
				fix: expect.stringContaining('name uniconta'),
			});
		}
	});

	it('with a lease row that no run could take, or that two could', () => {
		const row = { name: LEASE_NAME, expires: 0 };
		expect(read({ lease: [row, row] })).toMatchObject({
			work: 'incomplete',
			message: expect.stringContaining('2 rows named'),
		});
		for (const expires of [undefined, null, '', 'soon'])
			expect(read({ lease: [{ name: LEASE_NAME, expires }] })).toMatchObject({
				work: 'incomplete',
				fix: expect.stringContaining('Enter 0'),
			});
	});

	it.each([
		'Copy of moment_uniconta_log',
		'MOMENT_UNICONTA_LOG',
		'moment-uniconta_log2',
		'momentXuniconta_inbox',
		'moment_uniconta_settings (1)',
		'old_moment_uniconta_lease',
		'moment_uniconta_reconciliation_2025',
	])('beside a table called %s: n8n could put rows into it', (name) => {
		expect(read({ tables: [...TABLES, { id: 'x', name }] })).toMatchObject({
			work: 'incomplete',
			message: expect.stringContaining(`a Data Table called ${name}.`),
			fix: expect.stringContaining(`Rename ${name}`),
		});
	});

	it('with a table of ours that lacks a column, or has one of another type', () => {
		const columns = ALL.inbox.columns
			.map(({ name, type }) => ({ name, type: name === 'due' ? 'string' : type }))
			.filter(({ name }) => name !== 'fix' && name !== 'holder');
		const tables = TABLES.map((table) =>
			table.name === ALL.inbox.name
				? { ...table, columns }
				: { ...table, columns: Object.values(ALL).find(({ name }) => name === table.name)?.columns },
		);
		expect(read({ tables })).toMatchObject({
			work: 'incomplete',
			message:
				'The Data Table moment_uniconta_inbox lacks the columns fix, holder, has in the column due values of the type string instead of date. Nothing is sent.',
			fix: expect.stringContaining('the next run makes it anew'),
		});
		expect(
			read({
				tables: tables
					.map((table) => ({
						...table,
						columns: [...(table.columns ?? []), { name: 'my own', type: 'boolean' }],
					}))
					.filter(({ name }) => name !== ALL.inbox.name),
			}).work,
		).toBe('inbox');
	});

	it('with other tables nothing is amiss', () => {
		expect(read({ tables: [...TABLES, { id: 'x', name: 'moment_uniconta_other' }] }).work).toBe('inbox');
	});
});

describe('projects and invoices', () => {
	const PROJECTS = { 'projects.export': 'on', 'company.country': 'DK', 'projects.nextComparison': 'night' };
	const INVOICES = {
		'invoices.export': 'on',
		'company.country': 'DK',
		'invoices.route': 'post',
		'invoices.firstNumber': '10001',
		'invoices.categoryTagGroup': '503',
		'invoices.nextComparison': 'night',
	};
	const EXPENSES = {
		'expenses.export': 'on',
		'expenses.series': 'KRED',
		'expenses.activity': 'Udlæg',
		'expenses.startAfter': '2026-01-01',
		'expenses.nextComparison': 'night',
	};
	const of = (area: 'projects' | 'invoices' | 'expenses', values: Record<string, string>): ReadSettings =>
		readSettings({
			area,
			startedBy: 'minute',
			now: NOW,
			settings: rowsOf(values),
			lease: [{ name: LEASE_NAME, expires: 0 }],
			tables: TABLES,
		});

	it('need no more than these', () => {
		expect(of('projects', PROJECTS)).toMatchObject({
			work: 'inbox',
			message: '',
			values: { 'projects.department': 'none', 'company.dimension': '0' },
		});
		expect(of('invoices', INVOICES)).toMatchObject({
			work: 'inbox',
			message: '',
			values: { 'invoices.journalAmounts': 'gross', 'invoices.journalVoucher': 'invoiceNumber' },
		});
		expect(of('expenses', EXPENSES)).toMatchObject({
			work: 'inbox',
			message: '',
			values: { 'expenses.billable': 'yes' },
		});
	});

	it.each([
		['expenses.series', ''],
		['expenses.activity', ''],
		['expenses.startAfter', '31-01-2026'],
		['expenses.billable', 'maybe'],
	])('expenses with %s "%s": what is missing is named', (key, value) => {
		expect(of('expenses', { ...EXPENSES, [key]: value }).message).toContain(key);
	});

	it.each([
		['projects', { 'projects.export': '' }, 'projects.export'],
		['projects', { 'projects.department': 'projectTag' }, 'projects.departmentTagGroup'],
		['projects', { 'projects.department': 'projectDepartment' }, 'company.dimension'],
		['projects', { 'projects.department': 'invoiceTag', 'company.dimension': '1' }, 'projects.department'],
		['projects', { 'projects.phases': '{"x": 1}' }, 'projects.phases'],
		['projects', { 'projects.phases': 'onHold=Offer' }, 'projects.phases'],
		['invoices', { 'invoices.route': 'mail' }, 'invoices.route'],
		['invoices', { 'invoices.roundingTolerance': 'much' }, 'invoices.roundingTolerance'],
		['invoices', { 'invoices.roundingTolerance': '10.01' }, 'invoices.roundingTolerance'],
		['invoices', { 'invoices.firstNumber': '' }, 'invoices.firstNumber'],
		['invoices', { 'invoices.firstNumber': '0' }, 'invoices.firstNumber'],
		['invoices', { 'invoices.categoryTagGroup': '' }, 'invoices.categoryTagGroup'],
		['invoices', { 'invoices.route': 'journal' }, 'invoices.journal '],
		['invoices', { 'invoices.department': 'invoiceTag', 'company.dimension': '1' }, 'invoices.departmentTagGroup'],
		['invoices', { 'company.dimension': '6' }, 'company.dimension'],
	] as const)('%s with %j: what is missing is named', (area, values, named) => {
		const read = of(area, { ...(area === 'projects' ? PROJECTS : INVOICES), ...values });
		expect(read.work).toBe('incomplete');
		expect(read.message).toContain(named);
	});

	it('have their own cursors, and a cursor of one kind is no change of the settings of another', () => {
		const read = of('invoices', {
			...INVOICES,
			'invoices.changedSince': '2026-01-04T00:00:00Z',
			'projects.changedSince': '2026-01-01T00:00:00Z',
		});
		expect(read.changedSince).toBe('2026-01-04T00:00:00Z');
	});
});
