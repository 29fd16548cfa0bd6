import * as fc from 'fast-check';
import { mapCustomers, type CustomerSource } from '../../../lib/mapping/customer';
import { foldLog, logRows } from '../../../lib/state/log';
import type { KnownRecords } from '../../../lib/core/identity';
import { fingerprint, type MappedRecord } from '../../../lib/core/record';
import { COUNTRIES } from '../../../lib/uniconta/api/countries';
import { customer, groupTag, mapAll, mapOne, MAPPING } from '../../support/customerSource';

const errors = ({ findings }: MappedRecord): Array<[string, string]> =>
	findings.filter(({ level }) => level === 'error').map(({ field, value }) => [field, value]);
const messages = ({ findings }: MappedRecord): string => findings.map(({ message }) => message).join(' ');

/** The log as it would be after these records were written. */
function written(...records: MappedRecord[]): KnownRecords {
	const results = records.map((record, index) => ({
		...record,
		outcome: 'created',
		changes: {},
		unicontaRowId: String(500 + index),
		findings: [],
	}));
	return foldLog(
		logRows(results, { now: 0, execution: '1', known: [] }).map((row, id) => ({ ...row, id })),
		'customer',
	);
}

describe('a customer in order', () => {
	it('carries every field over (M3)', () => {
		expect(mapOne()).toMatchObject({
			entity: 'customer',
			key: '30001',
			momentId: '730001',
			name: 'Bageriet 30001',
			findings: [],
			uniconta: {
				Account: '30001',
				Name: 'Bageriet 30001',
				CompanyRegNo: '40000008',
				ContactEmail: 'kontakt@bageriet-30001.example',
				Www: 'https://bageriet.example',
				Phone: '+45 11 22 33 44',
				Address1: 'Havnegade 1',
				Address2: '2. sal',
				Address3: 'Baghuset',
				ZipCode: '2100',
				City: 'København Ø',
				Country: 'Denmark',
				Currency: 'DKK',
				Group: 'ERHV',
				VatZone: 'Domestic',
			},
		});
	});

	it('leaves out what is empty, and blanks around a text', () => {
		const { uniconta, held } = mapOne({
			phone: '  ',
			addressLine3: '',
			name: ' Bageriet ',
			email: ' a@b.example ',
		});
		expect(Object.keys(uniconta)).not.toEqual(expect.arrayContaining(['Phone']));
		expect(uniconta).toMatchObject({ Name: 'Bageriet', ContactEmail: 'a@b.example' });
		expect(held).not.toContain('Phone');
		expect(held).not.toContain('Address3');
	});

	it('keeps leading zeros of its number', () => {
		expect(mapOne({ customerNumber: '000471' }).uniconta.Account).toBe('000471');
	});

	it.each(['A', 'K'.repeat(20), "O'Neill & Søn", 'a b', '🦊'.repeat(10)])('may be numbered %s', (customerNumber) => {
		expect(errors(mapOne({ customerNumber }))).toEqual([]);
	});

	it('takes a country and a currency in small letters', () => {
		expect(mapOne({ countryCode: 'dk', currencyCode: 'dkk' }).uniconta).toMatchObject({
			Country: 'Denmark',
			Currency: 'DKK',
			VatZone: 'Domestic',
		});
	});

	it('without country and currency goes through without them', () => {
		const { uniconta, findings } = mapOne({ countryCode: '', currencyCode: '' });
		expect(findings).toEqual([]);
		expect(['Country', 'VatZone', 'Currency'].filter((field) => field in uniconta)).toEqual([]);
	});
});

