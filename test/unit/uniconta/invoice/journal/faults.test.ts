import { knownAs } from '../../../../support/invoiceRig';
import type { FaultRule } from '../../../../../sandbox/standins';
import type { MappedInvoice } from '../../../../../lib/mapping/invoice/plan';
import type { InvoiceTask } from '../../../../../lib/uniconta/invoice/types';
import { ApiError } from '../../../../../lib/http/errors';
import { invoices, outcomes, startJournalRig, vouchers, type JournalRig } from './rig';

let rig: JournalRig;
beforeAll(async () => {
	rig = await startJournalRig();
});
afterAll(async () => {
	await rig.stop();
});

const FAULTS: Record<string, Omit<FaultRule, 'match' | 'skip'>> = {
	'the connection breaks before anything is done': { kind: 'reset', times: 1 },
	'the answer is lost after the work was done': { kind: 'timeoutAfterCommit', times: 1 },
	'the work is done one call later': { kind: 'lateCommit', times: 1, afterCalls: 1 },
	'the work is done two calls later': { kind: 'lateCommit', times: 1, afterCalls: 2 },
	'the work is done when the run is long over': { kind: 'lateCommit', times: 1 },
	'a 500 without a word': { kind: 'status', status: 500, times: 1 },
	'a 502 after the work was done': { kind: 'body', status: 502, body: '<html>Bad gateway</html>', times: 1 },
	'a refusal': { kind: 'status', status: 400, body: 'FieldHasinvalidValue', times: 1 },
	'a page of HTML': { kind: 'status', status: 200, body: '<html>Please log in</html>', times: 1 },
	'the login is refused from here on': { kind: 'status', status: 401, body: 'UserOrPasswordIsWrong' },
};
const WHOLE = { lines: 3, balance: 0, marks: 1 };
const NUMBERS = [57, 58, 59];
const EXPECTED = { 57: WHOLE, 58: WHOLE, 59: WHOLE };

/** As the log would hand them in again. */
function again(tasks: readonly InvoiceTask[] | undefined): MappedInvoice[] {
	return invoices(...NUMBERS).map((invoice, at) => {
		const before = tasks?.[at];
		if (before?.outcome !== 'uncertain' || before.reference === undefined) return invoice;
		return {
			...invoice,
			known: knownAs(invoice.plan!.number, 'uncertain', {
				attempt: { reference: before.reference, at: new Date(rig.clock.now()).toISOString() },
			}),
		};
	});
}

/** A list that fails keeps part of itself; with nothing kept the ways are fewer, and two faults show them. */
const CASES = [
	...Object.entries(FAULTS).map(([name, fault]) => ({ name, fault, listFailure: 'part' as const })),
	...['the connection breaks before anything is done', 'a refusal'].map((name) => ({
		name,
		fault: FAULTS[name]!,
		listFailure: 'none' as const,
	})),
];

describe('a fault at any one call', () => {
	it.each(CASES)(
		'$name (kept of a failed list: $listFailure): each voucher stands once and whole in the end',
		async ({ fault, listFailure }) => {
			rig.reset({ listFailure });
			await rig.run(invoices(...NUMBERS));
			const calls = rig.calls().length;
			expect(vouchers(rig.lines())).toEqual(EXPECTED);
			for (let skip = 0; skip <= calls; skip++) {
				rig.reset({ listFailure });
				rig.standIn.faults.add({ ...fault, match: {}, skip });
				const first = await rig.run(invoices(...NUMBERS)).catch((caught: unknown) => {
					// The checks may throw: nothing is written by then.
					if (!(caught instanceof ApiError)) throw caught;
					expect(rig.lines()).toEqual([]);
					return undefined;
				});
				rig.standIn.faults.remove();
				for (const task of first ?? []) {
					if (['drafted', 'unchanged'].includes(task.outcome ?? ''))
						expect(vouchers(rig.lines())[task.mapped.key]).toMatchObject({ lines: 3, balance: 0 });
					else expect(task.findings.some(({ level, fix }) => level === 'error' && fix !== '')).toBe(true);
				}
				await rig.standIn.releaseLateCommits();
				rig.clock.advance(6 * 60_000);
				const second = await rig.run(again(first));
				expect([
					skip,
					outcomes(second).filter((outcome) => outcome !== 'drafted' && outcome !== 'unchanged'),
				]).toEqual([skip, []]);
				expect([skip, vouchers(rig.lines())]).toEqual([skip, EXPECTED]);
				rig.forget();
				expect(new Set(outcomes(await rig.run(invoices(...NUMBERS))))).toEqual(new Set(['unchanged']));
				expect(rig.writes()).toEqual([]);
			}
		},
	);
});

describe('an insert without an answer', () => {
	it('is not sent again before it has had its time', async () => {
		rig.reset();
		rig.standIn.faults.add({ kind: 'lateCommit', times: 1, match: { method: 'POST' } });
		const first = await rig.run(invoices(...NUMBERS));
		rig.standIn.faults.remove();
		expect(outcomes(first)).toContain('uncertain');
		rig.clock.advance(60_000);
		const early = await rig.run(again(first));
		expect(outcomes(early)).toEqual(
			outcomes(first).map((outcome) => (outcome === 'drafted' ? 'unchanged' : outcome)),
		);
		await rig.standIn.releaseLateCommits();
		rig.clock.advance(60_000);
		await rig.run(again(early));
		expect(vouchers(rig.lines())).toEqual(EXPECTED);
	});
});

describe('two runs at once', () => {
	it('leave one copy of each voucher', async () => {
		rig.reset({ parallelCalls: 'allowed' });
		await Promise.all([rig.run(invoices(...NUMBERS)), rig.run(invoices(...NUMBERS))]);
		await rig.run(invoices(...NUMBERS));
		expect(vouchers(rig.lines())).toEqual(EXPECTED);
	});
});
