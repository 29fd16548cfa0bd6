import { ApiError } from '../../../../lib/http/errors';
import type { UnicontaClient } from '../../../../lib/uniconta/api/client';
import { listPostings } from '../../../../lib/uniconta/postings/list';
import type { NewPostings } from '../../../../lib/uniconta/postings/newPostings';
import { filterText } from '../../../../lib/uniconta/api/odata';
import type { UnicontaRow } from '../../../../lib/uniconta/api/rows';
import { PROJECTS, startPostingRig, TODAY, type PostingRig } from './postingRig';

/** What Uniconta calls the project of a posting: by it a project is known that the log does not link (G9). */
let rig: PostingRig;
beforeAll(async () => {
	rig = await startPostingRig();
});
afterAll(async () => {
	await rig.stop();
});
beforeEach(() => {
	rig.fresh();
	asked = [];
});

/** How the projects were asked for. */
let asked: string[] = [];
type Rows = (row: UnicontaRow, type: string) => UnicontaRow;
/** Another Uniconta, by what its rows show. */
const shows =
	(rows: Rows) =>
	(own: UnicontaClient): UnicontaClient => ({
		...own,
		async *pages(type, options) {
			if (type === 'ProjectClient') asked.push(filterText(options.filter ?? []));
			for await (const page of own.pages(type, options)) yield page.map((row) => rows(row, type));
		},
	});
/** A Uniconta whose project entries do not say the names of projects. */
const nameless = shows((row) => ({ ...row, ProjectName: null }));
const names = ({ postings }: NewPostings): string[][] =>
	postings.map(({ project, projectName }) => [project, projectName]);
const calls = (): string[] => rig.calls().filter((call) => call.includes('/ProjectClient'));
const three = (): void => {
	rig.bill([
		{ amount: 1, text: 'a' },
		{ amount: 2, text: 'b', project: '3003' },
		{ amount: 3, text: 'c' },
	]);
	rig.forget();
};
const ALL = [
	['3001', PROJECTS[3001]],
	['3003', PROJECTS[3003]],
	['3001', PROJECTS[3001]],
];

it('stands on the project entry, and costs no call', async () => {
	three();
	expect(names(await rig.read())).toEqual(ALL);
	expect(calls()).toEqual([]);
});

it('or on the ledger entry, where a newer Uniconta shows project and name there', async () => {
	const newer = shows((row, type) =>
		type === 'GLTransClient'
			? { ...row, Project: row.Account === '2010' ? '3001' : null, ProjectName: 'Fra finans' }
			: { ...row, ProjectName: null },
	);
	rig.bill([{ amount: 9 }]);
	const { postings } = await rig.read({ client: newer });
	expect(postings.map(({ project, projectName }) => [project, projectName])).toEqual([['3001', 'Fra finans']]);
	expect(calls()).toEqual([]);
});

it('else is read from the projects: once, and only those', async () => {
	three();
	rig.person.add('ProjectClient', { Number: '4001', Name: 'Ikke spurgt', Account: '20010' });
	expect(names(await rig.read({ client: nameless }))).toEqual(ALL);
	expect(asked).toEqual(["Number ge '3001' and Number le '3003'"]);
	expect(calls()).toHaveLength(1);
});

it('of one project is asked for by its number, and what another posting of it says is not asked for', async () => {
	three();
	let seen = 0;
	const firstOnly = shows(({ ProjectName, ...row }, type) =>
		type === 'ProjectTransClient' && row.Project === '3001' && (seen += 1) === 1
			? { ...row, ProjectName: ProjectName ?? null }
			: row,
	);
	expect(names(await rig.read({ client: firstOnly }))).toEqual(ALL);
	expect(asked).toEqual(["Number eq '3003'"]);
	expect(calls()).toHaveLength(1);
});

it('of numbers with letters is looked for in the whole list, whatever the order of texts', async () => {
	rig.person.add('ProjectClient', { Number: 'NØR-2026', Name: 'Nørreport', Account: '20010' });
	rig.bill([
		{ amount: 1, text: 'a', project: 'NØR-2026' },
		{ amount: 2, text: 'b' },
	]);
	rig.forget();
	expect(names(await rig.read({ client: nameless }))).toEqual([
		['NØR-2026', 'Nørreport'],
		['3001', PROJECTS[3001]],
	]);
	expect(asked).toEqual(['']);
});

it.each(['forbidden', 'refused', 'notFound'] as const)(
	'stays empty where the list of projects is %s: the postings come all the same',
	async (kind) => {
		three();
		async function* none(): AsyncGenerator<never[]> {
			throw new ApiError('no', { system: 'Uniconta', kind, fix: '' });
		}
		const client = (own: UnicontaClient): UnicontaClient => ({
			...nameless(own),
			pages: (type, options) => (type === 'ProjectClient' ? none() : nameless(own).pages(type, options)),
		});
		const read = await rig.read({ client });
		expect(names(read)).toEqual(ALL.map(([project]) => [project, '']));
		expect(read.postings.every(({ isExpense }) => isExpense)).toBe(true);
	},
);

it('stays empty for a project that Uniconta does not have, and what becomes no expense is not asked for', async () => {
	rig.bill([{ project: 'UKENDT-1' }]);
	expect(names(await rig.read())).toEqual([['UKENDT-1', '']]);
	rig.fresh();
	rig.bill([{ amount: 0 }]);
	rig.forget();
	expect(names(await rig.read({ client: nameless }))).toEqual([['3001', '']]);
	expect(asked).toEqual([]);
});

it('comes with a list by hand too', async () => {
	three();
	const options = {
		company: { id: '10542', currency: 'DKK' },
		filter: { accounts: [], dateFrom: TODAY },
		limit: 50,
		today: TODAY,
	};
	const listed = await listPostings(nameless(rig.client()), options);
	expect(listed.map(({ project, projectName }) => [project, projectName])).toEqual(ALL);
});
