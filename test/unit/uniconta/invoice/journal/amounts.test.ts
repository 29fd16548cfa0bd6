import fc from 'fast-check';
import type { InvoicePlan, InvoicePlanLine } from '../../../../../lib/mapping/invoice/plan';
import { voucherLines, voucherRows } from '../../../../../lib/uniconta/invoice/journal/voucher';
import { planOf } from '../../../../support/invoiceRig';

const RATES = [0, 12, 25] as const;

const line = fc.record({
	net: fc.integer({ min: -500_000_00, max: 500_000_00 }),
	vatPercent: fc.constantFrom(...RATES),
});

/** A plan as the mapper makes it: VAT rounded once per rate, perhaps a rounding line. */
const plans = fc
	.record({
		lines: fc.array(line, { minLength: 1, maxLength: 30 }),
		creditNote: fc.boolean(),
		rounding: fc.integer({ min: -50, max: 50 }),
		rate: fc.option(fc.double({ min: 0.001, max: 20, noNaN: true }), { nil: undefined }),
	})
	.map(({ lines, creditNote, rounding, rate }): InvoicePlan => {
		const base = planOf(57);
		const whole: InvoicePlanLine[] = lines.map(({ net, vatPercent }) => ({
			...base.lines[0]!,
			net,
			vatPercent,
			vat: vatPercent === 0 ? '' : `U${vatPercent}`,
		}));
		if (rounding !== 0)
			whole.push({ ...base.lines[0]!, net: rounding, vatPercent: 0, vat: '', account: '9990', rounding: true });
		const net = whole.reduce((sum, one) => sum + one.net, 0);
		const vat = RATES.reduce<number>(
			(sum, percent) =>
				sum +
				Math.round(
					(whole.filter((one) => one.vatPercent === percent).reduce((all, one) => all + one.net, 0) *
						percent) /
						100,
				),
			0,
		);
		return {
			...base,
			kind: creditNote ? 'creditNote' : 'invoice',
			lines: whole,
			net,
			vat,
			gross: net + vat,
			currency: rate === undefined ? 'DKK' : 'EUR',
			...(rate === undefined ? {} : { exchangeRate: rate }),
		};
	});

const OPTIONS = { journal: 'MOMENT', journalVoucher: 'invoiceNumber' } as const;
const FORM = { labels: 'en', invoice: 'text', postType: true } as const;
const cents = (value: unknown): number => Math.round(Number(value ?? 0) * 100);

const rowsOf = (plan: InvoicePlan, journalAmounts: 'gross' | 'net') =>
	voucherRows(
		{ plan, payment: 'Net8', reference: '57#abcdef1234', foreign: plan.currency !== 'DKK' },
		{ ...OPTIONS, journalAmounts },
		FORM,
	);

describe('any invoice', () => {
	it("is balanced to the cent, in its currency and in the company's", () => {
		fc.assert(
			fc.property(plans, (plan) => {
				const rows = rowsOf(plan, 'gross');
				const sum = (debit: string, credit: string): number =>
					rows.reduce((all, row) => all + cents(row[debit]) - cents(row[credit]), 0);
				expect(sum('Debit', 'Credit')).toBe(0);
				expect(sum('DebitCur', 'CreditCur')).toBe(0);
			}),
			{ numRuns: 300 },
		);
	});

	it('without VAT on its lines is balanced once the VAT is added', () => {
		fc.assert(
			fc.property(
				plans.filter(({ exchangeRate }) => exchangeRate === undefined),
				(plan) => {
					expect(
						rowsOf(plan, 'net').reduce((all, row) => all + cents(row['Debit']) - cents(row['Credit']), 0),
					).toBe(plan.vat);
				},
			),
		);
	});

	it('has one line for the customer, and every amount is positive on one side', () => {
		fc.assert(
			fc.property(plans, fc.constantFrom('gross', 'net'), (plan, form) => {
				const rows = rowsOf(plan, form);
				expect(rows.filter((row) => row['AccountType'] === 'Debtor')).toHaveLength(1);
				const [debit, credit] =
					plan.exchangeRate === undefined ? ['Debit', 'Credit'] : ['DebitCur', 'CreditCur'];
				for (const row of rows) {
					const isEmptyDebt = row['AccountType'] === 'Debtor' && plan.gross === 0;
					const sides = [row[debit], row[credit]].filter((value) => value !== undefined);
					expect(sides).toHaveLength(1);
					expect(isEmptyDebt || Number(sides[0]) > 0).toBe(true);
					expect(row['Debit'] === undefined || row['Credit'] === undefined).toBe(true);
				}
			}),
			{ numRuns: 300 },
		);
	});

	it('debits the customer what the invoice comes to, and credits a credit note', () => {
		fc.assert(
			fc.property(plans, (plan) => {
				const [customer] = voucherLines({ plan, foreign: plan.currency !== 'DKK' }, 'gross') ?? [];
				expect(customer).toMatchObject({ isDebtor: true, amount: plan.gross });
			}),
		);
	});

	it('has local amounts of the same sign as those in its currency', () => {
		fc.assert(
			fc.property(
				plans.filter(({ exchangeRate }) => exchangeRate !== undefined),
				(plan) => {
					for (const { amount, local = 0 } of voucherLines({ plan, foreign: true }, 'gross') ?? [])
						expect(amount * local).toBeGreaterThanOrEqual(0);
				},
			),
			{ numRuns: 300 },
		);
	});

	it('whose lines do not make up its total is not booked', () => {
		expect(voucherLines({ plan: planOf(57, { gross: 12_600 }), foreign: false }, 'gross')).toBeUndefined();
	});
});
