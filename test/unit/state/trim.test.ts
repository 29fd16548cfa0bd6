import fc from 'fast-check';
import { digest } from '../../../lib/notify/digest';
import { DIGEST_KEY } from '../../../lib/state/digestState';
import { idOf } from '../../../lib/state/lastRows';
import { foldLog } from '../../../lib/state/log';
import { dispensable, oldRows } from '../../../lib/state/trim';
import { DRY_RUN_OUTCOMES, OTHER_OUTCOMES, OUTCOMES } from '../../../lib/core/outcome';
import { cell, type TableRow } from '../../../lib/state/tables';

const NOW = Date.UTC(2026, 6, 1, 3);
const DAY = 86_400_000;
const ago = (days: number): string => new Date(NOW - days * DAY).toISOString();

/** Rows in the order given, each with how many days old it is. */
function table(...rows: Array<[days: number, row: Record<string, unknown>]>): TableRow[] {
	return rows.map(([days, row], at) => ({
		id: at + 1,
		time: ago(days),
		entity: 'customer',
		momentId: '1',
		key: '1001',
		name: 'Anna',
		outcome: 'updated',
		message: '',
		fix: '',
		changes: '',
		unicontaRowId: '55',
		hash: 'aa',
		held: '',
		execution: '7',
		...row,
	}));
}
/** A row that is never old, so that the newest row of its kind is another one. */
const fresh = (row: Record<string, unknown> = {}): [number, Record<string, unknown>] => [
	0,
	{ momentId: 'new', key: '9999', outcome: 'created', ...row },
];
const settings = (values: Record<string, string> = {}): TableRow[] =>
	Object.entries(values).map(([key, value], at) => ({ id: at + 1, key, value }));
const going = (log: readonly TableRow[], values: Record<string, string> = {}): unknown[] =>
	[...dispensable({ log, settings: settings(values), now: NOW })].map(({ id }) => id).sort();

