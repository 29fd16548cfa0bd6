import { findProjects } from '../../../../lib/moment/expenses/project';
import { taskOf, type ExpenseResult } from '../../../../lib/moment/expenses/result';
import type { PostingSource } from '../../../../lib/mapping/posting';
import { cell, type TableRow } from '../../../../lib/state/tables';
import type { MomentValue } from '../../../../sandbox/standins/moment/entities';
import {
	mapped,
	nameOfProject,
	posting,
	PROJECT,
	projectRow,
	startMomentExpenseRig,
	ZEROS,
	type MomentExpenseRig,
} from '../../../support/momentExpenseRig';

/**
 * Which project of Moment a cost on Uniconta's project 3001 goes to (G9): the one that the log links, never one by its
 * number alone.
 */
let rig: MomentExpenseRig;

beforeAll(async () => {
	rig = await startMomentExpenseRig();
});
afterAll(async () => await rig.stop());
beforeEach(() => rig.reset());

const NAME = nameOfProject(PROJECT);
const CUSTOMER = 70_011_001;
const NEW_ID = 99;

/** A project of Moment: renumbered, deleted, or new with a number that was used before. */
const renumber = (id: number, projectNumber: string): void =>
	void rig.standIn.change('projects', id, { projectNumber });
const remove = (id: number): void => rig.standIn.store.remove('projects', id);
const addNew = (projectNumber: string, name: string): void =>
	rig.standIn.store.add('projects', [{ id: NEW_ID, projectNumber, name, customerId: CUSTOMER }]);
const first = (): number => rig.projectId(PROJECT);
const confirmed = (id: number, momentId: number, key: string): TableRow =>
	projectRow(id, momentId, key, { outcome: 'confirmed', unicontaRowId: '', name: '' });

async function imported(log: readonly TableRow[], more: Partial<PostingSource> = {}): Promise<ExpenseResult> {
	const [result] = await rig.import(mapped([posting(1, more)], {}, undefined, log));
	if (result === undefined) throw new Error('nothing came back');
	return result;
}
const says = ({ findings }: ExpenseResult): string =>
	findings.map(({ message, fix }) => `${message} ${fix}`).join('\n');
const expenseProjects = (): MomentValue[] => rig.imported().map(({ projectId }) => projectId ?? null);

/** Refused; nothing is written; and what is said names all of these. */
function expectRefused(result: ExpenseResult, ...named: string[]): void {
	expect(result).toMatchObject({
		outcome: 'refused',
		findings: [{ level: 'error', field: 'Project', value: PROJECT }],
	});
	for (const text of named) expect(says(result)).toContain(text);
	for (const { message, fix } of result.findings)
		expect([message, fix]).toEqual([expect.stringMatching(/\S/), expect.stringMatching(/\S/)]);
	expect(rig.writes()).toEqual([]);
}

describe('a project that the log links', () => {
	it('gets the expense, in as few calls as one found by its number alone, whatever it is called', async () => {
		await imported([]);
		const calls = rig.calls();
		rig.reset();
		rig.forget();
		expect(await imported([projectRow(5, first(), PROJECT)], { projectName: 'Omdøbt i Uniconta' })).toMatchObject({
			outcome: 'created',
			moment: { projectId: String(first()) },
		});
		expect(rig.calls()).toEqual(calls);
		expect(expenseProjects()).toEqual([first()]);
	});

	it('and that was deleted in Moment, while a new one has its number, leaves it refused: both are named', async () => {
		const id = first();
		remove(id);
		addNew(PROJECT, 'Tilbygning Vest');
		expectRefused(
			await imported([projectRow(5, id, PROJECT)]),
			`"${NAME}" (Moment id ${id})`,
			'gone in Moment',
			`"Tilbygning Vest" (Moment id ${NEW_ID})`,
			`confirm project ${PROJECT} in the form Send Again`,
		);
	});

	it('and that has another number now, while another one has its number (a swap), leaves it refused: both are named', async () => {
		const [a, b] = [first(), rig.projectId(ZEROS)];
		renumber(a, 'midlertidig');
		renumber(b, PROJECT);
		renumber(a, ZEROS);
		const log = [projectRow(5, a, PROJECT), projectRow(6, b, ZEROS)];
		expectRefused(
			await imported(log),
			`"${NAME}" (Moment id ${a})`,
			`has the number ${ZEROS} now`,
			`"${nameOfProject(ZEROS)}" (Moment id ${b})`,
			`Give the number ${PROJECT} back`,
			`confirm project ${PROJECT} in the form Send Again`,
		);
		// And the other way round.
		expect(await imported(log, { project: ZEROS })).toMatchObject({ outcome: 'refused' });
	});

	it('and that has another number now, while nobody has its own, leaves it refused too', async () => {
		const id = first();
		renumber(id, '3999');
		expectRefused(
			await imported([projectRow(5, id, PROJECT)]),
			`"${NAME}" (Moment id ${id})`,
			'has the number 3999 now',
			`no project of Moment has the number ${PROJECT}`,
			`Give the number ${PROJECT} back`,
		);
	});

	it('and that is gone while nobody has its number, leaves it refused too', async () => {
		const id = first();
		remove(id);
		expectRefused(
			await imported([projectRow(5, id, PROJECT)]),
			`(Moment id ${id})`,
			'gone in Moment',
			`no project of Moment has the number ${PROJECT}`,
		);
	});

	it('and that shares its number in Moment is not guessed between', async () => {
		const id = first();
		addNew(PROJECT, 'Dobbelt');
		expectRefused(
			await imported([projectRow(5, id, PROJECT)]),
			`several projects in Moment have the number "${PROJECT}" (Moment ids ${NEW_ID}, ${id})`,
		);
	});

	it('concerns its own postings only', async () => {
		const id = first();
		renumber(id, '3999');
		const results = await rig.import(
			mapped([posting(1), posting(2, { project: ZEROS }), posting(3)], {}, undefined, [
				projectRow(5, id, PROJECT),
			]),
		);
		expect(results.map(({ outcome }) => outcome)).toEqual(['refused', 'created', 'refused']);
		expect(rig.calls().filter((call) => call === `GET projects/${id}`)).toHaveLength(1);
	});

	it('by an id that is none is refused, not thrown', async () => {
		expectRefused(await imported([projectRow(5, 'abc', PROJECT)]), "'abc' is not the id of a Moment project");
	});

	it('once more has its number is taken by itself', async () => {
		const id = first();
		renumber(id, '3999');
		expect(await imported([projectRow(5, id, PROJECT)])).toMatchObject({ outcome: 'refused' });
		renumber(id, PROJECT);
		expect(await imported([projectRow(5, id, PROJECT)])).toMatchObject({ outcome: 'created' });
		expect(expenseProjects()).toEqual([id]);
	});
});

