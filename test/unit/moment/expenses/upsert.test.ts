import type { ExpenseResult } from '../../../../lib/moment/expenses/result';
import type { MomentSettings } from '../../../../sandbox/standins/moment/settings';
import {
	ACTIVITY,
	mapped,
	posting,
	PROJECT,
	startMomentExpenseRig,
	ZEROS,
	type MomentExpenseRig,
} from '../../../support/momentExpenseRig';

let rig: MomentExpenseRig;

beforeAll(async () => {
	rig = await startMomentExpenseRig();
});
afterAll(async () => await rig.stop());
beforeEach(() => rig.reset());

const outcomes = (results: readonly ExpenseResult[]): string[] => results.map(({ outcome }) => outcome);
const messages = (results: readonly ExpenseResult[]): string =>
	results.flatMap(({ findings }) => findings.map(({ message, fix }) => `${message} ${fix}`)).join('\n');
const three = () =>
	mapped([
		posting(1),
		posting(2, { project: ZEROS, amount: '-0.10', currency: 'EUR' }),
		posting(3, { supplierInvoice: '' }),
	]);

describe('an expense', () => {
	it('is created with everything the posting says, on the activity of its project', async () => {
		const [result] = await rig.import(mapped([posting(1)]));
		const [activity] = rig.activities();
		const [expense] = rig.imported();
		expect(expense).toMatchObject({
			projectId: rig.projectId(PROJECT),
			projectExtensionId: activity?.id,
			expenseDate: '2026-02-03',
			description: 'Murværk 1',
			amount: 1250.5,
			currencyCode: 'DKK',
			billable: true,
			approvalState: 'approved',
			supplierName: 'Murer Hansen',
			supplierInvoiceNumber: 'F-1',
			externalId: '10542/KRED/4711/5012/1/3001',
		});
		expect(result).toMatchObject({
			entity: 'expense',
			outcome: 'created',
			key: '10542/KRED/4711/5012/1/3001',
			momentId: String(expense?.id),
			name: 'Murer Hansen',
			unicontaRowId: '4711',
			findings: [],
			held: [],
			moment: {
				id: String(expense?.id),
				projectId: String(rig.projectId(PROJECT)),
				activityId: String(activity?.id),
			},
		});
	});

	it('keeps an amount to the cent, as cost and as counter entry', async () => {
		const amounts = ['0.01', '-0.10', '1234567.89', '-99999999.99', '0.30', '4503599627.37'];
		await rig.import(mapped(amounts.map((amount, index) => posting(index + 1, { amount }))));
		expect(rig.imported().map(({ amount }) => amount)).toEqual(amounts.map(Number));
	});

	it('is not created again, and nothing is written', async () => {
		expect(outcomes(await rig.import(three()))).toEqual(['created', 'created', 'created']);
		rig.forget();
		expect(outcomes(await rig.import(three()))).toEqual(['unchanged', 'unchanged', 'unchanged']);
		expect(rig.writes()).toEqual([]);
		expect(rig.imported()).toHaveLength(3);
	});

	it('that the log knows with the same content needs no call at all', async () => {
		const [record] = mapped([posting(1)]);
		const known = { ...record!, known: { momentId: '7', hash: record!.hash } };
		expect(await rig.import([known])).toMatchObject([{ outcome: 'unchanged', momentId: '7' }]);
		expect(rig.calls()).toEqual([]);
		expect(outcomes(await rig.import([known], { compareKnown: true }))).toEqual(['created']);
	});

	it('takes over what changed in the posting, and leaves what a person decided in Moment', async () => {
		await rig.import(mapped([posting(1)]));
		const [{ id } = { id: 0 }] = rig.imported();
		rig.standIn.change('projectExpenses', id, { billable: false, approvalState: 'notApproved' });
		const [result] = await rig.import(mapped([posting(1, { text: 'Murværk, rettet', amount: '1250.55' })]));
		expect(result).toMatchObject({
			outcome: 'updated',
			changes: {
				description: { from: 'Murværk 1', to: 'Murværk, rettet' },
				amount: { from: 1250.5, to: '1250.55' },
			},
		});
		expect(rig.imported()).toMatchObject([
			{ id, description: 'Murværk, rettet', amount: 1250.55, billable: false, approvalState: 'notApproved' },
		]);
		const [dry] = await rig.import(mapped([posting(1)], { billable: false, activityName: 'Andet' }), {
			dryRun: true,
		});
		expect(dry?.outcome).toBe('wouldUpdate');
		expect(dry?.findings[0]?.message).toMatch(
			/would be changed: .*Text from "Murværk, rettet" to "Murværk 1"; Amount from "1250.55" to "1250.5"/,
		);
		expect(dry?.findings[0]?.logged).toMatch(/; Text; Amount from|: Text; Amount from/);
	});

	it('that a person moved to another project is found by the id that the log has, whatever the list can be filtered by', async () => {
		rig.reset({ expenseReferenceFilter: 'refused' });
		await rig.import(mapped([posting(1)]));
		const [{ id } = { id: 0 }] = rig.imported();
		rig.standIn.change('projectExpenses', id, { projectId: rig.projectId(ZEROS), projectExtensionId: 40_000_020 });
		const [changed] = mapped([posting(1, { text: 'Rettet' })]);
		expect(await rig.import([{ ...changed!, known: { momentId: String(id), hash: 'of before' } }])).toMatchObject([
			{ outcome: 'updated', momentId: String(id) },
		]);
		expect(rig.imported()).toMatchObject([{ id, projectId: rig.projectId(ZEROS), description: 'Rettet' }]);
	});

	it('of a cancelled posting stands beside its counter entry', async () => {
		await rig.import(mapped([posting(1)]));
		await rig.import(mapped([posting(1), posting(1, { postingId: 4800, amount: '-1250.50', isCorrection: true })]));
		expect(rig.imported().map(({ amount }) => amount)).toEqual([1250.5, -1250.5]);
	});

	it('that a person wrote into Moment is never touched', async () => {
		const before = rig.standIn.store.rows('projectExpenses').map(({ values }) => ({ ...values }));
		expect(before.length).toBeGreaterThan(0);
		await rig.import(three());
		expect(rig.standIn.store.rows('projectExpenses').map(({ values }) => values)).toEqual(
			expect.arrayContaining(before),
		);
	});

	it('is only announced on a dry run', async () => {
		const results = await rig.import(three(), { dryRun: true });
		expect(outcomes(results)).toEqual(['wouldCreate', 'wouldCreate', 'wouldCreate']);
		expect(messages(results)).toContain(`has no activity "${ACTIVITY}"; it would be created`);
		expect(rig.writes()).toEqual([]);
	});
});

