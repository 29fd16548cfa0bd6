import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { fieldsJson } from '../../../lib/sync/setupForm';
import { shownPage } from '../../../lib/sync/setupFormPages';
import { reportPage } from '../../../lib/sync/setupFormReport';
import { itemOf, recordsParameter, shownFor } from '../../shared/parameters';
import type { PureOperation } from '../operation';
import { checkRows, listFields, listsOf, ownCompanyOf, ownRowsField, settingsField, stateField, stateParameter, tagsField } from './lists';

export const showPage: PureOperation = {
	option: {
		name: 'Show Page',
		value: 'page',
		action: 'Show a page of the setup form',
		description: 'Turn what is saved and what both systems offer into the next page of the setup form',
	},
	fields: shownFor({ resource: 'setup', operation: 'page' }, [
		stateField,
		settingsField,
		...listFields,
		ownRowsField,
		tagsField,
		{ displayName: 'Check', name: 'check', type: 'json', default: '[]', description: 'The items of Uniconta > Setup > Check, for the last page' },
	]),
	execute,
};

function execute(context: IExecuteFunctions): INodeExecutionData[] {
	const state = stateParameter(context);
	const lists = listsOf(context);
	const check = recordsParameter(context, 'check', 0);
	const failed = (rows: typeof check): typeof check => rows.filter((row) => row.error !== undefined);
	const shown =
		state.page === 'report'
			? reportPage(state, checkRows(check), { tagGroups: failed(recordsParameter(context, 'tags', 0)), companies: failed(check) })
			: shownPage(state, lists);
	const { page, title, button, asked, fixed, fields } = shown;
	return [itemOf({ page, title, button, fieldsJson: fieldsJson(fields), shown: { page, asked: asked.map(({ key, label, choices }) => ({ key, label, choices })), fixed }, state, ownCompany: ownCompanyOf(context, lists) }, 0)];
}
