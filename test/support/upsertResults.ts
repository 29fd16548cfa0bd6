import { foldLog, logRows } from '../../lib/state/log';
import type { UpsertResult } from '../../lib/uniconta/upsert/upsert';

/** The one result there is. */
export function only(results: readonly UpsertResult[]): UpsertResult {
	expect(results).toHaveLength(1);
	return results[0]!;
}

/** All that a result says, as one text. */
export const messages = ({ findings }: UpsertResult): string => findings.map(({ message }) => message).join(' ');

/** What a run with a log knows after these results. */
export function knownAfter(
	results: readonly UpsertResult[],
	entity: 'customer' | 'project',
): ReturnType<typeof foldLog> {
	const rows = logRows(results, { now: 0, execution: '1', known: [] });
	return foldLog(
		rows.map((row, id) => ({ ...row, id })),
		entity,
	);
}
