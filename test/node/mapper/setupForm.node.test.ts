import type { INodeExecutionData } from 'n8n-workflow';
import { MomentUnicontaMapper } from '../../../nodes/MomentUnicontaMapper/MomentUnicontaMapper.node';
import { jsonOf, runNode } from '../../support/runNode';

/** The set-up form's operations, as the template chains them. */
const run = async (parameters: object, json: object = {}): Promise<Array<Record<string, unknown>>> =>
	jsonOf(await runNode({ node: new MomentUnicontaMapper(), parameters: { resource: 'setup', ...parameters }, input: [{ json: { ...json } }] satisfies INodeExecutionData[] }));

const LISTS = {
	operation: 'page',
	companies: [{ PrimaryKeyId: 10542, CompanyName: 'Nordlys', Country: 'Denmark', Currency: 'DKK', Dim1: 'Afdeling' }, { companyId: '4217', CompanyName: 'Other' }],
	ownRows: [{ companyID: 10542 }],
};

it('shows a page, takes its answers, and shows the next one with the company’s own country and dimension', async () => {
	const [first = {}] = await run(LISTS);
	expect(first).toMatchObject({ page: 'company', ownCompany: '10542' });
	expect(first.fieldsJson).toContain('Nordlys (10542)');
	const [wrong] = await run({ operation: 'answers', page: first }, { company: 'Other (4217)' });
	expect(wrong).toMatchObject({ way: 'page', state: { page: 'company', messages: [expect.stringContaining('enter 4217 as Company ID')] } });
	const [taken = {}] = await run({ operation: 'answers', page: first }, { company: 'Nordlys (10542)' });
	expect(taken).toMatchObject({ way: 'page', state: { page: 'dimension', company: '10542' } });
	const [second = {}] = await run({ ...LISTS, state: taken.state });
	expect(second.fieldsJson).toContain('Afdeling (1)');
	expect(second.fieldsJson).toContain('"defaultValue":"DK"');
});

it('says what has no meaning in an account filter', async () => {
	const [page] = await run({ ...LISTS, state: { page: 'expenses' } });
	const [answer] = await run({ operation: 'answers', page }, { 'expenses.export': 'No, leave them out', 'expenses.accounts': '4000..' });
	expect(answer).toMatchObject({ way: 'page', state: { page: 'expenses', messages: [expect.stringContaining('Accounts:')] } });
});

it('a check that gives no answer, or the message of one that could not run, leaves nothing to save', async () => {
	for (const check of [[], [{ error: 'Uniconta is down' }]]) {
		const [page] = await run({ ...LISTS, state: { page: 'report' }, check });
		expect(page?.fieldsJson).not.toContain('Save these settings');
	}
});

it('lists the rows to save, and what remains to be done', async () => {
	const rows = await run({ operation: 'rows', state: { page: 'report', values: { 'customers.export': 'on', notes: 'x' } }, settings: [{ key: 'notes', value: 'old' }] });
	expect(rows).toContainEqual({ key: 'notes', value: 'x' });
	const [last] = await run({ operation: 'lastPage', state: { page: 'report', values: { 'customers.export': 'on' } }, baseUrl: 'https://n8n.firm.example' });
	expect(last?.html).toContain('https://n8n.firm.example/webhook/moment-uniconta-customers?token=');
});
