import type { InvoiceLineSource, InvoiceSource } from '../../../../lib/mapping/invoice/source';
import type { InvoicePlanLine } from '../../../../lib/mapping/invoice/plan';
import * as fc from 'fast-check';
import {
	categoryTag,
	department,
	invoiceLine,
	invoiceProject,
	mapOneInvoice,
	planOfInvoice,
} from '../../../support/invoiceSource';

type Shape = [quantity: number, unitPrice: number, discountPercent: number, net: number, text: string];
const shape = ({ quantity, unitPrice, discountPercent, net, text }: InvoicePlanLine): Shape => [
	quantity,
	unitPrice,
	discountPercent,
	net,
	text,
];
const onlyLine = (line: Partial<InvoiceLineSource>, rest: Partial<InvoiceSource> = {}): Shape => {
	const [planned] = planOfInvoice({ ...rest, lines: [invoiceLine({ text: 'Råd', ...line })] }).lines;
	if (planned === undefined) throw new Error('One line gives one line');
	return shape(planned);
};
const amounts = (given: Partial<InvoiceSource>): [net: number, vat: number, gross: number] => {
	const { net, vat, gross } = planOfInvoice(given);
	return [net, vat, gross];
};
const refusals = (given: Partial<InvoiceSource>, mapping = {}): string[] =>
	mapOneInvoice(given, mapping)
		.findings.filter(({ level }) => level === 'error')
		.map(({ message }) => message);

