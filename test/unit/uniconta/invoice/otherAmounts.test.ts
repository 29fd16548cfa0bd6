import fc from 'fast-check';
import type { InvoiceLineSource, InvoiceSource } from '../../../../lib/mapping/invoice/source';
import { OtherUniconta, type Row } from '../../../support/otherUniconta';
import { OtherOffice, otherInvoice, otherLine } from '../../../support/otherRig';

/**
 * A line as Moment has it. What it comes to is reckoned here once more: lines to the cent, VAT for each code on the
 * sum, halves away from zero.
 */
interface Drawn {
	quantity: string;
	unitPrice: string;
	discount: string;
	code: 'S25' | 'SEU' | 'SOMV' | 'S0';
}

const scaled = (text: string, digits: number): bigint => {
	const [whole = '0', part = ''] = text.replace('-', '').split('.');
	return (text.startsWith('-') ? -1n : 1n) * BigInt(whole + part.padEnd(digits, '0').slice(0, digits));
};
function rounded(value: bigint, by: bigint): bigint {
	const half = (value < 0n ? -value : value) * 2n + by;
	return (value < 0n ? -1n : 1n) * (half / (by * 2n));
}
/** Quantity and price with three decimals, discount with two: a cent is a hundred million of that. */
const netOf = ({ quantity, unitPrice, discount }: Drawn): bigint =>
	rounded(scaled(quantity, 3) * scaled(unitPrice, 3) * (10_000n - scaled(discount || '0', 2)), 100_000_000n);
const text = (cents: bigint): string => (Number(cents) / 100).toFixed(2);

function totals(lines: readonly Drawn[]): { net: bigint; vat: bigint } {
	const net = lines.reduce((sum, line) => sum + netOf(line), 0n);
	const taxed = lines.filter(({ code }) => code === 'S25').reduce((sum, line) => sum + netOf(line), 0n);
	return { net, vat: rounded(taxed * 25n, 100n) };
}

function source(number: number, lines: readonly Drawn[], given: Partial<InvoiceSource> = {}): InvoiceSource {
	const { net, vat } = totals(lines);
	return otherInvoice(number, {
		totalNet: text(net),
		totalVat: text(vat),
		totalGross: text(net + vat),
		lines: lines.map(({ code, discount, ...line }, at): InvoiceLineSource =>
			otherLine({
				...line,
				discount,
				net: text(netOf({ ...line, code, discount })),
				vatCode: code,
				vatPercent: code === 'S25' ? '25' : '0',
				accountNumber: code === 'S25' ? '1000' : '1100',
				text: `Linje ${at + 1}`,
			}),
		),
		...given,
	});
}

/** Sends one invoice and gives the invoice that Uniconta posted. */
async function posted(invoice: InvoiceSource): Promise<Row> {
	const other = new OtherUniconta();
	const office = new OtherOffice(other, [invoice]);
	const [result] = await office.run();
	expect([result?.outcome, ...(result?.findings ?? []).map(({ message }) => message)]).toEqual(['posted']);
	const [row] = other.table('DebtorInvoiceClient');
	if (row === undefined) throw new Error('Nothing was posted');
	return row;
}

/** Sends one invoice to the journal and gives its lines. */
async function booked(invoice: InvoiceSource, journalAmounts: 'gross' | 'net' = 'gross'): Promise<Row[]> {
	const other = new OtherUniconta();
	const office = new OtherOffice(other, [invoice], { route: 'journal', settings: { journalAmounts } });
	const [result] = await office.run();
	expect([
		result?.outcome,
		...(result?.findings ?? []).filter(({ level }) => level !== 'note').map(({ message }) => message),
	]).toEqual(['drafted']);
	return other.table('GLDailyJournalLineClient');
}

const cents = (row: Row, field: string): number => Math.round(Number(row[field] ?? 0) * 100);
const balance = (rows: readonly Row[], debit = 'Debit', credit = 'Credit'): number =>
	rows.reduce((sum, row) => sum + cents(row, debit) - cents(row, credit), 0);
const debtOf = (rows: readonly Row[], debit = 'Debit', credit = 'Credit'): number =>
	rows
		.filter((row) => row.AccountType !== undefined)
		.reduce((sum, row) => sum + cents(row, debit) - cents(row, credit), 0);

const plain: Drawn = { quantity: '1', unitPrice: '1000', discount: '', code: 'S25' };
const CASES: ReadonlyArray<readonly [name: string, lines: Drawn[]]> = [
	[
		'prices of 0.1 and 0.2',
		[
			{ ...plain, unitPrice: '0.1' },
			{ ...plain, unitPrice: '0.2' },
			{ ...plain, quantity: '3', unitPrice: '0.1' },
		],
	],
	[
		'prices with three decimals',
		[
			{ ...plain, quantity: '7', unitPrice: '33.333' },
			{ ...plain, quantity: '0.125', unitPrice: '799.999' },
		],
	],
	[
		'a discount of 33.33 %',
		[
			{ ...plain, quantity: '3', unitPrice: '99.95', discount: '33.33' },
			{ ...plain, unitPrice: '0.05', discount: '33.33' },
		],
	],
	[
		'negative and zero lines',
		[
			plain,
			{ ...plain, quantity: '-2', unitPrice: '49.95' },
			{ ...plain, unitPrice: '-10.005' },
			{ ...plain, quantity: '0' },
			{ ...plain, unitPrice: '0' },
		],
	],
	[
		'reverse charge, EU and zero rates beside 25 %',
		[
			plain,
			{ ...plain, code: 'SOMV', unitPrice: '333.33' },
			{ ...plain, code: 'SEU', unitPrice: '0.07' },
			{ ...plain, code: 'S0', unitPrice: '12.345' },
		],
	],
	['a quantity of a thousandth', [{ ...plain, quantity: '0.001', unitPrice: '12345.678' }]],
	['many small halves', Array.from({ length: 12 }, () => ({ ...plain, unitPrice: '0.02' }))],
];

