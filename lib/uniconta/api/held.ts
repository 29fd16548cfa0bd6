import { ApiError } from '../../http/errors';
import type { Clock } from '../../http/port';
import type { UnicontaClient } from './client';

/** Single writes ask again after this time; lists each. */
const HELD_MS = 5_000;

/**
 * The client that writes only while nobody else may: `hold` is asked before each list, and before single writes from
 * time to time.
 * @param hold whether this run is still the one that writes
 */
export function heldClient(client: UnicontaClient, hold: () => Promise<boolean>, clock: Clock): UnicontaClient {
	let heldAt = Number.NEGATIVE_INFINITY;
	const asked = async (forMs: number): Promise<void> => {
		if (clock.now() - heldAt < forMs) return;
		if (!(await hold())) throw takenOver();
		heldAt = clock.now();
	};
	return {
		...client,
		insert: async (type, row) => {
			await asked(HELD_MS);
			return await client.insert(type, row);
		},
		insertList: async (type, rows) => {
			await asked(0);
			return await client.insertList(type, rows);
		},
		update: async (type, row) => {
			await asked(HELD_MS);
			return await client.update(type, row);
		},
		delete: async (type, row) => {
			await asked(HELD_MS);
			await client.delete(type, row);
		},
	};
}

function takenOver(): ApiError {
	return new ApiError('Another run has taken over, so nothing more is sent by this one', {
		system: 'Uniconta',
		kind: 'outOfTime',
		fix: 'Nothing to do: it is done by the other run.',
	});
}
