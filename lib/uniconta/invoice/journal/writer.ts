import { Breaker } from '../../../http/breaker';
import { ApiError, asApiError } from '../../../http/errors';
import type { UnicontaClient } from '../../api/client';
import type { UnicontaRow } from '../../api/rows';
import { stopsTheRun } from '../../upsert/task';
import { accountTypeOf, formsFor, languageSeenIn, type LineForm } from './labels';
import { LINE_TYPE, readLines, type VoucherCopy } from './rows';
import { compareVoucher, voucherRows, type VoucherInput, type VoucherLine, type VoucherOptions } from './voucher';
import { fail, type PlannedTask } from '../task';

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

/** Lines of a list (design 5: about 300), whole vouchers only. */
const LINES = 300;
/** How often a refused list is split in one run; past that the rest waits for the next (G8). */
const MAX_SPLITS = 40;
/** So many lists in a row without a clear answer, and Uniconta itself is in trouble. */
const UNANSWERED = 2;
/** So many vouchers are tried in every form; where all are refused, the rest goes in the likeliest one (G8). */
const TEACHERS = 3;

/** `unclear`: nothing is known of the form; `noForm`: Uniconta dropped every label of a customer's line. */
type Lesson = 'learned' | 'refused' | 'noForm' | 'unclear';

const NO_FORM = new ApiError(
	'Uniconta stores the customer\'s line of a voucher as one of a ledger account, whichever word for "customer" it is sent',
	{
		system: 'Uniconta',
		kind: 'refused',
		fix: 'Set the language of the API user to English in Uniconta, or use the route Order Draft. Nothing is left in the journal.',
	},
);

/** A label in the wrong language is refused as a value, or makes the customer's number a ledger account's. Any other name is the voucher's own matter. */
const FORM_CODES: ReadonlySet<string | undefined> = new Set([
	undefined,
	'FieldHasinvalidValue',
	'AccountDoesNotExist',
	'AccountIsMissing',
	'AccountIsNotPostingAccount',
	'CouldNotSave',
	'CouldNotCreate',
	'NoSucces',
]);

function mayBeTheForm({ code }: ApiError): boolean {
	return FORM_CODES.has(code);
}

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

/**
 * Writes vouchers in lists. A list that was refused is looked for and split; one without a clear answer is never sent a second time in
 * the same run, because it may still come through. Throws nothing; what becomes of the vouchers is read from the journal afterwards.
 */
