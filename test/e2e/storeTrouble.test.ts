import type { SavedWorkflow, Template } from '../../sandbox/n8n/api/workflows';
import { debtors, newCustomer, unicontaCalls, forgetCalls } from './support/customers';
import { startLab, type Lab } from './support/lab';

/** What can keep a run from its Data Tables in a real n8n: Check Setup and the run itself say it in the same words. */
const COMPARE = 'Compare Everything Now';

const CHECK: Template = {
	name: 'Check Setup',
	nodes: [
		{
			id: 'go',
			name: 'Go',
			type: 'n8n-nodes-base.manualTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		},
		{
			id: 'check',
			name: 'Check Setup',
			type: 'n8n-nodes-moment-uniconta.uniconta',
			typeVersion: 1,
			position: [200, 0],
			parameters: { resource: 'setup', operation: 'check' },
		},
	],
	connections: { Go: { main: [[{ node: 'Check Setup', type: 'main', index: 0 }]] } },
};

/** The row of Check Setup about the tables. */
async function checkedTables(lab: Lab, workflow: SavedWorkflow): Promise<unknown> {
	const { runData } = await lab.api.executions.finished(await lab.api.workflows.run(workflow.id, 'Go'));
	const items = runData['Check Setup']?.[0]?.output[0] ?? [];
	return items.map(({ json }) => json).find(({ check }) => check === 'Data Tables');
}

/** With this in n8n's environment; nothing runs by itself. */
async function labWith(env: Record<string, string>): Promise<{ lab: Lab; check: SavedWorkflow }> {
	const lab = await startLab({ templates: ['customers'], publish: false, env });
	return { lab, check: await lab.api.workflows.save(CHECK, lab.credentials) };
}

describe('the Data Table node is taken out by NODES_EXCLUDE', () => {
	const says =
		'This n8n does not offer the node n8n-nodes-base.dataTable, through which runs reach their Data Tables.';

	test('Check Setup and the run name the node and the setting of n8n; nothing is written, and n8n is asked once', async () => {
		const { lab, check } = await labWith({ NODES_EXCLUDE: '["n8n-nodes-base.dataTable"]' });
		expect(await checkedTables(lab, check)).toMatchObject({
			state: 'missing',
			found: says,
			fix: expect.stringContaining('NODES_EXCLUDE'),
			blocking: true,
		});
		forgetCalls(lab);
		const { status, error, raw } = await lab.run('customers', COMPARE);
		expect({ status, error }).toEqual({ status: 'error', error: says });
		expect(raw).toContain('NODES_EXCLUDE');
		expect(unicontaCalls(lab)).toEqual([]);
		// n8n keeps a row for each call to a node that it lacks.
		const left = (await lab.api.executions.list()).filter(({ mode }) => mode === 'integrated');
		expect(left).toHaveLength(2);
		await lab.close();
	});
});

describe('the limit of n8n for all tables together', () => {
	test('reached: Check Setup and the run say so, and which setting it is; with room again, all goes on', async () => {
		const { lab, check } = await labWith({
			N8N_DATA_TABLES_MAX_SIZE_BYTES: String(1024 * 1024),
			N8N_DATA_TABLES_SIZE_CHECK_CACHE_DURATION_MS: '0',
		});
		expect(await checkedTables(lab, check)).toMatchObject({ state: 'ok' });
		await lab.api.tables.ensure('holiday_pictures', [{ name: 'text', type: 'string' }]);
		await lab.api.tables.insert(
			'holiday_pictures',
			Array.from({ length: 40 }, () => ({ text: 'x'.repeat(30_000) })),
		);
		lab.sandbox.moment.createCustomer(newCustomer('47001'));
		const says = expect.stringMatching(
			/^n8n's Data Tables are full \(1MB used, limit is 1MB\), and take no more rows\./,
		);
		expect(await checkedTables(lab, check)).toMatchObject({
			state: 'missing',
			found: says,
			fix: expect.stringContaining('N8N_DATA_TABLES_MAX_SIZE_BYTES'),
		});
		forgetCalls(lab);
		const { status, error, raw } = await lab.run('customers', COMPARE);
		expect({ status, error }).toEqual({ status: 'error', error: says });
		expect(raw).toContain('N8N_DATA_TABLES_MAX_SIZE_BYTES');
		expect(unicontaCalls(lab)).toEqual([]);
		await lab.api.tables.drop('holiday_pictures');
		await lab.compare('customers');
		expect(debtors(lab, '47001')).toHaveLength(1);
		await lab.close();
	});
});
