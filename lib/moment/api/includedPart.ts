import type { AskAgain, Part } from './entity';
import type { JsonRecord } from './reading';
import { ifUnderstood } from './refusals';

/**
 * A part that may come only when it is asked for by name, and that a record can do without (MO20). Asked for
 * with every answer that has none of it, until an answer shows it in the plain form, or the server does not know the
 * include.
 */
export class IncludedPart implements Part {
	/** A list may be leaner than a single record, so what one shows says nothing about the other. */
	private readonly settled = new Set<AskAgain['as']>();

	constructor(
		private readonly include: string,
		private readonly isIn: (row: JsonRecord) => boolean,
	) {}

	async addTo(rows: JsonRecord[], from: AskAgain): Promise<JsonRecord[]> {
		if (rows.length === 0 || this.settled.has(from.as)) return rows;
		const included = rows.some(this.isIn) ? undefined : await ifUnderstood(from.again(this.include));
		if (included === undefined) {
			this.settled.add(from.as);
			return rows;
		}
		const byId = new Map(included.map((row) => [from.idOf(row), row]));
		const merged: JsonRecord[] = [];
		for (const row of rows) {
			const id = from.idOf(row);
			// Not among them: between the two calls it moved to another page, or was deleted.
			const more = byId.get(id) ?? (await ifUnderstood(from.one(id, this.include)));
			merged.push({ ...row, ...more });
		}
		return merged;
	}
}
