import { CODE_LENGTH } from '../../../core/keys';
import type { InvoicePlanLine } from '../../../mapping/invoice/plan';
import { fieldOf, textOf, type UnicontaRow } from '../../api/rows';
import { accountKindOf, flag, isPurchaseVat, needsVat } from './labels';
import { LISTS, type InvoiceLists } from './lists';
import { AGAIN, missing, type Trouble } from './trouble';

const FIX_MOMENT_ACCOUNT = 'correct the account in Moment (Setup > Accounting)';

export function accountTrouble({ account, category }: InvoicePlanLine, lists: InvoiceLists): Trouble[] {
	const field = 'Ledger account';
	const row = lists.accounts.get(account);
	if (row === undefined) {
		return [
			missing(
				field,
				account,
				`uses the ledger account "${account}"`,
				`Create the account ${account} in Uniconta (${LISTS.account.menu}), or ${FIX_MOMENT_ACCOUNT}. ${AGAIN}`,
			),
		];
	}
	const found = accountIsClosed(field, account, row, lists);
	const kind = accountKindOf(row);
	const type = textOf(row, 'AccountType');
	if (kind === 'balance') {
		found.push({
			field,
			value: account,
			says: `uses the ledger account "${account}", which is of the type ${type} in Uniconta and not a revenue account`,
			fix: `Use a revenue account: ${FIX_MOMENT_ACCOUNT}, or change its Account type in Uniconta (${LISTS.account.menu}). ${AGAIN}`,
		});
	} else if (kind === 'cost' && category !== '') {
		found.push({
			level: 'warning',
			field,
			value: account,
			says: `uses the ledger account "${account}" of the type ${type}; Uniconta may take a project category of type Revenue only with a revenue account`,
			fix: `Where Uniconta refuses it, ${FIX_MOMENT_ACCOUNT}.`,
		});
	}
	return found;
}

/** VAT without a code: Uniconta would book it without VAT, or with any. */
export function uncodedVatTrouble({ account, vatPercent }: InvoicePlanLine): Trouble[] {
	return [
		{
			field: 'VAT code',
			value: '',
			says: `has ${vatPercent} % VAT and no VAT code`,
			fix: `Enter the Accounting VAT code of account ${account} in Moment (Setup > Accounting). ${AGAIN}`,
		},
	];
}

/** A line without a VAT code on an account that demands one. */
export function mandatoryVatTrouble(account: string, lists: InvoiceLists): Trouble[] {
	const row = lists.accounts.get(account);
	if (row === undefined || !needsVat(row)) return [];
	return [
		{
			field: 'VAT code',
			value: '',
			says: `has no VAT code, and VAT is mandatory on the ledger account "${account}" in Uniconta`,
			fix: `Enter the Accounting VAT code of account ${account} in Moment (Setup > Accounting), or change Mandatory VAT of the account in Uniconta (${LISTS.account.menu}). ${AGAIN}`,
		},
	];
}

/** The VAT code that the account itself has; `''` for none. */
export function ownVatOf(row: UnicontaRow | undefined): string {
	return row === undefined ? '' : textOf(row, 'Vat');
}

export function roundingTrouble(
	{ account, category }: Pick<InvoicePlanLine, 'account' | 'category'>,
	lists: InvoiceLists,
): Trouble[] {
	const field = 'Rounding account';
	const row = lists.accounts.get(account);
	const fix = `Create it in Uniconta (${LISTS.account.menu}), or choose another rounding account (invoices.roundingAccount in the settings). ${AGAIN}`;
	if (row === undefined)
		return [
			missing(
				field,
				account,
				`has a rounding, and the rounding account "${account}"`,
				fix,
				'does not exist in Uniconta',
			),
		];
	const found = accountIsClosed(field, account, row, lists);
	if (needsVat(row)) {
		found.push({
			field,
			value: account,
			says: `has a rounding, and VAT is mandatory on the rounding account "${account}" in Uniconta`,
			fix: `Choose a rounding account without VAT (invoices.roundingAccount in the settings), or change Mandatory VAT of the account in Uniconta (${LISTS.account.menu}). ${AGAIN}`,
		});
	}
	const kind = accountKindOf(row);
	if ((kind === 'cost' || kind === 'balance') && category !== '') {
		found.push({
			level: 'warning',
			field,
			value: account,
			says:
				`has a rounding on the account "${account}" of the type ${textOf(row, 'AccountType')}; like every line it carries ` +
				'a project category, and Uniconta may take one of type Revenue only with a revenue account',
			fix:
				'Choose a rounding account of the type Revenue, without VAT (set-up form, page Invoices; or invoices.roundingAccount ' +
				`in the settings), or change the Account type of ${account} to Revenue in Uniconta (${LISTS.account.menu}). ${AGAIN}`,
		});
	}
	return found;
}

