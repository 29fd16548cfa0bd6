import { MASS_FAILURE } from '../../lib/sync/log';
import { LEASE_NAME, NEXT_COMPARISON_AT_NIGHT, type SettingsArea } from '../../lib/sync/settings';
import type { Entity } from '../../lib/sync/outcome';
import { Canvas, stableId, type NodeSpec } from './canvas';
import * as n from './nodes';

/** What is special about one kind; all else of its template comes from here, so that copies cannot drift. */
export interface SyncTemplate {
	file: string;
	title: string;
	entity: Entity;
	area: SettingsArea;
	/** For names and notes: "Customer", "Customers". */
	noun: string;
	nouns: string;
	/** Path of the webhook below n8n's `/webhook/`. */
	webhookPath: string;
	/** Moment: what changed since `{since}`, at most so many. */
	changedSince(since: string, limit: number): NodeSpec;
	/** Moment's name of the field that holds the number. */
	numberField: string;
	/** Moment: all records. */
	all(): NodeSpec;
	/** Moment: one record for each due one, in `$json.momentId`. */
	fetch(): NodeSpec;
	/** The mapper, with the expressions for the settings' values and the log rows. */
	map(setting: (name: string) => string, knownRows: string): NodeSpec;
	write(): NodeSpec;
	/** What the big note on the canvas says the template does. */
	about: string;
}

/** How long a lease holds at most; runs end well before (their time budget is 10 minutes). */
const LEASE_MINUTES = 15;
/** A comparison that did not end is done again after this time. */
const COMPARE_AGAIN_MINUTES = 15;
/** A run takes up no further work after this time; the next minute's run does. */
const RUN_MS = 60_000;
/** The sweep asks from this long before the start of the last complete run on (design 6). */
const OVERLAP_MINUTES = 15;
/** A sweep that finds more than this lets everything be compared. */
const MANY_CHANGED = 500;

const COLOR = { about: 4, start: 7, guard: 5, inbox: 6, sync: 4, log: 3, stop: 2 } as const;

