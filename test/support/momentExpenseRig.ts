import { TransportError, type Clock, type HttpPort } from '../../lib/http/port';
import { createMomentClient, type MomentClient } from '../../lib/moment/client';
import type { ExpenseResult } from '../../lib/moment/expenses/result';
import type { ExpenseOptions } from '../../lib/moment/expenses/upsert';
import { mapPostings, type ExpenseMapping, type MappedExpense } from '../../lib/mapping/expense';
import { NOTHING_KNOWN } from '../../lib/core/identity';
import { foldLog } from '../../lib/state/log';
import { postingReference, type PostingSource } from '../../lib/mapping/posting';
import type { TableRow } from '../../lib/state/tables';
import { demoMoment, startMomentStandIn, type MomentStandIn } from '../../sandbox/standins';
import type { MomentRow, MomentValue } from '../../sandbox/standins/moment/entities';
import type { MomentSettings } from '../../sandbox/standins/moment/settings';
import { fakeClock } from './fakeClock';

/** Projects of the demo: with umlauts and zeros in the number, and a plain one. */
export const PROJECT = '3001';
export const ZEROS = '0000812';
export const ACTIVITY = 'Udlæg';

const DEMO_PROJECTS = demoMoment().rows.projects ?? [];

/** What Moment calls the project of that number; `''` for one that it lacks. */
export function nameOfProject(number: string): string {
	return String(DEMO_PROJECTS.find(({ projectNumber }) => projectNumber === number)?.name ?? '');
}

/** A posting as Uniconta Expense gives it, its project called as in Moment; each line is another one. */
export function posting(line: number, more: Partial<PostingSource> = {}): PostingSource {
	const made = {
		company: '10542',
		series: 'KRED',
		postingId: 4711,
		voucher: '5012',
		line: String(line),
		account: '2010',
		accountName: 'Fremmed arbejde',
		date: '2026-02-03',
		postedAt: '2026-02-04T08:00:00Z',
		text: `Murværk ${line}`,
		amount: '1250.50',
		currency: 'DKK',
		localAmount: '1250.50',
		supplierNumber: '90010',
		supplierName: 'Murer Hansen',
		supplierInvoice: `F-${line}`,
		project: PROJECT,
		projectName: nameOfProject(more.project ?? PROJECT),
		category: 'MAT',
		isCorrection: false,
		isExpense: true,
		findings: [],
		...more,
	};
	return { ...made, reference: more.reference ?? postingReference(made) };
}

/** @param projects rows of the log of projects, oldest first */
export function mapped(
	postings: readonly PostingSource[],
	mapping: Partial<ExpenseMapping> = {},
	known = NOTHING_KNOWN,
	projects: readonly TableRow[] = [],
): MappedExpense[] {
	const whole = { activityName: ACTIVITY, billable: true, approvalState: 'approved', ...mapping };
	return mapPostings(postings, whole, known, (company) => foldLog(projects, 'project', company));
}

/** A row of the log that links a project of Moment to the row in Uniconta that has its number. */
export function projectRow(id: number, momentId: number | string, key: string, more: TableRow = {}): TableRow {
	const link = {
		id,
		entity: 'project',
		momentId: String(momentId),
		key,
		outcome: 'created',
		unicontaRowId: `${id}@10542`,
	};
	return { ...link, name: nameOfProject(key), hash: 'h', held: '', message: '', ...more };
}

export interface ClientOptions {
	clock?: Clock;
	timeBudgetMs?: number;
	/** Happens before each call. */
	before?(): void;
}

/** Moment's stand-in with the demo data, and what a test of expenses needs of it. */
export interface MomentExpenseRig {
	standIn: MomentStandIn;
	reset(settings?: Partial<MomentSettings>): void;
	client(more?: ClientOptions): MomentClient;
	import(
		records: readonly MappedExpense[],
		options?: Partial<ExpenseOptions>,
		client?: MomentClient,
	): Promise<ExpenseResult[]>;
	/** Expenses with a reference, by the stand-in's own names, lowest id first. */
	imported(): MomentRow[];
	activities(name?: string): MomentRow[];
	/** Something that stands in Moment already. */
	put(kind: string, values: Record<string, MomentValue>): number;
	projectId(number: string): number;
	/** Methods and paths below the company, without queries. */
	calls(): string[];
	writes(): string[];
	forget(): void;
	stop(): Promise<void>;
}

export async function startMomentExpenseRig(): Promise<MomentExpenseRig> {
	const standIn = await startMomentStandIn({ seed: demoMoment });
	const client = ({ before = () => undefined, ...more }: ClientOptions = {}): MomentClient => {
		const port = portTo(standIn.apiKey);
		const request: HttpPort = async (asked) => {
			before();
			return await port(asked);
		};
		return createMomentClient({
			baseUrl: standIn.url,
			companyCode: standIn.companyCode,
			request,
			clock: fakeClock(),
			...more,
		});
	};
	const calls = (): string[] =>
		standIn.log
			.list()
			.map(({ method, path }) => `${method} ${path.replace(/.*companies\/[^/]+\//, '').replace(/\?.*/, '')}`);
	const rows = (kind: string): MomentRow[] =>
		standIn.store
			.rows(kind)
			.map(({ values }) => values)
			.sort((a, b) => a.id - b.id);
	return {
		standIn,
		client,
		calls,
		reset(settings = {}) {
			void standIn.reset();
			standIn.settings.patch(settings);
		},
		import: async (records, options = {}, moment = client()) =>
			await moment.expenses.upsert(records, {
				dryRun: false,
				compareKnown: false,
				tellsAll: false,
				resource: '',
				fields: {},
				...options,
			}),
		imported: () => rows('projectExpenses').filter(({ externalId }) => externalId !== null),
		activities: (name = ACTIVITY) =>
			rows('projectExtensions').filter((row) => String(row.name).toLowerCase() === name.toLowerCase()),
		put: (kind, values) => standIn.create(kind, values).values.id,
		projectId: (number) => rows('projects').find(({ projectNumber }) => projectNumber === number)?.id ?? 0,
		writes: () => calls().filter((call) => !call.startsWith('GET')),
		forget: () => standIn.log.reset(),
		stop: async () => await standIn.stop(),
	};
}

function portTo(apiKey: string): HttpPort {
	const authorization = `Basic ${Buffer.from(`apikey:${apiKey}`).toString('base64')}`;
	return async ({ method, url, headers = {}, body }) => {
		try {
			const answer = await fetch(url, {
				method,
				headers: { ...headers, authorization, 'content-type': 'application/json', connection: 'close' },
				...(body === undefined ? {} : { body: JSON.stringify(body) }),
				signal: AbortSignal.timeout(30_000),
			});
			const text = await answer.text();
			return {
				status: answer.status,
				headers: Object.fromEntries(answer.headers),
				body: /^\s*[[{"]/.test(text) ? (JSON.parse(text) as unknown) : text,
			};
		} catch {
			throw new TransportError('no answer', 'maybe', 'ECONNRESET');
		}
	};
}
