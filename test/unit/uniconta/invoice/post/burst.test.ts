import type { MappedInvoice } from '../../../../../lib/mapping/invoice/plan';
import type { HttpPort } from '../../../../../lib/http/port';
import { createUnicontaClient } from '../../../../../lib/uniconta/api/client';
import { sendInvoices } from '../../../../../lib/uniconta/invoice/send';
import type { InvoiceResult } from '../../../../../lib/uniconta/invoice/types';
import { createWebApiClient } from '../../../../../lib/uniconta/api/webApi';
import {
	FIRST,
	firstInvoices,
	ORDER,
	postedNumbers,
	resetForInvoices,
	standingOrders,
} from '../../../../support/invoiceRig';
import { fetchPort, startUnicontaRig, type UnicontaRig } from '../../../../support/unicontaRig';
import { livelyClock } from '../journal/rig';

/**
 * Invoices finalized together: once the first is posted, the numbers of the others are claimed by one list and one
 * look.
 */
let rig: UnicontaRig;
beforeAll(async () => {
	rig = await startUnicontaRig();
});
afterAll(async () => {
	await rig.stop();
});

const clock = livelyClock();
const HEADERS = 'InsertList/DebtorOrderClient$';
const outcomes = (results: readonly InvoiceResult[]): string[] => results.map(({ outcome }) => outcome);
const callsTo = (path: string): string[] => rig.calls().filter((call) => new RegExp(path).test(call));

beforeEach(() => resetForInvoices(rig));

/** @param sending called with the address of each call, before it goes out */
async function send(
	invoices: readonly MappedInvoice[],
	sending: (url: string) => void = () => undefined,
): Promise<InvoiceResult[]> {
	const port = fetchPort('en', { timeoutMs: 10_000 });
	const request: HttpPort = async (sent) => {
		sending(sent.url);
		return await port(sent);
	};
	return await sendInvoices(
		{
			odata: createUnicontaClient({ odataUrl: rig.standIn.odataUrl, request, clock }),
			webApi: createWebApiClient({ webApiUrl: rig.standIn.webApiUrl, request, clock }),
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
			},
		},
		invoices,
	);
}

it.each([1, 2, 3, 5, 8, 9, 10, 20])(
	'a burst of %d costs 8 calls for the first, 6 for each other, 3 for each seven of them, and 12 for the run',
	async (count) => {
		const before = standingOrders(rig);
		expect(outcomes(await send(firstInvoices(count)))).toEqual(Array(count).fill('posted'));
		expect(postedNumbers(rig)).toEqual(firstInvoices(count).map(({ plan }) => plan?.number));
		expect(standingOrders(rig)).toBe(before);
		// The list, the look, and one more that proves that the look was at all of them; a last one that is left over
		// claims by itself.
		const lists = Math.ceil((count - 1) / 7);
		expect(rig.calls().length).toBeLessThanOrEqual(8 + 6 * (count - 1) + 3 * lists + 12);
	},
);

it('no claim is made ahead before an invoice of the run went through', async () => {
	rig.standIn.faults.add({
		match: { path: 'GenerateDebtorInvoice' },
		kind: 'body',
		times: 1,
		body: JSON.stringify({ Err: 80, ErrorProperty: 'Project' }),
	});
	const before = standingOrders(rig);
	expect(outcomes(await send(firstInvoices(5)))).toEqual(['refused', 'blocked', 'blocked', 'blocked', 'blocked']);
	expect(callsTo(HEADERS)).toEqual([]);
	expect(standingOrders(rig)).toBe(before);
});

it.each(['none', 'part'] as const)(
	'where a list of orders is refused, each number is claimed by itself, and no list is tried again (kept of a failed list: %s)',
	async (listFailure) => {
		resetForInvoices(rig, { listFailure });
		rig.standIn.faults.add({
			match: { path: HEADERS },
			kind: 'status',
			status: 400,
			body: '"FieldHasinvalidValue"',
		});
		expect(outcomes(await send(firstInvoices(5)))).toEqual(Array(5).fill('posted'));
		expect(callsTo(HEADERS)).toHaveLength(1);
		expect(postedNumbers(rig)).toHaveLength(5);
	},
);

