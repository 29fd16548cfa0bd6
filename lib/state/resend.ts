import { lastStates } from './lastRows';
import { isStop, stoppedId, stopOf } from './inbox';
import { isId, KEY_LENGTH } from '../core/keys';
import { linkText, shownRowOf, type LogRow } from './log';
import { cell, longText, rowNumber, settingText, type TableRow } from './tables';

/**
 * Kinds that go through the inbox, and so can be marked to go again. Expenses do not: what failed comes again by
 * itself.
 */
export const RESEND_KINDS = ['customer', 'project', 'invoice'] as const;
export type ResendKind = (typeof RESEND_KINDS)[number];

/** What a person asked for in the form. */
export interface ResendWish {
	kinds: readonly ResendKind[];
	/** Whether a person asked for expenses, which are never marked. */
	expenses?: boolean;
	/**
	 * Numbers, all that is not finished, or to let posting go on after an invoice that a person had to decide about.
	 */
	choice: 'numbers' | 'failed' | 'stop';
	/** Numbers and ranges as typed. */
	numbers: string;
}

export interface ResendInput extends ResendWish {
	log: readonly TableRow[];
	inbox: readonly TableRow[];
	settings: readonly TableRow[];
	/** Records of Moment for the numbers that it was asked for; undefined when it was not asked yet. */
	found: readonly FoundRecord[] | undefined;
	/** Why Moment could not be asked; `''` when it could. */
	refusal: string;
}

/** A record of Moment that has one of the numbers. */
export interface FoundRecord {
	entity: ResendKind;
	id: string;
	key: string;
	name: string;
}

export interface ResendRow {
	entity: ResendKind;
	momentId: string;
	key: string;
	name: string;
	/** What the log says last of it, `''` for nothing yet. */
	outcome: string;
	message: string;
	/** The row of Uniconta that its refusal names; `''` for none. */
	shownRowId: string;
	/** Number of the inbox row that a stop is: that one is taken away, and none that came meanwhile. */
	stop?: number;
}

export interface ResendPlan {
	rows: ResendRow[];
	/** What could not be understood or found, in words. */
	remarks: string[];
	/** Numbers to ask Moment for. */
	unknown: ReadonlyArray<{ kind: ResendKind; numbers: string[] }>;
	/** Those of which a person may say that they are the record in Uniconta with their number (G9). */
	confirmable: ResendRow[];
}

/** A range of more than this is a slip of the hand. */
const MOST = 1000;
/** So many of what could not be understood are named. */
const MOST_REMARKS = 10;

/**
 * Numbers and ranges of numbers: `10001-10010`, `10001..10010`. One that log or inbox know as it stands is a number,
 * whatever it looks like.
 */
export function readNumbers(
	typed: string,
	known: ReadonlySet<string>,
	kinds: readonly ResendKind[],
): { numbers: string[]; remarks: string[] } {
	const numbers = new Set<string>();
	const remarks: string[] = [];
	const parts = typed
		.replace(/(?<!\s)\s*(-|–|\.\.)\s*(?=\d)/g, '$1')
		.split(/[\s,;]+/)
		.filter(Boolean);
	for (const part of parts) {
		const read = readPart(part, known, kinds);
		if (typeof read === 'string') remarks.push(read);
		else for (const number of read) numbers.add(number);
	}
	if (parts.length === 0) remarks.push('No number was entered.');
	if (remarks.length > MOST_REMARKS)
		remarks.splice(MOST_REMARKS, remarks.length, `${remarks.length - MOST_REMARKS} more could not be understood.`);
	if (numbers.size > MOST)
		remarks.push(
			`${numbers.size} numbers were entered; only the first ${MOST} are taken. Send the form again with the rest.`,
		);
	return { numbers: [...numbers].slice(0, MOST), remarks };
}

/** The numbers of one part, or why it has none. */
function readPart(part: string, known: ReadonlySet<string>, kinds: readonly ResendKind[]): string[] | string {
	const range = known.has(part) ? null : /^(\d+)(?:-|–|\.\.)(\d+)$/.exec(part);
	if (range === null) return remarkOn(part, kinds) || [part];
	const [first, last] = [Number(range[1]), Number(range[2])];
	if (last < first) return `${part} is no range: ${first} is larger than ${last}.`;
	if (last - first >= MOST || !Number.isSafeInteger(last))
		return `${part} is a range of ${last - first + 1} numbers; at most ${MOST} go at once.`;
	return Array.from({ length: last - first + 1 }, (_, at) => String(first + at));
}

function remarkOn(part: string, kinds: readonly ResendKind[]): string {
	if (kinds.every((kind) => kind === 'invoice') && !isInvoiceNumber(part))
		return `${part.slice(0, 40)} is no invoice number: these have digits only.`;
	if (part.length > KEY_LENGTH)
		return `${part.slice(0, 40)} is no number: it has more than ${KEY_LENGTH} characters.`;
	return '';
}

const isInvoiceNumber = (number: string): boolean => /^\d{1,9}$/.test(number);

