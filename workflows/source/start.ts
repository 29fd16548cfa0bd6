import { LEASE_NAME } from '../../lib/state/settings';
import type { Canvas, NodeSpec } from './canvas';
import * as n from './nodes';

/** n8n's colours of sticky notes. */
export const COLOR = { about: 4, start: 7, guard: 5, inbox: 6, sync: 4, log: 3, stop: 2 } as const;

export interface Start {
	/** Key of the log rows that are about the template itself. */
	area: string;
	triggers: readonly string[];
	/** Where the triggers lead, one output each, in the order of the outputs; a run that stopped has the last one. */
	ways: ReadonlyArray<{ label: string; when: string }>;
	/** Where the lane of a run that stopped lies. */
	stopped: { y: number };
	/** Whether its runs hold the lease. */
	leased: boolean;
}

/**
 * The beginning of every template: its tables, made when they are missing and found by their exact names, and the lane
 * for a run that stopped. n8n never repeats such a run (N8N8): its lease is freed, the log says why. Gives the
 * node from which the ways lead on.
 */
export function addStart(c: Canvas, { area, triggers, ways, stopped: { y }, leased }: Start): string {
	c.add('A Run Stopped', [0, y], n.errorTrigger);
	c.add('What Stopped', [240, y], n.ownNode('momentUnicontaMapper', { resource: 'log', operation: 'stoppedRun' }));
	c.line('A Run Stopped', 'What Stopped');

	const tables: Array<[name: string, table: n.TableKey]> = [
		['Settings Table', 'settings'],
		['Inbox Table', 'inbox'],
		['Log Table', 'log'],
		['Lease Table', 'lease'],
	];
	for (const [index, [name, table]] of tables.entries()) c.add(name, [560 + index * 180, 100], n.createTable(table));
	const right = 560 + tables.length * 180;
	c.add(n.FIND_TABLES, [right, 100], n.findTables());
	for (const trigger of [...triggers, 'What Stopped']) c.line(trigger, 'Settings Table');
	const [only, second] = ways;
	const started =
		second === undefined && only !== undefined ? n.yesOrNo(only.when) : n.whichOf(ways, 'A run stopped');
	c.add('Started By', [right + 200, second === undefined ? 100 : 80], started);
	c.chain(...tables.map(([name]) => name), n.FIND_TABLES, 'Started By');
	c.note(
		'Note: Tables',
		[520, -40],
		[tables.length * 180 + 200, 340],
		`### The tables\nFour Data Tables are made when they are missing. The settings are rows in \`moment_uniconta_settings\`.`,
		COLOR.guard,
	);

	addStoppedLane(c, {
		area,
		y,
		x: right + (leased ? 420 : 460),
		leased,
		output: ways.length,
	});
	return 'Started By';
}

interface StoppedLane {
	area: string;
	x: number;
	y: number;
	leased: boolean;
	/** The output of *Started By* that leads here. */
	output: number;
}

function addStoppedLane(c: Canvas, { area, x, y, leased, output }: StoppedLane): void {
	const run = `$('What Stopped').first().json`;
	const stopped = `={{ ${run}.execution || 'none' }}`;
	const steps: string[] = [];
	const at = (): [number, number] => [x + steps.length * 220, y];
	if (leased)
		steps.push(
			c.add(
				'Free Lease',
				at(),
				n.updateRows('lease', [{ column: 'holder', value: stopped }], { holder: '', expires: 0 }),
			),
		);
	const width = (steps.length + 3) * 220 + 60;
	const said = sayOnce(c, {
		area,
		names: ['Said This Hour', 'Not Yet Said?', 'Log the Stop'],
		at: at(),
		hours: 1,
		row: {
			entity: 'run',
			outcome: 'failed',
			message: `={{ ${run}.message }}`,
			fix: `={{ ${run}.fix }}`,
			execution: stopped,
		},
	});
	c.chain(...steps, said);
	c.line('Started By', steps[0] ?? said, output);
	const says = leased
		? 'n8n does not repeat it. The lease is freed, and the log says why, once an hour.'
		: 'The log says why, once an hour.';
	c.note('Note: Stop', [x - 40, y - 120], [width, 320], `### When a run stops\n${says}`, COLOR.stop);
}

export interface Saying {
	/** Key of the row: the kind whose template it is about. */
	area: string;
	/** The three nodes: look for the row, ask whether it is there, write it. */
	names: [look: string, ask: string, write: string];
	/** Where the first of them stands; the others follow to the right. */
	at: [x: number, y: number];
	/** For so long the same message is not said again. */
	hours: number;
	row: { entity: string; outcome: string; message: string; fix: string; execution: string };
}

/** A log row that is about no record, written unless the same was said lately. Gives the name of the first node. */
export function sayOnce(c: Canvas, { area, names: [look, ask, write], at: [x, y], hours, row }: Saying): string {
	const same: n.Where[] = [
		{ column: 'entity', value: row.entity },
		{ column: 'message', value: row.message },
		{ column: 'createdAt', is: 'gt', value: n.iso(`$now.minus({ hours: ${hours} })`) },
	];
	c.add(look, [x, y], n.once(n.getRows('log', same, { limit: 1 })));
	c.add(ask, [x + 220, y], n.yesOrNo('!$json.id'));
	c.add(write, [x + 440, y], n.insertRow('log', { time: n.NOW, key: area, ...row }));
	c.chain(look, ask, write);
	return look;
}

/**
 * The lease for so long at most: the row comes back only to the run that got it. `minutes` is a number or an expression
 * without braces.
 */
export function takeLease(minutes: number | string): NodeSpec {
	return n.updateRows(
		'lease',
		[
			{ column: 'name', value: LEASE_NAME },
			{ column: 'expires', is: 'lt', value: '={{ Date.now() }}' },
		],
		{ holder: '={{ $execution.id }}', expires: `={{ Date.now() + ${minutes} * 60000 }}` },
	);
}

export function releaseLease(): NodeSpec {
	return n.updateRows('lease', [{ column: 'holder', value: '={{ $execution.id }}' }], { holder: '', expires: 0 });
}
