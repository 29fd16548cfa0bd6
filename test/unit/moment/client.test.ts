import fc from 'fast-check';
import { TransportError } from '../../../lib/http/port';
import type { EntityQuery } from '../../../lib/moment/api/findEntities';
import {
	answer,
	collect,
	customersOf,
	fakeMoment,
	type FakeMoment,
	type FakeMomentOptions,
} from '../../support/fakeMoment';

const USERS = [{ id: 1, name: 'Maja', email: 'maja@acme.dk' }];

function momentWith(count: number, options: Omit<FakeMomentOptions, 'lists'> = {}): FakeMoment {
	return fakeMoment({
		...options,
		lists: { customers: customersOf(count), userAccounts: USERS, tags: [], tagGroups: [] },
	});
}

async function idsOf(moment: FakeMoment, query?: EntityQuery): Promise<number[]> {
	const rows = await collect(moment.client().customers.find(query));
	return rows.map(({ id }) => Number(id)).sort((a, b) => a - b);
}

const upTo = (count: number, from = 1): number[] =>
	Array.from({ length: count - from + 1 }, (_, index) => from + index);
const textsUpTo = (count: number): string[] => upTo(count).map(String);

describe('reading all customers', () => {
	it('counts pages from zero and asks for them in the order of ids', async () => {
		const moment = momentWith(250);
		expect(await idsOf(moment)).toEqual(upTo(250));
		expect(moment.calls).toEqual([0, 1, 2].map((page) => `customers?page=${page}&size=100&sort=id,asc`));
	});

	it('reads what it asked for even if the server gives smaller pages', async () => {
		expect(await idsOf(momentWith(250, { maxPageSize: 20 }))).toEqual(upTo(250));
	});

	it('reads an empty list in one call', async () => {
		const moment = momentWith(0);
		expect(await idsOf(moment)).toEqual([]);
		expect(moment.calls).toHaveLength(1);
	});

	it('stops asking when nobody reads on', async () => {
		const moment = momentWith(1000);
		for await (const { id } of moment.client().customers.find()) if (id === '3') break;
		expect(moment.calls).toHaveLength(1);
	});

	it('has each once and none lost when rows move to another page meanwhile', async () => {
		const moment = momentWith(250);
		const seen: string[] = [];
		for await (const { id } of moment.client().customers.find()) {
			seen.push(id);
			// The first is deleted: everything behind it moves up, one row from page 1 to the end of page 0.
			if (id === '100') moment.lists.customers?.shift();
		}
		expect(seen.map(Number).sort((a, b) => a - b)).toEqual(upTo(250));
	});

	it('says so when the server gives the same page again and again', async () => {
		const moment = momentWith(250, { honours: ['sortById'] });
		await expect(idsOf(moment)).rejects.toMatchObject({ kind: 'unexpected', message: /same page of customers/ });
	});

	it('goes on without totals until a page is not full', async () => {
		const rows = customersOf(150);
		const moment = fakeMoment({
			intercept: ({ url }) => {
				const page = Number(new URL(url).searchParams.get('page'));
				return answer(200, { content: rows.slice(page * 100, page * 100 + 100) });
			},
		});
		expect(await idsOf(moment)).toEqual(upTo(150));
	});

	it('gives back a record that cannot be read beside the others', async () => {
		const moment = momentWith(3);
		moment.lists.customers![1]!.name = {};
		const rows = await collect(moment.client().customers.find());
		expect(rows.map(({ unreadable }) => unreadable?.message)).toEqual([
			undefined,
			"The Moment customer C2 (id 2) in company 'acme' cannot be read: its field 'name' holds something else than text",
			undefined,
		]);
	});

	it('asks for at most 500 at a time', async () => {
		const moment = momentWith(600);
		await collect(moment.client({ pageSize: 9000 }).customers.find());
		expect(moment.calls[0]).toContain('size=500');
	});
});

