import type { INodeParameters } from 'n8n-workflow';
import { MomentApi } from '../../../credentials/MomentApi.credentials';
import { runResultsOf } from '../../../nodes/shared/mappedItems';
import { Moment } from '../../../nodes/Moment/Moment.node';
import {
	ACTIVITY,
	mapped,
	posting,
	PROJECT,
	projectRow,
	startMomentExpenseRig,
	ZEROS,
	type MomentExpenseRig,
} from '../../support/momentExpenseRig';
import { jsonOf, pairingOf, runNode, type NodeRun } from '../../support/runNode';

let rig: MomentExpenseRig;

beforeAll(async () => {
	rig = await startMomentExpenseRig();
});
afterAll(async () => await rig.stop());
beforeEach(() => rig.reset());

const run = async (jsons: object[], parameters: INodeParameters, more: Partial<NodeRun> = {}) =>
	await runNode({
		node: new Moment(),
		parameters,
		credentials: {
			momentApi: {
				baseUrl: rig.standIn.url,
				companyCode: rig.standIn.companyCode,
				apiKey: rig.standIn.apiKey,
				webhookToken: 't',
			},
		},
		credentialTypes: [new MomentApi()],
		input: jsons.map((json) => ({ json: { ...json } })),
		...more,
	});
const UPSERT: INodeParameters = { resource: 'expense', operation: 'upsert' };
const ACTIVITY_OF: INodeParameters = {
	resource: 'activity',
	operation: 'getOrCreate',
	projectNumber: '={{ $json.project }}',
	activityName: '={{ $json.activity }}',
};
const two = () => mapped([posting(1), posting(2, { project: '9999' })]);

