import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AT_NIGHT, cursorText, type CursorName } from '../../../lib/state/cursors';
import { cell, TABLES } from '../../../lib/state/tables';
import { demoChoices } from '../../../sandbox/demo/choices';
import { N8nApi, type Owner } from '../../../sandbox/n8n/api/client';
import type { SavedCredential } from '../../../sandbox/n8n/api/credentials';
import type { Row, SavedRow } from '../../../sandbox/n8n/api/tables';
import type { SavedWorkflow } from '../../../sandbox/n8n/api/workflows';
import { MailCatcher } from '../../../sandbox/mail/catcher';
import { ensureRuntime } from '../../../sandbox/n8n/install';
import { packPackage } from '../../../sandbox/n8n/package';
import { N8n, type N8nOptions, type RunningN8n } from '../../../sandbox/n8n/process';
import { settingsFor } from '../../../sandbox/n8n/settings';
import {
	importTemplates,
	prepareTables,
	readTemplates,
	registerWebhooks,
	saveCredentials,
	webhookUrl,
	type PageCredential,
} from '../../../sandbox/n8n/setup';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox/standins';
import { eventually } from './eventually';
import { LIMITS } from './limits';

export { eventually } from './eventually';

export interface LabOptions {
	/** Handed to the stand-ins; their ports are free ones. */
	sandbox?: SandboxOptions;
	/** On top of what the set-up form writes; `null` leaves the key out. */
	settings?: Record<string, string | null>;
	/** Templates to import, by file name without `.json`. Default: all. */
	templates?: string[];
	/** Publish them, so that they listen and run by themselves. Default: yes. */
	publish?: boolean;
	/** Added to n8n's environment. */
	env?: Record<string, string>;
	/** Makes the n8n. Default: one process on SQLite. */
	n8n?: (options: N8nOptions) => Promise<RunningN8n>;
}

/** Ends what a test file has started and not ended, whichever way it went. */
const leftOpen = new Set<() => Promise<void>>();
afterAll(async () => {
	for (const close of [...leftOpen].reverse()) await close();
});

/** Templates that Moment's webhooks call. */
const LISTENING = ['customers', 'projects', 'invoices'];

/** Who may see the page of the reconciliation. */
const PAGE: PageCredential = { user: 'controller', password: 'Lab-page-1' };

const OWNER: Owner = { email: 'owner@lab.example', password: 'Lab-password-1' };

/** A real n8n with the packed package, the stand-ins beside it, and everything set up. About 12 s. */
export class Lab {
	private constructor(
		readonly n8n: RunningN8n,
		readonly sandbox: Sandbox,
		/** What the templates that send mail have sent. */
		readonly mail: MailCatcher,
		/** Renewed by a restart. */
		public api: N8nApi,
		readonly credentials: SavedCredential[],
		/** By file name without `.json`. */
		readonly workflows: Map<string, SavedWorkflow>,
		/** Ends everything and removes n8n's folder. Happens by itself at the end of the test file. */
		readonly close: () => Promise<void>,
	) {}

	static readonly owner = OWNER;
	static readonly page = PAGE;

	/** Starts all of it; what had been started is ended again if a later part does not come up. */
	static async start(options: LabOptions = {}): Promise<Lab> {
		const [runtime, tarball] = [await ensureRuntime(), await packPackage()];
		const userFolder = mkdtempSync(path.join(tmpdir(), 'moment-uniconta-lab-'));
		const n8n = await n8nOf(options, { runtime, userFolder, env: options.env });
		const sandbox = await startSandbox(options.sandbox);
		const mail = await MailCatcher.start();
		const close = async (): Promise<void> => {
			leftOpen.delete(close);
			await Promise.all([n8n.kill(), sandbox.stop(), mail.stop()]);
			rmSync(userFolder, { recursive: true, force: true });
		};
		leftOpen.add(close);
		try {
			await n8n.install(tarball);
			await n8n.start();
			const api = await N8nApi.login(n8n.url, OWNER);
			const credentials = await saveCredentials(api, {
				momentApi: sandbox.momentCredential,
				unicontaApi: sandbox.unicontaCredential,
				smtp: mail.credential,
				httpBasicAuth: PAGE,
			});
			await prepareTables(api, settingsWith(options.settings ?? {}));
			const workflows = await bringIn(api, credentials, options);
			await registerWebhooks(
				sandbox.moment.url,
				n8n.url,
				sandbox.momentCredential.webhookToken,
				[...workflows.keys()].filter((kind) => LISTENING.includes(kind)),
			);
			return new Lab(n8n, sandbox, mail, api, credentials, workflows, close);
		} catch (error) {
			await close();
			throw error;
		}
	}

