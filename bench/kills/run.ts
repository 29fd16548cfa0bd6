import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { cell, TABLES, type TableRow } from '../../lib/state/tables';
import { tag } from '../../sandbox/demo/tags';
import type { N8nApi } from '../../sandbox/n8n/api/client';
import type { Sandbox } from '../../sandbox/standins';
import type { MomentValue } from '../../sandbox/standins/moment/entities';
import { debtor } from '../../sandbox/standins/uniconta/types/customer';
import { report, step } from '../../scripts/tools.cjs';
import { startKillStage, type KillStage } from './stage';
import { verdict, type MomentCustomer } from './verdict';

/**
 * By hand: `tsx bench/kills/run.ts --minutes 10 --seed 1`. Customers are created and changed in Moment, each with its
 * webhook, while n8n is killed by SIGKILL at random moments and started again. Then nobody does anything until all is
 * quiet: every customer of Moment has to be in Uniconta once, with its values, and linked; nothing may be left open.
 */
const MINUTE = 60_000;
/** n8n lives for at least so long after it is ready, which is shorter than a run. */
const SHORTEST_LIFE_MS = 1_000;
const START_TRIES = 5;
const DEAD_MS = [0, 4_000] as const;
const BETWEEN_CHANGES_MS = [50, 2_500] as const;
/** A lease that nobody frees ends after 20 minutes, and is taken two minutes later. */
const QUIET_WITHIN_MS = 30 * MINUTE;
const NEW_SHARE = 0.5;

interface Count {
	created: number;
	changed: number;
	kills: number;
	/** Starts that did not get through in time, and were ended. */
	slowStarts: number;
}

class Chance {
	constructor(private state: number) {}

	/** At least 0, less than 1 (mulberry32). */
	next(): number {
		this.state = (this.state + 0x6d2b79f5) | 0;
		let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
	}

	between([least, most]: readonly [number, number]): number {
		return least + this.next() * (most - least);
	}
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			minutes: { type: 'string', default: '10' },
			seed: { type: 'string', default: '1' },
			sweep: { type: 'string', default: '2' },
			/** Seconds that n8n lives at most. */
			life: { type: 'string', default: '45' },
		},
	});
	const chance = new Chance(Number(values.seed));
	const stage = await step(
		'Starting n8n with the customers template',
		async () => await startKillStage(Number(values.sweep)),
	);
	const count: Count = { created: 0, changed: 0, kills: 0, slowStarts: 0 };
	try {
		await step('The first comparison', async () => {
			await untilQuiet(stage, await stage.login());
		});
		const until = Date.now() + Number(values.minutes) * MINUTE;
		await step(`${values.minutes} minutes of changes and kills, seed ${values.seed}`, async () => {
			const lives = [SHORTEST_LIFE_MS, Number(values.life) * 1000] as const;
			await Promise.all([
				people(stage.sandbox, chance, count, until),
				killer(stage.n8n, { chance, lives, count, until }),
			]);
		});
		const began = Date.now();
		const api = await stage.login();
		await step('Until all is quiet', async () => {
			await untilQuiet(stage, api);
		});
		const seconds = Math.round((Date.now() - began) / 1000);
		await say(stage, api, count, seconds);
	} finally {
		await stage.close();
	}
}

/** People in Moment: they go on whether n8n is there or not. */
async function people(sandbox: Sandbox, chance: Chance, count: Count, until: number): Promise<void> {
	const ids: number[] = [];
	while (Date.now() < until) {
		const some = ids[Math.floor(chance.next() * ids.length)];
		if (some === undefined || chance.next() < NEW_SHARE) {
			count.created += 1;
			ids.push(
				sandbox.moment.createCustomer(newCustomer(`7${String(count.created).padStart(4, '0')}`)).values.id,
			);
		} else {
			count.changed += 1;
			sandbox.moment.changeCustomer(some, { addressLine1: `Nyvej ${count.changed}` });
		}
		await wait(chance.between(BETWEEN_CHANGES_MS));
	}
}

interface Killing {
	chance: Chance;
	/** How long n8n lives, from and to. */
	lives: readonly [number, number];
	count: Count;
	until: number;
}

