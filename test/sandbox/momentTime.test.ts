import { ask, column, dig, records, useSandbox, type Reply, type Row } from './support';

const PROJECT = 70_033_002;
const USER = 801;

/** Proven on the wire (MO22). */
describe('tasks and time records of the Moment stand-in', () => {
	const client = useSandbox();
	const get = async (path: string): Promise<unknown> => (await client.moment(path)).json;
	const byHand = async (kind: string, values: Row): Promise<number> =>
		Number(
			dig(
				(await ask(`${client.sandbox.moment.url}/_sandbox/change`, { method: 'POST', body: { kind, values } }))
					.json,
				'id',
			),
		);
	const activityOf = async (project: number): Promise<number> =>
		Number(column(dig(await get(`/projectExtensions?projectId=${project}&sort=id,asc`), 'content'), 'id')[0]);
	const record = async (more: Row = {}): Promise<Reply> =>
		await client.moment('/timeRecords', {
			method: 'POST',
			body: {
				projectId: PROJECT,
				projectExtensionId: await activityOf(PROJECT),
				userAccountId: USER,
				timeRecordDate: '2026-03-02',
				minutes: 90,
				description: 'Møde',
				...more,
			},
		});
	const names = async (path: string): Promise<unknown[]> =>
		records(dig(await get(path), 'content')).map((row) => Object.keys(row).sort().join());

	test('a task is found by project and by activity', async () => {
		const projectExtensionId = await activityOf(PROJECT);
		const id = await byHand('tasks', { projectId: PROJECT, projectExtensionId, name: 'Tegning', taskNumber: '7' });
		expect(await get(`/tasks/${id}`)).toMatchObject({
			id,
			name: 'Tegning',
			taskNumber: '7',
			taskState: 'open',
			projectExtensionId,
		});
		expect(await get(`/tasks/${id}`)).not.toHaveProperty('projectId');
		for (const [filter, found] of [
			[`projectId=${PROJECT}`, 1],
			['projectId=1', 0],
			[`projectExtensionId=${projectExtensionId}`, 1],
			['projectExtensionId=1', 0],
			['name=nothing', 1],
		] as const) {
			expect([filter, records(dig(await get(`/tasks?${filter}`), 'content')).length]).toEqual([filter, found]);
		}
		expect((await client.moment('/tasks', { method: 'POST', body: { name: 'x' } })).status).toBe(405);
	});

	test('a time record is created, and names project, activity and task in the plain form', async () => {
		const projectExtensionId = await activityOf(PROJECT);
		const taskId = await byHand('tasks', {
			projectId: PROJECT,
			projectExtensionId,
			name: 'Tegning',
			taskNumber: '7',
		});
		const created = await record({ taskId, internalNote: 'Intern' });
		expect(created.status).toBe(201);
		expect(await get(`/timeRecords/${String(dig(created.json, 'id'))}`)).toMatchObject({
			projectId: PROJECT,
			projectName: expect.any(String) as unknown,
			projectExtensionId,
			projectExtensionName: expect.any(String) as unknown,
			timeRecordDate: '2026-03-02',
			minutes: 90,
			description: 'Møde',
			internalNote: 'Intern',
			userAccountId: USER,
			projectMembershipId: null,
			taskId,
			taskName: 'Tegning',
			taskNumber: '7',
			taskState: 'open',
		});
	});

	test('time records are filtered by user; the days that are asked for have no effect', async () => {
		await record();
		await record({ timeRecordDate: '2026-04-02', userAccountId: 802 });
		const days = async (query: string): Promise<unknown> =>
			column(dig(await get(`/timeRecords?sort=id,asc&${query}`), 'content'), 'timeRecordDate');
		expect(await days(`userAccountId=${USER}`)).toEqual(['2026-03-02']);
		expect(await days('fromDate=2026-04-01&toDate=2026-04-30')).toEqual(['2026-03-02', '2026-04-02']);
		client.sandbox.moment.settings.patch({ unknownFilters: 'refused' });
		expect(await days('fromDate=2026-04-01T00:00:00Z')).toHaveLength(2);
	});

	test('include/base is not supported, single fields are', async () => {
		await record();
		expect((await client.moment('/timeRecords/include/base')).status).toBe(400);
		expect(await names('/timeRecords/include/minutes+description')).toEqual(['description,id,minutes']);
	});

	test('a user with several roles on the project has to name one', async () => {
		const values = {
			projectId: PROJECT,
			userAccountId: USER,
			projectMembershipRoleName: 'Rådgiver',
			projectMembershipState: 'active',
		};
		const first = await byHand('projectMemberships', values);
		await byHand('projectMemberships', { ...values, projectMembershipRoleName: 'Tegner' });
		const refused = await record();
		expect([refused.status, refused.text]).toEqual([400, expect.stringContaining('projectMembershipId')]);
		expect((await record({ projectMembershipId: first })).json).toMatchObject({ projectMembershipId: first });
	});

	test.each<[string, Row]>([
		['no minutes', { minutes: null }],
		['half minutes', { minutes: 1.5 }],
		['no day', { timeRecordDate: '2026-03-02T00:00:00Z' }],
		['nobody', { userAccountId: 1 }],
		['an activity that is not there', { projectExtensionId: 1 }],
		['names of another client', { startedAt: '2026-03-02' }],
	])('is refused with %s', async (_what, wrong) => expect((await record(wrong)).status).toBe(400));

	test('is refused on an activity of another project', async () =>
		expect((await record({ projectExtensionId: await activityOf(70_033_003) })).status).toBe(400));
});
