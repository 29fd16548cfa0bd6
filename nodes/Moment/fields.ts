import type { INodeProperties } from 'n8n-workflow';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../../lib/moment/client';

/** For every operation. */
export const optionsField: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		{
			displayName: 'Page Size',
			name: 'pageSize',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: MAX_PAGE_SIZE },
			default: DEFAULT_PAGE_SIZE,
			description: 'How many records to ask Moment for at a time',
		},
		{
			displayName: 'Time Budget (Seconds)',
			name: 'timeBudget',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 300,
			description: 'After this time nothing more is asked of Moment in this run',
		},
		{
			displayName: 'Timeout (Seconds)',
			name: 'timeout',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 60,
			description: 'How long to wait for a single answer',
		},
	],
};
