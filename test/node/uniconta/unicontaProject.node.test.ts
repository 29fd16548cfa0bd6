import type { INodeParameters } from 'n8n-workflow';
import { UnicontaProject } from '../../../nodes/UnicontaProject/UnicontaProject.node';
import { messageOf } from '../../support/failures';
import { items, unicontaRuns } from '../../support/nodeRuns';
import { BY_DEPARTMENT, mapProject, mapProjectsOf, projects } from '../../support/projectSource';
import { startProjectRig, type ProjectRig } from '../../support/projectRig';
import { jsonOf, outcomesOf, pairingOf, runListSearch } from '../../support/runNode';
import { runResourceMapping } from '../../support/runResourceMapping';

let rig: ProjectRig;
beforeAll(async () => {
	rig = await startProjectRig();
});
afterAll(async () => {
	await rig.stop();
});
beforeEach(() => rig.reset());

const { staged, run } = unicontaRuns(UnicontaProject, () => rig);
const UPSERT: INodeParameters = { operation: 'upsert', mappingMode: 'fromInput' };
describe('Create or Update', () => {
	it('handles all items together; each result is paired to its own item; one whose customer is missing is tried again', async () => {
		const records = mapProjectsOf(
			projects(4, (index) => (index === 1 ? { customerNumber: '20044' } : index === 2 ? { name: '' } : {})),
			BY_DEPARTMENT,
		);
		const outputs = await run(UPSERT, { input: items(...records) });
		expect(outcomesOf(outputs)).toEqual(['created', 'failed', 'refused', 'created']);
		expect(pairingOf(outputs)).toEqual([0, 1, 2, 3]);
		expect(jsonOf(outputs)[0]).toMatchObject({
			entity: 'project',
			key: '40001',
			momentId: '940001',
			name: 'Ombygning 40001',
			findings: [],
			changes: { Phase: { from: '', to: 'InProgress' } },
			uniconta: { Number: '40001', Phase: 'InProgress', Dimension1: '100' },
			unicontaRowId: expect.stringMatching(/^\d+$/),
			transient: false,
		});
		expect(jsonOf(outputs)[1]).toMatchObject({
			transient: true,
			findings: [{ field: 'Customer', value: '20044' }],
		});
		rig.forget();
		expect(
			outcomesOf(await run({ ...UPSERT, output: 'changed' }, { input: items(records[0]!, records[3]!) })),
		).toEqual([]);
		expect(rig.writes()).toEqual([]);
		expect(rig.standIn.log.counters().maxSimultaneous).toBe(1);
	});

	it('Dry Run writes nothing; what earlier nodes settled goes on; empty items are none', async () => {
		const settled = { outcome: 'refused', momentId: '9', key: '9', findings: [], extra: 1 };
		const outputs = await run({ ...UPSERT, dryRun: true }, { input: items({}, settled, mapProject()) });
		expect(outcomesOf(outputs)).toEqual(['refused', 'wouldCreate']);
		expect(pairingOf(outputs)).toEqual([1, 2]);
		expect(rig.writes()).toEqual([]);
	});

	it('takes the number from the fields where an edit left no key, and never the customer’s', async () => {
		const [output] = jsonOf(
			await run(UPSERT, {
				input: items({ uniconta: { Number: 812, Name: 'Anna', Account: 20001, Group: 'STD' } }),
			}),
		);
		expect(output).toMatchObject({ outcome: 'created', key: '812', name: 'Anna' });
	});

	it('an input that is no mapped project is said with the way out', async () => {
		expect(await messageOf(run(UPSERT, { input: items({ projectNumber: '1' }) }))).toContain('mapped project');
	});

	it('Define Below: labels, dates of n8n and of text, the default group', async () => {
		const value = {
			Number: '={{ $json.nr }}',
			Name: 'Anna',
			Account: '20001',
			Phase: 'Accepted',
			StartDate: '={{ DateTime.fromISO("2026-03-01") }}',
			EndDate: '2026-04-01T00:00:00',
			Dimension1: '200',
			Description: '',
		};
		const schema = Object.keys(value).map((id) => ({
			id,
			displayName: id,
			required: false,
			defaultMatch: false,
			display: true,
			type: id.endsWith('Date') ? 'dateTime' : 'string',
		}));
		const parameters = {
			operation: 'upsert',
			mappingMode: 'defineBelow',
			columns: { mappingMode: 'defineBelow', value, schema },
		} as unknown as INodeParameters;
		const outputs = await run(parameters, { input: items({ nr: '5001', momentId: '7' }, { nr: '5002' }) });
		expect(outcomesOf(outputs)).toEqual(['created', 'created']);
		expect(rig.project('5001')).toMatchObject({
			Group: 'STD',
			Phase: 2,
			StartDate: '2026-03-01T00:00:00',
			EndDate: '2026-04-01T00:00:00',
			Dimension1: '200',
			Description: null,
		});
		expect(outcomesOf(await run(parameters, { input: items({ nr: '5001' }) }))).toEqual(['unchanged']);
	});

	it('Define Below: a date that is none is refused', async () => {
		const columns = {
			mappingMode: 'defineBelow',
			value: { Number: '5001', Name: 'Anna', Account: '20001', StartDate: '31/12/2026' },
		};
		const [output] = jsonOf(await run({ operation: 'upsert', mappingMode: 'defineBelow', columns }));
		expect(output).toMatchObject({ outcome: 'refused', findings: [{ field: 'Start date', value: '31/12/2026' }] });
	});

	it('offers its fields for Define Below, with what this company has to choose from', async () => {
		const { fields } = await runResourceMapping({ ...staged({}), method: 'projectColumns' });
		expect(fields.filter(({ required }) => required).map(({ id }) => id)).toEqual(['Number']);
		const offered = Object.fromEntries(
			fields.map(({ id, options }) => [id, options?.map(({ name, value }) => [name, value])]),
		);
		expect(offered).toMatchObject({
			Group: [
				['INT Interne projekter', 'INT'],
				['STD Kundeprojekter', 'STD'],
			],
			PersonInCharge: [['MAT Maja Thomsen', 'MAT']],
			Account: expect.arrayContaining([['900 Kontantsalg i butikken', '900']]),
			Phase: expect.arrayContaining([
				['In Progress', 'InProgress'],
				['Reported As Finished', 'ReportedAsFinished'],
			]),
			Dimension1: [
				['100 Rådgivning', '100'],
				['200 Drift', '200'],
			],
		});
		expect(fields.find(({ id }) => id === 'Dimension1')?.displayName).toBe('Afdeling');
		expect(fields.filter(({ type }) => type === 'dateTime').map(({ id }) => id)).toEqual(['StartDate', 'EndDate']);
	});

	it('opens without Uniconta too: then codes are typed', async () => {
		const { fields } = await runResourceMapping({
			...staged({}, { credential: { password: 'wrong' } }),
			method: 'projectColumns',
		});
		expect(fields.filter(({ type }) => type === 'options').map(({ id }) => id)).toEqual(['Phase']);
		expect(fields.map(({ id }) => id)).toContain('Dimension5');
	});
});

