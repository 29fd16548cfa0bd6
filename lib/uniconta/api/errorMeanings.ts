import type { ApiErrorKind } from '../../http/errors';
import type { UnicontaErrorName } from './errorNames';

export interface Meaning {
	kind: ApiErrorKind;
	/** What it means, as the end of the sentence "Uniconta …". */
	says: string;
	fix: string;
}

const RIGHTS: Omit<Meaning, 'says'> = {
	kind: 'forbidden',
	fix: 'Give the API user the rights in Uniconta (Company > Maintenance > User access), or choose another user in the Uniconta credential.',
};
export const LOGIN: Omit<Meaning, 'says'> = {
	kind: 'credentials',
	fix: 'Open the Uniconta credential and enter the user name and password of the server user again.',
};
export const COMPANY: Omit<Meaning, 'says'> = {
	kind: 'forbidden',
	fix: 'Check the company ID in the Uniconta credential or in the node, and that the API user has access to that company.',
};
export const WAIT: Omit<Meaning, 'says'> = {
	kind: 'busy',
	fix: 'Nothing to do as long as it passes: it is tried again by itself.',
};
const RECORD: ApiErrorKind = 'refused';

/** Which of the two names means which side is told both ways, so the advice is for either (UC37). */
const REVENUE_SIDES: Omit<Meaning, 'says'> = {
	kind: RECORD,
	fix: 'On an invoice both are Revenue: choose a revenue account for the line in Moment, and a tag whose code is a category of type Revenue. For the rounding line choose a rounding account of the type Revenue: set-up form, page Invoices.',
};

