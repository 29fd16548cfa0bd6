import { dig, records, someDebtor, useSandbox, without } from './support';

describe('writing to the Uniconta stand-in', () => {
	const client = useSandbox();
	const settings = () => client.sandbox.uniconta.settings;
	const danish = () => client.sandbox.danishUnicontaCredential;

	test('a key is cut at 20 characters, so that a longer one collides', async () => {
		await client.insert('DebtorClient', someDebtor('A'.repeat(34)));
		expect(await client.debtor('A'.repeat(34))).toBeUndefined();
		expect(await client.debtor('A'.repeat(20))).toMatchObject({ Name: 'Prøve ApS' });
		const second = await client.insert('DebtorClient', someDebtor('A'.repeat(21)));
		expect(second).toMatchObject({ status: 400, text: 'KeyExists' });
	});

	test('a code is cut at 10 characters on both sides, so that a longer one names another group', async () => {
		await client.insert('DebtorGroupClient', {
			Group: 'LANDBRUG-OG-SKOV',
			Name: 'Landbrug',
			SummeryAccount: '5600',
			RevenueAccount: '1010',
			SalesVat: 'U25',
		});
		await client.insert('DebtorClient', someDebtor('1', { Group: 'LANDBRUG-OMRÅDET' }));
		expect(await client.debtor('1')).toHaveProperty('Group', 'LANDBRUG-O');
	});

	test('a name is cut at 40 characters, or later where the ledger is newer', async () => {
		await client.insert('DebtorClient', someDebtor('1', { Name: 'ø'.repeat(60) }));
		expect(await client.debtor('1')).toHaveProperty('Name', 'ø'.repeat(40));
		settings().patch({ lengths: 'wide' });
		await client.insert('DebtorClient', someDebtor('2', { Name: 'ø'.repeat(60) }));
		expect(await client.debtor('2')).toHaveProperty('Name', 'ø'.repeat(60));
	});

	test('insert answers 204 without a body, or 200 with the row', async () => {
		expect(await client.insert('DebtorClient', someDebtor('1'))).toMatchObject({ status: 204, text: '' });
		settings().patch({ insertAnswer: 'row' });
		expect(await client.insert('DebtorClient', someDebtor('2'))).toMatchObject({
			status: 200,
			json: { Account: '2', KeyStr: '2' },
		});
	});

	test('an unknown or differently written property is lost without a word, a read-only one is kept out', async () => {
		const answer = await client.insert(
			'DebtorClient',
			someDebtor('1', { Fax: '33', currency: 'EUR', CurBalance: 99 }),
		);
		expect(answer.status).toBe(204);
		const row = await client.debtor('1');
		expect(row).not.toHaveProperty('Fax');
		expect(row).not.toHaveProperty('Currency');
		expect(row).toHaveProperty('CurBalance', 0);
	});

	test.each([
		['KeyIsEmpty', { Account: '' }],
		['FieldCannotBeBlank', { Name: null }],
		['FieldHasinvalidValue', { Group: 'NONE' }],
		['FieldHasinvalidValue', { Country: 'DK' }],
		['FieldHasinvalidValue', { Country: 'Kosovo' }],
		['FieldHasinvalidValue', { Country: 999 }],
		['FieldHasinvalidValue', { Currency: 'XYZ' }],
		['FieldHasinvalidValue', { VatZone: 'Indland' }],
		['FieldHasinvalidValue', { Blocked: 'true' }],
		['FieldHasinvalidValue', { Phone: 33112233 }],
		['FieldHasinvalidValue', { CreditMax: '1.000,50' }],
		['DimensionDoesNotExist', { Dimension1: '999' }],
		['AccountDoesNotExist', { PostingAccount: '1' }],
		['VatTypeDoesNotExist', { Vat: 'X' }],
	])('%s is the answer to %j, and nothing is stored', async (code, wrong) => {
		const before = client.sandbox.uniconta.ledger.company(10_542)?.export();
		expect(await client.insert('DebtorClient', someDebtor('1', wrong))).toMatchObject({ status: 400, text: code });
		expect(client.sandbox.uniconta.ledger.company(10_542)?.export()).toEqual(before);
	});

	test('an unknown code is stored as nothing where the switch says so', async () => {
		settings().patch({ unknownCodes: 'null' });
		expect((await client.insert('DebtorClient', someDebtor('1', { Group: 'NONE' }))).status).toBe(204);
		expect(await client.debtor('1')).not.toHaveProperty('Group');
	});

	test('a missing group stays blank, becomes the default one, or is refused', async () => {
		const withoutGroup = (account: string) => client.insert('DebtorClient', { Account: account, Name: 'Uden' });
		await withoutGroup('1');
		expect(await client.debtor('1')).not.toHaveProperty('Group');
		settings().patch({ missingGroup: 'default' });
		await withoutGroup('2');
		expect(await client.debtor('2')).toHaveProperty('Group', 'ERHV');
		settings().patch({ missingGroup: 'refuse' });
		expect((await withoutGroup('3')).text).toBe('FieldCannotBeBlank');
	});

	test('enum labels follow the language of the user, in both directions', async () => {
		await client.insert('DebtorClient', someDebtor('1', { VatZone: 'Foreign' }));
		expect(await client.debtor('1', 'DebtorClient', danish())).toHaveProperty('VatZone', 'Udland');
		await client.insert('DebtorClient', someDebtor('2', { VatZone: 'Indland' }), danish());
		expect(await client.debtor('2')).toHaveProperty('VatZone', 'Domestic');
		expect((await client.insert('DebtorClient', someDebtor('3', { VatZone: 'Foreign' }), danish())).text).toBe(
			'FieldHasinvalidValue',
		);
		settings().patch({ foreignLabels: 'ignore' });
		await client.insert('DebtorClient', someDebtor('3', { VatZone: 'Foreign' }), danish());
		expect(await client.debtor('3')).toHaveProperty('VatZone', 'Domestic');
	});

	test('a country is taken as member name or number', async () => {
		await client.insert('DebtorClient', someDebtor('1', { Country: 57 }));
		await client.insert('DebtorClient', someDebtor('2', { Country: 'Norway' }));
		expect(await client.debtor('1')).toHaveProperty('Country', 'Denmark');
		settings().patch({ countryAs: 'number' });
		expect(await client.debtor('2')).toHaveProperty('Country', 160);
	});

	describe('an update', () => {
		const before = async () => await client.debtor('20010', 'DebtorClientUser');

		test('with everything sent back as read changes nothing but what was changed', async () => {
			const row = await before();
			expect(row).toMatchObject({
				EAN: '5790000000005',
				Payment: 'Net30',
				FaxNumber: '+45 70 10 20 30',
				CurBalance: 12_345.5,
			});
			expect(await client.update('DebtorClientUser', { ...row, Name: 'Nyt Navn A/S' })).toMatchObject({
				status: 200,
				text: '',
			});
			expect(await before()).toEqual({
				...row,
				Name: 'Nyt Navn A/S',
				KeyName: 'Nyt Navn A/S',
				UpdatedAt: expect.any(String) as unknown,
			});
		});

		test('resets every property that is left out, but for the read-only ones', async () => {
			await client.update(
				'DebtorClientUser',
				without(await before(), 'EAN', 'Payment', 'FaxNumber', 'CreditMax', 'CurBalance'),
			);
			const after = await before();
			expect(after).toMatchObject({ CreditMax: 0, CurBalance: 12_345.5, Employee: 'MAT' });
			for (const lost of ['EAN', 'Payment', 'FaxNumber']) expect(after).not.toHaveProperty(lost);
		});

		test('keeps them where the switch says so', async () => {
			settings().patch({ partialUpdate: 'keeps' });
			await client.update('DebtorClient', {
				RowId: dig(await before(), 'RowId'),
				Account: '20010',
				City: 'Skagen',
			});
			expect(await before()).toMatchObject({
				City: 'Skagen',
				EAN: '5790000000005',
				FaxNumber: '+45 70 10 20 30',
			});
		});

		test("on the plain type keeps the company's own fields only if their list is sent back", async () => {
			const row = await client.debtor('20010');
			expect(row).toHaveProperty('UserFields', ['+45 70 10 20 30']);
			await client.update('DebtorClient', row);
			expect(await before()).toHaveProperty('FaxNumber', '+45 70 10 20 30');
			await client.update('DebtorClient', without(row, 'UserFields'));
			expect(await before()).not.toHaveProperty('FaxNumber');
		});

		test('may not change the key, and needs the row id', async () => {
			const row = await before();
			expect((await client.update('DebtorClient', { ...row, Account: '20099' })).text).toBe(
				'PrimaryKeyCannotBeChanged',
			);
			expect((await client.update('DebtorClient', { ...row, PrimaryKeyId: 1 })).text).toBe(
				'PrimaryKeyCannotBeChanged',
			);
			expect((await client.update('DebtorClient', { ...row, RowId: 1 })).text).toBe('CouldNotLoadOriginal');
			expect((await client.update('DebtorClient', { ...row, RowId: undefined })).text).toBe(
				'CouldNotLoadOriginal',
			);
		});

		test('blanks a property that is sent as null', async () => {
			await client.update('DebtorClientUser', { ...(await before()), EAN: null });
			expect(await before()).not.toHaveProperty('EAN');
		});
	});

	describe('a list', () => {
		const insertList = async (rows: unknown) =>
			await client.odata('/api/Entities/InsertList/DebtorClient', { method: 'POST', body: rows });
		const withBadRow = [someDebtor('1'), someDebtor('2'), someDebtor('3', { Group: 'NONE' }), someDebtor('4')];

		test('is inserted with one call, answered without the rows or with them', async () => {
			expect(await insertList([someDebtor('1'), someDebtor('2')])).toMatchObject({ status: 200, text: '' });
			settings().patch({ insertListAnswer: 'rows' });
			expect((await insertList([someDebtor('3')])).json).toMatchObject([{ Account: '3' }]);
			expect(await client.debtor('2')).toBeDefined();
		});

		test('with a bad row keeps nothing, or the rows before it', async () => {
			expect((await insertList(withBadRow)).text).toBe('FieldHasinvalidValue');
			expect(await client.debtor('1')).toBeUndefined();
			settings().patch({ listFailure: 'part' });
			expect((await insertList(withBadRow)).status).toBe(400);
			expect(await client.debtor('2')).toBeDefined();
			expect(await client.debtor('4')).toBeUndefined();
		});

		test('is refused when it is longer than the server takes, or no list', async () => {
			settings().patch({ maxListLength: 1 });
			expect((await insertList([someDebtor('1'), someDebtor('2')])).status).toBe(400);
			expect((await insertList(someDebtor('1'))).status).toBe(400);
			expect(await client.debtor('1')).toBeUndefined();
		});
	});

	test('a row is deleted with the whole record in the body, unless another one refers to it', async () => {
		const remove = async (type: string, body: unknown) =>
			await client.odata(`/api/Entities/Delete/${type}`, { method: 'DELETE', body });
		expect((await client.odata('/api/Entities/Delete/DebtorClient', { method: 'DELETE' })).status).toBe(400);
		expect((await remove('DebtorClient', await client.debtor('900'))).status).toBe(200);
		expect(await client.debtor('900')).toBeUndefined();
		const groups = records((await client.odata('/api/Entities/DebtorGroupClient?Name=Group&Value=ERHV')).json);
		expect((await remove('DebtorGroupClient', groups[0])).text).toBe('CouldNotDeleteRecordThatIsReferred');
	});

	test.each([
		['text', 'name', 'KeyExists'],
		['quoted', 'name', '"KeyExists"'],
		['object', 'name', '{"message":"KeyExists"}'],
		['text', 'message', 'A key with the name 900 already exists'],
	])('an error comes as %s with its %s', async (errorBody, errorText, body) => {
		settings().patch({ errorBody, errorText });
		expect((await client.insert('DebtorClient', someDebtor('900'))).text).toBe(body);
	});

	test('an error text is in the language of the user, and may come with a status 2xx', async () => {
		settings().patch({ errorText: 'message', refusalStatus: 200 });
		expect(await client.insert('DebtorClient', someDebtor('900'), danish())).toMatchObject({
			status: 200,
			text: 'Nøglen med navnet 900 findes allerede',
		});
	});

	test('companies cannot be written, and what is not understood is refused', async () => {
		expect((await client.insert('CompanyClient', { CompanyName: 'Ny' })).text).toBe('NoRightsToInsert');
		expect((await client.insert('debtorclient', someDebtor('1'))).status).toBe(404);
		expect((await client.insert('DebtorClient', [someDebtor('1')])).status).toBe(400);
		expect(
			(await client.odata('/api/Entities/Insert/DebtorClient', { method: 'POST', raw: '{"Account":' })).status,
		).toBe(400);
		expect(
			(
				await client.odata('/api/Entities/Insert/DebtorClient', {
					method: 'POST',
					body: someDebtor('1'),
					headers: { 'content-type': 'text/plain' },
				})
			).status,
		).toBe(400);
		expect((await client.odata('/api/Entities/UpdateList/DebtorClient', { method: 'PUT', body: [] })).status).toBe(
			404,
		);
	});
});
