import type { ReferredKind } from '../../lib/core/references';
import type { Canvas, NodeSpec } from './canvas';
import * as n from './nodes';
import { setting } from './settings';

/** What is special about one kind of parent. */
export interface ParentLane {
	entity: ReferredKind;
	/** For names: "Customer", "Customers". */
	noun: string;
	nouns: string;
	/** Whether the settings let this kind be sent, as an expression without braces. */
	exported: string;
	/** Moment: one record for each parent, in `$json.momentId`. */
	fetch(): NodeSpec;
	map(knownRows: string): NodeSpec;
	/** The writer; `dryRun` is the main writer's choice, as an expression. */
	write(dryRun: string): NodeSpec;
}

/**
 * What the log says of a kind of parent, after its lane: with what the lane itself wrote. As an expression without
 * braces.
 */
export function parentRows({ noun }: ParentLane): string {
	const rowsOf = (node: string): string => `$('${node}').isExecuted ? $('${node}').all() : []`;
	return `(${rowsOf(`${noun} Log`)}).concat(${rowsOf(`${noun} Log Rows`)})`;
}

/** Width of a lane on the plan. */
export const LANE_WIDTH = 1980;

export interface LanePlace {
	/** Where the lane begins. */
	x: number;
	/** The records that need parents: a list as an expression, and what the log says of them. */
	records: string;
	knownRows: string;
	/** Name of the main writer. */
	writer: string;
	/** Lanes before this one: parents of these parents. */
	before: readonly ParentLane[];
}

/**
 * Customers or projects that Uniconta does not have yet go first (design 6, parents first). Only parents that the log
 * does not know are fetched at all, so that an ordinary run asks nobody. Gives the first node, and the loose ends that
 * lead on.
 */
export function addParentLane(
	c: Canvas,
	lane: ParentLane,
	{ x, records, knownRows, writer, before }: LanePlace,
): { first: string; ends: Array<[name: string, output: number]> } {
	const { entity, noun, nouns } = lane;
	const needed = `${nouns} Needed`;
	const log = `${noun} Log`;
	const unknown = `New ${nouns}`;
	const fetch = `Fetch Their ${nouns}`;
	const map = `Map Their ${nouns}`;
	const write = `Create Their ${nouns}`;
	const rows = `${noun} Log Rows`;
	const said = `Write ${noun} Log`;
	const y = -240;
	c.add(
		needed,
		[x, 0],
		n.once(
			n.ownNode('momentUnicontaMapper', {
				resource: 'inbox',
				operation: 'parents',
				parent: entity,
				knownCompany: setting('company.id'),
				records: `={{ ${records} }}`,
				known: knownRows,
			}),
		),
	);
	// All of this kind: a number may belong to another record, which only that one's own rows say (G9).
	c.add(log, [x + 220, y], n.always(n.once(n.getRows('log', [{ column: 'entity', value: entity }]))));
	c.add(
		unknown,
		[x + 440, y],
		n.once(
			n.ownNode('momentUnicontaMapper', {
				resource: 'inbox',
				operation: 'unknownParents',
				needed: `={{ $('${needed}').all() }}`,
				known: `={{ $('${log}').all() }}`,
				exported: `={{ ${lane.exported} }}`,
				knownCompany: setting('company.id'),
			}),
		),
	);
	c.add(fetch, [x + 660, y], n.always(lane.fetch()));
	c.add(
		map,
		[x + 880, y],
		n.always(
			lane.map(`={{ ${[`$('${log}').all()`, ...before.map((one) => `.concat(${parentRows(one)})`)].join('')} }}`),
		),
	);
	c.add(write, [x + 1100, y], n.always(lane.write(`={{ $('${writer}').params.dryRun }}`)));
	c.add(
		rows,
		[x + 1320, y],
		n.ownNode('momentUnicontaMapper', { resource: 'log', operation: 'newRows', known: `={{ $('${log}').all() }}` }),
	);
	c.add(said, [x + 1560, y - 120], n.insertItems('log'));
	c.chain(needed, log, unknown, fetch, map, write, rows, said);
	c.note(
		`Note: ${nouns} First`,
		[x - 60, -520],
		[LANE_WIDTH - 80, 680],
		`### ${nouns} first\nA ${noun.toLowerCase()} that the log does not know yet is created in Uniconta before what needs it, if the export of ${nouns.toLowerCase()} is on.`,
		5,
	);
	return {
		first: needed,
		ends: [
			[said, 0],
			[rows, 1],
			[unknown, 1],
			[needed, 1],
		],
	};
}