describe('a project that the log does not link', () => {
	it.each([
		['by the same name', NAME],
		['in other case, with other spaces', `  ${NAME.toUpperCase()}  `.replace(/ /g, '  ')],
		['with a legal form', `${NAME} ApS`],
	])('is found by its number and %s', async (_, projectName) => {
		expect(await imported([], { projectName })).toMatchObject({
			outcome: 'created',
			moment: { projectId: String(first()) },
		});
	});

	it.each(['Et andet projekt', NAME.slice(0, -2), '-'])(
		'and that Uniconta calls "%s" is refused with both names',
		async (projectName) => {
			expectRefused(
				await imported([], { projectName }),
				`"${projectName}" in Uniconta`,
				`"${NAME}" (Moment id ${first()})`,
				`confirm project ${PROJECT} in the form Send Again`,
			);
		},
	);

	it.each(['', '  '])('and of which Uniconta gives no name (%j) is refused, which says so', async (projectName) => {
		expectRefused(
			await imported([], { projectName }),
			'gave no name',
			`"${NAME}" (Moment id ${first()})`,
			`confirm project ${PROJECT} in the form Send Again`,
		);
	});

	it('because its link is of another company is found by its name only', async () => {
		const foreign = projectRow(5, NEW_ID, PROJECT, { unicontaRowId: '5@999' });
		expect(await imported([foreign])).toMatchObject({ outcome: 'created', moment: { projectId: String(first()) } });
		rig.forget();
		expectRefused(
			await imported([foreign], { line: '2', projectName: 'Noget andet' }),
			`"${NAME}" (Moment id ${first()})`,
		);
	});
});

describe('a project that a person has confirmed', () => {
	it('gets the expense, whatever Uniconta calls it', async () => {
		expect(await imported([confirmed(6, first(), PROJECT)], { projectName: 'Et andet navn' })).toMatchObject({
			outcome: 'created',
		});
		expect(await imported([confirmed(6, first(), PROJECT)], { line: '2', projectName: '' })).toMatchObject({
			outcome: 'created',
		});
		expect(expenseProjects()).toEqual([first(), first()]);
	});

	it('takes the place of a link that stood against it, where its row was shown', async () => {
		const id = first();
		remove(id);
		addNew(PROJECT, 'Tilbygning Vest');
		expect(
			await imported([projectRow(5, id, PROJECT), { ...confirmed(6, NEW_ID, PROJECT), unicontaRowId: '1' }]),
		).toMatchObject({ outcome: 'created', moment: { projectId: String(NEW_ID) } });
		expect(expenseProjects()).toEqual([NEW_ID]);
	});

	it('and has another number since is refused', async () => {
		const id = first();
		renumber(id, '3999');
		addNew(PROJECT, NAME);
		const result = await imported([confirmed(6, id, PROJECT)]);
		expectRefused(result, `(Moment id ${id})`, 'has the number 3999 now', `(Moment id ${NEW_ID})`);
		expect(cell({ text: says(result) }, 'text')).not.toContain('undefined');
	});
});

it('a linked project that the list leaves out, and that is there by its id with its number, gets the expense', async () => {
	const [record] = mapped([posting(1)], {}, undefined, [projectRow(5, 7, PROJECT)]);
	if (record === undefined) throw new Error('nothing was mapped');
	const [hidden, renumbered] = [taskOf(record), taskOf(record)];
	const row = (number: string) => ({ id: '7', raw: {}, record: { id: '7', number, name: NAME } });
	await findProjects({ byNumber: async () => new Map(), byId: async () => new Map([['7', row(PROJECT)]]) }, [hidden]);
	await findProjects({ byNumber: async () => new Map(), byId: async () => new Map([['7', row('')]]) }, [renumbered]);
	expect(hidden).toMatchObject({ projectId: '7', findings: [] });
	expect(renumbered).toMatchObject({
		outcome: 'refused',
		projectId: '',
		findings: [{ message: expect.stringContaining('which has no number now') as unknown }],
	});
});