/** What posting an invoice may run into. */
const INVOICING: Partial<Record<UnicontaErrorName, Meaning>> = {
	ArgumentMissing: {
		kind: RECORD,
		says: 'misses something in the request',
		fix: 'Post this invoice with the route Order Draft or Journal Voucher, and report the text: Uniconta expects another form of the request.',
	},
	NumberSerieDoesNotExist: {
		kind: RECORD,
		says: 'has no such number series',
		fix: 'Create the series in Uniconta: General Ledger > Maintenance > Voucher number series.',
	},
	NumberSerieIsBlocked: {
		kind: RECORD,
		says: 'has blocked the number series',
		fix: 'Unblock it in Uniconta: General Ledger > Maintenance > Voucher number series.',
	},
	SequenceNumberError: {
		kind: RECORD,
		says: 'could not take a number from the number series',
		fix: 'Run Check Numbering of the Uniconta Invoice node and mend what it names.',
	},
	NumberIsUsedBefore: {
		kind: RECORD,
		says: 'has used this number before',
		fix: 'Run Check Numbering of the Uniconta Invoice node and mend what it names.',
	},
	InvoiceWasUsed: {
		kind: RECORD,
		says: 'has used this invoice number before',
		fix: 'Look for the invoice in Uniconta: Customer > Reports > Invoices.',
	},
	FinancePeriodDoesNotExist: {
		kind: RECORD,
		says: 'has no accounting year for the invoice date',
		fix: 'Create the accounting year in Uniconta: General Ledger > Maintenance > Accounting years.',
	},
	FinancePeriodNotOpen: {
		kind: RECORD,
		says: 'has closed the accounting period of the invoice date',
		fix: 'Open the period in Uniconta (General Ledger > Maintenance > Accounting years), or credit the invoice in Moment and issue it with another date.',
	},
	MonthNotOpen: {
		kind: RECORD,
		says: 'has closed the month of the invoice date',
		fix: 'Open the month in Uniconta (General Ledger > Maintenance > Accounting years), or credit the invoice in Moment and issue it with another date.',
	},
	DateNotSet: { kind: RECORD, says: 'misses the invoice date', fix: 'Set the issue date of the invoice in Moment.' },
	AccountIsNotPostingAccount: {
		kind: RECORD,
		says: 'has an account that cannot be posted on',
		fix: 'Choose another account for the line in Moment, or change the account type in Uniconta: General Ledger > Chart of accounts.',
	},
	AccountHasMandatoryVat: {
		kind: RECORD,
		says: 'has an account that must have a VAT code',
		fix: 'Give the account a VAT code in Moment (Setup > Accounting), equal to the one in Uniconta.',
	},
	VatTypeDoesNotExist: {
		kind: RECORD,
		says: 'has no such VAT code',
		fix: 'Create it in Uniconta (General Ledger > Maintenance > VAT > VAT codes), or correct the accounting VAT code of the account in Moment.',
	},
	SalesVatCannotBeUsedOnPurchaceAccount: {
		kind: RECORD,
		says: 'does not allow a VAT code for sales on an account for costs',
		fix: 'Use a revenue account, for roundings too, or change the Account type of the account in Uniconta.',
	},
	VatCodeCannotBeUsedOnThisAccount: {
		kind: RECORD,
		says: 'does not allow this VAT code on the account',
		fix: 'Correct the accounting VAT code of the account in Moment, or the account in Uniconta.',
	},
	VatIsNotSalesVat: {
		kind: RECORD,
		says: 'has this VAT code for purchases only',
		fix: 'Correct the accounting VAT code of the account in Moment.',
	},
	DimensionIsMandatory: {
		kind: RECORD,
		says: 'asks for a dimension on this account',
		fix: 'Choose where the department comes from in the settings of invoices, or change the account in Uniconta.',
	},
	DimensionIsBlocked: {
		kind: RECORD,
		says: 'has blocked the dimension value',
		fix: 'Unblock it in Uniconta: General Ledger > Maintenance > Dimensions.',
	},
	PaymentCannotBeEmpty: {
		kind: RECORD,
		says: 'misses the payment term',
		fix: 'Create a payment term with these days in Uniconta: General Ledger > Maintenance > Terms of payment.',
	},
	ProjectIsBlocked: { kind: RECORD, says: 'has blocked the project', fix: 'Unblock the project in Uniconta.' },
	ProjectCannotBeBlank: {
		kind: RECORD,
		says: 'misses the project',
		fix: 'Choose a project for the invoice in Moment.',
	},
	PrCategoryCannotBeBlank: {
		kind: RECORD,
		says: 'misses the project category of a line that belongs to a project, or takes the project of the header',
		fix: 'Look at the lines of this invoice in the input of the node that sends it: each needs PrCategory. The Moment Uniconta Mapper fills it in on every line, the rounding line too; a line that another node added or changed lacks it.',
	},
	PrCatRevenueAccountNotRevenue: {
		...REVENUE_SIDES,
		says: 'has a project category and a ledger account of which only one is of the type Revenue',
	},
	PrCatNotRevenueAccountRevenue: {
		...REVENUE_SIDES,
		says: 'has a project category and a ledger account of which only one is of the type Revenue',
	},
	InvalidCategory: {
		kind: RECORD,
		says: 'does not accept the project category',
		fix: 'Give the project in Moment a tag whose code is a category of type Revenue.',
	},
	CategoryMustBeInvoice: {
		kind: RECORD,
		says: 'expects a category that can be invoiced',
		fix: 'Mark the category as invoiceable in Uniconta: Project > Maintenance > Project category.',
	},
	MandatoryItem: {
		kind: RECORD,
		says: 'asks for an item on each line for this customer group',
		fix: 'Turn that off for the customer group in Uniconta: Customer > Maintenance > Customer groups.',
	},
	OnlyServiceAllowed: {
		kind: RECORD,
		says: 'allows only service items for this customer group',
		fix: 'Turn that off for the customer group in Uniconta: Customer > Maintenance > Customer groups.',
	},
	CreditLimitExceeded: {
		kind: RECORD,
		says: 'says that the customer has reached the credit limit',
		fix: 'Raise the credit limit of the customer in Uniconta.',
	},
	NoLinesFound: {
		kind: RECORD,
		says: 'found no lines on the order',
		fix: 'Nothing to do: it is looked up and tried again by itself.',
	},
	OrderIsDeleted: {
		kind: RECORD,
		says: 'has deleted the order',
		fix: 'It was deleted in Uniconta meanwhile. It is looked up again by itself.',
	},
	NotInvoiceable: {
		kind: RECORD,
		says: 'does not let this be invoiced',
		fix: 'Open the order in Uniconta and see what keeps it from being invoiced.',
	},
	QtyCannotBeZero: {
		kind: RECORD,
		says: 'does not accept a quantity of zero',
		fix: 'Give the line in Moment a quantity.',
	},
	NoExchangeRate: {
		kind: RECORD,
		says: 'has no exchange rate for the currency on this date',
		fix: 'Add the rate in Uniconta: Company > Maintenance > Exchange rates.',
	},
	ExchangeRateError: {
		kind: RECORD,
		says: 'does not accept the exchange rate',
		fix: 'Check the rate in Uniconta: Company > Maintenance > Exchange rates.',
	},
	AccountDoesNotAllowCurrency: {
		kind: RECORD,
		says: 'has an account that does not allow this currency',
		fix: 'Change the account in Uniconta: General Ledger > Chart of accounts.',
	},
	VoucherSumNotZero: {
		kind: RECORD,
		says: 'found that the voucher does not balance',
		fix: 'Report the invoice with this text.',
	},
	SumNotZero: {
		kind: RECORD,
		says: 'found that the voucher does not balance',
		fix: 'Report the invoice with this text.',
	},
	JournalIsBlocked: {
		kind: RECORD,
		says: 'has blocked the journal',
		fix: 'Unblock it in Uniconta: General Ledger > Maintenance > Journals.',
	},
};

