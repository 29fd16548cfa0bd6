import type { WebSessions } from './webSessions';
import { text, type Answer } from '../shared/answer';
import type { Call, Handler } from '../shared/call';
import type { SandboxClock } from '../shared/clock';
import { tryParse } from '../shared/json';
import { Misunderstood, Refusal, refusalAnswer } from './errors';
import { derived } from './derived';
import type { Company, Ledger, Row } from './ledger';
import type { WriteTarget } from './values';
import type { Quota } from './quota';
import { writeRecord } from './record';
import type { UnicontaSettings } from './settings';
import type { Host } from './table';
import type { Session, User, Users } from './users';

/** What both hosts share: one ledger, the same users, the same day's count of calls. */
export interface UnicontaParts {
	ledger: Ledger;
	users: Users;
	quota: Quota;
	settings: () => UnicontaSettings;
	clock: SandboxClock;
	/** How the daily limit's delay is spent where it is not only recorded. */
	sleep: (milliseconds: number) => Promise<unknown>;
	/** Company lists still to come back empty (UC4). */
	emptyListsGiven: { count: number };
}

export type SessionHandler = (call: Call, session: Session) => Answer | Promise<Answer>;

/** Log-in, one call at a time, the daily limit, and the form of what goes wrong: the same for every call of a host. */
export function withSession(
	parts: UnicontaParts,
	host: 'odata' | 'webApi',
	open: (call: Call) => Session | Answer,
	handler: SessionHandler,
): Handler {
	const answered = async (call: Call, opened: Session): Promise<Answer> => {
		try {
			return await asAnswer(parts, opened, call, handler);
		} catch (error) {
			if (error instanceof Refusal) return refusalAnswer(error, opened.user.language, parts.settings(), host);
			if (error instanceof Misunderstood) return text(error.status, error.message);
			throw error;
		}
	};
	const accept = (call: Call): (() => Promise<Answer>) => {
		const opened = open(call);
		return async () => ('status' in opened ? opened : await answered(call, opened));
	};
	return Object.assign(async (call: Call) => await accept(call)(), { accept });
}

async function asAnswer(parts: UnicontaParts, session: Session, call: Call, handler: SessionHandler): Promise<Answer> {
	call.record.company = session.namedCompany === undefined ? null : String(session.namedCompany);
	await admit(parts, session.user, call);
	// A user name that names a company is refused with it, whatever is asked for; save the list of companies, where
	// that is shown.
	if (session.namedCompany !== undefined && call.params.type !== 'CompanyClient') session.company();
	return await handler(call, session);
}

/** One call at a time for a server user, then the day's count and its delay. Throws a Refusal. */
export async function admit(parts: UnicontaParts, user: User, call: Call): Promise<void> {
	const settings = parts.settings();
	// A server user cannot be logged in twice (UC3); name and 503 are those of an overload (UC32).
	if (user.server && settings.parallelCalls === 'refused' && call.record.simultaneousOfUser > 1)
		throw new Refusal('TooManyCallsOpen', user.login, 503);
	call.record.slowedMs = parts.quota.count(user.login);
	if (call.record.slowedMs > 0 && settings.slowDown === 'sleep') await parts.sleep(call.record.slowedMs);
}

/** Notes the company in the call log and gives what writing there needs. */
export function writeTarget(parts: UnicontaParts, call: Call, session: Session, company: Company): WriteTarget {
	call.record.company = String(company.id);
	const host: Host = call.record.host === 'webApi' ? 'webApi' : 'odata';
	checkReadable(call.params.type ?? '', parts.settings(), host);
	return {
		host,
		typed: company.typed(call.params.type ?? ''),
		company,
		language: session.user.language,
		settings: parts.settings(),
		now: parts.clock.now(),
	};
}

/** Whether settings and series can be read over HTTP at all is not known (UC50). */
export function isReadable(
	type: string,
	{ settingsReadable, seriesReadable, batchesReadable }: UnicontaSettings,
	host: Host,
): boolean {
	const where =
		{
			CompanySettingsClient: settingsReadable,
			NumberSerieClient: seriesReadable,
			GLDailyJournalPostedClient: batchesReadable,
		}[type] ?? 'both';
	return where === 'both' || where === host;
}

function checkReadable(type: string, settings: UnicontaSettings, host: Host): void {
	if (!isReadable(type, settings, host)) throw new Misunderstood(404, `No type ${type}`);
}

/** All rows of a type that the session sees; companies are rows of their own kind. */
export function visibleRows(parts: UnicontaParts, target: WriteTarget, session: Session): Row[] {
	if (target.typed.type.name !== 'CompanyClient')
		return target.company.table(target.typed.type).rowsSeenFrom(target.host, target.now);
	const { emptyCompanyLists } = parts.settings();
	if (parts.emptyListsGiven.count < emptyCompanyLists) {
		parts.emptyListsGiven.count += 1;
		return [];
	}
	return session.companies().map(({ row }) => row);
}

export function show(target: WriteTarget, row: Row): Record<string, unknown> {
	const companyId = target.typed.type.name === 'CompanyClient' ? row.rowId : target.company.id;
	const { type } = target.typed;
	const parent =
		type.parent && target.company.rowsOf(type.parent.type).withKey(String(row.values[type.parent.field]));
	const full = derived[type.name]?.(row.values, target.company);
	return writeRecord(
		target.typed,
		full ? { ...row, values: { ...row.values, ...full } } : row,
		companyId,
		target.language,
		target.settings,
		parent?.rowId,
	);
}

export function readBody(call: Call): unknown {
	const parsed = (call.headers['content-type'] ?? '').startsWith('application/json')
		? tryParse(call.body)
		: undefined;
	if (!parsed) throw new Misunderstood(400, 'The body is no JSON, or is not said to be');
	return parsed.value;
}

export function readList(call: Call): unknown[] {
	const body = readBody(call);
	if (!Array.isArray(body)) throw new Misunderstood(400, 'The body is no JSON array');
	return body;
}

/** A path that is known by name only, and 404 unless a switch says otherwise. */
export function presumed(parts: UnicontaParts, handler: Handler): Handler {
	const missing: Handler = (call) => text(404, `No ${call.method} ${call.path}`);
	const chosen = (): Handler => (parts.settings().presumedPaths === 'there' ? handler : missing);
	return Object.assign(async (call: Call) => await chosen()(call), {
		accept: (call: Call) => chosen().accept?.(call) ?? (async () => await chosen()(call)),
	});
}

export interface WebApiParts extends UnicontaParts {
	sessions: WebSessions;
	/** The GUIDs that `/login` knows. */
	apiKeys: readonly string[];
}
