import type { MappedInvoice } from '../../../../lib/mapping/invoice/plan';
import { sendInvoices } from '../../../../lib/uniconta/invoice/send';
import type { InvoiceResult, RouteContext, SendOptions } from '../../../../lib/uniconta/invoice/types';
import { createWebApiClient } from '../../../../lib/uniconta/api/webApi';
import type { UnicontaSettings } from '../../../../sandbox/standins/uniconta/settings';
import type { InvoiceSource } from '../../../../lib/mapping/invoice/source';
import {
	FIRST,
	firstInvoices,
	INVOICE,
	invoiceOf,
	LINE,
	planOf,
	postedNumbers,
	resetForInvoices,
	standingOrders,
} from '../../../support/invoiceRig';
import { invoiceLine, invoiceProject, mapOneInvoice } from '../../../support/invoiceSource';
import { fetchPort, startUnicontaRig, type UnicontaRig } from '../../../support/unicontaRig';
import { livelyClock } from './journal/rig';

let rig: UnicontaRig;
beforeAll(async () => {
	rig = await startUnicontaRig();
});
afterAll(async () => {
	await rig.stop();
});

const clock = livelyClock();

async function send(invoices: readonly MappedInvoice[], options: Partial<SendOptions> = {}): Promise<InvoiceResult[]> {
	const context: RouteContext = {
		odata: rig.client('en', clock),
		webApi: createWebApiClient({
			webApiUrl: rig.standIn.webApiUrl,
			request: fetchPort('en', { timeoutMs: 400 }),
			clock,
		}),
		options: {
			route: 'post',
			dryRun: false,
			clock,
			requestTimeoutMs: 400,
			journal: '',
			journalAmounts: 'gross',
			journalVoucher: 'invoiceNumber',
			heldBack: [],
			comparePosted: false,
			zeroVat: 'UFRI',
			...options,
		},
	};
	return await sendInvoices(context, invoices);
}

const outcomes = (results: readonly InvoiceResult[]): string[] =>
	results.map(({ outcome, findings }) =>
		[outcome, ...findings.filter(({ level }) => level === 'error').map(({ message }) => message)].join(': '),
	);

