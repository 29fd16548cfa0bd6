import type { FieldRule } from '../../core/compare';
import type { Entity } from '../../core/outcome';

/** What "Create or Update" must know of a kind of record; customers and projects are one such table each. */
export interface EntityDefinition {
	entity: Entity;
	/** For messages: "customer". */
	noun: string;
	/** Uniconta's type name, case-sensitive (UC6). */
	type: string;
	/** The type that carries the company's own fields too (UC5). */
	userType: string;
	/** The field that holds the number. */
	key: string;
	fields: readonly FieldRule[];
	requiredOnCreate: readonly string[];
	/** The field that holds the organisation number, by which one is told from another beside its name. */
	organisationNumber?: string;
	/**
	 * Fields whose absence on a new record is said as a warning, as the end of a sentence that begins with the record.
	 */
	recommendedOnCreate: ReadonlyArray<{ field: string; message: string; fix: string }>;
}

/** The rule of a field; a field the table does not have is the company's own and compared as text of unknown length. */
export function ruleOf(definition: EntityDefinition, field: string): FieldRule {
	return (
		definition.fields.find(({ name }) => name === field) ?? { name: field, label: field, kind: 'text', lines: true }
	);
}

export function isOwnField(definition: EntityDefinition, field: string): boolean {
	return !definition.fields.some(({ name }) => name === field);
}
