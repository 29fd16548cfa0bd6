import {
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
} from 'n8n-workflow';
import { z } from 'zod';
import type { CustomRequest, MomentClient } from '../../../lib/moment/client';
import { toNodeError } from '../../shared/errors';
import { failedCall } from '../../shared/failedItem';
import {
	booleanParameter,
	itemOf,
	limitField,
	limitOf,
	returnAllField,
	shownFor,
	textParameter,
} from '../../shared/parameters';
import type { Operation } from '../operation';

const METHODS = ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'] as const;

const listField = (field: INodeProperties): INodeProperties => ({
	...field,
	displayOptions: { show: { ...field.displayOptions?.show, method: ['GET'] } },
});

export const request: Operation = {
	option: {
		name: 'Request',
		value: 'request',
		action: 'Make a custom request',
		description: 'Call any resource of the Moment API with any method',
	},
	fields: shownFor({ resource: 'custom', operation: 'request' }, [
		{
			displayName: 'Method',
			name: 'method',
			type: 'options',
			options: METHODS.map((method) => ({ name: method, value: method })),
			default: 'GET',
		},
		{
			displayName: 'Path',
			name: 'path',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. projects/123',
			description: 'The resource below the company, with an ID behind it for a single record',
		},
		{
			displayName: 'Includes',
			name: 'includes',
			type: 'string',
			default: '',
			placeholder: 'e.g. base+email',
			description:
				'Which parts of the record to return, joined by a plus sign; left empty, the default form comes back',
		},
		listField(returnAllField),
		listField(limitField),
		{
			displayName: 'Query Parameters',
			name: 'queryParameters',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			placeholder: 'Add parameter',
			default: {},
			options: [
				{
					displayName: 'Parameter',
					name: 'parameter',
					values: [
						{ displayName: 'Name', name: 'name', type: 'string', default: '' },
						{ displayName: 'Value', name: 'value', type: 'string', default: '' },
					],
				},
			],
		},
		{
			displayName: 'Body',
			name: 'body',
			type: 'json',
			default: '{}',
			description: 'What to send, as JSON',
			displayOptions: { show: { method: ['PATCH', 'POST', 'PUT'] } },
		},
	]),
	execute,
};

async function execute(context: IExecuteFunctions, moment: MomentClient): Promise<INodeExecutionData[]> {
	const output: INodeExecutionData[] = [];
	for (const index of context.getInputData().keys()) {
		const items = await call(context, moment, index).catch((caught: unknown) => {
			if (context.continueOnFail()) return [failedCall(context, index, caught)];
			throw toNodeError(context, caught, index);
		});
		for (const item of items) output.push(item);
	}
	return output;
}

async function call(context: IExecuteFunctions, moment: MomentClient, index: number): Promise<INodeExecutionData[]> {
	const asked = requestOf(context, index);
	if (asked.method === 'GET' && booleanParameter(context, 'returnAll', index)) {
		const rows: INodeExecutionData[] = [];
		for await (const row of moment.customList(asked)) rows.push(itemOf(row, index));
		return rows;
	}
	const { status, body } = await moment.custom(asked);
	const rows = asked.method === 'GET' ? rowsIn(body) : undefined;
	if (rows !== undefined) return rows.slice(0, limitOf(context, index)).map((row) => itemOf(row, index));
	return [itemOf(objectSchema.safeParse(body).data ?? { status, body }, index)];
}

const objectSchema = z.record(z.unknown());
const listSchema = z.array(objectSchema);

/** The records of a list, undefined for a single one. */
function rowsIn(body: unknown): Record<string, unknown>[] | undefined {
	const list = Array.isArray(body) ? body : objectSchema.safeParse(body).data?.content;
	return listSchema.safeParse(list).data;
}

const parametersSchema = z.object({
	parameter: z.array(z.object({ name: z.string(), value: z.coerce.string() })).default([]),
});

function requestOf(context: IExecuteFunctions, index: number): CustomRequest {
	const method = z.enum(METHODS).parse(context.getNodeParameter('method', index));
	const { parameter } = parametersSchema.parse(context.getNodeParameter('queryParameters', index, {}));
	const query = new Map<string, string[]>();
	for (const { name, value } of parameter.filter((one) => one.name.trim() !== '')) {
		query.set(name.trim(), [...(query.get(name.trim()) ?? []), value]);
	}
	return {
		method,
		path: textParameter(context, 'path', index),
		include: textParameter(context, 'includes', index),
		query: Object.fromEntries(query),
		body: method === 'GET' || method === 'DELETE' ? undefined : bodyOf(context, index),
	};
}

function bodyOf(context: IExecuteFunctions, index: number): unknown {
	const body = context.getNodeParameter('body', index, '{}');
	if (typeof body !== 'string') return body;
	try {
		const parsed: unknown = JSON.parse(body.trim() === '' ? '{}' : body);
		return parsed;
	} catch {
		throw new NodeOperationError(context.getNode(), 'Body is not JSON', {
			itemIndex: index,
			description: 'Names and texts stand in double quotes, and no comma follows the last entry.',
		});
	}
}