it('an answer to the list that was lost is no harm: the claims are seen', async () => {
	rig.standIn.faults.add({ match: { path: HEADERS }, kind: 'timeoutAfterCommit', times: 1 });
	const before = standingOrders(rig);
	expect(outcomes(await send(firstInvoices(5)))).toEqual(Array(5).fill('posted'));
	expect(callsTo(HEADERS)).toHaveLength(1);
	expect(standingOrders(rig)).toBe(before);
});

it('claims that may still come keep their numbers waiting, and nobody claims these anew in this run', async () => {
	rig.standIn.faults.add({ match: { path: HEADERS }, kind: 'lateCommit', times: 1, afterMs: 3_600_000 });
	const results = await send(firstInvoices(4));
	expect(outcomes(results)).toEqual(['posted', 'waiting', 'waiting', 'waiting']);
	expect(postedNumbers(rig)).toEqual([FIRST]);
	expect(callsTo('Insert/DebtorOrderClient$')).toHaveLength(1);
	// They come after all, and stand empty until nobody can be at work on them any more; then the rest is posted, each
	// once.
	await rig.standIn.releaseLateCommits();
	clock.advance(20 * 60_000);
	expect(outcomes(await send(firstInvoices(4).slice(1)))).toEqual(Array(3).fill('posted'));
	expect(postedNumbers(rig)).toEqual([FIRST, FIRST + 1, FIRST + 2, FIRST + 3]);
});

it('what was claimed ahead is given back when posting stops in the middle', async () => {
	const before = standingOrders(rig);
	// The first is posted; the simulation of the second is refused.
	rig.standIn.faults.add({
		match: { path: 'GenerateDebtorInvoice' },
		kind: 'body',
		skip: 2,
		times: 1,
		body: JSON.stringify({ Err: 80, ErrorProperty: 'Project' }),
	});
	const results = await send(firstInvoices(5));
	expect(outcomes(results)).toEqual(['posted', 'refused', 'blocked', 'blocked', 'blocked']);
	expect(postedNumbers(rig)).toEqual([FIRST]);
	expect(standingOrders(rig)).toBe(before);
});

it("another run's claim on one of the numbers is met as before: ours goes, and that number waits", async () => {
	const mark = `${FIRST + 2}#${Math.floor(clock.now() / 1000).toString(36)}zzzz`;
	// It comes between the first look of this run and the list of claims.
	const claims = (url: string): boolean => new RegExp(HEADERS).test(url) && callsTo(HEADERS).length === 0;
	const results = await send(firstInvoices(4), (url) => {
		if (claims(url)) rig.person.add(ORDER, { Account: '20007', ReferenceNumber: mark });
	});
	expect(outcomes(results)).toEqual(['posted', 'posted', 'waiting', 'waiting']);
	expect(postedNumbers(rig)).toEqual([FIRST, FIRST + 1]);
	expect(
		rig
			.rows(ORDER)
			.map((row) => row['ReferenceNumber'])
			.filter((reference) => String(reference).includes('#')),
	).toEqual([mark]);
});

it("a customer group's own number series is found by the one reading of the groups", async () => {
	rig.person.edit('DebtorGroupClient', 'ERHV', { InvoiceSerie: 'BILAG' });
	const [result] = await send(firstInvoices(1));
	expect(result).toMatchObject({
		outcome: 'refused',
		findings: [expect.objectContaining({ field: 'Customer group', value: 'ERHV' })],
	});
	expect(callsTo('DebtorGroupClient')).toEqual(['GET /odata/DebtorGroupClient']);
	expect(postedNumbers(rig)).toEqual([]);
});