describe('quantity, price and discount of a line', () => {
	it.each<[string, Partial<InvoiceLineSource>, Shape]>([
		[
			'are kept where they give the net',
			{ quantity: '3', unitPrice: '100', net: '300' },
			[3, 100, 0, 30_000, 'Råd'],
		],
		['0.1 + 0.2', { quantity: '3', unitPrice: '0.1', net: '0.3' }, [3, 0.1, 0, 30, 'Råd']],
		[
			'0.1 + 0.2 as floating point makes it',
			{ quantity: '3', unitPrice: '0.30000000000000004', net: '0.9000000000000001' },
			[3, 0.3, 0, 90, 'Råd'],
		],
		[
			'a discount in percent',
			{ quantity: '4', unitPrice: '250', discount: '10', net: '900' },
			[4, 250, 10, 90_000, 'Råd'],
		],
		[
			'a third off, rounded to cents',
			{ quantity: '1', unitPrice: '100', discount: '33.33', net: '66.67' },
			[1, 100, 33.33, 6667, 'Råd'],
		],
		['everything off', { quantity: '2', unitPrice: '100', discount: '100', net: '0' }, [2, 100, 100, 0, 'Råd']],
		[
			'a discount as an amount of the line',
			{ quantity: '3', unitPrice: '100', discount: '30', net: '270' },
			[3, 90, 0, 27_000, 'Råd (3 × 100, -30)'],
		],
		[
			'a discount as an amount of each piece',
			{ quantity: '3', unitPrice: '100', discount: '15', net: '255' },
			[3, 100, 15, 25_500, 'Råd'],
		],
		[
			'a discount as an amount of each piece that is no percentage',
			{ quantity: '3', unitPrice: '200', discount: '15', net: '555' },
			[3, 185, 0, 55_500, 'Råd (3 × 200, -15)'],
		],
		[
			'a discount amount that no price can hold',
			{ quantity: '3', unitPrice: '100', discount: '10.01', net: '289.99' },
			[1, 289.99, 0, 28_999, 'Råd (3 × 100, -10.01)'],
		],
		[
			'a surcharge',
			{ quantity: '2', unitPrice: '100', surcharge: '10', net: '220' },
			[2, 110, 0, 22_000, 'Råd (2 × 100, +10)'],
		],
		[
			'discount and surcharge',
			{ quantity: '2', unitPrice: '100', discount: '5', surcharge: '10', net: '209' },
			[1, 209, 0, 20_900, 'Råd (2 × 100, -5, +10)'],
		],
		[
			'three decimals and 33.33 %',
			{ text: 'Rådgivning', quantity: '3', unitPrice: '33.333', discount: '33.33', net: '66.67' },
			[1, 66.67, 0, 6667, 'Rådgivning (3 × 33.333, 33.33 %)'],
		],
		[
			'a price of three decimals',
			{ quantity: '1.5', unitPrice: '33.333', net: '50.00' },
			[1, 50, 0, 5000, 'Råd (1.5 × 33.333)'],
		],
		[
			'a quantity of three decimals',
			{ quantity: '0.333', unitPrice: '100', net: '33.3' },
			[1, 33.3, 0, 3330, 'Råd (0.333 × 100)'],
		],
		[
			'a quantity below 0.01',
			{ quantity: '0.001', unitPrice: '1000', net: '1' },
			[1, 1, 0, 100, 'Råd (0.001 × 1000)'],
		],
		[
			'a quantity in exponents',
			{ quantity: '1e-7', unitPrice: '1e7', net: '1' },
			[1, 1, 0, 100, 'Råd (0.0000001 × 10000000)'],
		],
		[
			'a product just between two cents',
			{ quantity: '0.5', unitPrice: '0.01', net: '0.01' },
			[1, 0.01, 0, 1, 'Råd (0.5 × 0.01)'],
		],
		[
			'terms that give another net: the net decides',
			{ quantity: '2', unitPrice: '100', net: '150' },
			[1, 150, 0, 15_000, 'Råd (2 × 100)'],
		],
		['no terms at all', { quantity: '', unitPrice: '', net: '1250.5' }, [1, 1250.5, 0, 125_050, 'Råd']],
		['only a price, which is the net', { quantity: '', unitPrice: '80', net: '80' }, [1, 80, 0, 8000, 'Råd']],
		['only a quantity', { quantity: '3', unitPrice: '', net: '100' }, [1, 100, 0, 10_000, 'Råd (3 × ?)']],
		[
			'a negative price: the quantity takes the sign',
			{ quantity: '2', unitPrice: '-50', net: '-100' },
			[-2, 50, 0, -10_000, 'Råd'],
		],
		['a negative quantity', { quantity: '-2', unitPrice: '50', net: '-100' }, [-2, 50, 0, -10_000, 'Råd']],
		[
			'a negative net that does not fit',
			{ quantity: '-3', unitPrice: '33.333', net: '-100' },
			[-1, 100, 0, -10_000, 'Råd (-3 × 33.333)'],
		],
		[
			'a net against the sign of its terms',
			{ quantity: '2', unitPrice: '50', net: '-100' },
			[-1, 100, 0, -10_000, 'Råd (2 × 50)'],
		],
		['a zero line', { quantity: '3', unitPrice: '0', net: '0' }, [3, 0, 0, 0, 'Råd']],
		[
			'a zero line without a quantity',
			{ quantity: '0', unitPrice: '100', net: '0' },
			[1, 0, 0, 0, 'Råd (0 × 100)'],
		],
		['a line of text only', { quantity: '', unitPrice: '', net: '0' }, [1, 0, 0, 0, 'Råd']],
		[
			'a net with three decimals is rounded half away from zero',
			{ quantity: '', unitPrice: '', net: '1.005' },
			[1, 1.01, 0, 101, 'Råd'],
		],
	])('%s', (_name, line, expected) => {
		// A second line keeps the document an invoice.
		const plan = planOfInvoice({
			lines: [
				invoiceLine({ text: 'Råd', ...line }),
				invoiceLine({ net: '5000', quantity: '1', unitPrice: '5000' }),
			],
		});
		expect(shape(plan.lines[0]!)).toEqual(expected);
	});

	it('without a text is named after the invoice and its place', () => {
		expect(onlyLine({ text: ' ' })[4]).toBe('Invoice 10001, line 1');
		expect(onlyLine({ text: '', quantity: '2' }, { kind: 'creditNote' })[4]).toBe(
			'Credit note 10001, line 1 (2 × 1000)',
		);
	});

	it('a text longer than Uniconta keeps is cut where it is seen, with a warning, and the original terms stay whole (G5)', () => {
		const long = 'æ'.repeat(1200);
		const { plan, findings } = mapOneInvoice({
			lines: [invoiceLine({ text: long, quantity: '3', unitPrice: '33.333', net: '100' })],
		});
		expect(plan?.lines[0]?.text).toHaveLength(1000);
		expect(plan?.lines[0]?.text).toMatch(/æ… \(3 × 33\.333\)$/);
		expect(findings).toEqual([
			expect.objectContaining({
				level: 'warning',
				field: 'Text',
				message: expect.stringContaining('Line 1 of invoice 10001 has a text of 1200 characters'),
			}),
		]);
		expect(
			planOfInvoice({ lines: [invoiceLine({ text: `${'a'.repeat(998)}🦊${'b'.repeat(9)}` })] }).lines[0]?.text,
		).toBe(`${'a'.repeat(998)}…`);
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
		expect(amounts({ lines, totalNet: '3510', totalVat: '250', totalGross: '3760' })).toEqual([
			351_000, 25_000, 376_000,
		]);
	});

	it('half a cent is rounded away from zero, on both sides', () => {
		expect(amounts({ lines: [invoiceLine({ net: '0.10', unitPrice: '0.1' })] })).toEqual([10, 3, 13]);
		expect(
			amounts({ kind: 'creditNote', lines: [invoiceLine({ net: '-0.10', unitPrice: '0.1', quantity: '-1' })] }),
		).toEqual([-10, -3, -13]);
	});

	it('a percentage with decimals', () => {
		expect(
			amounts({ lines: [invoiceLine({ net: '100', unitPrice: '100', vatPercent: '5.6', vatCode: 'U56' })] }),
		).toEqual([10_000, 560, 10_560]);
	});

	it.each<[string, Partial<InvoiceSource>, RegExp]>([
		[
			'more than Moment has',
			{ totalVat: '249.90' },
			/has 249\.90 VAT in Moment, but its lines come to 250\.00 VAT/,
		],
		[
			'from net and gross',
			{ totalNet: '1000', totalGross: '1200' },
			/has 200\.00 VAT in Moment, but its lines come to 250\.00 VAT/,
		],
		[
			'from the estimates of the lines',
			{ lines: [invoiceLine({ vat: '200' })] },
			/has 200\.00 VAT in Moment, but its lines come to 250\.00 VAT/,
		],
	])('that differs is refused with both amounts: %s', (_name, given, message) => {
		expect(refusals(given)).toEqual([expect.stringMatching(message)]);
	});

	it('estimates may differ by half a cent for each line', () => {
		const lines = Array.from({ length: 20 }, () => invoiceLine({ net: '0.10', unitPrice: '0.1', vat: '0.03' }));
		expect(refusals({ lines })).toEqual([]);
		// 20 × 0.03, of which 0.10 is rounding.
		expect(amounts({ lines })).toEqual([210, 50, 260]);
	});
});

