import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { ApiError } from '../../../lib/http/errors';
import type { EntityRow } from '../../../lib/moment/api/entity';
import type { MomentClient } from '../../../lib/moment/client';
import { invoicesWhere } from '../../../lib/moment/records/invoiceQuery';
import { confirmFields, remarksText } from '../../../lib/notify/resendPage';
import { RESEND_KINDS, type FoundRecord, type ResendKind, type ResendWish } from '../../../lib/state/resend';
import { planAgain, type Answer } from '../../../lib/state/sendAgain';
import { toNodeError, withoutSecrets } from '../../shared/errors';
import { connect } from '../../shared/momentConnection';
import { itemOf } from '../../shared/parameters';
import { startedFrom } from '../../shared/syncRun';
import { DataTables } from '../../shared/tableStore';
import { noteStopped } from '../noteStopped';
import type { SyncOperation } from '../operation';

export const findRecords: SyncOperation = {
	option: {
		name: 'Find Records',
		value: 'findRecords',
		action: 'Find records to send again',
		description: 'Find what somebody asked for in the form, and show it before anything is marked',
	},
	fields: [],
	outputs: ['To Confirm', 'Nothing'],
	credentials: ['momentApi'],
	execute,
};

/** Numbers are looked up while somebody waits at the form. */
const PATIENCE_MS = 60_000;

async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const store = new DataTables(context);
	try {
		if (startedFrom(context) === 'error') {
			await noteStopped(context, store, 'resend');
			return [[], []];
		}
		const answers = context.getInputData()[0]?.json ?? {};
		const wish = wishOf(answers);
		const moment = await connect(context, { timeBudgetMs: PATIENCE_MS });
		const plan = await planAgain(
			store,
			wish,
			async (kind, numbers) => await lookUp(context, moment, kind, numbers),
		);
		if (plan.rows.length === 0)
			return [[], [itemOf({ title: 'Nothing to send again', text: remarksText(plan) }, 0)]];
		const { rows, confirmable } = plan;
		const remarks = remarksText(plan);
		const fields = JSON.stringify(confirmFields(plan, wish));
		return [[itemOf({ fields, who: whoIs(answers), choice: wish.choice, rows, confirmable, remarks }, 0)], []];
	} catch (caught) {
		throw toNodeError(context, caught);
	}
}

function wishOf(answers: IDataObject): ResendWish {
	const text = (name: string): string => {
		const value = answers[name];
		return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
	};
	const kind = text('kind').toLowerCase();
	const which = text('which').toLowerCase();
	const kinds = RESEND_KINDS.filter((one) => kind.startsWith(one));
	return {
		expenses: kind.startsWith('expense'),
		kinds: kinds.length > 0 ? kinds : RESEND_KINDS,
		choice: which.startsWith('let posting') ? 'stop' : which.startsWith('all that') ? 'failed' : 'numbers',
		numbers: text('numbers'),
	};
}

/** Who is logged in, by name; blank where n8n does not tell. */
function whoIs({ user }: IDataObject): string {
	if (typeof user !== 'object' || user === null) return '';
	// An edge: what n8n's Form Trigger adds for somebody who is logged in.
	const { firstName, lastName } = user as IDataObject;
	return [firstName, lastName].filter((name): name is string => typeof name === 'string' && name !== '').join(' ');
}

async function lookUp(
	context: IExecuteFunctions,
	moment: MomentClient,
	kind: ResendKind,
	numbers: readonly string[],
): Promise<Answer> {
	try {
		switch (kind) {
			case 'customer':
				return await answerOf(kind, moment.customers.find({ numbers }), ({ customerNumber }) => customerNumber);
			case 'project':
				return await answerOf(kind, moment.projects.find({ numbers }), ({ projectNumber }) => projectNumber);
			case 'invoice': {
				const query = invoicesWhere({ numbers: [...numbers], numberFrom: '', state: '' });
				return await answerOf(kind, moment.invoices.find(query), ({ invoiceNumber }) => invoiceNumber);
			}
		}
	} catch (caught) {
		if (!(caught instanceof ApiError)) throw toNodeError(context, caught);
		return { found: [], refusal: withoutSecrets(caught.message) };
	}
}

async function answerOf<T extends { name?: string; customerName?: string }>(
	entity: ResendKind,
	rows: AsyncIterable<EntityRow<T>>,
	numberOf: (record: T) => string,
): Promise<Answer> {
	const found: FoundRecord[] = [];
	let refusal = '';
	for await (const { id, record, unreadable } of rows) {
		if (unreadable !== undefined) refusal ||= withoutSecrets(unreadable.message);
		else found.push({ entity, id, key: numberOf(record), name: record.name ?? record.customerName ?? '' });
	}
	return { found, refusal };
}
