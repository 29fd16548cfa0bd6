import type { Canvas } from './canvas';
import * as n from './nodes';
import { sayOnce } from './sayOnce';

/**
 * The beginning of a template that does not talk to Uniconta: its triggers, the four tables, and the lane for a run that stopped, which has
 * no lease to free. Gives the node whose first output leads on.
 */
export function addPlainStart(c: Canvas, { triggers, area, height }: { triggers: readonly string[]; area: string; height: number }): string {
	c.add('A Run Stopped', [0, height], n.errorTrigger);
	c.add('What Stopped', [240, height], n.ownNode('momentUnicontaMapper', { resource: 'log', operation: 'stoppedRun' }));
	c.line('A Run Stopped', 'What Stopped');
	c.add('Settings Table', [560, 100], n.createTable('settings'));
	c.add('Inbox Table', [740, 100], n.createTable('inbox'));
	c.add('Log Table', [920, 100], n.createTable('log'));
	c.add('Lease Table', [1100, 100], n.createTable('lease'));
	c.add(n.FIND_TABLES, [1280, 100], n.findTables());
	for (const trigger of [...triggers, 'What Stopped']) c.line(trigger, 'Settings Table');
	c.add('Started By', [1480, 100], n.yesOrNo(`!$('What Stopped').isExecuted`));
	c.chain('Settings Table', 'Inbox Table', 'Log Table', 'Lease Table', n.FIND_TABLES, 'Started By');
	const run = `$('What Stopped').first().json`;
	const said = sayOnce(c, {
		area,
		names: ['Said This Hour', 'Not Yet Said?', 'Log the Stop'],
		at: [1740, height],
		hours: 1,
		row: { entity: 'run', outcome: 'failed', message: `={{ ${run}.message }}`, fix: `={{ ${run}.fix }}`, execution: `={{ ${run}.execution || 'none' }}` },
	});
	c.line('Started By', said, 1);
	c.note('Note: Tables', [520, -40], [920, 340], '### The tables\nFour Data Tables are made when they are missing. The settings are rows in `moment_uniconta_settings`.', 5);
	c.note('Note: Stop', [1680, height - 140], [720, 340], '### When a run stops\nThe log says why, once an hour.', 2);
	return 'Started By';
}
