/**
 * Every name that Moment's API gives to a thing, in one place. Many are not documented (reference 3, 4, 8.9, 8.14): then
 * several candidates stand here, the likeliest first, and the first that holds a value is taken. A dot leads into an
 * object. A name that turns out different is one word more in one line.
 */

/** Paths below `/api/1.0/companies/{companyCode}` (reference 3). */
export const RESOURCES = {
	customers: 'customers',
	projects: 'projects',
	/** The API's name for what the user sees as an activity. */
	projectExtensions: 'projectExtensions',
	projectExpenses: 'projectExpenses',
	invoices: 'invoices',
	tags: 'tags',
	tagGroups: 'tagGroups',
	departments: 'departments',
	userAccounts: 'userAccounts',
	financialAccounts: 'financialAccounts',
} as const;

/** Parts that a plain answer may leave out and that can be asked for by name (reference 2, Includes). */
export const INCLUDES = {
	/** Proven to bring `email`, which `base` alone lacks. */
	users: 'base+email',
	tags: 'tags',
} as const;

/** Names of query parameters (reference 2). Each of them may be ignored by the server without a word. */
export const FILTERS = {
	ids: 'ids',
	freeText: 'query',
	changedFrom: 'lastModifiedDateFrom',
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

/** Where the lists of tags on a customer may be; ids alone come last, because they say least. */
export const CUSTOMER_TAG_LISTS = ['tags', 'customerTags', 'tagList', 'tagIds', 'customerTagIds'] as const;

/** An address is flat in the record (first) or in one of these objects; it is taken whole from the first that holds a line of it. */
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
} as const satisfies Record<string, Candidates>;
