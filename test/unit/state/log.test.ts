import { foldLog, logRows } from '../../../lib/state/log';
import { MASS_FAILURE, type RunResult } from '../../../lib/state/run';
import type { TableRow } from '../../../lib/state/tables';

const NOW = Date.UTC(2026, 0, 5, 12);
const result = (given: Partial<RunResult> = {}): RunResult => ({
	entity: 'customer',
	momentId: '1',
	key: '1001',
	name: 'Anna',
	outcome: 'created',
	findings: [],
	changes: { Name: { from: '', to: 'Anna' }, Phone: {} },
	unicontaRowId: '55',
	hash: 'aa',
	held: ['Name', 'Phone'],
	...given,
});
const error = (message: string, fix = 'Mend it.') => ({ level: 'error' as const, field: '', value: '', message, fix });
const rows = (results: RunResult[], known: readonly TableRow[] = []): TableRow[] =>
	logRows(results, { now: NOW, execution: '77', known });
/** The log as its Data Table gives it out after these runs, one after another. */
function tableAfter(...runs: RunResult[][]): TableRow[] {
	return runs.reduce<TableRow[]>(
		(table, run) => [...table, ...rows(run, table).map((row, at) => ({ ...row, id: table.length + at + 1 }))],
		[],
	);
}

describe('what a run adds to the log', () => {
	it('a created record: its link, the fields that changed by name, nothing personal beyond number and name', () => {
		expect(rows([result()])).toEqual([
			{
				time: '2026-01-05T12:00:00.000Z',
				entity: 'customer',
				key: '1001',
				name: 'Anna',
				outcome: 'created',
				message: '',
				fix: '',
				changes: 'Name, Phone',
				momentId: '1',
				unicontaRowId: '55',
				hash: 'aa',
				held: 'Name, Phone',
				execution: '77',
			},
		]);
	});

	it('a refused one: errors and fixes, each fix once, and no link', () => {
		const [row] = rows([
			result({
				outcome: 'refused',
				findings: [error('A.'), error('B.'), { ...error('only a note'), level: 'note' }],
			}),
		]);
		expect(row).toMatchObject({
			outcome: 'refused',
			message: 'A. B.',
			fix: 'Mend it.',
			unicontaRowId: '',
			hash: '',
			held: '',
			changes: '',
		});
	});

	it('a written one with a warning: the warning', () => {
		expect(rows([result({ findings: [{ ...error('Cut.'), level: 'warning' }] })])[0]).toMatchObject({
			outcome: 'created',
			message: 'Cut.',
		});
	});

	it('unchanged: once as the link of a record that was there before us, then never', () => {
		const unchanged = result({ outcome: 'unchanged', changes: {} });
		expect(tableAfter([unchanged], [unchanged], [unchanged])).toHaveLength(1);
		expect(tableAfter([result()], [unchanged])).toHaveLength(1);
	});

	it('unchanged with other content in Moment than the log says: once more', () => {
		expect(
			tableAfter(
				[result()],
				[result({ outcome: 'unchanged', hash: 'bb' })],
				[result({ outcome: 'unchanged', hash: 'bb' })],
			),
		).toHaveLength(2);
	});

	it('unchanged with something new that is only said: once more, so that it is said once', () => {
		const noted = result({
			outcome: 'unchanged',
			held: ['Name', 'Phone', 'fax'],
			findings: [{ ...error('Fax.'), level: 'note' }],
		});
		const table = tableAfter([result()], [noted], [noted]);
		expect(table.map(({ message }) => message)).toEqual(['', 'Fax.']);
	});

	it('unchanged after a failure: once, so that the failure is not the last word', () => {
		const table = tableAfter(
			[result()],
			[result({ outcome: 'failed', findings: [error('Down.')] })],
			[result({ outcome: 'unchanged' })],
			[result({ outcome: 'unchanged' })],
		);
		expect(table.map(({ outcome }) => outcome)).toEqual(['created', 'failed', 'unchanged']);
	});

	it.each(['refused', 'failed', 'waiting'])('%s in megabytes: a short row, and once', (outcome) => {
		const huge = 'Uniconta: '.repeat(200_000);
		const said = result({ outcome, key: huge, name: huge, findings: [error(huge, huge), error(`${huge}.`)] });
		const table = tableAfter([said], [said], [said]);
		expect(table).toHaveLength(1);
		expect(JSON.stringify(table).length).toBeLessThan(6_000);
		expect(table[0]).toMatchObject({ key: expect.stringMatching(/…$/), message: expect.stringMatching(/…$/) });
		const many = Array.from({ length: MASS_FAILURE + 1 }, (_, at) => ({
			...said,
			momentId: String(at),
			key: String(at),
		}));
		expect(JSON.stringify(tableAfter(many)).length).toBeLessThan(
			outcome === 'refused' ? 500_000 : outcome === 'waiting' ? 12_000 : 6_000,
		);
	});

	it.each(['refused', 'failed'])('%s for the same reason word for word: once', (outcome) => {
		const same = result({ outcome, findings: [error('A.')] });
		expect(tableAfter([same], [same])).toHaveLength(1);
		expect(tableAfter([same], [result({ outcome, findings: [error('B.')] })])).toHaveLength(2);
	});

	it('a posting that is refused has no id in Moment, and is said once all the same; then once that it went through', () => {
		const posting = (given: Partial<RunResult>): RunResult =>
			result({ entity: 'expense', momentId: '', key: '1/K/7', unicontaRowId: '7', ...given });
		const refused = posting({ outcome: 'refused', findings: [error('No project.')] });
		const other = posting({ key: '1/K/8', outcome: 'refused', findings: [error('No project.')] });
		const there = posting({ outcome: 'unchanged', momentId: '900' });
		expect(
			tableAfter([refused, other], [refused, other], [there], [there]).map(({ key, outcome }) => [key, outcome]),
		).toEqual([
			['1/K/7', 'refused'],
			['1/K/8', 'refused'],
			['1/K/7', 'unchanged'],
		]);
	});

	it('an update is always said', () => {
		const update = result({ outcome: 'updated' });
		expect(tableAfter([update], [update])).toHaveLength(2);
	});

	it('very many failures become one row, beside what did get through', () => {
		const failures = Array.from({ length: MASS_FAILURE + 1 }, (_, index) =>
			result({ momentId: String(index), outcome: 'failed', findings: [error('Down.')] }),
		);
		const added = rows([...failures, result({ momentId: 'x' })]);
		expect(added.map(({ outcome, momentId }) => [outcome, momentId])).toEqual([
			['created', 'x'],
			['failed', ''],
		]);
		expect(added[1]!.message).toBe('51 records of this run did not get through. The first: Down.');
		expect(rows(failures.slice(1))).toHaveLength(MASS_FAILURE);
	});

	it('records of other kinds with the same id are other records', () => {
		const table = tableAfter([result({ outcome: 'refused', findings: [error('A.')] })]);
		expect(rows([result({ entity: 'project', outcome: 'refused', findings: [error('A.')] })], table)).toHaveLength(
			1,
		);
	});
});

