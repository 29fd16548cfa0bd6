import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { fieldsJson } from '../../../lib/setup/form/form';
import { shownPage } from '../../../lib/setup/form/pages';
import { reportPage } from '../../../lib/setup/form/report';
import { itemOf, recordsParameter, shownFor } from '../../shared/parameters';
import type { PureOperation } from '../operation';
import {
	busyField,
	checkField,
	checkRows,
	linksField,
	listFields,
	listsOf,
	ownRowsField,
	settingsField,
	stateField,
	stateParameter,
	tablesField,
	tagsField,
	tiesOf,
} from './lists';

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
		checkField,
		linksField,
		tablesField,
		busyField,
	]),
	execute,
};

function execute(context: IExecuteFunctions): INodeExecutionData[] {
	const state = stateParameter(context);
	const lists = listsOf(context);
	const check = recordsParameter(context, 'check', 0);
	const ties = tiesOf(context, lists);
	const failed = (rows: typeof check): typeof check => rows.filter((row) => row.error !== undefined);
	const shown =
		state.page === 'report'
			? reportPage(state, checkRows(check), {
					tagGroups: failed(recordsParameter(context, 'tags', 0)),
					companies: failed(check),
					obstacles: lists.obstacles,
				})
			: shownPage(state, lists, ties);
	const { page, title, button, asked, fixed, fields, save } = shown;
	return [
		itemOf(
			{
				page,
				title,
				button,
				save,
				fieldsJson: fieldsJson(fields),
				shown: { page, asked: asked.map(({ key, label, choices }) => ({ key, label, choices })), fixed },
				state,
				ties,
			},
			0,
		),
	];
}
