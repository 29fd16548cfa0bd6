import { z } from 'zod';
import type { SandboxClock } from '../shared/clock';
import { documentTotals, lineSums } from './amounts';
import { exportStates, type MomentRow, type MomentValue } from './entities';
import { Problem } from './problem';
import type { MomentSettings } from './settings';
import type { ChangeOptions, MomentStore, StoredRow } from './store';

const draftLineSchema = z
	.object({
		itemName: z.string(),
		quantity: z.number().finite(),
		unitPrice: z.number().finite(),
		/** Percent. */
		lineDiscount: z.number().min(0).max(100).default(0),
		surcharge: z.number().nullable().default(null),
		financialAccountId: z.number().int(),
		/** Where it differs from the account's. */
		vatPercentage: z.number().optional(),
		/** Where it differs from the invoice's. */
		projectId: z.number().int().nullable().default(null),
	})
	.strict();

/** A new draft, in the stand-in's own names; the customer is the project's. */
export const draftSchema = z
	.object({
		projectId: z.number().int(),
		lines: z.array(draftLineSchema),
		issueDate: z.string().date().optional(),
		creditDays: z.number().int().nonnegative().default(14),
		currencyCode: z.string().length(3).default('DKK'),
		exchangeRate: z.number().positive().optional(),
		orderReference: z.string().nullable().default(null),
		wholeKroner: z.boolean().default(false),
	})
	.strict();

export type Draft = z.input<typeof draftSchema>;

const DAY_MS = 86_400_000;
const ADDRESS = ['addressLine1', 'addressLine2', 'addressLine3', 'postalCode', 'postalPlace', 'countryCode'] as const;

/** What a person does with invoices in Moment; each step fires its webhook (MO23). */
export class Invoicing {
	constructor(
		private readonly store: MomentStore,
		private readonly clock: SandboxClock,
		private readonly settings: () => MomentSettings,
	) {}

	/** A draft: no number yet. Throws a ZodError or a Problem for what it does not understand. */
	draft(given: Draft): StoredRow {
		const { projectId, lines, wholeKroner, issueDate, ...header } = draftSchema.parse(given);
		const project = this.store.find('projects', projectId)?.values;
		if (!project) throw new Problem(400, `No projects with id ${projectId}`);
		const rows = lines.map(({ vatPercentage, ...line }) => {
			const account = this.store.find('financialAccounts', line.financialAccountId)?.values;
			if (!account) throw new Problem(400, `No financialAccounts with id ${line.financialAccountId}`);
			const whole = { ...line, vatPercentage: vatPercentage ?? Number(account.currentVatPercentage ?? 0) };
			return { ...whole, ...lineSums(whole) };
		});
		const totals = documentTotals(rows);
		return this.insert(
			{
				...header,
				...totals,
				...this.addressOf(project.customerId),
				totalAfterRounding: wholeKroner ? Math.round(totals.totalGross) : totals.totalGross,
				invoiceType: 'invoice',
				issueDate: issueDate ?? null,
				exchangeRate: header.exchangeRate ?? null,
				customerId: project.customerId ?? null,
				projectId,
				departmentId: project.departmentId ?? null,
			},
			rows,
		);
	}

	/** Gives the next number. */
	finalize(id: number): StoredRow {
		const { values } = this.invoice(id);
		if (values.invoiceNumber !== null)
			throw new Problem(400, `Invoice ${String(values.invoiceNumber)} is finalized already`);
		if (this.store.children('invoiceLines', 'invoiceId', id).length === 0)
			throw new Problem(400, 'An invoice without lines cannot be finalized');
		const today = this.today();
		const issueDate = typeof values.issueDate === 'string' ? values.issueDate : today;
		return this.store.change(
			'invoices',
			id,
			{
				invoiceNumber: this.nextNumber(),
				invoiceState: 'finalized',
				finalizedDate: today,
				issueDate,
				dueDate: addDays(issueDate, Number(values.creditDays ?? 0)),
			},
			{ event: 'finalize' },
		);
	}

