import type { InvoiceLineSource, InvoiceSource } from '../../../../lib/sync/invoice/source';
import type { InvoicePlanLine } from '../../../../lib/sync/invoice/plan';
import { invoiceLine, mapOneInvoice, planOfInvoice } from '../../../support/invoiceSource';

type Shape = [quantity: number, unitPrice: number, discountPercent: number, net: number, text: string];
const shape = ({ quantity, unitPrice, discountPercent, net, text }: InvoicePlanLine): Shape => [quantity, unitPrice, discountPercent, net, text];
const onlyLine = (line: Partial<InvoiceLineSource>, rest: Partial<InvoiceSource> = {}): Shape => {
	const [planned] = planOfInvoice({ ...rest, lines: [invoiceLine({ text: 'Råd', ...line })] }).lines;
	if (planned === undefined) throw new Error('One line gives one line');
	return shape(planned);
};
const amounts = (given: Partial<InvoiceSource>): [net: number, vat: number, gross: number] => {
	const { net, vat, gross } = planOfInvoice(given);
	return [net, vat, gross];
};
const refusals = (given: Partial<InvoiceSource>, mapping = {}): string[] => mapOneInvoice(given, mapping).findings.filter(({ level }) => level === 'error').map(({ message }) => message);

describe('quantity, price and discount of a line', () => {
	it.each<[string, Partial<InvoiceLineSource>, Shape]>([
		['are kept where they give the net', { quantity: '3', unitPrice: '100', net: '300' }, [3, 100, 0, 30_000, 'Råd']],
		['0.1 + 0.2', { quantity: '3', unitPrice: '0.1', net: '0.3' }, [3, 0.1, 0, 30, 'Råd']],
		['0.1 + 0.2 as floating point makes it', { quantity: '3', unitPrice: '0.30000000000000004', net: '0.9000000000000001' }, [3, 0.3, 0, 90, 'Råd']],
		['a discount in percent', { quantity: '4', unitPrice: '250', discount: '10', net: '900' }, [4, 250, 10, 90_000, 'Råd']],
		['a third off, rounded to cents', { quantity: '1', unitPrice: '100', discount: '33.33', net: '66.67' }, [1, 100, 33.33, 6667, 'Råd']],
		['everything off', { quantity: '2', unitPrice: '100', discount: '100', net: '0' }, [2, 100, 100, 0, 'Råd']],
		['a discount as an amount of the line', { quantity: '3', unitPrice: '100', discount: '30', net: '270' }, [3, 90, 0, 27_000, 'Råd (3 × 100, -30)']],
		['a discount as an amount of each piece', { quantity: '3', unitPrice: '100', discount: '15', net: '255' }, [3, 100, 15, 25_500, 'Råd']],
		['a discount as an amount of each piece that is no percentage', { quantity: '3', unitPrice: '200', discount: '15', net: '555' }, [3, 185, 0, 55_500, 'Råd (3 × 200, -15)']],
		['a discount amount that no price can hold', { quantity: '3', unitPrice: '100', discount: '10.01', net: '289.99' }, [1, 289.99, 0, 28_999, 'Råd (3 × 100, -10.01)']],
		['a surcharge', { quantity: '2', unitPrice: '100', surcharge: '10', net: '220' }, [2, 110, 0, 22_000, 'Råd (2 × 100, +10)']],
		['discount and surcharge', { quantity: '2', unitPrice: '100', discount: '5', surcharge: '10', net: '209' }, [1, 209, 0, 20_900, 'Råd (2 × 100, -5, +10)']],
		['three decimals and 33.33 %', { text: 'Rådgivning', quantity: '3', unitPrice: '33.333', discount: '33.33', net: '66.67' }, [1, 66.67, 0, 6667, 'Rådgivning (3 × 33.333, 33.33 %)']],
		['a price of three decimals', { quantity: '1.5', unitPrice: '33.333', net: '50.00' }, [1, 50, 0, 5000, 'Råd (1.5 × 33.333)']],
		['a quantity of three decimals', { quantity: '0.333', unitPrice: '100', net: '33.3' }, [1, 33.3, 0, 3330, 'Råd (0.333 × 100)']],
		['a quantity below 0.01', { quantity: '0.001', unitPrice: '1000', net: '1' }, [1, 1, 0, 100, 'Råd (0.001 × 1000)']],
		['a quantity in exponents', { quantity: '1e-7', unitPrice: '1e7', net: '1' }, [1, 1, 0, 100, 'Råd (0.0000001 × 10000000)']],
		['a product just between two cents', { quantity: '0.5', unitPrice: '0.01', net: '0.01' }, [1, 0.01, 0, 1, 'Råd (0.5 × 0.01)']],
		['terms that give another net: the net decides', { quantity: '2', unitPrice: '100', net: '150' }, [1, 150, 0, 15_000, 'Råd (2 × 100)']],
		['no terms at all', { quantity: '', unitPrice: '', net: '1250.5' }, [1, 1250.5, 0, 125_050, 'Råd']],
		['only a price, which is the net', { quantity: '', unitPrice: '80', net: '80' }, [1, 80, 0, 8000, 'Råd']],
		['only a quantity', { quantity: '3', unitPrice: '', net: '100' }, [1, 100, 0, 10_000, 'Råd (3 × ?)']],
		['a negative price: the quantity takes the sign', { quantity: '2', unitPrice: '-50', net: '-100' }, [-2, 50, 0, -10_000, 'Råd']],
		['a negative quantity', { quantity: '-2', unitPrice: '50', net: '-100' }, [-2, 50, 0, -10_000, 'Råd']],
		['a negative net that does not fit', { quantity: '-3', unitPrice: '33.333', net: '-100' }, [-1, 100, 0, -10_000, 'Råd (-3 × 33.333)']],
		['a net against the sign of its terms', { quantity: '2', unitPrice: '50', net: '-100' }, [-1, 100, 0, -10_000, 'Råd (2 × 50)']],
		['a zero line', { quantity: '3', unitPrice: '0', net: '0' }, [3, 0, 0, 0, 'Råd']],
		['a zero line without a quantity', { quantity: '0', unitPrice: '100', net: '0' }, [1, 0, 0, 0, 'Råd (0 × 100)']],
		['a line of text only', { quantity: '', unitPrice: '', net: '0' }, [1, 0, 0, 0, 'Råd']],
		['a net with three decimals is rounded half away from zero', { quantity: '', unitPrice: '', net: '1.005' }, [1, 1.01, 0, 101, 'Råd']],
	])('%s', (_name, line, expected) => {
		// A second line keeps the document an invoice.
		const plan = planOfInvoice({ lines: [invoiceLine({ text: 'Råd', ...line }), invoiceLine({ net: '5000', quantity: '1', unitPrice: '5000' })] });
		expect(shape(plan.lines[0]!)).toEqual(expected);
	});

	it('without a text is named after the invoice and its place', () => {
		expect(onlyLine({ text: ' ' })[4]).toBe('Invoice 10001, line 1');
		expect(onlyLine({ text: '', quantity: '2' }, { kind: 'creditNote' })[4]).toBe('Credit note 10001, line 1 (2 × 1000)');
	});

	it('a text longer than Uniconta keeps is cut where it is seen, with a warning, and the original terms stay whole (G5)', () => {
		const long = 'æ'.repeat(1200);
		const { plan, findings } = mapOneInvoice({ lines: [invoiceLine({ text: long, quantity: '3', unitPrice: '33.333', net: '100' })] });
		expect(plan?.lines[0]?.text).toHaveLength(1000);
		expect(plan?.lines[0]?.text).toMatch(/æ… \(3 × 33\.333\)$/);
		expect(findings).toEqual([expect.objectContaining({ level: 'warning', field: 'Text', message: expect.stringContaining('Line 1 of invoice 10001 has a text of 1200 characters') })]);
		expect(planOfInvoice({ lines: [invoiceLine({ text: `${'a'.repeat(998)}🦊${'b'.repeat(9)}` })] }).lines[0]?.text).toBe(`${'a'.repeat(998)}…`);
		expect(onlyLine({ text: 'x'.repeat(1000) })[4]).toBe('x'.repeat(1000));
	});
});

