import { isOtherCompany } from '../../state/log';
import type { KnownRecord } from '../../core/identity';
import type { Reference } from '../../core/references';
import { isSameRecord, type Features } from '../../core/sameRecord';
import { rowIdOf, textOf, type UnicontaRow } from '../api/rows';

/** A record of Moment that is to be found in Uniconta. */
export interface LinkedRecord extends Features {
	key: string;
	/** Row of its link; `''` where the log has none for this company. */
	unicontaRowId: string;
	/** Row that a person has confirmed to be it; `''` for none. */
	confirmedRowId: string;
	/** Rows that were other records' until a person confirmed the number: only the one confirmed may be it. */
	endedRowIds: readonly string[];
}

/** How rows of a kind are told apart. */
export interface LinkFields {
	/** The field that holds the number. */
	key: string;
	/** The field that holds the organisation number, where the kind has one. */
	organisationNumber?: string;
}

/**
 * Which row a record is (G9): `row`: that one. `moved`: its row has another number now. `stranger`: a row has its
 * number, and nothing says that it is the record. None of them: it is not in Uniconta.
 */
export type Located = { row: UnicontaRow } | { moved: UnicontaRow } | { stranger: UnicontaRow } | undefined;

/**
 * @param numbered the row that has the record's number, where there is one
 * @param linked the row of its link, whatever its number, where it is still there
 */
export function locate(
	record: LinkedRecord,
	fields: LinkFields,
	numbered?: UnicontaRow,
	linked?: UnicontaRow,
): Located {
	if (record.unicontaRowId !== '') {
		if (numbered !== undefined && rowIdOf(numbered) === record.unicontaRowId) return { row: numbered };
		if (linked !== undefined)
			return textOf(linked, fields.key) === record.key ? { row: linked } : { moved: linked };
	}
	// Never linked, or its row was deleted: the number alone says nothing.
	if (numbered === undefined) return undefined;
	if (record.confirmedRowId !== '' && rowIdOf(numbered) === record.confirmedRowId) return { row: numbered };
	const wasAnother = record.endedRowIds.includes(rowIdOf(numbered));
	return !wasAnother && isSameRecord(record, featuresOf(numbered, fields))
		? { row: numbered }
		: { stranger: numbered };
}

function featuresOf(row: UnicontaRow, { organisationNumber }: LinkFields): Features {
	return {
		name: textOf(row, 'Name'),
		organisationNumber: organisationNumber === undefined ? '' : textOf(row, organisationNumber),
	};
}

/** Why a record that refers to this one is not sent; undefined where the row is the one of the link. */
export interface ReferenceTrouble {
	/** The end of a sentence: `customer 20001, who …`. */
	says: string;
	fix: string;
}

/** Compares a reference with what stands under its number in Uniconta. `absent`: nothing is there. */
export function checkReference(
	reference: Reference,
	fields: LinkFields,
	numbered?: UnicontaRow,
	linked?: UnicontaRow,
): ReferenceTrouble | 'same' | 'absent' {
	const { entity, key } = reference;
	const located = locate({ ...reference, organisationNumber: '' }, fields, numbered, linked);
	if (located === undefined) return 'absent';
	// Where its own export has looked, it knows better than a number that was confirmed unseen.
	const isConfirmed =
		'stranger' in located &&
		reference.confirmed &&
		reference.refusal === '' &&
		!reference.endedRowIds.includes(rowIdOf(located.stranger));
	if ('row' in located || isConfirmed) return 'same';
	if ('moved' in located) {
		const now = textOf(located.moved, fields.key);
		return {
			says: `${entity} ${key}, which is in Uniconta under the number ${now} now (row ${rowIdOf(located.moved)})`,
			fix: `Change the number of ${entity} ${now} back to ${key} in Uniconta.`,
		};
	}
	return {
		says: `${entity} ${key} "${reference.name.trim()}", and under that number Uniconta has ${shownRow(located.stranger)}`,
		fix: `If both are the same ${entity}, give it the same name in both systems, or confirm ${entity} ${key} in the form Send Again. If not, give one of them another number.`,
	};
}

/** `"Nordlys A/S" (row 12)`, for messages. */
export function shownRow(row: UnicontaRow): string {
	return `"${textOf(row, 'Name').trim()}" (row ${rowIdOf(row) || 'without id'})`;
}

type WithLinks = { known?: KnownRecord; references?: readonly Reference[] };

/** The record without what the log says of another company in Uniconta (G9). */
export function linksOf<T extends WithLinks>(record: T, company: string): T {
	const { known, references } = record;
	const foreign = known !== undefined && isOtherCompany(known.company, company);
	return {
		...record,
		...(foreign ? { known: undefined } : {}),
		...(references === undefined ? {} : { references: references.map((one) => inCompany(one, company)) }),
	};
}

function inCompany(reference: Reference, company: string): Reference {
	return isOtherCompany(reference.company, company)
		? { ...reference, unicontaRowId: '', confirmedRowId: '', confirmed: false, endedRowIds: [] }
		: reference;
}
