import type { INodeProperties } from 'n8n-workflow';
import type { EntityDefinition } from '../../../lib/uniconta/upsert/entity';

/** A kind of record with a node of its own: what its *Create or Update*, *Get* and *Get Many* differ in. */
export interface EntityKind {
	definition: EntityDefinition;
	/** For "Get many …". */
	plural: string;
	/** The node's method behind the pick-list of records. */
	searchMethod: string;
	numberPlaceholder: string;
	/** The node's method that offers the fields of *Define Below*, and what is special about them. */
	columnsMethod: string;
	columnsDescription: string;
	/** Filters of *Get Many* for equal values of a field; the name of the filter is also that of the parameter. */
	filters: ReadonlyArray<{ field: string; parameter: INodeProperties }>;
}

/** As it begins a label: *Customer*. */
export function titleOf({ definition }: EntityKind): string {
	return definition.noun.charAt(0).toUpperCase() + definition.noun.slice(1);
}
