import { foldLog, logRows } from '../../../../lib/state/log';
import type { MappedInvoice } from '../../../../lib/mapping/invoice/plan';
import type { InvoiceSource } from '../../../../lib/mapping/invoice/source';
import { createPostRoute } from '../../../../lib/uniconta/invoice/post/route';
import { sendAll } from '../../../../lib/uniconta/invoice/sendAll';
import type { InvoiceResult, SendOptions } from '../../../../lib/uniconta/invoice/types';
import type { TableRow } from '../../../../lib/state/tables';
import { mappedInvoiceOf } from '../../../../nodes/shared/mappedItems';
import { fakeClock } from '../../../support/fakeClock';
import { invoice, mapAllInvoices } from '../../../support/invoiceSource';
import { Books, checksPass, contextOver, optionsOf, USUAL, type Call } from '../../../support/invoiceRig';

/**
 * An invoice marked "do not transfer to accounting" sends a webhook whenever it is touched: asked about once, then
 * known.
 */
const clock = fakeClock({ now: 1_790_000_000_000, chance: 0.4 });
let books: Books;
let log: TableRow[];
let calls: Call[];

beforeEach(() => {
	books = new Books(10_002, USUAL);
	log = [];
	calls = [];
});

/** One run as the template makes it: mapped with the log, sent as the item on the canvas, and written down. */
async function run(
	sources: ReadonlyArray<Partial<InvoiceSource>>,
	options: Partial<SendOptions> = {},
): Promise<InvoiceResult[]> {
	calls = [];
	const mapped = mapAllInvoices(
		sources.map((source) => invoice(source)),
		{},
		foldLog(log, 'invoice'),
	).map((one) => {
		const item = mappedInvoiceOf(
			JSON.parse(JSON.stringify({ ...one, uniconta: {} })) as Parameters<typeof mappedInvoiceOf>[0],
		);
		if (item === undefined) throw new Error('The node would not take it');
		const { plan } = one;
		return { ...item, findings: one.findings, ...(plan === undefined ? {} : { plan }) } satisfies MappedInvoice;
	});
	const context = contextOver(
		books,
		async (call, apply) => {
			calls.push(call);
			return await Promise.resolve(apply());
		},
		optionsOf(clock, options),
	);
	const results = await sendAll(context, mapped, { check: checksPass, route: (given) => createPostRoute(given) });
	const rows = logRows(results, { now: clock.now(), execution: '1', known: log });
	for (const row of rows) log.push({ ...row, id: log.length + 1 });
	return results;
}

const WITHHELD: Partial<InvoiceSource> = { invoiceNumber: '10001', transfer: 'doNotTransfer' };

it('costs no call once the log says so, whatever else is changed in it', async () => {
	expect((await run([WITHHELD]))[0]).toMatchObject({ outcome: 'withheld' });
	expect(calls.length).toBeGreaterThan(0);
	for (const touched of [WITHHELD, { ...WITHHELD, orderReference: 'PO 7' }, { ...WITHHELD, dueDate: '2026-04-01' }]) {
		expect((await run([touched]))[0]).toMatchObject({ outcome: 'withheld' });
		expect(calls).toEqual([]);
	}
	expect(log).toHaveLength(1);
});

it('is asked about again as long as its number holds up others, and the log has another word for that', async () => {
	books.next = 10_001;
	for (let webhook = 1; webhook <= 2; webhook++) {
		const [withheld] = await run([WITHHELD]);
		expect(withheld?.findings.some(({ level }) => level === 'error')).toBe(true);
		expect(calls.length).toBeGreaterThan(0);
	}
	// A person moves the series past it.
	books.next = 10_002;
	const [passed] = await run([WITHHELD]);
	expect(passed?.findings.some(({ level }) => level === 'error')).toBe(false);
	expect(calls.length).toBeGreaterThan(0);
	await run([WITHHELD]);
	expect(calls).toEqual([]);
});

it('that is no longer withheld is sent', async () => {
	await run([WITHHELD]);
	books.next = 10_001;
	const [sent] = await run([{ ...WITHHELD, transfer: 'transfer' }]);
	expect(sent).toMatchObject({ outcome: 'posted', key: '10001' });
	expect(books.invoices.map((row) => row['InvoiceNumber'])).toEqual([10_001]);
});

it('together with the number behind it, that one is posted, or told what it waits for', async () => {
	await run([WITHHELD]);
	expect((await run([WITHHELD, { invoiceNumber: '10002' }])).map(({ outcome }) => outcome)).toEqual([
		'withheld',
		'posted',
	]);
	books.next = 10_001;
	expect((await run([WITHHELD, { invoiceNumber: '10003' }])).map(({ outcome }) => outcome)).toEqual([
		'withheld',
		'blocked',
	]);
});

it('is asked about at night, in case the series was set back', async () => {
	await run([WITHHELD]);
	books.next = 10_001;
	const [withheld] = await run([WITHHELD], { comparePosted: true });
	expect(withheld?.findings.some(({ level }) => level === 'error')).toBe(true);
});

it('says why it is withheld where it holds up others: of itself in the log, and of each one behind it', async () => {
	books.next = 10_001;
	const results = await run([WITHHELD, { invoiceNumber: '10002' }]);
	const why = /marked "do not transfer to accounting" in Moment, so it is not sent\./;
	for (const { findings } of results) expect(findings.filter(({ message }) => why.test(message))).toHaveLength(1);
	expect(log.map(({ outcome, message }) => [outcome, why.test(String(message))])).toEqual([
		['withheld', true],
		['blocked', true],
	]);
});
