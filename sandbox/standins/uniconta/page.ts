import type { CallRecord } from '../shared/callLog';
import { renderPage, shortTime, type PageLink, type PageTable } from '../shared/page';
import { derived } from './derived';
import { labelOf } from './labels';
import type { Company, Ledger, Row } from './ledger';

/** The tables of a company's page, in this order; empty ones are left out, but for the debtors. */
const SHOWN: ReadonlyArray<{ type: string; title: string; columns: readonly string[] }> = [
	{
		type: 'NumberSerieClient',
		title: 'Number series',
		columns: ['Serie', 'Name', 'FirstValue', 'LastValue', 'Next', 'Prefix', 'Length', 'Usage', 'Blocked'],
	},
	{
		type: 'DebtorInvoiceClient',
		title: 'Invoices',
		columns: [
			'InvoiceNumber',
			'Date',
			'DueDate',
			'Account',
			'Name',
			'NetAmount',
			'VatAmount',
			'TotalAmount',
			'Currency',
			'Project',
			'ReferenceNumber',
			'JournalPostedId',
		],
	},
	{
		type: 'DebtorOrderClient',
		title: 'Sales orders',
		columns: [
			'OrderNumber',
			'Account',
			'Name',
			'ReferenceNumber',
			'InvoiceDate',
			'Currency',
			'Payment',
			'NoLines',
			'OrderTotal',
			'Project',
		],
	},
	{
		type: 'DebtorOrderLineClient',
		title: 'Order lines',
		columns: [
			'OrderNumber',
			'LineNumber',
			'Text',
			'Qty',
			'Price',
			'DiscountPct',
			'Vat',
			'PostingAccount',
			'Project',
			'PrCategory',
			'Dimension1',
		],
	},
	{
		type: 'GLDailyJournalLineClient',
		title: 'Journal lines',
		columns: [
			'Journal',
			'LineNumber',
			'Date',
			'Invoice',
			'AccountType',
			'Account',
			'Debit',
			'Credit',
			'Vat',
			'Currency',
			'Text',
			'Project',
			'PrCategory',
			'ReferenceNumber',
		],
	},
	{
		type: 'GLDailyJournalPostedClient',
		title: 'Postings',
		columns: [
			'JournalPostedId',
			'Posted',
			'PostedBy',
			'Reference',
			'NumberSerie',
			'Voucher',
			'InvoiceNumber',
			'Lines',
		],
	},
	{
		type: 'GLTransClient',
		title: 'Ledger entries',
		columns: [
			'JournalPostedId',
			'NumberSerie',
			'Voucher',
			'VoucherLine',
			'Date',
			'Account',
			'Name',
			'Text',
			'Amount',
			'Currency',
			'AmountCur',
			'DCAccount',
			'DCName',
			'Invoice',
			'Correction',
			'Canceled',
		],
	},
	{
		type: 'ProjectTransClient',
		title: 'Project entries',
		columns: [
			'JournalPostedId',
			'NumberSerie',
			'Voucher',
			'LineNumber',
			'Date',
			'Project',
			'PrCategory',
			'CatType',
			'Text',
			'CostAmount',
			'SalesAmount',
			'Employee',
			'CreditorName',
		],
	},
	{
		type: 'ProjectClient',
		title: 'Projects',
		columns: [
			'Number',
			'Name',
			'Account',
			'DebtorName',
			'Group',
			'Phase',
			'StartDate',
			'EndDate',
			'PersonInCharge',
			'Dimension1',
			'Blocked',
		],
	},
	{ type: 'PrCategoryClient', title: 'Project categories', columns: ['Number', 'Name', 'CatType'] },
	{
		type: 'DebtorClient',
		title: 'Debtors',
		columns: [
			'Account',
			'Name',
			'Group',
			'VatZone',
			'CompanyRegNo',
			'City',
			'Country',
			'Currency',
			'Payment',
			'EAN',
		],
	},
];

export function unicontaPage(ledger: Ledger, calls: readonly CallRecord[], links: readonly PageLink[]): string {
	const [own] = ledger.all();
	return renderPage(
		'Uniconta stand-in',
		`One ledger behind both hosts. Everything here is fictional. The company of the demo is ${own?.name ?? '–'}, ${own?.id ?? '–'}.`,
		ledger.all().flatMap((company) => tablesOf(company, company === own)),
		calls,
		{
			change: {
				href: '/change',
				text: "Change a customer or a number series, add a category, post or cancel a supplier's bill →",
			},
			others: links,
		},
	);
}

function tablesOf(company: Company, own: boolean): PageTable[] {
	const head = own ? '' : `${company.name}, company ${company.id}. `;
	const anchor = (title: string): Pick<PageTable, 'id'> =>
		own ? { id: title.toLowerCase().replace(/ /g, '-') } : {};
	const mails: PageTable = {
		title: `${head}Mails sent to customers: ${company.books.outbox.length}`,
		columns: ['time', 'to', 'customer', 'invoice', 'kind'],
		rows: company.books.outbox.map(({ at, to, account, invoice, kind }) => [
			shortTime(at),
			to,
			account,
			invoice,
			kind,
		]),
	};
	const tables = SHOWN.flatMap(({ type, title, columns }): PageTable[] => {
		const rows = company.rowsOf(type).rows();
		if (rows.length === 0 && type !== 'DebtorClient') return [];
		return [
			{
				...anchor(title),
				title: `${head}${title}: ${rows.length}`,
				columns: ['row id', ...columns, 'changed'],
				rows: rows.map((row) => [
					String(row.rowId),
					...cells(company, type, row, columns),
					shortTime(row.updatedAt),
				]),
			},
		];
	});
	return company.books.outbox.length === 0 ? tables : [mails, ...tables];
}

function cells(company: Company, type: string, row: Row, columns: readonly string[]): string[] {
	const values = { ...row.values, ...derived[type]?.(row.values, company) };
	const { fields } = company.typed(type);
	return columns.map((name) => {
		const [field, value] = [fields[name], values[name] ?? ''];
		if (field?.kind === 'enum') return labelOf(field.labels, Number(value), 'en');
		return field?.kind === 'date' ? String(value).slice(0, 10) : String(value);
	});
}
