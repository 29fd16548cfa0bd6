import type { InvoicePlan, Minor } from '../../../mapping/invoice/plan';
import type { UnicontaClient } from '../../api/client';
import { asApiError } from '../../../http/errors';
import type { Condition } from '../../api/odata';
import { fieldOf, rowIdOf, textOf, type UnicontaRow } from '../../api/rows';
import { claimIn } from '../reference';

export const LINE_TYPE = 'GLDailyJournalLineClient';
const TRANSACTION_TYPE = 'DebtorTransClient';
const INVOICE_TYPE = 'DebtorInvoiceClient';

/** So many days before the earliest invoice a posting of it may be dated: a person can move the date in the journal. */
const DAYS_BEFORE = 60;

/** A decimal field in cents; numbers may come as text (UC25). */
export function centsOf(row: UnicontaRow, field: string): Minor {
	const value = fieldOf(row, field);
	const number = Number(typeof value === 'string' ? value.trim().replace(',', '.') : value);
	return Number.isFinite(number) ? Math.round(number * 100) : 0;
}

/**
 * The invoice number, which is an int in 2018 and text today (UC43); undefined for none, and for one that is no
 * number.
 */
export function invoiceOf(row: UnicontaRow, field = 'Invoice'): number | undefined {
	const text = textOf(row, field).trim();
	return /^\d+$/.test(text) && Number(text) > 0 ? Number(text) : undefined;
}

/** Lines of journals may show `PrimaryKey2Id` only (UC13). */
export function lineId(row: UnicontaRow): number {
	return Number(rowIdOf(row) || textOf(row, 'PrimaryKey2Id')) || 0;
}

/** One attempt at a voucher as it stands in a journal. */
export interface VoucherCopy {
	number: number;
	/** The claim it was written under. */
	mark: string;
	journal: string;
	rows: UnicontaRow[];
}

export interface JournalLines {
	rows: UnicontaRow[];
	/** Marked by us, oldest first. */
	copies: Map<number, VoucherCopy[]>;
	/** Typed by a person, or by another program, under an invoice number. */
	strange: Map<number, UnicontaRow[]>;
}

/** The unposted lines, of one journal or of all of them. */
export async function readLines(
	client: UnicontaClient,
	{ journal, enough }: { journal?: string; enough?: (rowsSoFar: number) => boolean } = {},
): Promise<JournalLines> {
	return sortLines(
		await readAll(
			client,
			LINE_TYPE,
			journal === undefined ? [] : [{ field: 'Journal', is: 'eq', value: journal }],
			enough,
		),
	);
}

function sortLines(rows: UnicontaRow[]): JournalLines {
	const lines: JournalLines = { rows, copies: new Map(), strange: new Map() };
	for (const row of rows) {
		const claim = claimIn(textOf(row, 'ReferenceNumber'));
		const number = invoiceOf(row);
		if (claim !== undefined && (number === undefined || number === claim.number)) {
			const copies = lines.copies.get(claim.number) ?? [];
			const journal = textOf(row, 'Journal');
			let copy = copies.find((one) => one.mark === claim.mark && one.journal === journal);
			if (copy === undefined) {
				copy = { number: claim.number, mark: claim.mark, journal, rows: [] };
				copies.push(copy);
			}
			copy.rows.push(row);
			lines.copies.set(claim.number, copies);
		} else if (number !== undefined) {
			lines.strange.set(number, [...(lines.strange.get(number) ?? []), row]);
		}
	}
	for (const copies of lines.copies.values()) copies.sort((a, b) => oldest(a) - oldest(b));
	return lines;
}

const oldest = ({ rows }: VoucherCopy): number => Math.min(...rows.map(lineId));

export interface PostedInvoices {
	transactions: Map<number, UnicontaRow[]>;
	invoices: Map<number, UnicontaRow[]>;
}

/**
 * What is posted since a while before the earliest of these invoices. By date, because a number's form in a filter is
 * not known.
 */
export async function readPosted(client: UnicontaClient, plans: readonly InvoicePlan[]): Promise<PostedInvoices> {
	const earliest = plans.map(({ issueDate }) => issueDate).sort()[0] ?? '';
	const from = new Date(`${earliest}T00:00:00Z`);
	from.setUTCDate(from.getUTCDate() - DAYS_BEFORE);
	const filter: Condition[] = [{ field: 'Date', is: 'ge', value: { day: from.toISOString().slice(0, 10) } }];
	const transactions = await readAll(client, TRANSACTION_TYPE, filter);
	const invoices = await readAll(client, INVOICE_TYPE, filter);
	return { transactions: byNumber(transactions, 'Invoice'), invoices: byNumber(invoices, 'InvoiceNumber') };
}

function byNumber(rows: readonly UnicontaRow[], field: string): Map<number, UnicontaRow[]> {
	const found = new Map<number, UnicontaRow[]>();
	for (const row of rows) {
		const number = invoiceOf(row, field);
		if (number !== undefined) found.set(number, [...(found.get(number) ?? []), row]);
	}
	return found;
}

/**
 * Pages are ordered by the row's identity; where a server does not know it by that name, by the class's own (UC13).
 */
async function readAll(
	client: UnicontaClient,
	type: string,
	filter: readonly Condition[],
	enough?: (rowsSoFar: number) => boolean,
): Promise<UnicontaRow[]> {
	const read = async (key: string): Promise<UnicontaRow[]> => {
		const rows: UnicontaRow[] = [];
		for await (const page of client.pages(type, { key, filter, ...(enough === undefined ? {} : { enough }) }))
			rows.push(...page);
		return rows;
	};
	return await read('RowId').catch(async (caught: unknown) => {
		const error = asApiError(caught);
		if (error.kind !== 'refused' && error.kind !== 'unexpected') throw error;
		return await read(type === LINE_TYPE ? 'PrimaryKey2Id' : 'PrimaryKeyId');
	});
}
