import type { IDataObject } from 'n8n-workflow';
import type { Entity } from '../../lib/core/outcome';
import type { Given } from '../../lib/state/finish';
import type { SettingsArea } from '../../lib/state/settings';
import { keysOf } from '../shared/failedItem';
import { isSettled, runResultsOf } from '../shared/mappedItems';

/** A kind of record whose runs this node starts and ends. */
export interface SyncKind {
	area: SettingsArea;
	entity: Entity;
	title: string;
	/** The field that holds the number: Moment's name of it, or that of a posting. */
	numberField: string;
}

export const KINDS: readonly SyncKind[] = [
	{ area: 'customers', entity: 'customer', title: 'Customers', numberField: 'customerNumber' },
	{ area: 'expenses', entity: 'expense', title: 'Expenses', numberField: 'reference' },
];

export function kindOf(area: string): SyncKind | undefined {
	return KINDS.find((kind) => kind.area === area);
}

/** A record that *Get for Run* gave out. */
export function givenOf(json: IDataObject, { numberField }: SyncKind): Given {
	const keys = keysOf(json, { id: 'id', number: numberField });
	const [settled] = isSettled(json) ? runResultsOf([json]) : [];
	const name = typeof json['name'] === 'string' ? json['name'] : '';
	return { ...keys, name, ...(settled === undefined ? {} : { settled }) };
}
