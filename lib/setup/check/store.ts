import type { TableStore, TableStep } from '../../state/store';
import { listedTrouble, StoreTrouble } from '../../state/storeTrouble';
import { setupRow, type SetupRow } from './row';

/** Where runs keep their state. */
export interface StoreProof {
	store: TableStore;
	/** Of this check alone. */
	token: string;
}

/** No lease has this name, so nobody reads the row, also where the check ended before it was deleted. */
const NAME = 'check';
const CHECK = 'Data Tables';
const EXPECTED = 'a row can be written, read and deleted';
const LOOK =
	'Open Data tables in n8n and try to add a row to moment_uniconta_lease by hand. The log of n8n may say more.';

/** Proves that runs can keep their state: a row is written, read back and deleted. Nothing is transferred without. */
export async function storeRows({ store, token }: StoreProof): Promise<SetupRow[]> {
	const own = [
		{ column: 'name', value: NAME },
		{ column: 'holder', value: token },
	];
	const read = (as: string): TableStep => ({ do: 'get', as, table: 'lease', where: own });
	try {
		const answer = await store.call([
			{ do: 'tables' },
			{ do: 'insert', table: 'lease', rows: [{ name: NAME, holder: token, expires: 0 }] },
			read('written'),
			{ do: 'delete', table: 'lease', where: [own] },
			read('left'),
		]);
		const trouble = listedTrouble(answer.tables);
		if (trouble !== undefined) return [missing(trouble.message, trouble.fix)];
		if (answer.rows('written').length === 0) return [missing('A row that was written cannot be read.', LOOK)];
		if (answer.rows('left').length > 0) return [missing('A row that was deleted is still there.', LOOK)];
	} catch (caught) {
		const said = caught instanceof Error ? caught.message : String(caught);
		return [missing(said, caught instanceof StoreTrouble ? caught.fix : LOOK)];
	}
	return [setupRow('n8n', CHECK, 'ok', { found: 'a row was written, read and deleted', expected: EXPECTED })];
}

function missing(found: string, fix: string): SetupRow {
	return setupRow('n8n', CHECK, 'missing', { found, expected: EXPECTED, fix, blocking: true });
}
