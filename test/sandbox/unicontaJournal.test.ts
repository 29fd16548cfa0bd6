import { column, dig, records, type Row } from './support';
import { useWebApi } from './unicontaSupport';

describe('journals in the Uniconta stand-in', () => {
	const web = useWebApi();
	const insertList = async (lines: unknown[]) =>
		await web.client.odata('/api/Entities/InsertList/GLDailyJournalLineClient', { method: 'POST', body: lines });
	const list = async (type: string, filter = ''): Promise<Row[]> =>
		records(
			dig(
				(
					await web.client.odata(
						`/odata/${type}${filter === '' ? '' : `?$filter=${encodeURIComponent(filter)}`}`,
					)
				).json,
				'value',
			),
		);
	const base = { Journal: 'MOMENT', Date: '2026-03-01', Invoice: '57', Text: 'Faktura 57' };
	const debtor = (more: Record<string, unknown> = {}) => ({
		...base,
		AccountType: 'Debtor',
		Account: '20001',
		Debit: 125,
		DueDate: '2026-03-09',
		ReferenceNumber: '57#x',
		...more,
	});
	const revenue = (more: Record<string, unknown> = {}) => ({
		...base,
		Account: '1010',
		Credit: 125,
		Vat: 'U25',
		ReferenceNumber: '57#x',
		...more,
	});
	const post = () => web.uniconta.person.postJournal('MOMENT');

	test('keeps lines in order, with their account type in the language of the user', async () => {
		expect((await insertList([debtor(), revenue({ Debit: 0, Credit: '125.00' })])).status).toBe(200);
		expect(await list('GLDailyJournalLineClient', "Journal eq 'MOMENT' and Invoice eq '57'")).toMatchObject([
			{ LineNumber: 1, AccountType: 'Debtor', Account: '20001', Debit: 125, Invoice: '57', Voucher: 0 },
			{ LineNumber: 2, AccountType: 'Ledger', Credit: 125, Vat: 'U25' },
		]);
		const { danishUnicontaCredential: user } = web.client.sandbox;
		expect(
			column(
				dig((await web.client.odata('/odata/GLDailyJournalLineClient', { user })).json, 'value'),
				'AccountType',
			),
		).toEqual(['Debitor', 'Finans']);
		expect(await web.client.insert('GLDailyJournalLineClient', debtor(), user)).toMatchObject({
			status: 400,
			text: 'FieldHasinvalidValue',
		});
		web.set({ foreignLabels: 'ignore' });
		// Dropped: an account of the ledger is looked for, and there is none of that number.
		expect(await web.client.insert('GLDailyJournalLineClient', debtor(), user)).toMatchObject({
			status: 400,
			text: 'AccountDoesNotExist',
		});
	});

	test.each<[string, Record<string, unknown>]>([
		['FieldHasinvalidValue', { Journal: 'NONE' }],
		['FieldCannotBeBlank', { Journal: '' }],
		['AccountDoesNotExist', { Account: '4711' }],
		['AccountDoesNotExist', { AccountType: 'Creditor' }],
		['DebitAndCreditCannotBothHaveValue', { Debit: 5 }],
		['DebtorCreditorCannotHaveVat', { AccountType: 'Debtor', Account: '20001' }],
		['VatTypeDoesNotExist', { Vat: 'U52' }],
		['FieldHasinvalidValue', { Invoice: 57 }],
		['FieldHasinvalidValue', { Project: 'P404' }],
		['DimensionDoesNotExist', { Dimension1: '999' }],
	])('refuses with %s: %j', async (error, wrong) => {
		expect(await web.client.insert('GLDailyJournalLineClient', revenue(wrong))).toMatchObject({
			status: 400,
			text: error,
		});
	});

	test('a blocked journal takes no lines and is not posted', async () => {
		await insertList([debtor(), revenue()]);
		web.uniconta.person.edit('GLDailyJournalClient', 'MOMENT', { Blocked: true });
		expect(await insertList([debtor()])).toMatchObject({ status: 400, text: 'JournalIsBlocked' });
		expect(post).toThrow('JournalIsBlocked');
	});

	test('an account that does not exist may be lost without a word', async () => {
		web.set({ unknownCodes: 'null' });
		await insertList([revenue({ Account: '4711' })]);
		expect((await list('GLDailyJournalLineClient'))[0]).not.toHaveProperty('Account');
	});

	test('the invoice number is a text, a number, or a number that is not taken in quotes', async () => {
		const taken = async (Invoice: unknown) =>
			(await web.client.insert('GLDailyJournalLineClient', revenue({ Invoice }))).status === 204;
		expect([await taken('57'), await taken(57)]).toEqual([true, false]);
		expect((await list('GLDailyJournalLineClient', "Invoice eq '57'"))[0]).toMatchObject({ Invoice: '57' });
		web.set({ invoiceField: 'number' });
		expect([await taken('57'), await taken(57), await taken('F57')]).toEqual([true, true, false]);
		expect((await list('GLDailyJournalLineClient', 'Invoice eq 57'))[0]).toMatchObject({ Invoice: 57 });
		expect((await web.client.odata("/odata/GLDailyJournalLineClient?$filter=Invoice eq '57'")).status).toBe(400);
		web.set({ invoiceField: 'strictNumber' });
		expect([await taken('57'), await taken(57)]).toEqual([false, true]);
	});

	describe('posted by a person', () => {
		test('the amounts with VAT are split, the customer owes the total, and the lines are gone', async () => {
			web.uniconta.person.add('ProjectClient', { Number: 'P1', Name: 'Projekt', Account: '20001' });
			await insertList([
				debtor({ Debit: 325 }),
				revenue({ Project: 'P1', PrCategory: 'KONS' }),
				revenue({ Account: '1060', Vat: 'U0', Credit: 200 }),
			]);
			expect(post()).toEqual({ journalPostedId: 1, vouchers: [5_001], lines: 3 });
			const entries = await list('GLTransClient');
			expect(column(entries, 'Account')).toEqual(['5600', '1010', '6910', '1060']);
			expect(column(entries, 'Amount')).toEqual([325, -100, -25, -200]);
			expect(await list('DebtorTransClient', "Invoice eq '57'")).toMatchObject([
				{
					Account: '20001',
					Amount: 325,
					PostType: 'Invoice',
					Open: true,
					DueDate: '2026-03-09T00:00:00',
					ReferenceNumber: '57#x',
					Voucher: 5_001,
				},
			]);
			expect(await list('ProjectTransClient')).toMatchObject([{ Project: 'P1', SalesAmount: 100 }]);
			expect(await list('GLDailyJournalPostedClient')).toMatchObject([{ Reference: 'DailyJournal', Lines: 4 }]);
			expect([await list('GLDailyJournalLineClient'), await list('DebtorInvoiceClient')]).toEqual([[], []]);
			expect((await list('NumberSerieClient', "Serie eq 'BILAG'"))[0]).toMatchObject({ Next: 5_002 });
		});

		test('the amounts are without VAT where the journal says so', async () => {
			web.uniconta.person.edit('GLDailyJournalClient', 'MOMENT', { VATCalcMethod: 'Net' });
			await insertList([debtor(), revenue({ Credit: 100 })]);
			post();
			expect(column(await list('GLTransClient'), 'Amount')).toEqual([125, -100, -25]);
			await insertList([debtor(), revenue({ Credit: 125 })]);
			expect(post).toThrow('VoucherSumNotZero');
		});

		test('vouchers end where their sum is zero, or are told apart by their number', async () => {
			await insertList([debtor(), revenue(), debtor({ Invoice: '58' }), revenue({ Invoice: '58' })]);
			expect(post()).toMatchObject({ vouchers: [5_001, 5_002] });
			await insertList([
				debtor({ Voucher: 57 }),
				debtor({ Voucher: 58 }),
				revenue({ Voucher: 57 }),
				revenue({ Voucher: 58 }),
			]);
			expect(post()).toMatchObject({ vouchers: [57, 58] });
		});

		test('a credit note, an offset account, and a foreign currency', async () => {
			await insertList([debtor({ Debit: 0, Credit: 125 }), revenue({ Credit: 0, Debit: 125 })]);
			post();
			expect(await list('DebtorTransClient')).toMatchObject([{ Amount: -125, PostType: 'Creditnote' }]);
			await insertList([
				debtor({
					OffsetAccountType: 'Ledger',
					OffsetAccount: '1010',
					OffsetVat: 'U25',
					Currency: 'EUR',
					DebitCur: 16.76,
				}),
			]);
			post();
			expect(column(await list('GLTransClient'), 'Amount').slice(3)).toEqual([125, -100, -25]);
			expect((await list('DebtorTransClient'))[1]).toMatchObject({ Amount: 125, AmountCur: 16.76 });
		});

		test.each<[string, () => unknown[], () => void]>([
			['VoucherSumNotZero', () => [debtor(), revenue({ Credit: 124 })], () => undefined],
			[
				'VoucherCannotBeZero',
				() => [debtor(), revenue()],
				() => void web.uniconta.person.edit('GLDailyJournalClient', 'MOMENT', { GenerateVoucher: false }),
			],
			[
				'FinancePeriodNotOpen',
				() => [debtor(), revenue()],
				() => void web.uniconta.person.setPeriods({ openFrom: '2026-04-01' }),
			],
			['PrCatRevenueAccountNotRevenue', () => [debtor(), revenue({ PrCategory: 'MAT' })], () => undefined],
			[
				'AccountIsBlocked',
				() => [debtor(), revenue()],
				() => void web.uniconta.person.edit('DebtorClient', '20001', { Blocked: true }),
			],
			['PurchaseVatCannotBeUsedOnSalesAccount', () => [debtor(), revenue({ Vat: 'I25' })], () => undefined],
			['SalesVatCannotBeUsedOnPurchaceAccount', () => [debtor(), revenue({ Account: '2010' })], () => undefined],
			['CurrencyIsSetButAmountHasNoValue', () => [debtor({ Currency: 'EUR' }), revenue()], () => undefined],
			[
				'AmountAndAmountCurHasDifferentSign',
				() => [debtor({ Currency: 'EUR', CreditCur: 5 }), revenue()],
				() => undefined,
			],
			['NoLinesFound', () => [], () => undefined],
		])('is refused with %s, and all stays as it was', async (error, lines, arrange) => {
			await insertList(lines());
			arrange();
			const before = web.stored('GLDailyJournalLineClient').length;
			expect(post).toThrow(error);
			expect(web.stored('GLDailyJournalLineClient')).toHaveLength(before);
			expect(web.stored('GLTransClient')).toEqual([]);
			expect(web.stored('NumberSerieClient').find(({ Serie }) => Serie === 'BILAG')).toMatchObject({
				Next: 5_001,
			});
		});

		test('an invoice number that the customer has is refused where the journal looks for it', async () => {
			await insertList([debtor(), revenue()]);
			post();
			await insertList([debtor(), revenue()]);
			web.uniconta.person.edit('GLDailyJournalClient', 'MOMENT', { CheckForInvoice: true });
			expect(post).toThrow('InvoiceWasUsed');
		});
	});

	test('a thousand invoices of five lines fit in', async () => {
		const lines = Array.from({ length: 1_000 }, (_, index) => index).flatMap((index) => [
			debtor({ Invoice: String(index), Debit: 125 }),
			...Array.from({ length: 5 }, () => revenue({ Invoice: String(index), Credit: 25 })),
		]);
		for (let at = 0; at < lines.length; at += 300)
			expect((await insertList(lines.slice(at, at + 300))).status).toBe(200);
		expect(post()).toMatchObject({ lines: 6_000 });
	});
});