/** What would be marked to go again, and what is to be said beside it. */
export function planResend(input: ResendInput): ResendPlan {
	const off = input.kinds.filter((kind) =>
		input.settings.some(
			(row) => cell(row, 'key').trim() === `${kind}s.export` && cell(row, 'value').trim().toLowerCase() === 'off',
		),
	);
	const remarks = off.map(
		(kind) => `The export of ${kind}s is switched off: what is marked waits until it is switched on.`,
	);
	if (input.expenses === true) return { rows: [], remarks: [EXPENSES], unknown: [], confirmable: [] };
	const plan: Omit<ResendPlan, 'confirmable'> =
		input.choice === 'numbers' ? byNumber(input) : input.choice === 'failed' ? unfinished(input) : stops(input);
	const confirmable = input.choice === 'numbers' ? confirmableIn(plan.rows, input) : { rows: [], remarks: [] };
	return {
		...plan,
		remarks: [
			...plan.remarks,
			...remarksOn(plan.rows),
			...confirmable.remarks,
			...remarks,
			...withoutExpenses(input),
		],
		confirmable: confirmable.rows,
	};
}

/** Customers and projects that are refused or were never sent; each number must be one record's. */
function confirmableIn(
	rows: readonly ResendRow[],
	{ found, refusal, settings }: ResendInput,
): { rows: ResendRow[]; remarks: string[] } {
	// What Moment does not have under the number any more is nobody's to confirm.
	const isThere = ({ entity, momentId, key }: ResendRow): boolean =>
		found === undefined ||
		refusal !== '' ||
		found.some((one) => one.entity === entity && one.id === momentId && one.key === key);
	const company = settingText(settings, 'company.id');
	const open = rows
		.filter((row) => row.entity !== 'invoice' && ['', 'refused', 'confirmed'].includes(row.outcome) && isThere(row))
		.map((row) => ({
			...row,
			shownRowId: row.shownRowId.includes('@') ? row.shownRowId : linkText(row.shownRowId, company),
		}));
	const twice = open.filter(({ entity, key, momentId }) =>
		open.some((other) => other.entity === entity && other.key === key && other.momentId !== momentId),
	);
	const remarks = [...new Set(twice.map(({ entity, key }) => `${entity} ${key}`))].map(
		(which) =>
			`Several records of Moment have the number of ${which}, so it cannot be confirmed: give all but one of them another number first.`,
	);
	return { rows: open.filter((row) => !twice.includes(row)), remarks };
}

/**
 * What the log keeps of a person's word that these records are the ones with their numbers in Uniconta. `who`: `''`
 * where not known.
 */
export function confirmationRows(
	rows: readonly ResendRow[],
	{ who, now, execution }: { who: string; now: number; execution: string },
): LogRow[] {
	return rows.map(({ entity, momentId, key, name, shownRowId }) => {
		const [rowId = ''] = shownRowId.split('@');
		const row = rowId === '' ? '' : ` and is row ${rowId}`;
		return {
			time: new Date(now).toISOString(),
			entity,
			key,
			name,
			outcome: 'confirmed',
			message: longText(
				`Confirmed in the form Send Again${who === '' ? '' : ` by ${who}`}: ${entity} ${key} "${name}" has the right number${row} in Uniconta.`,
			),
			fix: '',
			changes: '',
			momentId,
			unicontaRowId: shownRowId,
			hash: '',
			held: '',
			execution,
		};
	});
}

const EXPENSES =
	'Expenses need not be sent again: a posting that failed comes again with the next import; one that was refused every six hours for 30 days, and at once with Import Now in the template of the expenses. To import older ones again, set the start date back in the set-up form; none comes twice.';

/** Said where a person asked for all kinds. */
function withoutExpenses({ kinds, choice }: ResendInput): string[] {
	return kinds.length < RESEND_KINDS.length || choice === 'stop' ? [] : [`Not among them: expenses. ${EXPENSES}`];
}

/** What marking will not do, said before it is done. */
function remarksOn(rows: readonly ResendRow[]): string[] {
	const of = (outcomes: readonly string[]): string[] =>
		rows.filter(({ entity, outcome }) => entity === 'invoice' && outcomes.includes(outcome)).map(({ key }) => key);
	const [posted, gone, withheld] = [of(['posted', 'unchanged', 'mistotalled']), of(['gone']), of(['withheld'])];
	return [
		...(posted.length > 0
			? [
					`Posted already: ${shortened(posted)}. A posted invoice is never posted again; it stays as it is in Uniconta.`,
				]
			: []),
		...(gone.length > 0
			? [
					`Posted before, and no longer in Uniconta: ${shortened(gone)}. It is never posted again by itself; see what became of it in Uniconta.`,
				]
			: []),
		...(withheld.length > 0
			? [`Not to be transferred: ${shortened(withheld)}. It is sent only when Moment says so.`]
			: []),
	];
}

