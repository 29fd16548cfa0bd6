import type { InvoicePlanLine } from '../../mapping/invoice/plan';
import { setupRow, type SetupRow } from './row';
import { whereToSet } from './settings';
import { LISTS, type InvoiceLists } from '../../uniconta/invoice/checks/lists';
import {
	accountTrouble,
	mandatoryVatTrouble,
	roundingTrouble,
	uncodedVatTrouble,
	vatTrouble,
} from '../../uniconta/invoice/checks/accountRules';
import type { Trouble } from '../../uniconta/invoice/checks/trouble';
import { bareTrouble, isBare, lacksCode, whyNotZero } from '../../uniconta/invoice/checks/zeroVat';
import { textOf, type UnicontaRow } from '../../uniconta/api/rows';
import { unread, type SetupContext } from './context';
import { notGiven, type MomentAccount } from './given';
import { NO_LISTS } from './masterData';
import { byCode } from './reader';

const LINE: InvoicePlanLine = {
	account: '',
	vat: '',
	vatPercent: 0,
	discountPercent: 0,
	project: '',
	category: '',
	department: '',
	rounding: false,
	text: '',
	quantity: 1,
	unitPrice: 1,
	net: 100,
};

const ROUNDING_ACCOUNT = 'a ledger account of the type Revenue, without VAT';
/** A rounding line has the category of another line (M6); which one is of no matter to the account. */
const ANY_CATEGORY = '*';

/**
 * Moment's sales accounts and their VAT codes, as an invoice of today would meet them (M5), and the account for
 * roundings.
 */
export async function accountRows(context: SetupContext): Promise<SetupRow[]> {
	const { accounts, values } = context;
	const rounding = values['invoices.roundingAccount'];
	const open = accounts === undefined ? [notGiven('invoices', 'Ledger accounts', 'accounts')] : [];
	const unrounded =
		rounding !== ''
			? []
			: [
					setupRow('invoices', 'Rounding account', 'warning', {
						found: 'not set: an invoice with a rounding is refused',
						expected: ROUNDING_ACCOUNT,
						fix: whereToSet('invoices.roundingAccount'),
					}),
				];
	const zeroVat = values['invoices.zeroVat'];
	if (accounts === undefined && rounding === '' && zeroVat === '') return [...open, ...unrounded];
	const reading = await context.reader.list(LISTS.account.type, LISTS.account.key);
	if ('trouble' in reading) return [...open, ...unrounded, unread('invoices', 'Ledger accounts', reading.trouble)];
	const inUniconta = byCode(reading, LISTS.account.key) ?? new Map<string, UnicontaRow>();
	const sales = salesAccounts(context);
	// Without a code to look up there is nothing to read.
	const vat =
		sales.length > 0 || rounding !== '' || zeroVat !== ''
			? await context.reader.list(LISTS.vat.type, LISTS.vat.key)
			: { rows: [] };
	const route = values['invoices.route'] === 'journal' ? 'journal' : 'draft';
	const vatCodes = byCode(vat, LISTS.vat.key) ?? new Map<string, UnicontaRow>();
	const withoutGroups: InvoiceLists = { ...NO_LISTS, route, zeroVat, accounts: inUniconta, vatCodes };
	const bare = [...(rounding === '' ? [] : [roundingLine(rounding)]), ...sales.map(lineOn)];
	// The groups are of interest where a line has no code to go with.
	const isOpen =
		route !== 'journal' && 'rows' in vat && bare.some((line) => lacksCode(line, context.today, withoutGroups));
	const groups = isOpen ? await context.reader.list(LISTS.customerGroup.type, LISTS.customerGroup.key) : { rows: [] };
	const customerGroups = byCode(groups, LISTS.customerGroup.key) ?? new Map<string, UnicontaRow>();
	const lists: InvoiceLists = { ...withoutGroups, customerGroups };
	const unreadVat = 'trouble' in vat ? [unread('invoices', 'VAT codes', vat.trouble)] : [];
	const unreadGroups = 'trouble' in groups ? [unread('invoices', 'VAT of customer groups', groups.trouble)] : [];
	const withVat = unreadVat.length === 0;
	const ofLists = [
		...(withVat ? zeroVatRows(context, lists) : []),
		...roundingRows(rounding, context, { lists, withVat }),
		...salesRows(sales, context, { lists, withVat }),
	];
	return [...open, ...unrounded, ...ofLists, ...unreadVat, ...unreadGroups];
}

