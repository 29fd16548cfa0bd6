import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { mapInvoices } from '../../../lib/mapping/invoice/map';
import { planToItem, type MappedInvoice } from '../../../lib/mapping/invoice/plan';
import type { InvoiceSource } from '../../../lib/mapping/invoice/source';
import { shownFor } from '../../shared/parameters';
import { nodeSettings, sayUsed } from '../../shared/savedSettings';
import { knownRecords } from '../knownRows';
import { mapItems } from '../mapItems';
import type { PureOperation } from '../operation';
import { invoiceMapping, mapInvoiceFields, usedForInvoices } from './fields';
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
	const settings = nodeSettings(context);
	const mapping = invoiceMapping(context, settings);
	sayUsed(context, usedForInvoices(mapping));
	const { invoice: known, ...parents } = knownRecords(context, ['invoice', 'customer', 'project'], settings.running);
	return mapItems(context, {
		entity: 'invoice',
		numberField: 'invoiceNumber',
		parse: readInvoice,
		mapAll: (invoices: readonly InvoiceSource[]) =>
			mapInvoices(invoices, mapping, known, parents).flatMap((mapped, at) => {
				const invoice = invoices[at];
				return invoice === undefined ? [] : [itemFieldsOf(mapped, invoice)];
			}),
	});
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
