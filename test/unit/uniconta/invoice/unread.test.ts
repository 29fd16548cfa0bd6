import { ApiError } from '../../../../lib/http/errors';
import type { InvoiceResult } from '../../../../lib/uniconta/invoice/types';
import { otherInvoice, otherLine, OtherOffice, postedIn, type Fault } from '../../../support/otherRig';
import { OtherUniconta } from '../../../support/otherUniconta';

const FIRST = 10_001;
/** Where VAT is rounded on each line, this comes out 0.01 above Moment's total. */
const twoHalves = (number: number) => {
	const line = otherLine({ net: '10.02', quantity: '1', unitPrice: '10.02' });
	return otherInvoice(number, { lines: [line, line] });
};
const outcomes = (results: readonly InvoiceResult[]): string[] =>
	results.map(({ key, outcome }) => `${key} ${outcome}`);

/** After the first post the list of posted invoices fails, until it is mended. */
function unreadOffice(vatRounding: 'perLine' | 'perCode', fault: Fault) {
	const other = new OtherUniconta({ vatRounding });
	let broken = true;
	const office = new OtherOffice(other, [twoHalves(FIRST), twoHalves(FIRST + 1)], {
		fault: (path) =>
			broken && postedIn(other).length > 0 && path.includes('DebtorInvoiceClient') ? fault : 'none',
	});
	return {
		other,
		office,
		mend: (): void => {
			broken = false;
		},
	};
}

describe.each(['busy', 'lostBefore', 'lostAfter'] as const)(
	'an invoice that was posted under its number and cannot be read back (%s)',
	(fault) => {
		it('is not known to be right: nothing behind it is posted, and other totals stop all posting once they are seen', async () => {
			const { other, office, mend } = unreadOffice('perLine', fault);
			const first = await office.run();
			expect(outcomes(first)).toEqual(['10001 uncertain', '10002 blocked']);
			expect(first[0]?.findings.map(({ message }) => message).join()).toContain('could not be read back');
			office.clock.advance(60_000);
			// Still broken: the run ends before anything is sent.
			await expect(office.run()).rejects.toBeInstanceOf(ApiError);
			mend();
			office.clock.advance(60_000);
			expect(outcomes(await office.run())).toEqual(['10001 mistotalled', '10002 blocked']);
			office.clock.advance(24 * 60 * 60_000);
			await office.run(undefined, { comparePosted: true });
			expect(postedIn(other)).toEqual([FIRST]);
		});

		it('is found by a later run, and posting goes on where its totals are right', async () => {
			const { other, office, mend } = unreadOffice('perCode', fault);
			expect(outcomes(await office.run())).toEqual(['10001 uncertain', '10002 blocked']);
			mend();
			office.clock.advance(60_000);
			expect(outcomes(await office.run())).toEqual(['10001 posted', '10002 posted']);
			expect(postedIn(other)).toEqual([FIRST, FIRST + 1]);
		});
	},
);
