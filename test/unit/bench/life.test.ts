import { live, type Step } from '../../../bench/life';
import type { Measurable, Measurement, Waits, Worked } from '../../../bench/measure';
import { table } from '../../../bench/report';

const never = new Promise<never>(() => undefined);

/** A stage of which a test says what n8n does. */
class FakeStage implements Measurable {
	end: () => void = () => undefined;
	n8n: { pid: number | undefined; ended: Promise<void> } = {
		pid: process.pid,
		ended: new Promise((resolve) => {
			this.end = resolve;
		}),
	};
	answers = true;
	there = 0;
	closed = false;
	private readonly log = {
		clear: () => undefined,
		list: () => [{ status: 503, slowedMs: 0 }],
		counters: () => ({ total: 7, byPath: { 'GET /x': 3, 'POST /y': 4 }, maxSimultaneous: 2 }),
	};
	sandbox = { moment: { log: this.log }, uniconta: { log: this.log } };
	quiet = async (): Promise<boolean> => await Promise.resolve(this.answers && this.n8n.pid !== undefined);
	customers = (): unknown[] => Array.from({ length: 300 });
	arrived = (): number => this.there;
	rows = async (): Promise<Record<string, number>> =>
		await (this.answers
			? Promise.resolve({ created: 1 })
			: Promise.reject(new Error('503 Database is not ready!')));
	close = async (): Promise<void> => {
		this.closed = true;
		await Promise.resolve();
	};
}

/** Nobody waits; a step takes too long where the test says so. */
const waits = (limit: Promise<string> = never): Waits => ({
	settle: async () => {
		await Promise.resolve();
	},
	limit: () => ({ over: limit, clear: () => undefined }),
});

const FINE: Worked = { ok: true, said: '' };

async function lifeOf(
	stage: FakeStage,
	steps: ReadonlyArray<Step<FakeStage>>,
	given: Waits = waits(),
): Promise<Measurement[]> {
	const reported: Measurement[] = [];
	await live(
		{ contender: 'peer', round: 1, waits: given },
		async () => await Promise.resolve(stage),
		steps,
		(one) => reported.push(one),
	);
	return reported;
}

const step = (name: string, work: (stage: FakeStage) => Promise<Worked>): Step<FakeStage> => ({ name, work });
const fine = (name: string): Step<FakeStage> => step(name, async () => await Promise.resolve(FINE));
const shown = (all: readonly Measurement[]) => all.map(({ step: name, ok, said }) => ({ step: name, ok, said }));

describe('what becomes of a contender is a result, and never the end of the bench', () => {
	it('that does its work: a line for each step', async () => {
		const stage = new FakeStage();
		expect(shown(await lifeOf(stage, [fine('all new'), fine('unchanged')]))).toEqual([
			{ step: 'all new', ok: true, said: '' },
			{ step: 'unchanged', ok: true, said: '' },
		]);
		expect(stage.closed).toBe(true);
	});

	it('that is answered 503 and has n8n recover: what n8n said, how many arrived, and the next step', async () => {
		const stage = new FakeStage();
		const swamped = step('all new', async () => {
			stage.there = 120;
			return await Promise.resolve({ ok: false, said: '503 "Database is not ready!"' });
		});
		const [first, second] = await lifeOf(stage, [swamped, fine('unchanged')]);
		expect(first).toMatchObject({ ok: false, said: '503 "Database is not ready!"', arrived: 120, customers: 300 });
		expect(second).toMatchObject({ step: 'unchanged', ok: true });
	});

	it('that leaves an n8n that answers no more: said, and the other steps are not tried', async () => {
		const stage = new FakeStage();
		const swamping = step('all new', async () => {
			stage.answers = false;
			return await Promise.resolve({ ok: false, said: '503 "Database is not ready!"' });
		});
		expect(shown(await lifeOf(stage, [swamping, fine('unchanged')]))).toEqual([
			{
				step: 'all new',
				ok: false,
				said: '503 "Database is not ready!"; n8n did not come to rest; n8n answers no more',
			},
			{ step: 'unchanged', ok: false, said: 'not tried: n8n was out of order after "all new"' },
		]);
		expect(stage.closed).toBe(true);
	});

	it('that takes n8n down while the bench waits for its answer', async () => {
		const stage = new FakeStage();
		const killing = step('all new', async () => {
			stage.n8n.pid = undefined;
			stage.answers = false;
			stage.end();
			return await never;
		});
		const [first] = await lifeOf(stage, [killing]);
		expect(first).toMatchObject({ ok: false, said: 'n8n ended; n8n answers no more' });
	});

	it('that hangs: ended after the time for a step', async () => {
		const stage = new FakeStage();
		const hanging = step('all new', async () => await never);
		const given = waits(Promise.resolve('not through after 30 minutes'));
		expect(shown(await lifeOf(stage, [hanging, fine('unchanged')], given))).toMatchObject([
			{ said: 'not through after 30 minutes' },
			{ said: expect.stringContaining('not tried') },
		]);
	});

	it('whose step throws, whose n8n does not start, or whose stage cannot be taken down', async () => {
		const stage = new FakeStage();
		stage.close = async () => await Promise.reject(new Error('It does not end'));
		const throwing = step('all new', async () => await Promise.reject(new Error('connect ECONNREFUSED')));
		expect(shown(await lifeOf(stage, [throwing]))).toEqual([
			{ step: 'all new', ok: false, said: 'threw: connect ECONNREFUSED' },
		]);
		const reported: Measurement[] = [];
		const start = async (): Promise<FakeStage> => await Promise.reject(new Error('n8n was not ready after 120 s'));
		await live({ contender: 'peer', round: 1, waits: waits() }, start, [fine('all new')], (one) =>
			reported.push(one),
		);
		expect(shown(reported)).toEqual([
			{ step: 'all new', ok: false, said: 'not tried: n8n was not ready after 120 s' },
		]);
	});

	it('and the table says it in a column of its own, in one line', async () => {
		const said = `503 {"message":\n"Database | is not ready!"}${'x'.repeat(300)}`;
		const measured = await lifeOf(new FakeStage(), [
			step('all new', async () => await Promise.resolve({ ok: false, said })),
		]);
		const [head = '', , line = '', ...more] = table(measured).split('\n');
		expect(head).toMatch(/what became of it \|$/);
		expect(line).toContain('503 {"message": "Database \\| is not ready!"}xxx');
		expect(more).toEqual([]);
	});
});
