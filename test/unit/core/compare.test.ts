import * as fc from 'fast-check';
import { differences, isCut, type FieldRule } from '../../../lib/core/compare';
import { normalise } from '../../../lib/uniconta/api/dialect';

const NAME: FieldRule = { name: 'Name', label: 'Name', kind: 'text', length: 40 };
const GROUP: FieldRule = { name: 'Group', label: 'Group', kind: 'code', length: 10 };
const COUNTRY: FieldRule = { name: 'Country', label: 'Country', kind: 'country' };
const ZONE: FieldRule = { name: 'VatZone', label: 'VAT zone', kind: 'zone', createOnly: true };
const NONE = new Map<string, number>();

const changed = (
	wanted: Record<string, unknown>,
	stored: Record<string, unknown>,
	longest: Map<string, number> | undefined = NONE,
): string[] =>
	Object.keys(differences(wanted, (field) => stored[field], [NAME, GROUP, COUNTRY, ZONE], normalise, longest));

describe('what counts as different', () => {
	it('a field that is not wanted is not looked at', () => {
		expect(changed({}, { Name: 'x', Group: 'y' })).toEqual([]);
	});

	it.each([
		[{ Name: 'a' }, { Name: 'a' }, []],
		[{ Name: 'a' }, { Name: 'b' }, ['Name']],
		[{ Name: 'a' }, {}, ['Name']],
		[{ Name: '' }, {}, []],
		[{ Name: '' }, { Name: 'a' }, ['Name']],
		[{ Name: 'a' }, { Name: ' a ' }, []],
		[{ Name: 'a\nb' }, { Name: 'a\r\nb' }, []],
		[{ Name: 'A' }, { Name: 'a' }, ['Name']],
		[{ Name: '12' }, { Name: 12 }, []],
		[{ Group: 'ERHV' }, { Group: 'erhv' }, ['Group']],
		[{ Country: 'Denmark' }, { Country: 57 }, []],
		[{ Country: 'Denmark' }, { Country: 'denmark' }, []],
		[{ Country: 'Denmark' }, { Country: 'Germany' }, ['Country']],
		[{ Country: 'Denmark' }, { Country: 0 }, ['Country']],
		[{ VatZone: 'EU' }, { VatZone: 'Indland' }, []],
	])('wanted %j, stored %j: %j', (wanted, stored, expected) => {
		expect(changed(wanted, stored)).toEqual(expected);
	});

	it('says both values', () => {
		expect(differences({ Name: 'b' }, () => undefined, [NAME], normalise, NONE)).toEqual({
			Name: { from: '', to: 'b' },
		});
	});
});

describe('a text that Uniconta cut', () => {
	const text = fc
		.string({ unit: 'grapheme', minLength: 1, maxLength: 120 })
		.map((value) => value.trim())
		.filter((value) => value !== '');

	it('counts as equal wherever it was cut at 40 or later', () => {
		fc.assert(
			fc.property(text, fc.integer({ min: 40, max: 100 }), (wanted, length) => {
				expect(changed({ Name: wanted }, { Name: wanted.slice(0, length) })).toEqual([]);
			}),
		);
	});

	it('never where another row holds a longer one: then it was not the length', () => {
		fc.assert(
			fc.property(fc.integer({ min: 41, max: 80 }), (length) => {
				const wanted = 'x'.repeat(length + 5);
				expect(
					changed({ Name: wanted }, { Name: wanted.slice(0, length) }, new Map([['Name', length + 1]])),
				).toEqual(['Name']);
			}),
		);
	});

	it('shorter than 40 it is another text', () => {
		expect(changed({ Name: 'x'.repeat(60) }, { Name: 'x'.repeat(39) })).toEqual(['Name']);
	});

	it('never for a code, nor for a field whose length is not known', () => {
		expect(isCut(GROUP, 'ABCDEFGHIJK', 'ABCDEFGHIJ', NONE)).toBe(false);
		expect(isCut({ name: 'Fax', label: 'Fax', kind: 'text' }, 'x'.repeat(60), 'x'.repeat(40), NONE)).toBe(false);
	});

	it('cut behind a blank, which Uniconta then trims', () => {
		const wanted = `${'x'.repeat(39)} yz`;
		expect(isCut(NAME, wanted, 'x'.repeat(39), NONE)).toBe(true);
		expect(isCut(NAME, `${'x'.repeat(38)} yz`, 'x'.repeat(38), NONE)).toBe(false);
	});

	it('counts as different where the caller asks for that', () => {
		const wanted = 'x'.repeat(60);
		expect(
			Object.keys(differences({ Name: wanted }, () => wanted.slice(0, 40), [NAME], normalise, undefined)),
		).toEqual(['Name']);
	});

	it('equal is equal, and a longer one stored is different', () => {
		fc.assert(
			fc.property(text, text, (a, b) => {
				expect(isCut(NAME, a, a, NONE)).toBe(false);
				expect(isCut(NAME, a, `${a}${b}`, NONE)).toBe(false);
			}),
		);
	});
});