describe('every violation is a finding with record, field, value and fix', () => {
	const cases: Array<[string, Partial<CustomerSource>, string, string]> = [
		['no number', { customerNumber: '' }, 'Customer number', ''],
		['a number longer than 20', { customerNumber: 'K'.repeat(21) }, 'Customer number', 'K'.repeat(21)],
		['a number with a blank before it', { customerNumber: ' 30001' }, 'Customer number', ' 30001'],
		['a number with a blank behind it', { customerNumber: '30001 ' }, 'Customer number', '30001 '],
		['a number with a line break in it', { customerNumber: '30\n001' }, 'Customer number', '30\n001'],
		['half a character in the number', { customerNumber: '30\uD83E001' }, 'Customer number', '30\uD83E001'],
		['no name', { name: '  ' }, 'Name', ''],
		[
			'no tag of the group',
			{ tags: [{ ...groupTag('X'), tagGroupId: '9', tagGroupName: 'Branche' }] },
			'Tag group "Kundegruppe"',
			'',
		],
		[
			'two tags of the group',
			{ tags: [groupTag('A', 'Alfa'), groupTag('B', 'Beta')] },
			'Tag group "Kundegruppe"',
			'Alfa, Beta',
		],
		[
			'the same tag twice',
			{ tags: [groupTag('A', 'Alfa'), groupTag('A', 'Alfa')] },
			'Tag group "Kundegruppe"',
			'Alfa, Alfa',
		],
		['a tag without code', { tags: [groupTag('', 'Ny kunde')] }, 'Tag group "Kundegruppe"', 'Ny kunde'],
		['a tag with a blank code', { tags: [groupTag('  ', 'Ny kunde')] }, 'Tag group "Kundegruppe"', 'Ny kunde'],
		['a code longer than 10', { tags: [groupTag('ABCDEFGHIJK')] }, 'Tag group "Kundegruppe"', 'ABCDEFGHIJK'],
		['an unknown country', { countryCode: 'XK' }, 'Country', 'XK'],
		['a country by its name', { countryCode: 'Denmark' }, 'Country', 'Denmark'],
		['an unknown currency', { currencyCode: 'KR' }, 'Currency', 'KR'],
	];
	it.each(cases)('%s', (_name, given, field, value) => {
		const mapped = mapOne(given);
		expect(errors(mapped)).toEqual([[field, value]]);
		const [finding] = mapped.findings;
		expect(finding?.fix).not.toBe('');
		expect(finding?.message).toContain(mapped.key === '' ? 'Moment id 7' : mapped.key);
	});

	it('all of them come at once', () => {
		expect(
			errors(
				mapOne({ customerNumber: 'K'.repeat(21), name: '', tags: [], countryCode: 'XK', currencyCode: 'KR' }),
			).map(([field]) => field),
		).toEqual(['Customer number', 'Name', 'Tag group "Kundegruppe"', 'Country', 'Currency']);
	});

	it('names the tag group by the name given where it is chosen by its id', () => {
		const mapped = mapOne({ tags: [] }, { tagGroup: { value: '501', name: 'Kundegruppe' } });
		expect(messages(mapped)).toContain('no tag in the tag group "Kundegruppe"');
		// The group may have been deleted since it was chosen.
		expect(mapped.findings.map(({ fix }) => fix).join(' ')).toContain('whether Moment still has that tag group');
	});

	it.each([['501'], ['Kundegruppe'], [' kundeGRUPPE ']])('finds the tag group by "%s"', (value) => {
		expect(mapOne({}, { tagGroup: { value } }).uniconta.Group).toBe('ERHV');
	});
});

describe('a number that is not this customer’s alone (M4)', () => {
	const anna = { id: '1', customerNumber: '1001', name: 'Anna' };
	const bo = { id: '2', customerNumber: '1002', name: 'Bo' };
	const known = written(...mapAll([customer(anna), customer(bo)]));

	it('unchanged numbers are no finding', () => {
		expect(mapAll([customer(anna), customer(bo)], {}, known).flatMap(({ findings }) => findings)).toEqual([]);
	});

	it('changed since it was sent: drift, naming the old number', () => {
		const [mapped] = mapAll([customer({ ...anna, customerNumber: '1009' })], {}, known);
		expect(errors(mapped!)).toEqual([['Number', '1009']]);
		expect(messages(mapped!)).toContain('had the number 1001');
	});

	it('shared by two in the run: both are refused', () => {
		const mapped = mapAll([customer({ id: 'x', customerNumber: '7' }), customer({ id: 'y', customerNumber: '7' })]);
		expect(mapped.map((one) => errors(one))).toEqual([[['Number', '7']], [['Number', '7']]]);
		expect(messages(mapped[0]!)).toContain('Moment id y');
	});

	it('the same customer twice in the run is not two', () => {
		expect(mapAll([customer(anna), customer(anna)]).flatMap(({ findings }) => findings)).toEqual([]);
	});

	it('held by another one in the log: refused', () => {
		const [mapped] = mapAll([customer({ id: '3', customerNumber: '1001' })], {}, known);
		expect(messages(mapped!)).toContain('the customer of Moment "Anna" (Moment id 1) was sent');
	});

	it('two that swap their numbers in one run: both are refused', () => {
		const mapped = mapAll(
			[customer({ ...anna, customerNumber: '1002' }), customer({ ...bo, customerNumber: '1001' })],
			{},
			known,
		);
		expect(mapped.every((one) => errors(one).length > 0)).toBe(true);
	});

	it('given up by one and taken by another in the same run: the other does not overwrite the debtor', () => {
		const mapped = mapAll(
			[customer({ ...anna, customerNumber: '1009' }), customer({ id: '3', customerNumber: '1001' })],
			{},
			known,
		);
		expect(mapped.map((one) => errors(one).map(([field]) => field))).toEqual([['Number'], ['Number']]);
	});

	it('deleted from the log the customer is new under its new number', () => {
		const after = written(...mapAll([customer(bo)]));
		expect(errors(mapAll([customer({ ...anna, customerNumber: '1009' })], {}, after)[0]!)).toEqual([]);
	});
});

