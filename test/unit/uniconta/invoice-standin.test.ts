import type { MappedInvoice } from '../../../lib/sync/invoice/plan';
import { sendInvoices } from '../../../lib/uniconta/invoice/send';
import type { InvoiceResult, RouteContext, SendOptions } from '../../../lib/uniconta/invoice/types';
import { createWebApiClient } from '../../../lib/uniconta/webApi';
import type { UnicontaSettings } from '../../../sandbox/standins/uniconta/settings';
import { invoiceOf, INVOICE, LINE, ORDER, planOf } from '../../support/invoiceRig';
import { fetchPort, startUnicontaRig, type UnicontaRig } from '../../support/unicontaRig';
import { livelyClock } from './journalRig';

let rig: UnicontaRig;
beforeAll(async () => { rig = await startUnicontaRig(); });
afterAll(async () => { await rig.stop(); });

const clock = livelyClock();

function reset(settings: Partial<UnicontaSettings> = {}): void {
	rig.reset();
	rig.person.add('DebtorClient', { Account: '20007', Name: 'Nordlys A/S', Group: 'ERHV', Payment: 'Net8', Currency: 'DKK' });
	rig.person.add('ProjectClient', { Number: '812', Name: 'Rådgivning', Account: '20007', Group: 'STD' });
	// From here on: what the demo data and the new customer are is seen on both hosts.
	rig.standIn.settings.patch(settings);
	rig.forget();
}

async function send(invoices: readonly MappedInvoice[], options: Partial<SendOptions> = {}): Promise<InvoiceResult[]> {
	const context: RouteContext = {
		odata: rig.client('en', clock),
		webApi: createWebApiClient({ webApiUrl: rig.standIn.webApiUrl, request: fetchPort('en', { timeoutMs: 400 }), clock }),
		options: { route: 'post', dryRun: false, clock, requestTimeoutMs: 400, journal: '', journalAmounts: 'gross', journalVoucher: 'invoiceNumber', heldBack: [], comparePosted: false, ...options },
	};
	return await sendInvoices(context, invoices);
}

const FIRST = 10_001;
const some = (count: number): MappedInvoice[] => Array.from({ length: count }, (_, index) => invoiceOf(FIRST + index));
const outcomes = (results: readonly InvoiceResult[]): string[] => results.map(({ outcome, findings }) => [outcome, ...findings.filter(({ level }) => level === 'error').map(({ message }) => message)].join(': '));
const posted = (): number[] => rig.rows(INVOICE).filter((row) => row['Account'] === '20007').map((row) => Number(row['InvoiceNumber']));
const leftovers = (): number => rig.rows(ORDER).length + rig.rows(LINE).length;

