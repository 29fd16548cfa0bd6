import { AMOUNTS, plus, type Amounts } from './amounts';
import type { MonthSums, Sums } from './types';

/** One invoice, as far as sums need it. */
export interface DatedAmounts extends Amounts {
	/** `YYYY-MM-DD`; `''` for none. */
	day: string;
	currency: string;
}

/** Counts and exact sums by month and currency, oldest month first. Amounts of different currencies are never added. */
export function monthsOf(moment: readonly DatedAmounts[], uniconta: readonly DatedAmounts[]): MonthSums[] {
	const months = new Map<string, MonthSums>();
	const into = (side: 'moment' | 'uniconta', invoice: DatedAmounts): void => {
		const month = /^\d{4}-\d{2}/.exec(invoice.day)?.[0] ?? '';
		const key = `${month} ${invoice.currency}`;
		const sums = months.get(key) ?? {
			month,
			currency: invoice.currency,
			moment: none(),
			uniconta: none(),
			equal: true,
		};
		months.set(key, sums);
		sums[side].count += 1;
		for (const name of AMOUNTS) sums[side][name] = plus(sums[side][name], invoice[name]);
	};
	for (const invoice of moment) into('moment', invoice);
	for (const invoice of uniconta) into('uniconta', invoice);
	return [...months.entries()]
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([, sums]) => ({ ...sums, equal: sameSums(sums.moment, sums.uniconta) }));
}

const none = (): Sums => ({ count: 0, net: '0', vat: '0', gross: '0' });

function sameSums(a: Sums, b: Sums): boolean {
	return a.count === b.count && AMOUNTS.every((name) => a[name] === b[name]);
}
