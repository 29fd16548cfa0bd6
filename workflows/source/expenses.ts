import { EXPENSE_MARKS, LEFT, WRITING_MINUTES } from '../../lib/state/expenseWork';
import { Canvas } from './canvas';
import * as n from './nodes';
import { READ_SETTINGS, setting, settingsField, settingValue, unicontaNode } from './settings';
import {
	addMissingLane,
	addReadSettings,
	addStart,
	COLOR,
	leaseIsOurs,
	releaseLease,
	sayOnce,
	takeLease,
} from './start';
import { addTrimLane, TRIM_WIDTH } from './trimLane';

const AREA = 'expenses';
/** Only Uniconta is read under it; that ends before, by the time budget of 10 minutes. */
const LEASE_MINUTES = 15;
/** A portion is written, then logged: what a crash takes from the log is found again by its reference. */
const PORTION = 200;
const PORTION_SECONDS = 300;
/** After it no further portion is begun: well before n8n ends the run. */
const RUN_MINUTES = 40;

const GET = 'Get New Postings';
const LOOP = 'Portions';
const WRITE = 'Create or Update';

/** Where the other run came while this one read the settings. */
const LEASE_TAKEN =
	'Nothing was imported by this run. Another run has just begun at Uniconta, and only one can be there at a time. Nothing was lost: what was posted comes with the next import by itself, or press Import Now again when that run is over.';

/** What became of the postings of all rounds, as an expression without braces. */
const OUTCOMES = `Array.from({ length: $('${LOOP}').context.currentRunIndex + ($('${LOOP}').context.done ? 0 : 1) }, (_, round) => $('${WRITE}').all(0, round)).flat().map(item => String(item.json.outcome))`;
/** The newest row of a setting as this run read it. */
const savedRow = (key: string): string =>
	`($('Saved Settings').all().map(item => item.json).filter(row => String(row.key).trim().toLowerCase() === '${key.toLowerCase()}').at(-1) || {})`;

const writeMark = (key: string, value: string): ReturnType<typeof n.upsertRow> =>
	n.once(n.upsertRow('settings', [{ column: 'key', value: key }], { key, value }));

/**
 * Postings in Uniconta come back to Moment as project expenses. The cursor and the start date move only when all rows
 * are written and nothing failed; what comes again is known by its reference, so that setting the start date back
 * doubles nothing (M13). The lease is held while Uniconta is read; that no two runs write to Moment at once a mark in
 * the settings sees to. It is set under the lease and touched after each portion; a run that finds it taken over by
 * hand stops.
 */