describe('customers changed since', () => {
	const since = new Date(Date.UTC(2026, 0, 1, 0, 980)).toISOString();

	it('come by the filter, and what is older is left out', async () => {
		const moment = momentWith(1000);
		expect(await idsOf(moment, { changedSince: since })).toEqual(upTo(1000, 981));
		expect(moment.calls).toEqual([`customers?lastModifiedDateFrom=${since}&page=0&size=100&sort=id,asc`]);
	});

	it('come by asking for the newest first when the filter has no effect, with what changed up to 15 minutes earlier', async () => {
		const moment = momentWith(10_000, { honours: ['sortById', 'sortByDate', 'page'] });
		const newest = new Date(Date.UTC(2026, 0, 1, 0, 9_979)).toISOString();
		expect(await idsOf(moment, { changedSince: newest })).toEqual(upTo(10_000, 9_965));
		expect(moment.calls).toHaveLength(2);
	});

	it('come from everything when no order has an effect either', async () => {
		const moment = momentWith(1000, { honours: ['page', 'sortById'] });
		expect(await idsOf(moment, { changedSince: since })).toEqual(upTo(1000, 966));
		expect(moment.calls).toHaveLength(4);
	});

	it('come also when the server refuses filter and order', async () => {
		const moment = momentWith(1000, {
			refuses: ['lastModifiedDateFrom'],
			intercept: ({ url }) => (url.includes('desc') ? answer(400, 'Cannot sort') : undefined),
		});
		expect(await idsOf(moment, { changedSince: since })).toEqual(upTo(1000, 966));
	});

	it('come also when their dates cannot be read: rather too many than too few', async () => {
		const moment = fakeMoment({
			lists: { customers: customersOf(30, { lastModifiedDate: 'today' }), userAccounts: USERS },
		});
		expect(await idsOf(moment, { changedSince: since })).toEqual([]);
		const ignoring = fakeMoment({
			honours: ['page'],
			lists: { customers: customersOf(30, { lastModifiedDate: 'today' }) },
		});
		expect(await idsOf(ignoring, { changedSince: since })).toEqual(upTo(30));
	});

	it('are never too few, whatever the server honours', async () => {
		const possible = ['ids', 'lastModifiedDateFrom', 'query', 'sortById', 'sortByDate'] as const;
		await fc.assert(
			fc.asyncProperty(
				fc.subarray([...possible]),
				fc.nat(60),
				fc.nat(60),
				fc.integer({ min: 1, max: 50 }),
				async (honours, count, minute, maxPageSize) => {
					const moment = momentWith(count, { honours: [...honours, 'page'], maxPageSize });
					const changedSince = new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
					const found = await idsOf(moment, { changedSince });
					expect(found).toEqual([...new Set(found)]);
					expect(found).toEqual(expect.arrayContaining(upTo(count).filter((id) => id - 1 >= minute)));
					expect(found.every((id) => id - 1 >= minute - 15)).toBe(true);
				},
			),
		);
	});

	it('need a date', async () => {
		await expect(idsOf(momentWith(1), { changedSince: 'last week' })).rejects.toMatchObject({
			kind: 'refused',
			message: /'last week'/,
		});
	});
});

