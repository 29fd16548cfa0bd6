import type { TableStep, UpsertStep } from './store';
import { cell, rowNumber, type TableRow } from './tables';

/** What only one run may do at a time: call Uniconta; write expenses to Moment. */
export type LeaseKind = 'uniconta' | 'expenses';

/** Two machines' clocks may differ by so much: a lease that has ended by less may still be held. */
export const SKEW_MS = 120_000;

/**
 * Nobody takes a lease for more than 20 minutes at a time: one that ends later than this was taken by a clock that was
 * ahead, and would hold everybody up until then.
 */
const LONGEST_MS = 60 * 60_000;

/** A run's claim to a lease. The holder names the execution, its kind, and a token of this very start of it. */
export interface LeaseClaim {
	kind: LeaseKind;
	/** `1234#customers.f00f`: templates of before this version write the execution alone. */
	holder: string;
}

export function holderOf(execution: string, area: string, token: string): string {
	return `${execution}#${area}.${token}`;
}

/** The execution that a row names; `''` for none. */
export function executionOf(row: TableRow): string {
	return cell(row, 'holder').trim().split('#')[0] ?? '';
}

/** What its run is about, such as `customers`; `''` where the row does not say. */
export function areaOf(row: TableRow): string {
	return cell(row, 'holder').split('#')[1]?.split('.')[0] ?? '';
}

const isKind = (kind: LeaseKind) => ({ column: 'name', value: kind }) as const;
const isMine = ({ kind, holder }: LeaseClaim) => [isKind(kind), { column: 'holder', value: holder }];

/** Reads the rows of this kind, as `lease`. */
export function readLease(kind: LeaseKind): TableStep {
	return { do: 'get', as: 'lease', table: 'lease', where: [isKind(kind)] };
}

/**
 * Takes it where nobody has it; `then` only in that case. Whether it is ours the row says that is read after it (see
 * {@link leaseIn}): that holds also when the answer was lost and the call came twice.
 */
export function takeLease(claim: LeaseClaim, now: number, minutes: number, then: UpsertStep[] = []): TableStep[] {
	const take = takeWhereFree(claim, now, minutes);
	return [then.length === 0 ? take : { ...take, then }, readLease(claim.kind)];
}

/** As {@link takeLease} for several at once; the rows of all kinds are read after it, as `lease`. */
export function takeLeases(claims: ReadonlyArray<LeaseClaim & { minutes: number }>, now: number): TableStep[] {
	const takes = claims.map(({ minutes, ...claim }) => takeWhereFree(claim, now, minutes));
	return [...takes, { do: 'get', as: 'lease', table: 'lease' }];
}

function takeWhereFree(
	{ kind, holder }: LeaseClaim,
	now: number,
	minutes: number,
): Extract<TableStep, { do: 'update' }> {
	const isFree = { column: 'expires', is: 'lt' as const, value: now - SKEW_MS };
	return {
		do: 'update',
		table: 'lease',
		where: [isKind(kind), isFree],
		set: { holder, expires: now + minutes * 60_000 },
	};
}

/** Holds it for longer, where it is still ours; `then` only in that case. */
export function renewLease(claim: LeaseClaim, now: number, minutes: number, then: UpsertStep[] = []): TableStep {
	return {
		do: 'update',
		as: 'renewed',
		table: 'lease',
		where: isMine(claim),
		set: { expires: now + minutes * 60_000 },
		...(then.length === 0 ? {} : { then }),
	};
}

export function releaseLease(claim: LeaseClaim): TableStep {
	return { do: 'update', table: 'lease', where: isMine(claim), set: { holder: '', expires: 0 } };
}

/** Frees what a run held that has ended, whatever its token was: the rows were read, and name its execution. */
export function freeLease(rows: readonly TableRow[], execution: string): TableStep[] {
	return rows
		.filter((row) => execution !== '' && executionOf(row) === execution)
		.map((row) => ({
			do: 'update',
			table: 'lease',
			where: [
				{ column: 'name', value: cell(row, 'name') },
				{ column: 'holder', value: cell(row, 'holder') },
			],
			set: { holder: '', expires: 0 },
		}));
}

/** The one row of a kind; the oldest, where several runs made one. */
export function leaseIn(rows: readonly TableRow[], kind: LeaseKind): TableRow | undefined {
	return rows.filter((row) => cell(row, 'name') === kind).sort((a, b) => rowNumber(a) - rowNumber(b))[0];
}

export function isHeldBy(row: TableRow | undefined, { holder }: LeaseClaim): boolean {
	return row !== undefined && cell(row, 'holder') === holder;
}

/** Whether somebody may hold it, as far as this machine's clock can tell. */
export function isTaken(row: TableRow | undefined, now: number): boolean {
	return row !== undefined && Number(row['expires']) >= now - SKEW_MS && Number(row['expires']) !== 0;
}

/** Whether the rows are as they have to be: one, and able to expire before long. */
export function isSound(rows: readonly TableRow[], kind: LeaseKind, now: number): boolean {
	const own = rows.filter((row) => cell(row, 'name') === kind);
	return own.length === 1 && own.every((row) => canExpire(row) && !isFarAhead(row, now));
}

function canExpire(row: TableRow): boolean {
	const expires = cell(row, 'expires').trim();
	return expires !== '' && Number(expires) >= 0 && Number.isFinite(Number(expires));
}

function isFarAhead(row: TableRow, now: number): boolean {
	return Number(row['expires']) > now + LONGEST_MS;
}

/**
 * Steps that make the rows as they have to be. A new row is put in before the others are looked at, so that two runs
 * that do it at once agree on the oldest.
 */
export function seedLease(kind: LeaseKind): TableStep[] {
	return [{ do: 'insert', table: 'lease', rows: [{ name: kind, holder: '', expires: 0 }] }, readLease(kind)];
}

/**
 * What is left to do when the rows are read: all but the oldest go, and one that cannot expire, or not before long, is
 * freed.
 */
export function pruneLease(rows: readonly TableRow[], kind: LeaseKind, now: number): TableStep[] {
	const [first, ...others] = rows
		.filter((row) => cell(row, 'name') === kind)
		.sort((a, b) => rowNumber(a) - rowNumber(b));
	const byId = (row: TableRow) => ({ column: 'id', value: rowNumber(row) });
	const steps: TableStep[] = [];
	if (others.length > 0) {
		steps.push({ do: 'delete', table: 'lease', where: others.map((row) => [isKind(kind), byId(row)]) });
	}
	if (first !== undefined && !canExpire(first)) {
		steps.push({ do: 'update', table: 'lease', where: [isKind(kind), byId(first)], set: { expires: 0 } });
	} else if (first !== undefined && isFarAhead(first, now)) {
		// Not one that another run has freed and taken since.
		const isStillAhead = { column: 'expires', is: 'gt' as const, value: now + LONGEST_MS };
		const where = [isKind(kind), byId(first), isStillAhead];
		steps.push({ do: 'update', table: 'lease', where, set: { holder: '', expires: 0 } });
	}
	return steps;
}
