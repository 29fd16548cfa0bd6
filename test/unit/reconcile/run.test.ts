import { compareBoth, type ComparedBoth } from '../../../lib/reconcile/compare';
import { reconciliationPage } from '../../../lib/reconcile/page';
import { noteSent } from '../../../lib/reconcile/sent';
import { startComparison, type Comparison } from '../../../lib/reconcile/start';
import { lastFailure, storedResult } from '../../../lib/reconcile/stored';
import type { Reconciliation } from '../../../lib/reconcile/types';
import { noteStoppedRun } from '../../../lib/state/noteStopped';
import { cell, TABLES, type TableRow } from '../../../lib/state/tables';
import { FakeSystems, momentCustomer, Outage } from '../../support/bothSystems';
import { MINUTE, StateRig } from '../../support/stateRig';

const HOUR = 60 * MINUTE;
const SETTINGS = {
	'company.currency': 'DKK',
	'projects.export': 'off',
	'invoices.export': 'off',
	'notify.addresses': 'a@b.example, c@d.example',
	'notify.from': 'n8n@b.example',
};

/** A comparison from its start to the mail, over tables in memory. */
class Rig extends StateRig {
	readonly systems = new FakeSystems();
	private runs = 0;

	constructor(settings: Record<string, string> = {}) {
		super({ ...SETTINGS, ...settings });
		this.systems.customers.records = [momentCustomer('5', '1001')];
		this.systems.debtors = [{ RowId: 7, Account: '1001', Name: 'Old', Group: 'DK' }];
	}

	async start(byHand = true): Promise<Comparison | string> {
		this.runs += 1;
		this.calls = [];
		const token = `t${this.runs}`;
		const begun = await startComparison(this.store, { byHand, now: this.now, execution: '77', token });
		return 'comparison' in begun ? begun.comparison : begun.ended;
	}

	async compare(byHand = true): Promise<ComparedBoth> {
		const begun = await this.start(byHand);
		if (typeof begun === 'string') throw new Error(begun);
		return await compareBoth(this.store, begun, this.systems, {
			now: () => this.now,
			execution: '77',
			zone: 'Europe/Copenhagen',
			pageUrl: 'https://n8n.example/webhook/page',
		});
	}

	async sent({ letters, comparedAt }: ComparedBoth, refused: readonly string[] = []): Promise<void> {
		const deliveries = letters.map(({ to }) => ({ to, refusal: refused.includes(to) ? 'No such mailbox' : '' }));
		await noteSent(this.store, { deliveries, comparedAt, now: this.now, execution: '77' });
	}

	kept(): Reconciliation {
		const result = storedResult(this.rows('reconciliation'));
		if (result === undefined) throw new Error('Nothing was kept');
		return result;
	}

	lease(): TableRow {
		return this.rows('lease')[0] ?? {};
	}

	said(): string[] {
		return this.rows('log').map((row) => [cell(row, 'entity'), cell(row, 'key'), cell(row, 'outcome')].join(' '));
	}
}

