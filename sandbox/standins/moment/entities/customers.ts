import { shaped, tagIds, text, type MomentEntity } from './field';

/** The customer (MO12). Names that nobody has documented are one guess per shape. */
export const customers: MomentEntity = {
	path: 'customers',
	shapedBy: 'customerShape',
	writable: true,
	numbered: 'customerNumber',
	searched: ['name', 'customerNumber', 'companyRegNo'],
	webhook: { key: 'customer', fields: ['customerNumber'] },
	fields: {
		customerNumber: text('customerNumber', { base: true }),
		name: text('name', { base: true, required: true }),
		customerState: text('customerState', { base: true, fallback: 'active' }),
		companyRegNo: text(shaped('companyRegNo', 'organizationNumber')),
		email: text(shaped('email', 'emailAddress')),
		invoiceEmail: text(shaped('invoiceEmail', 'invoiceEmailAddress')),
		phone: text(shaped('phone', 'phoneNumber')),
		mobile: text(shaped('mobile', 'mobileNumber')),
		fax: text(shaped('fax', 'faxNumber')),
		website: text(shaped('website', 'webSite')),
		addressLine1: text(shaped('addressLine1', 'address.addressLine1')),
		addressLine2: text(shaped('addressLine2', 'address.addressLine2')),
		addressLine3: text(shaped('addressLine3', 'address.addressLine3')),
		postalCode: text(shaped('postalCode', 'address.postalCode')),
		postalPlace: text(shaped('postalPlace', 'address.postalPlace')),
		countryCode: text(shaped('countryCode', 'address.countryCode')),
		currencyCode: text('currencyCode'),
		tagIds,
	},
};
