import type { EntityReader, MomentClient } from '../../lib/moment/client';
import type { Entity } from '../../lib/core/outcome';

/**
 * A kind of record that can be fetched by id, searched, and listed by change: what its *Get* and *Get Many* differ in.
 */
export interface RecordKind<T extends object> {
	/** The resource of the node, the entity of a failed item, and the word for people. */
	name: Extract<Entity, 'customer' | 'project' | 'invoice'>;
	/** As it begins a label: *Customer*. */
	title: string;
	/** With its article, for the list of actions. */
	aRecord: string;
	/** The node's method behind the pick-list. */
	searchMethod: string;
	idPlaceholder: string;
	reader(moment: MomentClient): EntityReader<T>;
}