describe('rounding', () => {
	const roundingOf = (given: Partial<InvoiceSource>): unknown[] => {
		const plan = planOfInvoice(given);
		const line = plan.lines.at(-1);
		return line?.rounding === true ? [line.quantity, line.unitPrice, line.net, plan.gross] : [plan.gross];
	};
	const net = (amount: string): Partial<InvoiceSource> => ({
		lines: [invoiceLine({ quantity: '1', unitPrice: amount, net: amount })],
	});

	it('becomes one line on the rounding account, without VAT, with project and category as every line (M6)', () => {
		const {
			lines,
			net: sum,
			vat,
			gross,
		} = planOfInvoice({ ...net('1000.30'), totalGross: '1250.38', totalGrossAfterRounding: '1250' });
		expect(lines[1]).toEqual({
			account: '9990',
			vat: '',
			vatPercent: 0,
			text: 'Rounding',
			quantity: -1,
			unitPrice: 0.38,
			discountPercent: 0,
			net: -38,
			project: '812',
			category: 'KONS',
			department: '',
			rounding: true,
		});
		expect([sum, vat, gross]).toEqual([99_992, 25_008, 125_000]);
	});

	it.each<[string, Partial<InvoiceSource>, unknown[]]>([
		[
			'whole kroner, down',
			{ ...net('1000.30'), totalGross: '1250.38', totalGrossAfterRounding: '1250' },
			[-1, 0.38, -38, 125_000],
		],
		[
			'whole kroner, up',
			{ ...net('1000.50'), totalGross: '1250.63', totalGrossAfterRounding: '1251' },
			[1, 0.37, 37, 125_100],
		],
		[
			'half a krone',
			{ ...net('1000.40'), totalGross: '1250.50', totalGrossAfterRounding: '1251' },
			[1, 0.5, 50, 125_100],
		],
		[
			'with only the total after rounding',
			{ ...net('1000.30'), totalGrossAfterRounding: '1250' },
			[-1, 0.38, -38, 125_000],
		],
		[
			'with net and VAT beside it',
			{ ...net('1000.30'), totalNet: '1000.30', totalVat: '250.08', totalGrossAfterRounding: '1250' },
			[-1, 0.38, -38, 125_000],
		],
		[
			'on a credit note',
			{ ...net('-1000.30'), kind: 'creditNote', totalGross: '-1250.38', totalGrossAfterRounding: '-1250' },
			[1, 0.38, 38, -125_000],
		],
		['none', { ...net('1000'), totalGross: '1250', totalGrossAfterRounding: '1250.00' }, [125_000]],
		['an unexplained cent', { ...net('1000'), totalGross: '1250.01' }, [1, 0.01, 1, 125_001]],
		['five unexplained cents', { ...net('1000'), totalGross: '1249.95' }, [-1, 0.05, -5, 124_995]],
		[
			'unexplained cents with a declared rounding',
			{ ...net('1000'), totalGross: '1250.03', totalGrossAfterRounding: '1250.50' },
			[1, 0.5, 50, 125_050],
		],
		['no totals: what the lines come to', net('1000'), [125_000]],
	])('%s', (_name, given, expected) => {
		expect(roundingOf(given)).toEqual(expected);
	});

	it.each<[string, Partial<InvoiceSource>, string]>([
		[
			'more than 0.50 declared',
			{ ...net('1000'), totalGross: '1250', totalGrossAfterRounding: '1250.51' },
			'is rounded from 1250.00 to 1250.51',
		],
		[
			'more than 0.06 unexplained of one line',
			{ ...net('1000'), totalGross: '1250.07' },
			'has a total of 1250.07 in Moment, but its lines come to 1250.00 with VAT. That is 0.07 apart, and 0.06 is taken for rounding.',
		],
		[
			'a total after rounding that is no whole amount',
			{ ...net('1000'), totalGrossAfterRounding: '1250.20' },
			'has a total of 1250.20 in Moment, but its lines come to 1250.00',
		],
		[
			'another total without VAT',
			{ ...net('1000'), totalNet: '1000.07', totalVat: '250' },
			'has a total of 1000.07 without VAT in Moment, but its lines add up to 1000.00',
		],
		[
			'a total of nothing',
			{ ...net('1000'), totalGross: '1250', totalGrossAfterRounding: '0' },
			'is rounded from 1250.00 to 0.00',
		],
	])('%s is refused, naming both amounts', (_name, given, message) => {
		const { plan } = mapOneInvoice(given);
		expect(refusals(given)).toEqual([expect.stringContaining(message)]);
		expect(plan && plan.net + plan.vat).toBe(plan?.gross);
		expect(plan?.lines.some(({ rounding }) => rounding)).toBe(false);
	});

	it('without a rounding account is a finding that names the setting', () => {
		const given = { ...net('1000'), totalGross: '1250.01' };
		const [finding] = mapOneInvoice(given, { roundingAccount: '' }).findings;
		expect(finding).toMatchObject({
			level: 'error',
			field: 'Rounding account',
			value: '0.01',
			fix: expect.stringContaining('invoices.roundingAccount'),
		});
		expect(refusals({ ...net('1000'), totalGross: '1250' }, { roundingAccount: '' })).toEqual([]);
		expect(refusals(given, { roundingAccount: '9'.repeat(21) })).toEqual([
			expect.stringContaining('longer than the 20 characters'),
		]);
	});
});

