import { foldLog, logRows } from '../../../../lib/state/log';
import type { MappedInvoice } from '../../../../lib/mapping/invoice/plan';
import type { Reference } from '../../../../lib/core/references';
import { planResend, confirmationRows } from '../../../../lib/state/resend';
import type { TableRow } from '../../../../lib/state/tables';
import { checkInvoices } from '../../../../lib/uniconta/invoice/checks/checks';
import { linksOf } from '../../../../lib/uniconta/upsert/link';
import { taskOf } from '../../../../lib/uniconta/invoice/task';
import type { InvoiceTask } from '../../../../lib/uniconta/invoice/types';
import type { UpsertResult } from '../../../../lib/uniconta/upsert/upsert';
import { customer, mapAll } from '../../../support/customerSource';
import { invoiceOf } from '../../../support/invoiceRig';
import { mapProject } from '../../../support/projectSource';
import { startProjectRig, type ProjectRig } from '../../../support/projectRig';
import { MAIN, startUnicontaRig, type UnicontaRig } from '../../../support/unicontaRig';
import { startJournalRig, type JournalRig } from '../invoice/journal/rig';

const only = <T>(list: readonly T[]): T => {
	expect(list).toHaveLength(1);
	return list[0]!;
};
const said = ({ findings }: { findings: ReadonlyArray<{ message: string }> }): string =>
	findings.map(({ message }) => message).join(' ');