/** One switch at a time, and those that meet in one answer together. */
const FORMS: ReadonlyArray<Partial<MomentSettings>> = [
	{},
	{ expenseResource: 'expenses' },
	{ expenseShape: 'nested' },
	{ expenseShape: 'nested', unknownFields: 'ignored' },
	{ expenseShape: 'nested', unknownFields: 'ignored', nulls: 'omitted', createAnswer: 'idOnly' },
	{ expenseReferenceFilter: 'ignored' },
	{ expenseReferenceFilter: 'refused' },
	{ expenseReferenceFilter: 'refused', unknownFilters: 'ignored' },
	{ expenseReferenceFilter: 'refused', ignoredFilters: ['projectId', 'query'] },
	{ approvalStateNames: 'upper' },
	{ approvalStateNames: 'accepted' },
	{ createAnswer: 'idOnly' },
	{ decimals: 'text' },
	{ nulls: 'omitted' },
	{ versionRequired: true },
	{ maxPageSize: 2 },
	{ listOrder: 'id', referenceParts: 'idOnly', projectShape: 'nested' },
	{
		expenseResource: 'expenses',
		expenseShape: 'nested',
		expenseReferenceFilter: 'ignored',
		approvalStateNames: 'accepted',
		createAnswer: 'idOnly',
		decimals: 'text',
		nulls: 'omitted',
		ignoredFilters: ['projectId'],
	},
];

