import { Canvas } from './canvas';
import * as n from './nodes';
import { COLOR } from './start';

/** So long a round writes to Moment; what is left is taken up at once by the next, see *More to Do*. */
const WRITE_SECONDS = 900;

/**
 * Postings in Uniconta come back to Moment as project expenses (M13). What decides when, how far back, and what moves on
 * is in the nodes, and renewed with them.
 */
function expensesTemplate(): Canvas {
	const c = new Canvas('expenses.json', 'Uniconta → Moment: Expenses');
	const triggers = ['Every 10 Minutes', 'Import Now', 'A Run Stopped'];
	c.add('Every 10 Minutes', [0, -40], n.schedule({ field: 'minutes', minutesInterval: 10 }));
	c.add('Import Now', [0, 160], n.manualTrigger);
	c.add('A Run Stopped', [0, 360], n.errorTrigger);
	c.add('Start Run', [300, 160], n.syncNode({ operation: 'startRun', kind: 'expenses' }));
	c.add('Get New Postings', [600, 40], n.runNode('unicontaExpense', { operation: 'getNewPostings', options: {} }));
	c.add('Map Postings', [880, 40], n.runNode('momentUnicontaMapper', { resource: 'posting', operation: 'map' }));
	c.add(
		'Create or Update',
		[1160, 40],
		n.ownNode(
			'moment',
			{
				resource: 'expense',
				operation: 'upsert',
				dryRun: false,
				compareKnown: false,
				output: 'all',
				options: { timeBudget: WRITE_SECONDS },
			},
			{ onError: 'continueRegularOutput' },
		),
	);
	c.add('Finish Run', [1460, 160], n.syncNode({ operation: 'finishRun' }));
	for (const trigger of triggers) c.line(trigger, 'Start Run');
	c.chain('Start Run', 'Get New Postings', 'Map Postings', 'Create or Update', 'Finish Run');
	c.line('Start Run', 'Finish Run', 1, 1);
	c.line('Finish Run', 'Start Run', 1);
	addNotes(c);
	return c;
}

function addNotes(c: Canvas): void {
	c.note(
		'About',
		[-40, -460],
		[860, 360],
		[
			'# Expenses: Uniconta → Moment',
			'Costs posted in Uniconta on a project come to Moment as expenses of that project, each once. What cannot be imported is said in the log, with its reason.',
			'',
			'**To start**',
			'1. Choose your Uniconta credential on *Get New Postings*, and your Moment credential on *Create or Update*.',
			'2. Go through the set-up form (template "Moment ↔ Uniconta: Set-Up"), page Expenses.',
			'3. Publish. Every half hour new postings are imported, and at once with *Import Now*.',
			'',
			'**To import again:** set the start date back in the form. Nothing is doubled.',
		].join('\n'),
		COLOR.about,
	);
	c.note(
		'Note: Yours',
		[880, -240],
		[420, 200],
		'### Yours to change\nPut your own nodes before or behind **Map**: change a text, or leave a posting out. What was left out is not imported later either; *Finish Run* says it.',
		COLOR.sync,
	);
	c.note(
		'Note: Look First',
		[300, 340],
		[420, 160],
		'### Look first\nTurn on **Dry Run** in *Start Run* and run *Import Now*: *Finish Run* says what would be imported. Nothing is written but rows of the log.',
		COLOR.start,
	);
}

export const expenses = expensesTemplate();
