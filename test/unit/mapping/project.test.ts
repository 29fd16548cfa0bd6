import fc from 'fast-check';
import type { KnownRecords } from '../../../lib/core/identity';
import { phaseOf, phaseTable } from '../../../lib/mapping/phases';
import { categoryTag, CATEGORY_TAGS } from '../../support/invoiceSource';
import { BY_DEPARTMENT, mapProject, mapProjectsOf, project, projects } from '../../support/projectSource';

const said = (mapped: { findings: Array<{ level: string; field: string }> }): string[][] =>
	mapped.findings.map(({ level, field }) => [level, field]);

/** The log knows this project as it was mapped last. */
function known(momentId: string, held: string[], key = '4001'): KnownRecords {
	return {
		byMomentId: new Map([[momentId, { key, unicontaRowId: '55', held, hash: 'x' }]]),
		idsByKey: new Map([[key, [momentId]]]),
	};
}

describe('the fields of a project', () => {
	it('number, name, customer, group, phase, dates, description, person in charge and department', () => {
		expect(mapProject({}, BY_DEPARTMENT)).toMatchObject({
			entity: 'project',
			key: '4001',
			momentId: '94001',
			name: 'Ombygning 4001',
			customerId: '720001',
			customerNumber: '20001',
			findings: [],
			uniconta: {
				Number: '4001',
				Name: 'Ombygning 4001',
				Account: '20001',
				Group: 'STD',
				Phase: 'InProgress',
				StartDate: '2026-01-05',
				EndDate: '2026-06-30',
				Description: 'Ny facade\nog nyt tag',
				PersonInCharge: 'MAT',
				Dimension1: '100',
			},
		});
	});

	it('what Moment does not hold is not there, and so left alone in Uniconta', () => {
		const empty = {
			startDate: '',
			endDate: '',
			description: ' ',
			managerName: '',
			managerEmployeeNumber: '',
			state: '',
		};
		expect(mapProject(empty, { group: '' }).uniconta).toEqual({
			Number: '4001',
			Name: 'Ombygning 4001',
			Account: '20001',
		});
		expect(mapProject(empty, { group: '' }).findings).toEqual([]);
	});

	it('what Moment held before and holds no more is blanked; group and number never are', () => {
		const before = known('94001', [
			'Name',
			'Account',
			'Phase',
			'StartDate',
			'EndDate',
			'Description',
			'PersonInCharge',
			'Dimension1',
		]);
		const mapped = mapProject({ endDate: '', description: '', managerEmployeeNumber: '' }, {}, before);
		expect(mapped.uniconta).toMatchObject({
			EndDate: '',
			Description: '',
			PersonInCharge: '',
			StartDate: '2026-01-05',
		});
		expect(mapped.uniconta).not.toHaveProperty('Dimension1');
		expect(mapped.held).toEqual(['Name', 'Account', 'Phase', 'StartDate']);
		expect(mapped.hash).toBe(mapProject({ endDate: '', description: '', managerEmployeeNumber: '' }).hash);
	});

	it('numbers are carried over unchanged, with their leading zeros, and refused where Uniconta would change them', () => {
		expect(mapProject({ projectNumber: '000812.A' })).toMatchObject({
			key: '000812.A',
			uniconta: { Number: '000812.A' },
			findings: [],
		});
		for (const projectNumber of ['', 'P'.repeat(21), ' 12'])
			expect(said(mapProject({ projectNumber }))).toContainEqual(['error', 'Project number']);
		expect(said(mapProject({ customerNumber: 'K'.repeat(21) }))).toEqual([['error', 'Customer']]);
	});

	it('a name and a customer are needed; a customer without a number is said as that', () => {
		expect(said(mapProject({ name: ' ' }))).toEqual([['error', 'Name']]);
		expect(mapProject({ customerNumber: '', customerId: '', customerName: '' }).findings).toEqual([
			expect.objectContaining({ field: 'Customer', message: expect.stringContaining('has no customer') }),
		]);
		expect(mapProject({ customerNumber: '' }).findings).toEqual([
			expect.objectContaining({
				message: expect.stringContaining('"Kirkeby Arkitekter 1 K/S", which has no number'),
			}),
		]);
	});

	it('an end before the start is said, and both are transferred', () => {
		const mapped = mapProject({ startDate: '2026-02-01', endDate: '2026-01-01' });
		expect(said(mapped)).toEqual([['warning', 'End date']]);
		expect(mapped.uniconta).toMatchObject({ StartDate: '2026-02-01', EndDate: '2026-01-01' });
	});

	it('an employee number that Uniconta cannot have is a warning and left out; a name alone says nothing', () => {
		const long = mapProject({ managerEmployeeNumber: '12345678901' });
		expect(said(long)).toEqual([['warning', 'Person in charge']]);
		expect(long.uniconta).not.toHaveProperty('PersonInCharge');
		expect(mapProject({ managerEmployeeNumber: '' })).toMatchObject({
			findings: [],
			uniconta: expect.not.objectContaining({ PersonInCharge: expect.anything() }),
		});
	});
});

