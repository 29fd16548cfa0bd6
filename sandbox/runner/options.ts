import path from 'node:path';
import { parseArgs } from 'node:util';
import { Stop } from '../../scripts/tools.cjs';
import { runtimeRoot } from '../n8n/paths';
import { isPortFree } from '../n8n/ports';

export const USAGE = `npm start -- [--fresh] [--once] [--all] [--queue] [--port N]
  --fresh   begin with an empty n8n
  --once    end after the first run
  --all     list every record at the end, not only those that did not get through
  --queue   n8n in queue mode: a main and two workers, with a Redis and a PostgreSQL of their own
  --port    n8n's port (SANDBOX_N8N_PORT, 5678)
  Start page: SANDBOX_START_PORT (5700)
  Stand-ins: SANDBOX_MOMENT_PORT (5701), SANDBOX_UNICONTA_PORT (5702), SANDBOX_UNICONTA_WEB_PORT (5703)
  Mail catcher: SANDBOX_MAIL_PORT, its page (5704), SANDBOX_SMTP_PORT (5705)
  SANDBOX_USER_FOLDER: where n8n keeps its data (.runtime/user)`;

const PORTS = {
	n8n: { variable: 'SANDBOX_N8N_PORT', standard: 5678, what: 'n8n' },
	start: { variable: 'SANDBOX_START_PORT', standard: 5700, what: 'the start page' },
	moment: { variable: 'SANDBOX_MOMENT_PORT', standard: 5701, what: "Moment's stand-in" },
	uniconta: { variable: 'SANDBOX_UNICONTA_PORT', standard: 5702, what: "Uniconta's stand-in (OData)" },
	unicontaWeb: { variable: 'SANDBOX_UNICONTA_WEB_PORT', standard: 5703, what: "Uniconta's stand-in (Web API)" },
	mail: { variable: 'SANDBOX_MAIL_PORT', standard: 5704, what: 'the page of the mail catcher' },
	smtp: { variable: 'SANDBOX_SMTP_PORT', standard: 5705, what: 'the mail catcher' },
} as const;

export interface StartOptions {
	fresh: boolean;
	once: boolean;
	/** List every record at the end. */
	all: boolean;
	/** Several processes in place of one. */
	queue: boolean;
	userFolder: string;
	ports: Record<keyof typeof PORTS, number>;
}

/** Reads command line and environment. Throws a Stop with the usage for what it does not understand. */
export function readOptions(args: string[]): StartOptions {
	const { fresh, once, all, queue, port } = parse(args);
	return {
		fresh,
		once,
		all,
		queue,
		userFolder: path.resolve(process.env.SANDBOX_USER_FOLDER || path.join(runtimeRoot, 'user')),
		ports: {
			n8n: portNumber(port ?? process.env[PORTS.n8n.variable], PORTS.n8n.standard),
			start: portNumber(process.env[PORTS.start.variable], PORTS.start.standard),
			moment: portNumber(process.env[PORTS.moment.variable], PORTS.moment.standard),
			uniconta: portNumber(process.env[PORTS.uniconta.variable], PORTS.uniconta.standard),
			unicontaWeb: portNumber(process.env[PORTS.unicontaWeb.variable], PORTS.unicontaWeb.standard),
			mail: portNumber(process.env[PORTS.mail.variable], PORTS.mail.standard),
			smtp: portNumber(process.env[PORTS.smtp.variable], PORTS.smtp.standard),
		},
	};
}

/** Throws a Stop that names every port in use and how to choose another. */
export async function checkPorts(ports: StartOptions['ports']): Promise<void> {
	const taken: string[] = [];
	for (const [name, { variable, what }] of Object.entries(PORTS)) {
		const port = ports[name as keyof typeof PORTS]; // Object.entries widens the key
		if (!(await isPortFree(port)))
			taken.push(
				`Port ${port}, for ${what}, is in use by another program. Choose another: ${variable}=${port + 1000} npm start`,
			);
	}
	if (taken.length > 0) throw new Stop(`${taken.join('\n')}\n(Is an earlier \`npm start\` still running?)`);
}

function parse(args: string[]): { fresh: boolean; once: boolean; all: boolean; queue: boolean; port?: string } {
	try {
		const flag = { type: 'boolean', default: false } as const;
		const options = { fresh: flag, once: flag, all: flag, queue: flag, port: { type: 'string' } } as const;
		return parseArgs({ args, options }).values;
	} catch (error) {
		throw new Stop(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
	}
}

function portNumber(text: string | undefined, standard: number): number {
	if (text === undefined || text === '') return standard;
	const port = Number(text);
	if (!Number.isInteger(port) || port < 1 || port > 65_535)
		throw new Stop(`"${text}" is not a port number.\n${USAGE}`);
	return port;
}