describe('customers by id', () => {
	const lookup = async (moment: FakeMoment, ids: string[]) => await moment.client().customers.byId(ids);

	it.each(['stop-5', '5/../7', '-5', '1e3', ' 5', '', '1'.repeat(20), 'x'.repeat(1_000_000)])(
		'an id that is none is never put into an address, and is named in short',
		async (id) => {
			const moment = momentWith(10);
			const [found] = [...(await lookup(moment, [id])).values()];
			expect(found).toMatchObject({ id, unreadable: { kind: 'refused' } });
			expect(JSON.stringify((found as { unreadable: Error }).unreadable.message).length).toBeLessThan(100);
			expect(moment.requests).toEqual([]);
		},
	);

	it('few are asked for one by one', async () => {
		const moment = momentWith(1000);
		const found = await lookup(moment, ['3', '1', '3']);
		expect([...found.keys()]).toEqual(['3', '1']);
		expect(moment.calls).toEqual(['customers/3', 'customers/1']);
	});

	it('many are asked for in lists', async () => {
		const moment = momentWith(1000);
		const found = await lookup(moment, textsUpTo(250));
		expect(found.size).toBe(250);
		expect(moment.calls).toHaveLength(3);
	});

	it('one that is gone is missing, and asked for singly to be sure', async () => {
		const moment = momentWith(100);
		const found = await lookup(moment, [...textsUpTo(20), '999']);
		expect(found.get('999')).toEqual({ id: '999', missing: true });
		expect(moment.calls).toHaveLength(2);
	});

	it('come from single calls when the filter has no effect and there are few of them', async () => {
		const moment = momentWith(10_000, { honours: ['page', 'sortById'] });
		const found = await lookup(
			moment,
			textsUpTo(12).map((id) => String(Number(id) + 500)),
		);
		expect([...found.values()].every((row) => 'record' in row)).toBe(true);
		expect(moment.calls).toHaveLength(13);
	});

	it('come from one pass over everything when the filter has no effect and they are many', async () => {
		const moment = momentWith(1000, { honours: ['page', 'sortById'] });
		const found = await lookup(
			moment,
			textsUpTo(400).map((id) => String(Number(id) + 500)),
		);
		expect([...found.values()].filter((row) => 'record' in row)).toHaveLength(400);
		expect(moment.calls).toHaveLength(3);
	});

	it('come also when the server refuses the filter', async () => {
		expect((await lookup(momentWith(300, { refuses: ['ids'] }), textsUpTo(50))).size).toBe(50);
	});

	it('are never missing when they are there, whatever the server makes of the list of ids', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.nat(40),
				fc.constantFrom('all', 'first', 'none', 'refused'),
				fc.nat(5),
				async (count, reading, gone) => {
					const moment = fakeMoment({
						lists: { customers: customersOf(60), userAccounts: USERS },
						intercept: ({ url }) => {
							const { searchParams } = new URL(url);
							const ids = searchParams.getAll('ids');
							if (ids.length === 0 || reading === 'all') return undefined;
							if (reading === 'refused') return answer(400, 'Unknown parameter');
							const rows =
								reading === 'none' ? [] : customersOf(60).filter(({ id }) => String(id) === ids[0]);
							return answer(200, {
								content: rows,
								page: { number: 0, totalElements: rows.length, totalPages: 1 },
							});
						},
					});
					const ids = [...textsUpTo(count), ...upTo(gone).map((id) => String(900 + id))];
					const found = await moment.client().customers.byId(ids);
					const missing = [...found.values()].filter((row) => 'missing' in row).map(({ id }) => id);
					expect(missing.sort()).toEqual(ids.filter((id) => Number(id) > 900).sort());
					expect(found.size).toBe(ids.length);
				},
			),
		);
	});

	it('a wrong company is not taken for a customer that is gone', async () => {
		const moment = fakeMoment({ lists: {} });
		await expect(lookup(moment, ['1'])).rejects.toMatchObject({ kind: 'notFound', fix: /company code/ });
	});

	it('a key that sees nothing is not taken for a customer that is gone', async () => {
		const moment = fakeMoment({ lists: { customers: [], userAccounts: [] } });
		await expect(lookup(moment, ['1'])).rejects.toMatchObject({
			kind: 'forbidden',
			message: /sees nothing in company 'acme'/,
		});
	});

	it('what is no id is said to be none, without a call', async () => {
		const moment = momentWith(1);
		expect((await lookup(moment, ['C1'])).get('C1')).toMatchObject({ unreadable: { kind: 'refused' } });
		expect(moment.calls).toEqual([]);
	});
});

describe('customers by number', () => {
	it('few are looked for by free text, and only exact ones count', async () => {
		const moment = momentWith(1000);
		expect(await idsOf(moment, { numbers: ['C1', 'C20'] })).toEqual([1, 20]);
		expect(moment.calls).toHaveLength(2);
	});

	it.each([
		['many', textsUpTo(40).map((id) => `C${id}`), {}],
		['few where free text has no effect', ['C900'], { honours: ['page', 'sortById'] }],
		['few where free text is refused', ['C900'], { refuses: ['query'] }],
	] as const)('%s come from a pass over everything', async (_what, numbers, options) => {
		expect(await idsOf(momentWith(1000, options), { numbers })).toHaveLength(numbers.length);
	});

	it('that do not exist are not made up', async () => {
		expect(await idsOf(momentWith(30), { numbers: ['C', 'X'] })).toEqual([]);
	});

	it('together with ids both must hold', async () => {
		expect(await idsOf(momentWith(30), { numbers: ['C1', 'C2'], ids: ['2', '3'] })).toEqual([2]);
	});
});