describe.each(FORMS)('where Moment is like %j', (settings) => {
	it.each([
		['with expenses there already', true],
		['with none there yet', false],
	])('each posting is one expense, also when imported again and when changed, %s', async (_what, before) => {
		rig.reset(settings);
		if (!before)
			for (const { values } of rig.standIn.store.rows('projectExpenses'))
				rig.standIn.store.remove('projectExpenses', values.id);
		const results = await rig.import(three());
		expect({ outcomes: outcomes(results), said: messages(results) }).toEqual({
			outcomes: ['created', 'created', 'created'],
			said: '',
		});
		expect(outcomes(await rig.import(three()))).toEqual(['unchanged', 'unchanged', 'unchanged']);
		expect(outcomes(await rig.import(mapped([posting(1, { text: 'Andet' })])))).toEqual(['updated']);
		expect(outcomes(await rig.import(mapped([posting(1, { text: 'Andet' }), posting(9)])))).toEqual([
			'unchanged',
			'created',
		]);
		expect(rig.imported()).toMatchObject([
			{
				description: 'Andet',
				amount: 1250.5,
				expenseDate: '2026-02-03',
				supplierName: 'Murer Hansen',
				supplierInvoiceNumber: 'F-1',
				billable: true,
				approvalState: 'approved',
			},
			{ projectId: rig.projectId(ZEROS), amount: -0.1, currencyCode: 'EUR' },
			{ supplierInvoiceNumber: null },
			{ description: 'Murværk 9' },
		]);
		expect(rig.activities()).toHaveLength(2);
	});
});

describe('what cannot become an expense', () => {
	it('is said of each, and the rest goes through', async () => {
		const results = await rig.import([
			...mapped([
				posting(1),
				posting(2, { project: '9999' }),
				posting(3, { project: '' }),
				posting(4, { currency: 'XYZ' }),
				posting(5, {
					findings: [{ level: 'error', field: 'Amount', value: '0', message: 'Nothing to import.', fix: '' }],
				}),
				posting(6, { amount: 'meget' }),
			]),
			...mapped([posting(7, { project: ZEROS })], { activityName: 'A'.repeat(70) }),
			...mapped([posting(8)], { approvalState: 'sådan da' }),
			...mapped([posting(1)]),
			...mapped([posting(10)]),
		]);
		expect(outcomes(results)).toEqual([
			'created',
			'refused',
			'refused',
			'refused',
			'refused',
			'refused',
			'refused',
			'refused',
			'refused',
			'created',
		]);
		expect(
			results.map(({ findings }) =>
				findings
					.map(({ message }) => message.replace(/^Posting [^)]*\)(: )?/, ''))
					.join(' ')
					.trim(),
			),
		).toEqual([
			'',
			'Moment has no project "9999".',
			'has no project.',
			'Moment refuses the currency "XYZ": Unknown currency "XYZ"',
			'Nothing to import.',
			'has no amount that can be read ("meget").',
			`project ${ZEROS} has no activity "${'A'.repeat(70)}", and Moment refuses to create it: name must have at most 60 characters and no < or >.`,
			'Moment refuses the approval state "sådan da": Cannot read the value "sådan da" of "approvalState": not one of [approved, notApproved]',
			'another posting of this run has the same reference; only the first is imported.',
			'',
		]);
		expect(
			results.every(
				({ momentId, key, findings }) =>
					momentId !== '' &&
					key !== '' &&
					findings.every(
						({ message, fix }) => !/\b(error|problem|failure|mistake)\b/i.test(`${message} ${fix}`),
					),
			),
		).toBe(true);
		expect(rig.imported()).toHaveLength(2);
	});

	it('a refused amount names the amount', async () => {
		rig.reset({ negativeExpenses: 'refused' });
		expect(messages(await rig.import(mapped([posting(1, { amount: '-5.00' })])))).toContain(
			'Moment refuses the amount "-5": "amount" must not be negative',
		);
	});

	it('a project that is closed in Moment concerns its own postings only', async () => {
		rig.standIn.faults.add({
			kind: 'status',
			status: 400,
			body: '{"message":"The project is closed"}',
			skip: 1,
			times: 2,
			match: { method: 'POST', path: 'projectExpenses' },
		});
		const results = await rig.import(
			mapped([posting(1), posting(2, { project: ZEROS }), posting(3, { project: ZEROS }), posting(4)]),
		);
		expect(outcomes(results)).toEqual(['created', 'refused', 'refused', 'created']);
		expect(results[1]?.findings).toMatchObject([
			{
				field: 'project',
				value: ZEROS,
				message: expect.stringContaining(
					`Moment refuses the project "${ZEROS}": The project is closed`,
				) as unknown,
				fix: expect.stringContaining('it must be open') as unknown,
			},
		]);
	});

	it('two projects with one number are not guessed between', async () => {
		rig.standIn.store.add('projects', [
			{ id: 99, projectNumber: PROJECT, name: 'Dobbelt', customerId: 70_011_001 },
		]);
		expect(messages(await rig.import(mapped([posting(1)])))).toContain(
			`several projects in Moment have the number "${PROJECT}" (Moment ids 99, 70033001)`,
		);
	});
});

