import { choice, count, flag, words, type SettingsOf } from '../shared/settings';

/** What is not known of Moment; the first value is the default. */
export const momentSwitches = {
	customerShape: choice(
		['flat', 'nested'],
		'4.1',
		'names and form of organisation number, e-mail, phone, fax, web site and address',
	),
	projectShape: choice(
		['flat', 'nested'],
		'4.2, 4.9',
		"names and form of a project's customer, department, manager, dates and description, and of a department's number",
	),
	invoiceShape: choice(
		['flat', 'nested'],
		'4.4, 4.5',
		"names and form of an invoice's customer, project, department, credited invoice, state, export status, rate, credit days and totals",
	),
	referenceParts: choice(
		['all', 'idOnly'],
		'2, 4.2, 4.4',
		'a record names number and name of its customer, project or department, or its id alone (the rest by include `customer.name`)',
	),
	projectManager: choice(
		['project', 'membershipOnly'],
		'4.2',
		'whether a project names its manager, or only `projectMemberships` does',
	),
	tagShape: choice(
		['objects', 'ids', 'onlyByInclude'],
		'4.1, 4.8, 8 no. 14',
		'`tags` as objects, as `tagIds`, or as objects only where `/include/…tags` asks for them',
	),
	userEmail: choice(
		['byInclude', 'plain'],
		'2, 4.10, 9',
		"a user's `email` only where `/include/…email` asks for it, or in the plain form too",
	),
	expenseResource: choice(
		['projectExpenses', 'expenses', 'none'],
		'3',
		'where project expenses are; `none`: neither is there',
	),
	expenseShape: choice(['flat', 'nested'], '4.7', 'names and form of all fields of an expense'),
	expenseReferenceFilter: choice(
		['works', 'ignored', 'refused'],
		'2, 4.7',
		'whether expenses can be filtered by their external reference, `externalId` or `externalReference`',
	),
	approvalStateNames: choice(
		['camel', 'upper', 'accepted'],
		'4.7',
		'approval states: `approved` `notApproved`, `APPROVED` `NOT_APPROVED`, or `accepted` `awaitingApproval`',
	),
	negativeExpenses: choice(['allowed', 'refused'], '4.7', 'an expense with a negative amount'),
	unknownFields: choice(
		['refused', 'ignored'],
		'2, 4.7',
		'a field in a body that no one has seen: 400, or dropped without a word',
	),
	createAnswer: choice(['row', 'idOnly'], '2', 'what a POST answers: the whole record, or `{id}`'),
	invoiceLines: choice(
		['plain', 'singleOnly', 'onlyByInclude', 'ownList'],
		'3, 4.4, 8 no. 10',
		'`invoiceLines` in every invoice; in a list only by include; only by include at all; or in a list `/invoiceLines?invoiceId=…` of their own',
	),
	lineAccount: choice(
		['object', 'idAndNumber', 'numberOnly', 'idOnly'],
		'4.5',
		'`financialAccount` in a line: with VAT code and percentage, `{id, accountNumber}`, `{accountNumber}`, or `financialAccountId`',
	),
	lineDiscount: choice(['percent', 'amount'], '4.5, 8 no. 11', 'unit of `lineDiscount`'),
	creditNoteSign: choice(['negated', 'positive'], '7', 'sign of quantities and amounts of a credit note'),
	invoiceTypeNames: choice(
		['camel', 'upper', 'absent'],
		'4.4, 8 no. 9',
		'`invoiceType` is `invoice`/`creditNote`, `INVOICE`/`CREDIT_NOTE`, or not there',
	),
	exportStatusNames: choice(
		['camel', 'upper', 'long'],
		'4.4, 8 no. 13',
		'names of the export status: `toTransfer` `hasBeenTransferred` `doNotTransfer`, `TO_TRANSFER` `TRANSFERRED` `DO_NOT_TRANSFER`, or `…ToAccounting`',
	),
	invoiceNumberAs: choice(
		['number', 'text'],
		'2',
		'type of `invoiceNumber` in invoices; in a webhook it is always a number',
	),
	decimals: choice(['number', 'text'], '2', 'amounts, prices, quantities and percentages as number or as text'),
	laterChangesModify: flag(
		true,
		'8 no. 6',
		'whether sending, paying and exporting an invoice moves its `lastModifiedDate`',
	),
	dateShape: choice(['iso', 'epoch'], '2, 8 no. 15', 'form of `createdDate` and `lastModifiedDate`'),
	nulls: choice(['sent', 'omitted'], '2', 'whether empty fields are sent as null'),
	versionRequired: flag(false, '2, 8 no. 17', 'PUT and PATCH must echo the current `version`, else 409'),
	rights: choice(
		['all', 'forbidden', 'emptyLists'],
		'7',
		'what a key without rights sees: everything works, 403, or empty lists and 404',
	),
	ignoredFilters: words('2, 7', 'filters that have no effect, e.g. `["lastModifiedDateFrom"]`'),
	unknownFilters: choice(['ignored', 'refused'], '2, 9', 'a query parameter that no one has seen: no effect, or 400'),
	dateFromBound: choice(['inclusive', 'exclusive'], '8 no. 5', 'whether `…DateFrom` includes the instant itself'),
	listOrder: choice(
		['unspecified', 'id'],
		'7',
		'order of a list without `sort`; unspecified rows move when a record changes',
	),
	defaultPageSize: count(20, '2', 'rows of a page when `size` is not given'),
	maxPageSize: count(500, '2', 'largest page; a larger `size` is cut to it without a word'),
	webhooksToLose: count(0, '5, 8 no. 3', 'so many of the next webhooks are never sent'),
	webhookCopies: count(1, '5, 7', 'how often each webhook is sent, all at once'),
	webhookDelayMs: count(0, '5', 'how long a webhook waits after the change'),
	draftWebhooks: flag(false, '5', 'whether a draft made or changed fires the invoice webhook'),
	creditNoteWebhooks: flag(true, '5', 'whether a credit note fires the invoice webhook'),
	invoiceEvents: choice(
		['own', 'asUpdate'],
		'5',
		'event text when an invoice is sent, paid or credited: `SENT`, `PAID`, `CREDITED`, or that of `updateEvent`',
	),
	updateEvent: choice(
		['UPDATE', 'CREATE_NEW', 'CHANGED'],
		'5',
		'event text of a change; only `CREATE_NEW` is confirmed',
	),
} as const;

export type MomentSettings = SettingsOf<typeof momentSwitches>;
