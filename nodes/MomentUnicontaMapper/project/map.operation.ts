import type { IExecuteFunctions } from 'n8n-workflow';
import type { DepartmentChoice } from '../../../lib/mapping/department';
import { PHASES } from '../../../lib/mapping/phases';
import { mapProjects } from '../../../lib/mapping/project';
import type { ProjectSource } from '../../../lib/mapping/projectSource';
import { projectMapping } from '../../../lib/state/mappings';
import { shownFor } from '../../shared/parameters';
import { asSavedField, nodeSettings, sayUsed, unlessSaved } from '../../shared/savedSettings';
import { knownCompanyField, knownRecords } from '../knownRows';
import { mapItems } from '../mapItems';
import { mappingFrom, type PanelParameters } from '../mappingFrom';
import type { PureOperation } from '../operation';
import { parseProjectItem } from './source';

const DEPARTMENTS: ReadonlyArray<{ name: string; value: DepartmentChoice; description?: string }> = [
	{ name: 'None', value: 'none' },
	{
		name: "Project's Department",
		value: 'projectDepartment',
		description: 'The number in the external system of the department of the project in Moment',
	},
	{
		name: 'Tag of the Project',
		value: 'projectTag',
		description: 'The code of the one tag of the tag group that is chosen under Options',
	},
];

export const mapProject: PureOperation = {
	option: {
		name: 'Map to Uniconta',
		value: 'map',
		action: 'Map a project to uniconta',
		description: 'Turn Moment projects into Uniconta projects, each with all that is wrong with it',
	},
	fields: shownFor({ resource: 'project', operation: 'map' }, [
		asSavedField,
		...unlessSaved([
			{
				displayName: 'Project Group',
				name: 'group',
				type: 'string',
				default: '',
				placeholder: 'e.g. STD',
				description:
					'Code of the project group in Uniconta for new projects. Leave empty for the group that is marked as the default there. The Uniconta node lists them: Project Group > Get Many.',
			},
			{
				displayName: 'Dimension',
				name: 'dimension',
				type: 'number',
				typeOptions: { minValue: 0, maxValue: 5 },
				default: 0,
				description:
					"Which of Uniconta's dimensions is the department, 1 to 5; 0 for none. The Uniconta node shows how the company calls them: Company > Get Many.",
			},
			{
				displayName: 'Department From',
				name: 'department',
				type: 'options',
				options: [...DEPARTMENTS],
				default: 'none',
				description: "Where a project's department comes from; only with a dimension",
			},
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add option',
				default: {},
				options: [
					{
						displayName: 'Category Tag Group',
						name: 'categoryTagGroup',
						type: 'string',
						default: '',
						placeholder: 'e.g. Projektkategori',
						description:
							'Name or ID of the Moment tag group whose tag codes are the project categories in Uniconta. A project without exactly one such tag gets a warning: its invoices would be refused.',
					},
					{
						displayName: 'Category Tag Group Name',
						name: 'categoryTagGroupName',
						type: 'string',
						default: '',
						description: 'How that tag group is called in messages, when Category Tag Group is an ID',
					},
					{
						displayName: 'Department Tag Group',
						name: 'departmentTagGroup',
						type: 'string',
						default: '',
						placeholder: 'e.g. Afdeling',
						description:
							'Name or ID of the Moment tag group whose tag codes are the departments in Uniconta; for Department From = Tag of the Project',
					},
					{
						displayName: 'Department Tag Group Name',
						name: 'departmentTagGroupName',
						type: 'string',
						default: '',
						description: 'How that tag group is called in messages, when Department Tag Group is an ID',
					},
					{
						displayName: 'Known Records',
						name: 'known',
						type: 'json',
						default: '[]',
						description:
							'Rows of the Data Table moment_uniconta_log for these projects and their customers. They show which row of Uniconta each is, a number that was changed in Moment, and what Moment held before.',
					},
					knownCompanyField,
					{
						displayName: 'Phases',
						name: 'phases',
						type: 'json',
						default: '{}',
						description: `The phase in Uniconta for states of Moment, where it is to be another one than usual: {"onHold": "Created"}. Phases are ${PHASES.join(', ')}; a blank one leaves the phase in Uniconta alone.`,
					},
				],
			},
		]),
	]),
	execute: (context) =>
		mapItems(context, {
			entity: 'project',
			numberField: 'projectNumber',
			parse: parseProjectItem,
			mapAll: (projects: readonly ProjectSource[]) => mapAll(context, projects),
		}),
};

function mapAll(context: IExecuteFunctions, projects: readonly ProjectSource[]): ReturnType<typeof mapProjects> {
	const settings = nodeSettings(context);
	const mapping = mappingFrom(context, settings, PARAMETERS, projectMapping);
	const { group, department, categoryTagGroup } = mapping;
	sayUsed(context, [
		['project group', group],
		['department from', department.dimension === 0 ? '' : department.choice],
		['category tag group', categoryTagGroup.name || categoryTagGroup.value],
	]);
	const known = knownRecords(context, ['project', 'customer'], settings.running);
	return mapProjects(projects, mapping, known.project, known.customer);
}

const PARAMETERS: PanelParameters = {
	'company.dimension': 'dimension',
	'projects.group': 'group',
	'projects.department': 'department',
	'projects.departmentTagGroup': 'options.departmentTagGroup',
	'projects.departmentTagGroupName': 'options.departmentTagGroupName',
	'projects.phases': 'options.phases',
	'invoices.categoryTagGroup': 'options.categoryTagGroup',
	'invoices.categoryTagGroupName': 'options.categoryTagGroupName',
};
