import type { FieldRule } from '../../core/compare';
import type { EntityDefinition } from './entity';

/**
 * The customer in Uniconta (UC33): the fields this package writes, and no others. A name that turns out
 * different is a one-line change here.
 */
const fields: readonly FieldRule[] = [
	{ name: 'Account', label: 'Customer number', kind: 'code', length: 20 },
	{ name: 'Name', label: 'Name', kind: 'text', length: 40 },
	{
		name: 'Group',
		label: 'Customer group',
		kind: 'code',
		length: 10,
		list: {
			type: 'DebtorGroupClient',
			key: 'Group',
			label: 'customer group',
			menu: 'Customer > Maintenance > Customer groups',
			mend: 'correct the code of the tag in Moment (Setup > Tags)',
		},
	},
	{ name: 'CompanyRegNo', label: 'Organisation number', kind: 'text', form: 'organisationNumber', length: 20 },
	{ name: 'ContactEmail', label: 'E-mail', kind: 'text', form: 'email', length: 40 },
	{ name: 'Www', label: 'Web site', kind: 'text', form: 'website', length: 40 },
	{ name: 'Phone', label: 'Phone', kind: 'text', form: 'phone', length: 20 },
	{ name: 'Address1', label: 'Address 1', kind: 'text', length: 40 },
	{ name: 'Address2', label: 'Address 2', kind: 'text', length: 40 },
	{ name: 'Address3', label: 'Address 3', kind: 'text', length: 40 },
	{ name: 'ZipCode', label: 'Zip code', kind: 'text', form: 'zipCode', length: 8 },
	{ name: 'City', label: 'City', kind: 'text', length: 30 },
	{ name: 'Country', label: 'Country', kind: 'country' },
	{ name: 'Currency', label: 'Currency', kind: 'code', length: 3 },
	{ name: 'VatZone', label: 'VAT zone', kind: 'zone', createOnly: true },
];

export const debtor: EntityDefinition = {
	entity: 'customer',
	noun: 'customer',
	type: 'DebtorClient',
	userType: 'DebtorClientUser',
	key: 'Account',
	fields,
	recommendedOnCreate: [
		{
			field: 'VatZone',
			message:
				'is new in Uniconta and has no country, so it gets no VAT zone; Uniconta then takes it as Domestic.',
			fix: 'Enter the country in Moment, and set the VAT zone of the customer in Uniconta.',
		},
	],
	requiredOnCreate: ['Name', 'Group'],
	organisationNumber: 'CompanyRegNo',
};
