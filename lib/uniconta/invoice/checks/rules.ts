import type { FindingLevel } from '../../../core/finding';
import { CODE_LENGTH } from '../../../core/keys';
import type { InvoicePlanLine } from '../../../mapping/invoice/plan';
import type { Reference, ReferredKind } from '../../../core/references';
import { checkReference } from '../../upsert/link';
import { fieldOf, textOf, type UnicontaRow } from '../../api/rows';
import { accountKindOf, flag, isPurchaseVat, isRevenueCategory, needsVat } from './labels';
import { LISTS, type InvoiceLists } from './lists';

/** What a rule finds wrong, before it is known of which lines it is true. */
export interface Trouble {
	/** Unset: an error. */
	level?: FindingLevel;
	field: string;
	value: string;
	/** The end of a sentence that begins with the invoice, or with the invoice and its lines. */
	says: string;
	/** The whole sentence instead, which the mapper may have said already. */
	message?: string;
	fix: string;
	/** It passes by itself when the customer or the project has been transferred. */
	missingParent?: boolean;
	/** Number and record of a customer or project do not agree: over when a person has mended it. */
	ofReference?: boolean;
	/** Numbers of the lines, from 1. */
	lines?: readonly number[];
}

/** A code of the settings is looked up again when the invoice is: nothing but a person's change mends it. */
const AGAIN = 'Then run Compare Everything Now, or wait for the night.';
const FIX_MOMENT_ACCOUNT = 'correct the account in Moment (Setup > Accounting)';

/** A number on an invoice, with the customers and projects that Moment names on it. */
interface Named {
	number: string;
	/** Absent where no record of Moment stands behind the invoice. */
	references: readonly Reference[] | undefined;
}

/**
 * What stands under the number in Uniconta is the record that Moment names (G9), as far as the log or its name can
 * tell.
 */
function referenceTrouble(
	{ number, references }: Named,
	kind: ReferredKind,
	row: UnicontaRow | undefined,
	lists: InvoiceLists,
): Trouble[] {
	if (references === undefined) return [];
	const field = kind === 'customer' ? 'Customer' : 'Project';
	const belongs = kind === 'customer' ? 'is to' : 'belongs to';
	const reference = references.find(({ entity, key }) => entity === kind && key === number);
	if (reference === undefined) {
		const fix = `Leave the number of the ${kind} as the Moment Uniconta Mapper puts it out.`;
		return [
			{ field, value: number, says: `${belongs} ${kind} ${number}, which is not the one that Moment names`, fix },
		];
	}
	if (reference.drift !== undefined)
		return [{ field, value: number, says: '', ...reference.drift, ofReference: true }];
	const trouble = checkReference(reference, LISTS[kind], row, lists.linked[kind].get(reference.unicontaRowId));
	if (trouble === 'same') return [];
	if (trouble !== 'absent')
		return [{ field, value: number, says: `${belongs} ${trouble.says}`, fix: trouble.fix, ofReference: true }];
	if (reference.refusal === '') return [];
	return [
		{
			field,
			value: number,
			says: `${belongs} ${kind} ${number}, which is not in Uniconta because it was refused: ${reference.refusal.replace(/\.$/, '')}`,
			fix: `Mend ${kind} ${number} first. The invoice is tried again by itself.`,
			missingParent: true,
		},
	];
}

export function customerTrouble(named: Named, row: UnicontaRow | undefined, lists: InvoiceLists): Trouble[] {
	const field = 'Customer';
	const { number } = named;
	const ofReference = referenceTrouble(named, 'customer', row, lists);
	if (ofReference.length > 0) return ofReference;
	if (row === undefined) {
		return [
			{
				field,
				value: number,
				says: `is to customer ${number}, who is not in Uniconta`,
				fix: `Make sure that Export Customers is on and that customer ${number} has no finding of its own; Compare Everything Now in the customers' workflow brings it at once. The invoice is tried again by itself.`,
				missingParent: true,
			},
		];
	}
	const found: Trouble[] = [];
	if (flag(row, 'Blocked')) {
		found.push({
			field,
			value: number,
			says: `is to customer ${number}, who is blocked in Uniconta`,
			fix: `Take the mark off Blocked on customer ${number} in Uniconta: ${LISTS.customer.menu}. ${AGAIN}`,
		});
	}
	const invoiceAccount = textOf(row, 'InvoiceAccount');
	if (invoiceAccount !== '' && invoiceAccount !== number) {
		found.push({
			// Only an order follows the invoice account; a journal voucher goes to the customer it names.
			...(lists.route === 'journal' ? { level: 'warning' as const } : {}),
			field: 'Invoice account',
			value: invoiceAccount,
			says: `is to customer ${number}, whose invoices Uniconta sends to another customer: the invoice account ${invoiceAccount}`,
			fix: `Clear Invoice account on customer ${number} in Uniconta (${LISTS.customer.menu}), or choose customer ${invoiceAccount} in Moment. ${AGAIN}`,
		});
	}
	const groupCode = textOf(row, 'Group');
	const group = lists.customerGroups.get(groupCode);
	if (group !== undefined && flag(group, 'MandatoryItem')) {
		found.push({
			field: 'Customer group',
			value: groupCode,
			says: `is to customer ${number} of the customer group ${groupCode}, which takes only invoice lines with an item number; Moment's lines have none`,
			fix: `Take the mark off Mandatory item on the customer group ${groupCode} in Uniconta (${LISTS.customerGroup.menu}), or give the customer another group by its tag in Moment. ${AGAIN}`,
		});
	}
	return found;
}

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
		// Longer ones were seen (reference 16.2), but not every Uniconta keeps them.
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
 * Percent on that day: `RateAfterDate` from `Date` on, where the code has one (reference 9); an empty date is year 1
 * (reference 4).
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
	// Numbers in text may be written the Danish way (reference 4).
	const number = Number(typeof value === 'string' ? value.trim().replace(',', '.') : value);
	return Number.isFinite(number) ? number : undefined;
}

