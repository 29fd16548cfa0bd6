import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { UnicontaInvoice } from '../../../nodes/UnicontaInvoice/UnicontaInvoice.node';
import { everythingIn, thrownBy } from '../../support/failures';
import { items, unicontaRuns } from '../../support/nodeRuns';
import { jsonOf, outcomesOf, pairingOf, runListSearch } from '../../support/runNode';
import { runResourceMapping } from '../../support/runResourceMapping';
import { startUnicontaRig, USERS, type UnicontaRig } from '../../support/unicontaRig';

let rig: UnicontaRig;
beforeAll(async () => {
	rig = await startUnicontaRig();
});
afterAll(async () => {
	await rig.stop();
});
beforeEach(() => rig.reset());

const PASSWORD = USERS.en.password;
/** One of the demo debtors that stand in Uniconta from the start. */
const CUSTOMER = '20010';

const { staged, run } = unicontaRuns(UnicontaInvoice, () => rig);
const logins = (): number => rig.calls().filter((call) => call.includes('/login')).length;

/** What the mapper puts out for an invoice of one line, on no project's account. */
function mapped(
	number: number,
	{ uniconta = {}, ...changes }: { uniconta?: object } & Record<string, unknown> = {},
): IDataObject {
	const plan = {
		InvoiceNumber: number,
		Kind: 'Invoice',
		Account: CUSTOMER,
		Date: '2026-11-20',
		DueDate: '2026-11-28',
		CreditDays: 8,
		Currency: 'DKK',
		Project: '',
		OrderReference: '',
		CreditedInvoice: '',
		Dimension: 0,
		Lines: [
			{
				Account: '1010',
				Vat: 'U25',
				VatPct: 25,
				Text: `Consulting ${number}`,
				Qty: 2,
				Price: 50,
				DiscountPct: 0,
				NetAmount: 100,
				Project: '',
				PrCategory: 'KONS',
				Department: '',
				Rounding: false,
			},
		],
		NetAmount: 100,
		VatAmount: 25,
		TotalAmount: 125,
		...uniconta,
	};
	return {
		entity: 'invoice',
		key: String(number),
		momentId: String(7_000_000 + number),
		name: 'Nordlys A/S',
		sending: 'send',
		uniconta: plan,
		findings: [],
		held: [],
		hash: `hash-${number}`,
		...changes,
	};
}

const SEND: INodeParameters = { operation: 'send', route: 'post', mappingMode: 'fromInput', options: { timeout: 2 } };
const posted = (): unknown[] => rig.rows('DebtorInvoiceClient').map(({ InvoiceNumber }) => Number(InvoiceNumber));

