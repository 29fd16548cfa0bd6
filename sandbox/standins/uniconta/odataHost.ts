import { empty, json, text, type Answer } from '../shared/answer';
import { readBasic } from '../shared/basicAuth';
import type { Call } from '../shared/call';
import type { StandInServer } from '../shared/server';
import { atomFeed, atomService } from './atom';
import { Misunderstood } from './errors';
import {
	isReadable,
	presumed,
	readBody,
	readList,
	show,
	visibleRows,
	withSession,
	writeTarget,
	type SessionHandler,
	type UnicontaParts,
} from './host';
import type { Company, Row } from './ledger';
import { applyQuery, parseQuery } from './odataQuery';
import { insert, insertList, remove, update } from './operations';
import type { WriteTarget } from './values';
import { serverFilter } from './serverFilter';
import { entityTypes } from './types';
import { Session, splitUserName } from './users';

/** `https://odata.uniconta.com` (UC1). */
export function mountODataHost(server: StandInServer, parts: UnicontaParts): void {
	const session = (handler: SessionHandler) => withSession(parts, 'odata', (call) => openBasic(parts, call), handler);
	server.route(
		'GET',
		'/odata',
		session((call, opened) => serviceDocument(parts, call, opened.company())),
	);
	server.route(
		'GET',
		'/odata/',
		session((call, opened) => serviceDocument(parts, call, opened.company())),
	);
	server.route(
		'GET',
		'/odata/:companyId/',
		session((call, opened) => serviceDocument(parts, call, opened.company(companyId(call.params.companyId)))),
	);
	server.route(
		'GET',
		'/odata/:type',
		session((call, opened) => {
			if (/^\d+$/.test(call.params.type ?? ''))
				return serviceDocument(parts, call, opened.company(companyId(call.params.type)));
			return odataList(parts, call, opened, readable(opened, call));
		}),
	);
	server.route(
		'GET',
		'/odata/:companyId/:type',
		session((call, opened) => odataList(parts, call, opened, opened.company(companyId(call.params.companyId)))),
	);
	server.route(
		'GET',
		'/api/Entities/:type',
		session((call, opened) => entityList(parts, call, opened, readable(opened, call), false)),
	);
	server.route(
		'GET',
		'/api/Entities/:companyId/:type',
		session((call, opened) =>
			entityList(parts, call, opened, opened.company(companyId(call.params.companyId)), true),
		),
	);
	server.route(
		'POST',
		'/api/Entities/Insert/:type',
		session((call, opened) => {
			const target = writeTarget(parts, call, opened, opened.company());
			const row = insert(target, readBody(call));
			return target.settings.insertAnswer === 'row' ? json(200, show(target, row)) : empty(204);
		}),
	);
	server.route(
		'POST',
		'/api/Entities/InsertList/:type',
		session((call, opened) => {
			const target = writeTarget(parts, call, opened, opened.company());
			const rows = insertList(target, readBody(call));
			return target.settings.insertListAnswer === 'rows'
				? json(
						200,
						rows.map((row) => show(target, row)),
					)
				: empty(200);
		}),
	);
	server.route(
		'PUT',
		'/api/Entities/Update/:type',
		session((call, opened) => {
			const target = writeTarget(parts, call, opened, opened.company());
			const row = update(target, readBody(call));
			return target.settings.updateAnswer === 'row' ? json(200, show(target, row)) : empty(200);
		}),
	);
	server.route(
		'DELETE',
		'/api/Entities/Delete/:type',
		session((call, opened) => {
			remove(writeTarget(parts, call, opened, opened.company()), readBody(call));
			return empty(200);
		}),
	);
	// UpdateList and DeleteList are not seen (UC11): a switch lets them be there.
	server.route(
		'PUT',
		'/api/Entities/UpdateList/:type',
		presumed(
			parts,
			session((call, opened) => {
				const target = writeTarget(parts, call, opened, opened.company());
				for (const item of readList(call)) update(target, item);
				return empty(200);
			}),
		),
	);
	for (const method of ['DELETE', 'POST'] as const)
		server.route(
			method,
			'/api/Entities/DeleteList/:type',
			presumed(
				parts,
				session((call, opened) => {
					const target = writeTarget(parts, call, opened, opened.company());
					for (const item of readList(call)) remove(target, item);
					return empty(200);
				}),
			),
		);
	// Read is not known well enough (UC11): 404 like any other path.
	server.otherwise(session((call) => text(404, `No ${call.method} ${call.path}`)));
}

