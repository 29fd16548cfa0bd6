import type {
	IExecuteData,
	IExecuteFunctions,
	INode,
	INodeExecutionData,
	IRun,
	IRunExecutionData,
	IWorkflowBase,
	IWorkflowExecuteAdditionalData,
	Workflow,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import type { Template } from '../../../sandbox/n8n/api/workflows';
import { fakeExchange, type FakeAnswer } from '../../support/webhookExchange';
import type { InstalledN8n } from './installed';
import { caller, type Caller } from './wire';
import type { MemoryTables } from './tables';

const N8N = 'http://127.0.0.1:5678';
const TRIGGER = 'n8n-nodes-moment-uniconta.momentTrigger';
const ERROR_TRIGGER = 'n8n-nodes-base.errorTrigger';

/** What the editor's user would have chosen for a node that asks for credentials. */
export type Credentials = IWorkflowExecuteAdditionalData['credentialsHelper'];

interface Published {
	workflow: Workflow;
	base: IWorkflowBase;
}

/** An execution as n8n's list would show it. */
export interface Execution extends Caller {
	template: string;
	mode: WorkflowExecuteMode;
	status: 'running' | 'success' | 'error' | 'crashed';
	/** Words of the error it ended with. */
	error?: string;
	/** Resolves when it has ended, or its process has. */
	done: Promise<void>;
	/** Ends the waiting for it. */
	stop: () => void;
}

/** n8n without its server: templates are published, triggers called by hand. Executions may overlap, and be ended. */
export class N8nInProcess {
	private readonly published = new Map<string, Published>();
	private lastExecution = 0;
	/** Of those that ended with their process, or failed: their error workflows are still to be started. */
	private toReport: Execution[] = [];
	executions: Execution[] = [];

	constructor(
		private readonly n8n: InstalledN8n,
		private readonly credentials: Credentials,
		private tables: MemoryTables,
	) {}

	/** As new: no executions, other tables, the templates as imported. */
	renew(tables: MemoryTables): void {
		this.tables = tables;
		this.executions = [];
		this.toReport = [];
		this.lastExecution = 0;
		for (const one of this.published.values()) one.workflow.staticData = {};
	}

	publish(name: string, template: Template): void {
		// An edge: a template's file is what n8n imports; its schema here names only what the sandbox reads.
		const nodes = structuredClone(template.nodes) as unknown as INode[];
		for (const node of nodes) node.credentials = this.credentialsOf(node);
		const base = {
			...structuredClone(template),
			id: `workflow-${name}`,
			nodes,
			active: true,
			activeVersionId: '1',
			isArchived: false,
			createdAt: new Date(),
			updatedAt: new Date(),
		} as unknown as IWorkflowBase;
		const workflow = new this.n8n.workflow.Workflow({
			id: base.id,
			name: base.name,
			nodes,
			connections: base.connections,
			active: true,
			nodeTypes: this.n8n.nodeTypes,
			staticData: {},
			settings: base.settings,
		});
		this.published.set(name, { workflow, base });
	}

	/** Starts an execution at one of the template's triggers. It runs on while the caller goes on. */
	start(
		template: string,
		triggerName: string,
		items: INodeExecutionData[] = [{ json: {} }],
		mode: WorkflowExecuteMode = 'trigger',
	): Execution {
		const { workflow, base } = this.of(template);
		const node = workflow.getNode(triggerName);
		if (node === null) throw new Error(`${template} has no node ${triggerName}`);
		const execution: Execution = {
			id: String(++this.lastExecution),
			template,
			mode,
			dead: false,
			status: 'running',
			done: Promise.resolve(),
			stop: () => undefined,
		};
		this.executions.push(execution);
		const stopped = new Promise<void>((resolve) => {
			execution.stop = resolve;
		});
		const ran = caller.run(execution, async () => {
			const run = await this.execute(workflow, base, [stackItem(node, items)], mode, execution.id);
			this.ended(execution, run);
		});
		execution.done = Promise.race([ran, stopped]);
		return execution;
	}

	/** Hands a body to the template's webhook, as Moment does. Resolves to the answer and the execution it started. */
	async receive(
		template: string,
		body: unknown,
		token: string,
	): Promise<{ answer: FakeAnswer | undefined; execution: Execution | undefined }> {
		const { workflow } = this.of(template);
		const node = Object.values(workflow.nodes).find(({ type }) => type === TRIGGER);
		if (node === undefined) throw new Error(`${template} has no ${TRIGGER}`);
		const type = this.n8n.nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
		const [webhookDescription] = type.description.webhooks ?? [];
		if (webhookDescription === undefined || type.webhook === undefined)
			throw new Error(`${TRIGGER} has no webhook`);
		const exchange = fakeExchange({
			body: JSON.stringify(body),
			query: { token },
			headers: { 'content-type': 'application/json' },
		});
		const additionalData = this.additionalData('webhook', this.of(template).base, 'webhook');
		// Express's types are not installed, so what n8n declares for these two cannot be named here.
		Object.assign(additionalData, { httpRequest: exchange.request, httpResponse: exchange.response });
		const context = new this.n8n.core.WebhookContext(
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
		const { workflowData } = await type.webhook.call(context);
		const items = workflowData?.[0];
		return {
			answer: exchange.answer(),
			execution: items === undefined ? undefined : this.start(template, node.name, items, 'webhook'),
		};
	}

	/** `kill -9` of all, or of the worker of one execution. */
	kill(one?: Caller): void {
		for (const execution of this.executions) {
			if (execution.status !== 'running' || (one !== undefined && execution !== one)) continue;
			execution.dead = true;
			execution.status = 'crashed';
			execution.error = 'Workflow did not finish, possible out-of-memory issue';
			this.toReport.push(execution);
			execution.stop();
		}
	}

	/** n8n ended before it wrote down that these had begun: no error workflow comes. */
	forget(): void {
		this.toReport = [];
	}

	/** n8n starts the error workflow of what failed or ended with its process; gives what it started. */
	report(): Execution[] {
		const failed = this.toReport;
		this.toReport = [];
		return failed.flatMap((execution) => {
			const { workflow, base } = this.of(execution.template);
			const trigger = Object.values(workflow.nodes).find(({ type }) => type === ERROR_TRIGGER);
			if (trigger === undefined || execution.mode === 'error' || execution.mode === 'manual') return [];
			const error = Object.assign(new Error(execution.error ?? ''), { description: '' });
			const json = {
				execution: {
					id: execution.id,
					url: `${N8N}/workflow/${base.id}/executions/${execution.id}`,
					error,
					mode: execution.mode,
				},
				workflow: { id: base.id, name: base.name },
			};
			// n8n hands over a live error; an item's type knows only what JSON can hold.
			return [this.start(execution.template, trigger.name, [{ json: json }], 'error')];
		});
	}

	get running(): Execution[] {
		return this.executions.filter(({ status }) => status === 'running');
	}

	private of(template: string): Published {
		const found = this.published.get(template);
		if (found === undefined) throw new Error(`${template} is not published`);
		return found;
	}

	private ended(execution: Execution, run: IRun): void {
		if (execution.dead) return;
		const { error } = run.data.resultData;
		execution.status = error === undefined ? 'success' : 'error';
		execution.error = error?.message;
		if (error !== undefined) this.toReport.push(execution);
	}

	private async execute(
		workflow: Workflow,
		base: IWorkflowBase,
		stack: IExecuteData[],
		mode: WorkflowExecuteMode,
		executionId: string,
	): Promise<IRun> {
		const data: IRunExecutionData = this.n8n.workflow.createRunExecutionData({
			executionData: { nodeExecutionStack: stack },
		});
		const engine = new this.n8n.core.WorkflowExecute(this.additionalData(executionId, base, mode), mode, data);
		return await engine.processRunExecutionData(workflow);
	}

	private credentialsOf(node: INode): INode['credentials'] {
		const { description } = this.n8n.nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
		const names = (description.credentials ?? []).map(({ name }) => name);
		return Object.fromEntries(names.map((name) => [name, { id: name, name }]));
	}

	private additionalData(
		executionId: string,
		base: IWorkflowBase,
		mode: WorkflowExecuteMode,
	): IWorkflowExecuteAdditionalData {
		const started = Date.now();
		const given: Partial<IWorkflowExecuteAdditionalData> = {
			credentialsHelper: this.credentials,
			currentNodeExecutionIndex: 0,
			executionId,
			restApiUrl: `${N8N}/rest`,
			instanceBaseUrl: N8N,
			formBaseUrl: `${N8N}/form`,
			formWaitingBaseUrl: `${N8N}/form-waiting`,
			formTestBaseUrl: `${N8N}/form-test`,
			webhookBaseUrl: `${N8N}/webhook`,
			webhookWaitingBaseUrl: `${N8N}/webhook-waiting`,
			webhookTestBaseUrl: `${N8N}/webhook-test`,
			variables: {},
			workflowId: base.id,
			dataTableProjectId: 'project',
			executionTimeoutTimestamp: started + (base.settings?.executionTimeout ?? 3600) * 1000,
			'data-table': {
				dataTableProxyProvider: {
					getDataTableAggregateProxy: async () => this.tables.aggregate(),
					getDataTableProxy: async (_workflow, node, id) => this.tables.one(id, node),
				},
			},
			logAiEvent: () => undefined,
			setExecutionStatus: () => undefined,
			// Of sub-workflows nothing is kept: their settings say so (N8N2).
			getRunExecutionData: async () => await Promise.resolve(undefined),
			hooks: new this.n8n.core.ExecutionLifecycleHooks(mode, executionId, base),
			executeWorkflow: async ({ code }, _additionalData, { inputData }) => {
				if (code === undefined) throw new Error('Only sub-workflows given as JSON are run here');
				return await this.subWorkflow({ ...base, ...code }, inputData);
			},
		};
		// An edge: of n8n's many services only those that our nodes may touch are given; a call to another fails.
		return given as IWorkflowExecuteAdditionalData;
	}

	/** As a node calls a sub-workflow that it gives as JSON, for whoever tries that without a node. */
	get inline(): Pick<IExecuteFunctions, 'executeWorkflow'> {
		return {
			executeWorkflow: async ({ code }, items) => {
				const base = { id: 'inline', createdAt: new Date(), updatedAt: new Date(), isArchived: false };
				return await this.subWorkflow({ ...base, ...code } as IWorkflowBase, items);
			},
		};
	}

	/** An inline sub-workflow (N8N2): gives the items of the node that ran last. */
	private async subWorkflow(
		base: IWorkflowBase,
		inputData: INodeExecutionData[] = [{ json: {} }],
	): Promise<{ executionId: string; data: Array<INodeExecutionData[] | null> }> {
		const executionId = String(++this.lastExecution);
		const workflow = new this.n8n.workflow.Workflow({
			id: base.id,
			name: base.name,
			nodes: structuredClone(base.nodes),
			connections: base.connections,
			active: false,
			nodeTypes: this.n8n.nodeTypes,
			settings: base.settings,
		});
		const start = Object.values(workflow.nodes).find(({ type }) => type.endsWith('executeWorkflowTrigger'));
		if (start === undefined) throw new Error('The sub-workflow has no trigger');
		const run = await this.execute(workflow, base, [stackItem(start, inputData)], 'integrated', executionId);
		const { error, lastNodeExecuted = '', runData } = run.data.resultData;
		if (error !== undefined) throw error;
		return { executionId, data: runData[lastNodeExecuted]?.at(-1)?.data?.['main'] ?? [null] };
	}
}

const stackItem = (node: INode, items: INodeExecutionData[]): IExecuteData => ({
	node,
	data: { main: [items] },
	source: null,
});
