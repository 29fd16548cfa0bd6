import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { HookContext, LoadOptionsContext, WebhookContext, WorkflowExecute } from 'n8n-core';
import {
	createRunExecutionData,
	type IDataObject,
	type IExecuteData,
	type INodeExecutionData,
	type INodeListSearchResult,
	type INodePropertyOptions,
	type IWebhookDescription,
	type IWebhookResponseData,
	type NodeExecutionHint,
} from 'n8n-workflow';
import { stage, type NodeUnderTest } from './stage';
import { fakeExchange, type FakeAnswer, type FakeRequest } from './webhookExchange';

export type { NodeUnderTest } from './stage';
export type { FakeAnswer, FakeRequest } from './webhookExchange';

// n8n-core keeps an instance id in its user folder; the tests must never touch the user's own.
if (process.env.N8N_USER_FOLDER === undefined) {
	const folder = mkdtempSync(path.join(tmpdir(), 'moment-uniconta-test-'));
	process.env.N8N_USER_FOLDER = folder;
	process.on('exit', () => {
		rmSync(folder, { recursive: true, force: true });
	});
}

// Its log would stand between the names of the tests.
process.env.N8N_LOG_LEVEL ??= 'silent';

export interface NodeRun extends NodeUnderTest {
	/** The items of the one input; one empty item when left out. */
	input?: INodeExecutionData[];
	/** The node's setting *On Error: Continue*. */
	continueOnFail?: boolean;
	/** Called by n8n when a person stops the run. */
	abortSignal?: AbortSignal;
}

/**
 * Runs one node as n8n's engine does: real parameter and expression resolution, real HTTP through n8n's helper, the
 * credential class's own `authenticate`. Gives one list of items per output, `pairedItem` as the node set it (the
 * engine would fill in missing ones, which would hide them). What the node throws comes out as it is.
 */
export async function runNode(run: NodeRun): Promise<INodeExecutionData[][]> {
	return (await runNodeWithHints(run)).outputs;
}

/** As {@link runNode}, with the hints the node gave to be shown in the panel. */
export async function runNodeWithHints(
	run: NodeRun,
): Promise<{ outputs: INodeExecutionData[][]; hints: NodeExecutionHint[] }> {
	const input = run.input ?? [{ json: {} }];
	const { workflow, node, additionalData, inputNode } = stage(run);
	if (run.continueOnFail === true) node.onError = 'continueRegularOutput';

	const runExecutionData = createRunExecutionData({
		resultData: {
			runData: {
				[inputNode.name]: [
					{
						startTime: 0,
						executionTime: 0,
						executionIndex: 0,
						executionStatus: 'success',
						source: [],
						data: { main: [input] },
					},
				],
			},
		},
	});
	const executionData: IExecuteData = {
		node,
		data: { main: [input] },
		source: { main: [{ previousNode: inputNode.name, previousNodeOutput: 0, previousNodeRun: 0 }] },
	};
	const engine = new WorkflowExecute(additionalData, 'internal', runExecutionData);
	const answer = await engine.runNode(
		workflow,
		executionData,
		runExecutionData,
		0,
		additionalData,
		'internal',
		run.abortSignal,
	);
	if (!('data' in answer)) throw new Error('The node asked the engine for something: not supported here');
	return { outputs: answer.data ?? [], hints: answer.hints ?? [] };
}

export interface WebhookRun extends NodeUnderTest {
	request: FakeRequest;
}

export interface WebhookOutcome {
	/** What `webhook()` returned: `workflowData` is there when an execution is to be started. */
	result: IWebhookResponseData;
	/** The answer the node wrote itself, or undefined when it left that to n8n. */
	answer: FakeAnswer | undefined;
}

/** Calls a trigger's `webhook()` with a request as express would hand it over. */
export async function runWebhook(run: WebhookRun): Promise<WebhookOutcome> {
	const exchange = fakeExchange(run.request);
	const { workflow, node, additionalData } = stage(run);
	// Express's types are not installed, so what n8n declares for these two cannot be named here.
	Object.assign(additionalData, { httpRequest: exchange.request, httpResponse: exchange.response });
	const [webhookDescription] = run.node.description.webhooks ?? [];
	if (webhookDescription === undefined || run.node.webhook === undefined) throw new Error('The node has no webhook');
	const context = new WebhookContext(
		workflow,
		node,
		additionalData,
		'webhook',
		{
			httpMethod: 'POST',
			node: node.name,
			path: webhookDescription.path,
			webhookDescription,
			workflowId: workflow.id,
			workflowExecuteAdditionalData: additionalData,
		},
		[],
		null,
	);
	return { result: await run.node.webhook.call(context), answer: exchange.answer() };
}

/** Calls `checkExists`, `create` or `delete` of a trigger's webhook. */
export async function runHook(run: NodeUnderTest & { method: 'checkExists' | 'create' | 'delete' }): Promise<boolean> {
	const { workflow, node, additionalData } = stage(run);
	const methods = run.node.webhookMethods?.default;
	if (methods === undefined) throw new Error('The node has no webhook methods');
	return await methods[run.method].call(new HookContext(workflow, node, additionalData, 'trigger', 'activate'));
}

/** Calls one of the node's `loadOptions` methods. */
export async function runLoadOptions(run: NodeUnderTest & { method: string }): Promise<INodePropertyOptions[]> {
	const method = run.node.methods?.loadOptions?.[run.method];
	if (method === undefined) throw new Error(`The node has no loadOptions method ${run.method}`);
	return await method.call(optionsContext(run));
}

/** Calls one of the node's `listSearch` methods, as a resource locator does. */
export async function runListSearch(
	run: NodeUnderTest & { method: string; filter?: string; paginationToken?: string },
): Promise<INodeListSearchResult> {
	const method = run.node.methods?.listSearch?.[run.method];
	if (method === undefined) throw new Error(`The node has no listSearch method ${run.method}`);
	return await method.call(optionsContext(run), run.filter, run.paginationToken);
}

function optionsContext(run: NodeUnderTest): LoadOptionsContext {
	const { workflow, node, additionalData } = stage(run);
	additionalData.currentNodeParameters = node.parameters;
	return new LoadOptionsContext(workflow, node, additionalData, '');
}

/** The items of the first output as plain JSON: what most assertions look at. */
export function jsonOf(outputs: INodeExecutionData[][]): IDataObject[] {
	return (outputs[0] ?? []).map((item) => item.json);
}

/** What became of each item of the first output. */
export function outcomesOf(outputs: INodeExecutionData[][]): unknown[] {
	return jsonOf(outputs).map(({ outcome }) => outcome);
}

/** For each item of the first output the index of the input item it is paired to. */
export function pairingOf(outputs: INodeExecutionData[][]): unknown[] {
	return (outputs[0] ?? []).map(({ pairedItem }) =>
		typeof pairedItem === 'object' && !Array.isArray(pairedItem) ? pairedItem.item : pairedItem,
	);
}

/** The first webhook of a trigger, for assertions on its description. */
export function webhookOf(node: NodeUnderTest['node']): IWebhookDescription | undefined {
	return node.description.webhooks?.[0];
}