/** Basic on every call, UTF-8 (UC1); without it 401 like a wrong password. */
function openBasic(parts: UnicontaParts, call: Call): Session | Answer {
	const basic = readBasic(call.headers.authorization);
	const { login, companyId: named } = splitUserName(basic?.userName ?? '');
	const user = basic && parts.users.check(login, basic.password);
	if (user) return new Session(user, parts.ledger, parts.settings(), named);
	const { loginRefusedStatus, loginRefusedBody } = parts.settings();
	const headers = { 'www-authenticate': 'Basic realm="Uniconta"' };
	return { ...text(loginRefusedStatus, loginRefusedBody === 'name' ? 'UserOrPasswordIsWrong' : ''), headers };
}

function companyId(text = ''): number {
	if (!/^[1-9]\d*$/.test(text)) throw new Misunderstood(404, `No company ${text}`);
	return Number(text);
}

/** The list of companies can be read by a user without any default company. */
function readable(session: Session, call: Call): Company {
	const companies = call.params.type === 'CompanyClient' ? session.companies() : [];
	return companies[0] ?? session.company();
}

function serviceDocument(parts: UnicontaParts, call: Call, company: Company): Answer {
	call.record.company = String(company.id);
	const names = [...entityTypes.keys()].filter((name) => isReadable(name, parts.settings(), 'odata')).sort();
	if (!wantsJson(call)) return text(200, atomService(call.origin, names), 'application/xml; charset=utf-8');
	return json(200, {
		'@odata.context': `${call.origin}/odata/$metadata`,
		value: names.map((name) => ({ name, kind: 'EntitySet', url: name })),
	});
}

function odataList(parts: UnicontaParts, call: Call, session: Session, company: Company): Answer {
	const target = writeTarget(parts, call, session, company);
	const query = parseQuery(call.query);
	const { skip, pageLimit, pageStyle } = target.settings;
	const all = applyQuery(visibleRows(parts, target, session), target.typed, query, target.settings);
	// A next-page address of the server's own works even where `$skip` does not.
	const start = query.skipToken ?? (skip === 'honoured' ? query.skip : 0);
	const wanted = all.slice(start, query.top === undefined ? undefined : start + query.top);
	const shown = pageLimit > 0 ? wanted.slice(0, pageLimit) : wanted;
	const next =
		pageStyle === 'nextLink' && shown.length < wanted.length
			? nextLink(call, start + shown.length, wanted.length - shown.length)
			: undefined;
	if (!wantsJson(call))
		return text(
			200,
			atomFeed(
				call.origin,
				target.typed.type.name,
				shown.map((row) => show(target, row)),
				next,
			),
			'application/atom+xml; charset=utf-8',
		);
	return json(200, {
		'@odata.context': `${call.origin}/odata/$metadata#${target.typed.type.name}`,
		value: shown.map((row) => show(target, row)),
		...(next ? { '@odata.nextLink': next } : {}),
	});
}

/** The filter travels along: the client drops its own parameters when it follows (UC10). */
function nextLink(call: Call, start: number, left: number): string {
	const query = new URLSearchParams(call.query);
	query.delete('$skip');
	query.set('$skiptoken', String(start));
	if (query.has('$top')) query.set('$top', String(left));
	return `${call.origin}${call.path}?${query.toString()}`;
}

/** A bare array (UC11). One `Name`/`Value` pair; `$filter` only seen with the company in the path. */
function entityList(parts: UnicontaParts, call: Call, session: Session, company: Company, filterable: boolean): Answer {
	const target = writeTarget(parts, call, session, company);
	const rows = visibleRows(parts, target, session);
	const { pageLimit, emptyCompanyListAs } = target.settings;
	if (target.typed.type.name === 'CompanyClient' && rows.length === 0 && emptyCompanyListAs !== 'list')
		return emptyCompanyListAs === 'null' ? json(200, null) : empty(204);
	const shown = entityFilter(call, target, rows, filterable);
	return json(
		200,
		(pageLimit > 0 ? shown.slice(0, pageLimit) : shown).map((row) => show(target, row)),
	);
}

function entityFilter(call: Call, target: WriteTarget, rows: readonly Row[], filterable: boolean): Row[] {
	const { query } = call;
	const names = [...query.keys()];
	if (names.length === 0) return [...rows];
	if (filterable && names.length === 1 && names[0] === '$filter')
		return applyQuery(rows, target.typed, parseQuery(query), target.settings);
	const [name, value] = [query.get('Name'), query.get('Value')];
	// More than one filter, or paging, is not supported here (UC11).
	if (names.length !== 2 || name === null || value === null)
		throw new Misunderstood(400, `Cannot read the query ${query.toString()}`);
	return rows.filter(serverFilter(target.typed, name, value, target.settings));
}

/** Without it the server sends XML (UC9); any type is not enough. */
function wantsJson(call: Call): boolean {
	return (call.headers.accept ?? '').includes('application/json');
}
