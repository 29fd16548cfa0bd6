import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { z } from 'zod';
import type { InvoiceSource } from '../../../lib/mapping/invoice/source';
import type { ProjectSource } from '../../../lib/mapping/projectSource';
import { Moment } from '../../../nodes/Moment/Moment.node';
import { demoMoment, startMomentStandIn, type MomentStandIn } from '../../../sandbox/standins';
import { items, momentRuns } from '../../support/nodeRuns';
import { jsonOf, pairingOf, runListSearch } from '../../support/runNode';

let moment: MomentStandIn;

beforeAll(async () => {
	moment = await startMomentStandIn({ seed: demoMoment });
});

afterAll(async () => {
	await moment.stop();
});

beforeEach(async () => {
	await moment.reset();
});

const { staged, run } = momentRuns(Moment, () => moment);
const calls = (): string[] =>
	moment.log.list().map(({ path }) => path.replace(/.*companies\/[^/]+\//, '').replace(/\?.*/, ''));
const callsTo = (resource: string): number => calls().filter((path) => path.split('/')[0] === resource).length;
const idsOf = (kind: string): number[] =>
	moment.store
		.rows(kind)
		.map(({ values }) => values.id)
		.sort((a, b) => a - b);

const GET_ALL = (resource: string): INodeParameters => ({ resource, operation: 'getAll', returnAll: true });
const GET = (resource: string): INodeParameters => ({
	resource,
	operation: 'get',
	[`${resource}Id`]: { __rl: true, mode: 'id', value: '={{ $json.momentId }}' },
});
const byId = (list: IDataObject[]): IDataObject[] => [...list].sort((a, b) => Number(a.id) - Number(b.id));

/**
 * One switch at a time, and the ones that meet in one answer together: whatever form Moment sends, the record is the
 * same.
 */
const FORMS = {
	project: [
		{ projectShape: 'nested' },
		{ referenceParts: 'idOnly' },
		{ referenceParts: 'idOnly', projectShape: 'nested' },
		{ projectManager: 'membershipOnly' },
		{ projectManager: 'membershipOnly', unknownFilters: 'ignored' },
		{ tagShape: 'ids' },
		{ tagShape: 'onlyByInclude' },
		{ nulls: 'omitted' },
		{ dateShape: 'epoch' },
		{ ignoredFilters: ['ids', 'query', 'lastModifiedDateFrom', 'projectMembershipState'] },
		{ maxPageSize: 7 },
		{ listOrder: 'id' },
	],
	invoice: [
		{ invoiceShape: 'nested' },
		{ projectShape: 'nested' },
		{ referenceParts: 'idOnly' },
		{ referenceParts: 'idOnly', invoiceShape: 'nested', projectShape: 'nested' },
		{ tagShape: 'ids' },
		{ tagShape: 'onlyByInclude' },
		{ projectManager: 'membershipOnly' },
		{ invoiceLines: 'singleOnly' },
		{ invoiceLines: 'onlyByInclude' },
		{ invoiceLines: 'ownList' },
		{ invoiceLines: 'ownList', ignoredFilters: ['invoiceId', 'ids'], maxPageSize: 50 },
		{ lineAccount: 'idAndNumber' },
		{ lineAccount: 'numberOnly' },
		{ lineAccount: 'idOnly' },
		{ invoiceTypeNames: 'upper' },
		{ exportStatusNames: 'upper' },
		{ exportStatusNames: 'long' },
		{ invoiceNumberAs: 'text' },
		{ decimals: 'text' },
		{ decimals: 'text', lineAccount: 'idOnly' },
		{ nulls: 'omitted' },
		{ dateShape: 'epoch' },
		{ ignoredFilters: ['ids', 'query'] },
		{ maxPageSize: 7 },
		{
			invoiceShape: 'nested',
			tagShape: 'onlyByInclude',
			invoiceLines: 'onlyByInclude',
			lineAccount: 'idOnly',
			nulls: 'omitted',
			maxPageSize: 30,
		},
	],
} as const;

describe.each(['project', 'invoice'] as const)('%s', (resource) => {
	const kind = `${resource}s`;
	/** Drafts are never sent, so nothing more is asked of Moment for their lines. */
	const final = (list: IDataObject[]): IDataObject[] =>
		byId(list).filter(({ invoiceNumber }) => invoiceNumber !== '');

	it.each(FORMS[resource].map((form) => [JSON.stringify(form), form] as const))(
		'is the same as %s, from a list and by id',
		async (_what, form) => {
			const expected = final(jsonOf(await run(GET_ALL(resource))));
			expect(expected.length).toBeGreaterThan(50);
			moment.settings.patch(form);
			expect(final(jsonOf(await run(GET_ALL(resource))))).toEqual(expected);
			const wanted = expected.slice(0, 8);
			for (const some of [wanted.slice(0, 2), wanted]) {
				const outputs = await run(GET(resource), { input: items(...some.map(({ id }) => ({ momentId: id }))) });
				expect(jsonOf(outputs)).toEqual(some);
				expect(pairingOf(outputs)).toEqual(some.map((_, index) => index));
			}
		},
	);

	it('gives what Moment sent when Simplify is off', async () => {
		const [raw] = jsonOf(
			await run({ ...GET(resource), simplify: false }, { input: items({ momentId: idsOf(kind)[0] }) }),
		);
		expect(raw).toMatchObject({ id: idsOf(kind)[0], version: expect.any(Number) });
	});

	it('that is gone is named beside those that are there, with Continue on Fail', async () => {
		const input = items({ momentId: '99', key: '20007' }, { momentId: idsOf(kind)[0] }, {});
		const outputs = await run(GET(resource), { input, continueOnFail: true });
		expect(jsonOf(outputs)).toMatchObject([
			{
				momentId: '99',
				key: '20007',
				entity: resource,
				outcome: 'refused',
				transient: false,
				findings: [{ message: `The ${resource} 20007 (Moment id 99) no longer exists in Moment` }],
			},
			{ id: String(idsOf(kind)[0]) },
		]);
		expect(pairingOf(outputs)).toEqual([0, 1]);
	});

	it('that is gone ends the run without Continue on Fail', async () => {
		await expect(run(GET(resource), { input: items({ momentId: '99' }) })).rejects.toMatchObject({
			message: `The ${resource} (Moment id 99) no longer exists in Moment`,
		});
	});

	it('is had by the numbers that people see', async () => {
		const all = jsonOf(await run(GET_ALL(resource)));
		const numbers = final(all)
			.slice(3, 5)
			.map((json) => z.string().parse(json[`${resource}Number`]));
		const found = jsonOf(await run({ ...GET_ALL(resource), filters: { numbers: numbers.join(', ') } }));
		expect(found.map((json) => json[`${resource}Number`]).sort()).toEqual([...numbers].sort());
	});

	it('changed since comes whether the filter works or not', async () => {
		const changedSince = '={{ $now.plus({ days: 1 }).toISO() }}';
		for (const ignoredFilters of [[], ['lastModifiedDateFrom']]) {
			moment.settings.patch({ ignoredFilters });
			expect(jsonOf(await run({ ...GET_ALL(resource), filters: { changedSince } }))).toEqual([]);
		}
	});

	it('can be picked from a list, which asks for nothing but the names', async () => {
		const record = final(jsonOf(await run(GET_ALL(resource))))[0]!;
		const number = z.string().parse(record[`${resource}Number`]);
		moment.log.clear();
		const method = resource === 'project' ? 'searchProjects' : 'searchInvoices';
		const { results } = await runListSearch({ ...staged({}), method, filter: number });
		expect(results).toContainEqual({
			name: `${number} ${z.string().parse(record[resource === 'project' ? 'name' : 'customerName'])}`,
			value: record.id,
		});
		expect(calls()).toHaveLength(1);
	});
});

describe('calls to Moment', () => {
	it('for 80 invoices: their list, their projects in one, nothing else that is not needed', async () => {
		await run({ ...GET_ALL('invoice'), options: { pageSize: 500 } });
		expect(callsTo('invoices')).toBe(1);
		expect(callsTo('projects')).toBeLessThanOrEqual(2);
		expect(calls()).not.toContain('financialAccounts');
		expect(calls()).not.toContain('projectMemberships');
	});

	it('for lines that come only by include: one more for the list', async () => {
		moment.settings.patch({ invoiceLines: 'onlyByInclude' });
		await run({ ...GET_ALL('invoice'), options: { pageSize: 500 } });
		expect(callsTo('invoices')).toBe(2);
	});

	it('for lines in a list of their own: that list, once', async () => {
		moment.settings.patch({ invoiceLines: 'ownList' });
		await run({ ...GET_ALL('invoice'), options: { pageSize: 500 } });
		expect(callsTo('invoiceLines')).toBeLessThanOrEqual(5);
	});

	it('for invoices that were not asked for: none, not even for their lines', async () => {
		moment.settings.patch({ invoiceLines: 'ownList' });
		await run({ ...GET_ALL('invoice'), filters: { numbers: '10003' } });
		expect(callsTo('invoiceLines')).toBe(1);
		expect(callsTo('projects')).toBe(1);
	});
});

describe('Invoice: Get Many', () => {
	const numbersOf = async (filters: IDataObject): Promise<number[]> =>
		jsonOf(await run({ ...GET_ALL('invoice'), filters: { ...filters } as INodeParameters }))
			.map(({ invoiceNumber }) => Number(invoiceNumber))
			.sort((a, b) => a - b);

	it.each([
		[{ numbers: '10003, 10010-10012' }, [10003, 10010, 10011, 10012]],
		[{ numbers: '10012-10010' }, [10010, 10011, 10012]],
		[{ numbers: '10003-10005', numberFrom: 10005 }, [10005]],
		[{ numberFrom: 10084 }, [10084, 10085, 10086]],
		[{ numbers: '10085-99999999' }, [10085, 10086]],
		[{ numbers: '77' }, []],
	])('%j gives exactly these', async (filters, expected) => {
		expect(await numbersOf(filters)).toEqual(expected);
	});

	it.each([
		[{ invoiceTypeNames: 'absent' }, { kind: '' }],
		[{ rights: 'forbidden' }, { outcome: 'failed', transient: false }],
		[{ rights: 'emptyLists' }, { outcome: 'failed', transient: false }],
	] as const)('%j is passed on as it is', async (form, expected) => {
		moment.settings.patch(form);
		const outputs = await run(GET('invoice'), {
			input: items({ momentId: idsOf('invoices').at(-1) }),
			continueOnFail: true,
		});
		expect(jsonOf(outputs)).toMatchObject([expected]);
	});

	it('tells drafts, which have no number, from finalized ones, and takes a word of Moment', async () => {
		const all = await numbersOf({});
		expect(new Set(await numbersOf({ state: 'draft' }))).toEqual(new Set([0]));
		expect(await numbersOf({ state: 'finalized' })).toEqual(all.filter((number) => number !== 0));
		expect(await numbersOf({ state: 'no such state' })).toEqual([]);
	});

	it('names what is no number', async () => {
		await expect(run({ ...GET_ALL('invoice'), filters: { numbers: '10001, A7' } })).rejects.toMatchObject({
			message: "Numbers: 'A7' is neither an invoice number nor a range of them",
		});
	});
});

describe('short lists', () => {
	it.each([
		['department', ['externalNumber', 'id', 'name']],
		[
			'financialAccount',
			[
				'accountNumber',
				'category',
				'externalRevenueClass',
				'externalTaxCode',
				'id',
				'name',
				'vatCategoryCode',
				'vatPercent',
			],
		],
	])('%s: Get Many gives every record with its fields', async (resource, fields) => {
		const found = jsonOf(await run(GET_ALL(resource)));
		expect(found.length).toBeGreaterThan(1);
		expect(Object.keys(found[0]!).sort()).toEqual(fields);
	});
});

describe('what the node gives', () => {
	const tagged = (list: readonly object[]): void => {
		for (const tag of list)
			expect(Object.keys(tag).sort()).toEqual(['code', 'id', 'name', 'tagGroupId', 'tagGroupName']);
	};
	const PROJECT_KEYS = {
		id: '',
		projectNumber: '',
		name: '',
		customerId: '',
		customerNumber: '',
		customerName: '',
		state: '',
		startDate: '',
		endDate: '',
		description: '',
		managerName: '',
		managerEmployeeNumber: '',
		tags: [],
	} satisfies ProjectSource;
	const INVOICE_KEYS = {
		id: '',
		invoiceNumber: '',
		kind: '',
		state: '',
		transfer: '',
		issueDate: '',
		dueDate: '',
		creditDays: '',
		customerId: '',
		customerNumber: '',
		customerName: '',
		currencyCode: '',
		exchangeRate: '',
		orderReference: '',
		creditedInvoiceNumber: '',
		totalNet: '',
		totalVat: '',
		totalGross: '',
		totalGrossAfterRounding: '',
		tags: [],
		lines: [],
	} satisfies InvoiceSource;
	const keysOf = (record: object): string[] =>
		Object.keys(record)
			.filter((key) => key !== 'department' && key !== 'project')
			.sort();

	it('is exactly what the mapper takes', async () => {
		for (const record of jsonOf(await run(GET_ALL('project')))) {
			expect(keysOf(record)).toEqual(Object.keys(PROJECT_KEYS).sort());
			tagged(z.array(z.object({}).passthrough()).parse(record.tags));
		}
		for (const record of jsonOf(await run(GET_ALL('invoice'))))
			expect(keysOf(record)).toEqual(Object.keys(INVOICE_KEYS).sort());
	});

	it('names the person in charge also where only the memberships know it', async () => {
		moment.settings.patch({ projectManager: 'membershipOnly' });
		const managers = jsonOf(await run(GET_ALL('project'))).map(
			({ managerEmployeeNumber }) => managerEmployeeNumber,
		);
		expect(managers.filter((number) => number !== '').length).toBeGreaterThan(0);
	});

	it('goes without a person in charge where the key may not read memberships or users', async () => {
		moment.settings.patch({ projectManager: 'membershipOnly' });
		moment.faults.add({
			kind: 'status',
			status: 403,
			body: '',
			match: { path: '/(projectMemberships|userAccounts)' },
		});
		expect(jsonOf(await run(GET_ALL('project')))[0]).toMatchObject({ managerName: '', managerEmployeeNumber: '' });
	});
});
