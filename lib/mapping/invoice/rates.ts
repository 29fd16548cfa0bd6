import type { Finding } from '../../core/finding';

export interface Bounds {
	low: number;
	high: number;
}

/**
 * Between which prices in DKK one unit of a currency lies: wide enough for ten years of markets, narrow enough that a
 * price of a hundred units, or the other way round, is outside. DKK is tied to EUR (7.46038, within 2.25 %), so there
 * they are close.
 */
const IN_DKK: Readonly<Record<string, readonly [low: number, high: number]>> = {
	DKK: [1, 1],
	EUR: [7.2, 7.7],
	BGN: [3.6, 4],
	BAM: [3.6, 4],
	CZK: [0.18, 0.5],
	HUF: [0.009, 0.04],
	PLN: [1.1, 2.8],
	RON: [1.02, 2.4],
	RSD: [0.05, 0.08],
	SEK: [0.4, 0.98],
	NOK: [0.38, 0.98],
	ISK: [0.03, 0.1],
	GBP: [7.5, 12],
	CHF: [5.5, 12],
	TRY: [0.03, 0.5],
	UAH: [0.06, 0.35],
	RUB: [0.03, 0.2],
	USD: [4.5, 8.2],
	CAD: [3, 8.5],
	AUD: [2.6, 8],
	NZD: [2.3, 7.5],
	MXN: [0.18, 0.7],
	BRL: [0.7, 2.4],
	ZAR: [0.2, 0.8],
	EGP: [0.05, 0.5],
	MAD: [0.4, 0.98],
	JPY: [0.025, 0.11],
	CNY: [0.6, 1.3],
	HKD: [0.6, 1.3],
	TWD: [0.12, 0.4],
	KRW: [0.0025, 0.01],
	SGD: [3.4, 7.5],
	MYR: [1.02, 2.6],
	THB: [0.1, 0.4],
	INR: [0.04, 0.15],
	IDR: [0.0002, 0.0009],
	PHP: [0.06, 0.25],
	VND: [0.00015, 0.0005],
	ILS: [1.1, 3.5],
	AED: [1.2, 2.8],
	SAR: [1.2, 2.7],
	QAR: [1.2, 2.8],
	KWD: [14, 34],
	BHD: [11, 27],
	OMR: [11, 27],
	JOD: [6.2, 14.5],
};

export const CURRENCIES_WITH_BOUNDS: readonly string[] = Object.keys(IN_DKK);

/** Between which prices in `own` one unit of `currency` lies; undefined where nothing is known of one of them. */
export function rateBounds(currency: string, own: string): Bounds | undefined {
	const [of, inOwn] = [IN_DKK[currency], IN_DKK[own]];
	return of === undefined || inOwn === undefined ? undefined : { low: of[0] / inOwn[1], high: of[1] / inOwn[0] };
}

export interface RateInput {
	/** The invoice's currency; another one than `own`. */
	currency: string;
	/** The company's own, ISO 4217; `''` where it is not known. */
	own: string;
	/** Units of `own` for one of `currency`, as they are said to be; above 0. */
	rate: number;
}

/**
 * Why a rate is not used, which would book another amount than was invoiced; undefined for one that is. Moment's rate
 * may be for one unit, for a hundred, or the other way round (its field is not documented, MO15): it
 * is used where only the first makes sense.
 */
export function rateFinding({ currency, own, rate }: RateInput, who: string): Finding | undefined {
	const finding = (level: Finding['level'], why: string): Finding => ({
		level,
		field: 'Exchange rate',
		value: String(rate),
		message:
			`${who} in ${currency} has the exchange rate ${rate}, which is not used: ${why}. ` +
			'It goes without a rate, and Uniconta uses its own.',
		fix:
			`Enter rates in Moment as the price of one ${currency} in ${own || "the company's own currency"}. ` +
			`For this invoice compare the amount in ${own || 'that currency'} in Uniconta (Customer > Reports > Transactions).`,
	});
	if (own === '') return finding('note', "it is not known which currency the company's books are in");
	const bounds = rateBounds(currency, own);
	if (bounds === undefined) return finding('warning', `what one ${currency} can be in ${own} is not known here`);
	const isWithin = (value: number): boolean => value >= bounds.low && value <= bounds.high;
	if (!isWithin(rate)) {
		return finding('warning', `one ${currency} is between ${short(bounds.low)} and ${short(bounds.high)} ${own}`);
	}
	const another = [1 / rate, rate * 100, rate / 100].find(isWithin);
	// A pair near 1 is no mistake of anybody's, so it is only noted.
	if (another === undefined) return undefined;
	return finding('note', `one ${currency} could as well be ${short(another)} ${own}, with the rate read another way`);
}

const short = (value: number): string => String(Number(value.toPrecision(3)));
