import { account } from '../../../sandbox/demo/accounts';
import { mendings } from '../../../sandbox/demo/mendings';
import type { Draft } from '../../../sandbox/standins/moment/invoicing';
import { cell, TABLES } from '../../../lib/state/tables';
import { eventually, type Lab } from './lab';
import { LIMITS } from './limits';

/** A project of the demo data whose customer, category and department are all in order. */
export const PROJECT = 70_033_001;

/** One line of 1,000.00 with 25 % VAT. */
export const LINE: Draft['lines'][number] = {
	itemName: 'Rådgivning',
	quantity: 1,
	unitPrice: 1000,
	financialAccountId: account.services,
};

/** Finalizes a new invoice in Moment, which sends its webhook; gives back its number and Moment id. */
export function finalize(lab: Lab, draft: Partial<Draft> = {}): { number: number; id: number } {
	const { invoicing } = lab.sandbox.moment;
	const { values } = invoicing.finalize(
		invoicing.draft({ projectId: PROJECT, lines: [LINE], issueDate: '2026-06-25', ...draft }).values.id,
	);
	return { number: Number(values.invoiceNumber), id: values.id };
}

function rowsOf(lab: Lab, type: string): Array<Record<string, unknown>> {
	const company = lab.sandbox.uniconta.ledger.company(Number(lab.sandbox.unicontaCredential.companyId));
	if (!company) throw new Error('The demo company is missing');
	return company
		.rowsOf(type)
		.rows()
		.map(({ rowId, values }) => ({ RowId: rowId, ...values }));
}

export const postedInvoices = (lab: Lab): Array<Record<string, unknown>> => rowsOf(lab, 'DebtorInvoiceClient');
export const orders = (lab: Lab): Array<Record<string, unknown>> => [
	...rowsOf(lab, 'DebtorOrderClient'),
	...rowsOf(lab, 'DebtorOrderLineClient'),
];
export const journalLines = (lab: Lab): Array<Record<string, unknown>> => rowsOf(lab, 'GLDailyJournalLineClient');
export const projectsIn = (lab: Lab): Array<Record<string, unknown>> => rowsOf(lab, 'ProjectClient');
export const numbersIn = (lab: Lab): number[] =>
	postedInvoices(lab)
		.map(({ InvoiceNumber }) => Number(InvoiceNumber))
		.sort((a, b) => a - b);

/** Mails that Uniconta would have sent to a customer. */
export function outbox(lab: Lab): unknown[] {
	return lab.sandbox.uniconta.ledger.company(Number(lab.sandbox.unicontaCredential.companyId))?.books.outbox ?? [];
}

/** The three invoices of the demo data that stop posting are seen to, before anything has run. */
export function mendAll(lab: Lab): void {
	for (const { mend } of mendings(lab.sandbox).filter(({ number }) => number !== '10040')) mend();
	lab.sandbox.moment.invoicing.setExport(120_450_040, 'transfer');
}

/** The invoice's rows in the log, oldest first. */
export async function logOf(lab: Lab, number: number): Promise<Array<Record<string, unknown>>> {
	return (await lab.logRows()).filter((row) => row.entity === 'invoice' && row.key === String(number));
}

/** Nobody holds the lease, and of invoices nothing is left but what only a person can mend. */
export async function quiet(lab: Lab, timeoutMs: number = LIMITS.sweep): Promise<void> {
	await eventually(async () => {
		const [lease] = await lab.api.tables.rows(TABLES.lease.name);
		const open = (await lab.inboxRows()).filter((row) => ['due', 'retry'].includes(cell(row, 'state')));
		return lease?.holder === '' && open.length === 0;
	}, timeoutMs);
}
