import { NodeOperationError, type IDataObject, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import type { Delivery } from '../../../lib/notify/sent';
import { noteDeliveries, type SendableLetter } from '../../../lib/notify/writeLetters';
import { systemClock } from '../../shared/clock';
import { toNodeError } from '../../shared/errors';
import { itemOf } from '../../shared/parameters';
import { putOut, SYNC } from '../../shared/syncRun';
import { DataTables } from '../../shared/tableStore';
import { deliveriesOf } from '../deliveries';
import type { SyncOperation } from '../operation';
import { keptOutside } from './keptOutside';

export const noteMailSent: SyncOperation = {
	option: {
		name: 'Note What Was Sent',
		value: 'noteMailSent',
		action: 'Note which emails were sent',
		description: 'Remember what was told, and log which addresses the mail did not reach',
	},
	fields: [],
	execute,
};

async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const letters = putOut(context, SYNC, { operation: 'writeEmails' }) ?? [];
	const deliveries = deliveriesOf(context, letters);
	const found = (putOut(context, SYNC, { operation: 'lookForNews' }) ?? []).at(-1);
	if (found?.['about'] === 'tables') return [noteAboutTables(context, found, deliveries)];
	const [first] = letters;
	if (first === undefined) return [[]];
	try {
		// An edge: what Write Emails put out in this very execution.
		const { cursor, missing } = first as unknown as SendableLetter;
		const run = { now: systemClock.now(), execution: context.getExecutionId() };
		return [[itemOf(await noteDeliveries(new DataTables(context), { deliveries, cursor, missing }, run), 0)]];
	} catch (caught) {
		throw toNodeError(context, caught);
	}
}

/** Trouble with the tables is remembered outside of them; the run ends red with it. */
function noteAboutTables(
	context: IExecuteFunctions,
	{ trouble }: IDataObject,
	deliveries: readonly Delivery[],
): INodeExecutionData[] {
	const kept = keptOutside(context);
	const sent = deliveries.filter(({ refusal }) => refusal === '').length;
	if (trouble === undefined && sent > 0) delete kept.trouble;
	if (trouble === undefined) return [itemOf({ sent, refused: deliveries.length - sent }, 0)];
	if (kept.trouble !== undefined && sent > 0) kept.trouble.told = systemClock.now();
	// An edge: what Look for News put out in this very execution.
	const { message, fix } = trouble as { message: string; fix: string };
	throw new NodeOperationError(context.getNode(), message, { description: fix });
}
