import type { Named } from './entityBook';
import type { EntityRows } from '../api/entityRows';
import { findEntities } from '../api/findEntities';

/** The projects of Moment that have these numbers; a number that two share gives both, the lowest id first. */
export async function projectsByNumber(
	rows: EntityRows<Named>,
	numbers: readonly string[],
): Promise<Map<string, Named[]>> {
	const found = new Map<string, Named[]>();
	if (numbers.length === 0) return found;
	for await (const { record } of findEntities(rows, { numbers, twins: true })) {
		if (record === undefined || !numbers.includes(record.number)) continue;
		found.set(record.number, [...(found.get(record.number) ?? []), record]);
	}
	for (const projects of found.values()) projects.sort((a, b) => Number(a.id) - Number(b.id));
	return found;
}
