import { afterSending, type Delivery } from '../notify/sent';
import { cellsOf, type TableStep, type TableStore } from '../state/store';
import { RESULT_KEY } from './plan';
import { kept, readKept } from './start';
import { storedResult, toldBefore } from './stored';
import { readTold, tidingsOf } from './told';

export interface SentMails {
	deliveries: readonly Delivery[];
	/** Which comparison they told of. */
	comparedAt: string;
	/** Milliseconds since 1970. */
	now: number;
	/** n8n's id of the execution. */
	execution: string;
}

/** Logs which addresses the mail did not reach, and remembers what was told where it reached somebody. */
export async function noteSent(
	store: TableStore,
	{ deliveries, comparedAt, now, execution }: SentMails,
): Promise<{ sent: number; refused: number }> {
	const answer = await store.call([
		{ do: 'get', as: 'mails', table: 'log', where: [{ column: 'entity', value: 'mail' }] },
		readKept(RESULT_KEY),
	]);
	const log = answer.rows('mails');
	const { sent, rows } = afterSending({ deliveries, missing: [], log, now, execution });
	const results = answer.rows('results');
	const result = storedResult(results);
	const steps: TableStep[] = [];
	// Another comparison may have taken its place meanwhile: then what that one tells is told anew.
	if (sent && result?.comparedAt === comparedAt) {
		const { told } = tidingsOf(result, readTold(toldBefore(results)));
		steps.push(kept(RESULT_KEY, { mailed: JSON.stringify(told), mailedAt: new Date(now).toISOString() }));
	}
	if (rows.length > 0) steps.push({ do: 'insert', table: 'log', rows: rows.map(cellsOf) });
	if (steps.length > 0) await store.call(steps);
	const refused = deliveries.filter(({ refusal }) => refusal !== '').length;
	return { sent: deliveries.length - refused, refused };
}
