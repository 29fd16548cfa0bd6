import {
	DEPARTMENT_FIELDS,
	DEPARTMENT_OF_RECORD,
	INVOICE_FIELDS,
	INVOICE_LINE_FIELDS,
	INVOICE_LINE_LISTS,
	PROJECT_FIELDS,
	TAG_LISTS,
} from '../../../../lib/moment/api/fields';
import { readInvoice } from '../../../../lib/moment/records/invoiceRecords';
import { readProject, type MomentProject } from '../../../../lib/moment/records/projectRecords';
import { parseDepartment } from '../../../../lib/moment/records/setupRecords';
import { answer, collect, fakeMoment, type FakeMoment, type FakeMomentOptions } from '../../../support/fakeMoment';

type Row = Record<string, unknown>;

const nested = (path: string, value: unknown): Row => {
	const [first = '', ...rest] = path.split('.');
	return { [first]: rest.length === 0 ? value : nested(rest.join('.'), value) };
};
const namesIn = (table: Record<string, readonly string[]>, ...without: string[]): Array<readonly [string, string]> =>
	Object.entries(table).flatMap(([field, names]) =>
		without.includes(field) ? [] : names.map((name) => [name, field] as const),
	);

describe('names that nobody has documented', () => {
	it.each(namesIn(PROJECT_FIELDS, 'id', 'lastModifiedDate'))('%s is the %s of a project', (name, field) => {
		expect(readProject({ id: 1, ...nested(name, '2026-02-01') })).toMatchObject({
			project: { [field]: '2026-02-01' },
		});
	});

	it.each(
		namesIn(
			INVOICE_FIELDS,
			'id',
			'invoiceNumber',
			'type',
			'isCreditNote',
			'issueDate',
			'dueDate',
			'lastModifiedDate',
		),
	)('%s is the %s of an invoice', (name, field) => {
		const currency = field === 'exchangeRate' ? { currencyCode: 'EUR' } : {};
		expect(readInvoice({ id: 1, ...nested(name, '12.50'), ...currency })).toMatchObject({
			invoice: { [field]: '12.50' },
		});
	});

	it.each(namesIn(INVOICE_LINE_FIELDS))('%s is the %s of a line', (name, field) => {
		expect(readInvoice({ id: 1, lines: [nested(name, '12.50')] })).toMatchObject({
			invoice: { lines: [{ [field]: '12.50' }] },
		});
	});

	it.each(INVOICE_LINE_LISTS)('lines stand in %s', (name) => {
		expect(readInvoice({ id: 1, invoiceNumber: 5, [name]: [{ itemName: 'x' }] })).toMatchObject({
			invoice: { lines: [{ text: 'x' }] },
		});
	});

	it.each(TAG_LISTS.project)('tags of a project stand in %s', (name) => {
		expect(readProject({ id: 1, [name]: [5] })).toMatchObject({
			project: { tags: [{ id: '5' }] },
			hasTagList: true,
			tagsComplete: false,
		});
	});

	it.each(namesIn(DEPARTMENT_OF_RECORD))('%s is the %s of the department of a project', (name, field) => {
		expect(
			readProject({
				id: 1,
				...nested(name, '0200'),
				departmentId: 4,
				...(field === 'id' ? nested(name, '0200') : {}),
			}),
		).toMatchObject({ department: { [field]: '0200' } });
	});

	it.each(namesIn(DEPARTMENT_FIELDS, 'id'))('%s is the %s of a department', (name, field) => {
		expect(parseDepartment({ id: 1, [name]: '0200' })).toMatchObject({ [field]: '0200' });
	});
});

