import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Delivery } from '../../lib/notify/sent';
import { withoutSecrets } from '../shared/errors';
import { errorTextOf } from '../shared/mappedItems';

/** What became of the letters: what sends gives an item for each that came in, in their order. */
export function deliveriesOf(context: IExecuteFunctions, letters: readonly IDataObject[]): Delivery[] {
	const answers = context.getInputData();
	return letters.map((letter, at) => deliveryOf(letter, answers[at]));
}

function deliveryOf(letter: IDataObject, item: INodeExecutionData | undefined): Delivery {
	const refusal = item === undefined ? 'Send Email gave no answer for it.' : withoutSecrets(errorTextOf(item) ?? '');
	return { to: typeof letter['to'] === 'string' ? letter['to'] : '', refusal };
}
