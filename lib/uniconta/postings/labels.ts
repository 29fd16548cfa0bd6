import { fieldOf, type UnicontaRow } from '../api/rows';

/**
 * Labels of posted entries. They come in the language of the API user or as the member's number (UC26); the
 * Danish words of accounts, categories and batches are assumed, so an unknown one is no reason to leave anything out.
 */
type Member = readonly [number: number, ...labels: string[]];

/** Side of the accounts: where costs stand, where sales stand, and all that is on the balance sheet (UC47). */
export type AccountKind = 'cost' | 'revenue' | 'balance' | 'heading';

const ACCOUNT_KINDS: Record<AccountKind, readonly Member[]> = {
	heading: [
		[0, 'Header', 'Overskrift'],
		[1, 'Sum'],
		[2, 'CalculationExpression', 'Beregningsudtryk', 'Beregning'],
	],
	revenue: [
		[4, 'Revenue', 'Omsætning'],
		[5, 'Income', 'Indtægt', 'Indtægter'],
	],
	cost: [
		[3, 'PL', 'P&L', 'Drift', 'Resultatopgørelse'],
		[6, 'Cost', 'Omkostning', 'Omkostninger'],
		[7, 'CostOfGoodSold', 'CostOfGoodsSold', 'Vareforbrug'],
		[8, 'Expense', 'Udgift', 'Udgifter'],
		[9, 'Depreciasions', 'Depreciations', 'Afskrivninger', 'Afskrivning'],
	],
	balance: [
		[10, 'BalanceSheet', 'Balance', 'Status'],
		[11, 'Asset', 'Aktiv', 'Aktiver'],
		[12, 'FixedAssets', 'Anlægsaktiver'],
		[13, 'CurrentAsset', 'Omsætningsaktiver'],
		[14, 'Inventory', 'Lager', 'Varelager'],
		[15, 'Debtor', 'Debitor', 'Debitorer'],
		[16, 'LiquidAsset', 'Likvide midler', 'Likvider'],
		[17, 'Bank'],
		[18, 'Liability', 'Passiv', 'Passiver', 'Gæld'],
		[19, 'Equity', 'Egenkapital'],
		[20, 'Creditor', 'Kreditor', 'Kreditorer'],
	],
};

/** The other side of an entry (UC45); these labels are known (UC26). */
export type ContactKind = 'ledger' | 'debtor' | 'creditor';

const CONTACT_KINDS: Record<ContactKind, readonly Member[]> = {
	ledger: [[0, 'Ledger', 'Finans']],
	debtor: [[1, 'Debtor', 'Debitor']],
	creditor: [[2, 'Creditor', 'Kreditor']],
};

/** Of a project category (UC37): only revenue is told apart. */
const REVENUE_CATEGORY: readonly Member[] = [[1, 'Revenue', 'Omsætning']];

/** What a batch came from (UC46), by the order in which its members are known. */
const DEBTOR_INVOICE: readonly Member[] = [[2, 'DebtorInvoice', 'Debitorfaktura', 'Salgsfaktura']];

export function accountKindOf(row: UnicontaRow): AccountKind | undefined {
	return kindOf(ACCOUNT_KINDS, fieldOf(row, 'AccountType'));
}

export function contactKindOf(row: UnicontaRow): ContactKind {
	return kindOf(CONTACT_KINDS, fieldOf(row, 'DCType')) ?? 'ledger';
}

export function isRevenueCategory(row: UnicontaRow): boolean {
	return isOneOf(REVENUE_CATEGORY, fieldOf(row, 'CatType'));
}

export function isFromDebtorInvoice(row: UnicontaRow): boolean {
	return isOneOf(DEBTOR_INVOICE, fieldOf(row, 'Reference'));
}

function kindOf<Kind extends string>(kinds: Record<Kind, readonly Member[]>, value: unknown): Kind | undefined {
	// The keys of a record whose type names them all.
	return (Object.keys(kinds) as Kind[]).find((kind) => isOneOf(kinds[kind], value));
}

function isOneOf(members: readonly Member[], value: unknown): boolean {
	if (typeof value !== 'string' && typeof value !== 'number') return false;
	const text = word(String(value));
	return members.some(
		([number, ...labels]) => text === String(number) || labels.some((label) => word(label) === text),
	);
}

const word = (text: string): string => text.toLowerCase().replace(/\s+/g, '');
