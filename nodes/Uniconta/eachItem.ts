import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { toNodeError } from '../shared/errors';
import { failedCall } from '../shared/failedItem';
import { itemOf } from '../shared/parameters';

/**
 * Runs the same call for each input item in turn; every record that comes back is paired to the item it was asked for.
 */
export async function eachItem(
	context: IExecuteFunctions,
	call: (index: number) => Promise<readonly object[]>,
): Promise<INodeExecutionData[]> {
	const outputs: INodeExecutionData[] = [];
	for (const index of context.getInputData().keys()) {
		try {
			outputs.push(...(await call(index)).map((record) => itemOf(record, index)));
		} catch (caught) {
			if (!context.continueOnFail()) throw toNodeError(context, caught, index);
			outputs.push(failedCall(context, index, caught));
		}
	}
	return outputs;
}