type Totals = Partial<Record<'totalNet' | 'totalVat' | 'totalGross' | 'totalGrossAfterRounding', string>>;

describe('roundings that grow with the lines', () => {
	const many = (count: number, net: string, vat = '', sign = ''): InvoiceLineSource[] =>
		Array.from({ length: count }, () =>
			invoiceLine({
				quantity: `${sign}1`,
				unitPrice: net,
				net: `${sign}${net}`,
				vat: vat === '' ? '' : `${sign}${vat}`,
			}),
		);
	const result = (given: Partial<InvoiceSource>, mapping = {}): unknown[] => {
		const { plan, findings } = mapOneInvoice(given, mapping);
		return [
			plan?.lines.filter(({ rounding }) => rounding).map(({ net }) => net),
			plan?.gross,
			findings.map(({ message }) => message),
		];
	};
	const negated = (totals: Totals): Totals =>
		Object.fromEntries(Object.entries(totals).map(([key, value]) => [key, `-${value}`]));
	/** Fifty lines of 241.67, VAT of each rounded: 3021.00, where 25 % of 12083.50 is 3020.88. */
	const FIFTY = { net: '12083.50', vat: '3021.00', gross: '15104.50' };

	it.each<[string, Totals]>([
		['all totals', { totalNet: FIFTY.net, totalVat: FIFTY.vat, totalGross: FIFTY.gross }],
		[
			'all totals, and after rounding',
			{ totalNet: FIFTY.net, totalVat: FIFTY.vat, totalGross: FIFTY.gross, totalGrossAfterRounding: FIFTY.gross },
		],
		['the gross total alone', { totalGross: FIFTY.gross }],
		['the VAT alone', { totalVat: FIFTY.vat }],
		['net and gross', { totalNet: FIFTY.net, totalGross: FIFTY.gross }],
		['net and VAT', { totalNet: FIFTY.net, totalVat: FIFTY.vat }],
		['the net total alone', { totalNet: FIFTY.net }],
		['the total after rounding alone', { totalGrossAfterRounding: FIFTY.gross }],
		['no totals', {}],
	])('fifty lines come to what Moment has, with %s', (_name, totals) => {
		expect(result({ lines: many(50, '241.67', '60.42'), ...totals })).toEqual([[12], 1_510_450, []]);
		expect(result({ kind: 'creditNote', lines: many(50, '241.67', '60.42', '-'), ...negated(totals) })).toEqual([
			[-12],
			-1_510_450,
			[],
		]);
	});

	it('a net total that is apart is taken as well, with the VAT of the lines', () => {
		expect(result({ lines: many(20, '100'), totalNet: '2000.15' })).toEqual([[15], 250_015, []]);
		expect(result({ lines: many(20, '100'), totalNet: '2000.16' })[2]).toEqual([
			expect.stringContaining('That is 0.16 apart, and 0.15 is taken for rounding.'),
		]);
	});

	it.each([
		[1, 6],
		[2, 6],
		[3, 7],
		[50, 30],
		[200, 105],
	])('%d lines may be %d cents apart, and no more', (count, cents) => {
		const net = count * 100;
		const total = (apart: number): string => ((net * 125 + apart) / 100).toFixed(2);
		for (const sign of [1, -1]) {
			expect(result({ lines: many(count, '100'), totalGross: total(sign * cents) })).toEqual([
				[sign * cents],
				net * 125 + sign * cents,
				[],
			]);
			expect(result({ lines: many(count, '100'), totalGross: total(sign * (cents + 1)) })[2]).toHaveLength(1);
		}
	});

	it('more is taken where a person allows it, and 10.00 is the most that the finding proposes', () => {
		const given = { lines: many(2, '100'), totalGross: '250.80' };
		const [refused] = mapOneInvoice(given).findings;
		expect(refused).toMatchObject({ level: 'error', field: 'Total including VAT', value: '250.80' });
		expect(refused?.fix).toContain(
			'set the rounding tolerance to 0.80 or more (set-up form, page Invoices; or invoices.roundingTolerance in the Data Table moment_uniconta_settings)',
		);
		expect(result(given, { roundingTolerance: 80 })).toEqual([[80], 25_080, []]);
		expect(result(given, { roundingTolerance: 79 })[2]).toHaveLength(1);
		// It allows more, and never less than by itself.
		expect(result({ lines: many(50, '100'), totalGross: '6250.30' }, { roundingTolerance: 0 })).toEqual([
			[30],
			625_030,
			[],
		]);
		expect(
			result({ ...given, totalGross: '250', totalGrossAfterRounding: '251' }, { roundingTolerance: 1000 })[2],
		).toEqual([expect.stringContaining('is rounded from 250.00 to 251.00')]);
	});

	it.each<[string, Totals]>([
		['far apart', { totalGross: '1400' }],
		['a little apart', { totalGross: '1251' }],
		['the VAT', { totalVat: '200' }],
		['rounded by too much', { totalGross: '1250', totalGrossAfterRounding: '1251' }],
	])('the advice can be followed, also for a credit note: %s', (_name, totals) => {
		const sides: Array<Partial<InvoiceSource>> = [
			totals,
			{ kind: 'creditNote', lines: [invoiceLine({ net: '-1000', quantity: '-1' })], ...negated(totals) },
		];
		for (const given of sides) {
			const errors = mapOneInvoice(given).findings.filter(({ level }) => level === 'error');
			expect(errors).toHaveLength(1);
			expect(errors[0]?.fix).toContain('do not transfer to accounting');
			expect(errors[0]?.fix).toContain('by hand under its own number');
			// The credit note of it would be as far off, and so would a new one.
			expect(errors[0]?.fix).not.toContain('crediting');
		}
	});
});

