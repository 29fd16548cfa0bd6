import fc from 'fast-check';
import type { ExpenseResult } from '../../../../lib/moment/expenses/result';
import { unfinishedRows } from '../../../../lib/state/inbox';
import { foldLog, logRows } from '../../../../lib/state/log';
import { faultKinds, type FaultRule } from '../../../../sandbox/standins/shared/faults';
import { fakeClock } from '../../../support/fakeClock';
import {
	ACTIVITY,
	mapped,
	posting,
	PROJECT,
	startMomentExpenseRig,
	ZEROS,
	type MomentExpenseRig,
} from '../../../support/momentExpenseRig';

let rig: MomentExpenseRig;

beforeAll(async () => {
	rig = await startMomentExpenseRig();
});
afterAll(async () => await rig.stop());
beforeEach(() => {
	rig.standIn.store.onChange = () => undefined;
	rig.reset();
});

const outcomes = (results: readonly ExpenseResult[]): string[] => results.map(({ outcome }) => outcome);
const references = (): unknown[] => rig.imported().map(({ externalId }) => externalId);
const four = () => mapped([posting(1), posting(2), posting(3, { project: ZEROS }), posting(4, { project: '3003' })]);
const WRITE = 'POST';
const BREAKING = ['reset', 'timeoutAfterCommit'] as const;

describe('an answer that does not come', () => {
	it('after Moment has created the expense: it is found, not created again', async () => {
		rig.standIn.faults.add({
			kind: 'timeoutAfterCommit',
			times: 1,
			match: { method: WRITE, path: 'projectExpenses' },
		});
		expect(outcomes(await rig.import(four()))).toEqual(['created', 'created', 'created', 'created']);
		expect(references()).toHaveLength(4);
	});

	it('before: it failed for now, the rest goes through, and the next run makes up for it', async () => {
		rig.standIn.faults.add({ kind: 'reset', skip: 1, times: 1, match: { method: WRITE, path: 'projectExpenses' } });
		const results = await rig.import(four());
		expect(outcomes(results)).toEqual(['created', 'failed', 'created', 'created']);
		expect(results[1]).toMatchObject({ transient: true, momentId: '10542/KRED/4711/5012/2/3001' });
		expect(outcomes(await rig.import(four()))).toEqual(['unchanged', 'created', 'unchanged', 'unchanged']);
		expect(references()).toHaveLength(4);
	});

	it('of a create that comes through after the run: the next run finds it', async () => {
		rig.standIn.faults.add({ kind: 'lateCommit', times: 1, match: { method: WRITE, path: 'projectExpenses' } });
		expect(outcomes(await rig.import(four()))[0]).toBe('failed');
		await rig.standIn.faults.release();
		expect(outcomes(await rig.import(four()))).toEqual(['unchanged', 'unchanged', 'unchanged', 'unchanged']);
		expect(references()).toHaveLength(4);
	});

	it.each(BREAKING)('to the creation of an activity (%s) leaves no second one', async (kind) => {
		rig.standIn.faults.add({ kind, times: 1, match: { method: WRITE, path: 'projectExtensions' } });
		await rig.import(four());
		await rig.import(four());
		expect(references()).toHaveLength(4);
		expect(
			rig
				.activities()
				.map(({ projectId }) => projectId)
				.sort(),
		).toEqual(['3001', ZEROS, '3003'].map((number) => rig.projectId(number)).sort());
	});

	it('to a change: it is looked up', async () => {
		await rig.import(four());
		rig.standIn.faults.add({ kind: 'timeoutAfterCommit', times: 1, match: { method: 'PATCH' } });
		expect(outcomes(await rig.import(mapped([posting(1, { text: 'Rettet' })])))).toEqual(['updated']);
		rig.standIn.faults.add({ kind: 'reset', times: 1, match: { method: 'PATCH' } });
		expect(outcomes(await rig.import(mapped([posting(2, { text: 'Rettet' })])))).toEqual(['failed']);
	});

	it.each<[string, Partial<FaultRule>, number]>([
		['a key that is no longer accepted', { kind: 'status', status: 401 }, 1],
		['a limit that lasts', { kind: 'status', status: 429 }, 5],
		['a server that is not available', { kind: 'status', status: 503 }, 5],
		['missing rights', { kind: 'status', status: 403 }, 3],
		['answers that do not come, one after the other', { kind: 'reset' }, 3],
		['failures of Moment, one after the other', { kind: 'status', status: 500 }, 3],
	])(
		'%s ends the calls: what is left is nothing that failed, and the next run takes it up',
		async (_, fault, calls) => {
			const all = mapped([...Array<undefined>(80).keys()].map((index) => posting(index + 1)));
			rig.standIn.faults.add({
				skip: 20,
				match: { method: WRITE, path: 'projectExpenses' },
				kind: 'status',
				...fault,
			});
			const first = await rig.import(all);
			expect(first.filter(({ outcome }) => outcome === 'created')).toHaveLength(20);
			const failed = first.filter(({ outcome }) => outcome === 'failed');
			expect(failed.length).toBeLessThanOrEqual(3);
			expect(first.filter(({ outcome }) => outcome === 'postponed')).toHaveLength(60 - failed.length);
			expect(rig.calls().filter((call) => call === 'POST projectExpenses')).toHaveLength(20 + calls);
			expect(logRows(first, { now: 1_800_000_000_000, execution: '1', known: [] })).toHaveLength(
				20 + failed.length,
			);
			rig.standIn.faults.clear();
			expect(
				(await rig.import(all)).every(({ outcome }) => outcome === 'created' || outcome === 'unchanged'),
			).toBe(true);
			expect(references()).toHaveLength(80);
		},
	);

	it('two that Moment cannot take leave the others alone', async () => {
		rig.standIn.faults.add({
			kind: 'status',
			status: 500,
			skip: 4,
			times: 2,
			match: { method: WRITE, path: 'projectExpenses' },
		});
		const results = await rig.import(mapped([...Array<undefined>(10).keys()].map((index) => posting(index + 1))));
		expect(results.filter(({ outcome }) => outcome === 'created')).toHaveLength(8);
		expect(results.filter(({ outcome }) => outcome === 'failed')).toHaveLength(2);
	});

	it('nothing can be looked up: the first says why, the others wait', async () => {
		rig.standIn.faults.add({ kind: 'status', status: 503, match: { method: 'GET' } });
		await expect(rig.import(four())).rejects.toMatchObject({ kind: 'busy' });
		const results = await rig.import(four(), { tellsAll: true });
		expect(outcomes(results)).toEqual(['failed', 'postponed', 'postponed', 'postponed']);
		expect(results[0]?.findings[0]?.message).toContain('503 (not available just now)');
	});
});

