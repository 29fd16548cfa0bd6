import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { DateTime } from 'luxon';
import { z } from 'zod';
import { ApiError } from '../../../lib/http/errors';
import { fingerprint, wasEdited, writtenHash, type MappedRecord } from '../../../lib/core/record';
import type { UnicontaClient } from '../../../lib/uniconta/api/client';
import type { EntityDefinition } from '../../../lib/uniconta/upsert/entity';
import { upsert as upsertRecords } from '../../../lib/uniconta/upsert/upsert';
import { systemClock } from '../clock';
import { toNodeError } from '../errors';
import { keysOf } from '../failedItem';
import { mappedRecordOf } from '../mappedItems';
import { booleanParameter, shownFor, textParameter, type Operation } from '../parameters';
import { isEmpty, outputField, readItems, shownItems, Unreadable, writtenItems } from '../runItems';
import { syncWriting, type SyncWriting } from '../syncWriting';
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
		fields: shownFor({ operation: 'upsert' }, fieldsOf(kind)),
		execute: async (context, client) => await execute(context, client, kind.definition),
	};
}

function fieldsOf(kind: EntityKind): INodeProperties[] {
	return [
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
		outputField(kind.definition.noun, kind.plural),
	];
}

async function execute(
	context: IExecuteFunctions,
	client: UnicontaClient,
	definition: EntityDefinition,
): Promise<INodeExecutionData[]> {
	const fromInput = textParameter(context, 'mappingMode', 0) !== 'defineBelow';
	const sync = syncWriting(context, definition);
	const run = readItems(context, {
		entity: definition.entity,
		isNone: (json) => fromInput && isEmpty(json),
		keysOf: (json) => sync?.keysOf(json) ?? keysOf(json),
		read: (item, index) => {
			const record = fromInput
				? recordFromInput(item, definition)
				: recordFromFields(context, item, index, definition);
			if (record instanceof Unreadable) return record;
			return sync?.refusal(record) ?? withMapped(record, sync);
		},
	});
	const company = await companyOf(context);
	const dryRun = booleanParameter(context, 'dryRun', 0) || sync?.dryRun === true;
	const options = { dryRun, clock: systemClock, company };
	const open = run.sources.filter((record) => sync?.isUnchanged(record) !== true);
	const results = await upsertRecords(sync?.holding.odata(client) ?? client, definition, open, options).catch(
		(caught: unknown) => {
			if (context.continueOnFail() && caught instanceof ApiError) return caught;
			throw toNodeError(context, caught);
		},
	);
	const settled = sync === undefined || results instanceof Error ? results : sync.settled(run.sources, open, results);
	const items = writtenItems(context, run, settled, { entity: definition.entity, company });
	await sync?.afterwards(items);
	return sync === undefined ? shownItems(context, items) : items;
}

/** Where a node of the workflow changed something, with what it was before. */
function withMapped(record: MappedRecord, sync: SyncWriting | undefined): MappedRecord {
	const mapped = wasEdited(record.hash) ? sync?.mappedBefore(record.momentId) : undefined;
	return mapped === undefined ? record : { ...record, mapped };
}

function recordFromInput({ json }: INodeExecutionData, definition: EntityDefinition): MappedRecord | Unreadable {
	const record = mappedRecordOf(json, definition.entity);
	if (record === undefined) {
		const message = `The item does not look like a mapped ${definition.noun}: it has no "uniconta" object. Put the Moment Uniconta Mapper before this node, or choose Define Below as Mapping Mode.`;
		return new Unreadable('failed', new Error(message));
	}
	const uniconta = withTextFields(record.uniconta, definition);
	return { ...record, uniconta, hash: writtenHash(record.hash, uniconta) };
}

/**
 * An edit on the way easily turns a text of digits into a number; Uniconta's fields are text all the same (UC30).
 */
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
function recordFromFields(
	context: IExecuteFunctions,
	{ json }: INodeExecutionData,
	index: number,
	definition: EntityDefinition,
): MappedRecord {
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
		momentId: keysOf(json).momentId,
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
