import type { LabelSetName } from '../labels';

/** A stored value; dates as `YYYY-MM-DDTHH:MM:SS`, enums as the member's number, a country as its member name. */
export type Value = string | number | boolean | null;

export type Field = { readOnly?: true; required?: true } &
	/** `vatCode`: as long as a switch says. */
	/** `key`: what rows are found by. */
	(
		| { kind: 'text'; max: number; wide: number; vatCode?: true; key?: true }
		/** A key of another type; `missing` is the error where that key does not exist. */
		| {
				kind: 'code';
				max: number;
				type: string;
				missing:
					'FieldHasinvalidValue' | 'DimensionDoesNotExist' | 'AccountDoesNotExist' | 'VatTypeDoesNotExist';
		  }
		| { kind: 'enum'; labels: LabelSetName }
		/**
		 * The number of an invoice, stored as text; whether it is shown and taken as text or as number, a switch says
		 * (UC43).
		 */
		| { kind: 'invoice'; max: number; shownBy: 'invoiceField' | 'invoiceNumberField' }
		/** `asText`: digits in quotes are taken too. */
		| { kind: 'int'; asText?: true }
		/** `blankAsText`: an empty text is taken, and is nothing. */
		| { kind: 'number'; blankAsText?: true }
		| { kind: 'bool' | 'date' | 'country' | 'currency' }
	);

export type Fields = Readonly<Record<string, Field>>;

/** A type of the entity model as both hosts show it. */
export interface EntityType {
	/** Case-sensitive (UC6). */
	name: string;
	/**
	 * The business key: required, unique, never changed by an update. A line or a posting has none; its row id is all
	 * there is.
	 */
	key?: string;
	/** Rows below a header: the field that names it, and the header's type. */
	parent?: { field: string; type: string };
	/** Shown as `KeyName`. */
	title?: string;
	fields: Fields;
	writable: boolean;
	/** The group field that may be filled in by default (UC34). */
	group?: string;
}

/** Text lengths of 2018, cut there without a word (UC30); `wide` where newer builds may keep more. */
export const text = (max: number, wide = Math.max(max, 250)): Field => ({ kind: 'text', max, wide });
/** A key: as long as in 2018, on every build (UC30). */
export const key = (max: number): Field => ({ kind: 'text', max, wide: max, required: true, key: true });
export const code = (type: string, max = 10): Field => ({ kind: 'code', type, max, missing: 'FieldHasinvalidValue' });
export const dimension = (number: 1 | 2 | 3 | 4 | 5): Field => ({
	kind: 'code',
	type: `GLDimType${number}Client`,
	max: 10,
	missing: 'DimensionDoesNotExist',
});
export const account: Field = { kind: 'code', type: 'GLAccountClient', max: 20, missing: 'AccountDoesNotExist' };
export const vat: Field = { kind: 'code', type: 'GLVatClient', max: 10, missing: 'VatTypeDoesNotExist' };
export const label = (labels: LabelSetName): Field => ({ kind: 'enum', labels });
export const debtorAccount: Field = { kind: 'code', type: 'DebtorClient', max: 20, missing: 'AccountDoesNotExist' };
export const project = code('ProjectClient', 20);
export const category = code('PrCategoryClient');
export const dimensions: Fields = {
	Dimension1: dimension(1),
	Dimension2: dimension(2),
	Dimension3: dimension(3),
	Dimension4: dimension(4),
	Dimension5: dimension(5),
};
export const integer: Field = { kind: 'int' };
export const number: Field = { kind: 'number' };
/** Seen on journal lines (UC22). */
export const blankableNumber: Field = { kind: 'number', blankAsText: true };
export const bool: Field = { kind: 'bool' };
export const date: Field = { kind: 'date' };
export const invoiceNumber = (shownBy: 'invoiceField' | 'invoiceNumberField'): Field => ({
	kind: 'invoice',
	max: 20,
	shownBy,
});
export const country: Field = { kind: 'country' };
export const currency: Field = { kind: 'currency' };
/** Shown, and ignored in a body. */
export const readOnly = (field: Field): Field => ({ ...field, readOnly: true });
export const required = (field: Field): Field => ({ ...field, required: true });
