import type { Entity } from '../../lib/core/outcome';
import type { SettingsArea } from '../../lib/state/settings';
import { Canvas, stableId } from './canvas';
import * as n from './nodes';
import { COLOR } from './start';

/** What is special about one kind; the canvas is the same for all of them. */
export interface RunTemplate {
	file: string;
	title: string;
	area: SettingsArea;
	entity: Entity;
	/** For names: "Customers". */
	nouns: string;
	/** Path of the webhook below n8n's `/webhook/`. */
	webhookPath: string;
	/** Type of the node that writes. */
	writer: string;
	/** What the note says the template does. */
	about: string;
}

/** What starts it, *Start Run*, get, map, write, *Finish Run*: all else is in the nodes, and renewed with them. */
export function runTemplate(template: RunTemplate): Canvas {
	const { area, entity, nouns } = template;
	const c = new Canvas(template.file, template.title);
	c.add('Moment Trigger', [0, -40], {
		...n.ownNode('momentTrigger', { path: template.webhookPath, kinds: [entity] }),
		settings: { webhookId: stableId(template.file, 'webhook') },
	});
	c.add('Every Minute', [0, 160], n.schedule({ field: 'minutes', minutesInterval: 1 }));
	c.add('Compare Everything Now', [0, 360], n.manualTrigger);
	c.add('A Run Stopped', [0, 560], n.errorTrigger);
	c.add('Start Run', [300, 160], n.syncNode({ operation: 'startRun', kind: area }));
	c.add(
		`Get ${nouns}`,
		[600, 40],
		n.ownNode('moment', { resource: entity, operation: 'getForRun', options: { pageSize: 500 } }),
	);
	c.add(`Map ${nouns}`, [880, 40], n.runNode('momentUnicontaMapper', { resource: entity, operation: 'map' }));
	c.add(
		'Create or Update',
		[1160, 40],
		n.runNode(
			template.writer,
			{ operation: 'upsert', mappingMode: 'fromInput', output: 'all', options: {} },
			{ onError: 'continueRegularOutput' },
		),
	);
	c.add('Finish Run', [1460, 160], n.syncNode({ operation: 'finishRun' }));
	for (const trigger of ['Moment Trigger', 'Every Minute', 'Compare Everything Now', 'A Run Stopped'])
		c.line(trigger, 'Start Run');
	c.chain('Start Run', `Get ${nouns}`, `Map ${nouns}`, 'Create or Update', 'Finish Run');
	c.line('Start Run', 'Finish Run', 1, 1);
	c.line('Finish Run', 'Start Run', 1);

	c.note('About', [-40, -460], [860, 360], template.about, COLOR.about);
	c.note(
		'Note: Yours',
		[880, -240],
		[420, 180],
		'### Yours to change\nPut your own nodes before or behind **Map**: change a field, or leave a record out. *Finish Run* says what was left out.',
		COLOR.sync,
	);
	c.note(
		'Note: Look First',
		[300, 400],
		[420, 160],
		'### Look first\nTurn on **Dry Run** in *Start Run* and run *Compare Everything Now*: *Finish Run* says what would be created or changed. Nothing is written but rows of the log.',
		COLOR.start,
	);
	return c;
}
