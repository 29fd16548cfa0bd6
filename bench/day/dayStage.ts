import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import axios from 'axios';
import { TABLES } from '../../lib/state/tables';
import { demoChoices } from '../../sandbox/demo/choices';
import { MailCatcher } from '../../sandbox/mail/catcher';
import { N8nApi } from '../../sandbox/n8n/api/client';
import type { SavedRow } from '../../sandbox/n8n/api/tables';
import type { Template } from '../../sandbox/n8n/api/workflows';
import { ensureRuntime } from '../../sandbox/n8n/install';
import { repositoryRoot } from '../../sandbox/n8n/paths';
import { N8n } from '../../sandbox/n8n/process';
import { expenseSettings, settingsFor } from '../../sandbox/n8n/settings';
import { importTemplates, prepareTables, readTemplates, saveCredentials, webhookUrl } from '../../sandbox/n8n/setup';
import { secretsOf } from '../../sandbox/secrets';
import { startSandbox, type Sandbox } from '../../sandbox/standins';
import { stableId } from '../../workflows/source/canvas';
import type { DaySize } from './plan';

export const FILES = ['customers', 'projects', 'invoices', 'expenses', 'reconcile', 'notifications'] as const;
export type TemplateFile = (typeof FILES)[number];
const LISTENING = ['customers', 'projects', 'invoices'];

/** The demo's own invoices are older than the day and not sent. */
export const FIRST_INVOICE = 10_087;
const OLD_MS = 30 * 24 * 3600_000;
/** A webhook is answered before its execution is listed. */
const QUIET_LOOKS = 6;
const UNFINISHED = new Set(['new', 'running', 'waiting']);

/** A real n8n with the templates of a business day between the stand-ins, on one clock that can be moved. */
export class DayStage {
	private moved = 0;

	private constructor(
		readonly sandbox: Sandbox,
		private readonly n8n: N8n,
		readonly api: N8nApi,
		private readonly clockFile: string,
		readonly close: () => Promise<void>,
	) {}

	static async start({ customers, projects }: DaySize, tarball: string): Promise<DayStage> {
		const userFolder = mkdtempSync(path.join(tmpdir(), 'moment-uniconta-day-'));
		const clockFile = path.join(userFolder, 'clock');
		writeFileSync(clockFile, '0');
		const env = {
			NODE_OPTIONS: `--require ${path.join(repositoryRoot, 'bench/day/shiftedClock.cjs')}`,
			SHIFTED_CLOCK: clockFile,
		};
		const n8n = await N8n.create({ runtime: await ensureRuntime(), userFolder, env });
		const sandbox = await startSandbox({
			data: { customers, projects, postings: 'demo' },
			uniconta: { slowDown: 'record' },
		});
		const mail = await MailCatcher.start();
		const close = async (): Promise<void> => {
			await Promise.all([n8n.kill(), sandbox.stop(), mail.stop()]);
			rmSync(userFolder, { recursive: true, force: true });
		};
		try {
			onlyWhatCanBeSent(sandbox, customers);
			await n8n.install(tarball);
			await n8n.start();
			const api = await N8nApi.login(n8n.url, {
				email: 'owner@bench.example',
				password: secretsOf(userFolder).owner,
			});
			const credentials = await saveCredentials(api, {
				momentApi: sandbox.momentCredential,
				unicontaApi: sandbox.unicontaCredential,
				smtp: mail.credential,
				httpBasicAuth: { user: 'controller', password: secretsOf(userFolder).pages },
			});
			await prepareTables(api, {
				...settingsFor({ ...demoChoices, firstInvoiceNumber: FIRST_INVOICE }),
				...expenseSettings(demoChoices),
				'notify.addresses': 'bogholder@nordlys.example',
				'notify.level': 'warnings',
				'notify.hours': '24',
			});
			const templates = readTemplates();
			for (const file of FILES) {
				const template = templates.get(file);
				if (!template) throw new Error(`workflows/${file}.json is missing`);
				const [saved] = await importTemplates(api, [startedByUs(file, template)], credentials);
				if (saved) await api.workflows.publish(saved.id);
			}
			sandbox.moment.webhooks.register(
				LISTENING.map((kind) => ({
					kind,
					url: webhookUrl(n8n.url, kind, sandbox.momentCredential.webhookToken),
				})),
			);
			return new DayStage(sandbox, n8n, api, clockFile, close);
		} catch (error) {
			await close();
			throw error;
		}
	}

