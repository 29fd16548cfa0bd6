import { Canvas } from './canvas';
import * as n from './nodes';
import { setting, settingValue, unicontaNode } from './settings';
import { addMissingLane, addReadSettings, addStart, COLOR, leaseIsOurs, releaseLease, takeLease } from './start';
import { addTrimLane, TRIM_WIDTH } from './trimLane';

const AREA = 'expenses';
/** The run ends before, by the time budgets of its nodes (10 minutes each). */
const LEASE_MINUTES = 25;

/**
 * Postings in Uniconta come back to Moment as project expenses. The cursor and the start date move only when all rows are written and
 * nothing failed; what comes again is known by its reference, so that setting the start date back doubles nothing (M13).
 */
function expensesTemplate(): Canvas {
	const c = new Canvas('expenses.json', 'Uniconta → Moment: Expenses');

	c.add('Every 30 Minutes', [0, -100], n.schedule({ field: 'minutes', minutesInterval: 30 }));
	c.add('Import Now', [0, 100], n.manualTrigger);
	addStart(c, {
		area: AREA,
		triggers: ['Every 30 Minutes', 'Import Now'],
		ways: [{ label: 'Clock or hand', when: `!$('What Stopped').isExecuted` }],
		stopped: { y: 700 },
		leased: true,
	});
	addReadSettings(c, AREA, 'manual');
	c.line('Started By', 'Saved Settings', 0);
	c.add(
		'What to Do',
		[2620, 80],
		n.whichOf([
			{ label: 'Import', when: `$json.work === 'comparison'` },
			{ label: 'Not set up', when: `$json.work === 'incomplete'` },
		]),
	);
	c.line('Read Settings', 'What to Do');
	c.line('What to Do', addMissingLane(c, AREA, [2960, 420]), 1);

	c.add('Take Lease', [2940, 80], takeLease(LEASE_MINUTES));
	c.add('Lease Ours?', [3160, 80], leaseIsOurs());
	c.add('Expense Log', [3380, 60], n.once(n.getRows('log', [{ column: 'entity', value: 'expense' }])));
	c.line('What to Do', 'Take Lease', 0);

	c.add(
		'Get New Postings',
		[3700, 60],
		n.always(
			n.once(
				unicontaNode('unicontaExpense', {
					operation: 'getNewPostings',
					series: { __rl: true, mode: 'code', value: setting('expenses.series') },
					accounts: setting('expenses.accounts'),
					startDate: setting('expenses.startDate'),
					cursor: `={{ Number(${settingValue('expenses.cursor')}) || 0 }}`,
					// What could not become an expense comes again within the look-back, in case it was mended.
					options: {
						timeBudget: 600,
						again: `={{ [...new Map($('Expense Log').all().map(row => [row.json.key, row.json.outcome]))].filter(([key, outcome]) => !!key && outcome === 'refused').map(([key]) => key) }}`,
					},
				}),
			),
		),
	);
	c.add(
		'Map Postings',
		[3920, 60],
		n.always(
			n.ownNode('momentUnicontaMapper', {
				resource: 'posting',
				operation: 'map',
				activityName: setting('expenses.activity'),
				billable: `={{ ${settingValue('expenses.billable')} !== 'no' }}`,
				approvalState: setting('expenses.approvalState'),
				options: { known: `={{ $('Expense Log').all() }}` },
			}),
		),
	);
	c.add(
		'Create or Update',
		[4140, 60],
		n.always(n.ownNode('moment', { resource: 'expense', operation: 'upsert', dryRun: false, compareKnown: false, output: 'all', options: { timeBudget: 600 } }, { onError: 'continueRegularOutput' })),
	);
	c.add('New Log Rows', [4420, 60], n.ownNode('momentUnicontaMapper', { resource: 'log', operation: 'newRows', known: `={{ $('Expense Log').all() }}` }));
	c.add('Write Log', [4660, -60], n.insertItems('log'));
	c.chain('Take Lease', 'Lease Ours?', 'Expense Log', 'Get New Postings', 'Map Postings', 'Create or Update', 'New Log Rows', 'Write Log');
	const results = `$('Create or Update').all().map(item => String(item.json.outcome))`;
	// Only when all is through or said may the next run begin behind it; a dry run moves nothing.
	c.add('All Through?', [4900, 60], n.yesOrNo(`!${results}.some(outcome => outcome === 'failed' || outcome.startsWith('would'))`));
	c.line('Write Log', 'All Through?');
	c.line('New Log Rows', 'All Through?', 1);
	const mark = (key: string, value: string): ReturnType<typeof n.upsertRow> =>
		n.once(n.upsertRow('settings', [{ column: 'key', value: key }], { key, value: `={{ String($('Get New Postings').first().json.${value}) }}` }));
	c.add('Move Cursor', [5120, -60], mark('expenses.cursor', 'cursor'));
	c.add('Move Start Date', [5340, -60], mark('expenses.startDate', 'startDate'));
	const trim = addTrimLane(c, { at: [5560, -60], wholeLog: 'Expense Log' });
	c.add('Release Lease', [5580 + TRIM_WIDTH, 60], releaseLease());
	c.chain('All Through?', 'Move Cursor', 'Move Start Date', trim.first);
	for (const [name, output] of trim.ends) c.line(name, 'Release Lease', output);
	c.line('All Through?', 'Release Lease', 1);

	addNotes(c);
	return c;
}

function addNotes(c: Canvas): void {
	c.note(
		'About',
		[0, -760],
		[1400, 420],
		[
			'# Expenses: Uniconta → Moment',
			'Costs posted in Uniconta on a project come to Moment as expenses of that project, each once, with supplier, amount and currency. Cancelled and corrected postings come as they are; what cannot be imported is said in the log, with its reason.',
			'',
			'**To start**',
			'1. Choose your Uniconta credential on *Get New Postings*, and your Moment credential on *Create or Update*.',
			'2. Go through the set-up form (template "Moment ↔ Uniconta: Set-Up"): page Expenses, above all the number series, the activity and the start date. The log says what is missing.',
			'3. Publish.',
			'',
			'**To import again:** set `expenses.startDate` back. Nothing is doubled: each expense is known by its reference.',
		].join('\n'),
		COLOR.about,
	);
	c.note('Note: Start', [-80, -200], [500, 1080], '### What starts a run\nThe clock, or you.', COLOR.start);
	c.note('Note: Lease', [2880, -60], [680, 360], '### One at a time\nA Uniconta server user can be logged in only once. If another run has the lease, this one comes again in half an hour.', COLOR.guard);
	c.note(
		'Note: Import',
		[3640, -160],
		[660, 460],
		'### Postings become expenses\n**Get** reads what was posted since the last run, and 30 days back for cancellations. **Map** shows each expense and all that is wrong with it. Turn on **Dry Run** in *Create or Update* to only look.',
		COLOR.sync,
	);
	c.note('Note: Log', [4360, -400], [1380 + TRIM_WIDTH, 700], '### Say it, then move on\nThe log gets one row for each expense. Cursor and start date move only after that, and only when nothing failed. Then old rows leave the log (`log.keepDays`; 90 days).', COLOR.log);
}

export const expenses = expensesTemplate();
