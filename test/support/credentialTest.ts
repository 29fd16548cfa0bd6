import { CredentialTestContext, ExecuteContext, RoutingNode } from 'n8n-core';
import {
	createRunExecutionData,
	type ICredentialDataDecryptedObject,
	type ICredentialTestRequest,
	type ICredentialType,
	type INodeCredentialTestResult,
	type INodeType,
} from 'n8n-workflow';
import { z } from 'zod';
import { stage } from './stage';

const ID = { id: 'tested', name: 'Tested' };

/**
 * Presses *Test* for a credential that a node tests: the method that the node's description names, in n8n's own
 * context.
 */
export async function testByNode(
	node: INodeType,
	type: string,
	data: ICredentialDataDecryptedObject,
): Promise<INodeCredentialTestResult> {
	const { testedBy } = node.description.credentials?.find(({ name }) => name === type) ?? {};
	const test = typeof testedBy === 'string' ? node.methods?.credentialTest?.[testedBy] : undefined;
	if (test === undefined) throw new Error(`The node does not test ${type}`);
	return await test.call(new CredentialTestContext(), { ...ID, type, data });
}

const refusalSchema = z.object({
	cause: z.object({ response: z.object({ status: z.number() }).optional(), code: z.string().optional() }),
});

/**
 * Presses *Test* for a credential with a `test` of its own: the request goes out through n8n's own routing, and its
 * rules are read as n8n 2.41 reads them (packages/cli/src/services/credentials-tester.service.ts).
 */
export async function testByRequest(
	type: ICredentialType & { test: ICredentialTestRequest },
	data: ICredentialDataDecryptedObject,
): Promise<INodeCredentialTestResult> {
	const node = nodeWith(type.test);
	const staged = stage({ node, credentials: { [type.name]: data }, credentialTypes: [type] });
	const input = { main: [[{ json: {} }]] };
	const context = new ExecuteContext(
		staged.workflow,
		staged.node,
		staged.additionalData,
		'internal',
		createRunExecutionData(),
		0,
		[],
		input,
		{ node: staged.node, data: {}, source: null },
		[],
	);
	const described: INodeType = {
		description: { ...node.description, credentials: [{ name: type.name, required: true }] },
	};
	try {
		await new RoutingNode(context, described, { ...ID, type: type.name, data }).runNode();
		return { status: 'OK', message: 'Connection successful!' };
	} catch (caught) {
		const refusal = refusalSchema.safeParse(caught);
		const status = refusal.success ? refusal.data.cause.response?.status : undefined;
		const rule = type.test.rules?.find((one) => one.type === 'responseCode' && one.properties.value === status);
		return { status: 'Error', message: rule?.properties.message ?? String(caught) };
	}
}

function nodeWith(test: ICredentialTestRequest): INodeType {
	return {
		description: {
			displayName: 'Tester',
			name: 'tester',
			group: ['input'],
			version: 1,
			description: 'Sends the request of a credential test',
			defaults: { name: 'Tester' },
			inputs: ['main'],
			outputs: ['main'],
			properties: [
				{ displayName: 'Temp', name: 'temp', type: 'string', default: '', routing: { request: test.request } },
			],
		},
	};
}
