import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';
import { ApiError } from '../../lib/http/errors';
import { isStop, stopOf } from '../../lib/state/inbox';
import { cell } from '../../lib/state/tables';
import { sendInvoices } from '../../lib/uniconta/invoice/send';
import type { HeldBack, InvoiceResult, InvoiceRouteName, SendOptions } from '../../lib/uniconta/invoice/types';
import { systemClock } from '../shared/clock';
import { toNodeError } from '../shared/errors';
import {
	booleanParameter,
	collectionParameter,
	recordsParameter,
	textParameter,
	type Operation,
} from '../shared/parameters';
import { writtenItems } from '../shared/runItems';
import { companyOf } from '../shared/unicontaCompanies';
import type { UnicontaClients } from '../shared/unicontaConnection';
import { sendFields } from './sendFields';
import { readInput } from './sendInput';

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

async function execute(context: IExecuteFunctions, { odata, webApi }: UnicontaClients): Promise<INodeExecutionData[]> {
	const run = readInput(context);
	const company = await companyOf(context);
	const results = run.sources.length === 0 ? [] : await sent().catch(asOutcome);
	return writtenItems(context, run, results, { entity: 'invoice', company });

	async function sent(): Promise<InvoiceResult[]> {
		return await sendInvoices({ odata, webApi, options: { ...optionsOf(context), company } }, run.sources);
	}

	/** On *Continue on Fail* what stopped the run is every invoice's own outcome. */
	function asOutcome(caught: unknown): Error {
		if (context.continueOnFail() && (caught instanceof ApiError || caught instanceof SettingMissing)) return caught;
		throw toNodeError(context, caught);
	}
}

/** A parameter that is empty or out of range: nothing was sent. */
class SettingMissing extends Error {}

const routeSchema = z.enum(['post', 'draft', 'journal']);
const timeoutSchema = z.object({
	timeout: z.number().positive().catch(60),
	timeBudget: z.coerce.number().positive().catch(600),
	series: z.string().trim().catch(''),
	zeroVat: z.string().trim().catch(''),
});

function optionsOf(context: IExecuteFunctions): SendOptions {
	const given = textParameter(context, 'route', 0);
	const route = routeSchema.safeParse(given);
	if (!route.success) {
		throw new SettingMissing(
			`There is no route "${given}" to send invoices by. Choose post, draft or journal (in the templates the setting "invoices.route").`,
		);
	}
	const { timeout, timeBudget, series, zeroVat } = timeoutSchema.parse(collectionParameter(context, 'options', 0));
	return {
		route: route.data,
		dryRun: booleanParameter(context, 'dryRun', 0),
		clock: systemClock,
		requestTimeoutMs: timeout * 1000,
		deadline: systemClock.now() + timeBudget * 1000,
		...journalOptionsOf(context, route.data),
		heldBack: heldBackFrom(context),
		comparePosted: booleanParameter(context, 'comparePosted', 0),
		...(series === '' ? {} : { series }),
		...(zeroVat === '' ? {} : { zeroVat }),
	};
}

/** n8n refuses to read fields that are hidden, as these are on the other routes. */
function journalOptionsOf(
	context: IExecuteFunctions,
	route: InvoiceRouteName,
): Pick<SendOptions, 'journal' | 'journalAmounts' | 'journalVoucher'> {
	if (route !== 'journal') return { journal: '', journalAmounts: 'gross', journalVoucher: 'invoiceNumber' };
	const journal = textParameter(context, 'journal', 0);
	if (journal === '') {
		throw new SettingMissing(
			'The route Journal Voucher has no journal. Choose one in the node (in the templates the setting "invoices.journal").',
		);
	}
	return {
		journal,
		journalAmounts: textParameter(context, 'journalAmounts', 0) === 'net' ? 'net' : 'gross',
		journalVoucher: textParameter(context, 'journalVoucher', 0) === 'journal' ? 'journal' : 'invoiceNumber',
	};
}

const heldBackSchema = z.object({ key: z.coerce.number().int().positive().catch(0), message: z.string().catch('') });

/**
 * Rows of the inbox. What is refused and has no number holds nothing back; a stop stops whatever else stands in its
 * row.
 */
function heldBackFrom(context: IExecuteFunctions): HeldBack[] {
	return recordsParameter(context, 'heldBack', 0).flatMap((row): HeldBack[] => {
		const { key: number, message } = heldBackSchema.parse(row);
		if (isStop(row)) return [{ number, state: stopOf(cell(row, 'state')) ?? 'misnumbered', message }];
		if (number === 0) return [];
		return [
			row.state === 'refused' ? { number, state: 'refused', message } : { number, state: 'open', message: '' },
		];
	});
}