	/** The log, oldest row first. */
	logRows(): Promise<SavedRow[]> {
		return this.api.tables.rows(TABLES.log.name);
	}

	inboxRows(): Promise<SavedRow[]> {
		return this.api.tables.rows(TABLES.inbox.name);
	}

	/** The value that a setting has; blank where there is none. */
	async setting(key: string): Promise<string> {
		const rows = await this.api.tables.rows(TABLES.settings.name);
		return cell(rows.find((row) => row.key === key) ?? {}, 'value');
	}

	async setSetting(key: string, value: string): Promise<void> {
		await this.api.tables.upsert(TABLES.settings.name, { key } satisfies Row, { value });
	}

	/** The address that Moment calls, with the right token unless told otherwise. */
	webhookUrl(kind: string, token = this.sandbox.momentCredential.webhookToken): string {
		return webhookUrl(this.n8n.url, kind, token);
	}

	/** Runs an imported template from one of its triggers and waits until it is over. */
	async run(
		template: string,
		trigger: string,
		timeoutMs: number = LIMITS.run,
	): Promise<Awaited<ReturnType<N8nApi['executions']['get']>>> {
		const workflow = this.workflows.get(template);
		if (!workflow) throw new Error(`There is no template "${template}" in this lab`);
		return await this.api.executions.finished(await this.api.workflows.run(workflow.id, trigger), timeoutMs);
	}

	/** Asks Moment what changed, as if the time for it had come. */
	async sweep(template: string): Promise<void> {
		const before = await this.cursor(template, 'changedSince');
		for (const { key } of await this.api.tables.rows(TABLES.settings.name)) {
			if (String(key).startsWith(`${template}.nextSweep`)) await this.setSetting(String(key), '');
		}
		await eventually(async () => (await this.cursor(template, 'changedSince')) !== before, LIMITS.sweep);
	}

	/** Where a template left off, in the company of the settings. */
	async cursor(template: string, name: CursorName): Promise<string> {
		return cursorText(await this.api.tables.rows(TABLES.settings.name), template, name);
	}

	/**
	 * Compares everything by hand until it was done: while a run of n8n's own clock holds the lease, a comparison is put
	 * off.
	 */
	async compare(template: string): Promise<void> {
		await eventually(async () => {
			await this.run(template, 'Compare Everything Now');
			return (await this.cursor(template, 'nextComparison')).startsWith(AT_NIGHT);
		}, LIMITS.sweep);
	}

	/** Ends n8n and its task runner as a power cut would. */
	async kill(): Promise<void> {
		await this.n8n.kill();
	}

	/** Starts n8n again on the same data and port, after stopping it if it still runs. */
	async restart(): Promise<void> {
		await this.n8n.restart();
		await this.logIn();
	}

	/** A main that was started again knows nobody. */
	async logIn(): Promise<void> {
		this.api = await N8nApi.login(this.n8n.url, OWNER);
	}
}

/** See {@link Lab.start}. */
export const startLab = (options?: LabOptions): Promise<Lab> => Lab.start(options);

const n8nOf = async ({ n8n }: LabOptions, options: N8nOptions): Promise<RunningN8n> =>
	await (n8n === undefined ? N8n.create(options) : n8n(options));

function settingsWith(changes: Record<string, string | null>): Record<string, string> {
	const all: Record<string, string | null> = { ...settingsFor(demoChoices), ...changes };
	return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null));
}

async function bringIn(
	api: N8nApi,
	credentials: SavedCredential[],
	{ templates, publish = true }: LabOptions,
): Promise<Map<string, SavedWorkflow>> {
	const files = [...readTemplates()].filter(([file]) => templates?.includes(file) ?? true);
	const saved = await importTemplates(
		api,
		files.map(([, template]) => template),
		credentials,
	);
	if (publish) for (const { id } of saved) await api.workflows.publish(id, LIMITS.publish);
	return new Map(files.flatMap(([file], index) => (saved[index] ? [[file, saved[index]]] : [])));
}
