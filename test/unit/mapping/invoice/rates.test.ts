import * as fc from 'fast-check';
import { planToItem } from '../../../../lib/mapping/invoice/plan';
import { CURRENCIES_WITH_BOUNDS, rateBounds, rateFinding } from '../../../../lib/mapping/invoice/rates';
import { fingerprint } from '../../../../lib/core/record';
import { department, invoiceLine, invoiceProject, mapOneInvoice } from '../../../support/invoiceSource';

const said = (currency: string, own: string, rate: number): string | undefined => {
	const finding = rateFinding({ currency, own, rate }, 'Invoice 1');
	return finding && `${finding.level}: ${finding.message}`;
};
const boundsOf = (currency: string, own: string): { low: number; high: number } => {
	const bounds = rateBounds(currency, own);
	if (bounds === undefined) throw new Error(`No bounds of ${currency} in ${own}`);
	return bounds;
};
const pair = fc
	.tuple(fc.constantFrom(...CURRENCIES_WITH_BOUNDS), fc.constantFrom(...CURRENCIES_WITH_BOUNDS))
	.filter(([currency, own]) => currency !== own);
const within = fc.double({ min: 0, max: 1, noNaN: true });

describe('a rate', () => {
	it.each([
		['EUR', 'DKK', 7.4603],
		['USD', 'DKK', 6.85],
		['GBP', 'DKK', 8.71],
		['CHF', 'DKK', 7.95],
		['SEK', 'DKK', 0.66],
		['NOK', 'DKK', 0.64],
		['JPY', 'DKK', 0.0432],
		['ISK', 'DKK', 0.0525],
		['HUF', 'DKK', 0.0192],
		['KWD', 'DKK', 21.4],
		['PLN', 'DKK', 1.75],
		['DKK', 'NOK', 1.56],
		['EUR', 'NOK', 11.7],
		['USD', 'NOK', 10.1],
		['EUR', 'SEK', 11.05],
		['DKK', 'EUR', 0.13404],
		['NOK', 'EUR', 0.0853],
		['GBP', 'EUR', 1.16],
		['USD', 'EUR', 0.86],
		['JPY', 'EUR', 0.0058],
		['EUR', 'ISK', 142.8],
		['DKK', 'ISK', 19.1],
	])('that one %s has in %s goes through: %d', (currency, own, rate) => {
		expect(said(currency, own, rate)).toBeUndefined();
		for (const other of [rate * 100, rate / 100, 1 / rate])
			expect(said(currency, own, other)).toMatch(/^warning: .*which is not used: one [A-Z]{3} is between /);
	});

	it('of the price of a hundred, or the other way round, is never used in place of that of one, whichever two currencies', () => {
		fc.assert(
			fc.property(pair, within, ([currency, own], share) => {
				const { low, high } = boundsOf(currency, own);
				const rate = low + (high - low) * share;
				if (said(currency, own, rate) !== undefined) return;
				for (const other of [rate * 100, rate / 100, 1 / rate])
					expect(said(currency, own, other)).toBeDefined();
			}),
			{ numRuns: 5_000 },
		);
	});

	it('in DKK is told from its price of a hundred for every currency, and from its inverse for all but three', () => {
		const alike = CURRENCIES_WITH_BOUNDS.filter((currency) => currency !== 'DKK').filter((currency) => {
			const { low, high } = boundsOf(currency, 'DKK');
			expect(high / low).toBeLessThan(100);
			return low <= 1 && high >= 1;
		});
		expect(alike).toEqual(['BRL', 'CNY', 'HKD']);
	});

	it.each([
		['SEK', 'NOK', 1.03],
		['NOK', 'SEK', 0.97],
		['CNY', 'DKK', 0.95],
		['USD', 'EUR', 0.96],
		['CHF', 'EUR', 1.06],
	])('near 1 could be its inverse as well, so it is not used: %s in %s', (currency, own, rate) => {
		expect(said(currency, own, rate)).toMatch(
			/^note: Invoice 1 in [A-Z]{3} has the exchange rate .*, which is not used: one [A-Z]{3} could as well be /,
		);
		expect(said(currency, own, rate * 100)).toMatch(/^warning: /);
	});

	it('of a currency that is not in the table, or to books of which it is not known, is not used', () => {
		expect(said('XAU', 'DKK', 24_000)).toMatch(/^warning: .*what one XAU can be in DKK is not known here/);
		expect(said('EUR', 'XAU', 0.0003)).toMatch(/^warning: /);
		expect(said('EUR', '', 7.46)).toMatch(/^note: .*it is not known which currency the company's books are in/);
	});

	it('names rate, bounds and what to do', () => {
		expect(rateFinding({ currency: 'EUR', own: 'DKK', rate: 746.03 }, 'Invoice 57 to "Nordlys A/S"')).toEqual({
			level: 'warning',
			field: 'Exchange rate',
			value: '746.03',
			message:
				'Invoice 57 to "Nordlys A/S" in EUR has the exchange rate 746.03, which is not used: one EUR is between 7.2 and 7.7 DKK. It goes without a rate, and Uniconta uses its own.',
			fix: 'Enter rates in Moment as the price of one EUR in DKK. For this invoice compare the amount in DKK in Uniconta (Customer > Reports > Transactions).',
		});
	});
});

describe('an invoice in another currency', () => {
	const mapped = (
		currencyCode: string,
		exchangeRate: string,
		ownCurrency = 'DKK',
		more = {},
	): [number | undefined, string[]] => {
		const { plan, findings } = mapOneInvoice({ currencyCode, exchangeRate, ...more }, { ownCurrency });
		return [plan?.exchangeRate, findings.map(({ level, field }) => `${level} ${field}`)];
	};

	it.each<[string, string, string, number | undefined, string[]]>([
		['EUR', '7.4603', 'DKK', 7.4603, []],
		['EUR', '746.03', 'DKK', undefined, ['warning Exchange rate']],
		['EUR', '0.13404', 'DKK', undefined, ['warning Exchange rate']],
		['SEK', '66.2', 'DKK', undefined, ['warning Exchange rate']],
		['SEK', '1.51', 'DKK', undefined, ['warning Exchange rate']],
		['JPY', '4.32', 'DKK', undefined, ['warning Exchange rate']],
		['SEK', '1.03', 'NOK', undefined, ['note Exchange rate']],
		['eur', '11.71', 'nok', 11.71, []],
		['KZT', '0.013', 'DKK', undefined, ['warning Exchange rate']],
		['DKK', '100', 'DKK', undefined, []],
		// The writer judges it, by the currency of the books.
		['EUR', '746.03', '', 746.03, []],
	])('%s at %s in a company of %s', (currency, rate, own, used, findings) => {
		expect(mapped(currency, rate, own)).toEqual([used, findings]);
		const credit = { kind: 'creditNote', lines: [invoiceLine({ quantity: '-1', net: '-1000' })] };
		expect(mapped(currency, rate, own, credit)).toEqual([used, findings]);
	});
});

describe('the fingerprint of an invoice that was posted before', () => {
	const project = (number: string, of: string) =>
		invoiceProject({ projectNumber: number, department: department(of) });
	const departments = { department: { choice: 'projectDepartment' as const, dimension: 1, tagGroup: { value: '' } } };
	const many = (count: number, net: string, vat: string) =>
		Array.from({ length: count }, () => invoiceLine({ net, unitPrice: net, vat }));

	// Recorded before rates were looked at and rounding lines carried project and category.
	it.each<[string, string, Parameters<typeof mapOneInvoice>[0], Parameters<typeof mapOneInvoice>[1]]>([
		['11c985e1a9198af3', 'nothing special', {}, {}],
		['c88b3338679b527c', 'a declared rounding', { totalGross: '1250', totalGrossAfterRounding: '1250.50' }, {}],
		[
			'ef9db9e136a9154a',
			'a rounding, lines of two departments',
			{
				project: project('812', '100'),
				lines: [invoiceLine(), invoiceLine({ project: project('913', '200') })],
				totalGross: '2500.03',
			},
			departments,
		],
		[
			'208b96e0f74b40de',
			'a rounding, lines of one department',
			{ project: project('812', '100'), totalGross: '1249.97' },
			departments,
		],
		[
			'ead13cdeb94d9bd3',
			'a credit note with a rounding',
			{
				kind: 'creditNote',
				creditedInvoiceNumber: '10000',
				lines: [invoiceLine({ quantity: '-1', net: '-1000' })],
				totalGross: '-1250.02',
			},
			{},
		],
		['5fb642674d5456a1', 'a rate', { currencyCode: 'EUR', exchangeRate: '7.4603' }, {}],
		['77281fdfd08a0a1b', 'a rate for a hundred', { currencyCode: 'EUR', exchangeRate: '746.03' }, {}],
		['b180427f7423a2ab', 'a rate the other way round', { currencyCode: 'EUR', exchangeRate: '0.13404' }, {}],
		['54752531287d4705', 'a rate near 1', { currencyCode: 'CNY', exchangeRate: '0.95' }, {}],
		['8b5634371c234a57', 'no totals, and VAT of lines that is apart', { lines: many(20, '0.10', '0.03') }, {}],
		['1c049a9d0e92e258', 'no totals, fifty lines', { lines: many(50, '241.67', '60.42') }, {}],
		['11c985e1a9198af3', 'only a net total that is apart', { totalNet: '1000.04' }, {}],
	])('is still %s: %s', (hash, _name, given, mapping) => {
		expect(mapOneInvoice(given, mapping).hash).toBe(hash);
	});

	it('changes with what a person changes in Moment: the rate, the project of a line, the total', () => {
		const hashes = [
			{},
			{ exchangeRate: '7.47' },
			{ exchangeRate: '746' },
			{ totalGross: '1250.02' },
			{ totalGross: '1250.03' },
			{ project: project('913', '1') },
		].map((given) => mapOneInvoice({ currencyCode: 'EUR', exchangeRate: '7.46', ...given }).hash);
		expect(new Set(hashes).size).toBe(hashes.length);
	});

	it('is that of the plan itself, where nothing was added by rule', () => {
		const { plan, hash } = mapOneInvoice({ currencyCode: 'EUR', exchangeRate: '7.46' });
		expect(hash).toBe(fingerprint(planToItem(plan!)));
	});
});