describe('Send', () => {
	it('posts all items together in number order, whatever their order, and pairs each result to its item', async () => {
		const outputs = await run(SEND, { input: items(mapped(10002), mapped(10003), mapped(10001)) });
		expect(outcomesOf(outputs)).toEqual(['posted', 'posted', 'posted']);
		expect(jsonOf(outputs).map(({ key }) => key)).toEqual(['10002', '10003', '10001']);
		expect(pairingOf(outputs)).toEqual([0, 1, 2]);
		expect(posted()).toEqual([10001, 10002, 10003]);
		expect(logins()).toBe(1);
		expect(rig.standIn.log.counters().maxSimultaneous).toBe(1);
		expect(jsonOf(outputs)[0]).toMatchObject({
			entity: 'invoice',
			momentId: '7010002',
			name: 'Nordlys A/S',
			hash: 'hash-10002',
			unicontaRowId: expect.stringMatching(/^\d+$/),
			transient: false,
		});
	});

	it('what the log knows as posted with the same content costs no call, and Changed Only leaves it out', async () => {
		const known = { key: '10001', unicontaRowId: '5', held: [], hash: 'hash-10001', outcome: 'posted' };
		const input = items(mapped(10001, { known }));
		expect(outcomesOf(await run(SEND, { input }))).toEqual(['unchanged']);
		expect(jsonOf(await run({ ...SEND, output: 'changed' }, { input }))).toEqual([]);
		expect(rig.calls()).toEqual([]);
	});

	it('a line without VAT goes with the Zero VAT Code, and is refused without one', async () => {
		const Lines = [
			{
				Account: '9990',
				Vat: '',
				VatPct: 0,
				Text: 'Rounding',
				Qty: 1,
				Price: 100,
				NetAmount: 100,
				Rounding: true,
			},
		];
		const uniconta = { Lines, NetAmount: 100, VatAmount: 0, TotalAmount: 100 };
		expect(outcomesOf(await run(SEND, { input: items(mapped(10001, { uniconta })) }))).toEqual(['refused']);
		expect(
			outcomesOf(
				await run(
					{ ...SEND, options: { timeout: 2, zeroVat: ' UFRI ' } },
					{ input: items(mapped(10001, { uniconta })) },
				),
			),
		).toEqual(['posted']);
		expect(rig.rows('DebtorInvoiceClient').at(-1)).toMatchObject({ TotalAmount: 100, Vat: 'UFRI' });
	});

	it('Dry Run says what would be and writes nothing', async () => {
		const outputs = await run({ ...SEND, dryRun: true }, { input: items(mapped(10001)) });
		expect(outcomesOf(outputs)).toEqual(['wouldPost']);
		expect(posted()).toEqual([]);
		expect(rig.calls().filter((call) => /Insert|Delete|GenerateDebtorInvoice/.test(call))).toEqual([]);
	});

	it('makes a draft, or a voucher in the journal, without a login to the Web API', async () => {
		expect(outcomesOf(await run({ ...SEND, route: 'draft' }, { input: items(mapped(10001)) }))).toEqual([
			'drafted',
		]);
		expect(rig.rows('DebtorOrderClient')).toHaveLength(1);
		const journal = { __rl: true, mode: 'code', value: 'MOMENT' };
		expect(outcomesOf(await run({ ...SEND, route: 'journal', journal }, { input: items(mapped(10002)) }))).toEqual([
			'drafted',
		]);
		expect(rig.rows('GLDailyJournalLineClient').length).toBeGreaterThan(1);
		expect(logins()).toBe(0);
	});

	it('takes route and journal from expressions, as in the templates', async () => {
		const journal = { __rl: true, mode: 'code', value: '={{ $json.journal }}' };
		const parameters = {
			...SEND,
			route: '={{ $json.route }}',
			journal,
			journalAmounts: '={{ $json.amounts }}',
			journalVoucher: '={{ $json.voucher }}',
			heldBack: '={{ [] }}',
			comparePosted: '={{ false }}',
		};
		const settings = { route: 'journal', journal: 'MOMENT', amounts: '', voucher: '' };
		expect(outcomesOf(await run(parameters, { input: items({ ...mapped(10001), ...settings }) }))).toEqual([
			'drafted',
		]);
		expect(
			outcomesOf(
				await run(parameters, { input: items({ ...mapped(10001), ...settings, route: 'post', journal: '' }) }),
			),
		).not.toContain('failed');
	});

	it('holds what lies behind an invoice of the inbox that cannot be sent', async () => {
		for (const state of ['misnumbered', 'mistotalled']) {
			const stopped = await run(
				{ ...SEND, heldBack: JSON.stringify([{ key: '9', state, message: '' }]) },
				{ input: items(mapped(10001)) },
			);
			expect(outcomesOf(stopped)).toEqual(['blocked']);
		}
		const heldBack = JSON.stringify([
			{ key: '10001', state: 'refused', message: 'No such VAT code' },
			{ key: '', state: 'refused' },
			{ key: '9', state: 'failed' },
		]);
		const outputs = await run({ ...SEND, heldBack }, { input: items(mapped(10002)) });
		expect(outcomesOf(outputs)).toEqual(['blocked']);
		expect(posted()).toEqual([]);
	});

	it.each<[string, object]>([
		[
			'a row of the kind stop',
			{ entity: 'stop', momentId: '9', key: '1', state: 'misnumbered', message: 'Its totals differ.' },
		],
		[
			'a row of the kind stop, whatever its state',
			{ entity: 'stop', momentId: '9', key: '1', state: 'due', message: 'Its totals differ.' },
		],
		['a row of the kind stop, without a number', { entity: 'stop', key: '', message: 'Its totals differ.' }],
		[
			'a row of a table from before',
			{ entity: 'invoice', momentId: 'stop-9', key: '1', state: 'misnumbered', message: 'Its totals differ.' },
		],
		[
			'the row of such a table after a forged mark',
			{ entity: 'invoice', momentId: 'stop-9', key: '1', state: 'due', message: 'Its totals differ.' },
		],
	])('posts nothing while the inbox has %s, and says why', async (_what, stop) => {
		const rows = [{ json: { entity: 'invoice', momentId: '3', key: '10001', state: 'due' } }, { json: stop }];
		const outputs = await run({ ...SEND, heldBack: JSON.stringify(rows) }, { input: items(mapped(10001)) });
		expect(outcomesOf(outputs)).toEqual(['blocked']);
		expect(JSON.stringify(jsonOf(outputs))).toContain('Its totals differ.');
		expect(posted()).toEqual([]);
	});

	it('posts although the inbox has rows that are due, retried or waiting', async () => {
		const rows = ['due', 'retry', 'waiting'].map((state) => ({
			json: { entity: 'invoice', momentId: '3', key: '10001', state },
		}));
		expect(
			outcomesOf(
				await run(
					{ ...SEND, heldBack: JSON.stringify([...rows, { json: {} }]) },
					{ input: items(mapped(10001)) },
				),
			),
		).toEqual(['posted']);
	});

	it('what earlier nodes settled goes on as it came, empty items are none, and an error of an earlier node is a failure', async () => {
		const settled = { outcome: 'refused', momentId: '9', key: '9', findings: [], extra: 1 };
		const outputs = await run(SEND, {
			input: items(settled, {}, mapped(10001), { momentId: '8', key: '8', error: 'Moment did not answer' }),
			continueOnFail: true,
		});
		expect(pairingOf(outputs)).toEqual([0, 2, 3]);
		expect(jsonOf(outputs)).toMatchObject([
			settled,
			{ outcome: 'posted' },
			{
				outcome: 'failed',
				momentId: '8',
				key: '8',
				findings: [expect.objectContaining({ message: 'Moment did not answer' })],
			},
		]);
	});

	it('an input that is no mapped invoice is said with the way out; on Continue on Fail only that item fails', async () => {
		const wrong = { invoiceNumber: '1', momentId: '5' };
		expect((await thrownBy(run(SEND, { input: items(mapped(10001), wrong) }))).message).toContain(
			'Moment Uniconta Mapper before this node',
		);
		expect(posted()).toEqual([]);
		const outputs = await run(SEND, { input: items(wrong, mapped(10001)), continueOnFail: true });
		expect(jsonOf(outputs)).toMatchObject([
			{ ...wrong, outcome: 'failed', entity: 'invoice' },
			{ outcome: 'posted' },
		]);
	});

	it('an edit on the way that left something unreadable refuses that invoice, naming the field', async () => {
		const outputs = await run(SEND, {
			input: items(
				mapped(10001, { uniconta: { Lines: [{ Account: 1010, Qty: 'two', Price: 1, NetAmount: 1 }] } }),
			),
		});
		expect(outcomesOf(outputs)).toEqual(['refused']);
		expect(JSON.stringify(jsonOf(outputs))).toContain('Lines.0.Qty');
		const empty = await run(SEND, { input: items({ ...mapped(10001), uniconta: {} }) });
		expect(outcomesOf(empty)).toEqual(['refused']);
	});

	it.each([
		['no route', { route: '' }, 'set-up form: page Invoices'],
		['no journal', { route: 'journal' }, 'set-up form: page Invoices'],
	])(
		'%s is said with the setting; on Continue on Fail every item keeps its keys',
		async (_what, parameters, said) => {
			const input = items(mapped(10001));
			expect((await thrownBy(run({ ...SEND, ...parameters }, { input }))).message).toContain(said);
			expect(jsonOf(await run({ ...SEND, ...parameters }, { input, continueOnFail: true }))).toMatchObject([
				{ outcome: 'failed', key: '10001', momentId: '7010001' },
			]);
			expect(rig.calls()).toEqual([]);
		},
	);

	it('Define Below: header and lines from the panel, amounts worked out where they are left empty', async () => {
		const parameters = {
			...SEND,
			mappingMode: 'defineBelow',
			columns: {
				mappingMode: 'defineBelow',
				value: {
					InvoiceNumber: '={{ $json.nr }}',
					Account: Number(CUSTOMER),
					Date: '2026-11-20T00:00:00',
					DueDate: '2026-11-28',
					CreditDays: 8,
					Currency: 'DKK',
					Project: '',
				},
			},
			lines: '[{"Account": 1010, "Vat": "U25", "VatPct": "25", "Text": "Work", "Qty": 3, "Price": 33.333, "DiscountPct": 10, "PrCategory": "KONS"}]',
		} as unknown as INodeParameters;
		const outputs = await run(parameters, { input: items({ nr: 10001, momentId: '5' }) });
		expect(jsonOf(outputs)).toMatchObject([{ outcome: 'posted', key: '10001', momentId: '5' }]);
		expect(rig.rows('DebtorInvoiceClient')).toMatchObject([{ NetAmount: 90, VatAmount: 22.5, TotalAmount: 112.5 }]);
	});

	it('offers the header for Define Below and the journals as a list', async () => {
		const { fields } = await runResourceMapping({ ...staged({}), method: 'invoiceColumns' });
		expect(fields.filter(({ required }) => required).map(({ id }) => id)).toEqual([
			'InvoiceNumber',
			'Account',
			'Date',
			'DueDate',
		]);
		const { results } = await runListSearch({ ...staged({}), method: 'searchJournals', filter: 'moment' });
		expect(results).toEqual([{ name: 'MOMENT Fakturaer fra Moment', value: 'MOMENT' }]);
	});
});

