import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import axios from 'axios';
import { z } from 'zod';
import { TABLES } from '../lib/state/tables';
import { demoChoices } from '../sandbox/demo/choices';
import { N8nApi } from '../sandbox/n8n/api/client';
import type { SavedCredential } from '../sandbox/n8n/api/credentials';
import { ensureRuntime } from '../sandbox/n8n/install';
import { N8n, type N8nOptions, type RunningN8n } from '../sandbox/n8n/process';
import { settingsFor } from '../sandbox/n8n/settings';
import { prepareTables, saveCredentials } from '../sandbox/n8n/setup';
import { secretsOf } from '../sandbox/secrets';
import { startSandbox, type Sandbox } from '../sandbox/standins';
import type { StoredRow } from '../sandbox/standins/moment/store';
import { debtor } from '../sandbox/standins/uniconta/types/customer';
import { SWEEP_PATH, WHOLE_RUN_PATH, type BenchWorkflow, type Contender } from './contenders';
import type { Worked } from './measure';
import { MOMENT_BASE, PEER_CREDENTIALS, UNICONTA_BASE } from './peer';

export interface StageOptions {
	contender: Contender;
	tarball: string;
	customers: number;
	latencyMs: number;
	pageLimit: number;
	heapMb: number;
	env: Readonly<Record<string, string>>;
	/** Makes the n8n. Left out: one process on SQLite. */
	n8n?: (options: N8nOptions) => Promise<RunningN8n>;
}

/** The age of all customers at the start, beyond any sweep. */
const OLD_MS = 7 * 24 * 3600_000;

/** A new n8n with one contender in it, between new stand-ins. */
export class Stage {
	private constructor(
		readonly n8n: RunningN8n,
		readonly sandbox: Sandbox,
		readonly api: N8nApi,
		readonly workflowId: string,
		private readonly bySettings: boolean,
		private readonly webhookPath: string,
		readonly close: () => Promise<void>,
	) {}

	static async start({
		contender,
		tarball,
		customers,
		latencyMs,
		pageLimit,
		heapMb,
		env,
		n8n: make = async (options) => await N8n.create(options),
	}: StageOptions): Promise<Stage> {
		const userFolder = mkdtempSync(path.join(tmpdir(), 'moment-uniconta-bench-'));
		const n8n = await make({
			runtime: await ensureRuntime(),
			userFolder,
			env: { ...env, ...(heapMb > 0 ? { NODE_OPTIONS: `--max-old-space-size=${heapMb}` } : {}) },
		});
		const sandbox = await startSandbox({
			data: { customers },
			uniconta: { parallelCalls: contender.parallelCalls, pageLimit, slowDown: 'record' },
		});
		const close = async (): Promise<void> => {
			await Promise.all([n8n.kill(), sandbox.stop()]);
			rmSync(userFolder, { recursive: true, force: true });
		};
		try {
			onlyOrdinaryCustomers(sandbox, customers);
			if (latencyMs > 0)
				for (const { faults } of [sandbox.moment, sandbox.uniconta])
					faults.add({ id: 'latency', match: {}, kind: 'delay', delayMs: latencyMs });
			await n8n.install(tarball);
			await n8n.start();
			const api = await N8nApi.login(n8n.url, {
				email: 'owner@bench.example',
				password: secretsOf(userFolder).owner,
			});
			const workflow = contender.workflow();
			const credentials = await credentialsFor(api, sandbox);
			// `night`: only the bench's own trigger starts a comparison.
			await prepareTables(api, { ...settingsFor(demoChoices), 'customers.nextComparison': 'night' });
			const id = await bringIn(api, workflow, credentials, sandbox);
			sandbox.moment.webhooks.register([{ kind: 'customers', url: `${n8n.url}/${workflow.webhookPath}` }]);
			return new Stage(n8n, sandbox, api, id, workflow.bySettings === true, workflow.webhookPath, close);
		} catch (error) {
			await close();
			throw error;
		}
	}

	/** Starts a whole run as the clock would, and waits until it is over. */
	async wholeRun(): Promise<Worked> {
		await this.set('customers.nextComparison', '');
		return await this.start(WHOLE_RUN_PATH);
	}

	/** What the quarter-hourly clock starts. */
	async sweep(): Promise<Worked> {
		await this.set('customers.nextSweep', '');
		return await this.start(SWEEP_PATH);
	}

	/** What the next run does, where the settings say it. */
	private async set(key: string, value: string): Promise<void> {
		if (!this.bySettings) return;
		await this.api.tables.upsert(TABLES.settings.name, { key }, { value });
	}

	private async start(path: string): Promise<Worked> {
		const answer = await axios.post<unknown>(
			`${this.n8n.url}/webhook/${path}`,
			{},
			{ timeout: 0, validateStatus: () => true, proxy: false },
		);
		return {
			ok: answer.status === 200,
			said: answer.status === 200 ? '' : `${answer.status} ${JSON.stringify(answer.data).slice(0, 300)}`,
		};
	}

