import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { Moment } from '../../../nodes/Moment/Moment.node';
import { demoMoment, startMomentStandIn, type MomentStandIn } from '../../../sandbox/standins';
import { items, momentRuns } from '../../support/nodeRuns';
import { jsonOf, pairingOf, runListSearch, runLoadOptions } from '../../support/runNode';

let moment: MomentStandIn;
let customers: { id: number; customerNumber: string; name: string }[];

beforeAll(async () => {
	moment = await startMomentStandIn({ seed: demoMoment });
	customers = moment.store.rows('customers').map(({ values }) => ({
		id: values.id,
		customerNumber: String(values.customerNumber),
		name: String(values.name),
	}));
});

afterAll(async () => {
	await moment.stop();
});

beforeEach(async () => {
	await moment.reset();
});

const { staged, run } = momentRuns(Moment, () => moment);
const calls = (): string[] =>
	moment.log.list().map(({ method, path }) => `${method} ${path.replace(/.*companies\/[^/]+/, '')}`);

const GET = {
	resource: 'customer',
	operation: 'get',
	customerId: { __rl: true, mode: 'id', value: '={{ $json.momentId }}' },
};
const GET_ALL = { resource: 'customer', operation: 'getAll' };

describe('Customer: Get', () => {
	it('gives one customer for each item, in their order, each paired to its own', async () => {
		const chosen = [customers[4]!, customers[0]!, customers[4]!, customers[2]!];
		const outputs = await run(GET, { input: items(...chosen.map(({ id }) => ({ momentId: id }))) });
		expect(jsonOf(outputs).map(({ id }) => id)).toEqual(chosen.map(({ id }) => String(id)));
		expect(pairingOf(outputs)).toEqual([0, 1, 2, 3]);
		expect(calls().filter((call) => call.startsWith('GET /customers'))).toHaveLength(3);
	});

	it('fetches many together, not one by one', async () => {
		const outputs = await run(GET, { input: items(...customers.map(({ id }) => ({ momentId: String(id) }))) });
		expect(jsonOf(outputs).map(({ customerNumber }) => customerNumber)).toEqual(
			customers.map(({ customerNumber }) => customerNumber),
		);
		expect(calls().filter((call) => call.startsWith('GET /customers'))).toHaveLength(1);
	});

	it('resolves tags to group, code and name', async () => {
		const { id } = moment.store
			.rows('customers')
			.find(({ values: { tagIds } }) => Array.isArray(tagIds) && tagIds.length > 0)!.values;
		const [customer] = jsonOf(await run(GET, { input: items({ momentId: id }) }));
		expect(customer?.tags).toMatchObject([{ code: expect.any(String), tagGroupName: expect.stringMatching(/./) }]);
	});

	it('gives what Moment sent when Simplify is off', async () => {
		const [raw] = jsonOf(await run({ ...GET, simplify: false }, { input: items({ momentId: customers[0]!.id }) }));
		expect(raw).toMatchObject({ id: customers[0]!.id, version: 0 });
	});

	it('takes a customer chosen from the list', async () => {
		const chosen = { ...GET, customerId: { __rl: true, mode: 'list', value: String(customers[1]!.id) } };
		expect(jsonOf(await run(chosen))).toMatchObject([{ name: customers[1]!.name }]);
	});

	it('ends, naming the item, when a customer is gone', async () => {
		const failure = await run(GET, {
			input: items({ momentId: customers[0]!.id }, { momentId: 99, key: '20007' }),
		}).catch((caught: unknown) => caught);
		expect(failure).toMatchObject({
			name: 'NodeApiError',
			message: 'The customer 20007 (Moment id 99) no longer exists in Moment',
			description: expect.stringContaining('deleted on purpose'),
			context: { itemIndex: 1 },
		});
	});

	it('with Continue on Fail keeps the source keys of a customer that is gone, beside those that are there', async () => {
		const input = items({ momentId: '99', key: 20007, attempts: 2 }, { momentId: customers[0]!.id });
		const outputs = await run(GET, { input, continueOnFail: true });
		expect(jsonOf(outputs)[0]).toEqual({
			momentId: '99',
			key: '20007',
			attempts: 2,
			entity: 'customer',
			outcome: 'refused',
			transient: false,
			findings: [
				{
					level: 'error',
					field: '',
					value: '99',
					message: 'The customer 20007 (Moment id 99) no longer exists in Moment',
					fix: expect.stringContaining('deleted on purpose'),
				},
			],
		});
		expect(jsonOf(outputs)[1]).toMatchObject({ id: String(customers[0]!.id) });
		expect(pairingOf(outputs)).toEqual([0, 1]);
	});

	it('with Continue on Fail says that a Moment that is down is worth trying again', async () => {
		moment.faults.add({ kind: 'status', status: 503, body: 'maintenance' });
		const input = items({ momentId: '1', key: 'a' }, { momentId: '2', key: 'b' });
		const outputs = await run({ ...GET, options: { timeBudget: 1 } }, { input, continueOnFail: true });
		expect(jsonOf(outputs)).toMatchObject([
			{
				key: 'a',
				momentId: '1',
				outcome: 'failed',
				transient: true,
				findings: [{ message: expect.stringContaining('503') }],
			},
			{ key: 'b', momentId: '2', outcome: 'failed', transient: true },
		]);
		expect(pairingOf(outputs)).toEqual([0, 1]);
	});

	it.each([
		['a wrong key', { apiKey: 'wrong-secret-key' }, /does not accept the API key for company/],
		['another company', { companyCode: 'other' }, /may not do this in company 'other'/],
		[
			'nobody at the address',
			{ baseUrl: 'http://127.0.0.1:1' },
			/could not be reached at 127.0.0.1:1 \(ECONNREFUSED\)/,
		],
		['no address', { baseUrl: 'moment' }, /base URL 'moment' in the Moment credential/],
	])('tells %s apart, without a secret in it', async (_what, credential, message) => {
		const failure = await run(
			{ ...GET, options: { timeBudget: 1 } },
			{ input: items({ momentId: '1' }), credential },
		).catch((caught: unknown) => caught);
		expect(failure).toMatchObject({ name: 'NodeApiError', message: expect.stringMatching(message) });
		expect((failure as { description: string }).description).not.toBe('');
		const saved = JSON.stringify(failure) + String((failure as Error).stack);
		expect(saved).not.toContain('wrong-secret-key');
		expect(saved).not.toContain(Buffer.from('apikey:wrong-secret-key').toString('base64'));
	});

	it('wants an id', async () => {
		await expect(run(GET, { input: items({}) })).rejects.toMatchObject({
			message: 'No customer is given',
			context: { itemIndex: 0 },
		});
	});

	it('sends nobody the error wording that n8n advises against', async () => {
		moment.faults.add({ kind: 'status', status: 500, body: '' });
		const failure = await run({ ...GET, options: { timeBudget: 1 } }, { input: items({ momentId: '1' }) }).catch(
			(caught: unknown) => caught,
		);
		const { message, description } = failure as { message: string; description: string };
		expect(`${message} ${description}`).not.toMatch(/error|problem|failure|mistake/i);
	});
});

