import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { isStop, stopOf } from '../../lib/state/inbox';
import { cell } from '../../lib/state/tables';
import type { HeldBack, InvoiceRouteName, SendOptions } from '../../lib/uniconta/invoice/types';
import { systemClock } from '../shared/clock';
import { booleanParameter, collectionParameter, recordsParameter } from '../shared/parameters';
import { sayUsed, type NodeSettings } from '../shared/savedSettings';

/** A parameter that is empty or out of range: nothing was sent. */
export class SettingMissing extends Error {}

const routeSchema = z.enum(['post', 'draft', 'journal']);
const optionsSchema = z.object({
	timeout: z.number().positive().catch(60),
	timeBudget: z.coerce.number().positive().catch(600),
	series: z.string().trim().catch(''),
	zeroVat: z.string().trim().catch(''),
});

/** How to send: as saved, or as the panel says. @throws SettingMissing naming the parameter */
export function sendOptions(context: IExecuteFunctions, settings: NodeSettings): SendOptions {
	const { isSaved, running, text } = settings;
	const given = text('route', 'invoices.route');
	const route = routeSchema.safeParse(given);
	if (!route.success) {
		throw new SettingMissing(
			`There is no route "${given}" to send invoices by. Choose post, draft or journal (in the set-up form: page Invoices).`,
		);
	}
	const typed = optionsSchema.parse(collectionParameter(context, 'options', 0));
	const series = typed.series || (isSaved ? text('options.series', 'invoices.series') : '');
	const zeroVat = typed.zeroVat || (isSaved ? text('options.zeroVat', 'invoices.zeroVat') : '');
	const journal = journalOptions(settings, route.data);
	sayUsed(context, [
		['route', route.data],
		['journal', journal.journal],
		['number series', series],
		['zero VAT code', zeroVat],
	]);
	return {
		route: route.data,
		dryRun: booleanParameter(context, 'dryRun', 0) || running?.run.dryRun === true,
		clock: systemClock,
		requestTimeoutMs: typed.timeout * 1000,
		deadline: systemClock.now() + typed.timeBudget * 1000,
		...journal,
		heldBack: (running === undefined
			? recordsParameter(context, 'heldBack', 0)
			: [...running.run.inbox, ...running.run.stops]
		).flatMap(heldBackBy),
		comparePosted:
			running === undefined ? booleanParameter(context, 'comparePosted', 0) : running.run.work === 'comparison',
		...(series === '' ? {} : { series }),
		...(zeroVat === '' ? {} : { zeroVat }),
	};
}

/** n8n refuses to read fields that are hidden, as these are on the other routes. */
function journalOptions(
	{ text }: NodeSettings,
	route: InvoiceRouteName,
): Pick<SendOptions, 'journal' | 'journalAmounts' | 'journalVoucher'> {
	if (route !== 'journal') return { journal: '', journalAmounts: 'gross', journalVoucher: 'invoiceNumber' };
	const journal = text('journal', 'invoices.journal');
	if (journal === '') {
		throw new SettingMissing(
			'The route Journal Voucher has no journal. Choose one in the node (in the set-up form: page Invoices).',
		);
	}
	return {
		journal,
		journalAmounts: text('journalAmounts', 'invoices.journalAmounts') === 'net' ? 'net' : 'gross',
		journalVoucher: text('journalVoucher', 'invoices.journalVoucher') === 'journal' ? 'journal' : 'invoiceNumber',
	};
}

const heldBackSchema = z.object({ key: z.coerce.number().int().positive().catch(0), message: z.string().catch('') });

/**
 * A row of the inbox. What is refused and has no number holds nothing back; a stop stops whatever else stands in its
 * row.
 */
function heldBackBy(row: Record<string, unknown>): HeldBack[] {
	const { key: number, message } = heldBackSchema.parse(row);
	if (isStop(row)) return [{ number, state: stopOf(cell(row, 'state')) ?? 'misnumbered', message }];
	if (number === 0) return [];
	return [
		row['state'] === 'refused' ? { number, state: 'refused', message } : { number, state: 'open', message: '' },
	];
}
