import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { ApiError, bodyText } from '../../lib/http/errors';
import type { UnicontaClient } from '../../lib/uniconta/api/client';
import type { Condition } from '../../lib/uniconta/api/odata';
import { keyOf, textOf, withFields, type UnicontaRow } from '../../lib/uniconta/api/rows';
import {
	collectionParameter,
	limitField,
	limitOf,
	returnAllField,
	shownFor,
	textParameter,
	type Operation,
} from '../shared/parameters';
import { eachItem } from './eachItem';

const RESOURCE = 'customEntity';

const entityTypeField: INodeProperties = {
	displayName: 'Entity Type',
	name: 'entityType',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. ContactClient',
	description:
		'Type name as Uniconta writes it, upper and lower case included. Most end in "Client"; with "User" added they carry the company\'s own fields.',
};

const keyFields: INodeProperties[] = [
	{
		displayName: 'Key Field',
		name: 'keyField',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. Account',
		description: 'The field that tells the records apart',
	},
	{
		displayName: 'Key Value',
		name: 'keyValue',
		type: 'string',
		required: true,
		default: '',
		description: 'The value of the key field in the record that is meant',
	},
];

const recordField: INodeProperties = {
	displayName: 'Fields',
	name: 'fields',
	type: 'json',
	required: true,
	default: '{}',
	description:
		"The fields as a JSON object, by Uniconta's names. A misspelt name is ignored by Uniconta without a word.",
};

const comparisonSchema = z.enum(['eq', 'ge', 'gt', 'le', 'lt']);
const filterSchema = z.object({
	conditions: z
		.array(
			z.object({
				field: z.string(),
				comparison: comparisonSchema,
				type: z.enum(['number', 'text']),
				value: z.union([z.string(), z.number()]),
			}),
		)
		.default([]),
});
const fieldsSchema = z.record(z.unknown());

const getAll: Operation<UnicontaClient> = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many records of any entity',
		description: 'List records of any type, with a filter',
	},
	fields: shownFor({ resource: RESOURCE, operation: 'getAll' }, [
		entityTypeField,
		{
			displayName: 'Order By',
			name: 'orderBy',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. Account',
			description: 'A field that tells the records apart; needed to read page after page without a gap',
		},
		returnAllField,
		limitField,
		{
			displayName: 'Filter',
			name: 'filter',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			placeholder: 'Add condition',
			default: {},
			description: 'All conditions must hold; Uniconta has no other way to join them',
			options: [
				{
					name: 'conditions',
					displayName: 'Conditions',
					values: [
						{ displayName: 'Field', name: 'field', type: 'string', default: '' },
						{
							displayName: 'Comparison',
							name: 'comparison',
							type: 'options',
							default: 'eq',
							options: [
								{ name: 'Equals', value: 'eq' },
								{ name: 'Greater Than', value: 'gt' },
								{ name: 'Greater Than or Equal', value: 'ge' },
								{ name: 'Less Than', value: 'lt' },
								{ name: 'Less Than or Equal', value: 'le' },
							],
						},
						{
							displayName: 'Type',
							name: 'type',
							type: 'options',
							default: 'text',
							options: [
								{ name: 'Number', value: 'number' },
								{ name: 'Text', value: 'text' },
							],
						},
						{ displayName: 'Value', name: 'value', type: 'string', default: '' },
					],
				},
			],
		},
	]),
	execute: async (context, client) =>
		await eachItem(context, async (index) => {
			const limit = limitOf(context, index);
			const rows: UnicontaRow[] = [];
			const options = {
				key: fieldName('Order By', textParameter(context, 'orderBy', index)),
				filter: conditionsOf(context, index),
				enough: (): boolean => rows.length >= limit,
			};
			for await (const page of client.pages(entityType(context, index), options)) rows.push(...page);
			return rows.slice(0, limit);
		}),
};

const get: Operation<UnicontaClient> = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get a record of any entity',
		description: 'Fetch one record by its key',
	},
	fields: shownFor({ resource: RESOURCE, operation: 'get' }, [entityTypeField, ...keyFields]),
	execute: async (context, client) =>
		await eachItem(context, async (index) => [await theRecord(context, client, index)]),
};

