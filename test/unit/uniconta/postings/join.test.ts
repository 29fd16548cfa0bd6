import fc from 'fast-check';
import {
	ledgerEntry,
	projectEntry,
	type LedgerEntry,
	type ProjectEntry,
} from '../../../../lib/uniconta/postings/entries';
import { assemble } from '../../../../lib/uniconta/postings/assemble';
import { counterEntries } from '../../../../lib/uniconta/postings/counterEntries';
import { joinVoucher, type Joined } from '../../../../lib/uniconta/postings/join';

const SHARED = { Date: '2026-11-20T00:00:00', Voucher: 7, JournalPostedId: 3, NumberSerie: 'BILAG' };
const ledger = (line: number, values: Record<string, unknown> = {}): LedgerEntry =>
	ledgerEntry({ ...SHARED, RowId: 100 + line, Account: '2010', AccountType: 'Cost', VoucherLine: line, ...values })!;
const project = (line: number, values: Record<string, unknown> = {}): ProjectEntry =>
	projectEntry({
		...SHARED,
		RowId: 200 + line,
		Project: `P${line}`,
		PrCategory: 'MAT',
		CatType: 'Materials',
		LineNumber: line,
		...values,
	});

const cents = fc.integer({ min: -100_000, max: 100_000 }).filter((amount) => amount !== 0);
const pairs = (joined: readonly Joined[]): string[] =>
	joined
		.map((one) => `${one.ledger?.line ?? '-'}:${one.project?.line ?? '-'}${one.unclear === undefined ? '' : '?'}`)
		.sort();

/** Few amounts and texts, so that ambiguous vouchers are common. */
const voucher = fc
	.record({
		costs: fc.array(
			fc.record({
				cents: fc.constantFrom(100, 200, 300, -100, 0),
				text: fc.constantFrom('', 'a', 'b'),
				account: fc.constantFrom('2010', '2020'),
				project: fc.constantFrom('', '', 'P1'),
			}),
			{ maxLength: 6 },
		),
		projects: fc.array(
			fc.record({
				cents: fc.constantFrom(100, 200, 300, -100, 0),
				text: fc.constantFrom('', 'a', 'b'),
				project: fc.constantFrom('P1', 'P2', 'P3'),
			}),
			{ maxLength: 6 },
		),
	})
	.map(({ costs, projects }) => ({
		costs: costs.map((one, index) =>
			ledger(index + 1, { Amount: one.cents / 100, Text: one.text, Account: one.account, Project: one.project }),
		),
		projects: projects.map((one, index) =>
			project(index + 1, { CostAmount: one.cents / 100, Text: one.text, Project: one.project }),
		),
	}));

describe('joining ledger and projects', () => {
	it('finds every pair where amounts tell them apart, in whatever order the rows come', () => {
		fc.assert(
			fc.property(
				fc.uniqueArray(cents, { minLength: 1, maxLength: 20, selector: Math.abs }),
				fc.infiniteStream(fc.nat()),
				(amounts, random) => {
					const shuffled = <Item>(items: Item[]): Item[] =>
						items
							.map((item) => ({ item, at: random.next().value }))
							.sort((a, b) => a.at - b.at)
							.map(({ item }) => item);
					const costs = shuffled(amounts.map((amount, index) => ledger(index + 1, { Amount: amount / 100 })));
					const projects = shuffled(
						amounts.map((amount, index) => project(index + 1, { CostAmount: amount / 100 })),
					);
					expect(pairs(joinVoucher({ costs, others: [], projects }))).toEqual(
						amounts.map((_, index) => `${index + 1}:${index + 1}`).sort(),
					);
				},
			),
		);
	});

	it('gives each ledger entry once, or its parts, and loses no project entry', () => {
		fc.assert(
			fc.property(voucher, ({ costs, projects }) => {
				const joined = joinVoucher({ costs, others: [], projects });
				for (const entry of costs) {
					const own = joined.filter((one) => one.ledger === entry);
					if (own.some(({ part }) => part !== undefined))
						expect(own.reduce((sum, { part = 0 }) => sum + part, 0)).toBe(entry.amount);
					else expect(own).toHaveLength(1);
				}
				const named = new Set(
					joined.flatMap(({ project: own, unclear = [] }) => [
						...(own === undefined ? [] : [own]),
						...unclear,
					]),
				);
				expect(named.size).toBe(projects.length);
			}),
		);
	});

	it('does not depend on the order of the rows', () => {
		fc.assert(
			fc.property(voucher, ({ costs, projects }) => {
				const forth = joinVoucher({ costs, others: [], projects });
				expect(
					joinVoucher({ costs: [...costs].reverse(), others: [], projects: [...projects].reverse() }),
				).toEqual(forth);
			}),
		);
	});

	it('never gives a ledger entry that names its project to another one', () => {
		fc.assert(
			fc.property(voucher, ({ costs, projects }) => {
				for (const { ledger: entry, project: own, part } of joinVoucher({ costs, others: [], projects })) {
					if (entry !== undefined && entry.project !== '' && own !== undefined && part === undefined)
						expect(own.project).toBe(entry.project);
				}
			}),
		);
	});

	it('takes one as good as the other where two lines are alike', () => {
		const costs = [ledger(1, { Amount: 5 }), ledger(2, { Amount: 5 })];
		expect(
			pairs(
				joinVoucher({
					costs,
					others: [],
					projects: [project(1, { CostAmount: 5 }), project(2, { CostAmount: 5 })],
				}),
			),
		).toEqual(['1:1', '2:2']);
	});

	it('finds a cost that stands on an account of the balance by its amount', () => {
		const stock = ledger(2, { Amount: 5, Account: '5100', AccountType: 'Inventory' });
		expect(
			pairs(
				joinVoucher({
					costs: [ledger(1, { Amount: 9 })],
					others: [stock],
					projects: [project(1, { CostAmount: 5 })],
				}),
			),
		).toEqual(['1:-', '2:1']);
	});

	it('several accounts may stand for one project entry', () => {
		const costs = [ledger(1, { Amount: 5 }), ledger(2, { Amount: 4, Account: '2020' })];
		expect(pairs(joinVoucher({ costs, others: [], projects: [project(1, { CostAmount: 9 })] }))).toEqual([
			'1:1',
			'2:1',
		]);
	});
});

