import * as fc from 'fast-check';
import { hasErrors } from '../../../../lib/core/finding';
import { planFromItem, planToItem, type InvoicePlan } from '../../../../lib/mapping/invoice/plan';
import type { InvoiceLineSource } from '../../../../lib/mapping/invoice/source';
import { invoice, invoiceLine, invoiceProject, mapAllInvoices, mapOneInvoice } from '../../../support/invoiceSource';

/** A decimal text with its value in thousandths, so that the oracle needs no arithmetic of ours. */
interface Thousandths {
	text: string;
	value: bigint;
}

const thousandths = (limit: number, decimals = 3): fc.Arbitrary<Thousandths> =>
	fc.integer({ min: -limit, max: limit }).map((whole) => {
		const value = BigInt(whole) * 10n ** BigInt(3 - decimals);
		const magnitude = (value < 0n ? -value : value).toString().padStart(4, '0');
		return { text: `${value < 0n ? '-' : ''}${magnitude.slice(0, -3)}.${magnitude.slice(-3)}`, value };
	});

/** Cents, half away from zero. */
function cents(value: bigint, unit: bigint): bigint {
	const magnitude = value < 0n ? -value : value;
	const rounded = (2n * magnitude + unit) / (2n * unit);
	return value < 0n ? -rounded : rounded;
}

const VAT = [
	{ vatCode: 'U25', vatPercent: '25' },
	{ vatCode: 'UOMV', vatPercent: '0' },
	{ vatCode: 'U12', vatPercent: '12.5' },
	{ vatCode: '', vatPercent: '' },
] as const;

interface AnyLine {
	source: InvoiceLineSource;
	net: bigint;
	vat: (typeof VAT)[number];
}

const optionalText = (value: fc.Arbitrary<Thousandths>): fc.Arbitrary<string> =>
	fc.oneof({ weight: 6, arbitrary: value.map(({ text }) => text) }, { weight: 1, arbitrary: fc.constant('') });

/** Half of the lines fit their terms, the others are anything. */
const fitting: fc.Arbitrary<AnyLine> = fc
	.tuple(thousandths(5000, 2), thousandths(500_000, 2), fc.integer({ min: 0, max: 100 }), fc.constantFrom(...VAT))
	.map(([quantity, price, discount, vat]) => {
		// Thousandths times thousandths times hundredths.
		const net = cents(quantity.value * price.value * BigInt(100 - discount), 1_000_000n);
		const text = net.toString().replace('-', '').padStart(3, '0');
		const source = invoiceLine({
			...vat,
			quantity: quantity.text,
			unitPrice: price.text,
			discount: String(discount),
			net: `${net < 0n ? '-' : ''}${text.slice(0, -2)}.${text.slice(-2)}`,
		});
		return { source, net, vat };
	});
const arbitrary: fc.Arbitrary<AnyLine> = fc
	.tuple(
		thousandths(20_000_000),
		optionalText(thousandths(50_000)),
		optionalText(thousandths(5_000_000)),
		optionalText(thousandths(120_000)),
		optionalText(thousandths(20_000)),
		fc.constantFrom(...VAT),
		fc.string(),
	)
	.map(([net, quantity, unitPrice, discount, surcharge, vat, text]) => ({
		source: invoiceLine({ ...vat, text, quantity, unitPrice, discount, surcharge, net: net.text }),
		net: cents(net.value, 10n),
		vat,
	}));
const anyLines = fc.array(fc.oneof(fitting, arbitrary), { minLength: 1, maxLength: 12 });

function netOf(lines: readonly AnyLine[]): bigint {
	return lines.reduce((sum, { net }) => sum + net, 0n);
}

function vatOf(lines: readonly AnyLine[]): bigint {
	let total = 0n;
	for (const { vatCode, vatPercent } of VAT) {
		const mine = lines.filter(({ vat }) => vat.vatCode === vatCode);
		total += cents(netOf(mine) * BigInt(Math.round(Number(vatPercent) * 10)), 1000n);
	}
	return total;
}

const text = (minor: bigint): string =>
	`${minor < 0n ? '-' : ''}${(minor < 0n ? -minor : minor).toString().padStart(3, '0').replace(/(..)$/, '.$1')}`;

/** A number with at most two decimals, in hundredths. */
const hundredths = (value: number): bigint => {
	const [whole = '', fraction = ''] = value.toFixed(10).replace(/0+$/, '').split('.');
	expect(fraction.length).toBeLessThanOrEqual(2);
	return BigInt(`${whole}${fraction.padEnd(2, '0')}`);
};