describe('the person in charge of a project', () => {
	const project = (id: number, extra: Row = {}): Row => ({
		id,
		projectNumber: `${id}`,
		name: `P${id}`,
		customerId: 7,
		customerNumber: '20007',
		tags: [],
		...extra,
	});
	const users = [
		{ id: 31, name: 'Maja', employeeNumber: 'MAT' },
		{ id: 32, name: 'Søren', employeeNumber: '' },
	];
	const member = (id: number, projectId: number, extra: Row = {}): Row => ({
		id,
		projectId,
		userAccountId: 31,
		projectMembershipRoleName: 'Projektleder',
		projectMembershipState: 'active',
		...extra,
	});
	const momentWith = (
		projects: Row[],
		projectMemberships?: Row[],
		options: Omit<FakeMomentOptions, 'lists'> = {},
	): FakeMoment =>
		fakeMoment({
			...options,
			lists: {
				projects,
				tags: [],
				tagGroups: [],
				userAccounts: users,
				...(projectMemberships === undefined ? {} : { projectMemberships }),
			},
		});
	const managersOf = async (moment: FakeMoment) => {
		const rows = await collect(moment.client().projects.find());
		return rows.map(
			({ record }) =>
				({
					managerName: record?.managerName,
					managerEmployeeNumber: record?.managerEmployeeNumber,
				}) satisfies Partial<MomentProject>,
		);
	};
	const MAJA = { managerName: 'Maja', managerEmployeeNumber: 'MAT' };
	const NOBODY = { managerName: '', managerEmployeeNumber: '' };
	const filtering = (rows: Row[]): Omit<FakeMomentOptions, 'lists'> => ({
		intercept: ({ url }) => {
			const { pathname, searchParams } = new URL(url);
			const wanted = searchParams.get('projectId');
			if (!pathname.endsWith('projectMemberships') || wanted === null) return undefined;
			return answer(200, {
				content: rows.filter(({ projectId }) => String(projectId) === wanted),
				page: { number: 0, totalPages: 1 },
			});
		},
	});

	it.each([
		['whole in the project', { projectManager: { id: 31, name: 'Maja', employeeNumber: 'MAT' } }, 1],
		['flat in the project', { projectManagerName: 'Maja', projectManagerEmployeeNumber: 'MAT' }, 1],
		['by id: the list of users is read', { projectManagerId: 31 }, 2],
	])('stands %s', async (_what, extra, calls) => {
		const moment = momentWith([project(1, extra), project(2, extra)]);
		expect(await managersOf(moment)).toEqual([MAJA, MAJA]);
		expect(moment.calls).toHaveLength(calls);
	});

	it('is nobody where the project says so, without a further call', async () => {
		const moment = momentWith([project(1, { projectManager: null })], [member(1, 1)]);
		expect(await managersOf(moment)).toEqual([NOBODY]);
		expect(moment.calls).toHaveLength(1);
	});

	it.each(['Projektleder', 'Project manager', 'Projektledare', 'PROJECT_LEADER', 'Projektejer'])(
		'is the active member who is %s',
		async (role) => {
			const rows = [
				member(3, 1, { userAccountId: 32, projectMembershipRoleName: 'Konsulent' }),
				member(2, 1, { userAccountId: 32, projectMembershipState: 'closed' }),
				member(4, 1, { projectMembershipRoleName: role }),
			];
			expect(await managersOf(momentWith([project(1)], rows))).toEqual([MAJA]);
		},
	);

	it('of few projects is asked for by project, of many in one list, with the same result', async () => {
		const rows = Array.from({ length: 20 }, (_, index) => member(index + 1, index + 1));
		const few = momentWith([project(1), project(2)], rows, filtering(rows));
		expect(await managersOf(few)).toEqual([MAJA, MAJA]);
		expect(
			few.calls
				.filter((call) => call.startsWith('projectMemberships'))
				.every((call) => call.includes('projectId=')),
		).toBe(true);
		const many = momentWith(
			Array.from({ length: 20 }, (_, index) => project(index + 1)),
			rows,
			filtering(rows),
		);
		expect(await managersOf(many)).toEqual(Array(20).fill(MAJA));
		expect(many.calls.filter((call) => call.startsWith('projectMemberships'))).toHaveLength(1);
	});

	it('is left out, for few as for many, where only an endless list would tell', async () => {
		const rows = Array.from({ length: 6000 }, (_, index) => member(index + 1, (index % 1000) + 1));
		for (const count of [1, 20]) {
			const moment = momentWith(
				Array.from({ length: count }, (_, index) => project(index + 1)),
				rows,
			);
			expect(await managersOf(moment)).toEqual(Array(count).fill(NOBODY));
			expect(moment.calls.length).toBeLessThan(5);
		}
	});

	it('is left out where there are no memberships or users to be read', async () => {
		expect(await managersOf(momentWith([project(1)]))).toEqual([NOBODY]);
		const forbidden = momentWith([project(1)], [member(1, 1)], {
			intercept: ({ url }) => (/Memberships|userAccounts/.test(url) ? answer(403, '') : undefined),
		});
		expect(await managersOf(forbidden)).toEqual([NOBODY]);
	});
});
