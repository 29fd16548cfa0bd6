import type { WebSessions } from './webSessions';
import { empty, json, text, type Answer } from '../shared/answer';
import type { Call } from '../shared/call';
import { isObject, tryParse, type JsonObject } from '../shared/json';
import type { StandInServer } from '../shared/server';
import { Misunderstood, Refusal, refusalAnswer, type ErrorName } from './errors';
import {
	admit,
	presumed,
	readBody,
	readList,
	show,
	visibleRows,
	withSession,
	writeTarget,
	type SessionHandler,
	type WebApiParts,
} from './host';
import type { Row } from './ledger';
import { insert, insertList, remove, update } from './operations';
import type { WriteTarget } from './values';
import { mountInvoiceRoutes } from './invoiceRoutes';
import { serverFilter } from './serverFilter';
import type { UnicontaSettings } from './settings';
import { Session, splitUserName } from './users';

/** `https://api.uniconta.com` (UC1, UC7). */
export function mountWebApiHost(server: StandInServer, parts: WebApiParts): void {
	const session = (handler: SessionHandler) =>
		withSession(parts, 'webApi', (call) => openBearer(parts, call), handler);
	for (const path of ['/login', '/Login']) server.route('POST', path, (call) => login(parts, call));
	server.route('POST', '/refresh', (call) => {
		const token = tryParse(call.body)?.value;
		const tokens = typeof token === 'string' ? parts.sessions.refresh(token) : undefined;
		return tokens ? json(200, tokens) : empty(401);
	});
	server.route(
		'POST',
		'/Query/Get/:type',
		session((call, opened) => {
			const target = writeTarget(parts, call, opened, opened.company());
			return json(
				200,
				queried(target, visibleRows(parts, target, opened), readBody(call)).map((row) => show(target, row)),
			);
		}),
	);
	server.route(
		'POST',
		'/Crud/Insert/:type',
		session((call, opened) => {
			const target = writeTarget(parts, call, opened, opened.company());
			const row = insert(target, readBody(call));
			return target.settings.webApiInsertAnswer === 'row' ? json(200, show(target, row)) : empty(200);
		}),
	);
	server.route(
		'POST',
		'/Crud/InsertList/:type',
		session((call, opened) => {
			const target = writeTarget(parts, call, opened, opened.company());
			const rows = insertList(target, readBody(call));
			return target.settings.webApiInsertListAnswer === 'rows'
				? json(
						200,
						rows.map((row) => show(target, row)),
					)
				: empty(200);
		}),
	);
	server.route(
		'DELETE',
		'/Crud/DeleteList/:type',
		session((call, opened) => {
			const target = writeTarget(parts, call, opened, opened.company());
			for (const item of readList(call)) remove(target, item);
			return empty(200);
		}),
	);
	mountInvoiceRoutes(server, parts, session);
	// These three are only presumed (UC19): a switch lets them be there.
	server.route(
		'PUT',
		'/Crud/Update/:type',
		presumed(
			parts,
			session((call, opened) => {
				update(writeTarget(parts, call, opened, opened.company()), readBody(call));
				return empty(200);
			}),
		),
	);
	server.route(
		'PUT',
		'/Crud/UpdateList/:type',
		presumed(
			parts,
			session((call, opened) => {
				const target = writeTarget(parts, call, opened, opened.company());
				for (const item of readList(call)) update(target, item);
				return empty(200);
			}),
		),
	);
	server.route(
		'DELETE',
		'/Crud/Delete/:type',
		presumed(
			parts,
			session((call, opened) => {
				remove(writeTarget(parts, call, opened, opened.company()), readBody(call));
				return empty(200);
			}),
		),
	);
	server.otherwise(session((call) => text(404, `No ${call.method} ${call.path}`)));
}

/** The name a login claims, for the call log. */
export function claimedLogin(call: Pick<Call, 'path' | 'body' | 'headers'>, sessions: WebSessions): string | null {
	if (/^\/login$/i.test(call.path)) {
		const body = tryParse(call.body)?.value;
		return isObject(body) && typeof body.Username === 'string' ? splitUserName(body.Username).login : null;
	}
	return sessions.owner(bearer(call)) ?? null;
}

const bearer = (call: Pick<Call, 'headers'>): string =>
	/^Bearer (\S+)$/.exec(call.headers.authorization ?? '')?.[1] ?? '';

function openBearer(parts: WebApiParts, call: Call): Session | Answer {
	const login = parts.sessions.find(bearer(call));
	return login ? new Session(login.user, parts.ledger, parts.settings(), login.companyId) : empty(401);
}

