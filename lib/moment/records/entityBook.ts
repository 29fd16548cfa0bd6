import { entitiesById, FEW } from '../api/entitiesById';
import { keyAt, type Entity, type EntityLookup } from '../api/entity';
import type { EntityRows } from '../api/entityRows';

/** Records that others refer to: each is fetched once a run, all that an answer needs together. */
export class EntityBook<T extends object> {
	private readonly known = new Map<string, EntityLookup<T>>();
	private hasAll = false;

	constructor(private readonly rows: EntityRows<T>) {}

	async get(ids: Iterable<string>): Promise<ReadonlyMap<string, EntityLookup<T>>> {
		await this.fetch(ids);
		return this.known;
	}

	private async fetch(ids: Iterable<string>): Promise<void> {
		let open = this.unknown(ids);
		// Where ids cannot be asked for in lists, one pass serves all answers of the run instead of one pass for each.
		if (open.length > FEW && this.rows.idsFilterHasNoEffect && !this.hasAll) {
			for await (const page of this.rows.everything())
				for (const row of await this.rows.read(page)) this.known.set(row.id, row);
			this.hasAll = true;
			open = this.unknown(open);
		}
		for (const [id, lookup] of await entitiesById(this.rows, open)) this.known.set(id, lookup);
	}

	private unknown(ids: Iterable<string>): string[] {
		return [...new Set(ids)].filter((id) => id !== '' && !this.known.has(id));
	}
}

/** What is put in place of an id: number and name. */
export interface Named {
	id: string;
	number: string;
	name: string;
}

/** Records of which only number and name are wanted: nothing else of them is read or fetched. */
export function namedEntity(
	resource: string,
	word: string,
	fields: Entity<Named>['fields'] & { name: readonly string[] },
): Entity<Named> {
	return {
		resource,
		word,
		fields,
		parts: [],
		read: async (rows) =>
			rows.map((row) => ({
				id: keyAt(row, fields.id),
				number: keyAt(row, fields.number),
				name: keyAt(row, fields.name),
			})),
	};
}
