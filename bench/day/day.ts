import { account } from '../../sandbox/demo/accounts';
import { tag } from '../../sandbox/demo/tags';
import type { CallRecord } from '../../sandbox/standins/shared/callLog';
import type { DayStage } from './dayStage';
import { planDay, type DayEvent, type DayPlan, type DaySize } from './plan';

const QUARTER_MS = 15 * 60_000;
const HOUR = 4;
const IMPORT = 'import of expenses';
/** The trigger comes more often than the import, which has its turn every half hour. */
const IMPORT_TRIGGER = 'Every 10 Minutes';

/** The calls of one part of the day. */
export interface Part {
	what: string;
	/** How often it happened. */
	times: number;
	/** The most that it cost once. */
	most: number;
	odata: number;
	webApi: number;
	/** Reads and writes by type: `GET /odata/DebtorClient`. */
	byPath: Record<string, number>;
}

export interface DayResult {
	parts: Part[];
	total: number;
	/** What Uniconta's own counter of the day says. */
	counted: number;
	done: {
		posted: number;
		updatedCustomers: number;
		updatedProjects: number;
		expenses: number;
		open: string[];
		notPosted: string[];
	};
	seconds: number;
}

/** Brings everything over, as the first runs do: it is no part of the day. */
export async function carryOver(stage: DayStage): Promise<void> {
	await stage.clockStarts('customers', 'Every Night');
	await stage.clockStarts('projects', 'Every Night');
	await stage.clockStarts('invoices', 'Every Night');
	await stage.clockStarts('expenses', IMPORT_TRIGGER);
	await finalize(
		stage,
		ordinaryProjects(stage)
			.slice(0, 10)
			.map((id) => ({ id, lines: 3 })),
	);
	// To the next midnight, where Uniconta's counter begins anew; the second night is an ordinary one.
	await stage.moveClock(24 * 3600_000 - (stage.sandbox.clock.now() % (24 * 3600_000)));
	for (const file of ['customers', 'projects', 'invoices'] as const)
		await stage.clockStarts(file, 'Every 15 Minutes');
}

/** One day: what people do, and what the clock starts. */
export async function runDay(stage: DayStage, { quarters, nightIn }: DayPlan): Promise<DayResult> {
	const began = performance.now();
	const midnight = stage.sandbox.clock.now();
	const ledger = new Ledger(stage);
	const before = {
		posted: stage.rowsInUniconta('DebtorInvoiceClient').length,
		expenses: stage.sandbox.moment.store.rows('projectExpenses').length,
		log: (await stage.rows('log')).length,
	};
	const people = new People(stage);
	ledger.start();
	for (const [quarter, events] of quarters.entries()) {
		const opens = midnight + quarter * QUARTER_MS;
		for (const [at, event] of events.entries()) {
			await stage.moveClock(opens + ((at + 1) * QUARTER_MS) / (events.length + 2) - stage.sandbox.clock.now());
			await people.act(event);
			ledger.close(nameOf(event));
		}
		await stage.moveClock(opens + QUARTER_MS - 60_000 - stage.sandbox.clock.now());
		for (const file of ['customers', 'projects', 'invoices'] as const) {
			await stage.clockStarts(file, 'Every 15 Minutes');
			ledger.close(`sweep of ${file}`);
		}
		if (quarter % 2 === 1) {
			await stage.clockStarts('expenses', IMPORT_TRIGGER);
			ledger.close(IMPORT);
		}
		if (quarter % HOUR === 0) {
			await stage.clockStarts('notifications', 'Every Minute');
			ledger.close('notifications');
		}
		if (quarter === nightIn) {
			for (const file of ['customers', 'projects', 'invoices'] as const) {
				await stage.clockStarts(file, 'Every Night');
				ledger.close(`nightly comparison of ${file}`);
			}
			await stage.clockStarts('reconcile', 'Every Night');
			ledger.close('nightly reconciliation');
		}
	}
	const log = (await stage.rows('log')).slice(before.log);
	const written = (entity: string): number =>
		log.filter((row) => row.entity === entity && row.outcome === 'updated').length;
	return {
		parts: ledger.parts(),
		total: ledger.total,
		counted: ledger.counted(),
		done: {
			posted: stage.rowsInUniconta('DebtorInvoiceClient').length - before.posted,
			updatedCustomers: written('customer'),
			updatedProjects: written('project'),
			expenses: stage.sandbox.moment.store.rows('projectExpenses').length - before.expenses,
			open: (await stage.rows('inbox')).map(
				(row) => `${String(row.entity)} ${String(row.key)} ${String(row.state)}: ${String(row.message)}`,
			),
			notPosted: log
				.filter(({ outcome }) =>
					['refused', 'failed', 'uncertain', 'misnumbered', 'mistotalled'].includes(String(outcome)),
				)
				.map(
					(row) => `${String(row.entity)} ${String(row.key)} ${String(row.outcome)}: ${String(row.message)}`,
				),
		},
		seconds: (performance.now() - began) / 1000,
	};
}

