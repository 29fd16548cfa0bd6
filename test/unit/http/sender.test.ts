import { ApiError, type ApiErrorKind } from '../../../lib/http/errors';
import { TransportError, type HttpResponse } from '../../../lib/http/port';
import { createSender, retryAfterMs, type Repeatable, type RetryPolicy } from '../../../lib/http/sender';
import { fakeClock, type FakeClock } from '../../support/fakeClock';

const OK: HttpResponse = { status: 200, headers: {}, body: 'fine' };
const REQUEST = { method: 'GET', url: 'https://api.test/things?secret=1' } as const;

type Step = HttpResponse | Error;
const status = (code: number, headers = {}): HttpResponse => ({ status: code, headers, body: '' });
const KINDS: Record<number, ApiErrorKind> = {
	401: 'credentials',
	422: 'refused',
	429: 'busy',
	500: 'unexpected',
	503: 'busy',
};

function senderFor(
	steps: Step[],
	{ clock = fakeClock(), retry = {} }: { clock?: FakeClock; retry?: Partial<RetryPolicy> } = {},
) {
	const sent: number[] = [];
	const send = createSender({
		system: 'Uniconta',
		clock,
		retry: { attempts: 4, baseDelayMs: 500, maxDelayMs: 30_000, deadline: clock.now() + 600_000, ...retry },
		request: async () => {
			sent.push(clock.now());
			const step = steps.shift() ?? OK;
			if (step instanceof Error) throw step;
			return step;
		},
		failureOf: (response) => {
			const kind = KINDS[response.status];
			if (kind === undefined) return undefined;
			return new ApiError(`status ${response.status}`, {
				system: 'Uniconta',
				kind,
				status: response.status,
				fix: '',
				retryAfterMs: retryAfterMs(response.headers['retry-after'], clock.now()),
			});
		},
	});
	return { clock, sent, send: async (repeatable: Repeatable = 'read') => await send(REQUEST, repeatable) };
}

const refused = new TransportError('refused', 'no', 'ECONNREFUSED');
const silence = new TransportError('silence', 'maybe', 'ETIMEDOUT');

