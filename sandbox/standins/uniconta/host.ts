import { text, type Answer } from '../shared/answer';
import type { Call, Handler } from '../shared/call';
import type { SandboxClock } from '../shared/clock';
import { tryParse } from '../shared/json';
import { Misunderstood, Refusal, refusalAnswer } from './errors';
import type { Company, Ledger, Row } from './ledger';
import type { WriteTarget } from './operations';
import type { Quota } from './quota';
import { writeRecord } from './record';
import type { UnicontaSettings } from './settings';
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
	/** Company lists still to come back empty (reference 13 no. 16). */
	emptyListsGiven: { count: number };
}

export type SessionHandler = (call: Call, session: Session) => Answer | Promise<Answer>;

/** Log-in, one call at a time, the daily limit, and the form of what goes wrong: the same for every call of a host. */
export function withSession(parts: UnicontaParts, host: 'odata' | 'webApi', open: (call: Call) => Session | Answer, handler: SessionHandler): Handler {
	return async (call) => {
		const opened = open(call);
		if ('status' in opened) return opened;
		try {
			return await asAnswer(parts, opened, call, handler);
		} catch (error) {
			if (error instanceof Refusal) return refusalAnswer(error, opened.user.language, parts.settings(), host);
			if (error instanceof Misunderstood) return text(error.status, error.message);
			throw error;
		}
	};
}

async function asAnswer(parts: UnicontaParts, session: Session, call: Call, handler: SessionHandler): Promise<Answer> {
	call.record.company = session.namedCompany === undefined ? null : String(session.namedCompany);
	await admit(parts, session.user, call);
	// A user name that names a company is refused with it, whatever is asked for.
	if (session.namedCompany !== undefined) session.company();
	return await handler(call, session);
}

/** One call at a time for a server user, then the day's count and its delay. Throws a Refusal. */
export async function admit(parts: UnicontaParts, user: User, call: Call): Promise<void> {
	const settings = parts.settings();
	// A server user cannot be logged in twice (reference 2); name and 503 from reference 5 and 11, overload.
	if (user.server && settings.parallelCalls === 'refused' && call.record.simultaneousOfUser > 1) throw new Refusal('TooManyCallsOpen', user.login, 503);
	call.record.slowedMs = parts.quota.count(user.login);
	if (call.record.slowedMs > 0 && settings.slowDown === 'sleep') await parts.sleep(call.record.slowedMs);
}

/** Notes the company in the call log and gives what writing there needs. */
export function writeTarget(parts: UnicontaParts, call: Call, session: Session, company: Company): WriteTarget {
	call.record.company = String(company.id);
	return { typed: company.typed(call.params.type ?? ''), company, language: session.user.language, settings: parts.settings(), now: parts.clock.now() };
}

/** All rows of a type that the session sees; companies are rows of their own kind. */
export function visibleRows(parts: UnicontaParts, target: WriteTarget, session: Session): Row[] {
	if (target.typed.type.name !== 'CompanyClient') return target.company.table(target.typed.type).rows();
	const { emptyCompanyLists } = parts.settings();
	if (parts.emptyListsGiven.count < emptyCompanyLists) {
		parts.emptyListsGiven.count += 1;
		return [];
	}
	return session.companies().map(({ row }) => row);
}

export function show(target: WriteTarget, row: Row): Record<string, unknown> {
	const companyId = target.typed.type.name === 'CompanyClient' ? row.rowId : target.company.id;
	return writeRecord(target.typed, row, companyId, target.language, target.settings);
}

export function readBody(call: Call): unknown {
	const parsed = (call.headers['content-type'] ?? '').startsWith('application/json') ? tryParse(call.body) : undefined;
	if (!parsed) throw new Misunderstood(400, 'The body is no JSON, or is not said to be');
	return parsed.value;
}
