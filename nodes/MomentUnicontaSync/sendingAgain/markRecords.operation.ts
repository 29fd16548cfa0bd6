import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';
import { SAME } from '../../../lib/notify/resendPage';
import { RESEND_KINDS, type ResendRow } from '../../../lib/state/resend';
import { letPostingGoOn, markAgain, type Decision } from '../../../lib/state/sendAgain';
import { systemClock } from '../../shared/clock';
import { toNodeError } from '../../shared/errors';
import { itemOf } from '../../shared/parameters';
import { putOut, SYNC } from '../../shared/syncRun';
import { DataTables } from '../../shared/tableStore';
import type { SyncOperation } from '../operation';

export const markRecords: SyncOperation = {
	option: {
		name: 'Mark Records',
		value: 'markRecords',
		action: 'Mark records to be sent again',
		description:
			'Mark what was shown as due, so that the next run of its kind takes it up; or let posting go on after a stop',
	},
	fields: [],
	execute,
};

const rowSchema: z.ZodType<ResendRow, z.ZodTypeDef, unknown> = z.object({
	entity: z.enum(RESEND_KINDS),
	momentId: z.string(),
	key: z.string(),
	name: z.string(),
	outcome: z.string(),
	message: z.string(),
	shownRowId: z.string(),
	stop: z.number().optional(),
});
const shownSchema = z.object({
	rows: z.array(rowSchema),
	confirmable: z.array(rowSchema),
	choice: z.enum(['numbers', 'failed', 'stop']),
	remarks: z.string(),
	who: z.string(),
});
type Shown = z.infer<typeof shownSchema>;
const answerSchema = z.object({
	answer: z.string().catch(''),
	same: z.union([z.array(z.string()), z.string().transform((text) => [text])]).catch([]),
});
type Said = z.infer<typeof answerSchema>;

async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const shown = shownSchema.safeParse((putOut(context, SYNC, { operation: 'findRecords' }) ?? []).at(-1));
	if (!shown.success) {
		const message = 'Nothing was found to mark. Put a node with Find Records and the page that shows it before.';
		throw toNodeError(context, new Error(message));
	}
	const said = answerSchema.parse(context.getInputData()[0]?.json);
	// Nobody answered in time: the run ends.
	if (said.answer === '') return [[]];
	try {
		return [[itemOf(await decide(context, shown.data, said), 0)]];
	} catch (caught) {
		throw toNodeError(context, caught);
	}
}

async function decide(context: IExecuteFunctions, shown: Shown, said: Said): Promise<{ title: string; text: string }> {
	if (said.answer !== 'Yes') return { title: 'Nothing was changed', text: 'Open the form again for another choice.' };
	const store = new DataTables(context);
	const decision: Decision = { who: shown.who, now: systemClock.now(), execution: context.getExecutionId() };
	if (shown.choice === 'stop') {
		await letPostingGoOn(store, shown.rows, decision);
		return { title: 'Posting goes on', text: 'The next run, within a minute, posts what waits.' };
	}
	await markAgain(store, shown.rows, said.same.includes(SAME) ? shown.confirmable : [], decision);
	const count = shown.rows.length;
	return {
		title: `${count === 1 ? 'One record goes' : `${count} records go`} again`,
		text: `The next run, within a minute, takes them up; the log says what became of them. ${shown.remarks}`,
	};
}