describe('the phase of a state', () => {
	it.each([
		['created', 'Created'],
		['notStarted', 'Created'],
		['offer', 'Offer'],
		['awaiting', 'Offer'],
		['potential', 'Offer'],
		['accepted', 'Accepted'],
		['won', 'Accepted'],
		['inProgress', 'InProgress'],
		['IN_PROGRESS', 'InProgress'],
		['In progress', 'InProgress'],
		['ACTIVE', 'InProgress'],
		['onHold', 'InProgress'],
		['reportedAsFinished', 'ReportedAsFinished'],
		['finished', 'Completed'],
		['closed', 'Completed'],
		['completed', 'Completed'],
	])('%s: %s', (state, phase) => expect(mapProject({ state }).uniconta.Phase).toBe(phase));

	it('that is not known is a warning, and the phase is left alone', () => {
		const mapped = mapProject({ state: 'lost' });
		expect(mapped.findings).toEqual([
			expect.objectContaining({
				level: 'warning',
				field: 'Phase',
				value: 'lost',
				fix: expect.stringContaining('projects.phases'),
			}),
		]);
		expect(mapped.uniconta).not.toHaveProperty('Phase');
	});

	it('follows a company’s own table first: another phase, one of a newer build, or none at all', () => {
		const phases = phaseTable({ 'on hold': 'Created', lost: 'Completed', 'På pause': ' Paused ', finished: '' });
		const phase = (state: string): unknown => mapProject({ state }, { phases }).uniconta.Phase;
		expect([phase('onHold'), phase('lost'), phase('påPause'), phase('finished'), phase('accepted')]).toEqual([
			'Created',
			'Completed',
			'Paused',
			undefined,
			'Accepted',
		]);
		expect(mapProject({ state: 'finished' }, { phases }).findings).toEqual([]);
	});

	it('of words that are nobody’s property', () => {
		expect(['constructor', 'toString', '__proto__'].map((state) => phaseOf(state, phaseTable()))).toEqual([
			undefined,
			undefined,
			undefined,
		]);
	});
});

describe('the department (M11)', () => {
	const byTag = { department: { choice: 'projectTag', tagGroup: { value: 'Afdeling' }, dimension: 2 } } as const;
	const department = { name: 'Drift', code: '200', tagGroupId: '9', tagGroupName: 'Afdeling' };

	it('is the department’s number in the external system, or the tag’s code, in the chosen dimension', () => {
		expect(mapProject({}, BY_DEPARTMENT).uniconta).toMatchObject({ Dimension1: '100' });
		expect(mapProject({ tags: [department] }, byTag).uniconta).toMatchObject({ Dimension2: '200' });
	});

	it('is none where it is off or no dimension is chosen', () => {
		for (const mapping of [{}, { department: { ...BY_DEPARTMENT.department, dimension: 0 } }]) {
			expect(
				Object.keys(mapProject({ department: undefined }, mapping).uniconta).filter((field) =>
					field.startsWith('Dimension'),
				),
			).toEqual([]);
		}
	});

	it('that is missing, without a number, or tagged twice is a finding, never a guess', () => {
		expect(said(mapProject({ department: undefined }, BY_DEPARTMENT))).toEqual([['error', 'Department']]);
		expect(said(mapProject({ department: { id: '1', name: 'Ny', externalNumber: '' } }, BY_DEPARTMENT))).toEqual([
			['error', 'Department'],
		]);
		expect(said(mapProject({ tags: [department, department] }, byTag))).toEqual([
			['error', 'Tag group "Afdeling"'],
		]);
	});
});

describe('the project category (M6)', () => {
	const categoryTagGroup = { value: CATEGORY_TAGS.id, name: CATEGORY_TAGS.name };
	it.each([
		['no tag', []],
		['two tags', [categoryTag('KONS'), categoryTag('UDV')]],
		['a tag without code', [categoryTag('')]],
	])('%s: only a warning here, because a project has no such field', (_name, tags) => {
		const mapped = mapProject({ tags }, { categoryTagGroup });
		expect(said(mapped)).toEqual([['warning', 'Tag group "Projektkategori"']]);
		expect(mapped.findings[0]?.message).toContain(
			'The project is transferred; its invoices need the project category.',
		);
	});

	it('one tag, or no tag group chosen: nothing to say', () => {
		expect(mapProject({}, { categoryTagGroup }).findings).toEqual([]);
		expect(mapProject({ tags: [] }).findings).toEqual([]);
	});
});

describe('identity (M4)', () => {
	it('a number changed in Moment, or shared by two projects, is drift', () => {
		expect(mapProject({ id: '94001', projectNumber: '5' }, {}, known('94001', [])).findings).toEqual([
			expect.objectContaining({ message: expect.stringContaining('had the number 4001') }),
		]);
		const shared = mapProjectsOf([project({ id: 'a' }), project({ id: 'b' })]);
		expect(shared.map(({ findings }) => findings.map(({ message }) => message))).toEqual([
			[expect.stringContaining('shares its number with another project')],
			[expect.stringContaining('shares its number')],
		]);
	});

	it('whatever a project holds, mapping it never throws, gives each its own record, and is the same again', () => {
		const text = fc.string({ maxLength: 30 });
		const source = fc.record({
			id: text,
			projectNumber: text,
			name: text,
			customerId: text,
			customerNumber: text,
			state: text,
			startDate: text,
			endDate: text,
			description: text,
			managerEmployeeNumber: text,
		});
		fc.assert(
			fc.property(fc.array(source, { maxLength: 5 }), (given) => {
				const sources = given.map((one) => project(one));
				const mapped = mapProjectsOf(sources, BY_DEPARTMENT);
				expect(mapped.map(({ momentId, key }) => [momentId, key])).toEqual(
					sources.map(({ id, projectNumber }) => [id, projectNumber]),
				);
				expect(mapProjectsOf(sources, BY_DEPARTMENT)).toEqual(mapped);
				// Numbers of keys are never changed on the way.
				for (const [index, one] of mapped.entries())
					expect(one.uniconta.Number).toBe(sources[index]?.projectNumber);
			}),
		);
	});

	it('ten thousand are mapped without a fuss', () => {
		expect(mapProjectsOf(projects(10_000)).every(({ findings }) => findings.length === 0)).toBe(true);
	});
});
