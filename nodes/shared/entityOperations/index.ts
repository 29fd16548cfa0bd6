import type { IExecuteFunctions } from 'n8n-workflow';
import type { UnicontaClient } from '../../../lib/uniconta/api/client';
import { toNodeError } from '../errors';
import { textParameter, type Operation } from '../parameters';
import type { EntityKind } from './entityKind';
import { getOperation } from './get';
import { getAllOperation } from './getAll';
import { upsertOperation } from './upsert';

/** What a node for one kind of record can do. */
export function entityOperations(kind: EntityKind): ReadonlyArray<Operation<UnicontaClient>> {
	return [upsertOperation(kind), getOperation(kind), getAllOperation(kind)];
}

/** The operation chosen in the panel. */
export function chosenEntityOperation(
	context: IExecuteFunctions,
	operations: ReadonlyArray<Operation<UnicontaClient>>,
): Operation<UnicontaClient> {
	const name = textParameter(context, 'operation', 0);
	const operation = operations.find(({ option }) => option.value === name);
	if (operation === undefined) throw toNodeError(context, new Error(`The operation "${name}" does not exist`));
	return operation;
}