describe('what may go from the log', () => {
	it('old successes behind which there is a newer one; never the link itself, however old', () => {
		expect(going(table([800, { outcome: 'created' }], [700, {}], [95, {}], [10, {}], fresh()))).toEqual([1, 2, 3]);
		expect(going(table([800, { outcome: 'created' }], [700, {}], fresh()))).toEqual([1]);
		expect(going(table([800, { outcome: 'created' }], fresh()))).toEqual([]);
	});

	it('failures and refusals that are mended, not those that stand', () => {
		const failed = { outcome: 'failed', message: 'Down.', fix: 'Wait.', unicontaRowId: '', hash: '' };
		expect(
			going(table([800, {}], [700, failed], [600, { outcome: 'unchanged' }], fresh()), { [DIGEST_KEY]: '{}' }),
		).toEqual([2]);
		expect(going(table([800, {}], [700, failed], fresh()))).toEqual([]);
	});

	it.each([
		['', [1, 2]],
		['not a number', [1, 2]],
		['150', [1]],
		['0', []],
		['1', [1, 2, 3]],
	])('after log.keepDays = "%s"', (days, expected) => {
		expect(
			going(table([200, {}], [100, {}], [8, {}], [6, {}], [1, {}], fresh()), { 'log.keepDays': days }),
		).toEqual(expected);
	});

	it('rows of runs, settings and mails that went out', () => {
		const about = (entity: string, outcome: string): Record<string, unknown> => ({
			entity,
			momentId: '',
			key: 'customers',
			outcome,
		});
		const log = table(
			[200, about('run', 'failed')],
			[100, about('settings', 'refused')],
			[100, about('mail', 'failed')],
			[95, about('mail', 'sent')],
			[2, about('run', 'failed')],
			[1, about('settings', 'refused')],
			[1, about('mail', 'sent')],
		);
		expect(going(log)).toEqual([1, 2, 3, 4]);
	});

	it('an address that does not work stays said', () => {
		expect(
			going(
				table(
					[200, { entity: 'mail', momentId: '', key: 'a@b.dk', outcome: 'failed' }],
					[1, { entity: 'mail', momentId: '', key: 'all', outcome: 'sent' }],
				),
			),
		).toEqual([]);
	});

	it('imported postings, although nothing came after them; one that was refused as soon as nothing can become of it', () => {
		const posting = { entity: 'expense', key: '1/K/7', outcome: 'created' };
		expect(going(table([95, posting], [50, { ...posting, key: '1/K/8' }], fresh({ entity: 'expense' })))).toEqual([
			1,
		]);
		expect(
			going(table([61, posting], [59, { ...posting, key: '1/K/8' }], fresh({ entity: 'expense' })), {
				'log.keepDays': '7',
			}),
		).toEqual([1]);
		expect(
			going(table([95, { ...posting, momentId: '', outcome: 'refused' }], fresh({ entity: 'expense' }))),
		).toEqual([1]);
		expect(
			going(table([95, { ...posting, momentId: '', outcome: 'failed' }], fresh({ entity: 'expense' }))),
		).toEqual([]);
	});

	it('a posted invoice after 400 days, one that stands as a draft or has an open attempt never', () => {
		const invoice = { entity: 'invoice', key: '57', outcome: 'posted' };
		expect(going(table([401, invoice], fresh({ entity: 'invoice' })))).toEqual([1]);
		expect(going(table([399, invoice], fresh({ entity: 'invoice' })))).toEqual([]);
		expect(going(table([801, invoice], fresh({ entity: 'invoice' })), { 'log.keepDays': '1000' })).toEqual([]);
		expect(
			going(
				table(
					[900, { ...invoice, outcome: 'drafted' }],
					[800, { ...invoice, outcome: 'unchanged' }],
					[700, { ...invoice, outcome: 'unchanged' }],
					fresh({ entity: 'invoice' }),
				),
			),
		).toEqual([2]);
		expect(
			going(table([900, { ...invoice, outcome: 'uncertain', held: '57#a' }], fresh({ entity: 'invoice' }))),
		).toEqual([]);
		expect(
			going(
				table(
					[900, { ...invoice, outcome: 'unchanged', message: 'It is gone.', fix: 'Look.' }],
					fresh({ entity: 'invoice' }),
				),
			),
		).toEqual([]);
	});

	it('nothing that somebody was told of and that is not said to be over yet, and no warning that no mail has told of', () => {
		const log = table(
			[900, { outcome: 'refused', unicontaRowId: '' }],
			[800, { outcome: 'created' }],
			[700, {}],
			[600, { fix: 'Mend.' }],
			[500, {}],
			fresh(),
		);
		expect(going(log, { [DIGEST_KEY]: JSON.stringify({ row: 99, told: {} }) })).toEqual([1, 2, 3, 4]);
		expect(going(log, { [DIGEST_KEY]: JSON.stringify({ row: 99, told: { 'customer/1': 'x' } }) })).toEqual([]);
		expect(going(log, { [DIGEST_KEY]: JSON.stringify({ row: 3, told: {} }) })).toEqual([1, 2, 3]);
		expect(going(log)).toEqual([1, 2, 3, 4]);
	});

	it('nothing that is not ours, has no time, or is the newest row of its kind', () => {
		const odd = table([900, { entity: 'note' }], [900, { outcome: 'checked by hand' }], [900, {}], [800, {}]);
		expect(going(odd)).toEqual([3]);
		expect(going(table([900, {}], [800, {}], fresh()).map((row) => ({ ...row, time: null })))).toEqual([]);
		expect(going(table([900, { entity: 'run', key: 'customers', momentId: '', outcome: 'failed' }]))).toEqual([]);
	});
});

