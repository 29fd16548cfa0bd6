import type { Canvas } from './canvas';
import * as n from './nodes';

/** Width of the lane on the plan. */
export const TRIM_WIDTH = 700;

/**
 * Old rows leave the log when the run is through, under its lease: those of its kind, which are read already in
 * `wholeLog`, and those about runs, settings and mails, for whichever template comes first. Gives the first node, and
 * the loose ends that lead on.
 */
export function addTrimLane(
	c: Canvas,
	{ at: [x, y], wholeLog }: { at: [x: number, y: number]; wholeLog: string },
): { first: string; ends: Array<[name: string, output: number]> } {
	const others = ['run', 'settings', 'mail'].map((value): n.Where => ({ column: 'entity', value }));
	c.add('Other Log Rows', [x, y], n.once(n.getRows('log', others, { match: 'any' })));
	c.add(
		'Old Log Rows',
		[x + 220, y],
		n.once(
			n.ownNode('momentUnicontaMapper', {
				resource: 'log',
				operation: 'oldRows',
				log: `={{ [...$('${wholeLog}').all(), ...$('Other Log Rows').all()] }}`,
				settings: `={{ $('Saved Settings').all() }}`,
			}),
		),
	);
	const range: n.Where[] = [
		{ column: 'entity', value: '={{ $json.entity }}' },
		{ column: 'id', is: 'gte', value: '={{ $json.from }}' },
		{ column: 'id', is: 'lte', value: '={{ $json.to }}' },
	];
	c.add('Delete Old Rows', [x + 460, y - 120], n.deleteEach('log', range));
	c.chain('Other Log Rows', 'Old Log Rows', 'Delete Old Rows');
	return {
		first: 'Other Log Rows',
		ends: [
			['Delete Old Rows', 0],
			['Old Log Rows', 1],
		],
	};
}