describe('Customer: Get Many', () => {
	it('gives all of them, paired to the item that asked', async () => {
		const outputs = await run({ ...GET_ALL, returnAll: true });
		expect(jsonOf(outputs)).toHaveLength(customers.length);
		expect(new Set(pairingOf(outputs))).toEqual(new Set([0]));
	});

	it('gives as many as the limit says', async () => {
		expect(jsonOf(await run({ ...GET_ALL, limit: 7 }))).toHaveLength(7);
	});

	it('asks anew for each item', async () => {
		const parameters = { ...GET_ALL, filters: { numbers: '={{ $json.number }}' } };
		const input = items(
			{ number: customers[3]!.customerNumber },
			{ number: `${customers[5]!.customerNumber}, ${customers[6]!.customerNumber}` },
		);
		const outputs = await run(parameters, { input });
		expect(jsonOf(outputs).map(({ name }) => name)).toEqual([
			customers[3]!.name,
			customers[5]!.name,
			customers[6]!.name,
		]);
		expect(pairingOf(outputs)).toEqual([0, 1, 1]);
	});

	it('takes ids as a text or as a list', async () => {
		const ids = customers.slice(0, 3).map(({ id }) => id);
		const asText = await run({ ...GET_ALL, filters: { ids: ids.join(', ') } });
		const asList = await run({ ...GET_ALL, filters: { ids: '={{ $json.ids }}' } }, { input: items({ ids }) });
		expect(jsonOf(asText)).toHaveLength(3);
		expect(jsonOf(asList)).toEqual(jsonOf(asText));
	});

	it.each([
		'={{ $now.plus({ days: 1 }) }}',
		'={{ $now.plus({ days: 1 }).toISO() }}',
		'={{ $now.plus({ days: 1 }).toMillis() }}',
	])('takes Changed Since from %s', async (changedSince) => {
		expect(jsonOf(await run({ ...GET_ALL, filters: { changedSince } }))).toEqual([]);
		moment.clock.advance(2 * 86_400_000);
		moment.changeCustomer(customers[8]!.id, { name: 'Nyt navn' });
		expect(jsonOf(await run({ ...GET_ALL, filters: { changedSince } }))).toMatchObject([{ name: 'Nyt navn' }]);
	});

	it('gives the same whatever form Moment sends', async () => {
		const expected = jsonOf(await run({ ...GET_ALL, returnAll: true }));
		expect(expected[0]).toMatchObject({ companyRegNo: expect.stringMatching(/\d{8}/), countryCode: 'DK' });
		const forms = [
			{ customerShape: 'nested' },
			{ tagShape: 'ids' },
			{ tagShape: 'onlyByInclude' },
			{ nulls: 'omitted' },
			{ dateShape: 'epoch' },
			{ ignoredFilters: ['ids', 'query', 'lastModifiedDateFrom'] },
			{ maxPageSize: 7 },
			{ listOrder: 'id' },
			{ customerShape: 'nested', tagShape: 'onlyByInclude', nulls: 'omitted', maxPageSize: 7 },
		] as const;
		for (const form of forms) {
			await moment.reset();
			moment.settings.patch(form);
			const found = jsonOf(await run({ ...GET_ALL, returnAll: true }));
			const comparable = (list: IDataObject[]) => list.map((json) => ({ ...json, lastModifiedDate: '' }));
			expect(comparable(found)).toEqual(comparable(expected));
			const byId = await run(GET, { input: items(...customers.map(({ id }) => ({ momentId: id }))) });
			expect(comparable(jsonOf(byId))).toHaveLength(customers.length);
		}
	});

	it('with Continue on Fail gives the reason beside the keys of the item', async () => {
		const outputs = await run(
			{ ...GET_ALL, filters: { changedSince: 'soon' } },
			{ input: items({ run: 12 }), continueOnFail: true },
		);
		expect(jsonOf(outputs)).toMatchObject([
			{
				run: 12,
				entity: 'customer',
				momentId: '',
				key: '',
				outcome: 'failed',
				transient: false,
				findings: [{ level: 'error', message: "Changed Since 'soon' is not a date and time" }],
			},
		]);
		expect(pairingOf(outputs)).toEqual([0]);
	});
});

