import { ask, basic, column, dig, type Row } from './support';
import { aLine, GENERATE, useWebApi, type PostOptions } from './unicontaSupport';

describe('GenerateDebtorInvoice', () => {
	const web = useWebApi();
	const edit = (type: string, key: string, values: Record<string, unknown>): number =>
		web.uniconta.person.edit(type, key, values);
	const next = (): unknown => web.stored('NumberSerieClient').find(({ Serie }) => Serie === 'FAKT')?.Next;
	const lastInvoice = (): Row => web.stored('DebtorInvoiceClient').at(-1)!;

	test('gives the next number of the series, and the order disappears with its lines', async () => {
		expect((await web.post()).json).toEqual({
			InvoiceNumber: 10_001,
			JournalPostedlId: 1,
			Err: 0,
			ErrorProperty: null,
			ErrorValue: null,
		});
		expect((await web.post()).json).toMatchObject({ InvoiceNumber: 10_002, JournalPostedlId: 2 });
		expect([web.stored('DebtorOrderClient'), web.stored('DebtorOrderLineClient'), next()]).toEqual([
			[],
			[],
			10_003,
		]);
	});

	test('writes invoice, lines, customer entry, balanced ledger entries, project revenue and the posting batch', async () => {
		web.uniconta.person.add('ProjectClient', { Number: 'P1', Name: 'Projekt', Account: '20001', Group: 'STD' });
		await web.post({
			order: { ReferenceNumber: '10001#abc', YourRef: 'PO 7', DueDate: '2026-03-20' },
			lines: [
				aLine({ Project: 'P1', PrCategory: 'KONS', Dimension1: '100', Price: 0.1, Qty: 3 }),
				aLine({ Price: 200, PostingAccount: '1020', Vat: 'UEUV', DiscountPct: 33.33 }),
			],
		});
		expect((await web.rows('DebtorInvoiceClient'))[0]).toMatchObject({
			InvoiceNumber: 10_001,
			Account: '20001',
			Date: '2026-03-01T00:00:00',
			DueDate: '2026-03-20T00:00:00',
			NetAmount: 133.64,
			VatAmount: 0.08,
			TotalAmount: 133.72,
			ReferenceNumber: '10001#abc',
			YourRef: 'PO 7',
			Payment: 'Net8',
			Currency: 'DKK',
			Voucher: 10_001,
			NumberSerie: 'FAKT',
			Vat: 'U25',
			Vat2: 'UEUV',
			VatTotal: 0.08,
		});
		expect(await web.rows('DebtorInvoiceLines')).toMatchObject([
			{
				InvoiceNumber: 10_001,
				DCAccount: '20001',
				InvoiceQty: 3,
				SalesPrice: 0.1,
				InvoiceNetAmount: 0.3,
				Vat: 'U25',
				Project: 'P1',
				PrCategory: 'KONS',
				Dimension1: '100',
			},
			{ InvoiceNetAmount: 133.34, Vat: 'UEUV' },
		]);
		expect((await web.rows('DebtorTransClient'))[0]).toMatchObject({
			Account: '20001',
			Invoice: '10001',
			Amount: 133.72,
			Open: true,
			PostType: 'Invoice',
		});
		expect((await web.rows('DebtorTransOpenClient'))[0]).toMatchObject({
			Invoice: '10001',
			AmountOpen: 133.72,
			Payment: 'Net8',
		});
		const entries = await web.rows('GLTransClient');
		expect(column(entries, 'Account')).toEqual(['5600', '1010', '1020', '6910']);
		expect(column(entries, 'Amount')).toEqual([133.72, -0.3, -133.34, -0.08]);
		expect(await web.rows('ProjectTransClient')).toMatchObject([
			{
				Project: 'P1',
				PrCategory: 'KONS',
				CatType: 'Revenue',
				SalesAmount: 0.3,
				JournalPostedId: 1,
				Dimension1: '100',
			},
		]);
		expect(await web.rows('GLDailyJournalPostedClient')).toMatchObject([
			{
				JournalPostedId: 1,
				Reference: 'DebtorInvoice',
				InvoiceNumber: 10_001,
				PostedBy: 'moment-sync',
				Lines: 4,
			},
		]);
	});

	test('takes the due date from the term where the header has none', async () => {
		await web.post({ order: { Payment: 'Net14' } });
		expect(lastInvoice()).toMatchObject({ DueDate: '2026-03-15T00:00:00' });
		await web.post({ order: { Payment: 'Lb30' } });
		expect(lastInvoice()).toMatchObject({ DueDate: '2026-04-30T00:00:00' });
	});

	test('a negative total is a credit note of the same series', async () => {
		expect((await web.post({ lines: [aLine({ Qty: -2 })] })).json).toMatchObject({ InvoiceNumber: 10_001 });
		expect(lastInvoice()).toMatchObject({ TotalAmount: -250 });
		expect((await web.rows('DebtorTransClient'))[0]).toMatchObject({ PostType: 'Creditnote', Amount: -250 });
	});

	test('reckons VAT once per code on the sum, or line by line', async () => {
		const lines = [aLine({ Price: 0.1 }), aLine({ Price: 0.1 }), aLine({ Price: 0.1 })];
		await web.post({ lines });
		expect(lastInvoice()).toMatchObject({ NetAmount: 0.3, VatAmount: 0.08 });
		web.set({ vatRounding: 'perLine' });
		await web.post({ lines });
		expect(lastInvoice()).toMatchObject({ NetAmount: 0.3, VatAmount: 0.09 });
	});

	test('a rate that has changed by then is the later one', async () => {
		edit('GLVatClient', 'U25', { Date: '2026-03-01', RateAfterDate: 10 });
		await web.post({ date: '2026-02-28' });
		expect(lastInvoice()).toMatchObject({ VatAmount: 25 });
		await web.post();
		expect(lastInvoice()).toMatchObject({ VatAmount: 10 });
	});

	test('honours what stands in the header: prices with VAT, end discount, foreign currency', async () => {
		await web.post({ order: { PricesInclVat: true } });
		expect(lastInvoice()).toMatchObject({ NetAmount: 80, VatAmount: 20, TotalAmount: 100 });
		await web.post({ order: { EndDiscountPct: 10 } });
		expect(lastInvoice()).toMatchObject({ LineAmount: 100, EndDiscount: 10, NetAmount: 90, VatAmount: 22.5 });
		await web.post({ order: { Currency: 'EUR' } });
		expect(lastInvoice()).toMatchObject({
			Currency: 'EUR',
			ExchangeRate: 7.46,
			TotalAmount: 125,
			AmountLocalCur: 932.5,
		});
	});

	test('a raw order inherits nothing from its customer', async () => {
		edit('DebtorClient', '20001', { EndDiscountPct: 50, PricesInclVat: true, Currency: 'EUR' });
		await web.post({ order: { Currency: null } });
		expect(lastInvoice()).toMatchObject({ NetAmount: 100, Currency: 'DKK' });
	});

	test('a line without VAT code takes that of its account, the debtor, its group or the project, the one with the highest rate, or none', async () => {
		for (const [Vat, Rate] of [
			['V10', 10],
			['V20', 20],
			['V30', 30],
			['V40', 40],
		] as const)
			web.uniconta.person.add('GLVatClient', { Vat, Name: Vat, Rate, VatType: 'Sales', Account: '6910' });
		edit('GLAccountClient', '1020', { Vat: 'V10' });
		edit('DebtorClient', '20001', { Vat: 'V20' });
		edit('DebtorGroupClient', String(dig(await web.client.debtor('20001'), 'Group')), { SalesVat: 'V30' });
		web.uniconta.person.add('ProjectClient', {
			Number: 'P1',
			Name: 'P1',
			Account: '20001',
			Group: 'STD',
			Vat: 'V40',
		});
		const lines = [aLine({ Vat: null, PostingAccount: '1020', Project: 'P1', PrCategory: 'KONS' })];
		for (const [blankLineVat, vat] of [
			['mostVat', 40],
			['account', 10],
			['debtor', 20],
			['group', 30],
			['project', 40],
			['none', 0],
		] as const) {
			web.set({ blankLineVat });
			await web.post({ lines });
			expect(lastInvoice()).toMatchObject({ VatAmount: vat });
		}
		edit('GLAccountClient', '1020', { Vat: null });
		web.set({ blankLineVat: 'account' });
		await web.post({ lines });
		expect(lastInvoice()).toMatchObject({ VatAmount: 20 });
	});

	test("the VAT code of a group is the one for the customer's zone, or the first where that is blank or the zone does not count", async () => {
		const group = String(dig(await web.client.debtor('20001'), 'Group'));
		edit('DebtorGroupClient', group, { SalesVat: 'U25', SalesVat1: 'UEUV', SalesVat3: null });
		const vatOf = async (VatZone: string): Promise<unknown> => {
			edit('DebtorClient', '20001', { VatZone });
			await web.post({ lines: [aLine({ Vat: null, PostingAccount: '9990' })] });
			return dig(lastInvoice(), 'VatAmount');
		};
		expect([await vatOf('Domestic'), await vatOf('EU'), await vatOf('NoVatReg')]).toEqual([25, 0, 0]);
		edit('DebtorGroupClient', group, { UseFirstIfBlank: true });
		expect(await vatOf('NoVatReg')).toBe(25);
		web.set({ groupSalesVat: 'first' });
		expect(await vatOf('EU')).toBe(25);
	});

	test('a quantity is rounded before it is multiplied, or not', async () => {
		const lines = [aLine({ Qty: 0.001, Price: 10_000 })];
		await web.post({ lines });
		expect(lastInvoice()).toMatchObject({ TotalAmount: 0 });
		web.set({ quantities: 'exact' });
		await web.post({ lines });
		expect(lastInvoice()).toMatchObject({ TotalAmount: 12.5 });
	});

	test('an invoice account sends it to another customer', async () => {
		web.uniconta.person.add('DebtorClient', { Account: '700', Name: 'Betaler', Group: 'ERHV' });
		edit('DebtorClient', '20001', { InvoiceAccount: '700' });
		await web.post();
		expect(lastInvoice()).toMatchObject({ Account: '700', Name: 'Betaler' });
	});

	test('simulated it changes nothing, and shows what it would be refused for', async () => {
		const document = await web.order();
		const everything = (): string => JSON.stringify(web.uniconta.ledger.company(10_542)!.export());
		const before = everything();
		expect((await web.generate(document, { body: { Simulate: true, SendEmail: true } })).json).toEqual({
			InvoiceNumber: 0,
			JournalPostedlId: 0,
			Err: 0,
			ErrorProperty: null,
			ErrorValue: null,
		});
		web.set({ simulateAnswer: 'next', refusedPostNumber: 'consumed' });
		expect((await web.generate(document, { body: { Simulate: true } })).json).toMatchObject({
			InvoiceNumber: 10_001,
		});
		expect(
			(
				await web.generate(
					{ ...document, Lines: [{ ...document.Lines[0], Vat: 'I25' }] },
					{ body: { Simulate: true } },
				)
			).json,
		).toMatchObject({ Err: 57, ErrorProperty: 'Vat', ErrorValue: 'I25' });
		expect(everything()).toBe(before);
	});

	const line = (values: Record<string, unknown>): PostOptions => ({ lines: [aLine(values)] });
	test.each<[number, string, PostOptions, () => void]>([
		[96, 'a blocked debtor', {}, () => edit('DebtorClient', '20001', { Blocked: true })],
		[
			22,
			'a blocked debtor, said otherwise',
			{},
			() => (edit('DebtorClient', '20001', { Blocked: true }), web.set({ blockedDebtor: 'AccountIsBlocked' })),
		],
		[96, 'a blocked invoice account', {}, () => edit('DebtorClient', '20001', { InvoiceAccount: '900' })],
		[27, 'a day before the open periods', {}, () => web.uniconta.person.setPeriods({ openFrom: '2026-03-02' })],
		[27, 'a day after the open periods', {}, () => web.uniconta.person.setPeriods({ openTo: '2026-02-28' })],
		[77, 'a closed month', {}, () => web.uniconta.person.setPeriods({ closedMonths: ['2026-03'] })],
		[29, 'a blocked series', {}, () => edit('NumberSerieClient', 'FAKT', { Blocked: true })],
		[91, 'a series at its end', {}, () => edit('NumberSerieClient', 'FAKT', { Next: 20_000 })],
		[28, 'no series', {}, () => edit('CompanySettingsClient', 'only', { DebtorVoucherSerie: '' })],
		[53, 'no term of payment', { order: { Payment: null } }, () => undefined],
		[22, 'a blocked account', {}, () => edit('GLAccountClient', '1010', { Blocked: true })],
		[23, 'a heading', line({ PostingAccount: '1000' }), () => undefined],
		[57, 'a purchase VAT code', line({ Vat: 'I25' }), () => undefined],
		[32, 'a blocked VAT code', {}, () => edit('GLVatClient', 'U25', { Blocked: true })],
		[
			51,
			'an account that must have VAT',
			line({ PostingAccount: '9990', Vat: null }),
			() => edit('GLAccountClient', '9990', { MandatoryTax: 'Mandatory' }),
		],
		[82, 'a category that is not of type Revenue', line({ PrCategory: 'MAT' }), () => undefined],
		[
			83,
			'a Revenue category on another account',
			line({ PrCategory: 'KONS', PostingAccount: '2010' }),
			() => undefined,
		],
		[
			147,
			'a blocked dimension',
			line({ Dimension1: '100' }),
			() => edit('GLDimType1Client', '100', { Blocked: true }),
		],
		[48, 'a dimension that the account asks for', {}, () => edit('GLAccountClient', '1010', { Dim1: true })],
		[141, 'a currency without rate', { order: { Currency: 'JPY' } }, () => undefined],
		[165, 'a group that wants items', {}, () => edit('DebtorGroupClient', 'ERHV', { MandatoryItem: true })],
		[149, 'a group that wants services', {}, () => edit('DebtorGroupClient', 'ERHV', { OnlyServiceAllowed: true })],
		[125, 'no lines', { lines: [] }, () => undefined],
	])('Err %i: %s, and nothing is posted', async (error, _name, options, arrange) => {
		edit('DebtorClient', '20001', { Group: 'ERHV' });
		arrange();
		const before = next();
		expect((await web.post(options)).json).toMatchObject({ Err: error, InvoiceNumber: 0, JournalPostedlId: 0 });
		expect(web.stored('DebtorInvoiceClient')).toEqual([]);
		expect(web.stored('DebtorOrderClient')).toHaveLength(1);
		expect(next()).toBe(before);
	});

	test.each<[number, string, string, Record<string, unknown>]>([
		[20, 'Account', 'nobody', { Account: 'nobody' }],
		[41, 'Payment', 'Net77', { Payment: 'Net77' }],
		[24, 'Dimension1', '999', { Dimension1: '999' }],
	])('Err %i names property and value of the header: %s %s', async (error, property, value, wrong) => {
		const document = await web.order();
		expect((await web.generate({ ...document, Order: { ...document.Order, ...wrong } })).json).toMatchObject({
			Err: error,
			ErrorProperty: property,
			ErrorValue: value,
		});
	});

	test.each<[number, string, string, Record<string, unknown>]>([
		[20, 'PostingAccount', '1234', { PostingAccount: '1234' }],
		[31, 'Vat', 'U52', { Vat: 'U52' }],
		[160, 'PrCategory', 'NYKAT', { PrCategory: 'NYKAT' }],
		[41, 'Project', 'P404', { Project: 'P404' }],
		[24, 'Dimension1', '999', { Dimension1: '999' }],
		[41, 'Item', 'VARE1', { Item: 'VARE1' }],
	])('Err %i names property and value of the line: %s %s', async (error, property, value, wrong) => {
		const document = await web.order();
		expect((await web.generate({ ...document, Lines: [{ ...document.Lines[0], ...wrong }] })).json).toMatchObject({
			Err: error,
			ErrorProperty: property,
			ErrorValue: value,
		});
	});

	test('a project that is blocked, and one without a category', async () => {
		web.uniconta.person.add('ProjectClient', { Number: 'P1', Name: 'Projekt', Account: '20001' });
		expect((await web.post(line({ Project: 'P1' }))).json).toMatchObject({ Err: 81 });
		edit('ProjectClient', 'P1', { Blocked: true });
		expect((await web.post(line({ Project: 'P1', PrCategory: 'KONS' }))).json).toMatchObject({
			Err: 80,
			ErrorProperty: 'Project',
			ErrorValue: 'P1',
		});
	});

	test('a refusal may come as a bare word', async () => {
		web.set({ postRefusal: 'word' });
		edit('GLAccountClient', '1010', { Blocked: true });
		expect(await web.post()).toMatchObject({ status: 200, text: 'AccountIsBlocked' });
	});

	test('a refused post may use up a number', async () => {
		web.set({ refusedPostNumber: 'consumed' });
		await web.post(line({ PostingAccount: '1000' }));
		expect(next()).toBe(10_002);
	});

	describe('numbers', () => {
		test('a prefix and a length change what stands on the invoice', async () => {
			edit('NumberSerieClient', 'FAKT', { Prefix: 'F', Length: 8 });
			expect((await web.post()).json).toMatchObject({ InvoiceNumber: 10_001 });
			web.set({ invoiceNumberField: 'text' });
			expect((await web.post()).json).toMatchObject({ InvoiceNumber: 'F0010002' });
			expect(column(await web.rows('DebtorInvoiceClient'), 'InvoiceNumber')).toEqual(['F0010001', 'F0010002']);
		});

		test('a series of the customer group comes first', async () => {
			edit('DebtorClient', '20001', { Group: 'OFF' });
			edit('DebtorGroupClient', 'OFF', { InvoiceSerie: 'BILAG' });
			expect((await web.post()).json).toMatchObject({ InvoiceNumber: 5_001 });
			expect(next()).toBe(10_001);
		});

		test("without UseVoucherAsInvoice they come from the company's own counter", async () => {
			edit('CompanySettingsClient', 'only', { UseVoucherAsInvoice: false, SalesInvoice: 300 });
			expect((await web.post()).json).toMatchObject({ InvoiceNumber: 300 });
			expect(web.stored('CompanySettingsClient')[0]).toMatchObject({ SalesInvoice: 301 });
			expect(lastInvoice()).toMatchObject({ Voucher: 10_001 });
		});

		test('a number that is used is refused, or given again', async () => {
			await web.post();
			edit('NumberSerieClient', 'FAKT', { Next: 10_001 });
			expect((await web.post()).json).toMatchObject({ Err: 94 });
			web.set({ usedNumber: 'reused' });
			expect((await web.post()).json).toMatchObject({ InvoiceNumber: 10_001 });
		});

		test('the answer may lack its number', async () => {
			web.set({ postAnswer: 'noNumber' });
			expect((await web.post()).json).toEqual({
				JournalPostedlId: 1,
				Err: 0,
				ErrorProperty: null,
				ErrorValue: null,
			});
		});
	});

	describe('the body', () => {
		test.each<[string, (document: { Order: Row; Lines: Row[] }) => unknown]>([
			['no order', ({ Lines }) => ({ Lines, Date: '2026-03-01', Simulate: true })],
			['an order that is no object', ({ Lines }) => ({ Order: 5, Lines, Date: '2026-03-01', Simulate: true })],
			['no lines', ({ Order }) => ({ Order, Date: '2026-03-01', Simulate: true })],
			['no date', (document) => ({ ...document, Simulate: true })],
			['a date in words', (document) => ({ ...document, Date: '1 March', Simulate: true })],
			['no word on simulation', (document) => ({ ...document, Date: '2026-03-01' })],
			['simulation in quotes', (document) => ({ ...document, Date: '2026-03-01', Simulate: 'true' })],
			[
				'no order number',
				({ Lines }) => ({ Order: { Account: '20001' }, Lines, Date: '2026-03-01', Simulate: true }),
			],
			['a list', (document) => [document]],
		])('with %s is ArgumentMissing as plain text with 200', async (_name, body) => {
			const reply = await web.call(GENERATE, body(await web.order()));
			expect(reply).toMatchObject({ status: 200, text: 'ArgumentMissing' });
			expect(reply.headers.get('content-type')).toContain('text/plain');
			expect(web.stored('DebtorInvoiceClient')).toEqual([]);
		});

		test('wants the order number inside the order, only there, or beside it', async () => {
			const document = await web.order();
			const { OrderNumber } = document.Order;
			const bare = { ...document, Order: { ...document.Order } };
			delete bare.Order.OrderNumber;
			const simulated = async (what: typeof document, body: Record<string, unknown> = {}) =>
				(await web.generate(what, { body: { Simulate: true, ...body } })).text.startsWith('{');
			const all = async () => [
				await simulated(document),
				await simulated(document, { OrderNumber }),
				await simulated(bare, { OrderNumber }),
			];
			expect(await all()).toEqual([true, true, false]);
			web.set({ invoiceOrderNumber: 'inOrderOnly' });
			expect(await all()).toEqual([true, false, false]);
			web.set({ invoiceOrderNumber: 'topLevel' });
			expect(await all()).toEqual([false, true, true]);
		});

		test('may not have a null item, where the switch says so', async () => {
			const document = await web.order();
			const withNull = { ...document, Lines: [{ ...document.Lines[0], Item: null }] };
			web.set({ invoiceNullItem: 'refused' });
			expect((await web.generate(withNull)).text).toBe('ArgumentMissing');
			expect((await web.generate(document)).json).toMatchObject({ Err: 0 });
		});

		test('is what is invoiced, or what is stored is', async () => {
			const dearer = async () => {
				const document = await web.order();
				return await web.generate({ ...document, Lines: [{ ...document.Lines[0], Price: 900 }] });
			};
			await dearer();
			expect(lastInvoice()).toMatchObject({ NetAmount: 900 });
			web.set({ invoiceContent: 'stored' });
			await dearer();
			expect(lastInvoice()).toMatchObject({ NetAmount: 100 });
		});

		test('of an order that is gone is refused, or invoiced all the same', async () => {
			const document = await web.order();
			expect((await web.call('/Crud/DeleteList/DebtorOrderClient', [document.Order], 'DELETE')).status).toBe(200);
			expect((await web.generate(document)).json).toMatchObject({ Err: 137, ErrorProperty: 'OrderNumber' });
			web.set({ deletedOrder: 'invoiced' });
			expect((await web.generate(document)).json).toMatchObject({ Err: 0, InvoiceNumber: 10_001 });
		});
	});

	test('posting twice makes two invoices where the order stays', async () => {
		web.set({ invoicedOrder: 'byFlags' });
		const document = await web.order();
		await web.generate(document);
		expect((await web.generate(document)).json).toMatchObject({ InvoiceNumber: 10_002 });
		const going = await web.order({ order: { DeleteOrder: true } });
		await web.generate(going);
		expect(column(web.stored('DebtorOrderClient'), 'OrderNumber')).toEqual([document.Order.OrderNumber]);
	});

	test('the reference of the order may be lost on the way', async () => {
		web.set({ postedReference: 'dropped' });
		await web.post({ order: { ReferenceNumber: '10001#abc' } });
		expect(lastInvoice()).toMatchObject({ ReferenceNumber: null });
	});

	test('mails go to the customer only where they are asked for, and are seen in the outbox', async () => {
		edit('DebtorClient', '20001', { InvoiceEmail: 'kunde@firma.example' });
		await web.post();
		expect((await web.control('outbox', undefined, 'GET')).json).toEqual([]);
		await web.post({ body: { SendEmail: true, SendXML: true } });
		expect((await web.control('outbox', undefined, 'GET')).json).toMatchObject([
			{ company: 10_542, to: 'kunde@firma.example', invoice: '10002', kind: 'mail' },
			{ kind: 'xml' },
		]);
		expect((await ask(`${web.uniconta.odataUrl}/`)).text).toContain('Mails sent to customers: 2');
	});

	test('posted tables cannot be written over HTTP', async () => {
		for (const type of [
			'DebtorInvoiceClient',
			'DebtorInvoiceLines',
			'DebtorTransClient',
			'GLTransClient',
			'ProjectTransClient',
			'GLDailyJournalPostedClient',
			'DebtorTransOpenClient',
		]) {
			expect(await web.call(`/Crud/Insert/${type}`, {})).toMatchObject({ status: 400, json: 'NoRightsToInsert' });
		}
	});

	describe("an invoice's PDF", () => {
		const PDF = '/Invoice/GetInvoicePDF?Account=20001&Date=2026-03-01&InvoiceNumber=';

		test('comes as a JSON string with base64, or as it is', async () => {
			await web.post();
			const encoded = await web.call(`${PDF}10001`, undefined, 'GET');
			expect(Buffer.from(String(encoded.json), 'base64').toString('latin1')).toMatch(/^%PDF-1\.4\n[^]*%%EOF\n$/);
			web.set({ pdfAnswer: 'bytes' });
			const bytes = await web.call(`${PDF}10001`, undefined, 'GET');
			expect(bytes.headers.get('content-type')).toBe('application/pdf');
			expect(bytes.text).toMatch(/^%PDF/);
		});

		test('is refused where there is no such invoice', async () => {
			expect(await web.call(`${PDF}10001`, undefined, 'GET')).toMatchObject({
				status: 400,
				json: 'CouldNotFind',
			});
		});
	});

	test('answers in camelCase where the switch says so, and reads a body in it', async () => {
		web.set({ jsonKeys: 'camelCase' });
		const { userName, password } = web.client.sandbox.unicontaCredential;
		const inserted = await web.call('/Crud/Insert/DebtorOrderClient', { account: '20001', payment: 'Net8' });
		await web.call('/Crud/InsertList/DebtorOrderLineClient', [
			{ orderNumber: 1, qty: 1, price: 5, postingAccount: '1010' },
		]);
		const lines = await ask(`${web.uniconta.odataUrl}/odata/DebtorOrderLineClient`, {
			headers: basic(userName, password),
		});
		const posted = await web.call(GENERATE, {
			order: inserted.json,
			lines: dig(lines.json, 'value'),
			date: '2026-03-01',
			simulate: false,
		});
		expect(posted.json).toMatchObject({ invoiceNumber: 10_001, journalPostedlId: 1, err: 0 });
	});
});
