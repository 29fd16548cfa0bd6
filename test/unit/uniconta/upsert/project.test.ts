import type { ProjectSource } from '../../../../lib/mapping/projectSource';
import type { UpsertResult } from '../../../../lib/uniconta/upsert/upsert';
import { BY_DEPARTMENT, mapProject, mapProjectsOf, projects } from '../../../support/projectSource';
import { knownAfter, messages, only } from '../../../support/upsertResults';
import { startProjectRig, type ProjectRig } from '../../../support/projectRig';

let rig: ProjectRig;
beforeAll(async () => {
	rig = await startProjectRig();
});
afterAll(async () => {
	await rig.stop();
});
beforeEach(() => rig.reset());

const write = async (
	given: Partial<ProjectSource> = {},
	mapping: Parameters<typeof mapProject>[1] = {},
	known?: Parameters<typeof mapProject>[2],
): Promise<UpsertResult> => only(await rig.writeProjects([mapProject(given, mapping, known)]));

describe('a new project', () => {
	it('has every field as Moment has it', async () => {
		expect(await write({}, BY_DEPARTMENT)).toMatchObject({
			outcome: 'created',
			findings: [],
			unicontaRowId: expect.stringMatching(/^\d+$/),
		});
		expect(rig.project('4001')).toMatchObject({
			Number: '4001',
			Name: 'Ombygning 4001',
			Account: '20001',
			Group: 'STD',
			Phase: 3,
			StartDate: '2026-01-05T00:00:00',
			EndDate: '2026-06-30T00:00:00',
			Description: 'Ny facade\nog nyt tag',
			PersonInCharge: 'MAT',
			Dimension1: '100',
		});
		expect(await write({}, BY_DEPARTMENT)).toMatchObject({ outcome: 'unchanged', changes: {} });
		expect(rig.writes()).toHaveLength(1);
	});

	it('gets the group that is marked as the default where none is set', async () => {
		const result = await write({}, { group: '' });
		expect(result).toMatchObject({ outcome: 'created', findings: [], changes: { Group: { from: '', to: 'STD' } } });
		expect(rig.project('4001')).toMatchObject({ Group: 'STD' });
	});

	it.each([
		['none', false, false, 'no project group is marked as the default'],
		['several', true, true, 'several (INT, STD) are marked as the default'],
	])('is refused where %s is marked as the default', async (_name, std, int, message) => {
		rig.change('ProjectGroupClient', 'STD', { IsDefault: std });
		rig.change('ProjectGroupClient', 'INT', { IsDefault: int });
		const result = await write({}, { group: '' });
		expect([result.outcome, messages(result)]).toEqual(['refused', expect.stringContaining(message)]);
		expect(result.findings[0]?.fix).toContain('Project > Maintenance > Project groups');
		expect(rig.writes()).toEqual([]);
	});

	it('with a group or a department that does not exist: refused with all of it at once, and the ones there are', async () => {
		const result = await write(
			{ department: { id: '1', name: 'Ny', externalNumber: '300' }, name: '' },
			{ ...BY_DEPARTMENT, group: 'NIX' },
		);
		expect(result.outcome).toBe('refused');
		expect(result.findings.map(({ field }) => field).sort()).toEqual(['Dimension 1', 'Name', 'Project group']);
		expect(messages(result)).toContain('There are: INT, STD.');
		expect(messages(result)).toContain('There are: 100, 200.');
		expect(rig.writes()).toEqual([]);
	});

	it('with a department that is blocked: refused', async () => {
		rig.change('GLDimType1Client', '100', { Blocked: true });
		const result = await write({}, BY_DEPARTMENT);
		expect([result.outcome, messages(result)]).toEqual([
			'refused',
			expect.stringContaining('is blocked in Uniconta'),
		]);
	});
});

