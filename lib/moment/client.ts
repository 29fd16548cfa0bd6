import { ApiError } from '../http/errors';
import type { Clock, HttpMethod, HttpPort, HttpResponse } from '../http/port';
import { createSender, DEFAULT_RETRY, type Send } from '../http/sender';
import { Activities, type Activity, type RowWriter } from './records/activities';
import { companyRoot, momentUrl, type MomentCompany, type QueryValue } from './api/address';
import { entitiesOf } from './entities';
import { entitiesById } from './api/entitiesById';
import type { EntityLookup, EntityRow } from './api/entity';
import type { Named } from './records/entityBook';
import { EntityRows } from './api/entityRows';
import { findEntities, type EntityQuery } from './api/findEntities';
import { failureOf } from './api/failures';
import { openExpenses, type ExpenseAccess } from './expenses/access';
import { FILTERS, INCLUDES, RESOURCES } from './api/fields';
import type { MomentInvoice } from './records/invoiceRecords';
import { pageQuery, pages, readPage, type ListRequest, type Page } from './api/paging';
import {
	parseEmployee,
	parseTag,
	parseTagGroup,
	parseUser,
	type MomentCustomer,
	type MomentTag,
	type MomentTagGroup,
	type MomentUser,
} from './records/records';
import type { MomentProject } from './records/projectRecords';
import { isRecord, type JsonRecord } from './api/reading';
import { ifAllowed } from './api/refusals';
import {
	parseDepartment,
	parseFinancialAccount,
	type MomentDepartment,
	type MomentFinancialAccount,
} from './records/setupRecords';
import { projectsByNumber } from './records/projectNumbers';
import { TagBook } from './records/tagBook';

export interface MomentClientOptions extends MomentCompany {
	request: HttpPort;
	clock: Clock;
	/** After so many milliseconds nothing more is sent; default five minutes. */
	timeBudgetMs?: number;
	/** Rows asked for per page; default 100, at most 500. */
	pageSize?: number;
}

/** A call that this client has no word for. */
export interface CustomRequest {
	method: HttpMethod;
	/** Below the company, e.g. `projects/123/budget`. */
	path: string;
	/** E.g. `base+email`. */
	include?: string;
	query?: Record<string, QueryValue>;
	body?: unknown;
}

/** A record in the form this package reads, beside the one Moment sent. */
export interface Read<T> {
	record: T;
	raw: JsonRecord;
}

/** The ways to read one kind of record. */
export interface EntityReader<T extends object> {
	/** What fits, each record once. */
	find(query?: EntityQuery): AsyncGenerator<EntityRow<T>, void, void>;
	/** One answer per id; what is gone in Moment is `missing`. */
	byId(ids: readonly string[]): Promise<Map<string, EntityLookup<T>>>;
	/** One page for a pick-list, by free text: only what each is called. */
	search(text: string, page: number): Promise<{ found: Named[]; hasMore: boolean }>;
}

/**
 * Everything here rejects with an {@link ApiError} and is one call at a time. One client per run: what is looked up is
 * kept.
 */
export interface MomentClient {
	/** With their tags resolved to group, code and name. */
	customers: EntityReader<MomentCustomer>;
	/** With tags, department, customer number and manager resolved. */
	projects: EntityReader<MomentProject>;
	/** With lines, projects, tags, department and accounts resolved. */
	invoices: EntityReader<MomentInvoice>;
	/** The expenses of projects; where and under which names is unconfirmed, so a caller may name them. */
	expenses: ExpenseAccess;
	/** The projects with these numbers, by number: only what they are called. */
	projectsByNumber(numbers: readonly string[]): Promise<Map<string, Named[]>>;
	/** The activity of that name in a project, created where it is missing. */
	activity(projectId: string, name: string): Promise<{ activity: Activity; created: boolean }>;
	departments(): Promise<Read<MomentDepartment>[]>;
	financialAccounts(): Promise<Read<MomentFinancialAccount>[]>;
	tagGroups(): Promise<Read<MomentTagGroup>[]>;
	/** With the name of their group. */
	tags(): Promise<Read<MomentTag>[]>;
	users(): Promise<Read<MomentUser>[]>;
	/** Any call; writes are repeated only when the server said that it did not act. */
	custom(request: CustomRequest): Promise<HttpResponse>;
	/** All rows of any list, page by page. */
	customList(request: Omit<CustomRequest, 'method' | 'body'>): AsyncGenerator<JsonRecord, void, void>;
	/** One cheap call that shows whether key and company are right. */
	proveAccess(): Promise<void>;
}

export const DEFAULT_PAGE_SIZE = 100;
export const MAX_PAGE_SIZE = 500;
const DEFAULT_TIME_BUDGET_MS = 5 * 60_000;
/** Of the time of a run, and at most so long, for the last looks. */
const LAST_LOOKS = { share: 0.1, atMostMs: 30_000 } as const;

