import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { emptiedSettings, lookForNews, tellingTrouble, type News } from '../../../lib/notify/look';
import { addressesIn, overLetters, troubleLetters } from '../../../lib/notify/outsideTables';
import { StoreTrouble } from '../../../lib/state/storeTrouble';
import { systemClock } from '../../shared/clock';
import { toNodeError } from '../../shared/errors';
import { itemOf, shownFor, textParameter } from '../../shared/parameters';
import { startedFrom } from '../../shared/syncRun';
import { DataTables } from '../../shared/tableStore';
import { noteStopped } from '../noteStopped';
import type { SyncOperation } from '../operation';
import { keptOutside } from './keptOutside';

export const lookForNewsOperation: SyncOperation = {
	option: {
		name: 'Look for News',
		value: 'lookForNews',
		action: 'Look for news to tell',
		description: 'Decide what is to be told now: new findings and failures, and what is in order again',
	},
	fields: shownFor({ resource: 'notification', operation: 'lookForNews' }, [
		{
			displayName: 'Path of the Form Send Again',
			name: 'resendPath',
			type: 'string',
			default: 'moment-uniconta-resend',
			description: 'Mails lead to it; empty leaves the link out',
		},
	]),
	outputs: ['Email', 'Watchdog'],
	execute,
};

async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const tables = new DataTables(context);
	const kept = keptOutside(context);
	try {
		if (startedFrom(context) === 'error') {
			await noteStopped(context, tables, 'notifications');
			return [[], []];
		}
		const byHand = context.getMode() === 'manual';
		const news = await lookForNews(tellingTrouble(tables), {
			now: systemClock.now(),
			byHand,
			execution: context.getExecutionId(),
			places: {
				// n8n's own address, which may be another than that of its webhooks.
				n8nUrl: `${context.getInstanceBaseUrl().replace(/(?<!\/)\/+$/, '')}/home/executions`,
				resendUrl: resendUrl(context),
			},
			inDoubt: kept.trouble !== undefined,
			onSettings: (settings) => {
				const emptied = kept.to.length > 0 ? emptiedSettings(settings) : undefined;
				if (emptied !== undefined) throw emptied;
				Object.assign(kept, addressesIn(settings));
			},
		});
		const over = overLetters(kept);
		if (over.length > 0) return [[itemOf({ about: 'tables', letters: over }, 0)], watchdog(news)];
		return [toTell(news), watchdog(news)];
	} catch (caught) {
		// By hand n8n keeps nothing of what was said, and the person sees it.
		const isTold = caught instanceof StoreTrouble && context.getMode() !== 'manual';
		const letters = isTold ? troubleLetters(kept, caught, systemClock.now()) : [];
		if (!isTold || letters.length === 0) throw toNodeError(context, caught);
		// The watchdog is not called: it is the second alarm.
		const { message, fix } = caught;
		return [[itemOf({ about: 'tables', letters, trouble: { message, fix } }, 0)], []];
	}
}

function toTell({ mail, askUsersAt }: News): INodeExecutionData[] {
	if (mail !== undefined) return [itemOf({ about: 'findings', mail }, 0)];
	return askUsersAt === undefined ? [] : [itemOf({ about: 'addresses', held: askUsersAt }, 0)];
}

function watchdog({ heartbeatUrl }: News): INodeExecutionData[] {
	return heartbeatUrl === '' ? [] : [itemOf({ heartbeatUrl }, 0)];
}

/** Where n8n is reached from outside: the address of a waiting form of this very run begins with it. */
function resendUrl(context: IExecuteFunctions): string {
	const path = textParameter(context, 'resendPath', 0);
	const { $execution: execution } = context.getWorkflowDataProxy(0) as { $execution?: IDataObject };
	const form = execution?.['resumeFormUrl'];
	if (path === '' || typeof form !== 'string') return '';
	return `${form.split('/form-waiting')[0] ?? ''}/form/${path}`;
}
