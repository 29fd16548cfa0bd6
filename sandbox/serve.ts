import path from 'node:path';
import { parseArgs } from 'node:util';
import { runtimeRoot } from './n8n/paths';
import { secretsOf } from './secrets';
import { startSandbox, type Sandbox } from './standins';

const ports = {
	'moment-port': { variable: 'SANDBOX_MOMENT_PORT', standard: 5701 },
	'uniconta-port': { variable: 'SANDBOX_UNICONTA_PORT', standard: 5702 },
	'uniconta-web-port': { variable: 'SANDBOX_UNICONTA_WEB_PORT', standard: 5703 },
} as const;

const USAGE = `npm run sandbox -- [--moment-port N] [--uniconta-port N] [--uniconta-web-port N] [--seed N] [--customers N] [--folder PATH]
Ports also from ${Object.values(ports)
	.map(({ variable }) => variable)
	.join(', ')}; 0 takes a free one.
Passwords and keys are made at the first start and kept in the folder (.runtime/sandbox).`;

function readOptions(): Record<'moment-port' | 'uniconta-port' | 'uniconta-web-port' | 'customers', number> & {
	seed?: number;
	folder: string;
} {
	const text = { type: 'string' } as const;
	const { values } = parseArgs({
		options: {
			'moment-port': text,
			'uniconta-port': text,
			'uniconta-web-port': text,
			seed: text,
			customers: text,
			folder: text,
		},
	});
	const port = (name: keyof typeof ports): number => {
		const given = values[name] ?? process.env[ports[name].variable];
		return given === undefined || given === '' ? ports[name].standard : whole(`--${name}`, given, 65_535);
	};
	return {
		'moment-port': port('moment-port'),
		'uniconta-port': port('uniconta-port'),
		'uniconta-web-port': port('uniconta-web-port'),
		folder: path.resolve(values.folder ?? path.join(runtimeRoot, 'sandbox')),
		customers: whole('--customers', values.customers ?? '0', 1_000_000),
		...(values.seed === undefined ? {} : { seed: whole('--seed', values.seed, 4_294_967_295) }),
	};
}

function whole(name: string, text: string, most: number): number {
	const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
	if (!(value <= most)) throw new Error(`${name} must be a whole number up to ${most}, not "${text}".`);
	return value;
}

function introduce({ momentCredential, unicontaCredential, danishUnicontaCredential }: Sandbox): string {
	const lines = (values: object): string =>
		Object.entries(values)
			.map(([name, value]) => `    ${name.padEnd(13)}${String(value)}`)
			.join('\n');
	return `The stand-ins are up, on this machine only. Everything in them is fictional.

  Moment                 ${momentCredential.baseUrl}/
  Uniconta, OData host   ${unicontaCredential.odataUrl}/
  Uniconta, Web API host ${unicontaCredential.webApiUrl}/
  (each has a page there; control under /_sandbox/, see sandbox/standins/README.md)

  Moment API credential
${lines(momentCredential)}

  Uniconta API credential
${lines(unicontaCredential)}

  A Danish-speaking user
${lines({ userName: danishUnicontaCredential.userName, password: danishUnicontaCredential.password })}

Ctrl-C stops them.`;
}

async function main(): Promise<void> {
	const options = readOptions();
	const sandbox = await startSandbox({
		secrets: secretsOf(options.folder),
		momentPort: options['moment-port'],
		unicontaPort: options['uniconta-port'],
		unicontaWebPort: options['uniconta-web-port'],
		data: {
			postings: 'demo',
			customers: options.customers,
			...(options.seed === undefined ? {} : { seed: options.seed }),
		},
	});
	console.log(introduce(sandbox));
	const stop = (): void => void sandbox.stop().then(() => process.exit(0));
	process.once('SIGINT', stop);
	process.once('SIGTERM', stop);
}

main().catch((error: unknown) => {
	// What `listen` throws carries the port; nothing else is read from it without a check.
	const { code, port, message } = error as NodeJS.ErrnoException & { port?: number };
	console.error(
		code === 'EADDRINUSE'
			? `Port ${port} is in use by another program. Stop that one, or choose another port:\n${USAGE}`
			: `The sandbox could not start: ${message}\n${USAGE}`,
	);
	process.exit(1);
});
