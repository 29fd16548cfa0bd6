import { packPackage } from '../../sandbox/n8n/package';
import { boundOf, carryOver, runDay, type DayResult } from '../../bench/day/day';
import { DayStage } from '../../bench/day/dayStage';
import { FULL_DAY, ONE_OF_EACH } from '../../bench/day/plan';
import { MOST_CALLS } from '../../bench/day/run';

/**
 * Uniconta calls of a full business day (issue 4), by the sandbox's clock: 5,000 customers, 2,000 projects, 200
 * invoices in 40 bursts, 400 changes, 1,000 postings, sweeps every 15 minutes, one night. Here each of these happens
 * once or twice, in a real n8n with the real templates; the day is what it would cost if each cost the most that was
 * seen. `npm run bench -- day` counts the whole day (docs/measurements.md).
 */
let stage: DayStage;
let day: DayResult;

beforeAll(async () => {
	stage = await DayStage.start({ ...FULL_DAY, customers: 60, projects: 60 }, await packPackage());
	await carryOver(stage);
	day = await runDay(stage, ONE_OF_EACH);
});

afterAll(async () => {
	await stage.close();
});

/** Calls that this thing costs at most. */
const most = (what: string): number => day.parts.find((part) => part.what === what)?.most ?? Number.NaN;

test('everything is done: posted, changed and imported, with nothing left over or refused', () => {
	expect(day.done).toEqual({
		posted: 10,
		updatedCustomers: 7,
		updatedProjects: 7,
		expenses: 40,
		open: [],
		notPosted: [],
	});
	expect(day.counted).toBe(day.total);
});

test('a full business day stays under 3,500 calls to Uniconta', () => {
	expect(boundOf(FULL_DAY, day)).toBeLessThan(MOST_CALLS);
});

/**
 * What invoices cost in calls (docs/measurements.md): the run, its first invoice and each further one, and what is
 * added.
 */
const CALLS = { run: 13, firstInvoice: 8, furtherInvoice: 6, claimedNumbers: 3, newParents: 12 } as const;
const BURST = CALLS.run + CALLS.firstInvoice + CALLS.furtherInvoice * (FULL_DAY.perBurst - 1) + CALLS.claimedNumbers;

test('what the day is made of costs no more than it did when it was measured', () => {
	expect(most('5 invoices finalized')).toBeLessThanOrEqual(BURST);
	expect(most('5 invoices finalized, one on a new project of a new customer')).toBeLessThanOrEqual(
		BURST + CALLS.newParents,
	);
	expect(most('1 of the customers changed')).toBe(2);
	expect(most('1 of the projects changed')).toBe(2);
	expect(most('sweep of invoices')).toBe(0);
	expect(most('notifications')).toBe(0);
});
