import * as fc from 'fast-check';
import { ApiError, type ApiErrorKind } from '../../../../../lib/http/errors';
import type { Finding } from '../../../../../lib/core/finding';
import {
	nextInvoiceNumber,
	readNumbering,
	type ReadNumberingOptions,
} from '../../../../../lib/uniconta/invoice/numbering/numbering';
import { assessNumbering, type NumberingAssessment } from '../../../../../lib/uniconta/invoice/numbering/check';
import { expectedNext } from '../../../../../lib/uniconta/invoice/numbering/expected';
import { textOf, type UnicontaRow } from '../../../../../lib/uniconta/api/rows';
import type { RowsHost } from '../../../../../lib/uniconta/api/webApi';

type Tables = Record<string, UnicontaRow[] | ApiErrorKind>;

const SETTINGS = { UseVoucherAsInvoice: true, DebtorVoucherSerie: 'FAKT', SalesInvoice: 77 };
const FAKT = { Serie: 'FAKT', FirstValue: 10001, LastValue: 19999, Next: 10001 };
const BILAG = { Serie: 'BILAG', FirstValue: 1, LastValue: 99999, Next: 5001 };
const IN_ORDER: Tables = {
	CompanySettingsClient: [SETTINGS],
	NumberSerieClient: [FAKT, BILAG],
	DebtorGroupClient: [{ Group: 'ERHV' }, { Group: 'OFF', InvoiceSerie: 'FAKT' }],
	GLDailyJournalClient: [{ Journal: 'DAGLIG', NumberSerie: 'BILAG' }],
	PaymentTermClient: [
		{ Payment: 'Net8', PaymentMethod: 'NetDays', Days: 8 },
		{ Payment: 'Kontant', PaymentMethod: 'NetCash' },
	],
	DebtorInvoiceClient: [],
};

/** A host over tables that may change between calls; a kind of failure stands for a list that is not shown. */
function hostOver(tables: Tables): RowsHost & { calls: string[] } {
	const calls: string[] = [];
	const rowsOf = (type: string): UnicontaRow[] => {
		calls.push(type);
		const rows = tables[type];
		if (Array.isArray(rows)) return rows;
		throw new ApiError('not shown', { system: 'Uniconta', kind: rows ?? 'notFound', fix: '', status: 404 });
	};
	const unused = (): never => {
		throw new Error('Numbering writes nothing');
	};
	return {
		calls,
		all: async (type) => rowsOf(type),
		find: async (type, field, value) => rowsOf(type).filter((row) => textOf(row, field) === String(value)),
		insert: unused,
		insertList: unused,
		delete: unused,
	};
}

async function check(
	changes: Tables = {},
	expected: number | 'unknown' = 10001,
	options: ReadNumberingOptions = {},
): Promise<NumberingAssessment> {
	const host = hostOver({ ...IN_ORDER, ...changes });
	const known = expected === 'unknown' ? undefined : expected;
	const given = known === undefined ? {} : { expectedNext: known };
	return assessNumbering(await readNumbering(host, { lists: host, ...given, ...options }), known);
}
const series = (changes: UnicontaRow): Tables => ({ NumberSerieClient: [{ ...FAKT, ...changes }, BILAG] });
const settings = (changes: UnicontaRow): Tables => ({ CompanySettingsClient: [{ ...SETTINGS, ...changes }] });
const errors = ({ findings }: NumberingAssessment): Finding[] => findings.filter(({ level }) => level === 'error');

