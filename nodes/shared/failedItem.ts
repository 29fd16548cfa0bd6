import type { IExecuteFunctions, INodeExecutionData, NodeApiError, NodeOperationError } from 'n8n-workflow';
import { ApiError } from '../../lib/http/errors';
import type { Finding } from '../../lib/core/finding';
import type { Entity, Outcome } from '../../lib/core/outcome';
import { toNodeError, withoutSecrets } from './errors';

export interface FailedRecord {
	itemIndex: number;
	entity: Entity;
	momentId: string;
	key: string;
	outcome: Extract<Outcome, 'failed' | 'refused'>;
	/** What was caught, or what was found. */
	cause: unknown;
}

/**
 * What *Continue on Fail* puts out for a record that did not get through: the input's own keys stay, so that later nodes
 * can pass it on to the log.
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

/** The text under a key of the input item, `''` where there is none: for the keys that a failed record keeps. */
export function sourceKey(context: IExecuteFunctions, itemIndex: number, name: 'key' | 'momentId'): string {
	const value = context.getInputData()[itemIndex]?.json[name];
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
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
