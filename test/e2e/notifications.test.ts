import { cell, TABLES } from '../../lib/state/tables';
import type { CaughtMail } from '../../sandbox/mail/page';
import { launchBrowser, picture } from './support/browser';
import { newCustomer } from './support/customers';
import { eventually, startLab, type Lab } from './support/lab';
import { LIMITS } from './support/limits';

/** Notifications in a real n8n, beside the customers' template; mail goes to a real SMTP server. */
let lab: Lab;
const CHIEF = 'chief@firm.example';
const GONE = 'gone@firm.example';
/** A user of the demo company. */
const MAJA = 'maja.thomsen@nordlys.example';
/** n8n behind a proxy, its webhooks under another name. */
const EDITOR = 'https://n8n.firm.example';
const OUTSIDE = 'https://flows.firm.example/n8n';

beforeAll(async () => {
	lab = await startLab({
		templates: ['customers', 'notifications'],
		settings: {
			'projects.export': 'off',
			'invoices.export': 'off',
			'notify.addresses': `${CHIEF}, ${GONE}`,
			'notify.users': '801, 803, 899',
			'notify.minutes': '0',
		},
		env: { WEBHOOK_URL: `${OUTSIDE}/`, N8N_EDITOR_BASE_URL: EDITOR },
	});
	lab.mail.refuse(GONE);
	await lab.compare('customers');
});

afterAll(async () => {
	await lab.close();
});

const to = (address: string): CaughtMail[] => lab.mail.to(address);

/** Looks by hand until there is a mail, instead of waiting for the next minute. */
async function nextMail(after: number): Promise<CaughtMail> {
	return await eventually(
		async () => {
			if (to(CHIEF)[after] === undefined) await lab.run('notifications', 'Look Now');
			return to(CHIEF)[after];
		},
		LIMITS.sweep,
		1000,
	);
}

async function customersAreQuiet(): Promise<void> {
	await eventually(async () => (await lab.inboxRows()).every(({ state }) => state === 'refused'), LIMITS.sweep);
}

test('one mail to each chosen address and user with all that is open; an address that bounces and a user who left are log rows, and stop nobody', async () => {
	await customersAreQuiet();
	// This one comes by itself, by the clock.
	const [mail] = await eventually(() => to(CHIEF).length > 0 && to(MAJA).length > 0 && to(CHIEF), LIMITS.sweep);
	expect(to(GONE)).toEqual([]);
	const refused = (await lab.inboxRows()).filter(({ state }) => state === 'refused');
	expect(refused.length).toBeGreaterThan(0);
	for (const { key } of refused.slice(0, 5)) expect(mail?.text).toContain(`Customer ${String(key)}`);
	expect(mail?.text).toContain('To do:');
	expect(mail?.html).toContain(`href="${OUTSIDE}/form/moment-uniconta-resend"`);
	expect(mail?.html).toContain(`href="${EDITOR}/home/executions"`);
	expect(to('lars@nordlys.example')).toEqual([]);
	const rows = await eventually(async () => {
		const found = (await lab.logRows()).filter(({ entity }) => entity === 'mail');
		return found.length >= 3 && found;
	}, LIMITS.sweep);
	expect(rows.map(({ key }) => key).sort()).toEqual(['803', '899', GONE]);
	expect(rows.find(({ key }) => key === '803')?.message).toContain(
		'Lars Holm (803), who was chosen to be notified, may no longer log in (quit)',
	);
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
	await lab.run('customers', 'Compare Everything Now');
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
	await eventually(async () => (await lab.logRows()).some(({ key }) => key === '45002'), LIMITS.webhook);
	await lab.run('notifications', 'Look Now');
	await eventually(
		async () => (await lab.logRows()).some(({ entity, outcome }) => entity === 'mail' && outcome === 'unsent'),
		LIMITS.webhook,
	);
	expect(to(CHIEF)).toHaveLength(before);
	lab.mail.setDown(false);
	// It waits five minutes before it tries again; the test takes that from the row that remembers.
	const [row] = (await lab.api.tables.rows('moment_uniconta_settings')).filter(
		({ key }) => key === 'notify.lastLogRow',
	);
	await lab.setSetting('notify.lastLogRow', String(row?.value).replace(/"tried":\d+/, '"tried":0'));
	const mail = await nextMail(before);
	expect(mail.text).toContain('Customer 45002');
});

test('on a phone the mail can be read, and nothing of it runs over the edge', async () => {
	const browser = await launchBrowser();
	try {
		const page = await browser.newPage({ viewport: { width: 390, height: 844 }, colorScheme: 'light' });
		page.setDefaultTimeout(LIMITS.page);
		const mail = to(CHIEF).find(({ html }) => html.includes('&lt;script&gt;'));
		await page.setContent(to(CHIEF)[0]?.html ?? '');
		expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
		await picture(page, 'notification-phone');
		await page.setContent(mail?.html ?? '');
		expect(await page.locator('script').count()).toBe(0);
	} finally {
		await browser.close();
	}
});