describe('tags of a customer', () => {
	const tagGroups = [{ id: 9, name: 'Kundegruppe' }];
	const tags = [
		{ id: 5, name: 'Privat', code: 'PRIV', tagGroupId: 9 },
		{ id: 6, name: 'Offentlig', code: '0200', tagGroup: { id: 9, name: 'Kundegruppe' } },
	];
	const resolved = [
		{ id: '5', name: 'Privat', code: 'PRIV', tagGroupId: '9', tagGroupName: 'Kundegruppe' },
		{ id: '6', name: 'Offentlig', code: '0200', tagGroupId: '9', tagGroupName: 'Kundegruppe' },
	];
	const tagsOf = async (moment: FakeMoment) =>
		(await collect(moment.client().customers.find())).map(({ record }) => record?.tags);
	const lookUps = (moment: FakeMoment) => moment.calls.filter((call) => call.startsWith('tag')).length;

	it.each([
		['as ids', { tagIds: [5, 6] }, 2],
		['as texts', { tags: ['5', 'Offentlig'] }, 2],
		['as objects without group', { tags: [{ id: 5, code: 'PRIV' }, { id: 6 }] }, 2],
		[
			'as objects without the name of the group',
			{ tags: [tags[0], { ...tags[1], tagGroup: undefined, tagGroupId: 9 }] },
			1,
		],
		['whole', { tags: resolved }, 0],
	])('%s are resolved; the lists are read once a run', async (_what, extra, calls) => {
		const moment = fakeMoment({ lists: { customers: customersOf(3, extra), tags, tagGroups } });
		expect(await tagsOf(moment)).toEqual([resolved, resolved, resolved]);
		expect(lookUps(moment)).toBe(calls);
	});

	it('are not looked up when nobody has any', async () => {
		const moment = fakeMoment({ lists: { customers: customersOf(3, { tags: [] }) } });
		expect(await tagsOf(moment)).toEqual([[], [], []]);
		expect(moment.calls).toHaveLength(1);
	});

	it('stay as they are when the list does not know them', async () => {
		const moment = fakeMoment({ lists: { customers: customersOf(1, { tagIds: [77] }), tags, tagGroups } });
		expect(await tagsOf(moment)).toMatchObject([[{ id: '77', code: '' }]]);
	});

	it('have no name of a group when the key may not read the groups', async () => {
		const moment = fakeMoment({
			lists: { customers: customersOf(1, { tags: [tags[0]] }) },
			intercept: ({ url }) => (url.includes('tagGroups') ? answer(403, '') : undefined),
		});
		expect(await tagsOf(moment)).toMatchObject([[{ code: 'PRIV', tagGroupId: '9', tagGroupName: '' }]]);
	});

	it('are asked for by name where the plain form has none, once for each page', async () => {
		const moment = fakeMoment({
			lists: { customers: customersOf(150, {}), tags, tagGroups },
			intercept: ({ url }) => {
				const { pathname, searchParams } = new URL(url);
				if (!pathname.endsWith('/include/tags')) return undefined;
				const page = Number(searchParams.get('page'));
				const rows = customersOf(150).slice(page * 100, page * 100 + 100);
				return answer(200, { content: rows.map(({ id }) => ({ id, tags: resolved })), page: { number: page } });
			},
		});
		expect((await tagsOf(moment)).every((list) => list?.length === 2)).toBe(true);
		expect(moment.calls).toHaveLength(4);
	});

	it('of a customer that was deleted between the two calls do not end the run', async () => {
		const moment = fakeMoment({
			lists: { customers: customersOf(2, {}), tags, tagGroups },
			intercept: ({ url }) => {
				if (url.includes('customers/include/tags'))
					return answer(200, { content: [{ id: 1, tags: resolved }], page: { number: 0 } });
				return url.includes('customers/2/include') ? answer(404, '') : undefined;
			},
		});
		expect((await tagsOf(moment)).map((list) => list?.length)).toEqual([2, 0]);
	});

	it('are given up where nothing brings them', async () => {
		const moment = fakeMoment({
			lists: { customers: customersOf(150, {}) },
			intercept: ({ url }) => (url.includes('/include/') ? answer(400, 'Unknown include') : undefined),
		});
		expect((await tagsOf(moment)).every((list) => list?.length === 0)).toBe(true);
		expect(moment.calls).toHaveLength(3);
	});
});

