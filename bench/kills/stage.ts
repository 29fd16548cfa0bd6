import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { demoChoices } from '../../sandbox/demo/choices';
import { N8nApi, type Owner } from '../../sandbox/n8n/api/client';
import { ensureRuntime } from '../../sandbox/n8n/install';
import { packPackage } from '../../sandbox/n8n/package';
import { N8n } from '../../sandbox/n8n/process';
import { settingsFor } from '../../sandbox/n8n/settings';
import {
	importTemplates,
	prepareTables,
	readTemplates,
	registerWebhooks,
	saveCredentials,
} from '../../sandbox/n8n/setup';
import { startSandbox, type Sandbox } from '../../sandbox/standins';

const OWNER: Owner = { email: 'owner@kills.example', password: 'Kills-password-1' };
/** Each call takes so long at least, so that there is a middle in which n8n can be killed. */
const LATENCY_MS = 40;

/** The customers' template, published, in a real n8n on SQLite, between both stand-ins. */
export interface KillStage {
	n8n: N8n;
	sandbox: Sandbox;
	/** Of the n8n that runs now; a restart needs another. */
	login(): Promise<N8nApi>;
	close(): Promise<void>;
}

/** @param sweepMinutes how often the template asks Moment for changes; 15 in the file */
export async function startKillStage(sweepMinutes: number): Promise<KillStage> {
	const [runtime, tarball] = [await ensureRuntime(), await packPackage()];
	const userFolder = mkdtempSync(path.join(tmpdir(), 'moment-uniconta-kills-'));
	const n8n = await N8n.create({ runtime, userFolder });
	const sandbox = await startSandbox({ uniconta: { parallelCalls: 'refused' } });
	const close = async (): Promise<void> => {
		await Promise.all([n8n.kill(), sandbox.stop()]);
		rmSync(userFolder, { recursive: true, force: true });
	};
	const login = async (): Promise<N8nApi> => await N8nApi.login(n8n.url, OWNER);
	try {
		for (const { faults } of [sandbox.moment, sandbox.uniconta])
			faults.add({ id: 'latency', match: {}, kind: 'delay', delayMs: LATENCY_MS });
		await n8n.install(tarball);
		await n8n.start();
		await bringIn(await login(), sandbox, sweepMinutes);
		const { webhookToken } = sandbox.momentCredential;
		await registerWebhooks(sandbox.moment.url, n8n.url, webhookToken, ['customers']);
		return { n8n, sandbox, login, close };
	} catch (error) {
		await close();
		throw error;
	}
}

async function bringIn(api: N8nApi, sandbox: Sandbox, sweepMinutes: number): Promise<void> {
	const credentials = await saveCredentials(api, {
		momentApi: sandbox.momentCredential,
		unicontaApi: sandbox.unicontaCredential,
	});
	await prepareTables(api, settingsFor(demoChoices));
	const template = structuredClone(readTemplates().get('customers'));
	if (template === undefined) throw new Error('workflows/customers.json is missing');
	for (const { parameters } of template.nodes)
		if (parameters['operation'] === 'startRun') parameters['sweepMinutes'] = sweepMinutes;
	const [saved] = await importTemplates(api, [template], credentials);
	await api.workflows.publish(saved?.id ?? '');
}
