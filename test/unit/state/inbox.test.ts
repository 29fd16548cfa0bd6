import { dueRecords, isRowOf, isStop, markRow, STOP, unfinishedRows, type InboxRow } from '../../../lib/state/inbox';
import { MASS_FAILURE, type RunResult } from '../../../lib/state/run';
import { RESEND_KINDS } from '../../../lib/state/resend';
import { longText, shortText, type TableRow } from '../../../lib/state/tables';

const NOW = Date.UTC(2026, 0, 5, 12);
const result = (given: Partial<RunResult> = {}): RunResult => ({
	entity: 'customer',
	momentId: '1',
	key: '1001',
	name: 'Anna',
	outcome: 'failed',
	findings: [{ level: 'error', field: '', value: '', message: 'Down.', fix: 'Wait.' }],
	changes: {},
	unicontaRowId: '',
	hash: '',
	held: [],
	...given,
});
const unfinished = (results: RunResult[], taken: TableRow[] = [], comparison = false) =>
	unfinishedRows(results, { now: NOW, taken, comparison });

describe('the records behind the rows a run has taken', () => {
	it('each once, with its newest number and its most attempts, however the rows are doubled', () => {
		expect(
			dueRecords([
				{ id: 3, entity: 'customer', momentId: '1', key: '1002', attempts: 0 },
				{ id: 1, entity: 'customer', momentId: '1', key: '1001', attempts: 4 },
				{ id: 2, entity: 'customer', momentId: '2', key: '', attempts: null },
				{ id: 4, entity: 'customer', momentId: '1', key: '', attempts: 1 },
				{ id: 5, entity: 'project', momentId: '1', key: 'P', attempts: 0 },
				{ id: 6, entity: 'customer', momentId: '', key: 'x' },
			]),
		).toEqual([
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
	expect(markRow('customer', '1', '1001', NOW)).toMatchObject({
		state: 'due',
		attempts: 0,
		due: '2026-01-05T12:00:00.000Z',
		holder: '',
	});
});

describe('what goes back into the inbox', () => {
	it.each([
		[0, 1],
		[1, 5],
		[2, 30],
		[3, 60],
		[4, 60],
		[99, 60],
	])('after %i attempts before: due again in %i minutes', (attempts, minutes) => {
		const [row] = unfinished([result()], [{ id: 1, entity: 'customer', momentId: '1', key: '1001', attempts }]);
		expect(row).toMatchObject({
			state: 'retry',
			attempts: attempts + 1,
			due: new Date(NOW + minutes * 60_000).toISOString(),
			message: 'Down.',
			fix: 'Wait.',
			holder: '',
		});
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
		expect(
			unfinished([...many, result({ momentId: 'r', outcome: 'refused' })], [], true).map(
				({ momentId }) => momentId,
			),
		).toEqual(['r']);
	});

	it('any other run keeps each of its failures, and a comparison keeps a few', () => {
		expect(unfinished(many)).toHaveLength(MASS_FAILURE + 1);
		expect(unfinished(many.slice(1), [], true)).toHaveLength(MASS_FAILURE);
	});
});

describe('invoices that are not through', () => {
	const invoice = (outcome: string, given: Partial<RunResult> = {}): RunResult =>
		result({ entity: 'invoice', key: '57', outcome, ...given });

	it.each(['waiting', 'blocked', 'uncertain'])(
		'%s waits, and has a time at which it is looked at whatever happens',
		(outcome) => {
			expect(unfinished([invoice(outcome)])[0]).toMatchObject({ state: 'waiting', due: expect.any(String) });
		},
	);

	it('an uncertain one is looked for soon and often: five minutes are over after at most five looks', () => {
		const minutes = Array.from({ length: 5 }, (_, attempts) => {
			const [row] = unfinished(
				[invoice('uncertain')],
				[{ id: 1, entity: 'invoice', momentId: '1', key: '57', attempts }],
			);
			return (Date.parse(String(row?.due)) - NOW) / 60_000;
		});
		expect(minutes).toEqual([1, 1, 2, 2, 5]);
	});

	it('a misnumbered one stops all posting by a row of its own, which no mark of the invoice wipes out; the invoice waits beside it', () => {
		const [stop, own] = unfinished([invoice('misnumbered')]);
		expect(stop).toMatchObject({
			entity: STOP,
			momentId: '1',
			state: 'misnumbered',
			due: null,
			key: '57',
			message: 'Down.',
			holder: '',
		});
		expect(own).toMatchObject({ momentId: '1', state: 'waiting', due: expect.any(String) });
	});

	it('one with other totals stops all posting in the same way; it is posted itself, so nothing of it waits', () => {
		const rows = unfinished([invoice('mistotalled')]);
		expect(rows).toMatchObject([
			{ entity: 'stop', state: 'mistotalled', momentId: '1', due: null, key: '57', message: 'Down.' },
		]);
	});

	it('one that waits is looked at again after 1, 2, 5 and then every 15 minutes, and says what it waits for', () => {
		const minutes = [0, 1, 2, 3, 9].map(
			(attempts) =>
				(Date.parse(
					String(
						unfinished(
							[invoice('blocked')],
							[{ id: 1, entity: 'invoice', momentId: '1', key: '57', attempts }],
						)[0]?.due,
					),
				) -
					NOW) /
				60_000,
		);
		expect(minutes).toEqual([1, 2, 5, 15, 15]);
		expect(
			unfinished([
				invoice('waiting', {
					findings: [{ level: 'note', field: '', value: '', message: 'For 56.', fix: '' }],
				}),
			])[0],
		).toMatchObject({ message: 'For 56.', fix: '' });
	});

	it('what waits begins anew at a minute in a run that posted something', () => {
		const taken = [{ id: 1, entity: 'invoice', momentId: '1', key: '57', attempts: 9 }];
		const rows = unfinished(
			[invoice('waiting'), invoice('posted', { momentId: '2', key: '56', findings: [] })],
			taken,
		);
		expect(rows).toMatchObject([{ attempts: 1, due: new Date(NOW + 60_000).toISOString() }]);
	});

	it('withheld: finished, unless the number series waits for its number', () => {
		expect(
			unfinished([
				invoice('withheld', {
					findings: [{ level: 'note', field: '', value: '', message: 'So chosen.', fix: '' }],
				}),
			]),
		).toEqual([]);
		expect(unfinished([invoice('withheld')])[0]).toMatchObject({ state: 'waiting' });
	});

	it.each(['posted', 'drafted', 'wouldPost', 'wouldDraft', 'unchanged'])('%s is finished', (outcome) => {
		expect(unfinished([invoice(outcome, { findings: [] })])).toEqual([]);
	});
});

describe('a stop', () => {
	const OLD = {
		entity: 'invoice',
		momentId: 'stop-9',
		key: '57',
		state: 'misnumbered',
		message: 'It got 58.',
		fix: 'Decide.',
	};
	const NEW = { ...OLD, entity: STOP, momentId: '9' };

	it('is of a kind that no mark is of', () => {
		for (const entity of RESEND_KINDS) expect(isStop(markRow(entity, '9', '57', NOW))).toBe(false);
		expect(RESEND_KINDS).not.toContain(STOP);
	});

	it.each<[string, TableRow]>([
		['of its kind', NEW],
		['of its kind, whatever somebody wrote into the row', { ...NEW, state: 'due', key: '', momentId: '' }],
		['of a table from before', OLD],
		['of a table from before, which a mark had made due', { ...OLD, state: 'due', message: '' }],
		['by its state alone', { ...OLD, momentId: '9' }],
	])('is one %s', (_what, row) => {
		expect(isStop(row)).toBe(true);
	});

	it.each(['due', 'retry', 'refused', 'waiting'] as const)('is not a row of an invoice that is %s', (state) => {
		expect(isStop({ ...markRow('invoice', '9', '57', NOW), state })).toBe(false);
	});

	it('keeps its invoice open, in both forms, and no other record', () => {
		for (const row of [NEW, OLD]) {
			expect(isRowOf(row, 'invoice', '9')).toBe(true);
			expect([
				isRowOf(row, 'customer', '9'),
				isRowOf(row, 'project', '9'),
				isRowOf(row, 'invoice', '57'),
				isRowOf(row, 'invoice', 'stop-9'),
			]).toEqual([false, false, false, false]);
		}
	});

	it('is no record that is due, also where a mark of before had made it one', () => {
		const forged = { id: 4, ...OLD, state: 'due', attempts: 0, due: '2026-01-05T11:00:00.000Z', holder: '7' };
		expect(dueRecords([{ id: 3, ...NEW, attempts: 1 }, forged])).toEqual([]);
	});
});

describe('texts of megabytes', () => {
	const HUGE = 'Fejl: æøå 😀. '.repeat(400_000);
	const size = (row: InboxRow | undefined): number => JSON.stringify(row).length;

	it('are cut where a row is made, and end in an ellipsis', () => {
		expect([longText('x'.repeat(9_000)).length, shortText('x'.repeat(9_000)).length]).toEqual([2_000, 200]);
		expect(longText(HUGE).endsWith('…')).toBe(true);
		expect([longText('x'.repeat(2_000)), shortText('x'.repeat(200))]).toEqual(['x'.repeat(2_000), 'x'.repeat(200)]);
	});

	it.each([198, 199, 200])('are never cut within a character (%i letters before it)', (letters) => {
		expect(shortText(`${'x'.repeat(letters)}😀😀😀`)).not.toMatch(
			/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/,
		);
	});

	it('do not get into the inbox: of a mark, of a result', () => {
		const finding = { level: 'error' as const, field: '', value: '', message: HUGE, fix: HUGE };
		const rows = unfinishedRows([result({ key: HUGE, findings: [finding, finding] })], {
			now: NOW,
			taken: [],
			comparison: true,
		});
		expect(rows).toHaveLength(1);
		for (const row of [markRow('customer', HUGE, HUGE, NOW), ...rows]) expect(size(row)).toBeLessThan(5_000);
	});
});
