import { TABLES } from '../../lib/state/tables';
import { tag } from '../../sandbox/demo/tags';
import { debtors, newCustomer } from './support/customers';
import { eventually, startLab, type Lab } from './support/lab';
import { LIMITS } from './support/limits';

/**
 * What n8n keeps after customers full of personal data went through, or did not, by webhooks: numbers, names, and no
 * secret.
 */
let lab: Lab;

/** In every field but number and name, each too long for Uniconta. */
const PERSONAL = {
	email: 'marker-mail-marker-mail-marker-mail-marker@marker.example',
	phone: '+45 99 88 77 66 marker-phone-marker',
	addressLine1: 'Marker-street 99, behind the marker house, third floor',
	addressLine2: 'Marker-street second line, which is longer than forty',
	postalCode: 'MARKER-9999',
	postalPlace: 'Marker-city that is longer than thirty characters',
	companyRegNo: 'MARKER-REGNO-99887766-55443322',
};
const BAD: Array<Record<string, string | number[]>> = [
	{ tagIds: [] },
	{ tagIds: [tag.business, tag.public] },
	{ countryCode: 'XK' },
	{ currencyCode: 'KRONER' },
	{ tagIds: [tag.noSuchGroup] },
];

beforeAll(async () => {
	lab = await startLab({
		templates: ['customers'],
		settings: { 'projects.export': 'off', 'invoices.export': 'off' },
	});
	await lab.compare('customers');
});

afterAll(async () => {
	await (lab as Lab | undefined)?.close();
});

test('nothing but number, name and the value a message is about lands in the tables, no secret does, and no successful run by itself is kept', async () => {
	const numbers = BAD.map((_, at) => `4700${at + 1}`);
	const { id } = lab.sandbox.moment.createCustomer(
		newCustomer('47000', { ...PERSONAL, name: 'Privat Person' }),
	).values;
	for (const [at, values] of BAD.entries())
		lab.sandbox.moment.createCustomer(
			newCustomer(numbers[at] ?? '', { ...PERSONAL, name: 'Privat Person', ...values }),
		);
	await eventually(async () => {
		const keys = (await lab.logRows()).map(({ key }) => key);
		return ['47000', ...numbers].every((number) => keys.includes(number));
	}, LIMITS.webhook);
	// One that was there, with other words, and one whose number changed.
	lab.sandbox.moment.changeCustomer(id, { phone: '+45 11 22 33 44 another-marker-phone', customerNumber: '47099' });
	await eventually(
		async () => (await lab.logRows()).some(({ key, outcome }) => key === '47099' && outcome === 'refused'),
		LIMITS.webhook,
	);
	expect(JSON.stringify(debtors(lab, '47000'))).toMatch(/marker/i);

	const said = (await lab.logRows()).filter(({ key }) => String(key).startsWith('470'));
	expect(said.find(({ key, outcome }) => key === '47000' && outcome === 'created')?.message).toMatch(
		/E-mail has \d+ characters, and Uniconta keeps \d+\. Part of it would be another value/,
	);
	const kept = JSON.stringify(await Promise.all(Object.values(TABLES).map(({ name }) => lab.api.tables.rows(name))));
	expect(kept).toContain('Privat Person');
	expect(kept.match(/.{60}(marker|99 88 77 66).{20}/gi)).toBeNull();
	const { momentCredential: moment, unicontaCredential: uniconta } = lab.sandbox;
	expect([moment.apiKey, moment.webhookToken, uniconta.password].filter((secret) => kept.includes(secret))).toEqual(
		[],
	);
	const saved = await lab.api.executions.list({});
	expect(saved.filter(({ mode, status }) => mode !== 'manual' && status === 'success')).toEqual([]);
});
