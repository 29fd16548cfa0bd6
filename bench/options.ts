import { parseArgs } from 'node:util';
import { Stop } from '../scripts/tools.cjs';
import { before, CONTENDERS, type Contender } from './contenders';

export interface BenchOptions {
	/** Customers in Moment, none of them in Uniconta yet. */
	customers: number;
	/** Fewer for the peer that sends one call at a time: it would take hours. */
	pacedCustomers: number;
	changed: number;
	rounds: number;
	/** What each call to a stand-in takes at least. */
	latencyMs: number;
	/** Rows per read that Uniconta gives at most; 0: no limit. */
	pageLimit: number;
	/** Megabytes of heap that n8n may use at most; 0: what Node takes by itself. */
	heapMb: number;
	/** Settings of n8n, by the names of its environment. */
	env: Record<string, string>;
	contenders: Contender[];
	/** A step that takes longer is ended, and that is its result. */
	limitMinutes: number;
	/** What goes wrong with all customers at once, ours only. */
	trouble: boolean;
}

/** Reads the command line; throws a Stop that names what is wrong with it. */
export function readOptions(args: string[]): BenchOptions {
	const { values } = parseArgs({
		args,
		options: {
			customers: { type: 'string', default: '10000' },
			'paced-customers': { type: 'string', default: '500' },
			changed: { type: 'string', default: '100' },
			rounds: { type: 'string', default: '3' },
			latency: { type: 'string', default: '40' },
			'page-limit': { type: 'string', default: '0' },
			heap: { type: 'string', default: '0' },
			env: { type: 'string', multiple: true, default: [] },
			before: { type: 'string', default: '' },
			contenders: { type: 'string', default: 'ours,peer,peer-strict,peer-paced' },
			limit: { type: 'string', default: '30' },
			trouble: { type: 'boolean', default: false },
		},
	});
	const contenders = values.contenders
		.split(',')
		.filter(Boolean)
		.map((name) => {
			const found = CONTENDERS.find((contender) => contender.name === name);
			if (!found) throw new Stop(`"${name}" is none of ${CONTENDERS.map((one) => one.name).join(', ')}.`);
			return found;
		});
	if (values.before !== '') contenders.splice(1, 0, before(values.before));
	return {
		customers: whole('customers', values.customers),
		pacedCustomers: whole('paced-customers', values['paced-customers']),
		changed: whole('changed', values.changed),
		rounds: whole('rounds', values.rounds),
		latencyMs: whole('latency', values.latency),
		pageLimit: whole('page-limit', values['page-limit']),
		heapMb: whole('heap', values.heap),
		env: Object.fromEntries(values.env.map(setting)),
		contenders,
		limitMinutes: whole('limit', values.limit),
		trouble: values.trouble,
	};
}

export function setting(text: string): [string, string] {
	const [, name, value] = /^(\w+)=(.*)$/.exec(text) ?? [];
	if (name === undefined || value === undefined) throw new Stop(`--env wants NAME=value, not "${text}".`);
	return [name, value];
}

export function whole(name: string, text: string): number {
	if (!/^\d{1,6}$/.test(text)) throw new Stop(`--${name} wants a whole number, not "${text}".`);
	return Number(text);
}
