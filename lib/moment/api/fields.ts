/**
 * Every name that Moment's API gives to a thing, in one place. Many are not documented (MO10, MO12–MO20):
 * then several candidates stand here, the likeliest first, and the first that holds a value is taken. A dot leads into
 * an object. A name that turns out different is one word more in one line.
 */

/** Paths below `/api/1.0/companies/{companyCode}` (MO10). */
export const RESOURCES = {
	customers: 'customers',
	projects: 'projects',
	/** The API's name for what the user sees as an activity. */
	projectExtensions: 'projectExtensions',
	projectMemberships: 'projectMemberships',
	projectExpenses: 'projectExpenses',
	invoices: 'invoices',
	/** Not proven: asked only where neither the invoice nor an include has its lines (MO10, MO16). */
	invoiceLines: 'invoiceLines',
	tags: 'tags',
	tagGroups: 'tagGroups',
	departments: 'departments',
	userAccounts: 'userAccounts',
	financialAccounts: 'financialAccounts',
} as const;

/** Parts that a plain answer may leave out and that can be asked for by name (MO5). */
export const INCLUDES = {
	/** Proven to bring `email`, which `base` alone lacks. */
	users: 'base+email',
	tags: 'tags',
	invoiceLines: 'invoiceLines',
} as const;

/** Names of query parameters (MO7). Each of them may be ignored by the server without a word. */
export const FILTERS = {
	ids: 'ids',
	freeText: 'query',
	changedFrom: 'lastModifiedDateFrom',
	/** Proven on other lists (MO7); on memberships and lines a guess. */
	ofProject: 'projectId',
	ofInvoice: 'invoiceId',
	membershipState: 'projectMembershipState',
} as const;

export const SORT_BY_ID = 'id,asc';
export const SORT_NEWEST_FIRST = 'lastModifiedDate,desc';

type Candidates = readonly [string, ...string[]];

export const CUSTOMER_FIELDS = {
	id: ['id', 'customerId'],
	customerNumber: ['customerNumber', 'number'],
	name: ['name', 'customerName'],
	companyRegNo: [
		'companyRegNo',
		'organizationNumber',
		'organisationNumber',
		'orgNumber',
		'orgNo',
		'companyRegistrationNumber',
		'registrationNumber',
		'cvr',
		'vatNumber',
	],
	email: ['email', 'emailAddress', 'eMail', 'mail', 'contactEmail'],
	invoiceEmail: ['invoiceEmail', 'invoiceEmailAddress', 'emailInvoice', 'invoiceReceiverEmail', 'externalReceiver'],
	website: ['website', 'webSite', 'webAddress', 'homepage', 'homePage', 'url', 'www'],
	phone: ['phone', 'phoneNumber', 'telephone', 'telephoneNumber', 'phoneNo', 'tel'],
	mobile: ['mobile', 'mobilePhone', 'mobileNumber', 'mobilePhoneNumber', 'cellPhone'],
	fax: ['fax', 'faxNumber', 'telefax', 'faxNo'],
	countryCode: ['countryCode', 'country.countryCode', 'country.code', 'country'],
	currencyCode: ['currencyCode', 'currency.currencyCode', 'currency.code', 'currency'],
	state: ['customerState', 'state', 'customerStatus', 'status'],
	lastModifiedDate: ['lastModifiedDate', 'lastModified', 'modifiedDate', 'updatedDate'],
} as const satisfies Record<string, Candidates>;

/** Where the list of tags of a record may be; ids alone come last, because they say least. */
export const TAG_LISTS = {
	customer: ['tags', 'customerTags', 'tagList', 'tagIds', 'customerTagIds'],
	project: ['tags', 'projectTags', 'tagList', 'tagIds', 'projectTagIds'],
	invoice: ['tags', 'invoiceTags', 'tagList', 'tagIds', 'invoiceTagIds'],
} as const satisfies Record<string, Candidates>;

/**
 * An address is flat in the record (first) or in one of these objects; it is taken whole from the first that holds a
 * line of it.
 */
export const ADDRESS_OBJECTS = [
	'address',
	'postalAddress',
	'visitingAddress',
	'invoiceAddress',
	'customerAddress',
] as const;

export const ADDRESS_FIELDS = {
	addressLine1: ['addressLine1', 'address1', 'line1', 'street', 'streetAddress'],
	addressLine2: ['addressLine2', 'address2', 'line2'],
	addressLine3: ['addressLine3', 'address3', 'line3'],
	postalCode: ['postalCode', 'zipCode', 'postCode', 'zip'],
	postalPlace: ['postalPlace', 'city', 'postPlace', 'town'],
} as const satisfies Record<string, Candidates>;

