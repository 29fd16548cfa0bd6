import { ApiError } from '../../../../lib/http/errors';
import type { MappedRecord } from '../../../../lib/core/record';
import type { UpsertResult } from '../../../../lib/uniconta/upsert/upsert';
import type { FaultRule } from '../../../../sandbox/standins';
import { BY_DEPARTMENT, mapProjectsOf, projects } from '../../../support/projectSource';
import { startProjectRig, type ProjectRig } from '../../../support/projectRig';

let rig: ProjectRig;
beforeAll(async () => {
	rig = await startProjectRig();
});
afterAll(async () => {
	await rig.stop();
});

type Fault = Omit<FaultRule, 'match' | 'skip'>;
const FAULTS: Record<string, Fault> = {
	'the connection breaks before anything is done': { kind: 'reset', times: 1 },
	'the answer is lost after the work was done': { kind: 'timeoutAfterCommit', times: 1 },
	'the work is done one call later, unseen by the first look': { kind: 'lateCommit', times: 1, afterCalls: 1 },
	'the work is done when the run is long over': { kind: 'lateCommit', times: 1 },
	'a 500 with a sentence': {
		kind: 'status',
		status: 500,
		body: 'Object reference not set to an instance of an object.',
		times: 1,
	},
	'a 502 after the work was done': { kind: 'body', status: 502, body: '<html>Bad gateway</html>', times: 1 },
	'the login is refused from here on': { kind: 'status', status: 401, body: 'UserOrPasswordIsWrong' },
};

const mapped = (count: number, state = 'inProgress'): MappedRecord[] =>
	mapProjectsOf(
		projects(count, () => ({ state })),
		{ ...BY_DEPARTMENT, group: '' },
	);
const DONE = ['created', 'updated', 'unchanged'];

/** Number, phase and group of what is stored, once for each row. */
const stored = (): string[] =>
	rig
		.tableRows('ProjectClient')
		.map(({ values }) => `${String(values.Number)}/${String(values.Phase)}/${String(values.Group)}`)
		.sort();
const expected = (records: readonly MappedRecord[], phase: number): string[] =>
	records.map(({ key }) => `${key}/${phase}/STD`).sort();

const SCENARIOS: Array<{ name: string; records: MappedRecord[]; before: MappedRecord[]; phase: number }> = [
	{ name: 'a single new project', records: mapped(1), before: [], phase: 3 },
	{ name: 'three new projects', records: mapped(3), before: [], phase: 3 },
	{ name: 'a single changed project', records: mapped(1, 'finished'), before: mapped(1), phase: 5 },
	{ name: 'one new and two changed projects', records: mapped(3, 'finished'), before: mapped(2), phase: 5 },
];

describe.each(SCENARIOS)(
	'$name: whatever happens to one call, after the next run each is there once and right',
	({ records, before, phase }) => {
		async function prepare(): Promise<void> {
			rig.reset();
			if (before.length > 0) await rig.writeProjects(before, { user: 'da' });
			rig.forget();
		}

		it.each(Object.entries(FAULTS))('%s', async (_name, fault) => {
			await prepare();
			await rig.writeProjects(records, { user: 'da' });
			const total = rig.calls().length;
			for (let callIndex = 0; callIndex <= total; callIndex++) {
				await prepare();
				rig.standIn.faults.add({ ...fault, skip: callIndex });
				const first: UpsertResult[] | ApiError = await rig
					.writeProjects(records, { user: 'da' })
					.catch((caught: unknown) => {
						// It may throw only as long as it has written nothing.
						if (caught instanceof ApiError) return caught;
						throw caught;
					});
				rig.standIn.faults.remove();
				const claimed =
					first instanceof ApiError
						? []
						: first.filter(({ outcome }) => DONE.includes(outcome)).map(({ key }) => `${key}/${phase}/STD`);
				expect(stored()).toEqual(expect.arrayContaining(claimed));
				await rig.standIn.releaseLateCommits();
				const second = await rig.writeProjects(records, { user: 'da' });
				expect(second.every(({ outcome }) => DONE.includes(outcome))).toBe(true);
				expect(stored()).toEqual(expected(records, phase));
				rig.forget();
				expect(
					(await rig.writeProjects(records, { user: 'da' })).every(({ outcome }) => outcome === 'unchanged'),
				).toBe(true);
				expect(rig.writes()).toEqual([]);
			}
		});
	},
);
