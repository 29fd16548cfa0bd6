import fc from 'fast-check';
import {
	ADDRESS_FIELDS,
	ADDRESS_OBJECTS,
	CUSTOMER_FIELDS,
	TAG_LISTS,
	TAG_FIELDS,
} from '../../../../lib/moment/api/fields';
import { mentions, valueAt } from '../../../../lib/moment/api/reading';
import { parseCustomer, parseTag, parseTagGroup, parseUser } from '../../../../lib/moment/records/records';

const EMPTY = {
	id: '7',
	customerNumber: '',
	name: '',
	companyRegNo: '',
	email: '',
	invoiceEmail: '',
	website: '',
	phone: '',
	mobile: '',
	fax: '',
	addressLine1: '',
	addressLine2: '',
	addressLine3: '',
	postalCode: '',
	postalPlace: '',
	countryCode: '',
	currencyCode: '',
	state: '',
	tags: [],
	lastModifiedDate: '',
};

function nested(path: string, value: unknown): Record<string, unknown> {
	const [first = '', ...rest] = path.split('.');
	return { [first]: rest.length === 0 ? value : nested(rest.join('.'), value) };
}

describe('what every object has of itself is no value of a record', () => {
	const NAMES = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'];

	it.each(NAMES)('%s', (name) => {
		expect(valueAt({}, name)).toBeUndefined();
		expect(valueAt({ a: { b: 1 } }, `a.${name}`)).toBeUndefined();
		expect(valueAt({}, `${name}.name`)).toBeUndefined();
		expect(mentions({}, [name])).toBe(false);
		expect(valueAt(JSON.parse(`{"${name}":"7"}`) as Record<string, unknown>, name)).toBe('7');
	});
});

const capital = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
const textFields = Object.entries(CUSTOMER_FIELDS).filter(([field]) => field !== 'id' && field !== 'lastModifiedDate');
const everyName = textFields.flatMap(([field, names]) => names.map((name) => [name, field] as const));
const everyAddressName = Object.entries(ADDRESS_FIELDS).flatMap(([field, names]) =>
	names.map((name) => [name, field] as const),
);

