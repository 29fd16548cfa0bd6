import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';
import { afterSending, type Delivery } from '../../../lib/notify/sent';
import { withoutSecrets } from '../../shared/errors';
import { errorTextOf } from '../../shared/mappedItems';
import { itemOf, recordsParameter, shownFor } from '../../shared/parameters';
import type { PureOperation } from '../operation';

const letterSchema = z.object({
	to: z.string().catch(''),
	cursor: z.string().catch(''),
	missing: z.array(z.object({ id: z.string(), message: z.string(), fix: z.string() })).catch([]),
});

export const sent: PureOperation = {
	option: {
		name: 'Read What Was Sent',
		value: 'sent',
		action: 'Read what became of the letters',
		description:
			'Say from the items of Send Email whether the digest went out, and write log rows about addresses that were not reached',
	},
	fields: shownFor({ resource: 'digest', operation: 'sent' }, [
		{
			displayName: 'Letters',
			name: 'sentLetters',
			type: 'json',
			default: '[]',
			required: true,
			description: 'What List Letters gave, in the same order as the items that come in',
		},
		{
			displayName: 'Log Rows',
			name: 'log',
			type: 'json',
			default: '[]',
			required: true,
			description: 'Rows of the Data Table moment_uniconta_log; what they say already is not said again',
		},
	]),
	execute,
};

function execute(context: IExecuteFunctions): INodeExecutionData[] {
	const letters = recordsParameter(context, 'sentLetters', 0).map((letter) => letterSchema.parse(letter));
	const input = context.getInputData();
	const deliveries = letters.flatMap(({ to }, index): Delivery[] => {
		const item = input[index];
		if (to === '') return [];
		return [
			{
				to,
				refusal:
					item === undefined ? 'Send Email gave no answer for it.' : withoutSecrets(errorTextOf(item) ?? ''),
			},
		];
	});
	const result = afterSending({
		deliveries,
		missing: letters[0]?.missing ?? [],
		log: recordsParameter(context, 'log', 0),
		now: Date.now(),
		execution: context.getExecutionId(),
	});
	return [itemOf({ ...result, cursor: letters[0]?.cursor ?? '' }, 0)];
}
