import type { ILoadOptionsFunctions, INodePropertyOptions, ResourceMapperFields } from 'n8n-workflow';
import { project } from '../../lib/uniconta/upsert/project';
import { columnsOf } from '../shared/entityOperations/columns';
import {
	companyDimensions,
	getDebtors,
	getDimensionValues,
	getEmployees,
	getProjectGroups,
	type CompanyDimension,
} from '../shared/unicontaLists';

/** More customers than this are no list to choose from: the number is typed then. */
const MOST_CUSTOMERS = 1_000;

export async function projectColumns(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	// Without Uniconta the panel must open all the same: what it cannot list is typed. One call at a time (UC3).
	const none = (): INodePropertyOptions[] => [];
	const groups = await getProjectGroups.call(this).catch(none);
	const employees = await getEmployees.call(this).catch(none);
	const customers = await getDebtors(this, MOST_CUSTOMERS).catch(none);
	const dimensions = await companyDimensions(this).catch((): CompanyDimension[] => []);
	const options: Record<string, INodePropertyOptions[]> = {
		Group: groups,
		PersonInCharge: employees,
		Account: customers.length > MOST_CUSTOMERS ? [] : customers,
	};
	const labels: Record<string, string> = {};
	for (const { number, name } of dimensions) {
		labels[`Dimension${number}`] = name;
		options[`Dimension${number}`] = await getDimensionValues(this, number).catch(none);
	}
	const used = new Set(dimensions.map(({ number }) => number));
	const without = new Set(
		dimensions.length === 0
			? []
			: [1, 2, 3, 4, 5].filter((number) => !used.has(number)).map((number) => `Dimension${number}`),
	);
	return columnsOf(project, { options, labels, without });
}
