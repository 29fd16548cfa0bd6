import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';
import { confirmationRows, RESEND_KINDS, type ResendRow } from '../../../lib/state/resend';
import { itemOf, recordsParameter, shownFor, textParameter } from '../../shared/parameters';
import type { PureOperation } from '../operation';

const rowSchema: z.ZodType<ResendRow, z.ZodTypeDef, unknown> = z.object({
	entity: z.enum(RESEND_KINDS),
	momentId: z.string(),
	key: z.string(),
	name: z.string(),
	outcome: z.string(),
	message: z.string(),
	shownRowId: z.string(),
});
const planSchema = z.object({ confirmable: z.array(rowSchema).catch([]) });

export const confirmations: PureOperation = {
	option: {
		name: 'List Confirmations',
		value: 'confirmations',
		action: 'List rows that confirm records',
		description: 'Turn a plan into rows of the log that say which records a person has confirmed',
	},
	fields: shownFor({ resource: 'resend', operation: 'confirmations' }, [
		{
			displayName: 'Plan',
			name: 'plan',
			type: 'json',
			default: '{}',
			required: true,
			description: 'What Plan gave',
		},
		{
			displayName: 'Who',
			name: 'who',
			type: 'string',
			default: '',
			description: 'Name of the person who confirmed',
		},
	]),
	execute,
	tellsNone: true,
};

function execute(context: IExecuteFunctions): INodeExecutionData[] {
	const rows = recordsParameter(context, 'plan', 0).flatMap((plan) => planSchema.parse(plan).confirmable);
	const said = { who: textParameter(context, 'who', 0), now: Date.now(), execution: context.getExecutionId() };
	return confirmationRows(rows, said).map((row) => itemOf(row, 0));
}