describe('a Moment that answers slowly', () => {
	it('gets as many as the time allows and a last look; the rest is left for the next run without a word', async () => {
		const all = mapped([...Array<undefined>(60).keys()].map((index) => posting(index + 1)));
		const clock = fakeClock();
		// Each call takes two seconds.
		const slow = rig.client({ clock, timeBudgetMs: 60_000, before: () => clock.advance(2_000) });
		const first = await rig.import(all, {}, slow);
		const created = first.filter(({ outcome }) => outcome === 'created').length;
		expect(created).toBeGreaterThan(10);
		expect(first.filter(({ outcome }) => outcome === 'postponed')).toHaveLength(60 - created);
		expect(first.flatMap(({ findings }) => findings)).toEqual([]);
		expect(rig.calls().at(-1)).toMatch(/^GET projectExpenses/);
		expect((await rig.import(all)).filter(({ outcome }) => outcome === 'created')).toHaveLength(60 - created);
		expect(references()).toHaveLength(60);
	});
});

describe('another import takes over in the middle', () => {
	it('nothing more is written by this one, and what is left is left to it without a word', async () => {
		let asked = 0;
		const isOurs = async (): Promise<boolean> => await Promise.resolve(++asked <= 2);
		const results = await rig.import(mapped([posting(1), posting(2), posting(3), posting(4)]), { isOurs });
		expect(results.map(({ outcome }) => outcome)).toEqual(['created', 'created', 'postponed', 'postponed']);
		expect(results.flatMap(({ findings }) => findings)).toEqual([]);
		expect(rig.imported()).toHaveLength(2);
	});
});