describe('Expense: Create or Update', () => {
	it('takes what the mapper puts out, pairs each item, and gives what the log takes', async () => {
		const outputs = await run(two(), UPSERT);
		expect(jsonOf(outputs)).toMatchObject([
			{
				outcome: 'created',
				entity: 'expense',
				moment: { amount: '1250.5', projectId: String(rig.projectId(PROJECT)) },
			},
			{
				outcome: 'refused',
				momentId: posting(2, { project: '9999' }).reference,
				findings: [{ field: 'Project', value: '9999' }],
			},
		]);
		expect(pairingOf(outputs)).toEqual([0, 1]);
		expect(runResultsOf(jsonOf(outputs)).map(({ outcome, unicontaRowId }) => [outcome, unicontaRowId])).toEqual([
			['created', '4711'],
			['refused', '4711'],
		]);
		expect(jsonOf(await run(two(), { ...UPSERT, output: 'changed' }))).toMatchObject([{ outcome: 'refused' }]);
		expect(rig.imported()).toHaveLength(1);
	});

	it('takes an item that was edited on the way: numbers for texts, a word for the switch', async () => {
		const [record] = mapped([posting(1)]);
		const edited = {
			...record,
			moment: { ...record?.moment, amount: 99.95, billable: 'false', supplierInvoiceNumber: 4711 },
		};
		expect(jsonOf(await run([edited], UPSERT))).toMatchObject([{ outcome: 'created' }]);
		expect(rig.imported()).toMatchObject([{ amount: 99.95, billable: false, supplierInvoiceNumber: '4711' }]);
	});

	it('goes by the link that the mapper found: what it names must have the number, and both are said where it has not', async () => {
		const link = (id: number) => [projectRow(1, id, PROJECT)];
		const [own, other] = [rig.projectId(PROJECT), rig.projectId(ZEROS)];
		expect(
			jsonOf(await run(mapped([posting(1, { projectName: 'Et andet navn' })], {}, undefined, link(own)), UPSERT)),
		).toMatchObject([{ outcome: 'created', moment: { projectId: String(own) } }]);
		const drift = mapped([posting(2), posting(3, { project: ZEROS })], {}, undefined, link(other));
		expect(jsonOf(await run(drift, { ...UPSERT, dryRun: true }))).toMatchObject([
			{
				outcome: 'refused',
				findings: [
					{
						field: 'Project',
						message: expect.stringMatching(
							new RegExp(`Moment id ${other}\\), which has the number ${ZEROS} now.*Moment id ${own}\\)`),
						) as unknown,
					},
				],
			},
			{ outcome: 'wouldCreate' },
		]);
		expect(rig.imported()).toHaveLength(1);
	});

	it('of a project without link goes by number and name', async () => {
		const outputs = await run(
			mapped([posting(1, { projectName: 'Et andet navn' }), posting(2, { projectName: '' }), posting(3)]),
			UPSERT,
		);
		expect(jsonOf(outputs)).toMatchObject([
			{
				outcome: 'refused',
				findings: [
					{
						field: 'Project',
						message: expect.stringContaining('is called "Et andet navn" in Uniconta') as unknown,
					},
				],
			},
			{
				outcome: 'refused',
				findings: [{ field: 'Project', message: expect.stringContaining('gave no name') as unknown }],
			},
			{ outcome: 'created' },
		]);
		// An item that was made by hand names the project by its id.
		const [record] = mapped([posting(4, { projectName: '' })]);
		expect(
			jsonOf(
				await run([{ ...record, moment: { ...record?.moment, projectId: rig.projectId(PROJECT) } }], UPSERT),
			),
		).toMatchObject([{ outcome: 'created' }]);
	});

	it('writes nothing on a dry run', async () => {
		expect(jsonOf(await run(two(), { ...UPSERT, dryRun: true })).map(({ outcome }) => outcome)).toEqual([
			'wouldCreate',
			'refused',
		]);
		expect(rig.writes()).toEqual([]);
	});

	it('uses the names of the options, and says what is wrong with them', async () => {
		rig.reset({ expenseResource: 'expenses', expenseShape: 'nested' });
		const options = {
			expenseResource: '/expenses',
			fieldNames: '{"externalReference": "externalReference", "amount": "costPrice"}',
		};
		expect(jsonOf(await run(mapped([posting(1)]), { ...UPSERT, options }))).toMatchObject([{ outcome: 'created' }]);
		await expect(run(two(), { ...UPSERT, options: { fieldNames: '["amount"]' } })).rejects.toMatchObject({
			message: 'Field Names is no JSON object of fields with their names',
		});
		await expect(run(two(), { ...UPSERT, options: { fieldNames: '{"beløb": "amount"}' } })).rejects.toMatchObject({
			message: expect.stringContaining('"beløb" in Field Names') as unknown,
		});
	});

	it('hands on what is settled, leaves out empty items, and with Continue on Fail says what cannot be read', async () => {
		const outputs = await run(
			[{}, { outcome: 'failed', key: 'x', entity: 'expense' }, { hello: 1 }, ...mapped([posting(1)])],
			UPSERT,
			{ continueOnFail: true },
		);
		expect(jsonOf(outputs)).toMatchObject([
			{ outcome: 'failed', key: 'x' },
			{
				outcome: 'failed',
				entity: 'expense',
				findings: [{ message: expect.stringContaining('does not look like a mapped posting') as unknown }],
			},
			{ outcome: 'created' },
		]);
		expect(pairingOf(outputs)).toEqual([1, 2, 3]);
		await expect(run([{ hello: 1 }], UPSERT)).rejects.toMatchObject({
			message: expect.stringContaining('does not look like a mapped posting') as unknown,
		});
	});

	it('with Continue on Fail gives an item for each posting when nothing can be reached at all', async () => {
		rig.reset({ expenseResource: 'none' });
		await expect(run(two(), UPSERT)).rejects.toMatchObject({
			message: expect.stringContaining('no list of project expenses') as unknown,
			description: expect.stringContaining('Expense Resource') as unknown,
		});
		const outputs = await run(mapped([posting(1), posting(2)]), UPSERT, { continueOnFail: true });
		expect(jsonOf(outputs)).toMatchObject(
			[
				{ outcome: 'failed', findings: [{ level: 'error' }] },
				{ outcome: 'postponed', findings: [] },
			].map((one, index) => ({
				...one,
				entity: 'expense',
				key: posting(index + 1).reference,
				momentId: posting(index + 1).reference,
			})),
		);
	});

	it('shows no key in what it puts out, also when Moment echoes it', async () => {
		rig.standIn.faults.add({
			kind: 'status',
			status: 400,
			body: JSON.stringify({
				message: `Bad header Basic ${Buffer.from('apikey:secret-secret').toString('base64')}`,
			}),
			match: { method: 'POST' },
		});
		expect(JSON.stringify(jsonOf(await run(mapped([posting(1)]), UPSERT)))).not.toMatch(/c2VjcmV0|YXBpa2V5/);
	});
});

