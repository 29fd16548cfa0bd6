import type { InvoicePlan, InvoicePlanLine, MappedInvoice } from '../../../../../lib/mapping/invoice/plan';
import { sendInvoices } from '../../../../../lib/uniconta/invoice/send';
import type { InvoiceResult, SendOptions } from '../../../../../lib/uniconta/invoice/types';
import { createWebApiClient } from '../../../../../lib/uniconta/api/webApi';
import type { UnicontaSettings } from '../../../../../sandbox/standins/uniconta/settings';
import type { Value } from '../../../../../sandbox/standins/uniconta/types/field';
import { invoiceOf, INVOICE, knownAs, LINE, ORDER, planOf } from '../../../../support/invoiceRig';
import { fetchPort, startUnicontaRig, type UnicontaRig } from '../../../../support/unicontaRig';
import { livelyClock } from '../journal/rig';

/**
 * Lines without VAT, whatever Uniconta puts on a line that names no VAT code: booked with Moment's totals, or refused
 * before the post.
 */

let rig: UnicontaRig;
beforeAll(async () => {
	rig = await startUnicontaRig();
});
afterAll(async () => {
	await rig.stop();
});

const clock = livelyClock();
const FIRST = 10_001;

function reset(settings: Partial<UnicontaSettings> = {}): void {
	rig.reset();
	rig.person.add('DebtorClient', {
		Account: '20007',
		Name: 'Nordlys A/S',
		Group: 'ERHV',
		Payment: 'Net8',
		Currency: 'DKK',
	});
	rig.person.add('ProjectClient', { Number: '812', Name: 'Havnen 812', Account: '20007', Group: 'STD' });
	rig.person.add('GLAccountClient', { Account: '1099', Name: 'Momsfrit salg', AccountType: 'Revenue' });
	rig.standIn.settings.patch(settings);
	rig.forget();
}

async function send(invoices: readonly MappedInvoice[], options: Partial<SendOptions> = {}): Promise<InvoiceResult[]> {
	return await sendInvoices(
		{
			odata: rig.client('en', clock),
			webApi: createWebApiClient({ webApiUrl: rig.standIn.webApiUrl, request: fetchPort('en'), clock }),
			options: {
				route: 'post',
				dryRun: false,
				clock,
				requestTimeoutMs: 30_000,
				journal: 'MOMENT',
				journalAmounts: 'gross',
				journalVoucher: 'invoiceNumber',
				heldBack: [],
				comparePosted: false,
				...options,
			},
		},
		invoices,
	);
}

const errorsOf = (result: InvoiceResult | undefined): string =>
	(result?.findings ?? [])
		.filter(({ level }) => level === 'error')
		.map(({ message }) => message)
		.join(' ');
const edit = (type: string, key: string, values: Record<string, Value>): void => {
	rig.person.edit(type, key, values);
};

/** A line at 0 % that names no code. */
function bare(net: number, changes: Partial<InvoicePlanLine> = {}): InvoicePlanLine {
	return {
		account: '1099',
		vat: '',
		vatPercent: 0,
		discountPercent: 0,
		project: '812',
		category: 'KONS',
		department: '',
		rounding: false,
		text: 'Uden moms',
		quantity: Math.sign(net) || 1,
		unitPrice: Math.abs(net) / 100,
		net,
		...changes,
	};
}
const rounding = (net: number): InvoicePlanLine => bare(net, { account: '9990', rounding: true, text: 'Rounding' });

/** An invoice of these lines beside one of `taxed` at 25 %. */
function invoiceOfLines(
	lines: readonly InvoicePlanLine[],
	{ taxed = 0, ...changes }: Partial<InvoicePlan> & { taxed?: number } = {},
): MappedInvoice {
	const own = planOf(FIRST).lines[0]!;
	const all = [
		...(taxed === 0 ? [] : [{ ...own, quantity: Math.sign(taxed), unitPrice: Math.abs(taxed) / 100, net: taxed }]),
		...lines,
	];
	const net = all.reduce((sum, line) => sum + line.net, 0);
	const vat = Math.round(taxed / 4);
	return invoiceOf(FIRST, { plan: planOf(FIRST, { lines: all, net, vat, gross: net + vat, ...changes }) });
}