describe('project, category and department of the rounding line', () => {
	const project = (number: string, category: string, of = number) =>
		invoiceProject({ projectNumber: number, tags: [categoryTag(category)], department: department(of) });
	const [own, other, third] = [project('812', 'KONS'), project('913', 'VARE'), project('950', 'REJSE')];
	const departments = { department: { choice: 'projectDepartment', dimension: 1, tagGroup: { value: '' } } } as const;
	const codesOf = (given: Partial<InvoiceSource>, gross: string): unknown[] => {
		const { plan } = mapOneInvoice({ ...given, totalGross: gross }, departments);
		const line = plan?.lines.find(({ rounding }) => rounding);
		return [line?.project, line?.category, line?.department];
	};

	it.each<[string, Partial<InvoiceSource>, string, unknown[]]>([
		[
			"the header's, with the category of its lines",
			{
				project: own,
				lines: [
					invoiceLine({ net: '10', unitPrice: '10' }),
					invoiceLine({ net: '990', unitPrice: '990', project: other }),
				],
			},
			'1250.01',
			['812', 'KONS', '812'],
		],
		[
			'the one in common without a header',
			{ project: undefined, lines: [invoiceLine({ project: other }), invoiceLine({ project: other })] },
			'2500.01',
			['913', 'VARE', '913'],
		],
		[
			'those of the largest line, where the header names none',
			{
				project: undefined,
				lines: [
					invoiceLine({ net: '10', unitPrice: '10', project: other }),
					invoiceLine({ net: '-990', quantity: '-1', unitPrice: '990', project: third }),
					invoiceLine({ net: '1980', quantity: '2', unitPrice: '990', project: own }),
				],
			},
			'1250.01',
			['812', 'KONS', '812'],
		],
		[
			"those of the largest line, where none is on the header's",
			{
				project: own,
				lines: [
					invoiceLine({ net: '10', unitPrice: '10', project: other }),
					invoiceLine({ net: '990', unitPrice: '990', project: third }),
				],
			},
			'1250.01',
			['950', 'REJSE', '950'],
		],
	])('are %s', (_name, given, gross, expected) => {
		expect(codesOf(given, gross)).toEqual(expected);
	});

	it('every line has both, the rounding line too, whatever the lines are (M6)', () => {
		const lines = fc.array(
			fc.record({
				cents: fc.integer({ min: 1, max: 100_000 }),
				of: fc.constantFrom(undefined, own, other, third),
			}),
			{ minLength: 1, maxLength: 20 },
		);
		fc.assert(
			fc.property(lines, fc.constantFrom(own, other), (made, header) => {
				const total = made.reduce((sum, { cents }) => sum + cents, 0);
				const { plan } = mapOneInvoice(
					{
						project: header,
						lines: made.map(({ cents, of }) =>
							invoiceLine({
								net: (cents / 100).toFixed(2),
								unitPrice: (cents / 100).toFixed(2),
								vatPercent: '0',
								vatCode: 'U0',
								...(of === undefined ? {} : { project: of }),
							}),
						),
						totalGross: ((total + 3) / 100).toFixed(2),
					},
					departments,
				);
				const categories: Record<string, string> = { 812: 'KONS', 913: 'VARE', 950: 'REJSE' };
				expect(plan?.lines).toHaveLength(made.length + 1);
				for (const line of plan?.lines ?? [])
					expect([line.category, line.department]).toEqual([categories[line.project], line.project]);
			}),
		);
	});
});

describe('what is no number', () => {
	it('names line and field, all of them at once', () => {
		const { plan, hash, findings } = mapOneInvoice({
			totalVat: 'much',
			lines: [
				invoiceLine({ quantity: '1,5' }),
				invoiceLine({ unitPrice: 'abc', discount: 'x', surcharge: 'y', vat: 'z' }),
				invoiceLine({ net: '' }),
				invoiceLine({ vatPercent: '-25' }),
				invoiceLine({ net: '1e12' }),
				invoiceLine({ vatPercent: '' }),
			],
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
		expect(amounts({ lines: [invoiceLine({ vatPercent: '', vat: '0', vatCode: 'U0' })] })).toEqual([
			100_000, 0, 100_000,
		]);
	});
});