/** Webhook, sweep, comparison, inbox, lease and log around one kind's four steps: fetch, map, write, and that is it. */
export function syncTemplate(template: SyncTemplate): Canvas {
	const { area, entity, nouns } = template;
	const c = new Canvas(template.file, template.title);
	const settings = (name: string): string => `$('Read Settings').first().json.${name}`;
	const comparing = `${settings('work')} === 'comparison' && $runIndex === 0`;
	// In the first round of a comparison only the whole log was read; any later round has read the log of its own records.
	const knownRows = `={{ $('Their Log').isExecuted ? $('Their Log').all() : $('Whole Log').all() }}`;
	const setting = (key: string): n.Where[] => [{ column: 'key', value: `${area}.${key}` }];
	const iso = (expression: string): string => `={{ ${expression}.toUTC().toISO() }}`;

	// What starts a run.
	c.add('Moment Trigger', [0, -300], {
		...n.ownNode('momentTrigger', { path: template.webhookPath, kinds: [entity] }),
		settings: { webhookId: stableId(template.file, 'webhook') },
	});
	c.add('Every Minute', [0, -100], n.schedule({ field: 'minutes', minutesInterval: 1 }));
	c.add('Every 15 Minutes', [0, 100], n.schedule({ field: 'minutes', minutesInterval: 15 }));
	c.add('Every Night', [0, 300], n.schedule({ field: 'days', daysInterval: 1, triggerAtHour: 2, triggerAtMinute: 10 }));
	c.add('Compare Everything Now', [0, 500], n.manualTrigger);
	c.add('A Run Stopped', [0, 700], n.errorTrigger);

	// The tables, made when they are missing and found by their exact names.
	c.add('Settings Table', [560, 100], n.createTable('settings'));
	c.add('Inbox Table', [740, 100], n.createTable('inbox'));
	c.add('Log Table', [920, 100], n.createTable('log'));
	c.add('Lease Table', [1100, 100], n.createTable('lease'));
	c.add(n.FIND_TABLES, [1280, 100], n.findTables());
	c.add('What Stopped', [240, 700], n.ownNode('momentUnicontaMapper', { resource: 'log', operation: 'stoppedRun' }));
	c.line('A Run Stopped', 'What Stopped');
	for (const trigger of ['Moment Trigger', 'Every Minute', 'Every 15 Minutes', 'Every Night', 'Compare Everything Now', 'What Stopped']) {
		c.line(trigger, 'Settings Table');
	}
	c.add(
		'Started By',
		[1480, 80],
		n.whichOf(
			[
				{ label: 'Moment', when: `$('Moment Trigger').isExecuted` },
				{ label: 'Clock or hand', when: `!$('What Stopped').isExecuted` },
			],
			'A run stopped',
		),
	);
	c.chain('Settings Table', 'Inbox Table', 'Log Table', 'Lease Table', n.FIND_TABLES, 'Started By');
	const mark = (id: string, key: string): NodeSpec =>
		n.upsertRow('inbox', [{ column: 'entity', value: entity }, { column: 'momentId', value: id }], {
			entity,
			momentId: id,
			key,
			state: 'due',
			attempts: 0,
			due: '={{ $now.toUTC().toISO() }}',
			message: '',
			fix: '',
			holder: '',
		});
	c.add('Mark in Inbox', [1700, -120], n.once(mark(`={{ $('Moment Trigger').first().json.id }}`, `={{ $('Moment Trigger').first().json.key }}`)));
	c.line('Started By', 'Mark in Inbox', 0);

	// What the settings say, and what this run does.
	c.add('Saved Settings', [1960, 100], n.once(n.getRows('settings', [])));
	c.add('Lease Row', [2180, 100], n.once(n.getRows('lease', [])));
	c.add(
		'Read Settings',
		[2400, 100],
		n.once(
			n.ownNode('momentUnicontaMapper', {
				resource: 'settings',
				operation: 'read',
				area,
				startedBy: `={{ $('Moment Trigger').isExecuted ? 'webhook' : $('Every Minute').isExecuted ? 'minute' : $('Every 15 Minutes').isExecuted ? 'sweep' : $('Every Night').isExecuted ? 'night' : 'manual' }}`,
				settings: `={{ $('Saved Settings').all() }}`,
				lease: `={{ $('Lease Row').all() }}`,
				tables: `={{ $('${n.FIND_TABLES}').all() }}`,
			}),
		),
	);
	c.line('Started By', 'Saved Settings', 1);
	c.line('Mark in Inbox', 'Saved Settings');
	c.add(
		'What to Do',
		[2620, 60],
		n.whichOf([
			{ label: 'Everything', when: `$json.work === 'comparison'` },
			{ label: 'Inbox', when: `$json.work === 'inbox'` },
			{ label: 'Sweep', when: `$json.work === 'sweep'` },
			{ label: 'Not set up', when: `$json.work === 'incomplete'` },
		]),
	);
	c.chain('Saved Settings', 'Lease Row', 'Read Settings', 'What to Do');

	c.add(
		'Plan a Second Try',
		[2920, -220],
		n.once(n.upsertRow('settings', setting('nextComparison'), { key: `${area}.nextComparison`, value: iso(`$now.plus({ minutes: ${COMPARE_AGAIN_MINUTES} })`) })),
	);
	c.line('What to Do', 'Plan a Second Try', 0);
	c.line('Plan a Second Try', 'Take Lease');

	c.add('Changed in Moment', [2940, 320], n.always(template.changedSince(`={{ ${settings('changedSince')} }}`, MANY_CHANGED + 1)));
	// Marking thousands one by one takes longer than comparing everything, which is a handful of calls.
	c.add(
		'How Many?',
		[3160, 300],
		n.sortBy(
			[
				{ label: 'Some', when: `!!$json.id && $('Changed in Moment').all().length <= ${MANY_CHANGED}` },
				{ label: 'None', when: '!$json.id' },
			],
			'Very many',
		),
	);
	c.add('Mark Them', [3440, 240], mark(`={{ $json.id }}`, `={{ $json.${template.numberField} }}`));
	c.add('Compare Instead', [3440, 440], n.once(n.upsertRow('settings', setting('nextComparison'), { key: `${area}.nextComparison`, value: iso('$now') })));
	const moveCursor = (): NodeSpec =>
		n.once(
			n.upsertRow('settings', setting('changedSince'), {
				key: `${area}.changedSince`,
				value: iso(`DateTime.fromISO(${settings('startedAt')}).minus({ minutes: ${OVERLAP_MINUTES} })`),
			}),
		);
	c.add('Move Cursor', [3680, 320], n.once(moveCursor()));
	c.line('What to Do', 'Changed in Moment', 2);
	c.chain('Changed in Moment', 'How Many?', 'Mark Them', 'Move Cursor');
	c.line('How Many?', 'Move Cursor', 1);
	c.line('How Many?', 'Compare Instead', 2);

	const said = `={{ ${settings('message')} }}`;
	c.add(
		'Said Today',
		[2960, 800],
		n.once(
			n.getRows(
				'log',
				[
					{ column: 'entity', value: 'settings' },
					{ column: 'message', value: said },
					{ column: 'createdAt', is: 'gt', value: iso('$now.minus({ hours: 24 })') },
				],
				{ limit: 1 },
			),
		),
	);
	c.add('Not Yet Today?', [3180, 800], n.yesOrNo('!$json.id'));
	c.add(
		'Log What Is Missing',
		[3400, 800],
		n.insertRow('log', { time: '={{ $now.toUTC().toISO() }}', entity: 'settings', key: area, outcome: 'refused', message: said, fix: `={{ ${settings('fix')} }}`, execution: '={{ $execution.id }}' }),
	);
	c.line('What to Do', 'Said Today', 3);
	c.chain('Said Today', 'Not Yet Today?', 'Log What Is Missing');

	// The inbox: is anything due, and is anybody else at it?
	const now = '={{ $now.toUTC().toISO() }}';
	c.add(
		'Wake Refused',
		[3900, 100],
		n.updateRows(
			'inbox',
			[
				{ column: 'entity', value: entity },
				{ column: 'state', value: 'refused' },
				{ column: 'createdAt', is: 'lt', value: `={{ ${settings('settingsChangedAt')} }}` },
			],
			{ state: 'due', due: now },
		),
	);
	c.add('Anything Due?', [4140, 100], n.once(n.getRows('inbox', [{ column: 'entity', value: entity }, { column: 'due', is: 'lte', value: now }], { limit: 1 })));
	c.add('Something to Do?', [4360, 100], n.yesOrNo('!!$json.id'));
	c.add(
		'Take Lease',
		[4640, 0],
		n.updateRows(
			'lease',
			[
				{ column: 'name', value: LEASE_NAME },
				{ column: 'expires', is: 'lt', value: '={{ Date.now() }}' },
			],
			{ holder: '={{ $execution.id }}', expires: `={{ Date.now() + ${LEASE_MINUTES} * 60000 }}` },
		),
	);
	c.add('Lease Ours?', [4860, 0], n.yesOrNo('!!$json.id'));
	c.add('Everything?', [5080, 0], n.yesOrNo(comparing));
	c.line('What to Do', 'Wake Refused', 1);
	c.chain('Move Cursor', 'Wake Refused', 'Anything Due?', 'Something to Do?', 'Take Lease', 'Lease Ours?', 'Everything?');

	// Which records, and what the log says of them.
	const taken = { holder: '={{ $execution.id }}' };
	c.add('Take All Rows', [5360, -180], n.updateRows('inbox', [{ column: 'entity', value: entity }], taken));
	c.add('Whole Log', [5580, -180], n.once(n.getRows('log', [{ column: 'entity', value: entity }])));
	c.add(`All ${nouns}`, [5800, -180], n.always(n.once(template.all())));
	c.add('Take Due Rows', [5360, 180], n.updateRows('inbox', [{ column: 'entity', value: entity }, { column: 'due', is: 'lte', value: now }], taken));
	c.add(
		'Their Log',
		[5580, 180],
		n.getRows('log', [{ column: 'momentId', value: '={{ $json.momentId }}' }, { column: 'key', value: '={{ $json.key }}' }], { match: 'any' }),
	);
	c.add('Due Records', [5800, 180], n.always(n.once(n.ownNode('momentUnicontaMapper', { resource: 'inbox', operation: 'dueRecords', taken: `={{ $('Take Due Rows').all() }}` }))));
	c.add(`Fetch ${nouns}`, [6020, 180], n.always(template.fetch()));
	c.line('Everything?', 'Take All Rows', 0);
	c.line('Everything?', 'Take Due Rows', 1);

	// Map, write: the four steps a person comes here to see.
	const map = `Map ${nouns}`;
	const write = 'Create or Update';
	const dry = `$('${write}').all().some(item => String(item.json.outcome).startsWith('would'))`;
	c.add(map, [6300, 0], n.always(template.map((name) => `={{ ${settings(name)} }}`, knownRows)));
	c.add(write, [6520, 0], n.always(template.write()));
	c.chain('Take All Rows', 'Whole Log', `All ${nouns}`, map);
	c.chain('Take Due Rows', 'Their Log', 'Due Records', `Fetch ${nouns}`, map, write);

	// What is said of it, and what stays to be done.
	c.add('New Log Rows', [6800, 0], n.ownNode('momentUnicontaMapper', { resource: 'log', operation: 'newRows', known: knownRows }));
	c.add('Write Log', [7040, -120], n.insertItems('log'));
	// A dry run leaves everything as it was: what it had taken stays due, no cursor moves.
	c.add('For Real?', [7280, 0], n.yesOrNo(`!(${dry})`));
	c.add(
		'Unfinished',
		[7500, 0],
		n.once(
			n.ownNode('momentUnicontaMapper', {
				resource: 'inbox',
				operation: 'unfinished',
				results: `={{ $('${write}').all() }}`,
				taken: `={{ ($('Take Due Rows').isExecuted ? $('Take Due Rows') : $('Take All Rows')).all() }}`,
				comparison: `={{ ${comparing} }}`,
			}),
		),
	);
	c.add('Put Back', [7740, -120], n.insertItems('inbox'));
	c.add('Remove Taken', [7980, 0], n.deleteRows('inbox', [{ column: 'holder', value: '={{ $execution.id }}' }]));
	c.chain(write, 'New Log Rows', 'Write Log', 'For Real?', 'Unfinished', 'Put Back', 'Remove Taken');
	c.line('New Log Rows', 'For Real?', 1);
	c.add('Release After Dry Run', [7500, 180], n.updateRows('lease', [{ column: 'holder', value: '={{ $execution.id }}' }], { holder: '', expires: 0 }));
	c.line('For Real?', 'Release After Dry Run', 1);
	c.line('Unfinished', 'Remove Taken', 1);

	c.add(
		'Comparison Done?',
		[8240, 0],
		n.yesOrNo(`${comparing} && $('${write}').all().filter(item => item.json.outcome === 'failed').length <= ${MASS_FAILURE}`),
	);
	c.add('Set Cursor', [8420, -120], moveCursor());
	c.add('Next at Night', [8640, -120], n.once(n.upsertRow('settings', setting('nextComparison'), { key: `${area}.nextComparison`, value: NEXT_COMPARISON_AT_NIGHT })));
	c.add('Release Lease', [8900, 0], n.updateRows('lease', [{ column: 'holder', value: '={{ $execution.id }}' }], { holder: '', expires: 0 }));
	// Looking once more after the release: what was marked while this run held the lease is not left for a minute.
	c.add('Time Up?', [9120, 380], n.yesOrNo(`Date.now() - Date.parse(${settings('startedAt')}) >= ${RUN_MS}`));
	c.chain('Remove Taken', 'Comparison Done?', 'Set Cursor', 'Next at Night', 'Release Lease', 'Time Up?');
	c.line('Time Up?', 'Anything Due?', 1);
	c.line('Comparison Done?', 'Release Lease', 1);

	addErrorLane(c, template, iso);
	addNotes(c, template);
	return c;
}

