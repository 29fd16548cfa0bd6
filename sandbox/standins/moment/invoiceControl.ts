import { z } from 'zod';
import { control } from '../shared/control';
import type { StandInServer } from '../shared/server';
import { exportStates, type MomentValue } from './entities';
import { draftSchema, type Invoicing } from './invoicing';
import type { MomentStore } from './store';

/** An invoice by its id, or by its number where it has one. */
const whichSchema = z.object({ id: z.number().int().optional(), number: z.number().int().optional() }).strict();
const exportSchema = whichSchema.extend({ status: z.enum(exportStates) });
const value = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.number().int())]);
const changeSchema = z.object({ kind: z.string(), id: z.number().int().optional(), values: z.record(value) }).strict();

/** What a person does in Moment with invoices and other records, as control calls. */
export function mountInvoiceControl(server: StandInServer, store: MomentStore, invoicing: Invoicing): void {
	const which = ({ id, number }: z.infer<typeof whichSchema>): number => {
		if (id !== undefined) return id;
		const found =
			number === undefined
				? undefined
				: store.rows('invoices').find(({ values }) => values.invoiceNumber === number);
		if (!found) throw new Error('Name an invoice that is there, by `id` or by `number`');
		return found.values.id;
	};
	control(server, 'POST', 'invoices/draft', (body) => invoicing.draft(draftSchema.parse(body)).values);
	for (const step of ['finalize', 'send', 'pay', 'credit'] as const) {
		control(server, 'POST', `invoices/${step}`, (body) => invoicing[step](which(whichSchema.parse(body))).values);
	}
	control(server, 'POST', 'invoices/export', (body) => {
		const { status, ...named } = exportSchema.parse(body);
		return invoicing.setExport(which(named), status).values;
	});
	control(server, 'POST', 'change', (body): Record<string, MomentValue> => {
		const { kind, id, values } = changeSchema.parse(body);
		return (id === undefined ? store.create(kind, values) : store.change(kind, id, values)).values;
	});
}