function expensesTemplate(): Canvas {
	const c = new Canvas('expenses.json', 'Uniconta → Moment: Expenses');

	c.add('Every 10 Minutes', [0, -100], n.schedule({ field: 'minutes', minutesInterval: 10 }));
	c.add('Import Now', [0, 100], n.manualTrigger);
	addStart(c, {
		area: AREA,
		triggers: ['Every 10 Minutes', 'Import Now'],
		ways: [{ label: 'Clock or hand', when: `!$('What Stopped').isExecuted` }],
		stopped: { y: 700 },
		leased: true,
		progress: EXPENSE_MARKS.progress,
	});
	addReadSettings(c, AREA, `={{ $('Import Now').isExecuted ? 'manual' : 'sweep' }}`);
	c.line('Started By', 'Saved Settings', 0);
	c.add(
		'What to Do',
		[2620, 80],
		n.whichOf([
			{ label: 'Import', when: `['comparison', 'sweep'].includes($json.work)` },
			{ label: 'Not set up', when: `$json.work === 'incomplete'` },
		]),
	);
	c.line(READ_SETTINGS, 'What to Do');
	c.line('What to Do', addMissingLane(c, AREA, [2960, 540]), 1);

	c.add('Take Lease', [2940, 80], takeLease(LEASE_MINUTES));
	c.add('Lease Ours?', [3160, 80], leaseIsOurs());
	c.add('Progress', [3380, 60], n.once(n.getRows('settings', [{ column: 'key', value: EXPENSE_MARKS.progress }])));
	c.add(
		'Another One Writing?',
		[3600, 60],
		n.yesOrNo(
			`!$('Import Now').isExecuted && !!$json.value && $json.value !== '${LEFT}' && Date.now() - new Date($json.updatedAt).getTime() < ${WRITING_MINUTES} * 60000`,
		),
	);
	c.add('This Run Writes', [3820, 100], writeMark(EXPENSE_MARKS.progress, '={{ $execution.id }}'));
	c.line('What to Do', 'Take Lease', 0);
	c.chain('Take Lease', 'Lease Ours?', 'Progress', 'Another One Writing?');
	// The clock comes again soon; who imports by hand must not take green for imported.
	c.add('By Hand?', [3380, 240], n.yesOrNo(`$('Import Now').isExecuted`));
	c.add('Another Run Is There', [3600, 240], n.stop(`={{ ${settingsField('leaseTaken')} || '${LEASE_TAKEN}' }}`));
	c.line('Lease Ours?', 'By Hand?', 1);
	c.line('By Hand?', 'Another Run Is There', 0);
	c.line('Another One Writing?', 'Release Lease', 0);
	c.line('Another One Writing?', 'This Run Writes', 1);

	c.add('Expense Log', [4080, 100], n.once(n.getRows('log', [{ column: 'entity', value: 'expense' }])));
	// By their links: which project of Moment a number in Uniconta is (G9).
	c.add('Project Log', [4300, 100], n.once(n.getRows('log', [{ column: 'entity', value: 'project' }])));
	c.add(
		GET,
		[4520, 100],
		n.once(
			unicontaNode(
				'unicontaExpense',
				{
					operation: 'getNewPostings',
					series: { __rl: true, mode: 'code', value: setting('expenses.series') },
					accounts: setting('expenses.accounts'),
					startAfter: setting('expenses.startAfter'),
					cursor: `={{ Number(${settingValue('expenses.cursor')}) || 0 }}`,
					options: {
						timeBudget: 600,
						onlyNew: `={{ ${settingsField('work')} === 'sweep' }}`,
						// What could not become an expense comes again within the look-back, in case it was mended.
						again: `={{ [...new Map($('Expense Log').all().map(row => [row.json.key, row.json.outcome]))].filter(([key, outcome]) => !!key && outcome === 'refused').map(([key]) => key) }}`,
					},
				},
				{ onError: 'continueErrorOutput' },
			),
		),
	);
	c.add('Release Lease', [4820, -160], releaseLease());
	c.add(
		'Map Postings',
		[4820, 60],
		n.always(
			n.ownNode('momentUnicontaMapper', {
				resource: 'posting',
				operation: 'map',
				activityName: setting('expenses.activity'),
				billable: `={{ ${settingValue('expenses.billable')} !== 'no' }}`,
				approvalState: setting('expenses.approvalState'),
				options: {
					known: `={{ $('Expense Log').all().concat($('Project Log').all()) }}`,
					knownCompany: setting('company.id'),
				},
			}),
		),
	);
	c.chain('This Run Writes', 'Expense Log', 'Project Log', GET);
	// The lease first: n8n takes the upper branch first.
	c.line(GET, 'Release Lease', 0);
	c.line(GET, 'Map Postings', 0);
	addTrouble(c);

	c.add(LOOP, [5080, 60], n.portions(PORTION));
	c.add(
		WRITE,
		[5320, 200],
		n.always(
			n.ownNode(
				'moment',
				{
					resource: 'expense',
					operation: 'upsert',
					dryRun: false,
					compareKnown: false,
					output: 'all',
					options: { timeBudget: PORTION_SECONDS },
				},
				{ onError: 'continueRegularOutput' },
			),
		),
	);
	c.add(
		'New Log Rows',
		[5540, 200],
		n.ownNode('momentUnicontaMapper', {
			resource: 'log',
			operation: 'newRows',
			known: `={{ $('Expense Log').all() }}`,
		}),
	);
	c.add('Write Log', [5760, 120], n.insertItems('log'));
	const written = `$('${WRITE}').all().map(item => item.json.outcome)`;
	const ours: n.Where[] = [
		{ column: 'key', value: EXPENSE_MARKS.progress },
		{ column: 'value', value: '={{ $execution.id }}' },
	];
	c.add('Still Ours?', [5980, 200], n.updateRows('settings', ours, { value: '={{ $execution.id }}' }));
	// Another run has taken over, Moment takes nothing more, or the time is up.
	c.add(
		'Stop Here?',
		[6200, 200],
		n.yesOrNo(
			`!$json.id || (${written}.includes('failed') && ${written}.includes('postponed')) || Date.now() - new Date(${settingsField('startedAt')}).getTime() > ${RUN_MINUTES} * 60000`,
		),
	);
	c.chain('Map Postings', LOOP);
	c.line(LOOP, 'All Through?', 0);
	c.line(LOOP, WRITE, 1);
	c.chain(WRITE, 'New Log Rows', 'Write Log', 'Still Ours?', 'Stop Here?');
	c.line('New Log Rows', 'Still Ours?', 1);
	c.line('Stop Here?', 'Run Is Over', 0);
	c.line('Stop Here?', LOOP, 1);

	// Only when all is through or said may the next run begin behind it; a dry run moves nothing.
	c.add(
		'All Through?',
		[6520, -160],
		n.yesOrNo(
			`!${OUTCOMES}.some(outcome => ['failed', 'postponed'].includes(outcome) || outcome.startsWith('would'))`,
		),
	);
	c.add('Move Cursor', [6740, -280], writeMark('expenses.cursor', `={{ String($('${GET}').first(0).json.cursor) }}`));
	// Unless a person has set another one meanwhile.
	c.add(
		'Move Start Date',
		[6960, -280],
		n.updateRows(
			'settings',
			[
				{ column: 'id', value: `={{ ${settingsField('start.id')} }}` },
				{ column: 'value', value: `={{ ${settingsField('start.value')} }}` },
			],
			{ value: `={{ String($('${GET}').first(0).json[${settingsField('start.next')}]) }}` },
		),
	);
	const lookedBack = `${settingsField('work')} === 'comparison' ? ${settingsField('startedAt')} : ${savedRow(EXPENSE_MARKS.lookedBack)}.value || ''`;
	c.add(
		'Looked Back',
		[7180, -280],
		writeMark(EXPENSE_MARKS.lookedBack, `={{ $('Move Start Date').first().json.id ? (${lookedBack}) : '' }}`),
	);
	const trim = addTrimLane(c, { at: [7420, -280], wholeLog: 'Expense Log' });
	c.add(
		'Run Is Over',
		[7440 + TRIM_WIDTH, -160],
		n.updateRows('settings', ours, {
			value: `={{ $('${LOOP}').context.done && !${OUTCOMES}.includes('postponed') ? '' : '${LEFT}' }}`,
		}),
	);
	c.chain('All Through?', 'Move Cursor', 'Move Start Date', 'Looked Back', trim.first);
	for (const [name, output] of trim.ends) c.line(name, 'Run Is Over', output);
	c.line('All Through?', 'Run Is Over', 1);

	addNotes(c);
	return c;
}

