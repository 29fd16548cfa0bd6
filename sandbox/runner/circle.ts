import { setTimeout as wait } from 'node:timers/promises';
import { AT_NIGHT, cursorText } from '../../lib/state/cursors';
import { TABLES, cell } from '../../lib/state/tables';
import { step } from '../../scripts/tools.cjs';
import { demoChoices } from '../demo/choices';
import { mendings } from '../demo/mendings';
import type { MailCatcher } from '../mail/catcher';
import type { N8nApi, Owner } from '../n8n/api/client';
import type { SavedWorkflow, Template } from '../n8n/api/workflows';
import { fillSetupForm, type AnsweredPage } from '../n8n/form/setupForm';
import { expenseSettings, settingsFor } from '../n8n/settings';
import { registerWebhooks, wholeRunTrigger } from '../n8n/setup';
import type { Sandbox } from '../standins';
import { postingStanding, tellStanding, type PostingStanding } from './posting';

/** A template as n8n has it. */
export interface Flow extends Pick<SavedWorkflow, 'id' | 'name'> {
	template: Template;
}

export interface CircleParts {
	api: N8nApi;
	n8nUrl: string;
	owner: Owner;
	standins: Sandbox;
	mail: MailCatcher;
	/** By file name without `.json`. */
	flows: ReadonlyMap<string, Flow>;
}

const RUN_WITHIN_MS = 180_000;
const MAIL_WITHIN_MS = 1_000;
const MOST_LOOKS = 5;
const WIDTH = 118;

/** What a person at the demo company answers in the set-up form. */
const choices = {
	...settingsFor(demoChoices),
	...expenseSettings(demoChoices),
	'notify.addresses': 'office@nordlys.example',
	notes: 'Filled in by npm start, through the pages of the form.',
};

/**
 * The whole circle once: set up through the form, everything carried over, what stops it mended, somebody told, both
 * sides compared.
 */
export async function runCircle(parts: CircleParts): Promise<void> {
	const { api, n8nUrl, owner, standins, flows } = parts;
	const setup = flows.get('setup');
	if (setup)
		await step('Going through the set-up form, page by page, as in a browser', async () => {
			await api.workflows.publish(setup.id);
			await fillSetupForm({
				api,
				n8nUrl,
				owner,
				wanted: { company: standins.unicontaCredential.companyId, ...choices },
				tell: tellPage,
			});
		});
	const others = [...flows.values()].filter((flow) => flow !== setup);
	await step(`Publishing ${others.length} templates`, async (note) => {
		for (const { id, name } of others) {
			note(name);
			await api.workflows.publish(id);
		}
		note('');
	});
	await registerWebhooks(standins.moment.url, n8nUrl, standins.momentCredential.webhookToken);

	const run = async (
		file: string,
		label: string,
		once: (api: N8nApi, flow: Flow, file: string) => Promise<void> = wholeRun,
	): Promise<void> => {
		const flow = flows.get(file);
		if (flow) await step(label, () => once(api, flow, file));
	};
	await run('customers', 'Customers: all of them, from Moment to Uniconta', comparison);
	await run('projects', 'Projects', comparison);
	await run('invoices', 'Invoices and credit notes', comparison);
	console.log(`\n${tellStanding(await standing(api))}\n`);
	await tell(parts);
	await mend(parts);
	await run('expenses', 'Expenses: what is posted in Uniconta, back to Moment');
	await run('reconcile', 'Putting both systems side by side');
	const known = ['setup', 'customers', 'projects', 'invoices', 'notifications', 'expenses', 'reconcile'];
	for (const [file, { name, template }] of flows)
		if (!known.includes(file) && wholeRunTrigger(template) !== undefined) await run(file, name);
}

function tellPage({ title, answers }: AnsweredPage): void {
	const words = answers.filter(({ text }) => text !== 'Not chosen').map(({ label, text }) => `${label}: ${text}`);
	const lines: string[] = [];
	for (const part of words) {
		const last = lines.at(-1);
		if (last !== undefined && last.length + part.length + 3 <= WIDTH) lines[lines.length - 1] = `${last} · ${part}`;
		else lines.push(part);
	}
	console.log([`  ${title}`, ...lines.map((line) => `      ${line}`)].join('\n'));
}

/** A run of n8n's clock may be at Uniconta just then: the comparison is asked for until it is done. */
async function comparison(api: N8nApi, flow: Flow, file: string): Promise<void> {
	for (let tries = 0; tries < MOST_LOOKS; tries += 1) {
		await wholeRun(api, flow);
		if (cursorText(await api.tables.rows(TABLES.settings.name), file, 'nextComparison').startsWith(AT_NIGHT))
			return;
	}
}

async function wholeRun(api: N8nApi, { id, template }: Flow): Promise<void> {
	const trigger = wholeRunTrigger(template);
	if (trigger !== undefined) await api.executions.finished(await api.workflows.run(id, trigger), RUN_WITHIN_MS);
	await untilQuiet(api);
}

/** What stops the posting is done as a person would, one after the other, until nothing stops it. */
async function mend({ api, standins, flows }: CircleParts): Promise<void> {
	const invoices = flows.get('invoices');
	if (!invoices) return;
	for (const { number, what, mend: mending } of mendings(standins)) {
		if (!(await standing(api)).stops.some(({ key }) => key === number)) continue;
		mending();
		await step(`${number}, as a person would: ${what}`, () => wholeRun(api, invoices));
	}
	console.log(`\n${tellStanding(await standing(api))}\n`);
}

async function standing(api: N8nApi): Promise<PostingStanding> {
	return postingStanding(await api.tables.rows(TABLES.log.name), await api.tables.rows(TABLES.inbox.name));
}

/** The very first look only notes where it begins, so that it may take two. */
async function tell({ api, mail, flows }: CircleParts): Promise<void> {
	const flow = flows.get('notifications');
	if (!flow) return;
	await step('Telling whom it concerns', async () => {
		const none = (): boolean => mail.mails.length === 0;
		for (let looks = 0; looks < MOST_LOOKS && none(); looks++) {
			await wholeRun(api, flow);
			const deadline = Date.now() + MAIL_WITHIN_MS;
			while (none() && Date.now() < deadline) await wait(100);
		}
	});
	const [first] = mail.mails;
	console.log(
		first === undefined
			? '  No mail has come yet; the notifications look every minute.'
			: `  A mail came to ${first.to.join(', ')}: "${first.subject}"`,
	);
}

/** The run is over when the inbox holds nothing that is due and n8n runs nothing. */
async function untilQuiet(api: N8nApi): Promise<void> {
	const deadline = Date.now() + RUN_WITHIN_MS;
	while (Date.now() < deadline) {
		const due = (await api.tables.rows(TABLES.inbox.name)).filter((row) => cell(row, 'state') === 'due').length;
		if (due === 0 && (await api.executions.list({ status: 'running' })).length === 0) return;
		await wait(300);
	}
	console.log('  This run is not finished yet; the others go on meanwhile.');
}