	/** Sends it to the customer. */
	send(id: number): StoredRow {
		return this.later(id, { invoiceState: 'sent' }, 'send');
	}

	/** Marks it paid in full. */
	pay(id: number): StoredRow {
		return this.later(
			id,
			{ invoiceState: 'paid', paidAmount: this.invoice(id).values.totalAfterRounding ?? 0 },
			'pay',
		);
	}

	/**
	 * A finalized credit note over all lines, negated and due at once (MO24); the invoice is marked as credited.
	 */
	credit(id: number): StoredRow {
		const { values } = this.finalized(id);
		if (values.invoiceType === 'creditNote') throw new Problem(400, 'A credit note cannot be credited');
		const lines = this.store
			.children('invoiceLines', 'invoiceId', id)
			.map(({ values: line }) => negated(line, ['quantity', 'sumNetAmount', 'estimatedInvoiceLineVat']));
		const note = this.insert(
			{
				...negated(values, ['totalNet', 'totalVat', 'totalGross', 'totalAfterRounding']),
				invoiceType: 'creditNote',
				creditedInvoiceId: id,
				creditDays: 0,
				invoiceNumber: null,
				issueDate: null,
				dueDate: null,
				finalizedDate: null,
				paidAmount: null,
			},
			lines,
		);
		this.later(id, { invoiceState: 'credited' }, 'credit');
		return this.finalize(note.values.id);
	}

	/** "To transfer", "has been transferred" or "do not transfer to accounting": on a draft too (MO26). */
	setExport(id: number, status: MomentValue): StoredRow {
		const found = exportStates.find((state) => state === status);
		if (!found) throw new Problem(400, `No export status ${String(status)}`);
		this.invoice(id);
		return this.store.change('invoices', id, { exportStatus: found }, this.quietly('change'));
	}

	private insert(
		header: Readonly<Record<string, MomentValue>>,
		lines: ReadonlyArray<Readonly<Record<string, MomentValue>>>,
	): StoredRow {
		const stored = this.store.create('invoices', {
			...header,
			invoiceState: 'draft',
			exportStatus: 'transfer',
			supplierEmail: 'faktura@nordlys.example',
		});
		for (const line of lines) this.store.create('invoiceLines', { ...line, invoiceId: stored.values.id });
		return stored;
	}

	private later(
		id: number,
		values: Readonly<Record<string, MomentValue>>,
		event: 'send' | 'pay' | 'credit',
	): StoredRow {
		this.finalized(id);
		return this.store.change('invoices', id, values, this.quietly(event));
	}

	private quietly(event: 'change' | 'send' | 'pay' | 'credit'): ChangeOptions {
		return { event, unnoticed: !this.settings().laterChangesModify };
	}

	private invoice(id: number): StoredRow {
		const stored = this.store.find('invoices', id);
		if (!stored) throw new Problem(404, `No invoices with id ${id}`);
		return stored;
	}

	private finalized(id: number): StoredRow {
		const stored = this.invoice(id);
		if (stored.values.invoiceNumber === null) throw new Problem(400, 'A draft has to be finalized first');
		return stored;
	}

	private nextNumber(): number {
		return (
			this.store
				.rows('invoices')
				.reduce((highest, { values }) => Math.max(highest, Number(values.invoiceNumber ?? 0)), 10_000) + 1
		);
	}

	private today(): string {
		return this.clock.iso().slice(0, 10);
	}

	private addressOf(customerId: MomentValue | undefined): Record<string, MomentValue> {
		const customer = typeof customerId === 'number' ? this.store.find('customers', customerId)?.values : undefined;
		return Object.fromEntries(ADDRESS.map((name) => [name, customer?.[name] ?? null]));
	}
}

function negated(row: MomentRow, names: readonly string[]): Record<string, MomentValue> {
	// 0 stays 0, not -0.
	return { ...row, ...Object.fromEntries(names.map((name) => [name, 0 - Number(row[name] ?? 0)])) };
}

const addDays = (day: string, days: number): string =>
	new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
