import type { UnicontaClient } from '../../../../lib/uniconta/api/client';
import type { WebApiClient } from '../../../../lib/uniconta/api/webApi';
import type { GenerateInvoiceRequest } from '../../../../lib/uniconta/api/webApiInvoice';
import { Holding } from '../../../../lib/uniconta/api/held';
import { fakeClock } from '../../../support/fakeClock';
import { thrownBy } from '../../../support/failures';

/** A client that notes what reaches it. */
function rig() {
	const clock = fakeClock();
	const reached: string[] = [];
	const write = (name: string) => async () => {
		reached.push(name);
		return await Promise.resolve(undefined);
	};
	// An edge: only the calls that write are made here.
	const client = {
		insert: write('insert'),
		insertList: async () => {
			reached.push('insertList');
			return await Promise.resolve([]);
		},
		update: write('update'),
		delete: write('delete'),
	} as unknown as UnicontaClient;
	const state = { ours: true, asked: 0 };
	const hold = async (): Promise<boolean> => {
		state.asked += 1;
		return await Promise.resolve(state.ours);
	};
	return { clock, reached, state, hold, held: new Holding(hold, clock).odata(client) };
}

test.each(['insert', 'update'] as const)('%s: nothing leaves once another run has taken over', async (verb) => {
	const { held, state, reached } = rig();
	state.ours = false;
	const error = await thrownBy(held[verb]('DebtorClient', {}));
	expect(error).toMatchObject({ kind: 'outOfTime', message: expect.stringContaining('taken over') as string });
	expect(reached).toEqual([]);
});

test('a list asks each time; single writes from time to time', async () => {
	const { held, state, reached, clock } = rig();
	await held.insertList('DebtorClient', []);
	await held.insertList('DebtorClient', []);
	expect(state.asked).toBe(2);
	await held.update('DebtorClient', {});
	clock.advance(4_999);
	await held.update('DebtorClient', {});
	expect(state.asked).toBe(2);
	clock.advance(1);
	state.ours = false;
	await thrownBy(held.update('DebtorClient', {}));
	await thrownBy(held.insertList('DebtorClient', []));
	expect(reached).toEqual(['insertList', 'insertList', 'update', 'update']);
});

test('what it has left there, a run that was overtaken takes away', async () => {
	const { held, state, reached } = rig();
	state.ours = false;
	await held.delete('DebtorClient', {});
	expect(reached).toEqual(['delete']);
});

describe('on the Web API', () => {
	const request = (simulate: boolean): GenerateInvoiceRequest => ({ simulate }) as GenerateInvoiceRequest;

	test('each post asks, a simulation does not', async () => {
		const { clock, state, reached, hold } = rig();
		// An edge: only the one call is made here.
		const client = {
			generateInvoice: async ({ simulate }: GenerateInvoiceRequest) => {
				reached.push(simulate ? 'simulate' : 'post');
				return await Promise.resolve({});
			},
		} as unknown as WebApiClient;
		const held = new Holding(hold, clock).webApi(client);
		await held.generateInvoice(request(false));
		state.ours = false;
		await held.generateInvoice(request(true));
		expect(await thrownBy(held.generateInvoice(request(false)))).toMatchObject({ kind: 'outOfTime' });
		expect(reached).toEqual(['post', 'simulate']);
	});
});
