import type { CallRecord } from '../shared/callLog';
import { renderPage, shortTime, type PageTable } from '../shared/page';
import { labelOf } from './labels';
import type { Ledger } from './ledger';
import { debtor } from './types/customer';

const COLUMNS = ['Account', 'Name', 'Group', 'VatZone', 'CompanyRegNo', 'City', 'Country', 'Currency', 'Payment', 'EAN'] as const;

export function unicontaPage(ledger: Ledger, calls: readonly CallRecord[]): string {
	const tables = ledger.all().map((company): PageTable => {
		const rows = company.table(debtor).rows();
		return {
			title: `${company.name}, company ${company.id}. Debtors: ${rows.length}`,
			columns: ['row id', ...COLUMNS, 'changed'],
			rows: rows.map(({ rowId, values, updatedAt }) => [
				String(rowId),
				...COLUMNS.map((name) => (name === 'VatZone' ? labelOf('VatZone', Number(values.VatZone ?? 0), 'en') : String(values[name] ?? ''))),
				shortTime(updatedAt),
			]),
		};
	});
	return renderPage('Uniconta stand-in', 'One ledger behind both hosts. Everything here is fictional.', tables, calls);
}
