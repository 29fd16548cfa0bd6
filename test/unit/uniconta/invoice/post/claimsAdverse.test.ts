import type { MappedInvoice } from '../../../../../lib/mapping/invoice/plan';
import { createPostRoute } from '../../../../../lib/uniconta/invoice/post/route';
import { sendAll } from '../../../../../lib/uniconta/invoice/sendAll';
import type { InvoiceResult } from '../../../../../lib/uniconta/invoice/types';
import { fakeClock } from '../../../../support/fakeClock';
import {
	Books,
	checksPass,
	contextOver,
	invoiceOf,
	isWrite,
	LINE,
	noAnswer,
	optionsOf,
	ORDER,
	refusal,
	USUAL,
	type BooksSwitches,
	type Call,
	type Carrier,
} from '../../../../support/invoiceRig';

/**
 * Claims made together where Uniconta does something else with the list than it should: none is left standing about,
 * nobody else's order is touched.
 */
const clock = fakeClock({ now: 1_790_000_000_000, chance: 0.4 });
const BURST = [10, 11, 12, 13, 14];
let books: Books;
let calls: Call[];
let carry: Carrier;

function reset(switches: Partial<BooksSwitches> = {}): void {
	books = new Books(10, { ...USUAL, ...switches });
	calls = [];
	carry = async (_call, apply) => await Promise.resolve(apply());
}

async function send(numbers: readonly number[] = BURST): Promise<InvoiceResult[]> {
	const invoices: MappedInvoice[] = numbers.map((number) => invoiceOf(number));
	const counted: Carrier = async (call, apply) => {
		calls.push(call);
		return await carry(call, apply);
	};
	return await sendAll(contextOver(books, counted, optionsOf(clock)), invoices, {
		check: checksPass,
		route: (given) => createPostRoute(given),
	});
}

const outcomes = (results: readonly InvoiceResult[]): string[] => results.map(({ outcome }) => outcome);
const numbers = (): number[] => books.invoices.map((row) => Number(row['InvoiceNumber']));
const isClaimList = ({ name, type }: Call): boolean => name === 'insertList' && type === ORDER;
const isClaim = ({ name, type }: Call): boolean => name === 'insert' && type === ORDER;
const lists = (): number => calls.filter(isClaimList).length;

it("an order of the list that got a person's order number is not used: that order keeps its lines", async () => {
	reset({ listNumbersFrom: 2_000 });
	books.orders.push({ RowId: 1, OrderNumber: 2_002, Account: '555', ReferenceNumber: 'by hand' });
	books.lines.push({ RowId: 2, OrderNumber: 2_002, Text: 'by hand', Qty: 1, Price: 1 });
	expect(outcomes(await send())).toEqual(Array(5).fill('posted'));
	expect(numbers()).toEqual(BURST);
	expect(books.orders.map(({ ReferenceNumber }) => ReferenceNumber)).toEqual(['by hand']);
	expect(books.lines.map(({ Text }) => Text)).toEqual(['by hand']);
});

it('headers that lost their reference on the way in are taken away where the answer names them', async () => {
	reset({ dropsListReferences: true, answersList: true });
	expect(outcomes(await send())).toEqual(Array(5).fill('posted'));
	expect(lists()).toBe(1);
	expect(books.orders).toEqual([]);
});

it.each([true, false])(
	'where they cannot be looked at just then, they are given back at the end of the run (answered with the rows: %s)',
	async (answersList) => {
		reset({ answersList });
		let looks = 0;
		carry = async (call, apply) => {
			if (call.name === 'all' && call.type === ORDER && lists() === 1 && ++looks === 1) throw noAnswer();
			return await Promise.resolve(apply());
		};
		expect(outcomes(await send())).toEqual(['posted', 'waiting', 'waiting', 'waiting', 'waiting']);
		expect(books.orders).toEqual([]);
		clock.advance(60_000);
		expect(outcomes(await send(BURST.slice(1)))).toEqual(Array(4).fill('posted'));
		expect(numbers()).toEqual(BURST);
	},
);