const create: Operation<UnicontaClient> = {
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create a record of any entity',
		description: 'Insert one record; it fails when the key exists',
	},
	fields: shownFor({ resource: RESOURCE, operation: 'create' }, [entityTypeField, recordField]),
	execute: async (context, client) =>
		await eachItem(context, async (index) => {
			const fields = fieldsOf(context, index);
			return [(await client.insert(entityType(context, index), fields)) ?? fields];
		}),
};

const update: Operation<UnicontaClient> = {
	option: {
		name: 'Update',
		value: 'update',
		action: 'Update a record of any entity',
		description: 'Read one record, change some fields and write it back whole',
	},
	fields: shownFor({ resource: RESOURCE, operation: 'update' }, [entityTypeField, ...keyFields, recordField]),
	execute: async (context, client) =>
		await eachItem(context, async (index) => {
			const changed = withFields(await theRecord(context, client, index), fieldsOf(context, index));
			return [(await client.update(entityType(context, index), changed)) ?? changed];
		}),
};

const remove: Operation<UnicontaClient> = {
	option: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete a record of any entity',
		description: 'Read one record by its key and delete it',
	},
	fields: shownFor({ resource: RESOURCE, operation: 'delete' }, [entityTypeField, ...keyFields]),
	execute: async (context, client) =>
		await eachItem(context, async (index) => {
			await client.delete(entityType(context, index), await theRecord(context, client, index));
			return [{ deleted: true }];
		}),
};

export const customEntityOperations: ReadonlyArray<Operation<UnicontaClient>> = [create, remove, get, getAll, update];

function entityType(context: IExecuteFunctions, index: number): string {
	const type = textParameter(context, 'entityType', index);
	if (/^[A-Za-z]\w*$/.test(type)) return type;
	throw refused(
		`The entity type "${type}" is no name of a type`,
		'Enter the type name as Uniconta writes it, such as ContactClient.',
	);
}

function conditionsOf(context: IExecuteFunctions, index: number): Condition[] {
	const { conditions } = filterSchema.parse(collectionParameter(context, 'filter', index));
	return conditions.map(({ field, comparison, type, value }) => ({
		field: fieldName('The filter', field),
		is: comparison,
		value: type === 'number' ? numberIn(field, value) : String(value),
	}));
}

/** A filter is text: whatever else stood in a field's name would be a condition of its own. */
function fieldName(where: string, name: string): string {
	const field = name.trim();
	if (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(field)) return field;
	throw refused(
		`${where} names "${bodyText(name, 100)}", which is no name of a field`,
		'Enter one field as Uniconta writes it, such as Account: letters, digits and _ only.',
	);
}

function numberIn(field: string, value: string | number): number {
	const text = String(value).trim();
	if (/^[+-]?\d+(\.\d+)?$/.test(text)) return Number(text);
	throw refused(
		`The filter compares ${field} with "${bodyText(text, 100)}", which is no number`,
		'Enter digits, with a point before the decimals and nothing between the thousands; or choose the type Text.',
	);
}

function fieldsOf(context: IExecuteFunctions, index: number): Record<string, unknown> {
	const value: unknown = context.getNodeParameter('fields', index, {});
	const parsed = fieldsSchema.safeParse(typeof value === 'string' ? asJson(value) : value);
	if (parsed.success) return parsed.data;
	throw refused('Fields is no JSON object', 'Enter an object such as {"Name": "Bageriet"}.');
}

function asJson(text: string): unknown {
	try {
		const parsed: unknown = JSON.parse(text);
		return parsed;
	} catch {
		return undefined;
	}
}

/** The one record with the key; none or several are said, because nobody could know which is meant. */
async function theRecord(context: IExecuteFunctions, client: UnicontaClient, index: number): Promise<UnicontaRow> {
	const field = fieldName('Key Field', textParameter(context, 'keyField', index));
	const value = textParameter(context, 'keyValue', index);
	const rows = await client.find(entityType(context, index), field, value);
	const [row, second] = rows;
	const type = textParameter(context, 'entityType', index);
	if (row === undefined)
		throw refused(
			`There is no ${type} with ${field} "${value}"`,
			'Check the key field, the value and the company.',
		);
	if (second !== undefined || keyOf(row, field) === undefined || textOf(row, field) !== value) {
		throw refused(
			`There are ${rows.length} ${type} with ${field} "${value}"`,
			'Choose a key field that tells the records apart.',
		);
	}
	return row;
}

function refused(message: string, fix: string): ApiError {
	return new ApiError(message, { system: 'Uniconta', kind: 'refused', fix });
}
