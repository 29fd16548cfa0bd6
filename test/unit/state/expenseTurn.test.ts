import { endFormerImport, expenseWork, formerImport } from '../../../lib/state/expenseTurn';
import type { TableRow } from '../../../lib/state/tables';

const NOW = Date.UTC(2026, 10, 23, 12);
const ago = (minutes: number): string => new Date(NOW - minutes * 60_000).toISOString();

interface Turn {
	/** Of the next turn, as it was planned. */
	next?: number;
	/** The mark of templates of before this version. */
	progress?: [value: string, minutesAgo: number];
	/** When it was, and when the mark was touched. */
	lookedBack?: [minutesAgo: number | undefined, touched: number];
	startDate?: number;
	startKey?: string;
	settingsChanged?: number;
	started?: 'clock' | 'hand' | 'again';
}

function rowsOf({
	next,
	progress,
	lookedBack = [60, 30],
	startDate = 30.01,
	startKey = 'expenses.startAfter',
}: Turn): TableRow[] {
	const [at, touched] = lookedBack;
	return [
		{ id: 1, key: startKey, value: '2026-11-20', updatedAt: ago(startDate) },
		{ id: 2, key: 'expenses.lookedBack', value: at === undefined ? '' : ago(at), updatedAt: ago(touched) },
		...(next === undefined ? [] : [{ id: 3, key: 'expenses.nextSweep', value: ago(next), updatedAt: ago(30) }]),
		...(progress === undefined
			? []
			: [{ id: 4, key: 'expenses.progress', value: progress[0], updatedAt: ago(progress[1]) }]),
	];
}

function work(turn: Turn): string | undefined {
	const { settingsChanged = 10_000, started = 'clock' } = turn;
	return expenseWork({ settings: rowsOf(turn), settingsChangedAt: ago(settingsChanged), started, now: NOW });
}

describe('what a run of the import does', () => {
	it.each<[string, Turn, string | undefined]>([
		['the very first', { lookedBack: [undefined, 10_000] }, 'comparison'],
		['at its turn', { next: 0 }, 'sweep'],
		['before its turn', { next: -1 }, undefined],
		['by hand before its turn', { next: -1, started: 'hand' }, 'comparison'],
		['to go on in the same execution', { next: -1, started: 'again' }, 'sweep'],
		['six hours after the last look back', { next: 0, lookedBack: [361, 30] }, 'comparison'],
		['after a setting was changed', { next: 0, settingsChanged: 12 }, 'comparison'],
		['after the start date was set', { next: 0, startDate: 12 }, 'comparison'],
		[
			'after the start date was set under its former key',
			{ next: 0, startDate: 12, startKey: 'expenses.startDate' },
			'comparison',
		],
		['after the start date was set while a run was on', { next: 0, lookedBack: [undefined, 30] }, 'comparison'],
		['half an hour after one of a template of before', { progress: ['', 29] }, 'sweep'],
		['ten minutes after one of a template of before', { progress: ['', 10] }, undefined],
		['ten minutes after one of those that left something', { progress: ['left', 10] }, 'sweep'],
		['when its own turn counts, not the mark of before', { next: -1, progress: ['left', 10] }, undefined],
	])('%s', (_, turn, does) => {
		expect(work(turn)).toBe(does);
	});

	it('a key that stands twice counts by its newest row', () => {
		const rows = [
			{ id: 5, key: 'expenses.nextSweep', value: ago(-5), updatedAt: ago(5) },
			{ id: 9, key: ' Expenses.NextSweep ', value: '', updatedAt: ago(5) },
		];
		const turn = { settings: rows, settingsChangedAt: ago(9), started: 'clock', now: NOW } as const;
		expect(expenseWork(turn)).toBe('comparison');
	});

	it('the turn of another company is not this one’s', () => {
		const rows = [
			{ id: 1, key: 'company.id', value: '7', updatedAt: ago(50) },
			{ id: 2, key: 'expenses.nextSweep@6', value: ago(-10), updatedAt: ago(5) },
		];
		const turn = { settingsChangedAt: ago(50), started: 'clock', now: NOW } as const;
		expect(expenseWork({ ...turn, settings: rows })).toBe('comparison');
		const own = { id: 3, key: 'expenses.nextSweep@7', value: ago(-10), updatedAt: ago(5) };
		expect(expenseWork({ ...turn, settings: [...rows, own] })).toBeUndefined();
	});
});

describe('the mark of an import by a template of before this version', () => {
	it.each<[string, Turn, string]>([
		['while it writes', { progress: ['812', 5] }, '812'],
		['once it has died', { progress: ['812', 21] }, ''],
		['when it is through', { progress: ['', 5] }, ''],
		['when it left something', { progress: ['left', 5] }, ''],
		['where there never was one', {}, ''],
	])('%s', (_, turn, holder) => {
		expect(formerImport(rowsOf(turn), NOW)).toBe(holder);
	});

	it('is taken away once, and only as it was read', () => {
		expect(endFormerImport(rowsOf({ progress: ['812', 25] }))).toEqual([
			{
				do: 'update',
				table: 'settings',
				where: [
					{ column: 'key', value: 'expenses.progress' },
					{ column: 'value', value: '812' },
				],
				set: { value: '' },
			},
		]);
		expect(endFormerImport(rowsOf({ progress: ['', 25] }))).toEqual([]);
	});
});
