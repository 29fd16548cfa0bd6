import { newCustomer } from './support/customers';
import { eventually, startLab, type Lab } from './support/lab';
import type { CaughtMail } from '../../sandbox/mail/catcher';

/** Notifications in a real n8n, beside the customers' template; mail goes to a real SMTP server. */
let lab: Lab;
const CHIEF = 'chief@firm.example';
const GONE = 'gone@firm.example';
/** A user of the demo company. */
const MAJA = 'maja.thomsen@nordlys.example';

beforeAll(async () => {
	lab = await startLab({
		templates: ['customers', 'notifications'],
		settings: { 'projects.export': 'off', 'invoices.export': 'off', 'notify.addresses': `${CHIEF}, ${GONE}`, 'notify.users': '801, 899', 'notify.minutes': '0' },
	});
	lab.mail.refuse(GONE);
	await lab.run('customers', 'Compare Everything Now', 180_000);
}, 300_000);

afterAll(async () => {
	await lab.close();
});

const to = (address: string): CaughtMail[] => lab.mail.to(address);

/** Looks by hand until there is a mail, instead of waiting for the next minute. */
async function nextMail(after: number): Promise<CaughtMail> {
	return await eventually(async () => {
		if (to(CHIEF)[after] === undefined) await lab.run('notifications', 'Look Now');
		return to(CHIEF)[after];
	}, 150_000, 1000);
}

async function customersAreQuiet(): Promise<void> {
	await eventually(async () => (await lab.inboxRows()).every(({ state }) => state === 'refused'), 90_000);
}

test('one mail to each chosen address and user with all that is open; an address that bounces and a user who left are log rows, and stop nobody', async () => {
	await customersAreQuiet();
	// This one comes by itself, by the clock.
	const [mail] = await eventually(() => to(CHIEF).length > 0 && to(MAJA).length > 0 && to(CHIEF), 150_000);
	expect(to(GONE)).toEqual([]);
	const refused = (await lab.inboxRows()).filter(({ state }) => state === 'refused');
	expect(refused.length).toBeGreaterThan(0);
	for (const { key } of refused.slice(0, 5)) expect(mail?.text).toContain(`Customer ${String(key)}`);
	expect(mail?.text).toContain('To do:');
	expect(mail?.html).toContain('/form/moment-uniconta-resend');
	const rows = await eventually(async () => {
		const found = (await lab.logRows()).filter(({ entity }) => entity === 'mail');
		return found.length >= 2 && found;
	}, 30_000);
	expect(rows.map(({ key }) => key).sort()).toEqual(['899', GONE]);
	expect(rows.find(({ key }) => key === GONE)?.message).toMatch(/550|No such mailbox/);
});

test('nothing new: no further mail, however often it looks', async () => {
	// The two that could not be reached are said to the others, once.
	await lab.run('notifications', 'Look Now');
	const before = lab.mail.mails.length;
	await lab.run('notifications', 'Look Now');
	await lab.run('notifications', 'Look Now');
	expect(lab.mail.mails.length).toBe(before);
});

test('a new finding with HTML and script in the name is one mail, escaped; mended in Moment, one that says so', async () => {
	await lab.run('notifications', 'Look Now');
	const before = to(CHIEF).length;
	const name = '<script>alert(1)</script> & <b>Sønner</b>';
	const { id } = lab.sandbox.moment.createCustomer(newCustomer('45001', { name, tagIds: [] })).values;
	const mail = await nextMail(before);
	expect(mail.subject).toBe('Moment and Uniconta: 1 new finding');
	expect(mail.html).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;Sønner&lt;/b&gt;');
	expect(mail.html).not.toContain('<script');
	expect(mail.text).toContain(`Customer 45001 ${name}: refused`);
	lab.sandbox.moment.changeCustomer(id, newCustomer('45001', { name }));
	await lab.run('customers', 'Compare Everything Now', 120_000);
	const over = await nextMail(before + 1);
	expect(over.subject).toBe('Moment and Uniconta: 1 record in order again');
	expect(over.text).toContain('Customer 45001');
	await lab.run('notifications', 'Look Now');
	expect(to(CHIEF)).toHaveLength(before + 2);
});

test('the mail server is down: nothing is forgotten, and the mail comes when it is back', async () => {
	lab.mail.setDown(true);
	const before = to(CHIEF).length;
	lab.sandbox.moment.createCustomer(newCustomer('45002', { tagIds: [] }));
	await eventually(async () => (await lab.logRows()).some(({ key }) => key === '45002'), 60_000);
	await lab.run('notifications', 'Look Now');
	await eventually(async () => (await lab.logRows()).some(({ entity, outcome }) => entity === 'mail' && outcome === 'unsent'), 60_000);
	expect(to(CHIEF)).toHaveLength(before);
	lab.mail.setDown(false);
	// It waits five minutes before it tries again; the test takes that from the row that remembers.
	const [row] = (await lab.api.tables.rows('moment_uniconta_settings')).filter(({ key }) => key === 'notify.lastLogRow');
	await lab.setSetting('notify.lastLogRow', String(row?.value).replace(/"tried":\d+/, '"tried":0'));
	const mail = await nextMail(before);
	expect(mail.text).toContain('Customer 45002');
});

test('a watchdog outside is called every minute', async () => {
	await lab.setSetting('notify.heartbeatUrl', `${lab.mail.url}/heartbeat`);
	await eventually(() => lab.mail.heartbeats > 0, 120_000);
});
