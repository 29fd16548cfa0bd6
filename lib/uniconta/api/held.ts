import { ApiError } from '../../http/errors';
import type { Clock } from '../../http/port';
import type { UnicontaClient } from './client';
import type { WebApiClient } from './webApi';

/** Single writes ask again after this time; lists and posts each. */
const HELD_MS = 5_000;

/**
 * Clients that write only while nobody else may. What a run that was overtaken has left it may still take away.
 * @param hold whether this run is still the one that writes
 */
export class Holding {
	private heldAt = Number.NEGATIVE_INFINITY;

	constructor(
		private readonly hold: () => Promise<boolean>,
		private readonly clock: Clock,
	) {}

	odata(client: UnicontaClient): UnicontaClient {
		return {
			...client,
			...this.inserts(client),
			update: async (type, row) => {
				await this.ask(HELD_MS);
				return await client.update(type, row);
			},
		};
	}

	webApi(client: WebApiClient): WebApiClient {
		return {
			...client,
			...this.inserts(client),
			generateInvoice: async (request) => {
				if (!request.simulate) await this.ask(0);
				return await client.generateInvoice(request);
			},
		};
	}

	private inserts(client: Pick<UnicontaClient, 'insert' | 'insertList'>): typeof client {
		return {
			insert: async (type, row) => {
				await this.ask(HELD_MS);
				return await client.insert(type, row);
			},
			insertList: async (type, rows) => {
				await this.ask(0);
				return await client.insertList(type, rows);
			},
		};
	}

	private async ask(forMs: number): Promise<void> {
		if (this.clock.now() - this.heldAt < forMs) return;
		if (!(await this.hold())) throw takenOver();
		this.heldAt = this.clock.now();
	}
}

function takenOver(): ApiError {
	return new ApiError('Another run has taken over, so nothing more is sent by this one', {
		system: 'Uniconta',
		kind: 'outOfTime',
		fix: 'Nothing to do: it is done by the other run.',
	});
}
