import { z } from 'zod';
import { control } from '../shared/control';
import type { StandInServer } from '../shared/server';
import type { Ledger } from './ledger';
import type { Person } from './person';

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const company = z.number().int().optional();
const invoiceSchema = z
	.object({
		account: z.string(),
		amount: z.number().optional(),
		text: z.string().optional(),
		date: day.optional(),
		vat: z.string().optional(),
		currency: z.string().optional(),
		number: z.string().optional(),
		company,
	})
	.strict();
const draftSchema = z
	.object({
		rowId: z.number().optional(),
		orderNumber: z.number().optional(),
		reference: z.string().optional(),
		date: day.optional(),
		number: z.string().optional(),
		company,
	})
	.strict();
const journalSchema = z.object({ journal: z.string(), company }).strict();
const periodSchema = z
	.object({
		openFrom: day.or(z.literal('')).optional(),
		openTo: day.or(z.literal('')).optional(),
		closedMonths: z.array(z.string().regex(/^\d{4}-\d{2}$/)).optional(),
		company,
	})
	.strict();
const billSchema = z
	.object({
		supplier: z.object({ number: z.string(), name: z.string() }).strict(),
		invoice: z.string(),
		date: day,
		currency: z.string().optional(),
		series: z.string().optional(),
		company,
		lines: z
			.array(
				z
					.object({
						account: z.string(),
						amount: z.number(),
						text: z.string(),
						vat: z.number().optional(),
						project: z.string().optional(),
						category: z.string().optional(),
						employee: z.string().optional(),
						divided: z
							.array(z.object({ project: z.string(), category: z.string(), amount: z.number() }).strict())
							.optional(),
					})
					.strict(),
			)
			.min(1),
	})
	.strict();
const postingSchema = z.object({ journalPostedId: z.number().int(), company }).strict();
const values = z.record(z.unknown());
const addSchema = z.object({ type: z.string(), values, company }).strict();
const editSchema = addSchema.extend({ key: z.string() }).strict();
const removeSchema = z.object({ type: z.string(), key: z.string(), company }).strict();

/** What a person does in Uniconta itself, over HTTP (README, Control). */
export function mountPersonControl(server: StandInServer, person: Person, ledger: Ledger): void {
	control(server, 'POST', 'invoices', (body) => {
		const { company: id, ...invoice } = invoiceSchema.parse(body);
		return person.invoice(invoice, id);
	});
	control(server, 'POST', 'orders/invoice', (body) => {
		const { company: id, ...choice } = draftSchema.parse(body);
		return person.invoiceOrder(choice, id);
	});
	control(server, 'POST', 'journals/post', (body) => {
		const { company: id, journal } = journalSchema.parse(body);
		return person.postJournal(journal, id);
	});
	control(server, 'POST', 'bills', (body) => {
		const { company: id, series, ...bill } = billSchema.parse(body);
		return person.bill(bill, {
			...(series === undefined ? {} : { series }),
			...(id === undefined ? {} : { company: id }),
		});
	});
	control(server, 'POST', 'postings/cancel', (body) => {
		const { company: id, journalPostedId } = postingSchema.parse(body);
		return person.cancelPosting(journalPostedId, id);
	});
	control(server, 'POST', 'postings/delete', (body) => {
		const { company: id, journalPostedId } = postingSchema.parse(body);
		person.deletePosting(journalPostedId, id);
	});
	control(server, 'POST', 'periods', (body) => {
		const { company: id, ...periods } = periodSchema.parse(body);
		return person.setPeriods(periods, id);
	});
	control(server, 'POST', 'rows', (body) => {
		const { type, values: given, company: id } = addSchema.parse(body);
		return { rowId: person.add(type, given, id) };
	});
	control(server, 'PATCH', 'rows', (body) => {
		const { type, key, values: given, company: id } = editSchema.parse(body);
		return { rowId: person.edit(type, key, given, id) };
	});
	control(server, 'DELETE', 'rows', (body) => {
		const { type, key, company: id } = removeSchema.parse(body);
		person.remove(type, key, id);
	});
	control(server, 'GET', 'outbox', () =>
		ledger.all().flatMap(({ id, books }) => books.outbox.map((mail) => ({ company: id, ...mail }))),
	);
}