describe('a customer of Moment', () => {
	it('may hold nothing but an id', () => {
		expect(parseCustomer({ id: 7 })).toEqual(EMPTY);
	});

	it.each(everyName)('has its %s read as %s', (name, field) => {
		expect(parseCustomer({ id: 7, ...nested(name, '0123') })).toEqual({ ...EMPTY, [field]: '0123' });
	});

	it.each(everyAddressName)('has a flat %s read as %s', (name, field) => {
		expect(parseCustomer({ id: 7, [name]: 'x' })).toEqual({ ...EMPTY, [field]: 'x' });
	});

	it.each(ADDRESS_OBJECTS)('has its address read from the object %s', (object) => {
		const address = { addressLine1: 'Bredgade 1', zipCode: '0800', city: 'Høje Taastrup', countryCode: 'DK' };
		const expected = {
			addressLine1: 'Bredgade 1',
			postalCode: '0800',
			postalPlace: 'Høje Taastrup',
			countryCode: 'DK',
		};
		expect(parseCustomer({ id: 7, [object]: address })).toEqual({ ...EMPTY, ...expected });
	});

	it.each(ADDRESS_OBJECTS)('has its address read as an include flattens %s', (object) => {
		const raw = {
			id: 7,
			[`${object}${capital('postalCode')}`]: '8000',
			[`${object}${capital('countryCode')}`]: 'SE',
		};
		expect(parseCustomer(raw)).toEqual({ ...EMPTY, postalCode: '8000', countryCode: 'SE' });
	});

	it('never has lines of two addresses mixed', () => {
		const raw = {
			id: 7,
			postalAddress: { addressLine1: 'Box 3' },
			visitingAddress: { addressLine1: 'A', postalCode: '1' },
		};
		expect(parseCustomer(raw)).toMatchObject({ addressLine1: 'Box 3', postalCode: '' });
	});

	it('keeps a country of its own beside that of its address', () => {
		const raw = { id: 7, countryCode: 'NO', address: { addressLine1: 'x', countryCode: 'SE' } };
		expect(parseCustomer(raw)).toMatchObject({ countryCode: 'NO', addressLine1: 'x' });
	});

	it('keeps leading zeros of texts and the digits of numbers', () => {
		expect(parseCustomer({ id: 70011223, customerNumber: '0042', companyRegNo: 12345678 })).toMatchObject({
			id: '70011223',
			customerNumber: '0042',
			companyRegNo: '12345678',
		});
	});

	it.each([
		['2026-02-01T08:00:00Z', '2026-02-01T08:00:00.000Z'],
		['2026-02-01T08:00:00.123+01:00', '2026-02-01T07:00:00.123Z'],
		['2026-02-01T08:00:00.000+0100', '2026-02-01T07:00:00.000Z'],
		['2026-02-01 08:00:00', '2026-02-01T08:00:00.000Z'],
		['2026-02-01T08:00:00', '2026-02-01T08:00:00.000Z'],
		[1769932800000, '2026-02-01T08:00:00.000Z'],
		['1769932800000', '2026-02-01T08:00:00.000Z'],
		[1769932800, '2026-02-01T08:00:00.000Z'],
		['yesterday', ''],
		[null, ''],
	])('changed at %p is %p', (lastModifiedDate, expected) => {
		expect(parseCustomer({ id: 7, lastModifiedDate }).lastModifiedDate).toBe(expected);
	});

	it.each(TAG_LISTS.customer)('has its tags read from %s, as objects or as ids', (list) => {
		const tag = { id: 5, name: 'Rådgivere', code: '0100', tagGroupId: 9 };
		expect(parseCustomer({ id: 7, [list]: [tag] }).tags).toEqual([
			{ id: '5', name: 'Rådgivere', code: '0100', tagGroupId: '9', tagGroupName: '' },
		]);
		expect(parseCustomer({ id: 7, [list]: [5, '6'] }).tags).toMatchObject([{ id: '5' }, { id: '6' }]);
	});

	it('has null for tags read as none', () => {
		expect(parseCustomer({ id: 7, tags: null, tagIds: [3] }).tags).toEqual([]);
	});

	it.each([
		[
			{ customerNumber: '20007', name: 'Skov', id: {} },
			"The Moment customer 20007 Skov cannot be read: its field 'id' holds something else than text",
		],
		[
			{ customerNumber: '20007', name: 'Skov' },
			"The Moment customer 20007 Skov cannot be read: its field 'id' is missing",
		],
		[
			{ id: 7, name: ['x'] },
			"The Moment customer (id 7) cannot be read: its field 'name' holds something else than text",
		],
		[
			{ id: 7, tags: 'A' },
			"The Moment customer (id 7) cannot be read: its field 'tags' holds something else than text",
		],
		[
			{ id: 2 ** 60 },
			`The Moment customer (id ${2 ** 60}) cannot be read: its field 'id' is a number too long to be read exactly`,
		],
		['<html>', 'The Moment customer cannot be read: it is not a record'],
		[null, 'The Moment customer cannot be read: it is not a record'],
	])('%j that cannot be read is named', (raw, message) => {
		expect(() => parseCustomer(raw)).toThrow(
			expect.objectContaining({ name: 'ApiError', kind: 'unexpected', message }),
		);
	});

	it('names the company it came from', () => {
		expect(() => parseCustomer({ id: null, name: 'Skov' }, "company 'acme'")).toThrow(
			/Skov in company 'acme' cannot be read/,
		);
	});

	const word = fc.oneof(fc.string(), fc.integer(), fc.constant(null));
	const anyCustomer = fc.record(
		{
			id: fc.oneof(fc.nat().map(String), fc.nat()),
			...Object.fromEntries(everyName.filter(([name]) => !name.includes('.')).map(([name]) => [name, word])),
			...Object.fromEntries(everyAddressName.map(([name]) => [name, word])),
			address: fc.record({ addressLine1: word, zipCode: word, countryCode: word }, { requiredKeys: [] }),
			lastModifiedDate: fc.oneof(fc.nat(), fc.constant('2026-02-01T08:00:00Z'), fc.string()),
			tags: fc.array(
				fc.oneof(
					fc.nat(),
					fc.record({ id: fc.nat(), name: word, code: word, tagGroup: fc.record({ id: fc.nat() }) }),
				),
			),
		},
		{ requiredKeys: ['id'] },
	);

	it('reads its own output again, unchanged', () => {
		fc.assert(
			fc.property(anyCustomer, (raw) => {
				const once = parseCustomer(raw);
				expect(parseCustomer(once)).toEqual(once);
				expect(parseCustomer(JSON.parse(JSON.stringify(once)))).toEqual(once);
			}),
		);
	});

	it('holds nothing but text, whatever was sent', () => {
		fc.assert(
			fc.property(anyCustomer, (raw) => {
				const { tags, ...fields } = parseCustomer(raw);
				for (const value of [...Object.values(fields), ...tags.flatMap((tag) => Object.values(tag))]) {
					expect(typeof value).toBe('string');
				}
			}),
		);
	});
});

describe('tags, tag groups and users', () => {
	it.each(Object.entries(TAG_FIELDS).flatMap(([field, names]) => names.map((name) => [name, field] as const)))(
		'a tag has its %s read as %s',
		(name, field) => {
			expect(parseTag(nested(name, '07'))).toMatchObject({ [field]: '07' });
		},
	);

	it('a tag group has an id, a name and what it is for', () => {
		expect(parseTagGroup({ id: 3, name: 'Kundegruppe', tagGroupType: 'customer' })).toEqual({
			id: '3',
			name: 'Kundegruppe',
			appliesTo: 'customer',
		});
	});

	it('a user has a name, be it in two parts', () => {
		const user = { id: 4, email: 'maja@acme.dk' };
		expect(parseUser({ ...user, firstName: 'Maja', lastName: 'Thomsen' })).toMatchObject({
			id: '4',
			name: 'Maja Thomsen',
			email: 'maja@acme.dk',
		});
		expect(parseUser({ ...user, name: 'Maja' })).toMatchObject({ name: 'Maja' });
	});

	it('one without an id is named', () => {
		expect(() => parseTagGroup({ name: 'Kundegruppe' })).toThrow(
			"The Moment tag group Kundegruppe cannot be read: its field 'id' is missing",
		);
	});
});
