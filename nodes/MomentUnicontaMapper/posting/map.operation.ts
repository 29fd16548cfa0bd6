import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';
import { mapPostings } from '../../../lib/mapping/expense';
import type { KnownRecords } from '../../../lib/core/identity';
import { foldLog } from '../../../lib/state/log';
import { unpackLog } from '../../../lib/state/syncRun';
import type { PostingSource } from '../../../lib/mapping/posting';
import { toNodeError } from '../../shared/errors';
import { recordsParameter, shownFor, textParameter } from '../../shared/parameters';
import { asSavedField, nodeSettings, sayUsed, unlessSaved } from '../../shared/savedSettings';
import { knownIn } from '../../shared/syncRun';
import { knownCompanyField } from '../knownRows';
import { mapItems } from '../mapItems';
import type { PureOperation } from '../operation';
import { parsePostingItem } from './source';

const projectSchema = z.object({ projectNumber: z.string() }).catch({ projectNumber: '' });

export const mapPosting: PureOperation = {
	option: {
		name: 'Map to Moment',
		value: 'map',
		action: 'Map a posting to moment',
		description: 'Turn costs posted in Uniconta into Moment expenses, each with all that is wrong with it',
	},
	fields: shownFor({ resource: 'posting', operation: 'map' }, [
		asSavedField,
		...unlessSaved([
			{
				displayName: 'Activity Name',
				name: 'activityName',
				type: 'string',
				required: true,
				default: '',
				placeholder: 'e.g. Udlæg',
				description:
					'Activity of the project in Moment that the expenses go on. The Moment node creates it in a project that lacks it.',
			},
			{
				displayName: 'Billable',
				name: 'billable',
				type: 'boolean',
				default: true,
				description:
					'Whether new expenses are billable to the customer. What a person changes in Moment afterwards stays.',
			},
			{
				displayName: 'Approval State',
				name: 'approvalState',
				type: 'string',
				default: '',
				placeholder: 'e.g. approved',
				description:
					'State of new expenses, as Moment calls it; empty leaves it to Moment. Moment offers only approved and billable expenses for invoicing.',
			},
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add option',
				default: {},
				options: [
					{
						displayName: 'Known Records',
						name: 'known',
						type: 'json',
						default: '[]',
						description:
							'Rows of the Data Table moment_uniconta_log for these postings and for projects. What they say is imported already, with the same content, needs no call to Moment. Which project of Moment a posting belongs to is what they link to its project in Uniconta.',
					},
					{
						...knownCompanyField,
						description:
							'Number of the company in Uniconta for postings that do not say it themselves. What the log says of projects of another company does not count.',
					},
				],
			},
		]),
	]),
	// Project by project: whoever writes them a portion at a time looks up few projects for each.
	execute: (context) =>
		byProject(
			mapItems(context, {
				entity: 'expense',
				numberField: 'reference',
				parse: parsePostingItem,
				// Where nothing was posted Uniconta Expense says only where the next run begins.
				isNone: (json) => Object.keys(json).every((key) => NEXT_RUN.includes(key)),
				mapAll: (postings: readonly PostingSource[]) => mapAll(context, postings),
			}),
		),
};

/** What Uniconta Expense says of the next run, and in which run it was read. */
const NEXT_RUN = ['cursor', 'startAfter', 'startDate', 'run'];

/** Within a project in the order in which they came. */
function byProject(items: readonly INodeExecutionData[]): INodeExecutionData[] {
	const groups = new Map<string, INodeExecutionData[]>();
	for (const item of items) {
		const { projectNumber } = projectSchema.parse(item.json.moment);
		const group = groups.get(projectNumber);
		if (group === undefined) groups.set(projectNumber, [item]);
		else group.push(item);
	}
	return [...groups.values()].flat();
}

function mapAll(context: IExecuteFunctions, postings: readonly PostingSource[]): ReturnType<typeof mapPostings> {
	const { running, isSaved, text } = nodeSettings(context);
	const activityName = text('activityName', 'expenses.activity');
	if (activityName === '')
		throw toNodeError(
			context,
			new Error('Activity Name is empty. Enter the activity in Moment that the expenses go on.'),
		);
	const mapping = {
		activityName,
		billable: isYes(
			isSaved ? text('billable', 'expenses.billable') : context.getNodeParameter('billable', 0, true),
		),
		approvalState: text('approvalState', 'expenses.approvalState'),
	};
	if (isSaved)
		sayUsed(context, [
			['activity', activityName],
			['billable', mapping.billable ? 'yes' : 'no'],
			['approval state', mapping.approvalState],
		]);
	if (running !== undefined) {
		const log = unpackLog(running.run.log);
		const projectsOf = (own: string): KnownRecords => foldLog(log, 'project', own || running.run.company);
		return mapPostings(postings, mapping, knownIn(running, 'expense'), projectsOf);
	}
	const rows = recordsParameter(context, 'options.known', 0);
	const company = textParameter(context, 'options.knownCompany', 0);
	return mapPostings(postings, mapping, foldLog(rows, 'expense'), (own) => foldLog(rows, 'project', own || company));
}

/** A switch, or the word that the settings table holds. */
function isYes(value: unknown): boolean {
	return value === true || (typeof value === 'string' && /^\s*(yes|true|on|1)\s*$/i.test(value));
}