function nameOf(event: DayEvent): string {
	switch (event.kind) {
		case 'burst':
			return `${event.lines.length} invoices finalized${event.newParents ? ', one on a new project of a new customer' : ''}`;
		case 'changes':
			return `${event.count} of the ${event.of} changed`;
		case 'bill':
			return 'a bill posted in Uniconta';
	}
}

/** Who works in Moment and Uniconta that day. */
class People {
	private readonly customers: number[];
	private readonly projects: number[];
	private readonly numbers: string[];
	private at = 0;
	private bills = 0;

	constructor(private readonly stage: DayStage) {
		this.customers = stage.sandbox.moment.store.rows('customers').map(({ values }) => values.id);
		this.projects = ordinaryProjects(stage);
		this.numbers = stage.sandbox.moment.store
			.rows('projects')
			.filter(({ values }) => this.projects.includes(values.id))
			.map(({ values }) => String(values.projectNumber));
	}

	async act(event: DayEvent): Promise<void> {
		if (event.kind === 'changes') await this.change(event.of, event.count);
		else if (event.kind === 'bill') this.enterBill();
		else await this.finalize(event);
	}

	private next(ids: readonly number[]): number {
		this.at += 1;
		return ids[(this.at * 7) % ids.length] ?? 0;
	}

	private async change(of: 'customers' | 'projects', count: number): Promise<void> {
		const { moment } = this.stage.sandbox;
		for (let done = 0; done < count; done++) {
			if (of === 'customers')
				moment.changeCustomer(this.next(this.customers), {
					addressLine1: `Omkalfatret ${this.at}`,
					...(this.at % 3 === 0 ? { phone: `+45 ${10_000_000 + this.at}` } : {}),
				});
			else moment.change('projects', this.next(this.projects), { name: `Omdøbt projekt ${this.at}` });
		}
		await this.stage.quiet();
	}

	private async finalize({ lines, newParents }: Extract<DayEvent, { kind: 'burst' }>): Promise<void> {
		const { moment } = this.stage.sandbox;
		const projects = lines.map(() => this.next(this.projects));
		if (newParents) {
			this.at += 1;
			const customer = moment.createCustomer({
				customerNumber: String(60_000 + this.at),
				name: `Nystartet ${this.at} ApS`,
				customerState: 'active',
				companyRegNo: '10101010',
				email: `kontakt@${this.at}.example`,
				addressLine1: 'Prøvegade 1',
				postalCode: '8000',
				postalPlace: 'Aarhus C',
				countryCode: 'DK',
				currencyCode: 'DKK',
				tagIds: [tag.business],
			}).values.id;
			projects[0] = moment.create('projects', {
				projectNumber: String(60_000 + this.at),
				name: `Nyt projekt ${this.at}`,
				customerId: customer,
				projectState: 'inProgress',
				startDate: '2026-11-01',
				departmentId: 701,
				tagIds: [tag.consulting],
			}).values.id;
		}
		await finalize(
			this.stage,
			lines.map((count, at) => ({ id: projects[at] ?? 0, lines: count })),
		);
		// The next minute: what found another run at work is done.
		for (const file of ['customers', 'projects', 'invoices'] as const)
			await this.stage.clockStarts(file, 'Every Minute');
	}

