import type { UnicontaSettings } from '../../../../sandbox/standins/uniconta/settings';
import { BY_DEPARTMENT, mapProjectsOf, projects } from '../../../support/projectSource';
import { startProjectRig, type ProjectRig } from '../../../support/projectRig';

let rig: ProjectRig;
beforeAll(async () => {
	rig = await startProjectRig();
});
afterAll(async () => {
	await rig.stop();
});

const SERVERS: Array<[string, Partial<UnicontaSettings>, number]> = [
	['everything in one answer', {}, 0],
	['pages of 1,000 with next links', { pageLimit: 1_000, pageStyle: 'nextLink' }, 10],
	['pages of 1,000 without a word', { pageLimit: 1_000, pageStyle: 'silent' }, 10],
	['$skip without effect', { skip: 'ignored' }, 0],
];

/** So many customers in Uniconta, with numbers from 50001 on. */
function addCustomers(count: number, values: object = {}): void {
	for (let index = 0; index < count; index++)
		rig.add('DebtorClient', {
			Account: String(50_001 + index),
			Name: `Kunde ${index}`,
			Group: 'ERHV',
			Country: 'Denmark',
			VatZone: 0,
			...values,
		});
}

describe.each(SERVERS)('10,000 projects of 10,000 customers, %s: calls to Uniconta', (name, settings, morePages) => {
	const sources = projects(10_000, (index) => ({ customerNumber: String(50_001 + index) }));
	const measured: string[] = [];
	const calls = async (work: () => Promise<unknown>): Promise<number> => {
		rig.forget();
		await work();
		measured.push(`${name}: ${String(rig.calls().length)}`);
		return rig.calls().length;
	};
	const mapped = () => mapProjectsOf(sources, { ...BY_DEPARTMENT, group: '' });
	beforeAll(() => {
		rig.reset(settings);
		addCustomers(10_000);
	});
	afterAll(() => {
		if (process.env.MEASURE !== undefined) console.log(measured.join('\n'));
	});

	it('new, with group, department, customer and person in charge to be checked: at most 35', async () => {
		expect(await calls(async () => await rig.writeProjects(mapped(), { user: 'da' }))).toBeLessThanOrEqual(35);
		expect(rig.tableRows('ProjectClient')).toHaveLength(10_000);
		expect(rig.project('49000')).toMatchObject({
			Account: '59000',
			Group: 'STD',
			Phase: 3,
			Dimension1: '100',
			PersonInCharge: 'MAT',
		});
	});

	it('unchanged: at most 4, a page more for each page, and no write', async () => {
		expect(await calls(async () => await rig.writeProjects(mapped(), { user: 'da' }))).toBeLessThanOrEqual(
			4 + morePages,
		);
		expect(rig.writes()).toEqual([]);
	});

	it('100 of them changed: at most 110, and the pages of reading once', async () => {
		const changed = sources.map((source, index) =>
			index % 100 === 0 ? { ...source, state: 'finished', endDate: '2026-12-31' } : source,
		);
		const work = async (): Promise<unknown> =>
			await rig.writeProjects(mapProjectsOf(changed, { ...BY_DEPARTMENT, group: '' }), { user: 'da' });
		expect(await calls(work)).toBeLessThanOrEqual(110 + morePages);
		expect(rig.writes()).toHaveLength(100);
		expect(rig.project('40001')).toMatchObject({ Phase: 5, EndDate: '2026-12-31T00:00:00' });
	});
});

describe('one single project: calls to Uniconta', () => {
	const single = mapProjectsOf(
		projects(1, () => ({ customerNumber: '50001' })),
		{ ...BY_DEPARTMENT, group: '' },
	);
	const oneCustomer = (settings: Partial<UnicontaSettings> = {}): void => {
		rig.reset(settings);
		addCustomers(1);
	};

	it.each(['en', 'da'] as const)('new, for a user whose labels are %s: at most 7', async (user) => {
		oneCustomer();
		const [result] = await rig.writeProjects(single, { user });
		expect(result?.outcome).toBe('created');
		expect(rig.calls().length).toBeLessThanOrEqual(7);
		expect(rig.project('40001')).toMatchObject({ Phase: 3, Group: 'STD' });
	});

	it('new, where a label of another language is dropped without a word: at most 7', async () => {
		oneCustomer({ foreignLabels: 'ignore' });
		await rig.writeProjects(single, { user: 'da' });
		expect(rig.calls().length).toBeLessThanOrEqual(7);
		expect(rig.project('40001')).toMatchObject({ Phase: 3 });
	});

	it('changed in every field: at most 7', async () => {
		oneCustomer();
		await rig.writeProjects(single);
		rig.change('ProjectClient', '40001', {
			Account: '900',
			Phase: 0,
			StartDate: null,
			EndDate: '2020-01-01T00:00:00',
			Description: null,
			PersonInCharge: null,
			Dimension1: '200',
		});
		rig.forget();
		await rig.writeProjects(single);
		expect(rig.calls().length).toBeLessThanOrEqual(7);
		expect(rig.project('40001')).toMatchObject({
			Account: '50001',
			Phase: 3,
			StartDate: '2026-01-05T00:00:00',
			Dimension1: '100',
			PersonInCharge: 'MAT',
		});
	});

	it('unchanged: 1, and no write', async () => {
		oneCustomer();
		await rig.writeProjects(single);
		rig.forget();
		await rig.writeProjects(single);
		expect(rig.calls()).toHaveLength(1);
		expect(rig.writes()).toEqual([]);
	});
});