export const TAG_FIELDS = {
	id: ['id', 'tagId', 'tag.id'],
	name: ['name', 'tagName', 'tag.name', 'label'],
	code: ['code', 'tagCode', 'tag.code'],
	tagGroupId: ['tagGroupId', 'tagGroup.id', 'groupId', 'group.id', 'tag.tagGroupId', 'tag.tagGroup.id'],
	tagGroupName: ['tagGroupName', 'tagGroup.name', 'groupName', 'group.name', 'tag.tagGroupName', 'tag.tagGroup.name'],
} as const satisfies Record<string, Candidates>;

export const TAG_GROUP_FIELDS = {
	id: ['id', 'tagGroupId'],
	name: ['name', 'tagGroupName', 'label'],
	/** Whether its tags go on customers, projects or co-workers. */
	appliesTo: ['appliesTo', 'entityType', 'tagGroupType', 'objectType', 'type'],
} as const satisfies Record<string, Candidates>;

export const USER_FIELDS = {
	id: ['id', 'userAccountId'],
	name: ['name', 'fullName', 'displayName', 'userAccountName'],
	firstName: ['firstName', 'givenName'],
	lastName: ['lastName', 'surname', 'familyName'],
	email: ['email', 'emailAddress', 'userName'],
	state: ['userAccountState', 'state', 'status'],
	employeeNumber: ['employeeNumber', 'externalEmployeeNumber', 'employeeNo'],
} as const satisfies Record<string, Candidates>;

/** The project (MO13). The names of dates, description and department are not documented. */
export const PROJECT_FIELDS = {
	id: ['id', 'projectId'],
	projectNumber: ['projectNumber', 'number'],
	name: ['name', 'projectName'],
	customerId: ['customerId', 'customer.id'],
	customerNumber: ['customerNumber', 'customer.customerNumber', 'customerCustomerNumber', 'customer.number'],
	customerName: ['customerName', 'customer.name'],
	state: ['projectState', 'state', 'projectStatus', 'status'],
	startDate: ['startDate', 'projectStartDate', 'fromDate', 'plannedStartDate', 'start'],
	endDate: ['endDate', 'projectEndDate', 'toDate', 'untilDate', 'plannedEndDate', 'end'],
	description: ['description', 'projectDescription', 'comment'],
	lastModifiedDate: CUSTOMER_FIELDS.lastModifiedDate,
} as const satisfies Record<string, Candidates>;

/** Who leads a project: the manager before the owner (MO13). */
export const PROJECT_MANAGER_FIELDS = {
	id: [
		'projectManager.id',
		'projectManagerId',
		'projectManagerUserAccountId',
		'manager.id',
		'managerId',
		'projectLeader.id',
		'projectLeaderId',
		'projectOwner.id',
		'projectOwnerId',
		'owner.id',
		'ownerId',
	],
	name: [
		'projectManager.name',
		'projectManager.fullName',
		'projectManagerName',
		'manager.name',
		'managerName',
		'projectLeader.name',
		'projectLeaderName',
		'projectOwner.name',
		'projectOwnerName',
		'owner.name',
		'ownerName',
	],
	employeeNumber: [
		'projectManager.employeeNumber',
		'projectManagerEmployeeNumber',
		'manager.employeeNumber',
		'managerEmployeeNumber',
		'projectLeader.employeeNumber',
		'projectOwner.employeeNumber',
		'projectOwnerEmployeeNumber',
		'owner.employeeNumber',
	],
} as const satisfies Record<string, Candidates>;

/** Who has which part in a project (MO22). */
export const MEMBERSHIP_FIELDS = {
	id: ['id'],
	projectId: ['projectId', 'project.id'],
	userAccountId: ['userAccountId', 'userAccount.id', 'userId'],
	userName: ['userAccountName', 'userAccount.name', 'userAccount.fullName'],
	employeeNumber: ['userAccountEmployeeNumber', 'userAccount.employeeNumber', 'employeeNumber'],
	role: ['projectMembershipRoleName', 'roleName', 'role.name', 'role'],
	state: ['projectMembershipState', 'state'],
} as const satisfies Record<string, Candidates>;

/** How a record names its department. */
export const DEPARTMENT_OF_RECORD = {
	id: ['department.id', 'departmentId'],
	name: ['department.name', 'departmentName'],
	externalNumber: [
		'department.externalNumber',
		'department.departmentNumberInExternalSystem',
		'department.externalDepartmentNumber',
		'department.departmentNumber',
		'departmentNumberInExternalSystem',
		'departmentExternalNumber',
		'departmentNumber',
	],
} as const satisfies Record<string, Candidates>;

