import type { IExecuteFunctions } from 'n8n-workflow';
import type { KeptOutside } from '../../../lib/notify/outsideTables';

/** What the workflow itself keeps; n8n saves it when the execution ends, one that fails too, but not by hand. */
export function keptOutside(context: IExecuteFunctions): KeptOutside {
	const data = context.getWorkflowStaticData('global');
	data['notifications'] ??= { to: [], from: '' };
	// An edge: nobody else writes it.
	return data['notifications'] as unknown as KeptOutside;
}