const CASES: Array<{ name: string; invoice: MappedInvoice; before?: () => void }> = [
	{ name: 'a rounding of -0.03 on 12.53', invoice: invoiceOfLines([rounding(-3)], { taxed: 1002 }) },
	{ name: 'a line of 100.00', invoice: invoiceOfLines([bare(10_000)]) },
	{ name: 'a rounding of 0.25 beside it', invoice: invoiceOfLines([bare(9975), rounding(25)]) },
	{
		name: 'lines on several accounts, one of them with 25 % of its own',
		invoice: invoiceOfLines([bare(10_000), bare(5000, { account: '1010' }), bare(777, { account: '1060' })], {
			taxed: 8000,
		}),
	},
	{
		name: 'a credit note with a rounding',
		invoice: invoiceOfLines([bare(-10_000), rounding(3)], {
			taxed: -1000,
			kind: 'creditNote',
			creditDays: 0,
			creditedInvoice: '9000',
		}),
	},
	{
		name: 'a customer in the EU',
		invoice: invoiceOfLines([bare(10_000)]),
		before: () => edit('DebtorClient', '20007', { VatZone: 'EU' }),
	},
	{
		name: 'a customer in the EU, whose group has 25 % there',
		invoice: invoiceOfLines([bare(10_000)]),
		before: () => (
			edit('DebtorClient', '20007', { VatZone: 'EU', Group: 'EU' }),
			edit('DebtorGroupClient', 'EU', { SalesVat1: 'U25' })
		),
	},
	{
		name: 'a customer without registration, whose group has a blank there and takes the first',
		invoice: invoiceOfLines([bare(10_000)]),
		before: () => (
			edit('DebtorClient', '20007', { VatZone: 'NoVatReg' }),
			edit('DebtorGroupClient', 'ERHV', { UseFirstIfBlank: true })
		),
	},
	{
		name: 'a customer with VAT of its own',
		invoice: invoiceOfLines([bare(10_000)]),
		before: () => edit('DebtorClient', '20007', { Vat: 'U25', Group: 'UDL' }),
	},
	{
		name: 'a project with VAT of its own',
		invoice: invoiceOfLines([bare(10_000)]),
		before: () => (edit('ProjectClient', '812', { Vat: 'U25' }), edit('DebtorClient', '20007', { Group: 'UDL' })),
	},
	{
		name: 'a rate that has changed by then',
		invoice: invoiceOfLines([bare(10_000)]),
		before: () => (
			edit('DebtorClient', '20007', { Group: 'EU' }),
			edit('GLVatClient', 'UEUV', { Date: '2026-11-01', RateAfterDate: 10 })
		),
	},
	{
		name: 'a foreign currency',
		invoice: invoiceOfLines([bare(10_000), rounding(-49)], { currency: 'EUR', exchangeRate: 7.46 }),
	},
];

const ANSWERS: Array<Partial<UnicontaSettings>> = [
	{},
	{ groupSalesVat: 'first' },
	...(['account', 'debtor', 'group', 'project', 'none'] as const).map((blankLineVat): Partial<UnicontaSettings> => ({
		blankLineVat,
	})),
	{ invoiceContent: 'stored' },
];

