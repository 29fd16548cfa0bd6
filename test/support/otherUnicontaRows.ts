import type { Unknowns } from './otherUnknowns';

export type Row = Record<string, unknown>;

/** A field as text whatever the case of its name: a client may send rows back as it read them. */
export function textIn(row: Row, field: string): string {
	const value = Object.entries(row).find(([key]) => key.toLowerCase() === field.toLowerCase())?.[1];
	return plain(value);
}

function plain(value: unknown): string {
	if (typeof value === 'string') return value;
	return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

const IDENTITIES = ['RowId', 'PrimaryKeyId', 'PrimaryKey2Id', 'PrimaryKey1Id'] as const;

export function sameRow(stored: Row, sent: Row): boolean {
	const id = IDENTITIES.map((name) => textIn(sent, name)).find((value) => value !== '' && value !== '0');
	return id !== undefined && id === textIn(stored, 'RowId');
}

/** Fields of the types that are written here (UC33, UC36, UC39, UC43): any other is dropped without a word. */
const FIELDS: Readonly<Record<string, string>> = {
	DebtorOrderClient:
		'OrderNumber Account Group Currency Payment PaymentFormat Vat PriceList LayoutGroup Employee EndDiscountPct PricesInclVat Shipment DeliveryTerm InvoiceDate DueDate DeliveryDate YourRef OurRef Requisition Remark ContactName ReferenceNumber Project PrCategory Task WorkSpace PostingAccount PostingText TransType Settlements DeleteOrder DeleteLines InvoiceAccount Dimension1 Dimension2 Dimension3 Dimension4 Dimension5',
	DebtorOrderLineClient:
		'OrderNumber Item Text Qty Price DiscountPct Discount Total Currency Unit Vat Project PrCategory Employee Task PostingAccount PostingText Date DoInvoice QtyNow Subtotal Note Storage ReferenceNumber Week LineNumber Dimension1 Dimension2 Dimension3 Dimension4 Dimension5',
	GLDailyJournalLineClient:
		'Journal Date DocumentDate AccountType OffsetAccountType Account OffsetAccount Vat VatOperation OffsetVat VatOffsetOperation Debit Credit Currency DebitCur CreditCur Voucher Invoice Text TransType DCPostType Payment DueDate PaymentId PaymentMethod Settlements Project PrCategory Employee Task WorkSpace ProjectText Qty DocumentRef ReferenceNumber OrderNumber OnHold Approved Dimension1 Dimension2 Dimension3 Dimension4 Dimension5 LineNumber',
};
const LENGTHS: Readonly<Record<string, number>> = {
	Account: 20,
	Number: 20,
	Group: 10,
	Payment: 10,
	Vat: 10,
	PrCategory: 10,
	Journal: 10,
	Text: 1000,
	Requisition: 60,
};

/** What is kept of a row: known fields, text cut to its length. */
export function checked(type: string, row: Row, referenceLength: number): Row {
	const known = FIELDS[type]?.split(' ');
	const kept: Row = {};
	for (const [key, value] of Object.entries(row)) {
		const field = known === undefined ? key : known.find((name) => name.toLowerCase() === key.toLowerCase());
		if (field === undefined || value === null || IDENTITIES.some((name) => name === field)) continue;
		const length =
			field === 'ReferenceNumber'
				? referenceLength
				: field === 'Text' && type === 'GLDailyJournalLineClient'
					? 50
					: (LENGTHS[field] ?? 500);
		kept[field] = typeof value === 'string' ? value.slice(0, length) : value;
	}
	return kept;
}

const PLAIN_NUMBERS = new Set(['RowId', 'CompanyId', 'OrderNumber']);

/** A row as this server answers it. */
export function shown(type: string, row: Row, { identity, numbers, invoiceNumber, keyCase }: Unknowns): Row {
	const { RowId, ...fields } = row;
	const out: Row = {};
	if (identity === 'both' || identity === 'RowId') out.RowId = RowId;
	if (identity === 'both' || identity === 'PrimaryKeyId' || (identity === 'PrimaryKey1Id' && !isChild(type)))
		out.PrimaryKeyId = RowId;
	if (identity === 'PrimaryKey1Id' && isChild(type)) Object.assign(out, { PrimaryKey1Id: 1, PrimaryKey2Id: RowId });
	for (const [field, value] of Object.entries(fields)) {
		if (value === undefined || value === null || value === '') continue;
		if (field === 'InvoiceNumber' || field === 'Invoice')
			out[field] =
				invoiceNumber === 'text'
					? plain(value)
					: typeof value === 'string' && /^\d+$/.test(value)
						? Number(value)
						: value;
		else if (/Date$/.test(field) && typeof value === 'string') out[field] = `${value.slice(0, 10)}T00:00:00`;
		else if (typeof value === 'number' && numbers === 'text' && !PLAIN_NUMBERS.has(field))
			out[field] = String(value);
		else out[field] = value;
	}
	if (type === 'DebtorOrderClient') out.DeliveryDate = '0001-01-01T00:00:00';
	if (keyCase === 'pascal') return out;
	return Object.fromEntries(
		Object.entries(out).map(([key, value]) => [`${key.charAt(0).toLowerCase()}${key.slice(1)}`, value]),
	);
}

function isChild(type: string): boolean {
	return type === 'DebtorOrderLineClient' || type === 'GLDailyJournalLineClient';
}

interface Page {
	orderBy: string;
	descending: boolean;
	skip: number;
	take: number;
	pageSize: number;
}

export function page(rows: readonly Row[], { orderBy, descending, skip, take, pageSize }: Page): Row[] {
	const key = orderBy.startsWith('PrimaryKey') ? 'RowId' : orderBy;
	const ordered = key === '' ? [...rows] : [...rows].sort((a, b) => compare(textIn(a, key), textIn(b, key)));
	if (descending) ordered.reverse();
	const limit = Math.min(...[take, pageSize].filter((size) => size > 0), Number.POSITIVE_INFINITY);
	return ordered.slice(skip, skip + limit);
}

function compare(a: string, b: string): number {
	const [x, y] = [Number(a), Number(b)];
	if (a !== '' && b !== '' && Number.isFinite(x) && Number.isFinite(y)) return x - y;
	return a < b ? -1 : a > b ? 1 : 0;
}

/** `$filter` with eq, gt, ge, lt, le and `and`; undefined where it cannot be read, or compares text with a number. */
export function filtered(rows: ReadonlyArray<{ row: Row; seen: Row }>, filter: string): Row[] | undefined {
	let left = [...rows];
	for (const part of filter === '' ? [] : filter.split(/ and (?=\w+ (?:eq|gt|ge|lt|le) )/)) {
		const match = /^(\w+) (eq|gt|ge|lt|le) (?:datetime'([^']+)'|'((?:[^']|'')*)'|(-?[\d.]+))$/.exec(part.trim());
		if (match === null) return undefined;
		const [, field = '', is = '', day, text, number] = match;
		const holder = left.find(({ seen }) => textIn(seen, field) !== '');
		const value =
			holder === undefined
				? undefined
				: Object.entries(holder.seen).find(([key]) => key.toLowerCase() === field.toLowerCase())?.[1];
		if (number !== undefined && typeof value === 'string') return undefined;
		if (text !== undefined && typeof value === 'number') return undefined;
		const wanted = day ?? text?.replace(/''/g, "'") ?? number ?? '';
		left = left.filter(({ seen }) => {
			const have = textIn(seen, field);
			if (have === '') return false;
			const order =
				number !== undefined ? Number(have) - Number(wanted) : have < wanted ? -1 : have > wanted ? 1 : 0;
			return is === 'eq'
				? order === 0
				: is === 'gt'
					? order > 0
					: is === 'ge'
						? order >= 0
						: is === 'lt'
							? order < 0
							: order <= 0;
		});
	}
	return left.map(({ row }) => row);
}
