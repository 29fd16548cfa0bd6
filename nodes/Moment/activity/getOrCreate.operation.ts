import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { ApiError } from '../../../lib/http/errors';
import type { MomentClient } from '../../../lib/moment/client';
import { toNodeError } from '../../shared/errors';
import { failedCall } from '../../shared/failedItem';
import { itemOf, shownFor, textParameter } from '../../shared/parameters';
import type { Operation } from '../operation';

export const getOrCreate: Operation = {
	option: {
		name: 'Get or Create',
		value: 'getOrCreate',
		action: 'Get or create an activity',
		description:
			'Find the activity of that name in a project, and create it where the project lacks it; once for each project and name',
	},
	fields: shownFor({ resource: 'activity', operation: 'getOrCreate' }, [
		{
			displayName: 'Project Number',
			name: 'projectNumber',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 0812',
			description: 'Number of the project in Moment, as people see it',
		},
		{
			displayName: 'Activity Name',
			name: 'activityName',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. Udlæg',
			description: 'Upper and lower case and spaces around it do not matter when it is looked for',
		},
	]),
	execute,
};

async function execute(context: IExecuteFunctions, moment: MomentClient): Promise<INodeExecutionData[]> {
	const items = context.getInputData();
	const numbers = items.map((_, index) => textParameter(context, 'projectNumber', index));
	const projects = await moment
		.projectsByNumber([...new Set(numbers.filter((number) => number !== ''))])
		.catch((caught: unknown) => {
			if (context.continueOnFail() && caught instanceof ApiError) return caught;
			throw toNodeError(context, caught);
		});
	const output: INodeExecutionData[] = [];
	for (const [index, number] of numbers.entries()) {
		const found = projects instanceof ApiError ? projects : oneProject(number, projects.get(number) ?? []);
		const item =
			found instanceof ApiError
				? found
				: await activityItem(moment, found, textParameter(context, 'activityName', index), index).catch(
						(caught: unknown) => {
							if (caught instanceof ApiError) return caught;
							throw toNodeError(context, caught, index);
						},
					);
		if (!(item instanceof ApiError)) output.push(item);
		else if (context.continueOnFail()) output.push(failedCall(context, index, item));
		else throw toNodeError(context, item, index);
	}
	return output;
}

interface Project {
	id: string;
	number: string;
	name: string;
}

async function activityItem(
	moment: MomentClient,
	{ id, number, name }: Project,
	wanted: string,
	index: number,
): Promise<INodeExecutionData> {
	if (wanted === '') throw refused('No activity name is given', 'Enter the name of the activity.');
	const { activity, created } = await moment.activity(id, wanted);
	return itemOf({ ...activity, projectNumber: number, projectName: name, created }, index);
}

function oneProject(number: string, [project, other]: readonly Project[]): Project | ApiError {
	if (number === '')
		return refused(
			'No project number is given',
			'Enter the number of the project, or an expression that gives it.',
		);
	if (project === undefined)
		return refused(
			`Moment has no project "${number}"`,
			'Check the number, and whether the user behind the API key may see the project.',
		);
	if (other !== undefined)
		return refused(
			`Several projects in Moment have the number "${number}" (Moment ids ${project.id}, ${other.id})`,
			'Give each project a number of its own in Moment.',
		);
	return project;
}

function refused(message: string, fix: string): ApiError {
	return new ApiError(message, { system: 'Moment', kind: 'refused', fix });
}
