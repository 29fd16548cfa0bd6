import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { SETTING_KEYS } from '../../lib/state/settings';
import { TABLES } from '../../lib/state/tables';
import type { N8nApi } from './api/client';
import type { CredentialInput, SavedCredential } from './api/credentials';
import { templateSchema, type SavedWorkflow, type Template } from './api/workflows';
import type { SmtpCredential } from '../mail/catcher';
import type { MomentCredential, UnicontaCredential } from '../standins';
import { repositoryRoot } from './paths';
import { leaseRow } from './settings';

/** Among the settings, but where a run left off. */
const WRITTEN_BY_RUNS = ['expenses.cursor'];

/** The fields of the two credentials, as the stand-ins want them. */
export interface CredentialData {
	momentApi: MomentCredential;
	unicontaApi: UnicontaCredential;
	/** For the templates that send mail. */
	smtp?: SmtpCredential;
	/** For who may see the page of the reconciliation. */
	httpBasicAuth?: PageCredential;
}

export interface PageCredential {
	user: string;
	password: string;
}

/** Parents first; what is not named comes last. */
const ORDER = ['customers.json', 'projects.json', 'invoices.json'];
const place = (file: string): number => (ORDER.includes(file) ? ORDER.indexOf(file) : ORDER.length);

/**
 * The templates as they lie in `workflows/`, by file name without `.json`, in the order in which they run for the first
 * time.
 */
export function readTemplates(): Map<string, Template> {
	const folder = path.join(repositoryRoot, 'workflows');
	const files = readdirSync(folder)
		.filter((file) => file.endsWith('.json'))
		.sort((a, b) => place(a) - place(b));
	return new Map(
		files.map((file) => [
			path.basename(file, '.json'),
			templateSchema.parse(JSON.parse(readFileSync(path.join(folder, file), 'utf8'))),
		]),
	);
}

export async function saveCredentials(api: N8nApi, data: CredentialData): Promise<SavedCredential[]> {
	const inputs: CredentialInput[] = [
		{ name: 'Moment (sandbox)', type: 'momentApi', data: { ...data.momentApi } },
		{ name: 'Uniconta (sandbox)', type: 'unicontaApi', data: { ...data.unicontaApi } },
		...(data.smtp === undefined ? [] : [{ name: 'Mail (sandbox)', type: 'smtp', data: { ...data.smtp } }]),
		...(data.httpBasicAuth === undefined
			? []
			: [{ name: 'Reconciliation page (sandbox)', type: 'httpBasicAuth', data: { ...data.httpBasicAuth } }]),
	];
	const saved: SavedCredential[] = [];
	for (const input of inputs) saved.push(await api.credentials.save(input));
	return saved;
}

/**
 * What the one-time set-up leaves behind: settings and the lease row. Inbox and log are emptied, cursors forgotten,
 * because the stand-ins begin anew and remember nothing either.
 */
export async function prepareTables(api: N8nApi, settings: Record<string, string>): Promise<void> {
	for (const { name, columns } of [TABLES.settings, TABLES.lease]) await api.tables.ensure(name, columns);
	for (const { name } of Object.values(TABLES)) await api.tables.empty(name);
	await api.tables.insert(
		TABLES.settings.name,
		Object.entries(settings).map(([key, value]) => ({ key, value })),
	);
	await api.tables.insert(TABLES.lease.name, [leaseRow]);
}

const QUIET_WITHIN_MS = 60_000;

/**
 * Leaves of an older start only what a person chose: every workflow is unpublished, inbox, log and cursors are emptied,
 * the lease is free. Call before publishing; tables that are not there yet stay so, because the templates make them.
 */
export async function forgetRuns(api: N8nApi): Promise<void> {
	for (const { id, active } of await api.workflows.list()) if (active === true) await api.workflows.unpublish(id);
	const deadline = Date.now() + QUIET_WITHIN_MS;
	while ((await api.executions.list({ status: 'running' })).length > 0 && Date.now() < deadline) await wait(200);
	const there = new Set((await api.tables.list()).map(({ name }) => name));
	for (const { name } of [TABLES.inbox, TABLES.log, TABLES.reconciliation, TABLES.lease])
		if (there.has(name)) await api.tables.empty(name);
	if (!there.has(TABLES.settings.name)) return;
	const chosen: ReadonlySet<string> = new Set(SETTING_KEYS);
	const rows = (await api.tables.rows(TABLES.settings.name)).map(({ key, value }) => ({
		key: String(key),
		value: String(value ?? ''),
	}));
	await api.tables.empty(TABLES.settings.name);
	const kept = rows.filter(({ key }) => chosen.has(key) && !WRITTEN_BY_RUNS.includes(key));
	if (kept.length > 0) await api.tables.insert(TABLES.settings.name, kept);
}

/** Imports every template with the credentials its nodes ask for. Publishing is a step of its own. */
export async function importTemplates(
	api: N8nApi,
	templates: Iterable<Template>,
	credentials: SavedCredential[],
): Promise<SavedWorkflow[]> {
	const saved: SavedWorkflow[] = [];
	for (const template of templates) saved.push(await api.workflows.save(template, credentials));
	return saved;
}

/** Where Moment is to send its webhook for `kind`; the token is what the trigger node asks for. */
export function webhookUrl(n8nUrl: string, kind: string, token: string): string {
	return `${n8nUrl}/webhook/moment-uniconta-${kind}?token=${encodeURIComponent(token)}`;
}

/** Does what a user does by hand in Moment: tells it where to send changed customers, projects and invoices. */
export async function registerWebhooks(
	momentUrl: string,
	n8nUrl: string,
	token: string,
	kinds: readonly string[] = ['customers', 'projects', 'invoices'],
): Promise<void> {
	const answer = await fetch(`${momentUrl}/_sandbox/webhooks`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(kinds.map((kind) => ({ kind, url: webhookUrl(n8nUrl, kind, token) }))),
	});
	if (!answer.ok)
		throw new Error(`Moment's stand-in did not take the webhooks: ${answer.status} ${await answer.text()}`);
}

/** The trigger to press for a whole run: one made for that, else the sweep's, else any schedule. */
export function wholeRunTrigger({ nodes }: Template): string | undefined {
	const manual = nodes.find(({ type }) => type === 'n8n-nodes-base.manualTrigger');
	const schedules = nodes.filter(({ type }) => type === 'n8n-nodes-base.scheduleTrigger');
	return (manual ?? schedules.find(({ name }) => /sweep/i.test(name)) ?? schedules[0])?.name;
}
