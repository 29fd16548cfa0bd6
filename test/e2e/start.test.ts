import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { Visitor } from '../../sandbox/n8n/form/visitor';
import { repositoryRoot } from '../../sandbox/n8n/paths';
import { freePort } from '../../sandbox/n8n/ports';
import { launchBrowser, picture } from './support/browser';
import { eventually } from './support/eventually';
import { LIMITS } from './support/limits';

/** `npm start`, as a stranger runs it: once to look around, and a second time on the same folder, to its end. */
let folder: string;
let ports: Record<string, string>;
let first: Started;
let browser: Browser | undefined;

interface Started {
	child: ChildProcess;
	said: () => string;
	ended: Promise<unknown>;
}

function start(...options: string[]): Started {
	const child = spawn(process.execPath, ['--import', 'tsx', 'sandbox/start.ts', ...options], {
		cwd: repositoryRoot,
		env: {
			...process.env,
			...ports,
			SANDBOX_USER_FOLDER: path.join(folder, 'user'),
			HOME: path.join(folder, 'home'),
		},
	});
	let text = '';
	const hear = (part: Buffer): void => {
		text += part.toString();
	};
	child.stdout.on('data', hear);
	child.stderr.on('data', hear);
	return { child, said: () => text, ended: once(child, 'exit') };
}

const page = (): string => `http://127.0.0.1:${ports.SANDBOX_START_PORT}`;

beforeAll(async () => {
	folder = mkdtempSync(path.join(tmpdir(), 'moment-uniconta-start-'));
	const names = [
		'SANDBOX_N8N_PORT',
		'SANDBOX_START_PORT',
		'SANDBOX_MOMENT_PORT',
		'SANDBOX_UNICONTA_PORT',
		'SANDBOX_UNICONTA_WEB_PORT',
		'SANDBOX_MAIL_PORT',
		'SANDBOX_SMTP_PORT',
	];
	ports = Object.fromEntries(await Promise.all(names.map(async (name) => [name, String(await freePort())])));
	first = start();
	await eventually(() => {
		if (first.child.exitCode !== null) throw new Error(first.said());
		return first.said().includes('Ctrl-C stops everything');
	}, LIMITS.start);
});

afterAll(async () => {
	await browser?.close();
	// What is left after a failure; the exit handlers of the command end its n8n.
	if (first.child.exitCode === null) {
		first.child.kill('SIGINT');
		await first.ended;
	}
	rmSync(folder, { recursive: true, force: true });
});

test('it went through the form, ran everything, received a mail, and says so in short', () => {
	const said = first.said();
	for (const words of [
		'Transfer customers to Uniconta?: Yes',
		'What the check found',
		'A mail came to office@nordlys.example: "',
		'85 invoices are in Uniconta, the last is 10086.',
		'Putting both systems side by side',
	])
		expect(said).toContain(words);
	expect(said).toMatch(/^ +customers +51 +43 +1 +1 /m);
	expect(said).toContain(`Open ${page()}/`);
	expect(said.split('\n').length).toBeLessThan(130);
});

test('every link of the start page leads somewhere', async () => {
	const visitor = new Visitor(page());
	const { text } = await visitor.get('/');
	const addresses = new Set(
		[...text.matchAll(/<a href="([^"]+)"/g)].map(([, address = '']) => address.replaceAll('&amp;', '&')),
	);
	expect(addresses.size).toBeGreaterThan(40);
	for (const address of addresses) {
		const { status } = await visitor.get(address);
		// The reconciliation asks for its own login.
		expect([address, status]).toEqual([address, address.includes('/webhook/') ? 401 : 200]);
	}
	const [login = ''] = [...text.matchAll(/<code>(controller)<\/code>, password <code>([^<]+)</g)].map(
		([, user, password]) => `${user}:${password}`,
	);
	const reconciliation = await fetch(
		`http://127.0.0.1:${ports.SANDBOX_N8N_PORT}/webhook/moment-uniconta-reconciliation`,
		{ headers: { authorization: `Basic ${Buffer.from(login).toString('base64')}` } },
	);
	expect(reconciliation.status).toBe(200);
	// Only into n8n.
	const elsewhere = await fetch(`${page()}/n8n?to=${encodeURIComponent('//elsewhere.example/')}`, {
		redirect: 'manual',
	});
	expect(elsewhere.headers.get('location')).toBe(`http://127.0.0.1:${ports.SANDBOX_N8N_PORT}/`);
});