function accountIsClosed(field: string, account: string, row: UnicontaRow, lists: InvoiceLists): Trouble[] {
	const found: Trouble[] = [];
	const blocked = flag(row, 'Blocked')
		? 'is blocked'
		: lists.route === 'journal' && flag(row, 'BlockedInJournal')
			? 'is blocked in journals'
			: '';
	if (blocked !== '') {
		found.push({
			field,
			value: account,
			says: `uses the ledger account "${account}", which ${blocked} in Uniconta`,
			fix: `Unblock account ${account} in Uniconta (${LISTS.account.menu}), or use another one in Moment. ${AGAIN}`,
		});
	}
	if (accountKindOf(row) === 'notPosting') {
		found.push({
			field,
			value: account,
			says: `uses the ledger account "${account}", which is of the type ${textOf(row, 'AccountType')} in Uniconta: nothing can be posted on it`,
			fix: `Use an account that can be posted on, or change its Account type in Uniconta (${LISTS.account.menu}). ${AGAIN}`,
		});
	}
	return found;
}

export function vatTrouble({ vat, vatPercent }: InvoicePlanLine, issueDate: string, lists: InvoiceLists): Trouble[] {
	const field = 'VAT code';
	const row = lists.vatCodes.get(vat);
	if (row === undefined) {
		// Longer ones were seen (UC57), but not every Uniconta keeps them.
		const long =
			vat.length > CODE_LENGTH ? ` Uniconta's codes usually have at most ${CODE_LENGTH} characters.` : '';
		const fix = `Create the VAT code ${vat} in Uniconta (${LISTS.vat.menu}), or correct the Accounting VAT code of the account in Moment (Setup > Accounting).${long} ${AGAIN}`;
		return [missing(field, vat, `uses the VAT code "${vat}"`, fix)];
	}
	const found: Trouble[] = [];
	if (flag(row, 'Blocked')) {
		found.push({
			field,
			value: vat,
			says: `uses the VAT code "${vat}", which is blocked in Uniconta`,
			fix: `Unblock it in Uniconta (${LISTS.vat.menu}), or use another VAT code in Moment. ${AGAIN}`,
		});
	}
	if (isPurchaseVat(row)) {
		found.push({
			field,
			value: vat,
			says: `uses the VAT code "${vat}", which is for purchases and not for sales in Uniconta`,
			fix: `Enter a code for sales as the Accounting VAT code of the account in Moment (Setup > Accounting). ${AGAIN}`,
		});
	}
	const rate = rateOn(row, issueDate);
	if (rate !== undefined && Math.abs(rate - vatPercent) > 0.005) {
		found.push({
			field,
			value: vat,
			says: `has ${vatPercent} % VAT in Moment, and the VAT code "${vat}" has ${rate} % in Uniconta on ${issueDate}`,
			fix: `Correct the rate of ${vat} in Uniconta (${LISTS.vat.menu}), or the VAT code of the account in Moment (Setup > Accounting). ${AGAIN}`,
		});
	}
	return found;
}

/**
 * Percent on that day: `RateAfterDate` from `Date` on, where the code has one (UC48); an empty date is year 1
 * (UC24).
 */
export function rateOn(row: UnicontaRow, day: string): number | undefined {
	const from = textOf(row, 'Date').slice(0, 10);
	const later = numberOf(row, 'RateAfterDate');
	if (later !== undefined && from > '0001-01-01' && day >= from) return later;
	return numberOf(row, 'Rate');
}

function numberOf(row: UnicontaRow, field: string): number | undefined {
	const value = fieldOf(row, field);
	if (typeof value !== 'number' && (typeof value !== 'string' || value.trim() === '')) return undefined;
	// Numbers in text may be written the Danish way (UC25).
	const number = Number(typeof value === 'string' ? value.trim().replace(',', '.') : value);
	return Number.isFinite(number) ? number : undefined;
}
