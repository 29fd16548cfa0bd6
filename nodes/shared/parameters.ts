import {
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
	type INodePropertyOptions,
} from 'n8n-workflow';
import { z } from 'zod';

/**
 * One thing a node can do: its entry in the list of operations, its fields, and what it does with all items of a run.
 */
export interface Operation<Client> {
	option: INodePropertyOptions;
	fields: INodeProperties[];
	execute(context: IExecuteFunctions, client: Client): Promise<INodeExecutionData[]>;
}

const textSchema = z
	.union([z.string(), z.number(), z.null(), z.undefined()])
	.transform((value) => String(value ?? '').trim());
const jsonSchema: z.ZodType<IDataObject> = z.record(z.any());

/** A parameter as text; a number from an expression keeps its digits. */
export function textParameter(context: IExecuteFunctions, name: string, itemIndex: number): string {
	return textSchema.parse(context.getNodeParameter(name, itemIndex, '', { extractValue: true }));
}

export function booleanParameter(context: IExecuteFunctions, name: string, itemIndex: number): boolean {
	return context.getNodeParameter(name, itemIndex, false) === true;
}

/** A collection parameter. */
export function collectionParameter(context: IExecuteFunctions, name: string, itemIndex: number): IDataObject {
	return jsonSchema.parse(context.getNodeParameter(name, itemIndex, {}));
}

/** How many items to give back at most: all when *Return All* is on. */
export function limitOf(context: IExecuteFunctions, itemIndex: number): number {
	if (booleanParameter(context, 'returnAll', itemIndex)) return Number.POSITIVE_INFINITY;
	return z
		.number()
		.int()
		.positive()
		.catch(50)
		.parse(context.getNodeParameter('limit', itemIndex, 50));
}

/** A list from an expression: objects as they are, n8n items unwrapped; a JSON text is read. */
export function recordsParameter(context: IExecuteFunctions, name: string, itemIndex: number): IDataObject[] {
	const value: unknown = context.getNodeParameter(name, itemIndex, []);
	const parsed: unknown = typeof value === 'string' ? listIn(context, value, name) : value;
	const list: unknown[] = Array.isArray(parsed) ? parsed : [parsed];
	return list.flatMap((entry) => {
		const record = jsonSchema.safeParse(entry);
		if (!record.success || Object.keys(record.data).length === 0) return [];
		const wrapped = jsonSchema.safeParse(record.data.json);
		return wrapped.success &&
			Object.keys(record.data).every((key) =>
				['json', 'pairedItem', 'binary', 'error', 'index', 'metadata', 'evaluationData'].includes(key),
			)
			? [wrapped.data]
			: [record.data];
	});
}

function listIn(context: IExecuteFunctions, text: string, name: string): unknown {
	if (text.trim() === '') return [];
	try {
		const parsed: unknown = JSON.parse(text);
		return parsed;
	} catch {
		throw new NodeOperationError(
			context.getNode(),
			`The parameter "${name}" is no JSON. Use an expression that gives a list, such as {{ $('…').all() }}.`,
		);
	}
}

/** One record as an item. */
export function itemOf(record: object, itemIndex: number): INodeExecutionData {
	// An edge: what goes out is JSON, which the type of an item cannot express.
	return { json: { ...record }, pairedItem: { item: itemIndex } };
}

/** The fields of an operation, shown only for it. Leave the resource out for a node that has only operations. */
export function shownFor(
	where: { resource?: string; operation: string },
	fields: INodeProperties[],
): INodeProperties[] {
	const { resource, operation } = where;
	return fields.map((field) => ({
		...field,
		displayOptions: {
			...field.displayOptions,
			show: {
				...field.displayOptions?.show,
				...(resource === undefined ? {} : { resource: [resource] }),
				operation: [operation],
			},
		},
	}));
}

export const returnAllField: INodeProperties = {
	displayName: 'Return All',
	name: 'returnAll',
	type: 'boolean',
	default: false,
	description: 'Whether to return all results or only up to a given limit',
};

export const limitField: INodeProperties = {
	displayName: 'Limit',
	name: 'limit',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 50,
	description: 'Max number of results to return',
	displayOptions: { show: { returnAll: [false] } },
};

export const simplifyField: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};