describe('The post route against the stand-in', () => {
	it('posts ten invoices in at most 8 calls each and 16 for the run, and sends no mail', async () => {
		resetForInvoices(rig);
		const before = standingOrders(rig);
		expect(outcomes(await send(firstInvoices(10)))).toEqual(Array(10).fill('posted'));
		expect(postedNumbers(rig)).toEqual(firstInvoices(10).map(({ plan }) => plan?.number));
		expect(standingOrders(rig)).toBe(before);
		expect(rig.calls().length).toBeLessThanOrEqual(10 * 8 + 16);
		expect(rig.standIn.ledger.company(10_542)?.books.outbox ?? []).toEqual([]);
	});

	const switches: Array<Partial<UnicontaSettings>> = [
		{ jsonKeys: 'camelCase' },
		{ nulls: 'sent' },
		{ pageLimit: 3 },
		{ secondLogin: 'allowed' },
		{ staleAcrossHostsReads: 3 },
		{ seriesReadable: 'webApi' },
		{ seriesReadable: 'odata' },
		{ settingsReadable: 'odata' },
		{ settingsReadable: 'none' },
		{ chosenOrderNumber: 'shared' },
		{ deletedOrderLines: 'refused' },
		{ deletedOrderLines: 'stay' },
		{ deletedOrder: 'invoiced' },
		{ invoicedOrder: 'byFlags' },
		{ invoiceContent: 'stored' },
		{ invoiceOrderNumber: 'inOrderOnly' },
		{ invoiceOrderNumber: 'topLevel' },
		{ postRefusal: 'word' },
		{ refusedPostNumber: 'consumed' },
		{ postAnswer: 'noNumber' },
		{ simulateAnswer: 'next' },
		{ orderBy: 'name' },
		{ orderBy: 'refused' },
		{ orderBy: 'ignored' },
		{ skip: 'ignored' },
		{ pageLimit: 3, orderBy: 'refused' },
		{ filterLanguage: 'literal' },
		{ unstoredOrder: 'invoiced' },
		{ vatCodeLength: 20 },
		{ postedReference: 'dropped' },
		{ blankLineVat: 'none' },
		{ quantities: 'exact' },
		{ vatRounding: 'perLine' },
		{ headerProject: 'lineOnly' },
		{ invoiceNumberField: 'text' },
		{ listFailure: 'part' },
		{ insertListAnswer: 'rows' },
		{ unknownCodes: 'null' },
	];
	it('what the workflow changed of it is noted when it is posted, and stays whatever the workflow makes of it later', async () => {
		resetForInvoices(rig);
		const [first, later] = ['Date~12345678', 'Date~87654321'];
		const [posted] = await send([invoiceOf(FIRST, { edits: [first] })]);
		expect(posted).toMatchObject({ outcome: 'posted', held: expect.arrayContaining([first]) as unknown });
		const { held = [], unicontaRowId = '', hash = '' } = posted ?? {};
		const known = { key: String(FIRST), unicontaRowId, held, hash, outcome: 'posted' };
		for (const edits of [[later], []]) {
			const [again] = await send([invoiceOf(FIRST, { edits, known })]);
			expect([...(again?.held ?? [])].sort()).toEqual([...held].sort());
		}
	});

	it.each(switches)('posts in order and leaves nothing behind with %j', async (settings) => {
		resetForInvoices(rig, settings);
		const before = standingOrders(rig);
		expect(outcomes(await send(firstInvoices(3)))).toEqual(Array(3).fill('posted'));
		expect(postedNumbers(rig)).toEqual([FIRST, FIRST + 1, FIRST + 2]);
		expect(standingOrders(rig)).toBe(before);
		expect(outcomes(await send(firstInvoices(3)))).toEqual(
			settings.postedReference === 'dropped' ? Array(3).fill('unchanged') : Array(3).fill('posted'),
		);
		expect(postedNumbers(rig)).toHaveLength(3);
	});

	it.each([
		{ deletedOrder: 'refused' },
		{ deletedOrder: 'invoiced' },
		{ postedReference: 'dropped' },
		{ deletedOrderLines: 'stay' },
	] as Array<Partial<UnicontaSettings>>)(
		'finds a post that was carried out without an answer, and sends a lost one again when it may, with %j',
		async (settings) => {
			for (const kind of ['timeoutAfterCommit', 'hang'] as const) {
				resetForInvoices(rig, settings);
				rig.standIn.faults.add({
					kind,
					match: { path: 'GenerateDebtorInvoice' },
					skip: 1,
					times: 1,
					socket: 'destroy',
				});
				const results = await send(firstInvoices(2));
				if (kind === 'timeoutAfterCommit') {
					expect(outcomes(results)).toEqual(['posted', 'posted']);
				} else {
					expect(results.map(({ outcome }) => outcome)).toEqual(['uncertain', 'blocked']);
					const attempt = { reference: results[0]?.held[0] ?? '', at: new Date(clock.now()).toISOString() };
					clock.advance(6 * 60_000);
					const [first, second] = firstInvoices(2);
					const again = [
						{ ...first!, known: { key: String(FIRST), unicontaRowId: '', held: [], hash: '', attempt } },
						second!,
					];
					expect(outcomes(await send(again))).toEqual(['posted', 'posted']);
				}
				expect(postedNumbers(rig)).toEqual([FIRST, FIRST + 1]);
			}
		},
	);

	const POST = { path: 'GenerateDebtorInvoice' };

	it.each([
		[503, 'ServerIsBusy'],
		[200, '"CompanyIsPosting"'],
		[500, '{"Err":130}'],
	])("a post put off by Uniconta's own word (%i, %j) is sent again under the same claim", async (status, body) => {
		resetForInvoices(rig);
		const before = standingOrders(rig);
		rig.standIn.faults.add({ kind: 'status', match: POST, skip: 1, times: 2, status, body });
		expect(outcomes(await send(firstInvoices(2)))).toEqual(['posted', 'posted']);
		expect(postedNumbers(rig)).toEqual([FIRST, FIRST + 1]);
		expect(standingOrders(rig)).toBe(before);
	});

	it.each(['', '<html>The upstream said ServerIsBusy</html>', 'Service unavailable'])(
		'a bare 503 or 504 (%j) proves nothing: carried out or not, it is posted once',
		async (body) => {
			for (const status of [502, 503, 504]) {
				resetForInvoices(rig);
				rig.standIn.faults.add({ kind: 'body', match: POST, skip: 1, times: 1, status, body });
				expect(outcomes(await send(firstInvoices(2)))).toEqual(['posted', 'posted']);
				expect(postedNumbers(rig)).toEqual([FIRST, FIRST + 1]);
				resetForInvoices(rig);
				rig.standIn.faults.add({ kind: 'status', match: POST, skip: 1, times: 1, status, body });
				expect((await send(firstInvoices(2))).map(({ outcome }) => outcome)).toEqual(['uncertain', 'blocked']);
				expect(postedNumbers(rig)).toEqual([]);
			}
		},
	);

	it.each([
		[400, 'upstream: ServerIsBusy, retrying'],
		[409, '<html>The upstream said CompanyIsPosting</html>'],
		[429, '{"message":"The upstream answered SlowDown"}'],
	])('a post put off by something in between (%i, %j) is sent once in a run', async (status, body) => {
		resetForInvoices(rig);
		rig.standIn.faults.add({ kind: 'status', match: POST, skip: 1, times: 1, status, body });
		expect((await send(firstInvoices(2))).map(({ outcome }) => outcome)).toEqual(['uncertain', 'blocked']);
		expect(postedNumbers(rig)).toEqual([]);
	});

	it("posts with a VAT code longer than 10 characters where Uniconta has it, with Moment's totals", async () => {
		resetForInvoices(rig, { vatCodeLength: 20 });
		rig.person.add('GLVatClient', {
			Vat: 'KøbBrugtmoms',
			Name: 'Salg',
			VatType: 'Sales',
			Rate: 25,
			Account: '6910',
		});
		const plan = planOf(FIRST);
		const lines = plan.lines.map((line) => ({ ...line, vat: line.vat === '' ? '' : 'KøbBrugtmoms' }));
		expect(outcomes(await send([invoiceOf(FIRST, { plan: { ...plan, lines } })]))).toEqual(['posted']);
		expect(rig.rows(INVOICE).find(({ InvoiceNumber }) => String(InvoiceNumber) === String(FIRST))).toMatchObject({
			Vat: 'KøbBrugtmoms',
			TotalAmount: plan.gross / 100,
		});
	});

	it("posts a credit note with its department, a foreign currency and a rounding line with Moment's totals", async () => {
		resetForInvoices(rig);
		const plan = planOf(FIRST);
		const [first, second] = plan.lines;
		const lines = [
			{ ...first!, quantity: -3, unitPrice: 33.333, net: -10_000, department: '100' },
			{ ...second!, quantity: -1, unitPrice: 20, net: -2_000, vat: 'U0', vatPercent: 0, department: '200' },
			{
				...second!,
				quantity: 1,
				unitPrice: 0.25,
				net: 25,
				vat: '',
				vatPercent: 0,
				account: '9990',
				project: '812',
				category: 'KONS',
				department: '200',
				rounding: true,
			},
		];
		const credit = planOf(FIRST, {
			kind: 'creditNote',
			creditDays: 0,
			creditedInvoice: '9990',
			currency: 'EUR',
			exchangeRate: 7.46,
			dimension: 1,
			lines,
			net: -11_975,
			vat: -2_500,
			gross: -14_475,
		});
		const results = await send([invoiceOf(FIRST, { plan: credit })]);
		expect(outcomes(results)).toEqual(['posted']);
		expect(rig.rows(INVOICE).find((row) => Number(row['InvoiceNumber']) === FIRST)).toMatchObject({
			Currency: 'EUR',
			TotalAmount: -144.75,
			Remark: 'Credits invoice 9990',
		});
	});

	/** As the mapper makes it of Moment's invoice. */
	const mapped = (given: Partial<InvoiceSource>): MappedInvoice =>
		mapOneInvoice({
			invoiceNumber: String(FIRST),
			issueDate: '2026-11-20',
			dueDate: '2026-11-28',
			creditDays: '8',
			...given,
		});

	it.each<[string, Partial<InvoiceSource>]>([
		["on the header's project", {}],
		[
			'of a credit note',
			{ kind: 'creditNote', lines: [invoiceLine({ quantity: '-1', net: '-1000' })], totalGross: '-1250.02' },
		],
		[
			"on another project than the header's",
			{ lines: [invoiceLine({ project: invoiceProject({ projectNumber: '913' }) })] },
		],
		[
			'without a project on the header',
			{ project: undefined, lines: [invoiceLine({ project: invoiceProject() })] },
		],
	])(
		"a rounding line has project and category, so that it is posted also where lines take the header's project: %s",
		async (_name, given) => {
			for (const headerProject of ['inherited', 'lineOnly'] as const) {
				for (const route of ['post', 'draft', 'journal'] as const) {
					resetForInvoices(rig, { headerProject });
					rig.person.add('ProjectClient', {
						Number: '913',
						Name: 'Havnen 913',
						Account: '20007',
						Group: 'STD',
					});
					const results = await send([mapped({ totalGross: '1250.02', ...given })], {
						route,
						journal: 'MOMENT',
					});
					expect(outcomes(results)).toEqual([route === 'post' ? 'posted' : 'drafted']);
					const rows =
						route === 'post'
							? rig.rows('DebtorInvoiceLines').filter(({ DCAccount }) => DCAccount === '20007')
							: rig
									.rows(route === 'draft' ? LINE : 'GLDailyJournalLineClient')
									.filter(({ AccountType }) => AccountType !== 1);
					const own = given.lines?.[0]?.project?.projectNumber ?? '812';
					expect(rows.slice(-2)).toMatchObject([
						{ Project: own, PrCategory: 'KONS' },
						{ Text: 'Rounding', Project: own, PrCategory: 'KONS' },
					]);
				}
			}
		},
	);

	it("a rounding line without a category is refused where lines take the header's project, and the advice names the line and no tag", async () => {
		resetForInvoices(rig);
		const made = mapped({ totalGross: '1250.02' });
		made.plan!.lines = made.plan!.lines.map((line) =>
			line.rounding ? { ...line, project: '', category: '' } : line,
		);
		const [result] = await send([made]);
		expect(result).toMatchObject({ outcome: 'refused' });
		const [finding] = result?.findings.filter(({ level }) => level === 'error') ?? [];
		expect(finding?.message).toContain('misses the project category');
		expect(finding?.fix).toContain('each needs PrCategory');
		expect(finding?.fix).not.toMatch(/tag/i);
		expect(postedNumbers(rig)).toEqual([]);
		expect(standingOrders(rig)).toBe(0);
	});

	it('a rounding account that is no revenue account is warned of, with the type to choose, before Uniconta refuses the category', async () => {
		for (const AccountType of ['Expense', 'Liability']) {
			resetForInvoices(rig);
			rig.person.edit('GLAccountClient', '9990', { AccountType });
			const [result] = await send([mapped({ totalGross: '1250.02' })]);
			expect(result?.outcome).toBe('refused');
			const [warning, error] = result?.findings ?? [];
			expect(warning).toMatchObject({
				level: 'warning',
				field: 'Rounding account',
				value: '9990',
				message: expect.stringContaining(`of the type ${AccountType}`),
				fix: expect.stringContaining('Choose a rounding account of the type Revenue'),
			});
			expect(error?.fix).toContain('For the rounding line choose a rounding account of the type Revenue');
			expect(postedNumbers(rig)).toEqual([]);
		}
	});

	it("fifty lines with VAT rounded line by line are posted with Moment's total, on every route", async () => {
		const lines = Array.from({ length: 50 }, () =>
			invoiceLine({ unitPrice: '241.67', net: '241.67', vat: '60.42' }),
		);
		for (const totals of [{}, { totalNet: '12083.50', totalVat: '3021', totalGross: '15104.50' }]) {
			resetForInvoices(rig);
			expect(outcomes(await send([mapped({ lines, ...totals })]))).toEqual(['posted']);
			expect(rig.rows(INVOICE).at(-1)).toMatchObject({
				NetAmount: 12083.62,
				VatAmount: 3020.88,
				TotalAmount: 15104.5,
			});
			resetForInvoices(rig);
			expect(outcomes(await send([mapped({ lines, ...totals })], { route: 'draft' }))).toEqual(['drafted']);
			resetForInvoices(rig);
			expect(
				outcomes(await send([mapped({ lines, ...totals })], { route: 'journal', journal: 'MOMENT' })),
			).toEqual(['drafted']);
			expect(rig.rows('GLDailyJournalLineClient')[0]).toMatchObject({ Debit: 15104.5 });
		}
	});

	it('where Uniconta rounds VAT line by line as well, the totals that came out are said', async () => {
		resetForInvoices(rig, { vatRounding: 'perLine' });
		const lines = Array.from({ length: 50 }, () =>
			invoiceLine({ unitPrice: '241.67', net: '241.67', vat: '60.42' }),
		);
		expect(outcomes(await send([mapped({ lines })]))).toEqual([
			expect.stringContaining(
				'VAT 3020.88 in Moment, 3021.00 in Uniconta; total 15104.50 in Moment, 15104.62 in Uniconta',
			),
		]);
	});

	it.each([
		['post', 746.03, 'warning'],
		['draft', 0.13404, 'warning'],
		['journal', 746.03, 'warning'],
		['post', 7.46, undefined],
		['journal', 7.46, undefined],
	] as const)('a rate typed on the canvas is looked at on the route %s: %d', async (route, exchangeRate, level) => {
		resetForInvoices(rig, { journalConverts: 'onInsert' });
		const results = await send([invoiceOf(FIRST, { plan: planOf(FIRST, { currency: 'EUR', exchangeRate }) })], {
			route,
			journal: 'MOMENT',
		});
		expect(outcomes(results)).toEqual([route === 'post' ? 'posted' : 'drafted']);
		expect(
			results[0]?.findings.filter(({ field }) => field === 'Exchange rate').map((finding) => finding.level),
		).toEqual(level === undefined ? [] : [level]);
		if (route === 'journal')
			expect(rig.rows('GLDailyJournalLineClient')[0]).toMatchObject({ DebitCur: 125, Debit: 932.5 });
	});

	it('makes drafts in at most 5 calls each and 16 for the run', async () => {
		resetForInvoices(rig);
		expect(outcomes(await send(firstInvoices(6), { route: 'draft' }))).toEqual(Array(6).fill('drafted'));
		expect(rig.calls().length).toBeLessThanOrEqual(6 * 5 + 16);
		expect(rig.calls().some((call) => call.includes('/login'))).toBe(false);
		rig.forget();
		expect(outcomes(await send(firstInvoices(6), { route: 'draft' }))).toEqual(Array(6).fill('drafted'));
		expect(rig.writes()).toEqual([]);
	});
});