describe('the check', () => {
	it('is aligned where Uniconta gives the number Moment expects, and then has nothing to say', async () => {
		expect(await check()).toMatchObject({
			status: 'aligned',
			summary: 'aligned',
			series: 'FAKT',
			next: 10001,
			difference: 0,
			findings: [],
			stopsPosting: false,
		});
	});

	it.each([
		[10004, 'ahead', 'ahead by 3', 'numbers 10001 to 10003'],
		[10002, 'ahead', 'ahead by 1', 'number 10001'],
		[9999, 'misconfigured', 'misconfigured', 'before its first number'],
	])('with the next number %i is %s', async (next, status, summary, said) => {
		const assessment = await check(series({ Next: next }));
		expect(assessment).toMatchObject({ status, summary });
		expect(JSON.stringify(errors(assessment))).toContain(said);
	});

	it('is behind where numbers are missing in between', async () => {
		const assessment = await check({}, 10006);
		expect(assessment).toMatchObject({
			status: 'behind',
			summary: 'behind by 5',
			difference: -5,
			stopsPosting: false,
		});
		expect(errors(assessment)[0]).toMatchObject({
			field: 'Next',
			value: '10001',
			fix: expect.stringContaining('General Ledger > Maintenance > Voucher number series'),
		});
	});

	const wrong: Array<[what: string, changes: Tables, menu: string, stops: boolean]> = [
		['a blocked series', series({ Blocked: true }), 'General Ledger > Maintenance > Voucher number series', true],
		['a manual series', series({ Manual: true }), 'General Ledger > Maintenance > Voucher number series', true],
		[
			'a series without a next number',
			series({ Next: undefined }),
			'General Ledger > Maintenance > Voucher number series',
			true,
		],
		['a prefix', series({ Prefix: 'F' }), 'General Ledger > Maintenance > Voucher number series', true],
		[
			'a length that fills up with zeros',
			series({ Length: 8 }),
			'General Ledger > Maintenance > Voucher number series',
			true,
		],
		[
			'a series that is used up',
			series({ Next: 20000 }),
			'General Ledger > Maintenance > Voucher number series',
			true,
		],
		[
			'a counter of its own',
			settings({ UseVoucherAsInvoice: false }),
			'Customer > Maintenance > Number sequences',
			true,
		],
		[
			'no series chosen',
			settings({ DebtorVoucherSerie: undefined }),
			'Customer > Maintenance > Number sequences',
			true,
		],
		[
			'a series that does not exist',
			settings({ DebtorVoucherSerie: 'NIX' }),
			'General Ledger > Maintenance > Voucher number series',
			true,
		],
		[
			'a customer group with its own series',
			{ DebtorGroupClient: [{ Group: 'ERHV', InvoiceSerie: 'BILAG' }] },
			'Customer > Maintenance > Customer groups',
			false,
		],
		[
			'another journal on the series',
			{ GLDailyJournalClient: [{ Journal: 'DAGLIG', NumberSerie: 'FAKT' }] },
			'General Ledger > Daily journal',
			false,
		],
		[
			'no term of 0 days',
			{ PaymentTermClient: [{ Payment: 'Net8', PaymentMethod: 'NetDays', Days: 8 }] },
			'General Ledger > Maintenance > Terms of payment',
			false,
		],
		['series that cannot be read', { NumberSerieClient: 'notFound' }, 'Journal Voucher', true],
	];
	it.each(wrong)('names %s with the way to mend it', async (_what, changes, menu, stops) => {
		const assessment = await check(changes, 'unknown');
		expect(assessment).toMatchObject({ status: 'misconfigured', summary: 'misconfigured', stopsPosting: stops });
		expect(
			errors(assessment)
				.map(({ fix }) => fix)
				.join(' '),
		).toContain(menu);
		for (const { message, fix } of assessment.findings)
			expect(`${message} ${fix}`).not.toMatch(/\b(error|problem|failure|mistake)\b/i);
	});

	it('says what the counter stands at where invoices do not follow the series', async () => {
		const assessment = await check(settings({ UseVoucherAsInvoice: false }));
		expect(assessment.next).toBe(77);
		expect(errors(assessment)[0]?.message).toContain('77');
	});

	it.each([
		[19900, 0],
		[19901, 1],
		[19999, 1],
	])('with the next number %i of 19999 gives %i warnings that few are left', async (next, warnings) => {
		const assessment = await check(series({ Next: next }), next);
		expect(assessment.findings.filter(({ level }) => level === 'warning')).toHaveLength(warnings);
		expect(assessment.status).toBe('aligned');
	});

	it('does not mind a length that changes nothing, a series without an end, and numbers as text', async () => {
		expect(await check(series({ Length: 5, LastValue: 0, Next: '10001', Prefix: ' ' }))).toMatchObject({
			status: 'aligned',
			findings: [],
		});
	});

	it('names the groups whose customers get other numbers, so that the others go on', async () => {
		const { groupsWithOwnSeries } = await check({
			DebtorGroupClient: [
				{ Group: 'ERHV', InvoiceSerie: 'BILAG' },
				{ Group: 'OFF', InvoiceSerie: 'FAKT' },
				{ Group: 'EU' },
			],
		});
		expect([...groupsWithOwnSeries]).toEqual([['ERHV', 'BILAG']]);
	});

	it('says everything at once', async () => {
		const assessment = await check({
			...series({ Blocked: true, Prefix: 'F' }),
			DebtorGroupClient: [{ Group: 'ERHV', InvoiceSerie: 'BILAG' }],
			PaymentTermClient: [],
		});
		expect(errors(assessment)).toHaveLength(4);
	});
});

