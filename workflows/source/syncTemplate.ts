import { AT_NIGHT } from '../../lib/state/cursors';
import { STOP } from '../../lib/state/inbox';
import { MASS_FAILURE } from '../../lib/state/run';
import { type SettingsArea } from '../../lib/state/settings';
import type { Entity } from '../../lib/core/outcome';
import { Canvas, stableId, type NodeSpec } from './canvas';
import * as n from './nodes';
import { addNotes } from './notes';
import { addParentLane, LANE_WIDTH, parentRows, type ParentLane } from './parentLane';
import { settingsField } from './settings';
import {
	addMissingLane,
	addReadSettings,
	addStart,
	COMPARE_AGAIN_MINUTES,
	leaseIsOurs,
	releaseLease,
	takeLease,
} from './start';
import { addTrimLane, TRIM_WIDTH } from './trimLane';

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
	/** What must be in Uniconta first, in this order. */
	parents: readonly ParentLane[];
	/** The mapper, with the expression for the log rows. */
	map(knownRows: string): NodeSpec;
	/** Name of the writer on the canvas. */
	writer: string;
	/**
	 * The writer, with the seconds it may take, and whether everything is compared, as an expression without braces.
	 */
	write(seconds: string, comparing: string): NodeSpec;
	/** Whether records wait for others of their kind, as invoices do: they are done together. */
	waits: boolean;
	/** What the big note on the canvas says the template does. */
	about: string;
}

/**
 * How long a lease holds at most. Runs end before, by the time budgets of their nodes (reading 5 and 1 minutes, writing
 * 10 and 2), each with one more call of a minute under way, and the tables' own time. Usually a run that n8n's end cut
 * off frees it by its error run; n8n does not start one when it died before it had written down that the run began.
 */
const LEASE_MINUTES = { comparison: 20, inbox: 8, invoices: 12 } as const;
/** Invoices go one by one: a burst of some hundred takes minutes. */
const WRITE_SECONDS = { comparison: 600, inbox: 120, invoices: 300 } as const;
/** A lane for parents writes for so long at most. */
export const PARENT_WRITE_SECONDS = 60;

/** A run takes up no further work after this time; the next minute's run does. */
const RUN_MS = 60_000;
/** The sweep asks from this long before the start of the last complete run on (design 6). */
const OVERLAP_MINUTES = 15;
/** A sweep that finds more than this lets everything be compared. */
const MANY_CHANGED = 500;

