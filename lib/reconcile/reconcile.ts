import { createHash } from 'node:crypto';
import { cell, type TableRow } from '../state/tables';
import { compareExpenses, type ExpensesInput } from './expenses';
import { compareInvoices, type InvoicesInput } from './invoices';
import { compareRecords } from './records';
import {
	AS_WANTED,
	MOST_CHARACTERS,
	MOST_DIFFERENCES,
	RECONCILED,
	type Compared,
	type Difference,
	type MonthSums,
	type RecordRules,
	type Reconciliation,
	type Row,
	type RowReader,
	type Unfinished,
	type Wanted,
} from './types';
import type { LogLook } from './whyExtra';

export interface ReconcileInput {
	/** Milliseconds since 1970. */
	now: number;
	reader: RowReader;
	/** Kinds that are left out here were not compared. */
	records: ReadonlyArray<{ rules: RecordRules; wanted: readonly Wanted[]; rows: readonly Row[] }>;
	invoices?: Pick<InvoicesInput, 'wanted' | 'stated' | 'rows' | 'ownCurrency'>;
	expenses?: ExpensesInput;
	inbox: readonly TableRow[];
	/** What was sent, and where it stands; without it nothing is said of what only Uniconta has. */
	log?: LogLook;
	remarks: readonly string[];
}

/** Both systems side by side. Reads nothing, changes nothing. */
export function reconcile({
	now,
	reader,
	records,
	invoices,
	expenses,
	inbox,
	log,
	remarks,
}: ReconcileInput): Reconciliation {
	const compared: Compared[] = [];
	const known = log === undefined ? {} : { log };
	// A customer whose number was changed is said once, not with each of its projects and invoices.
	const renamed = new Map<string, string>();
	for (const { rules, wanted, rows } of records) {
		const one = compareRecords(wanted, rows, rules, reader, {
			unfinished: unfinishedOf(rules.kind, inbox),
			renamed,
			...known,
		});
		for (const { kind, state, moment, uniconta } of one.differences)
			if (kind === 'customer' && state === 'drift') renamed.set(moment, uniconta);
		compared.push(one);
	}
	let months: MonthSums[] = [];
	if (invoices !== undefined) {
		const { months: sums, ...ofInvoices } = compareInvoices({
			...invoices,
			reader,
			unfinished: unfinishedOf('invoice', inbox),
			renamed,
			...known,
		});
		months = sums;
		compared.push(ofInvoices);
	}
	if (expenses !== undefined) compared.push(compareExpenses(expenses));
	const differences = compared.flatMap((one) => one.differences).sort(byPlace);
	return {
		comparedAt: new Date(now).toISOString(),
		kinds: compared.map(({ counts }) => counts),
		months,
		differences: kept(differences),
		total: differences.length,
		remarks: [...remarks],
		fingerprint: fingerprintOf(differences),
	};
}

function kept(differences: readonly Difference[]): Difference[] {
	let characters = 0;
	// What a workflow makes so, of every record perhaps, must not crowd out what somebody has to mend.
	const isWanted = ({ state }: Difference): boolean => AS_WANTED.includes(state);
	const ordered = [...differences.filter((one) => !isWanted(one)), ...differences.filter(isWanted)];
	const end = ordered.findIndex((one) => (characters += JSON.stringify(one).length) > MOST_CHARACTERS);
	return ordered.slice(0, Math.min(end === -1 ? ordered.length : end, MOST_DIFFERENCES)).sort(byPlace);
}

function unfinishedOf(kind: string, inbox: readonly TableRow[]): Unfinished {
	const rows = inbox.filter((row) => cell(row, 'entity') === kind && cell(row, 'momentId') !== '');
	return new Map(
		rows.map((row) => [cell(row, 'momentId'), { state: cell(row, 'state'), message: cell(row, 'message') }]),
	);
}

function byPlace(a: Difference, b: Difference): number {
	return (
		RECONCILED.indexOf(a.kind) - RECONCILED.indexOf(b.kind) || a.key.localeCompare(b.key, 'en', { numeric: true })
	);
}

/** Messages are not part of it: what an inbox row says may change from run to run. */
function fingerprintOf(differences: readonly Difference[]): string {
	if (differences.length === 0) return '';
	const facts = differences.map(({ kind, state, key, field, moment, uniconta }) => [
		kind,
		state,
		key,
		field,
		moment,
		uniconta,
	]);
	return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 16);
}
