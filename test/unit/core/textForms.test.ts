import { formSeenIn, isBeginning, isSameForm, type TextForm } from '../../../lib/core/textForms';

it.each<[TextForm, string, string, boolean]>([
	['organisationNumber', 'DK 12 34 56 78', '12345678', true],
	['organisationNumber', 'NO 923 456 789 MVA', '923456789', true],
	['organisationNumber', 'DE123456789', '123456789', true],
	['organisationNumber', 'DE123456789', 'AT123456789', false],
	['organisationNumber', '12345678', '12345679', false],
	['organisationNumber', 'HRB 1234', 'HRB 12345', false],
	['email', 'A@X.dk', 'a@x.dk', true],
	['email', 'a@x.dk', 'b@x.dk', false],
	['phone', '+45 11 22 33 44', '+4511223344', true],
	['phone', '0045 11223344', '+45 11 22 33 44', true],
	['phone', '+45 11 22 33 44', '11223344', false],
	['phone', 'ring', 'skriv', false],
	['website', 'https://Firma.dk/', 'firma.dk', true],
	['website', 'http://firma.dk/Shop', 'firma.dk/shop', false],
	['website', 'firma.dk', 'www.firma.dk', false],
	['zipCode', '1012 ab', '1012AB', true],
	['email', 'a@x.dk', '', false],
])('%s: %j and %j mean the same: %s', (form, a, b, same) => {
	expect([isSameForm(form, a, b), isSameForm(form, b, a), isSameForm(undefined, a, b)]).toEqual([same, same, false]);
});

it.each<[TextForm, string, string, boolean]>([
	['email', 'a@x.dk.example', 'a@x.dk', true],
	['email', 'A@X.dk.example', 'a@x.dk', true],
	['phone', '11 22 33 44 / 55 66', '11223344', true],
	['phone', '11 22 33 44', '11223344', false],
	['website', 'firma.dk/om-os', 'http://firma.dk/om', true],
	['website', 'https://firma.dk/', 'https://firma.dk', false],
	['organisationNumber', 'DK12345678', '12345678', false],
	['organisationNumber', 'DE12345678901234', 'DE1234567890', true],
	['email', 'a@x.dk', 'b@y.dk', false],
	['email', 'a@x.dk', '', false],
])('%s: of %j, %j is only a part: %s', (form, wanted, kept, part) => {
	expect(isBeginning(form, wanted, kept)).toBe(part);
});

it.each([
	['a@x.dk', 'email'],
	['http://x.dk', 'website'],
	['+45 70 10', 'phone'],
	['12.5', undefined],
	['2026-03-01T00:00:00Z', undefined],
	['Hos naboen', undefined],
])('a field of which nothing is known, with %j in it: %s', (text, form) => {
	expect(formSeenIn(text)).toBe(form);
});
