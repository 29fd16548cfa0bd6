import type { SandboxClock } from '../shared/clock';
import { Misunderstood } from './errors';
import { entityTypes } from './types';
import { Books } from './books';
import { Table, type Row, type Staleness } from './table';
import type { EntityType, Field, Fields, Value } from './types/field';

export type { Row, Table } from './table';

export interface CompanySeed {
	id: number;
	/** Of `CompanyClient`. */
	fields: Readonly<Record<string, Value>>;
	/** The company's own fields, per type (UC5). */
	userFields?: Readonly<Record<string, Fields>>;
	/** Rows per type, in stored form; what is left out has its default. */
	rows: Readonly<Record<string, ReadonlyArray<Readonly<Record<string, Value>>>>>;
}

/** A type as one company has it: `isUser` where it was asked for with the suffix `User`. */
export interface CompanyType {
	type: EntityType;
	isUser: boolean;
	/** The type's own fields, and with the suffix the company's too. */
	fields: Fields;
	userFields: Fields;
}

export function defaultOf(field: Field): Value {
	switch (field.kind) {
		case 'bool':
			return false;
		case 'int':
		case 'number':
		case 'enum':
			return 0;
		default:
			return null;
	}
}

export class Company {
	readonly id: number;
	/** Its row of `CompanyClient`. */
	readonly row: Row;
	readonly name: string;
	private readonly tables = new Map<string, Table>();
	private readonly userFields: Readonly<Record<string, Fields>>;

	/** What is no record of a type: open periods, exchange rates, sent mail. */
	readonly books = new Books();

	constructor(seed: CompanySeed, now: number, staleness: () => Staleness) {
		this.id = seed.id;
		this.userFields = seed.userFields ?? {};
		const own = entityTypes.get('CompanyClient');
		this.row = { rowId: seed.id, values: own ? complete(own.fields, seed.fields) : {}, updatedAt: now };
		this.name = String(seed.fields.CompanyName ?? '');
		let firstId = (seed.id % 1000) * 100 + 1;
		for (const type of entityTypes.values()) {
			const table = new Table(type, (firstId += 1000), staleness);
			this.tables.set(type.name, table);
			const fields = { ...type.fields, ...this.userFields[type.name] };
			for (const row of seed.rows[type.name] ?? []) table.add(complete(fields, row), now);
		}
		for (const { JournalPostedId } of seed.rows.GLDailyJournalPostedClient ?? [])
			this.books.postedUpTo(Number(JournalPostedId));
		const unknown = Object.keys(seed.rows).find((name) => !entityTypes.has(name));
		if (unknown !== undefined)
			throw new Error(`The demo data has rows of "${unknown}", which is no type of the stand-in`);
	}

	/** Type names are case-sensitive (UC6); an unknown one is 404. */
	typed(name: string): CompanyType {
		const plain = entityTypes.get(name);
		const type = plain ?? (name.endsWith('User') ? entityTypes.get(name.slice(0, -'User'.length)) : undefined);
		if (!type) throw new Misunderstood(404, `No type ${name}`);
		const userFields = this.userFields[type.name] ?? {};
		return { type, isUser: !plain, userFields, fields: plain ? type.fields : { ...type.fields, ...userFields } };
	}

	table(type: EntityType): Table {
		const table = this.tables.get(type.name);
		if (!table) throw new Misunderstood(404, `No type ${type.name}`);
		return table;
	}

	hasKey(typeName: string, key: string): boolean {
		return this.tables.get(typeName)?.withKey(key) !== undefined;
	}

	/** The rows of a type by its name, for what knows the type at the time of writing. */
	rowsOf(typeName: string): Table {
		const table = this.tables.get(typeName);
		if (!table) throw new Error(`The stand-in has no type ${typeName}`);
		return table;
	}

	/** Whether a row of this company names the key in a field of that kind. */
	refersTo(typeName: string, key: string): boolean {
		return [...entityTypes.values()].some((type) =>
			Object.entries(type.fields).some(
				([name, field]) =>
					field.kind === 'code' &&
					field.type === typeName &&
					this.table(type)
						.rows()
						.some((row) => row.values[name] === key),
			),
		);
	}

	export(): Record<string, unknown> {
		const tables = [...this.tables].map(([name, table]): [string, unknown] => [
			name,
			table.rows().map(({ rowId, values }) => ({ RowId: rowId, ...values })),
		]);
		return {
			id: this.id,
			company: this.row.values,
			books: this.books.state(),
			...Object.fromEntries(tables.filter(([name]) => name !== 'CompanyClient')),
		};
	}
}

/** All companies of the stand-in; both hosts show the same ones. */
export class Ledger {
	private companies = new Map<number, Company>();

	constructor(
		private readonly clock: SandboxClock,
		private readonly staleness: () => Staleness = () => ({ milliseconds: 0, reads: 0 }),
	) {}

	fill(seeds: readonly CompanySeed[]): void {
		this.companies = new Map(seeds.map((seed) => [seed.id, new Company(seed, this.clock.now(), this.staleness)]));
	}

	company(id: number): Company | undefined {
		return this.companies.get(id);
	}

	all(): Company[] {
		return [...this.companies.values()];
	}
}

/** A row's values with the defaults of what is left out. */
export function complete(fields: Fields, given: Readonly<Record<string, Value>>): Record<string, Value> {
	const unknown = Object.keys(given).find((name) => !Object.hasOwn(fields, name));
	if (unknown !== undefined) throw new Error(`The demo data has "${unknown}", which is no field`);
	return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, given[name] ?? defaultOf(field)]));
}
