import type { UnicontaClient } from '../../api/client';
import type { Reference, ReferredKind } from '../../../core/references';
import { findByRowIds } from '../../upsert/existing';
import type { Condition } from '../../api/odata';
import { rowIdOf, textOf, type UnicontaRow } from '../../api/rows';
import type { InvoiceRouteName } from '../types';

/** What was read for one run; each list once. */
export interface InvoiceLists {
	route: InvoiceRouteName;
	customers: ReadonlyMap<string, UnicontaRow>;
	customerGroups: ReadonlyMap<string, UnicontaRow>;
	accounts: ReadonlyMap<string, UnicontaRow>;
	vatCodes: ReadonlyMap<string, UnicontaRow>;
	projects: ReadonlyMap<string, UnicontaRow>;
	categories: ReadonlyMap<string, UnicontaRow>;
	/** Values of each dimension in use. */
	departments: ReadonlyMap<number, ReadonlyMap<string, UnicontaRow>>;
	terms: readonly UnicontaRow[];
	/** Customers and projects that links name and that do not stand under their number, by row id. */
	linked: Readonly<Record<ReferredKind, ReadonlyMap<string, UnicontaRow>>>;
	/** The VAT code chosen for lines without VAT; `''` for none. */
	zeroVat: string;
}

/** The lists of Uniconta that an invoice draws on: type, key, and where a person finds them. */
export const LISTS = {
	customer: { type: 'DebtorClient', key: 'Account', menu: 'Customer > Customers' },
	customerGroup: { type: 'DebtorGroupClient', key: 'Group', menu: 'Customer > Maintenance > Customer groups' },
	account: { type: 'GLAccountClient', key: 'Account', menu: 'General Ledger > Chart of accounts' },
	vat: { type: 'GLVatClient', key: 'Vat', menu: 'General Ledger > Maintenance > VAT > VAT codes' },
	project: { type: 'ProjectClient', key: 'Number', menu: 'Project > Projects' },
	category: { type: 'PrCategoryClient', key: 'Number', menu: 'Project > Maintenance > Project category' },
	payment: { type: 'PaymentTermClient', key: 'Payment', menu: 'General Ledger > Maintenance > Terms of payment' },
	department: { type: 'GLDimType', key: 'Dimension', menu: 'General Ledger > Maintenance > Dimensions' },
} as const;

const longestPages = new WeakMap<object, number>();

/** The most rows that this run's client was given in one answer: no limit of the server's is lower. */
export function longestPageOf(client: object): number {
	return longestPages.get(client) ?? 0;
}

export function notePage(client: object, rows: number): void {
	longestPages.set(client, Math.max(longestPageOf(client), rows));
}

/** Up to this many numbers are read by a range; more by the whole list, which is one call as well. */
const FEW = 50;

/**
 * The rows of a list with these keys, in one call (pages apart); none where there is nothing to look for. Lists that
 * only grow with the company's set-up are read whole, customers and projects by a filter where few are wanted. Reading
 * ends when all are found.
 */
export async function rowsByKey(
	client: UnicontaClient,
	{ type, key }: { type: string; key: string },
	wanted: ReadonlySet<string>,
	size: 'small' | 'large',
): Promise<Map<string, UnicontaRow>> {
	const found = new Map<string, UnicontaRow>();
	const [only] = wanted;
	if (only === undefined) return found;
	const take = (rows: readonly UnicontaRow[]): void => {
		for (const row of rows) {
			const value = textOf(row, key);
			if (size === 'small' || wanted.has(value)) found.set(value, row);
		}
	};
	if (size === 'large' && wanted.size === 1) {
		take(await client.find(type, key, only));
		return found;
	}
	const enough = (): boolean => [...wanted].every((value) => found.has(value));
	const filter = size === 'large' ? rangeOf(wanted, key) : [];
	for await (const rows of client.pages(type, { key, enough, filter })) {
		notePage(client, rows.length);
		take(rows);
	}
	return found;
}

/**
 * A range is only used where it means the same however the server orders text: digits, all of one length. Anything else
 * might miss a row that exists, and an invoice would wait for a customer that is there.
 */
function rangeOf(wanted: ReadonlySet<string>, field: string): Condition[] {
	const keys = [...wanted].sort();
	const [first = ''] = keys;
	if (keys.length > FEW || keys.some((value) => value.length !== first.length || !/^\d+$/.test(value))) return [];
	return [
		{ field, is: 'ge', value: first },
		{ field, is: 'le', value: keys[keys.length - 1] ?? first },
	];
}

/**
 * Rows that links name and that do not stand under their number: renumbered in Uniconta, or gone. No call where there
 * are none.
 */
export async function linkedRows(
	client: UnicontaClient,
	list: { type: string; key: string },
	references: readonly Reference[],
	numbered: ReadonlyMap<string, UnicontaRow>,
): Promise<Map<string, UnicontaRow>> {
	const elsewhere = references.filter(({ key, unicontaRowId, drift }) => {
		const row = numbered.get(key);
		return drift === undefined && unicontaRowId !== '' && (row === undefined || rowIdOf(row) !== unicontaRowId);
	});
	const rows = await findByRowIds(client, list, [...new Set(elsewhere.map(({ unicontaRowId }) => unicontaRowId))]);
	return new Map(rows.map((row) => [rowIdOf(row), row]));
}