describe('names that a user gives', () => {
	it('are used instead of the known ones; an empty one leaves the field out', async () => {
		rig.reset({ expenseShape: 'nested', expenseResource: 'expenses' });
		const fields = {
			projectId: 'project.id',
			activityId: 'projectExtension.id',
			date: 'date',
			amount: 'costPrice',
			currencyCode: 'currency.code',
			billable: 'isBillable',
			supplierName: 'supplier.name',
			supplierInvoiceNumber: '',
			approvalState: 'approvalStatus',
			externalReference: 'externalReference',
		};
		rig.forget();
		expect(outcomes(await rig.import(mapped([posting(1)]), { resource: 'expenses', fields }))).toEqual(['created']);
		expect(rig.imported()).toMatchObject([{ supplierInvoiceNumber: null, amount: 1250.5 }]);
		expect(rig.calls().filter((call) => call === 'POST expenses')).toHaveLength(1);
		expect(rig.calls()).not.toContain('GET projectExpenses');
	});

	it('that a strict server does not know are named with what to do', async () => {
		const [result, ...others] = await rig.import(three(), { fields: { date: 'dato' } });
		// It would be the same for every other one.
		expect(outcomes(others)).toEqual(['postponed', 'postponed']);
		expect(result).toMatchObject({
			outcome: 'refused',
			findings: [
				{
					field: 'date',
					value: 'dato',
					message: expect.stringContaining(
						'Moment knows no field for the date of an expense under "dato": Unrecognized field "dato"',
					) as unknown,
					fix: expect.stringContaining('{"date": "<name>"}') as unknown,
				},
			],
		});
		expect(rig.imported()).toEqual([]);
	});

	it.each([
		[{ dato: 'x' }, '"dato" in Field Names is no field of an expense'],
		[{ externalReference: ' ' }, 'external reference of an expense cannot be left out'],
	])('such as %j are refused before any call', async (fields, said) => {
		await expect(rig.import(three(), { fields })).rejects.toMatchObject({
			kind: 'refused',
			message: expect.stringContaining(said) as unknown,
		});
		expect(rig.calls()).toEqual([]);
	});

	it('a server that ignores the reference gets no expense that could not be found again', async () => {
		rig.reset({ unknownFields: 'ignored' });
		const results = await rig.import(three(), { fields: { externalReference: 'reference' } });
		expect(outcomes(results)).toEqual(['refused', 'postponed', 'postponed']);
		expect(messages(results)).toContain('does not keep the external reference of an expense in "reference"');
		expect(
			rig.standIn.store.rows('projectExpenses').filter(({ values }) => values.supplierName === 'Murer Hansen'),
		).toEqual([]);
		expect(rig.calls().filter((call) => call === 'POST projectExpenses')).toHaveLength(1);
	});

	it('a server that ignores another field says so in a warning', async () => {
		rig.reset({ unknownFields: 'ignored' });
		const results = await rig.import(three(), { fields: { supplierName: 'leverandør' } });
		expect(outcomes(results)).toEqual(['created', 'created', 'created']);
		expect(results.map(({ findings }) => findings.map(({ level, field }) => `${level} ${field}`))).toEqual([
			['warning supplier'],
			['warning supplier'],
			['warning supplier'],
		]);
	});

	it('no list of expenses anywhere ends the run with what was tried', async () => {
		rig.reset({ expenseResource: 'none' });
		await expect(rig.import(three())).rejects.toMatchObject({
			message: expect.stringContaining(
				'no list of project expenses under /projectExpenses or /expenses',
			) as unknown,
		});
		expect(rig.writes()).toEqual([]);
	});

	it('the probe tells where expenses are and what the fields are called', async () => {
		rig.reset({ expenseShape: 'nested', expenseResource: 'expenses' });
		expect(await rig.client().expenses.probe({ resource: '', fields: {} })).toMatchObject({
			resource: 'expenses',
			fields: {
				amount: 'costPrice',
				date: 'date',
				externalReference: 'externalReference',
				currencyCode: 'currency.code',
			},
		});
	});
});
