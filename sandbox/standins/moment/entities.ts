import type { MomentSettings } from './settings';

export type MomentValue = string | number | boolean | null | number[];
export type MomentRow = { id: number } & Record<string, MomentValue>;

export interface MomentField {
	type: 'text' | 'integer' | 'boolean' | 'tags';
	/** Where the name or place is unknown, one candidate per shape; a dot is a level. */
	wire: string | Record<MomentSettings['customerShape'], string>;
	required?: true;
	/** Still there with `/include/base`, which drops the rest (reference 2). */
	base?: true;
	/** What POST fills in when nothing is given. */
	fallback?: MomentValue;
}

export interface MomentEntity {
	/** Name in the path. */
	path: string;
	fields: Readonly<Record<string, MomentField>>;
	/** Fields that `query` looks in. */
	searched: readonly string[];
	/** Text field that is the visible number: unique, and given by the server when left out (reference 4.1). */
	numbered?: string;
	/** Key of the record in a webhook's body, and the fields sent beside the id (reference 5); none: no webhook. */
	webhook?: { key: string; fields: readonly string[] };
	writable: boolean;
}

const text = (wire: MomentField['wire'], extra: Partial<MomentField> = {}): MomentField => ({ type: 'text', wire, ...extra });
const shaped = (flat: string, nested: string): MomentField => text({ flat, nested });

/** Reference 4.1. Names marked U there are one guess per shape. */
const customers: MomentEntity = {
	path: 'customers',
	writable: true,
	numbered: 'customerNumber',
	searched: ['name', 'customerNumber', 'companyRegNo'],
	webhook: { key: 'customer', fields: ['customerNumber'] },
	fields: {
		customerNumber: text('customerNumber', { base: true }),
		name: text('name', { base: true, required: true }),
		customerState: text('customerState', { base: true, fallback: 'active' }),
		companyRegNo: shaped('companyRegNo', 'organizationNumber'),
		email: shaped('email', 'emailAddress'),
		invoiceEmail: shaped('invoiceEmail', 'invoiceEmailAddress'),
		phone: shaped('phone', 'phoneNumber'),
		mobile: shaped('mobile', 'mobileNumber'),
		fax: shaped('fax', 'faxNumber'),
		website: shaped('website', 'webSite'),
		addressLine1: shaped('addressLine1', 'address.addressLine1'),
		addressLine2: shaped('addressLine2', 'address.addressLine2'),
		addressLine3: shaped('addressLine3', 'address.addressLine3'),
		postalCode: shaped('postalCode', 'address.postalCode'),
		postalPlace: shaped('postalPlace', 'address.postalPlace'),
		countryCode: shaped('countryCode', 'address.countryCode'),
		currencyCode: text('currencyCode'),
		tagIds: { type: 'tags', wire: 'tags', fallback: [] },
	},
};

/** Reference 4.8. */
const tagGroups: MomentEntity = {
	path: 'tagGroups', writable: false, searched: ['name'],
	fields: { name: text('name', { base: true }), tagGroupType: text('tagGroupType') },
};

/** Reference 4.8: only `id`, `name`, `code` and `tagGroupId` may be expected. */
const tags: MomentEntity = {
	path: 'tags', writable: false, searched: ['name', 'code'],
	fields: { name: text('name', { base: true }), code: text('code'), tagGroupId: { type: 'integer', wire: 'tagGroupId' } },
};

/** Reference 4.10: `email` only outside `include/base`. */
const userAccounts: MomentEntity = {
	path: 'userAccounts', writable: false, searched: ['name', 'email'],
	fields: { name: text('name', { base: true }), email: text('email'), timeLockDate: text('timeLockDate') },
};

/** Reference 4.9. */
const departments: MomentEntity = {
	path: 'departments', writable: false, searched: ['name'],
	fields: { name: text('name', { base: true }), departmentNumber: text('departmentNumber') },
};

/** Every resource the stand-in knows; projects, invoices and expenses join here. */
export const momentEntities: Readonly<Record<string, MomentEntity>> = { customers, tagGroups, tags, userAccounts, departments };

/** On every record (reference 4, "common"); never taken from a body. `version` is, see `versionRequired`. */
export const commonFields = [
	'companyId', 'version', 'createdDate', 'lastModifiedDate', 'createdBySystemUser', 'lastModifiedBySystemUser',
	'createdBySystemUserFullName', 'lastModifiedBySystemUserFullName', 'links',
] as const;

export function wireName(field: MomentField, settings: MomentSettings): string {
	if (field.type === 'tags') return settings.tagShape === 'ids' ? 'tagIds' : 'tags';
	return typeof field.wire === 'string' ? field.wire : field.wire[settings.customerShape];
}