describe('Expense: Get Many', () => {
	it('gives all expenses, or those of projects, or only the imported ones', async () => {
		await rig.import(mapped([posting(1), posting(2, { project: ZEROS })]));
		const all = { resource: 'expense', operation: 'getAll', returnAll: true };
		expect(jsonOf(await run([{}], all))).toHaveLength(5);
		expect(jsonOf(await run([{}], { ...all, filters: { imported: true } }))).toMatchObject([
			{ externalReference: posting(1).reference, amount: '1250.5', billable: true, date: '2026-02-03' },
			{ externalReference: posting(2, { project: ZEROS }).reference },
		]);
		expect(jsonOf(await run([{}], { ...all, filters: { projectNumbers: ZEROS, imported: true } }))).toMatchObject([
			{ projectId: String(rig.projectId(ZEROS)) },
		]);
		expect(jsonOf(await run([{}], { ...all, filters: { projectNumbers: '9999' } }))).toEqual([]);
		expect(jsonOf(await run([{}], { ...all, returnAll: false, limit: 2, simplify: false }))).toMatchObject([
			{ companyId: 1001 },
			{ companyId: 1001 },
		]);
	});
});

describe('Expense: Check Names', () => {
	const CHECK = { resource: 'expense', operation: 'checkNames' };

	it('tells where expenses are and what their fields are called, and writes nothing', async () => {
		rig.reset({ expenseResource: 'expenses', expenseShape: 'nested' });
		expect(jsonOf(await run([{}, {}], CHECK))).toMatchObject([
			{
				resource: 'expenses',
				baseUrl: expect.stringMatching(/^http:\/\/127\./) as unknown,
				fields: { amount: 'costPrice', date: 'date' },
				unseen: [],
			},
		]);
		expect(rig.writes()).toEqual([]);
	});

	it('says so where there is no such list', async () => {
		rig.reset({ expenseResource: 'none' });
		expect(jsonOf(await run([{}], CHECK, { continueOnFail: true }))).toMatchObject([
			{ error: expect.stringContaining('no list of project expenses') as unknown },
		]);
	});
});

describe('Activity: Get or Create', () => {
	it('gives the activity of each item, created once', async () => {
		const outputs = await run(
			[
				{ project: PROJECT, activity: ACTIVITY },
				{ project: PROJECT, activity: ' udlæg' },
				{ project: ZEROS, activity: 'TIMER' },
			],
			ACTIVITY_OF,
		);
		const [created] = rig.activities();
		expect(jsonOf(outputs)).toMatchObject([
			{ id: String(created?.id), projectNumber: PROJECT, name: ACTIVITY, created: true },
			{ id: String(created?.id), name: ACTIVITY },
			{ name: 'Timer', projectNumber: ZEROS, created: false },
		]);
		expect(pairingOf(outputs)).toEqual([0, 1, 2]);
		expect(rig.writes()).toEqual(['POST projectExtensions']);
	});

	it('says which project or name it is about, and with Continue on Fail goes on', async () => {
		const inputs = [
			{ project: '9999', activity: 'A' },
			{ project: PROJECT, activity: '<script>' },
			{ project: '', activity: 'A' },
			{ project: PROJECT, activity: '' },
			{ project: PROJECT, activity: 'Timer' },
		];
		expect(jsonOf(await run(inputs, ACTIVITY_OF, { continueOnFail: true }))).toMatchObject([
			{ error: 'Moment has no project "9999"' },
			{ error: expect.stringContaining('at most 60 characters') as unknown },
			{ error: 'No project number is given' },
			{ error: 'No activity name is given' },
			{ name: 'Timer', created: false },
		]);
		await expect(run([inputs[0] ?? {}], ACTIVITY_OF)).rejects.toMatchObject({
			message: 'Moment has no project "9999"',
		});
	});
});