	/** Tells the workflow of a change as Moment does; the answer's status, 0 for none in time. */
	async webhook({ values }: StoredRow, timeoutMs: number): Promise<number> {
		const body = { event: 'EDIT', customer: { id: values.id, customerNumber: values.customerNumber } };
		const sent = axios.post(`${this.n8n.url}/${this.webhookPath}`, body, {
			timeout: timeoutMs,
			validateStatus: () => true,
			proxy: false,
		});
		return await sent.then(
			({ status }) => status,
			() => 0,
		);
	}

	/**
	 * Waits until n8n runs nothing; two quiet looks, because one run may start another. An n8n that is swamped answers
	 * 503 for a while. False where it did not come to rest in time, or is gone.
	 */
	async quiet(timeoutMs = 900_000): Promise<boolean> {
		const deadline = Date.now() + timeoutMs;
		for (let looks = 0; looks < 2;) {
			if (Date.now() > deadline || this.n8n.pid === undefined) return false;
			const running = await this.api.executions.list({ status: 'running' }).catch(() => undefined);
			looks = running?.length === 0 ? looks + 1 : 0;
			await new Promise((resolve) => setTimeout(resolve, 100));
		}
		return true;
	}

	customers(): StoredRow[] {
		return this.sandbox.moment.store.rows('customers');
	}

	debtor(account: string): Record<string, unknown> | undefined {
		return this.company().table(debtor).withKey(account)?.values;
	}

	/** How many of Moment's customers are in Uniconta with Moment's present name. */
	arrived(): number {
		return this.customers().filter(
			({ values }) => this.debtor(String(values.customerNumber))?.Address1 === values.addressLine1,
		).length;
	}

	async rows(table: 'log' | 'inbox'): Promise<Record<string, number>> {
		const rows = await this.api.tables.rows(TABLES[table].name);
		const counts: Record<string, number> = {};
		for (const row of rows) {
			const kind = String(table === 'log' ? row.outcome : row.state);
			counts[kind] = (counts[kind] ?? 0) + 1;
		}
		return counts;
	}

	private company(): NonNullable<ReturnType<Sandbox['uniconta']['ledger']['company']>> {
		const company = this.sandbox.uniconta.ledger.company(Number(this.sandbox.unicontaCredential.companyId));
		if (!company) throw new Error('The demo company is missing');
		return company;
	}
}

/** Removes the demo's special cases: exactly `count` customers are left, none of them in Uniconta, all good and old. */
function onlyOrdinaryCustomers({ moment }: Sandbox, count: number): void {
	const rows = moment.store.rows('customers');
	for (const { values } of rows.slice(0, rows.length - count)) moment.store.remove('customers', values.id);
	for (const row of moment.store.rows('customers')) row.createdAt = row.changedAt = Date.now() - OLD_MS;
}

async function credentialsFor(api: N8nApi, sandbox: Sandbox): Promise<SavedCredential[]> {
	const { momentCredential: moment, unicontaCredential: uniconta } = sandbox;
	const own = await saveCredentials(api, { momentApi: moment, unicontaApi: uniconta });
	const basic = [
		{ name: PEER_CREDENTIALS.moment, user: 'apikey', password: moment.apiKey },
		{
			name: PEER_CREDENTIALS.uniconta,
			user: `00${uniconta.companyId}/${uniconta.userName}`,
			password: uniconta.password,
		},
	];
	for (const { name, user, password } of basic)
		own.push(await api.credentials.save({ name, type: 'httpBasicAuth', data: { user, password } }));
	return own;
}

const NEEDS: Readonly<Record<string, string>> = {
	momentTrigger: 'momentApi',
	moment: 'momentApi',
	unicontaCustomer: 'unicontaApi',
	uniconta: 'unicontaApi',
};

async function bringIn(
	api: N8nApi,
	{ json }: BenchWorkflow,
	credentials: SavedCredential[],
	{ moment, momentCredential, uniconta }: Sandbox,
): Promise<string> {
	const base = `${moment.url}/api/1.0/companies/${momentCredential.companyCode}`;
	const text = JSON.stringify(json.nodes).replaceAll(MOMENT_BASE, base).replaceAll(UNICONTA_BASE, uniconta.odataUrl);
	const nodes = (JSON.parse(text) as typeof json.nodes).map((node) => {
		const [, own] = node.type.split('n8n-nodes-moment-uniconta.');
		const wanted = own === undefined ? undefined : NEEDS[own];
		if (wanted !== undefined) return { ...node, credentials: referTo(credentials, ({ type }) => type === wanted) };
		const named = z.object({ httpBasicAuth: z.object({ name: z.string() }) }).safeParse(node.credentials);
		return named.success
			? { ...node, credentials: referTo(credentials, ({ name }) => name === named.data.httpBasicAuth.name) }
			: node;
	});
	const { name, connections, settings } = json;
	const { id } = await api.rest.call(z.object({ id: z.string() }), 'POST', '/workflows', {
		body: { name, nodes, connections, settings },
	});
	await api.workflows.publish(id);
	return id;
}

function referTo(credentials: SavedCredential[], is: (one: SavedCredential) => boolean): Record<string, unknown> {
	const found = credentials.find(is);
	if (!found) throw new Error('A credential is missing');
	return { [found.type]: { id: found.id, name: found.name } };
}