describe('empty in Moment (G4)', () => {
	it('is not sent where the log does not show that Moment held it', () => {
		expect('Phone' in mapOne({ phone: '' }).uniconta).toBe(false);
		expect('Phone' in mapOne({ phone: '' }, {}, written(mapOne({ phone: '' }))).uniconta).toBe(false);
	});

	it.each([
		'companyRegNo:CompanyRegNo',
		'email:ContactEmail',
		'website:Www',
		'phone:Phone',
		'addressLine1:Address1',
		'addressLine2:Address2',
		'addressLine3:Address3',
		'postalCode:ZipCode',
		'postalPlace:City',
	])('blanks what the log shows it held: %s', (pair) => {
		const [from = '', to = ''] = pair.split(':');
		const mapped = mapOne({ [from]: '' }, {}, written(mapOne()));
		expect(mapped.uniconta[to]).toBe('');
		expect(mapped.held).not.toContain(to);
	});

	it('blanks once: after that run the log says that Moment holds nothing', () => {
		const blanked = mapOne({ phone: '' }, {}, written(mapOne()));
		const after = mapOne({ phone: '' }, {}, written(blanked));
		expect('Phone' in after.uniconta).toBe(false);
		expect(after.hash).toBe(blanked.hash);
	});

	it('never blanks a code: a group, country or currency cannot be empty', () => {
		const mapped = mapOne({ countryCode: '', currencyCode: '' }, {}, written(mapOne()));
		expect(['Country', 'Currency', 'Group', 'Name'].filter((field) => mapped.uniconta[field] === '')).toEqual([]);
	});
});

describe('a fax number', () => {
	it('goes into the field that is configured', () => {
		expect(mapOne({ fax: '70' }, { faxField: 'FaxNumber' })).toMatchObject({
			uniconta: { FaxNumber: '70' },
			findings: [],
		});
	});

	it('is reported as not transferable where none is', () => {
		expect(mapOne({ fax: '70' }).findings.map(({ level, field, value }) => [level, field, value])).toEqual([
			['note', 'Fax', '70'],
		]);
	});

	it('is reported once', () => {
		expect(mapOne({ fax: '70' }, {}, written(mapOne({ fax: '70' }))).findings).toEqual([]);
	});

	it('is reported when the field that it went into is no longer configured', () => {
		const before = written(mapOne({ fax: '70' }, { faxField: 'FaxNumber' }));
		expect(mapOne({ fax: '70' }, {}, before).findings).toHaveLength(1);
	});

	it('is blanked in its field when Moment empties it', () => {
		const before = written(mapOne({ fax: '70' }, { faxField: 'FaxNumber' }));
		expect(mapOne({}, { faxField: 'FaxNumber' }, before).uniconta.FaxNumber).toBe('');
	});
});

describe('the VAT zone', () => {
	it.each([
		['DK', 'DK', 'Domestic'],
		['DK', 'DE', 'EU'],
		['DK', 'NO', 'Foreign'],
		['DK', 'GL', 'Foreign'],
		['DK', 'FO', 'Foreign'],
		['DK', 'GB', 'Foreign'],
		['DK', 'GR', 'EU'],
		['NO', 'NO', 'Domestic'],
		['NO', 'DK', 'EU'],
		['NO', 'US', 'Foreign'],
		['dk', 'dk', 'Domestic'],
	])('of a company in %s for a customer in %s is %s', (ownCountry, countryCode, zone) => {
		expect(mapOne({ countryCode }, { ownCountry }).uniconta.VatZone).toBe(zone);
	});
});