	private enterBill(): void {
		this.bills += 1;
		const { uniconta, clock } = this.stage.sandbox;
		const line = (
			at: number,
		): { account: string; amount: number; text: string; vat: number; project: string; category: string } => ({
			account: '2010',
			amount: 100 + this.bills + at,
			text: `Materialer ${this.bills}-${at}`,
			vat: 25,
			project: this.numbers[(this.bills * 3 + at) % this.numbers.length] ?? '',
			category: 'MAT',
		});
		uniconta.person.bill({
			supplier: { number: '50001', name: 'Murer Hansen & Søn ApS' },
			invoice: String(90_000 + this.bills),
			date: clock.iso().slice(0, 10),
			lines: [line(0), line(1)],
		});
	}
}

/** Projects that invoices can be written on: of a Danish customer, under way, with category and department. */
function ordinaryProjects(stage: DayStage): number[] {
	const { store } = stage.sandbox.moment;
	const danish = new Set(
		store
			.rows('customers')
			.filter(({ values }) => values.currencyCode === 'DKK')
			.map(({ values }) => values.id),
	);
	return store
		.rows('projects')
		.filter(
			({ values }) =>
				values.projectState === 'inProgress' &&
				Number(String(values.projectNumber)) >= 3000 + 10_001 &&
				danish.has(Number(values.customerId)),
		)
		.map(({ values }) => values.id);
}

/** All in the same moment, each with its webhook. */
async function finalize(stage: DayStage, invoices: ReadonlyArray<{ id: number; lines: number }>): Promise<void> {
	const { invoicing } = stage.sandbox.moment;
	const issueDate = stage.sandbox.clock.iso().slice(0, 10);
	const drafts = invoices.map(
		({ id, lines }) =>
			invoicing.draft({
				projectId: id,
				issueDate,
				lines: Array.from({ length: lines }, (_, at) => ({
					itemName: `Rådgivning ${at + 1}`,
					quantity: at + 1,
					unitPrice: 850 + at,
					financialAccountId: account.services,
				})),
			}).values.id,
	);
	for (const id of drafts) invoicing.finalize(id);
	await stage.quiet();
}

/** Keeps account of who caused which calls: whatever came since the last closing belongs to what is closed. */
class Ledger {
	total = 0;
	private readonly byName = new Map<string, Part>();
	private last = 0;

	constructor(private readonly stage: DayStage) {}

	start(): void {
		this.stage.sandbox.uniconta.log.clear();
		this.stage.sandbox.uniconta.quota.clear();
		this.last = 0;
	}

	close(what: string): void {
		const part = this.byName.get(what) ?? { what, times: 0, most: 0, odata: 0, webApi: 0, byPath: {} };
		part.times += 1;
		const calls = this.stage.sandbox.uniconta.log.list().filter(({ number }) => number > this.last);
		for (const call of calls) this.count(part, call);
		this.last = calls.at(-1)?.number ?? this.last;
		part.most = Math.max(part.most, calls.length);
		this.byName.set(what, part);
	}

	parts(): Part[] {
		return [...this.byName.values()].sort((a, b) => b.odata + b.webApi - a.odata - a.webApi);
	}

	counted(): number {
		const { quota } = this.stage.sandbox.uniconta;
		return Object.values(quota.state()).reduce((sum, { calls }) => sum + calls, 0);
	}

	private count(part: Part, { host, method, path }: CallRecord): void {
		this.total += 1;
		if (host === 'webApi') part.webApi += 1;
		else part.odata += 1;
		const name = `${method} ${path}`;
		part.byPath[name] = (part.byPath[name] ?? 0) + 1;
	}
}

/**
 * What a full day costs, if each thing in it costs the most that was seen of it, and every one of the 96 sweeps finds
 * changes: a bound that is never below the day itself. Throws for a thing of the day that was not seen.
 */
export function boundOf(day: DaySize, { parts }: DayResult): number {
	const most = (what: string): number => {
		const part = parts.find((one) => one.what === what);
		if (part === undefined) throw new Error(`Nothing was seen of this: ${what}`);
		return part.most;
	};
	const events = planDay(day)
		.quarters.flat()
		.map((event) => most(nameOf(event)));
	const sweeps = ['customers', 'projects', 'invoices'].map((file) => day.quarters * most(`sweep of ${file}`));
	const nights = parts.filter(({ what }) => what.startsWith('nightly')).map((part) => part.most);
	return [...events, ...sweeps, ...nights, (day.quarters / 2) * most(IMPORT)].reduce((sum, one) => sum + one, 0);
}