describe('VAT', () => {
	it('is reckoned for each code on its sum, not line by line', () => {
		const lines = Array.from({ length: 3 }, () => invoiceLine({ quantity: '1', unitPrice: '0.01', net: '0.01' }));
		// 3 × 0.0025 would be 0.00 line by line; 25 % of 0.03 is 0.0075.
		expect(amounts({ lines })).toEqual([3, 1, 4]);
	});

	it('reverse charge and zero-rated lines beside 25 %', () => {
		const lines = [
			invoiceLine({ net: '1000' }),
			invoiceLine({ net: '2000', unitPrice: '2000', vatCode: 'UOMV', vatPercent: '0', accountNumber: '1070' }),
			invoiceLine({ net: '500', unitPrice: '500', vatCode: 'U0', vatPercent: '0.00', accountNumber: '1060' }),
			invoiceLine({ net: '10', unitPrice: '10', vatCode: '', vatPercent: '', accountNumber: '9000' }),
		];
		expect(amounts({ lines, totalNet: '3510', totalVat: '250', totalGross: '3760' })).toEqual([351_000, 25_000, 376_000]);
	});

	it('half a cent is rounded away from zero, on both sides', () => {
		expect(amounts({ lines: [invoiceLine({ net: '0.10', unitPrice: '0.1' })] })).toEqual([10, 3, 13]);
		expect(amounts({ kind: 'creditNote', lines: [invoiceLine({ net: '-0.10', unitPrice: '0.1', quantity: '-1' })] })).toEqual([-10, -3, -13]);
	});

	it('a percentage with decimals', () => {
		expect(amounts({ lines: [invoiceLine({ net: '100', unitPrice: '100', vatPercent: '5.6', vatCode: 'U56' })] })).toEqual([10_000, 560, 10_560]);
	});

	it.each<[string, Partial<InvoiceSource>, RegExp]>([
		['more than Moment has', { totalVat: '249.90' }, /has 249\.90 VAT in Moment, but its lines come to 250\.00 VAT/],
		['from net and gross', { totalNet: '1000', totalGross: '1200' }, /has 200\.00 VAT in Moment, but its lines come to 250\.00 VAT/],
		['from the estimates of the lines', { lines: [invoiceLine({ vat: '200' })] }, /has 200\.00 VAT in Moment, but its lines come to 250\.00 VAT/],
	])('that differs is refused with both amounts: %s', (_name, given, message) => {
		expect(refusals(given)).toEqual([expect.stringMatching(message)]);
	});

	it('estimates may differ by half a cent for each line', () => {
		const lines = Array.from({ length: 20 }, () => invoiceLine({ net: '0.10', unitPrice: '0.1', vat: '0.03' }));
		expect(refusals({ lines })).toEqual([]);
		expect(amounts({ lines })).toEqual([200, 50, 250]);
	});
});

