import type { Cells, TableStep } from '../../../lib/state/store';

/** What the port to the tables may be asked for: calls one after the other, on tables as they are when a run begins. */
export interface StoreCase {
	name: string;
	/** Tables that are there before, empty; the others are missing. */
	there: readonly string[];
	calls: ReadonlyArray<readonly TableStep[]>;
}

const ALL = ['moment_uniconta_settings', 'moment_uniconta_inbox', 'moment_uniconta_log', 'moment_uniconta_lease'];
const settings = (...rows: ReadonlyArray<readonly [string, string]>): Cells[] =>
	rows.map(([key, value]) => ({ key, value }));
const is = (column: string, value: string | number) => [{ column, value }];
const mark = (momentId: string, due: string | null): Cells => ({
	entity: 'customer',
	momentId,
	key: `10${momentId}`,
	state: 'due',
	attempts: 0,
	due,
	message: '',
	fix: '',
	holder: '',
});
const lease = (holder: string, expires: number): TableStep => ({
	do: 'update',
	as: 'taken',
	table: 'lease',
	where: [...is('name', 'uniconta'), { column: 'expires', is: 'lt', value: 1000 }],
	set: { holder, expires },
});
const all = (table: 'settings' | 'inbox' | 'log' | 'lease'): TableStep => ({ do: 'get', as: table, table });

export const STORE_CASES: readonly StoreCase[] = [
	{ name: 'makes the tables that are missing', there: [], calls: [[all('settings'), all('inbox')]] },
	{
		name: 'makes what is missing beside others, one of them with a similar name',
		there: ['moment_uniconta_settings', 'moment_uniconta_log_old', 'MOMENT_UNICONTA_INBOX_COPY'],
		calls: [[{ do: 'insert', table: 'log', rows: [{ key: '1', outcome: 'created' }] }, all('log'), all('inbox')]],
	},
	{
		name: 'inserts, reads and tells the results apart, also empty ones',
		there: ALL,
		calls: [
			[
				{ do: 'insert', table: 'settings', rows: settings(['a', '1'], ['b', '2']) },
				all('settings'),
				{ do: 'get', as: 'none', table: 'settings', where: is('key', 'c') },
				{ do: 'get', as: 'first', table: 'settings', limit: 1 },
				{
					do: 'get',
					as: 'either',
					table: 'settings',
					where: [...is('key', 'a'), ...is('value', '2')],
					match: 'any',
				},
			],
		],
	},
	{
		name: 'takes texts as they are, also those that look like expressions',
		there: ALL,
		calls: [
			[
				{
					do: 'insert',
					table: 'settings',
					rows: settings(['={{ 1 + 1 }}', '=x'], ['{{ $json }}', '$("Call")'], ['"\\\n', 'Søn & "Co" 😀']),
				},
				{
					do: 'upsert',
					table: 'settings',
					where: is('key', '={{ 1 + 1 }}'),
					set: { key: '={{ 1 + 1 }}', value: '=y' },
				},
				{ do: 'get', as: 'one', table: 'settings', where: is('key', '={{ 1 + 1 }}') },
			],
		],
	},
	{
		name: 'gives the lease to one, and moves a cursor only under it',
		there: ALL,
		calls: [
			[
				{ do: 'insert', table: 'lease', rows: [{ name: 'uniconta', holder: '', expires: 0 }] },
				lease('1#a', 5000),
				all('lease'),
			],
			[lease('2#b', 6000), all('lease')],
			[
				{
					do: 'update',
					as: 'renewed',
					table: 'lease',
					where: [...is('name', 'uniconta'), ...is('holder', '1#a')],
					set: { expires: 7000 },
					then: [
						{ do: 'upsert', table: 'settings', where: is('key', 'x'), set: { key: 'x', value: '1' } },
						{ do: 'upsert', table: 'settings', where: is('key', 'y'), set: { key: 'y', value: '2' } },
					],
				},
				all('settings'),
				{
					do: 'update',
					as: 'lost',
					table: 'lease',
					where: [...is('name', 'uniconta'), ...is('holder', '2#b')],
					set: { expires: 8000 },
					then: [{ do: 'upsert', table: 'settings', where: is('key', 'z'), set: { key: 'z', value: '3' } }],
				},
				{ do: 'get', as: 'after', table: 'settings' },
				all('lease'),
			],
		],
	},
	{
		name: 'deletes the rows it is told and no others',
		there: ALL,
		calls: [
			[
				{
					do: 'insert',
					table: 'inbox',
					rows: [
						mark('1', '2026-01-05T10:00:00.000Z'),
						mark('2', null),
						mark('3', '2026-01-05T12:00:00.000Z'),
					],
				},
			],
			[
				{
					do: 'delete',
					table: 'inbox',
					where: [
						[{ column: 'id', value: 1 }, ...is('entity', 'customer')],
						[{ column: 'id', value: 3 }, ...is('entity', 'project')],
						[{ column: 'id', value: 9 }, ...is('entity', 'customer')],
					],
				},
				all('inbox'),
				{
					do: 'get',
					as: 'due',
					table: 'inbox',
					where: [{ column: 'due', is: 'lte', value: '2026-01-05T12:00:00.000Z' }],
				},
				{
					do: 'get',
					as: 'early',
					table: 'inbox',
					where: [{ column: 'due', is: 'lt', value: '2026-01-05T12:00:00.000Z' }],
				},
			],
		],
	},
	{
		name: 'writes a thousand rows in one go',
		there: ALL,
		calls: [
			[all('log')],
			[
				{
					do: 'insert',
					table: 'log',
					rows: Array.from({ length: 1000 }, (_, at) => ({
						time: '2026-01-05T12:00:00.000Z',
						entity: 'customer',
						key: String(at),
						outcome: 'created',
					})),
				},
				{ do: 'get', as: 'last', table: 'log', where: is('key', '999') },
			],
		],
	},
	{
		name: 'many steps in one call, in their order',
		there: ALL,
		calls: [
			Array.from({ length: 12 }, (_, at): TableStep[] => [
				{ do: 'upsert', table: 'settings', where: is('key', 'n'), set: { key: 'n', value: String(at) } },
				{ do: 'get', as: `n${at}`, table: 'settings' },
			]).flat(),
		],
	},
];
