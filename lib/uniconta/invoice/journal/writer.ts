import { Batch } from '../../api/batch';
import type { UnicontaClient } from '../../api/client';
import type { LineForm } from './labels';
import { VoucherLists, type Voucher } from './lists';
import { learnForm, NO_FORM } from './teach';
import type { VoucherOptions } from './voucher';

/** Lines of a list (D6: about 300), whole vouchers only. */
const LINES = 300;

/**
 * Writes vouchers in lists. A list that was refused is looked for and split; one without a clear answer is never sent a
 * second time in the same run, because it may still come through. Throws nothing; what becomes of the vouchers is read
 * from the journal afterwards.
 */
export async function writeVouchers(
	client: UnicontaClient,
	vouchers: readonly Voucher[],
	options: VoucherOptions,
	seen: Partial<LineForm>,
): Promise<void> {
	const lists = new VoucherLists(client, options, { labels: 'en', invoice: 'text', postType: true, ...seen });
	const { lesson, rest } = await learnForm(lists, vouchers, seen);
	if (lesson === 'noForm') lists.fail(rest, NO_FORM);
	else await new Batch(lists, lists.breaker, LINES).write(rest);
}