/** @throws ApiError of kind `refused` when base URL or company code cannot be right */
export function createMomentClient(options: MomentClientOptions): MomentClient {
	const calls = callsOf(options);
	const { getPage, getOne, proveAccess, context, pageSize, send, urlOf } = calls;
	const lists = listsOf(calls);
	const tagBook = new TagBook({
		tags: async () => recordsIn(await lists.tags()),
		tagGroups: async () => recordsIn(await lists.tagGroups()),
	});
	const source = { getPage, getOne, proveAccess, pageSize, maxPageSize: MAX_PAGE_SIZE };
	const entities = entitiesOf({
		rowsOf: (entity) => new EntityRows(source, entity),
		getPage,
		pageSize: MAX_PAGE_SIZE,
		context,
		tagBook,
		departments: async () => recordsIn(await ifAllowed(lists.departments())),
		employees: async () => recordsIn(await ifAllowed(lists.employees())),
		accounts: async () => recordsIn(await lists.financialAccounts()),
	});
	const writer = writerOf(calls, options.clock);
	const activities = new Activities(writer);
	const byNumber = async (numbers: readonly string[]): Promise<Map<string, Named[]>> =>
		await projectsByNumber(entities.named.projects, numbers);
	const byId = async (ids: readonly string[]): Promise<Map<string, EntityLookup<Named>>> =>
		await entitiesById(entities.named.projects, ids);

	return {
		expenses: openExpenses({ source: writer, activities, projects: { byNumber, byId }, proveAccess }),
		projectsByNumber: byNumber,
		activity: async (projectId, name) => await activities.getOrCreate(projectId, name),
		customers: readerOf(entities.customers, entities.named.customers),
		projects: readerOf(entities.projects, entities.named.projects),
		invoices: readerOf(entities.invoices, entities.named.invoices),
		departments: lists.departments,
		financialAccounts: lists.financialAccounts,
		tagGroups: lists.tagGroups,
		tags: async () => {
			const tags = await lists.tags();
			const named = await tagBook.nameGroups(recordsIn(tags));
			return tags.map(({ raw, record }, at) => ({ raw, record: named[at] ?? record }));
		},
		users: async () => await usersIn(lists),
		custom: async ({ method, path, include, query, body }) =>
			await send(
				{ method, url: urlOf(segmentsOf(path), { include, query }), body },
				method === 'GET' ? 'read' : 'write',
			),
		customList: async function* ({ path, include, query }) {
			const list = { path: segmentsOf(path), include, query, pageSize };
			for await (const page of pages(getPage, list)) yield* page.rows;
		},
		proveAccess,
	};
}

type UrlParts = Parameters<typeof momentUrl>[2];

/** The calls to one company that all else is made of. */
interface Calls {
	send: Send;
	urlOf(path: readonly string[], parts?: UrlParts): string;
	getPage(list: ListRequest, page: number): Promise<Page>;
	getOne(resource: string, id: string, include?: string): Promise<JsonRecord>;
	proveAccess(): Promise<void>;
	/** Rows asked for per page of what may be long. */
	pageSize: number;
	/** Which company it is, for a person. */
	context: string;
	/** Milliseconds since 1970: from then on there is time for the last looks only. */
	lateFrom: number;
}

function callsOf(options: MomentClientOptions): Calls {
	const { request, clock, timeBudgetMs = DEFAULT_TIME_BUDGET_MS } = options;
	const root = companyRoot(options);
	const companyCode = options.companyCode.trim();
	const context = `company '${companyCode}'`;
	const deadline = clock.now() + timeBudgetMs;
	const send = createSender({
		system: 'Moment',
		request,
		clock,
		retry: { ...DEFAULT_RETRY, deadline },
		failureOf: (response, sent) => failureOf(response, sent, companyCode, clock.now()),
	});
	const urlOf: Calls['urlOf'] = (path, parts) => momentUrl(root, path, parts);
	const get = async (path: readonly string[], parts: UrlParts): Promise<unknown> =>
		(await send({ method: 'GET', url: urlOf(path, parts) }, 'read')).body;
	const getPage: Calls['getPage'] = async (list, page) =>
		readPage(
			await get(list.path, { include: list.include, query: pageQuery(list, page) }),
			`${list.path.join('/')} (${context})`,
		);
	return {
		send,
		urlOf,
		getPage,
		getOne: async (resource, id, include) => {
			const body = await get([resource, id], { include });
			if (!isRecord(body)) throw notARecord(`${resource}/${id}`, context);
			return body;
		},
		proveAccess: async () => {
			const page = await getPage({ path: [RESOURCES.userAccounts], include: 'base', pageSize: 1 }, 0);
			// The key is a user's: a company without users is one that this key cannot see into (MO2).
			if (page.rows.length === 0) throw seesNothing(context);
		},
		pageSize: Math.min(MAX_PAGE_SIZE, Math.max(1, Math.trunc(options.pageSize ?? DEFAULT_PAGE_SIZE))),
		context,
		lateFrom: deadline - Math.min(timeBudgetMs * LAST_LOOKS.share, LAST_LOOKS.atMostMs),
	};
}

