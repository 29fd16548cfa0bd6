import { firstAddressIn } from '../../../lib/mapping/emailText';

describe('the first of several addresses', () => {
	it.each([
		['a@x.dk; b@y.dk', 'a@x.dk'],
		['a@x.dk,b@y.dk', 'a@x.dk'],
		['a@x.dk b@y.dk', 'a@x.dk'],
		['a@x.dk\nb@y.dk', 'a@x.dk'],
		['a@x.dk/b@y.dk', 'a@x.dk'],
		['a@x.dk|b@y.dk', 'a@x.dk'],
		['a@x.dk & b@y.dk', 'a@x.dk'],
		['a@x.dk og b@y.dk', 'a@x.dk'],
		['Kontoret <a@x.dk>', 'a@x.dk'],
		['"Hansen, Ida" <a@x.dk>, Bo <b@y.dk>', 'a@x.dk'],
		['mailto:a@x.dk', 'a@x.dk'],
		['a@x.dk (kontoret)', 'a@x.dk'],
		['; a@x.dk', 'a@x.dk'],
		['Skriv til a@x.dk.', 'a@x.dk'],
		['r&d@x.dk; b@y.dk', 'r&d@x.dk'],
		["'a@x.dk' <a@x.dk>", 'a@x.dk'],
	])('%j: %s', (text, address) => {
		expect(firstAddressIn(text)).toBe(address);
	});

	it.each([
		'a@x.dk',
		' a@x.dk ',
		'r&d@x.dk',
		'a/b@x.dk',
		"o'brien@x.dk",
		'ærø@søby.dk',
		'a@b@c.dk',
		'ingen',
		'',
		'-',
		'@',
		'a@',
		'a@b c.dk',
		"a@x-O'Neill & Co.dk",
	])('%j goes as it is', (text) => {
		expect(firstAddressIn(text)).toBeUndefined();
	});
});
