import { ApiError } from '../../../../lib/http/errors';
import type { HttpPort, HttpResponse } from '../../../../lib/http/port';
import { textOf, type UnicontaRow } from '../../../../lib/uniconta/api/rows';
import { createWebApiClient, type WebApiClient } from '../../../../lib/uniconta/api/webApi';
import { fakeClock } from '../../../support/fakeClock';

type Filter = Record<string, unknown>;

/** Ways in which a server may say no to a question (UC18, UC54). */
const REFUSALS: Record<string, HttpResponse> = {
	'400 and a quoted text': { status: 400, headers: {}, body: '"Could not convert string to boolean"' },
	'400 and an object': {
		status: 400,
		headers: {},
		body: { title: 'One or more validation errors occurred.', errors: { '$[0].OrderBy': ['not a boolean'] } },
	},
	'an error word with 200': { status: 200, headers: {}, body: 'FieldHasinvalidValue' },
	'ArgumentMissing with 200': { status: 200, headers: {}, body: 'ArgumentMissing' },
	'a sentence with 200': { status: 200, headers: {}, body: 'Feltet findes ikke' },
	'422': { status: 422, headers: {}, body: 'No' },
	'a failure of its own': { status: 500, headers: {}, body: 'Object reference not set to an instance of an object.' },
};
const REFUSED: HttpResponse = REFUSALS['400 and a quoted text']!;

interface Server {
	/** Keys of the rows, in the order in which the server keeps them. */
	keys: Array<string | number>;
	/** Rows in one answer at most. */
	cap?: number;
	skip?: 'honoured' | 'ignored' | 'besideTake';
	sort?: 'flag' | 'ignored' | 'refused';
	filter?: 'equal' | 'ignored' | 'refused';
	/** Whether the order is another with each call where no sort is asked for. */
	moves?: boolean;
	refusal?: HttpResponse;
	/** Before each answer. */
	before?: (rows: UnicontaRow[], call: number) => void;
}

/** One list, read by filter objects. */
function server({
	keys,
	cap = Number.POSITIVE_INFINITY,
	skip = 'honoured',
	sort = 'flag',
	filter = 'equal',
	moves = false,
	refusal = REFUSED,
	before,
}: Server) {
	const rows = keys.map((Key, index): UnicontaRow => ({ RowId: index + 1, Key }));
	const asked: Filter[] = [];
	const request: HttpPort = async ({ url, body }) => {
		if (url.endsWith('/login')) return { status: 200, headers: {}, body: { token: 'eyJ', refreshToken: 'r' } };
		const [first = {}] = body as Filter[];
		asked.push(first);
		before?.(rows, asked.length);
		const {
			PropertyName: property,
			FilterValue,
			Skip = 0,
			Take = 0,
			OrderBy = false,
			OrderByDescending = false,
		} = first;
		if (typeof OrderBy !== 'boolean' || typeof OrderByDescending !== 'boolean') return REFUSED;
		const filters = typeof property === 'string' && FilterValue !== '';
		const valueOf = (row: UnicontaRow): string => (typeof property === 'string' ? textOf(row, property) : '');
		if ((OrderBy || OrderByDescending) && sort === 'refused') return refusal;
		if (filters && filter === 'refused') return refusal;
		let found = filters && filter === 'equal' ? rows.filter((row) => valueOf(row) === FilterValue) : [...rows];
		if (sort === 'flag' && (OrderBy || OrderByDescending))
			found.sort((a, b) => (OrderBy ? 1 : -1) * (valueOf(a) < valueOf(b) ? -1 : 1));
		else if (moves)
			found = [...found.slice(asked.length % found.length), ...found.slice(0, asked.length % found.length)];
		const start = skip === 'honoured' || (skip === 'besideTake' && Number(Take) > 0) ? Number(Skip) : 0;
		return { status: 200, headers: {}, body: found.slice(start, start + Math.min(cap, Number(Take) || cap)) };
	};
	const client: WebApiClient = createWebApiClient({ webApiUrl: 'https://api.test', request, clock: fakeClock() });
	const all = async (): Promise<string[]> => (await client.all('AnyClient', 'Key')).map((row) => textOf(row, 'Key'));
	return { client, asked, all };
}