/** What holds of every plan, whatever it was made from. */
function checkPlan(plan: InvoicePlan): void {
	for (const line of plan.lines) {
		const exact =
			hundredths(line.quantity) * hundredths(line.unitPrice) * (10_000n - hundredths(line.discountPercent));
		expect(cents(exact, 1_000_000n)).toBe(BigInt(line.net));
		// Nor does it lie between two cents, so that every way of rounding gives the net.
		expect((exact < 0n ? -exact : exact) % 1_000_000n).not.toBe(500_000n);
		expect(line.unitPrice).toBeGreaterThanOrEqual(0);
		expect(Math.abs(line.quantity)).toBeGreaterThanOrEqual(0.01);
		if (line.net !== 0) expect(Math.sign(line.quantity)).toBe(Math.sign(line.net));
		if (line.net === 0 && plan.kind === 'creditNote') expect(line.quantity).toBeLessThan(0);
		expect(line.text).not.toBe('');
		expect(line.text.length).toBeLessThanOrEqual(1000);
	}
	expect(plan.lines.reduce((sum, { net }) => sum + net, 0)).toBe(plan.net);
	expect(plan.net + plan.vat).toBe(plan.gross);
	expect(plan.lines.filter(({ rounding }) => rounding).length).toBeLessThanOrEqual(1);
	expect(planFromItem(JSON.parse(JSON.stringify(planToItem(plan))))).toEqual(plan);
}

function planned(given: Parameters<typeof mapOneInvoice>[0]): InvoicePlan {
	const { plan, findings } = mapOneInvoice(given);
	expect(findings.filter(({ level }) => level === 'error')).toEqual([]);
	if (plan === undefined) throw new Error('There is a plan without findings');
	return plan;
}

it('any list of lines: the sums are exact, the signs right, and each line comes to its net', () => {
	fc.assert(
		fc.property(anyLines, (lines) => {
			const plan = planned({ kind: '', lines: lines.map(({ source }) => source) });
			checkPlan(plan);
			expect(plan.lines.map(({ net }) => BigInt(net))).toEqual(lines.map(({ net }) => net));
			expect([BigInt(plan.net), BigInt(plan.vat)]).toEqual([netOf(lines), vatOf(lines)]);
			// Where the side of the document is decided by its total, the total has that side.
			if (plan.gross !== 0) expect(plan.kind).toBe(plan.gross < 0 ? 'creditNote' : 'invoice');
		}),
		{ numRuns: 500 },
	);
});

it('terms that fit are kept as Moment has them', () => {
	fc.assert(
		fc.property(fitting, ({ source, net }) => {
			const price = Math.abs(Number(source.unitPrice));
			const exact = Math.abs(Number(source.quantity)) * price * (100 - Number(source.discount));
			fc.pre(Number(source.quantity) !== 0 && Math.abs((exact % 1) - 0.5) > 1e-6);
			// Beside a line that keeps it an invoice.
			const { lines } = planned({ lines: [source, invoiceLine({ unitPrice: '90000000', net: '90000000' })] });
			expect([Math.abs(lines[0]!.quantity), lines[0]!.unitPrice, lines[0]!.discountPercent]).toEqual([
				Math.abs(Number(source.quantity)),
				price,
				Number(source.discount),
			]);
			expect(lines[0]!.text).toBe(source.text);
			expect(BigInt(lines[0]!.net)).toBe(net);
		}),
	);
});

it('with a rounding that Moment declares and up to five cents more, it comes to Moment’s total', () => {
	fc.assert(
		fc.property(
			anyLines,
			fc.integer({ min: -50, max: 50 }),
			fc.integer({ min: -5, max: 5 }),
			(lines, declared, unexplained) => {
				const before = netOf(lines) + vatOf(lines) + BigInt(unexplained);
				const after = before + BigInt(declared);
				fc.pre(netOf(lines) + vatOf(lines) > 100n);
				const plan = planned({
					lines: lines.map(({ source }) => source),
					totalGross: text(before),
					totalGrossAfterRounding: text(after),
				});
				checkPlan(plan);
				expect(BigInt(plan.gross)).toBe(after);
				expect(plan.lines.slice(lines.length).map(({ net, vat, account }) => [net, vat, account])).toEqual(
					declared + unexplained === 0 ? [] : [[declared + unexplained, '', '9990']],
				);
			},
		),
		{ numRuns: 300 },
	);
});

