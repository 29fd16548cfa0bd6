import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { DateTime } from 'luxon';
import { z } from 'zod';
import { ApiError } from '../../../lib/http/errors';
import { fingerprint, type MappedRecord } from '../../../lib/core/record';
import type { UnicontaClient } from '../../../lib/uniconta/api/client';
import type { EntityDefinition } from '../../../lib/uniconta/upsert/entity';
import { upsert as upsertRecords, type UpsertResult } from '../../../lib/uniconta/upsert/upsert';
import { systemClock } from '../clock';
import { toNodeError, withoutSecrets } from '../errors';
import { failedItem } from '../failedItem';
import { errorTextOf, isSettled, mappedRecordOf } from '../mappedItems';
import { booleanParameter, itemOf, shownFor, textParameter, type Operation } from '../parameters';
import { companyOf } from '../unicontaCompanies';
import type { EntityKind } from './entityKind';

/** *Create or Update*: all input items together. */
export function upsertOperation(kind: EntityKind): Operation<UnicontaClient> {
	return {
		option: {
			name: 'Create or Update',
			value: 'upsert',
			action: `Create or update a ${kind.definition.noun}`,
			description: 'Create a new record, or update the current one if it already exists (upsert)',
		},
		fields: shownFor({ operation: 'upsert' }, [
			{
				displayName: 'Mapping Mode',
				name: 'mappingMode',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'Define Below', value: 'defineBelow', description: 'Set the value of each field here' },
					{
						name: 'From Input',
						value: 'fromInput',
						description: 'Take what the Moment Uniconta Mapper node puts out',
					},
				],
				default: 'fromInput',
			},
			{
				displayName: 'Fields',
				name: 'columns',
				type: 'resourceMapper',
				noDataExpression: true,
				default: { mappingMode: 'defineBelow', value: null },
				required: true,
				description: kind.columnsDescription,
				typeOptions: {
					resourceMapper: {
						resourceMapperMethod: kind.columnsMethod,
						mode: 'add',
						fieldWords: { singular: 'field', plural: 'fields' },
						addAllFields: true,
						multiKeyMatch: false,
						supportAutoMap: false,
					},
				},
				displayOptions: { show: { mappingMode: ['defineBelow'] } },
			},
			{
				displayName: 'Dry Run',
				name: 'dryRun',
				type: 'boolean',
				default: false,
				description: 'Whether to only compare and say what would be created or changed, and write nothing',
			},
			{
				displayName: 'Output',
				name: 'output',
				type: 'options',
				options: [
					{
						name: 'All',
						value: 'all',
						description: `One item for each ${kind.definition.noun}, also for those that are unchanged`,
					},
					{
						name: 'Changed Only',
						value: 'changed',
						description: `Leave out ${kind.plural} that are unchanged`,
					},
				],
				default: 'all',
			},
		]),
		execute: async (context, client) => await execute(context, client, kind.definition),
	};
}

async function execute(
	context: IExecuteFunctions,
	client: UnicontaClient,
	definition: EntityDefinition,
): Promise<INodeExecutionData[]> {
	const items = context.getInputData();
	const fromInput = textParameter(context, 'mappingMode', 0) !== 'defineBelow';
	const outputs: Array<INodeExecutionData | undefined> = items.map(() => undefined);
	const records: MappedRecord[] = [];
	const positions: number[] = [];
	for (const [index, item] of items.entries()) {
		// An empty item stands for "none" in the templates.
		if (fromInput && Object.keys(item.json).length === 0) continue;
		const settled = settledItem(context, item, index, definition);
		if (settled !== undefined) {
			outputs[index] = settled;
			continue;
		}
		const record = fromInput
			? recordFromInput(context, item, index, definition)
			: recordFromFields(context, index, definition);
		if ('json' in record) {
			outputs[index] = record;
		} else {
			records.push(record);
			positions.push(index);
		}
	}
	const company = await companyOf(context);
	const options = { dryRun: booleanParameter(context, 'dryRun', 0), clock: systemClock, company };
	const results = await upsertRecords(client, definition, records, options).catch((caught: unknown) => {
		if (context.continueOnFail() && caught instanceof ApiError) return caught;
		throw toNodeError(context, caught);
	});
	for (const [at, index] of positions.entries()) {
		const record = records[at];
		if (record === undefined) continue;
		outputs[index] =
			results instanceof ApiError
				? failedItem(context, {
						itemIndex: index,
						entity: definition.entity,
						momentId: record.momentId,
						key: record.key,
						outcome: 'failed',
						cause: results,
					})
				: itemOf({ ...shownResult(results[at]), company }, index);
	}
	const all = outputs.flatMap((output) => (output === undefined ? [] : [output]));
	return textParameter(context, 'output', 0) === 'changed'
		? all.filter(({ json }) => json.outcome !== 'unchanged')
		: all;
}

