import type { INodeParameters } from 'n8n-workflow';
import { MomentUnicontaMapper } from '../../../nodes/MomentUnicontaMapper/MomentUnicontaMapper.node';
import { posting } from '../../support/expenseRig';
import { jsonOf, pairingOf, runNode } from '../../support/runNode';

const PARAMETERS: INodeParameters = { resource: 'posting', operation: 'map', activityName: 'Udlæg', billable: true, approvalState: 'approved' };

const map = async (jsons: object[], parameters: INodeParameters = {}) =>
	await runNode({ node: new MomentUnicontaMapper(), parameters: { ...PARAMETERS, ...parameters }, input: jsons.map((json) => ({ json: { ...json } })) });

describe('Posting: Map to Moment', () => {
	it('gives an expense for each posting, paired to it', async () => {
		const outputs = await map([posting(1), posting(2, { project: '' })]);
		expect(jsonOf(outputs)).toMatchObject([
			{ entity: 'expense', key: '10542/KRED/4711/5012/1/3001', findings: [], moment: { activityName: 'Udlæg', billable: true, approvalState: 'approved', amount: '1250.5' } },
			{ entity: 'expense', findings: [{ level: 'error', field: 'Project' }] },
		]);
		expect(pairingOf(outputs)).toEqual([0, 1]);
	});

	it.each([[true, true], [false, false], ['={{ "yes" }}', true], ['={{ "no" }}', false]])('takes Billable %j from the panel or from the settings table', async (billable, wanted) => {
		expect(jsonOf(await map([posting(1)], { billable }))).toMatchObject([{ moment: { billable: wanted } }]);
	});

	it('hands on what an earlier node settled, leaves out empty items, and refuses what is no posting', async () => {
		const outputs = await map([{}, { entity: 'expense', outcome: 'failed', key: 'x' }, { hello: 'world' }, { error: 'no luck' }, { ...posting(1), postingId: '4711', findings: undefined }]);
		expect(jsonOf(outputs)).toMatchObject([
			{ outcome: 'failed', key: 'x' },
			{ outcome: 'refused', findings: [{ message: expect.stringContaining('no posting') as unknown }] },
			{ outcome: 'failed', findings: [{ message: 'no luck' }] },
			{ entity: 'expense', unicontaRowId: '4711', findings: [] },
		]);
	});

	it('knows what the log knows', async () => {
		const row = { id: 1, entity: 'expense', momentId: '7', key: posting(1).reference, outcome: 'created', unicontaRowId: '4711', hash: 'abc', held: '', message: '' };
		expect(jsonOf(await map([posting(1)], { options: { known: JSON.stringify([row]) } }))).toMatchObject([{ known: { momentId: '7', hash: 'abc' } }]);
	});

	it('wants the name of an activity', async () => {
		await expect(map([posting(1)], { activityName: ' ' })).rejects.toMatchObject({ message: expect.stringContaining('Activity Name is empty') as unknown });
	});
});