export async function writeVouchers(
	client: UnicontaClient,
	vouchers: readonly Voucher[],
	options: VoucherOptions,
	seen: Partial<LineForm>,
): Promise<void> {
	let form: LineForm = { labels: 'en', invoice: 'text', postType: true };
	let splits = 0;
	let size = LINES;
	const breaker = new Breaker(UNANSWERED);

	const giveUp = (list: readonly Voucher[], error: ApiError): void => {
		for (const { task } of list) fail(task, error);
	};
	const unsure = (list: readonly Voucher[], error: ApiError): void => {
		for (const voucher of list) Object.assign(voucher, { sent: 'unsure', error });
		breaker.count(error);
	};

	/** Undefined when it went through. */
	async function insert(list: readonly Voucher[], as: LineForm): Promise<ApiError | undefined> {
		try {
			await client.insertList(
				LINE_TYPE,
				list.flatMap((voucher) => voucherRows(voucher, options, as)),
			);
			for (const voucher of list) voucher.sent = 'accepted';
			breaker.reset();
			return undefined;
		} catch (caught) {
			return asApiError(caught);
		}
	}

	/** What stands of these vouchers in the journal. */
	async function copiesOf(list: readonly Voucher[]): Promise<Map<Voucher, VoucherCopy>> {
		const lines = await readLines(client, { journal: options.journal });
		return new Map(
			list.flatMap((voucher) => {
				const copy = lines.copies.get(voucher.plan.number)?.find(({ mark }) => mark === voucher.mark);
				return copy === undefined ? [] : [[voucher, copy] as const];
			}),
		);
	}

	/** Part of a refused list, all or none may be there (reference 15.12): whole vouchers stay, the rest goes. Gives those to send again. */
	async function cleanUp(list: readonly Voucher[], error: ApiError): Promise<Voucher[]> {
		let copies: Map<Voucher, VoucherCopy>;
		try {
			copies = await copiesOf(list);
		} catch {
			unsure(list, error);
			breaker.trip(error);
			return [];
		}
		const missing: Voucher[] = [];
		for (const voucher of list) {
			const copy = copies.get(voucher);
			if (
				copy !== undefined &&
				compareVoucher(voucher.meant, copy.rows, voucher.plan.dimension).state === 'whole'
			)
				voucher.sent = 'accepted';
			else if (copy === undefined || (await removeLines(client, copy.rows))) missing.push(voucher);
			else unsure([voucher], error);
		}
		return missing;
	}

	async function writeList(list: readonly Voucher[]): Promise<void> {
		const [first, ...others] = list;
		if (first === undefined) return;
		if (breaker.reason !== undefined) {
			giveUp(list, breaker.reason);
			return;
		}
		const error = await insert(list, form);
		if (error === undefined) return;
		if (stopsTheRun(error)) {
			breaker.trip(error);
			giveUp(list, error);
			return;
		}
		if (error.mayHaveHappened || error.kind === 'unexpected') {
			unsure(list, error);
			return;
		}
		const missing = await cleanUp(list, error);
		if (others.length === 0) {
			giveUp(missing, error);
			return;
		}
		if (missing.length === 0) return;
		if (++splits > MAX_SPLITS) {
			giveUp(missing, error);
			return;
		}
		// Where part was kept, the first that is missing stopped the list; else halves find it quickly.
		const nothingKept = missing.length === list.length;
		const cut = nothingKept ? Math.ceil(missing.length / 2) : 1;
		await writeList(missing.slice(0, cut));
		await writeList(missing.slice(cut));
		if (nothingKept && missing.every(({ sent }) => sent === 'accepted')) {
			// No voucher stopped it, so it was the list's length.
			size = Math.min(
				size,
				Math.max(
					1,
					...[missing.slice(0, cut), missing.slice(cut)].map((half) =>
						half.reduce((sum, { meant }) => sum + meant.length, 0),
					),
				),
			);
			splits -= 1;
		}
	}

	/** One voucher alone shows which form this Uniconta takes, before hundreds are refused, or stand there with a label that was dropped. */
	async function learn(voucher: Voucher): Promise<Lesson> {
		let firstError: ApiError | undefined;
		let known = seen;
		const tried = new Set<string>();
		for (
			let next = formsFor(known)[0];
			next !== undefined;
			next = formsFor(known).find((candidate) => !tried.has(JSON.stringify(candidate)))
		) {
			tried.add(JSON.stringify(next));
			const error = await insert([voucher], next);
			if (error === undefined) {
				form = next;
				const verdict = await typeKept(voucher);
				if (verdict === 'kept') return 'learned';
				if (verdict === 'notSeen') return 'unclear';
				// The label was dropped without a word; what stands there now shows the language.
				if (verdict !== 'dropped') known = { ...known, labels: verdict };
				voucher.sent = undefined;
				continue;
			}
			if (stopsTheRun(error)) {
				breaker.trip(error);
				giveUp([voucher], error);
				return 'unclear';
			}
			if (error.mayHaveHappened || error.kind === 'unexpected') {
				unsure([voucher], error);
				return 'unclear';
			}
			firstError ??= error;
			if ((await cleanUp([voucher], error)).length === 0) return 'unclear';
			if (!mayBeTheForm(error)) break;
		}
		giveUp([voucher], firstError ?? NO_FORM);
		return firstError === undefined ? 'noForm' : 'refused';
	}

	/** Reads back whether the customer's line is one; takes it out where it is not. */
	async function typeKept(voucher: Voucher): Promise<'kept' | 'dropped' | 'notSeen' | LineForm['labels']> {
		let copy: VoucherCopy | undefined;
		try {
			copy = (await copiesOf([voucher])).get(voucher);
		} catch {
			return 'notSeen';
		}
		if (copy === undefined) return 'notSeen';
		if (copy.rows.some((row) => accountTypeOf(row) === 'debtor')) return 'kept';
		if (!(await removeLines(client, copy.rows))) return 'notSeen';
		return copy.rows.map(languageSeenIn).find((language) => language !== undefined) ?? 'dropped';
	}

	let rest = vouchers;
	const [likeliest, another] = formsFor(seen);
	if (likeliest !== undefined) form = likeliest;
	let lesson: Lesson = another === undefined ? 'learned' : 'refused';
	// Refused in every form: that is its own matter, and the next one teaches.
	for (let tries = 0; tries < TEACHERS && lesson !== 'learned' && lesson !== 'noForm' && !breaker.tripped; tries++) {
		const [teacher] = rest;
		if (teacher === undefined) break;
		rest = rest.slice(1);
		lesson = await learn(teacher);
	}
	if (lesson === 'noForm') {
		giveUp(rest, NO_FORM);
		return;
	}
	while (rest.length > 0) {
		let count = 0;
		let lines = 0;
		for (const { meant } of rest) {
			if (count > 0 && lines + meant.length > size) break;
			count += 1;
			lines += meant.length;
		}
		await writeList(rest.slice(0, count));
		rest = rest.slice(count);
	}
}
