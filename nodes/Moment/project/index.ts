import type { MomentProject } from '../../../lib/moment/records/projectRecords';
import { getAllOperation, idsAndNumbers, idsField } from '../recordGetAll';
import { getOperation } from '../recordGet';
import type { RecordKind } from '../recordKind';
import type { Resource } from '../resource';

const kind: RecordKind<MomentProject> = {
	name: 'project',
	title: 'Project',
	aRecord: 'a project',
	searchMethod: 'searchProjects',
	idPlaceholder: 'e.g. 70033445',
	reader: (moment) => moment.projects,
};

export const project: Resource = {
	option: { name: 'Project', value: 'project' },
	operations: [
		getOperation(kind),
		getAllOperation({
			kind,
			option: {
				name: 'Get Many',
				value: 'getAll',
				action: 'Get many projects',
				description: 'Fetch projects, optionally only those changed since, or with certain IDs or numbers',
			},
			filters: [
				idsField('e.g. 70033445, 70033446'),
				{
					displayName: 'Numbers',
					name: 'numbers',
					type: 'string',
					default: '',
					placeholder: 'e.g. 0812, 0813',
					description: 'Project numbers, separated by commas',
				},
			],
			queryOf: idsAndNumbers,
		}),
	],
};
