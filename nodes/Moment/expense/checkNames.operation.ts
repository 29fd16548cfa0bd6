import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { MomentClient } from '../../../lib/moment/client';
import { EXPENSE_FIELD_NAMES } from '../../../lib/moment/expenses/names';
import { addressOfCredential } from '../../shared/momentConnection';
import { toNodeError } from '../../shared/errors';
import { failedCall } from '../../shared/failedItem';
import { itemOf } from '../../shared/parameters';
import type { Operation } from '../operation';
import { namingOf } from './naming';

export const checkNames: Operation = {
	option: {
		name: 'Check Names',
		value: 'checkNames',
		action: 'Check names of an expense',
		description: 'Find out where this Moment keeps project expenses and what it calls their fields; writes nothing',
	},
	fields: [],
	execute,
};

/**
 * One answer for the run: which resource answers and at which address, the names that an expense there shows, and the
 * fields that none shows yet.
 */
async function execute(context: IExecuteFunctions, moment: MomentClient): Promise<INodeExecutionData[]> {
	const baseUrl = await addressOfCredential(context);
	return await moment.expenses.probe(namingOf(context)).then(
		({ resource, fields }) => [
			itemOf({ resource, baseUrl, fields, unseen: EXPENSE_FIELD_NAMES.filter((field) => !(field in fields)) }, 0),
		],
		(caught: unknown) => {
			if (context.continueOnFail()) return [failedCall(context, 0, caught)];
			throw toNodeError(context, caught);
		},
	);
}
