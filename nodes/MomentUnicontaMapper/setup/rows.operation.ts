import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { settingRowsToSave } from '../../../lib/sync/setupFormReport';
import { setupValues } from '../../../lib/sync/setupSettings';
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
	fields: shownFor({ resource: 'setup', operation: 'rows' }, [stateField, settingsField]),
	execute: (context: IExecuteFunctions): INodeExecutionData[] =>
		settingRowsToSave(stateParameter(context), setupValues(recordsParameter(context, 'settings', 0))).map((row) => itemOf(row, 0)),
};
