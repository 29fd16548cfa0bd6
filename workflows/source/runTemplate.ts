import type { Entity } from '../../lib/core/outcome';
import type { ReferredKind } from '../../lib/core/references';
import type { SettingsArea } from '../../lib/state/settings';
import { Canvas, stableId, type NodeSpec } from './canvas';
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
	/** What must be in Uniconta first, in this order. */
	parents: readonly ReferredKind[];
	/** The node that writes. */
	writer: { name: string; spec: NodeSpec };
	/** What the note says the template does. */
	about: string;
}

const PARENTS: Record<ReferredKind, { nouns: string; writer: string }> = {
	customer: { nouns: 'Customers', writer: 'unicontaCustomer' },
	project: { nouns: 'Projects', writer: 'unicontaProject' },
};

const STEP = 260;
/** Between the nodes of the box, which is as wide as they are, open or not. */
const CLOSE = 210;
const ROW = 40;

/** The writer of customers or projects. */
export function upsertNode(type: string): NodeSpec {
	return n.runNode(
		type,
		{ operation: 'upsert', mappingMode: 'fromInput', output: 'all', options: {} },
		{ onError: 'continueRegularOutput' },
	);
}

/** What starts it, *Start Run*, get, map, write, *Finish Run*: all else is in the nodes, and renewed with them. */
export function runTemplate(template: RunTemplate): Canvas {
	const { area, entity, nouns, writer } = template;
	const c = new Canvas(template.file, template.title);
	c.add('Moment Trigger', [0, -40], {
		...n.ownNode('momentTrigger', { path: template.webhookPath, kinds: [entity] }),
		settings: { webhookId: stableId(template.file, 'webhook') },
	});
	c.add('Every Minute', [0, 160], n.schedule({ field: 'minutes', minutesInterval: 1 }));
	c.add('Compare Everything Now', [0, 360], n.manualTrigger);
	c.add('A Run Stopped', [0, 560], n.errorTrigger);
	c.add('Start Run', [300, 160], n.syncNode({ operation: 'startRun', kind: area }));
	for (const trigger of ['Moment Trigger', 'Every Minute', 'Compare Everything Now', 'A Run Stopped'])
		c.line(trigger, 'Start Run');

	const get = `Get ${nouns}`;
	const map = `Map ${nouns}`;
	const line = ['Start Run', ...addParents(c, template.parents), get, map, writer.name, 'Finish Run'];
	const boxed = 3 * template.parents.length;
	const x = (name: string): number => 340 + CLOSE * boxed + STEP * (line.indexOf(name) - boxed);
	c.add(get, [x(get), ROW], getForRun(entity));
	c.add(map, [x(map), ROW], n.runNode('momentUnicontaMapper', { resource: entity, operation: 'map' }));
	c.add(writer.name, [x(writer.name), ROW], writer.spec);
	c.add('Finish Run', [x('Finish Run') + 40, 160], n.syncNode({ operation: 'finishRun' }));
	c.chain(...line);
	c.line('Start Run', 'Finish Run', 1, 1);
	c.line('Finish Run', 'Start Run', 1);
	if (template.parents.length > 0) addGroup(c, template, line.slice(1, line.indexOf(map)));

	c.note('About', [-40, -460], [860, 360], template.about, COLOR.about);
	c.note(
		'Note: Yours',
		[x(map), -240],
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

function getForRun(resource: Entity): NodeSpec {
	return n.ownNode('moment', { resource, operation: 'getForRun', options: { pageSize: 500 } });
}

/**
 * Customers and projects that the log does not know go ahead of what needs them. Mostly there are none: the line goes
 * on all the same, because n8n does not carry out a node that gets no item.
 */
function addParents(c: Canvas, parents: readonly ReferredKind[]): string[] {
	const names: string[] = [];
	const add = (name: string, spec: NodeSpec): void => {
		names.push(name);
		c.add(name, [340 + STEP + CLOSE * (names.length - 1), ROW], n.always(spec));
	};
	for (const parent of parents) {
		const { nouns, writer } = PARENTS[parent];
		add(`Get Their ${nouns}`, getForRun(parent));
		add(`Map Their ${nouns}`, n.runNode('momentUnicontaMapper', { resource: parent, operation: 'map' }));
		add(`Create Their ${nouns}`, upsertNode(writer));
	}
	return names;
}

function addGroup(c: Canvas, { nouns, parents }: RunTemplate, members: readonly string[]): void {
	const first = parents.map((parent) => PARENTS[parent].nouns.toLowerCase()).join(' and ');
	c.group(
		`Get ${nouns}, Their ${first.replace(/\b[cp]/g, (letter) => letter.toUpperCase())} First`,
		`Reads the ${nouns.toLowerCase()} of this run. Those of their ${first} that Uniconta lacks are created first.`,
		members,
	);
}