describe('its customer', () => {
	it('that Uniconta lacks: put off and tried again by itself, and created once the customer is there', async () => {
		const result = await write({ customerNumber: '20044' });
		expect(result).toMatchObject({
			outcome: 'failed',
			transient: true,
			findings: [
				{
					level: 'error',
					field: 'Customer',
					value: '20044',
					message: expect.stringContaining('does not exist in Uniconta'),
					fix: expect.stringContaining('export of customers'),
				},
			],
		});
		expect(rig.writes()).toEqual([]);
		rig.add('DebtorClient', { Account: '20044', Name: 'Ny kunde', Group: 'ERHV' });
		expect(await write({ customerNumber: '20044' })).toMatchObject({ outcome: 'created' });
	});

	it('that is missing beside something that needs a person: refused, and both are said', async () => {
		const result = await write({ customerNumber: '20044', name: '' });
		expect([result.outcome, result.transient, result.findings.map(({ field }) => field).sort()]).toEqual([
			'refused',
			false,
			['Customer', 'Name'],
		]);
	});

	it('keeps only its own projects waiting', async () => {
		const results = await rig.writeProjects(
			mapProjectsOf(projects(4, (index) => ({ customerNumber: index === 2 ? '20044' : '20001' }))),
		);
		expect(results.map(({ outcome }) => outcome)).toEqual(['created', 'created', 'failed', 'created']);
	});

	it('is found also where the server orders numbers in another way than a range asks for', async () => {
		const client = rig.client();
		const odd = {
			...client,
			async *pages(...[type, options]: Parameters<typeof client.pages>) {
				for await (const page of client.pages(type, options))
					yield type === 'DebtorClient' && options.filter !== undefined
						? page.filter(({ Account }) => Account !== '900')
						: page;
			},
		};
		const results = await rig.writeProjects(
			mapProjectsOf(projects(2, (index) => ({ customerNumber: index === 0 ? '900' : '20001' }))),
			{ client: odd },
		);
		expect(results.map(({ outcome }) => outcome)).toEqual(['created', 'created']);
	});

	it('changed in Moment is changed in Uniconta', async () => {
		await write();
		expect(await write({ customerNumber: '20010' })).toMatchObject({
			outcome: 'updated',
			changes: { Account: { from: '20001', to: '20010' } },
		});
	});
});

describe('the person in charge', () => {
	it.each([
		['is no employee', () => undefined, 'XYZ'],
		['is blocked', () => rig.change('EmployeeClient', 'MAT', { Blocked: true }), 'MAT'],
	])('that %s: a warning, and all else is written', async (_name, prepare, managerEmployeeNumber) => {
		prepare();
		const result = await write({ managerEmployeeNumber });
		expect(result).toMatchObject({
			outcome: 'created',
			findings: [
				{
					level: 'warning',
					field: 'Person in charge',
					value: managerEmployeeNumber,
					fix: expect.stringContaining('Employees'),
				},
			],
		});
		expect(result.held).not.toContain('PersonInCharge');
		expect(result.changes).not.toHaveProperty('PersonInCharge');
		expect(rig.project('4001')).toMatchObject({ PersonInCharge: null, Phase: 3 });
		rig.forget();
		expect(await write({ managerEmployeeNumber })).toMatchObject({ outcome: 'unchanged' });
		expect(rig.writes()).toEqual([]);
	});

	it('is blanked when Moment has none any more', async () => {
		const first = await write();
		await write({ managerEmployeeNumber: '' }, {}, knownAfter([first], 'project'));
		expect(rig.project('4001')?.PersonInCharge).toBeNull();
	});
});

describe('an existing project', () => {
	it('keeps all that is not Moment’s, its group too', async () => {
		await write();
		rig.change('ProjectClient', '4001', {
			Group: 'INT',
			Email: 'a@b.example',
			YourRef: 'PO 7',
			FixedPrice: 5,
			Phase: 0,
		});
		const before = { ...rig.project('4001') };
		expect(await write()).toMatchObject({
			outcome: 'updated',
			changes: { Phase: { from: 'Created', to: 'InProgress' } },
		});
		expect(rig.project('4001')).toEqual({ ...before, Phase: 3 });
	});

	it('is equal whatever the time of its dates, and an empty date is no date', async () => {
		await write({ endDate: '' });
		rig.change('ProjectClient', '4001', { StartDate: '2026-01-05T12:30:00' });
		expect(await write({ endDate: '' })).toMatchObject({ outcome: 'unchanged' });
	});

	it('a date that Moment held and dropped is blanked; one typed in Uniconta stays', async () => {
		const first = await write();
		const blanked = await write({ endDate: '' }, {}, knownAfter([first], 'project'));
		expect([blanked.outcome, rig.project('4001')?.EndDate]).toEqual(['updated', null]);
		rig.change('ProjectClient', '4001', { EndDate: '2027-01-01T00:00:00' });
		expect(await write({ endDate: '' }, {}, knownAfter([blanked], 'project'))).toMatchObject({
			outcome: 'unchanged',
		});
	});

	it('a state without a phase leaves the phase alone', async () => {
		await write();
		expect(await write({ state: 'lost' })).toMatchObject({
			outcome: 'unchanged',
			findings: [{ level: 'warning', field: 'Phase' }],
		});
		expect(rig.project('4001')).toMatchObject({ Phase: 3 });
	});

	it('a description longer than Uniconta keeps is reported once and equal from then on (G5)', async () => {
		const description = 'Længere tekst. '.repeat(40);
		const first = await write({ description });
		expect(first.findings).toEqual([expect.objectContaining({ level: 'warning', field: 'Description' })]);
		expect(await write({ description }, {}, knownAfter([first], 'project'))).toMatchObject({
			outcome: 'unchanged',
			findings: [],
		});
	});

	it('renumbered in Uniconta: drift, and never a second project (M4)', async () => {
		const known = knownAfter([await write()], 'project');
		for (const row of rig.tableRows('ProjectClient')) row.values.Number = 'X4001';
		const result = await write({}, {}, known);
		expect([result.outcome, messages(result)]).toEqual([
			'refused',
			expect.stringContaining('under the number X4001 now'),
		]);
	});
});