describe('what Moment answers when it does not work', () => {
	const always = (status: number, body: unknown = '', headers = {}): FakeMoment =>
		fakeMoment({ intercept: () => answer(status, body, headers) });

	it.each([
		[401, { message: 'Full authentication is required' }, 'credentials', /API key for company 'acme'/, /two years/],
		[403, 'Access is denied', 'forbidden', /may not do this in company 'acme': Access is denied/, /company code/],
		[
			404,
			{ error: 'Not Found' },
			'notFound',
			/\(company 'acme'\) has nothing at \/userAccounts.*: Not Found/,
			/company code/,
		],
		[
			400,
			{ errors: [{ defaultMessage: 'size' }, 'page'] },
			'refused',
			/refused GET .* \(400\): size; page/,
			/Mend/,
		],
		[302, '', 'unexpected', /pointing to https:\/\/login\.test \(302\)$/, /base URL/],
		[200, '<html>', 'unexpected', /is not a list of records/, /base URL/],
	])('%i is told apart', async (status, body, kind, message, fix) => {
		const moment = always(status, body, { location: 'https://login.test/x?ticket=1' });
		await expect(moment.client().proveAccess()).rejects.toMatchObject({
			kind,
			message: expect.stringMatching(message),
			fix: expect.stringMatching(fix),
		});
		expect(moment.calls).toHaveLength(1);
	});

	it.each([429, 500, 502, 503, 504])('%i is repeated, and passes', async (status) => {
		const moment = fakeMoment({
			lists: { userAccounts: USERS },
			intercept: (_request, call) => (call < 3 ? answer(status, 'busy') : undefined),
		});
		await moment.client().proveAccess();
		expect(moment.calls).toHaveLength(3);
	});

	it('waits as long as Retry-After says', async () => {
		const moment = fakeMoment({
			lists: { userAccounts: USERS },
			intercept: (_request, call) => (call === 1 ? answer(429, '', { 'retry-after': '42' }) : undefined),
		});
		await moment.client().proveAccess();
		expect(moment.clock.waits).toEqual([42_000]);
	});

	it('gives up when the time budget is used', async () => {
		const moment = always(503, 'down for maintenance');
		const failure = await moment
			.client({ timeBudgetMs: 1000 })
			.proveAccess()
			.catch((caught: unknown) => caught);
		expect(failure).toMatchObject({ kind: 'busy', transient: true, message: /503 .*: down for maintenance/ });
		expect(moment.clock.waits).toEqual([500]);
	});

	it.each([
		['POST', 429, 2],
		['POST', 503, 2],
		['POST', 502, 1],
		['DELETE', 500, 1],
	] as const)('a %s that met a %i is sent %i times', async (method, status, times) => {
		const moment = fakeMoment({
			intercept: (_request, call) => (call === 1 ? answer(status, '') : answer(204, '')),
		});
		await moment
			.client()
			.custom({ method, path: 'customers', body: {} })
			.catch(() => undefined);
		expect(moment.calls).toHaveLength(times);
	});

	it('a write without an answer is not sent again', async () => {
		const moment = fakeMoment({
			intercept: async () => await Promise.reject(new TransportError('gone', 'maybe', 'ECONNRESET')),
		});
		await expect(moment.client().custom({ method: 'POST', path: 'customers', body: {} })).rejects.toMatchObject({
			kind: 'noAnswer',
		});
		expect(moment.calls).toHaveLength(1);
	});

	it('cuts a long answer', async () => {
		const failure = await always(400, 'x'.repeat(5000))
			.client()
			.proveAccess()
			.catch((caught: unknown) => caught);
		expect(String(failure).length).toBeLessThan(500);
	});
});

