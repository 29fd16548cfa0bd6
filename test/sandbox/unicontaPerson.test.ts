import { ask, column } from './support';
import { GENERATE, useWebApi } from './unicontaSupport';

describe('a person at Uniconta, over the control', () => {
	const web = useWebApi();
	const stored = (type: string, name: string): unknown[] => column(web.stored(type), name);

	test('posts an invoice of his own in the series', async () => {
		expect((await web.control('invoices', { account: '20001', amount: 400, date: '2026-03-01' })).json).toEqual({
			invoiceNumber: '10001',
			journalPostedId: 1,
		});
		expect((await web.control('invoices', { account: '20001', amount: -400, date: '2026-03-01' })).json).toEqual({
			invoiceNumber: '10002',
			journalPostedId: 2,
		});
		expect(stored('DebtorInvoiceClient', 'TotalAmount')).toEqual([500, -500]);
		expect((await web.post()).json).toMatchObject({ InvoiceNumber: 10_003 });
		expect(stored('GLDailyJournalPostedClient', 'PostedBy')).toEqual(['desktop', 'desktop', 'moment-sync']);
	});

	test('types a number, and the series stands still', async () => {
		expect((await web.control('invoices', { account: '20001', number: '9999' })).json).toMatchObject({
			invoiceNumber: '9999',
		});
		expect((await web.post()).json).toMatchObject({ InvoiceNumber: 10_001 });
	});

	test('invoices an order that stands there, by reference, order number or row id', async () => {
		for (const ReferenceNumber of ['57#a', '58#b', '59#c'])
			await web.order({ order: { ReferenceNumber, InvoiceDate: '2026-03-04' } });
		expect((await web.control('orders/invoice', { reference: '58#' })).json).toMatchObject({
			invoiceNumber: '10001',
		});
		expect((await web.control('orders/invoice', { orderNumber: 1, number: '57' })).json).toMatchObject({
			invoiceNumber: '57',
		});
		const rowId = web.uniconta.ledger.company(10_542)!.rowsOf('DebtorOrderClient').rows()[0]?.rowId;
		expect((await web.control('orders/invoice', { rowId, date: '2026-03-05' })).json).toMatchObject({
			invoiceNumber: '10002',
		});
		expect(stored('DebtorInvoiceClient', 'ReferenceNumber')).toEqual(['58#b', '57#a', '59#c']);
		expect(stored('DebtorInvoiceClient', 'Date')).toEqual([
			'2026-03-04T00:00:00',
			'2026-03-04T00:00:00',
			'2026-03-05T00:00:00',
		]);
		expect(web.stored('DebtorOrderClient')).toEqual([]);
		expect(await web.control('orders/invoice', { orderNumber: 1 })).toMatchObject({
			status: 400,
			json: { message: 'CouldNotFind: OrderNumber 1' },
		});
	});

	test('posts a journal', async () => {
		const line = { Journal: 'DAGLIG', Date: '2026-03-01', Account: '2010', Vat: '' };
		await web.client.odata('/api/Entities/InsertList/GLDailyJournalLineClient', {
			method: 'POST',
			body: [
				{ ...line, Debit: 5 },
				{ ...line, Account: '9990', Credit: 5 },
			],
		});
		expect((await web.control('journals/post', { journal: 'DAGLIG' })).json).toEqual({
			journalPostedId: 1,
			vouchers: [5_001],
			lines: 2,
		});
		expect(await web.control('journals/post', { journal: 'NONE' })).toMatchObject({ status: 400 });
	});

	test('sets the next number, blocks, adds a category, takes a row away', async () => {
		await web.control('rows', { type: 'NumberSerieClient', key: 'FAKT', values: { Next: 10_050 } }, 'PATCH');
		expect((await web.post()).json).toMatchObject({ InvoiceNumber: 10_050 });
		await web.control('rows', { type: 'DebtorClient', key: '20001', values: { Blocked: true } }, 'PATCH');
		expect((await web.post()).json).toMatchObject({ Err: 96 });
		expect(
			(
				await web.control('rows', {
					type: 'PrCategoryClient',
					values: { Number: 'NYKAT', Name: 'Ny ydelse', CatType: 'Revenue' },
				})
			).json,
		).toHaveProperty('rowId');
		expect(web.stored('PrCategoryClient').at(-1)).toMatchObject({ Number: 'NYKAT', CatType: 1 });
		expect((await web.control('rows', { type: 'PrCategoryClient', key: 'NYKAT' }, 'DELETE')).status).toBe(204);
		expect(
			(
				await web.control(
					'rows',
					{ type: 'CompanySettingsClient', key: 'only', values: { UseVoucherAsInvoice: false } },
					'PATCH',
				)
			).status,
		).toBe(200);
		for (const wrong of [
			{ type: 'DebtorClient', key: 'nobody', values: {} },
			{ type: 'DebtorClient', key: '20001', values: { Nothing: 1 } },
			{ type: 'None', key: '1', values: {} },
			{ type: 'DebtorClient', key: '20001', values: { Payment: 'Net77' } },
		]) {
			expect((await web.control('rows', wrong, 'PATCH')).status).toBe(400);
		}
		expect(
			(await web.control('rows', { type: 'PrCategoryClient', values: { Number: 'KONS', Name: 'again' } })).status,
		).toBe(400);
	});

	test('closes a period', async () => {
		expect((await web.control('periods', { closedMonths: ['2026-03'] })).json).toMatchObject({
			openFrom: '',
			closedMonths: ['2026-03'],
		});
		expect((await web.post()).json).toMatchObject({ Err: 77 });
		expect((await web.control('periods', { openFrom: 'March' })).status).toBe(400);
	});

	test('sees orders, journals, invoices and series on the page', async () => {
		await web.order({ order: { ReferenceNumber: '57#open' } });
		await web.post();
		const page = (await ask(`${web.uniconta.odataUrl}/`)).text;
		for (const shown of [
			'Sales orders: 1',
			'Order lines: 1',
			'Invoices: 1',
			'Number series: 3',
			'Postings: 1',
			'57#open',
			'<td>10002</td>',
		])
			expect(page).toContain(shown);
	});

	describe('a post that is carried out late', () => {
		const late = (more: { afterCalls?: number; afterMs?: number }) =>
			web.uniconta.faults.add({ kind: 'lateCommit', match: { path: GENERATE }, times: 1, ...more });
		const invoices = async () => (await web.rows('DebtorInvoiceClient')).length;

		test('after a number of calls, even if another log-in has ended its own meanwhile', async () => {
			const document = await web.order();
			late({ afterCalls: 3 });
			await expect(web.generate(document)).rejects.toThrow();
			await web.login();
			expect([await invoices(), await invoices(), await invoices()]).toEqual([0, 0, 1]);
		});

		test("after a time on the sandbox's clock", async () => {
			web.client.sandbox.clock.set(Date.parse('2026-03-01T10:00:00Z'), true);
			await web.login();
			const document = await web.order();
			late({ afterMs: 90_000 });
			await expect(web.generate(document)).rejects.toThrow();
			expect(await invoices()).toBe(0);
			await web.control('clock', { advanceMs: 89_999 });
			expect(await invoices()).toBe(0);
			await web.control('clock', { advanceMs: 1 });
			expect(web.stored('DebtorInvoiceClient')).toHaveLength(1);
		});

		test('does nothing any more when the order has been fenced off', async () => {
			const document = await web.order();
			late({});
			await expect(web.generate(document)).rejects.toThrow();
			await web.call('/Crud/DeleteList/DebtorOrderLineClient', document.Lines, 'DELETE');
			await web.call('/Crud/DeleteList/DebtorOrderClient', [document.Order], 'DELETE');
			expect(await web.uniconta.releaseLateCommits()).toBe(1);
			expect(await invoices()).toBe(0);
		});

		test('is refused at once with a wrong token', async () => {
			late({ afterCalls: 1 });
			await expect(
				ask(`${web.uniconta.webApiUrl}${GENERATE}`, {
					method: 'POST',
					headers: { authorization: 'Bearer no' },
					body: {},
				}),
			).rejects.toThrow();
			await web.uniconta.releaseLateCommits();
			expect(await invoices()).toBe(0);
		});
	});
});
