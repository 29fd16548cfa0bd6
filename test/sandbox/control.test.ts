import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { switchTableMarkdown } from '../../sandbox/standins/shared/settings';
import { momentSwitches } from '../../sandbox/standins/moment/settings';
import { unicontaSwitches } from '../../sandbox/standins/uniconta/settings';
import { escapeHtml } from '../../sandbox/standins/shared/page';
import { ask, dig, records, someDebtor, useSandbox, type Reply } from './support';

describe('control of the stand-ins over HTTP', () => {
	const client = useSandbox();
	const at = async (path: string, method = 'GET', body?: unknown): Promise<Reply> =>
		await ask(`${client.sandbox.uniconta.odataUrl}/_sandbox/${path}`, { method, body });

	test('shows the calls with their counters, and forgets them', async () => {
		await client.odata('/odata/DebtorClient?$top=1');
		await client.odata('/odata/4217/DebtorClient', { user: client.sandbox.danishUnicontaCredential });
		await client.odata('/nowhere', { user: { userName: 'nobody' } });
		const { json } = await at('calls');
		expect(dig(json, 'calls')).toMatchObject([
			{
				number: 1,
				host: 'odata',
				method: 'GET',
				path: '/odata/DebtorClient',
				query: '$top=1',
				user: 'moment-sync',
				company: '10542',
				status: 200,
				simultaneous: 1,
			},
			{ user: 'moment-synk', company: '4217', status: 200 },
			{ user: 'nobody', company: null, status: 401 },
		]);
		expect(dig(json, 'counters')).toMatchObject({
			total: 3,
			byUser: { 'moment-sync': 1, 'moment-synk': 1, nobody: 1 },
			byPath: { 'GET /odata/DebtorClient': 1 },
			byUserAndPath: { 'moment-synk': { 'GET /odata/4217/DebtorClient': 1 } },
		});
		await at('calls', 'DELETE');
		expect((await at('calls')).json).toMatchObject({ calls: [], counters: { total: 0 } });
	});

	test('never shows a password or a key', async () => {
		await client.odata('/odata');
		await client.moment('/customers');
		await ask(`${client.sandbox.uniconta.webApiUrl}/login`, {
			method: 'POST',
			body: { Username: 'moment-sync', Password: 'sandbox-password' },
		});
		const { moment, uniconta } = client.sandbox;
		for (const path of ['_sandbox/state', '_sandbox/calls', '']) {
			for (const url of [moment.url, uniconta.odataUrl, uniconta.webApiUrl]) {
				expect((await ask(`${url}/${path}`)).text).not.toMatch(
					/sandbox-password|rødgrød|sandbox-revisor|moment-sandbox-key/,
				);
			}
		}
	});

	test('changes switches all or none', async () => {
		expect((await at('settings', 'PATCH', { nulls: 'sent' })).json).toHaveProperty('nulls', 'sent');
		for (const wrong of [
			{ nulls: 'omitted', nothing: 1 },
			{ nulls: 'omitted', pageLimit: -1 },
			{ nulls: 'omitted', countryAs: 'iso' },
			[],
		]) {
			expect((await at('settings', 'PATCH', wrong)).status).toBe(400);
		}
		expect((await at('settings')).json).toMatchObject({ nulls: 'sent', pageLimit: 0 });
		expect((await at('settings', 'PATCH', { toString: 1 })).status).toBe(400);
	});

	test('sets and moves the clock, which all servers share', async () => {
		expect((await at('clock', 'POST', { now: '2026-05-01T12:00:00Z', frozen: true })).json).toEqual({
			now: '2026-05-01T12:00:00.000Z',
			frozen: true,
		});
		expect(dig((await at('clock', 'POST', { advanceMs: 1500 })).json, 'now')).toBe('2026-05-01T12:00:01.500Z');
		expect(dig((await ask(`${client.sandbox.moment.url}/_sandbox/clock`)).json, 'now')).toBe(
			'2026-05-01T12:00:01.500Z',
		);
		await client.insert('DebtorClient', someDebtor('1'));
		expect(await client.debtor('1')).toMatchObject({
			UpdatedAt: '2026-05-01T12:00:01',
			Created: '2026-05-01T12:00:01',
		});
		expect((await at('clock', 'POST', { now: 'tomorrow' })).status).toBe(400);
	});

	test('resets everything, with another seed or with more customers', async () => {
		await client.insert('DebtorClient', someDebtor('1'));
		client.sandbox.uniconta.settings.patch({ nulls: 'sent' });
		client.sandbox.uniconta.faults.add({ kind: 'reset', match: { path: 'nowhere' } });
		expect((await at('reset', 'POST')).status).toBe(200);
		expect((await at('settings')).json).toHaveProperty('nulls', 'omitted');
		expect((await at('faults')).json).toHaveProperty('faults', []);
		expect(await client.debtor('1')).toBeUndefined();

		const moment = async (body?: unknown) => {
			await ask(`${client.sandbox.moment.url}/_sandbox/reset`, { method: 'POST', body });
			return records(
				dig((await ask(`${client.sandbox.moment.url}/_sandbox/state`)).json, 'records', 'customers'),
			);
		};
		const [plain, other, more] = [await moment(), await moment({ seed: 7 }), await moment({ customers: 100 })];
		expect([plain.length, other.length, more.length]).toEqual([51, 51, 151]);
		expect(other[0]?.companyRegNo).not.toBe(plain[0]?.companyRegNo);
		expect(
			(await ask(`${client.sandbox.moment.url}/_sandbox/reset`, { method: 'POST', body: { seeds: 1 } })).status,
		).toBe(400);
	});

	test('is not counted, and not hit by faults', async () => {
		client.sandbox.uniconta.faults.add({ kind: 'reset' });
		expect((await at('state')).status).toBe(200);
		expect((await ask(`${client.sandbox.uniconta.odataUrl}/`)).status).toBe(200);
		expect(client.sandbox.uniconta.log.counters().total).toBe(0);
	});
});

describe('the pages', () => {
	const client = useSandbox();
	const page = async (url: string): Promise<string> => (await ask(`${url}/`)).text;

	test('show records and the last calls, escaped', async () => {
		const script = '<script>alert("x")</script>';
		await client.insert('DebtorClient', someDebtor('1', { Name: script }));
		await client.odata(`/odata/${encodeURIComponent(script)}`);
		client.sandbox.moment.createCustomer({ name: script, tagIds: [601] });
		const [uniconta, moment] = [
			await page(client.sandbox.uniconta.odataUrl),
			await page(client.sandbox.moment.url),
		];
		for (const shown of [uniconta, moment]) {
			expect(shown).not.toContain('<script');
			expect(shown).toContain('&lt;script&gt;');
		}
		expect(uniconta).toContain('<td>20010</td>');
		expect(uniconta).toContain('<td>404</td>');
		expect(moment).toContain('Kundegruppe: Erhverv (ERHV)');
		expect(moment).toContain('O&#39;Neill &amp; Søn');
		expect(await page(client.sandbox.uniconta.webApiUrl)).toContain('<td>20010</td>');
	});

	test('every character with a meaning is escaped', () =>
		expect(escapeHtml(`<a href="x">&'`)).toBe('&lt;a href=&quot;x&quot;&gt;&amp;&#39;'));
});

test('the README names every switch with its values, default and reference', () => {
	const readme = readFileSync(join(__dirname, '../../sandbox/standins/README.md'), 'utf8');
	expect(readme).toContain(switchTableMarkdown(momentSwitches));
	expect(readme).toContain(switchTableMarkdown(unicontaSwitches));
});
