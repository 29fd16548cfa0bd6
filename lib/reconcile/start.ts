import { mendLease, sayMissing, type NoRun } from '../state/begin';
import { holderOf, isHeldBy, isSound, leaseIn, readLease, takeLease, type LeaseClaim } from '../state/lease';
import type { TableStep, TableStore, UpsertStep } from '../state/store';
import { FAILURE_KEY, planReconcile, RESULT_KEY, type ReconcilePlan } from './plan';

/** Key of the log rows that are about a comparison as a whole. */
export const AREA = 'reconciliation';

/**
 * Six lists are read, usually in seconds. A run by hand that fails starts no error run which would free the lease, so it
 * must not be held for long; should the reading take longer, it reads beside another run, and that is all.
 */
const LEASE_MINUTES = 10;

export interface StartInput {
	/** Whether a person wants it now, however fresh the last comparison is. */
	byHand: boolean;
	/** Milliseconds since 1970. */
	now: number;
	/** n8n's id of the execution. */
	execution: string;
	/** Of this start alone. */
	token: string;
}

/** A comparison that may begin: the lease is ours. Plain values, because it travels as an item. */
export interface Comparison {
	claim: LeaseClaim;
	plan: Pick<ReconcilePlan, 'customers' | 'projects' | 'invoices' | 'expenses' | 'remarks' | 'values'>;
}

/** Decides what is compared, and takes the lease; or says why nothing is, for a person. */
export async function startComparison(
	store: TableStore,
	input: StartInput,
): Promise<{ comparison: Comparison } | NoRun> {
	const { byHand, now, execution, token } = input;
	const claim: LeaseClaim = { kind: 'uniconta', holder: holderOf(execution, AREA, token) };
	const look = await store.call([
		{ do: 'tables' },
		{ do: 'get', as: 'settings', table: 'settings' },
		readLease(claim.kind),
		readKept(RESULT_KEY),
	]);
	const { tables } = look;
	const { work, message, fix, ...plan } = planReconcile({
		byHand,
		now,
		settings: look.rows('settings'),
		tables,
		results: look.rows('results'),
	});
	if (work === 'off') return { ended: 'Everything is switched off in the settings.' };
	if (work === 'done') return { ended: 'Both systems were compared a short while ago.' };
	if (work === 'incomplete') return await sayMissing(store, { area: AREA, now, execution }, { message, fix, tables });
	const lease = look.rows('lease');
	if (!isSound(lease, claim.kind, now)) await mendLease(store, claim, lease, now);
	const taken = (await store.call(takeLease(claim, now, LEASE_MINUTES))).rows('lease');
	if (isHeldBy(leaseIn(taken, claim.kind), claim)) return { comparison: { claim, plan } };
	await store.call([failed(now, TAKEN)]);
	return { ended: `Nothing was compared: ${TAKEN}` };
}

/** By hand nobody sees otherwise why nothing happened. */
const TAKEN =
	'another run was at Uniconta at that moment. It is tried again in the night; or run Compare Now once more.';

/** The page says above the last comparison why a later one did not get through. */
export function failed(now: number, summary: string): UpsertStep {
	const time = new Date(now).toISOString();
	return kept(FAILURE_KEY, { time, state: 'failed', summary });
}

/** Puts values into the one row of that key. */
export function kept(key: string, values: UpsertStep['set']): UpsertStep {
	return {
		do: 'upsert',
		table: 'reconciliation',
		where: [{ column: 'key', value: key }],
		set: { key, ...values },
	};
}

/** Reads what is kept of the last comparison, as `results`. */
export function readKept(key?: string): TableStep {
	const where = key === undefined ? {} : { where: [{ column: 'key', value: key }] };
	return { do: 'get', as: 'results', table: 'reconciliation', ...where };
}
