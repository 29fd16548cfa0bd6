import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { TABLES } from '../lib/state/tables';
import { report, step, Stop } from '../scripts/tools.cjs';
import { MailCatcher } from './mail/catcher';
import { N8nApi, type Owner } from './n8n/api/client';
import { RestError } from './n8n/api/rest';
import { ensureRuntime } from './n8n/install';
import { packPackage } from './n8n/package';
import { N8n, type RunningN8n } from './n8n/process';
import { queuePrograms } from './n8n/queue/programs';
import { QueueN8n } from './n8n/queue/queueN8n';
import { forgetRuns, importTemplates, readTemplates, saveCredentials } from './n8n/setup';
import { runCircle, type Flow } from './runner/circle';
import { checkPorts, readOptions, type StartOptions } from './runner/options';
import { outcomeReport } from './runner/report';
import { endRequested } from './runner/shutdown';
import { startServer } from './runner/startServer';
import { hasSecrets, secretsOf } from './secrets';
import { startSandbox } from './standins';

const OWNER = 'owner@sandbox.example';
const READER = 'controller';

/** `npm start`: everything up, the whole circle run once, and left open for a look. */
async function main(): Promise<void> {
	const ended = endRequested();
	const options = readOptions(process.argv.slice(2));
	if (options.queue) queuePrograms();
	await checkPorts(options.ports);
	const runtime = await ensureRuntime();
	const tarball = await step('Building and packing the package', () => packPackage());

	const running: { stop: () => Promise<void> }[] = [];
	try {
		const finished = bringUp(options, runtime, tarball, running).then(() => (options.once ? undefined : ended));
		await Promise.race([finished, ended]);
	} finally {
		if (running.length > 0) console.log('\n▸ Stopping n8n and the stand-ins (Ctrl-C again to kill them)');
		for (const part of running.reverse()) await part.stop();
	}
}

async function bringUp(
	options: StartOptions,
	runtime: Awaited<ReturnType<typeof ensureRuntime>>,
	tarball: string,
	running: { stop: () => Promise<void> }[],
): Promise<void> {
	const { ports, userFolder, fresh, all, queue } = options;
	if (fresh) rmSync(userFolder, { recursive: true, force: true });
	if (!hasSecrets(userFolder) && existsSync(path.join(userFolder, '.n8n'))) throw new Stop(notOurs(userFolder));
	const secrets = secretsOf(userFolder);
	const owner: Owner = { email: OWNER, password: secrets.owner };
	const pages = { user: READER, password: secrets.pages };
	const [standins, mail] = await step(
		'Starting the stand-ins for Moment and Uniconta, with demo data, and a mail server that keeps what it is given',
		async () => {
			const sandbox = await startSandbox({
				momentPort: ports.moment,
				unicontaPort: ports.uniconta,
				unicontaWebPort: ports.unicontaWeb,
				data: { postings: 'demo' },
				secrets,
			});
			running.push(sandbox);
			const catcher = await MailCatcher.start({
				smtpPort: ports.smtp,
				pagePort: ports.mail,
				password: secrets.mail,
				links: sandbox.links,
			});
			running.push(catcher);
			return [sandbox, catcher] as const;
		},
	);

	const n8n = await (queue ? QueueN8n : N8n).create({
		runtime,
		userFolder,
		port: ports.n8n,
		portHint: 'Choose another: SANDBOX_N8N_PORT=6678 npm start',
	});
	const what = n8n instanceof QueueN8n ? 'a main and two workers, Redis and PostgreSQL' : 'n8n';
	await step(
		`Installing the package in n8n, as a user would, and starting ${what}, on port ${n8n.port}`,
		async () => {
			await n8n.install(tarball);
			running.push(n8n);
			await n8n.start();
		},
	);
	const places = n8n instanceof QueueN8n ? ['', '  Queue mode:', ...n8n.places().map((place) => `    ${place}`)] : [];
	if (places.length > 0) console.log(places.join('\n'));

	const api = await logIn(n8n, owner, userFolder);
	const flows = await step('Making the credentials and importing the templates', async () => {
		// The stand-ins begin anew and remember nothing; what the form saved is kept, and is shown by it.
		await forgetRuns(api);
		const credentials = await saveCredentials(api, {
			momentApi: standins.momentCredential,
			unicontaApi: standins.unicontaCredential,
			smtp: mail.credential,
			httpBasicAuth: pages,
		});
		const templates = [...readTemplates()];
		const saved = await importTemplates(
			api,
			templates.map(([, template]) => template),
			credentials,
		);
		return new Map(
			templates.flatMap(([file, template], index): Array<[string, Flow]> =>
				saved[index] ? [[file, { ...saved[index], template }]] : [],
			),
		);
	});
	await runCircle({ api, n8nUrl: n8n.url, owner, standins, mail, flows });
	console.log(`\n${outcomeReport(await api.tables.rows(TABLES.log.name), { all })}\n`);

	const page = await startServer({
		port: ports.start,
		api,
		n8nUrl: n8n.url,
		owner,
		pages,
		standins,
		mail,
		workflows: flows,
	});
	running.push(page);
	console.log(
		[
			`  Open ${page.url}/   n8n, the forms, both systems, the mails, and what to try next: everything is reachable from there`,
			`  n8n is ${n8n.url}, ${owner.email}, password ${owner.password}. The reconciliation asks for ${pages.user}, password ${pages.password}`,
			`  Both were made for ${userFolder} alone, and stay the same until it is begun anew.`,
			...places,
			'',
			'  Ctrl-C stops everything. `npm start -- --fresh` begins with an empty n8n.',
		].join('\n'),
	);
}

function notOurs(userFolder: string): string {
	return `n8n's data in ${userFolder} is from somebody else, or from an earlier version. Begin anew: npm start -- --fresh`;
}

async function logIn(n8n: RunningN8n, owner: Owner, userFolder: string): Promise<N8nApi> {
	try {
		return await N8nApi.login(n8n.url, owner);
	} catch (error) {
		if (!(error instanceof RestError)) throw error;
		throw new Stop(`n8n did not let ${owner.email} in: ${error.answer}\n${notOurs(userFolder)}`);
	}
}

main().then(
	() => process.exit(process.exitCode ?? 0),
	(error: unknown) => {
		report(error);
		process.exit(1);
	},
);
