import fc from 'fast-check';
import { ApiError } from '../../../../lib/http/errors';
import type { MappedInvoice } from '../../../../lib/mapping/invoice/plan';
import type { KnownRecord } from '../../../../lib/core/identity';
import { createDraftRoute } from '../../../../lib/uniconta/invoice/draft/route';
import { createPostRoute } from '../../../../lib/uniconta/invoice/post/route';
import { rateDifference } from '../../../../lib/uniconta/invoice/posted/posted';
import { sendAll } from '../../../../lib/uniconta/invoice/sendAll';
import type { InvoiceResult, SendOptions } from '../../../../lib/uniconta/invoice/types';
import { fakeClock, type FakeClock } from '../../../support/fakeClock';
import {
	Books,
	busy,
	checksPass,
	contextOver,
	invoiceOf,
	isWrite,
	knownAs,
	noAnswer,
	optionsOf,
	ORDER,
	planOf,
	refusal,
	USUAL,
	type BooksSwitches,
	type Call,
	type Carrier,
} from '../../../support/invoiceRig';

interface Run {
	books: Books;
	clock: FakeClock;
	calls: Call[];
	send(invoices: readonly MappedInvoice[], options?: Partial<SendOptions>): Promise<InvoiceResult[]>;
	/** Put in the way of every call. */
	carry: Carrier;
}

function runOver(next: number, switches: Partial<BooksSwitches> = {}): Run {
	const clock = fakeClock({ now: 1_790_000_000_000, chance: 0.4 });
	const books = new Books(next, { ...USUAL, ...switches });
	const run: Run = {
		books,
		clock,
		calls: [],
		carry: async (_call, apply) => await Promise.resolve(apply()),
		async send(invoices, options = {}) {
			const carry: Carrier = async (call, apply) => {
				run.calls.push(call);
				return await run.carry(call, apply);
			};
			const context = contextOver(
				books,
				async (call, apply) => await carry(call, apply),
				optionsOf(clock, options),
			);
			return await sendAll(context, invoices, {
				check: checksPass,
				route: (given) => (given.options.route === 'draft' ? createDraftRoute(given) : createPostRoute(given)),
			});
		},
	};
	return run;
}

const outcomes = (results: readonly InvoiceResult[]): string[] =>
	results.map(({ key, outcome }) => `${key} ${outcome}`);
const messages = (result: InvoiceResult | undefined): string =>
	(result?.findings ?? []).map(({ message, fix }) => `${message} ${fix}`).join(' ');
