import { dialectSeenIn } from '../../api/dialect';
import { fieldOf, textOf, type UnicontaRow } from '../../api/rows';

/**
 * How this Uniconta takes a journal line: the language of its labels (UC26), and `Invoice` as text or as a
 * number (UC43).
 */
export interface LineForm {
	labels: 'en' | 'da' | 'number';
	invoice: 'text' | 'number';
	/** Whether `DCPostType` goes along: its Danish words are assumed, and it is of use but not needed. */
	postType: boolean;
}

type Labels = Record<'en' | 'da', string> & { number: number };

/** Journal account types by number; these labels are known (UC26). Ledger is the blank one. */
const ACCOUNT_TYPES: Record<'ledger' | 'debtor' | 'creditor', Labels> = {
	ledger: { number: 0, en: 'Ledger', da: 'Finans' },
	debtor: { number: 1, en: 'Debtor', da: 'Debitor' },
	creditor: { number: 2, en: 'Creditor', da: 'Kreditor' },
};
export type JournalAccountType = keyof typeof ACCOUNT_TYPES;

const POST_TYPES: Record<'invoice' | 'creditNote', Labels> = {
	invoice: { number: 4, en: 'Invoice', da: 'Faktura' },
	creditNote: { number: 5, en: 'Creditnote', da: 'Kreditnota' },
};
/** Posted entries that only name an invoice, because they pay it. */
const PAYMENTS = [
	'payment',
	'prepayment',
	'partialpayment',
	'betaling',
	'forudbetaling',
	'delbetaling',
	'acontobetaling',
	'1',
	'2',
	'3',
];

const NAMES = Object.keys(ACCOUNT_TYPES) as JournalAccountType[];

export const debtorLabel = ({ labels }: LineForm): string | number => ACCOUNT_TYPES.debtor[labels];
export const postTypeLabel = (kind: 'invoice' | 'creditNote', { labels }: LineForm): string | number =>
	POST_TYPES[kind][labels];

/** The type of a stored line, whatever the language; a blank one is the ledger's. */
export function accountTypeOf(row: UnicontaRow, field = 'AccountType'): JournalAccountType | undefined {
	const value = fieldOf(row, field);
	if (value === undefined || value === '') return 'ledger';
	const text = textOf(row, field).trim().toLowerCase();
	return NAMES.find(
		(name) =>
			text === String(ACCOUNT_TYPES[name].number) ||
			text === ACCOUNT_TYPES[name].en.toLowerCase() ||
			text === ACCOUNT_TYPES[name].da.toLowerCase(),
	);
}

export function isPayment(row: UnicontaRow): boolean {
	const value = fieldOf(row, 'PostType');
	return (
		value !== undefined &&
		PAYMENTS.includes(
			textOf(row, 'PostType')
				.toLowerCase()
				.replace(/[^a-zæøå\d]/g, ''),
		)
	);
}

/** What a row gives away of the language. */
export function languageSeenIn(row: UnicontaRow): LineForm['labels'] | undefined {
	for (const field of ['AccountType', 'DefaultAccountType', 'OffsetAccountType', 'DefaultOffsetAccountType']) {
		const value = fieldOf(row, field);
		for (const { en, da } of Object.values(ACCOUNT_TYPES)) {
			if (value === en) return 'en';
			if (value === da) return 'da';
		}
		// Numbers are not ruled out (UC26).
		if (typeof value === 'number' && value !== 0) return 'number';
	}
	return dialectSeenIn(row).labels;
}

export function invoiceFormSeenIn(row: UnicontaRow): LineForm['invoice'] | undefined {
	const value = fieldOf(row, 'Invoice');
	if (typeof value === 'number') return 'number';
	return typeof value === 'string' && value !== '' ? 'text' : undefined;
}

/** The forms in which a first voucher is tried, the likeliest first. */
export function formsFor(seen: Partial<LineForm>): LineForm[] {
	const labels: ReadonlyArray<LineForm['labels']> =
		seen.labels === undefined ? ['en', 'da', 'number'] : [seen.labels];
	// As text it is taken where the field is text and mostly where it is a number; as a number only where it is one.
	const invoices: ReadonlyArray<LineForm['invoice']> =
		seen.invoice === undefined ? ['text', 'number'] : [seen.invoice];
	const postTypes = seen.postType === undefined ? [true, false] : [seen.postType];
	return postTypes.flatMap((postType) =>
		invoices.flatMap((invoice) => labels.map((label) => ({ labels: label, invoice, postType }))),
	);
}