/** n8n never repeats a run that stopped (n8n-lab 8): its lease is freed, its records are still in the inbox. */
function addErrorLane(c: Canvas, { area }: SyncTemplate, iso: (expression: string) => string): void {
	const run = `$('What Stopped').first().json`;
	const message = `={{ ${run}.message }}`;
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
			{ value: iso(`(${run}.crashed ? $now : $now.plus({ minutes: ${COMPARE_AGAIN_MINUTES} }))`) },
		),
	);
	c.add(
		'Said This Hour',
		[2140, 700],
		n.once(
			n.getRows(
				'log',
				[
					{ column: 'entity', value: 'run' },
					{ column: 'message', value: message },
					{ column: 'createdAt', is: 'gt', value: iso('$now.minus({ hours: 1 })') },
				],
				{ limit: 1 },
			),
		),
	);
	c.add('Not Yet Said?', [2360, 700], n.yesOrNo('!$json.id'));
	c.add(
		'Log the Stop',
		[2580, 700],
		n.insertRow('log', {
			time: '={{ $now.toUTC().toISO() }}',
			entity: 'run',
			key: area,
			outcome: 'failed',
			message,
			fix: `={{ ${run}.fix }}`,
			execution: stopped,
		}),
	);
	c.line('Started By', 'Free Lease', 2);
	c.chain('Free Lease', 'Compare Again', 'Said This Hour', 'Not Yet Said?', 'Log the Stop');
}

