import { ApiError } from '../../http/errors';
import { APPROVAL_STATES, EXPENSE_FIELDS } from '../api/fields';
import { mentions, valueAt, type JsonRecord } from '../api/reading';

export type ExpenseField = keyof typeof EXPENSE_FIELDS;
/** Names that a user gives; `''` for a field that is not to be sent. */
export type NameOverrides = Readonly<Record<string, string>>;

// An edge of the type system: Object.keys forgets the names of the table.
export const EXPENSE_FIELD_NAMES = Object.keys(EXPENSE_FIELDS) as ExpenseField[];

/** For messages: what a person calls it. */
export const FIELD_WORDS: Readonly<Record<ExpenseField, string>> = {
	projectId: 'project',
	activityId: 'activity',
	date: 'date',
	description: 'text',
	amount: 'amount',
	currencyCode: 'currency',
	billable: 'billable flag',
	supplierName: 'supplier',
	supplierInvoiceNumber: "supplier's invoice number",
	approvalState: 'approval state',
	externalReference: 'external reference',
};

/** Without these there is no expense, or none that could be found again. */
const NEEDED: ReadonlySet<ExpenseField> = new Set(['projectId', 'amount', 'externalReference']);

/** What Moment calls the fields of an expense. One instance per run: it learns from what Moment sends and refuses. */
export class ExpenseNames {
	private readonly candidates = new Map<ExpenseField, string[]>();
	private readonly ruledOut = new Map<ExpenseField, string[]>();
	/** Chosen by the user, or seen in a record. */
	private readonly settled = new Set<ExpenseField>();
	private readonly states = new Map<string, string[]>();

	/** @throws ApiError of kind `refused` for a field that there is not, or one that cannot be left out */
	constructor(overrides: NameOverrides = {}) {
		for (const field of EXPENSE_FIELD_NAMES) this.candidates.set(field, [...EXPENSE_FIELDS[field]]);
		for (const [given, name] of Object.entries(overrides)) {
			const field = EXPENSE_FIELD_NAMES.find((known) => known === given);
			if (field === undefined) throw notAField(given);
			if (name.trim() === '' && NEEDED.has(field)) throw cannotBeLeftOut(field);
			this.candidates.set(field, [name.trim()].filter(Boolean));
			this.settled.add(field);
		}
	}

	/** The name to write to; `''`: the field is not sent. */
	of(field: ExpenseField): string {
		return this.candidates.get(field)?.[0] ?? '';
	}

	/** The names to read from. */
	candidatesOf(field: ExpenseField): readonly string[] {
		return this.candidates.get(field) ?? [];
	}

	/** Names that Moment turned down in this run. */
	triedFor(field: ExpenseField): readonly string[] {
		return [...(this.ruledOut.get(field) ?? []), this.of(field)].filter(Boolean);
	}

	/** A record as Moment sends it shows which of the names it has. */
	learn(row: JsonRecord): void {
		for (const field of EXPENSE_FIELD_NAMES) {
			if (this.settled.has(field)) continue;
			const names = this.candidates.get(field) ?? [];
			const seen = names.find((name) => mentions(row, [name]) && !isObject(valueAt(row, name)));
			if (seen === undefined) continue;
			this.candidates.set(field, [seen, ...names.filter((name) => name !== seen)]);
			this.settled.add(field);
		}
	}

	/** Goes on to the next name; false where there is none left, or the name is certain. */
	ruleOut(field: ExpenseField): boolean {
		const names = this.candidates.get(field) ?? [];
		const [first, ...rest] = names;
		if (this.settled.has(field) || first === undefined || rest.length === 0) return false;
		this.candidates.set(field, rest);
		this.ruledOut.set(field, [...(this.ruledOut.get(field) ?? []), first]);
		return true;
	}

	/** The word Moment takes for this approval state, as far as is known. */
	stateWord(state: string): string {
		return this.states.get(state)?.[0] ?? state;
	}

	/** Goes on to the next word for an approval state; false where there is none left. */
	nextStateWord(state: string): boolean {
		const same = APPROVAL_STATES.find((words) => words.some((word) => sameWord(word, state))) ?? [];
		const words = this.states.get(state) ?? [state, ...same.filter((word) => word !== state)];
		if (words.length < 2) return false;
		this.states.set(state, words.slice(1));
		return true;
	}

	/** The names that a record showed, or the user gave. */
	seen(): Record<string, string> {
		return Object.fromEntries([...this.settled].map((field) => [field, this.of(field)]));
	}

	/** The field that Moment's words are about: by its name, or by the approval state that was given. */
	namedIn(words: string, approvalState: string): ExpenseField | undefined {
		if (approvalState !== '' && isQuoted(this.stateWord(approvalState), words)) return 'approvalState';
		return EXPENSE_FIELD_NAMES.filter((field) => this.of(field) !== '' && isNamed(this.of(field), words)).sort(
			(a, b) => this.of(b).length - this.of(a).length,
		)[0];
	}
}

/** `awaitingApproval` and `AWAITING_APPROVAL`. */
export function sameWord(a: string, b: string): boolean {
	const plain = (word: string): string => word.toLowerCase().replace(/[^\p{L}\d]/gu, '');
	return plain(a) === plain(b);
}

/** Whether a refusal says that there is no such field, and not that its value is wrong. */
export function isAboutUnknownField(words: string): boolean {
	return /unrecogni[sz]ed|unknown (field|property|attribute)|no such (field|property)|unexpected (field|property)|not (a )?known (field|property)|invalid (field|property)\b(?! value)/i.test(
		words,
	);
}

/** Said of a field that was sent, it means that it has another name. */
export function isAboutMissingValue(words: string): boolean {
	return /must not be (empty|null|blank)|\b(required|missing)\b/i.test(words);
}

/** Names that are words of English too count only where they stand in quotes, or begin the message. */
function isNamed(name: string, words: string): boolean {
	const levels = name.split('.');
	const quoted = [name, ...levels].some((one) => isQuoted(one, words));
	return (
		quoted ||
		new RegExp(`^${escaped(name)}\\b`).test(words) ||
		(/[a-z][A-Z]/.test(name) && new RegExp(`\\b${escaped(name)}\\b`).test(words))
	);
}

function isQuoted(word: string, words: string): boolean {
	return new RegExp(`["'\`\\[]${escaped(word)}["'\`\\]]`).test(words);
}

function escaped(text: string): string {
	return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function isObject(value: unknown): boolean {
	return typeof value === 'object' && value !== null;
}

function notAField(given: string): ApiError {
	return new ApiError(`"${given}" in Field Names is no field of an expense`, {
		system: 'Moment',
		kind: 'refused',
		fix: `The fields are ${EXPENSE_FIELD_NAMES.join(', ')}; behind each stands its name in Moment's API.`,
	});
}

function cannotBeLeftOut(field: ExpenseField): ApiError {
	return new ApiError(`The ${FIELD_WORDS[field]} of an expense cannot be left out`, {
		system: 'Moment',
		kind: 'refused',
		fix: `Give the name of "${field}" in Field Names, or take the entry out.`,
	});
}
