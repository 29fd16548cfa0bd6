import { Random } from '../../../sandbox/demo/random';
import { apiFaults, ends, pauses, tableFaults, type FaultKind, type PlannedFault } from '../harness/wire';
import { focuses, kindsOf, type Deed, type Focus, type Kind, type Run, type Scenario, type Step } from './types';

/** How often each focus comes, of all. */
const SHARES: Record<Focus, number> = {
	customers: 3,
	projects: 3,
	post: 5,
	claims: 3,
	draft: 2,
	journal: 2,
	expenses: 3,
};

/** The scenario of a seed, always the same one. */
export function makeScenario(seed: number, only?: Focus): Scenario {
	const random = new Random(seed * 7919 + 17);
	const focus = only ?? chosen(random);
	const customers = random.integer(1, 4);
	const scenario: Scenario = {
		seed,
		focus,
		customers,
		debtors: random.chance(0.4) ? random.integer(0, customers) : 0,
		projects: focus === 'customers' ? 0 : random.integer(1, 3),
		switches: switchesFor(random),
		steps: [],
	};
	const kinds = kindsOf(focus);
	if (random.chance(0.7)) scenario.steps.push(...kinds.map((kind) => run({ kind, by: 'minute' })));
	if (focus === 'claims') scenario.steps = contest(random);
	const count = focus === 'claims' ? random.integer(0, 3) : random.integer(3, 12);
	for (let step = 0; step < count; step += 1) scenario.steps.push(...stepsOf(random, focus, kinds));
	return scenario;
}

function chosen(random: Random): Focus {
	let left = random.next() * Object.values(SHARES).reduce((sum, share) => sum + share, 0);
	for (const focus of focuses) {
		left -= SHARES[focus];
		if (left < 0) return focus;
	}
	return 'customers';
}

const run = (one: Run, more: Partial<Extract<Step, { do: 'run' }>> = {}): Step => ({ do: 'run', run: one, ...more });

function stepsOf(random: Random, focus: Focus, kinds: readonly Kind[]): Step[] {
	const kind = random.chance(0.6) ? (kinds.at(-1) ?? 'customers') : random.pick(['customers', ...kinds]);
	const by = random.pick(['minute', 'minute', 'minute', 'sweep', 'night', 'hand']);
	const chance = random.next();
	if (chance < 0.45) return [deed(random, focus)];
	if (chance < 0.6) {
		const burst = Array.from({ length: random.integer(1, 3) }, () => deed(random, focus));
		const how = random.pick(['once', 'once', 'twice', 'shuffled', 'lost']);
		return [...burst, { do: 'webhooks', how, faults: faults(random, 0.5) }];
	}
	if (chance < 0.88) {
		const beside: Run | undefined = random.chance(0.2)
			? { kind: random.pick(['customers', ...kinds]), by: random.pick(['minute', 'night', 'hand']) }
			: undefined;
		const meanwhile = random.chance(0.25) ? { call: random.integer(8, 60), deed: deed(random, focus) } : undefined;
		const forgotten = random.chance(0.2);
		if (random.chance(0.12)) return [deed(random, focus), overtaken(random, { kind, by })];
		return [run({ kind, by }, { faults: faults(random, 0.55), beside, meanwhile, forgotten })];
	}
	if (chance < 0.94) return [{ do: 'wait', minutes: random.pick([1, 6, 20, 45, 70, 400]) }];
	if (chance < 0.97) return [{ do: 'clock', minutes: random.pick([-2, 2, 60]) }];
	return [{ do: 'tables', full: true }, run({ kind, by }), { do: 'tables', full: false }];
}

/** Two at once in spite of the lease; mostly the first one is slow in what it writes. */
function overtaken(random: Random, one: Run): Step {
	const again: Run = { kind: one.kind, by: random.pick(['minute', 'night']) };
	const slow = Array.from({ length: 2 }, (): PlannedFault => {
		return { kind: 'slow', ofWrites: true, call: random.integer(0, 6) };
	});
	return run(one, {
		takeover: { call: random.integer(12, 50), run: again },
		faults: random.chance(0.8) ? slow : faults(random, 0.5),
	});
}

/** An invoice at a time, at which two are at once, or one ends in the middle of it. */
function contest(random: Random): Step[] {
	const kinds = kindsOf('claims');
	return [
		...kinds.map((kind) => run({ kind, by: 'minute' })),
		...Array.from({ length: random.integer(1, 3) }, (): Step[] => {
			const one: Run = { kind: 'invoices', by: random.pick(['sweep', 'night']) };
			const end: PlannedFault = { kind: random.pick(OF_WRITES), ofWrites: true, call: random.integer(0, 4) };
			return [
				{ do: 'invoice.finalize', project: 0, lines: random.integer(1, 3), cents: random.integer(1, 90_000) },
				random.chance(0.5) ? overtaken(random, one) : run(one, { faults: [end] }),
				{ do: 'wait', minutes: random.pick([1, 20, 40]) },
			];
		}).flat(),
	];
}

const CUSTOMER_DEEDS = (random: Random): Deed => {
	const [of, other] = [random.integer(0, 9), random.integer(0, 9)];
	return random.pick([
		{ do: 'customer.create' },
		{ do: 'customer.create' },
		{ do: 'customer.change', of, field: 'name' },
		{ do: 'customer.change', of, field: random.pick(['email', 'phone', 'city', 'group', 'none']) },
		{ do: 'customer.change', of, field: random.pick(['email', 'longEmail', 'phone', 'city', 'group', 'none']) },
		{ do: 'customer.renumber', of },
		{ do: 'customer.swap', of, with: other },
		{ do: 'customer.remove', of },
		{ do: 'customer.reuse', of },
		{ do: 'customer.tag', of, right: random.chance(0.5) },
		{ do: 'debtor.edit', of, field: random.pick(['Payment', 'CreditMax', 'Name', 'City']) },
		{ do: 'debtor.stranger' },
		{ do: 'debtor.remove', of },
		{ do: 'sessions.expire' },
	] as const);
};

