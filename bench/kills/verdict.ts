import { cell, type TableRow } from '../../lib/state/tables';

/** A customer as Moment has it, and a debtor as Uniconta has it. */
export interface MomentCustomer {
	id: string;
	number: string;
	address: string;
}
export interface Debtor {
	rowId: string;
	account: string;
	address: string;
}

export interface Seen {
	/** Those that may be transferred. */
	customers: readonly MomentCustomer[];
	debtors: readonly Debtor[];
	/** Oldest first. */
	log: readonly TableRow[];
	inbox: readonly TableRow[];
	lease: readonly TableRow[];
}

/** What is not as it has to be when all is quiet; empty when nothing was lost and nothing came twice. */
export function verdict({ customers, debtors, log, inbox, lease }: Seen): string[] {
	const own = new Set(customers.map(({ id }) => id));
	const open = inbox.filter((row) => own.has(cell(row, 'momentId')) || cell(row, 'state') !== 'refused');
	const held = lease.filter((row) => cell(row, 'holder') !== '' || Number(row['expires']) !== 0);
	const byAccount = grouped(debtors, ({ account }) => account);
	const links = new Map(
		log.filter((row) => cell(row, 'unicontaRowId') !== '').map((row) => [cell(row, 'momentId'), row]),
	);
	return [
		...customers.flatMap((customer) =>
			faultsOf(customer, byAccount.get(customer.number) ?? [], links.get(customer.id)),
		),
		...open.map((row) => `the inbox holds ${cell(row, 'key')} (${cell(row, 'state')}): ${cell(row, 'message')}`),
		...held.map((row) => `the lease is held by ${cell(row, 'holder')}`),
		...(lease.length === 1 ? [] : [`there are ${lease.length} rows in the table of the lease`]),
	];
}

function faultsOf(
	{ number, address }: MomentCustomer,
	debtors: readonly Debtor[],
	link: TableRow | undefined,
): string[] {
	const [first] = debtors;
	if (first === undefined) return [`${number} is not in Uniconta`];
	if (debtors.length > 1) return [`${number} is ${debtors.length} times in Uniconta`];
	const faults: string[] = [];
	if (first.address !== address) faults.push(`${number} has "${first.address}" in Uniconta, "${address}" in Moment`);
	const [row] = cell(link ?? {}, 'unicontaRowId').split('@');
	if (row !== first.rowId) faults.push(`${number} is row ${first.rowId} in Uniconta, the log links ${row || 'none'}`);
	return faults;
}

function grouped<T>(all: readonly T[], by: (one: T) => string): Map<string, T[]> {
	const groups = new Map<string, T[]>();
	for (const one of all) groups.set(by(one), [...(groups.get(by(one)) ?? []), one]);
	return groups;
}
