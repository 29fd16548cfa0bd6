import { markTogether, type Mark } from '../../../nodes/MomentUnicontaSync/run/markTogether';
import type { Clock } from '../../../lib/http/port';

const mark = (momentId: string): Mark[] => [{ momentId, key: momentId }];

/** A clock whose sleepers wake when the test says so. */
class HandClock implements Clock {
	private time = 1_000_000;
	private sleepers: Array<{ until: number; wake: () => void }> = [];
	now = (): number => this.time;
	random = (): number => 0;
	sleep = async (milliseconds: number): Promise<void> => {
		await new Promise<void>((wake) => this.sleepers.push({ until: this.time + milliseconds, wake }));
	};

	async pass(milliseconds: number): Promise<void> {
		this.time += milliseconds;
		const due = this.sleepers.filter(({ until }) => until <= this.time);
		this.sleepers = this.sleepers.filter(({ until }) => until > this.time);
		for (const { wake } of due) wake();
		for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
	}
}

/** Calls that are carried out when the test says so. */
class Calls {
	readonly made: string[][] = [];
	private ends: Array<(failed: boolean) => void> = [];
	lead = async (marks: readonly Mark[], onMarked: () => void): Promise<string> => {
		this.made.push(marks.map(({ momentId }) => momentId));
		const failed = await new Promise<boolean>((end) => this.ends.push(end));
		if (failed) throw new Error('The database is away');
		onMarked();
		return 'led';
	};

	end(failed = false): void {
		for (const end of this.ends.splice(0)) end(failed);
	}
}

let name = 0;
function rig() {
	const [clock, calls, key] = [new HandClock(), new Calls(), `workflow${(name += 1)}`];
	const send = async (id: string): Promise<string> =>
		await markTogether(key, mark(id), clock, { lead: calls.lead, follow: 'followed' });
	return { clock, calls, send };
}

test('the first leaves at once; what comes within a moment goes together with the next call', async () => {
	const { clock, calls, send } = rig();
	const first = send('1');
	await clock.pass(0);
	expect(calls.made).toEqual([['1']]);
	const others = [send('2'), send('3'), send('4')];
	await clock.pass(100);
	expect(calls.made).toHaveLength(1);
	await clock.pass(300);
	expect(calls.made).toEqual([['1'], ['2', '3', '4']]);
	calls.end();
	expect(await first).toBe('led');
	expect((await Promise.all(others)).sort()).toEqual(['followed', 'followed', 'led']);
});

test('nobody is told that a mark is stored that is not: each marks its own then', async () => {
	const { clock, calls, send } = rig();
	void send('0').catch(() => undefined);
	await clock.pass(0);
	const leader = send('1').catch((error: unknown) => String(error));
	const follower = send('2');
	await clock.pass(400);
	calls.end(true);
	await clock.pass(0);
	expect(await leader).toContain('The database is away');
	expect(calls.made.at(-1)).toEqual(['2']);
	calls.end();
	expect(await follower).toBe('led');
});

test('whose leader never comes back marks its own after a minute', async () => {
	const { clock, calls, send } = rig();
	void send('0').catch(() => undefined);
	await clock.pass(0);
	void send('1');
	void send('2');
	await clock.pass(400);
	expect(calls.made).toHaveLength(2);
	await clock.pass(59_000);
	expect(calls.made).toHaveLength(2);
	await clock.pass(1_000);
	expect(calls.made.at(-1)).toEqual(['2']);
});
