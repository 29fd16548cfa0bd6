import { column, dig, invoiceIdOf, records, useSandbox, type Row } from './support';

const PROJECT = 70_033_002;

describe('projects, activities and ledger accounts of the Moment stand-in', () => {
	const client = useSandbox();
	const settings = () => client.sandbox.moment.settings;
	const get = async (path: string) => (await client.moment(path)).json;
	const ids = async (path: string) => column(dig(await get(path), 'content'), 'id').map(Number);

	test('a project has two shapes, for reading and for writing', async () => {
		expect(await get(`/projects/${PROJECT}`)).toMatchObject({
			projectNumber: '0000812',
			projectState: 'inProgress',
			customerId: 70_011_002,
			customerNumber: '20002',
			customerName: "O'Neill & Søn",
			startDate: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
			departmentId: expect.any(Number),
			departmentNumber: expect.stringMatching(/^[12]00$/),
			tags: [{ tagGroupId: 503 }],
		});
		settings().patch({ projectShape: 'nested' });
		expect(await get(`/projects/${PROJECT}`)).toMatchObject({
			customer: { id: 70_011_002, customerNumber: '20002', name: "O'Neill & Søn" },
			fromDate: expect.any(String),
			department: { externalNumber: expect.any(String) },
		});
		expect(await get('/departments/701')).toMatchObject({ externalNumber: '100' });
		const answer = await client.moment(`/projects/${PROJECT}`, {
			method: 'PATCH',
			body: { toDate: '2026-12-31', customer: { id: 70_011_003, name: 'is not changed here' } },
		});
		expect(answer.json).toMatchObject({
			toDate: '2026-12-31',
			customer: { id: 70_011_003, name: 'Blåbær & Rødgrød I/S' },
		});
	});

	test('the id of a deleted record is not given again', () => {
		const { store } = client.sandbox.moment;
		const { id } = client.sandbox.moment.create('projects', {
			...store.find('projects', PROJECT)?.values,
			projectNumber: 'P-1',
		}).values;
		store.remove('projects', id);
		expect(
			client.sandbox.moment.create('projects', {
				...store.find('projects', PROJECT)?.values,
				projectNumber: 'P-2',
			}).values.id,
		).toBe(id + 1);
	});

	test('a project may name its customer by the id alone, and its manager not at all', async () => {
		settings().patch({ referenceParts: 'idOnly', projectManager: 'membershipOnly' });
		const project = await get(`/projects/${PROJECT}`);
		expect(project).toMatchObject({ customerId: 70_011_002 });
		expect(
			Object.keys(project as object).filter((name) =>
				/customer(Name|Number)|department(Name|Number)|projectManager/.test(name),
			),
		).toEqual([]);
		expect(await get(`/projects/${PROJECT}/include/customer.name`)).toEqual({
			id: PROJECT,
			customerName: "O'Neill & Søn",
		});
		const members = records(
			dig(await get('/projectMemberships?projectMembershipState=active&userAccountId=801&size=500'), 'content'),
		);
		expect(members.length).toBeGreaterThan(5);
		expect(members[0]).toMatchObject({
			projectId: expect.any(Number),
			userAccountId: 801,
			projectMembershipRoleName: 'Projektleder',
		});
		expect(
			(await client.moment('/projectMemberships?projectMembershipState=active&userAccountId=1')).json,
		).toMatchObject({ content: [] });
	});

	test.each([
		{},
		{ name: 'Uden kunde' },
		{ name: 'Ukendt kunde', customerId: 1 },
		{ name: 'A', customerId: 70_011_002, projectNumber: '0000812' },
		{ name: 'A', customerId: 70_011_002, startDate: '1. maj' },
		{ name: 'A', customerId: 70_011_002, fromDate: '2026-01-01' },
	])('refuses to create a project from %j', async (body) =>
		expect((await client.moment('/projects', { method: 'POST', body })).status).toBe(400),
	);

	test('creates a project with the next number, and an activity in it', async () => {
		const created = await client.moment('/projects', {
			method: 'POST',
			body: { name: 'Nyt', customerId: 70_011_002 },
		});
		expect(created).toMatchObject({
			status: 201,
			json: { projectNumber: '10000', projectState: 'created', customerNumber: '20002' },
		});
		const projectId = Number(dig(created.json, 'id'));
		expect(
			(await client.moment('/projectExtensions', { method: 'POST', body: { projectId, name: 'Udgifter' } }))
				.status,
		).toBe(201);
		expect(dig(await get(`/projectExtensions?projectId=${projectId}`), 'content')).toMatchObject([
			{ projectId, name: 'Udgifter', projectExtensionState: 'inProgress' },
		]);
		expect(
			(await client.moment('/projectExtensions', { method: 'POST', body: { projectId: 1, name: 'Udgifter' } }))
				.status,
		).toBe(400);
	});

	test('filters activities by project, unless the filter is ignored; other lists know no such filter', async () => {
		expect(await ids(`/projectExtensions?projectId=${PROJECT}`)).toHaveLength(2);
		expect((await client.moment('/projectExtensions?projectId=abc')).status).toBe(400);
		settings().patch({ ignoredFilters: ['projectId'] });
		expect((await ids(`/projectExtensions?projectId=${PROJECT}&size=500`)).length).toBeGreaterThan(60);
		const everyInvoice = await ids('/invoices?size=500');
		expect(await ids(`/invoices?projectId=${PROJECT}&size=500`)).toEqual(everyInvoice);
		settings().patch({ unknownFilters: 'refused' });
		expect((await client.moment(`/invoices?projectId=${PROJECT}`)).status).toBe(400);
	});

	test('two ledger accounts share a number; none can be changed by a call', async () => {
		const accounts = records(dig(await get('/financialAccounts?query=1010&sort=id,asc'), 'content'));
		expect(accounts).toMatchObject([
			{
				accountNumber: '1010',
				financialAccountCategory: 'sales',
				currentVatPercentage: 25,
				vatCategoryCode: 'S',
				externalTaxCode: 'U25',
				companyId: expect.any(Number),
			},
			{ accountNumber: '1010', financialAccountCategory: 'purchases', externalTaxCode: 'I25' },
		]);
		for (const kind of ['financialAccounts', 'projectMemberships', 'invoices'])
			expect((await client.moment(`/${kind}`, { method: 'POST', body: { name: 'x' } })).status).toBe(405);
		settings().patch({ decimals: 'text' });
		expect(await get('/financialAccounts/901')).toMatchObject({ currentVatPercentage: '25' });
	});

	test('projects page, sort and filter as customers do', async () => {
		expect(dig(await get('/projects?size=25&page=2&sort=id,asc'), 'page')).toEqual({
			number: 2,
			size: 25,
			totalElements: 60,
			totalPages: 3,
		});
		expect(await ids('/projects?ids=70033001&ids=70033002')).toHaveLength(2);
		expect(await ids('/projects?query=0000812')).toEqual([PROJECT]);
		expect(await ids('/projects?lastModifiedDateFrom=2999-01-01T00:00:00Z')).toEqual([]);
	});
});

