import { TransportError, type HttpPort } from '../../lib/http/port';
import { unfinishedRows, type InboxRow } from '../../lib/state/inbox';
import { mapInvoices } from '../../lib/mapping/invoice/map';
import type { InvoiceMapping } from '../../lib/mapping/invoice/mapping';
import type { InvoiceLineSource, InvoiceSource } from '../../lib/mapping/invoice/source';
import { foldLog, logRows, type LogRow } from '../../lib/state/log';
import { createUnicontaClient } from '../../lib/uniconta/api/client';
import { sendInvoices } from '../../lib/uniconta/invoice/send';
import type { HeldBack, InvoiceResult, SendOptions } from '../../lib/uniconta/invoice/types';
import { createWebApiClient } from '../../lib/uniconta/api/webApi';
import { fakeClock, type FakeClock } from './fakeClock';
import { categoryTag, invoice, invoiceLine, INVOICE_MAPPING, invoiceProject } from './invoiceSource';
import { LOGIN, type OtherUniconta } from './otherUniconta';

export const REQUEST_TIMEOUT_MS = 60_000;

/** The numbers of the invoices that it has. */
export const postedIn = (other: OtherUniconta): number[] =>
	other.table('DebtorInvoiceClient').map(({ InvoiceNumber }) => Number(InvoiceNumber));

/** What may happen to one call on its way. */
export type Fault =
	'none' | 'lostBefore' | 'lostAfter' | 'timedOutAfter' | 'late' | 'busy' | 'diesBefore' | 'diesAfter';

/** The process is gone: no call of this run is made any more, and nothing of it is written down. */
export class Died extends Error {}

export interface PortOptions {
	clock: FakeClock;
	fault?: (path: string) => Fault;
	/** Calls that are carried out only when further calls have come in. */
	late?: Array<() => void>;
}