/** What stands in `held` beside names of fields: that something was said. */
const MARKS = /^(fax|addresses [0-9a-f]{8})$/;

describe('whatever Moment sends', () => {
	const text = fc.oneof(
		fc.string(),
		fc.string({ unit: 'binary' }),
		fc.constantFrom('', ' ', 'DK', 'de', 'XK', 'DKK', '30001', "O'Neill"),
	);
	const tag = fc.record({
		name: text,
		code: text,
		tagGroupId: fc.constantFrom('501', '502', ''),
		tagGroupName: fc.constantFrom('Kundegruppe', 'Branche', ''),
	});
	const source: fc.Arbitrary<CustomerSource> = fc.record({
		id: fc.constantFrom('1', '2', '3', '4'),
		customerNumber: fc.oneof(fc.constantFrom('1', '2', '3'), text),
		name: text,
		companyRegNo: text,
		email: text,
		website: text,
		phone: text,
		fax: text,
		addressLine1: text,
		addressLine2: text,
		addressLine3: text,
		postalCode: text,
		postalPlace: text,
		countryCode: fc.oneof(fc.constantFrom(...COUNTRIES.map(({ iso }) => iso)), text),
		currencyCode: fc.oneof(fc.constantFrom('DKK', 'eur'), text),
		tags: fc.array(tag, { maxLength: 3 }),
	});
	const FIELDS = new Set([
		'Account',
		'Name',
		'Group',
		'CompanyRegNo',
		'ContactEmail',
		'Www',
		'Phone',
		'Address1',
		'Address2',
		'Address3',
		'ZipCode',
		'City',
		'Country',
		'Currency',
		'VatZone',
		'FaxNumber',
	]);
	const run = fc.tuple(fc.array(source, { maxLength: 5 }), fc.constantFrom('', 'FaxNumber'));

	it('never throws, gives one record each in the same order, and only fields that are Moment’s', () => {
		fc.assert(
			fc.property(run, ([sources, faxField]) => {
				const mapped = mapAll(sources, { faxField });
				expect(mapped.map(({ momentId, key }) => [momentId, key])).toEqual(
					sources.map(({ id, customerNumber }) => [id, customerNumber]),
				);
				for (const { uniconta, held } of mapped) {
					expect(Object.keys(uniconta).every((field) => FIELDS.has(field))).toBe(true);
					expect(held.every((name) => MARKS.test(name) || (uniconta[name] !== '' && name in uniconta))).toBe(
						true,
					);
				}
			}),
			// Several addresses leave a mark.
			{ examples: [[[[customer({ email: ';*@0.A' })], '']]] },
		);
	});

	it('the same input gives the same output, and the order of the others changes nothing', () => {
		fc.assert(
			fc.property(run, ([sources, faxField]) => {
				const mapped = mapAll(sources, { faxField });
				expect(mapAll(sources, { faxField })).toEqual(mapped);
				const sorted = (records: MappedRecord[]): string[] =>
					records
						.map(({ findings, ...rest }) =>
							JSON.stringify([rest, findings.map(({ field, value, level }) => [field, value, level])]),
						)
						.sort();
				expect(sorted(mapAll([...sources].reverse(), { faxField }))).toEqual(sorted(mapped));
			}),
		);
	});

	it('what is written is never written twice: with its own result in the log nothing is drift and the hash is the same', () => {
		fc.assert(
			fc.property(source, fc.constantFrom('', 'FaxNumber'), (one, faxField) => {
				const [mapped] = mapAll([one], { faxField });
				const [again] = mapCustomers([one], { ...MAPPING, faxField }, written(mapped!));
				expect(again?.uniconta).toEqual(mapped?.uniconta);
				expect(again?.hash).toBe(mapped?.hash);
				expect(again!.findings.filter(({ field }) => field === 'Number')).toEqual([]);
				expect(again!.findings.filter(({ level }) => level === 'note')).toEqual([]);
			}),
		);
	});

	it('the fingerprint does not depend on the order of the fields, and tells contents apart', () => {
		fc.assert(
			fc.property(fc.dictionary(fc.string(), fc.string()), fc.string(), (fields, more) => {
				const reversed = Object.fromEntries(Object.entries(fields).reverse());
				expect(fingerprint(reversed)).toBe(fingerprint(fields));
				expect(fingerprint({ ...fields, more: `${more}!` })).not.toBe(fingerprint({ ...fields, more }));
			}),
		);
	});
});
