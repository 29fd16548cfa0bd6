import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { toNodeError } from '../shared/errors';
import { textParameter } from '../shared/parameters';
import { finishRun } from './finishRun.operation';
import { startRun } from './startRun.operation';

const operations = [finishRun, startRun];

const main = (...names: string[]): string =>
	JSON.stringify(names.map((displayName) => ({ type: NodeConnectionTypes.Main, displayName })));
const isFinish = '$parameter["operation"] === "finishRun"';
const single = JSON.stringify([{ type: NodeConnectionTypes.Main }]);

/** What keeps a sync going without being on the canvas: inbox, log, lease and cursors. */
export class MomentUnicontaSync implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Moment Uniconta Sync',
		name: 'momentUnicontaSync',
		icon: { light: 'file:../../icons/sync.svg', dark: 'file:../../icons/sync.dark.svg' },
		group: ['transform'],
		version: [1],
		subtitle: '={{ $parameter["operation"] === "finishRun" ? "finish run" : "start run: " + $parameter["kind"] }}',
		description: 'Start and finish a run of a sync: what is to do, and what became of it',
		defaults: { name: 'Moment Uniconta Sync' },
		usableAsTool: true,
		inputs: `={{ ${isFinish} ? ${main('Results', 'Run')} : ${single} }}`,
		outputs: `={{ ${isFinish} ? ${main('Summary', 'More to Do')} : ${main('To Fetch', 'Run')} }}`,
		// Finish Run waits for both of its inputs, and is content with one: nothing may have come back.
		requiredInputs: 1,
		properties: [
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				options: operations.map(({ option }) => option),
				default: 'startRun',
			},
			...operations.flatMap(({ fields }) => fields),
		],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const name = textParameter(this, 'operation', 0);
		const operation = operations.find(({ option }) => option.value === name);
		if (operation === undefined) throw toNodeError(this, new Error(`The operation "${name}" does not exist`));
		return await operation.execute(this);
	}
}
