import { dueRecords, markRow, unfinishedRows } from '../../../lib/sync/inbox';
import { MASS_FAILURE, type RunResult } from '../../../lib/sync/log';
import type { TableRow } from '../../../lib/sync/tables';

const NOW = Date.UTC(2026, 0, 5, 12);
const result = (given: Partial<RunResult> = {}): RunResult => ({
	entity: 'customer', momentId: '1', key: '1001', name: 'Anna', outcome: 'failed', findings: [{ level: 'error', field: '', value: '', message: 'Down.', fix: 'Wait.' }],
	changes: {}, unicontaRowId: '', hash: '', held: [], ...given,
});
const unfinished = (results: RunResult[], taken: TableRow[] = [], comparison = false) => unfinishedRows(results, { now: NOW, taken, comparison });

describe('the records behind the rows a run has taken', () => {
	it('each once, with its newest number and its most attempts, however the rows are doubled', () => {
		expect(dueRecords([
			{ id: 3, entity: 'customer', momentId: '1', key: '1002', attempts: 0 },
			{ id: 1, entity: 'customer', momentId: '1', key: '1001', attempts: 4 },
			{ id: 2, entity: 'customer', momentId: '2', key: '', attempts: null },
			{ id: 4, entity: 'customer', momentId: '1', key: '', attempts: 1 },
			{ id: 5, entity: 'project', momentId: '1', key: 'P', attempts: 0 },
			{ id: 6, entity: 'customer', momentId: '', key: 'x' },
		])).toEqual([
			{ entity: 'customer', momentId: '1', key: '1002', attempts: 4 },
			{ entity: 'customer', momentId: '2', key: '', attempts: 0 },
			{ entity: 'project', momentId: '1', key: 'P', attempts: 0 },
		]);
	});

	it('none for no rows', () => {
		expect(dueRecords([])).toEqual([]);
	});
});

it('a record that is marked is due now', () => {
	expect(markRow('customer', '1', '1001', NOW)).toMatchObject({ state: 'due', attempts: 0, due: '2026-01-05T12:00:00.000Z', holder: '' });
});

describe('what goes back into the inbox', () => {
	it.each([[0, 1], [1, 5], [2, 30], [3, 60], [4, 60], [99, 60]])('after %i attempts before: due again in %i minutes', (attempts, minutes) => {
		const [row] = unfinished([result()], [{ id: 1, entity: 'customer', momentId: '1', key: '1001', attempts }]);
		expect(row).toMatchObject({ state: 'retry', attempts: attempts + 1, due: new Date(NOW + minutes * 60_000).toISOString(), message: 'Down.', fix: 'Wait.', holder: '' });
	});

	it('attempts of another kind of record with the same id do not count', () => {
		expect(unfinished([result()], [{ id: 1, entity: 'project', momentId: '1', attempts: 7 }])[0]?.attempts).toBe(1);
	});

	it('what was refused waits without a time', () => {
		expect(unfinished([result({ outcome: 'refused' })])[0]).toMatchObject({ state: 'refused', due: null });
	});

	it.each(['created', 'updated', 'unchanged', 'wouldCreate'])('%s is finished', (outcome) => {
		expect(unfinished([result({ outcome })])).toEqual([]);
	});

	it('a result without a Moment id cannot be marked', () => {
		expect(unfinished([result({ momentId: '' })])).toEqual([]);
	});

	const many = Array.from({ length: MASS_FAILURE + 1 }, (_, index) => result({ momentId: String(index) }));
	it('a comparison that failed as a whole puts its failures nowhere, but keeps the refusals', () => {
		expect(unfinished([...many, result({ momentId: 'r', outcome: 'refused' })], [], true).map(({ momentId }) => momentId)).toEqual(['r']);
	});

	it('any other run keeps each of its failures, and a comparison keeps a few', () => {
		expect(unfinished(many)).toHaveLength(MASS_FAILURE + 1);
		expect(unfinished(many.slice(1), [], true)).toHaveLength(MASS_FAILURE);
	});
});