/** A finding quotes what Uniconta answered, and a server may echo a header (G7). */
function shownResult(result: UpsertResult | undefined): object {
	if (result === undefined) return {};
	return {
		...result,
		findings: result.findings.map((finding) => ({ ...finding, message: withoutSecrets(finding.message) })),
	};
}

/** An item that an earlier node already settled goes on as it is, so that one straight line of nodes is enough. */
function settledItem(
	context: IExecuteFunctions,
	item: INodeExecutionData,
	index: number,
	{ entity }: EntityDefinition,
): INodeExecutionData | undefined {
	if (isSettled(item.json)) return itemOf(item.json, index);
	const message = errorTextOf(item);
	if (message === undefined) return undefined;
	return failedItem(context, {
		...keysOf(item.json),
		itemIndex: index,
		entity,
		outcome: 'failed',
		cause: new Error(message),
	});
}

function recordFromInput(
	context: IExecuteFunctions,
	item: INodeExecutionData,
	index: number,
	definition: EntityDefinition,
): MappedRecord | INodeExecutionData {
	const record = mappedRecordOf(item.json, definition.entity);
	if (record !== undefined) {
		const uniconta = withTextFields(record.uniconta, definition);
		return { ...record, uniconta, hash: record.hash === '' ? fingerprint(uniconta) : record.hash };
	}
	const cause = new Error(
		`The item does not look like a mapped ${definition.noun}: it has no "uniconta" object. Put the Moment Uniconta Mapper before this node, or choose Define Below as Mapping Mode.`,
	);
	if (!context.continueOnFail()) throw toNodeError(context, cause, index);
	return failedItem(context, {
		...keysOf(item.json),
		itemIndex: index,
		entity: definition.entity,
		outcome: 'failed',
		cause,
	});
}

/** An edit on the way easily turns a text of digits into a number; Uniconta's fields are text all the same (reference 13.14). */
function withTextFields(fields: Record<string, unknown>, definition: EntityDefinition): Record<string, unknown> {
	const isText = (field: string): boolean =>
		definition.fields.some(({ name, kind }) => name === field && (kind === 'text' || kind === 'code'));
	return Object.fromEntries(
		Object.entries(fields).map(([field, value]) => [
			field,
			typeof value === 'number' && isText(field) ? String(value) : value,
		]),
	);
}

const columnsSchema = z.record(z.unknown()).nullable().catch(null);

/** Fields typed into the panel: an empty one is left alone in Uniconta. */
function recordFromFields(context: IExecuteFunctions, index: number, definition: EntityDefinition): MappedRecord {
	const columns = columnsSchema.parse(context.getNodeParameter('columns.value', index, null)) ?? {};
	const fields = Object.fromEntries(
		Object.entries(columns)
			.filter(([, value]) => value !== null && value !== undefined && value !== '')
			.map(([field, value]) => [field, typedValue(value)]),
	);
	const text = (field: string): string => (typeof fields[field] === 'string' ? fields[field] : '');
	return {
		entity: definition.entity,
		key: text(definition.key),
		momentId: keysOf(context.getInputData()[index]?.json ?? {}).momentId,
		name: text('Name'),
		uniconta: fields,
		findings: [],
		held: Object.keys(fields),
		hash: fingerprint(fields),
	};
}

/** Uniconta's numbers are text, and a date picked in the panel may arrive as n8n's own date. */
function typedValue(value: unknown): unknown {
	if (typeof value === 'number') return String(value);
	return DateTime.isDateTime(value) ? value.toFormat('yyyy-MM-dd') : value;
}

function keysOf(json: IDataObject): { momentId: string; key: string } {
	const text = (value: unknown): string =>
		typeof value === 'string' || typeof value === 'number' ? String(value) : '';
	return { momentId: text(json.momentId), key: text(json.key) };
}