async function killer(n8n: KillStage['n8n'], { chance, lives, count, until }: Killing): Promise<void> {
	while (Date.now() < until) {
		await wait(Math.min(chance.between(lives), Math.max(0, until - Date.now())));
		if (Date.now() >= until) break;
		await n8n.kill();
		count.kills += 1;
		await wait(chance.between(DEAD_MS));
		await startAgain(n8n, count);
		console.log(`  … killed ${count.kills} times, ${count.created} created, ${count.changed} changed`);
	}
}

/** On a machine that does much else n8n may take minutes: then it is tried again, which is one more cut. */
async function startAgain(n8n: KillStage['n8n'], count: Count): Promise<void> {
	for (let left = START_TRIES; left > 1; left--) {
		const isUp = await n8n.start().then(
			() => true,
			() => false,
		);
		if (isUp) return;
		count.slowStarts += 1;
	}
	await n8n.start();
}

/** Nothing runs or waits, and Moment was asked for changes after the last of them. */
async function untilQuiet({ sandbox }: KillStage, api: N8nApi): Promise<void> {
	await sandbox.moment.webhooksSettled();
	const deadline = Date.now() + QUIET_WITHIN_MS;
	const from = new Date().toISOString();
	for (;;) {
		const [settings, inbox, lease] = [
			await rows(api, 'settings'),
			await rows(api, 'inbox'),
			await rows(api, 'lease'),
		];
		const isSwept = settings.some(
			(row) => cell(row, 'key').startsWith('customers.changedSince') && cell(row, 'updatedAt') > from,
		);
		const isFree = lease.every((row) => cell(row, 'holder') === '');
		if (isSwept && isFree && inbox.every((row) => cell(row, 'state') === 'refused')) return;
		if (Date.now() > deadline) {
			console.log(`  not quiet after ${QUIET_WITHIN_MS / MINUTE} minutes`);
			return;
		}
		await wait(500);
	}
}

const rows = async (api: N8nApi, table: 'settings' | 'inbox' | 'lease' | 'log'): Promise<TableRow[]> =>
	await api.tables.rows(TABLES[table].name);

async function say({ sandbox }: KillStage, api: N8nApi, count: Count, seconds: number): Promise<void> {
	const company = sandbox.uniconta.ledger.company(Number(sandbox.unicontaCredential.companyId));
	const debtors = (company?.table(debtor).rows() ?? []).map(({ rowId, values }) => ({
		rowId: String(rowId),
		account: String(values.Account),
		address: String(values.Address1),
	}));
	const log = await rows(api, 'log');
	const customers = sandbox.moment.store
		.rows('customers')
		.filter(({ values }) => String(values.customerNumber).startsWith('7'))
		.map(({ values }): MomentCustomer => ({
			id: String(values.id),
			number: String(values.customerNumber),
			address: String(values.addressLine1),
		}));
	const faults = verdict({
		customers,
		debtors,
		log,
		inbox: await rows(api, 'inbox'),
		lease: await rows(api, 'lease'),
	});
	const deliveries = sandbox.moment.webhooks.state().deliveries;
	const summary = {
		...count,
		webhooks: deliveries.length,
		answered: deliveries.filter(({ result }) => result === 200).length,
		quietAfterSeconds: seconds,
		customers: customers.length,
		/** Of the last hundred of either. */
		executionsCutOff: (await api.executions.list({ status: 'crashed' })).length,
		executionsInError: (await api.executions.list({ status: 'error' })).length,
		rowsAboutStops: log.filter((row) => cell(row, 'entity') === 'run').length,
		mostCallsAtOnce: sandbox.uniconta.log.counters().maxSimultaneous,
		unicontaCalls: sandbox.uniconta.log.counters().total,
		faults: faults.length,
	};
	console.log(JSON.stringify(summary, null, '\t'));
	for (const fault of faults) console.log(`  FAULT ${fault}`);
	if (faults.length > 0) process.exitCode = 1;
}

function newCustomer(number: string): Record<string, MomentValue> {
	return {
		customerNumber: number,
		name: `Prøvet ${number} ApS`,
		customerState: 'active',
		companyRegNo: '10101010',
		addressLine1: 'Prøvegade 1',
		postalCode: '8000',
		postalPlace: 'Aarhus C',
		countryCode: 'DK',
		currencyCode: 'DKK',
		tagIds: [tag.business],
	};
}

main().then(
	() => process.exit(),
	(error: unknown) => {
		report(error);
		process.exit(1);
	},
);