/** "Department number in external system"; template text speaks of the department number (MO21). */
export const DEPARTMENT_FIELDS = {
	id: ['id', 'departmentId'],
	name: ['name', 'departmentName'],
	externalNumber: [
		'externalNumber',
		'departmentNumberInExternalSystem',
		'numberInExternalSystem',
		'externalDepartmentNumber',
		'externalSystemNumber',
		'departmentNumber',
	],
} as const satisfies Record<string, Candidates>;

/** Seen on the wire (MO18). */
export const FINANCIAL_ACCOUNT_FIELDS = {
	id: ['id', 'financialAccountId'],
	accountNumber: ['accountNumber', 'number'],
	name: ['name'],
	category: ['financialAccountCategory', 'category'],
	vatPercent: ['currentVatPercentage', 'vatPercentage'],
	vatCategoryCode: ['vatCategoryCode'],
	/** The "Accounting VAT code" of the panel: the accounting system's own code. */
	externalTaxCode: ['externalTaxCode', 'accountingVatCode'],
	externalRevenueClass: ['externalRevenueClass'],
} as const satisfies Record<string, Candidates>;

/** The names of Moment's own export templates come first (MO15). */
export const INVOICE_FIELDS = {
	id: ['id', 'invoiceId'],
	invoiceNumber: ['invoiceNumber', 'number'],
	type: ['invoiceType', 'type', 'invoiceTypeName', 'documentType', 'invoiceKind'],
	isCreditNote: ['isCreditNote', 'creditNote', 'isCreditInvoice', 'isCredit'],
	state: ['invoiceState', 'state', 'invoiceStatus', 'status'],
	issueDate: ['issueDate', 'invoiceDate', 'issuedDate'],
	dueDate: ['dueDate', 'invoiceDueDate', 'paymentDueDate'],
	customerId: ['customerId', 'customer.id'],
	customerNumber: ['customerNumber', 'customer.customerNumber', 'customerCustomerNumber', 'customer.number'],
	customerName: ['customerName', 'customer.name'],
	projectId: ['projectId', 'project.id'],
	projectNumber: ['projectNumber', 'project.projectNumber', 'projectProjectNumber', 'project.number'],
	projectName: ['projectName', 'project.name'],
	currencyCode: ['currencyCode', 'currency.currencyCode', 'currency.code', 'currency'],
	exchangeRate: [
		'exchangeRate',
		'currencyRate',
		'currencyExchangeRate',
		'currency.exchangeRate',
		'currency.rate',
		'rate',
	],
	orderReference: ['orderReference', 'customerOrderReference', 'purchaseOrderReference', 'orderNumber', 'poNumber'],
	creditedInvoiceId: [
		'creditedInvoice.id',
		'creditedInvoiceId',
		'originalInvoice.id',
		'originalInvoiceId',
		'creditInvoiceFor.id',
	],
	creditedInvoiceNumber: [
		'creditedInvoiceNumber',
		'creditedInvoice.invoiceNumber',
		'creditedInvoiceInvoiceNumber',
		'originalInvoiceNumber',
		'originalInvoice.invoiceNumber',
		'creditInvoiceFor.invoiceNumber',
	],
	totalNet: [
		'totalSumExcludingTax',
		'totalSumNetAmount',
		'totalNetAmount',
		'totalSumNet',
		'totalExcludingTax',
		'sumNetAmount',
		'netAmount',
		'totalNet',
	],
	totalVat: [
		'totalTax',
		'totalSumTax',
		'totalVatAmount',
		'totalVat',
		'totalTaxAmount',
		'vatAmount',
		'taxAmount',
		'sumVat',
	],
	totalGross: [
		'totalSumIncludingTax',
		'totalSumIncludingTaxBeforeRounding',
		'totalGrossAmount',
		'totalIncludingTax',
		'sumGrossAmount',
		'grossAmount',
		'totalGross',
	],
	totalGrossAfterRounding: [
		'totalSumIncludingTaxAfterRounding',
		'totalGrossAmountAfterRounding',
		'totalGrossAfterRounding',
	],
	lastModifiedDate: CUSTOMER_FIELDS.lastModifiedDate,
} as const satisfies Record<string, Candidates>;

/** Days of credit (MO12); a name may also hold words, and the first number is taken. */
export const CREDIT_DAYS = [
	'creditDays',
	'paymentTermDays',
	'creditTermDays',
	'paymentTerm.days',
	'paymentTerms.days',
	'creditTerms.days',
	'creditTerms',
	'paymentTerms',
	'daysOfCredit',
] as const satisfies Candidates;

