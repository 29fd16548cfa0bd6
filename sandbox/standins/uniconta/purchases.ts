import type { Company, Row } from './ledger';
import { addPosted, type Booking } from './posting/book';
import { billRows, counterRows, type Bill, type BillRows, type Lookups } from './posting/bill';
import { textOf } from './posting/checks';
import { nextVoucher } from './posting/numbers';
import { PostRefusal } from './posting/refused';
import type { Value } from './types/field';

export interface PostedBill {
	journalPostedId: number;
	voucher: number;
}

/** A bookkeeper enters and posts a supplier's bill in the series. */
export function postBill(booking: Booking, bill: Bill, serie: string): PostedBill {
	const { company, now, host } = booking;
	const rate =
		bill.currency === undefined || bill.currency === company.row.values.Currency
			? undefined
			: company.books.rates[bill.currency];
	const number = nextVoucher(company, serie);
	number.take(now, host);
	const postingId = company.books.nextPosting();
	const { postedContact } = booking.settings;
	add(
		booking,
		billRows(
			{ ...bill, ...(rate === undefined ? {} : { rate }) },
			{ postingId, voucher: number.voucher, serie, postedAt: time(now), by: booking.by, contact: postedContact },
			lookups(company),
		),
	);
	return { journalPostedId: postingId, voucher: number.voucher };
}

/** Cancels a posting: its entries are marked, and the same with the opposite sign are posted. */
export function cancelPosting(booking: Booking, postingId: number): PostedBill {
	const { company, now, host, settings } = booking;
	const rows = rowsOf(company, postingId);
	const counter = company.books.nextPosting();
	const values = {
		ledger: rows.ledger.map((row) => row.values),
		projects: rows.projects.map((row) => row.values),
		batch: rows.batch.values,
	};
	add(
		booking,
		counterRows(values, { postingId: counter, postedAt: time(now), marked: settings.cancelledEntries === 'both' }),
	);
	for (const row of rows.ledger)
		company.rowsOf('GLTransClient').set(row, { ...row.values, Canceled: true }, now, host);
	return { journalPostedId: counter, voucher: Number(rows.batch.values.Voucher) };
}

/** Deletes a posting (UC46): nothing takes it back, and its entries are gone or stay behind. */
export function deletePosting(booking: Booking, postingId: number): void {
	const { company, now, host, by, settings } = booking;
	const { ledger, projects, batch } = rowsOf(company, postingId);
	company
		.rowsOf('GLDailyJournalPostedClient')
		.set(batch, { ...batch.values, Deleted: true, DeletedBy: by }, now, host);
	if (settings.deletedPosting === 'stays') return;
	for (const row of ledger) company.rowsOf('GLTransClient').remove(row, now, host);
	for (const row of projects) company.rowsOf('ProjectTransClient').remove(row, now, host);
}

function add(booking: Booking, { ledger, projects, batch }: BillRows): void {
	for (const values of ledger) addPosted(booking, 'GLTransClient', values);
	for (const values of projects) addPosted(booking, 'ProjectTransClient', values);
	addPosted(booking, 'GLDailyJournalPostedClient', batch);
}

function rowsOf(company: Company, postingId: number): { ledger: Row[]; projects: Row[]; batch: Row } {
	const of = (type: string): Row[] =>
		company
			.rowsOf(type)
			.rows()
			.filter(({ values }) => values.JournalPostedId === postingId);
	const [batch] = of('GLDailyJournalPostedClient');
	if (batch === undefined) throw new PostRefusal('CouldNotFind', 'JournalPostedId', String(postingId));
	return { ledger: of('GLTransClient'), projects: of('ProjectTransClient'), batch };
}

function lookups(company: Company): Lookups {
	const valuesOf = (type: string, key: string): Readonly<Record<string, Value>> =>
		company.rowsOf(type).withKey(key)?.values ?? {};
	return {
		accountOf: (account) => ({
			name: textOf(valuesOf('GLAccountClient', account).Name),
			type: Number(valuesOf('GLAccountClient', account).AccountType ?? 0),
		}),
		categoryOf: (category) => ({
			name: textOf(valuesOf('PrCategoryClient', category).Name),
			type: Number(valuesOf('PrCategoryClient', category).CatType ?? 0),
		}),
		projectName: (project) => textOf(valuesOf('ProjectClient', project).Name) || null,
	};
}

const time = (now: number): string => new Date(now).toISOString().slice(0, 19);
