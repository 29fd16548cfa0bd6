import type { SandboxClock } from '../shared/clock';
import { momentEntities, type FindRow, type MomentEntity, type MomentRow, type MomentValue } from './entities';
import { Problem } from './problem';

export interface MomentSeed {
	companyCode: string;
	apiKey: string;
	/** Rows per resource; ids are given here, all else as in the table of entities. */
	rows: Readonly<Record<string, readonly MomentSeedRow[]>>;
}

export type MomentSeedRow = { id: number } & Readonly<Record<string, MomentValue | readonly number[] | undefined>>;

/** What Moment itself keeps of a record. */
export interface StoredRow {
	values: MomentRow;
	version: number;
	createdAt: number;
	changedAt: number;
}

/** What happened to a record; the later three only to a finalized invoice. */
export type MomentEvent = 'create' | 'change' | 'finalize' | 'send' | 'pay' | 'credit';

const FIRST_ID = 70_000_000;

type Listener = (kind: string, entity: MomentEntity, row: MomentRow, event: MomentEvent) => void;

export interface ChangeOptions {
	event?: MomentEvent;
	/** Leaves `lastModifiedDate` where it is (MO27). */
	unnoticed?: boolean;
}

/** Moment's data: rows per resource, in the stand-in's own names. */
export class MomentStore {
	private tables = new Map<string, Map<number, StoredRow>>();
	/**
	 * Rows by the record they belong to, by `kind.field`; built when first asked for, forgotten when the table changes.
	 */
	private readonly families = new Map<string, Map<number, StoredRow[]>>();
	/** Highest id that each kind has ever had: that of a deleted record is not given again. */
	private readonly lastIds = new Map<string, number>();
	/** Told of every record created or changed, once it is. */
	onChange: Listener = () => undefined;

	constructor(private readonly clock: SandboxClock) {}

	fill(seed: MomentSeed): void {
		this.tables = new Map(Object.keys(momentEntities).map((kind) => [kind, new Map<number, StoredRow>()]));
		this.families.clear();
		this.lastIds.clear();
		for (const [kind, rows] of Object.entries(seed.rows)) this.add(kind, rows);
	}

	/** Puts in rows as they are, as if they had always been there: nothing is checked and no webhook fires. */
	add(kind: string, rows: readonly MomentSeedRow[]): void {
		const now = this.clock.now();
		const names = Object.keys(entityOf(kind).fields);
		for (const row of rows) {
			const values: MomentRow = { id: row.id };
			for (const name of names) values[name] = copy(row[name]);
			this.table(kind).set(row.id, { values, version: 0, createdAt: now, changedAt: now });
			this.lastIds.set(kind, Math.max(this.lastIds.get(kind) ?? FIRST_ID, row.id));
		}
		this.forgetFamilies(kind);
	}

	/** The rows whose field `by` is that id, in the order of their ids. */
	children(kind: string, by: string, id: number): readonly StoredRow[] {
		const key = `${kind}.${by}`;
		let family = this.families.get(key);
		if (!family) {
			family = new Map<number, StoredRow[]>();
			for (const row of this.rows(kind).sort((a, b) => a.values.id - b.values.id)) {
				const parent = row.values[by];
				if (typeof parent !== 'number') continue;
				const brood = family.get(parent);
				if (brood) brood.push(row);
				else family.set(parent, [row]);
			}
			this.families.set(key, family);
		}
		return family.get(id) ?? [];
	}

	rows(kind: string): StoredRow[] {
		return [...this.table(kind).values()];
	}

	find(kind: string, id: number): StoredRow | undefined {
		return this.table(kind).get(id);
	}

	create(kind: string, values: Readonly<Record<string, MomentValue>>): StoredRow {
		const entity = entityOf(kind);
		const table = this.table(kind);
		const row: MomentRow = { id: (this.lastIds.get(kind) ?? FIRST_ID) + 1 };
		for (const [name, field] of Object.entries(entity.fields)) row[name] = values[name] ?? field.fallback ?? null;
		if (entity.numbered && blank(row[entity.numbered]))
			row[entity.numbered] = this.nextNumber(kind, entity.numbered);
		this.check(kind, entity, row);
		const now = this.clock.now();
		const stored: StoredRow = { values: row, version: 0, createdAt: now, changedAt: now };
		table.set(row.id, stored);
		this.lastIds.set(kind, row.id);
		this.forgetFamilies(kind);
		this.onChange(kind, entity, row, 'create');
		return stored;
	}