describe('a customer meets a row with its number', () => {
	let rig: UnicontaRig;
	beforeAll(async () => {
		rig = await startUnicontaRig();
	});
	afterAll(async () => {
		await rig.stop();
	});
	beforeEach(() => {
		rig.reset();
	});

	/** The log as its table gives it out after this run. */
	const logged = (results: readonly UpsertResult[], before: readonly TableRow[] = []): TableRow[] => [
		...before,
		...logRows(results, { now: 0, execution: '1', known: before }).map((row, at) => ({
			...row,
			id: before.length + at + 1,
		})),
	];
	const knownIn = (log: readonly TableRow[]) => foldLog(log, 'customer');
	const stranger = { name: 'Somebody Else ApS', companyRegNo: '99887766' };

	it('of another one by name and organisation number: refused, both shown, nothing written', async () => {
		await rig.write(mapAll([customer({ id: '1' })]));
		const before = rig.debtor('30001');
		rig.forget();
		const result = only(await rig.write(mapAll([customer({ id: '2', ...stranger })])));
		expect(result.outcome).toBe('refused');
		expect(said(result)).toContain('Somebody Else ApS');
		expect(said(result)).toContain(String(before!.Name));
		expect(result.findings[0]!.fix).toContain('Send Again');
		expect(rig.writes()).toEqual([]);
		expect(rig.debtor('30001')).toEqual(before);
	});

	it.each([
		['the name agrees', { companyRegNo: '99887766' }],
		['the organisation number agrees', { name: 'New Name A/S' }],
	])('taken where %s', async (_, given) => {
		await rig.write(mapAll([customer({ id: '1' })]));
		expect(only(await rig.write(mapAll([customer({ id: '2', ...given })]))).outcome).toBe('updated');
	});

	it('taken when a person has confirmed the very row, through the log and back', async () => {
		await rig.write(mapAll([customer({ id: '1' })]));
		const refused = logged(await rig.write(mapAll([customer({ id: '2', ...stranger })])));
		const plan = planResend({
			kinds: ['customer'],
			choice: 'numbers',
			numbers: '30001',
			log: refused,
			inbox: [],
			settings: [],
			found: undefined,
			refusal: '',
		});
		const said = confirmationRows(plan.confirmable, { who: 'Anna Jensen', now: 0, execution: '2' });
		expect(said).toMatchObject([
			{ outcome: 'confirmed', momentId: '2', message: expect.stringContaining('Anna Jensen') },
		]);
		const log = [...refused, ...said.map((row) => ({ ...row, id: refused.length + 1 }))];
		const [result] = await rig.write(mapAll([customer({ id: '2', ...stranger })], {}, knownIn(log)));
		expect(result!.outcome).toBe('updated');
		expect(rig.debtor('30001')).toMatchObject({ Name: 'Somebody Else ApS' });
		expect(knownIn(logged([result!], log)).byMomentId.get('2')?.unicontaRowId).toBe(result!.unicontaRowId);
	});

	it('a confirmation holds for the row that was shown, not for one that came since', async () => {
		await rig.write(mapAll([customer({ id: '1' })]));
		const refused = logged(await rig.write(mapAll([customer({ id: '2', ...stranger })])));
		const confirmed: TableRow = {
			id: 9,
			entity: 'customer',
			momentId: '2',
			key: '30001',
			outcome: 'confirmed',
			unicontaRowId: '4711',
		};
		const result = only(
			await rig.write(mapAll([customer({ id: '2', ...stranger })], {}, knownIn([...refused, confirmed]))),
		);
		expect(result.outcome).toBe('refused');
	});

	describe('sent without an answer, and renumbered in Moment before the next try (M4)', () => {
		/** The insert arrives after everybody has given up looking for it. */
		const unseen = async (): Promise<TableRow[]> => {
			rig.standIn.faults.add({ match: { method: 'POST' }, kind: 'lateCommit', times: 1 });
			const result = only(await rig.write(mapAll([customer({ id: '1', customerNumber: '30001' })])));
			expect(result.outcome).toBe('failed');
			await rig.standIn.releaseLateCommits();
			rig.forget();
			return logged([result]);
		};
		const renumbered = customer({ id: '1', customerNumber: '30002' });

		it('it is there under its former number: refused, not made a second time', async () => {
			const log = await unseen();
			const result = only(await rig.write(mapAll([renumbered], {}, knownIn(log))));
			expect([result.outcome, rig.writes()]).toEqual(['refused', []]);
			expect(said(result)).toContain('30001');
			expect(result.findings[0]!.fix).toContain('Change the number back to 30001');
		});

		it('a person confirms the new number: made under it', async () => {
			const log = [
				...(await unseen()),
				{ id: 9, entity: 'customer', momentId: '1', key: '30002', outcome: 'confirmed', unicontaRowId: '' },
			];
			expect(only(await rig.write(mapAll([renumbered], {}, knownIn(log)))).outcome).toBe('created');
		});

		it('somebody else is there under the former number, or nobody: made under the new one', async () => {
			const log = await unseen();
			rig.edit('30001', { Name: 'Somebody Else ApS', CompanyRegNo: '99887766' });
			expect(only(await rig.write(mapAll([renumbered], {}, knownIn(log)))).outcome).toBe('created');
			rig.remove('30001');
			const third = customer({ id: '1', customerNumber: '30003' });
			expect(only(await rig.write(mapAll([third], {}, knownIn(log)))).outcome).toBe('created');
		});

		it('linked meanwhile: what was tried before does not count any more', async () => {
			const log = await unseen();
			const linked = logged(
				await rig.write(mapAll([customer({ id: '1', customerNumber: '30001' })], {}, knownIn(log))),
				log,
			);
			expect(knownIn(linked).tried?.get('1')).toBeUndefined();
		});
	});

	it.each(['<html>Service</html>', '{"Account":"300'])(
		'made although the answer could not be read (%s): looked up, not left open',
		async (body) => {
			rig.standIn.faults.add({ match: { method: 'POST' }, kind: 'body', body, times: 1 });
			expect(only(await rig.write(mapAll([customer({ id: '1' })]))).outcome).toBe('created');
			expect(rig.writes()).toHaveLength(1);
		},
	);

	it('its own row was deleted and another one has the number now: refused, not overwritten', async () => {
		const log = logged(await rig.write(mapAll([customer({ id: '1' })])));
		rig.remove('30001');
		await rig.write(mapAll([customer({ id: '2', ...stranger })]));
		rig.forget();
		const result = only(await rig.write(mapAll([customer({ id: '1' })], {}, knownIn(log))));
		expect([result.outcome, rig.writes()]).toEqual(['refused', []]);
	});

	it('two rows of Uniconta that swapped their numbers: both refused', async () => {
		const sources = [
			customer({ id: '1', customerNumber: '30001' }),
			customer({ id: '2', customerNumber: '30002', ...stranger }),
		];
		const log = logged(await rig.write(mapAll(sources)));
		const [first, second] = [{ ...rig.debtor('30001')! }, { ...rig.debtor('30002')! }];
		const rows = rig.debtors().filter(({ values }) => ['30001', '30002'].includes(String(values.Account)));
		rows[0]!.values = { ...first, Account: '30002' };
		rows[1]!.values = { ...second, Account: '30001' };
		rig.forget();
		const results = await rig.write(mapAll(sources, {}, knownIn(log)));
		expect(results.map(({ outcome }) => outcome)).toEqual(['refused', 'refused']);
		expect(rig.writes()).toEqual([]);
	});

	it('somebody made another one with the number between reading and writing: refused', async () => {
		const client = rig.client();
		const late = {
			...client,
			insert: async (type: string, row: Record<string, unknown>) => {
				await rig.write(mapAll([customer({ id: '2', ...stranger })]));
				return await client.insert(type, row);
			},
		};
		const result = only(await rig.write(mapAll([customer({ id: '1' })]), { client: late }));
		expect(result.outcome).toBe('refused');
		expect(rig.debtor('30001')).toMatchObject({ Name: 'Somebody Else ApS' });
	});

	it('fields typed by hand are for whoever has the number, and say whose they are', async () => {
		await rig.write(mapAll([customer({ id: '1' })]));
		const [typed] = mapAll([customer({ id: '2', ...stranger })]);
		const result = only(await rig.write([{ ...typed!, momentId: '' }]));
		expect(result.outcome).toBe('updated');
		expect(result.findings).toMatchObject([{ level: 'warning', field: 'Number' }]);
	});

	it('a link of another company in Uniconta says nothing here', () => {
		const [record] = mapAll(
			[customer({ id: '1' })],
			{},
			knownIn([
				{ id: 1, entity: 'customer', momentId: '1', key: '30001', outcome: 'created', unicontaRowId: '5@111' },
			]),
		);
		expect(linksOf(record!, '111').known).toMatchObject({ unicontaRowId: '5' });
		expect(linksOf(record!, '222').known).toBeUndefined();
		expect(linksOf(record!, '').known).toBeDefined();
	});
});