describe.each(ANSWERS)('with %j', (settings) => {
	it.each(CASES)(
		"$name is booked with Moment's totals where a code of 0 % is chosen",
		async ({ invoice, before }) => {
			reset(settings);
			before?.();
			const [result] = await send([invoice], { zeroVat: 'UFRI' });
			expect(errorsOf(result)).toBe('');
			expect(result?.outcome).toBe('posted');
			const { net, vat, gross } = invoice.plan!;
			expect(rig.rows(INVOICE).find(({ InvoiceNumber }) => Number(InvoiceNumber) === FIRST)).toMatchObject({
				NetAmount: net / 100,
				VatAmount: vat / 100,
				TotalAmount: gross / 100,
			});
		},
	);

	it.each(CASES)('$name is refused before the post where none is', async ({ invoice, before }) => {
		reset(settings);
		before?.();
		const stored = rig.rows(INVOICE).length;
		const [result] = await send([invoice]);
		expect(result?.outcome).toBe('refused');
		expect(errorsOf(result)).toContain('has no VAT code, and Uniconta could add VAT to it');
		expect(rig.calls().filter((call) => /Crud|Entities|GenerateDebtorInvoice/.test(call))).toEqual([]);
		expect(rig.rows(INVOICE)).toHaveLength(stored);
	});
});

describe('which code a line without VAT gets', () => {
	const codesOf = async (lines: readonly InvoicePlanLine[], options: Partial<SendOptions>): Promise<unknown[]> => {
		const [result] = await send([invoiceOfLines(lines)], { ...options, route: 'draft' });
		expect([result?.outcome, errorsOf(result)]).toEqual(['drafted', '']);
		return rig
			.rows(LINE)
			.filter(({ OrderNumber }) => OrderNumber === rig.rows(ORDER).at(-1)?.OrderNumber)
			.map(({ Vat }) => Vat);
	};

	it("is its account's own where that is 0 %, else the one that was chosen; a line that has one keeps it", async () => {
		reset();
		expect(
			await codesOf(
				[
					bare(100),
					bare(100, { account: '1020' }),
					bare(100, { account: '1060' }),
					bare(100, { account: '1010' }),
					bare(100, { vat: 'UOMV' }),
				],
				{ zeroVat: 'UFRI' },
			),
		).toEqual(['UFRI', 'UEUV', 'U0', 'UFRI', 'UOMV']);
	});

	it.each<[string, () => void]>([
		['is blocked', () => edit('GLVatClient', 'UEUV', { Blocked: true })],
		['has a rate by then', () => edit('GLVatClient', 'UEUV', { Date: '2026-11-20', RateAfterDate: 5 })],
		['is for purchases', () => edit('GLVatClient', 'UEUV', { VatType: 'Purchase' })],
	])("is not the account's own where that %s", async (_what, before) => {
		reset();
		before();
		expect(await codesOf([bare(100, { account: '1020' })], { zeroVat: 'UFRI' })).toEqual(['UFRI']);
	});

	it('is none where nothing could add VAT, as for a line of 0.00', async () => {
		reset();
		edit('DebtorClient', '20007', { Group: 'UDL' });
		expect(await codesOf([bare(100)], {})).toEqual([null]);
		reset();
		expect(await codesOf([bare(0), bare(100, { account: '1020' })], {})).toEqual([null, 'UEUV']);
	});
});

