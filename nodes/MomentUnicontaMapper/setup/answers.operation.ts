import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { DateTime } from 'luxon';
import { z } from 'zod';
import { stateOf } from '../../../lib/setup/form/form';
import { takeAnswers } from '../../../lib/setup/form/answers';
import { parseAccountFilter } from '../../../lib/uniconta/postings/accountFilter';
import { itemOf, recordsParameter, shownFor } from '../../shared/parameters';
import type { PureOperation } from '../operation';
import { shownOf } from './lists';

export const takePage: PureOperation = {
	option: {
		name: 'Take Answers',
		value: 'answers',
		action: 'Take the answers of a page of the setup form',
		description: 'Check what was entered on a page of the setup form, and say where it goes on; saves nothing',
	},
	fields: shownFor({ resource: 'setup', operation: 'answers' }, [
		{
			displayName: 'Page',
			name: 'page',
			type: 'json',
			default: '{}',
			required: true,
			description: 'The item of Show Page that was answered; the answers are the input',
		},
	]),
	execute,
};

const tiesSchema = z.object({ own: z.string(), linked: z.string() }).catch({ own: '', linked: '' });
const objectSchema = z.record(z.unknown()).catch({});

function execute(context: IExecuteFunctions): INodeExecutionData[] {
	const [page = {}] = recordsParameter(context, 'page', 0);
	const { state, way } = takeAnswers({
		state: stateOf(objectSchema.parse(page.state), []),
		shown: shownOf(page),
		answers: context.getInputData()[0]?.json ?? {},
		ties: tiesSchema.parse(page.ties),
		today: DateTime.now().setZone(context.getTimezone()).toFormat('yyyy-MM-dd'),
		unclearAccounts: (filter) => {
			const parsed = parseAccountFilter(filter);
			return 'unclear' in parsed ? parsed.unclear : [];
		},
	});
	return [itemOf({ way, state }, 0)];
}
