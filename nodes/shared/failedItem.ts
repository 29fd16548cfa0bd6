import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	NodeApiError,
	NodeOperationError,
} from 'n8n-workflow';
import { ApiError } from '../../lib/http/errors';
import type { Finding } from '../../lib/core/finding';
import type { Entity, Outcome } from '../../lib/core/outcome';
import { toNodeError, withoutSecrets } from './errors';

/** What a record is known by: Moment's id, and its number; `''` where there is none. */
export interface RecordKeys {
	momentId: string;
	key: string;
}

export interface FailedRecord extends RecordKeys {
	itemIndex: number;
	entity: Entity;
	outcome: Extract<Outcome, 'failed' | 'refused'>;
	/** What was caught, or what was found. */
	cause: unknown;
}

/**
 * What *Continue on Fail* puts out for a record that did not get through: the input's own keys stay, so that later
 * nodes can pass it on to the log.
 */
export function failedItem(context: IExecuteFunctions, record: FailedRecord): INodeExecutionData {
	const { itemIndex, entity, momentId, key, outcome, cause } = record;
	const error = toNodeError(context, cause, itemIndex);
	const input = context.getInputData()[itemIndex]?.json ?? {};
	return {
		json: {
			...input,
			entity,
			momentId,
			key,
			outcome,
			findings: [{ ...findingFrom(error, momentId || key) }],
			transient: outcome === 'failed' && cause instanceof ApiError && cause.transient,
		},
		// n8n routes an item to the error output by this; on the regular output it would only blow up what is saved.
		...(context.getNode().onError === 'continueErrorOutput' ? { error } : {}),
		pairedItem: { item: itemIndex },
	};
}

/** The keys that a failed record keeps; a record of Moment itself may have them under names of its own. */
export function keysOf(json: IDataObject = {}, own: { id?: string; number?: string } = {}): RecordKeys {
	const text = (names: ReadonlyArray<string | undefined>): string => {
		const values = names.map((name) => (name === undefined ? undefined : json[name]));
		return String(values.find((value) => typeof value === 'string' || typeof value === 'number') ?? '');
	};
	return { momentId: text(['momentId', own.id]), key: text(['key', own.number]) };
}

/** As {@link failedItem} for operations that are about no record: the input's keys and what happened. */
export function failedCall(context: IExecuteFunctions, itemIndex: number, cause: unknown): INodeExecutionData {
	const error = toNodeError(context, cause, itemIndex);
	return {
		json: {
			...context.getInputData()[itemIndex]?.json,
			error: error.message,
			findings: [{ ...findingFrom(error, '') }],
			transient: cause instanceof ApiError && cause.transient,
		},
		...(context.getNode().onError === 'continueErrorOutput' ? { error } : {}),
		pairedItem: { item: itemIndex },
	};
}

function findingFrom(error: NodeApiError | NodeOperationError, value: string): Finding {
	return {
		level: 'error',
		field: '',
		value,
		message: withoutSecrets(error.message),
		fix: withoutSecrets(error.description ?? ''),
	};
}
