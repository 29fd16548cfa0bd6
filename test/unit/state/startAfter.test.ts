import { readSettings, SETTING_KEYS } from '../../../lib/state/settings';
import { settingRowsToSave } from '../../../lib/setup/form/report';
import { dayAfter, dayBefore, startAfterOf, startRow } from '../../../lib/state/startAfter';
import type { TableRow } from '../../../lib/state/tables';

/**
 * The start date of expenses was "on or after" in code and "after" in the form; now it is after, under a key of its
 * own.
 */
const row = (key: string, value: string, updatedAt = '2026-06-01T00:00:00Z', id = 1): TableRow => ({
	id,
	key: `expenses.${key}`,
	value,
	updatedAt,
});
const OLD = '2026-06-01T00:00:00Z';
const NEW = '2026-06-02T00:00:00Z';

test.each<[string, TableRow[], string]>([
	['nothing saved', [], ''],
	['the key of now', [row('startAfter', '2026-01-31')], '2026-01-31'],
	['the former key means the day before', [row('startDate', '2026-03-01')], '2026-02-28'],
	['over a year', [row('startDate', '2026-01-01')], '2025-12-31'],
	['in a leap year', [row('startDate', '2028-03-01')], '2028-02-29'],
	['blanks around it', [row('startDate', ' 2026-03-01 ')], '2026-02-28'],
	[
		'a former key that was taken away',
		[row('startDate', '', NEW), row('startAfter', '2026-01-31', OLD, 2)],
		'2026-01-31',
	],
	[
		'of both the one that was changed last: a template of an earlier version goes on',
		[row('startAfter', '2026-01-31', OLD), row('startDate', '2026-05-02', NEW, 2)],
		'2026-05-01',
	],
	[
		'of both the one that was changed last: the form',
		[row('startDate', '2026-05-02', OLD), row('startAfter', '2026-01-31', NEW, 2)],
		'2026-01-31',
	],
	['what is no day stays as it is, to be named', [row('startDate', '31-01-2026')], '31-01-2026'],
])('%s', (_what, rows, after) => {
	expect(startAfterOf(rows)).toBe(after);
	const { values } = readSettings({
		area: 'expenses',
		startedBy: 'manual',
		now: 0,
		settings: rows,
		lease: [],
		tables: [],
	});
	expect(values['expenses.startAfter']).toBe(after);
});

test('the row that is moved on is the one that counts', () => {
	expect(startRow([row('startDate', '2026-05-02', NEW, 7), row('startAfter', '', OLD, 8)])).toMatchObject({ id: 7 });
});

test.each([
	['2026-02-28', '2026-03-01'],
	['2025-12-31', '2026-01-01'],
	['2026-10-24', '2026-10-25'],
	['', ''],
	['soon', 'soon'],
])('the day after %s is %s, and back', (day, next) => {
	expect([dayAfter(day), dayBefore(next)]).toEqual([next, day]);
});

test('saving the form puts the new key in the place of the former one, though nobody changed the date', () => {
	const rows = [row('startDate', '2026-03-01')];
	const { values } = readSettings({
		area: 'expenses',
		startedBy: 'manual',
		now: 0,
		settings: rows,
		lease: [],
		tables: [],
	});
	const saved = settingRowsToSave(
		{ page: 'report', values: { ...values, 'company.id': '7' } } as Parameters<typeof settingRowsToSave>[0],
		{ saved: { ...values, 'company.id': '7' }, rows, own: '7' },
	);
	expect(saved.filter(({ key }) => key.startsWith('expenses.start'))).toEqual([
		{ key: 'expenses.startAfter', value: '2026-02-28' },
		{ key: 'expenses.startDate', value: '' },
	]);
	expect(SETTING_KEYS).not.toContain('expenses.startDate');
});