/** Webhook, sweep, comparison, inbox, lease and log around one kind's four steps: fetch, map, write, and that is it. */
export function syncTemplate(template: SyncTemplate): Canvas {
	const { area, entity, nouns, writer: write, waits } = template;
	const inboxRun = waits ? 'invoices' : 'inbox';
	const c = new Canvas(template.file, template.title);
	const comparing = `${settingsField('work')} === 'comparison' && $runIndex === 0`;
	// In the first round of a comparison only the whole log was read; any later round has read the log of its own
	// records.
	const ownRows = `($('Their Log').isExecuted ? $('Their Log').all() : $('Whole Log').all())`;
	const knownRows = `={{ ${ownRows} }}`;
	const allRows = `={{ ${[ownRows, ...template.parents.map((parent) => `.concat(${parentRows(parent)})`)].join('')} }}`;
	const cursor = (key: string): n.Where[] => [{ column: 'key', value: `${area}.${key}` }];

	// What starts a run.
	c.add('Moment Trigger', [0, -300], {
		...n.ownNode('momentTrigger', { path: template.webhookPath, kinds: [entity] }),
		settings: { webhookId: stableId(template.file, 'webhook') },
	});
	c.add('Every Minute', [0, -100], n.schedule({ field: 'minutes', minutesInterval: 1 }));
	c.add('Every 15 Minutes', [0, 100], n.schedule({ field: 'minutes', minutesInterval: 15 }));
	c.add(
		'Every Night',
		[0, 300],
		n.schedule({ field: 'days', daysInterval: 1, triggerAtHour: 2, triggerAtMinute: 10 }),
	);
	c.add('Compare Everything Now', [0, 500], n.manualTrigger);

	addStart(c, {
		area,
		triggers: ['Moment Trigger', 'Every Minute', 'Every 15 Minutes', 'Every Night', 'Compare Everything Now'],
		ways: [
			{ label: 'Moment', when: `$('Moment Trigger').isExecuted` },
			{ label: 'Clock or hand', when: `!$('What Stopped').isExecuted` },
		],
		stopped: { y: 700 },
		leased: true,
		compares: area,
	});
	const mark = (id: string, key: string): NodeSpec =>
		n.upsertRow('inbox', [{ column: 'entity', value: entity }, { column: 'momentId', value: id }, n.NO_STOP], {
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
	c.add(
		'Mark in Inbox',
		[1700, -120],
		n.once(mark(`={{ $('Moment Trigger').first().json.id }}`, `={{ $('Moment Trigger').first().json.key }}`)),
	);
	c.line('Started By', 'Mark in Inbox', 0);

	// What the settings say, and what this run does.
	addReadSettings(
		c,
		area,
		`={{ $('Moment Trigger').isExecuted ? 'webhook' : $('Every Minute').isExecuted ? 'minute' : $('Every 15 Minutes').isExecuted ? 'sweep' : $('Every Night').isExecuted ? 'night' : 'manual' }}`,
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
	c.line('Read Settings', 'What to Do');

	c.add(
		'Plan a Second Try',
		[2920, -220],
		n.once(
			n.upsertRow('settings', cursor('nextComparison'), {
				key: `${area}.nextComparison`,
				value: n.iso(`$now.plus({ minutes: ${COMPARE_AGAIN_MINUTES} })`),
			}),
		),
	);
	c.line('What to Do', 'Plan a Second Try', 0);
	c.line('Plan a Second Try', 'Take Lease');

	c.add(
		'Changed in Moment',
		[2940, 320],
		n.always(template.changedSince(`={{ ${settingsField('changedSince')} }}`, MANY_CHANGED + 1)),
	);
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
	c.add(
		'Mark Them',
		[3440, 240],
		mark(`={{ $json.id }}`, `={{ String($json.${template.numberField} ?? '').slice(0, 200) }}`),
	);
	c.add(
		'Compare Instead',
		[3440, 440],
		n.once(
			n.upsertRow('settings', cursor('nextComparison'), { key: `${area}.nextComparison`, value: n.iso('$now') }),
		),
	);
	const moveCursor = (): NodeSpec =>
		n.once(
			n.upsertRow('settings', cursor('changedSince'), {
				key: `${area}.changedSince`,
				value: n.iso(`DateTime.fromISO(${settingsField('startedAt')}).minus({ minutes: ${OVERLAP_MINUTES} })`),
			}),
		);
	c.add('Move Cursor', [3680, 320], n.once(moveCursor()));
	c.line('What to Do', 'Changed in Moment', 2);
	c.chain('Changed in Moment', 'How Many?', 'Mark Them', 'Move Cursor');
	c.line('How Many?', 'Move Cursor', 1);
	c.line('How Many?', 'Compare Instead', 2);

	c.line('What to Do', addMissingLane(c, area, [2960, 800]), 3);

	// The inbox: is anything due, and is anybody else at it?
	c.add(
		'Wake Refused',
		[3900, 100],
		n.updateRows(
			'inbox',
			[
				{ column: 'entity', value: entity },
				{ column: 'state', value: 'refused' },
				{ column: 'createdAt', is: 'lt', value: `={{ ${settingsField('settingsChangedAt')} }}` },
			],
			{ state: 'due', due: n.NOW },
		),
	);
	c.add(
		'Anything Due?',
		[4140, 100],
		n.once(
			n.getRows(
				'inbox',
				[
					{ column: 'entity', value: entity },
					{ column: 'due', is: 'lte', value: n.NOW },
				],
				{ limit: 1 },
			),
		),
	);
	c.add('Something to Do?', [4360, 100], n.yesOrNo('!!$json.id'));
	c.add(
		'Take Lease',
		[4640, 0],
		takeLease(`(${comparing} ? ${LEASE_MINUTES.comparison} : ${LEASE_MINUTES[inboxRun]})`),
	);
	c.add('Lease Ours?', [4860, 0], leaseIsOurs());
	c.line('What to Do', 'Wake Refused', 1);
	c.chain('Move Cursor', 'Wake Refused', 'Anything Due?', 'Something to Do?', 'Take Lease', 'Lease Ours?');

	// Which records, and what the log says of them. Invoices need two steps more, so that all behind them stands
	// further right.
	const isOurs: n.Where = { column: 'entity', value: entity };
	const taken = { holder: '={{ $execution.id }}' };
	const step = waits ? 220 : 0;
	const at = 5080 + step;
	c.add('Everything?', [at, 0], n.yesOrNo(comparing));
	if (waits) {
		// Rows that hold others back (a stop, a refusal) are read before any is taken.
		c.add(
			'Held Back',
			[5080, 0],
			n.once(n.getRows('inbox', [isOurs, { column: 'entity', value: STOP }], { match: 'any' })),
		);
		c.chain('Lease Ours?', 'Held Back', 'Everything?');
		// What waits for another invoice is done together with any that is due, because that one may be the one.
		c.add(
			'Wake Waiting',
			[at + 280, 180],
			n.updateRows('inbox', [isOurs, { column: 'state', value: 'waiting' }], { due: n.NOW }),
		);
		c.line('Everything?', 'Wake Waiting', 1);
		c.line('Wake Waiting', 'Take Due Rows');
	} else {
		c.line('Lease Ours?', 'Everything?');
		c.line('Everything?', 'Take Due Rows', 1);
	}
	c.add('Take All Rows', [at + 280, -180], n.updateRows('inbox', [isOurs, n.NO_STOP], taken));
	c.add('Whole Log', [at + 500, -180], n.once(n.getRows('log', [isOurs])));
	c.add(`All ${nouns}`, [at + 720, -180], n.always(n.once(template.all())));
	c.line('Everything?', 'Take All Rows', 0);
	c.add(
		'Take Due Rows',
		[at + 280 + step, 180],
		n.updateRows('inbox', [isOurs, n.NO_STOP, { column: 'due', is: 'lte', value: n.NOW }], taken),
	);
	// Of customers and projects all rows: a number may be another record's, which only that one's own rows say (G9).
	c.add(
		'Their Log',
		[at + 500 + step, 180],
		waits
			? n.getRows(
					'log',
					[
						{ column: 'momentId', value: '={{ $json.momentId }}' },
						{ column: 'key', value: '={{ $json.key }}' },
					],
					{ match: 'any' },
				)
			: n.always(n.once(n.getRows('log', [isOurs]))),
	);
	c.add(
		'Due Records',
		[at + 720 + step, 180],
		n.always(
			n.once(
				n.ownNode('momentUnicontaMapper', {
					resource: 'inbox',
					operation: 'dueRecords',
					taken: `={{ $('Take Due Rows').all() }}`,
				}),
			),
		),
	);
	c.add(`Fetch ${nouns}`, [at + 940 + step, 180], n.always(template.fetch()));
	c.chain('Take All Rows', 'Whole Log', `All ${nouns}`);
	c.chain('Take Due Rows', 'Their Log', 'Due Records', `Fetch ${nouns}`);

	// What Uniconta needs before them.
	const records = `($('Fetch ${nouns}').isExecuted ? $('Fetch ${nouns}') : $('All ${nouns}')).all()`;
	let x = at + 1220 + step;
	let loose: Array<[name: string, output: number]> = [
		[`All ${nouns}`, 0],
		[`Fetch ${nouns}`, 0],
	];
	for (const [at, parent] of template.parents.entries()) {
		const lane = addParentLane(c, parent, {
			x,
			records,
			knownRows,
			writer: write,
			before: template.parents.slice(0, at),
		});
		for (const [name, output] of loose) c.line(name, lane.first, output);
		loose = lane.ends;
		x += LANE_WIDTH;
	}
	if (template.parents.length > 0) {
		const again = `Go on With ${nouns}`;
		c.add(
			again,
			[x - 120, 0],
			n.always(
				n.once(
					n.ownNode('momentUnicontaMapper', {
						resource: 'inbox',
						operation: 'again',
						records: `={{ ${records} }}`,
					}),
				),
			),
		);
		for (const [name, output] of loose) c.line(name, again, output);
		loose = [[again, 0]];
		x += 160;
	}

	// Map, write: the two steps a person comes here to see.
	const map = `Map ${nouns}`;
	const right = x - 6300;
	const dry = `$('${write}').all().some(item => String(item.json.outcome).startsWith('would'))`;
	c.add(map, [x, 0], n.always(template.map(allRows)));
	c.add(
		write,
		[x + 220, 0],
		n.always(
			template.write(`={{ ${comparing} ? ${WRITE_SECONDS.comparison} : ${WRITE_SECONDS[inboxRun]} }}`, comparing),
		),
	);
	for (const [name, output] of loose) c.line(name, map, output);
	c.line(map, write);

	// What is said of it, and what stays to be done.
	c.add(
		'New Log Rows',
		[right + 6800, 0],
		n.ownNode('momentUnicontaMapper', { resource: 'log', operation: 'newRows', known: knownRows }),
	);
	c.add('Write Log', [right + 7040, -120], n.insertItems('log'));
	// A dry run leaves everything as it was: what it had taken stays due, no cursor moves.
	c.add('For Real?', [right + 7280, 0], n.yesOrNo(`!(${dry})`));
	c.add(
		'Unfinished',
		[right + 7500, 0],
		n.once(
			n.ownNode('momentUnicontaMapper', {
				resource: 'inbox',
				operation: 'unfinished',
				results: `={{ $('${write}').all() }}`,
				taken: `={{ ($('Take Due Rows').isExecuted ? $('Take Due Rows') : $('Take All Rows')).all() }}`,
				comparison: `={{ ${comparing} }}`,
				keepUnseen: waits,
			}),
		),
	);
	c.add('Put Back', [right + 7740, -120], n.insertItems('inbox'));
	c.add(
		'Remove Taken',
		[right + 7980, 0],
		n.deleteRows('inbox', [isOurs, n.NO_STOP, { column: 'holder', value: '={{ $execution.id }}' }]),
	);
	c.chain(write, 'New Log Rows', 'Write Log', 'For Real?', 'Unfinished', 'Put Back', 'Remove Taken');
	c.line('New Log Rows', 'For Real?', 1);
	c.add('Release After Dry Run', [right + 7500, 180], releaseLease());
	c.line('For Real?', 'Release After Dry Run', 1);
	c.line('Unfinished', 'Remove Taken', 1);

	c.add(
		'Comparison Done?',
		[right + 8240, 0],
		n.yesOrNo(
			`${comparing} && $('${write}').all().filter(item => item.json.outcome === 'failed').length <= ${MASS_FAILURE}`,
		),
	);
	c.add('Set Cursor', [right + 8420, -120], moveCursor());
	c.add(
		'Next at Night',
		[right + 8640, -120],
		n.once(
			n.upsertRow('settings', cursor('nextComparison'), {
				key: `${area}.nextComparison`,
				value: AT_NIGHT,
			}),
		),
	);
	const trim = addTrimLane(c, { at: [right + 8880, -120], wholeLog: 'Whole Log' });
	c.add('Release Lease', [right + 8900 + TRIM_WIDTH, 0], releaseLease());
	// Looking once more after the release: what was marked while this run held the lease is not left for a minute.
	c.add(
		'Time Up?',
		[right + 9120 + TRIM_WIDTH, 380],
		n.yesOrNo(`Date.now() - Date.parse(${settingsField('startedAt')}) >= ${RUN_MS}`),
	);
	c.chain('Remove Taken', 'Comparison Done?', 'Set Cursor', 'Next at Night', trim.first);
	for (const [name, output] of trim.ends) c.line(name, 'Release Lease', output);
	c.line('Release Lease', 'Time Up?');
	c.line('Time Up?', 'Anything Due?', 1);
	c.line('Comparison Done?', 'Release Lease', 1);

	addNotes(c, template, { at, step, map: x, right });
	return c;
}
