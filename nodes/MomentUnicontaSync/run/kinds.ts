import type { IDataObject } from 'n8n-workflow';
import type { Entity } from '../../../lib/core/outcome';
import type { ReferredKind } from '../../../lib/core/references';
import type { Given } from '../../../lib/state/finish';
import type { SettingsArea } from '../../../lib/state/settings';
import { keysOf } from '../../shared/failedItem';
import { isSettled, runResultsOf } from '../../shared/mappedItems';

/** A kind of record whose runs this node starts and ends. */
export interface SyncKind {
	area: SettingsArea;
	entity: Entity;
	/** Kinds that its records refer to, and that go ahead of them where Uniconta lacks them. */
	parents: readonly ReferredKind[];
	/** A comparison that is not the first looks at what changed in so many days. */
	lookBackDays?: number;
	/** So long the run of a webhook waits for what was finished at the same time. */
	gatherMs?: number;
	title: string;
	/** The field that holds the number: Moment's name of it, or that of a posting. */
	numberField: string;
}

export const KINDS: readonly SyncKind[] = [
	{ area: 'customers', entity: 'customer', parents: [], title: 'Customers', numberField: 'customerNumber' },
	{ area: 'expenses', entity: 'expense', parents: [], title: 'Expenses', numberField: 'reference' },
	{
		area: 'invoices',
		entity: 'invoice',
		parents: ['customer', 'project'],
		lookBackDays: 60,
		gatherMs: 1000,
		title: 'Invoices',
		numberField: 'invoiceNumber',
	},
	{ area: 'projects', entity: 'project', parents: ['customer'], title: 'Projects', numberField: 'projectNumber' },
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
