import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import type { DepartmentChoice, DepartmentMapping } from '../../../lib/mapping/department';
import { phaseTable, PHASES, type PhaseTable } from '../../../lib/mapping/phases';
import { mapProjects } from '../../../lib/mapping/project';
import type { ProjectSource } from '../../../lib/mapping/projectSource';
import { toNodeError } from '../../shared/errors';
import { shownFor, textParameter } from '../../shared/parameters';
import { knownCompanyField, knownRecords } from '../knownRows';
import { mapItems } from '../mapItems';
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
	execute: (context) =>
		mapItems(context, {
			entity: 'project',
			numberField: 'projectNumber',
			parse: parseProjectItem,
			mapAll: (projects: readonly ProjectSource[]) => mapAll(context, projects),
		}),
};

function mapAll(context: IExecuteFunctions, projects: readonly ProjectSource[]): ReturnType<typeof mapProjects> {
	const known = knownRecords(context, ['project', 'customer']);
	return mapProjects(
		projects,
		{
			group: textParameter(context, 'group', 0),
			department: departmentMapping(context),
			categoryTagGroup: tagGroup(context, 'categoryTagGroup'),
			phases: phases(context),
		},
		known.project,
		known.customer,
	);
}

function departmentMapping(context: IExecuteFunctions): DepartmentMapping {
	const chosen = textParameter(context, 'department', 0);
	const choice = DEPARTMENTS.find(({ value }) => value === (chosen === '' ? 'none' : chosen))?.value;
	if (choice === undefined)
		throw toNodeError(
			context,
			new Error(`Department From "${chosen}" is none of ${DEPARTMENTS.map(({ value }) => value).join(', ')}.`),
		);
	const text = textParameter(context, 'dimension', 0);
	const dimension = Number(text);
	if (!Number.isInteger(dimension) || dimension < 0 || dimension > 5)
		throw toNodeError(context, new Error(`Dimension "${text}" is no number from 0 to 5.`));
	const group = tagGroup(context, 'departmentTagGroup');
	if (choice === 'projectTag' && dimension > 0 && group.value === '') {
		throw toNodeError(
			context,
			new Error(
				'Department Tag Group is empty. Enter the Moment tag group whose tag codes are the departments in Uniconta, or choose another Department From.',
			),
		);
	}
	return { choice, dimension, tagGroup: group };
}

function tagGroup(
	context: IExecuteFunctions,
	name: 'categoryTagGroup' | 'departmentTagGroup',
): { value: string; name: string } {
	return {
		value: textParameter(context, `options.${name}`, 0),
		name: textParameter(context, `options.${name}Name`, 0),
	};
}

const phasesSchema = z.record(z.union([z.string(), z.number()]).transform(String));

/** The table as an object or as JSON text; empty for the usual one. */
function phases(context: IExecuteFunctions): PhaseTable {
	const given: unknown = context.getNodeParameter('options.phases', 0, '');
	const parsed = phasesSchema.safeParse(typeof given === 'string' ? jsonIn(given) : (given ?? {}));
	if (parsed.success) return phaseTable(parsed.data);
	throw toNodeError(
		context,
		new Error(
			'Phases is no JSON object of states with their phases. Enter one such as {"onHold": "Created"}, or leave it empty.',
		),
	);
}

function jsonIn(text: string): unknown {
	if (text.trim() === '') return {};
	try {
		const parsed: unknown = JSON.parse(text);
		return parsed;
	} catch {
		return undefined;
	}
}
