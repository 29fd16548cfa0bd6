import type { InvoicePlan, MappedInvoice } from '../../../../../lib/mapping/invoice/plan';
import { checkInvoices } from '../../../../../lib/uniconta/invoice/checks/checks';
import { createJournalRoute } from '../../../../../lib/uniconta/invoice/journal/route';
import { taskOf } from '../../../../../lib/uniconta/invoice/task';
import type { InvoiceTask, RouteContext, SendOptions } from '../../../../../lib/uniconta/invoice/types';
import type { WebApiClient } from '../../../../../lib/uniconta/api/webApi';
import type { Value } from '../../../../../sandbox/standins/uniconta/types/field';
import { fakeClock, type FakeClock } from '../../../../support/fakeClock';
import { invoiceOf, planOf } from '../../../../support/invoiceRig';
import { startUnicontaRig, type UnicontaRig, type UserLanguage } from '../../../../support/unicontaRig';

export const LINES = 'GLDailyJournalLineClient';
export type Values = Record<string, Value>;

/** Time that stands still, and chance that never gives the same twice in a row. */
export function livelyClock(): FakeClock {
	let count = 0;
	return Object.assign(fakeClock(), { random: () => (count = (count * 7 + 3) % 997) / 997 });
}

export interface JournalRig extends UnicontaRig {
	clock: FakeClock;
	context(options?: Partial<SendOptions>, user?: UserLanguage): RouteContext;
	/** Checks and sends; gives the tasks. */
	run(
		invoices: readonly MappedInvoice[],
		options?: Partial<SendOptions>,
		user?: UserLanguage,
	): Promise<InvoiceTask[]>;
	lines(): Values[];
}

const noWebApi = new Proxy(
	{},
	{
		get: (_, name) => {
			throw new Error(`The Web API was used: ${String(name)}`);
		},
	},
);

export async function startJournalRig(): Promise<JournalRig> {
	const rig = await startUnicontaRig();
	const clock = livelyClock();
	const context = (options: Partial<SendOptions> = {}, user: UserLanguage = 'en'): RouteContext => ({
		odata: rig.client(user, clock),
		webApi: noWebApi as WebApiClient,
		options: {
			route: 'journal',
			dryRun: false,
			clock,
			requestTimeoutMs: 30_000,
			journal: 'MOMENT',
			journalAmounts: 'gross',
			journalVoucher: 'invoiceNumber',
			heldBack: [],
			comparePosted: false,
			...options,
		},
	});
	return {
		...rig,
		clock,
		context,
		reset(settings, options) {
			rig.reset(settings, options);
			rig.person.add('DebtorClient', {
				Account: '20007',
				Name: 'Nordlys A/S',
				Group: 'ERHV',
				Payment: 'Net8',
				Currency: 'DKK',
			});
			rig.person.add('ProjectClient', { Number: '812', Name: 'Havnen 812', Account: '20007', Group: 'STD' });
			rig.forget();
		},
		async run(invoices, options, user) {
			const tasks = invoices.map(taskOf);
			const given = context(options, user);
			await checkInvoices(tasks, given);
			await createJournalRoute(given).send(tasks.filter(({ outcome }) => outcome === undefined));
			return tasks;
		},
		lines: () => rig.rows(LINES),
	};
}

export const invoices = (...numbers: number[]): MappedInvoice[] => numbers.map((number) => invoiceOf(number));
export const withPlan = (number: number, changes: Partial<InvoicePlan>): MappedInvoice =>
	invoiceOf(number, { plan: planOf(number, changes) });
export const outcomes = (tasks: readonly InvoiceTask[]): Array<string | undefined> =>
	tasks.map(({ outcome }) => outcome);

/** Lines and balance of each invoice in the journal, by number. */
export function vouchers(lines: readonly Values[]): Record<string, { lines: number; balance: number; marks: number }> {
	const found: Record<string, { lines: number; balance: number; marks: Set<string> }> = {};
	for (const line of lines) {
		const voucher = (found[String(line.Invoice)] ??= { lines: 0, balance: 0, marks: new Set() });
		voucher.lines += 1;
		voucher.balance += Math.round(Number(line.Debit ?? 0) * 100) - Math.round(Number(line.Credit ?? 0) * 100);
		voucher.marks.add(String(line.ReferenceNumber).split('.')[0] ?? '');
	}
	return Object.fromEntries(
		Object.entries(found).map(([number, { marks, ...voucher }]) => [number, { ...voucher, marks: marks.size }]),
	);
}