function addNotes(c: Canvas, template: SyncTemplate): void {
	const { nouns, noun } = template;
	c.note('About', [0, -940], [1400, 480], template.about, COLOR.about);
	c.note(
		'Note: Start',
		[-80, -400],
		[500, 1280],
		'### What starts a run\nMoment, the clock, or you.',
		COLOR.start,
	);
	c.note('Note: Tables', [520, -40], [920, 340], '### The tables\nFour Data Tables are made when they are missing. The settings are rows in `moment_uniconta_settings`.', COLOR.guard);
	c.note('Note: Mark', [1640, -320], [240, 380], '### Nothing is lost\nA webhook only marks its record here. The work starts from this mark.', COLOR.inbox);
	c.note('Note: Settings', [1920, -40], [900, 340], '### What to do\nReads the settings. Switched off: the run ends here. Something missing: one row in the log says what.', COLOR.guard);
	c.note(
		'Note: Stop',
		[1660, 580],
		[1120, 320],
		'### When a run stops\nn8n does not repeat it. The lease is freed, the log says why, and the next run takes up its records.',
		COLOR.stop,
	);
	c.note('Note: Expect', [2860, -360], [300, 300], '### Compare everything\nShould this run not get through, it is done again in a quarter of an hour.', COLOR.inbox);
	c.note('Note: Sweep', [2860, 120], [980, 500], `### Sweep\nAsks Moment what changed since the last time, in case a webhook was lost. The cursor moves only after the marks are set. Very many at once: everything is compared instead.`, COLOR.inbox);
	c.note('Note: Missing', [2920, 700], [700, 300], '### Not set up\nSaid once a day.', COLOR.stop);
	c.note(
		'Note: Lease',
		[3840, -160],
		[1400, 460],
		'### One at a time\nA Uniconta server user can be logged in only once. The run that gets the lease does all that is due; the others end here.',
		COLOR.guard,
	);
	c.note('Note: Everything', [5300, -320], [680, 320], `### Everything\nAt the first start, each night, and by hand: all ${nouns.toLowerCase()} side by side.`, COLOR.inbox);
	c.note('Note: Due', [5300, 60], [900, 300], `### What is due\nThe marked ${nouns.toLowerCase()}, as Moment has them now.`, COLOR.inbox);
	c.note(
		'Note: Sync',
		[6240, -320],
		[460, 500],
		`### Map and write\nThis is the heart. **Map** shows what would be sent and all that is wrong with a ${noun.toLowerCase()}. Put your own nodes between the two to change a field. Turn on **Dry Run** in the second to only look.`,
		COLOR.sync,
	);
	c.note('Note: Log', [6740, -320], [1420, 660], '### Say it, and keep what is not finished\nThe log gets one row for each record that was created, changed, refused or failed. What failed goes back into the inbox: due again after 1, 5, 30 and then every 60 minutes. What was refused waits until the record or the settings change; after a change in Uniconta or of a tag, run *Compare Everything Now*. A dry run is only logged: nothing is taken out of the inbox, no cursor moves.', COLOR.log);
	c.note('Note: Done', [8170, -320], [900, 500], '### Done\nA complete comparison sets the cursor. The lease is released, and if something was marked meanwhile the run goes on.', COLOR.guard);
}