describe('settings that Uniconta does not show', () => {
	const hidden: Tables = { CompanySettingsClient: 'notFound' };

	it.each(['notFound', 'refused', 'forbidden', 'unexpected'] as const)(
		'are no obstacle where the series can be known (%s)',
		async (kind) => {
			const assessment = await check({ CompanySettingsClient: kind });
			expect(assessment).toMatchObject({ status: 'aligned', series: 'FAKT', stopsPosting: false });
			expect(assessment.findings).toMatchObject([
				{ level: 'warning', message: expect.stringContaining('the only one whose next number fits') },
			]);
		},
	);

	it('are read on the other host', async () => {
		const other = hostOver(IN_ORDER);
		expect(await check(hidden, 10001, { elsewhere: other })).toMatchObject({ status: 'aligned', findings: [] });
	});

	it('leave the series to the invoice before, also where another one stands at the same number', async () => {
		const tables: Tables = {
			...hidden,
			NumberSerieClient: [FAKT, { ...BILAG, Next: 10001 }],
			DebtorInvoiceClient: [{ InvoiceNumber: 10000, NumberSerie: 'FAKT' }],
		};
		expect(await check(tables)).toMatchObject({ status: 'aligned', series: 'FAKT' });
	});

	it('leave the series to the choice in the node', async () => {
		expect(
			await check({ ...hidden, NumberSerieClient: [FAKT, { ...BILAG, Next: 10001 }] }, 10001, { series: 'FAKT' }),
		).toMatchObject({ status: 'aligned', series: 'FAKT' });
	});

	it.each<[string, Tables, number | 'unknown']>([
		['two series fit', { NumberSerieClient: [FAKT, { ...BILAG, Next: 10001 }] }, 10001],
		['none fits', {}, 10005],
		['no number is known', {}, 'unknown'],
	])('stop all posting where %s', async (_why, tables, expected) => {
		const assessment = await check({ ...hidden, ...tables }, expected);
		expect(assessment).toMatchObject({ status: 'misconfigured', stopsPosting: true });
		expect(errors(assessment)[0]).toMatchObject({
			message: expect.stringContaining('FAKT, BILAG'),
			fix: expect.stringContaining('Number Series'),
		});
	});

	it('are not the same as a web page in place of an answer', async () => {
		const host = hostOver(IN_ORDER);
		const page = new ApiError('a web page', { system: 'Uniconta', kind: 'unexpected', fix: '', status: 200 });
		await expect(readNumbering({ ...host, all: async () => await Promise.reject(page) })).rejects.toBe(page);
	});

	it.each(['credentials', 'noAnswer', 'busy', 'outOfTime'] as const)(
		'are not the same as a call that did not get through (%s)',
		async (kind) => {
			await expect(check({ CompanySettingsClient: kind })).rejects.toMatchObject({ kind });
		},
	);
});

