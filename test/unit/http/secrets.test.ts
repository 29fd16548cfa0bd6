import fc from 'fast-check';
import { BLANK, blankedField, createBlanker } from '../../../lib/http/secrets';
import { SHAPES } from '../../support/echoes';

const SECRETS = [
	'sandbox-password',
	'rødgrød:med-fløde',
	'a"b\\c/d&e<f>g\'h +i%',
	'x&amp;y 12345',
	'00000000-0000-4000-8000-000000000001',
	'9æ€🙂 lang nok',
];
const shapes = Object.entries(SHAPES);

describe('a secret in a text', () => {
	it.each(SECRETS.flatMap((secret) => shapes.map(([name, shape]) => [secret, name, shape] as const)))(
		'%s is blanked: %s',
		(secret, name, shape) => {
			if (name === 'base64 of Latin-1' && /[^\u0000-\u00ff]/.test(secret)) return;
			const echo = shape(secret);
			const blanker = createBlanker(['another-secret', secret]);
			for (const text of [echo, `before ${echo} after`, `"${echo}"`]) {
				expect(blanker.touches(text)).toBe(true);
				const cleaned = String(blanker.clean(text));
				expect(cleaned).toContain(BLANK);
				expect(cleaned).not.toContain(echo);
				expect(cleaned).not.toContain(secret);
			}
			expect(String(blanker.cleanWords(`no: ${echo}`))).toMatch(/^no: \S*\*\*\*/);
		},
	);

	const secret = fc.stringMatching(/^[ -~æøåÆØÅ€]{8,30}$/).filter((text) => text.trim() === text);
	const shape = fc
		.constantFrom(...shapes.filter(([name]) => name !== 'base64 of Latin-1'))
		.map(([, change]) => change);

	it('is blanked whatever it is made of and however it is wrapped', () => {
		fc.assert(
			fc.property(secret, shape, fc.string(), fc.string(), (text, change, before, after) => {
				const blanker = createBlanker([text]);
				expect(blanker.touches(`${before} ${change(text)} ${after}`)).toBe(true);
				expect(String(blanker.clean(change(text)))).not.toContain(change(text));
			}),
		);
	});

	it('is looked for in every text and field name at any depth, and nothing else is touched', () => {
		const blanker = createBlanker(['sandbox-password']);
		const value = {
			a: [1, null, true, 'sandbox-password', { 'sandbox-password': { b: 'x sandbox-password' } }],
			c: 'sandbox password',
			d: -0.5,
		};
		expect(blanker.clean(value)).toEqual({
			a: [1, null, true, BLANK, { [BLANK]: { b: `x ${BLANK}` } }],
			c: 'sandbox password',
			d: -0.5,
		});
	});

	it('is found before JSON is read, where it is written with escapes', () => {
		const blanker = createBlanker(['a"b\\c/dø']);
		for (const raw of ['{"a":"a\\"b\\\\c\\/d\\u00f8"}', '{"a":"{\\"a\\":\\"a\\\\\\"b\\\\\\\\c/d\\\\u00F8\\"}"}']) {
			expect(blanker.touches(raw)).toBe(true);
			expect(JSON.stringify(blanker.clean(JSON.parse(raw)))).toContain(BLANK);
		}
	});

	it('leaves texts that hold none as they are', () => {
		fc.assert(
			fc.property(fc.string({ maxLength: 200 }), (text) => {
				expect(createBlanker(['sandbox-password', 'rødgrød:med-fløde']).clean(text)).toBe(text);
			}),
		);
		expect(createBlanker(['', '  ']).touches('any text')).toBe(false);
	});

	it('takes one look at a text, also where it is made to take long', () => {
		const blanker = createBlanker(SECRETS);
		for (const piece of ['\\', '&amp;', '%25', 'a"', 'sandbox-passwor', 'A+/', '&#0']) {
			expect(blanker.touches(piece.repeat(300_000))).toBe(false);
		}
	});
});

describe('a short secret', () => {
	it.each(['1', 'abc', 'æø'])('%s is blanked in words, where it stands alone, and in no data', (secret) => {
		const blanker = createBlanker([secret]);
		expect(blanker.cleanWords(`${secret}: login ${secret}, not x${secret}x`)).toBe(
			`***: login ***, not x${secret}x`,
		);
		expect(blanker.clean({ Name: secret })).toEqual({ Name: secret });
		expect(blanker.doubtful(secret)).toBe(false);
	});

	it.each([
		['abcd', true],
		['hunter2', true],
		['12345678', true],
		['abcd1234', false],
		['sandbox-password', false],
	])('%s is blanked in data; that it may be a piece of data is %s', (secret, doubtful) => {
		const blanker = createBlanker([secret]);
		expect(blanker.clean({ Name: `x${secret}x` })).toEqual({ Name: `x${BLANK}x` });
		expect(blanker.doubtful(`{"Name":"x${secret}x"}`)).toBe(doubtful);
	});

	it('with its user is found in the base64 of both', () => {
		const pair = Buffer.from('apikey:ab').toString('base64');
		expect(createBlanker(['ab', 'apikey:ab']).clean(`Sent: ${pair}`)).toBe(`Sent: ${BLANK}`);
	});
});

describe('what was blanked', () => {
	it.each([
		[{ Name: `x ${BLANK}` }, 'Name'],
		[[{ Account: '1' }, { Lines: [{ Text: BLANK }] }], 'Text'],
		[{ [BLANK]: 1 }, ''],
		[BLANK, ''],
		[{ Name: 'secret', n: null, b: true }, undefined],
		[undefined, undefined],
		[7, undefined],
	])('is found again by the name of its field: %j', (value, field) => {
		expect(blankedField(value)).toBe(field);
	});
});