describe('rounding', () => {
	const roundingOf = (given: Partial<InvoiceSource>): unknown[] => {
		const plan = planOfInvoice(given);
		const line = plan.lines.at(-1);
		return line?.rounding === true ? [line.quantity, line.unitPrice, line.net, plan.gross] : [plan.gross];
	};
	const net = (amount: string): Partial<InvoiceSource> => ({ lines: [invoiceLine({ quantity: '1', unitPrice: amount, net: amount })] });

	it('becomes one line on the rounding account, without VAT, project and category', () => {
		const { lines, net: sum, vat, gross } = planOfInvoice({ ...net('1000.30'), totalGross: '1250.38', totalGrossAfterRounding: '1250' });
		expect(lines[1]).toEqual({ account: '9990', vat: '', vatPercent: 0, text: 'Rounding', quantity: -1, unitPrice: 0.38, discountPercent: 0, net: -38, project: '', category: '', department: '', rounding: true });
		expect([sum, vat, gross]).toEqual([99_992, 25_008, 125_000]);
	});

	it.each<[string, Partial<InvoiceSource>, unknown[]]>([
		['whole kroner, down', { ...net('1000.30'), totalGross: '1250.38', totalGrossAfterRounding: '1250' }, [-1, 0.38, -38, 125_000]],
		['whole kroner, up', { ...net('1000.50'), totalGross: '1250.63', totalGrossAfterRounding: '1251' }, [1, 0.37, 37, 125_100]],
		['half a krone', { ...net('1000.40'), totalGross: '1250.50', totalGrossAfterRounding: '1251' }, [1, 0.5, 50, 125_100]],
		['with only the total after rounding', { ...net('1000.30'), totalGrossAfterRounding: '1250' }, [-1, 0.38, -38, 125_000]],
		['with net and VAT beside it', { ...net('1000.30'), totalNet: '1000.30', totalVat: '250.08', totalGrossAfterRounding: '1250' }, [-1, 0.38, -38, 125_000]],
		['on a credit note', { ...net('-1000.30'), kind: 'creditNote', totalGross: '-1250.38', totalGrossAfterRounding: '-1250' }, [1, 0.38, 38, -125_000]],
		['none', { ...net('1000'), totalGross: '1250', totalGrossAfterRounding: '1250.00' }, [125_000]],
		['an unexplained cent', { ...net('1000'), totalGross: '1250.01' }, [1, 0.01, 1, 125_001]],
		['five unexplained cents', { ...net('1000'), totalGross: '1249.95' }, [-1, 0.05, -5, 124_995]],
		['unexplained cents with a declared rounding', { ...net('1000'), totalGross: '1250.03', totalGrossAfterRounding: '1250.50' }, [1, 0.5, 50, 125_050]],
		['no totals: what the lines come to', net('1000'), [125_000]],
	])('%s', (_name, given, expected) => {
		expect(roundingOf(given)).toEqual(expected);
	});

	it.each<[string, Partial<InvoiceSource>, string]>([
		['more than 0.50 declared', { ...net('1000'), totalGross: '1250', totalGrossAfterRounding: '1250.51' }, 'is rounded from 1250.00 to 1250.51'],
		['more than 0.05 unexplained', { ...net('1000'), totalGross: '1250.06' }, 'has a total of 1250.06 in Moment, but its lines come to 1250.00'],
		['a total after rounding that is no whole amount', { ...net('1000'), totalGrossAfterRounding: '1250.20' }, 'has a total of 1250.20 in Moment, but its lines come to 1250.00'],
		['another total without VAT', { ...net('1000'), totalNet: '1000.06', totalVat: '250' }, 'has a total of 1000.06 without VAT in Moment, but its lines add up to 1000.00'],
		['a total of nothing', { ...net('1000'), totalGross: '1250', totalGrossAfterRounding: '0' }, 'is rounded from 1250.00 to 0.00'],
	])('%s is refused, naming both amounts', (_name, given, message) => {
		const { plan } = mapOneInvoice(given);
		expect(refusals(given)).toEqual([expect.stringContaining(message)]);
		expect(plan && plan.net + plan.vat).toBe(plan?.gross);
		expect(plan?.lines.some(({ rounding }) => rounding)).toBe(false);
	});

	it('without a rounding account is a finding that names the setting', () => {
		const given = { ...net('1000'), totalGross: '1250.01' };
		const [finding] = mapOneInvoice(given, { roundingAccount: '' }).findings;
		expect(finding).toMatchObject({ level: 'error', field: 'Rounding account', value: '0.01', fix: expect.stringContaining('invoices.roundingAccount') });
		expect(refusals({ ...net('1000'), totalGross: '1250' }, { roundingAccount: '' })).toEqual([]);
		expect(refusals(given, { roundingAccount: '9'.repeat(21) })).toEqual([expect.stringContaining('longer than the 20 characters')]);
	});
});

