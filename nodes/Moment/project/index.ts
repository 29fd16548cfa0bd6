import { getAllOperation, idsAndNumbers, idsField } from '../recordGetAll';
import { getOperation } from '../recordGet';
import { getForRunOperation } from '../recordGetForRun';
import { projectRecords } from '../recordKinds';
import type { Resource } from '../resource';

export const project: Resource = {
	option: { name: 'Project', value: 'project' },
	operations: [
		getOperation(projectRecords),
		getAllOperation({
			kind: projectRecords,
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
		getForRunOperation(projectRecords),
	],
};