async function login(parts: WebApiParts, call: Call): Promise<Answer> {
	const settings = parts.settings();
	const body = tryParse(call.body)?.value;
	if (!isObject(body) || typeof body.Username !== 'string' || typeof body.Password !== 'string')
		return text(400, 'ArgumentMissing');
	const { login: name, companyId } = splitUserName(body.Username);
	const user = parts.users.check(name, body.Password);
	// Non-200, or 200 with a bare JSON string such as `NoCompanyId` (UC7).
	const failed = (code: ErrorName): Answer => json(settings.failedLogin === 'status401' ? 401 : 200, code);
	if (!user) return failed('UserOrPasswordIsWrong');
	if (settings.webApiKey === 'required' && !(typeof body.apiKey === 'string' && parts.apiKeys.includes(body.apiKey)))
		return failed('UnknownAppIdent');
	try {
		await admit(parts, user, call);
		call.record.company = String(new Session(user, parts.ledger, settings, companyId).company().id);
	} catch (error) {
		if (error instanceof Refusal)
			return error.status === 503 ? refusalAnswer(error, user.language, settings, 'webApi') : failed(error.code);
		throw error;
	}
	// The name for a refused second login is assumed.
	const tokens = parts.sessions.open(user, companyId, settings);
	return tokens ? json(200, tokens) : failed('UserIsServerUser');
}

/**
 * At least one object; several are and-ed; paging comes from the first; `Take` 0 is everything (UC18).
 */
function queried(target: WriteTarget, all: readonly Row[], body: unknown): Row[] {
	if (!Array.isArray(body) || body.length === 0 || !body.every(isObject))
		throw new Misunderstood(400, 'ArgumentMissing');
	let rows = [...all];
	for (const filter of body) {
		const { PropertyName: property, FilterValue: value } = filter;
		if (property === undefined && value === undefined) continue;
		if (typeof property !== 'string' || (typeof value !== 'string' && typeof value !== 'number'))
			throw new Misunderstood(400, 'ArgumentMissing');
		const passes = serverFilter(target.typed, property, String(value), target.settings);
		// An empty value is no filter, and selects every row (UC18).
		if (value !== '') rows = rows.filter(passes);
	}
	const { Skip: skip = 0, Take: take = 0 } = body[0] ?? {};
	if (!Number.isSafeInteger(skip) || !Number.isSafeInteger(take)) throw new Misunderstood(400, 'ArgumentMissing');
	// The first object's sort is the major one.
	for (const filter of [...body].reverse()) order(target, rows, sortOf(filter, target.settings));
	const start = target.settings.skip === 'honoured' ? Number(skip) : 0;
	const limits = [Number(take), target.settings.pageLimit].filter((limit) => limit > 0);
	return rows.slice(start, limits.length === 0 ? undefined : start + Math.min(...limits));
}

interface Sort {
	property: string;
	descending: boolean;
}

/**
 * `OrderBy` and `OrderByDescending` are flags on the object's `PropertyName` (UC18); a switch gives the other
 * reading.
 */
function sortOf(
	{ PropertyName: property, OrderBy: up, OrderByDescending: down }: JsonObject,
	{ orderBy }: UnicontaSettings,
): Sort | undefined {
	if (orderBy === 'name') {
		if (up !== undefined && typeof up !== 'string') throw new Misunderstood(400, "OrderBy is no property's name");
		return up === undefined || up === '' ? undefined : { property: up, descending: down === true };
	}
	const [ascending, descending] = [flagOf('OrderBy', up), flagOf('OrderByDescending', down)];
	if (!ascending && !descending) return undefined;
	if (orderBy === 'refused') throw new Misunderstood(400, 'OrderBy is not supported');
	if (typeof property !== 'string') throw new Misunderstood(400, 'ArgumentMissing');
	return orderBy === 'ignored' ? undefined : { property, descending };
}

function flagOf(name: string, value: unknown): boolean {
	if (value === undefined || value === false || value === 'false') return false;
	if (value === true || value === 'true') return true;
	throw new Misunderstood(400, `The value of ${name} could not be converted to System.Boolean`);
}

function order({ typed }: WriteTarget, rows: Row[], sort: Sort | undefined): void {
	if (sort === undefined) return;
	const { property, descending } = sort;
	if (!Object.hasOwn(typed.fields, property))
		throw new Misunderstood(400, `No property ${property} on ${typed.type.name}`);
	const sign = descending ? -1 : 1;
	const value = (row: Row): string | number => {
		const own = row.values[property];
		return typeof own === 'number' ? own : String(own ?? '');
	};
	rows.sort((a, b) => sign * (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0));
}