describe('Get and Get Many', () => {
	beforeEach(async () => {
		await rig.writeProjects(
			mapProjectsOf(projects(3, (index) => ({ customerNumber: index === 1 ? '900' : '20001' }))),
		);
		rig.change('ProjectClient', '40003', { Group: 'INT' });
	});

	it('Get: simplified, by number, each paired; one that is not there is said', async () => {
		const project = { __rl: true, mode: 'number', value: '={{ $json.nr }}' };
		const outputs = await run(
			{ operation: 'get', project, simplify: true },
			{ input: items({ nr: '40002' }, { nr: '40001' }) },
		);
		expect(jsonOf(outputs)).toMatchObject([
			{ Number: '40002', Phase: 'InProgress', Account: '900', RowId: expect.any(String) },
			{ Number: '40001' },
		]);
		expect(pairingOf(outputs)).toEqual([0, 1]);
		expect(await messageOf(run({ operation: 'get', project }, { input: items({ nr: '9' }) }))).toBe(
			'There is no project 9 in Uniconta',
		);
	});

	it('Get Many: all, by customer, by group, and by a range of numbers', async () => {
		const numbers = async (filters: object): Promise<unknown[]> =>
			jsonOf(await run({ operation: 'getAll', returnAll: true, filters: { ...filters }, simplify: true })).map(
				({ Number }) => Number,
			);
		expect(await numbers({})).toEqual(['40001', '40002', '40003']);
		expect(await numbers({ customer: { __rl: true, mode: 'list', value: '900' } })).toEqual(['40002']);
		expect(await numbers({ customer: '={{ 900 }}' })).toEqual(['40002']);
		expect(await numbers({ group: 'INT' })).toEqual(['40003']);
		expect(await numbers({ from: '40002', to: '40002' })).toEqual(['40002']);
	});

	it('pick-lists of projects and customers by number and name', async () => {
		expect((await runListSearch({ ...staged({}), method: 'searchDebtors', filter: 'kontant' })).results).toEqual([
			{ name: '900 Kontantsalg i butikken', value: '900' },
		]);
		expect((await runListSearch({ ...staged({}), method: 'searchProjects', filter: '40002' })).results).toEqual([
			{ name: '40002 Ombygning 40002', value: '40002' },
		]);
	});
});
