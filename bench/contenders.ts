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
	workflow: () => BenchWorkflow;
}

export interface BenchWorkflow {
	json: WorkflowJson;
	/** Where Moment sends its webhooks, below n8n's address. */
	webhookPath: string;
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

/**
 * The template as it is, but for two triggers: one more, for a run that compares everything (as any run does that no
 * trigger of its own has started), and a webhook in place of the clock that starts the sweep.
 */
function ours(): BenchWorkflow {
	const template = readTemplates().get('customers');
	if (!template) throw new Error('workflows/customers.json is missing');
	// The file is our own and written from the same type.
	const json = structuredClone(template) as unknown as WorkflowJson;
	const sweep = json.nodes.find(({ name }) => name === 'Every 15 Minutes');
	if (!sweep) throw new Error('The template has no sweep any more');
	Object.assign(sweep, trigger('Every 15 Minutes', SWEEP_PATH, sweep.position));
	json.nodes.push(trigger('Bench', WHOLE_RUN_PATH, [0, 900]));
	json.connections['Bench'] = { main: [[{ node: 'Settings Table', type: 'main', index: 0 }]] };
	return { json, webhookPath: `webhook/moment-uniconta-customers?token=${processSecrets().webhookToken}` };
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
