import { Breaker } from '../../../http/breaker';
import { asApiError, type ApiError } from '../../../http/errors';
import type { ListWriting } from '../../api/batch';
import type { UnicontaClient } from '../../api/client';
import type { UnicontaRow } from '../../api/rows';
import { fail, type PlannedTask } from '../task';
import type { LineForm } from './labels';
import { LINE_TYPE, readLines, type VoucherCopy } from './rows';
import { compareVoucher, voucherRows, type VoucherInput, type VoucherLine, type VoucherOptions } from './voucher';

/** One invoice on its way into the journal. */
export interface Voucher extends VoucherInput {
	task: PlannedTask;
	/** The claim that its lines are marked with. */
	mark: string;
	meant: VoucherLine[];
	/** `accepted`: Uniconta said yes; `unsure`: no clear answer; unset: not sent, or refused. */
	sent?: 'accepted' | 'unsure';
	/** Why it is not sure. */
	error?: ApiError;
}

/** So many lists in a row without a clear answer, and Uniconta itself is in trouble. */
const UNANSWERED = 2;

/** Takes lines out of a journal, one by one; false where one may still be there. */
export async function removeLines(client: UnicontaClient, rows: readonly UnicontaRow[]): Promise<boolean> {
	for (const row of rows) {
		try {
			await client.delete(LINE_TYPE, row);
		} catch (caught) {
			const error = asApiError(caught);
			if (error.kind !== 'notFound') return false;
		}
	}
	return true;
}

/** Lists of whole vouchers on their way into one journal. */
export class VoucherLists implements ListWriting<Voucher> {
	readonly maxSplits = 40;
	readonly recutsHalves = false;
	readonly breaker = new Breaker(UNANSWERED);

	/** @param form in which lines are sent until another is learned */
	constructor(
		readonly client: UnicontaClient,
		private readonly options: VoucherOptions,
		public form: LineForm,
	) {}

	weightOf({ meant }: Voucher): number {
		return meant.length;
	}

	isWritten({ sent }: Voucher): boolean {
		return sent === 'accepted';
	}

	fail(vouchers: readonly Voucher[], error: ApiError): void {
		for (const { task } of vouchers) fail(task, error);
	}

	async send(list: readonly Voucher[]): Promise<ApiError | undefined> {
		return await this.insert(list, this.form);
	}

	/** Undefined when it went through. */
	async insert(list: readonly Voucher[], form: LineForm): Promise<ApiError | undefined> {
		try {
			await this.client.insertList(
				LINE_TYPE,
				list.flatMap((voucher) => voucherRows(voucher, this.options, form)),
			);
			for (const voucher of list) voucher.sent = 'accepted';
			this.breaker.reset();
			return undefined;
		} catch (caught) {
			return asApiError(caught);
		}
	}

	/** Whole vouchers stay, the rest goes. What has no clear answer is not sent again: it may still come through. */
	async settle(list: readonly Voucher[], error: ApiError): Promise<readonly Voucher[]> {
		if (error.mayHaveHappened || error.kind === 'unexpected') {
			this.unsure(list, error);
			return [];
		}
		let copies: Map<Voucher, VoucherCopy>;
		try {
			copies = await this.copiesOf(list);
		} catch {
			this.unsure(list, error);
			this.breaker.trip(error);
			return [];
		}
		const missing: Voucher[] = [];
		for (const voucher of list) {
			const copy = copies.get(voucher);
			if (copy !== undefined && isWhole(voucher, copy)) voucher.sent = 'accepted';
			else if (copy === undefined || (await removeLines(this.client, copy.rows))) missing.push(voucher);
			else this.unsure([voucher], error);
		}
		return missing;
	}

	/** What stands of these vouchers in the journal. */
	async copiesOf(list: readonly Voucher[]): Promise<Map<Voucher, VoucherCopy>> {
		const lines = await readLines(this.client, { journal: this.options.journal });
		return new Map(
			list.flatMap((voucher) => {
				const copy = lines.copies.get(voucher.plan.number)?.find(({ mark }) => mark === voucher.mark);
				return copy === undefined ? [] : [[voucher, copy] as const];
			}),
		);
	}

	private unsure(list: readonly Voucher[], error: ApiError): void {
		for (const voucher of list) Object.assign(voucher, { sent: 'unsure', error });
		this.breaker.count(error);
	}
}

function isWhole({ meant, plan }: Voucher, { rows }: VoucherCopy): boolean {
	return compareVoucher(meant, rows, plan.dimension).state === 'whole';
}