const reference = (given: Partial<Reference>): Reference => ({
	entity: 'customer',
	momentId: '1',
	key: '20007',
	name: 'Nordlys A/S',
	unicontaRowId: '',
	confirmedRowId: '',
	confirmed: false,
	endedRowIds: [],
	refusal: '',
	...given,
});

describe("an invoice's customer and projects", () => {
	let rig: JournalRig;
	beforeAll(async () => {
		rig = await startJournalRig();
	});
	afterAll(async () => {
		await rig.stop();
	});
	beforeEach(() => {
		rig.reset();
	});

	const table = (type: string) => rig.standIn.ledger.company(MAIN)!.rowsOf(type);
	const rowId = (type: string, key: string): string => String(table(type).withKey(key)!.rowId);
	const customerRow = () => rowId('DebtorClient', '20007');
	const projectRow = () => rowId('ProjectClient', '812');
	const linkedProject = (): Reference =>
		reference({ entity: 'project', key: '812', name: 'Havnen 812', unicontaRowId: projectRow() });
	const linkedCustomer = (): Reference => reference({ unicontaRowId: customerRow() });

	async function check(
		references: Reference[] | undefined,
		given: Partial<MappedInvoice> = {},
	): Promise<InvoiceTask> {
		const task = taskOf(invoiceOf(57, { ...(references === undefined ? {} : { references }), ...given }));
		await checkInvoices([task], rig.context({ route: 'post' }));
		return task;
	}

	it('linked, and standing under their numbers: nothing is said, and no call more is made', async () => {
		await check(undefined);
		const usual = rig.calls().length;
		rig.forget();
		expect((await check([linkedCustomer(), linkedProject()])).findings).toEqual([]);
		expect(rig.calls().length).toBeLessThanOrEqual(usual);
	});

	it.each([
		['customer', () => [reference({ unicontaRowId: '4711', name: 'Nobody' }), linkedProject()]],
		[
			'project',
			() => [
				linkedCustomer(),
				reference({ entity: 'project', key: '812', name: 'Nobody', unicontaRowId: '4711' }),
			],
		],
	])(
		'the number stands for another %s than the link says, whose own row is gone: refused, both shown',
		async (kind, references) => {
			const task = await check(references());
			expect([task.outcome, said(task)]).toEqual([
				'refused',
				expect.stringContaining('"Nobody", and under that number Uniconta has'),
			]);
			expect(said(task)).toContain(kind);
		},
	);

	it('the customer was given another number in Uniconta: said, instead of being called missing for ever', async () => {
		const own = linkedCustomer();
		const row = table('DebtorClient').withKey('20007')!;
		row.values = { ...row.values, Account: '90007' };
		const task = await check([own, linkedProject()]);
		expect([task.outcome, said(task)]).toEqual([
			'refused',
			expect.stringContaining('is in Uniconta under the number 90007 now'),
		]);
		expect(task.transient).toBe(true);
	});

	it('no link: taken by the name, refused for another, taken when a person has confirmed it', async () => {
		const name = String(rig.rows('DebtorClient').find(({ Account }) => Account === '20007')!.Name);
		expect((await check([reference({ name }), linkedProject()])).outcome).toBeUndefined();
		expect((await check([reference({ name: 'Quite Another' }), linkedProject()])).outcome).toBe('refused');
		expect(
			(await check([reference({ name: 'Quite Another', confirmedRowId: customerRow() }), linkedProject()]))
				.outcome,
		).toBeUndefined();
		expect(
			(await check([reference({ name: 'Quite Another', confirmedRowId: '4711' }), linkedProject()])).outcome,
		).toBe('refused');
		expect(
			(await check([reference({ name: 'Quite Another', confirmed: true }), linkedProject()])).outcome,
		).toBeUndefined();
	});

	it('a number confirmed unseen counts for nothing once its own export was refused', async () => {
		const task = await check([
			reference({ name: 'Quite Another', confirmed: true, refusal: 'It has the number of another customer.' }),
			linkedProject(),
		]);
		expect(task.outcome).toBe('refused');
	});

	it('drift that the mapper found is refused once, whatever stands in Uniconta', async () => {
		const drift = { message: 'Drift.', fix: 'Mend it.' };
		const task = await check([{ ...linkedCustomer(), drift }, linkedProject()], {
			findings: [{ level: 'error', field: 'Customer', value: '20007', ...drift }],
		});
		expect([task.outcome, said(task), task.transient]).toEqual(['refused', 'Drift.', true]);
	});

	it('a customer that is missing because it was refused: its own finding, and tried again', async () => {
		const own = reference({ key: '20099', refusal: 'Customer 20099 has no tag.' });
		const plan = { ...invoiceOf(57).plan!, customer: '20099' };
		const task = await check([own, linkedProject()], { plan });
		expect([task.outcome, said(task)]).toEqual(['failed', expect.stringContaining('Customer 20099 has no tag')]);
	});

	it('a number edited on the canvas is not the one that Moment names: refused', async () => {
		const task = await check([reference({ key: '20001' }), linkedProject()]);
		expect([task.outcome, said(task)]).toEqual([
			'refused',
			expect.stringContaining('is not the one that Moment names'),
		]);
	});

	it('an invoice that somebody typed names nobody of Moment: as ever', async () => {
		expect((await check(undefined)).findings).toEqual([]);
	});
});