describe('invoices of the Moment stand-in', () => {
	const client = useSandbox();
	const settings = () => client.sandbox.moment.settings;
	const one = async (number: number, include = '') =>
		(await client.moment(`/invoices/${invoiceIdOf(number)}${include}`)).json as Row;
	const line = async (number: number, index = 0) => records((await one(number)).invoiceLines)[index] ?? {};

	test('have the names that the reference gives, and one guess per shape for the others', async () => {
		expect(await one(10_024)).toMatchObject({
			invoiceNumber: 10_024,
			invoiceType: 'invoice',
			invoiceState: 'paid',
			exportStatus: 'toTransfer',
			issueDate: expect.stringMatching(/^2026-/),
			dueDate: expect.any(String),
			customerId: expect.any(Number),
			customerNumber: expect.any(String),
			projectNumber: expect.any(String),
			projectName: expect.any(String),
			departmentNumber: expect.any(String),
			customerAddress: { addressLine1: expect.any(String), countryCode: 'DK' },
			currencyCode: 'DKK',
			exchangeRate: null,
			creditedInvoiceId: null,
			creditedInvoiceNumber: null,
			totalSumExcludingTax: 14_930.35,
			totalTax: 2850,
			totalSumIncludingTax: 17_780.35,
			totalSumIncludingTaxAfterRounding: 17_780.35,
		});
		expect(await line(10_024, 1)).toMatchObject({
			itemName: 'Metalskrot, omvendt betalingspligt',
			quantity: 3,
			unitPrice: 410.1,
			lineDiscount: 0,
			sumNetAmount: 1230.3,
			vatPercentage: 0,
			estimatedInvoiceLineVat: 0,
			surcharge: null,
			financialAccount: {
				id: 905,
				accountNumber: '1070',
				externalTaxCode: 'UOMV',
				currentVatPercentage: 0,
				financialAccountCategory: 'sales',
			},
			projectId: null,
		});
		settings().patch({ invoiceShape: 'nested' });
		expect(await one(10_071)).toMatchObject({
			state: 'finalized',
			accountingExportStatus: 'toTransfer',
			currencyRate: 7.4605,
			paymentTermDays: 0,
			customer: { customerNumber: expect.any(String) },
			project: { projectNumber: expect.any(String) },
			department: { name: expect.any(String) },
			creditedInvoice: { id: invoiceIdOf(10_035), invoiceNumber: 10_035 },
			totalNetAmount: expect.any(Number),
			totalVatAmount: 0,
			totalGrossAmount: expect.any(Number),
		});
		expect(await line(10_055, 1)).toMatchObject({ project: { projectNumber: '3056' } });
	});

	test('a draft has no number, not even an empty one', async () => {
		const { json } = await client.moment('/invoices/119000001');
		expect(json).not.toHaveProperty('invoiceNumber');
		expect(json).toMatchObject({ invoiceState: 'draft', issueDate: null });
	});

	test('carry their lines in every answer, in one invoice only, by include only, or in a list of their own', async () => {
		const listed = async (include = '') =>
			records(dig((await client.moment(`/invoices${include}?ids=${invoiceIdOf(10_009)}`)).json, 'content'))[0] ??
			{};
		const there = async () =>
			[
				await listed(),
				await one(10_009),
				await listed('/include/base+invoiceLines'),
				await one(10_009, '/include/base+invoiceLines'),
			].map((found) => 'invoiceLines' in found);
		expect(await there()).toEqual([true, true, true, true]);
		settings().patch({ invoiceLines: 'singleOnly' });
		expect(await there()).toEqual([false, true, true, true]);
		settings().patch({ invoiceLines: 'onlyByInclude' });
		expect(await there()).toEqual([false, false, true, true]);
		expect(Object.keys(await one(10_009, '/include/invoiceLines'))).toEqual(['id', 'invoiceLines']);
		expect((await client.moment('/invoiceLines')).status).toBe(404);
		settings().patch({ invoiceLines: 'ownList' });
		expect(await one(10_009)).not.toHaveProperty('invoiceLines');
		expect((await client.moment(`/invoices/${invoiceIdOf(10_009)}/include/invoiceLines`)).status).toBe(400);
		expect(
			dig((await client.moment(`/invoiceLines?invoiceId=${invoiceIdOf(10_009)}&sort=id,asc`)).json, 'content'),
		).toMatchObject([
			{ invoiceId: invoiceIdOf(10_009), unitPrice: 0.1 },
			{ unitPrice: 0.2 },
			{ quantity: 3, sumNetAmount: 0.3 },
		]);
	});

	test('a line names its ledger account in four ways', async () => {
		const account = async () => {
			const { financialAccount, financialAccountId } = await line(10_009);
			return financialAccount ?? financialAccountId;
		};
		const seen: unknown[] = [];
		for (const lineAccount of ['object', 'idAndNumber', 'numberOnly', 'idOnly'] as const) {
			settings().patch({ lineAccount });
			seen.push(await account());
		}
		expect(seen).toEqual([
			expect.objectContaining({ externalTaxCode: 'U25' }),
			{ id: 901, accountNumber: '1010' },
			{ accountNumber: '1010' },
			901,
		]);
	});

	test('the discount is percent or an amount', async () => {
		expect(await line(10_011)).toMatchObject({ lineDiscount: 33.33, sumNetAmount: 399.92 });
		settings().patch({ lineDiscount: 'amount' });
		expect(await line(10_011)).toMatchObject({ lineDiscount: 199.93, sumNetAmount: 399.92 });
	});

	test('a credit note is negated, or positive by its type alone', async () => {
		const negated = await one(10_013);
		expect(negated).toMatchObject({
			invoiceType: 'creditNote',
			creditedInvoiceNumber: 10_005,
			dueDate: negated.issueDate,
		});
		expect(Number(negated.totalSumIncludingTax)).toBeLessThan(0);
		settings().patch({ creditNoteSign: 'positive', invoiceTypeNames: 'upper' });
		const positive = await one(10_013);
		expect(positive).toMatchObject({
			invoiceType: 'CREDIT_NOTE',
			totalSumIncludingTax: -Number(negated.totalSumIncludingTax),
		});
		const lines = (document: Row) => records(document.invoiceLines);
		lines(positive).forEach(({ quantity, sumNetAmount, unitPrice }, index) => {
			const other = lines(negated)[index] ?? {};
			expect([quantity, sumNetAmount, unitPrice]).toEqual([
				0 - Number(other.quantity),
				0 - Number(other.sumNetAmount),
				other.unitPrice,
			]);
		});
		expect(await one(10_005)).toMatchObject({ invoiceType: 'INVOICE' });
		settings().patch({ invoiceTypeNames: 'absent' });
		expect(await one(10_005)).not.toHaveProperty('invoiceType');
	});

	test('numbers and decimals may be text, and the export status may be called otherwise', async () => {
		settings().patch({ invoiceNumberAs: 'text', decimals: 'text', exportStatusNames: 'upper' });
		expect(await one(10_040)).toMatchObject({
			invoiceNumber: '10040',
			exportStatus: 'DO_NOT_TRANSFER',
			totalTax: expect.any(String),
		});
		expect(await line(10_009)).toMatchObject({
			unitPrice: '0.1',
			quantity: '1',
			financialAccount: { currentVatPercentage: '25' },
		});
		settings().patch({ exportStatusNames: 'long' });
		expect(await one(10_040)).toMatchObject({ exportStatus: 'doNotTransferToAccounting' });
		expect(await one(10_041)).toMatchObject({ exportStatus: 'toTransferToAccounting' });
	});

	test('empty fields may be left out, of lines too', async () => {
		settings().patch({ nulls: 'omitted' });
		expect(await one(10_009)).not.toHaveProperty('exchangeRate');
		expect(await line(10_009)).not.toHaveProperty('surcharge');
	});
});
