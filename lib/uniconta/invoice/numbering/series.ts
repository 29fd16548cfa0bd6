import type { RowsHost } from '../../api/webApi';
import { textOf, type UnicontaRow } from '../../api/rows';
import { flag } from '../checks/labels';

/** A number series (UC50). */
export interface NumberSeries {
	code: string;
	name: string;
	/** The next number; undefined where the row has none. */
	next: number | undefined;
	first: number;
	/** 0 for no end. */
	last: number;
	prefix: string;
	/** Digits that a number is filled up to with zeros; 0 for as it is. */
	length: number;
	blocked: boolean;
	/** Numbers are typed, not counted. */
	manual: boolean;
}

/** The number as the series writes it: with prefix, filled up with zeros. */
export function numberIn(series: NumberSeries, number: number): string {
	return `${series.prefix}${String(number).padStart(series.length, '0')}`;
}

export function seriesFrom(row: UnicontaRow): NumberSeries {
	return {
		code: textOf(row, 'Serie'),
		name: textOf(row, 'Name'),
		next: wholeNumber(row, 'Next'),
		first: wholeNumber(row, 'FirstValue') ?? 0,
		last: wholeNumber(row, 'LastValue') ?? 0,
		prefix: textOf(row, 'Prefix').trim(),
		length: wholeNumber(row, 'Length') ?? 0,
		blocked: flag(row, 'Blocked'),
		manual: flag(row, 'Manual'),
	};
}

/** A whole number of a row, also where it comes as text; undefined for none. */
export function wholeNumber(row: UnicontaRow, field: string): number | undefined {
	const text = textOf(row, field).trim();
	return /^\d+(\.0+)?$/.test(text) ? Number(text) : undefined;
}

export interface NumberingSettings {
	/** Undefined where this build of Uniconta does not show the setting. */
	useVoucherAsInvoice: boolean | undefined;
	/** Code of the series of invoice vouchers; `''` for none. */
	series: string;
	/** The counter that numbers invoices while `useVoucherAsInvoice` is off. */
	counter: number | undefined;
}

/** How this company numbers its invoices, as far as Uniconta shows it. */
export interface Numbering {
	/** Undefined where Uniconta does not let the settings be read (UC50). */
	settings: NumberingSettings | undefined;
	/** The series invoices are numbered from; undefined where it does not exist or is not known. */
	series: NumberSeries | undefined;
	/** How the series is known. */
	seriesFrom: 'settings' | 'choice' | 'lastInvoice' | 'nextNumber' | 'unknown';
	/** Every series, for the choice; undefined where Uniconta does not let them be read. */
	all: readonly NumberSeries[] | undefined;
	/** The host the series were read from, where it is not the one that was asked first. */
	readElsewhere?: RowsHost;
	/** Rows of DebtorGroupClient, GLDailyJournalClient and PaymentTermClient, where they were read. */
	groups?: readonly UnicontaRow[];
	journals?: readonly UnicontaRow[];
	terms?: readonly UnicontaRow[];
}

/** The customer groups whose invoices are numbered from another series, by their code. */
export function groupsWithOwnSeries({
	groups = [],
	series,
}: Pick<Numbering, 'groups' | 'series'>): Map<string, string> {
	const own = new Map<string, string>();
	for (const row of groups) {
		const code = textOf(row, 'InvoiceSerie').trim();
		if (code !== '' && code !== series?.code) own.set(textOf(row, 'Group'), code);
	}
	return own;
}