describe("a project's customer", () => {
	let rig: ProjectRig;
	beforeAll(async () => {
		rig = await startProjectRig();
	});
	afterAll(async () => {
		await rig.stop();
	});
	beforeEach(() => {
		rig.reset();
	});

	const write = async (given: Partial<Reference>) => {
		const mapped = mapProject();
		const references = mapped.references!.map((one) => ({ ...one, ...given }));
		return only(await rig.writeProjects([{ ...mapped, references }], { linked: false }));
	};
	const rowOf = (account: string) =>
		String(rig.tableRows('DebtorClient').find(({ values }) => values.Account === account)!.rowId);

	it('linked: written', async () => {
		expect((await write({ unicontaRowId: rowOf('20001') })).outcome).toBe('created');
	});

	it('another one has its number: refused, nothing written, tried again by itself', async () => {
		const result = await write({ name: 'Quite Another' });
		expect([result.outcome, result.transient, rig.project('4001')]).toEqual(['refused', true, undefined]);
		expect(said(result)).toContain('"Quite Another", and under that number Uniconta has');
	});

	it('renumbered in Uniconta: the customer is named', async () => {
		const own = rowOf('20001');
		rig.change('DebtorClient', '20001', { Account: '90001' });
		const result = await write({ unicontaRowId: own });
		expect([result.outcome, said(result)]).toEqual([
			'refused',
			expect.stringContaining('customer 20001, which is in Uniconta under the number 90001 now'),
		]);
	});

	it('refused itself: its finding is the reason', async () => {
		rig.drop('DebtorClient', '20001');
		const result = await write({ refusal: 'Customer 20001 has no tag.' });
		expect([result.outcome, said(result)]).toEqual([
			'failed',
			expect.stringContaining('Customer 20001 has no tag.'),
		]);
	});
});
