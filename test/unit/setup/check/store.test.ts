import { storeRows } from '../../../../lib/setup/check/store';
import type { TableStore } from '../../../../lib/state/store';
import { StoreTrouble, storeTrouble } from '../../../../lib/state/storeTrouble';
import { TABLES, tablesTrouble } from '../../../../lib/state/tables';
import { StateRig } from '../../../support/stateRig';

const token = 'f00f';

describe('the proof that runs can keep their state', () => {
	it('writes, reads and deletes one row, and leaves nothing', async () => {
		const rig = new StateRig();
		const before = { lease: rig.rows('lease'), settings: rig.rows('settings') };
		expect(await storeRows({ store: rig.store, token })).toMatchObject([{ area: 'n8n', state: 'ok' }]);
		expect(rig.calls.map(({ action, table }) => `${action} ${table}`)).toEqual(
			expect.arrayContaining(['insert moment_uniconta_lease', 'delete moment_uniconta_lease']),
		);
		expect({ lease: rig.rows('lease'), settings: rig.rows('settings') }).toEqual(before);
	});

	it('a row that a check left behind is read by nobody', async () => {
		const rig = new StateRig();
		rig.put('lease', [{ name: 'check', holder: 'old', expires: 0 }]);
		expect(await storeRows({ store: rig.store, token })).toMatchObject([{ state: 'ok' }]);
		expect(await rig.run({ by: 'hand' })).toMatchObject({ work: 'comparison' });
	});

	it('names a column that is missing, and a table with a similar name', async () => {
		const rig = new StateRig();
		rig.tables.drop(TABLES.inbox.name);
		rig.tables.make(
			TABLES.inbox.name,
			TABLES.inbox.columns.filter(({ name }) => name !== 'due'),
		);
		expect(await storeRows({ store: rig.store, token })).toMatchObject([
			{ state: 'missing', found: 'The Data Table moment_uniconta_inbox lacks the column due.', blocking: true },
		]);
		rig.tables.make('moment_uniconta_log_old', TABLES.log.columns);
		expect(await storeRows({ store: rig.store, token })).toMatchObject([
			{ state: 'missing', found: expect.stringContaining('moment_uniconta_log_old') },
		]);
	});

	it.each([
		['written', /cannot be read/],
		['left', /still there/],
	])('says where a row is not as it was left: %s', async (which, found) => {
		const rows = which === 'left' ? [{ id: 1 }] : [];
		const store: TableStore = { call: async () => await Promise.resolve({ tables: [], rows: () => rows }) };
		expect(await storeRows({ store, token })).toMatchObject([
			{ state: 'missing', found: expect.stringMatching(found), blocking: true },
		]);
	});

	it('passes on what n8n says and nobody knows, with a place to look', async () => {
		const store: TableStore = { call: async () => await Promise.reject(new Error('The disk is gone')) };
		expect(await storeRows({ store, token })).toMatchObject([
			{ found: 'The disk is gone', fix: expect.stringContaining('Data tables') },
		]);
	});
});

describe('what n8n says of its tables', () => {
	it('that is known becomes a sentence for people; anything else stays', () => {
		const said =
			'Validation error with data table request: Data table size limit exceeded: 201MB used, limit is 200MB';
		expect(storeTrouble(said)).toBeInstanceOf(StoreTrouble);
		expect(storeTrouble(said)?.message).toBe(
			"n8n's Data Tables are full (201MB used, limit is 200MB), and take no more rows.",
		);
		expect(storeTrouble('SQLITE_BUSY: database is locked')).toBeUndefined();
		expect(storeTrouble("Data table with ID 'missing' could not be found in this project")).toBeUndefined();
	});

	it('two tables of one name are told, because rows could land in either', () => {
		const table = { name: TABLES.inbox.name, columns: TABLES.inbox.columns };
		expect(tablesTrouble([table, table])?.message).toContain(
			'There are two Data Tables called moment_uniconta_inbox',
		);
	});
});