describe('the gate', () => {
	const tables = (): Tables => structuredClone(IN_ORDER);

	it('is one call, made when it is asked', async () => {
		const now = tables();
		const host = hostOver(now);
		const numbering = await readNumbering(host);
		expect(host.calls).toEqual(['CompanySettingsClient', 'NumberSerieClient']);
		now.NumberSerieClient = [{ ...FAKT, Next: 10007 }];
		expect(await nextInvoiceNumber(host, numbering)).toEqual({ next: 10007, findings: [] });
		expect(host.calls).toHaveLength(3);
	});

	it('asks the host that shows the series', async () => {
		const other = hostOver(tables());
		const host = hostOver({ ...tables(), NumberSerieClient: 'notFound' });
		const numbering = await readNumbering(host, { elsewhere: other });
		expect(await nextInvoiceNumber(host, numbering)).toEqual({ next: 10001, findings: [] });
		expect(other.calls).toEqual(['NumberSerieClient', 'NumberSerieClient']);
	});

	it.each([
		['blocked', { Blocked: true }],
		['given a prefix', { Prefix: 'F' }],
		['used up', { Next: 20000 }],
	])('is closed by a series that was %s meanwhile', async (_what, change) => {
		const now = tables();
		const host = hostOver(now);
		const numbering = await readNumbering(host);
		now.NumberSerieClient = [{ ...FAKT, ...change }];
		const gate = await nextInvoiceNumber(host, numbering);
		expect(gate.next).toBeUndefined();
		expect(gate.findings).toHaveLength(1);
	});

	it('is closed where the series is gone, or never was the one that counts', async () => {
		const now = tables();
		const host = hostOver(now);
		const numbering = await readNumbering(host);
		now.NumberSerieClient = [BILAG];
		expect((await nextInvoiceNumber(host, numbering)).next).toBeUndefined();
		const counter = hostOver({ ...tables(), ...settings({ UseVoucherAsInvoice: false }) });
		expect((await nextInvoiceNumber(counter, await readNumbering(counter))).next).toBeUndefined();
	});
});

describe('the number Moment expects next', () => {
	const sent = (...numbers: number[]): Array<{ number: number; toSend: boolean }> =>
		numbers.map((number) => ({ number, toSend: true }));

	it.each<[string, number, Parameters<typeof expectedNext>[0], number[], number]>([
		['the lowest that Uniconta lacks', 10003, sent(10001, 10002, 10003, 10005), [10001, 10002], 10001],
		['a gap before others that are there', 10002, sent(10001, 10002, 10003), [10001, 10003], 10001],
		['the highest plus one where all are there', 10004, sent(10001, 10002, 10003), [10001, 10002, 10003], 10001],
		['the first number where there is none', 10001, [], [], 10001],
		['not one from before the first number', 10001, sent(500, 501), [], 10001],
		[
			'not one that is never sent',
			10003,
			[...sent(10001, 10003), { number: 10002, toSend: false }],
			[10001],
			10001,
		],
		[
			'past the last where that is never sent',
			10003,
			[...sent(10001), { number: 10002, toSend: false }],
			[10001],
			10001,
		],
	])('is %s', (_what, expected, invoices, inUniconta, first) => {
		expect(expectedNext(invoices, new Set(inUniconta), first)).toBe(expected);
	});

	it('never stands in Uniconta, and every lower one to be sent does', () => {
		const invoice = fc.record({ number: fc.integer({ min: 1, max: 60 }), toSend: fc.boolean() });
		fc.assert(
			fc.property(
				fc.uniqueArray(invoice, { selector: ({ number }) => number }),
				fc.array(fc.integer({ min: 1, max: 60 })),
				fc.integer({ min: 1, max: 60 }),
				(invoices, there, first) => {
					const inUniconta = new Set(there.filter((number) => invoices.some((one) => one.number === number)));
					const expected = expectedNext(invoices, inUniconta, first);
					expect(expected).toBeGreaterThanOrEqual(first);
					expect(inUniconta.has(expected)).toBe(false);
					for (const { number, toSend } of invoices)
						if (toSend && number >= first && number < expected) expect(inUniconta.has(number)).toBe(true);
				},
			),
		);
	});
});