describe('a customer among many that cannot be read', () => {
	const GET_MANY = { ...GET_ALL, returnAll: true };
	const broken = JSON.stringify({
		content: [{ id: 1, name: 'A', tags: [] }, { id: 2, name: {}, customerNumber: '7' }, { id: 3 }],
	});

	it('does not stop the others with Continue on Fail', async () => {
		moment.faults.add({ kind: 'body', body: broken, times: 1 });
		const found = jsonOf(await run(GET_MANY, { input: items({ key: 'k' }), continueOnFail: true }));
		expect(found.map(({ id, momentId }) => id ?? momentId)).toEqual(['1', '2', '3']);
		expect(found[1]).toMatchObject({
			key: 'k',
			outcome: 'failed',
			transient: false,
			findings: [{ message: expect.stringContaining('The Moment customer 7 (id 2)') }],
		});
	});

	it('ends the run without it, and is named', async () => {
		moment.faults.add({ kind: 'body', body: broken, times: 1 });
		await expect(run(GET_MANY)).rejects.toMatchObject({
			message: expect.stringContaining('The Moment customer 7 (id 2)'),
		});
	});
});

describe('short lists', () => {
	it.each([
		['tagGroup', ['appliesTo', 'id', 'name']],
		['tag', ['code', 'id', 'name', 'tagGroupId', 'tagGroupName']],
		['user', ['email', 'id', 'name', 'state']],
	])('%s: Get Many gives every record with its fields, for each item', async (resource, fields) => {
		const outputs = await run({ resource, operation: 'getAll', returnAll: true }, { input: items({}, {}) });
		const half = jsonOf(outputs).length / 2;
		expect(half).toBeGreaterThan(0);
		expect(Object.keys(jsonOf(outputs)[0] ?? {}).sort()).toEqual(fields);
		expect(pairingOf(outputs)).toEqual([...Array<number>(half).fill(0), ...Array<number>(half).fill(1)]);
		expect(jsonOf(await run({ resource, operation: 'getAll', limit: 1 }))).toHaveLength(1);
		expect(jsonOf(await run({ resource, operation: 'getAll', limit: 1, simplify: false }))[0]).toMatchObject({
			id: expect.any(Number),
		});
	});

	it('tags can be had of one group', async () => {
		const [group] = await runLoadOptions({ ...staged({}), method: 'getTagGroups' });
		const outputs = await run({
			resource: 'tag',
			operation: 'getAll',
			returnAll: true,
			filters: { tagGroupId: group!.value },
		});
		expect(jsonOf(outputs).length).toBeGreaterThan(0);
		expect(new Set(jsonOf(outputs).map(({ tagGroupName }) => tagGroupName))).toEqual(new Set([group!.name]));
	});

	it('with Continue on Fail gives the reason once for each item', async () => {
		moment.settings.patch({ rights: 'forbidden' });
		const outputs = await run(
			{ resource: 'user', operation: 'getAll' },
			{ input: items({ a: 1 }, { a: 2 }), continueOnFail: true },
		);
		expect(jsonOf(outputs)).toMatchObject([{ a: 1, error: expect.stringContaining('may not') }, { a: 2 }]);
		expect(pairingOf(outputs)).toEqual([0, 1]);
	});
});