describe('whether it begins', () => {
	it('compares what is switched on and set up, and says why the rest is not', async () => {
		const rig = new Rig({ 'invoices.export': 'on' });
		expect(await rig.start()).toMatchObject({
			plan: {
				customers: true,
				projects: false,
				invoices: false,
				remarks: [
					'Projects are switched off in the settings and were not compared.',
					expect.stringMatching(
						/^Invoices were not compared\. Not set up yet: the settings lack invoices\.route [^.]*.*\.$/,
					),
				],
			},
		});
		expect(JSON.stringify(rig.rows('log'))).not.toContain('Nothing is sent');
		expect(rig.lease()).toMatchObject({ holder: '77#reconciliation.t1', expires: rig.now + 10 * MINUTE });
	});

	it('vouchers in a journal are no invoices to lay beside Moment’s', async () => {
		const invoices = { 'invoices.export': 'on', 'invoices.route': 'journal', 'invoices.journal': 'MOMENT' };
		const more = { 'invoices.firstNumber': '10001', 'invoices.categoryTagGroup': '503' };
		expect(await new Rig({ ...invoices, ...more }).start()).toMatchObject({ plan: { invoices: false } });
		const posted = await new Rig({ ...invoices, ...more, 'invoices.route': 'post' }).start();
		expect(posted).toMatchObject({ plan: { invoices: true } });
	});

	it('not set up it is said once a day, and nobody takes the lease; switched off altogether nothing is said', async () => {
		const rig = new Rig({ 'customers.tagGroup': '' });
		for (const hours of [0, 23, 2]) {
			rig.now += hours * HOUR;
			expect(await rig.start()).toMatch(/^Not set up yet: .*customers\.tagGroup/);
		}
		expect(rig.said()).toEqual(Array(2).fill('settings reconciliation refused'));
		expect(rig.lease()).toMatchObject({ holder: '' });
		const off = new Rig({ 'customers.export': 'off' });
		expect(await off.start()).toBe('Everything is switched off in the settings.');
		expect(off.said()).toEqual([]);
	});

	it('the night compares once; a person as often as wanted', async () => {
		const rig = new Rig();
		await rig.compare(false);
		rig.now += 30 * MINUTE;
		expect(await rig.start(false)).toBe('Both systems were compared a short while ago.');
		await rig.compare(true);
		rig.now += 24 * HOUR;
		await rig.compare(false);
	});

	it('while another run is at Uniconta nothing is read, and the page says so above what it had', async () => {
		const rig = new Rig();
		await rig.compare();
		const before = rig.kept();
		rig.now += MINUTE;
		rig.tables.edit(TABLES.lease.name, { holder: '9#customers.x', expires: rig.now + HOUR / 2 });
		expect(await rig.start()).toContain('another run was at Uniconta at that moment');
		expect(rig.lease()).toMatchObject({ holder: '9#customers.x' });
		expect(rig.kept()).toEqual(before);
		expect(lastFailure(rig.rows('reconciliation'))?.message).toContain('another run was at Uniconta');
	});

	it('a lease row that is missing is made, and the table of the page', async () => {
		const rig = new Rig();
		rig.tables.edit(TABLES.lease.name, { name: 'gone' });
		await rig.compare();
		expect(rig.rows('lease').filter(({ name }) => name === 'uniconta')).toMatchObject([{ holder: '' }]);
		expect(rig.kept().total).toBe(1);
	});
});

describe('the comparison', () => {
	it('lays both side by side, keeps the result, and writes one letter for each address', async () => {
		const rig = new Rig();
		const { letters, comparedAt } = await rig.compare();
		expect(rig.kept().differences).toMatchObject([
			{ state: 'differs', field: 'Name', moment: 'Bageriet', uniconta: 'Old' },
		]);
		expect(rig.rows('reconciliation')).toMatchObject([
			{ key: 'last', state: 'differs', summary: 'Customers: 1 differing.' },
		]);
		expect(rig.rows('settings').filter(({ key }) => key === 'reconciliation.cursor')).toMatchObject([
			{ value: comparedAt },
		]);
		expect(letters.map(({ to, from }) => [to, from])).toEqual([
			['a@b.example', 'n8n@b.example'],
			['c@d.example', 'n8n@b.example'],
		]);
		expect(letters[0]?.text).toContain('https://n8n.example/webhook/page');
		expect(rig.systems.asked).toEqual(['moment customers', 'uniconta customers']);
		expect(rig.lease()).toMatchObject({ holder: '', expires: 0 });
	});

	it('takes few calls to the tables', async () => {
		const rig = new Rig();
		let calls = 0;
		const call = rig.store.call.bind(rig.store);
		rig.store.call = async (steps) => {
			calls += 1;
			return await call(steps);
		};
		await rig.sent(await rig.compare());
		expect(calls).toBe(7);
	});

	it('a record of Moment that cannot be read is missing with its reason, and counted', async () => {
		const rig = new Rig();
		rig.systems.customers.unreadable = [{ momentId: '9', message: 'It cannot be read.', fix: '' }];
		await rig.compare();
		expect(rig.kept().kinds).toMatchObject([{ moment: 2, states: { missing: 1, differs: 1 } }]);
		expect(rig.kept().differences).toContainEqual(
			expect.objectContaining({ state: 'missing', message: 'It cannot be read.' }),
		);
	});

	it.each(['moment customers', 'uniconta customers'])(
		'%s cannot be read: the page says so and keeps the last comparison, the log says it once, the lease is free, nobody is mailed',
		async (list) => {
			const rig = new Rig();
			await rig.compare();
			const before = rig.kept();
			rig.systems.faults.set(list, new Outage('It did not answer.'));
			for (const minutes of [30, 30]) {
				rig.now += minutes * MINUTE;
				const { letters, said } = await rig.compare();
				expect([letters, said]).toEqual([
					[],
					'The comparison of both systems did not get through: It did not answer.',
				]);
				expect(rig.lease()).toMatchObject({ holder: '', expires: 0 });
			}
			expect(rig.kept()).toEqual(before);
			expect(rig.said()).toEqual(['run reconciliation failed']);
			const failure = lastFailure(rig.rows('reconciliation'));
			const look = { now: rig.now, zone: 'UTC', ...(failure === undefined ? {} : { failure }) };
			expect(reconciliationPage(before, look)).toContain('did not get through: It did not answer.');
			rig.systems.faults.clear();
			rig.now += MINUTE;
			await rig.compare();
			expect(lastFailure(rig.rows('reconciliation'))).toBeUndefined();
		},
	);

	it('a fault of ours ends it red, and the lease is free all the same', async () => {
		const rig = new Rig();
		rig.systems.faults.set('uniconta customers', new TypeError('no such thing'));
		await expect(rig.compare()).rejects.toThrow('no such thing');
		expect(rig.lease()).toMatchObject({ holder: '', expires: 0 });
	});

	it('expenses are read when Uniconta is free again; where they cannot be read, the rest is shown', async () => {
		const rig = new Rig({
			'expenses.export': 'on',
			'expenses.series': 'K',
			'expenses.activity': 'Udlæg',
			'expenses.startAfter': '2026-01-01',
		});
		rig.put('log', [{ entity: 'expense', key: '1/B/1', momentId: '7', outcome: 'created' }]);
		const held: Array<[string, unknown]> = [];
		rig.systems.onRead = (list) => held.push([list, rig.lease()['holder']]);
		await rig.compare();
		expect(held.map(([list, holder]) => [list, holder !== ''])).toEqual([
			['moment customers', true],
			['uniconta customers', true],
			['moment expenses', false],
		]);
		expect(rig.kept().kinds).toMatchObject([{ kind: 'customer' }, { kind: 'expense', states: { extra: 1 } }]);
		rig.systems.faults.set('moment expenses', new Outage('Moment has no list of expenses.'));
		await rig.compare();
		expect(rig.kept().kinds).toMatchObject([{ kind: 'customer' }]);
		expect(rig.kept().remarks).toContain('Expenses were not compared. Moment has no list of expenses.');
	});

	it('a run that was stopped in the middle leaves a lease that its error run frees, and says why once', async () => {
		const rig = new Rig();
		await rig.start();
		const stopped = { execution: '77', message: 'A run stopped.', fix: '', crashed: true };
		for (const execution of ['78', '79'])
			await noteStoppedRun(rig.store, stopped, { area: 'reconciliation', now: rig.now, execution });
		expect(rig.lease()).toMatchObject({ holder: '', expires: 0 });
		expect(rig.said()).toEqual(['run reconciliation failed']);
	});
});

