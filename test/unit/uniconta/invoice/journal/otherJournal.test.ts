import { bookState, chanceFrom, OtherOffice, otherInvoice } from '../../../../support/otherRig';
import { OtherUniconta } from '../../../../support/otherUniconta';

const sources = (count: number) => Array.from({ length: count }, (_, at) => otherInvoice(10_001 + at));
const linesIn = (other: OtherUniconta) => other.table('GLDailyJournalLineClient');

describe.each(['number', 'status400'] as const)('300 vouchers in a closed period (refusals as %s)', (refusal) => {
	it('are refused with a finding each, in few calls, and come once it is open', async () => {
		const other = new OtherUniconta({ refusal });
		other.closedBefore = '2026-12-31';
		const office = new OtherOffice(other, sources(300), { route: 'journal', chance: chanceFrom(1) });
		const results = await office.run();
		expect(new Set(results.map(({ outcome }) => outcome))).toEqual(new Set(['refused']));
		expect(
			results.every(({ findings }) =>
				findings.some(({ message }) => /FinancePeriodNotOpen|Regnskabsperioden/.test(message)),
			),
		).toBe(true);
		expect(other.calls.length).toBeLessThan(250);
		expect(linesIn(other)).toEqual([]);
		other.closedBefore = '';
		expect(new Set((await office.run()).map(({ outcome }) => outcome))).toEqual(new Set(['drafted']));
		expect(linesIn(other)).toHaveLength(900);
	});
});

it("Where no label makes a line a customer's, it is said of every voucher, and nothing is left in the journal", async () => {
	const other = new OtherUniconta({ unknownLabel: 'allDropped' });
	const office = new OtherOffice(other, sources(20), { route: 'journal', chance: chanceFrom(2) });
	const results = await office.run();
	expect(
		results.map(({ outcome, findings }) => [
			outcome,
			findings.some(({ level, message }) => level === 'error' && /ledger account/.test(message)),
		]),
	).toEqual(results.map(() => ['refused', true]));
	expect(linesIn(other)).toEqual([]);
	expect(other.calls.length).toBeLessThan(120);
});

it("A voucher whose customer's line became a ledger line is taken out and written anew, whichever run left it there", async () => {
	const other = new OtherUniconta({ labels: 'da', unknownLabel: 'dropped' });
	const office = new OtherOffice(other, sources(3), { route: 'journal', chance: chanceFrom(3) });
	await office.run();
	for (const line of linesIn(other)) delete line.AccountType;
	await new OtherOffice(other, sources(3), { route: 'journal', chance: chanceFrom(3) }).run();
	const typed = linesIn(other).filter(({ AccountType }) => AccountType === 'Debitor');
	expect([linesIn(other).length, typed.length]).toEqual([9, 3]);
});

it.each([2, 3, 5, 8, 13, 21, 34])(
	'Two executions that learn the labels at once keep every voucher once (chance %i)',
	async (seed) => {
		const chance = chanceFrom(seed);
		const other = new OtherUniconta({
			labels: 'da',
			unknownLabel: 'dropped',
			turnsAwayEvery: 9,
			turnsAwayWith: 'hangUp',
		});
		const office = new OtherOffice(other, sources(6), { route: 'journal', chance });
		for (let count = 0; count < 12; count++) {
			await Promise.all([office.run(), office.run()]);
			office.clock.advance(6 * 60_000);
		}
		expect((await office.run()).map(({ outcome }) => outcome)).toEqual(sources(6).map(() => 'unchanged'));
		expect(linesIn(other)).toHaveLength(18);
	},
);

describe.each([12, 0])('A Uniconta that keeps %i characters of a reference', (referenceLength) => {
	it.each(['post', 'draft'] as const)(
		'gets nothing by the route %s: it is said why, and no orders pile up',
		async (route) => {
			const other = new OtherUniconta({ referenceLength });
			const office = new OtherOffice(other, sources(2), { route, chance: chanceFrom(4) });
			for (let count = 0; count < 3; count++) {
				const [first] = await office.run();
				expect([
					first?.outcome,
					first?.findings.some(({ message }) => message.includes('Reference number')),
				]).toEqual(['refused', true]);
			}
			expect(bookState(other)).toEqual({ numbers: [], doubled: [], orders: 0, lines: 0, mails: 0 });
		},
	);
});