describe('what is no number', () => {
	it('names line and field, all of them at once', () => {
		const { plan, hash, findings } = mapOneInvoice({
			totalVat: 'much',
			lines: [invoiceLine({ quantity: '1,5' }), invoiceLine({ unitPrice: 'abc', discount: 'x', surcharge: 'y', vat: 'z' }), invoiceLine({ net: '' }), invoiceLine({ vatPercent: '-25' }), invoiceLine({ net: '1e12' }), invoiceLine({ vatPercent: '' })],
		});
		expect(plan).toBeUndefined();
		expect(hash).toBe('');
		expect(findings.map(({ field, value, message }) => [message.split(' has ')[0], field, value])).toEqual([
			['Invoice 10001 to "Nordlys A/S"', 'Total VAT', 'much'],
			['Line 1 of invoice 10001', 'Quantity', '1,5'],
			['Line 2 of invoice 10001', 'Unit price', 'abc'],
			['Line 2 of invoice 10001', 'Discount', 'x'],
			['Line 2 of invoice 10001', 'Surcharge', 'y'],
			['Line 2 of invoice 10001', 'VAT amount', 'z'],
			['Line 3 of invoice 10001', 'Net amount', ''],
			['Line 4 of invoice 10001', 'VAT percentage', '-25'],
			['Line 5 of invoice 10001', 'Net amount', '1e12'],
			['Line 6 of invoice 10001', 'VAT percentage', ''],
		]);
	});

	it('a missing percentage is none where Moment reckons no VAT for the line', () => {
		expect(amounts({ lines: [invoiceLine({ vatPercent: '', vat: '0', vatCode: 'U0' })] })).toEqual([100_000, 0, 100_000]);
	});
});
