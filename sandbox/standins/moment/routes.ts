import { empty, json, type Answer } from '../shared/answer';
import { readBasic } from '../shared/basicAuth';
import type { Call, Handler } from '../shared/call';
import type { SandboxClock } from '../shared/clock';
import { isObject, tryParse } from '../shared/json';
import type { StandInServer } from '../shared/server';
import { momentEntities, type MomentEntity } from './entities';
import { listPage } from './list';
import { Problem, springError } from './problem';
import type { MomentSettings } from './settings';
import type { MomentStore } from './store';
import { fromWire, toWire, type WireContext } from './wire';

export interface MomentRouteParts {
	companyCode: string;
	apiKey: string;
	store: MomentStore;
	settings: () => MomentSettings;
	clock: SandboxClock;
}

const BASE = '/api/1.0/companies/:companyCode/:kind';

/** The same verbs on every resource of the table (MO4, MO10). */
export function mountMomentRoutes(server: StandInServer, parts: MomentRouteParts): void {
	const { store } = parts;
	const guarded = (handler: Handler): Handler => guard(parts, handler);
	for (const suffix of ['', '/include/:include']) {
		server.route(
			'GET',
			`${BASE}${suffix}`,
			guarded((call) => {
				const entity = readable(parts, kindOf(call));
				const rows = parts.settings().rights === 'emptyLists' ? [] : store.rows(entity.path);
				const { rows: shown, page } = listPage(rows, entity, call.query, parts.settings());
				const where = context(parts, call);
				return json(200, {
					content: shown.map((row) => toWire(entity, row, where, { includes: includes(call), inList: true })),
					page,
				});
			}),
		);
		server.route(
			'POST',
			`${BASE}${suffix}`,
			guarded((call) => {
				const entity = writable(parts, kindOf(call));
				const stored = store.create(entity.path, fromWire(entity, readBody(call), parts.settings()));
				if (parts.settings().createAnswer === 'idOnly') return json(201, { id: stored.values.id });
				return json(201, toWire(entity, stored, context(parts, call), { includes: includes(call) }));
			}),
		);
		server.route(
			'GET',
			`${BASE}/:id${suffix}`,
			guarded((call) => {
				const entity = readable(parts, kindOf(call));
				const stored =
					parts.settings().rights === 'emptyLists' ? undefined : store.find(entity.path, idOf(call));
				if (!stored) throw new Problem(404, `No ${entity.path} with id ${call.params.id}`);
				return json(200, toWire(entity, stored, context(parts, call), { includes: includes(call) }));
			}),
		);
		for (const method of ['PUT', 'PATCH'] as const) {
			server.route(
				method,
				`${BASE}/:id${suffix}`,
				guarded((call) => {
					const entity = writable(parts, kindOf(call));
					const body = readBody(call);
					checkVersion(parts, entity, idOf(call), body);
					const stored = store.change(entity.path, idOf(call), fromWire(entity, body, parts.settings()));
					return json(200, toWire(entity, stored, context(parts, call), { includes: includes(call) }));
				}),
			);
		}
	}
	server.route(
		'DELETE',
		`${BASE}/:id`,
		guarded((call) => {
			store.remove(writable(parts, kindOf(call)).path, idOf(call));
			// Body may be empty (MO4).
			return empty(204);
		}),
	);
	server.otherwise((call) =>
		springError(404, `No endpoint ${call.method} ${call.path}`, call.path, parts.clock.iso()),
	);
}

/** Key, company and rights come before everything else; what the handler refuses becomes an error body. */
function guard(parts: MomentRouteParts, handler: Handler): Handler {
	return async (call): Promise<Answer> => {
		try {
			const basic = readBasic(call.headers.authorization);
			// The user name is the fixed word `apikey` (MO1).
			if (basic?.userName !== 'apikey' || basic.password !== parts.apiKey)
				throw new Problem(401, 'Full authentication is required to access this resource');
			call.record.company = call.params.companyCode ?? null;
			if (call.params.companyCode !== parts.companyCode)
				throw new Problem(403, `No access to company ${call.params.companyCode}`);
			if (parts.settings().rights === 'forbidden') throw new Problem(403, 'Access is denied');
			return await handler(call);
		} catch (error) {
			if (error instanceof Problem) return springError(error.status, error.message, call.path, parts.clock.iso());
			throw error;
		}
	};
}

const kindOf = (call: Call): string => call.params.kind ?? '';

function idOf(call: Call): number {
	const { id = '' } = call.params;
	if (!/^\d{1,15}$/.test(id)) throw new Problem(400, `"${id}" is no id`);
	return Number(id);
}

/** The entity behind a name in the path. */
function served({ settings }: MomentRouteParts, kind: string): MomentEntity {
	const current = settings();
	const entity = Object.values(momentEntities).find(
		({ path, servedAs }) => (servedAs ? servedAs(current) : path) === kind,
	);
	if (!entity) throw new Problem(404, `No resource ${kind}`);
	return entity;
}

function readable(parts: MomentRouteParts, kind: string): MomentEntity {
	const entity = served(parts, kind);
	if (entity.exists && !entity.exists(parts.settings())) throw new Problem(404, `No resource ${kind}`);
	return entity;
}

function writable(parts: MomentRouteParts, kind: string): MomentEntity {
	const entity = served(parts, kind);
	if (!entity.writable) throw new Problem(405, `${kind} cannot be changed here`);
	return entity;
}

/** Parts joined by a literal `+`; commas are not proven (MO5), so they are no separator. */
function includes(call: Call): readonly string[] | undefined {
	return call.params.include?.split('+');
}

function context(parts: MomentRouteParts, call: Call): WireContext {
	const list = call.path.split('/').slice(0, 6).join('/');
	return { settings: parts.settings(), store: parts.store, address: `${call.origin}${list}` };
}

function readBody(call: Call): unknown {
	const parsed = tryParse(call.body);
	if (!parsed) throw new Problem(400, 'JSON parse error');
	return parsed.value;
}

function checkVersion(parts: MomentRouteParts, entity: MomentEntity, id: number, body: unknown): void {
	const stored = parts.store.find(entity.path, id);
	if (!parts.settings().versionRequired || !stored) return;
	if (!isObject(body) || body.version !== stored.version)
		throw new Problem(409, 'The record was changed by another user');
}
