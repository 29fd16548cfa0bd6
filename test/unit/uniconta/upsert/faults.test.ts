import type { MappedRecord } from '../../../../lib/core/record';
import type { UpsertResult } from '../../../../lib/uniconta/upsert/upsert';
import { ApiError } from '../../../../lib/http/errors';
import type { FaultRule } from '../../../../sandbox/standins';
import { customers, mapAll } from '../../../support/customerSource';
import { startUnicontaRig, type UnicontaRig } from '../../../support/unicontaRig';

let rig: UnicontaRig;
beforeAll(async () => {
	rig = await startUnicontaRig();
});
afterAll(async () => {
	await rig.stop();
});

type Fault = Omit<FaultRule, 'match' | 'skip'>;
const FAULTS: Record<string, Fault> = {
	'the connection breaks before anything is done': { kind: 'reset', times: 1 },
	'the answer is lost after the work was done': { kind: 'timeoutAfterCommit', times: 1 },
	'the work is done one call later, unseen by the first look': { kind: 'lateCommit', times: 1, afterCalls: 1 },
	'the work is done two calls later': { kind: 'lateCommit', times: 1, afterCalls: 2 },
	'the work is done when the run is long over': { kind: 'lateCommit', times: 1 },
	'a 500 without a word': { kind: 'status', status: 500, times: 1 },
	'a 500 with a sentence': {
		kind: 'status',
		status: 500,
		body: 'Object reference not set to an instance of an object.',
		times: 1,
	},
	'a 502 after the work was done': { kind: 'body', status: 502, body: '<html>Bad gateway</html>', times: 1 },
	'a 503': { kind: 'status', status: 503, times: 1 },
	'a 503 that stays': { kind: 'status', status: 503 },
	'a 429 with Retry-After': { kind: 'status', status: 429, headers: { 'retry-after': '2' }, times: 1 },
	'SlowDown as a 200': { kind: 'status', status: 200, body: '"SlowDown"', times: 1 },
	'the company is posting': { kind: 'status', status: 400, body: 'CompanyIsPosting', times: 1 },
	'the login is refused from here on': { kind: 'status', status: 401, body: 'UserOrPasswordIsWrong' },
	'the connection breaks from here on': { kind: 'reset' },
	'a page of HTML': { kind: 'status', status: 200, body: '<html>Please log in</html>', times: 1 },
	'a redirect': { kind: 'status', status: 302, headers: { location: '/login' }, times: 1 },
};

/** Row by row: exactly once, with the content that Moment has. */
function storedNames(): Map<string, string[]> {
	const names = new Map<string, string[]>();
	for (const { values } of rig.debtors()) {
		const key = String(values.Account);
		names.set(key, [
			...(names.get(key) ?? []),
			`${String(values.Name)}/${String(values.Phone)}/${String(values.VatZone)}`,
		]);
	}
	return names;
}

const expectedName = ({ uniconta }: MappedRecord): string => `${String(uniconta.Name)}/${String(uniconta.Phone)}/0`;

function expectTruth(results: readonly UpsertResult[], records: readonly MappedRecord[]): void {
	const stored = storedNames();
	for (const [at, result] of results.entries()) {
		const record = records[at]!;
		if (['created', 'updated', 'unchanged'].includes(result.outcome)) {
			expect([result.outcome, record.key, stored.get(record.key)]).toEqual([
				result.outcome,
				record.key,
				[expectedName(record)],
			]);
		} else {
			expect(['failed', 'refused']).toContain(result.outcome);
			const errors = result.findings.filter(({ level }) => level === 'error');
			expect(errors.length).toBeGreaterThan(0);
			expect(errors.every(({ fix, message }) => fix !== '' && message.includes(record.key))).toBe(true);
		}
	}
}

/** Writes that may have been carried out. */
const writtenSoFar = (): string[] =>
	rig.standIn.log
		.list()
		.filter(
			({ method, fault, status }) =>
				method !== 'GET' &&
				(fault === null || fault.endsWith('Commit') || fault === 'body') &&
				(status ?? 200) < 400,
		)
		.map(({ method, path }) => `${method} ${path}`);

/** Runs once with the fault at one call, then once without; gives what the first run said, or what it threw. */
async function runTwice(records: readonly MappedRecord[], fault: Fault, callIndex: number): Promise<void> {
	rig.standIn.faults.add({ ...fault, skip: callIndex });
	const first = await rig.write(records).catch((caught: unknown) => caught);
	rig.standIn.faults.remove();
	if (Array.isArray(first)) {
		// A late commit may still be under way: what the run says of it is judged after it has landed.
		expectTruth(first as UpsertResult[], records);
	} else {
		// It may throw only as long as it has written nothing.
		expect(first).toBeInstanceOf(ApiError);
		expect(writtenSoFar()).toEqual([]);
	}
	await rig.standIn.releaseLateCommits();
	const second = await rig.write(records);
	expectTruth(second, records);
	expect(second.every(({ outcome }) => ['created', 'updated', 'unchanged'].includes(outcome))).toBe(true);
	rig.forget();
	const third = await rig.write(records);
	expect(new Set(third.map(({ outcome }) => outcome))).toEqual(new Set(['unchanged']));
	expect(rig.writes()).toEqual([]);
	expect(storedNames().size).toBe(records.length);
}

interface Scenario {
	name: string;
	records: MappedRecord[];
	/** What is in Uniconta beforehand. */
	before: MappedRecord[];
}

const plain = (count: number): MappedRecord[] => mapAll(customers(count));
const renamed = (count: number, changed: number): MappedRecord[] =>
	mapAll(customers(count, (index) => (index < changed ? { phone: '+45 99 99 99 99' } : {})));

const SCENARIOS: Scenario[] = [
	{ name: 'a single new customer', records: plain(1), before: [] },
	{ name: 'three new customers', records: plain(3), before: [] },
	{ name: 'three new customers beside others', records: plain(6), before: plain(6).slice(3) },
	{ name: 'a single changed customer', records: renamed(1, 1), before: plain(1) },
	{ name: 'three changed customers', records: renamed(3, 3), before: plain(3) },
	{ name: 'new and changed customers', records: renamed(6, 2), before: plain(4) },
];

async function prepare({ before }: Scenario): Promise<void> {
	rig.reset({}, { demoDebtors: false });
	if (before.length > 0) await rig.write(before);
	rig.forget();
}

describe.each(SCENARIOS)(
	'$name: whatever happens to one call, after the next run each is there once and right',
	(scenario) => {
		it.each(Object.entries(FAULTS))('%s', async (_name, fault) => {
			await prepare(scenario);
			await rig.write(scenario.records);
			const total = rig.calls().length;
			for (let callIndex = 0; callIndex <= total; callIndex++) {
				await prepare(scenario);
				await runTwice(scenario.records, fault, callIndex);
			}
		});
	},
);

describe('600 new customers, in two lists: the same', () => {
	const scenario: Scenario = { name: '', records: plain(600), before: [] };
	const telling = [
		'the answer is lost after the work was done',
		'the work is done one call later, unseen by the first look',
		'a 500 with a sentence',
		'the login is refused from here on',
	];
	it.each(Object.entries(FAULTS).filter(([name]) => telling.includes(name)))('%s', async (_name, fault) => {
		await prepare(scenario);
		await rig.write(scenario.records);
		const total = rig.calls().length;
		for (let callIndex = 0; callIndex <= total; callIndex++) {
			await prepare(scenario);
			await runTwice(scenario.records, fault, callIndex);
		}
	});
});