/** The codes this package meets, in a user's words (UC53). The rest is shown by name. */
export const MEANINGS: Partial<Record<UnicontaErrorName, Meaning>> = {
	NoRights: { ...RIGHTS, says: 'says that the API user lacks the rights' },
	NoRightsToInsert: { ...RIGHTS, says: 'does not let the API user create records' },
	NoRightsToUpdate: { ...RIGHTS, says: 'does not let the API user change records' },
	NoRightsToDelete: { ...RIGHTS, says: 'does not let the API user delete records' },
	UserNotLoggedIn: { ...LOGIN, says: 'does not regard the user as logged in' },
	UserIsBlocked: { ...LOGIN, says: 'has blocked the user' },
	UserOrPasswordIsWrong: { ...LOGIN, says: 'did not accept the user name or password' },
	UserDoesNotExist: { ...LOGIN, says: 'does not know the user' },
	UserIsNotServerUser: { ...LOGIN, says: 'expects a server user' },
	UserIsServerUser: { ...LOGIN, says: 'does not expect a server user' },
	IPAddressNotAllowed: {
		...LOGIN,
		says: 'does not allow this address',
		fix: "Let this n8n's IP address in, in Uniconta's user settings.",
	},
	TooManyLoginAttempts: {
		...LOGIN,
		says: 'has seen too many logins',
		fix: 'Wait an hour, then check the password in the Uniconta credential.',
	},
	UnknownAppIdent: {
		...LOGIN,
		says: 'does not know the API key',
		fix: 'Check the API key in the Uniconta credential, or leave it empty.',
	},
	AppIdentBlocked: {
		...LOGIN,
		says: 'has blocked the API key',
		fix: 'Check the API key in the Uniconta credential, or leave it empty.',
	},
	NoRightsToRunApp: { ...RIGHTS, says: 'does not let the user run this application' },
	NoCompanyId: { ...COMPANY, says: 'does not know which company is meant' },
	CompanyDoesNotExist: { ...COMPANY, says: 'has no such company' },
	UserHasNoCompany: { ...COMPANY, says: 'has given the user no company' },
	CompanyIsDeactivated: { ...COMPANY, says: 'has deactivated the company' },
	NoSubscription: { ...COMPANY, says: 'says that the company has no subscription' },
	SubscriptionBlocked: { ...COMPANY, says: 'has blocked the subscription' },
	SlowDown: { ...WAIT, says: 'asks to slow down' },
	ServerIsBusy: { ...WAIT, says: 'is busy' },
	CompanyIsPosting: { ...WAIT, says: 'is posting in this company' },
	TooManyCallsOpen: {
		...WAIT,
		says: 'has too many calls open for this user',
		fix: 'Make sure that nothing else uses the same server user. It is tried again by itself.',
	},
	QueryTimeout: { ...WAIT, says: 'took too long over the query' },
	NoMoreSQLConnections: { ...WAIT, says: 'has no free connection' },
	UpdateInBackground: { ...WAIT, says: 'is updating in the background' },
	KeyExists: {
		kind: RECORD,
		says: 'already has a record with this number',
		fix: 'Nothing to do: the record is looked up and compared.',
	},
	KeyIsEmpty: { kind: RECORD, says: 'got no number', fix: 'Give the record a number in Moment.' },
	PrimaryKeyCannotBeChanged: {
		kind: RECORD,
		says: 'does not let a number be changed',
		fix: "Numbers are Moment's: change it back in Moment.",
	},
	FieldHasinvalidValue: {
		kind: RECORD,
		says: 'does not accept the value of a field',
		fix: 'Correct the value in Moment, or create it in Uniconta.',
	},
	FieldCannotBeBlank: {
		kind: RECORD,
		says: 'misses a value in a required field',
		fix: 'Fill in the field in Moment.',
	},
	FieldCannotBeChangedToNewValue: {
		kind: RECORD,
		says: 'does not let the field change to this value',
		fix: 'Correct the value in Moment.',
	},
	CurrencyCannotBeChanged: {
		kind: RECORD,
		says: 'does not let the currency of this customer change',
		fix: "Set the customer's currency in Moment back to the one in Uniconta, or make a new customer.",
	},
	CountryNotSet: { kind: RECORD, says: 'misses the country', fix: 'Fill in the country in Moment.' },
	AccountIsMissing: {
		kind: RECORD,
		says: 'misses an account',
		fix: 'Give what is sold an account in Moment: Setup > Accounting.',
	},
	AccountDoesNotExist: {
		kind: RECORD,
		says: 'has no such account',
		fix: 'Create the account in Uniconta, or correct it in Moment.',
	},
	AccountIsBlocked: { kind: RECORD, says: 'has blocked the account', fix: 'Unblock it in Uniconta.' },
	DebtorIsStopped: { kind: RECORD, says: 'has blocked this customer', fix: 'Unblock the customer in Uniconta.' },
	DimensionDoesNotExist: {
		kind: RECORD,
		says: 'has no such dimension value',
		fix: 'Create it in Uniconta: General Ledger > Maintenance > Dimensions.',
	},
	CouldNotLoadOriginal: {
		kind: 'notFound',
		says: 'does not have the record any more',
		fix: 'It was deleted in Uniconta meanwhile. It is looked up again by itself.',
	},
	RecordIsAlreadyDeleted: {
		kind: 'notFound',
		says: 'has deleted the record',
		fix: 'It was deleted in Uniconta meanwhile. It is looked up again by itself.',
	},
	CouldNotSave: {
		kind: RECORD,
		says: 'could not save the record',
		fix: 'Open the record in Uniconta and see which field it asks for.',
	},
	CouldNotCreate: {
		kind: RECORD,
		says: 'could not create the record',
		fix: 'Create a customer by hand in Uniconta and see which field it asks for.',
	},
	ToManyCreatesInOneDay: {
		kind: 'busy',
		says: 'has reached its limit of new records for today',
		fix: 'It is tried again by itself tomorrow.',
	},
	...INVOICING,
};
