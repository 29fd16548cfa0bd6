import type { FieldRule } from '../../core/compare';
import type { EntityDefinition } from './entity';

/**
 * The project in Uniconta (UC36): the fields this package writes, and no others. A name that turns out different
 * is a one-line change here.
 */
const fields: readonly FieldRule[] = [
	{ name: 'Number', label: 'Project number', kind: 'code', length: 20 },
	{ name: 'Name', label: 'Name', kind: 'text', length: 40 },
	{
		name: 'Account',
		label: 'Customer',
		kind: 'code',
		length: 20,
		list: {
			type: 'DebtorClient',
			key: 'Account',
			label: 'customer',
			menu: 'Customer > Customers',
			mend: 'let it come from Moment: make sure that the export of customers is on (customers.export in the Data Table moment_uniconta_settings) and run Compare Everything Now there. The project is tried again by itself',
			missing: 'wait',
			big: true,
			refersTo: 'customer',
		},
	},
	{
		name: 'Group',
		label: 'Project group',
		kind: 'code',
		length: 10,
		// A setting, not Moment's: somebody may move a project to another group in Uniconta (G4).
		createOnly: true,
		list: {
			type: 'ProjectGroupClient',
			key: 'Group',
			label: 'project group',
			menu: 'Project > Maintenance > Project groups',
			mend: 'choose another group (projects.group in the Data Table moment_uniconta_settings, or Project Group in the Moment Uniconta Mapper)',
			defaultMark: 'IsDefault',
		},
	},
	{ name: 'Phase', label: 'Phase', kind: 'phase' },
	{ name: 'StartDate', label: 'Start date', kind: 'date' },
	{ name: 'EndDate', label: 'End date', kind: 'date' },
	{ name: 'Description', label: 'Description', kind: 'text', length: 500, lines: true },
	{
		name: 'PersonInCharge',
		label: 'Person in charge',
		kind: 'code',
		length: 10,
		list: {
			type: 'EmployeeClient',
			key: 'Number',
			label: 'employee',
			menu: 'Company > Maintenance > Employees',
			mend: "correct the person's employee number in Moment",
			missing: 'leaveOut',
			big: true,
			blocked: 'Blocked',
		},
	},
	...[1, 2, 3, 4, 5].map(dimension),
];

function dimension(number: number): FieldRule {
	return {
		name: `Dimension${number}`,
		label: `Dimension ${number}`,
		kind: 'code',
		length: 10,
		list: {
			type: `GLDimType${number}Client`,
			key: 'Dimension',
			label: `dimension ${number} value`,
			menu: 'General ledger > Maintenance > Dimensions',
			mend: 'correct it in Moment: the "Department number in external system" of the department, or the code of the tag (Setup > Tags). Then run Compare Everything Now, or wait for the night',
			blocked: 'Blocked',
		},
	};
}

export const project: EntityDefinition = {
	entity: 'project',
	noun: 'project',
	type: 'ProjectClient',
	userType: 'ProjectClientUser',
	key: 'Number',
	fields,
	requiredOnCreate: ['Name', 'Account'],
	recommendedOnCreate: [],
};
