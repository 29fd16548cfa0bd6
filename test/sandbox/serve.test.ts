import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { secretsOf } from '../../sandbox/secrets';
import { ask } from './support';

/** Runs the command as `npm run sandbox` does, until it has said what is expected or has ended. */
async function serve(
	options: readonly string[],
	env: Record<string, string>,
	until?: RegExp,
): Promise<{ said: string; end: () => Promise<number | null> }> {
	const child = spawn(process.execPath, ['--import', 'tsx', 'sandbox/serve.ts', ...options], {
		cwd: join(__dirname, '../..'),
		env: { ...process.env, ...env },
	});
	let said = '';
	const ended = once(child, 'exit');
	await new Promise<void>((resolve) => {
		const hear = (part: Buffer): void => {
			said += part.toString();
			if (until?.test(said)) resolve();
		};
		child.stdout.on('data', hear);
		child.stderr.on('data', hear);
		void ended.then(() => resolve());
	});
	return {
		said,
		end: async () => {
			child.kill('SIGINT');
			await ended;
			return child.exitCode;
		},
	};
}

const free = { SANDBOX_MOMENT_PORT: '0', SANDBOX_UNICONTA_PORT: '0' };

let folder = '';
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'moment-uniconta-serve-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the sandbox says where it is, answers there, and ends with Ctrl-C', async () => {
	const { said, end } = await serve(
		['--uniconta-web-port', '0', '--customers', '3', '--folder', folder],
		free,
		/Ctrl-C/,
	);
	const [moment, uniconta, web] = [...said.matchAll(/http:\/\/127\.0\.0\.1:\d+(?=\/\n)/g)].map(
		([address]) => address,
	);
	expect((await ask(`${moment}/`)).text).toContain('54 customers');
	for (const address of [uniconta, web]) expect((await ask(`${address}/`)).text).toContain('Nordlys');
	const { momentApiKey, danish } = secretsOf(folder);
	expect(said).toContain(momentApiKey);
	expect(said).toContain(danish);
	expect(statSync(join(folder, 'sandbox-secrets.json')).mode & 0o777).toBe(0o600);
	expect(await end()).toBe(0);
});

test('a port in use is named, with the way out', async () => {
	const other = createServer().listen(0, '127.0.0.1');
	await once(other, 'listening');
	const { port } = other.address() as AddressInfo;
	const { said, end } = await serve(['--uniconta-web-port', String(port), '--folder', folder], free);
	expect(said).toContain(`Port ${port} is in use`);
	expect(await end()).toBe(1);
	other.close();
});

test('a port that is none is refused in words', async () => {
	const { said, end } = await serve(['--moment-port', 'abc'], free);
	expect(said).toContain('--moment-port must be a whole number up to 65535, not "abc".');
	expect(await end()).toBe(1);
});