describe.each(['refuse', 'ignore'] as const)('labels of another language: %s', (foreignLabels) => {
	/** No customer shows the language, nor does any project. */
	const silent = (): void => {
		rig.reset({ foreignLabels });
		for (const { values } of rig.tableRows('DebtorClient')) values.VatZone = 1;
	};
	const PHASES: ReadonlyArray<readonly [string, number]> = [
		['created', 0],
		['offer', 1],
		['accepted', 2],
		['inProgress', 3],
		['reportedAsFinished', 4],
		['finished', 5],
	];

	it.each(PHASES)('a new project of a Danish user in the state %s', async (state, phase) => {
		silent();
		expect(only(await rig.writeProjects([mapProject({ state })], { user: 'da' }))).toMatchObject({
			outcome: 'created',
			findings: [],
		});
		expect(rig.project('4001')).toMatchObject({ Phase: phase });
		expect(only(await rig.writeProjects([mapProject({ state })], { user: 'da' }))).toMatchObject({
			outcome: 'unchanged',
		});
	});

	it('a list of new ones: the language is learned from the first', async () => {
		silent();
		const results = await rig.writeProjects(
			mapProjectsOf(projects(40, (index) => ({ customerNumber: '20001', state: PHASES[index % 6]![0] }))),
			{ user: 'da' },
		);
		expect(results.every(({ outcome, findings }) => outcome === 'created' && findings.length === 0)).toBe(true);
		expect(rig.tableRows('ProjectClient').map(({ values }) => values.Phase)).toEqual(
			Array.from({ length: 40 }, (_, index) => PHASES[index % 6]![1]),
		);
		expect(rig.writes().length).toBeLessThanOrEqual(3);
	});

	it('an update in the language that the project itself shows', async () => {
		silent();
		await rig.writeProjects([mapProject({ state: 'offer' })], { user: 'da' });
		rig.forget();
		expect(only(await rig.writeProjects([mapProject({ state: 'finished' })], { user: 'da' }))).toMatchObject({
			outcome: 'updated',
			findings: [],
		});
		expect(rig.project('4001')).toMatchObject({ Phase: 5 });
		expect(rig.writes()).toHaveLength(1);
	});

	it('an update of a project whose phase shows no language', async () => {
		silent();
		await rig.writeProjects([mapProject()], { user: 'da' });
		const client = rig.client('da');
		const mute = {
			...client,
			find: async (...args: Parameters<typeof client.find>) =>
				(await client.find(...args)).map((row) =>
					row.Phase === 'Oprettet' ? { ...row, Phase: 'Angelegt' } : row,
				),
		};
		rig.change('ProjectClient', '4001', { Phase: 0 });
		expect(only(await rig.writeProjects([mapProject()], { client: mute }))).toMatchObject({
			outcome: 'updated',
			findings: [],
		});
		expect(rig.project('4001')).toMatchObject({ Phase: 3 });
	});
});

it('a dry run says what would be, the default group included, and writes nothing', async () => {
	expect(only(await rig.writeProjects([mapProject({}, { group: '' })], { dryRun: true }))).toMatchObject({
		outcome: 'wouldCreate',
		changes: { Group: { to: 'STD' } },
	});
	expect(rig.writes()).toEqual([]);
});

it.each(['refuse', 'null'] as const)(
	'a code that vanishes between the check and the write (%s) is said',
	async (unknownCodes) => {
		rig.reset({ unknownCodes });
		const client = rig.client();
		const racing = {
			...client,
			insert: async (...args: Parameters<typeof client.insert>) => {
				if (rig.tableRows('EmployeeClient').length > 0) rig.drop('EmployeeClient', 'MAT');
				return await client.insert(...args);
			},
		};
		const result = only(await rig.writeProjects([mapProject()], { client: racing }));
		expect([result.outcome, result.findings.length]).toEqual([
			unknownCodes === 'refuse' ? 'refused' : 'created',
			1,
		]);
	},
);