describe('secrets', () => {
	const echo = JSON.stringify({
		token: 'eyJhbGciOi-secret-token',
		refreshToken: 'refresh-secret',
		password: PASSWORD,
	});

	it.each([
		[
			'a login that says it all but is refused',
			{ match: { path: '/login' }, kind: 'body' as const, status: 401, body: echo },
		],
		[
			'a login without a token',
			{
				match: { path: '/login' },
				kind: 'body' as const,
				status: 200,
				body: JSON.stringify({ Password: PASSWORD }),
			},
		],
		[
			'a login of a sentence',
			{ match: { path: '/login' }, kind: 'body' as const, status: 200, body: `"Wrong password ${PASSWORD}"` },
		],
	])('are in neither items nor errors: %s', async (_what, fault) => {
		rig.standIn.faults.add(fault);
		const input = items(mapped(10001));
		const error = await run(SEND, { input }).then(
			(outputs) => outputs as unknown,
			(caught: unknown) => caught,
		);
		const kept = await run(SEND, { input, continueOnFail: true });
		for (const shown of [error, kept]) {
			const text = everythingIn(shown);
			for (const secret of [PASSWORD, 'secret-token', 'refresh-secret']) expect(text).not.toContain(secret);
			expect(text).toContain('Uniconta');
		}
		expect(posted()).toEqual([]);
	});

	it('are in no item where all goes well, and the token is renewed without a trace', async () => {
		rig.standIn.faults.add({
			match: { path: 'GenerateDebtorInvoice' },
			kind: 'status',
			status: 401,
			body: 'token ended',
			times: 1,
		});
		const text = everythingIn(await run(SEND, { input: items(mapped(10001), mapped(10002)) }));
		expect(text).toContain('posted');
		expect(text).not.toMatch(/eyJ|Bearer|refreshToken/);
		expect(text).not.toContain(PASSWORD);
		expect(posted()).toEqual([10001, 10002]);
	});
});

