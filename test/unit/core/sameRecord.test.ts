import fc from 'fast-check';
import { isSameRecord } from '../../../lib/core/sameRecord';

const named = (name: string, organisationNumber = '') => ({ name, organisationNumber });

describe('a row with the number and without a link is the same record', () => {
	it.each([
		['Nordlys A/S', 'Nordlys'],
		['Nordlys A/S', 'NORDLYS AS'],
		['Nordlys A/S', 'nordlys a / s'],
		['Murer  Hansen ApS', 'Murer Hansen'],
		['Fjord & Vind AS', 'Fjord & Vind'],
		['Åse Ødegård ENK', 'åse ødegård'],
		['Bageriet, Østergade', 'Bageriet Østergade'],
		['Schmidt GmbH & Co. KG', 'Schmidt GmbH & Co KG'],
	])('the names agree: %s, %s', (a, b) => {
		expect(isSameRecord(named(a), named(b))).toBe(true);
		expect(isSameRecord(named(b), named(a))).toBe(true);
	});

	it.each([
		['12345678', 'DK12345678'],
		['DK 12 34 56 78', '12345678'],
		['CVR-nr. 12345678', '12345678'],
		['912 345 678', 'NO912345678MVA'],
		['DE 811 907 980', 'DE811907980'],
	])('the organisation numbers agree, whatever the names: %s, %s', (a, b) => {
		expect(isSameRecord(named('Old name', a), named('New name', b))).toBe(true);
	});

	it('a long name that Uniconta has cut', () => {
		const name = 'Foreningen til Havnefrontens Bevarelse og Udvikling i Aarhus Midtby';
		expect(isSameRecord(named(name), named(name.slice(0, 40)))).toBe(true);
		expect(isSameRecord(named('Havnen Nord'), named('Havnen'))).toBe(false);
	});
});

describe('it is another record', () => {
	it.each([
		['Nordlys A/S', 'Nordhavn A/S'],
		['Hansen ApS', 'Hansen & Søn ApS'],
		['A/S', 'ApS'],
		['', ''],
		['Nordlys', ''],
	])('the names differ, or say nothing: %s, %s', (a, b) => {
		expect(isSameRecord(named(a), named(b))).toBe(false);
	});

	it('two numbers that differ, or none', () => {
		expect(isSameRecord(named('A', '12345678'), named('B', '87654321'))).toBe(false);
		expect(isSameRecord(named('A', ''), named('B', ''))).toBe(false);
		expect(isSameRecord(named('A', 'none'), named('B', '-'))).toBe(false);
	});
});

it('case, spaces and the legal form never tell two names apart', () => {
	const word = fc.stringMatching(/^[a-zæøå]{4,12}$/);
	fc.assert(
		fc.property(
			fc.array(word, { minLength: 1, maxLength: 4 }),
			fc.constantFrom('', ' A/S', ' ApS', ' AS', ' I/S', ' a.m.b.a.'),
			(words, form) => {
				const plain = words.join(' ');
				expect(isSameRecord(named(plain), named(`${words.join('  ').toUpperCase()}${form}`))).toBe(true);
			},
		),
	);
});