export function projectTrouble(named: Named, lists: InvoiceLists): Trouble[] {
	const field = 'Project';
	const { number } = named;
	const row = lists.projects.get(number);
	const ofReference = referenceTrouble(named, 'project', row, lists);
	if (ofReference.length > 0) return ofReference;
	if (row === undefined) {
		return [
			{
				field,
				value: number,
				says: `belongs to project ${number}, which is not in Uniconta`,
				fix: `Make sure that Export Projects is on and that project ${number} has no finding of its own; Compare Everything Now in the projects' workflow brings it at once. The invoice is tried again by itself.`,
				missingParent: true,
			},
		];
	}
	if (!flag(row, 'Blocked')) return [];
	return [
		{
			field,
			value: number,
			says: `belongs to project ${number}, which is blocked in Uniconta`,
			fix: `Take the mark off Blocked on project ${number} in Uniconta: ${LISTS.project.menu}. ${AGAIN}`,
		},
	];
}

export function categoryTrouble(code: string, lists: InvoiceLists): Trouble[] {
	const field = 'Project category';
	const row = lists.categories.get(code);
	if (row === undefined) {
		return [
			missing(
				field,
				code,
				`has the project category "${code}"`,
				`Create it in Uniconta with the type Revenue (${LISTS.category.menu}), or correct the code of the project's tag in Moment (Setup > Tags). ${AGAIN}`,
			),
		];
	}
	const found: Trouble[] = [];
	// Where another row reads as Revenue the language is understood, so a label that does not is another type.
	const languageIsKnown = [...lists.categories.values()].some((other) => isRevenueCategory(other) === true);
	if (isRevenueCategory(row) === false || (isRevenueCategory(row) === undefined && languageIsKnown)) {
		found.push({
			field,
			value: code,
			says: `has the project category "${code}", which is of the type ${textOf(row, 'CatType') || 'none'} in Uniconta; an invoice line needs one of the type Revenue`,
			fix: `Choose a tag in Moment whose code is a category of the type Revenue, or change the type in Uniconta (${LISTS.category.menu}). ${AGAIN}`,
		});
	}
	if (flag(row, 'Blocked')) {
		found.push({
			field,
			value: code,
			says: `has the project category "${code}", which is blocked in Uniconta`,
			fix: `Unblock it in Uniconta (${LISTS.category.menu}), or choose another tag in Moment. ${AGAIN}`,
		});
	}
	return found;
}

export function departmentTrouble(code: string, dimension: number, lists: InvoiceLists): Trouble[] {
	const field = 'Department';
	const row = lists.departments.get(dimension)?.get(code);
	const where = `${LISTS.department.menu}, dimension ${dimension}`;
	if (row === undefined) {
		return [
			missing(
				field,
				code,
				`has the department "${code}"`,
				`Create it in Uniconta (${where}), or correct the department's number in the external system, or the code of the tag, in Moment. ${AGAIN}`,
			),
		];
	}
	if (!flag(row, 'Blocked')) return [];
	return [
		{
			field,
			value: code,
			says: `has the department "${code}", which is blocked in Uniconta`,
			fix: `Unblock it in Uniconta (${where}), or use another department in Moment. ${AGAIN}`,
		},
	];
}

function missing(
	field: string,
	value: string,
	says: string,
	fix: string,
	what = 'which does not exist in Uniconta',
): Trouble {
	return { field, value, says: `${says}${what.startsWith('which') ? ',' : ''} ${what}`, fix };
}
