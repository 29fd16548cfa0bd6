import { mapCustomers, type CustomerMapping, type CustomerSource } from '../../lib/mapping/customer';
import { NOTHING_KNOWN, type KnownRecords } from '../../lib/core/identity';
import type { MappedRecord } from '../../lib/core/record';
import type { Tag } from '../../lib/mapping/tags';
import { unicontaCodes } from '../../lib/uniconta/api/codes';

export const GROUP_TAGS = { id: '501', name: 'Kundegruppe' } as const;

export function groupTag(code: string, name = `Gruppe ${code}`): Tag {
	return { name, code, tagGroupId: GROUP_TAGS.id, tagGroupName: GROUP_TAGS.name };
}

/** A Moment customer with every field of M3 filled; what the test is about is given. */
export function customer(given: Partial<CustomerSource> = {}): CustomerSource {
	const number = given.customerNumber ?? '30001';
	return {
		id: `7${number}`,
		customerNumber: number,
		name: `Bageriet ${number}`,
		companyRegNo: '40000008',
		email: `kontakt@bageriet-${number}.example`,
		website: 'https://bageriet.example',
		phone: '+45 11 22 33 44',
		fax: '',
		addressLine1: 'Havnegade 1',
		addressLine2: '2. sal',
		addressLine3: 'Baghuset',
		postalCode: '2100',
		postalPlace: 'København Ø',
		countryCode: 'DK',
		currencyCode: 'DKK',
		tags: [groupTag('ERHV')],
		...given,
	};
}

/** So many customers with numbers from 30001 on. */
export function customers(
	count: number,
	given: (index: number) => Partial<CustomerSource> = () => ({}),
): CustomerSource[] {
	return Array.from({ length: count }, (_, index) =>
		customer({ customerNumber: String(30_001 + index), ...given(index) }),
	);
}

export const MAPPING: CustomerMapping = {
	tagGroup: { value: GROUP_TAGS.name },
	ownCountry: 'DK',
	faxField: '',
	codes: unicontaCodes,
};

export function mapAll(
	sources: readonly CustomerSource[],
	mapping: Partial<CustomerMapping> = {},
	known: KnownRecords = NOTHING_KNOWN,
): MappedRecord[] {
	return mapCustomers(sources, { ...MAPPING, ...mapping }, known);
}

export function mapOne(
	given: Partial<CustomerSource> = {},
	mapping: Partial<CustomerMapping> = {},
	known: KnownRecords = NOTHING_KNOWN,
): MappedRecord {
	const [mapped] = mapAll([customer(given)], mapping, known);
	if (mapped === undefined) throw new Error('One customer gives one record');
	return mapped;
}
