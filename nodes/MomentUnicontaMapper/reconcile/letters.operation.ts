import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { notifySettings } from '../../../lib/notify/digest';
import { DIGEST_KEY } from '../../../lib/state/digestState';
import { recipients } from '../../../lib/notify/sent';
import { reconciliationMail } from '../../../lib/reconcile/mail';
import { storedResult } from '../../../lib/reconcile/stored';
import { readTold, tidingsOf } from '../../../lib/reconcile/told';
import { cell } from '../../../lib/state/tables';
import { itemOf, recordsParameter, shownFor, textParameter } from '../../shared/parameters';
import type { PureOperation } from '../operation';

export const listLetters: PureOperation = {
	option: {
		name: 'List Letters',
		value: 'differenceLetters',
		action: 'List one letter about the differences for each address',
		description: 'One item for each address that is to be notified; without any address, none',
	},
	fields: shownFor({ resource: 'reconciliation', operation: 'differenceLetters' }, [
		{
			displayName: 'Comparison Result',
			name: 'comparison',
			type: 'json',
			default: '{}',
			required: true,
			description: 'What Compare gave',
		},
		{
			displayName: 'Settings Rows',
			name: 'settings',
			type: 'json',
			default: '[]',
			required: true,
			description: 'All rows of the Data Table moment_uniconta_settings',
		},
		{
			displayName: 'Address of the Page',
			name: 'pageUrl',
			type: 'string',
			default: '',
			description: 'Where the mail leads; blank leaves the link out',
		},
	]),
	execute,
	tellsNone: true,
};

function execute(context: IExecuteFunctions): INodeExecutionData[] {
	const comparison = recordsParameter(context, 'comparison', 0);
	const result = storedResult(comparison);
	if (result === undefined) return [];
	const tidings = tidingsOf(result, readTold(cell(comparison[0] ?? {}, 'toldBefore')));
	const settings = recordsParameter(context, 'settings', 0);
	// Moment is not asked for its users here: the addresses they had at the last digest are taken, and the
	// notifications tell of one that cannot be used.
	const cursor = cell(settings.find((row) => cell(row, 'key') === DIGEST_KEY) ?? {}, 'value');
	const mail = {
		...reconciliationMail(result, tidings, {
			pageUrl: textParameter(context, 'pageUrl', 0),
			zone: context.getTimezone(),
		}),
		to: notifySettings(settings).addresses,
		cursor,
	};
	return recipients(mail, settings, undefined).letters.map((letter) => itemOf(letter, 0));
}