describe('invoices that are not through', () => {
	const invoice = (outcome: string, given: Partial<RunResult> = {}): RunResult => result({ entity: 'invoice', key: '57', outcome, ...given });

	it.each(['waiting', 'blocked', 'uncertain'])('%s waits, and has a time at which it is looked at whatever happens', (outcome) => {
		expect(unfinished([invoice(outcome)])[0]).toMatchObject({ state: 'waiting', due: expect.any(String) });
	});

	it('an uncertain one is looked for soon and often: five minutes are over after at most five looks', () => {
		const minutes = Array.from({ length: 5 }, (_, attempts) => {
			const [row] = unfinished([invoice('uncertain')], [{ id: 1, entity: 'invoice', momentId: '1', key: '57', attempts }]);
			return (Date.parse(String(row?.due)) - NOW) / 60_000;
		});
		expect(minutes).toEqual([1, 1, 2, 2, 5]);
	});

	it('a misnumbered one stops all posting by a row of its own, which no mark of the invoice wipes out; the invoice waits beside it', () => {
		const [stop, own] = unfinished([invoice('misnumbered')]);
		expect(stop).toMatchObject({ state: 'misnumbered', due: null, key: '57', message: 'Down.' });
		expect(stop?.momentId).not.toBe('1');
		expect(own).toMatchObject({ momentId: '1', state: 'waiting', due: expect.any(String) });
	});

	it('one with other totals stops all posting in the same way; it is posted itself, so nothing of it waits', () => {
		const rows = unfinished([invoice('mistotalled')]);
		expect(rows).toMatchObject([{ state: 'mistotalled', momentId: 'stop-1', due: null, key: '57', message: 'Down.' }]);
	});

	it('one that waits is looked at again after 1, 2, 5 and then every 15 minutes, and says what it waits for', () => {
		const minutes = [0, 1, 2, 3, 9].map((attempts) => (Date.parse(String(unfinished([invoice('blocked')], [{ id: 1, entity: 'invoice', momentId: '1', key: '57', attempts }])[0]?.due)) - NOW) / 60_000);
		expect(minutes).toEqual([1, 2, 5, 15, 15]);
		expect(unfinished([invoice('waiting', { findings: [{ level: 'note', field: '', value: '', message: 'For 56.', fix: '' }] })])[0]).toMatchObject({ message: 'For 56.', fix: '' });
	});

	it('what waits begins anew at a minute in a run that posted something', () => {
		const taken = [{ id: 1, entity: 'invoice', momentId: '1', key: '57', attempts: 9 }];
		const rows = unfinished([invoice('waiting'), invoice('posted', { momentId: '2', key: '56', findings: [] })], taken);
		expect(rows).toMatchObject([{ attempts: 1, due: new Date(NOW + 60_000).toISOString() }]);
	});

	it('withheld: finished, unless the number series waits for its number', () => {
		expect(unfinished([invoice('withheld', { findings: [{ level: 'note', field: '', value: '', message: 'So chosen.', fix: '' }] })])).toEqual([]);
		expect(unfinished([invoice('withheld')])[0]).toMatchObject({ state: 'waiting' });
	});

	it.each(['posted', 'drafted', 'wouldPost', 'wouldDraft', 'unchanged'])('%s is finished', (outcome) => {
		expect(unfinished([invoice(outcome, { findings: [] })])).toEqual([]);
	});
});

describe('rows that a comparison took and whose records it did not look at', () => {
	const taken = [
		{ id: 1, entity: 'invoice', momentId: '7', key: '50', state: 'refused', attempts: 3, due: null, message: 'Old.', fix: 'Mend.', holder: '9' },
		{ id: 2, entity: 'invoice', momentId: '1', key: '57', state: 'due', attempts: 0, due: '2026-01-05T11:00:00.000Z', message: '', fix: '', holder: '9' },
		{ id: 3, entity: 'invoice', momentId: '7', key: '50', state: 'waiting', attempts: 4, due: '2026-01-05T13:00:00.000Z', message: 'Waits.', fix: '', holder: '9' },
	];
	const results = [result({ entity: 'invoice', momentId: '1', key: '57', outcome: 'posted', findings: [] })];

	it('go back as they were, each once, and nobody holds them', () => {
		expect(unfinishedRows(results, { now: NOW, taken, comparison: true, keepUnseen: true })).toEqual([
			{ entity: 'invoice', momentId: '7', key: '50', state: 'waiting', attempts: 4, due: '2026-01-05T13:00:00.000Z', message: 'Waits.', fix: '', holder: '' },
		]);
	});

	it('are done with where the comparison looked at everything: their records are gone', () => {
		expect(unfinishedRows(results, { now: NOW, taken, comparison: true })).toEqual([]);
	});
});