describe('the sender', () => {
	it('gives back a good answer at once', async () => {
		const { send, clock } = senderFor([OK]);
		await expect(send()).resolves.toBe(OK);
		expect(clock.waits).toEqual([]);
	});

	it.each([
		['read', 'busy', status(429)],
		['read', 'silence', silence],
		['read', 'a 5xx', status(500)],
		['read', 'a refused connection', refused],
		['write', 'busy', status(503)],
		['write', 'a refused connection', refused],
	] as const)('repeats a %s after %s', async (repeatable, _what, step) => {
		const { send, sent } = senderFor([step, OK]);
		await expect(send(repeatable)).resolves.toBe(OK);
		expect(sent).toHaveLength(2);
	});

	it.each([
		['silence', silence],
		['a 5xx', status(500)],
	])('never repeats a write after %s: it may have been carried out', async (_what, step) => {
		const { send, sent } = senderFor([step, OK]);
		await expect(send('write')).rejects.toMatchObject({ mayHaveHappened: true });
		expect(sent).toHaveLength(1);
	});

	it.each([401, 422])('does not repeat a %i: it would be the same again', async (code) => {
		const { send, sent } = senderFor([status(code)]);
		await expect(send()).rejects.toMatchObject({ status: code });
		expect(sent).toHaveLength(1);
	});

	it('gives up after the allowed number of attempts', async () => {
		const { send, sent } = senderFor(Array.from({ length: 9 }, () => status(429)));
		await expect(send()).rejects.toMatchObject({ kind: 'busy', transient: true });
		expect(sent).toHaveLength(4);
	});

	it('doubles the wait, with chance between half and whole of it', async () => {
		const most = senderFor([status(429), status(429), status(429)], { clock: fakeClock({ chance: 1 }) });
		await most.send();
		expect(most.clock.waits).toEqual([500, 1000, 2000]);
		const least = senderFor([status(429), status(429), status(429)], { clock: fakeClock({ chance: 0 }) });
		await least.send();
		expect(least.clock.waits).toEqual([250, 500, 1000]);
	});

	it('never waits longer than the largest delay of its own', async () => {
		const { send, clock } = senderFor([status(429), status(429), status(429)], { retry: { maxDelayMs: 700 } });
		await send();
		expect(clock.waits).toEqual([500, 700, 700]);
	});

	it('waits at least as long as Retry-After asks', async () => {
		const { send, clock } = senderFor([status(429, { 'retry-after': '90' })]);
		await send();
		expect(clock.waits).toEqual([90_000]);
	});

	it('does not begin a wait that the time budget does not allow', async () => {
		const { send, clock } = senderFor([status(429, { 'retry-after': '900' })]);
		await expect(send()).rejects.toMatchObject({ kind: 'busy' });
		expect(clock.waits).toEqual([]);
	});

	it('sends nothing once the time is up', async () => {
		const { send, clock, sent } = senderFor([OK]);
		clock.advance(600_000);
		await expect(send()).rejects.toMatchObject({ kind: 'outOfTime', transient: true });
		expect(sent).toHaveLength(0);
	});

	it('when a wait took longer than the time that was left, says what the server said', async () => {
		const clock = fakeClock();
		const { send, sent } = senderFor([status(429)], { clock, retry: { deadline: clock.now() + 1_000 } });
		const { sleep } = clock;
		clock.sleep = async (wait) => {
			await sleep(wait);
			clock.advance(1_000);
		};
		await expect(send()).rejects.toMatchObject({ kind: 'busy', message: 'status 429' });
		expect(sent).toHaveLength(1);
	});

	it('names the host, not the query, when nobody answers', async () => {
		const { send } = senderFor([refused, refused, refused, refused]);
		const failure = await send().catch((caught: unknown) => caught);
		expect(failure).toMatchObject({
			kind: 'unreachable',
			message: 'Uniconta could not be reached at api.test (ECONNREFUSED)',
		});
	});

	it('lets through what is not about the network', async () => {
		const own = new RangeError('stopped by a person');
		await expect(senderFor([own]).send()).rejects.toBe(own);
	});

	it('sends one request at a time, in the order they were asked for, also after a failed one', async () => {
		let open = 0;
		const order: string[] = [];
		const clock = fakeClock();
		const send = createSender({
			system: 'Moment',
			clock,
			retry: { attempts: 1, baseDelayMs: 1, maxDelayMs: 1, deadline: Number.POSITIVE_INFINITY },
			request: async ({ url }) => {
				open += 1;
				expect(open).toBe(1);
				await Promise.resolve();
				order.push(url.slice(-1));
				open -= 1;
				return url.endsWith('b') ? status(422) : OK;
			},
			failureOf: ({ status: code }) =>
				code === 200 ? undefined : new ApiError('no', { system: 'Moment', kind: 'refused', fix: '' }),
		});
		const all = ['a', 'b', 'c'].map(
			async (name) => await send({ method: 'GET', url: `https://x/${name}` }, 'read'),
		);
		await Promise.allSettled(all);
		expect(order).toEqual(['a', 'b', 'c']);
	});
});

describe('Retry-After', () => {
	const now = Date.parse('2026-02-01T00:00:00Z');

	it.each([
		['5', 5000],
		['0', 0],
		['Sun, 01 Feb 2026 00:00:30 GMT', 30_000],
		['Sun, 01 Feb 2026 00:00:00 GMT', 0],
		['Sat, 31 Jan 2026 00:00:00 GMT', 0],
		['soon', undefined],
		['', undefined],
		[undefined, undefined],
	])('%p is %p milliseconds', (header, expected) => {
		expect(retryAfterMs(header, now)).toBe(expected);
	});
});