test('while Moment cannot be asked, its users get their mail at the addresses they had last', async () => {
	await lab.run('notifications', 'Look Now');
	const before = to(MAJA).length;
	lab.sandbox.moment.faults.add({ match: {}, kind: 'reset' });
	const finding = {
		entity: 'customer',
		momentId: '999001',
		key: '47001',
		message: 'Customer 47001 has no tag.',
		fix: 'Choose one.',
	};
	await lab.api.tables.insert(TABLES.inbox.name, [
		{ ...finding, state: 'refused', attempts: 1, due: null, holder: '' },
	]);
	await lab.api.tables.insert(TABLES.log.name, [
		{
			...finding,
			time: new Date().toISOString(),
			name: 'Firma',
			outcome: 'refused',
			changes: '',
			unicontaRowId: '',
			hash: '',
			held: '',
			execution: '',
		},
	]);
	const mail = await eventually(
		async () => {
			await lab.run('notifications', 'Look Now');
			return to(MAJA)[before];
		},
		LIMITS.sweep,
		1000,
	);
	expect(mail.text).toContain('Customer 47001');
	lab.sandbox.moment.faults.remove();
	// A person dismisses it.
	await lab.api.tables.remove(TABLES.inbox.name, { momentId: '999001' });
	await lab.run('notifications', 'Look Now');
});

/** So many minutes pass for all that the tables say of times, and another customer is created in Moment. */
async function pass(minutes: number): Promise<void> {
	const earlier = (time: unknown): string => new Date(Date.parse(String(time)) - minutes * 60_000).toISOString();
	for (const row of (await lab.logRows()).filter(({ outcome, entity }) => outcome === 'failed' || entity === 'run'))
		await lab.api.tables.update(TABLES.log.name, { id: Number(row.id) }, { time: earlier(row.time) });
	for (const row of await lab.inboxRows())
		if (cell(row, 'due') !== '')
			await lab.api.tables.update(TABLES.inbox.name, { id: Number(row.id) }, { due: earlier(row.due) });
	const [state] = (await lab.api.tables.rows(TABLES.settings.name)).filter(({ key }) => key === 'notify.lastLogRow');
	await lab.setSetting(
		'notify.lastLogRow',
		String(state?.value).replace(
			/"(mailed|tried)":(\d+)/g,
			(_, name: string, at: string) => `"${name}":${Number(at) - minutes * 60_000}`,
		),
	);
}

test('Uniconta is down for an hour: one mail about it, and one when all is through', async () => {
	await lab.run('notifications', 'Look Now');
	await lab.setSetting('notify.minutes', '15');
	const before = to(CHIEF).length;
	const down = lab.sandbox.uniconta.faults.add({ match: {}, kind: 'reset' });
	try {
		for (let quarter = 1; quarter <= 4; quarter++) {
			const number = String(48_000 + quarter);
			lab.sandbox.moment.createCustomer(newCustomer(number));
			await eventually(
				async () => (await lab.logRows()).some(({ key, outcome }) => key === number && outcome === 'failed'),
				LIMITS.webhook,
			);
			await pass(15);
			await lab.run('notifications', 'Look Now');
			await lab.run('notifications', 'Look Now');
		}
		expect(
			to(CHIEF)
				.slice(before)
				.map(({ subject }) => subject),
		).toEqual(['Moment and Uniconta: Uniconta does not answer']);
		expect(to(CHIEF).at(-1)?.text).toContain('Customer 48001');
	} finally {
		lab.sandbox.uniconta.faults.remove(down.id);
	}
	await pass(60);
	await eventually(async () => (await lab.inboxRows()).every(({ state }) => state === 'refused'), LIMITS.sweep);
	await pass(15);
	// A run of the clock may be about to send it.
	await eventually(async () => {
		await lab.run('notifications', 'Look Now');
		return to(CHIEF).length > before + 1;
	}, LIMITS.sweep);
	await lab.run('notifications', 'Look Now');
	expect(
		to(CHIEF)
			.slice(before)
			.map(({ subject }) => subject),
	).toEqual([
		'Moment and Uniconta: Uniconta does not answer',
		expect.stringMatching(/^Moment and Uniconta: \d records in order again$/),
	]);
	expect(to(CHIEF).at(-1)?.text).toContain('Customer 48004');
});

test('when nobody is chosen to be told, the log says so once', async () => {
	await lab.setSetting('notify.addresses', '');
	await lab.setSetting('notify.users', '');
	lab.sandbox.moment.createCustomer(newCustomer('45003', { tagIds: [] }));
	await eventually(
		async () => (await lab.inboxRows()).some(({ key, state }) => key === '45003' && state === 'refused'),
		LIMITS.webhook,
	);
	await lab.run('notifications', 'Look Now');
	await lab.run('notifications', 'Look Now');
	expect(
		(await lab.logRows()).filter(({ message }) => String(message).includes('nobody was chosen to be notified')),
	).toHaveLength(1);
	await lab.setSetting('notify.addresses', CHIEF);
});

test('a watchdog outside is called every minute', async () => {
	await lab.setSetting('notify.heartbeatUrl', `${lab.mail.url}/heartbeat`);
	await eventually(() => lab.mail.heartbeats > 0, LIMITS.sweep);
});
