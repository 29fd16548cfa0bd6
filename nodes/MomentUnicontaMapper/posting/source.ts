import { z } from 'zod';
import type { PostingSource } from '../../../lib/mapping/posting';
import { findingsOf } from '../../shared/mappedItems';

const text = z.union([z.string(), z.number(), z.null(), z.undefined()]).transform((value) => String(value ?? ''));

const postingSchema = z.object({
	reference: text,
	company: text,
	series: text,
	postingId: z.coerce.number().catch(0),
	voucher: text,
	line: text,
	account: text,
	accountName: text,
	date: text,
	postedAt: text,
	text,
	amount: text,
	currency: text,
	localAmount: text,
	supplierNumber: text,
	supplierName: text,
	supplierInvoice: text,
	project: text,
	projectName: text,
	category: text,
	isCorrection: z.boolean().catch(false),
	isExpense: z.boolean().catch(true),
	findings: z.unknown(),
});

/** A posting as Uniconta Expense puts it out, perhaps edited on the way. Throws on an item that is none. */
export function parsePostingItem(json: unknown): PostingSource {
	const parsed = postingSchema.parse(json);
	if (parsed.reference.trim() === '')
		throw new Error(
			'The item is no posting: it has no "reference". Put Uniconta Expense > Get New Postings before the Moment Uniconta Mapper.',
		);
	return { ...parsed, findings: findingsOf(parsed.findings) };
}
