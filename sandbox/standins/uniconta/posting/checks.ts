import type { Company, Row } from '../ledger';
import type { Value } from '../types/field';
import { PostRefusal, type PostError } from './refused';

export type Values = Readonly<Record<string, Value>>;

/** Members by their numbers in UC47, UC37. */
const NOT_POSTED_ON = [0, 1, 2];
const REVENUE_ACCOUNT = 4;
const REVENUE_CATEGORY = 1;
const TAX = { mandatory: 1, none: 2, fixed: 3 } as const;
const PURCHASE = 1;
/** Revenue and income; cost, cost of goods sold and expense. Which types these errors are about is assumed. */
const SALES_ACCOUNTS = [4, 5];
const PURCHASE_ACCOUNTS = [6, 7, 8];

export const textOf = (value: Value | undefined): string =>
	value === null || value === undefined || value === 0 ? '' : String(value);

/** The row with that key, or the refusal. */
export function existing(company: Company, type: string, key: string, code: PostError, property: string): Row {
	const row = company.rowsOf(type).withKey(key);
	if (!row) throw new PostRefusal(code, property, key);
	return row;
}

/** A day is in an open period of the company. */
export function checkPeriod({ books }: Company, date: string): void {
	const day = date.slice(0, 10);
	const { openFrom, openTo, closedMonths } = books.periods;
	if ((openFrom !== '' && day < openFrom) || (openTo !== '' && day > openTo))
		throw new PostRefusal('FinancePeriodNotOpen', 'Date', day);
	if (closedMonths.includes(day.slice(0, 7))) throw new PostRefusal('MonthNotOpen', 'Date', day);
}

/** A ledger account that can be posted on. */
export function checkAccount(company: Company, account: string, property: string): Row {
	if (account === '') throw new PostRefusal('AccountIsMissing', property);
	const row = existing(company, 'GLAccountClient', account, 'AccountDoesNotExist', property);
	if (row.values.Blocked === true) throw new PostRefusal('AccountIsBlocked', property, account);
	if (NOT_POSTED_ON.includes(Number(row.values.AccountType)))
		throw new PostRefusal('AccountIsNotPostingAccount', property, account);
	return row;
}

/** The VAT code's row; `undefined` for none. Sales side only where the document is a sale. */
export function checkVat(company: Company, vat: string, account: Row, { sales }: { sales: boolean }): Row | undefined {
	const tax = Number(account.values.MandatoryTax);
	if (vat === '') {
		if (tax === TAX.mandatory || (tax === TAX.fixed && textOf(account.values.Vat) !== ''))
			throw new PostRefusal('AccountHasMandatoryVat', 'Vat', textOf(account.values.Account));
		return undefined;
	}
	const row = existing(company, 'GLVatClient', vat, 'VatTypeDoesNotExist', 'Vat');
	// No name is known for a blocked code; this one is assumed.
	if (row.values.Blocked === true || tax === TAX.none || (tax === TAX.fixed && account.values.Vat !== vat))
		throw new PostRefusal('VatCodeCannotBeUsedOnThisAccount', 'Vat', vat);
	const purchase = row.values.VatType === PURCHASE;
	if (sales && purchase) throw new PostRefusal('VatIsNotSalesVat', 'Vat', vat);
	const type = Number(account.values.AccountType);
	if (purchase && SALES_ACCOUNTS.includes(type))
		throw new PostRefusal('PurchaseVatCannotBeUsedOnSalesAccount', 'Vat', vat);
	if (!sales && !purchase && PURCHASE_ACCOUNTS.includes(type))
		throw new PostRefusal('SalesVatCannotBeUsedOnPurchaceAccount', 'Vat', vat);
	return row;
}

/** A category of the right type for the account (UC37): with a project it cannot be blank. */
export function checkProject(company: Company, { Project, PrCategory }: Values, account: Row): void {
	const [project, category] = [textOf(Project), textOf(PrCategory)];
	if (
		project !== '' &&
		existing(company, 'ProjectClient', project, 'FieldHasinvalidValue', 'Project').values.Blocked === true
	)
		throw new PostRefusal('ProjectIsBlocked', 'Project', project);
	if (category === '') {
		if (project !== '') throw new PostRefusal('PrCategoryCannotBeBlank', 'PrCategory', project);
		return;
	}
	const { CatType } = existing(company, 'PrCategoryClient', category, 'InvalidCategory', 'PrCategory').values;
	const revenue = account.values.AccountType === REVENUE_ACCOUNT;
	if (revenue && CatType !== REVENUE_CATEGORY)
		throw new PostRefusal('PrCatRevenueAccountNotRevenue', 'PrCategory', category);
	if (!revenue && CatType === REVENUE_CATEGORY)
		throw new PostRefusal('PrCatNotRevenueAccountRevenue', 'PrCategory', category);
}

export function checkDimensions(company: Company, values: Values, account?: Row): void {
	for (const number of [1, 2, 3, 4, 5]) {
		const property = `Dimension${number}`;
		const dimension = textOf(values[property]);
		if (dimension === '') {
			if (account?.values[`Dim${number}`] === true)
				throw new PostRefusal('DimensionIsMandatory', property, textOf(account.values.Account));
			continue;
		}
		if (
			existing(company, `GLDimType${number}Client`, dimension, 'DimensionDoesNotExist', property).values
				.Blocked === true
		)
			throw new PostRefusal('DimensionIsBlocked', property, dimension);
	}
}

/** Units of the company's currency for one of that. */
export function exchangeRate(company: Company, currency: string): number {
	if (currency === '' || currency === company.row.values.Currency) return 1;
	const rate = company.books.rates[currency];
	if (rate === undefined) throw new PostRefusal('NoExchangeRate', 'Currency', currency);
	return rate;
}

/** In percent, on that day (UC48: `RateAfterDate` from `Date` on). */
export function vatRate(vat: Row | undefined, date: string): number {
	if (!vat) return 0;
	const { Rate, RateAfterDate, Date: changes } = vat.values;
	return typeof changes === 'string' && date.slice(0, 10) >= changes.slice(0, 10)
		? Number(RateAfterDate)
		: Number(Rate);
}
