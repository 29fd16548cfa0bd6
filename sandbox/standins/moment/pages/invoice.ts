import type { FastifyInstance } from 'fastify';
import {
	chooser,
	choiceOf,
	chosenId,
	input,
	mountFormPage,
	savingForm,
	typed,
	type HandPages,
} from '../../shared/handPage';
import { escapeHtml } from '../../shared/page';
import type { MomentRow, MomentValue } from '../entities';
import type { Invoicing } from '../invoicing';
import type { MomentStore } from '../store';

const PATH = '/change/invoice';
const EXPORTS = [
	['transfer', 'To transfer'],
	['transferred', 'Has been transferred'],
	['doNotTransfer', 'Do not transfer to accounting'],
] as const;
const STEPS = { finalize: 'Finalize', send: 'Send', pay: 'Mark as paid', credit: 'Credit' } as const;

/**
 * Makes and finalizes a new invoice, sends, pays and credits one, or sets "do not transfer": all by hand, with their
 * webhooks.
 */
export function mountInvoicePage(
	app: FastifyInstance,
	hand: HandPages,
	store: MomentStore,
	invoicing: Invoicing,
): void {
	mountFormPage(app, hand, {
		path: PATH,
		show: (id) => {
			const row = store.find('invoices', id)?.values;
			const all = store.rows('invoices').map(({ values }) => [values.id, invoiceLabel(store, values)] as const);
			return {
				title: row ? invoiceLabel(store, row) : 'New invoice',
				body:
					chooser(PATH, 'Invoice', all.reverse(), row?.id, 'New invoice') +
					(row ? existing(store, row) : newInvoice(store)),
			};
		},
		save: (id, form) => (id > 0 ? step(store, invoicing, id, form) : create(store, invoicing, form)),
	});
}

export function invoiceLabel(store: MomentStore, { invoiceNumber, invoiceType, customerId }: MomentRow): string {
	const kind = invoiceType === 'creditNote' ? 'Credit note' : 'Invoice';
	const customer = typeof customerId === 'number' ? store.find('customers', customerId)?.values.name : undefined;
	return `${invoiceNumber === null ? `Draft of ${kind.toLowerCase()}` : `${kind} ${String(invoiceNumber)}`}, ${String(customer ?? '?')}`;
}

function existing(store: MomentStore, row: MomentRow): string {
	const cell = (value: MomentValue | undefined): string =>
		`<td class="number">${escapeHtml(value === null || value === undefined ? '' : String(value))}</td>`;
	const lines = store.children('invoiceLines', 'invoiceId', row.id).map(({ values }) => {
		const account =
			typeof values.financialAccountId === 'number'
				? store.find('financialAccounts', values.financialAccountId)?.values
				: undefined;
		return `<tr><td>${escapeHtml(String(values.itemName ?? ''))}</td>${[values.quantity, values.unitPrice, values.lineDiscount, values.sumNetAmount, values.vatPercentage].map(cell).join('')}<td>${escapeHtml(
			`${String(account?.accountNumber ?? '?')} ${String(account?.externalTaxCode ?? '')}`,
		)}</td></tr>`;
	});
	const head = ['text', 'quantity', 'price', 'discount %', 'net', 'VAT %', 'account']
		.map((title) => `<th>${title}</th>`)
		.join('');
	const facts =
		`State ${String(row.invoiceState)}, dated ${String(row.issueDate ?? '–')}, due ${String(row.dueDate ?? '–')}, ` +
		`${String(row.currencyCode)} ${String(row.totalNet)} + ${String(row.totalVat)} VAT = ${String(row.totalAfterRounding)}`;
	const steps =
		row.invoiceNumber === null
			? (['finalize'] as const)
			: row.invoiceType === 'creditNote'
				? (['send'] as const)
				: (['send', 'pay', 'credit'] as const);
	return `<p>${escapeHtml(facts)}</p><table><tr>${head}</tr>${lines.join('')}</table>${savingForm(
		PATH,
		row.id,
		choiceOf('exportStatus', 'Transfer to accounting', EXPORTS, row.exportStatus),
		'<button name="step" value="export">Save</button>',
	)}${savingForm(
		PATH,
		row.id,
		'',
		steps.map((name) => `<button name="step" value="${name}">${STEPS[name]}</button>`).join(''),
	)}`;
}

function newInvoice(store: MomentStore): string {
	const projects = store
		.rows('projects')
		.map(({ values }) => [values.id, `${String(values.projectNumber)} ${String(values.name)}`] as const);
	const accounts = store
		.rows('financialAccounts')
		.filter(({ values }) => values.financialAccountCategory === 'sales')
		.map(({ values }) => [values.id, `${String(values.accountNumber)} ${String(values.name)}`] as const);
	return savingForm(
		PATH,
		undefined,
		[
			choiceOf('projectId', 'Project', projects, undefined),
			input('itemName', 'Text', 'Rådgivning'),
			input('quantity', 'Quantity', 1),
			input('unitPrice', 'Price', 950),
			choiceOf('financialAccountId', 'Ledger account', accounts, undefined),
			input('creditDays', 'Days of credit', 14),
		].join(''),
		'<button name="step" value="draft">Save as draft</button><button name="step" value="finalize">Finalize</button>',
	);
}

function create(store: MomentStore, invoicing: Invoicing, form: URLSearchParams): { said: string; id: number } {
	const number = (name: string): number => Number((typed(form, name) ?? '').replace(',', '.'));
	const {
		values: { id },
	} = invoicing.draft({
		projectId: chosenId(form, 'projectId') ?? 0,
		creditDays: number('creditDays'),
		lines: [
			{
				itemName: typed(form, 'itemName') ?? '',
				quantity: number('quantity'),
				unitPrice: number('unitPrice'),
				financialAccountId: chosenId(form, 'financialAccountId') ?? 0,
			},
		],
	});
	const saved = form.get('step') === 'draft' ? store.find('invoices', id)?.values : invoicing.finalize(id).values;
	return {
		said: saved
			? `Saved: ${invoiceLabel(store, saved)}. ${saved.invoiceNumber === null ? 'It has no number yet.' : "Moment's webhook is on its way."}`
			: '',
		id,
	};
}

function step(
	store: MomentStore,
	invoicing: Invoicing,
	id: number,
	form: URLSearchParams,
): { said: string; id: number } {
	const name = form.get('step') ?? '';
	const { values } =
		name === 'export' ? invoicing.setExport(id, typed(form, 'exportStatus')) : invoicing[stepOf(name)](id);
	return { said: `Saved: ${invoiceLabel(store, values)}. Moment's webhook is on its way.`, id: values.id };
}

function stepOf(name: string): keyof typeof STEPS {
	const found = (Object.keys(STEPS) as Array<keyof typeof STEPS>).find((known) => known === name);
	if (!found) throw new Error(`Nothing is called "${name}"`);
	return found;
}