describe.each(CASES)('An invoice with %s', (_name, lines) => {
	const { net, vat } = totals(lines);

	it("comes to Moment's totals where it is posted", async () => {
		const row = await posted(source(10_001, lines));
		expect([cents(row, 'NetAmount'), cents(row, 'VatAmount'), cents(row, 'TotalAmount')]).toEqual(
			[net, vat, net + vat].map(Number),
		);
	});

	it('comes to them as a credit note, which Moment negates', async () => {
		const invoice = source(
			10_001,
			lines.map((line) => ({
				...line,
				quantity: line.quantity.startsWith('-') ? line.quantity.slice(1) : `-${line.quantity}`,
			})),
			{ kind: 'creditNote', creditedInvoiceNumber: '9001', dueDate: '2026-03-02' },
		);
		const row = await posted(invoice);
		expect([cents(row, 'NetAmount'), cents(row, 'VatAmount'), cents(row, 'TotalAmount')]).toEqual(
			[-net, -vat, -(net + vat)].map(Number),
		);
	});

	it('is a balanced voucher over the same total', async () => {
		const rows = await booked(source(10_001, lines));
		expect([balance(rows), debtOf(rows)]).toEqual([0, Number(net + vat)]);
	});

	it('rounded to whole kroner comes to the rounded total', async () => {
		const gross = Number(net + vat);
		const whole = Math.round(gross / 100) * 100;
		const invoice = source(10_001, lines, { totalGrossAfterRounding: text(BigInt(whole)) });
		expect(cents(await posted(invoice), 'TotalAmount')).toBe(whole);
		const rows = await booked(invoice);
		expect([balance(rows), debtOf(rows)]).toEqual([0, whole]);
	});

	it('in euro with a rate balances in both currencies', async () => {
		const invoice = source(10_001, lines, { currencyCode: 'EUR', exchangeRate: '7.4605' });
		expect([(await posted(invoice)).Currency, cents(await posted(invoice), 'TotalAmount')]).toEqual([
			'EUR',
			Number(net + vat),
		]);
		const rows = await booked(invoice);
		expect([balance(rows), balance(rows, 'DebitCur', 'CreditCur'), debtOf(rows, 'DebitCur', 'CreditCur')]).toEqual([
			0,
			0,
			Number(net + vat),
		]);
		expect(debtOf(rows)).toBe(Math.round(Number(net + vat) * 7.4605));
	});
});

it("Any lines come to Moment's totals, posted and as a voucher", async () => {
	const decimals = (largest: number, digits: number): fc.Arbitrary<string> =>
		fc.integer({ min: -largest, max: largest }).map((value) => (value / 10 ** digits).toFixed(digits));
	const line: fc.Arbitrary<Drawn> = fc.record({
		quantity: fc.oneof(fc.constantFrom('1', '0.5', '-1', '0', '3'), decimals(50_000, 3)),
		unitPrice: fc.oneof(fc.constantFrom('0.1', '0.2', '33.333', '99.95'), decimals(5_000_000, 3)),
		discount: fc.constantFrom('', '10', '33.33', '0.5', '100'),
		code: fc.constantFrom('S25', 'S25', 'SEU', 'SOMV', 'S0'),
	});
	await fc.assert(
		fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 8 }), async (lines) => {
			const { net, vat } = totals(lines);
			const other = new OtherUniconta();
			const invoice = source(10_001, lines, net + vat < 0n ? { dueDate: '2026-03-02' } : {});
			const [result] = await new OtherOffice(other, [invoice]).run();
			expect([
				result?.outcome,
				...(result?.findings ?? []).filter(({ level }) => level !== 'note').map(({ message }) => message),
			]).toEqual(['posted']);
			expect(cents(other.table('DebtorInvoiceClient')[0] ?? {}, 'TotalAmount')).toBe(Number(net + vat));
			const journal = new OtherUniconta();
			const [voucher] = await new OtherOffice(journal, [invoice], { route: 'journal' }).run();
			const rows = journal.table('GLDailyJournalLineClient');
			if (voucher?.outcome === 'drafted') expect([balance(rows), debtOf(rows)]).toEqual([0, Number(net + vat)]);
			else expect(lines.every((one) => netOf(one) === 0n)).toBe(true);
		}),
		{ numRuns: 150 },
	);
});