describe('what stands against it is named', () => {
	const refused = async (
		lines: readonly InvoicePlanLine[],
		options: Partial<SendOptions> = {},
	): Promise<{ message: string; fix: string }> => {
		const [result] = await send([invoiceOfLines(lines)], options);
		expect(result?.outcome).toBe('refused');
		const errors = (result?.findings ?? []).filter(({ level }) => level === 'error');
		return { message: errorsOf(result), fix: errors.map(({ fix }) => fix).join(' ') };
	};

	it('line, group, code and rate, and what to do', async () => {
		reset();
		const { message, fix } = await refused([bare(100, { account: '1020' }), bare(10_000)]);
		expect(message).toBe(
			'Invoice 10001 to "Nordlys A/S" (line 2) has no VAT code, and Uniconta could add VAT to it: the customer group "ERHV" has the VAT code "U25" (25 %).',
		);
		expect(fix).toContain(
			'Choose a VAT code of 0 % for lines without VAT in the set-up form (page Invoices; invoices.zeroVat in the settings), or give account 1099 a VAT code of 0 % in Uniconta (General Ledger > Chart of accounts) and the same one in Moment',
		);
	});

	it.each<[string, () => void, string]>([
		[
			'the account',
			() => edit('GLAccountClient', '1099', { Vat: 'U25' }),
			'the ledger account "1099" has the VAT code "U25" (25 %)',
		],
		[
			'the project',
			() => edit('ProjectClient', '812', { Vat: 'U25' }),
			'the project 812 has the VAT code "U25" (25 %)',
		],
		[
			'the customer',
			() => edit('DebtorClient', '20007', { Vat: 'U25' }),
			'the customer 20007 has the VAT code "U25" (25 %)',
		],
		[
			"any of the group's codes",
			() => edit('DebtorGroupClient', 'UDL', { SalesVat4: 'U25' }),
			'the customer group "UDL" has the VAT code "U25" (25 %)',
		],
		[
			'a blocked code',
			() => (
				edit('DebtorGroupClient', 'UDL', { SalesVat: 'U25' }),
				edit('GLVatClient', 'U25', { Blocked: true })
			),
			'the customer group "UDL" has the VAT code "U25" (25 %)',
		],
		[
			'a code that Uniconta does not show',
			() => hide('GLVatClient', 'U0'),
			'the customer group "UDL" has the VAT code "U0" (its rate is not to be seen)',
		],
		[
			'a group that Uniconta does not show',
			() => hide('DebtorGroupClient', 'UDL'),
			'the VAT codes of the customer group "UDL" are not to be seen',
		],
		[
			'a customer without a group',
			() => edit('DebtorClient', '20007', { Group: null }),
			"the VAT codes of the customer's group are not to be seen",
		],
	])('%s', async (_what, before, said) => {
		reset();
		edit('DebtorClient', '20007', { Group: 'UDL' });
		before();
		expect((await refused([bare(10_000)])).message).toContain(said);
	});

	it.each<[string, string, () => void, string]>([
		[
			'does not exist',
			'NIX',
			() => undefined,
			'the VAT code for lines without VAT, "NIX", does not exist in Uniconta',
		],
		['is blocked', 'UFRI', () => edit('GLVatClient', 'UFRI', { Blocked: true }), '"UFRI", is blocked in Uniconta'],
		[
			'is for purchases',
			'UFRI',
			() => edit('GLVatClient', 'UFRI', { VatType: 'Purchase' }),
			'"UFRI", is for purchases and not for sales',
		],
		['has a rate', 'U25', () => undefined, '"U25", has 25 % on 2026-11-20'],
	])('a chosen code that %s is not sent, and said', async (_what, zeroVat, before, said) => {
		reset();
		before();
		const { message, fix } = await refused([rounding(-3)], { zeroVat });
		expect(message).toContain(said);
		expect(fix).toContain('Choose another VAT code of 0 %');
	});

	it('a line with VAT and no code is refused too', async () => {
		reset();
		const { message } = await refused([bare(10_000, { vatPercent: 25 })], { zeroVat: 'UFRI' });
		expect(message).toContain('(line 1) has 25 % VAT and no VAT code');
	});

	function hide(type: string, key: string): void {
		const table = rig.standIn.ledger.company(10_542)!.rowsOf(type);
		table.remove(table.withKey(key)!);
	}
});

describe('sent again', () => {
	const invoice = invoiceOfLines([bare(10_000), rounding(-3)]);

	it('a draft of which no log knows is found as it was sent', async () => {
		reset();
		const outcomes = async (zeroVat: string): Promise<unknown[]> =>
			(await send([invoice], { route: 'draft', zeroVat })).map(({ outcome }) => outcome);
		expect(await outcomes('UFRI')).toEqual(['drafted']);
		rig.forget();
		expect(await outcomes('UFRI')).toEqual(['drafted']);
		expect(rig.writes()).toEqual([]);
	});

	it('the content that the log knows is still the same: codes are chosen for Uniconta, not in the plan', async () => {
		reset();
		const [posted] = await send([invoice], { zeroVat: 'UFRI' });
		expect(posted).toMatchObject({ outcome: 'posted', hash: invoice.hash });
		expect(invoice.plan?.lines.map(({ vat }) => vat)).toEqual(['', '']);
		const [again] = await send([{ ...invoice, known: knownAs(FIRST, 'posted') }], { zeroVat: 'U0' });
		expect(again).toMatchObject({ outcome: 'unchanged', findings: [] });
	});

	it('costs no call more than a list that is read anyway', async () => {
		reset();
		await send([invoiceOfLines([bare(10_000, { account: '1010', vat: 'U0' })])], { zeroVat: 'UFRI' });
		const before = rig.calls().length;
		reset();
		await send([invoice], { zeroVat: 'UFRI' });
		expect(rig.calls()).toHaveLength(before);
	});
});

