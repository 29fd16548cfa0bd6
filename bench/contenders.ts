import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { readTemplates } from '../sandbox/n8n/setup';
import { processSecrets } from '../sandbox/secrets';
import { stableId, type WorkflowJson } from '../workflows/source/canvas';
import { peerWorkflow, type Batching } from './peer';

/** Path of the webhook by which the bench starts a whole run: a production run, like one that the clock starts. */
export const WHOLE_RUN_PATH = 'bench-whole-run';
/** The same for our sweep; it takes the place of the quarter-hourly clock. */
export const SWEEP_PATH = 'bench-sweep';

export interface Contender {
	name: string;
	about: string;
	/** The switch of Uniconta's stand-in: whether a server user's calls at the same time are let pass. */
	parallelCalls: 'refused' | 'allowed';
	/** One call at a time with a pause: only a part of the customers is tried. */
	paced: boolean;
	/** The packed package where it is not this one. */
	tarball?: string;
	workflow: () => BenchWorkflow;
}

export interface BenchWorkflow {
	json: WorkflowJson;
	/** Where Moment sends its webhooks, below n8n's address. */
	webhookPath: string;
	/** Whether the settings say what a run does, and not the trigger that starts it. */
	bySettings?: boolean;
}

const peer = (
	name: string,
	about: string,
	parallelCalls: Contender['parallelCalls'],
	batching?: Batching,
): Contender => ({
	name,
	about,
	parallelCalls,
	paced: batching?.size === 1,
	workflow: () => ({ json: peerWorkflow(WHOLE_RUN_PATH, batching), webhookPath: 'webhook/peer-customers' }),
});

export const CONTENDERS: readonly Contender[] = [
	{ name: 'ours', about: 'the customers template', parallelCalls: 'refused', paced: false, workflow: ours },
	peer('peer', 'HTTP Request workflow, as the node comes', 'allowed'),
	peer('peer-strict', 'the same; Uniconta refuses parallel calls', 'refused'),
	peer('peer-batched', "n8n's own batching, 50 calls a second", 'allowed', { size: 50, intervalMs: 1000 }),
	peer('peer-batched-strict', 'the same; Uniconta refuses parallel calls', 'refused', { size: 50, intervalMs: 1000 }),
	peer('peer-paced', 'one call every 100 ms', 'refused', { size: 1, intervalMs: 100 }),
];

/** An earlier version as it was packed, with the template that came with it. */
export function before(tarball: string): Contender {
	const read = (): string =>
		execFileSync('tar', ['-xzOf', tarball, 'package/workflows/customers.json'], { encoding: 'utf8' });
	return {
		name: 'before',
		about: `the customers template of ${path.basename(tarball)}`,
		parallelCalls: 'refused',
		paced: false,
		tarball,
		// An edge: the file is our own and was written from the same type.
		workflow: () => benched(JSON.parse(read()) as WorkflowJson),
	};
}

function ours(): BenchWorkflow {
	const template = readTemplates().get('customers');
	if (!template) throw new Error('workflows/customers.json is missing');
	// The file is our own and written from the same type.
	return benched(structuredClone(template) as unknown as WorkflowJson);
}

/**
 * The template as it is, but for two more triggers, which start what a clock starts: a run that compares everything, and
 * the sweep. What is due then the bench decides by the settings (see {@link Stage}); in versions that have a trigger for
 * each, by the trigger.
 */
function benched(json: WorkflowJson): BenchWorkflow {
	const start = json.nodes.find(({ parameters }) => parameters['operation'] === 'startRun');
	const sweep = json.nodes.find(({ name }) => name === 'Every 15 Minutes');
	const first = start?.name ?? 'Settings Table';
	if (sweep !== undefined) Object.assign(sweep, trigger('Every 15 Minutes', SWEEP_PATH, sweep.position));
	else add(json, 'Bench Sweep', SWEEP_PATH, first);
	add(json, 'Bench', WHOLE_RUN_PATH, first);
	// Its own clock would come between: it does whatever is due.
	if (start !== undefined) for (const node of json.nodes) if (node.name === 'Every Minute') node['disabled'] = true;
	return {
		json,
		webhookPath: `webhook/moment-uniconta-customers?token=${processSecrets().webhookToken}`,
		bySettings: start !== undefined,
	};
}

function add(json: WorkflowJson, name: string, path: string, to: string): void {
	json.nodes.push(trigger(name, path, [0, 900]));
	json.connections[name] = { main: [[{ node: to, type: 'main', index: 0 }]] };
}

function trigger(name: string, path: string, position: [number, number]): WorkflowJson['nodes'][number] {
	return {
		id: stableId('bench', path),
		name,
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		webhookId: stableId('bench', path, 'webhook'),
		position,
		parameters: { httpMethod: 'POST', path, responseMode: 'lastNode', responseData: 'noData', options: {} },
	};
}
