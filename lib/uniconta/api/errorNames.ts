/**
 * Uniconta's ErrorCodes by number (reference 11, build of December 2019). Later builds append names; some of those
 * that were seen are added at the end without a number.
 */
export const ERROR_NAMES = [
	'Succes', 'NoSucces', 'NoRights', 'Exception', 'VersionNoLongerSupported', 'InvalidVersion', 'InvalidObject',
	'UserNotLoggedIn', 'UserIsBlocked', 'UserOrPasswordIsWrong', 'UnknownAppIdent', 'CouldNotLoad',
	'CouldNotLoadOriginal', 'CouldNotSave', 'CouldNotCreate', 'LineCountMismatch', 'RecordNotSelected',
	'CostPriceCannotBeNegative', 'CouldNotFind', 'SumNotZero', 'AccountDoesNotExist', 'AccountIsMissing',
	'AccountIsBlocked', 'AccountIsNotPostingAccount', 'DimensionDoesNotExist', 'CostValueAndQtyCannotBothHaveValue',
	'FinancePeriodDoesNotExist', 'FinancePeriodNotOpen', 'NumberSerieDoesNotExist', 'NumberSerieIsBlocked',
	'TransTypeDoesNotExist', 'VatTypeDoesNotExist', 'VatCodeCannotBeUsedOnThisAccount',
	'SplitAccountHasCircularReference', 'SplitAccountIsNotPostingAccount', 'IdDoesNotExist', 'LoginIdExists',
	'DebitAndCreditCannotBothHaveValue', 'DebtorCreditorCannotHaveVat', 'KeyIsEmpty', 'KeyExists',
	'FieldHasinvalidValue', 'FieldCannotBeBlank', 'FieldCannotBeChangedToNewValue', 'NoRightsToDelete',
	'NoRightsToUpdate', 'NoRightsToInsert', 'CouldNotDeleteRecordThatIsReferred', 'DimensionIsMandatory',
	'VoucherCannotBeZero', 'VoucherAllreadyCanceled', 'AccountHasMandatoryVat', 'VatOperationNotSpecified',
	'PaymentCannotBeEmpty', 'UserDoesNotExist', 'DateSumNotZero', 'TooManyVatCombinations', 'VatIsNotSalesVat',
	'VatIsNotPurchaseVat', 'IllegalFiletype', 'SQLException', 'PrimaryKeyCannotBeChanged',
	'CouldNotDeleteRecordThatHasTransactions', 'AmountAndAmountCurHasDifferentSign',
	'CurrencyIsSetButAmountHasNoValue', 'JournalIsBlocked', 'PurchaseVatCannotBeUsedOnSalesAccount',
	'SalesVatCannotBeUsedOnPurchaceAccount', 'PurchaseVatOprCannotBeUsedOnSalesVat',
	'SalesVatOprCannotBeUsedOnPurchaceVat', 'WithholdingAccountNotFound', 'WithholdingRateNotFound', 'NoCompanyId',
	'FileIsTooBig', 'AccountIsNotBankAccount', 'BankAccountIsMissing', 'RecordIsAlreadyDeleted', 'MonthNotOpen',
	'CompanyIsDeactivated', 'CannotVoidPrimoTransaction', 'ProjectIsBlocked', 'PrCategoryCannotBeBlank',
	'PrCatRevenueAccountNotRevenue', 'PrCatNotRevenueAccountRevenue', 'NoLinesToUpdate', 'NoInternetHeading',
	'AppIdentBlocked', 'NoRightsToRunApp', 'SlowDown', 'CannotUpdateRecord', 'CannotDeleteRecord',
	'SequenceNumberError', 'ServerIsBusy', 'ToManyCreatesInOneDay', 'NumberIsUsedBefore', 'CreditorIsStopped',
	'DebtorIsStopped', 'ItemIsOnHold', 'AmountDoesNotMatchEnteredAmount', 'ProjectCannotBeBlank',
	'CannotCancelVoucher', 'MovementCannotHaveCost', 'CannotCancelVoucherFromOtherModule', 'FileDoesNotExist',
	'UnivisorHasSubscription', 'AccountDoesNotAllowCurrency', 'ItemHasMandatoryVariant', 'CreditLimitExceeded',
	'CannotUpdateInvoicedRecord', 'CountryNotSet', 'SerieBatchDoesNotExist', 'MandatorySerialBatch',
	'BomNotSpecified', 'CurrencyCannotBeChanged', 'CannotChangeToUserWithNoSubscription', 'VoucherSumNotZero',
	'AccountIsReconciled', 'InvoiceWasUsed', 'InvoiceNumberMissing', 'CannotHaveOffsetAccount', 'CompanyIsPosting',
	'ErrorInJournal', 'NoSubscription', 'SubscriptionBlocked', 'RecordTooLarge', 'NoLinesFound',
	'StorageCannotBeNegative', 'AccountAndOffsetCannnotBeEqual', 'FieldMustBeBlank', 'CompanyDoesNotExist',
	'TooManyCallsOpen', 'OperatorBlocked', 'QueryTimeout', 'ContainsLinesDelivered', 'QtyNotNegative',
	'UserIsNotServerUser', 'UserIsServerUser', 'OrderIsDeleted', 'ExchangeRateError', 'TooManyArguments',
	'OnlyPositiveNumber', 'NoExchangeRate', 'InventoryAccountMisuse', 'CostPriceTooBig', 'QtyCannotBeZero',
	'EmailLimitExceeded', 'NoUnitConversionToStock', 'DimensionIsBlocked', 'UpdateInBackground', 'OnlyServiceAllowed',
	'RecursiveBOM', 'AccountNotDCSummery', 'NoMoreSQLConnections', 'UserHasNoCompany', 'UserIdExists',
	'NotAllowedToEditSerieBatch', 'DateNotSet', 'IgnoreUpdate', 'IPAddressNotAllowed', 'TooManyLoginAttempts',
	'InvalidCategory', 'TooManyLinesSelected', 'TooManySerialBatch', 'JournalIsAlreadyPosted',
	'DayIsNotReportedReady', 'MandatoryItem', 'NotInvoiceable', 'EmployeeNoSpecified', 'NoEmail',
	'CategoryMustBeInvoice',
] as const;

/** Seen in answers, number unknown (reference 3.3). */
export const UNNUMBERED_ERROR_NAMES = ['ArgumentMissing'] as const;

export type UnicontaErrorName = (typeof ERROR_NAMES)[number] | (typeof UNNUMBERED_ERROR_NAMES)[number];