describe('the log folded', () => {
	it('the last written row of a record is its link; refusals and failures do not change it', () => {
		const table = tableAfter(
			[result()],
			[result({ outcome: 'updated', hash: 'bb', held: ['Name'] })],
			[result({ outcome: 'refused', findings: [error('A.')] })],
		);
		const folded = foldLog(table, 'customer');
		expect(folded.byMomentId.get('1')).toEqual({
			key: '1001',
			name: 'Anna',
			unicontaRowId: '55',
			held: ['Name'],
			hash: 'bb',
			outcome: 'updated',
		});
		expect(folded.last.get('1')).toEqual({ outcome: 'refused', message: 'A.', held: '' });
	});

	it.each(['failed', 'created'])(
		'%s without a row in Uniconta: the number it had is kept until it is linked or confirmed',
		(outcome) => {
			const tried = { id: 1, entity: 'customer', momentId: '7', key: '100', outcome, unicontaRowId: '' };
			expect(foldLog([tried], 'customer').tried?.get('7')).toEqual(['100']);
			const linked = { ...tried, id: 2, outcome: 'created', unicontaRowId: '12@1' };
			expect(foldLog([tried, linked], 'customer').tried?.get('7')).toBeUndefined();
			const confirmed = { ...tried, id: 2, key: '200', outcome: 'confirmed' };
			expect(foldLog([tried, confirmed], 'customer').tried?.get('7')).toBeUndefined();
		},
	);

	it('counts by row number, not by the order in which rows come', () => {
		const table = tableAfter([result()], [result({ outcome: 'updated', hash: 'bb' })]);
		expect(foldLog([...table].reverse(), 'customer').byMomentId.get('1')?.hash).toBe('bb');
	});

	it('who holds a number: the records whose last number it is', () => {
		const table = tableAfter(
			[result()],
			[result({ momentId: '2', key: '1002' })],
			[result({ key: '1009', hash: 'b', outcome: 'updated' })],
		);
		expect(Object.fromEntries(foldLog(table, 'customer').idsByKey)).toEqual({ 1009: ['1'], 1002: ['2'] });
	});

	it('rows of other kinds, without a record, or without a row in Uniconta are no link', () => {
		const folded = foldLog(
			[
				...tableAfter(
					[result({ entity: 'project' })],
					[result({ unicontaRowId: '' })],
					[result({ momentId: '' })],
				),
				{},
				{ entity: 'customer' },
			],
			'customer',
		);
		expect([...folded.byMomentId.keys()]).toEqual([]);
	});
});