function byNumber({ kinds, numbers: typed, log, inbox, found, refusal }: ResendInput): Omit<ResendPlan, 'confirmable'> {
	const known = knownRecords(kinds, log, inbox);
	const { numbers, remarks } = readNumbers(typed, new Set(known.map(({ key }) => key)), kinds);
	const unknown = kinds
		.map((kind) => ({ kind, numbers: numbers.filter((number) => isAskedFor(kind, number, known)) }))
		.filter((one) => one.numbers.length > 0);
	const isKnown = ({ entity, id, key }: FoundRecord): boolean =>
		known.some((row) => row.entity === entity && row.momentId === id && row.key === key);
	const isAsked = ({ entity, key }: FoundRecord): boolean =>
		unknown.some((one) => one.kind === entity && one.numbers.includes(key));
	const added = (found ?? [])
		.filter((one) => isId(one.id) && isAsked(one) && !isKnown(one))
		.map(({ id, ...one }): ResendRow => ({ ...one, momentId: id, outcome: '', message: '', shownRowId: '' }));
	const byKey = new Map<string, ResendRow[]>();
	for (const row of [...known, ...added]) byKey.set(row.key, [...(byKey.get(row.key) ?? []), row]);
	const rows = numbers.flatMap((number) => byKey.get(number) ?? []);
	const missing = numbers.filter((number) => !byKey.has(number));
	if (found !== undefined && missing.length > 0) {
		remarks.push(
			refusal === ''
				? `Moment has no ${oneOf(kinds)} with the number ${shortened(missing)}.`
				: `Moment could not be asked for ${shortened(missing)}: ${refusal}`,
		);
	}
	return { rows, remarks, unknown };
}

/** A number may have been given anew since the tables saw it: an invoice keeps its own for ever. */
function isAskedFor(kind: ResendKind, number: string, known: readonly ResendRow[]): boolean {
	if (kind !== 'invoice') return true;
	return isInvoiceNumber(number) && !known.some(({ entity, key }) => entity === kind && key === number);
}

function oneOf(kinds: readonly ResendKind[]): string {
	return kinds.length < 2 ? (kinds[0] ?? 'record') : `${kinds.slice(0, -1).join(', ')} or ${kinds.at(-1) ?? ''}`;
}

function shortened(numbers: readonly string[]): string {
	return numbers.length > 20
		? `${numbers.slice(0, 20).join(', ')} and ${numbers.length - 20} more`
		: numbers.join(', ');
}

function unfinished({ kinds, log, inbox }: ResendInput): Omit<ResendPlan, 'confirmable'> {
	const rows = knownRecords(kinds, [], inbox).map((row) => withState(row, log));
	return {
		rows,
		remarks: rows.length === 0 ? ['Nothing is unfinished: the inbox holds nothing of this kind.'] : [],
		unknown: [],
	};
}

/** Rows that stop all posting until a person has decided. */
function stops({ inbox }: ResendInput): Omit<ResendPlan, 'confirmable'> {
	const rows = inbox.filter(isStop).map((row): ResendRow => ({
		entity: 'invoice',
		momentId: stoppedId(row),
		key: cell(row, 'key'),
		name: '',
		outcome: stopOf(cell(row, 'state')) ?? 'misnumbered',
		message: cell(row, 'message'),
		shownRowId: '',
		stop: rowNumber(row),
	}));
	return {
		rows,
		remarks: rows.length === 0 ? ['Posting is not stopped: there is no invoice to decide about.'] : [],
		unknown: [],
	};
}

/** What log and inbox know of these kinds, each record once, with the number that was seen last. */
function knownRecords(kinds: readonly ResendKind[], log: readonly TableRow[], inbox: readonly TableRow[]): ResendRow[] {
	const records = new Map<string, ResendRow>();
	const note = (row: TableRow): void => {
		const entity = kinds.find((kind) => kind === cell(row, 'entity'));
		const momentId = cell(row, 'momentId');
		if (entity === undefined || isStop(row) || !isId(momentId)) return;
		const before = records.get(`${entity}/${momentId}`);
		records.set(`${entity}/${momentId}`, {
			entity,
			momentId,
			key: cell(row, 'key') || (before?.key ?? ''),
			name: cell(row, 'name') || (before?.name ?? ''),
			outcome: cell(row, 'outcome') || (before?.outcome ?? ''),
			message: cell(row, 'outcome') === '' ? (before?.message ?? cell(row, 'message')) : cell(row, 'message'),
			shownRowId: cell(row, 'outcome') === '' ? (before?.shownRowId ?? '') : shownRowOf(row),
		});
	};
	log.forEach(note);
	inbox.forEach(note);
	return [...records.values()];
}

function withState(row: ResendRow, log: readonly TableRow[]): ResendRow {
	const last = lastStates(log.filter((one) => cell(one, 'momentId') === row.momentId)).get(
		`${row.entity}/${row.momentId}`,
	)?.row;
	if (last === undefined) return row;
	return {
		...row,
		name: cell(last, 'name'),
		outcome: cell(last, 'outcome'),
		message: cell(last, 'message') || row.message,
		shownRowId: shownRowOf(last),
	};
}
