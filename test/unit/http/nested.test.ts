import fc from 'fast-check';
import { ApiError, bodyText } from '../../../lib/http/errors';
import { createKeeper } from '../../../lib/http/keeper';
import { jsonText, someField } from '../../../lib/http/nested';
import { blankedField, BLANK } from '../../../lib/http/secrets';
import { failureOf, messageIn } from '../../../lib/moment/api/failures';
import { identityOf } from '../../../lib/uniconta/api/client';
import { errorNameIn, ownWordIn, unicontaFailure } from '../../../lib/uniconta/api/errors';
import { leavesPostOpen, putOffWord } from '../../../lib/uniconta/api/webApiInvoice';
import { DEEP } from '../../support/deep';

const GET = { method: 'GET', url: 'https://api.test/api/1.0/companies/acme/projects' } as const;
const POST = {
	method: 'POST',
	url: 'https://api.test/Invoice/GenerateDebtorInvoice',
	body: { Simulate: false },
} as const;
const deep = Object.entries(DEEP);

describe('an answer nested deeper than calls may be', () => {
	it.each(deep)('is read without a word of it failing: %s', (_name, text) => {
		const keeper = createKeeper('Uniconta', ['sandbox-password']);
		const { body } = keeper.receive({ status: 500, headers: {}, body: text }, POST);
		const failure = new ApiError('', { system: 'Uniconta', kind: 'refused', fix: '' });
		for (const work of [
			() => bodyText(body),
			() => bodyText(body, 1e9),
			() => messageIn(body),
			() => errorNameIn(body),
			() => ownWordIn(body),
			() => putOffWord(body),
			() => leavesPostOpen(failure, { status: 400, headers: {}, body }),
			() => blankedField(body),
			() => identityOf({ a: body }, 'Number'),
			() => keeper.admit({ ...POST, body }),
			() => keeper.receive({ status: 400, headers: {}, body: text.replace('1', '"sandbox-password"') }, POST),
			...[200, 302, 400, 401, 403, 404, 409, 429, 500, 503].flatMap((status) => [
				() => failureOf({ status, headers: {}, body }, GET, 'acme', 0),
				() => unicontaFailure({ status, headers: {}, body }, POST, 0),
			]),
		])
			expect(work).not.toThrow();
	});

	it('is shown as far as it is shown', () => {
		expect(bodyText(JSON.parse(DEEP.lists ?? ''), 10)).toBe('[[[[[[[[[[…');
		expect(bodyText({ message: 'x'.repeat(10_000_000) }, 20)).toBe('{"message":"xxxxxxxx…');
	});

	it('holds a sign of a posting at any depth', () => {
		const body: unknown = JSON.parse(`${'{"a":['.repeat(6000)}{"InvoiceNumber":20042}${']}'.repeat(6000)}`);
		const failure = new ApiError('', { system: 'Uniconta', kind: 'refused', fix: '' });
		expect(leavesPostOpen(failure, { status: 400, headers: {}, body })).toBe(true);
		expect(someField(body, (name) => name === 'InvoiceNo')).toBe(false);
		expect(blankedField({ a: [{ b: { c: `x ${BLANK}` } }], d: BLANK })).toBe('c');
	});
});

describe('JSON written without calling itself', () => {
	it('is what JSON.stringify writes', () => {
		fc.assert(
			fc.property(fc.jsonValue(), (value) => {
				expect(jsonText(value)).toBe(JSON.stringify(value));
			}),
		);
		expect(jsonText({ a: undefined, b: [undefined, 1], __proto__: null })).toBe('{"b":[null,1]}');
	});

	it('begins as it would go on', () => {
		fc.assert(
			fc.property(fc.jsonValue(), fc.nat(40), (value, limit) => {
				const whole = JSON.stringify(value);
				const begun = jsonText(value, limit);
				expect(begun.slice(0, limit)).toBe(whole.slice(0, limit));
				expect(begun.length > limit).toBe(whole.length > limit);
			}),
		);
	});
});
