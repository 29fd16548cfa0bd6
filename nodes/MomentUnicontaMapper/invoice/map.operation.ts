import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { mapInvoices } from '../../../lib/mapping/invoice/map';
import { planToItem, type MappedInvoice } from '../../../lib/mapping/invoice/plan';
import type { InvoiceSource } from '../../../lib/mapping/invoice/source';
import { failedItem } from '../../shared/failedItem';
import { errorTextOf, isSettled } from '../../shared/mappedItems';
import { itemOf, shownFor } from '../../shared/parameters';
import { knownRecords } from '../knownRows';
import type { PureOperation } from '../operation';
import { invoiceMapping, mapInvoiceFields } from './fields';
import { readInvoice } from './readInvoice';

export const mapInvoice: PureOperation = {
	option: {
		name: 'Map to Uniconta',
		value: 'map',
		action: 'Map an invoice to uniconta',
		description:
			'Turn Moment invoices and credit notes into what is to stand in Uniconta, each with all that is wrong with it',
	},
	fields: shownFor({ resource: 'invoice', operation: 'map' }, mapInvoiceFields),
	execute,
};

function execute(context: IExecuteFunctions): INodeExecutionData[] {
	const mapping = invoiceMapping(context);
	const { invoice: known, ...parents } = knownRecords(context, ['invoice', 'customer', 'project']);
	const items = context.getInputData();
	const outputs: Array<INodeExecutionData | undefined> = items.map(() => undefined);
	const invoices: InvoiceSource[] = [];
	const positions: number[] = [];
	for (const [index, item] of items.entries()) {
		// An empty item stands for "none" in the templates.
		if (Object.keys(item.json).length === 0) continue;
		const settled = settledItem(context, item, index);
		if (settled !== undefined) {
			outputs[index] = settled;
			continue;
		}
		try {
			invoices.push(readInvoice(item.json));
			positions.push(index);
		} catch (caught) {
			// Never throws on a record: what cannot be read is that record's outcome.
			outputs[index] = failedItem(context, {
				...keysOf(item),
				itemIndex: index,
				entity: 'invoice',
				outcome: 'refused',
				cause: caught,
			});
		}
	}
	for (const [at, mapped] of mapInvoices(invoices, mapping, known, parents).entries()) {
		const index = positions[at];
		const invoice = invoices[at];
		if (index !== undefined && invoice !== undefined) outputs[index] = itemOf(itemFieldsOf(mapped, invoice), index);
	}
	return outputs.filter((output) => output !== undefined);
}

/** The plan as a person sees it, and at the top the parents, so that they can be sent first. */
function itemFieldsOf({ plan, ...mapped }: MappedInvoice, invoice: InvoiceSource): object {
	const project = invoice.project ?? invoice.lines.find((line) => line.project !== undefined)?.project;
	return {
		...mapped,
		uniconta: plan === undefined ? {} : planToItem(plan),
		held: [],
		customerId: invoice.customerId,
		customerNumber: invoice.customerNumber,
		projectId: project?.id ?? '',
		projectNumber: project?.projectNumber ?? '',
	};
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
		...keysOf(item),
		itemIndex: index,
		entity: 'invoice',
		outcome: 'failed',
		cause: new Error(message),
	});
}

function keysOf({ json }: INodeExecutionData): { momentId: string; key: string } {
	const text = (...values: unknown[]): string => {
		const found = values.find((value) => typeof value === 'string' || typeof value === 'number');
		return found === undefined ? '' : String(found);
	};
	return { momentId: text(json.momentId, json.id), key: text(json.key, json.invoiceNumber) };
}