describe('The post route against the stand-in', () => {
	it('posts ten invoices in at most 8 calls each and 16 for the run, and sends no mail', async () => {
		reset();
		const before = leftovers();
		expect(outcomes(await send(some(10)))).toEqual(Array(10).fill('posted'));
		expect(posted()).toEqual(some(10).map(({ plan }) => plan?.number));
		expect(leftovers()).toBe(before);
		expect(rig.calls().length).toBeLessThanOrEqual(10 * 8 + 16);
		expect(rig.standIn.ledger.company(10_542)?.books.outbox ?? []).toEqual([]);
	});

	const switches: Array<Partial<UnicontaSettings>> = [
		{ jsonKeys: 'camelCase' }, { nulls: 'sent' }, { pageLimit: 3 }, { secondLogin: 'allowed' }, { staleAcrossHostsReads: 3 }, { seriesReadable: 'webApi' }, { seriesReadable: 'odata' }, { settingsReadable: 'odata' }, { settingsReadable: 'none' },
		{ chosenOrderNumber: 'shared' }, { deletedOrderLines: 'refused' }, { deletedOrderLines: 'stay' }, { deletedOrder: 'invoiced' }, { invoicedOrder: 'byFlags' }, { invoiceContent: 'stored' },
		{ invoiceOrderNumber: 'inOrderOnly' }, { invoiceOrderNumber: 'topLevel' }, { postRefusal: 'word' }, { refusedPostNumber: 'consumed' }, { postAnswer: 'noNumber' }, { simulateAnswer: 'next' },
		{ orderBy: 'name' }, { orderBy: 'refused' }, { orderBy: 'ignored' }, { skip: 'ignored' }, { pageLimit: 3, orderBy: 'refused' }, { filterLanguage: 'literal' }, { unstoredOrder: 'invoiced' }, { vatCodeLength: 20 },
		{ postedReference: 'dropped' }, { blankLineVat: 'none' }, { quantities: 'exact' }, { vatRounding: 'perLine' }, { invoiceNumberField: 'text' }, { listFailure: 'part' }, { insertListAnswer: 'rows' }, { unknownCodes: 'null' },
	];
	it.each(switches)('posts in order and leaves nothing behind with %j', async (settings) => {
		reset(settings);
		const before = leftovers();
		expect(outcomes(await send(some(3)))).toEqual(Array(3).fill('posted'));
		expect(posted()).toEqual([FIRST, FIRST + 1, FIRST + 2]);
		expect(leftovers()).toBe(before);
		expect(outcomes(await send(some(3)))).toEqual(settings.postedReference === 'dropped' ? Array(3).fill('unchanged') : Array(3).fill('posted'));
		expect(posted()).toHaveLength(3);
	});

	it.each([{ deletedOrder: 'refused' }, { deletedOrder: 'invoiced' }, { postedReference: 'dropped' }, { deletedOrderLines: 'stay' }] as Array<Partial<UnicontaSettings>>)('finds a post that was carried out without an answer, and sends a lost one again when it may, with %j', async (settings) => {
		for (const kind of ['timeoutAfterCommit', 'hang'] as const) {
			reset(settings);
			rig.standIn.faults.add({ kind, match: { path: 'GenerateDebtorInvoice' }, skip: 1, times: 1, socket: 'destroy' });
			const results = await send(some(2));
			if (kind === 'timeoutAfterCommit') {
				expect(outcomes(results)).toEqual(['posted', 'posted']);
			} else {
				expect(results.map(({ outcome }) => outcome)).toEqual(['uncertain', 'blocked']);
				const attempt = { reference: results[0]?.held[0] ?? '', at: new Date(clock.now()).toISOString() };
				clock.advance(6 * 60_000);
				const [first, second] = some(2);
				const again = [{ ...first!, known: { key: String(FIRST), unicontaRowId: '', held: [], hash: '', attempt } }, second!];
				expect(outcomes(await send(again))).toEqual(['posted', 'posted']);
			}
			expect(posted()).toEqual([FIRST, FIRST + 1]);
		}
	});

	it('posts with a VAT code longer than 10 characters where Uniconta has it, with Moment\'s totals', async () => {
		reset({ vatCodeLength: 20 });
		rig.person.add('GLVatClient', { Vat: 'KøbBrugtmoms', Name: 'Salg', VatType: 'Sales', Rate: 25, Account: '6910' });
		const plan = planOf(FIRST);
		const lines = plan.lines.map((line) => ({ ...line, vat: line.vat === '' ? '' : 'KøbBrugtmoms' }));
		expect(outcomes(await send([invoiceOf(FIRST, { plan: { ...plan, lines } })]))).toEqual(['posted']);
		expect(rig.rows(INVOICE).find(({ InvoiceNumber }) => String(InvoiceNumber) === String(FIRST))).toMatchObject({ Vat: 'KøbBrugtmoms', TotalAmount: plan.gross / 100 });
	});

	it('posts a credit note with its department, a foreign currency and a rounding line with Moment\'s totals', async () => {
		reset();
		const plan = planOf(FIRST);
		const [first, second] = plan.lines;
		const lines = [
			{ ...first!, quantity: -3, unitPrice: 33.333, net: -10_000, department: '100' },
			{ ...second!, quantity: -1, unitPrice: 20, net: -2_000, vat: 'U0', vatPercent: 0, department: '200' },
			{ ...second!, quantity: 1, unitPrice: 0.25, net: 25, vat: '', vatPercent: 0, account: '9990', project: '', category: '', rounding: true },
		];
		const credit = planOf(FIRST, { kind: 'creditNote', creditDays: 0, creditedInvoice: '9990', currency: 'EUR', exchangeRate: 7.46, dimension: 1, lines, net: -11_975, vat: -2_500, gross: -14_475 });
		const results = await send([invoiceOf(FIRST, { plan: credit })]);
		expect(outcomes(results)).toEqual(['posted']);
		expect(rig.rows(INVOICE).find((row) => Number(row['InvoiceNumber']) === FIRST)).toMatchObject({ Currency: 'EUR', TotalAmount: -144.75, Remark: 'Credits invoice 9990' });
	});

	it('makes drafts in at most 5 calls each and 16 for the run', async () => {
		reset();
		expect(outcomes(await send(some(6), { route: 'draft' }))).toEqual(Array(6).fill('drafted'));
		expect(rig.calls().length).toBeLessThanOrEqual(6 * 5 + 16);
		expect(rig.calls().some((call) => call.includes('/login'))).toBe(false);
		rig.forget();
		expect(outcomes(await send(some(6), { route: 'draft' }))).toEqual(Array(6).fill('drafted'));
		expect(rig.writes()).toEqual([]);
	});
});
