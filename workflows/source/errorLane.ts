import { NEXT_COMPARISON_AT_NIGHT, type SettingsArea } from '../../lib/sync/settings';
import type { Canvas } from './canvas';
import * as n from './nodes';
import { sayOnce } from './sayOnce';

/** A comparison that did not end is done again after this time. */
export const COMPARE_AGAIN_MINUTES = 15;

/** n8n never repeats a run that stopped (n8n-lab 8): its lease is freed, its records are still in the inbox. */
export function addErrorLane(c: Canvas, area: SettingsArea): void {
	const run = `$('What Stopped').first().json`;
	const stopped = `={{ ${run}.execution || 'none' }}`;
	c.add('Free Lease', [1700, 700], n.updateRows('lease', [{ column: 'holder', value: stopped }], { holder: '', expires: 0 }));
	c.add(
		'Compare Again',
		[1920, 700],
		n.updateRows(
			'settings',
			[
				{ column: 'key', value: `${area}.nextComparison` },
				{ column: 'value', is: 'neq', value: NEXT_COMPARISON_AT_NIGHT },
			],
			{ value: n.iso(`(${run}.crashed ? $now : $now.plus({ minutes: ${COMPARE_AGAIN_MINUTES} }))`) },
		),
	);
	const said = sayOnce(c, {
		area,
		names: ['Said This Hour', 'Not Yet Said?', 'Log the Stop'],
		at: [2140, 700],
		hours: 1,
		row: { entity: 'run', outcome: 'failed', message: `={{ ${run}.message }}`, fix: `={{ ${run}.fix }}`, execution: stopped },
	});
	c.line('Started By', 'Free Lease', 2);
	c.chain('Free Lease', 'Compare Again', said);
}
