import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { ApiError } from '../../lib/http/errors';
import { dayIn } from '../../lib/uniconta/invoice/posted/list';
import { textOf } from '../../lib/uniconta/api/rows';
import { toNodeError } from '../shared/errors';
import { type Operation, shownFor, textParameter } from '../shared/parameters';
import type { UnicontaClients } from '../shared/unicontaConnection';
import { failedInvoice, invoiceNumberField, readNumbered } from './get.operation';

export const getPdf: Operation<UnicontaClients> = {
	option: {
		name: 'Get PDF',
		value: 'getPdf',
		action: 'Get an invoice as PDF',
		description: 'Fetch the PDF that Uniconta made of a posted invoice',
	},
	fields: shownFor({ operation: 'getPdf' }, [
		invoiceNumberField,
		{
			displayName: 'Put Output File in Field',
			name: 'binaryPropertyName',
			type: 'string',
			default: 'data',
			required: true,
			hint: 'The name of the output binary field to put the file in',
			description: 'Name of the binary field the PDF is put in',
		},
	]),
	execute,
};

async function execute(context: IExecuteFunctions, { odata, webApi }: UnicontaClients): Promise<INodeExecutionData[]> {
	const invoiceOf = await readNumbered(context, odata);
	const outputs: INodeExecutionData[] = [];
	for (const [index, item] of context.getInputData().entries()) {
		const invoice = invoiceOf(index);
		if ('failed' in invoice) {
			outputs.push(invoice.failed);
			continue;
		}
		const invoiceNumber = textOf(invoice.row, 'InvoiceNumber');
		try {
			const pdf = await webApi.invoicePdf({
				account: textOf(invoice.row, 'Account'),
				date: dayIn(invoice.row, 'Date'),
				invoiceNumber,
			});
			const field = textParameter(context, 'binaryPropertyName', index) || 'data';
			const file = await context.helpers.prepareBinaryData(
				Buffer.from(pdf),
				`Invoice-${invoiceNumber}.pdf`,
				'application/pdf',
			);
			outputs.push({ json: item.json, binary: { ...item.binary, [field]: file }, pairedItem: { item: index } });
		} catch (caught) {
			if (!(caught instanceof ApiError)) throw toNodeError(context, caught, index);
			outputs.push(failedInvoice(context, index, invoiceNumber, caught));
		}
	}
	return outputs;
}