const PROJECT_DEEDS = (random: Random): Deed => {
	const [of, customer] = [random.integer(0, 9), random.integer(0, 9)];
	return random.pick([
		{ do: 'project.create', customer },
		{ do: 'project.create', customer },
		{ do: 'project.change', of, field: random.pick(['name', 'state', 'customer']), customer },
		{ do: 'project.renumber', of },
		{ do: 'project.swap', of, with: customer },
		{ do: 'project.reuse', of },
	] as const);
};

const INVOICE_DEEDS = (random: Random): Deed => {
	const [of, project] = [random.integer(0, 9), random.integer(0, 9)];
	const finalize = {
		do: 'invoice.finalize',
		project,
		lines: random.integer(1, 4),
		cents: random.integer(1, 2_000_000),
	} as const;
	return random.pick([
		finalize,
		finalize,
		finalize,
		finalize,
		{ do: 'invoice.odd', project },
		{ do: 'invoice.credit', of },
		{ do: 'invoice.pay', of },
		{ do: 'invoice.old' },
		{ do: 'invoice.withhold', project },
		{ do: 'hand.invoice', of },
		{ do: 'hand.order', of },
		{ do: 'hand.journal' },
		{ do: 'series.move', by: random.pick([-1, 1, 2]) },
		{ do: 'debtor.block', of, blocked: random.chance(0.5) },
	] as const);
};

const BILL_DEEDS = (random: Random): Deed => {
	const bill = { do: 'bill.post', project: random.integer(0, 9), amount: random.integer(-20_000, 900_000) } as const;
	return random.pick([bill, bill, bill, { do: 'bill.cancel', of: random.integer(0, 9) }] as const);
};

function deed(random: Random, focus: Focus): Deed {
	const aside = random.next();
	if (focus === 'customers' || aside < 0.15) return CUSTOMER_DEEDS(random);
	if (focus === 'projects' || aside < 0.3) return PROJECT_DEEDS(random);
	return focus === 'expenses' ? BILL_DEEDS(random) : INVOICE_DEEDS(random);
}

function faults(random: Random, probability: number): PlannedFault[] {
	if (!random.chance(probability)) return [];
	return Array.from({ length: random.integer(1, 3) }, () => {
		// What was being written is what matters most, and few of the calls are writes.
		if (random.chance(0.4)) return { kind: random.pick(OF_WRITES), ofWrites: true, call: random.integer(0, 5) };
		const chance = random.next();
		const kind: FaultKind =
			chance < 0.55
				? random.pick(apiFaults)
				: chance < 0.7
					? random.pick(tableFaults)
					: random.pick(chance < 0.78 ? pauses : ends);
		return { kind, call: random.integer(0, mostOf(kind)) };
	});
}

/** What leaves it open whether a write was carried out, or lets others in meanwhile. */
const OF_WRITES = [
	'late',
	'late',
	'timeoutAfter',
	'timeoutBefore',
	'resetAfter',
	'reset',
	'slow',
	'cutShort',
	'notJson',
	'status500',
	'endBefore',
	'endAfter',
	'workerEndAfter',
	'lateEnd',
	'lateEnd',
	'lateEnd',
	'pause',
] as const satisfies readonly FaultKind[];

/** An invoice's run makes so many calls of a sort; what ends or pauses the process counts all calls. */
const MOST_API = 30;
const MOST_TABLE = 70;
const MOST_CALLS = 110;

function mostOf(kind: FaultKind): number {
	if (isOf(tableFaults, kind)) return MOST_TABLE;
	return isOf(apiFaults, kind) ? MOST_API : MOST_CALLS;
}

const isOf = (kinds: readonly FaultKind[], kind: FaultKind): boolean => kinds.includes(kind);

/** Mostly none; else one or two answers that nobody knows are the other ones. Only such as change no expectation. */
function switchesFor(random: Random): Scenario['switches'] {
	const moment = [
		{ customerShape: 'nested' },
		{ projectShape: 'nested' },
		{ invoiceShape: 'nested' },
		{ tagShape: 'ids' },
		{ tagShape: 'onlyByInclude' },
		{ invoiceLines: 'onlyByInclude' },
		{ lineAccount: 'idOnly' },
		{ creditNoteSign: 'positive' },
		{ nulls: 'omitted' },
		{ decimals: 'text' },
		{ dateShape: 'epoch' },
		{ expenseShape: 'nested' },
		{ maxPageSize: 2 },
	] as const;
	const uniconta = [
		{ jsonKeys: 'camelCase' },
		{ nulls: 'sent' },
		{ insertListAnswer: 'rows' },
		{ updateAnswer: 'row' },
		{ webApiInsertAnswer: 'empty' },
		{ refusalStatus: 200 },
		{ refusalStatus: 500 },
		{ usedNumber: 'reused' },
		{ pageLimit: 6 },
		{ childIdentity: 'primaryKeys' },
		{ deletedOrder: 'invoiced' },
		{ invoicedOrder: 'byFlags' },
		{ postAnswer: 'noNumber' },
		{ staleAcrossHostsReads: 1 },
	] as const;
	const switches: Scenario['switches'] = { moment: {}, uniconta: {} };
	if (random.chance(0.35)) Object.assign(switches.moment, random.pick(moment));
	if (random.chance(0.35)) Object.assign(switches.uniconta, random.pick(uniconta));
	return switches;
}
