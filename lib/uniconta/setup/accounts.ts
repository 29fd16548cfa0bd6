import type { InvoicePlanLine } from '../../sync/invoice/plan';
import { setupRow, type SetupRow } from '../../sync/setup';
import { whereToSet } from '../../sync/setupSettings';
import { LISTS, type InvoiceLists } from '../invoice/checksLists';
import { accountTrouble, mandatoryVatTrouble, ownVatOf, ownVatTrouble, roundingTrouble, vatTrouble, type Trouble } from '../invoice/checksRules';
import type { UnicontaRow } from '../rows';
import { unread, type SetupContext } from './context';
import { NO_LISTS } from './masterData';
import { byCode } from './reader';

/** A ledger account as Moment has it (reference moment 4.6). */
export interface MomentAccount {
	accountNumber: string;
	name: string;
	/** `sales` or `purchases`. */
	category: string;
	vatPercent: number;
	/** The code in Uniconta; `''` for none. */
	vatCode: string;
}

const LINE: InvoicePlanLine = { account: '', vat: '', vatPercent: 0, discountPercent: 0, project: '', category: '', department: '', rounding: false, text: '', quantity: 1, unitPrice: 0, net: 0 };

const ROUNDING_ACCOUNT = 'a ledger account of the type Revenue, without VAT';
/** A rounding line has the category of another line (M6); which one is of no matter to the account. */
const ANY_CATEGORY = '*';

/** Moment's sales accounts and their VAT codes, as an invoice of today would meet them (M5), and the account for roundings. */
export async function accountRows(context: SetupContext): Promise<SetupRow[]> {
	const { accounts, values } = context;
	const rounding = values['invoices.roundingAccount'];
	const open = accounts !== undefined ? [] : [setupRow('invoices', 'Ledger accounts', 'notChecked', { found: "Moment's ledger accounts were not handed in", fix: 'Hand in the items of Moment > Financial Account > Get Many as Moment Accounts.' })];
	const unrounded = rounding !== '' ? [] : [
		setupRow('invoices', 'Rounding account', 'warning', { found: 'not set: an invoice with a rounding is refused', expected: ROUNDING_ACCOUNT, fix: whereToSet('invoices.roundingAccount') }),
	];
	if (accounts === undefined && rounding === '') return [...open, ...unrounded];
	const reading = await context.reader.list(LISTS.account.type, LISTS.account.key);
	if ('trouble' in reading) return [...open, ...unrounded, unread('invoices', 'Ledger accounts', reading.trouble)];
	const inUniconta = byCode(reading, LISTS.account.key) ?? new Map<string, UnicontaRow>();
	const sales = salesAccounts(context);
	// Without a code to look up there is nothing to read.
	const vat = sales.length > 0 || ownVatOf(inUniconta.get(rounding)) !== '' ? await context.reader.list(LISTS.vat.type, LISTS.vat.key) : { rows: [] };
	const lists: InvoiceLists = {
		...NO_LISTS,
		route: values['invoices.route'] === 'journal' ? 'journal' : 'draft',
		accounts: inUniconta,
		vatCodes: byCode(vat, LISTS.vat.key) ?? new Map<string, UnicontaRow>(),
	};
	const unreadVat = 'trouble' in vat ? [unread('invoices', 'VAT codes', vat.trouble)] : [];
	return [...open, ...unrounded, ...roundingRows(rounding, context, lists), ...salesRows(sales, context, { lists, withVat: unreadVat.length === 0 }), ...unreadVat];
}

/** The rounding account is looked at by itself. */
function salesAccounts({ accounts = [], values }: SetupContext): MomentAccount[] {
	return accounts.filter(({ category, accountNumber }) => !/^purchase/i.test(category) && accountNumber !== '' && accountNumber !== values['invoices.roundingAccount']);
}

function roundingRows(account: string, { today }: SetupContext, lists: InvoiceLists): SetupRow[] {
	if (account === '') return [];
	const expected = ROUNDING_ACCOUNT;
	const wrong = [...roundingTrouble({ account, category: ANY_CATEGORY }, lists), ...ownVatTrouble(account, today, lists)];
	if (wrong.length === 0) return [setupRow('invoices', 'Rounding account', 'ok', { found: account, expected })];
	return wrong.map((trouble) => troubleRow('Rounding account', 'An invoice', trouble, expected));
}

function salesRows(sales: readonly MomentAccount[], { today }: SetupContext, { lists, withVat }: { lists: InvoiceLists; withVat: boolean }): SetupRow[] {
	if (sales.length === 0) return [];
	const found = sales.flatMap((account) => accountTroubles(account, today, lists, withVat));
	if (found.length > 0) return found;
	const ofVat = withVat ? ', with VAT codes of the same percentage' : '';
	return [setupRow('invoices', 'Ledger accounts', 'ok', { found: `${sales.length} sales ${sales.length === 1 ? 'account' : 'accounts'} of Moment, all in Uniconta${ofVat}`, expected: 'equal in both systems' })];
}

function accountTroubles({ accountNumber, name, vatCode, vatPercent }: MomentAccount, today: string, lists: InvoiceLists, withVat: boolean): SetupRow[] {
	const line: InvoicePlanLine = { ...LINE, account: accountNumber, vat: vatCode, vatPercent };
	const ofAccount = accountTrouble(line, lists);
	const ofVat = !withVat ? [] : vatCode !== '' ? vatTrouble(line, today, lists) : [...mandatoryVatTrouble(accountNumber, lists), ...ownVatTrouble(accountNumber, today, lists)];
	const who = `Account ${accountNumber}${name === '' ? '' : ` "${name}"`} of Moment`;
	return [...ofAccount, ...ofVat].map((trouble) => troubleRow(`${trouble.field} ${trouble.value || accountNumber}`, who, trouble, 'equal in both systems'));
}

function troubleRow(check: string, who: string, { says, fix, level }: Trouble, expected: string): SetupRow {
	return setupRow('invoices', check, level === undefined ? 'missing' : 'warning', { found: `${who} ${says}.`, expected, fix });
}
