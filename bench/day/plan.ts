import { Random } from '../../sandbox/demo/random';

/** How much happens in the day; the defaults are a full business day. */
export interface DaySize {
	/** In both systems before the day begins. */
	customers: number;
	projects: number;
	/** Times at which invoices are finalized together, and how many each time. */
	bursts: number;
	perBurst: number;
	/**
	 * Changes of customers and projects, those that are new on account of an invoice among them; a fifth of them come
	 * five at a time.
	 */
	changes: number;
	/** Lines of suppliers' bills, two in each bill. */
	postings: number;
	/** Quarters of an hour that the day has: 96 is all of it. */
	quarters: number;
}

export const FULL_DAY: DaySize = {
	customers: 5000,
	projects: 2000,
	bursts: 40,
	perBurst: 5,
	changes: 400,
	postings: 1000,
	quarters: 96,
};
/** A tenth of it, for a quick look: night and reconciliation are whole, so it is more than a tenth of the calls. */
export const TENTH_OF_A_DAY: DaySize = {
	customers: 500,
	projects: 200,
	bursts: 4,
	perBurst: 5,
	changes: 40,
	postings: 100,
	quarters: 10,
};

/** One in so many bursts has an invoice on a project that is a minute old, of a customer that is a minute old. */
const NEW_PARENTS_EVERY = 4;
const TOGETHER = 5;

/** What happens, in each quarter of an hour, and in which of them the night's runs come. */
export interface DayPlan {
	quarters: DayEvent[][];
	nightIn: number;
}

export type DayEvent =
	| { kind: 'burst'; newParents: boolean; lines: number[] }
	| { kind: 'changes'; of: 'customers' | 'projects'; count: number }
	| { kind: 'bill' };

/**
 * What happens in each quarter of an hour, in this order; the same every time. Bursts, changes and bills fall into the
 * working hours.
 */
export function planDay({ bursts, perBurst, changes, postings, quarters }: DaySize): DayPlan {
	const random = new Random(96);
	const day: DayEvent[][] = Array.from({ length: quarters }, () => []);
	const [first, last] = quarters < 96 ? [1, quarters - 1] : [28, 72];
	const spread = (events: readonly DayEvent[]): void => {
		for (const [at, event] of events.entries())
			day[first + Math.floor((at * (last - first)) / events.length)]?.push(event);
	};
	const newOnes = 2 * Math.floor(bursts / NEW_PARENTS_EVERY);
	const sizes = [
		...Array.from({ length: Math.floor(changes / 5 / TOGETHER) }, () => TOGETHER),
		...Array.from({ length: changes - newOnes - Math.floor(changes / 5 / TOGETHER) * TOGETHER }, () => 1),
	];
	const mixed = sizes.map((count) => ({ count, at: random.integer(0, 1_000_000) })).sort((a, b) => a.at - b.at);
	spread(
		mixed.map(({ count }, at): DayEvent => ({
			kind: 'changes',
			of: at % 3 === 2 ? 'projects' : 'customers',
			count,
		})),
	);
	spread(
		Array.from({ length: bursts }, (_, at): DayEvent => ({
			kind: 'burst',
			newParents: at % NEW_PARENTS_EVERY === NEW_PARENTS_EVERY - 1,
			lines: Array.from({ length: perBurst }, () => random.integer(1, 8)),
		})),
	);
	spread(Array.from({ length: Math.ceil(postings / 2) }, (): DayEvent => ({ kind: 'bill' })));
	return { quarters: day, nightIn: quarters < 96 ? 0 : 8 };
}

/** One of each: what it costs tells what a full day does. */
export const ONE_OF_EACH: DayPlan = {
	quarters: [
		[
			{ kind: 'burst', newParents: false, lines: [1, 8, 3, 5, 2] },
			...some('customers', 1, 2),
			...some('projects', 1, 2),
			...bills(10),
		],
		[
			{ kind: 'burst', newParents: true, lines: [4, 1, 8, 2, 6] },
			...some('customers', TOGETHER, 1),
			...some('projects', TOGETHER, 1),
			...bills(10),
		],
	],
	nightIn: 1,
};

function some(of: 'customers' | 'projects', count: number, times: number): DayEvent[] {
	return Array.from({ length: times }, () => ({ kind: 'changes', of, count }));
}

function bills(count: number): DayEvent[] {
	return Array.from({ length: count }, () => ({ kind: 'bill' }));
}
