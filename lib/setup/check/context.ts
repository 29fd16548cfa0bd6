import type { UnicontaClient } from '../../uniconta/api/client';
import type { WebApiClient } from '../../uniconta/api/webApi';
import type { ApiError } from '../../http/errors';
import type { Values } from '../../state/settings';
import { setupRow, type SetupArea, type SetupRow } from './row';
import type { Tag } from '../../mapping/tags';
import type { MomentAccount, MomentGiven } from './given';
import type { SetupReader } from './reader';

/** Where invoices are sent to. */
export interface SetupHosts {
	odata: UnicontaClient;
	webApi: WebApiClient;
}

/** What every check has to go by. */
export interface SetupContext {
	reader: SetupReader;
	values: Values;
	/** Tags of Moment; undefined where they were not handed in. */
	tags: readonly Tag[] | undefined;
	/** Ledger accounts of Moment; undefined where they were not handed in. */
	accounts: readonly MomentAccount[] | undefined;
	/** Number of the next invoice in Moment, where somebody says it. */
	expectedNext: number | undefined;
	/** What else of Moment was handed in. */
	moment: MomentGiven;
	/** `YYYY-MM-DD`. */
	today: string;
}

/** A login that did not go through. In an outage nothing says that the credential is wrong. */
export function failedLogin(check: string, trouble: ApiError, expected: string): SetupRow {
	const said = trouble.outage
		? {
				expected: 'an answer of Uniconta',
				fix: 'Try again in a few minutes. The credential is probably fine; only if this stays, check the address in it and whether this n8n may reach it.',
			}
		: { expected, fix: trouble.fix };
	return setupRow('company', check, 'missing', { found: trouble.message, ...said, blocking: true });
}

/** For a list that Uniconta did not show: what it would have told stays open. */
export function unread(area: SetupArea, check: string, trouble: ApiError): SetupRow {
	return setupRow(area, check, 'notChecked', {
		found: trouble.message,
		expected: 'to be read by the API user',
		fix: trouble.fix,
	});
}

/** So many codes are named in a row. */
const NAMED = 20;

export function named(codes: readonly string[]): string {
	if (codes.length === 0) return 'none';
	return `${codes.slice(0, NAMED).join(', ')}${codes.length > NAMED ? ` and ${codes.length - NAMED} more` : ''}`;
}
