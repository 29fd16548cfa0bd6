import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { invoiceEdits } from '../../lib/mapping/invoice/edits';
import { planToItem, type MappedInvoice } from '../../lib/mapping/invoice/plan';
import { keysOf } from '../shared/failedItem';
import { mappedInvoiceOf } from '../shared/mappedItems';
import { textParameter } from '../shared/parameters';
import { isEmpty, readItems, Unreadable, type RunItems } from '../shared/runItems';
import type { SyncWriting } from '../shared/syncWriting';
import { planTypedBelow } from './definedBelow';

const NOT_MAPPED =
	'The item does not look like a mapped invoice: it has no "uniconta" object. Put the Moment Uniconta Mapper before this node, or choose Define Below as Mapping Mode.';

/** What the input items ask for. */
export function readInput(context: IExecuteFunctions, sync: SyncWriting | undefined): RunItems<MappedInvoice> {
	const fromInput = textParameter(context, 'mappingMode', 0) !== 'defineBelow';
	return readItems(context, {
		entity: 'invoice',
		isNone: (json) => fromInput && isEmpty(json),
		keysOf: (json) => sync?.keysOf(json) ?? keysOf(json),
		read: (item, index) => {
			const invoice = mappedInvoiceOf(fromInput ? item.json : typedInvoice(context, item, index));
			if (invoice === undefined) return new Unreadable('failed', new Error(NOT_MAPPED));
			return sync?.refusal(invoice) ?? withEdits(invoice, sync);
		},
	});
}

function withEdits(invoice: MappedInvoice, sync: SyncWriting | undefined): MappedInvoice {
	const { momentId, plan } = invoice;
	const mapped = plan === undefined ? undefined : sync?.mappedBefore(momentId);
	if (plan === undefined || mapped === undefined) return invoice;
	const edits = invoiceEdits(momentId, mapped, planToItem(plan));
	return edits.length === 0 ? invoice : { ...invoice, edits };
}

function typedInvoice(context: IExecuteFunctions, { json }: INodeExecutionData, index: number): IDataObject {
	// An edge: a plan is JSON, which the type of an item cannot express.
	const uniconta = planTypedBelow(context, index) as IDataObject;
	return { momentId: keysOf(json).momentId, uniconta, sending: 'send' };
}
