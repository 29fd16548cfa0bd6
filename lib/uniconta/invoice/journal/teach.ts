import { ApiError } from '../../../http/errors';
import { stopsTheRun } from '../../api/batch';
import { accountTypeOf, formsFor, languageSeenIn, type LineForm } from './labels';
import { removeLines, type Voucher, type VoucherLists } from './lists';
import type { VoucherCopy } from './rows';

/** So many vouchers are tried in every form; where all are refused, the rest goes in the likeliest one (G8). */
const TEACHERS = 3;

/** `unclear`: nothing is known of the form; `noForm`: Uniconta dropped every label of a customer's line. */
type Lesson = 'learned' | 'refused' | 'noForm' | 'unclear';

/** What a voucher that was taken shows: whether its form was the right one, else in which language labels are. */
type Kept = Extract<Lesson, 'learned' | 'unclear'> | 'dropped' | LineForm['labels'];

export const NO_FORM = new ApiError(
	'Uniconta stores the customer\'s line of a voucher as one of a ledger account, whichever word for "customer" it is sent',
	{
		system: 'Uniconta',
		kind: 'refused',
		fix: 'Set the language of the API user to English in Uniconta, or use the route Order Draft. Nothing is left in the journal.',
	},
);

/**
 * A label in the wrong language is refused as a value, or makes the customer's number a ledger account's. Any other
 * name is the voucher's own matter.
 */
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

/**
 * Sends the first vouchers one by one to see which form is taken; says what that showed, and which are left to send.
 */
export async function learnForm(
	lists: VoucherLists,
	vouchers: readonly Voucher[],
	seen: Partial<LineForm>,
): Promise<{ lesson: Lesson; rest: readonly Voucher[] }> {
	let lesson: Lesson = formsFor(seen).length === 1 ? 'learned' : 'refused';
	let tries = 0;
	// Refused in every form: that is its own matter, and the next one teaches.
	for (const teacher of vouchers.slice(0, TEACHERS)) {
		if (lesson === 'learned' || lesson === 'noForm' || lists.breaker.tripped) break;
		tries += 1;
		lesson = await teach(lists, teacher, seen);
	}
	return { lesson, rest: vouchers.slice(tries) };
}

/**
 * One voucher alone shows which form this Uniconta takes, before hundreds are refused, or stand there with a label that
 * was dropped.
 */
async function teach(lists: VoucherLists, voucher: Voucher, seen: Partial<LineForm>): Promise<Lesson> {
	let firstError: ApiError | undefined;
	let known = seen;
	const tried = new Set<string>();
	const next = (): LineForm | undefined => formsFor(known).find((form) => !tried.has(JSON.stringify(form)));
	for (let form = next(); form !== undefined; form = next()) {
		tried.add(JSON.stringify(form));
		const shown = await tryForm(lists, voucher, form);
		if (shown === 'learned' || shown === 'unclear') return shown;
		if (shown instanceof ApiError) {
			firstError ??= shown;
			if (!FORM_CODES.has(shown.code)) break;
		} else if (shown !== 'dropped') {
			known = { ...known, labels: shown };
		}
	}
	lists.fail([voucher], firstError ?? NO_FORM);
	return firstError === undefined ? 'noForm' : 'refused';
}

/** The error where the voucher was refused and nothing of it stands. */
async function tryForm(lists: VoucherLists, voucher: Voucher, form: LineForm): Promise<Kept | ApiError> {
	const error = await lists.insert([voucher], form);
	if (error === undefined) {
		lists.form = form;
		return await typeKept(lists, voucher);
	}
	if (stopsTheRun(error)) {
		lists.breaker.trip(error);
		lists.fail([voucher], error);
		return 'unclear';
	}
	return (await lists.settle([voucher], error)).length === 0 ? 'unclear' : error;
}

/**
 * Reads back whether the customer's line is one. Where its label was dropped without a word the voucher is taken out,
 * and what stood there may show the language.
 */
async function typeKept(lists: VoucherLists, voucher: Voucher): Promise<Kept> {
	let copy: VoucherCopy | undefined;
	try {
		copy = (await lists.copiesOf([voucher])).get(voucher);
	} catch {
		return 'unclear';
	}
	if (copy === undefined) return 'unclear';
	if (copy.rows.some((row) => accountTypeOf(row) === 'debtor')) return 'learned';
	if (!(await removeLines(lists.client, copy.rows))) return 'unclear';
	voucher.sent = undefined;
	return copy.rows.map(languageSeenIn).find((language) => language !== undefined) ?? 'dropped';
}
