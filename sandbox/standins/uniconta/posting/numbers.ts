import type { Company, Row } from '../ledger';
import type { UnicontaSettings } from '../settings';
import type { Host } from '../table';
import { textOf, type Values } from './checks';
import { PostRefusal } from './refused';

export interface NumberTaken {
	/** As it stands on the invoice: with prefix, filled up to its length. */
	invoice: string;
	voucher: number;
	/** The voucher with prefix and length. */
	voucherText: string;
	serie: string;
	/** Moves the counters on. */
	take(now: number, host: Host): void;
}

/** The voucher number a series will give next. */
export function nextVoucher(
	company: Company,
	code: string,
): Pick<NumberTaken, 'voucher' | 'voucherText' | 'serie' | 'take'> {
	const serie = code === '' ? undefined : company.rowsOf('NumberSerieClient').withKey(code);
	if (!serie) throw new PostRefusal('NumberSerieDoesNotExist', 'NumberSerie', code);
	const { Blocked, Next, FirstValue, LastValue } = serie.values;
	if (Blocked === true) throw new PostRefusal('NumberSerieIsBlocked', 'NumberSerie', code);
	const next = Number(Next);
	if (next <= 0 || next < Number(FirstValue) || (Number(LastValue) > 0 && next > Number(LastValue)))
		throw new PostRefusal('SequenceNumberError', 'NumberSerie', code);
	return {
		voucher: next,
		voucherText: formatted(serie, next),
		serie: code,
		take: (now, host) =>
			company.rowsOf('NumberSerieClient').set(serie, { ...serie.values, Next: next + 1, InUse: true }, now, host),
	};
}

/** Prefix and length of a series (UC50) change what stands on the invoice. */
function formatted({ values: { Prefix, Length } }: Row, number: number): string {
	const prefix = textOf(Prefix);
	return prefix + String(number).padStart(Number(Length) - prefix.length, '0');
}

/**
 * The number the next invoice of that debtor group gets: of the group's own series where it has one, else of the
 * company's voucher series, or of its own counter where invoices do not follow the vouchers (UC34, UC50).
 */
export function nextInvoice(company: Company, group: Values, settings: UnicontaSettings): NumberTaken {
	const own = company.rowsOf('CompanySettingsClient').rows()[0];
	const groupSerie = textOf(group.InvoiceSerie);
	const voucher = nextVoucher(company, groupSerie || textOf(own?.values.DebtorVoucherSerie));
	const follows = groupSerie !== '' || own?.values.UseVoucherAsInvoice === true;
	const counter = Number(own?.values.SalesInvoice ?? 0) || 1;
	const invoice = follows ? voucher.voucherText : String(counter);
	if (settings.usedNumber === 'refused' && isUsed(company, invoice))
		throw new PostRefusal('NumberIsUsedBefore', 'InvoiceNumber', invoice);
	return {
		...voucher,
		invoice,
		take(now, host) {
			voucher.take(now, host);
			if (!follows && own)
				company
					.rowsOf('CompanySettingsClient')
					.set(own, { ...own.values, SalesInvoice: counter + 1 }, now, host);
		},
	};
}

export function isUsed(company: Company, invoice: string): boolean {
	return company
		.rowsOf('DebtorInvoiceClient')
		.rows()
		.some(({ values }) => values.InvoiceNumber === invoice);
}