describe('several with one reference', () => {
	const double = (more = {}): number =>
		rig.put('projectExpenses', {
			projectId: rig.projectId(PROJECT),
			projectExtensionId: 40_000_010,
			expenseDate: '2026-02-03',
			description: 'Murværk 1',
			amount: 1250.5,
			currencyCode: 'DKK',
			supplierName: 'Murer Hansen',
			supplierInvoiceNumber: 'F-1',
			externalId: posting(1).reference,
			...more,
		});

	it('become one: the lowest id stays, and it is said', async () => {
		const [kept, ...others] = [double(), double(), double()];
		const [result] = await rig.import(mapped([posting(1)]));
		expect(rig.imported().map(({ id }) => id)).toEqual([kept]);
		expect(result).toMatchObject({
			outcome: 'unchanged',
			momentId: String(kept),
			findings: [
				{
					level: 'note',
					message: expect.stringContaining(
						`stood in Moment 3 times under its reference; Moment id ${kept} stays, ${others.join(', ')} was deleted.`,
					) as unknown,
				},
			],
		});
	});

	it('stay where Moment does not let them be deleted, with what to do', async () => {
		const [, other] = [double(), double()];
		rig.standIn.faults.add({ kind: 'status', status: 403, match: { method: 'DELETE' } });
		const [result] = await rig.import(mapped([posting(1)]));
		expect(result).toMatchObject({
			outcome: 'unchanged',
			findings: [
				{ level: 'warning', message: expect.stringContaining(`${other} could not all be deleted`) as unknown },
			],
		});
	});

	it('are not deleted on a dry run', async () => {
		double();
		double();
		await rig.import(mapped([posting(1)]), { dryRun: true });
		expect(rig.imported()).toHaveLength(2);
	});

	it('that a late answer left behind during the run are found at its end', async () => {
		// Somebody else creates the same while this run creates its second one.
		const results = rig.import(four());
		rig.standIn.store.onChange = (kind, _entity, row, event) => {
			if (kind === 'projectExpenses' && event === 'create' && row.externalId === posting(2).reference) {
				rig.standIn.store.onChange = () => undefined;
				rig.standIn.store.create(kind, { ...row });
			}
		};
		expect(outcomes(await results)).toEqual(['created', 'created', 'created', 'created']);
		expect(references()).toHaveLength(4);
	});

	it.each([1, 2, 3])('of two runs at the same time leave each posting once, also on the next run (%i)', async () => {
		await Promise.all([rig.import(four()), rig.import(four())]);
		await rig.import(four());
		expect(new Set(references()).size).toBe(4);
		expect(references()).toHaveLength(4);
		expect(rig.activities()).toHaveLength(3);
	});
});

describe('a reference that Moment keeps in another form', () => {
	it('is noticed at the end: the expense is taken back, the others stay', async () => {
		const results = rig.import(four());
		rig.standIn.store.onChange = (kind, _entity, row, event) => {
			if (kind === 'projectExpenses' && event === 'create' && row.externalId === posting(2).reference)
				rig.standIn.store.change(kind, row.id, { externalId: '10542/KRED/47' });
		};
		expect(outcomes(await results)).toEqual(['created', 'refused', 'created', 'created']);
		expect((await results)[1]?.findings[0]?.message).toContain(
			'does not keep the external reference of an expense in "externalId"',
		);
		expect(references()).toEqual(
			four()
				.filter((_, index) => index !== 1)
				.map(({ key }) => key),
		);
	});
});

describe('whatever single thing goes wrong', () => {
	it('each posting is one expense after the next quiet run, and none is lost or doubled', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.constantFrom(...faultKinds.filter((kind) => kind !== 'hang' && kind !== 'delay')),
				fc.constantFrom('GET', 'POST', 'PATCH', 'DELETE'),
				fc.nat(6),
				fc.constantFrom(undefined, 500, 503, 429, 400),
				async (kind, method, skip, status) => {
					rig.reset();
					rig.standIn.faults.add({
						kind,
						skip,
						times: 1,
						match: { method, path: 'projectE' },
						...(kind === 'status' ? { status } : {}),
						...(kind === 'body' ? { body: 'OK', status: 200 } : {}),
						...(kind === 'lateCommit' ? { afterCalls: 2 } : {}),
					});
					await rig.import(four()).catch(() => undefined);
					await rig.standIn.faults.release();
					rig.standIn.faults.clear();
					await rig.import(four());
					expect([...references()].sort()).toEqual(
						four()
							.map(({ key }) => key)
							.sort(),
					);
					expect(rig.activities()).toHaveLength(3);
				},
			),
			{ numRuns: 60 },
		);
	});
});