it('a list that comes in after the look goes at the end of the run, and the next run is not held up', async () => {
	reset();
	let late: (() => unknown) | undefined;
	carry = async (call, apply) => {
		if (isClaimList(call)) {
			late = apply;
			throw noAnswer();
		}
		const result = apply();
		if (call.name === 'all') {
			late?.();
			late = undefined;
		}
		return await Promise.resolve(result);
	};
	expect(outcomes(await send())).toEqual(['posted', 'waiting', 'waiting', 'waiting', 'waiting']);
	expect(books.orders).toEqual([]);
	clock.advance(60_000);
	reset2();
	expect(outcomes(await send(BURST.slice(1)))).toEqual(Array(4).fill('posted'));
	expect(numbers()).toEqual(BURST);
});

it('one claim that cannot be deleted keeps the others from nothing', async () => {
	reset();
	books.refusesPost.add(11);
	carry = async (call, apply) => {
		if (
			call.name === 'delete' &&
			String((call.args as Record<string, unknown>)['ReferenceNumber']).startsWith('12#')
		)
			throw refusal('CouldNotDeleteRecordThatIsReferred');
		return await Promise.resolve(apply());
	};
	expect(outcomes(await send())).toEqual(['posted', 'refused', 'blocked', 'blocked', 'blocked']);
	expect(books.orders.map(({ ReferenceNumber }) => String(ReferenceNumber).slice(0, 3))).toEqual(['12#']);
});

it.each([
	[300, 7],
	[1_000, 6],
	[3_000, 3],
	[8_000, 0],
])('where a call takes %d ms, no more are claimed ahead than can be used in time', async (takes, atMost) => {
	reset();
	carry = async (_call, apply) => {
		clock.advance(takes);
		return await Promise.resolve(apply());
	};
	const many = Array.from({ length: 12 }, (_, index) => 10 + index);
	expect(outcomes(await send(many))).toEqual(Array(12).fill('posted'));
	const claimed = calls.filter(isClaimList).map(({ args }) => (args as unknown[]).length);
	expect(Math.max(0, ...claimed)).toBe(atMost);
	// None is claimed for nothing.
	expect(claimed.reduce((sum, count) => sum + count, 0) + calls.filter(isClaim).length).toBe(12);
	expect(calls.filter(({ type }) => type === LINE).length).toBe(24);
});

it('what a run that broke off right after the list had claimed is free again for all numbers at once, and one run then posts them all', async () => {
	reset();
	carry = async (call, apply) => {
		const result = apply();
		if (isClaimList(call)) throw new Error('the process is gone');
		return await Promise.resolve(result);
	};
	await expect(send()).rejects.toThrow('gone');
	expect(books.orders).toHaveLength(4);
	reset2();
	clock.advance(60_000);
	expect(outcomes(await send(BURST.slice(1)))).toEqual(Array(4).fill('waiting'));
	expect(calls.filter(isWrite)).toEqual([]);
	// Allowed time, request time-out and margin (claim.ts) after the claim: as for a number that was claimed by itself.
	clock.advance(16 * 60_000 + 12_000);
	calls = [];
	expect(outcomes(await send(BURST.slice(1)))).toEqual(Array(4).fill('posted'));
	expect(numbers()).toEqual(BURST);
	expect(books.orders).toEqual([]);
	expect(calls.length).toBeLessThanOrEqual(4 * 15 + 6);
});

it('lines that come in while their order is being given up do not stay behind without it', async () => {
	reset({ headerLeavesLines: true });
	let late: (() => unknown) | undefined;
	carry = async (call, apply) => {
		if (call.name === 'insertList' && call.type === LINE && books.invoices.length === 1 && late === undefined) {
			late = apply;
			throw noAnswer();
		}
		if (call.name === 'delete' && call.type === ORDER) {
			late?.();
			late = () => undefined;
		}
		return await Promise.resolve(apply());
	};
	expect(outcomes(await send())).toEqual(Array(5).fill('posted'));
	expect(books.lines).toEqual([]);
});

function reset2(): void {
	calls = [];
	carry = async (_call, apply) => await Promise.resolve(apply());
}