/** With what the page complains about. */
async function open(width: number): Promise<{ tab: Page; complaints: string[] }> {
	browser ??= await launchBrowser();
	const tab = await (await browser.newContext({ viewport: { width, height: 900 } })).newPage();
	const complaints: string[] = [];
	tab.on('console', (message) => {
		if (message.type() === 'error') complaints.push(message.text());
	});
	tab.on('pageerror', (error) => complaints.push(error.message));
	tab.setDefaultTimeout(LIMITS.page);
	await tab.goto(`${page()}/`);
	return { tab, complaints };
}

test('in a browser: it fits a phone, logs in to n8n with one click, and its buttons do what they say', async () => {
	const { tab, complaints } = await open(1280);
	await picture(tab, 'start-page');
	await tab.setViewportSize({ width: 390, height: 844 });
	expect(await tab.evaluate('document.documentElement.scrollWidth')).toBe(390);
	await tab.setViewportSize({ width: 1280, height: 900 });

	await tab.getByRole('button', { name: 'Stop Uniconta' }).click();
	await tab.getByText('Uniconta is stopped.').waitFor();
	expect((await fetch(`http://127.0.0.1:${ports.SANDBOX_UNICONTA_PORT}/odata/DebtorClient`)).status).toBe(503);
	await tab.getByRole('button', { name: 'Let it answer again' }).click();
	await tab.getByText('Uniconta answers again').waitFor();

	// A bill entered by hand in Uniconta is an expense in Moment after the run, and the count follows by itself.
	await fetch(`http://127.0.0.1:${ports.SANDBOX_UNICONTA_PORT}/change/bill`, {
		method: 'POST',
		body: new URLSearchParams({
			step: 'post',
			project: '3001',
			account: '2010',
			text: 'Leje <b>',
			amount: '1250',
			invoice: 'A-1',
		}),
	});
	await tab.getByText('137 postings').waitFor();
	// While a run of n8n's clock is at Uniconta, Import Now ends red, and is pressed again.
	await eventually(async () => {
		await tab.getByRole('button', { name: 'Import expenses' }).click();
		await tab.getByText('has run').waitFor({ timeout: LIMITS.run });
		return await tab.getByText('92 expenses').isVisible();
	}, LIMITS.sweep);
	expect(complaints).toEqual([]);

	await tab.getByRole('link', { name: 'Open n8n' }).click();
	await tab.locator('[data-test-id=main-sidebar-settings]').waitFor();
	await tab.context().close();
});

test('the mail page shows what came, and nothing on it is blocked or runs', async () => {
	const { tab, complaints } = await open(1280);
	await tab.locator('#live a[href*="?mail="]').last().click();
	await tab.locator('article h2').getByText('Moment and Uniconta').waitFor();
	await tab.frameLocator('iframe').locator('body').getByText('Customer 20906').first().waitFor();
	expect(complaints).toEqual([]);
	await tab.context().close();
});

test('Ctrl-C ends everything; started again with --once, the form shows what is saved and it ends by itself', async () => {
	first.child.kill('SIGINT');
	await first.ended;
	expect(first.child.exitCode).toBe(0);
	const second = start('--once', '--all');
	await second.ended;
	expect([second.child.exitCode, second.said().match(/✖.*/s)?.[0]]).toEqual([0, undefined]);
	expect(second.said()).toContain('Filled in by npm start, through the pages of the form.');
	expect(second.said()).toMatch(/^ +customers +51 +43 +1 +1 /m);
	expect(second.said()).toMatch(/^ +expenses +91 +88 /m);
	expect(second.said()).toMatch(/created +project 3001/);
});

test('a port that is taken is named with the way out, before anything is started', async () => {
	const other = createServer().listen(Number(ports.SANDBOX_START_PORT), '127.0.0.1');
	await once(other, 'listening');
	const { ended, said, child } = start();
	await ended;
	other.close();
	expect(child.exitCode).toBe(1);
	expect(said()).toContain(
		`Port ${ports.SANDBOX_START_PORT}, for the start page, is in use by another program. Choose another: SANDBOX_START_PORT=`,
	);
	expect(said()).not.toContain('▸');
});
