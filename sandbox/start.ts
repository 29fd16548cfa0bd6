import { rmSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { cell, TABLES } from '../lib/sync/tables';
import { report, step, Stop } from '../scripts/tools.cjs';
import { demoChoices } from './demo/choices';
import { mendings } from './demo/mendings';
import { MailCatcher } from './mail/catcher';
import { N8nApi, type Owner } from './n8n/api/client';
import { RestError } from './n8n/api/rest';
import type { SavedWorkflow, Template } from './n8n/api/workflows';
import { ensureRuntime } from './n8n/install';
import { installPackage, packPackage } from './n8n/package';
import { N8n } from './n8n/process';
import { expenseSettings, settingsFor } from './n8n/settings';
import { importTemplates, prepareTables, readTemplates, registerWebhooks, saveCredentials, wholeRunTrigger } from './n8n/setup';
import { checkPorts, readOptions, type StartOptions } from './runner/options';
import { postingStanding, tellStanding, type PostingStanding } from './runner/posting';
import { outcomeTable } from './runner/report';
import { endRequested } from './runner/shutdown';
import { startSandbox, type Sandbox } from './standins';

const OWNER: Owner = { email: 'owner@sandbox.example', password: 'Sandbox-2026' };
/** Opens the pages that templates show in the browser. */
const PAGES = { user: 'controller', password: 'Sandbox-2026' };
const FIRST_RUN_WITHIN_MS = 180_000;

/** `npm start`: everything up, the sync run once, and left open for a look. */
async function main(): Promise<void> {
	const ended = endRequested();
	const options = readOptions(process.argv.slice(2));
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
	options: StartOptions, runtime: Awaited<ReturnType<typeof ensureRuntime>>, tarball: string, running: { stop: () => Promise<void> }[],
): Promise<void> {
	const { ports, userFolder, fresh } = options;
	const standins = await step("Starting the stand-ins for Moment and Uniconta, with demo data", () =>
		startSandbox({ momentPort: ports.moment, unicontaPort: ports.uniconta, unicontaWebPort: ports.unicontaWeb, data: { postings: 'demo' } }));
	running.push(standins);
	const mail = await step('Starting a mail server that keeps what it is given', () => MailCatcher.start({ smtpPort: ports.smtp, pagePort: ports.mail }));
	running.push(mail);

	if (fresh) rmSync(userFolder, { recursive: true, force: true });
	const n8n = await N8n.create({ runtime, userFolder, port: ports.n8n, portHint: 'Choose another: SANDBOX_N8N_PORT=6678 npm start' });
	await step('Installing the package in n8n, as a user would', () => installPackage(userFolder, tarball));
	running.push(n8n);
	await step(`Starting n8n on port ${n8n.port}`, () => n8n.start());

	const api = await logIn(n8n);
	const templates = readTemplates();
	const workflows = await step('Setting up credentials, settings and templates', async () => {
		const credentials = await saveCredentials(api, { momentApi: standins.momentCredential, unicontaApi: standins.unicontaCredential, smtp: mail.credential, httpBasicAuth: PAGES });
		await prepareTables(api, { ...settingsFor(demoChoices), ...expenseSettings(demoChoices), 'notify.addresses': 'office@nordlys.example' });
		return await importTemplates(api, templates.values(), credentials);
	});
	for (const { id, name } of workflows) await step(`Publishing "${name}"`, () => api.workflows.publish(id));
	await registerWebhooks(standins.moment.url, n8n.url, standins.momentCredential.webhookToken);

	for (const [file, template] of templates) {
		const workflow = workflows.find(({ name }) => name === template.name);
		if (workflow && wholeRunTrigger(template) !== undefined) await step(`Carrying the ${file} over for the first time`, () => wholeRun(api, workflow, template));
	}
	await tellPosting(api, standins, workflows, templates);
	console.log(`\n${outcomeTable(await api.tables.rows(TABLES.log.name))}\n`);
	console.log(whereToLook(n8n, standins, mail));
}

async function logIn(n8n: N8n): Promise<N8nApi> {
	try {
		return await N8nApi.login(n8n.url, OWNER);
	} catch (error) {
		if (!(error instanceof RestError)) throw error;
		throw new Stop(`n8n did not let ${OWNER.email} in: ${error.answer}\nIts data in ${n8n.userFolder} is from somebody else. Begin anew: npm start -- --fresh`);
	}
}

async function wholeRun(api: N8nApi, workflow: SavedWorkflow, template: Template): Promise<void> {
	const trigger = wholeRunTrigger(template);
	if (trigger) await api.executions.finished(await api.workflows.run(workflow.id, trigger), FIRST_RUN_WITHIN_MS);
	await untilQuiet(api);
}

/** How far posting got, what stops it and what to do; then that is done, as a person would, until nothing stops it. */
async function tellPosting(api: N8nApi, standins: Sandbox, workflows: readonly SavedWorkflow[], templates: ReadonlyMap<string, Template>): Promise<void> {
	const template = templates.get('invoices');
	const workflow = workflows.find(({ name }) => name === template?.name);
	if (!template || !workflow) return;
	const standing = async (): Promise<PostingStanding> => postingStanding(await api.tables.rows(TABLES.log.name), await api.tables.rows(TABLES.inbox.name));
	console.log(`\n${tellStanding(await standing())}\n`);
	for (const { number, what, mend } of mendings(standins)) {
		if (!(await standing()).stops.some(({ key }) => key === number)) continue;
		mend();
		await step(`${number}, as a person would: ${what}`, () => wholeRun(api, workflow, template));
		console.log(`${tellStanding(await standing())}\n`);
	}
}

/** The run is over when the inbox holds nothing that is due and n8n runs nothing. */
async function untilQuiet(api: N8nApi): Promise<void> {
	const deadline = Date.now() + FIRST_RUN_WITHIN_MS;
	while (Date.now() < deadline) {
		const inbox = await api.tables.rows(TABLES.inbox.name);
		const due = inbox.filter((row) => cell(row, 'state') === 'due').length;
		const log = await api.tables.rows(TABLES.log.name);
		const busy = await api.executions.list({ status: 'running' });
		if (log.length > 0 && due === 0 && busy.length === 0) return;
		await wait(500);
	}
	console.log('  The first run is not finished yet; this is how far it is.');
}

function whereToLook(n8n: N8n, { moment, uniconta }: Sandbox, mail: MailCatcher): string {
	return [
		`  n8n       ${n8n.url}   log in as ${OWNER.email}, password ${OWNER.password}`,
		`  Moment    ${moment.url}/   (stand-in: create or change a customer there, and see it arrive in Uniconta)`,
		`  Uniconta  ${uniconta.odataUrl}/   (stand-in: what has arrived)`,
		`  Mail      ${mail.url}/   (what the notifications say; nothing leaves this machine)`,
		`  Pages     ${n8n.url}/webhook/moment-uniconta-reconciliation   (both systems side by side) log in as ${PAGES.user}, password ${PAGES.password}`,
		'',
		'  Ctrl-C stops everything. `npm start -- --fresh` begins with an empty n8n.',
	].join('\n');
}

main().then(
	() => process.exit(process.exitCode ?? 0),
	(error: unknown) => {
		report(error);
		process.exit(1);
	},
);
