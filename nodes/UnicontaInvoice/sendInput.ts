import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { MappedInvoice } from '../../lib/mapping/invoice/plan';
import { toNodeError } from '../shared/errors';
import { failedItem } from '../shared/failedItem';
import { errorTextOf, isSettled, mappedInvoiceOf } from '../shared/mappedItems';
import { itemOf, textParameter } from '../shared/parameters';
import { planTypedBelow } from './definedBelow';

export interface SendInput {
	/** For each input item what goes out for it already; undefined for one that is to be sent, or stands for none. */
	outputs: Array<INodeExecutionData | undefined>;
	invoices: MappedInvoice[];
	/** The input item of each of them. */
	positions: number[];
}

/** What the input items ask for. An item that an earlier node settled goes on as it is; an empty one stands for none. */
export function readInput(context: IExecuteFunctions): SendInput {
	const items = context.getInputData();
	const fromInput = textParameter(context, 'mappingMode', 0) !== 'defineBelow';
	const input: SendInput = { outputs: items.map(() => undefined), invoices: [], positions: [] };
	for (const [index, item] of items.entries()) {
		if (fromInput && Object.keys(item.json).length === 0) continue;
		const settled = settledItem(context, item, index);
		if (settled !== undefined) {
			input.outputs[index] = settled;
			continue;
		}
		const invoice = mappedInvoiceOf(fromInput ? item.json : typedInvoice(context, item, index));
		if (invoice === undefined) {
			input.outputs[index] = notMapped(context, item, index);
		} else {
			input.invoices.push(invoice);
			input.positions.push(index);
		}
	}
	return input;
}

function settledItem(
	context: IExecuteFunctions,
	item: INodeExecutionData,
	index: number,
): INodeExecutionData | undefined {
	if (isSettled(item.json)) return itemOf(item.json, index);
	const message = errorTextOf(item);
	if (message === undefined) return undefined;
	return failedItem(context, {
		...keysOf(item.json),
		itemIndex: index,
		entity: 'invoice',
		outcome: 'failed',
		cause: new Error(message),
	});
}

function typedInvoice(context: IExecuteFunctions, { json }: INodeExecutionData, index: number): IDataObject {
	// An edge: a plan is JSON, which the type of an item cannot express.
	const uniconta = planTypedBelow(context, index) as IDataObject;
	return { momentId: keysOf(json).momentId, uniconta, sending: 'send' };
}

function notMapped(context: IExecuteFunctions, { json }: INodeExecutionData, index: number): INodeExecutionData {
	const cause = new Error(
		'The item does not look like a mapped invoice: it has no "uniconta" object. Put the Moment Uniconta Mapper before this node, or choose Define Below as Mapping Mode.',
	);
	if (!context.continueOnFail()) throw toNodeError(context, cause, index);
	return failedItem(context, { ...keysOf(json), itemIndex: index, entity: 'invoice', outcome: 'failed', cause });
}

function keysOf(json: IDataObject): { momentId: string; key: string } {
	const text = (value: unknown): string =>
		typeof value === 'string' || typeof value === 'number' ? String(value) : '';
	return { momentId: text(json.momentId), key: text(json.key) };
}