const KEYS = ['09', '03', '10', '05', '01', '07', '02', '08', '04', '06'];
const IN_ORDER = [...KEYS].sort();
const isSort = ({ OrderBy, OrderByDescending }: Filter): boolean =>
	OrderBy !== undefined || OrderByDescending !== undefined;

describe('a whole list', () => {
	it('is asked for without a sort, and put in order here', async () => {
		const { all, asked } = server({ keys: KEYS });
		expect(await all()).toEqual(IN_ORDER);
		expect(asked.filter(isSort)).toEqual([]);
		expect(asked).toHaveLength(2);
	});

	it.each([
		['numbers as numbers', [10, 9, 100, 1], ['1', '9', '10', '100']],
		['numbers before texts', ['B', '10', 'A', '9', '1A'], ['9', '10', '1A', 'A', 'B']],
		['Danish letters without a fault', ['Å', 'a', 'Æ'], ['a', 'Å', 'Æ']],
	])('is in order: %s', async (_name, keys, expected) => {
		expect(await server({ keys }).all()).toEqual(expected);
	});

	it.each<[string, Partial<Server>]>([
		['in pages', { cap: 3 }],
		['in pages, where Skip counts only beside a Take', { cap: 4, skip: 'besideTake' }],
		['where Skip counts only beside a Take', { skip: 'besideTake' }],
		['in pages, where no sort is taken', { cap: 3, sort: 'refused' }],
		['in pages, where a sort has no effect', { cap: 3, sort: 'ignored' }],
		['in pages whose order is another each time', { cap: 3, moves: true }],
		['at once, in another order each time', { moves: true }],
		['by its two ends, where Skip has no effect', { cap: 7, skip: 'ignored' }],
		['at once, where Skip has no effect', { skip: 'ignored' }],
	])('comes whole %s', async (_name, how) => {
		expect(await server({ keys: KEYS, ...how }).all()).toEqual(IN_ORDER);
	});

	it.each<[string, Partial<Server>]>([
		['its two ends do not meet', { cap: 5, skip: 'ignored' }],
		['the server neither skips nor sorts', { cap: 7, skip: 'ignored', sort: 'ignored' }],
		['the server neither skips nor takes a sort', { cap: 7, skip: 'ignored', sort: 'refused' }],
		[
			'the rows of one key may be cut at both ends',
			{ keys: ['1', '1', '1', '1', '1', '1'], cap: 4, skip: 'ignored' },
		],
		[
			'pages change and no sort is taken',
			{ keys: Array.from({ length: 40 }, (_, index) => `K${index}`), cap: 3, moves: true, sort: 'refused' },
		],
	])('is never cut without a word: %s', async (_name, how) => {
		await expect(server({ keys: KEYS, ...how }).all()).rejects.toThrow('only a part');
	});

	it('whose end a page does not prove goes on until one does', async () => {
		// A row that comes in front while pages are read pushes the others back.
		const { all } = server({
			keys: KEYS,
			cap: 5,
			before: (rows, call) => {
				if (call === 2) rows.unshift({ RowId: 99, Key: '00' });
			},
		});
		expect(await all()).toEqual(expect.arrayContaining(IN_ORDER));
	});

	it.each(Object.entries(REFUSALS))(
		'bears that a sort is refused by %s, and asks for it once in a run',
		async (_name, refusal) => {
			const { client, asked } = server({ keys: KEYS, cap: 7, skip: 'ignored', sort: 'refused', refusal });
			await expect(client.all('OneClient', 'Key')).rejects.toThrow('only a part');
			const sorts = asked.filter(isSort).length;
			await expect(client.all('AnotherClient', 'Key')).rejects.toThrow('only a part');
			expect(asked.filter(isSort)).toHaveLength(sorts);
			// A failure of its own is asked again, like any read.
			expect(sorts).toBe(refusal.status === 500 ? 5 : 1);
		},
	);
});