it('any other difference is refused', () => {
	fc.assert(
		fc.property(
			anyLines,
			fc.integer({ min: 1, max: 100_000 }),
			fc.boolean(),
			fc.constantFrom('totalNet', 'totalVat', 'totalGross'),
			(lines, beyond, more, field) => {
				// Five cents, and half a one for each line.
				const difference = 5 + Math.ceil(lines.length / 2) + beyond;
				const net = netOf(lines);
				const vat = vatOf(lines);
				fc.pre(net + vat > 200_000n);
				const right = { totalNet: net, totalVat: vat, totalGross: net + vat }[field];
				const { findings, plan } = mapOneInvoice({
					lines: lines.map(({ source }) => source),
					[field]: text(right + BigInt(more ? difference : -difference)),
				});
				expect(hasErrors(findings)).toBe(true);
				// Even so the plan is in itself right: a person sees what the lines come to.
				if (plan !== undefined) checkPlan(plan);
			},
		),
		{ numRuns: 300 },
	);
});

it('a credit note is the mirror of the invoice, whichever of its values Moment negates', () => {
	const minus = (value: string): string => (value === '' ? '' : value.startsWith('-') ? value.slice(1) : `-${value}`);
	fc.assert(
		fc.property(
			fc.array(fitting, { minLength: 1, maxLength: 8 }),
			fc.constantFrom('quantity', 'unitPrice', 'net', 'none'),
			fc.boolean(),
			(lines, negated, totals) => {
				const gross = netOf(lines) + vatOf(lines);
				fc.pre(gross > 0n);
				const straight = planned({ lines: lines.map(({ source }) => source) });
				const credited = lines.map(({ source }) => {
					if (negated === 'none') return source;
					return {
						...source,
						net: minus(source.net),
						...(negated === 'net' ? {} : { [negated]: minus(source[negated]) }),
					};
				});
				const plan = planned({
					kind: 'creditNote',
					lines: credited,
					...(totals ? { totalGross: text(negated === 'net' ? -gross : gross) } : {}),
				});
				checkPlan(plan);
				expect([plan.kind, plan.net, plan.vat, plan.gross]).toEqual([
					'creditNote',
					-straight.net,
					0 - straight.vat,
					-straight.gross,
				]);
				expect(plan.lines.map(({ net }) => net)).toEqual(straight.lines.map(({ net }) => 0 - net));
				expect(plan.lines.map(({ unitPrice }) => unitPrice)).toEqual(
					straight.lines.map(({ unitPrice }) => unitPrice),
				);
			},
		),
		{ numRuns: 300 },
	);
});

it('never throws, whatever stands in the fields, and says what is wrong or has a plan', () => {
	const odd = fc.oneof(
		fc.string(),
		fc.constantFrom('', '0', '-0', '1e40', '1e-40', 'NaN', '١٢', '9'.repeat(70), '0x1F', '5.', ','),
		thousandths(10_000_000).map((value) => value.text),
	);
	// An edge: the type of a record made from another's keys is not kept.
	const anyOf = <T extends object>(record: T): fc.Arbitrary<T> =>
		fc.record(
			Object.fromEntries(
				Object.entries(record).map(([key, value]) => [
					key,
					typeof value === 'string' ? fc.oneof(fc.constant(value), odd) : fc.constant<unknown>(value),
				]),
			),
		) as fc.Arbitrary<T>;
	const documents = fc
		.tuple(
			anyOf(invoice()),
			fc.constantFrom('invoice', 'creditNote', '' as const),
			fc.constantFrom('transfer', 'doNotTransfer', '' as const),
			fc.array(anyOf(invoiceLine()), { maxLength: 4 }),
			anyOf(invoiceProject()),
		)
		.map(([header, kind, transfer, lines, project]) => ({ ...header, kind, transfer, lines, project }));
	fc.assert(
		fc.property(fc.array(documents, { maxLength: 4 }), (sources) => {
			const mapped = mapAllInvoices(sources);
			expect(mapped).toEqual(mapAllInvoices(sources));
			for (const one of mapped) {
				if (one.sending === 'withheld') expect(one.findings.map(({ level }) => level)).toEqual(['note']);
				else if (one.plan === undefined) expect(hasErrors(one.findings)).toBe(true);
				else checkPlan(one.plan);
				expect(one.hash === '').toBe(one.plan === undefined);
				for (const { message, fix, level } of one.findings)
					expect(message !== '' && (fix !== '' || level === 'note')).toBe(true);
			}
		}),
		{ numRuns: 500 },
	);
});
