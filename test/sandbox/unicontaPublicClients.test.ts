import { column, dig, someDebtor, type Row } from './support';
import { aLine, GENERATE, useWebApi } from './unicontaSupport';

/** What public clients send, and what is known of how Uniconta takes it (UC22). */
describe('The Uniconta stand-in', () => {
	const web = useWebApi();
	const found = async (filter: string, more = ''): Promise<unknown> => {
		const reply = await web.client.odata(`/odata/DebtorClient?$filter=${encodeURIComponent(filter)}${more}`);
		return reply.status === 200 ? column(dig(reply.json, 'value'), 'Account') : reply.status;
	};
	const BIG = 2 ** 31;

	test('finds by the beginning of a text, also in order and in part; nothing else is a function', async () => {
		expect(await found("startswith(Account,'200')")).toEqual(['20001', '20010']);
		expect(await found("startswith(Account,'200')", '&$orderby=Account%20desc&$top=1')).toEqual(['20010']);
		await web.call('/Crud/Insert/DebtorClient', someDebtor('1', { Name: "O'Neill" }));
		expect(await found("startswith(Name,'O''N')")).toEqual(['1']);
		expect(await found("startswith(Name,'x')")).toEqual([]);
		for (const wrong of [
			"contains(Account,'200')",
			"endswith(Account,'1')",
			"startswith(Nothing,'x')",
			'startswith(Account,200)',
			"startswith(CreditMax,'1')",
			"startswith(Account,'2') and Account le '9'",
		]) {
			expect([wrong, await found(wrong)]).toEqual([wrong, 400]);
		}
	});

	describe('an order that was never stored', () => {
		const body = (order: Row = {}): Row => ({
			Order: {
				Account: '1',
				Name: 'Kunde',
				Address1: 'Gade 1',
				ZipCode: '8000',
				City: 'Aarhus',
				Country: 57,
				Date: '2026-03-01T00:00:00',
				Currency: 'DKK',
				...order,
			},
			Lines: [aLine()],
			Date: '2026-03-01T14:05:06.123456+00:00',
			Simulate: false,
			SendEmail: false,
			SendXML: false,
		});
		beforeEach(async () => {
			web.uniconta.person.edit('DebtorGroupClient', 'ERHV', { IsDefault: true });
			await web.call('/Crud/Insert/DebtorClient', {
				Account: '1',
				Name: 'Kunde',
				Currency: 'DKK',
				Country: 57,
				VatZone: 'Domestic',
			});
		});

		test('is no order by default', async () => {
			expect(await web.call(GENERATE, body())).toMatchObject({ status: 200, text: 'ArgumentMissing' });
			expect(web.stored('DebtorInvoiceClient')).toEqual([]);
		});

		test('is invoiced where the switch says so, for a debtor without group or term', async () => {
			web.set({ unstoredOrder: 'invoiced' });
			expect(web.stored('DebtorClient').find(({ Account }) => Account === '1')).toMatchObject({
				Group: null,
				Payment: null,
			});
			expect((await web.call(GENERATE, { ...body(), Simulate: true })).json).toMatchObject({ Err: 0 });
			expect((await web.call(GENERATE, body({ OrderNumber: 0 }))).json).toMatchObject({
				Err: 0,
				InvoiceNumber: 10_001,
			});
			expect(web.stored('DebtorInvoiceClient')).toMatchObject([
				{
					Account: '1',
					OrderNumber: 0,
					Date: '2026-03-01T00:00:00',
					DueDate: '2026-03-01T00:00:00',
					TotalAmount: 125,
				},
			]);
		});

		test('is not one that was stored and has gone', async () => {
			web.set({ unstoredOrder: 'invoiced' });
			const document = await web.order();
			await web.call('/Crud/DeleteList/DebtorOrderClient', [document.Order], 'DELETE');
			expect((await web.generate(document)).json).toMatchObject({ Err: 137 });
		});
	});

	test.each<[string, string | undefined]>([
		['2026-03-01', '2026-03-01'],
		['2026-03-01T23:59:59.123456', '2026-03-01'],
		['2026-03-01T10:00:00Z', '2026-03-01'],
		['2026-03-01T10:00:00.5+00:00', '2026-03-01'],
		['2026-03-01T00:30:00+02:00', '2026-02-28'],
		['2026-03-01T10:00:00+0200', undefined],
		['01-03-2026', undefined],
		['2026-13-01T10:00:00+00:00', undefined],
	])('the date of a post may be %s', async (date, day) => {
		const { json, text } = await web.post({ date });
		if (day === undefined) expect(text).toBe('ArgumentMissing');
		else
			expect([json, web.stored('DebtorInvoiceClient')]).toMatchObject([
				{ Err: 0 },
				[{ Date: `${day}T00:00:00` }],
			]);
	});

	test.each<[string, (document: { Order: Row; Lines: Row[] }) => Row]>([
		['in the order', ({ Order, Lines }) => ({ Order: { ...Order, InvoiceInterval: BIG }, Lines })],
		['in a line', ({ Order, Lines }) => ({ Order, Lines: [{ ...Lines[0], Week: BIG }] })],
		['as the order number', ({ Order, Lines }) => ({ Order: { ...Order, OrderNumber: BIG }, Lines })],
	])('a whole number of more than 32 bits %s cannot be bound', async (_where, change) => {
		const document = await web.order();
		expect(await web.call(GENERATE, { ...change(document), Date: '2026-03-01', Simulate: false })).toMatchObject({
			status: 200,
			text: 'ArgumentMissing',
		});
		expect((await web.generate(document)).json).toMatchObject({ Err: 0 });
	});

	test('whole numbers of more than 32 bits are not stored', async () => {
		for (const OrderNumber of [BIG, 1.5])
			expect((await web.call('/Crud/Insert/DebtorOrderClient', { Account: '20001', OrderNumber })).status).toBe(
				400,
			);
		expect(
			(await web.call('/Crud/Insert/DebtorOrderClient', { Account: '20001', OrderNumber: BIG - 1 })).status,
		).toBe(200);
	});

	test('the order number of a line is taken as text, of an order it is not', async () => {
		const { Order } = await web.order({ lines: [] });
		const insert = async (type: string, row: Row): Promise<number> =>
			(await web.call(`/Crud/Insert/${type}`, row)).status;
		expect(await insert('DebtorOrderLineClient', aLine({ OrderNumber: String(Order.OrderNumber) }))).toBe(200);
		expect(await insert('DebtorOrderLineClient', aLine({ OrderNumber: 'x' }))).toBe(400);
		expect(await insert('DebtorOrderClient', { Account: '20001', OrderNumber: '77' })).toBe(400);
	});

	test('an empty text is nothing in a number of a journal line, and refused in other numbers', async () => {
		const line = {
			Journal: 'MOMENT',
			Date: '2026-03-01',
			Account: '1010',
			Text: 'Salg',
			Debit: '100.00',
			Credit: '',
		};
		expect((await web.client.insert('GLDailyJournalLineClient', line)).status).toBe(204);
		expect(web.stored('GLDailyJournalLineClient')).toMatchObject([{ Debit: 100, Credit: 0 }]);
		expect((await web.client.insert('GLDailyJournalLineClient', { ...line, Voucher: '' })).status).toBe(400);
		const { Order } = await web.order({ lines: [] });
		expect(
			(await web.call('/Crud/Insert/DebtorOrderLineClient', aLine({ OrderNumber: Order.OrderNumber, Qty: '' })))
				.status,
		).toBe(400);
	});

	test.each([
		[10, 'KøbBrugtmo'],
		[20, 'KøbBrugtmoms'],
	] as const)('a VAT code keeps %i characters', async (vatCodeLength, kept) => {
		web.set({ vatCodeLength });
		await web.call('/Crud/Insert/GLVatClient', { Vat: 'KøbBrugtmoms', Name: 'Brugtmoms', Rate: 0 });
		expect(column(await web.rows('GLVatClient'), 'Vat')).toContain(kept);
		await web.order({ lines: [aLine({ Vat: 'KøbBrugtmoms' })] });
		expect(web.stored('DebtorOrderLineClient')).toMatchObject([{ Vat: kept }]);
	});
});