function writerOf({ send, urlOf, getPage, getOne, context, lateFrom }: Calls, clock: Clock): RowWriter {
	return {
		getPage,
		pageSize: MAX_PAGE_SIZE,
		getOne,
		create: async (resource, body) => (await send({ method: 'POST', url: urlOf([resource]), body }, 'write')).body,
		change: async (resource, id, body) =>
			(await send({ method: 'PATCH', url: urlOf([resource, id]), body }, 'write')).body,
		remove: async (resource, id) => {
			await send({ method: 'DELETE', url: urlOf([resource, id]) }, 'write');
		},
		sleep: async (milliseconds) => {
			await clock.sleep(milliseconds);
		},
		isLate: () => clock.now() >= lateFrom,
		context,
	};
}

/** The lists of a company that are short enough to be read whole. */
function listsOf({ getPage, context }: Calls) {
	const all = async <T>(
		resource: string,
		parse: (raw: unknown, context: string) => T,
		include?: string,
	): Promise<Read<T>[]> => {
		const read: Read<T>[] = [];
		for await (const { rows } of pages(getPage, { path: [resource], include, pageSize: MAX_PAGE_SIZE })) {
			read.push(...rows.map((raw) => ({ raw, record: parse(raw, context) })));
		}
		return read;
	};
	return {
		departments: async () => await all(RESOURCES.departments, parseDepartment),
		financialAccounts: async () => await all(RESOURCES.financialAccounts, parseFinancialAccount),
		tagGroups: async () => await all(RESOURCES.tagGroups, parseTagGroup),
		tags: async () => await all(RESOURCES.tags, parseTag),
		employees: async () => await all(RESOURCES.userAccounts, parseEmployee),
		users: async (include?: string) => await all(RESOURCES.userAccounts, parseUser, include),
	};
}

async function usersIn(lists: ReturnType<typeof listsOf>): Promise<Read<MomentUser>[]> {
	const users = await lists.users(INCLUDES.users);
	if (users.every(({ record }) => record.state !== '')) return users;
	// What is asked for by include comes without the rest, and who left is told by the rest alone (MO22).
	const plain = (await ifAllowed(lists.users())) ?? [];
	const states = new Map(plain.map(({ record }) => [record.id, record.state]));
	return users.map(({ raw, record }) => ({
		raw,
		record: { ...record, state: record.state || (states.get(record.id) ?? '') },
	}));
}

function recordsIn<T>(read: Read<T>[] | undefined): T[] {
	return (read ?? []).map(({ record }) => record);
}

function readerOf<T extends object>(rows: EntityRows<T>, named: EntityRows<Named>): EntityReader<T> {
	return {
		find: (query = {}) => findEntities(rows, query),
		byId: async (ids) => await entitiesById(rows, ids),
		search: async (text, page) => {
			const request = named.request(text === '' ? {} : { [FILTERS.freeText]: text });
			const answer = await named.getPage(request, page);
			const found = (await named.read({ page: answer, request })).flatMap(({ record }) => record ?? []);
			return { found, hasMore: page + 1 < (answer.totalPages ?? 0) };
		},
	};
}

/** @throws ApiError of kind `refused` for what would leave the company or belongs into the query */
function segmentsOf(path: string): string[] {
	const segments = path
		.trim()
		.replace(/^\/+|(?<!\/)\/+$/g, '')
		.split('/');
	if (segments.every((segment) => segment !== '' && !/^\.+$/.test(segment) && !/[?#:\\]/.test(segment)))
		return segments;
	throw new ApiError(`'${path}' is not a path in Moment's API`, {
		system: 'Moment',
		kind: 'refused',
		fix: 'Give the name of a resource, e.g. projects or projects/123; what comes after a question mark belongs into Query Parameters.',
	});
}

function notARecord(what: string, context: string): ApiError {
	return new ApiError(`Moment's answer for ${what} (${context}) is not a record`, {
		system: 'Moment',
		kind: 'unexpected',
		fix: 'Check the base URL in the Moment credential: it may lead to a web page instead of the API.',
	});
}

function seesNothing(context: string): ApiError {
	return new ApiError(`The user behind the Moment API key sees nothing in ${context}`, {
		system: 'Moment',
		kind: 'forbidden',
		fix: 'Give that user rights to customers and users in Moment, or create a key for a user who has them.',
	});
}