describe('Check Numbering', () => {
	const CHECK: INodeParameters = { operation: 'checkNumbering', firstNumber: 10001 };

	it('is aligned with a typed number, and writes nothing', async () => {
		const [item] = jsonOf(await run({ ...CHECK, expectedNext: 10001 }));
		expect(item).toMatchObject({
			status: 'aligned',
			summary: 'aligned',
			series: 'FAKT',
			next: 10001,
			expectedNext: 10001,
			difference: 0,
			findings: [],
		});
		expect(rig.calls().filter((call) => /Insert|Delete|Update|Generate/.test(call))).toEqual([]);
		expect(rig.calls().length).toBeLessThanOrEqual(12);
	});

	it('asks for the company chosen in the node, on both hosts and also after the token was renewed', async () => {
		rig.standIn.faults.add({
			match: { path: '/Query/Get/NumberSerieClient' },
			kind: 'status',
			status: 401,
			times: 1,
		});
		const company = { __rl: true, mode: 'id', value: '4217' };
		expect(jsonOf(await run({ ...CHECK, company, expectedNext: 801 }))).toMatchObject([{ status: 'aligned' }]);
		const companies = rig.standIn.log
			.list()
			.filter(({ path }) => !/refresh|NumberSerieClient/.test(path))
			.map((call) => call.company);
		expect(new Set(companies)).toEqual(new Set(['4217']));
	});

	it('works the number out from what the mapper or Moment gives, and from what stands in Uniconta', async () => {
		rig.person.invoice({ account: CUSTOMER });
		const fromMapper = items(mapped(10001), mapped(10003), mapped(10002, { sending: 'withheld' }), {}, { key: '' });
		expect(jsonOf(await run(CHECK, { input: fromMapper }))).toMatchObject([
			{ expectedNext: 10003, next: 10002, summary: 'behind by 1' },
		]);
		const fromMoment = items(
			{ invoiceNumber: '10001', transfer: 'transfer' },
			{ invoiceNumber: '' },
			{ invoiceNumber: '10002', transfer: 'doNotTransfer' },
		);
		expect(jsonOf(await run(CHECK, { input: fromMoment }))).toMatchObject([
			{ expectedNext: 10003, summary: 'behind by 1' },
		]);
		expect(jsonOf(await run(CHECK, { input: items({ invoiceNumber: '10001' }) }))).toMatchObject([
			{ expectedNext: 10002, summary: 'aligned' },
		]);
	});

	it('names all that is set up differently', async () => {
		rig.person.edit('NumberSerieClient', 'FAKT', { Blocked: true, Prefix: 'F' });
		rig.person.edit('GLDailyJournalClient', 'DAGLIG', { NumberSerie: 'FAKT' });
		rig.person.edit('DebtorGroupClient', 'OFF', { InvoiceSerie: 'BILAG' });
		rig.person.remove('PaymentTermClient', 'Kontant');
		const [item] = jsonOf(await run({ ...CHECK, expectedNext: 10001 }));
		expect(item).toMatchObject({
			status: 'misconfigured',
			stopsPosting: true,
			groupsWithOwnSeries: { OFF: 'BILAG' },
		});
		expect((item?.findings as unknown[]).length).toBe(5);
	});

	it.each(['odata', 'webApi', 'none'] as const)(
		'finds the series where the settings are readable on: %s',
		async (settingsReadable) => {
			rig.reset({ settingsReadable });
			expect(jsonOf(await run({ ...CHECK, expectedNext: 10001 }))).toMatchObject([
				{ status: 'aligned', series: 'FAKT' },
			]);
		},
	);

	it.each([
		['odata', 'aligned'],
		['webApi', 'aligned'],
		['none', 'misconfigured'],
	] as const)('with the series readable on %s is %s', async (seriesReadable, status) => {
		rig.reset({ seriesReadable });
		expect(jsonOf(await run({ ...CHECK, expectedNext: 10001 }))).toMatchObject([{ status }]);
	});

	it('a Uniconta that does not let us in fails the node with the fix, or is an item on Continue on Fail', async () => {
		const credential = { password: 'wrong-password' };
		const error = await thrownBy(run({ ...CHECK, expectedNext: 10001 }, { credential }));
		expect(error).toMatchObject({
			message: expect.stringContaining('did not accept the user name or password'),
			description: expect.stringContaining('Uniconta credential'),
		});
		expect(everythingIn(error)).not.toContain('wrong-password');
		const outputs = await run(
			{ ...CHECK, expectedNext: 10001 },
			{ credential, input: items({ momentId: '1' }), continueOnFail: true },
		);
		expect(jsonOf(outputs)).toMatchObject([
			{ momentId: '1', error: expect.any(String), findings: [expect.objectContaining({ level: 'error' })] },
		]);
		expect(pairingOf(outputs)).toEqual([0]);
	});
});

