import { expenseWork, LEFT } from '../../../lib/state/expenseWork';
import type { TableRow } from '../../../lib/state/tables';

const NOW = Date.UTC(2026, 10, 23, 12);
const ago = (minutes: number): string => new Date(NOW - minutes * 60_000).toISOString();

interface Turn {
	progress?: [value: string, minutesAgo: number];
	/** When it was, and when the mark was touched. */
	lookedBack?: [minutesAgo: number | undefined, touched: number];
	startDate?: number;
	startKey?: string;
	settingsChanged?: number;
	byHand?: boolean;
}

function work({
	progress,
	lookedBack = [60, 30],
	startDate = 30.01,
	startKey = 'expenses.startAfter',
	settingsChanged = 10_000,
	byHand = false,
}: Turn = {}): string {
	const [at, touched] = lookedBack;
	const rows: TableRow[] = [
		{ id: 1, key: startKey, value: '2026-11-20', updatedAt: ago(startDate) },
		{ id: 2, key: 'expenses.lookedBack', value: at === undefined ? '' : ago(at), updatedAt: ago(touched) },
		...(progress === undefined
			? []
			: [{ id: 3, key: 'expenses.progress', value: progress[0], updatedAt: ago(progress[1]) }]),
	];
	return expenseWork({ settings: rows, settingsChangedAt: ago(settingsChanged), byHand, now: NOW });
}

describe('what a run of the import does', () => {
	it.each<[string, Turn, string]>([
		['the very first', { lookedBack: [undefined, 10_000] }, 'comparison'],
		['the turn half an hour later', { progress: ['', 29] }, 'sweep'],
		['ten minutes after one that got through', { progress: ['', 10] }, 'inbox'],
		['ten minutes after one that left something', { progress: [LEFT, 10] }, 'sweep'],
		['while another one writes', { progress: ['812', 5] }, 'inbox'],
		['by hand while another one writes: it takes over', { progress: ['812', 5], byHand: true }, 'comparison'],
		['after one that died', { progress: ['812', 21] }, 'sweep'],
		['by hand', { progress: ['', 1], byHand: true }, 'comparison'],
		['six hours after the last look back', { progress: ['', 29], lookedBack: [361, 30] }, 'comparison'],
		['after a setting was changed', { progress: ['', 29], settingsChanged: 12 }, 'comparison'],
		['after the start date was set', { progress: ['', 29], startDate: 12 }, 'comparison'],
		[
			'after the start date was set under its former key',
			{ progress: ['', 29], startDate: 12, startKey: 'expenses.startDate' },
			'comparison',
		],
		[
			'after the start date was set while a run was on',
			{ progress: ['', 29], lookedBack: [undefined, 30] },
			'comparison',
		],
	])('%s', (_, turn, does) => {
		expect(work(turn)).toBe(does);
	});

	it('a key that stands twice counts by its newest row', () => {
		const rows = [
			{ id: 5, key: 'expenses.progress', value: '', updatedAt: ago(5) },
			{ id: 9, key: ' Expenses.Progress ', value: LEFT, updatedAt: ago(5) },
		];
		expect(expenseWork({ settings: rows, settingsChangedAt: ago(9), byHand: false, now: NOW })).toBe('comparison');
	});
});
