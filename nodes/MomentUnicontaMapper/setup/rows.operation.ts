import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';
import { settingRowsToSave } from '../../../lib/setup/form/report';
import { setupValues } from '../../../lib/setup/check/settings';
import { itemOf, recordsParameter, shownFor } from '../../shared/parameters';
import type { PureOperation } from '../operation';
import { settingsField, stateField, stateParameter } from './lists';

export const rowsToSave: PureOperation = {
	option: {
		name: 'List Rows to Save',
		value: 'rows',
		action: 'List the rows that the setup form saves',
		description: 'Turn all answers of the setup form into the rows of the Data Table moment_uniconta_settings',
	},
	fields: shownFor({ resource: 'setup', operation: 'rows' }, [
		stateField,
		settingsField,
		{
			displayName: 'Page',
			name: 'page',
			type: 'json',
			default: '{}',
			description: 'The last item of Show Page: it knows the company of the credential',
		},
	]),
	execute,
};

const tiesSchema = z.object({ ties: z.object({ own: z.string() }) }).catch({ ties: { own: '' } });

function execute(context: IExecuteFunctions): INodeExecutionData[] {
	const rows = recordsParameter(context, 'settings', 0);
	const { own } = tiesSchema.parse(recordsParameter(context, 'page', 0)[0]).ties;
	return settingRowsToSave(stateParameter(context), { saved: setupValues(rows), rows, own }).map((row) =>
		itemOf(row, 0),
	);
}