describe('Custom: Request', () => {
	const REQUEST = { resource: 'custom', operation: 'request' };

	it('gives the records of a list as items', async () => {
		const query = {
			parameter: [
				{ name: 'size', value: '500' },
				{ name: 'page', value: '0' },
			],
		};
		const outputs = await run({ ...REQUEST, path: 'customers', queryParameters: query, limit: 3 });
		expect(jsonOf(outputs)).toHaveLength(3);
		expect(pairingOf(outputs)).toEqual([0, 0, 0]);
	});

	it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
		'sends a query parameter named %s as any other, also twice',
		async (name) => {
			const query = {
				parameter: [
					{ name, value: 'a' },
					{ name: ` ${name} `, value: 'b' },
					{ name: 'size', value: '1' },
				],
			};
			// The stand-in refuses parameters it does not know; what counts is that they came.
			await run({ ...REQUEST, path: 'customers', queryParameters: query }, { continueOnFail: true });
			expect(moment.log.list().at(-1)?.query).toBe(`${name}=a&${name}=b&size=1`);
		},
	);

	it('gives all pages with Return All', async () => {
		expect(
			jsonOf(await run({ ...REQUEST, path: 'customers', returnAll: true, options: { pageSize: 9 } })),
		).toHaveLength(customers.length);
	});

	it('gives a single record, with the parts asked for', async () => {
		const outputs = await run({ ...REQUEST, path: `customers/${customers[0]!.id}`, includes: 'base+email' });
		expect(Object.keys(jsonOf(outputs)[0] ?? {})).toEqual(expect.arrayContaining(['id', 'name', 'email']));
		expect(jsonOf(outputs)[0]).not.toHaveProperty('phone');
	});

	it('writes, for each item its own body', async () => {
		const parameters = {
			...REQUEST,
			method: 'PATCH',
			path: '=customers/{{ $json.id }}',
			body: '={{ { name: $json.to } }}',
		};
		const outputs = await run(parameters, {
			input: items({ id: customers[0]!.id, to: 'Ø' }, { id: customers[1]!.id, to: 'Å' }),
		});
		expect(jsonOf(outputs)).toMatchObject([{ name: 'Ø' }, { name: 'Å' }]);
		expect(pairingOf(outputs)).toEqual([0, 1]);
	});

	it('gives the status where there is no body', async () => {
		const outputs = await run({ ...REQUEST, method: 'DELETE', path: `customers/${customers[0]!.id}` });
		expect(jsonOf(outputs)).toEqual([{ status: 204, body: '' }]);
	});

	it('says so when the body is not JSON', async () => {
		await expect(run({ ...REQUEST, method: 'POST', path: 'customers', body: '{name: x}' })).rejects.toMatchObject({
			message: 'Body is not JSON',
		});
	});

	it('passes on what Moment says against it', async () => {
		const post = run({ ...REQUEST, method: 'POST', path: 'customers', body: '{"name":""}' });
		await expect(post).rejects.toMatchObject({
			message: expect.stringContaining('name must not be empty'),
			httpCode: '400',
		});
	});
});