describe('reading posted invoices', () => {
	beforeEach(() => {
		rig.person.invoice({ account: CUSTOMER, date: '2026-01-15' });
		rig.person.invoice({ account: '20001', date: '2026-02-15' });
		rig.person.invoice({ account: CUSTOMER, date: '2026-03-15' });
		rig.forget();
	});
	const numbers = (outputs: INodeExecutionData[][]): unknown[] =>
		jsonOf(outputs).map(({ InvoiceNumber }) => Number(InvoiceNumber));

	it.each(['number', 'text'] as const)(
		'Get takes all items in one call (numbers as %s)',
		async (invoiceNumberField) => {
			rig.standIn.settings.patch({ invoiceNumberField });
			const outputs = await run(
				{ operation: 'get', invoiceNumber: '={{ $json.nr }}', simplify: true },
				{ input: items({ nr: 10003 }, { nr: '10001' }) },
			);
			expect(numbers(outputs)).toEqual([10003, 10001]);
			expect(pairingOf(outputs)).toEqual([0, 1]);
			expect(jsonOf(outputs)[1]).toMatchObject({
				Account: CUSTOMER,
				Date: '2026-01-15',
				RowId: expect.anything(),
			});
			expect(rig.calls().length).toBeLessThanOrEqual(3);
		},
	);

	it('Get says which number is not there; on Continue on Fail only that item fails, with its keys', async () => {
		const parameters = { operation: 'get', invoiceNumber: '={{ $json.nr }}', simplify: false };
		expect((await thrownBy(run(parameters, { input: items({ nr: '10009' }) }))).message).toBe(
			'There is no posted invoice 10009 in Uniconta',
		);
		const outputs = await run(parameters, {
			input: items({ nr: '10009', momentId: '4' }, { nr: '10002' }, { nr: '' }),
			continueOnFail: true,
		});
		expect(jsonOf(outputs)).toMatchObject([
			{ outcome: 'failed', key: '10009', nr: '10009' },
			{ Account: '20001' },
			{ outcome: 'failed' },
		]);
		expect(pairingOf(outputs)).toEqual([0, 1, 2]);
	});

	it('Get Many filters by customer, date and number, up to a limit', async () => {
		const many = async (parameters: INodeParameters): Promise<unknown[]> =>
			numbers(await run({ operation: 'getAll', returnAll: true, simplify: true, ...parameters }));
		expect(await many({})).toEqual([10001, 10002, 10003]);
		expect(await many({ customer: { __rl: true, mode: 'number', value: CUSTOMER } })).toEqual([10001, 10003]);
		expect(await many({ filters: { dateFrom: '2026-02-15T00:00:00', dateTo: '2026-03-14' } })).toEqual([10002]);
		expect(await many({ filters: { numberFrom: 10002 } })).toEqual([10002, 10003]);
		expect(
			await many({
				filters: { numberFrom: 10001, numberTo: 10002 },
				customer: { __rl: true, mode: 'number', value: CUSTOMER },
			}),
		).toEqual([10001]);
		expect(await many({ returnAll: false, limit: 2 })).toEqual([10001, 10002]);
		expect(
			(await thrownBy(run({ operation: 'getAll', returnAll: true, filters: { dateFrom: '15/2' } }))).message,
		).toContain('15/2');
	});

	it.each(['base64', 'bytes'] as const)(
		'Get PDF gives the file as binary, the item keeps its JSON (answer as %s)',
		async (pdfAnswer) => {
			rig.standIn.settings.patch({ pdfAnswer });
			const input: INodeExecutionData[] = [{ json: { nr: 10001, keep: 'me' } }];
			const outputs = await run(
				{ operation: 'getPdf', invoiceNumber: '={{ $json.nr }}', binaryPropertyName: 'invoice' },
				{ input },
			);
			expect(jsonOf(outputs)).toEqual([{ nr: 10001, keep: 'me' }]);
			const file = outputs[0]?.[0]?.binary?.invoice;
			expect(file).toMatchObject({ fileName: 'Invoice-10001.pdf', mimeType: 'application/pdf' });
			expect(Buffer.from(file?.data ?? '', 'base64').toString('latin1')).toMatch(
				/^%PDF-1\.4[^]*Faktura 10001[^]*%%EOF\s*$/,
			);
			expect(pairingOf(outputs)).toEqual([0]);
		},
	);

	it('Get PDF of an invoice that is not there, or has none, is that item alone on Continue on Fail', async () => {
		rig.standIn.faults.add({ match: { path: 'InvoiceNumber=10002' }, kind: 'body', body: '"aGVsbG8="' });
		const parameters = { operation: 'getPdf', invoiceNumber: '={{ $json.nr }}' };
		const outputs = await run(parameters, {
			input: items({ nr: 10009 }, { nr: 10002 }, { nr: 10003 }),
			continueOnFail: true,
		});
		expect(jsonOf(outputs)).toMatchObject([
			{ outcome: 'failed', nr: 10009 },
			{ outcome: 'failed', nr: 10002 },
			{ nr: 10003 },
		]);
		expect(outputs[0]?.map(({ binary }) => Object.keys(binary ?? {}))).toEqual([[], [], ['data']]);
		expect((await thrownBy(run(parameters, { input: items({ nr: 10002 }) }))).message).toContain('no PDF');
	});
});
