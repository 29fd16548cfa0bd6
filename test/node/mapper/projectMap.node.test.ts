import type { INodeExecutionData } from 'n8n-workflow';
import { messageOf } from '../../support/failures';
import { items, runMapper } from '../../support/nodeRuns';
import { categoryTag } from '../../support/invoiceSource';
import { project, projects } from '../../support/projectSource';
import { jsonOf, pairingOf, type NodeRun } from '../../support/runNode';

const MAP = { resource: 'project', operation: 'map', group: '', dimension: 1, department: 'projectDepartment' };
const run = async (parameters: object, rest: Partial<NodeRun> = {}): Promise<INodeExecutionData[][]> =>
	await runMapper({ ...MAP, ...parameters }, rest);
it('gives each project with its fields, its customer and its findings, paired', async () => {
	const outputs = await run(
		{ group: 'INT' },
		{ input: items(...projects(3, (index) => (index === 1 ? { department: undefined } : {}))) },
	);
	expect(jsonOf(outputs)).toMatchObject([
		{
			entity: 'project',
			key: '40001',
			momentId: '940001',
			customerId: '720001',
			customerNumber: '20001',
			uniconta: { Number: '40001', Account: '20001', Group: 'INT', Dimension1: '100' },
			findings: [],
		},
		{ key: '40002', findings: [{ level: 'error', field: 'Department' }] },
		{ key: '40003', findings: [] },
	]);
	expect(pairingOf(outputs)).toEqual([0, 1, 2]);
});

it('takes numbers as text and text as numbers, null for nothing, and date-times for days', async () => {
	const [mapped] = jsonOf(
		await run(
			{},
			{
				input: items({
					...project({ startDate: '2026-01-05T00:00:00Z' }),
					id: 5,
					customerId: 6,
					customerNumber: 20001,
					description: null,
					department: null,
					tags: null,
				}),
			},
		),
	);
	expect(mapped).toMatchObject({
		momentId: '5',
		customerId: '6',
		uniconta: { Account: '20001', StartDate: '2026-01-05' },
		findings: [{ field: 'Department' }],
	});
});

it('never throws on a record: what cannot be read is that record’s outcome; settled and empty items go their way', async () => {
	const settled = { outcome: 'failed', momentId: '9', key: '9', findings: [], extra: true };
	const outputs = await run(
		{},
		{
			input: items(
				{ name: 'without id', projectNumber: '5' },
				settled,
				{},
				{ momentId: '8', error: 'Moment is down' },
				project(),
			),
		},
	);
	expect(jsonOf(outputs)).toMatchObject([
		{ outcome: 'refused', entity: 'project', key: '5' },
		settled,
		{ outcome: 'failed', momentId: '8', findings: [{ message: 'Moment is down' }] },
		{ key: '4001' },
	]);
	expect(pairingOf(outputs)).toEqual([0, 1, 3, 4]);
});

it('numbers and choices may come as text, empty text included: nothing is set up, nothing is mapped of it', async () => {
	const empty = {
		group: '={{ "" }}',
		dimension: '={{ "" }}',
		department: '={{ "" }}',
		options: { departmentTagGroup: '', categoryTagGroup: '', phases: '', known: '' },
	};
	const [mapped] = jsonOf(await run(empty, { input: items(project()) }));
	expect(mapped).toMatchObject({ findings: [], uniconta: { Phase: 'InProgress' } });
	expect(mapped?.uniconta).not.toHaveProperty('Group');
	expect(mapped?.uniconta).not.toHaveProperty('Dimension1');
	const [second] = jsonOf(await run({ dimension: '={{ "2" }}' }, { input: items(project()) }));
	expect(second).toMatchObject({ uniconta: { Dimension2: '100' } });
});

it.each(['={{ JSON.stringify({ inProgress: "Offer" }) }}', '={{ ({ inProgress: "Offer" }) }}', '{"in progress": 1}'])(
	'the table of phases, as JSON text or as an object: %s',
	async (phases) => {
		const [mapped] = jsonOf(await run({ options: { phases } }, { input: items(project()) }));
		expect(mapped).toMatchObject({ uniconta: { Phase: phases.includes('1}') ? '1' : 'Offer' } });
	},
);

it('the department by tag, the category warning, and the names of tag groups in messages', async () => {
	const options = {
		departmentTagGroup: '9',
		departmentTagGroupName: 'Afdeling',
		categoryTagGroup: '503',
		categoryTagGroupName: 'Projektkategori',
	};
	const [mapped] = jsonOf(
		await run({ department: 'projectTag', options }, { input: items(project({ tags: [categoryTag('')] })) }),
	);
	expect(mapped?.findings).toMatchObject([
		{ level: 'error', field: 'Tag group "Afdeling"' },
		{ level: 'warning', field: 'Tag group "Projektkategori"' },
	]);
});

it('knows from the log what was held and which number it had', async () => {
	const row = {
		id: 1,
		entity: 'project',
		momentId: '94001',
		key: '4001',
		unicontaRowId: '55',
		outcome: 'created',
		held: 'EndDate',
		hash: 'x',
	};
	const [mapped] = jsonOf(
		await run({ options: { known: '={{ [$json.row] }}' } }, { input: items({ ...project({ endDate: '' }), row }) }),
	);
	expect(mapped).toMatchObject({ uniconta: { EndDate: '' }, known: { key: '4001', unicontaRowId: '55' } });
});

it.each([
	[{ department: 'somewhere' }, 'Department From is "somewhere"'],
	[{ dimension: 6 }, 'Dimension "6"'],
	[{ dimension: '={{ "x" }}' }, 'Dimension "x"'],
	[{ department: 'projectTag' }, 'Department Tag Group is empty'],
	[{ options: { phases: '[1]' } }, 'Phases is no JSON object'],
	[{ options: { phases: '{' } }, 'Phases is no JSON object'],
])('a parameter that cannot be right is said: %j', async (parameters, message) => {
	expect(await messageOf(run(parameters, { input: items(project()) }))).toContain(message);
});
