import type { HttpPort, HttpRequest } from '../../../../lib/http/port';
import { createUnicontaClient } from '../../../../lib/uniconta/api/client';
import { sendInvoices } from '../../../../lib/uniconta/invoice/send';
import type { InvoiceResult, SendOptions } from '../../../../lib/uniconta/invoice/types';
import { createWebApiClient } from '../../../../lib/uniconta/api/webApi';
import { DEEP } from '../../../support/deep';
import { FIRST, invoiceOf, postedNumbers } from '../../../support/invoiceRig';
import { fetchPort, startUnicontaRig, type UnicontaRig } from '../../../support/unicontaRig';
import { invoices, livelyClock, outcomes, startJournalRig, type JournalRig } from './journal/rig';

/**
 * Once a post or an insert was sent, nothing that goes wrong here is a failure or a crash: it is in doubt until it was
 * looked up.
 */
let rig: UnicontaRig;
let journal: JournalRig;
beforeAll(async () => {
	rig = await startUnicontaRig();
	journal = await startJournalRig();
});
afterAll(async () => {
	await rig.stop();
	await journal.stop();
});
beforeEach(() => {
	rig.reset();
	rig.person.add('DebtorClient', {
		Account: '20007',
		Name: 'Nordlys A/S',
		Group: 'ERHV',
		Payment: 'Net8',
		Currency: 'DKK',
	});
	rig.person.add('ProjectClient', { Number: '812', Name: 'Havnen 812', Account: '20007', Group: 'STD' });
});

const clock = livelyClock();
const OPTIONS: SendOptions = {
	route: 'post',
	dryRun: false,
	clock,
	requestTimeoutMs: 400,
	journal: '',
	journalAmounts: 'gross',
	journalVoucher: 'invoiceNumber',
	heldBack: [],
	comparePosted: false,
};
const isPost = ({ url, body }: HttpRequest): boolean =>
	url.endsWith('GenerateDebtorInvoice') && JSON.stringify(body).includes('"Simulate":false');

async function send(
	around: (request: HttpRequest, send: HttpPort) => ReturnType<HttpPort> = async (request, port) =>
		await port(request),
): Promise<InvoiceResult[]> {
	const own = fetchPort('en', { timeoutMs: 10_000 });
	const request: HttpPort = async (sent) => await around(sent, own);
	return await sendInvoices(
		{
			odata: createUnicontaClient({ odataUrl: rig.standIn.odataUrl, request, clock }),
			webApi: createWebApiClient({ webApiUrl: rig.standIn.webApiUrl, request, clock }),
			options: OPTIONS,
		},
		[invoiceOf(FIRST), invoiceOf(FIRST + 1)],
	);
}

describe('the post of an invoice', () => {
	it.each(Object.entries(DEEP).flatMap(([name, body]) => [200, 400, 500].map((status) => ({ name, status, body }))))(
		'that is answered with $status and something nested without end is looked up: $name',
		async ({ status, body }) => {
			rig.standIn.faults.add({
				match: { path: 'GenerateDebtorInvoice' },
				kind: 'body',
				status,
				body,
				skip: 1,
				times: 1,
			});
			expect((await send()).map(({ outcome }) => outcome)).toEqual(['posted', 'posted']);
			expect(postedNumbers(rig)).toEqual([FIRST, FIRST + 1]);
		},
	);

	it.each([200, 500])(
		'that is answered so with %d and was not carried out is uncertain, and nothing goes on behind it',
		async (status) => {
			for (const body of Object.values(DEEP)) {
				rig.standIn.faults.add({
					match: { path: 'GenerateDebtorInvoice' },
					kind: 'status',
					status,
					body,
					skip: 1,
					times: 1,
				});
				expect((await send()).map(({ outcome }) => outcome)).toEqual(['uncertain', 'blocked']);
				rig.reset();
				rig.person.add('DebtorClient', {
					Account: '20007',
					Name: 'Nordlys A/S',
					Group: 'ERHV',
					Payment: 'Net8',
					Currency: 'DKK',
				});
				rig.person.add('ProjectClient', { Number: '812', Name: 'Havnen 812', Account: '20007', Group: 'STD' });
			}
			expect(postedNumbers(rig)).toEqual([]);
		},
	);

	it.each([
		['before it left', async () => await Promise.reject(new RangeError('Maximum call stack size exceeded'))],
		[
			'after it was carried out',
			async (request: HttpRequest, port: HttpPort) => {
				await port(request);
				throw new TypeError('answer is not iterable');
			},
		],
		['by an error without words', async () => await Promise.reject(new Error())],
	] as const)('that breaks off %s is uncertain where it is not found', async (_when, broken) => {
		const results = await send(async (request, port) => {
			if (isPost(request)) return await broken(request, port);
			return request.url.includes('DebtorInvoiceClient')
				? { status: 200, headers: {}, body: [] }
				: await port(request);
		});
		expect(results.map(({ outcome, transient }) => [outcome, transient])).toEqual([
			['uncertain', true],
			['blocked', true],
		]);
		expect(results[0]?.held).toHaveLength(1);
		expect(results[0]?.findings.at(-1)?.message).toContain('something unforeseen happened');
	});

	it('that went well is uncertain where reading it back breaks down', async () => {
		let wasPosted = false;
		const results = await send(async (request, port) => {
			if (wasPosted && request.url.includes('DebtorInvoiceClient')) throw new TypeError('row is undefined');
			wasPosted ||= isPost(request);
			return await port(request);
		});
		expect(results.map(({ outcome }) => outcome)).toEqual(['uncertain', 'blocked']);
		expect(results[0]?.held).toHaveLength(1);
	});
});

describe('a list of voucher lines', () => {
	const deep = Object.values(DEEP)[2] ?? '';
	it.each([
		{ name: 'carried out, and answered without end', fault: { kind: 'body', status: 500, body: deep } as const },
		{
			name: 'not carried out, and answered without end',
			fault: { kind: 'status', status: 500, body: deep } as const,
		},
	])('that is $name is looked up', async ({ fault }) => {
		journal.reset();
		journal.standIn.faults.add({ ...fault, match: { method: 'POST' }, times: 1 });
		for (const outcome of outcomes(await journal.run(invoices(57, 58))))
			expect(['drafted', 'uncertain']).toContain(outcome);
	});
});
