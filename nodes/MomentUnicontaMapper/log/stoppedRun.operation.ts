import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { readStoppedRun } from '../../../lib/state/stoppedRun';
import { longText } from '../../../lib/state/tables';
import { withoutSecrets } from '../../shared/errors';
import { itemOf } from '../../shared/parameters';
import type { PureOperation } from '../operation';

export const stoppedRun: PureOperation = {
	option: {
		name: 'Read Stopped Run',
		value: 'stoppedRun',
		action: 'Read a stopped run for the log',
		description: "Turn what n8n's Error Trigger puts out into which run stopped, why, and what to do",
	},
	fields: [],
	execute,
};

function execute(context: IExecuteFunctions): INodeExecutionData[] {
	return context.getInputData().map(({ json }, index) => {
		const run = readStoppedRun(json);
		return itemOf({ ...run, message: longText(withoutSecrets(run.message)), fix: withoutSecrets(run.fix) }, index);
	});
}