const numbersIn = (books: Books): number[] => books.invoices.map((row) => Number(row['InvoiceNumber']));
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('Post', () => {
	it('posts a set in ascending order whatever the order of the items, with 8 calls each and few for the run', async () => {
		const run = runOver(10);
		const results = await run.send([13, 10, 12, 11].map((number) => invoiceOf(number)));
		expect(outcomes(results)).toEqual(['13 posted', '10 posted', '12 posted', '11 posted']);
		expect(numbersIn(run.books)).toEqual([10, 11, 12, 13]);
		expect(run.calls.length).toBeLessThanOrEqual(4 * 8 + 6);
		expect(run.books.orders).toEqual([]);
		expect(results[0]?.held[0]).toMatch(/^13#[0-9a-z]{10}\.120000013$/);
	});

	it('claims each number by itself where orders that come in a list get no number of their own', async () => {
		const run = runOver(10, { unnumberedLists: true });
		expect(outcomes(await run.send(range(10, 14).map((number) => invoiceOf(number))))).toEqual(
			range(10, 14).map((number) => `${number} posted`),
		);
		expect(run.calls.filter(({ name, type }) => name === 'insertList' && type === ORDER)).toHaveLength(1);
		expect(run.books.orders).toEqual([]);
	});

	it('makes no call at all for what the log knows as posted', async () => {
		const run = runOver(12);
		expect(
			outcomes(
				await run.send([
					invoiceOf(10, { known: knownAs(10, 'posted') }),
					invoiceOf(11, { known: knownAs(11, 'posted', { hash: 'other' }) }),
				]),
			),
		).toEqual(['10 unchanged', '11 unchanged']);
		expect(run.calls).toEqual([]);
	});

	it('sends doubled items once', async () => {
		const run = runOver(10);
		expect(outcomes(await run.send([invoiceOf(10), invoiceOf(10), invoiceOf(10)]))).toEqual([
			'10 posted',
			'10 posted',
			'10 posted',
		]);
		expect(numbersIn(run.books)).toEqual([10]);
	});

	it('refuses two invoices that claim the same number', async () => {
		const run = runOver(10);
		expect(outcomes(await run.send([invoiceOf(10), invoiceOf(10, { momentId: '5' })]))).toEqual([
			'10 refused',
			'10 refused',
		]);
		expect(run.books.invoices).toEqual([]);
	});

	it('waits for the missing number and names it, without calls of its own', async () => {
		const run = runOver(10);
		const results = await run.send([invoiceOf(11), invoiceOf(12)]);
		expect(outcomes(results)).toEqual(['11 waiting', '12 waiting']);
		expect(messages(results[0])).toContain('invoice 10');
		expect(run.calls.filter(isWrite)).toEqual([]);
		expect(run.calls.length).toBeLessThan(8);
	});

	it.each([0, 1, 10, 14.9, 15, 16, 600])(
		'does not advise to move the series before the missing number had time to arrive: %d minutes',
		async (minutes) => {
			const run = runOver(10);
			const waitingSince = new Date(run.clock.now() - minutes * 60_000).toISOString();
			const results = await run.send([invoiceOf(13), invoiceOf(12, { waitingSince }), invoiceOf(11)]);
			const over = minutes >= 15;
			expect(outcomes(results)).toEqual(['13 waiting', '12 waiting', over ? '11 blocked' : '11 waiting']);
			expect(results.map((result) => messages(result).includes('set Next'))).toEqual([false, false, over]);
			for (const result of results)
				expect(messages(result)).toContain(
					over && result.key === '11' ? 'no invoice 10 has arrived since' : 'invoice 10 has not arrived yet',
				);
			expect(new Set(results.map(({ transient }) => transient))).toEqual(new Set([true]));
		},
	);

	it('gives no such advice about a number that is in the inbox, however long it takes, and none before anything is known', async () => {
		const run = runOver(10);
		const waitingSince = new Date(run.clock.now() - 86_400_000).toISOString();
		const heldBack = { heldBack: [{ number: 10, state: 'open' as const, message: '' }] };
		for (const results of [
			await run.send([invoiceOf(11, { waitingSince })], heldBack),
			await run.send([invoiceOf(11)]),
			await run.send([invoiceOf(11, { waitingSince: 'long ago' })]),
		]) {
			expect(outcomes(results)).toEqual(['11 waiting']);
			expect(messages(results[0])).not.toContain('set Next');
		}
	});

	it('names the refused number to those behind it, and goes on when a person has moved the series on', async () => {
		const run = runOver(10);
		run.books.refusesSimulate.add(11);
		const results = await run.send([10, 11, 12, 13].map((number) => invoiceOf(number)));
		expect(outcomes(results)).toEqual(['10 posted', '11 refused', '12 blocked', '13 blocked']);
		expect(messages(results[1])).toContain('AccountIsBlocked');
		expect(messages(results[3])).toMatch(/invoice 11.*set Next of the number series to 12/s);
		expect(run.books.orders).toEqual([]);
		run.books.next = 12;
		const heldBack = [{ number: 11, state: 'refused' as const, message: 'the account is blocked' }];
		expect(outcomes(await run.send([invoiceOf(12), invoiceOf(13)], { heldBack }))).toEqual([
			'12 posted',
			'13 posted',
		]);
	});

	it('is blocked by a number that the inbox holds back', async () => {
		const run = runOver(10);
		const results = await run.send([invoiceOf(11)], {
			heldBack: [{ number: 10, state: 'refused', message: 'No project category.' }],
		});
		expect(outcomes(results)).toEqual(['11 blocked']);
		expect(messages(results[0])).toContain('No project category.');
	});

	it.each(['misnumbered', 'mistotalled'] as const)(
		'posts nothing while a person has to decide about a %s one',
		async (state) => {
			const run = runOver(11);
			const results = await run.send([invoiceOf(11)], { heldBack: [{ number: 10, state, message: '' }] });
			expect(outcomes(results)).toEqual(['11 blocked']);
			expect(messages(results[0])).toContain(`delete its row with the state ${state} from the Data Table`);
			expect(run.calls).toEqual([]);
		},
	);

	it('says of a withheld number that the series has to be moved past it, and blocks what is behind', async () => {
		const run = runOver(10);
		const results = await run.send([invoiceOf(10, { sending: 'withheld', plan: undefined }), invoiceOf(11)]);
		expect(outcomes(results)).toEqual(['10 withheld', '11 blocked']);
		expect(results[0]?.findings.map(({ level }) => level)).toEqual(['error']);
		expect(messages(results[0])).toContain('Next to 11');
	});

	it('stops everything when a person posts by hand in the same instant', async () => {
		const run = runOver(10);
		run.carry = async (call, apply) => {
			if (call.name === 'post') run.books.postByHand();
			return await Promise.resolve(apply());
		};
		const results = await run.send([invoiceOf(10), invoiceOf(11)]);
		expect(outcomes(results)).toEqual(['10 misnumbered', '11 blocked']);
		expect(messages(results[0])).toContain('invoice 11');
		expect(numbersIn(run.books)).toEqual([10, 11]);
		expect(results[0]?.held).toHaveLength(1);
	});

	it('gives its claim back when the series moved between simulation and gate', async () => {
		const run = runOver(10);
		run.carry = async (call, apply) => {
			const answer = apply();
			if (call.name === 'simulate') run.books.postByHand();
			return await Promise.resolve(answer);
		};
		expect(outcomes(await run.send([invoiceOf(10)]))).toEqual(['10 waiting']);
		expect(run.books.orders).toEqual([]);
		expect(numbersIn(run.books)).toEqual([10]);
	});

	it('stops behind a number that an invoice posted by hand has taken', async () => {
		const run = runOver(10);
		run.books.postByHand();
		const results = await run.send([invoiceOf(10), invoiceOf(11)]);
		expect(outcomes(results)).toEqual(['10 misnumbered', '11 blocked']);
		expect(messages(results[0])).toContain('Do not transfer to accounting');
		expect(outcomes(await run.send([invoiceOf(10, { sending: 'withheld' }), invoiceOf(11)]))).toEqual([
			'10 withheld',
			'11 posted',
		]);
	});

	it('finds what is posted already, ours or entered by hand, and refuses what is missing below the series', async () => {
		const run = runOver(10);
		await run.send([invoiceOf(10)]);
		run.books.invoices.push({
			InvoiceNumber: 11,
			Account: '20007',
			NetAmount: 100,
			VatAmount: 25,
			TotalAmount: 125,
		});
		run.books.next = 13;
		expect(outcomes(await run.send([10, 11, 12].map((number) => invoiceOf(number))))).toEqual([
			'10 posted',
			'11 unchanged',
			'12 refused',
		]);
		expect(outcomes(await run.send([invoiceOf(10, { known: knownAs(10, 'drafted') })]))).toEqual(['10 unchanged']);
	});

	it('says where Uniconta changed a line, and leaves no order', async () => {
		const run = runOver(10);
		run.books.spoilsLine = (line) => ({ ...line, Vat: '' });
		const results = await run.send([invoiceOf(10), invoiceOf(11)]);
		expect(outcomes(results)).toEqual(['10 refused', '11 blocked']);
		expect(messages(results[0])).toContain('Vat of line 1: "U25" became ""');
		expect([run.books.orders, run.books.lines, run.books.invoices]).toEqual([[], [], []]);
	});

	it("says so and stops when the posted totals are others than Moment's", async () => {
		const run = runOver(10);
		const results = await run.send([
			invoiceOf(10, { plan: planOf(10, { vat: 2_499, gross: 12_499 }) }),
			invoiceOf(11),
		]);
		expect(outcomes(results)).toEqual(['10 mistotalled', '11 blocked']);
		expect(messages(results[0])).toContain('total 124.99 in Moment, 125.00 in Uniconta');
	});

	it.each([true, false])('handles a refused post that %s uses up a number', async (refusedPostConsumes) => {
		const run = runOver(10, { refusedPostConsumes });
		run.books.refusesPost.add(10);
		const results = await run.send([invoiceOf(10), invoiceOf(11)]);
		expect(outcomes(results)).toEqual([refusedPostConsumes ? '10 misnumbered' : '10 refused', '11 blocked']);
		if (refusedPostConsumes) expect(messages(results[0])).toContain('set Next of the number series back to 10');
		expect(run.books.orders).toEqual([]);
	});

	it('writes nothing on a dry run', async () => {
		const run = runOver(10);
		expect(outcomes(await run.send([invoiceOf(10), invoiceOf(11), invoiceOf(13)], { dryRun: true }))).toEqual([
			'10 wouldPost',
			'11 wouldPost',
			'13 waiting',
		]);
		expect(run.calls.filter((call) => isWrite(call) || call.name === 'simulate')).toEqual([]);
	});

	it('begins no invoice when the time is nearly up', async () => {
		const run = runOver(10);
		expect(outcomes(await run.send([invoiceOf(10)], { deadline: run.clock.now() + 10_000 }))).toEqual([
			'10 waiting',
		]);
		expect(run.calls.filter(isWrite)).toEqual([]);
	});

	it('does not throw when a call fails after something was written', async () => {
		const run = runOver(10);
		run.carry = async (call, apply) => {
			if (call.name === 'simulate')
				throw new ApiError('the time was up', { system: 'Uniconta', kind: 'outOfTime', fix: '' });
			return await Promise.resolve(apply());
		};
		expect(outcomes(await run.send([invoiceOf(10), invoiceOf(11)]))).toEqual(['10 failed', '11 waiting']);
	});
});

describe('A post that Uniconta put off', () => {
	const putOff = (retryAfterMs?: number): ApiError =>
		new ApiError('Uniconta is busy', {
			system: 'Uniconta',
			kind: 'busy',
			code: 'ServerIsBusy',
			fix: '',
			retryAfterMs,
		});
	/** Puts off so many posts. */
	const busyFor = (run: Run, times: number, error = putOff()): void => {
		let left = times;
		run.carry = async (call, apply) => {
			if (call.name === 'post' && left-- > 0) throw error;
			return await Promise.resolve(apply());
		};
	};
	const posts = (run: Run): number => run.calls.filter(({ name }) => name === 'post').length;

	it.each([1, 2, 3, 4, 5])(
		'%i times is sent again within the same claim, the gate before each, and the rest follows',
		async (times) => {
			const run = runOver(10);
			busyFor(run, times);
			const begun = run.clock.now();
			expect(outcomes(await run.send([invoiceOf(10), invoiceOf(11)]))).toEqual(['10 posted', '11 posted']);
			expect(numbersIn(run.books)).toEqual([10, 11]);
			expect(posts(run)).toBe(times + 2);
			expect(run.clock.now() - begun).toBeLessThan(60_000);
			const gates = run.calls.filter(({ name, type }) => name === 'find' && type === 'NumberSerieClient').length;
			expect(gates).toBeGreaterThanOrEqual(posts(run));
			expect(run.books.orders).toEqual([]);
		},
	);

	it('for good is failed and not uncertain: nothing was posted, its order goes, and the rest waits', async () => {
		const run = runOver(10);
		busyFor(run, Infinity);
		const results = await run.send([invoiceOf(10), invoiceOf(11)]);
		expect(outcomes(results)).toEqual(['10 failed', '11 waiting']);
		expect(results[0]).toMatchObject({ transient: true, held: [] });
		expect(run.books.orders).toEqual([]);
		expect(run.books.lines).toEqual([]);
		run.carry = async (_call, apply) => await Promise.resolve(apply());
		expect(outcomes(await run.send([invoiceOf(10), invoiceOf(11)]))).toEqual(['10 posted', '11 posted']);
	});

	it("is sent again no sooner than Uniconta asks, and not after the claim's time or near the end of the run", async () => {
		const asked = runOver(10);
		busyFor(asked, 1, putOff(20_000));
		expect(outcomes(await asked.send([invoiceOf(10)]))).toEqual(['10 posted']);
		expect(asked.clock.waits).toEqual([20_000]);
		const long = runOver(10);
		busyFor(long, 1, putOff(150_000));
		expect(outcomes(await long.send([invoiceOf(10)]))).toEqual(['10 failed']);
		expect(posts(long)).toBe(1);
		const late = runOver(10);
		busyFor(late, Infinity);
		const deadline = late.clock.now() + 50_000;
		expect(outcomes(await late.send([invoiceOf(10)], { deadline }))).toEqual(['10 failed']);
		expect(late.clock.now()).toBeLessThan(deadline - 10_000);
	});

	it('is not sent again when somebody took the number meanwhile', async () => {
		const run = runOver(10);
		run.carry = async (call, apply) => {
			if (call.name === 'post') {
				run.books.postByHand();
				throw putOff();
			}
			return await Promise.resolve(apply());
		};
		expect(outcomes(await run.send([invoiceOf(10)]))).toEqual(['10 waiting']);
		expect(posts(run)).toBe(1);
	});
});

describe('A post without a clear answer', () => {
	it('that arrived is found at once, and the rest goes on', async () => {
		const run = runOver(10);
		run.carry = async (call, apply) => {
			const answer = apply();
			if (call.name === 'post') throw noAnswer();
			return await Promise.resolve(answer);
		};
		expect(outcomes(await run.send([invoiceOf(10), invoiceOf(11)]))).toEqual(['10 posted', '11 posted']);
	});

	it('is found by its order number where the invoice does not keep the reference', async () => {
		const run = runOver(10, { keepsReference: false });
		run.carry = async (call, apply) => {
			const answer = apply();
			if (call.name === 'post') throw noAnswer();
			return await Promise.resolve(answer);
		};
		expect(outcomes(await run.send([invoiceOf(10)]))).toEqual(['10 posted']);
	});

	it('that is lost is uncertain, stops the run, is not sent again too soon, and then the same order is posted', async () => {
		const run = runOver(10);
		let lost = 1;
		run.carry = async (call, apply) => {
			if (call.name === 'post' && lost-- > 0) throw noAnswer();
			return await Promise.resolve(apply());
		};
		const [first, second] = await run.send([invoiceOf(10), invoiceOf(11)]);
		expect([first?.outcome, second?.outcome]).toEqual(['uncertain', 'blocked']);
		const attempt = { reference: first?.held[0] ?? '', at: new Date(run.clock.now()).toISOString() };
		expect(attempt.reference).toMatch(/^10#/);
		const again = [invoiceOf(10, { known: knownAs(10, undefined, { attempt }) }), invoiceOf(11)];
		run.clock.advance(60_000);
		const soon = await run.send(again);
		expect(outcomes(soon)).toEqual(['10 uncertain', '11 blocked']);
		expect(soon[0]?.held).toEqual([attempt.reference]);
		run.clock.advance(5 * 60_000);
		expect(outcomes(await run.send(again))).toEqual(['10 posted', '11 posted']);
		expect(numbersIn(run.books)).toEqual([10, 11]);
		expect(run.books.orders).toEqual([]);
	});

	it.each(['', 'Something else', 'Consulting'])(
		'is sent again also where Uniconta made the text of a line "%s"',
		async (Text) => {
			const run = runOver(10);
			run.books.spoilsLine = (line) => ({ ...line, Text });
			let lost = 1;
			run.carry = async (call, apply) => {
				if (call.name === 'post' && lost-- > 0) throw noAnswer();
				return await Promise.resolve(apply());
			};
			const [first] = await run.send([invoiceOf(10)]);
			expect([first?.outcome, messages(first)]).toEqual([
				'uncertain',
				expect.stringContaining('Text of line 1, Text of line 2'),
			]);
			const attempt = { reference: first?.held[0] ?? '', at: new Date(run.clock.now()).toISOString() };
			run.clock.advance(6 * 60_000);
			expect(outcomes(await run.send([invoiceOf(10, { known: knownAs(10, undefined, { attempt }) })]))).toEqual([
				'10 posted',
			]);
			expect(run.calls.filter(({ name }) => name === 'post')).toHaveLength(2);
		},
	);

	it('says since when it is looked for and when it may be sent again, of itself and to the one behind, with times that stay', async () => {
		const run = runOver(10);
		run.carry = async (call, apply) => {
			if (call.name === 'post') throw noAnswer();
			return await Promise.resolve(apply());
		};
		const sent = run.clock.now();
		const text = (time: number): string => `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
		const first = await run.send([invoiceOf(10), invoiceOf(11)]);
		const times = `looked for since ${text(sent)}, sent again at the earliest at ${text(sent + 6 * 60_000)}`;
		for (const result of first) expect(messages(result)).toContain(times);
		const attempt = { reference: first[0]?.held[0] ?? '', at: new Date(run.clock.now()).toISOString() };
		const again = [invoiceOf(10, { known: knownAs(10, undefined, { attempt }) }), invoiceOf(11)];
		const looks: string[] = [];
		for (let minute = 1; minute <= 4; minute++) {
			run.clock.advance(60_000);
			const results = await run.send(again);
			expect(outcomes(results)).toEqual(['10 uncertain', '11 blocked']);
			for (const result of results) expect(messages(result)).toContain(times);
			looks.push(results.map(messages).join());
		}
		expect(new Set(looks).size).toBe(1);
		run.clock.advance(2 * 60_000);
		run.carry = async (_call, apply) => await Promise.resolve(apply());
		expect(outcomes(await run.send(again))).toEqual(['10 posted', '11 posted']);
	});

	it.each([
		['with lines', 'uncertain'],
		['without lines', 'waiting'],
	])(
		'an order %s of a run that was killed says until when it holds: a time that stays, and after it goes on',
		async (lines, outcome) => {
			const run = runOver(10);
			const cut = lines === 'with lines' ? 'simulate' : 'insertList';
			run.carry = async (call, apply) => {
				if (call.name === cut || call.name === 'delete') throw new Error('killed');
				return await Promise.resolve(apply());
			};
			await run.send([invoiceOf(10)]).catch(() => undefined);
			run.carry = async (_call, apply) => await Promise.resolve(apply());
			const until = new Date(
				Math.ceil((Math.floor(run.clock.now() / 1000) * 1000 + (17 * 60 + 10) * 1000) / 60_000) * 60_000,
			)
				.toISOString()
				.slice(11, 16);
			const looks: string[] = [];
			for (let minute = 1; minute <= 5; minute++) {
				run.clock.advance(3 * 60_000);
				const results = await run.send([invoiceOf(10)]);
				expect(outcomes(results)).toEqual([`10 ${outcome}`]);
				expect(messages(results[0])).toContain(`${until} UTC`);
				looks.push(messages(results[0]));
			}
			expect(new Set(looks).size).toBe(1);
			run.clock.advance(3 * 60_000);
			expect(outcomes(await run.send([invoiceOf(10)]))).toEqual(['10 posted']);
		},
	);

	it('with nobody who knows of it: the order is fenced off when it is old enough, and posted anew', async () => {
		const run = runOver(10);
		run.carry = async (call, apply) => {
			if (call.name === 'post') throw noAnswer();
			return await Promise.resolve(apply());
		};
		await run.send([invoiceOf(10)]);
		run.carry = async (_call, apply) => await Promise.resolve(apply());
		expect(outcomes(await run.send([invoiceOf(10)]))).toEqual(['10 uncertain']);
		run.clock.advance(18 * 60_000);
		expect(outcomes(await run.send([invoiceOf(10)]))).toEqual(['10 posted']);
		expect(run.books.orders).toEqual([]);
	});

	it('is left to a person where Uniconta would invoice a deleted order', async () => {
		const run = runOver(10, { invoicesDeleted: true });
		run.carry = async (call, apply) => {
			if (call.name === 'post') throw noAnswer();
			return await Promise.resolve(apply());
		};
		await run.send([invoiceOf(10)]);
		run.carry = async (_call, apply) => await Promise.resolve(apply());
		run.clock.advance(18 * 60_000);
		const [result] = await run.send([invoiceOf(10)]);
		expect(result?.outcome).toBe('uncertain');
		expect(messages(result)).toContain('A person has to decide');
		// What was posted stands as it was, so that a person sees it.
		expect(run.books.orders).toHaveLength(1);
		expect(run.books.lines).toHaveLength(2);
	});

	it('stays uncertain, not refused, when something is wrong with it by then, and is posted when it came after all', async () => {
		const run = runOver(10);
		let post: Call | undefined;
		run.carry = async (call, apply) => {
			if (call.name !== 'post') return await Promise.resolve(apply());
			post = call;
			throw noAnswer();
		};
		const [first] = await run.send([invoiceOf(10)]);
		run.carry = async (_call, apply) => await Promise.resolve(apply());
		const attempt = { reference: first?.held[0] ?? '', at: new Date(run.clock.now()).toISOString() };
		const wrong = invoiceOf(10, {
			known: knownAs(10, undefined, { attempt }),
			findings: [{ level: 'error', field: 'Tag', value: '', message: 'It has no category.', fix: '' }],
		});
		run.clock.advance(3_600_000);
		const results = await run.send([wrong, invoiceOf(11)]);
		expect(outcomes(results)).toEqual(['10 uncertain', '11 waiting']);
		expect(results[0]?.held).toEqual([attempt.reference]);
		if (post !== undefined) run.books.apply(post);
		expect(outcomes(await run.send([wrong, invoiceOf(11)]))).toEqual(['10 posted', '11 posted']);
	});

	it('is taken up anew where its order is gone and no invoice came from it', async () => {
		const run = runOver(10);
		const attempt = { reference: '10#tlf8sdabcd', at: new Date(run.clock.now() - 3_600_000).toISOString() };
		expect(outcomes(await run.send([invoiceOf(10, { known: knownAs(10, undefined, { attempt }) })]))).toEqual([
			'10 posted',
		]);
		expect(numbersIn(run.books)).toEqual([10]);
		expect(run.books.orders).toEqual([]);
	});
});

/** What log and inbox keep between the runs of a company: what is posted, and the first word of each attempt. */
class Company {
	readonly known = new Map<number, KnownRecord>();
	readonly last = new Map<number, InvoiceResult>();

	constructor(private readonly run: Run) {}

	async drain(numbers: readonly number[]): Promise<void> {
		const results = await this.run.send(
			numbers.map((number) => invoiceOf(number, this.known.has(number) ? { known: this.known.get(number) } : {})),
		);
		for (const result of results) {
			const number = Number(result.key);
			this.last.set(number, result);
			const [reference] = result.held;
			if (result.outcome === 'posted' || result.outcome === 'unchanged') {
				this.known.set(number, knownAs(number, 'posted', { held: result.held }));
			} else if (
				result.outcome === 'uncertain' &&
				reference !== undefined &&
				this.known.get(number)?.attempt?.reference !== reference
			) {
				this.known.set(
					number,
					knownAs(number, undefined, {
						attempt: { reference, at: new Date(this.run.clock.now()).toISOString() },
					}),
				);
			}
		}
	}
}

class Crash extends Error {}

type Fault = 'busy' | 'lost' | 'unanswered' | 'late' | 'crash' | 'crashAfter';

describe('Whatever happens to one call', () => {
	const plans = fc.record({
		count: fc.integer({ min: 1, max: 5 }),
		deliveries: fc.array(fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 8 }), {
			minLength: 1,
			maxLength: 4,
		}),
		fault: fc.constantFrom<Fault>('busy', 'lost', 'unanswered', 'late', 'crash', 'crashAfter'),
		at: fc.nat({ max: 60 }),
		lateBy: fc.integer({ min: 1, max: 20 }),
		keepsReference: fc.boolean(),
	});

	it('each invoice ends up posted once under its own number, and no order is left', async () => {
		await fc.assert(
			fc.asyncProperty(plans, async ({ count, deliveries, fault, at, lateBy, keepsReference }) => {
				const run = runOver(10, { keepsReference });
				const company = new Company(run);
				const late: Array<{ call: Call; left: number }> = [];
				let made = 0;
				let crashed = false;
				run.carry = async (call, apply) => {
					await Promise.resolve();
					if (crashed) throw new Crash();
					for (const waiting of late) waiting.left -= 1;
					for (const waiting of late.filter(({ left }) => left === 0))
						try {
							run.books.apply(waiting.call);
						} catch {
							/* Uniconta refuses it by then. */
						}
					if (made++ !== at) return apply();
					if (fault === 'busy') throw busy();
					if (fault === 'crash') {
						crashed = true;
						throw new Crash();
					}
					if (fault === 'late' && isWrite(call)) late.push({ call, left: lateBy });
					if (fault === 'unanswered' || fault === 'crashAfter') apply();
					if (fault === 'crashAfter') {
						crashed = true;
						throw new Crash();
					}
					throw noAnswer();
				};
				const arrived = new Set<number>();
				const drain = async (numbers: readonly number[]): Promise<void> => {
					crashed = false;
					await company.drain(numbers).catch((caught: unknown) => {
						if (!(caught instanceof Crash) && !(caught instanceof ApiError)) throw caught;
					});
					run.clock.advance(60_000);
				};
				for (const delivery of [...deliveries, range(0, count - 1)]) {
					const numbers = delivery.map((index) => 10 + (index % count));
					for (const number of numbers) arrived.add(number);
					await drain(numbers);
				}
				for (
					let round = 0;
					round < 60 && [...arrived].some((number) => company.known.get(number)?.outcome !== 'posted');
					round++
				)
					await drain([...arrived]);
				// All that was late has come by then; a last look at what finished claims left behind.
				for (const { call } of late.filter(({ left }) => left > 0))
					try {
						run.books.apply(call);
					} catch {
						/* Uniconta refuses it by then. */
					}
				for (const waiting of late) waiting.left = 0;
				run.clock.advance(20 * 60_000);
				await drain([10 + count]);
				for (const number of range(10, 9 + count)) expect(run.books.postedFor(number)).toEqual([number]);
				expect(
					run.books.orders.filter((row) => !String(row['ReferenceNumber']).startsWith(String(10 + count))),
				).toEqual([]);
			}),
			{ numRuns: 400 },
		);
	});

	it('40 invoices from two runs at once, in any order, with one call in twenty lost, unanswered or late, end up posted once each', async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: 1, max: 2 ** 31 - 2 }), fc.boolean(), async (seed, invoicesDeleted) => {
				let state = seed;
				const chance = (): number => {
					state = (state * 48_271) % 2_147_483_647;
					return state / 2_147_483_647;
				};
				const run = runOver(10, { invoicesDeleted });
				run.clock.random = chance;
				const company = new Company(run);
				const late: Array<{ call: Call; left: number }> = [];
				run.carry = async (call, apply) => {
					for (let turns = Math.floor(chance() * 4); turns >= 0; turns--)
						await new Promise((resolve) => {
							setImmediate(resolve);
						});
					for (const waiting of late) waiting.left -= 1;
					for (const waiting of late.filter(({ left }) => left === 0))
						try {
							run.books.apply(waiting.call);
						} catch {
							/* Uniconta refuses it by then. */
						}
					run.clock.advance(200);
					if (chance() >= 0.05) return apply();
					const kind = chance();
					if (kind < 0.3) apply();
					else if (kind < 0.5 && isWrite(call)) late.push({ call, left: 1 + Math.floor(chance() * 30) });
					throw noAnswer();
				};
				const numbers = range(10, 49);
				const open = (): number[] =>
					numbers.filter((number) => company.known.get(number)?.outcome !== 'posted');
				const drain = async (): Promise<void> => {
					const mixed = [...open(), ...open()].filter(() => chance() < 0.8).sort(() => chance() - 0.5);
					await company.drain(mixed).catch((caught: unknown) => {
						if (!(caught instanceof ApiError)) throw caught;
					});
				};
				for (let round = 0; round < 400 && open().length > 0; round++) {
					await Promise.all([drain(), drain()]);
					run.clock.advance(60_000);
					for (const number of numbers)
						expect(run.books.postedFor(number).filter((as) => as !== number)).toEqual([]);
					for (const number of numbers) expect(run.books.postedFor(number).length).toBeLessThanOrEqual(1);
				}
				const undecided = open();
				// Where Uniconta invoices deleted orders, some are left to a person in the end; never anything else.
				if (!invoicesDeleted) expect(undecided).toEqual([]);
				expect(
					undecided.every((number) =>
						['uncertain', 'blocked', 'waiting', 'failed'].includes(company.last.get(number)?.outcome ?? ''),
					),
				).toBe(true);
			}),
			{ numRuns: 12 },
		);
	});

	it('a refused invoice stays visible, and everything before it is posted', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 10, max: 14 }),
				fc.shuffledSubarray([10, 11, 12, 13, 14], { minLength: 5 }),
				async (bad, order) => {
					const run = runOver(10);
					run.books.refusesSimulate.add(bad);
					const results = await run.send(order.map((number) => invoiceOf(number)));
					expect(numbersIn(run.books)).toEqual(range(10, bad - 1));
					for (const { key, outcome } of results)
						expect(outcome).toBe(
							Number(key) < bad ? 'posted' : Number(key) === bad ? 'refused' : 'blocked',
						);
				},
			),
		);
	});
});

describe('Order draft', () => {
	const draft = { route: 'draft' as const };

	it('makes an order with the number as reference, in few calls, whatever the series says', async () => {
		const run = runOver(777);
		const results = await run.send([invoiceOf(12), invoiceOf(10)], draft);
		expect(outcomes(results)).toEqual(['12 drafted', '10 drafted']);
		expect(run.books.orders.map((row) => String(row['ReferenceNumber']).split('#')[0])).toEqual(['10', '12']);
		expect(run.books.invoices).toEqual([]);
		expect(run.calls.length).toBeLessThanOrEqual(2 * 4 + 2);
	});

	it('is unchanged when sent again, with and without the log', async () => {
		const run = runOver(10);
		const [first] = await run.send([invoiceOf(10)], draft);
		const known = knownAs(10, 'drafted', { unicontaRowId: first?.unicontaRowId ?? '', held: first?.held ?? [] });
		expect(outcomes(await run.send([invoiceOf(10, { known })], draft))).toEqual(['10 unchanged']);
		expect(outcomes(await run.send([invoiceOf(10)], draft))).toEqual(['10 drafted']);
		expect(run.books.orders).toHaveLength(1);
	});

	it('names what differs when it is sent again with another content, and changes nothing', async () => {
		const run = runOver(10);
		await run.send([invoiceOf(10)], draft);
		const plan = planOf(10);
		const changed = {
			...plan,
			lines: plan.lines.map((line, index) => (index === 0 ? { ...line, unitPrice: 41 } : line)),
		};
		const [result] = await run.send(
			[invoiceOf(10, { plan: changed, hash: 'new', known: knownAs(10, 'drafted') })],
			draft,
		);
		expect(result?.outcome).toBe('refused');
		expect(messages(result)).toContain('Price of line 1: "41" became "40"');
	});

	it('is unchanged when a person has invoiced it, and a finding when it is gone without trace', async () => {
		const run = runOver(500);
		const [first, second] = await run.send([invoiceOf(10), invoiceOf(11)], draft);
		const [order] = run.books.orders;
		run.books.apply({
			name: 'post',
			type: '',
			args: {
				order,
				lines: run.books.lines.filter((line) => line['OrderNumber'] === order?.['OrderNumber']),
				date: '',
				simulate: false,
			},
		});
		run.books.orders = [];
		run.books.lines = [];
		const results = await run.send(
			[first, second].map((result, index) =>
				invoiceOf(10 + index, { known: knownAs(10 + index, 'drafted', { held: result?.held ?? [] }) }),
			),
			draft,
		);
		expect(outcomes(results)).toEqual(['10 unchanged', '11 refused']);
		expect(messages(results[1])).toContain('is gone from Uniconta');
		expect(run.books.orders).toEqual([]);
	});

	it('ends with one draft for each, whatever happens to one call', async () => {
		await fc.assert(
			fc.asyncProperty(fc.nat({ max: 14 }), fc.constantFrom('lost', 'unanswered', 'crash'), async (at, fault) => {
				const run = runOver(10);
				let made = 0;
				let crashed = false;
				run.carry = async (_call, apply) => {
					await Promise.resolve();
					if (crashed) throw new Crash();
					if (made++ !== at) return apply();
					if (fault === 'crash') {
						crashed = true;
						throw new Crash();
					}
					if (fault === 'unanswered') apply();
					throw noAnswer();
				};
				for (let round = 0; round < 25; round++) {
					crashed = false;
					await run.send([invoiceOf(10), invoiceOf(11)], draft).catch(() => undefined);
					run.clock.advance(60_000);
				}
				expect(run.books.orders.map((row) => String(row['ReferenceNumber']).slice(0, 3)).sort()).toEqual([
					'10#',
					'11#',
				]);
				expect(run.books.lines).toHaveLength(4);
			}),
			{ numRuns: 60 },
		);
	});

	it.each(['its order still stands', 'its order is not to be seen'])(
		'neither takes nor makes a draft for an invoice whose post had no clear answer, as long as that may come: %s',
		async (what) => {
			const run = runOver(10);
			const post = run.carry;
			run.carry = async (call, apply) => {
				if (call.name === 'post') throw noAnswer();
				return await post(call, apply);
			};
			const [sent] = await run.send([invoiceOf(10)]);
			expect(sent?.outcome).toBe('uncertain');
			run.carry = post;
			const attempt = { reference: sent?.held[0] ?? '', at: new Date(run.clock.now()).toISOString() };
			const again = [invoiceOf(10, { known: knownAs(10, undefined, { hash: '', attempt }) })];
			const [orders, lines] = [[...run.books.orders], [...run.books.lines]];
			if (what.endsWith('seen')) {
				run.books.orders.length = 0;
				run.books.lines.length = 0;
			}
			run.calls.length = 0;
			const [asDraft] = await run.send(again, draft);
			expect(asDraft).toMatchObject({ outcome: 'uncertain', held: sent?.held, transient: true });
			expect(run.calls.filter(isWrite)).toEqual([]);
			// The post comes late after all: it is found, and no draft is made beside it.
			run.books.orders = orders;
			run.books.lines = lines;
			run.books.apply({
				name: 'post',
				type: 'DebtorInvoiceClient',
				args: { order: orders[0], lines, date: '2026-11-20', simulate: false },
			});
			expect(outcomes(await run.send(again, draft))).toEqual(['10 unchanged']);
			expect(run.books.orders).toEqual([]);
		},
	);

	it('takes the order that stands for a draft, once its post can not be on its way any more', async () => {
		const run = runOver(10);
		const post = run.carry;
		run.carry = async (call, apply) => {
			if (call.name === 'post') throw noAnswer();
			return await post(call, apply);
		};
		const [sent] = await run.send([invoiceOf(10)]);
		run.carry = post;
		const attempt = { reference: sent?.held[0] ?? '', at: new Date(run.clock.now()).toISOString() };
		run.clock.advance(20 * 60_000);
		expect(
			outcomes(await run.send([invoiceOf(10, { known: knownAs(10, undefined, { hash: '', attempt }) })], draft)),
		).toEqual(['10 drafted']);
		expect(run.books.orders).toHaveLength(1);
	});

	it('writes nothing on a dry run', async () => {
		const run = runOver(10);
		expect(outcomes(await run.send([invoiceOf(10)], { ...draft, dryRun: true }))).toEqual(['10 wouldDraft']);
		expect(run.calls.filter(isWrite)).toEqual([]);
	});

	it('refuses what Uniconta refuses', async () => {
		const run = runOver(10);
		run.carry = async (call, apply) => {
			if (call.name === 'insert') throw refusal('AccountIsBlocked');
			return await Promise.resolve(apply());
		};
		expect(outcomes(await run.send([invoiceOf(10)], draft))).toEqual(['10 refused']);
	});
});

describe('Post, where an invoice was drafted on another route before', () => {
	it('one that a person has invoiced from its draft, under whatever number, is found and not posted again', async () => {
		const run = runOver(10);
		const [drafted] = await run.send([invoiceOf(10)], { route: 'draft' });
		const order = run.books.orders[0];
		if (order === undefined) throw new Error('no draft');
		run.books.orders.length = 0;
		run.books.lines.length = 0;
		run.books.invoices.push({ ...order, RowId: 999, InvoiceNumber: 4711, TotalAmount: 125 });
		const [result] = await run.send([
			invoiceOf(10, { known: knownAs(10, 'drafted', { held: drafted?.held ?? [] }) }),
		]);
		expect(result).toMatchObject({ outcome: 'unchanged' });
		expect(messages(result)).toContain('invoice 4711');
		expect(numbersIn(run.books)).toEqual([4711]);
	});

	it('one whose draft is gone without a trace is refused, and what to do is said', async () => {
		const run = runOver(10);
		const [result] = await run.send([
			invoiceOf(10, { known: knownAs(10, 'drafted', { held: ['10#t6x2k9ab1c'] }) }),
		]);
		expect(result).toMatchObject({ outcome: 'refused' });
		expect(messages(result)).toContain('moment_uniconta_log');
		expect(numbersIn(run.books)).toEqual([]);
	});
});

describe('Post, where a person posted by hand in the series', () => {
	const byHand = { RowId: 5, InvoiceNumber: 10, Account: '900', TotalAmount: 7 };

	it('stops at the number that is taken, and goes on when the person has let it: the number is not sent, and said once more', async () => {
		const run = runOver(11);
		run.books.invoices.push(byHand);
		expect(outcomes(await run.send([invoiceOf(10), invoiceOf(11)]))).toEqual(['10 misnumbered', '11 blocked']);
		const known = knownAs(10, 'misnumbered', { held: [] });
		const stopped = { heldBack: [{ number: 10, state: 'misnumbered' as const, message: 'Taken.' }] };
		expect(outcomes(await run.send([invoiceOf(10, { known }), invoiceOf(11)], stopped))).toEqual([
			'10 blocked',
			'11 blocked',
		]);
		expect(outcomes(await run.send([invoiceOf(10, { known }), invoiceOf(11)]))).toEqual([
			'10 unchanged',
			'11 posted',
		]);
	});

	it('posts it under its number where the person has made room and set the series back', async () => {
		const run = runOver(10);
		const known = knownAs(10, 'misnumbered', { held: [] });
		expect(outcomes(await run.send([invoiceOf(10, { known }), invoiceOf(11)]))).toEqual(['10 posted', '11 posted']);
	});
});

describe('Post, what a fresh reader found', () => {
	const DAY_MS = 86_400_000;
	const foreign = (number: number) => ({ RowId: 7, InvoiceNumber: number, Account: '900', TotalAmount: 7 });

	it('an uncertain one whose number somebody else took stays uncertain while its post may still come, and is then said to be lost', async () => {
		const run = runOver(11);
		run.books.invoices.push(foreign(10));
		const attempt = { reference: '10#t6x2k9ab1c', at: new Date(run.clock.now()).toISOString() };
		const known = knownAs(10, undefined, {
			hash: '',
			attempt: { ...attempt, reference: `10#${Math.floor(run.clock.now() / 1000).toString(36)}ab1c` },
		});
		expect(outcomes(await run.send([invoiceOf(10, { known })]))).toEqual(['10 uncertain']);
		run.clock.advance(DAY_MS);
		const [lost] = await run.send([invoiceOf(10, { known })]);
		expect(lost).toMatchObject({ outcome: 'misnumbered' });
		expect(messages(lost)).toContain('taken in Uniconta by another invoice');
	});

	it("a fee of last month, to the same customer for the same amount, is not taken for this month's", async () => {
		const { plan } = invoiceOf(10);
		if (plan === undefined) throw new Error('no plan');
		const fee = {
			RowId: 8,
			InvoiceNumber: 10,
			Account: plan.customer,
			Currency: plan.currency,
			NetAmount: plan.net / 100,
			VatAmount: plan.vat / 100,
			TotalAmount: plan.gross / 100,
		};
		const run = runOver(11);
		run.books.invoices.push({ ...fee, Date: '2019-01-31T00:00:00' });
		expect(outcomes(await run.send([invoiceOf(10)]))).toEqual(['10 misnumbered']);
		run.books.invoices = [{ ...fee, Date: `${plan.issueDate}T00:00:00` }];
		const [same] = await run.send([invoiceOf(10)]);
		expect(same).toMatchObject({ outcome: 'unchanged' });
		expect(messages(same)).toContain('without our reference');
	});

	const withheldOne = (number: number): MappedInvoice => ({
		...invoiceOf(number),
		sending: 'withheld',
		findings: [{ level: 'note', field: '', value: '', message: 'It is marked.', fix: '' }],
	});

	it('a withheld number that comes while posting stands still is still open afterwards, and nothing is said of the series', async () => {
		const stops: Array<(run: Run) => Partial<SendOptions>> = [
			() => ({ heldBack: [{ number: 9, state: 'misnumbered', message: 'Taken.' }] }),
			(run) => {
				run.carry = async (call, apply) =>
					await Promise.resolve(call.type === 'NumberSerieClient' ? [] : apply());
				return {};
			},
			(run) => {
				run.carry = async (call, apply) => {
					if (call.name === 'post') throw noAnswer();
					return await Promise.resolve(apply());
				};
				return {};
			},
		];
		for (const stop of stops) {
			const run = runOver(10);
			const options = stop(run);
			const [withheld] = await run.send([withheldOne(11), invoiceOf(10), invoiceOf(12)], options);
			const errors = withheld?.findings.filter(({ level }) => level === 'error') ?? [];
			expect(errors.map(({ message, fix }) => [message.slice(0, 36), fix])).toEqual([
				['It is marked. Posting stands still, ', ''],
			]);
		}
	});

	it.each([
		[11, false],
		[12, false],
		[13, true],
		[14, true],
	])(
		'a withheld number is said to be still to come where it is so when the run is over: %i, with 10 to 12 posted: %s',
		async (number, toCome) => {
			const run = runOver(10);
			run.books.next = number < 13 ? 13 : 10;
			const results = await run.send([
				withheldOne(number),
				...(number < 13 ? [] : [10, 11, 12].map((one) => invoiceOf(one))),
			]);
			expect(messages(results[0]).includes('still to come')).toBe(toCome);
		},
	);

	it('one below the first number asks nobody', async () => {
		const run = runOver(10);
		const old = {
			...invoiceOf(5),
			sending: 'withheld' as const,
			findings: [
				{ level: 'note' as const, field: 'Invoice number', value: '5', message: 'Below the first.', fix: '' },
			],
		};
		expect(outcomes(await run.send([old]))).toEqual(['5 withheld']);
		expect(run.calls).toEqual([]);
	});

	it('a list of posted invoices that cannot be read keeps none from being sent', async () => {
		const run = runOver(11);
		run.carry = async (call, apply) => {
			if (call.name === 'pages' && call.type === 'DebtorInvoiceClient') throw refusal('NoRights');
			return await Promise.resolve(apply());
		};
		const results = await run.send([invoiceOf(10, { known: knownAs(10, 'posted') }), invoiceOf(11)], {
			comparePosted: true,
		});
		expect(outcomes(results)).toEqual(['10 unchanged', '11 posted']);
	});
});

describe('the rate of a foreign currency', () => {
	const plan = planOf(10, { currency: 'EUR', exchangeRate: 7.43 });
	const local = (amount: number) => ({ AmountLocalCur: amount });

	it("is said where Uniconta books another amount than Moment's rate gives, in whichever sign and unit", () => {
		const byRate = (plan.gross / 100) * 7.43;
		expect(rateDifference(plan, local(byRate + 20))).toContain("by Moment's rate 7.43");
		expect(rateDifference(plan, local(-byRate))).toBeUndefined();
		expect(rateDifference({ ...plan, exchangeRate: 743 }, local(byRate))).toBeUndefined();
	});

	it('is not spoken of where Moment gives none or Uniconta does not show the amount', () => {
		expect(rateDifference(plan, {})).toBeUndefined();
		expect(rateDifference(planOf(10), local(1))).toBeUndefined();
	});
});