/** The invoice's status of export to accounting (MO26), as a word or as a switch. */
export const EXPORT_STATUS = [
	'exportStatus',
	'accountingExportStatus',
	'invoiceExportStatus',
	'exportState',
	'invoiceExportState',
	'accountingExportState',
	'transferStatus',
	'accountingTransferStatus',
	'accountingStatus',
	'integrationStatus',
	'transferToAccounting',
	'exportToAccounting',
] as const satisfies Candidates;
/** Switches that say by being on that the invoice is not to be transferred. */
export const DO_NOT_TRANSFER = [
	'doNotTransfer',
	'doNotTransferToAccounting',
	'doNotExport',
	'doNotExportToAccounting',
	'excludeFromAccounting',
	'excludedFromExport',
] as const satisfies Candidates;

export const INVOICE_LINE_LISTS = ['invoiceLines', 'lines'] as const;

/** The names of Moment's own export templates come first (MO16). */
export const INVOICE_LINE_FIELDS = {
	text: ['itemName', 'text', 'description', 'name', 'lineText'],
	quantity: ['quantity', 'numberOfUnits', 'units'],
	unitPrice: ['unitPrice', 'price', 'pricePerUnit'],
	discount: ['lineDiscount', 'discount', 'discountPercentage', 'discountPercent', 'discountAmount'],
	surcharge: [
		'surcharge',
		'surchargePercentage',
		'surchargePercent',
		'lineSurcharge',
		'markup',
		'markupPercentage',
		'surchargeAmount',
	],
	net: ['sumNetAmount', 'netAmount', 'lineNetAmount', 'sumNet', 'net'],
	vatPercent: ['vatPercentage', 'vatPercent', 'vatRate', 'taxPercentage'],
	vat: ['estimatedInvoiceLineVat', 'vatAmount', 'lineVat', 'taxAmount', 'vat'],
	accountId: ['financialAccount.id', 'financialAccountId', 'account.id', 'accountId'],
	accountNumber: [
		'financialAccount.accountNumber',
		'financialAccountNumber',
		'financialAccountAccountNumber',
		'accountNumber',
		'account.accountNumber',
	],
	vatCode: [
		'externalTaxCode',
		'financialAccount.externalTaxCode',
		'financialAccountExternalTaxCode',
		'account.externalTaxCode',
		'accountingVatCode',
	],
	projectId: ['projectId', 'project.id'],
	projectNumber: ['projectNumber', 'project.projectNumber', 'project.number'],
	projectName: ['projectName', 'project.name'],
} as const satisfies Record<string, Candidates>;
/** The invoice that a line of the separate list belongs to. */
export const INVOICE_OF_LINE = ['invoiceId', 'invoice.id'] as const satisfies Candidates;

/** What the user sees as an activity (MO14). */
export const ACTIVITY_FIELDS = {
	id: ['id', 'projectExtensionId'],
	projectId: ['projectId', 'project.id'],
	name: ['name', 'projectExtensionName'],
	state: ['projectExtensionState', 'state', 'status'],
} as const satisfies Record<string, Candidates>;

/** Where project expenses may be: the first that is there (its name is unconfirmed, MO19). */
export const EXPENSE_RESOURCES = [RESOURCES.projectExpenses, 'expenses'] as const satisfies Candidates;

/**
 * No name is confirmed (MO19). The first is written to unless a record that Moment sent shows another of them,
 * or Moment refuses it. Only words that can hardly mean anything else stand here. A user can give the true name in the
 * options of the node.
 */
export const EXPENSE_FIELDS = {
	projectId: ['projectId', 'project.id'],
	activityId: ['projectExtensionId', 'projectExtension.id', 'activityId', 'activity.id'],
	date: ['expenseDate', 'date', 'projectExpenseDate', 'transactionDate'],
	description: ['description', 'comment', 'text'],
	amount: ['amount', 'costPrice', 'netAmount', 'totalCostPrice'],
	currencyCode: ['currencyCode', 'currency.currencyCode', 'currency.code', 'currency'],
	billable: ['billable', 'isBillable', 'invoiceable'],
	supplierName: ['supplierName', 'supplier.name', 'supplier'],
	supplierInvoiceNumber: [
		'supplierInvoiceNumber',
		'supplierInvoiceNo',
		'supplierInvoice.number',
		'supplierInvoiceReference',
	],
	approvalState: ['approvalState', 'approvalStatus', 'projectExpenseState', 'expenseState'],
	externalReference: ['externalId', 'externalReference', 'externalKey', 'externalSystemId'],
} as const satisfies Record<string, Candidates>;

/**
 * What an approval state may be called (values unknown, MO19): when Moment refuses one word, the next is
 * tried.
 */
export const APPROVAL_STATES: readonly Candidates[] = [
	['approved', 'accepted', 'APPROVED', 'ACCEPTED'],
	['notApproved', 'awaitingApproval', 'pending', 'open', 'NOT_APPROVED', 'AWAITING_APPROVAL', 'PENDING', 'OPEN'],
];
