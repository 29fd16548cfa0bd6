import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { ApiError } from '../../../lib/http/errors';
import type { MomentClient } from '../../../lib/moment/client';
import { toNodeError } from '../../shared/errors';
import { failedCall } from '../../shared/failedItem';
import {
	booleanParameter,
	collectionParameter,
	itemOf,
	limitField,
	limitOf,
	returnAllField,
	shownFor,
	simplifyField,
} from '../../shared/parameters';
import { listOf, type Operation } from '../operation';
import { namingOf } from './naming';

export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many expenses',
		description: 'Fetch project expenses, optionally only those of certain projects',
	},
	fields: shownFor({ resource: 'expense', operation: 'getAll' }, [
		returnAllField,
		limitField,
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add filter',
			default: {},
			options: [
				{
					displayName: 'Imported Only',
					name: 'imported',
					type: 'boolean',
					default: false,
					description: 'Whether to leave out expenses without an external reference',
				},
				{
					displayName: 'Project Numbers',
					name: 'projectNumbers',
					type: 'string',
					default: '',
					placeholder: 'e.g. 0812, 0813',
					description: 'Numbers of projects, separated by commas',
				},
			],
		},
		simplifyField,
	]),
	execute,
};

async function execute(context: IExecuteFunctions, moment: MomentClient): Promise<INodeExecutionData[]> {
	const output: INodeExecutionData[] = [];
	for (const index of context.getInputData().keys()) {
		const items = await readAll(context, moment, index).catch((caught: unknown) => {
			if (context.continueOnFail()) return [failedCall(context, index, caught)];
			throw toNodeError(context, caught, index);
		});
		for (const item of items) output.push(item);
	}
	return output;
}

async function readAll(context: IExecuteFunctions, moment: MomentClient, index: number): Promise<INodeExecutionData[]> {
	const { imported, projectNumbers } = collectionParameter(context, 'filters', index);
	const numbers = listOf(projectNumbers);
	const projects = await moment.projectsByNumber(numbers);
	const projectIds = numbers.flatMap((number) => (projects.get(number) ?? []).map(({ id }) => id));
	const items: INodeExecutionData[] = [];
	if (numbers.length > 0 && projectIds.length === 0) return items;
	const simplify = booleanParameter(context, 'simplify', index);
	const limit = limitOf(context, index);
	for await (const { raw, read } of moment.expenses.list(namingOf(context), { projectIds })) {
		if (items.length >= limit) break;
		if (imported === true && !(read instanceof ApiError) && read.externalReference === '') continue;
		if (simplify && read instanceof ApiError) items.push(unreadable(context, index, read));
		else items.push(itemOf(simplify ? read : raw, index));
	}
	return items;
}

function unreadable(context: IExecuteFunctions, index: number, cause: ApiError): INodeExecutionData {
	if (!context.continueOnFail()) throw toNodeError(context, cause, index);
	return failedCall(context, index, cause);
}
