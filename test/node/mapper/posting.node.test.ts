import type { INodeParameters } from 'n8n-workflow';
import { MomentUnicontaMapper } from '../../../nodes/MomentUnicontaMapper/MomentUnicontaMapper.node';
import { posting, projectRow } from '../../support/momentExpenseRig';
import { jsonOf, pairingOf, runNode } from '../../support/runNode';

const PARAMETERS: INodeParameters = {
	resource: 'posting',
	operation: 'map',
	asSaved: false,
	activityName: 'Udlæg',
	billable: true,
	approvalState: 'approved',
};

const map = async (jsons: object[], parameters: INodeParameters = {}) =>
	await runNode({
		node: new MomentUnicontaMapper(),
		parameters: { ...PARAMETERS, ...parameters },
		input: jsons.map((json) => ({ json: { ...json } })),
	});

describe('Posting: Map to Moment', () => {
	it('gives an expense for each posting, paired to it', async () => {
		const outputs = await map([posting(1), posting(2, { project: '' })]);
		expect(jsonOf(outputs)).toMatchObject([
			{
				entity: 'expense',
				key: '10542/KRED/4711/5012/1/3001',
				findings: [],
				moment: { activityName: 'Udlæg', billable: true, approvalState: 'approved', amount: '1250.5' },
			},
			{ entity: 'expense', findings: [{ level: 'error', field: 'Project' }] },
		]);
		expect(pairingOf(outputs)).toEqual([0, 1]);
	});

	it.each([
		[true, true],
		[false, false],
		['={{ "yes" }}', true],
		['={{ "no" }}', false],
	])('takes Billable %j from the panel or from the settings table', async (billable, wanted) => {
		expect(jsonOf(await map([posting(1)], { billable }))).toMatchObject([{ moment: { billable: wanted } }]);
	});

	it('hands on what an earlier node settled, leaves out empty items, and refuses what is no posting', async () => {
		const outputs = await map([
			{},
			{ entity: 'expense', outcome: 'failed', key: 'x' },
			{ hello: 'world' },
			{ error: 'no luck' },
			{ ...posting(1), postingId: '4711', findings: undefined },
		]);
		expect(jsonOf(outputs)).toMatchObject([
			{ outcome: 'failed', key: 'x' },
			{ outcome: 'refused', findings: [{ message: expect.stringContaining('no posting') as unknown }] },
			{ outcome: 'failed', findings: [{ message: 'no luck' }] },
			{ entity: 'expense', unicontaRowId: '4711', findings: [] },
		]);
	});

	it('knows what the log knows', async () => {
		const row = {
			id: 1,
			entity: 'expense',
			momentId: '7',
			key: posting(1).reference,
			outcome: 'created',
			unicontaRowId: '4711',
			hash: 'abc',
			held: '',
			message: '',
		};
		expect(jsonOf(await map([posting(1)], { options: { known: JSON.stringify([row]) } }))).toMatchObject([
			{ known: { momentId: '7', hash: 'abc' } },
		]);
	});

	it('takes the project that the log links, of the company of the posting, else of Known Company', async () => {
		const known = JSON.stringify([projectRow(1, 7, '3001'), projectRow(2, 8, '3001', { unicontaRowId: '2@999' })]);
		const ids = async (json: object, options: INodeParameters): Promise<unknown[]> =>
			jsonOf(await map([json], { options })).map(({ moment, findings }) => [
				(moment as { projectId: string }).projectId,
				(findings as unknown[]).length,
			]);
		expect(await ids(posting(1), { known })).toEqual([['7', 0]]);
		expect(await ids(posting(1, { company: '999' }), { known, knownCompany: '10542' })).toEqual([['8', 0]]);
		expect(await ids(posting(1, { company: '' }), { known, knownCompany: '999' })).toEqual([['8', 0]]);
		// Nobody says the company: it cannot be told which.
		expect(await ids(posting(1, { company: '' }), { known })).toEqual([['', 1]]);
		expect(await ids(posting(1), {})).toEqual([['', 0]]);
	});

	it('takes a posting of before, without the name of its project', async () => {
		const before = { ...posting(1), projectName: undefined };
		expect(jsonOf(await map([before]))).toMatchObject([
			{ moment: { projectNumber: '3001', unicontaProjectName: '' }, findings: [] },
		]);
	});

	it('wants the name of an activity', async () => {
		await expect(map([posting(1)], { activityName: ' ' })).rejects.toMatchObject({
			message: expect.stringContaining('Activity Name is empty') as unknown,
		});
	});
});
