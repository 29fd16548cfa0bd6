import type { ErrorName } from '../errors';

/** Numbers of UC53 for what a posting, or a write that it leads to, may be refused with. */
export const errorNumbers = {
	NoSucces: 1,
	CouldNotFind: 18,
	AccountDoesNotExist: 20,
	AccountIsMissing: 21,
	AccountIsBlocked: 22,
	AccountIsNotPostingAccount: 23,
	DimensionDoesNotExist: 24,
	FinancePeriodDoesNotExist: 26,
	FinancePeriodNotOpen: 27,
	NumberSerieDoesNotExist: 28,
	NumberSerieIsBlocked: 29,
	VatTypeDoesNotExist: 31,
	VatCodeCannotBeUsedOnThisAccount: 32,
	DebitAndCreditCannotBothHaveValue: 37,
	DebtorCreditorCannotHaveVat: 38,
	KeyIsEmpty: 39,
	FieldHasinvalidValue: 41,
	FieldCannotBeBlank: 42,
	DimensionIsMandatory: 48,
	VoucherCannotBeZero: 49,
	AccountHasMandatoryVat: 51,
	PaymentCannotBeEmpty: 53,
	VatIsNotSalesVat: 57,
	AmountAndAmountCurHasDifferentSign: 63,
	CurrencyIsSetButAmountHasNoValue: 64,
	JournalIsBlocked: 65,
	PurchaseVatCannotBeUsedOnSalesAccount: 66,
	SalesVatCannotBeUsedOnPurchaceAccount: 67,
	MonthNotOpen: 77,
	ProjectIsBlocked: 80,
	PrCategoryCannotBeBlank: 81,
	PrCatRevenueAccountNotRevenue: 82,
	PrCatNotRevenueAccountRevenue: 83,
	SequenceNumberError: 91,
	NumberIsUsedBefore: 94,
	DebtorIsStopped: 96,
	VoucherSumNotZero: 115,
	InvoiceWasUsed: 117,
	NoLinesFound: 125,
	OrderIsDeleted: 137,
	NoExchangeRate: 141,
	DimensionIsBlocked: 147,
	OnlyServiceAllowed: 149,
	DateNotSet: 156,
	InvalidCategory: 160,
	MandatoryItem: 165,
	NoEmail: 168,
} as const;

export type PostError = keyof typeof errorNumbers;

/** What posting says no to: an error, and the property and value it is about. */
export class PostRefusal extends Error {
	constructor(
		readonly code: PostError,
		readonly property = '',
		readonly value = '',
	) {
		super(property === '' ? code : `${code}: ${property} ${value}`.trimEnd());
	}
}

export const isPostError = (name: ErrorName | PostError): name is PostError => Object.hasOwn(errorNumbers, name);