	/** Partial: what is not named stays (MO4). */
	change(
		kind: string,
		id: number,
		values: Readonly<Record<string, MomentValue>>,
		{ event = 'change', unnoticed = false }: ChangeOptions = {},
	): StoredRow {
		const entity = entityOf(kind);
		const stored = this.find(kind, id);
		if (!stored) throw new Problem(404, `No ${kind} with id ${id}`);
		const row: MomentRow = { ...stored.values, ...values, id };
		this.check(kind, entity, row);
		stored.values = row;
		stored.version += 1;
		if (!unnoticed) stored.changedAt = this.clock.now();
		this.forgetFamilies(kind);
		this.onChange(kind, entity, row, event);
		return stored;
	}

	remove(kind: string, id: number): void {
		if (!this.table(kind).delete(id)) throw new Problem(404, `No ${kind} with id ${id}`);
		this.forgetFamilies(kind);
	}

	export(): Record<string, unknown> {
		return Object.fromEntries(
			[...this.tables].map(([kind, table]) => [
				kind,
				[...table.values()].map(({ values, version, createdAt, changedAt }) => ({
					...values,
					version,
					createdDate: new Date(createdAt).toISOString(),
					lastModifiedDate: new Date(changedAt).toISOString(),
				})),
			]),
		);
	}

	private forgetFamilies(kind: string): void {
		for (const key of this.families.keys()) if (key.startsWith(`${kind}.`)) this.families.delete(key);
	}

	private table(kind: string): Map<number, StoredRow> {
		const table = this.tables.get(kind);
		if (!table) throw new Problem(404, `No resource ${kind}`);
		return table;
	}

	private check(kind: string, entity: MomentEntity, row: MomentRow): void {
		for (const [name, { required, reference }] of Object.entries(entity.fields)) {
			const value = row[name];
			if (required && blank(value)) throw new Problem(400, `${name} must not be empty`);
			if (reference && typeof value === 'number' && !this.find(reference.to, value))
				throw new Problem(400, `No ${reference.to} with id ${value}`);
		}
		const find: FindRow = (of, id) => (typeof id === 'number' ? this.find(of, id)?.values : undefined);
		const objection = entity.objection?.(row, find, (of) => this.rows(of).map(({ values }) => values));
		if (objection !== undefined) throw new Problem(400, objection);
		const { numbered } = entity;
		const twin =
			numbered &&
			this.rows(kind).find(({ values }) => values.id !== row.id && values[numbered] === row[numbered]);
		if (twin) throw new Problem(400, `${numbered} ${String(row[numbered])} is already in use`);
		const ids = row.tagIds;
		const unknown = Array.isArray(ids) ? ids.find((id) => !this.find('tags', id)) : undefined;
		if (unknown !== undefined) throw new Problem(400, `No tag with id ${unknown}`);
	}

	private nextNumber(kind: string, field: string): string {
		const numbers = this.rows(kind)
			.map(({ values }) => values[field])
			.filter((value) => typeof value === 'string' && /^\d{1,9}$/.test(value))
			.map(Number);
		return String(numbers.reduce((highest, number) => Math.max(highest, number), 9999) + 1);
	}
}

export function entityOf(kind: string): MomentEntity {
	const entity = Object.hasOwn(momentEntities, kind) ? momentEntities[kind] : undefined;
	if (!entity) throw new Problem(404, `No resource ${kind}`);
	return entity;
}

const blank = (value: MomentValue | undefined): boolean => value === null || value === undefined || value === '';

function copy(value: MomentValue | readonly number[] | undefined): MomentValue {
	return Array.isArray(value) ? [...value] : ((value as Exclude<typeof value, readonly number[]>) ?? null);
}