/** The code that lines without VAT are sent with. */
function zeroVatRows({ today }: SetupContext, { zeroVat, vatCodes }: InvoiceLists): SetupRow[] {
	if (zeroVat === '') return [];
	const check = 'VAT code for lines without VAT';
	const expected = 'a VAT code for sales of 0 %';
	const why = whyNotZero(vatCodes.get(zeroVat), today);
	if (why === '') return [setupRow('invoices', check, 'ok', { found: zeroVat, expected })];
	return [
		setupRow('invoices', check, 'missing', {
			found: `"${zeroVat}" ${why}`,
			expected,
			fix: whereToSet('invoices.zeroVat'),
		}),
	];
}

/** What may put VAT on a line without VAT, in an invoice to a customer of any group: said for the first one. */
function anyBareTrouble(line: InvoicePlanLine, today: string, lists: InvoiceLists): Trouble[] {
	const nobody = { customer: undefined, group: undefined, project: undefined };
	const groups = [...lists.customerGroups.values()].map((group) => ({
		...nobody,
		customer: { Group: textOf(group, 'Group') },
		group,
	}));
	return (
		[nobody, ...groups]
			.map((parties) => bareTrouble(line, today, parties, lists))
			.find((found) => found.length > 0) ?? []
	);
}

const roundingLine = (account: string): InvoicePlanLine => ({ ...LINE, account, rounding: true });

function lineOn({ accountNumber, vatCode, vatPercent }: MomentAccount): InvoicePlanLine {
	return { ...LINE, account: accountNumber, vat: vatCode, vatPercent };
}

/** The rounding account is looked at by itself. */
function salesAccounts({ accounts = [], values }: SetupContext): MomentAccount[] {
	return accounts.filter(
		({ category, accountNumber }) =>
			!/^purchase/i.test(category) &&
			accountNumber !== '' &&
			accountNumber !== values['invoices.roundingAccount'],
	);
}

interface Looked {
	lists: InvoiceLists;
	/** Whether the VAT codes could be read. */
	withVat: boolean;
}

function roundingRows(account: string, { today }: SetupContext, { lists, withVat }: Looked): SetupRow[] {
	if (account === '') return [];
	const expected = `${ROUNDING_ACCOUNT}, and a VAT code of 0 % for the line`;
	const bare = withVat ? anyBareTrouble(roundingLine(account), today, lists) : [];
	const wrong = [...roundingTrouble({ account, category: ANY_CATEGORY }, lists), ...bare];
	if (wrong.length === 0) return [setupRow('invoices', 'Rounding account', 'ok', { found: account, expected })];
	return wrong.map((trouble) => troubleRow('Rounding account', 'An invoice', trouble, expected));
}

function salesRows(sales: readonly MomentAccount[], { today }: SetupContext, { lists, withVat }: Looked): SetupRow[] {
	if (sales.length === 0) return [];
	const found = sales.flatMap((account) => accountTroubles(account, today, lists, withVat));
	if (found.length > 0) return found;
	const ofVat = withVat ? ', with VAT codes of the same percentage' : '';
	return [
		setupRow('invoices', 'Ledger accounts', 'ok', {
			found: `${sales.length} sales ${sales.length === 1 ? 'account' : 'accounts'} of Moment, all in Uniconta${ofVat}`,
			expected: 'equal in both systems',
		}),
	];
}

function accountTroubles(account: MomentAccount, today: string, lists: InvoiceLists, withVat: boolean): SetupRow[] {
	const { accountNumber, name } = account;
	const line = lineOn(account);
	const ofVat = withVat ? vatTroubles(line, today, lists) : [];
	const ofAccount = accountTrouble(line, lists);
	const who = `Account ${accountNumber}${name === '' ? '' : ` "${name}"`} of Moment`;
	return [...ofAccount, ...ofVat].map((trouble) =>
		troubleRow(`${trouble.field} ${trouble.value || accountNumber}`, who, trouble, 'equal in both systems'),
	);
}

function vatTroubles(line: InvoicePlanLine, today: string, lists: InvoiceLists): Trouble[] {
	if (line.vat !== '') return vatTrouble(line, today, lists);
	if (!isBare(line)) return uncodedVatTrouble(line);
	return [...mandatoryVatTrouble(line.account, lists), ...anyBareTrouble(line, today, lists)];
}

function troubleRow(check: string, who: string, { says, fix, level }: Trouble, expected: string): SetupRow {
	return setupRow('invoices', check, level === undefined ? 'missing' : 'warning', {
		found: `${who} ${says}.`,
		expected,
		fix,
	});
}
