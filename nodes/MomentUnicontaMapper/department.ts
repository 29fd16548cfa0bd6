import type { IExecuteFunctions } from 'n8n-workflow';
import type { DepartmentChoice, DepartmentMapping } from '../../lib/mapping/department';
import { toNodeError } from '../shared/errors';
import type { NodeSettings } from '../shared/savedSettings';

/** @throws NodeOperationError naming the parameter that cannot be used */
export function departmentMapping(
	context: IExecuteFunctions,
	{ text }: NodeSettings,
	area: 'projects' | 'invoices',
	offered: ReadonlyArray<{ value: DepartmentChoice }>,
): DepartmentMapping {
	const refuse = (message: string): never => {
		throw toNodeError(context, new Error(message));
	};
	const chosen = text('department', `${area}.department`) || 'none';
	const choice = offered.find(({ value }) => value === chosen)?.value;
	if (choice === undefined)
		return refuse(`Department From is "${chosen}". Choose one of ${offered.map(({ value }) => value).join(', ')}.`);
	const dimension = text('dimension', 'company.dimension') || '0';
	if (!/^[0-5]$/.test(dimension))
		return refuse(`Dimension "${dimension}" is none of Uniconta's. Enter 1 to 5, or 0 for none.`);
	const tagGroup = {
		value: text('options.departmentTagGroup', `${area}.departmentTagGroup`),
		name: text('options.departmentTagGroupName', `${area}.departmentTagGroupName`),
	};
	const isByTag = choice === 'projectTag' || choice === 'invoiceTag';
	if (isByTag && dimension !== '0' && tagGroup.value === '') {
		return refuse(
			'Department Tag Group is empty. Enter the Moment tag group whose tag codes are the departments in Uniconta, or choose another Department From.',
		);
	}
	return { choice, dimension: Number(dimension), tagGroup };
}
