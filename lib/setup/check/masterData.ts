import { setupRow, type SetupRow } from './row';
import { isOn, whereToSet } from './settings';
import { isMarked } from '../../uniconta/upsert/codeLists';
import { categoryTrouble, departmentTrouble } from '../../uniconta/invoice/checks/rules';
import { LISTS, type InvoiceLists } from '../../uniconta/invoice/checks/lists';
import { textOf } from '../../uniconta/api/rows';
import { named, unread, type SetupContext } from './context';
import { notGiven } from './given';
import { byCode } from './reader';
import { tagCodeRows, type TagCodeCheck } from './tagCodes';

/** For the rules of invoices, which look into some lists only: none is read yet. */
export const NO_LISTS: InvoiceLists = {
	route: 'draft',
	customers: new Map(),
	customerGroups: new Map(),
	accounts: new Map(),
	vatCodes: new Map(),
	projects: new Map(),
	categories: new Map(),
	departments: new Map(),
	terms: [],
	linked: { customer: new Map(), project: new Map() },
	zeroVat: '',
};

/** Customer groups by their tags (M2, M10). */
export async function customerRows(context: SetupContext): Promise<SetupRow[]> {
	const { values } = context;
	if (!isOn(values, 'customers')) return [];
	const { menu } = LISTS.customerGroup;
	return await tagCodeRows(context, {
		area: 'customers',
		check: 'Customer groups',
		records: 'customers',
		group: values['customers.tagGroup'],
		groupName: values['customers.tagGroupName'],
		list: LISTS.customerGroup,
		trouble: (code, rows) =>
			rows.has(code)
				? []
				: [
						{
							says: `has the customer group "${code}", which does not exist in Uniconta. There are: ${named([...rows.keys()])}`,
							fix: `Create it in Uniconta (${menu}), or correct the code of the tag in Moment (Setup > Tags).`,
						},
					],
	});
}

/** The group that new projects get, and their departments (M11). */
export async function projectRows(context: SetupContext): Promise<SetupRow[]> {
	if (!isOn(context.values, 'projects')) return [];
	return [await projectGroupRow(context), ...(await departmentRows(context, 'projects'))];
}

const GROUP = { type: 'ProjectGroupClient', key: 'Group', menu: 'Project > Maintenance > Project groups' };

async function projectGroupRow({ reader, values }: SetupContext): Promise<SetupRow> {
	const check = 'Project group';
	const reading = await reader.list(GROUP.type, GROUP.key);
	if ('trouble' in reading) return unread('projects', check, reading.trouble);
	const codes = reading.rows.map((row) => textOf(row, GROUP.key));
	const chosen = values['projects.group'];
	if (chosen !== '') {
		const expected = 'the group chosen for new projects';
		if (codes.includes(chosen)) return setupRow('projects', check, 'ok', { found: chosen, expected });
		return setupRow('projects', check, 'missing', {
			found: `"${chosen}" does not exist in Uniconta. There are: ${named(codes)}.`,
			expected,
			fix: `Create it in Uniconta (${GROUP.menu}), or choose another one. ${whereToSet('projects.group')}`,
		});
	}
	const marked = reading.rows.filter((row) => isMarked(row, 'IsDefault')).map((row) => textOf(row, GROUP.key));
	const expected = 'one project group marked as the default, or one chosen';
	const [only, second] = marked;
	if (only !== undefined && second === undefined)
		return setupRow('projects', check, 'ok', { found: `${only}, the default`, expected });
	return setupRow('projects', check, 'missing', {
		found:
			only === undefined
				? 'none is chosen, and none is marked as the default in Uniconta'
				: `none is chosen, and several are marked as the default in Uniconta: ${named(marked)}`,
		expected,
		fix: `Mark one as the default in Uniconta (${GROUP.menu}), or choose one. ${whereToSet('projects.group')}`,
	});
}

/**
 * Departments, where a record has one: those of tags by their codes, those of Moment by their numbers in the external
 * system (M11, M12).
 */
export async function departmentRows(context: SetupContext, area: 'projects' | 'invoices'): Promise<SetupRow[]> {
	const { values } = context;
	const dimension = Number(values['company.dimension']);
	if (!(dimension >= 1 && dimension <= 5)) return [];
	const list = { type: `${LISTS.department.type}${dimension}Client`, key: LISTS.department.key };
	const trouble: TagCodeCheck['trouble'] = (code, rows) =>
		departmentTrouble(code, dimension, { ...NO_LISTS, departments: new Map([[dimension, rows]]) });
	if (values[`${area}.department`].endsWith('Department'))
		return await ownDepartmentRows(context, { area, list, trouble });
	if (!values[`${area}.department`].endsWith('Tag')) return [];
	return await tagCodeRows(context, {
		area,
		check: 'Departments',
		records: area,
		group: values[`${area}.departmentTagGroup`],
		groupName: values[`${area}.departmentTagGroupName`],
		list,
		trouble,
	});
}

async function ownDepartmentRows(
	{ reader, values, moment: { departments } }: SetupContext,
	{ area, list, trouble }: Pick<TagCodeCheck, 'area' | 'list' | 'trouble'>,
): Promise<SetupRow[]> {
	// Said once, where both have one of Moment's.
	if (area === 'invoices' && isOn(values, 'projects') && values['projects.department'].endsWith('Department'))
		return [];
	const check = 'Departments';
	if (departments === undefined || 'trouble' in departments)
		return [notGiven(area, check, 'departments', { given: departments })];
	const reading = await reader.list(list.type, list.key);
	const rows = byCode(reading, list.key);
	if (rows === undefined) return 'trouble' in reading ? [unread(area, check, reading.trouble)] : [];
	const expected = "every department's number in the external system exists in Uniconta";
	const without = departments.rows
		.filter(({ externalNumber }) => externalNumber === '')
		.map(({ name }) => `"${name}"`);
	const wrong = departments.rows
		.filter(({ externalNumber }) => externalNumber !== '')
		.flatMap(({ name, externalNumber }) =>
			trouble(externalNumber, rows).map(({ fix }) =>
				setupRow(area, `${check}: ${externalNumber}`, 'missing', {
					found: `Department "${name}" of Moment has the number "${externalNumber}", which is not there in Uniconta or is blocked. There are: ${named([...rows.keys()])}.`,
					expected,
					fix,
				}),
			),
		);
	const unnumbered =
		without.length === 0
			? []
			: [
					setupRow(area, `${check} without number`, 'warning', {
						found: named(without),
						expected: 'a number in the external system for every department',
						fix: 'Enter the "Department number in external system" of each in Moment: the code of the department in Uniconta. Until then records of such a department are refused.',
					}),
				];
	if (wrong.length + unnumbered.length > 0) return [...wrong, ...unnumbered];
	return [
		setupRow(area, check, 'ok', {
			found: named(departments.rows.map(({ externalNumber }) => externalNumber)),
			expected,
		}),
	];
}

/** Project categories by the tags of projects: there, and of the type Revenue (M6). */
export async function categoryRows(context: SetupContext): Promise<SetupRow[]> {
	const { values } = context;
	return await tagCodeRows(context, {
		area: 'invoices',
		check: 'Project categories',
		records: "projects' invoices",
		group: values['invoices.categoryTagGroup'],
		groupName: values['invoices.categoryTagGroupName'],
		list: LISTS.category,
		trouble: (code, rows) => categoryTrouble(code, { ...NO_LISTS, categories: rows }),
	});
}
