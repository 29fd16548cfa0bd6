import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';
import { sentAgainRow } from '../../../lib/state/inbox';
import { isId } from '../../../lib/core/keys';
import { RESEND_KINDS } from '../../../lib/state/resend';
import { itemOf, recordsParameter, shownFor } from '../../shared/parameters';
import type { PureOperation } from '../operation';

const planSchema = z.object({ rows: z.array(z.unknown()).catch([]) });
/** A mark names a record of Moment, and nothing else that stands in the inbox. */
const rowSchema = z.object({ entity: z.enum(RESEND_KINDS), momentId: z.string().refine(isId), key: z.string() });

export const marks: PureOperation = {
	option: {
		name: 'List Marks',
		value: 'marks',
		action: 'List the rows that mark records as due',
		description: 'Turn a plan into rows for the inbox, due now',
	},
	fields: shownFor({ resource: 'resend', operation: 'marks' }, [
		{
			displayName: 'Plan',
			name: 'plan',
			type: 'json',
			default: '{}',
			required: true,
			description: 'What Plan gave',
		},
	]),
	execute,
};

function execute(context: IExecuteFunctions): INodeExecutionData[] {
	const rows = recordsParameter(context, 'plan', 0).flatMap((plan) => planSchema.parse(plan).rows);
	return rows.flatMap((row) => {
		const { success, data } = rowSchema.safeParse(row);
		return success ? [itemOf(sentAgainRow(data.entity, data.momentId, data.key, Date.now()), 0)] : [];
	});
}
