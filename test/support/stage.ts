import {
	Workflow,
	type ICredentialDataDecryptedObject,
	type ICredentialType,
	type IDataObject,
	type INode,
	type INodeParameters,
	type INodeType,
	type INodeTypes,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { TestCredentials } from './testCredentials';

export interface NodeUnderTest {
	node: INodeType;
	/** Full type name; `n8n-nodes-moment-uniconta.<name>` when left out. */
	type?: string;
	typeVersion?: number;
	parameters?: INodeParameters;
	/** The values of each credential type the node may use. */
	credentials?: Record<string, ICredentialDataDecryptedObject>;
	/** The classes behind them: `[new MomentApi()]`. */
	credentialTypes?: ICredentialType[];
	workflow?: { id?: string; timezone?: string; staticData?: IDataObject };
	/** Answers for the sub-workflows that the node runs: that is how a node reaches n8n's Data Tables. */
	subWorkflows?: IWorkflowExecuteAdditionalData['executeWorkflow'];
}

export interface Stage {
	workflow: Workflow;
	node: INode;
	inputNode: INode;
	additionalData: IWorkflowExecuteAdditionalData;
}

const INPUT_TYPE = 'test.input';

/** A workflow of two nodes, `Input` → the node under test, as n8n would have loaded it from its database. */
export function stage({
	node: nodeType,
	type = `n8n-nodes-moment-uniconta.${nodeType.description.name}`,
	typeVersion,
	parameters = {},
	credentials = {},
	credentialTypes = [],
	workflow: settings = {},
	subWorkflows,
}: NodeUnderTest): Stage {
	const inputNode: INode = {
		id: 'input',
		name: 'Input',
		type: INPUT_TYPE,
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	const version = typeVersion ?? latestVersion(nodeType);
	const node: INode = {
		id: '11111111-1111-4111-8111-111111111111',
		name: nodeType.description.displayName,
		type,
		typeVersion: version,
		position: [200, 0],
		parameters: structuredClone(parameters),
		webhookId: '22222222-2222-4222-8222-222222222222',
		credentials: Object.fromEntries(Object.keys(credentials).map((name) => [name, { id: name, name }])),
	};
	const workflow = new Workflow({
		id: settings.id ?? 'test-workflow',
		name: 'Test',
		nodes: [inputNode, node],
		connections: { [inputNode.name]: { main: [[{ node: node.name, type: 'main', index: 0 }]] } },
		active: false,
		nodeTypes: nodeTypesOf(nodeType, type),
		staticData: settings.staticData ?? {},
		settings: { timezone: settings.timezone ?? 'Europe/Copenhagen' },
	});
	const loaded = workflow.getNode(node.name);
	if (loaded === null) throw new Error('n8n did not take the node');
	const additionalData = additionalDataFor(credentials, credentialTypes);
	if (subWorkflows !== undefined) additionalData.executeWorkflow = subWorkflows;
	return { workflow, node: loaded, inputNode, additionalData };
}

function latestVersion({ description }: INodeType): number {
	const { version, defaultVersion } = description;
	return defaultVersion ?? (Array.isArray(version) ? Math.max(...version) : version);
}

function nodeTypesOf(nodeType: INodeType, type: string): INodeTypes {
	const inputType: INodeType = {
		description: {
			displayName: 'Input',
			name: 'input',
			group: ['input'],
			version: 1,
			description: 'Stands for whatever came before',
			defaults: { name: 'Input' },
			inputs: [],
			outputs: ['main'],
			properties: [],
		},
	};
	const find = (name: string): INodeType => {
		if (name === type) return nodeType;
		if (name === INPUT_TYPE) return inputType;
		throw new Error(`Unknown node type ${name}`);
	};
	return { getByName: find, getByNameAndVersion: find, getKnownTypes: () => ({}) };
}

const WEBHOOKS = 'http://n8n.test';

function additionalDataFor(
	credentials: Record<string, ICredentialDataDecryptedObject>,
	credentialTypes: ICredentialType[],
): IWorkflowExecuteAdditionalData {
	const needed: Partial<IWorkflowExecuteAdditionalData> = {
		credentialsHelper: new TestCredentials(credentials, credentialTypes),
		currentNodeExecutionIndex: 0,
		executionId: 'test-execution',
		restApiUrl: `${WEBHOOKS}/rest`,
		instanceBaseUrl: WEBHOOKS,
		formBaseUrl: `${WEBHOOKS}/form`,
		formWaitingBaseUrl: `${WEBHOOKS}/form-waiting`,
		formTestBaseUrl: `${WEBHOOKS}/form-test`,
		webhookBaseUrl: `${WEBHOOKS}/webhook`,
		webhookWaitingBaseUrl: `${WEBHOOKS}/webhook-waiting`,
		webhookTestBaseUrl: `${WEBHOOKS}/webhook-test`,
		mcpBaseUrl: `${WEBHOOKS}/mcp`,
		mcpTestBaseUrl: `${WEBHOOKS}/mcp-test`,
		variables: {},
		logAiEvent: () => undefined,
	};
	// An edge: of n8n's many services only those that our nodes may touch are given; a call to another is a failing
	// test.
	return needed as IWorkflowExecuteAdditionalData;
}