describe('pick-lists', () => {
	it('searches customers by number or name', async () => {
		const { results } = await runListSearch({
			...staged({}),
			method: 'searchCustomers',
			filter: customers[2]!.name.slice(0, 6),
		});
		expect(results).toContainEqual({
			name: `${customers[2]!.customerNumber} ${customers[2]!.name}`,
			value: String(customers[2]!.id),
		});
	});

	it('gives the next page where there is one', async () => {
		moment.settings.patch({ maxPageSize: 10 });
		const first = await runListSearch({ ...staged({}), method: 'searchCustomers' });
		expect(first.results).toHaveLength(10);
		const second = await runListSearch({
			...staged({}),
			method: 'searchCustomers',
			paginationToken: z.string().parse(first.paginationToken),
		});
		expect(second.results[0]).not.toEqual(first.results[0]);
	});

	it('says why there is no list', async () => {
		await expect(
			runLoadOptions({ ...staged({}, { credential: { apiKey: 'x' } }), method: 'getTagGroups' }),
		).rejects.toMatchObject({
			message: expect.stringContaining('API key'),
		});
	});
});

describe('secrets', () => {
	let server: Server;
	let origin: string;

	beforeAll(async () => {
		server = createServer((request, response) => {
			response.writeHead(400, { 'content-type': 'text/plain' }).end(`You sent ${request.headers.authorization}`);
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	});

	afterAll(() => server.close());

	it('that a server echoes do not come out', async () => {
		const basic = Buffer.from('apikey:s3cret-k3y').toString('base64');
		for (const continueOnFail of [true, false]) {
			const ended: unknown = await run(GET, {
				input: items({ momentId: '1' }),
				credential: { baseUrl: origin, apiKey: 's3cret-k3y' },
				continueOnFail,
			}).catch((caught: unknown) => caught);
			const seen = JSON.stringify(ended) + (ended instanceof Error ? `${ended.message}${ended.stack}` : '');
			expect(seen).toContain('You sent Basic ***');
			expect(seen).not.toContain(basic);
		}
	});
});
