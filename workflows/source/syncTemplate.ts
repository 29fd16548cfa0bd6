import { MASS_FAILURE } from '../../lib/sync/log';
import { LEASE_NAME, NEXT_COMPARISON_AT_NIGHT, type SettingsArea } from '../../lib/sync/settings';
import type { Entity } from '../../lib/sync/outcome';
import { Canvas, stableId, type NodeSpec } from './canvas';
import { addErrorLane, COMPARE_AGAIN_MINUTES } from './errorLane';
import * as n from './nodes';
import { addNotes } from './notes';
import { sayOnce } from './sayOnce';

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
	/** The writer, with the seconds it may take. */
	write(seconds: string): NodeSpec;
	/** What the big note on the canvas says the template does. */
	about: string;
}

/**
 * How long a lease holds at most. Runs end before, by the time budgets of their nodes (reading 5 and 1
 * minutes, writing 10 and 2), each with one more call of a minute under way, and the tables' own time. Usually a run that n8n's end
 * cut off frees it by its error run; n8n does not start one when it died before it had written down that the run began.
 */
const LEASE_MINUTES = { comparison: 20, inbox: 8 } as const;
const WRITE_SECONDS = { comparison: 600, inbox: 120 } as const;
/** A run takes up no further work after this time; the next minute's run does. */
const RUN_MS = 60_000;
/** The sweep asks from this long before the start of the last complete run on (design 6). */
const OVERLAP_MINUTES = 15;
/** A sweep that finds more than this lets everything be compared. */
const MANY_CHANGED = 500;

/** Webhook, sweep, comparison, inbox, lease and log around one kind's four steps: fetch, map, write, and that is it. */
export function syncTemplate(template: SyncTemplate): Canvas {
	const { area, entity, nouns } = template;
	const c = new Canvas(template.file, template.title);
	const settings = (name: string): string => `$('Read Settings').first().json.${name}`;
	const comparing = `${settings('work')} === 'comparison' && $runIndex === 0`;
	// In the first round of a comparison only the whole log was read; any later round has read the log of its own records.
	const knownRows = `={{ $('Their Log').isExecuted ? $('Their Log').all() : $('Whole Log').all() }}`;
	const setting = (key: string): n.Where[] => [{ column: 'key', value: `${area}.${key}` }];

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
			due: n.NOW,
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
		n.once(n.upsertRow('settings', setting('nextComparison'), { key: `${area}.nextComparison`, value: n.iso(`$now.plus({ minutes: ${COMPARE_AGAIN_MINUTES} })`) })),
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
	c.add('Compare Instead', [3440, 440], n.once(n.upsertRow('settings', setting('nextComparison'), { key: `${area}.nextComparison`, value: n.iso('$now') })));
	const moveCursor = (): NodeSpec =>
		n.once(
			n.upsertRow('settings', setting('changedSince'), {
				key: `${area}.changedSince`,
				value: n.iso(`DateTime.fromISO(${settings('startedAt')}).minus({ minutes: ${OVERLAP_MINUTES} })`),
			}),
		);
	c.add('Move Cursor', [3680, 320], n.once(moveCursor()));
	c.line('What to Do', 'Changed in Moment', 2);
	c.chain('Changed in Moment', 'How Many?', 'Mark Them', 'Move Cursor');
	c.line('How Many?', 'Move Cursor', 1);
	c.line('How Many?', 'Compare Instead', 2);

	const missing = sayOnce(c, {
		area,
		names: ['Said Today', 'Not Yet Today?', 'Log What Is Missing'],
		at: [2960, 800],
		hours: 24,
		row: { entity: 'settings', outcome: 'refused', message: `={{ ${settings('message')} }}`, fix: `={{ ${settings('fix')} }}`, execution: '={{ $execution.id }}' },
	});
	c.line('What to Do', missing, 3);

	// The inbox: is anything due, and is anybody else at it?
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
			{ state: 'due', due: n.NOW },
		),
	);
	c.add('Anything Due?', [4140, 100], n.once(n.getRows('inbox', [{ column: 'entity', value: entity }, { column: 'due', is: 'lte', value: n.NOW }], { limit: 1 })));
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
			{ holder: '={{ $execution.id }}', expires: `={{ Date.now() + (${comparing} ? ${LEASE_MINUTES.comparison} : ${LEASE_MINUTES.inbox}) * 60000 }}` },
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
	c.add('Take Due Rows', [5360, 180], n.updateRows('inbox', [{ column: 'entity', value: entity }, { column: 'due', is: 'lte', value: n.NOW }], taken));
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
	c.add(write, [6520, 0], n.always(template.write(`={{ ${comparing} ? ${WRITE_SECONDS.comparison} : ${WRITE_SECONDS.inbox} }}`)));
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

	addErrorLane(c, area);
	addNotes(c, template);
	return c;
}
