import { AT_NIGHT } from '../../lib/state/cursors';
import { LEASE_NAME, type SettingsArea } from '../../lib/state/settings';
import type { Canvas, NodeSpec } from './canvas';
import * as n from './nodes';
import { settingsField } from './settings';

/** A comparison that did not end is done again after this time. */
export const COMPARE_AGAIN_MINUTES = 15;

/** n8n's colours of sticky notes. */
export const COLOR = { about: 4, start: 7, guard: 5, inbox: 6, sync: 4, log: 3, stop: 2 } as const;

export interface Start {
	/** Key of the log rows that are about the template itself. */
	area: string;
	triggers: readonly string[];
	/** Where the triggers lead, one output each, in the order of the outputs; a run that stopped has the last one. */
	ways: ReadonlyArray<{ label: string; when: string }>;
	/** Tables beside the four that all templates share. */
	further?: ReadonlyArray<[name: string, table: n.TableKey]>;
	/** Where the lane of a run that stopped lies. */
	stopped: { y: number };
	/** Whether its runs hold the lease. */
	leased: boolean;
	/** The kind whose comparison is done again when one did not end. */
	compares?: SettingsArea;
}

/**
 * The beginning of every template: its tables, made when they are missing and found by their exact names, and the lane
 * for a run that stopped. n8n never repeats such a run (n8n-lab 8): its lease is freed, the log says why. Gives the
 * node from which the ways lead on.
 */
export function addStart(
	c: Canvas,
	{ area, triggers, ways, further = [], stopped: { y }, leased, compares }: Start,
): string {
	c.add('A Run Stopped', [0, y], n.errorTrigger);
	c.add('What Stopped', [240, y], n.ownNode('momentUnicontaMapper', { resource: 'log', operation: 'stoppedRun' }));
	c.line('A Run Stopped', 'What Stopped');

	const tables: Array<[name: string, table: n.TableKey]> = [
		['Settings Table', 'settings'],
		['Inbox Table', 'inbox'],
		['Log Table', 'log'],
		['Lease Table', 'lease'],
		...further,
	];
	for (const [index, [name, table]] of tables.entries()) c.add(name, [560 + index * 180, 100], n.createTable(table));
	const right = 560 + tables.length * 180;
	c.add(n.FIND_TABLES, [right, 100], n.findTables());
	for (const trigger of [...triggers, 'What Stopped']) c.line(trigger, 'Settings Table');
	const [only, second] = ways;
	const started =
		second === undefined && only !== undefined ? n.yesOrNo(only.when) : n.whichOf(ways, 'A run stopped');
	c.add('Started By', [right + 200 + (further.length > 0 ? 40 : 0), second === undefined ? 100 : 80], started);
	c.chain(...tables.map(([name]) => name), n.FIND_TABLES, 'Started By');
	const many = tables.length === 4 ? 'Four' : 'Five';
	c.note(
		'Note: Tables',
		[520, -40],
		[tables.length * 180 + 200, 340],
		`### The tables\n${many} Data Tables are made when they are missing. The settings are rows in \`moment_uniconta_settings\`.`,
		COLOR.guard,
	);

	addStoppedLane(c, {
		area,
		y,
		x: right + (further.length > 0 ? 500 : leased ? 420 : 460),
		leased,
		output: ways.length,
		...(compares === undefined ? {} : { compares }),
	});
	return 'Started By';
}

interface StoppedLane {
	area: string;
	x: number;
	y: number;
	leased: boolean;
	compares?: SettingsArea;
	/** The output of *Started By* that leads here. */
	output: number;
}

function addStoppedLane(c: Canvas, { area, x, y, leased, compares, output }: StoppedLane): void {
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
	if (compares !== undefined) {
		const due: n.Where[] = [
			{ column: 'key', value: `${compares}.nextComparison` },
			{ column: 'value', is: 'neq', value: AT_NIGHT },
		];
		steps.push(
			c.add(
				'Compare Again',
				at(),
				n.updateRows('settings', due, {
					value: n.iso(`(${run}.crashed ? $now : $now.plus({ minutes: ${COMPARE_AGAIN_MINUTES} }))`),
				}),
			),
		);
	}
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
	const says =
		compares !== undefined
			? 'n8n does not repeat it. The lease is freed, the log says why, and the next run takes up its records.'
			: leased
				? 'n8n does not repeat it. The lease is freed, and the log says why, once an hour.'
				: 'The log says why, once an hour.';
	c.note('Note: Stop', [x - 40, y - 120], [width, 320], `### When a run stops\n${says}`, COLOR.stop);
}

/** The lane of a template that is not set up: one row a day says what lacks. Gives its first node. */
export function addMissingLane(c: Canvas, area: string, at: [x: number, y: number]): string {
	c.note('Note: Missing', [at[0] - 40, at[1] - 100], [700, 300], '### Not set up\nSaid once a day.', COLOR.stop);
	return sayOnce(c, {
		area,
		names: ['Said Today', 'Not Yet Today?', 'Log What Is Missing'],
		at,
		hours: 24,
		row: {
			entity: 'settings',
			outcome: 'refused',
			message: `={{ ${settingsField('message')} }}`,
			fix: `={{ ${settingsField('fix')} }}`,
			execution: '={{ $execution.id }}',
		},
	});
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

/** Whether {@link takeLease} got it. */
export const leaseIsOurs = (): NodeSpec => n.yesOrNo('!!$json.id');

export function releaseLease(): NodeSpec {
	return n.updateRows('lease', [{ column: 'holder', value: '={{ $execution.id }}' }], { holder: '', expires: 0 });
}