describe('the address', () => {
	const urlFor = async (options: { baseUrl?: string; companyCode?: string }) => {
		const moment = fakeMoment({ lists: { userAccounts: USERS } });
		await moment.client(options).proveAccess();
		return moment.requests[0]?.url.split('?')[0];
	};

	it.each([
		['https://app.moment.team', 'acme', 'https://app.moment.team/api/1.0/companies/acme/userAccounts/include/base'],
		[
			' https://app.moment.team// ',
			' acme ',
			'https://app.moment.team/api/1.0/companies/acme/userAccounts/include/base',
		],
		[
			'https://app.moment.team/api/1.0/',
			'a&b',
			'https://app.moment.team/api/1.0/companies/a%26b/userAccounts/include/base',
		],
		['http://127.0.0.1:5679', 'åse', 'http://127.0.0.1:5679/api/1.0/companies/%C3%A5se/userAccounts/include/base'],
	])('%s and %s', async (baseUrl, companyCode, expected) => {
		expect(await urlFor({ baseUrl, companyCode })).toBe(expected);
	});

	it.each([
		[{ baseUrl: 'app.moment.team' }, /base URL 'app.moment.team'/],
		[{ baseUrl: '' }, /base URL/],
		[{ baseUrl: 'ftp://moment' }, /base URL/],
		[{ companyCode: ' ' }, /no company code/],
		[
			{ baseUrl: 'https://user:secret@moment.test' },
			/base URL in the Moment credential has a user name or password in it/,
		],
		[{ baseUrl: 'https://moment.test?x=1' }, /has a question mark/],
		[{ baseUrl: 'https://moment.test/#/acme' }, /or a # in it/],
		...['acme/projects', '..', '.', '...', 'a\\b', 'a?b', 'a#b', 'a b', 'a\u0000b', '/', 'acme/'].map(
			(companyCode): [object, RegExp] => [{ companyCode }, /not a company code/],
		),
	])('%j cannot be right, and is said before a call', (options, message) => {
		expect(() => fakeMoment().client(options)).toThrow(message);
	});

	it.each(['', '../other', 'a//b', 'https://elsewhere', 'customers?size=1', 'customers/..', 'a#b'])(
		'the path %p is refused',
		async (path) => {
			const moment = fakeMoment({ lists: { customers: [] } });
			await expect(moment.client().custom({ method: 'GET', path })).rejects.toMatchObject({ kind: 'refused' });
			expect(moment.calls).toEqual([]);
		},
	);

	it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf', 'prototype'])(
		'a parameter named %s goes along as any other',
		async (name) => {
			const moment = fakeMoment({ intercept: () => answer(200, []) });
			const query = Object.fromEntries([
				[name, ['1', '2']],
				['q', 'x'],
			]);
			await moment.client().custom({ method: 'GET', path: 'customers', query });
			for await (const row of moment.client().customList({ path: 'customers', query }))
				expect(row).toBeUndefined();
			for (const { url } of moment.requests)
				expect([new URL(url).searchParams.getAll(name), new URL(url).searchParams.get('q')]).toEqual([
					['1', '2'],
					'x',
				]);
		},
	);

	it('keeps the plus between includes, and repeats a parameter for each value', async () => {
		const moment = fakeMoment({ intercept: () => answer(200, []) });
		await moment.client().custom({
			method: 'GET',
			path: '/projects/12/',
			include: 'base+customer.name',
			query: { ids: ['1', '2'], q: 'ø&' },
		});
		expect(moment.requests[0]?.url).toBe(
			'https://moment.test/api/1.0/companies/acme/projects/12/include/base+customer.name?ids=1&ids=2&q=%C3%B8%26',
		);
	});
});
