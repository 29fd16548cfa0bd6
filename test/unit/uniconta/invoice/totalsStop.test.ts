import type { MappedInvoice } from '../../../../lib/mapping/invoice/plan';
import { isStop } from '../../../../lib/state/inbox';
import { openProblems } from '../../../../lib/notify/problems';
import { lastStates } from '../../../../lib/state/lastRows';
import { planResend } from '../../../../lib/state/resend';
import { otherInvoice, otherLine, OtherOffice, postedIn } from '../../../support/otherRig';
import { OtherUniconta } from '../../../support/otherUniconta';

/** A Uniconta that rounds VAT on each line: with these lines each invoice comes out 0.01 above Moment's total. */
const FIRST = 10_001;
const twoHalves = (number: number) =>
	otherInvoice(number, {
		lines: [
			otherLine({ net: '10.02', quantity: '1', unitPrice: '10.02' }),
			otherLine({ net: '10.02', quantity: '1', unitPrice: '10.02' }),
		],
	});

function officeOf(count: number): { other: OtherUniconta; office: OtherOffice } {
	const other = new OtherUniconta({ vatRounding: 'perLine' });
	return {
		other,
		office: new OtherOffice(
			other,
			Array.from({ length: count }, (_, at) => twoHalves(FIRST + at)),
		),
	};
}
const outcomes = (results: ReadonlyArray<Pick<MappedInvoice, 'key'> & { outcome: string }>): string[] =>
	results.map(({ key, outcome }) => `${key} ${outcome}`);
/** A person has decided: deletes the row, or takes it away in the form. */
const decide = (office: OtherOffice): void => {
	office.inbox = office.inbox.filter((row) => !isStop(row));
};

describe('after an invoice was posted with other totals', () => {
	it('nothing more is posted in this run, nor in the next ones, until a person decides; then the next one only', async () => {
		const { other, office } = officeOf(4);
		expect(outcomes(await office.run())).toEqual([
			'10001 mistotalled',
			'10002 blocked',
			'10003 blocked',
			'10004 blocked',
		]);
		for (let count = 0; count < 5; count++) {
			office.clock.advance(60 * 60_000);
			const results = await office.run(undefined, { comparePosted: count > 2 });
			expect(outcomes(results)).toEqual(['10001 unchanged', '10002 blocked', '10003 blocked', '10004 blocked']);
			expect(results[1]?.findings[0]?.message).toContain(
				'all posting stands still until a person has decided about invoice 10001.',
			);
			expect(results[1]?.findings[0]?.fix).toContain('delete its row with the state mistotalled');
		}
		expect(postedIn(other)).toEqual([FIRST]);
		decide(office);
		expect(outcomes(await office.run())).toEqual([
			'10001 unchanged',
			'10002 mistotalled',
			'10003 blocked',
			'10004 blocked',
		]);
		expect(postedIn(other)).toEqual([FIRST, FIRST + 1]);
	});

	it('the message names the invoice and both totals, never a wrong number, and what to do', async () => {
		const { office } = officeOf(2);
		const [result] = await office.run();
		const [error] = (result?.findings ?? []).filter(({ level }) => level === 'error');
		expect(error?.message).toBe(
			'Invoice 10001 to "Kunde 500 A/S" was posted under its number, but with other totals: VAT 5.01 in Moment, 5.02 in Uniconta; total 25.05 in Moment, 25.06 in Uniconta. Nothing was reversed, and nothing more is posted.',
		);
		expect(error?.fix).toContain('Correct invoice 10001 in Uniconta by a journal entry');
		const said = JSON.stringify([office.log, office.inbox]);
		expect(said).not.toContain('misnumbered');
		expect(said).not.toContain('came apart');
	});

	it('the stop is a row of its own that is not due; the invoice itself is not looked at again', async () => {
		const { office } = officeOf(1);
		const [result] = await office.run();
		expect(office.inbox).toMatchObject([
			{
				entity: 'stop',
				momentId: result?.momentId,
				key: '10001',
				state: 'mistotalled',
				due: null,
				message: expect.stringContaining('with other totals'),
			},
		]);
		expect(office.log.at(-1)).toMatchObject({
			outcome: 'mistotalled',
			held: expect.stringContaining('10001#'),
			unicontaRowId: expect.stringMatching(/\d/),
		});
	});

	it('it is open for the mail until it is decided, also after the nightly comparison, which says the difference once more then', async () => {
		const { office } = officeOf(2);
		await office.run();
		const open = (): string[] =>
			openProblems({ log: office.log, inbox: office.inbox, settings: [], now: office.clock.now(), hours: 24 })
				.filter(({ urgent }) => urgent)
				.map(({ key, outcome }) => `${key} ${outcome}`);
		expect(open()).toEqual(['10001 mistotalled', '10002 blocked']);
		await office.run(undefined, { comparePosted: true });
		expect(open()).toEqual(['10001 mistotalled', '10002 blocked']);
		decide(office);
		expect(open()).toEqual(['10002 blocked']);
		await office.run([twoHalves(FIRST)], { comparePosted: true });
		const last = [...lastStates(office.log).values()].find(({ row }) => row['key'] === '10001')?.row;
		expect(last).toMatchObject({
			outcome: 'unchanged',
			message: expect.stringContaining('stands in Uniconta with something else than in Moment'),
		});
		expect(open()).toEqual(['10002 blocked']);
	});

	it('the form shows the stop by its name, and says of the invoice that it is posted', async () => {
		const { office } = officeOf(1);
		await office.run();
		const input = {
			kinds: ['invoice' as const],
			numbers: '10001',
			log: office.log,
			inbox: office.inbox,
			settings: [],
			found: [],
			refusal: '',
		};
		expect(planResend({ ...input, choice: 'stop' }).rows).toMatchObject([{ key: '10001', outcome: 'mistotalled' }]);
		expect(planResend({ ...input, choice: 'numbers' }).remarks).toEqual([
			expect.stringContaining('Posted already: 10001.'),
		]);
	});

	it('one that was posted by a run that died before it could say so stops posting as well', async () => {
		const { other, office } = officeOf(2);
		await office.run();
		office.log.length = 0;
		office.inbox = [];
		expect(outcomes(await office.run())).toEqual(['10001 mistotalled', '10002 blocked']);
		expect(postedIn(other)).toEqual([FIRST]);
	});
});