describe('what is deleted in one go', () => {
	it('rows of a kind with nothing to be kept between them, other kinds between them or not', () => {
		const log = table(
			[900, {}],
			[900, { entity: 'project' }],
			[890, {}],
			[880, { outcome: 'updated' }],
			[1, {}],
			[900, { entity: 'run', momentId: '', key: 'customers', outcome: 'failed' }],
			[1, { entity: 'project' }],
			[1, { entity: 'run', momentId: '', key: 'customers', outcome: 'failed' }],
		);
		expect(oldRows({ log, settings: [], now: NOW })).toEqual([
			{ entity: 'customer', from: 1, to: 4, rows: 3 },
			{ entity: 'project', from: 2, to: 2, rows: 1 },
			{ entity: 'run', from: 6, to: 6, rows: 1 },
		]);
		expect(oldRows({ log: [...log].reverse(), settings: [], now: NOW })).toHaveLength(3);
	});

	it('is bounded: at most 500 deletes of at most 2,000 rows each', () => {
		const postings = table(
			...Array.from({ length: 50_000 }, (_, at): [number, Record<string, unknown>] => [
				100,
				{ entity: 'expense', key: String(at) },
			]),
		);
		const many = oldRows({ log: postings, settings: [], now: NOW });
		expect(many.map(({ rows }) => rows)).toEqual(Array(10).fill(2000));
		const apart = table(
			...Array.from({ length: 4000 }, (_, at): [number, Record<string, unknown>] => [
				100,
				{ momentId: String(Math.floor(at / 2)) },
			]),
		);
		expect(oldRows({ log: apart, settings: [], now: NOW })).toHaveLength(500);
	});
});

const rowArbitrary = fc.record({
	entity: fc.constantFrom('customer', 'project', 'invoice', 'expense', 'run', 'settings', 'mail', 'somebody else'),
	record: fc.constantFrom('', '1', '2', '3'),
	outcome: fc.constantFrom(...OUTCOMES, ...OUTCOMES, ...DRY_RUN_OUTCOMES, ...OTHER_OUTCOMES),
	days: fc.oneof(fc.integer({ min: 0, max: 900 }), fc.constantFrom(400, 401, 90, 91, 60, 61)),
	key: fc.constantFrom('A', 'B'),
	message: fc.constantFrom('', 'One.', 'Two.'),
	fix: fc.constantFrom('', 'Mend it.'),
	held: fc.constantFrom('', '1#a', '1#b'),
	hash: fc.constantFrom('aa', 'bb'),
	rowId: fc.constantFrom('', '5'),
});
/** What the log really says of records other than invoices, for an outcome of any kind. */
const usual = (entity: string, outcome: string): string =>
	entity === 'invoice' ||
	['created', 'updated', 'unchanged', 'refused', 'failed', 'wouldCreate', 'wouldUpdate'].includes(outcome)
		? outcome
		: ['posted', 'sent', 'dismissed'].includes(outcome)
			? 'unchanged'
			: 'refused';
/** Records change their number in Moment; an expense's reference stays, its id in Moment comes later. */
const logArbitrary = fc.array(rowArbitrary, { maxLength: 40 }).map((rows): TableRow[] =>
	[...rows]
		.sort((a, b) => b.days - a.days)
		.map(({ entity, record, days, rowId, key, outcome, ...row }, at) => {
			const named = ['customer', 'project', 'invoice', 'expense'].includes(entity);
			const isExpense = entity === 'expense';
			return {
				id: at + 1,
				time: ago(days),
				entity,
				name: '',
				changes: '',
				execution: '',
				...row,
				outcome: named ? usual(entity, outcome) : outcome,
				unicontaRowId: rowId,
				momentId: !named || (isExpense && rowId === '') ? '' : record,
				key: named && !isExpense ? (record === '' ? '' : `${record}${key}`) : record,
			};
		}),
);
const whole = fc.record({
	log: logArbitrary,
	keepDays: fc.constantFrom('', '7', '30', '90', '365'),
	told: fc.array(
		fc.constantFrom(
			'customer/1',
			'project/2',
			'invoice/1',
			'invoice/3',
			'expense/2',
			'run/1',
			'mail/1',
			'many/customer/failed',
		),
	),
	read: fc.integer({ min: 0, max: 40 }),
	level: fc.constantFrom('failures', 'warnings'),
	open: fc.array(
		fc.record({
			entity: fc.constantFrom('customer', 'project', 'invoice'),
			momentId: fc.constantFrom('1', '2', 'stop-3'),
			state: fc.constantFrom('retry', 'waiting', 'refused'),
		}),
		{ maxLength: 4 },
	),
	/** Up to which row the deletes got, oldest first, when something broke off. */
	done: fc.integer({ min: 0, max: 40 }),
});

