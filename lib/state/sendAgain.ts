import { isRowOf, isSentAgain, sentAgainRow } from './inbox';
import {
	confirmationRows,
	planResend,
	type FoundRecord,
	type ResendKind,
	type ResendPlan,
	type ResendRow,
	type ResendWish,
} from './resend';
import { cellsOf, type TableStep, type TableStore } from './store';

/** What Moment has under these numbers; `refusal`: why it could not be asked, `''` when it could. */
export interface Answer {
	found: FoundRecord[];
	refusal: string;
}

/** What would go again. Moment is asked for the numbers that the tables do not settle. */
export async function planAgain(
	store: TableStore,
	wish: ResendWish,
	askMoment: (kind: ResendKind, numbers: readonly string[]) => Promise<Answer>,
): Promise<ResendPlan> {
	const answer = await store.call([
		{ do: 'get', as: 'settings', table: 'settings' },
		{ do: 'get', as: 'inbox', table: 'inbox' },
		{ do: 'get', as: 'log', table: 'log' },
	]);
	const [settings, inbox, log] = [answer.rows('settings'), answer.rows('inbox'), answer.rows('log')];
	const known = { ...wish, settings, inbox, log };
	const plan = planResend({ ...known, found: undefined, refusal: '' });
	if (plan.unknown.length === 0) return plan;
	const answers: Answer[] = [];
	for (const { kind, numbers } of plan.unknown) answers.push(await askMoment(kind, numbers));
	return planResend({
		...known,
		found: answers.flatMap(({ found }) => found),
		refusal: answers.map(({ refusal }) => refusal).find((why) => why !== '') ?? '',
	});
}

/** Who said yes, and when: milliseconds since 1970. */
export interface Decision {
	/** Name of the person; `''` where n8n does not tell. */
	who: string;
	now: number;
	execution: string;
}

/**
 * Marks the records as due: the next run of their kind takes them up. One that a person has marked already is not marked twice.
 * @param confirmed those of which the person said that they are the record in Uniconta with their number
 */
export async function markAgain(
	store: TableStore,
	rows: readonly ResendRow[],
	confirmed: readonly ResendRow[],
	decision: Decision,
): Promise<void> {
	const due = await store.call([
		{ do: 'get', as: 'due', table: 'inbox', where: [{ column: 'state', value: 'due' }] },
	]);
	const again = due.rows('due').filter(isSentAgain);
	const open = rows.filter(({ entity, momentId }) => !again.some((row) => isRowOf(row, entity, momentId)));
	const marks = open.map(({ entity, momentId, key }) => sentAgainRow(entity, momentId, key, decision.now));
	const steps: TableStep[] = [
		{ do: 'insert', table: 'log', rows: confirmationRows(confirmed, decision).map(cellsOf) },
		{ do: 'insert', table: 'inbox', rows: marks.map(cellsOf) },
	];
	const needed = steps.filter((step) => step.do === 'insert' && step.rows.length > 0);
	if (needed.length > 0) await store.call(needed);
}

/** Takes the stops away that the person has seen, and none that came meanwhile; the log says who decided. */
export async function letPostingGoOn(
	store: TableStore,
	stops: readonly ResendRow[],
	{ who, now, execution }: Decision,
): Promise<void> {
	const by = who === '' ? '' : ` by ${who}`;
	const said = stops.map(({ entity, momentId, key }) => ({
		time: new Date(now).toISOString(),
		entity,
		key,
		outcome: 'dismissed',
		message: `The stop after invoice ${key} was taken away in the resend form${by}: posting goes on.`,
		// Of its own, so that it says nothing of the invoice.
		momentId: `stop-${momentId}`,
		execution,
	}));
	// The row that was shown and no other: an id that is free again goes to the next row.
	const shown = stops.flatMap(({ stop, outcome, message }) => {
		if (stop === undefined) return [];
		const [id, state] = [
			{ column: 'id', value: stop },
			{ column: 'state', value: outcome },
		];
		return [[id, state, { column: 'message', value: message }]];
	});
	if (shown.length === 0) return;
	await store.call([
		{ do: 'insert', table: 'log', rows: said },
		{ do: 'delete', table: 'inbox', where: shown },
	]);
}
