import { column, dig, records, type Row } from './support';
import { aLine, useWebApi } from './unicontaSupport';

const ORDER = { Account: '20001', Currency: 'DKK', Payment: 'Net8' };

describe('sales orders in the Uniconta stand-in', () => {
	const web = useWebApi();
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
	const danish = () => web.client.sandbox.danishUnicontaCredential;

	test('an order number is assigned where it is 0 or left out, on either host', async () => {
		expect((await web.call('/Crud/Insert/DebtorOrderClient', ORDER)).json).toMatchObject({
			OrderNumber: 1,
			Account: '20001',
		});
		expect((await web.client.insert('DebtorOrderClient', { ...ORDER, OrderNumber: 0 })).status).toBe(204);
		expect(column(await list('DebtorOrderClient'), 'OrderNumber')).toEqual([1, 2]);
		await web.client.insert('DebtorOrderClient', { ...ORDER, OrderNumber: 3 });
		expect((await web.call('/Crud/Insert/DebtorOrderClient', ORDER)).json).toMatchObject({ OrderNumber: 4 });
	});

	test('a chosen order number that is taken is refused, or shared', async () => {
		await web.client.insert('DebtorOrderClient', { ...ORDER, OrderNumber: 500 });
		expect(await web.client.insert('DebtorOrderClient', { ...ORDER, OrderNumber: 500 })).toMatchObject({
			status: 400,
			text: 'KeyExists',
		});
		web.set({ chosenOrderNumber: 'shared' });
		expect((await web.client.insert('DebtorOrderClient', { ...ORDER, OrderNumber: 500 })).status).toBe(204);
		const orders = await list('DebtorOrderClient', 'OrderNumber eq 500');
		expect(new Set(column(orders, 'RowId')).size).toBe(2);
		expect(
			(await web.client.odata('/api/Entities/Delete/DebtorOrderClient', { method: 'DELETE', body: orders[1] }))
				.status,
		).toBe(200);
		expect(column(await list('DebtorOrderClient'), 'RowId')).toEqual([orders[0]!.RowId]);
	});

	test('shows who it is for and what it comes to, but never inherits from the customer', async () => {
		web.uniconta.person.edit('DebtorClient', '20001', {
			Payment: 'Net30',
			Currency: 'EUR',
			EndDiscountPct: 5,
			PricesInclVat: true,
		});
		await web.client.insert('DebtorOrderClient', { Account: '20001', ReferenceNumber: 'x'.repeat(60) });
		await web.client.insert('DebtorOrderLineClient', aLine({ OrderNumber: 1, Qty: 2, DiscountPct: 10 }));
		const [order] = await list('DebtorOrderClient');
		expect(order).toMatchObject({
			Name: dig(await web.client.debtor('20001'), 'Name'),
			NoLines: 1,
			OrderTotal: 180,
			PricesInclVat: false,
			EndDiscountPct: 0,
			KeyStr: '1',
			ReferenceNumber: 'x'.repeat(40),
		});
		for (const inherited of ['Payment', 'Currency']) expect(order).not.toHaveProperty(inherited);
	});

	test.each<[string, string, Record<string, unknown>]>([
		['FieldCannotBeBlank', 'DebtorOrderClient', {}],
		['AccountDoesNotExist', 'DebtorOrderClient', { Account: 'nobody' }],
		['DimensionDoesNotExist', 'DebtorOrderClient', { ...ORDER, Dimension1: '999' }],
		['FieldHasinvalidValue', 'DebtorOrderClient', { ...ORDER, Payment: 'Net77' }],
		['FieldHasinvalidValue', 'DebtorOrderClient', { ...ORDER, OrderNumber: '7' }],
		['FieldHasinvalidValue', 'DebtorOrderClient', { ...ORDER, OrderNumber: -1 }],
		['FieldCannotBeBlank', 'DebtorOrderLineClient', { Text: 'x' }],
		['FieldHasinvalidValue', 'DebtorOrderLineClient', { OrderNumber: 77, Text: 'x' }],
	])('refuses with %s: %s %j', async (error, type, body) => {
		expect(await web.client.insert(type, body)).toMatchObject({ status: 400, text: error });
	});

	describe('lines', () => {
		beforeEach(async () => {
			await web.client.insert('DebtorOrderClient', ORDER);
			await web.client.odata('/api/Entities/InsertList/DebtorOrderLineClient', {
				method: 'POST',
				body: [aLine({ OrderNumber: 1 }), aLine({ OrderNumber: 1, Text: 'æ'.repeat(1200), NoSuchField: 1 })],
			});
		});

		test('are numbered within their order, and name header and line by their row ids', async () => {
			const [order] = await list('DebtorOrderClient');
			const lines = await list('DebtorOrderLineClient', 'OrderNumber eq 1');
			expect(column(lines, 'LineNumber')).toEqual([1, 2]);
			expect(column(lines, 'PrimaryKey1Id')).toEqual([order!.RowId, order!.RowId]);
			expect(column(lines, 'PrimaryKey2Id')).toEqual(column(lines, 'RowId'));
			expect(lines[0]).not.toHaveProperty('PrimaryKeyId');
			expect(lines[0]).toMatchObject({ Total: 100, Qty: 1 });
			expect(lines[1]!.Text).toHaveLength(1000);
			expect(await list('DebtorOrderLineClient', 'OrderNumber eq 2')).toEqual([]);
		});

		test('may show nothing but those two, and are found and deleted by them', async () => {
			web.set({ childIdentity: 'primaryKeys' });
			const [first] = await list('DebtorOrderLineClient');
			expect(first).not.toHaveProperty('RowId');
			expect(await list('DebtorOrderLineClient', `PrimaryKey2Id eq ${String(first!.PrimaryKey2Id)}`)).toEqual([
				first,
			]);
			expect((await web.client.odata('/odata/DebtorOrderLineClient?$filter=RowId eq 1')).status).toBe(400);
			expect((await web.call('/Crud/DeleteList/DebtorOrderLineClient', [first], 'DELETE')).status).toBe(200);
			expect(await list('DebtorOrderLineClient')).toHaveLength(1);
		});

		test('are updated as a whole, and never move to another order', async () => {
			const [first] = await list('DebtorOrderLineClient');
			expect((await web.client.update('DebtorOrderLineClient', { ...first, Price: 7 })).status).toBe(200);
			expect((await list('DebtorOrderLineClient'))[0]).toMatchObject({ Price: 7, LineNumber: 1 });
			expect(await web.client.update('DebtorOrderLineClient', { ...first, OrderNumber: 2 })).toMatchObject({
				status: 400,
				text: 'PrimaryKeyCannotBeChanged',
			});
		});

		test.each([
			['removed', 200, 0, 0],
			['refused', 400, 1, 2],
			['stay', 200, 0, 2],
		] as const)('when the order is deleted: %s', async (deletedOrderLines, status, orders, lines) => {
			web.set({ deletedOrderLines });
			const [order] = await list('DebtorOrderClient');
			expect(
				(await web.client.odata('/api/Entities/Delete/DebtorOrderClient', { method: 'DELETE', body: order }))
					.status,
			).toBe(status);
			expect([(await list('DebtorOrderClient')).length, (await list('DebtorOrderLineClient')).length]).toEqual([
				orders,
				lines,
			]);
		});
	});

	test('a list with a bad line keeps none, or those before it', async () => {
		await web.client.insert('DebtorOrderClient', ORDER);
		const lines = [aLine({ OrderNumber: 1 }), aLine({ OrderNumber: 1, Vat: 'U52' }), aLine({ OrderNumber: 1 })];
		expect((await web.call('/Crud/InsertList/DebtorOrderLineClient', lines)).json).toBe('VatTypeDoesNotExist');
		expect(web.stored('DebtorOrderLineClient')).toEqual([]);
		web.set({ listFailure: 'part' });
		await web.call('/Crud/InsertList/DebtorOrderLineClient', lines);
		expect(web.stored('DebtorOrderLineClient')).toHaveLength(1);
	});

	test('the Web API answers an insert with the row or nothing, a list with nothing or the rows', async () => {
		expect(await web.call('/Crud/InsertList/DebtorOrderClient', [ORDER])).toMatchObject({ status: 200, text: '' });
		web.set({ webApiInsertAnswer: 'empty', webApiInsertListAnswer: 'rows' });
		expect(await web.call('/Crud/Insert/DebtorOrderClient', ORDER)).toMatchObject({ status: 200, text: '' });
		expect((await web.call('/Crud/InsertList/DebtorOrderClient', [ORDER])).json).toMatchObject([
			{ OrderNumber: 3 },
		]);
	});

	test('paths that are only presumed are 404, or work', async () => {
		await web.client.insert('DebtorOrderClient', ORDER);
		const [order] = await list('DebtorOrderClient');
		const all = async (): Promise<number[]> => {
			const put = (path: string, body: unknown) => web.call(path, body, 'PUT');
			const odata = (path: string, method: string, body: unknown) => web.client.odata(path, { method, body });
			const replies = [
				await put('/Crud/Update/DebtorOrderClient', order),
				await put('/Crud/UpdateList/DebtorOrderClient', [order]),
				await odata('/api/Entities/UpdateList/DebtorOrderClient', 'PUT', [order]),
				await odata('/api/Entities/DeleteList/DebtorOrderClient', 'DELETE', []),
				await web.call('/Crud/Delete/DebtorOrderClient', order, 'DELETE'),
			];
			return replies.map(({ status }) => status);
		};
		expect(await all()).toEqual([404, 404, 404, 404, 404]);
		web.set({ presumedPaths: 'there' });
		expect(await all()).toEqual([200, 200, 200, 200, 200]);
		expect(await list('DebtorOrderClient')).toEqual([]);
	});

	test('the Web API finds orders by reference, numbers by value, and dates by day', async () => {
		for (const [ReferenceNumber, InvoiceDate] of [
			['10001#a', '2026-03-01'],
			['10002#b', '2026-03-02'],
		])
			await web.client.insert('DebtorOrderClient', { ...ORDER, ReferenceNumber, InvoiceDate });
		const found = async (PropertyName: string, FilterValue: string) =>
			column(await web.rows('DebtorOrderClient', { PropertyName, FilterValue }), 'ReferenceNumber');
		expect(await found('ReferenceNumber', '10001#*')).toEqual(['10001#a']);
		expect(await found('OrderNumber', '2..10')).toEqual(['10002#b']);
		expect(await found('InvoiceDate', '2026-03-01')).toEqual(['10001#a']);
	});

	describe('reads across the hosts', () => {
		const seenOnOData = async (): Promise<unknown[]> => column(await list('DebtorOrderClient'), 'ReferenceNumber');
		const insertOnWeb = async (ReferenceNumber: string) =>
			await web.call('/Crud/Insert/DebtorOrderClient', { ...ORDER, ReferenceNumber });

		test('agree at once by default', async () => {
			await insertOnWeb('a');
			expect(await seenOnOData()).toEqual(['a']);
		});

		test('show what was there before for some time, the own host never', async () => {
			web.client.sandbox.clock.set(Date.parse('2026-03-01T10:00:00Z'), true);
			await web.login();
			web.set({ staleAcrossHostsMs: 5_000 });
			await insertOnWeb('a');
			expect(await seenOnOData()).toEqual([]);
			expect(await web.rows('DebtorOrderClient')).toHaveLength(1);
			web.client.sandbox.clock.advance(5_000);
			expect(await seenOnOData()).toEqual(['a']);
			const [order] = await list('DebtorOrderClient');
			await web.call('/Crud/DeleteList/DebtorOrderClient', [order], 'DELETE');
			expect(await seenOnOData()).toEqual(['a']);
			expect(
				await web.client.odata('/api/Entities/Delete/DebtorOrderClient', { method: 'DELETE', body: order }),
			).toMatchObject({ status: 400, text: 'CouldNotLoadOriginal' });
			web.client.sandbox.clock.advance(5_000);
			expect(await seenOnOData()).toEqual([]);
		});

		test('or for a number of reads, changes and all', async () => {
			web.set({ staleAcrossHostsReads: 2 });
			await web.client.insert('DebtorOrderClient', { ...ORDER, ReferenceNumber: 'a' });
			const [first] = await list('DebtorOrderClient');
			expect(await web.rows('DebtorOrderClient')).toEqual([]);
			await web.client.update('DebtorOrderClient', { ...first, ReferenceNumber: 'b' });
			expect(await web.rows('DebtorOrderClient')).toEqual([]);
			expect(column(await web.rows('DebtorOrderClient'), 'ReferenceNumber')).toEqual(['a']);
			expect(column(await web.rows('DebtorOrderClient'), 'ReferenceNumber')).toEqual(['b']);
		});
	});

	test.each(['both', 'odata', 'webApi', 'none'] as const)(
		'series and settings can be read over: %s',
		async (where) => {
			web.set({ seriesReadable: where, settingsReadable: where });
			for (const type of ['NumberSerieClient', 'CompanySettingsClient']) {
				expect((await web.client.odata(`/odata/${type}`)).status).toBe(
					where === 'both' || where === 'odata' ? 200 : 404,
				);
				expect((await web.call(`/Query/Get/${type}`, [{}])).status).toBe(
					where === 'both' || where === 'webApi' ? 200 : 404,
				);
			}
			expect(
				column(dig((await web.client.odata('/odata')).json, 'value'), 'name').includes('NumberSerieClient'),
			).toBe(where === 'both' || where === 'odata');
		},
	);

	test('master data reads in the language of the user, and projects are written in it', async () => {
		const first = async (type: string, filter: string, user = {}) =>
			dig(
				(await web.client.odata(`/odata/${type}?$filter=${encodeURIComponent(filter)}`, { user })).json,
				'value',
				0,
			);
		expect(await first('PrCategoryClient', "Number eq 'KONS'")).toMatchObject({ CatType: 'Revenue' });
		expect(await first('PrCategoryClient', "Number eq 'KONS'", danish())).toMatchObject({ CatType: 'Omsætning' });
		expect(await first('NumberSerieClient', "Serie eq 'FAKT'")).toMatchObject({
			FirstValue: 10_001,
			LastValue: 19_999,
			Next: 10_001,
			Usage: 'Voucher',
			Blocked: false,
		});
		const project = { Number: '1234567890123456789012345', Name: 'Projekt', Account: '20001', Group: 'STD' };
		expect(await web.client.insert('ProjectClient', { ...project, Phase: 'InProgress' }, danish())).toMatchObject({
			status: 400,
			text: 'FieldHasinvalidValue',
		});
		expect((await web.client.insert('ProjectClient', { ...project, Phase: 'Igangværende' }, danish())).status).toBe(
			204,
		);
		expect(await first('ProjectClient', "Number eq '12345678901234567890'")).toMatchObject({
			Phase: 'InProgress',
			DebtorName: dig(await web.client.debtor('20001'), 'Name'),
		});
		expect(await web.client.insert('ProjectClient', { Number: 'P2', Name: 'x' })).toMatchObject({
			status: 400,
			text: 'FieldCannotBeBlank',
		});
	});
});