describe('however many of them are deleted, oldest first', () => {
	it('every record that is not forgotten is known as before, and the digest says the same', () => {
		fc.assert(
			fc.property(whole, ({ log, keepDays, told, read, level, open, done }) => {
				const rows = settings({
					'log.keepDays': keepDays,
					'notify.addresses': 'a@b.dk',
					'notify.level': level,
					[DIGEST_KEY]: JSON.stringify({
						row: read,
						told: Object.fromEntries(told.map((id) => [id, 'cause'])),
					}),
				});
				const all = dispensable({ log, settings: rows, now: NOW });
				const rest = log.filter((row) => !all.has(row) || Number(row.id) > done);
				const inbox = open.map((row, id) => ({ id, key: '', ...row }));
				// In whatever order: that of the first row about each.
				const mail = (table: TableRow[]): unknown => {
					const { send, remember, text, cursor } = digest({
						log: table,
						inbox,
						settings: rows,
						now: NOW,
						places: { n8nUrl: '', resendUrl: '' },
					});
					return { send, remember, lines: text.split('\n').sort(), cursor: JSON.parse(cursor) };
				};
				expect(mail(rest)).toEqual(mail(log));
				const forgotten = new Set(
					[...new Set(log.map(idOf))].filter((id) => log.every((row) => idOf(row) !== id || all.has(row))),
				);
				for (const entity of ['customer', 'project', 'invoice', 'expense'] as const) {
					const [before, after] = [foldLog(log, entity), foldLog(rest, entity)];
					const kept = ([momentId, known]: [string, unknown]): boolean =>
						!forgotten.has(`${entity}/${entity === 'expense' ? (known as { key: string }).key : momentId}`);
					expect([...after.byMomentId].filter(kept)).toEqual(
						expect.arrayContaining([...before.byMomentId].filter(kept)),
					);
					expect([...before.last].filter(([id]) => !forgotten.has(`${entity}/${id}`))).toEqual(
						expect.arrayContaining([...after.last].filter(([id]) => !forgotten.has(`${entity}/${id}`))),
					);
					expect([...after.last.keys()].filter((id) => !forgotten.has(`${entity}/${id}`)).sort()).toEqual(
						[...before.last.keys()].filter((id) => !forgotten.has(`${entity}/${id}`)).sort(),
					);
					if (entity === 'customer' || entity === 'project')
						expect(
							[...forgotten].filter(
								(id) => id.startsWith(`${entity}/`) && before.byMomentId.has(id.split('/')[1] ?? ''),
							),
						).toEqual([]);
				}
			}),
			{ numRuns: 1500 },
		);
	});

	it('and once it is done there is nothing more to do', () => {
		fc.assert(
			fc.property(whole, ({ log, keepDays, read }) => {
				const rows = settings({ 'log.keepDays': keepDays, [DIGEST_KEY]: JSON.stringify({ row: read }) });
				const all = dispensable({ log, settings: rows, now: NOW });
				expect(
					[...dispensable({ log: log.filter((row) => !all.has(row)), settings: rows, now: NOW })].map(
						(row) => [cell(row, 'entity'), row.id],
					),
				).toEqual([]);
			}),
			{ numRuns: 500 },
		);
	});
});