describe('one value', () => {
	it('costs one call', async () => {
		const { client, asked } = server({ keys: KEYS });
		expect(await client.find('AnyClient', 'Key', '05')).toEqual([{ RowId: 4, Key: '05' }]);
		expect(asked).toEqual([{ PropertyName: 'Key', FilterValue: '05' }]);
	});

	it.each(Object.entries(REFUSALS))(
		'is looked for here where the filter is refused by %s, which is asked once in a run',
		async (_name, refusal) => {
			const { client, asked } = server({ keys: KEYS, filter: 'refused', refusal });
			const filters = (): number => asked.filter(({ FilterValue }) => FilterValue !== undefined).length;
			expect(await client.find('AnyClient', 'Key', '05')).toEqual([{ RowId: 4, Key: '05' }]);
			const first = filters();
			expect(await client.find('AnyClient', 'Key', '06')).toEqual([{ RowId: 10, Key: '06' }]);
			expect(await client.find('AnyClient', 'Key', 'none')).toEqual([]);
			expect(filters()).toBe(first);
			expect(asked.filter(isSort)).toEqual([]);
		},
	);

	it('is asked for again where the whole list was refused too: it was not the filter', async () => {
		let broken = true;
		const asked: Filter[] = [];
		const request: HttpPort = async ({ url, body }) => {
			if (url.endsWith('/login')) return { status: 200, headers: {}, body: { token: 'eyJ', refreshToken: 'r' } };
			if (broken) return { status: 400, headers: {}, body: '"Not now"' };
			asked.push(...(body as Filter[]));
			return { status: 200, headers: {}, body: [{ RowId: 4, Key: '05' }] };
		};
		const other = createWebApiClient({ webApiUrl: 'https://api.test', request, clock: fakeClock() });
		await expect(other.find('AnyClient', 'Key', '05')).rejects.toBeInstanceOf(ApiError);
		broken = false;
		await other.find('AnyClient', 'Key', '05');
		expect(asked).toEqual([{ PropertyName: 'Key', FilterValue: '05' }]);
	});

	it.each([
		'',
		' ',
		'A ',
		'null',
		'!null',
		'NULL',
		'A*',
		'1..5',
		'..',
		'>5',
		'A,B',
		'A;B',
		'A|B',
		'.A',
		'"A"',
		'(A)',
	])('that the server could read as something else is no filter: %j', async (value) => {
		const { client, asked } = server({ keys: [...KEYS, value] });
		expect(await client.find('AnyClient', 'Key', value)).toEqual([{ RowId: 11, Key: value }]);
		expect(asked.every(({ FilterValue }) => FilterValue === undefined)).toBe(true);
	});

	it.each(['10001', '10001#t6x2k9ab1c.555', 'FAKT', 'Mærsk Søn', '812-3/4', 'A_1', 'F.1', '0'])(
		'that means itself is a filter: %s',
		async (value) => {
			const { client, asked } = server({ keys: [...KEYS, value] });
			expect(await client.find('AnyClient', 'Key', value)).toEqual([{ RowId: 11, Key: value }]);
			expect(asked).toEqual([{ PropertyName: 'Key', FilterValue: value }]);
		},
	);

	it.each<[string, Partial<Server>]>([
		['the filter has no effect', { filter: 'ignored' }],
		['the filter has no effect on a cut list', { filter: 'ignored', cap: 3 }],
		['the filter has no effect, and Skip has none', { filter: 'ignored', cap: 7, skip: 'ignored' }],
		['the filter is refused and the list is cut', { filter: 'refused', cap: 3, sort: 'refused' }],
	])('is found where %s', async (_name, how) => {
		expect(await server({ keys: KEYS, ...how }).client.find('AnyClient', 'Key', '06')).toEqual([
			{ RowId: 10, Key: '06' },
		]);
	});
});
