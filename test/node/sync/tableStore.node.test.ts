import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { TABLES } from '../../../lib/state/tables';
import { toNodeError } from '../../../nodes/shared/errors';
import { DataTables } from '../../../nodes/shared/tableStore';
import { fakeClock } from '../../support/fakeClock';

type Code = Parameters<IExecuteFunctions['executeWorkflow']>[0]['code'];

/** n8n with our tables, which answers each call in this way. */
function n8nThat(
	answer: (call: number) => INodeExecutionData['json'],
	tables: ReadonlyArray<{ id: string; name: string; columns: unknown }> = ALL,
): { store: DataTables; calls: Code[] } {
	const calls: Code[] = [];
	const executeWorkflow = async ({ code }: { code?: Code }) => {
		const onlyLists = code?.nodes.filter(({ type }) => type.endsWith('.dataTable')).length === 1 && isList(code);
		calls.push(code);
		const json = onlyLists ? { tables } : answer(calls.length);
		return await Promise.resolve({ executionId: '2', data: [[{ json }]] });
	};
	// An edge: of what a node may call only this is used.
	const context = { executeWorkflow } as unknown as Pick<IExecuteFunctions, 'executeWorkflow'>;
	const known = new Map(tables.map(({ id, name }) => [name, id]));
	return { store: new DataTables(context, known, fakeClock()), calls };
}

const isList = (code: Code): boolean =>
	code?.nodes.some(({ parameters }) => parameters['operation'] === 'list') === true;

const ALL = (['settings', 'inbox', 'log', 'lease'] as const).map((key) => ({
	id: key,
	name: TABLES[key].name,
	columns: TABLES[key].columns,
}));
const READ = [{ do: 'get', as: 'lease', table: 'lease' }] as const;

describe("what n8n's Data Tables cannot do until a person acts", () => {
	it.each([
		['Unrecognized node type: n8n-nodes-base.dataTable', /NODES_EXCLUDE/],
		['Attempted to use Data table node but the module is disabled', /N8N_DISABLED_MODULES/],
		[
			'Validation error with data table request: Data table size limit exceeded: 200MB used, limit is 200MB',
			/N8N_DATA_TABLES_MAX_SIZE_BYTES/,
		],
		['The sub-workflow (abc) cannot be called by this workflow', /This workflow can be called by/],
	])('%s: is said once, with what to do, and not tried again', async (said, fix) => {
		const { store, calls } = n8nThat(() => {
			throw new Error(said);
		});
		const caught: unknown = await store.call(READ).catch((error: unknown) => error);
		expect(calls).toHaveLength(1);
		const node = {
			id: '1',
			name: 'Start Run',
			type: 'x',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		} as const;
		const shown = toNodeError({ getNode: () => ({ ...node, position: [0, 0] }) }, caught);
		expect(shown.message).not.toBe(said);
		expect(shown.description).toMatch(fix);
	});

	it('a column that is missing: the table that lacks it is named', async () => {
		const tables = ALL.map((table) =>
			table.id === 'lease'
				? { ...table, columns: TABLES.lease.columns.filter(({ name }) => name !== 'holder') }
				: table,
		);
		const { store } = n8nThat(() => {
			throw new Error("Validation error with data table request: unknown column name 'holder'");
		}, tables);
		await expect(store.call(READ)).rejects.toMatchObject({
			message: 'The Data Table moment_uniconta_lease lacks the column holder.',
			fix: expect.stringContaining('the next run makes it anew'),
		});
	});

	it('what may pass by itself is tried again', async () => {
		const { store, calls } = n8nThat((call) => {
			if (call === 1) throw new Error('SQLITE_BUSY: database is locked');
			return { lease: [{ id: 1, name: 'uniconta' }] };
		});
		expect((await store.call(READ)).rows('lease')).toHaveLength(1);
		expect(calls.length).toBeGreaterThan(1);
	});
});