	/** What the clock would start; waits until nothing runs any more. */
	async clockStarts(file: TemplateFile, asked: string): Promise<void> {
		// Those that bring records to Uniconta have one clock, which decides what is due by these rows.
		const decides = LISTENING.some((kind) => kind === file) ? DECIDED_BY[asked] : undefined;
		if (decides !== undefined)
			await this.api.tables.upsert(TABLES.settings.name, { key: `${file}.${decides}` }, { value: '' });
		const trigger = decides === undefined ? asked : 'Every Minute';
		const answer = await axios.post<unknown>(
			`${this.n8n.url}/webhook/${pathOf(file, trigger)}`,
			{},
			{ timeout: 0, validateStatus: () => true, proxy: false },
		);
		if (answer.status !== 200)
			throw new Error(`${file}, ${trigger}: ${answer.status} ${JSON.stringify(answer.data).slice(0, 300)}`);
		await this.quiet();
	}

	/** No webhook is under way, and n8n runs nothing: several looks, because one run may start another. */
	async quiet(): Promise<void> {
		await this.sandbox.moment.webhooksSettled();
		for (let looks = 0; looks < QUIET_LOOKS;) {
			const unfinished = (await this.api.executions.list()).filter(({ status }) => UNFINISHED.has(status));
			looks = unfinished.length === 0 ? looks + 1 : 0;
			await wait(60);
		}
	}

	/** Moves the clock of the stand-ins and of n8n. */
	async moveClock(milliseconds: number): Promise<void> {
		if (milliseconds <= 0) return;
		// No clock shows parts of a millisecond.
		const whole = Math.round(milliseconds);
		this.moved += whole;
		this.sandbox.clock.advance(whole);
		// Whole or not at all: a file that is being written reads as no shift, and n8n's clock would go back.
		writeFileSync(`${this.clockFile}.new`, String(this.moved));
		renameSync(`${this.clockFile}.new`, this.clockFile);
		await wait(100);
	}

	rows(table: keyof typeof TABLES): Promise<SavedRow[]> {
		return this.api.tables.rows(TABLES[table].name);
	}

	rowsInUniconta(type: string): Array<Record<string, unknown>> {
		const company = this.sandbox.uniconta.ledger.company(Number(this.sandbox.unicontaCredential.companyId));
		if (!company) throw new Error('The demo company is missing');
		return company
			.rowsOf(type)
			.rows()
			.map(({ values }) => values);
	}
}

/**
 * The template as it is, but for its clocks: a webhook of the same name stands in the place of each schedule. So n8n's
 * own minutes start nothing that the day does not have, and a run is a production run like one that the clock starts.
 */
function startedByUs(file: TemplateFile, template: Template): Template {
	const nodes = template.nodes.map((node) => {
		// The page of the reconciliation, which nobody opens: n8n allows it no answer of its own beside the webhooks
		// below.
		if (node.type === 'n8n-nodes-base.respondToWebhook')
			return { ...node, type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} };
		if (node.type === 'n8n-nodes-base.webhook')
			return { ...node, parameters: { ...node.parameters, responseMode: 'lastNode' } };
		if (node.type !== 'n8n-nodes-base.scheduleTrigger') return node;
		const place = pathOf(file, node.name);
		return {
			...node,
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			webhookId: stableId('day', place),
			parameters: {
				httpMethod: 'POST',
				path: place,
				responseMode: 'lastNode',
				responseData: 'noData',
				options: {},
			},
		};
	});
	return { ...template, nodes };
}

const DECIDED_BY: Readonly<Record<string, string>> = {
	'Every 15 Minutes': 'nextSweep',
	'Every Night': 'nextComparison',
};

const pathOf = (file: string, trigger: string): string => `day-${file}-${trigger.toLowerCase().replaceAll(' ', '-')}`;

/** The demo's customers that must be refused go, with what is theirs; all else is a month old. */
function onlyWhatCanBeSent({ moment, uniconta }: Sandbox, customers: number): void {
	const { store } = moment;
	const all = store.rows('customers').sort((a, b) => a.values.id - b.values.id);
	for (const { values } of all.slice(45, all.length - customers)) store.remove('customers', values.id);
	for (const kind of ['customers', 'projects', 'invoices']) {
		for (const row of store.rows(kind)) row.createdAt = row.changedAt = Date.now() - OLD_MS;
	}
	uniconta.person.edit('NumberSerieClient', 'FAKT', { Next: FIRST_INVOICE });
}
