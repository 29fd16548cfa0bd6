import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { lastPage } from '../../../lib/setup/form/report';
import { itemOf, recordsParameter, shownFor, textParameter } from '../../shared/parameters';
import type { PureOperation } from '../operation';
import { checkField, checkRows, settingsField, stateField, stateParameter, tagsField } from './lists';

export const showLastPage: PureOperation = {
	option: {
		name: 'Show Last Page',
		value: 'lastPage',
		action: 'Show the last page of the setup form',
		description: 'Say what remains to be done: the addresses to paste into Moment, and the tags that lack a code',
	},
	fields: shownFor({ resource: 'setup', operation: 'lastPage' }, [
		stateField,
		settingsField,
		tagsField,
		checkField,
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			placeholder: 'https://n8n.example.com',
			description: 'Where this n8n takes calls from Moment',
		},
	]),
	execute: (context: IExecuteFunctions): INodeExecutionData[] => [
		itemOf(
			{
				html: lastPage(stateParameter(context), {
					baseUrl: textParameter(context, 'baseUrl', 0),
					tags: recordsParameter(context, 'tags', 0),
					check: checkRows(recordsParameter(context, 'check', 0)),
				}),
			},
			0,
		),
	],
};
