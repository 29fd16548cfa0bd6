import { MomentApi } from '../../../credentials/MomentApi.credentials';
import { Moment } from '../../../nodes/Moment/Moment.node';
import { startSandbox, type Sandbox } from '../../../sandbox/standins';
import { runNode } from '../../support/runNode';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => {
	await sandbox.stop();
});

const get = (continueOnFail: boolean): ReturnType<typeof runNode> =>
	runNode({
		node: new Moment(),
		parameters: {
			resource: 'customer',
			operation: 'get',
			customerId: { __rl: true, mode: 'id', value: '={{ $json.momentId }}' },
			simplify: true,
			options: {},
		},
		input: [{ json: {} }],
		credentials: { momentApi: { ...sandbox.momentCredential } },
		credentialTypes: [new MomentApi()],
		continueOnFail,
	});

test('an empty item with Continue on Fail stands for none: nothing is fetched and nothing has failed', async () => {
	expect(await get(true)).toEqual([[]]);
	expect(sandbox.moment.log.list()).toEqual([]);
});

test('without Continue on Fail a missing id is said', async () => {
	await expect(get(false)).rejects.toThrow('No customer is given');
});
