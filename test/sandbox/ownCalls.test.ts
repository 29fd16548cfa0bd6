import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { request, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MailCatcher } from '../../sandbox/mail/catcher';
import { randomSecrets, secretsOf } from '../../sandbox/secrets';
import { startSandbox, type Sandbox } from '../../sandbox/standins';

let sandbox: Sandbox;
let mail: MailCatcher;
beforeAll(async () => {
	sandbox = await startSandbox();
	mail = await MailCatcher.start();
});
afterAll(async () => {
	await sandbox.stop();
	await mail.stop();
});

interface Sent {
	method?: string;
	headers?: Record<string, string>;
	body?: string;
}

/**
 * With Node's own client, which sends any Host and Origin. Never ends the body of a call that is to be turned away
 * before it is read.
 */
async function call(
	url: string,
	{ method = 'GET', headers = {}, body }: Sent = {},
): Promise<{ status: number; headers: IncomingHttpHeaders; text: string }> {
	return await new Promise((resolve, reject) => {
		const sent = request(
			url,
			{
				method,
				headers: {
					...headers,
					...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
				},
			},
			(response) => {
				let text = '';
				response.on('data', (part: Buffer) => {
					text += part.toString();
				});
				response.on('end', () =>
					resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
				);
			},
		);
		sent.on('error', reject);
		sent.end(body);
	});
}

const servers = (): Array<[string, string]> => [
	['Moment', sandbox.moment.url],
	['the OData host', sandbox.uniconta.odataUrl],
	['the Web API host', sandbox.uniconta.webApiUrl],
	['the mails', mail.url],
];
const portOf = (url: string): string => new URL(url).port;
const NAMES = ['Moment', 'the OData host', 'the Web API host', 'the mails'];
const urlOf = (name: string): string => servers().find(([one]) => one === name)?.[1] ?? '';

describe.each(NAMES)('%s', (name) => {
	it('answers to 127.0.0.1 and localhost', async () => {
		for (const host of ['127.0.0.1', 'localhost', 'LOCALHOST'])
			expect(
				(await call(`${urlOf(name)}/`, { headers: { host: `${host}:${portOf(urlOf(name))}` } })).status,
			).toBe(200);
	});

	it.each([
		'evil.example',
		'localhost.evil.example',
		'127.0.0.1.evil.example',
		'evil.example:5701',
		'10.0.0.4',
		'[::1]',
		'127.0.0.1@evil.example',
		'localhost,evil.example',
		' ',
		'localhost:',
	])('to nobody who calls it %j, whatever is asked', async (host) => {
		for (const [path, method] of [
			['/', 'GET'],
			['/_sandbox/state', 'GET'],
			['/_sandbox/reset', 'POST'],
			['/api/1.0/companies/nordlys/customers', 'GET'],
			['/odata/DebtorClient', 'GET'],
			['/mails', 'GET'],
			['/nothing', 'PUT'],
			['/login', 'POST'],
		] as const) {
			const { status, text } = await call(`${urlOf(name)}${path}`, {
				method,
				headers: { host },
				...(method === 'GET' ? {} : { body: '{' }),
			});
			expect([path, status]).toEqual([path, 403]);
			expect(text).not.toMatch(/Nordlys/);
		}
	});
});

describe('what changes something by hand', () => {
	const PAGES = [
		['Moment', '/customer'],
		['Moment', '/_sandbox/settings'],
		['the OData host', '/_sandbox/faults'],
		['the Web API host', '/_sandbox/faults'],
		['the OData host', '/nothing'],
	] as const;
	it.each(
		PAGES.flatMap(([name, path]) => ['POST', 'PATCH', 'PUT', 'DELETE'].map((method) => ({ name, path, method }))),
	)('comes from no other page: $method $path at $name', async ({ name, path, method }) => {
		const own = urlOf(name);
		const before = JSON.stringify([
			sandbox.moment.state(),
			sandbox.uniconta.state(),
			sandbox.uniconta.faults.list(),
		]);
		for (const origin of [
			'http://evil.example',
			'null',
			'',
			`${own}0`,
			own.replace('http:', 'https:'),
			'http://127.0.0.1',
			`${own}/`,
		]) {
			expect([origin, (await call(`${own}${path}`, { method, headers: { origin }, body: '{}' })).status]).toEqual(
				[origin, 403],
			);
		}
		expect(JSON.stringify([sandbox.moment.state(), sandbox.uniconta.state(), sandbox.uniconta.faults.list()])).toBe(
			before,
		);
	});

	it('comes from its own pages, and from programs, which name no origin', async () => {
		const own = sandbox.moment.url;
		const patch = { method: 'PATCH', body: '{}' };
		expect((await call(`${own}/_sandbox/settings`, { ...patch, headers: { origin: own } })).status).toBe(200);
		const byName = `localhost:${portOf(own)}`;
		expect(
			(
				await call(`${own}/_sandbox/settings`, {
					...patch,
					headers: { host: byName, origin: `http://${byName}` },
				})
			).status,
		).toBe(200);
		expect(
			(await call(`${own}/_sandbox/settings`, { ...patch, headers: { host: byName, origin: own } })).status,
		).toBe(403);
		expect((await call(`${own}/_sandbox/settings`, patch)).status).toBe(200);
	});

	it('is not looked at as a call where it is turned away', async () => {
		sandbox.moment.log.clear();
		await call(`${sandbox.moment.url}/api/1.0/companies/nordlys/customers`, { headers: { host: 'evil.example' } });
		await call(`${sandbox.moment.url}/api/1.0/companies/nordlys/customers`, {
			method: 'POST',
			headers: { origin: 'http://evil.example' },
			body: '{}',
		});
		expect(sandbox.moment.log.list()).toEqual([]);
	});
});

describe('passwords and keys', () => {
	it('are made for each folder, stay the same in it, and can be read by its owner alone', () => {
		const [one, other] = [mkdtempSync(join(tmpdir(), 'secrets-')), mkdtempSync(join(tmpdir(), 'secrets-'))];
		try {
			const first = secretsOf(join(one, 'new'));
			const file = join(one, 'new/sandbox-secrets.json');
			expect(secretsOf(join(one, 'new'))).toEqual(first);
			expect(statSync(file).mode & 0o777).toBe(0o600);
			expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(first);
			const values = [
				...Object.values(first),
				...Object.values(secretsOf(other)),
				...Object.values(randomSecrets()),
			];
			expect(new Set(values).size).toBe(values.length);
			for (const value of values) expect(value.length).toBeGreaterThanOrEqual(16);
			// What n8n wants of a password: 8 to 64 characters, a digit and a capital letter.
			expect(first.owner).toMatch(/^(?=.*\d)(?=.*[A-Z]).{8,64}$/);
			// The webhook token goes into an address as it is.
			expect(first.webhookToken).toMatch(/^[A-Za-z0-9]{16,}$/);
		} finally {
			rmSync(one, { recursive: true, force: true });
			rmSync(other, { recursive: true, force: true });
		}
	});

	it('are other ones in every process, and open what they are for', async () => {
		const { baseUrl, companyCode, apiKey } = sandbox.momentCredential;
		const with_ = async (key: string): Promise<number> =>
			(
				await call(`${baseUrl}/api/1.0/companies/${companyCode}/userAccounts`, {
					headers: { authorization: `Basic ${Buffer.from(`apikey:${key}`).toString('base64')}` },
				})
			).status;
		expect([await with_(apiKey), await with_('moment-sandbox-key')]).toEqual([200, 401]);
		expect(mail.credential.password).not.toBe('Sandbox-mail-1');
	});
});