describe('the journal', () => {
	const JOURNALS: Array<Partial<UnicontaSettings>> = (
		['mostVat', 'account', 'journal', 'debtor', 'none'] as const
	).map((blankJournalVat): Partial<UnicontaSettings> => ({ blankJournalVat }));
	const journal: Partial<SendOptions> = { route: 'journal' };
	const booked = (): unknown[] =>
		rig
			.rows('GLTransClient')
			.filter(({ Invoice }) => Invoice === String(FIRST))
			.map(({ Account, Amount }) => [Account, Amount]);
	const invoice = invoiceOfLines([rounding(-3)], { taxed: 1002 });

	describe.each(JOURNALS)('with %j', (settings) => {
		it('books a rounding without a code as it is in Moment', async () => {
			reset(settings);
			expect((await send([invoice], { ...journal, zeroVat: 'UFRI' })).map(({ outcome }) => outcome)).toEqual([
				'drafted',
			]);
			rig.person.postJournal('MOMENT');
			expect(booked()).toEqual([
				['5600', 12.5],
				['1010', -10.02],
				['6910', -2.51],
				['9990', 0.03],
			]);
		});

		it('books a line on an account with VAT of its own under the chosen code, and refuses it without one', async () => {
			const line = invoiceOfLines([bare(10_000, { account: '1010' })]);
			reset(settings);
			expect(errorsOf((await send([line], journal))[0])).toContain(
				'the ledger account "1010" has the VAT code "U25" (25 %)',
			);
			expect((await send([line], { ...journal, zeroVat: 'UFRI' })).map(({ outcome }) => outcome)).toEqual([
				'drafted',
			]);
			rig.person.postJournal('MOMENT');
			expect(booked()).toEqual([
				['5600', 100],
				['1010', -100],
			]);
		});

		it.each<[what: string, before: () => void, said: string]>([
			[
				'an account for costs with VAT',
				() => edit('GLAccountClient', '9990', { AccountType: 'Expense', Vat: 'U25' }),
				'the ledger account "9990" has the VAT code "U25" (25 %)',
			],
			[
				'a journal with VAT of its own',
				() => edit('GLDailyJournalClient', 'MOMENT', { Vat: 'U25' }),
				'the journal "MOMENT" has the VAT code "U25"',
			],
			[
				"a journal that takes the customer's VAT",
				() => edit('GLDailyJournalClient', 'MOMENT', { UseDCVat: true }),
				'the journal "MOMENT" takes the customer\'s VAT',
			],
		])('%s: refused before anything is written', async (_what, before, said) => {
			for (const zeroVat of ['', 'UFRI']) {
				reset(settings);
				before();
				const [result] = await send([invoice], { ...journal, zeroVat });
				expect(result?.outcome).toBe('refused');
				expect(errorsOf(result)).toContain(`has no VAT code, and Uniconta could add VAT to it: ${said}.`);
				expect(result?.findings.filter(({ fix }) => fix === '' || fix.includes('invoices.zeroVat'))).toEqual(
					[],
				);
				expect(rig.rows('GLDailyJournalLineClient')).toEqual([]);
			}
		});
	});

	it("goes without a code where nothing could add VAT: the customer's group has no say in it", async () => {
		reset();
		expect((await send([invoice], journal)).map(({ outcome }) => outcome)).toEqual(['drafted']);
		expect(rig.rows('GLDailyJournalLineClient').map(({ Vat }) => Vat)).toEqual([null, 'U25', null]);
	});
});