describe('a whole import', () => {
	const PROJECTS = [...Array<undefined>(20).keys()].map((index) => (index === 1 ? ZEROS : String(3001 + index)));
	const many = (count: number) =>
		mapped(
			[...Array<undefined>(count).keys()].map((index) =>
				posting(index + 1, {
					project: PROJECTS[index % PROJECTS.length] ?? PROJECT,
					postingId: 5000 + Math.floor(index / 10),
				}),
			),
		);

	it('broken off in the middle and done again has each once, in few calls', async () => {
		const all = many(300).filter(({ moment }) => rig.projectId(moment.projectNumber) !== 0);
		rig.standIn.faults.add({
			kind: 'status',
			status: 401,
			skip: 120,
			match: { method: WRITE, path: 'projectExpenses' },
		});
		const first = await rig.import(all);
		expect(first.filter(({ outcome }) => outcome === 'created')).toHaveLength(120);
		rig.standIn.faults.clear();
		rig.forget();
		const second = await rig.import(all);
		expect(second.every(({ outcome }) => outcome === 'created' || outcome === 'unchanged')).toBe(true);
		expect(new Set(references()).size).toBe(all.length);
		expect(references()).toHaveLength(all.length);
		expect(rig.calls().filter((call) => call.startsWith('GET')).length).toBeLessThan(25);
		rig.forget();
		expect((await rig.import(all)).every(({ outcome }) => outcome === 'unchanged')).toBe(true);
		expect(rig.calls().length).toBeLessThan(10);
	});

	it('is known to the log afterwards, so that the next one asks for nothing; what failed is in the inbox', async () => {
		rig.standIn.faults.add({ kind: 'reset', skip: 1, times: 1, match: { method: WRITE, path: 'projectExpenses' } });
		const results = await rig.import(four());
		const rows = logRows(results, { now: 1_800_000_000_000, execution: '1', known: [] }).map((row, id) => ({
			...row,
			id,
		}));
		expect(rows.map(({ outcome, momentId }) => [outcome, momentId])).toEqual(
			results.map(({ outcome, momentId }) => [outcome, momentId]),
		);
		expect(unfinishedRows(results, { now: 1_800_000_000_000, taken: [], comparison: false })).toMatchObject([
			{ entity: 'expense', momentId: four()[1]?.key, state: 'retry' },
		]);
		rig.forget();
		const again = await rig.import(
			mapped(
				[posting(1), posting(3, { project: ZEROS }), posting(4, { project: '3003' })],
				{},
				foldLog(rows, 'expense'),
			),
		);
		expect(outcomes(again)).toEqual(['unchanged', 'unchanged', 'unchanged']);
		expect(rig.calls()).toEqual([]);
		expect(logRows(again, { now: 1_800_000_000_000, execution: '2', known: rows })).toEqual([]);
	});
});

describe('an activity', () => {
	const PROJECT_ID = (): string => String(rig.projectId(PROJECT));

	it('is found whatever the case and the spaces around it, an open one before a closed one, the lowest id first', async () => {
		const projectId = rig.projectId(PROJECT);
		rig.put('projectExtensions', { projectId, name: ACTIVITY, projectExtensionState: 'closed' });
		const open = rig.put('projectExtensions', { projectId, name: ' udLÆG ' });
		rig.put('projectExtensions', { projectId, name: 'Udlæg' });
		rig.forget();
		expect(await rig.client().activity(PROJECT_ID(), `  ${ACTIVITY.toUpperCase()} `)).toMatchObject({
			created: false,
			activity: { id: String(open) },
		});
		expect(rig.writes()).toEqual([]);
	});

	it('is created once for each project and run', async () => {
		await rig.import(
			mapped(
				[...Array<undefined>(6).keys()].map((index) =>
					posting(index + 1, { project: index % 2 === 0 ? PROJECT : ZEROS }),
				),
			),
		);
		expect(rig.activities()).toHaveLength(2);
		expect(rig.calls().filter((call) => call === 'POST projectExtensions')).toHaveLength(2);
	});

	it.each([[[]], [['projectId']]])(
		'is one, and the same, for two runs at the same time (ignored filters: %j)',
		async (ignoredFilters) => {
			rig.reset({ ignoredFilters });
			const found = await Promise.all([
				rig.client().activity(PROJECT_ID(), ACTIVITY),
				rig.client().activity(PROJECT_ID(), ACTIVITY),
			]);
			expect(rig.activities()).toHaveLength(1);
			expect(new Set(found.map(({ activity }) => activity.id))).toEqual(
				new Set([String(rig.activities()[0]?.id)]),
			);
		},
	);

	it('refused for very many is told once, and nothing of them counts as done', async () => {
		const all = mapped(
			[...Array<undefined>(60).keys()].map((index) => posting(index + 1)),
			{ activityName: '<b>' },
		);
		const results = await rig.import([...all, ...mapped([posting(99, { project: ZEROS })])]);
		expect(results.filter(({ outcome }) => outcome === 'failed')).toHaveLength(60);
		expect(results.at(-1)?.outcome).toBe('created');
		const rows = logRows(results, { now: 1_800_000_000_000, execution: '1', known: [] });
		expect(rows).toHaveLength(2);
		expect(rows.at(-1)).toMatchObject({
			key: '',
			message: expect.stringContaining('60 records of this run did not get through. The first:') as unknown,
		});
		expect(rows.at(-1)?.message).toContain('has no activity "<b>", and Moment refuses to create it');
		expect(rows.at(-1)?.fix).toContain('expenses.activity');
		const known = rows.map((row, id) => ({ ...row, id }));
		expect(logRows(await rig.import(all), { now: 1_800_000_000_000, execution: '2', known })).toEqual([]);
	});

	it('refused by Moment is asked for once in a run, also for many postings', async () => {
		await rig.import(mapped([posting(1), posting(2), posting(3)], { activityName: '<b>' }));
		expect(rig.calls().filter((call) => call === 'POST projectExtensions')).toHaveLength(1);
	});
});
