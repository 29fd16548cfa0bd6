import { Faults, type FaultRule } from '../../sandbox/standins/shared/faults';
import { ask, dig, someDebtor, useSandbox } from './support';

const call = { method: 'GET', target: '/odata/DebtorClient?$top=1', user: 'moment-sync' };

describe('a fault rule', () => {
	const hits = (rule: FaultRule, times = 1): boolean[] => {
		const faults = new Faults();
		faults.add(rule);
		return Array.from({ length: times }, () => faults.take(call) !== undefined);
	};

	test('matches by method, by path with query, and by user', () => {
		expect(hits({ kind: 'reset' })).toEqual([true]);
		expect(hits({ kind: 'reset', match: { method: 'get', path: 'DebtorClient\\?', user: 'moment-sync' } })).toEqual(
			[true],
		);
		for (const match of [{ method: 'POST' }, { path: '^/api' }, { user: 'moment-synk' }])
			expect(hits({ kind: 'reset', match })).toEqual([false]);
	});

	test('lets calls pass first, hits so many, then no more', () => {
		expect(hits({ kind: 'reset', skip: 1, times: 2 }, 5)).toEqual([false, true, true, false, false]);
	});

	test('is refused when it is not understood, and replaced by one with the same id', () => {
		const faults = new Faults();
		for (const rule of [
			{},
			{ kind: 'explode' },
			{ kind: 'reset', match: { path: '(' } },
			{ kind: 'reset', more: 1 },
			{ kind: 'status', status: 42 },
		]) {
			expect(() => faults.add(rule)).toThrow();
		}
		faults.add({ id: 'a', kind: 'reset' });
		faults.add({ id: 'a', kind: 'hang' });
		expect(faults.list()).toMatchObject([{ id: 'a', kind: 'hang' }]);
	});
});

describe('faults of the stand-ins', () => {
	const client = useSandbox();
	const uniconta = () => client.sandbox.uniconta;
	const insert = async (account: string) => await client.insert('DebtorClient', someDebtor(account));
	const stored = (account: string): boolean =>
		uniconta().ledger.company(10_542)?.hasKey('DebtorClient', account) ?? false;

	test('status: answered with body and headers, not acted on', async () => {
		uniconta().faults.add({
			kind: 'status',
			status: 429,
			body: 'SlowDown',
			headers: { 'retry-after': '2' },
			times: 1,
		});
		const answer = await insert('1');
		expect(answer).toMatchObject({ status: 429, text: 'SlowDown' });
		expect(answer.headers.get('retry-after')).toBe('2');
		expect(stored('1')).toBe(false);
		expect((await insert('1')).status).toBe(204);
	});

	test('status: a 2xx with an error word is one too', async () => {
		uniconta().faults.add({ kind: 'status', status: 200, body: 'ArgumentMissing' });
		expect(await insert('1')).toMatchObject({ status: 200, text: 'ArgumentMissing' });
		expect(stored('1')).toBe(false);
	});

	test('reset: the connection breaks and nothing is done', async () => {
		uniconta().faults.add({ kind: 'reset', times: 1 });
		await expect(insert('1')).rejects.toThrow();
		expect(stored('1')).toBe(false);
		expect(uniconta().log.list()).toMatchObject([{ status: null, fault: 'reset' }]);
		expect((await insert('1')).status).toBe(204);
	});

	test('hang: nothing is done until the client gives up', async () => {
		uniconta().faults.add({ kind: 'hang' });
		const { userName, password } = client.sandbox.unicontaCredential;
		const headers = { authorization: `Basic ${btoa(`${userName}:${password}`)}` };
		await expect(
			fetch(`${uniconta().odataUrl}/odata`, { headers, signal: AbortSignal.timeout(20) }),
		).rejects.toThrow(/timeout/i);
		uniconta().faults.remove();
		expect((await insert('1')).status).toBe(204);
	});

	test('timeoutAfterCommit: acted on, never answered', async () => {
		uniconta().faults.add({ kind: 'timeoutAfterCommit', times: 1, delayMs: 1 });
		await expect(insert('1')).rejects.toThrow();
		expect(stored('1')).toBe(true);
		expect((await insert('1')).text).toBe('KeyExists');
	});

	test('lateCommit: the first look does not see it, a later one does', async () => {
		uniconta().faults.add({ kind: 'lateCommit', match: { method: 'POST' }, times: 1, afterCalls: 2 });
		await expect(insert('1')).rejects.toThrow();
		expect(await client.debtor('1')).toBeUndefined();
		expect(await client.debtor('1')).toBeUndefined();
		expect(await client.debtor('1')).toMatchObject({ Account: '1' });
	});

	test('lateCommit: waits for its release, and is refused where the row has come another way', async () => {
		uniconta().faults.add({ kind: 'lateCommit', times: 2 });
		await expect(insert('1')).rejects.toThrow();
		await expect(insert('2')).rejects.toThrow();
		expect((await insert('2')).status).toBe(204);
		expect(await uniconta().releaseLateCommits()).toBe(2);
		expect(stored('1')).toBe(true);
		expect(uniconta().ledger.company(10_542)?.export().DebtorClient).toHaveLength(5);
	});

	test('delay: acted on and answered', async () => {
		uniconta().faults.add({ kind: 'delay', delayMs: 3 });
		expect((await insert('1')).status).toBe(204);
	});

	test('body: acted on, answered otherwise', async () => {
		uniconta().faults.add({ kind: 'body', status: 500, body: '<html>Bad gateway</html>' });
		expect(await insert('1')).toMatchObject({ status: 500, text: '<html>Bad gateway</html>' });
		expect(stored('1')).toBe(true);
	});

	test('hit Moment as well, and paths that do not exist', async () => {
		client.sandbox.moment.faults.add({ kind: 'status', status: 502, match: { path: '/nowhere' } });
		expect((await client.moment('/nowhere')).status).toBe(502);
		expect((await client.moment('/customers')).status).toBe(200);
	});

	test('are set, listed, removed and released over HTTP', async () => {
		const faults = async (method: string, path = '', body?: unknown) =>
			await ask(`${uniconta().webApiUrl}/_sandbox/faults${path}`, { method, body });
		expect(dig((await faults('POST', '', { kind: 'nonsense' })).json, 'message')).toContain('kind');
		expect(
			(
				await faults('POST', '', [
					{ id: 'late', kind: 'lateCommit', times: 1 },
					{ kind: 'delay', delayMs: 1 },
				])
			).json,
		).toHaveLength(2);
		await expect(insert('1')).rejects.toThrow();
		expect((await faults('GET')).json).toMatchObject({
			faults: [{ id: 'late', hits: 1 }, { kind: 'delay' }],
			waiting: 1,
		});
		expect((await faults('POST', '/release')).json).toEqual({ committed: 1 });
		await faults('DELETE', '/late');
		expect(dig((await faults('GET')).json, 'faults')).toHaveLength(1);
		expect((await faults('DELETE')).status).toBe(204);
		expect(dig((await faults('GET')).json, 'faults')).toEqual([]);
	});
});