/** Uniconta could not be read: the lease goes back, the log says why, and nothing moves. */
function addTrouble(c: Canvas): void {
	const trouble = `$('${GET}').all(1)[0].json`;
	c.add('Give Lease Back', [4820, 560], releaseLease());
	c.add(
		'Nothing Written',
		[5040, 560],
		writeMark(EXPENSE_MARKS.progress, `={{ $('Progress').first().json.value ? '${LEFT}' : '' }}`),
	);
	const said = sayOnce(c, {
		area: AREA,
		names: ['Told This Hour', 'Not Yet Told?', 'Log the Trouble'],
		at: [5260, 560],
		hours: 1,
		row: {
			entity: 'run',
			outcome: 'failed',
			message: `={{ String(${trouble}.error) }}`,
			fix: `={{ ((${trouble}.details || [])[0] || {}).fix || 'Nothing was imported and nothing is lost: the next run tries again.' }}`,
			execution: '={{ $execution.id }}',
		},
	});
	c.line(GET, 'Give Lease Back', 1);
	c.chain('Give Lease Back', 'Nothing Written', said);
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
			'**To import again:** set `expenses.startAfter` back. Nothing is doubled: each expense is known by its reference.',
		].join('\n'),
		COLOR.about,
	);
	c.note(
		'Note: Start',
		[-80, -200],
		[500, 1080],
		'### What starts a run\nThe clock, or you. Every half hour is a turn; sooner only when the last run left something.',
		COLOR.start,
	);
	c.note(
		'Note: Lease',
		[2880, -60],
		[1120, 460],
		'### One at a time\nA Uniconta server user can be logged in only once. If another run has the lease, this one comes again soon; *Import Now* ends red and says so. And no two runs write expenses at once: while one does, its number stands in `expenses.progress`. *Import Now* takes over.',
		COLOR.guard,
	);
	c.note(
		'Note: Import',
		[4030, -300],
		[980, 620],
		'### Read Uniconta\n**Get** reads what was posted since the last run; every six hours, by hand, and after a change of the settings it also looks 30 days back: for cancellations, and for what was mended. **Map** shows each expense and all that is wrong with it. Then the lease is free for the invoices.',
		COLOR.sync,
	);
	c.note(
		'Note: Portions',
		[5030, -20],
		[1360, 480],
		`### Write to Moment, and say it\n${PORTION} at a time: written, then logged. When the time is up or Moment takes nothing more, the next run goes on. Turn on **Dry Run** in *${WRITE}* to only look.`,
		COLOR.sync,
	);
	c.note(
		'Note: Trouble',
		[4760, 480],
		[1240, 280],
		'### Uniconta cannot be read\nOr a setting has no meaning. The log says why, once an hour; nothing moves.',
		COLOR.stop,
	);
	c.note(
		'Note: Log',
		[6410, -520],
		[1200 + TRIM_WIDTH, 640],
		'### Then move on\nCursor and start date move only when all rows are written, and only when nothing failed and nothing is left. Then old rows leave the log (`log.keepDays`; 90 days).',
		COLOR.log,
	);
}

export const expenses = expensesTemplate();
