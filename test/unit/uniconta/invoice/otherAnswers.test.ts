import type { Outcome } from '../../../../lib/core/outcome';
import { bookState, OtherOffice, otherInvoice } from '../../../support/otherRig';
import { OtherUniconta } from '../../../support/otherUniconta';
import type { Unknowns } from '../../../support/otherUnknowns';

/**
 * Everything the reference leaves open, each answered in every other way, on all three routes: nothing may come of it.
 */
const ANSWERS: ReadonlyArray<Partial<Unknowns>> = [
	{ insertAnswer: 'noContent' },
	{ insertAnswer: 'empty' },
	{ insertAnswer: 'id' },
	{ insertAnswer: 'idObject' },
	{ insertAnswer: 'list' },
	{ insertListAnswer: 'noContent' },
	{ insertListAnswer: 'count' },
	{ insertListAnswer: 'ok' },
	{ webFilter: 'ignored' },
	{ webFilter: 'contains' },
	{ odataFilter: 'ignored' },
	{ pageSize: 10 },
	{ pageSize: 3 },
	{ pageSize: 3, webFilter: 'ignored', odataFilter: 'ignored' },
	{ pageSize: 3, webFilter: 'contains' },
	{ pageSize: 10, skip: 'ignored' },
	{ pageSize: 3, skip: 'ignored' },
	{ orderBy: 'name' },
	{ orderBy: 'refused' },
	{ orderBy: 'ignored' },
	{ skip: 'besideTake' },
	{ pageSize: 3, orderBy: 'refused' },
	{ pageSize: 3, skip: 'besideTake', orderBy: 'ignored' },
	{ identity: 'RowId' },
	{ identity: 'PrimaryKeyId' },
	{ identity: 'PrimaryKey1Id' },
	{ numbers: 'text' },
	{ invoiceNumber: 'text' },
	{ keyCase: 'camel' },
	{ referenceLength: 20 },
	{ referenceLength: 30 },
	{ referenceOnInvoice: false },
	{ orderNumberOnInvoice: false },
	{ orderNumberFilter: 'notOnLines' },
	{ orderNumberFilter: 'nowhere' },
	{ deleteAnswer: 'empty' },
	{ deleteAnswer: 'row' },
	{ deleteAnswer: 'true' },
	{ deletePath: 'single' },
	{ headerDelete: 'takesLines' },
	{ headerDelete: 'refusedWithLines' },
	{ settingsOn: 'odata' },
	{ settingsOn: 'nowhere' },
	{ seriesOn: 'odata' },
	{ generateWants: 'orderNumberInOrder' },
	{ generateWants: 'noNullItem' },
	{ generateWants: 'nullItem' },
	{ generateAnswer: 'text' },
	{ generateAnswer: 'noNumber' },
	{ generateAnswer: 'camel' },
	{ simulateAnswer: 'next' },
	{ simulateAnswer: 'none' },
	{ brokenAnswerEvery: 2 },
	{ brokenAnswerEvery: 2, referenceOnInvoice: false },
	{ orderAfterInvoice: 'kept' },
	{ orderAfterInvoice: 'kept', brokenAnswerEvery: 2 },
	{ invoicesDeleted: true },
	{ tokenCalls: 5 },
	{ tokenCalls: 5, refreshWorks: false },
	{ tokenCalls: 17, secondLogin: 'endsFirst' },
	{ login: 'pascal' },
	{ labels: 'da' },
	{ labels: 'da', unknownLabel: 'dropped' },
	{ labels: 'number' },
	{ labels: 'number', unknownLabel: 'dropped' },
	{ journalVoucher: 'assigned' },
	{ turnsAwayEvery: 9 },
	{ turnsAwayEvery: 9, turnsAwayWith: 'slowDown' },
	{ turnsAwayEvery: 9, turnsAwayWith: 'unavailable' },
];
const SOURCES = [10_003, 10_001, 10_004, 10_002].map((number) => otherInvoice(number));
const nameOf = (unknowns: Partial<Unknowns>): string =>
	Object.entries(unknowns)
		.map(([name, value]) => `${name}: ${String(value)}`)
		.join(', ');
const CASES = ANSWERS.map((unknowns) => [nameOf(unknowns), unknowns] as const);

describe.each(CASES)('Where Uniconta has %s', (_name, unknowns) => {
	it.each<[route: 'post' | 'draft' | 'journal', done: Outcome, state: object, journal: number, calls: number]>([
		['post', 'posted', { numbers: [10_001, 10_002, 10_003, 10_004], orders: 0, lines: 0, mails: 0 }, 0, 90],
		['draft', 'drafted', { numbers: [], orders: 4, lines: 8, mails: 0 }, 0, 50],
		['journal', 'drafted', { numbers: [], orders: 0, lines: 0, mails: 0 }, 12, 60],
	])('the route %s brings four invoices once, in one run', async (route, done, state, journal, calls) => {
		const other = new OtherUniconta(unknowns);
		const office = new OtherOffice(other, SOURCES, { route });
		const results = await office.run();
		expect(results.map(({ outcome }) => outcome)).toEqual(SOURCES.map(() => done));
		expect(bookState(other)).toMatchObject(state);
		expect(other.table('GLDailyJournalLineClient')).toHaveLength(journal);
		expect(other.calls.length).toBeLessThanOrEqual(calls);
		const before = other.calls.length;
		expect((await office.run()).map(({ outcome }) => outcome)).toEqual(SOURCES.map(() => 'unchanged'));
		if (route === 'post') expect(other.calls.length).toBe(before);
		expect(bookState(other)).toMatchObject(state);
	});
});

it('No order that Uniconta keeps after invoicing holds up the next invoices', async () => {
	const other = new OtherUniconta({ orderAfterInvoice: 'kept' });
	const office = new OtherOffice(other, SOURCES);
	await office.run(SOURCES.filter(({ invoiceNumber }) => Number(invoiceNumber) < 10_003));
	office.clock.advance(60_000);
	expect((await office.run()).map(({ key, outcome }) => `${key} ${outcome}`).sort()).toEqual([
		'10001 unchanged',
		'10002 unchanged',
		'10003 posted',
		'10004 posted',
	]);
});

it('Where neither reference nor order number comes back, the answer to the post tells, and without it a person is asked about nothing twice', async () => {
	const other = new OtherUniconta({ referenceOnInvoice: false, orderNumberOnInvoice: false });
	const office = new OtherOffice(other, SOURCES);
	expect((await office.run()).map(({ outcome }) => outcome)).toEqual(SOURCES.map(() => 'posted'));
	expect(bookState(other).numbers).toEqual([10_001, 10_002, 10_003, 10_004]);
});

it('A login that gives a bare string is said as what it is, and nothing is sent', async () => {
	const other = new OtherUniconta({ login: 'bareString' });
	await expect(new OtherOffice(other, SOURCES).run()).rejects.toThrow(/company.*NoCompanyId/);
	expect(other.posts).toBe(0);
});
