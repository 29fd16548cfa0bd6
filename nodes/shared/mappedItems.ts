import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';
import type { Entity } from '../../lib/sync/outcome';
import type { Finding } from '../../lib/sync/finding';
import type { MappedRecord } from '../../lib/sync/record';
import type { RunResult } from '../../lib/sync/log';

const text = z.union([z.string(), z.number(), z.null(), z.undefined()]).transform((value) => String(value ?? ''));
const textList = z.array(z.string()).catch([]);

const findingSchema: z.ZodType<Finding, z.ZodTypeDef, unknown> = z.object({
	level: z.enum(['error', 'warning', 'note']).catch('error'),
	field: text,
	value: text,
	message: text,
	fix: text,
});
const findingsSchema = z.array(findingSchema).catch([]);
const knownSchema = z.object({ key: text, unicontaRowId: text, held: textList, hash: text });

const mappedSchema = z.object({
	key: text,
	momentId: text,
	name: text,
	uniconta: z.record(z.unknown()),
	findings: findingsSchema,
	held: textList,
	hash: text,
	known: knownSchema.optional().catch(undefined),
});

const resultSchema = z.object({
	entity: text,
	momentId: text,
	key: text,
	name: text,
	outcome: z.string(),
	findings: findingsSchema,
	changes: z.record(z.unknown()).catch({}),
	unicontaRowId: text,
	hash: text,
	held: textList,
});

/** An item that an earlier node already settled (failed to fetch, refused): later nodes hand it on as it is. */
export function isSettled(json: IDataObject): boolean {
	return json.outcome === 'failed' || json.outcome === 'refused';
}

/** n8n's own shape for an item of a node that did not succeed: the message under `error`. */
export function errorTextOf(item: INodeExecutionData): string | undefined {
	const { error } = item.json;
	if (typeof error === 'string' && error !== '') return error;
	if (item.error !== undefined) return item.error.message;
	return undefined;
}

/** What the mapper put out, perhaps edited on the way; undefined when the item is something else. */
export function mappedRecordOf(json: IDataObject, entity: Entity): MappedRecord | undefined {
	const parsed = mappedSchema.safeParse(json);
	if (!parsed.success) return undefined;
	const { data } = parsed;
	// A project has both: its own number and its customer's account.
	const number = entity === 'project' ? data.uniconta.Number : data.uniconta.Account;
	const key = data.key !== '' ? data.key : text.catch('').parse(number);
	const name = data.name !== '' ? data.name : text.catch('').parse(data.uniconta.Name);
	return { entity, ...data, key, name };
}

/** What a run says of its records, for log and inbox. Items that are no results are left out. */
export function runResultsOf(records: readonly IDataObject[]): RunResult[] {
	return records.flatMap((record) => {
		const parsed = resultSchema.safeParse(record);
		return parsed.success ? [parsed.data] : [];
	});
}
