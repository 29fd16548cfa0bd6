import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { z } from 'zod';
import type { MomentClient } from '../../lib/moment/client';

/** One thing the node can do: its entry in the list of operations, its fields, and what it does with all items of a run. */
export interface Operation {
	option: INodePropertyOptions;
	fields: INodeProperties[];
	execute(context: IExecuteFunctions, moment: MomentClient): Promise<INodeExecutionData[]>;
}

/** The fields of an operation, shown only for it. */
export function shownFor(resource: string, operation: string, fields: INodeProperties[]): INodeProperties[] {
	return fields.map((field) => ({
		...field,
		displayOptions: { show: { ...field.displayOptions?.show, resource: [resource], operation: [operation] } },
	}));
}

const textSchema = z.union([z.string(), z.number(), z.null(), z.undefined()]).transform((value) => String(value ?? '').trim());
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
	return z.number().int().positive().catch(50).parse(context.getNodeParameter('limit', itemIndex, 50));
}

/** A date as text: what an expression gives as a date object is written as in JSON, in ISO form. */
export function dateText(value: unknown): string {
	const plain: unknown = JSON.parse(JSON.stringify(value ?? ''));
	return textSchema.catch('').parse(plain);
}

/** `20007, 20008` or a list from an expression, as texts. */
export function listOf(value: unknown): string[] {
	const parts: unknown[] = Array.isArray(value) ? value : textSchema.catch('').parse(value).split(/[,;\n]+/);
	return parts.map((part) => textSchema.catch('').parse(part)).filter((part) => part !== '');
}

/** One record as an item. */
export function itemOf(record: object, itemIndex: number): INodeExecutionData {
	return { json: { ...record }, pairedItem: { item: itemIndex } };
}
