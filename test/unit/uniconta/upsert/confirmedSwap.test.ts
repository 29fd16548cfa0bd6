import { foldLog, logRows } from '../../../../lib/state/log';
import { confirmationRows, planResend } from '../../../../lib/state/resend';
import type { TableRow } from '../../../../lib/state/tables';
import type { UpsertResult } from '../../../../lib/uniconta/upsert/upsert';
import { customer, mapAll } from '../../../support/customerSource';
import { startUnicontaRig, type UnicontaRig } from '../../../support/unicontaRig';

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

const logged = (results: readonly UpsertResult[], before: readonly TableRow[] = []): TableRow[] => [
	...before,
	...logRows(results, { now: 0, execution: '1', known: before }).map((row, at) => ({
		...row,
		id: before.length + at + 1,
	})),
];
const confirm = (log: readonly TableRow[], numbers: string): TableRow[] => {
	const plan = planResend({
		kinds: ['customer'],
		choice: 'numbers',
		numbers,
		log,
		inbox: [],
		settings: [],
		found: [],
		refusal: '',
	});
	return [
		...log,
		...confirmationRows(plan.confirmable, { who: 'Anna', now: 0, execution: '2' }).map((row, at) => ({
			...row,
			id: log.length + at + 1,
		})),
	];
};

it('J: number changed in Moment and confirmed as told: no second debtor without a word (M4)', async () => {
	const first = logged(await rig.write(mapAll([customer({ id: '1', customerNumber: '30001' })])));
	const drift = logged(
		await rig.write(
			mapAll(
				[customer({ id: '1', customerNumber: '30005', name: 'Bageriet 30001' })],
				{},
				foldLog(first, 'customer'),
			),
		),
		first,
	);
	const log = confirm(drift, '30005');
	const [result] = await rig.write(
		mapAll([customer({ id: '1', customerNumber: '30005', name: 'Bageriet 30001' })], {}, foldLog(log, 'customer')),
	);
	// Two debtors of the same customer; at the least that has to be said.
	expect([result!.outcome, result!.findings.map(({ message }) => message).join(' ')]).not.toEqual(['created', '']);
});

it('K: two departments of one municipality (same organisation number) swapped numbers, confirmed: the debtors are not overwritten with each other', async () => {
	const a = customer({ id: '1', customerNumber: '30001', name: 'Aalborg Kommune, Park' });
	const b = customer({ id: '2', customerNumber: '30002', name: 'Aalborg Kommune, Skole' });
	const swapped = [
		{ ...a, customerNumber: '30002' },
		{ ...b, customerNumber: '30001' },
	];
	const first = logged(await rig.write(mapAll([a, b])));
	const drift = logged(await rig.write(mapAll(swapped, {}, foldLog(first, 'customer'))), first);
	const log = confirm(drift, '30001, 30002');
	const results = await rig.write(mapAll(swapped, {}, foldLog(log, 'customer')));
	expect(results.map(({ outcome }) => outcome)).toEqual(['refused', 'refused']);
	expect(rig.debtor('30001')).toMatchObject({ Name: 'Aalborg Kommune, Park' });
});