/** What n8n's helper and the credential do for the nodes, straight into the other Uniconta. */
export function otherPort(other: OtherUniconta, { clock, fault = () => 'none', late = [] }: PortOptions): HttpPort {
	let dead = false;
	return async ({ method, url, headers = {}, body, responseType }) => {
		if (dead) throw new Died();
		// Every call takes its time, and others get their turn meanwhile.
		await Promise.resolve();
		clock.advance(150);
		const { pathname, search } = new URL(url);
		const isLogin = pathname === '/login';
		const basic = `Basic ${Buffer.from(`00${LOGIN.companyId}/${LOGIN.userName}:${LOGIN.password}`, 'utf8').toString('base64')}`;
		const sent = isLogin ? { Username: `00${LOGIN.companyId}/${LOGIN.userName}`, Password: LOGIN.password } : body;
		const asked = {
			method,
			path: `${pathname}${search}`,
			body: sent === undefined ? undefined : (JSON.parse(JSON.stringify(sent)) as unknown),
			headers: { ...headers, ...(/^\/(odata|api)\//.test(pathname) ? { Authorization: basic } : {}) },
		};
		const what = fault(pathname);
		dead = what === 'diesBefore' || what === 'diesAfter';
		if (what === 'diesBefore') throw new Died();
		if (what === 'busy') return { status: 503, headers: {}, body: 'Service Unavailable' };
		if (what === 'lostBefore') throw new TransportError('reset', 'maybe', 'ECONNRESET');
		if (what === 'late') {
			late.push(() => other.answer(asked));
			clock.advance(REQUEST_TIMEOUT_MS);
			throw new TransportError('timeout', 'maybe', 'ETIMEDOUT');
		}
		const { status, text, headers: received } = other.answer(asked);
		if (what === 'diesAfter') throw new Died();
		if (what === 'timedOutAfter') clock.advance(REQUEST_TIMEOUT_MS);
		if (what === 'timedOutAfter' || what === 'lostAfter' || status === 0)
			throw new TransportError('no answer', 'maybe', 'ECONNRESET');
		if (responseType === 'bytes') return { status, headers: received, body: new Uint8Array(Buffer.from(text)) };
		return {
			status,
			headers: received,
			body:
				/^\s*[[{"]/.test(text) || received['content-type'] === 'application/json'
					? (JSON.parse(text) as unknown)
					: text,
		};
	};
}

export const OTHER_MAPPING: InvoiceMapping = {
	...INVOICE_MAPPING,
	firstNumber: 1,
	roundingAccount: '1900',
	ownCurrency: 'DKK',
};

export function otherLine(given: Partial<InvoiceLineSource> = {}): InvoiceLineSource {
	return invoiceLine({ accountNumber: '1000', vatCode: 'S25', ...given });
}

/** An invoice that the other Uniconta's seed lets pass. */
export function otherInvoice(number: number, given: Partial<InvoiceSource> = {}): InvoiceSource {
	return invoice({
		invoiceNumber: String(number),
		customerNumber: '500',
		customerName: 'Kunde 500 A/S',
		project: invoiceProject({ projectNumber: 'P1', name: 'Projekt P1', tags: [categoryTag('OMS')] }),
		lines: [
			otherLine({ text: `Arbejde ${number}` }),
			otherLine({ text: 'Kørsel', quantity: '3', unitPrice: '33.5', net: '100.50' }),
		],
		...given,
	});
}

/** What n8n's tables and the templates do between the runs, in memory: the log, and what is not finished. */
export class OtherOffice {
	readonly log: LogRow[] = [];
	inbox: InboxRow[] = [];
	readonly late: Array<() => void> = [];
	readonly clock: FakeClock;

	constructor(
		readonly other: OtherUniconta,
		readonly sources: readonly InvoiceSource[],
		private readonly options: {
			route?: SendOptions['route'];
			fault?: (path: string) => Fault;
			chance?: () => number;
			settings?: Partial<SendOptions>;
		} = {},
	) {
		this.clock = fakeClock({ now: Date.parse('2026-03-20T08:00:00Z') });
		const { chance } = options;
		if (chance !== undefined) Object.assign(this.clock, { random: chance });
	}

	/** One execution: maps these invoices with what the log says, sends them, and writes log and inbox. */
	async run(
		sources: readonly InvoiceSource[] = this.sources,
		changes: Partial<SendOptions> = {},
	): Promise<InvoiceResult[]> {
		const known = foldLog(this.log, 'invoice');
		const mapped = mapInvoices(sources, OTHER_MAPPING, known);
		const taken = this.inbox;
		const results = await this.send(mapped, changes);
		this.log.push(
			...logRows(results, { now: this.clock.now(), execution: '1', known: this.log }).map((row) => ({
				...row,
				id: this.log.length + 1,
			})),
		);
		const ids = new Set(results.map(({ momentId }) => momentId));
		this.inbox = [
			...this.inbox.filter(({ entity, momentId }) => entity !== 'invoice' || !ids.has(momentId)),
			...unfinishedRows(results, { now: this.clock.now(), taken, comparison: false }),
		];
		for (const commit of this.late.splice(0)) commit();
		return results;
	}

	private async send(
		mapped: ReturnType<typeof mapInvoices>,
		changes: Partial<SendOptions>,
	): Promise<InvoiceResult[]> {
		const { clock, other, late } = this;
		const { fault, route = 'post', settings } = this.options;
		const request = otherPort(other, { clock, late, ...(fault === undefined ? {} : { fault }) });
		const heldBack: HeldBack[] = this.inbox.flatMap(({ key, state, message }) =>
			state === 'refused' || state === 'misnumbered' || state === 'mistotalled'
				? [{ number: Number(key), state, message }]
				: [],
		);
		return await sendInvoices(
			{
				odata: createUnicontaClient({ odataUrl: 'http://odata.other', request, clock }),
				webApi: createWebApiClient({ webApiUrl: 'http://web.other', request, clock }),
				options: {
					route,
					dryRun: false,
					clock,
					requestTimeoutMs: REQUEST_TIMEOUT_MS,
					journal: 'MOM',
					journalAmounts: 'gross',
					journalVoucher: 'invoiceNumber',
					heldBack,
					comparePosted: false,
					zeroVat: 'S0',
					...settings,
					...changes,
				},
			},
			mapped,
		);
	}

	/** Runs again and again, half an hour apart, until nothing is unfinished or the number of runs is reached. */
	async untilQuiet(runs = 12): Promise<InvoiceResult[]> {
		let results: InvoiceResult[] = [];
		for (let count = 0; count < runs; count++) {
			results = await this.run();
			if (
				this.late.length === 0 &&
				results.every(({ outcome }) => ['posted', 'drafted', 'unchanged', 'withheld'].includes(outcome))
			)
				break;
			this.clock.advance(30 * 60_000);
		}
		return results;
	}
}

/** What must be true of Uniconta once all is quiet. */
export function bookState(other: OtherUniconta): {
	numbers: number[];
	doubled: string[];
	orders: number;
	lines: number;
	mails: number;
} {
	const invoices = other.table('DebtorInvoiceClient');
	const numbers = invoices.map(({ InvoiceNumber }) => Number(InvoiceNumber)).sort((a, b) => a - b);
	const references = invoices.map(
		({ TotalAmount, DueDate, Account }) => `${String(Account)} ${String(TotalAmount)} ${String(DueDate)}`,
	);
	return {
		numbers,
		doubled: references.filter((one, at) => references.indexOf(one) !== at),
		orders: other.table('DebtorOrderClient').length,
		lines: other.table('DebtorOrderLineClient').length,
		mails: other.mails,
	};
}

/** Chance that can be had again: the same seed gives the same numbers from 0 up to 1 (mulberry32). */
export function chanceFrom(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}

export function oneOf<T>(values: readonly [T, ...T[]], chance: () => number): T {
	return values[Math.floor(chance() * values.length)] ?? values[0];
}

/** As webhooks come: each one to three times, in any order. */
export function delivered(sources: readonly InvoiceSource[], chance: () => number): InvoiceSource[] {
	return sources
		.flatMap((source) => Array.from({ length: 1 + Math.floor(chance() * 3) }, () => ({ source, at: chance() })))
		.sort((a, b) => a.at - b.at)
		.map(({ source }) => source);
}
