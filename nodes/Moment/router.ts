import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { toNodeError } from '../shared/errors';
import { collectionParameter } from '../shared/parameters';
import { chosenOperation } from '../shared/resources';
import { activity } from './activity';
import { connect, connectionOptions } from '../shared/momentConnection';
import { custom } from './custom';
import { customer } from './customer';
import { department } from './department';
import { expense } from './expense';
import { financialAccount } from './financialAccount';
import { invoice } from './invoice';
import { project } from './project';
import type { Resource } from './resource';
import { tag } from './tag';
import { tagGroup } from './tagGroup';
import { user } from './user';

/** In the order of the list in the panel: by name. */
export const RESOURCES: readonly Resource[] = [
	activity,
	custom,
	customer,
	department,
	expense,
	financialAccount,
	invoice,
	project,
	tag,
	tagGroup,
	user,
];

/** Hands all items of the run to the chosen operation. */
export async function route(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const operation = chosenOperation(context, RESOURCES);
	const options = connectionOptions(collectionParameter(context, 'options', 0));
	const moment = await connect(context, options).catch((caught: unknown) => {
		throw toNodeError(context, caught);
	});
	return [await operation.execute(context, moment)];
}