describe('invoices in the log', () => {
	const invoice = (given: Partial<RunResult> = {}): RunResult =>
		result({ entity: 'invoice', key: '57', outcome: 'posted', changes: {}, held: ['57#abc'], ...given });

	it.each(['posted', 'drafted', 'misnumbered', 'mistotalled'])(
		'%s is a link, also where the row in Uniconta was not seen',
		(outcome) => {
			const table = tableAfter([invoice({ outcome, unicontaRowId: '' })]);
			expect(foldLog(table, 'invoice').byMomentId.get('1')).toMatchObject({ key: '57', hash: 'aa', outcome });
		},
	);

	it('an uncertain one keeps its claim and when it was first said, until it is known what became of it', () => {
		const uncertain = invoice({ outcome: 'uncertain', findings: [error('No answer.')] });
		const table = tableAfter([uncertain], [invoice({ outcome: 'uncertain', findings: [error('Still none.')] })]);
		const later = table.map((row, at) => ({ ...row, time: new Date(NOW + at * 60_000).toISOString() }));
		expect(foldLog(later, 'invoice').byMomentId.get('1')?.attempt).toEqual({
			reference: '57#abc',
			at: '2026-01-05T12:00:00.000Z',
		});
		expect(foldLog(tableAfter([uncertain], [invoice()]), 'invoice').byMomentId.get('1')?.attempt).toBeUndefined();
		expect(
			foldLog(tableAfter([uncertain], [invoice({ outcome: 'waiting' })]), 'invoice').byMomentId.get('1')?.attempt
				?.reference,
		).toBe('57#abc');
	});

	it('waiting and blocked are said once, whichever invoice they wait for by then', () => {
		const waits = (message: string): RunResult => invoice({ outcome: 'waiting', findings: [error(message)] });
		expect(tableAfter([waits('For 55.')], [waits('For 56.')])).toHaveLength(1);
		expect(
			tableAfter([waits('For 55.')], [invoice({ outcome: 'blocked', findings: [error('By 56.')] })]),
		).toHaveLength(2);
	});

	it('hundreds that wait become one row beside the lowest, in whatever order they ran, and beside what was posted', () => {
		const many = Array.from({ length: MASS_FAILURE + 1 }, (_, at) =>
			invoice({
				momentId: `w${at}`,
				key: String(99 + at),
				outcome: 'waiting',
				findings: [error(`${99 + at} for 57.`)],
			}),
		);
		const mixed = [...many.slice(20).reverse(), ...many.slice(0, 20)];
		for (const order of [many, mixed, [...many].reverse()]) {
			const added = rows([...order, invoice()]);
			expect(added.map(({ outcome, momentId }) => [outcome, momentId])).toEqual(
				expect.arrayContaining([
					['posted', '1'],
					['waiting', 'w0'],
					['waiting', ''],
				]),
			);
			expect(added).toHaveLength(3);
			expect(added[2]!.message).toBe('51 invoices wait. The first: 99 for 57.');
		}
	});

	it('hundreds that wait are said once for as long as the lowest of them is the same', () => {
		const many = (from: number): RunResult[] =>
			Array.from({ length: 2 * MASS_FAILURE }, (_, at) =>
				invoice({
					momentId: `w${from + at}`,
					key: String(from + at),
					outcome: 'waiting',
					held: [],
					findings: [error('For 57.')],
				}),
			);
		expect(tableAfter(many(100), many(100), many(100))).toHaveLength(2);
		expect(tableAfter(many(100), many(101), many(101))).toHaveLength(4);
	});

	it('hundreds that fail name the lowest, where their keys are numbers', () => {
		const many = Array.from({ length: MASS_FAILURE + 1 }, (_, at) =>
			invoice({
				momentId: `w${at}`,
				key: String(99 + at),
				outcome: 'failed',
				findings: [error(`${99 + at} is down.`)],
			}),
		);
		expect(rows([...many].reverse())[0]!.message).toBe(
			'51 records of this run did not get through. The first: 99 is down.',
		);
	});

	it('one that waits keeps the time at which it began to, through waiting and blocked, until something else became of it', () => {
		const waits = (outcome: string): RunResult =>
			invoice({ outcome, held: [], findings: [error(`It is ${outcome}.`)] });
		const table = tableAfter([waits('waiting')], [waits('blocked')], [waits('failed')], [waits('blocked')]);
		const since = [1, 2, 3, 4].map(
			(count) =>
				foldLog(
					table
						.slice(0, count)
						.map((row, at) => ({ ...row, time: new Date(NOW + at * 60_000).toISOString() })),
					'invoice',
				).last.get('1')?.waitingSince,
		);
		const at = (minutes: number): string => new Date(NOW + minutes * 60_000).toISOString();
		expect(since).toEqual([at(0), at(0), undefined, at(3)]);
	});

	it('a draft leaves no row; a withheld number is said once', () => {
		expect(rows([invoice({ outcome: 'withheld', key: '' })])).toEqual([]);
		const withheld = invoice({
			outcome: 'withheld',
			findings: [{ ...error('Not to be transferred.'), level: 'note' }],
		});
		expect(tableAfter([withheld], [withheld]).map(({ outcome }) => outcome)).toEqual(['withheld']);
	});

	it('a posted one that is gone from Uniconta, or has other totals there, is said once', () => {
		const gone = invoice({ outcome: 'unchanged', findings: [error('Uniconta has no invoice 57 any more.')] });
		expect(tableAfter([invoice()], [gone], [gone]).map(({ outcome, message }) => [outcome, message])).toEqual([
			['posted', ''],
			['unchanged', 'Uniconta has no invoice 57 any more.'],
		]);
		expect(
			tableAfter(
				[invoice()],
				[invoice({ outcome: 'unchanged', findings: [{ ...error('By hand.'), level: 'note' }] })],
			),
		).toHaveLength(1);
	});
});
