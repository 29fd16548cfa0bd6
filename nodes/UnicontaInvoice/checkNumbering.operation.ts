import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';
import { readNumbering } from '../../lib/uniconta/invoice/numbering/numbering';
import { assessNumbering } from '../../lib/uniconta/invoice/numbering/check';
import { expectedNext, type NumberedInvoice } from '../../lib/uniconta/invoice/numbering/expected';
import { postedByNumber } from '../../lib/uniconta/invoice/posted/list';
import { toNodeError } from '../shared/errors';
import { failedCall } from '../shared/failedItem';
import { collectionParameter, itemOf, type Operation, shownFor, textParameter } from '../shared/parameters';
import type { UnicontaClients } from '../shared/unicontaConnection';

export const checkNumbering: Operation<UnicontaClients> = {
	option: {
		name: 'Check Numbering',
		value: 'checkNumbering',
		action: 'Check the invoice numbering',
		description:
			"Compare the number Uniconta gives next with Moment's, and say what is set up differently; writes nothing",
	},
	fields: shownFor({ operation: 'checkNumbering' }, [
		{
			displayName: 'Expected Next Number',
			name: 'expectedNext',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 0,
			description:
				'The number of the next invoice in Moment. 0 works it out from the input items: the lowest final one that is not in Uniconta yet, else the highest plus one.',
		},
		{
			displayName: 'First Invoice Number',
			name: 'firstNumber',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 0,
			description:
				'Invoices with lower numbers are left out: the number from which Uniconta gets its invoices from Moment',
		},
	]),
	execute,
};

async function execute(context: IExecuteFunctions, clients: UnicontaClients): Promise<INodeExecutionData[]> {
	try {
		return [itemOf(await checked(context, clients), 0)];
	} catch (caught) {
		if (!context.continueOnFail()) throw toNodeError(context, caught, 0);
		return [failedCall(context, 0, caught)];
	}
}

async function checked(context: IExecuteFunctions, { odata, webApi }: UnicontaClients): Promise<object> {
	const expected = await expectedFor(context, odata);
	const { series } = optionsSchema.parse(collectionParameter(context, 'options', 0));
	// Series and settings are read where invoices are posted; the lists beside them from the documented host.
	const numbering = await readNumbering(webApi, {
		series,
		elsewhere: odata,
		lists: odata,
		...(expected === undefined ? {} : { expectedNext: expected }),
	});
	const { groupsWithOwnSeries, ...assessment } = assessNumbering(numbering, expected);
	return {
		...assessment,
		next: assessment.next ?? '',
		expectedNext: expected ?? '',
		difference: assessment.difference ?? '',
		groupsWithOwnSeries: Object.fromEntries(groupsWithOwnSeries),
	};
}

const optionsSchema = z.object({ series: z.string().trim().catch('') });
const wholeSchema = z.coerce.number().int().nonnegative().catch(0);

/** The number typed in, else what the input items say; undefined where neither gives one. */
async function expectedFor(context: IExecuteFunctions, odata: UnicontaClients['odata']): Promise<number | undefined> {
	const typed = wholeSchema.parse(textParameter(context, 'expectedNext', 0));
	if (typed > 0) return typed;
	const firstNumber = wholeSchema.parse(textParameter(context, 'firstNumber', 0));
	const invoices = context.getInputData().flatMap(({ json }) => numberedInvoice(json));
	if (invoices.length === 0) return firstNumber > 0 ? firstNumber : undefined;
	const open = invoices.filter(({ number, posted }) => number >= firstNumber && !posted).map(({ number }) => number);
	const inUniconta = new Set((await postedByNumber(odata, open)).keys());
	for (const { number, posted } of invoices) if (posted) inUniconta.add(number);
	return expectedNext(invoices, inUniconta, firstNumber);
}

const text = z.union([z.string(), z.number()]).transform(String).catch('');
const invoiceSchema = z.object({
	key: text,
	invoiceNumber: text,
	sending: text,
	transfer: text,
	known: z.object({ outcome: text }).catch({ outcome: '' }),
});

/** An invoice from Moment or from the mapper; an item without a number (a draft, something else) counts for nothing. */
function numberedInvoice(json: IDataObject): Array<NumberedInvoice & { posted: boolean }> {
	const { key, invoiceNumber, sending, transfer, known } = invoiceSchema.parse(json);
	const number = (key || invoiceNumber).trim();
	if (!/^\d{1,10}$/.test(number) || Number(number) === 0) return [];
	return [
		{
			number: Number(number),
			toSend: sending !== 'withheld' && transfer !== 'doNotTransfer',
			posted: known.outcome === 'posted' || known.outcome === 'mistotalled',
		},
	];
}