describe('amounts', () => {
	const company = { id: '10542', currency: 'DKK' };
	const one = (values: Record<string, unknown>) =>
		assemble([ledger(1, values)], [project(1, { CostAmount: values.Amount ?? 0 })], {
			company,
			filter: [],
			batches: new Map(),
		})[0]!.source;

	it("keep the sign of the ledger, in the company's currency and in another", () => {
		fc.assert(
			fc.property(cents, fc.integer({ min: 1, max: 2_000 }), (amount, rate) => {
				const foreign = Math.sign(amount) * Math.max(1, Math.round((Math.abs(amount) * 100) / rate));
				const source = one({ Amount: amount / 100, Currency: 'EUR', AmountCur: foreign / 100 });
				expect([Number(source.localAmount), Number(source.amount), source.currency, source.isExpense]).toEqual([
					amount / 100,
					foreign / 100,
					'EUR',
					true,
				]);
			}),
		);
	});

	it.each<[string, Record<string, unknown>, string]>([
		['debit and credit where the amount is missing', { Debit: 12.5 }, '12.50'],
		['credit', { Credit: 12.5 }, '-12.50'],
		['a text', { Amount: '1250.50' }, '1250.50'],
		['Danish notation', { Amount: '1.250,50' }, '1250.50'],
		['a negative one in Danish notation', { Amount: '-1.250,50' }, '-1250.50'],
		['a number from floating point', { Amount: 0.1 + 0.2 }, '0.30'],
	])('are read from %s', (_, values, amount) => {
		expect(one(values).amount).toBe(amount);
	});

	it('that cannot be read, or have two signs, are findings', () => {
		expect(one({ Amount: 'abc' })).toMatchObject({ amount: '', isExpense: false, findings: [{ field: 'Amount' }] });
		expect(one({ Amount: 5, Currency: 'EUR', AmountCur: -1 })).toMatchObject({
			isExpense: false,
			findings: [{ field: 'Amount' }],
		});
	});

	it('in a currency, divided, are together exactly the whole', () => {
		fc.assert(
			fc.property(
				fc.array(fc.integer({ min: 1, max: 9_999 }), { minLength: 2, maxLength: 6 }),
				fc.integer({ min: 1, max: 99_999 }),
				(parts, foreign) => {
					const whole = parts.reduce((sum, part) => sum + part, 0);
					const assembled = assemble(
						[ledger(1, { Amount: whole / 100, Currency: 'EUR', AmountCur: foreign / 100 })],
						parts.map((part, index) => project(index + 1, { CostAmount: part / 100 })),
						{ company, filter: [], batches: new Map() },
					);
					expect(assembled).toHaveLength(parts.length);
					expect(
						Math.round(
							assembled.reduce(
								(sum, { source }) => sum + (source.currency === 'EUR' ? Number(source.amount) : 0),
								0,
							) * 100,
						),
					).toBe(foreign);
					expect(new Set(assembled.map(({ source }) => source.reference)).size).toBe(parts.length);
				},
			),
		);
	});
});

describe('references', () => {
	it('are unique where Uniconta gives no line numbers', () => {
		const rows = [1, 2].map((line) => ledger(line, { VoucherLine: 0, Amount: line, Text: String(line) }));
		const found = assemble(
			rows,
			[1, 2].map((line) => project(line, { CostAmount: line, Project: 'P1', LineNumber: 0 })),
			{ company: { id: '1', currency: 'DKK' }, filter: [], batches: new Map() },
		);
		expect(found.map(({ source }) => source.reference)).toEqual(['1/BILAG/3/7/0r101/P1', '1/BILAG/3/7/0r102/P1']);
	});
});

it('each cancelled entry has at most one that takes it back, and the other way round', () => {
	fc.assert(
		fc.property(
			fc.array(
				fc.record({
					cents: fc.constantFrom(100, -100, 200, -200),
					cancelled: fc.boolean(),
					correction: fc.boolean(),
					posting: fc.integer({ min: 1, max: 4 }),
				}),
				{ maxLength: 12 },
			),
			(rows) => {
				const entries = rows.map((row, index) =>
					ledger(index + 1, {
						Amount: row.cents / 100,
						Canceled: row.cancelled,
						Correction: row.correction,
						JournalPostedId: row.posting,
					}),
				);
				const counters = counterEntries(entries);
				for (const [entry, counter] of counters) {
					expect(counters.get(counter)).toBe(entry);
					expect((entry.amount ?? 0) + (counter.amount ?? 0)).toBe(0);
				}
			},
		),
	);
});
