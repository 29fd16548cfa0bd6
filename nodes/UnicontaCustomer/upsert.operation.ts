import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';
import { ApiError } from '../../lib/http/errors';
import { fingerprint, type MappedRecord } from '../../lib/sync/record';
import type { UnicontaClient } from '../../lib/uniconta/client';
import { debtor } from '../../lib/uniconta/debtor';
import { upsert as upsertRecords, type UpsertResult } from '../../lib/uniconta/upsert';
import { systemClock } from '../shared/clock';
import { toNodeError, withoutSecrets } from '../shared/errors';
import { failedItem } from '../shared/failedItem';
import { errorTextOf, isSettled, mappedRecordOf } from '../shared/mappedItems';
import { booleanParameter, itemOf, shownFor, textParameter, type Operation } from '../shared/parameters';

export const upsert: Operation<UnicontaClient> = {
	option: {
		name: 'Create or Update',
		value: 'upsert',
		action: 'Create or update a customer',
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
				{ name: 'From Input', value: 'fromInput', description: 'Take what the Moment Uniconta Mapper node puts out' },
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
			description: 'A field that is empty here is left alone in Uniconta. The VAT zone is set on new customers only.',
			typeOptions: {
				resourceMapper: {
					resourceMapperMethod: 'debtorColumns',
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
				{ name: 'All', value: 'all', description: 'One item for each customer, also for those that are unchanged' },
				{ name: 'Changed Only', value: 'changed', description: 'Leave out customers that are unchanged' },
			],
			default: 'all',
		},
	]),
	execute,
};

async function execute(context: IExecuteFunctions, client: UnicontaClient): Promise<INodeExecutionData[]> {
	const items = context.getInputData();
	const fromInput = textParameter(context, 'mappingMode', 0) !== 'defineBelow';
	const outputs: Array<INodeExecutionData | undefined> = items.map(() => undefined);
	const records: MappedRecord[] = [];
	const positions: number[] = [];
	for (const [index, item] of items.entries()) {
		// An empty item stands for "none" in the templates.
		if (fromInput && Object.keys(item.json).length === 0) continue;
		const settled = settledItem(context, item, index);
		if (settled !== undefined) {
			outputs[index] = settled;
			continue;
		}
		const record = fromInput ? recordFromInput(context, item, index) : recordFromFields(context, index);
		if ('json' in record) {
			outputs[index] = record;
		} else {
			records.push(record);
			positions.push(index);
		}
	}
	const options = { dryRun: booleanParameter(context, 'dryRun', 0), clock: systemClock };
	const results = await upsertRecords(client, debtor, records, options).catch((caught: unknown) => {
		if (context.continueOnFail() && caught instanceof ApiError) return caught;
		throw toNodeError(context, caught);
	});
	for (const [at, index] of positions.entries()) {
		const record = records[at];
		if (record === undefined) continue;
		outputs[index] =
			results instanceof ApiError
				? failedItem(context, { itemIndex: index, entity: 'customer', momentId: record.momentId, key: record.key, outcome: 'failed', cause: results })
				: itemOf(shownResult(results[at]), index);
	}
	const all = outputs.flatMap((output) => (output === undefined ? [] : [output]));
	return textParameter(context, 'output', 0) === 'changed' ? all.filter(({ json }) => json.outcome !== 'unchanged') : all;
}

/** A finding quotes what Uniconta answered, and a server may echo a header (G7). */
function shownResult(result: UpsertResult | undefined): object {
	if (result === undefined) return {};
	return { ...result, findings: result.findings.map((finding) => ({ ...finding, message: withoutSecrets(finding.message) })) };
}

/** An item that an earlier node already settled goes on as it is, so that one straight line of nodes is enough. */
function settledItem(context: IExecuteFunctions, item: INodeExecutionData, index: number): INodeExecutionData | undefined {
	if (isSettled(item.json)) return itemOf(item.json, index);
	const message = errorTextOf(item);
	if (message === undefined) return undefined;
	return failedItem(context, { ...keysOf(item.json), itemIndex: index, entity: 'customer', outcome: 'failed', cause: new Error(message) });
}

function recordFromInput(context: IExecuteFunctions, item: INodeExecutionData, index: number): MappedRecord | INodeExecutionData {
	const record = mappedRecordOf(item.json, 'customer');
	if (record !== undefined) {
		const uniconta = withTextFields(record.uniconta);
		return { ...record, uniconta, hash: record.hash === '' ? fingerprint(uniconta) : record.hash };
	}
	const cause = new Error(
		'The item does not look like a mapped customer: it has no "uniconta" object. Put the Moment Uniconta Mapper before this node, or choose Define Below as Mapping Mode.',
	);
	if (!context.continueOnFail()) throw toNodeError(context, cause, index);
	return failedItem(context, { ...keysOf(item.json), itemIndex: index, entity: 'customer', outcome: 'failed', cause });
}

/** An edit on the way easily turns a text of digits into a number; Uniconta's fields are text all the same (reference 13.14). */
function withTextFields(fields: Record<string, unknown>): Record<string, unknown> {
	const isText = (field: string): boolean => debtor.fields.some(({ name, kind }) => name === field && (kind === 'text' || kind === 'code'));
	return Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, typeof value === 'number' && isText(field) ? String(value) : value]));
}

const columnsSchema = z.record(z.unknown()).nullable().catch(null);

/** Fields typed into the panel: an empty one is left alone in Uniconta. */
function recordFromFields(context: IExecuteFunctions, index: number): MappedRecord {
	const columns = columnsSchema.parse(context.getNodeParameter('columns.value', index, null)) ?? {};
	const fields = Object.fromEntries(
		Object.entries(columns)
			.filter(([, value]) => value !== null && value !== undefined && value !== '')
			.map(([field, value]) => [field, typeof value === 'number' ? String(value) : value]),
	);
	const text = (field: string): string => (typeof fields[field] === 'string' ? fields[field] : '');
	return {
		entity: 'customer',
		key: text(debtor.key),
		momentId: keysOf(context.getInputData()[index]?.json ?? {}).momentId,
		name: text('Name'),
		uniconta: fields,
		findings: [],
		held: Object.keys(fields),
		hash: fingerprint(fields),
	};
}

function keysOf(json: IDataObject): { momentId: string; key: string } {
	const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
	return { momentId: text(json.momentId), key: text(json.key) };
}
