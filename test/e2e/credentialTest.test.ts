import { startRedirect } from '../support/twoHosts';
import { startLab, type Lab } from './support/lab';

/** What a real n8n says when a person presses *Test*, and what leaves the machine then. */
let lab: Lab;

beforeAll(async () => {
	lab = await startLab({ templates: [], publish: false });
});

afterAll(async () => {
	await (lab as Lab | undefined)?.close();
});

const uniconta = async (given: object = {}) =>
	await lab.api.credentials.test({
		name: 'Uniconta (sandbox)',
		type: 'unicontaApi',
		data: { ...lab.sandbox.unicontaCredential, ...given },
	});
const moment = async (given: object = {}) =>
	await lab.api.credentials.test({
		name: 'Moment (sandbox)',
		type: 'momentApi',
		data: { ...lab.sandbox.momentCredential, ...given },
	});

test('both credentials are tested, and what is wrong is said', async () => {
	expect(await uniconta()).toMatchObject({ status: 'OK' });
	expect(await moment()).toMatchObject({ status: 'OK' });
	expect(await uniconta({ companyId: '99' })).toEqual({
		status: 'Error',
		message: expect.stringContaining(
			'Company 99 is not among the companies that this user may open (Nordlys Rådgivning A/S (10542), Nordlys Ejendomme ApS (4217))',
		),
	});
	expect(await uniconta({ companyId: 'abc' })).toMatchObject({
		status: 'Error',
		message: expect.stringContaining('"abc" is not the number of a company'),
	});
	expect(await uniconta({ password: 'wrong' })).toMatchObject({
		status: 'Error',
		message: expect.stringContaining('did not accept the user name or password'),
	});
	expect(await moment({ apiKey: 'wrong' })).toMatchObject({
		status: 'Error',
		message: expect.stringContaining('does not accept this API key'),
	});
});

test.each([301, 302, 303, 307, 308])('a %d takes neither password nor key to another host', async (status) => {
	const { from, to, stop } = await startRedirect(status);
	const said = [await uniconta({ odataUrl: from.origin }), await moment({ baseUrl: from.origin })];
	await stop();
	expect(from.sent.map(({ headers }) => headers.authorization?.split(' ')[0])).toEqual(['Basic', 'Basic']);
	expect(to.sent).toEqual([]);
	expect(said[0]).toMatchObject({ status: 'Error', message: expect.stringContaining(`pointing to ${to.origin} (`) });
	expect(said[1]).toMatchObject({
		status: 'Error',
		message: expect.stringContaining('Enter the final address as base URL'),
	});
});