describe('the mail', () => {
	it('what was told is not told again; what nobody was told of is', async () => {
		const rig = new Rig();
		const first = await rig.compare();
		rig.now += MINUTE;
		expect((await rig.compare()).letters).toHaveLength(2);
		await rig.sent(await rig.compare());
		rig.now += MINUTE;
		expect((await rig.compare()).letters).toEqual([]);
		expect(first.letters).toHaveLength(2);
		expect(rig.said()).toEqual([]);
	});

	it('an address that is refused is a row in the log; when all are, it goes with the next comparison', async () => {
		const rig = new Rig();
		await rig.sent(await rig.compare(), ['a@b.example']);
		expect(rig.said()).toEqual(['mail a@b.example failed']);
		expect((await rig.compare()).letters).toEqual([]);
		rig.systems.debtors = [];
		await rig.sent(await rig.compare(), ['a@b.example', 'c@d.example']);
		expect(rig.said()).toEqual(['mail a@b.example failed', 'mail all unsent']);
		expect((await rig.compare()).letters).toHaveLength(2);
	});

	it('that another comparison has taken the place of meanwhile remembers nothing: what is new is told', async () => {
		const rig = new Rig();
		const slow = await rig.compare();
		rig.now += MINUTE;
		rig.systems.customers.records.push(momentCustomer('6', '1002'));
		await rig.compare();
		await rig.sent(slow);
		expect((await rig.compare()).letters[0]?.text).toContain('Customer 1002');
	});

	it('without anybody to tell the log says so once a day, and the page is there all the same', async () => {
		const rig = new Rig({ 'notify.addresses': '' });
		for (const hours of [0, 20, 5]) {
			rig.now += hours * HOUR;
			expect((await rig.compare()).letters).toEqual([]);
		}
		expect(rig.said()).toEqual(Array(2).fill('mail all unsent'));
		expect(rig.kept().total).toBe(1);
	});
});
