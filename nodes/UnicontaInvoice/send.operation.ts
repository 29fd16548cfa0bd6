import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { ApiError } from '../../lib/http/errors';
import { sendInvoices } from '../../lib/uniconta/invoice/send';
import type { InvoiceResult } from '../../lib/uniconta/invoice/types';
import { toNodeError } from '../shared/errors';
import type { Operation } from '../shared/parameters';
import { shownItems, writtenItems } from '../shared/runItems';
import { nodeSettings } from '../shared/savedSettings';
import { syncWriting } from '../shared/syncWriting';
import { companyOf } from '../shared/unicontaCompanies';
import type { UnicontaClients } from '../shared/unicontaConnection';
import { sendFields } from './sendFields';
import { readInput } from './sendInput';
import { sendOptions, SettingMissing } from './sendOptions';

export const send: Operation<UnicontaClients> = {
	option: {
		name: 'Send',
		value: 'send',
		action: 'Send an invoice',
		description: 'Bring invoices and credit notes to Uniconta under their own numbers, each once',
	},
	fields: sendFields,
	execute,
};

async function execute(context: IExecuteFunctions, clients: UnicontaClients): Promise<INodeExecutionData[]> {
	const sync = syncWriting(context, { entity: 'invoice', noun: 'invoice' });
	const settings = nodeSettings(context);
	const input = readInput(context, sync);
	const company = await companyOf(context);
	const { odata, webApi } =
		sync === undefined
			? clients
			: { odata: sync.holding.odata(clients.odata), webApi: sync.holding.webApi(clients.webApi) };
	const results = input.sources.length === 0 ? [] : await sent().catch(asOutcome);
	const items = writtenItems(context, input, results, { entity: 'invoice', company });
	return sync === undefined ? shownItems(context, items) : items;

	async function sent(): Promise<InvoiceResult[]> {
		const options = { ...sendOptions(context, settings), company };
		return await sendInvoices({ odata, webApi, options }, input.sources);
	}

	/** On *Continue on Fail* what stopped the run is every invoice's own outcome. */
	function asOutcome(caught: unknown): Error {
		if (context.continueOnFail() && (caught instanceof ApiError || caught instanceof SettingMissing)) return caught;
		throw toNodeError(context, caught);
	}
}
