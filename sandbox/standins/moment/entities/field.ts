import type { MomentSettings } from '../settings';

export type MomentValue = string | number | boolean | null | number[];
export type MomentRow = { id: number } & Record<string, MomentValue>;

/** Switches that choose between the candidates of a name. */
export type ShapeSwitch = 'customerShape' | 'projectShape' | 'invoiceShape' | 'expenseShape';
export type Shape = 'flat' | 'nested';
export type WireNames = string | Record<Shape, string>;

/** A part of the record that a field points to: its own name there, and its name where all is flat. */
export interface ReferencePart {
	field: string;
	flat: string;
}

export interface MomentReference {
	to: string;
	/** Name of the object where nested; with `Id` behind it where flat. */
	name: string;
	parts: readonly ReferencePart[];
	/** Says the form where it is not the shape that does. */
	form?: (settings: MomentSettings) => { shape: Shape; shown: 'all' | 'id' | readonly string[] };
}

export interface MomentField {
	type: 'text' | 'integer' | 'decimal' | 'date' | 'boolean' | 'tags' | 'reference';
	/** Where the name or place is unknown, one candidate per shape; a dot is a level. */
	wire: WireNames;
	required?: true;
	/** Still there with `/include/base`, which drops the rest (MO5). */
	base?: true;
	/** What POST fills in when nothing is given. */
	fallback?: MomentValue;
	/** For `reference`: the value is the id of a record there. */
	reference?: MomentReference;
	/** Not even null while it has no value (MO15). */
	absentWhenEmpty?: true;
	/** Whether it comes only where an include names it. */
	onlyByInclude?: (settings: MomentSettings) => boolean;
	/** Not taken from a body. */
	readOnly?: true;
	/** What is kept in place of what a body gives; throws what the server says no to. */
	receive?: (value: MomentValue, settings: MomentSettings) => MomentValue;
	/** What is sent in place of the value; `undefined` leaves the field out. */
	send?: (value: MomentValue, row: MomentRow, settings: MomentSettings, find: FindRow) => MomentValue | undefined;
}

export type FindRow = (kind: string, id: MomentValue) => MomentRow | undefined;

export type Filters = Readonly<Record<string, string | null | { refused: true }>>;

export interface MomentEntity {
	/** Name in the path. */
	path: string;
	fields: Readonly<Record<string, MomentField>>;
	/** The switch that chooses its names; none: it has only one form. */
	shapedBy?: ShapeSwitch;
	/** Fields that `query` looks in. */
	searched: readonly string[];
	/**
	 * Filters beside the generic ones (MO7): name in the query, field; null: taken, and
	 * without effect; `refused`: 400.
	 */
	filters?: Filters | ((settings: MomentSettings) => Filters);
	/** Text field that is the visible number: unique, and given by the server when left out (MO12). */
	numbered?: string;
	/** What its webhook tells (MO23); none: no webhook. */
	webhook?: MomentWebhook;
	writable: boolean;
	/** Name in the path where a switch decides; undefined: there is none. Left out: `path`. */
	servedAs?: (settings: MomentSettings) => string | undefined;
	/** `/include/base` is not supported. */
	withoutBase?: true;
	/** What is wrong with a row as a whole. */
	objection?: (row: MomentRow, find: FindRow, rowsOf: (kind: string) => readonly MomentRow[]) => string | undefined;
	/** Whether the path is there at all; left out: always. */
	exists?: (settings: MomentSettings) => boolean;
	/** Rows of another table that this one carries as a list. */
	list?: {
		name: string;
		of: string;
		by: string;
		shown: (settings: MomentSettings) => 'always' | 'one' | 'byInclude' | 'never';
	};
}

export interface MomentWebhook {
	/** Key of the record in the body. */
	key: string;
	/** Fields sent beside the id. */
	fields: readonly string[];
	/** Parents sent with their id and number. */
	parents?: ReadonlyArray<{ key: string; field: string; kind: string; number: string }>;
	/** Whether such a record fires at all; left out: always. */
	when?: (row: MomentRow, settings: MomentSettings) => boolean;
}

type More = Partial<MomentField>;

export const text = (wire: WireNames, more: More = {}): MomentField => ({ type: 'text', wire, ...more });
export const integer = (wire: WireNames, more: More = {}): MomentField => ({ type: 'integer', wire, ...more });
export const decimal = (wire: WireNames, more: More = {}): MomentField => ({ type: 'decimal', wire, ...more });
export const date = (wire: WireNames, more: More = {}): MomentField => ({ type: 'date', wire, ...more });
export const boolean = (wire: WireNames, more: More = {}): MomentField => ({ type: 'boolean', wire, ...more });
export const shaped = (flat: string, nested: string): Record<Shape, string> => ({ flat, nested });
export const tagIds: MomentField = { type: 'tags', wire: 'tags', fallback: [] };

/** `parts` as `[own name, name where flat]`. */
export function reference(
	to: string,
	name: string,
	parts: ReadonlyArray<readonly [field: string, flat: string]>,
	more: More & { form?: MomentReference['form'] } = {},
): MomentField {
	const { form, ...rest } = more;
	return {
		type: 'reference',
		wire: name,
		...rest,
		reference: { to, name, parts: parts.map(([field, flat]) => ({ field, flat })), form },
	};
}

export const toCustomer = (more: More = {}): MomentField =>
	reference(
		'customers',
		'customer',
		[
			['customerNumber', 'customerNumber'],
			['name', 'customerName'],
		],
		more,
	);
export const toProject = (more: More = {}): MomentField =>
	reference(
		'projects',
		'project',
		[
			['projectNumber', 'projectNumber'],
			['name', 'projectName'],
		],
		more,
	);
export const toDepartment = (): MomentField =>
	reference('departments', 'department', [
		['departmentNumber', 'departmentNumber'],
		['name', 'departmentName'],
	]);

/** On every record (MO11); never taken from a body. `version` is, see `versionRequired`. */
export const commonFields = [
	'companyId',
	'version',
	'createdDate',
	'lastModifiedDate',
	'createdBySystemUser',
	'lastModifiedBySystemUser',
	'createdBySystemUserFullName',
	'lastModifiedBySystemUserFullName',
	'links',
] as const;

export function shapeOf(entity: MomentEntity, settings: MomentSettings): Shape {
	return entity.shapedBy ? settings[entity.shapedBy] : 'flat';
}

export function wireName(field: MomentField, entity: MomentEntity, settings: MomentSettings): string {
	if (field.type === 'tags') return settings.tagShape === 'ids' ? 'tagIds' : 'tags';
	return typeof field.wire === 'string' ? field.wire : field.wire[shapeOf(entity, settings)];
}
