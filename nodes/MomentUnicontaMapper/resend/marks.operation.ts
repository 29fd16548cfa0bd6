import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';
import { markRow } from '../../../lib/sync/inbox';
import { itemOf, recordsParameter, shownFor } from '../../shared/parameters';
import type { PureOperation } from '../operation';

const planSchema = z.object({ rows: z.array(z.object({ entity: z.string(), momentId: z.string(), key: z.string() })).catch([]) });

export const marks: PureOperation = {
	option: {
		name: 'List Marks',
		value: 'marks',
		action: 'List the rows that mark records as due',
		description: 'Turn a plan into rows for the inbox, due now',
	},
	fields: shownFor({ resource: 'resend', operation: 'marks' }, [
		{ displayName: 'Plan', name: 'plan', type: 'json', default: '{}', required: true, description: 'What Plan gave' },
	]),
	execute,
};

function execute(context: IExecuteFunctions): INodeExecutionData[] {
	return recordsParameter(context, 'plan', 0).flatMap((plan) => planSchema.parse(plan).rows.map(({ entity, momentId, key }) => itemOf(markRow(entity, momentId, key, Date.now()), 0)));
}
