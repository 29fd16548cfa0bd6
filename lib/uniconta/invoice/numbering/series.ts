import { textOf, type UnicontaRow } from '../../api/rows';
import { flag } from '../checks/labels';

/** A number series (reference 9, NumberSerieClient). */
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
