import { DIGEST_KEY } from '../../lib/state/digestState';
import { NOBODY } from '../../lib/notify/sent';
import { Canvas, type NodeSpec } from './canvas';
import * as n from './nodes';
import { addStart, sayOnce } from './start';
import { RESEND_PATH } from './resend';

const c = new Canvas('notifications.json', 'Moment → Uniconta: Notifications');
const settings = `={{ $('Saved Settings').all() }}`;
const digest = (name: string): string => `$('Compose').first().json.${name}`;
const state: n.Where = { column: 'key', value: DIGEST_KEY };
/** Where n8n is reached from outside: the form's address of this very run begins with it. */
const BASE = `$execution.resumeFormUrl.split('/form-waiting')[0]`;

c.add('Every Minute', [0, -100], n.schedule({ field: 'minutes', minutesInterval: 1 }));
c.add('Look Now', [0, 100], n.manualTrigger);
const started = addStart(c, {
	area: 'notifications',
	triggers: ['Every Minute', 'Look Now'],
	ways: [{ label: 'Started', when: `!$('What Stopped').isExecuted` }],
	stopped: { y: 840 },
	leased: false,
});

// Is there anything to look at?
c.add('Saved Settings', [1740, 80], n.once(n.getRows('settings', [])));
c.add(
	'Look for News',
	[1960, 80],
	n.once(n.ownNode('momentUnicontaMapper', { resource: 'digest', operation: 'watch', settings })),
);
c.line(started, 'Saved Settings');
c.chain('Saved Settings', 'Look for News', 'First Time?');
c.add('First Time?', [2240, 0], n.yesOrNo('!$json.begun'));
c.add('Keep the Place', [2480, -140], n.once(n.upsertRow('settings', [state], { key: DIGEST_KEY, value: '{}' })));
c.add(
	'New in Log',
	[2480, 60],
	n.once(
		n.getRows('log', [{ column: 'id', is: 'gt', value: `={{ $('Look for News').first().json.row }}` }], {
			limit: 1,
		}),
	),
);
c.line('First Time?', 'Keep the Place', 0);
c.line('First Time?', 'New in Log', 1);
c.add('Look?', [2700, 60], n.yesOrNo(`!!$json.id || $('Look for News').first().json.look || $('Look Now').isExecuted`));
c.line('New in Log', 'Look?');

// A watchdog outside notices when n8n itself is down.
c.add('Watchdog?', [2240, 320], n.yesOrNo(`$json.heartbeatUrl !== ''`));
c.add('Tell Watchdog', [2480, 300], {
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	parameters: { method: 'GET', url: `={{ $json.heartbeatUrl }}`, options: { timeout: 10000 } },
	settings: { onError: 'continueRegularOutput', executeOnce: true },
});
const held: n.Where = { column: 'value', value: `={{ $('Look for News').first().json.held }}` };
const momentUsers = (): NodeSpec =>
	n.always(
		n.once(
			n.ownNode(
				'moment',
				{ resource: 'user', operation: 'getAll', returnAll: true, options: { timeBudget: 30, timeout: 10 } },
				{ onError: 'continueRegularOutput' },
			),
		),
	);

c.line('Look for News', 'Watchdog?');
c.line('Watchdog?', 'Tell Watchdog');

// Addresses are known before the day on which Moment cannot be asked for them.
c.add('Addresses Due?', [2240, 560], n.yesOrNo('$json.begun && $json.askUsers'));
c.add('Ask for Addresses', [2480, 540], momentUsers());
c.add(
	'Note Addresses',
	[2700, 540],
	n.once(n.ownNode('momentUnicontaMapper', { resource: 'digest', operation: 'addresses', settings })),
);
c.add('Keep Addresses', [2920, 540], n.updateRows('settings', [state, held], { value: '={{ $json.cursor }}' }));
c.line('Look for News', 'Addresses Due?');
c.chain('Addresses Due?', 'Ask for Addresses', 'Note Addresses', 'Keep Addresses');

// What is to be said. The inbox first: the log is written before it, and so is never behind.
c.add('Whole Inbox', [2960, 0], n.once(n.getRows('inbox', [])));
c.add('Whole Log', [3180, 0], n.once(n.getRows('log', [])));
c.add(
	'Compose',
	[3400, 0],
	n.once(
		n.ownNode('momentUnicontaMapper', {
			resource: 'digest',
			operation: 'compose',
			log: `={{ $('Whole Log').all() }}`,
			inbox: `={{ $('Whole Inbox').all() }}`,
			settings,
			resendUrl: `={{ ${BASE} }}/form/${RESEND_PATH}`,
		}),
	),
);
c.add(
	'Send?',
	[3620, -20],
	n.whichOf([
		{ label: 'Send', when: '$json.send' },
		{ label: 'Remember', when: '$json.remember && !$json.nobody' },
		{ label: 'Nobody', when: '$json.nobody' },
	]),
);
c.line('Look?', 'Whole Inbox', 0);
c.chain('Whole Inbox', 'Whole Log', 'Compose', 'Send?');
c.add(
	'Remember Quietly',
	[3900, 160],
	n.updateRows('settings', [state, held], { value: `={{ ${digest('cursor')} }}` }),
);
c.line('Send?', 'Remember Quietly', 1);
const nobody = sayOnce(c, {
	area: 'all',
	names: ['Said Today', 'Not Yet Today?', 'Log That Nobody Hears'],
	at: [3900, 420],
	hours: 24,
	row: { entity: 'mail', outcome: 'unsent', ...NOBODY, execution: '={{ $execution.id }}' },
});
c.line('Send?', nobody, 2);

// Only one run sends: it changes the row from what it has read.
c.add('Take the Turn', [3900, -120], n.updateRows('settings', [state, held], { value: `={{ ${digest('claim')} }}` }));
c.add('Our Turn?', [4120, -120], n.yesOrNo('!!$json.id'));
c.add('Moment Users', [4400, -140], momentUsers());
c.add(
	'Letters',
	[4620, -140],
	n.ownNode('momentUnicontaMapper', {
		resource: 'digest',
		operation: 'letters',
		digest: `={{ $('Compose').all() }}`,
		settings,
	}),
);
c.add('Anybody?', [4840, -140], n.each(`$json.to !== ''`));
c.add('Send Email', [5080, -220], {
	type: 'n8n-nodes-base.emailSend',
	typeVersion: 2.1,
	parameters: {
		fromEmail: '={{ $json.from }}',
		toEmail: '={{ $json.to }}',
		subject: '={{ $json.subject }}',
		emailFormat: 'both',
		text: '={{ $json.text }}',
		html: '={{ $json.html }}',
		options: { appendAttribution: false },
	},
	settings: { onError: 'continueRegularOutput' },
});
c.add(
	'What Was Sent',
	[5340, -120],
	n.ownNode('momentUnicontaMapper', {
		resource: 'digest',
		operation: 'sent',
		sentLetters: `={{ $('Letters').all() }}`,
		log: `={{ $('Whole Log').all() }}`,
	}),
);
c.add('Sent?', [5580, -120], n.yesOrNo('$json.sent'));
c.add(
	'Move Cursor',
	[5820, -220],
	n.once(
		n.upsertRow('settings', [state], { key: DIGEST_KEY, value: `={{ $('What Was Sent').first().json.cursor }}` }),
	),
);
c.add(
	'Mail Log Rows',
	[6060, -120],
	n.ownNode('momentUnicontaMapper', {
		resource: 'digest',
		operation: 'mailRows',
		sendingResult: `={{ $('What Was Sent').all() }}`,
	}),
);
c.add('Write Log', [6300, -140], n.insertEach('log'));
c.line('Send?', 'Take the Turn', 0);
c.chain(
	'Take the Turn',
	'Our Turn?',
	'Moment Users',
	'Letters',
	'Anybody?',
	'Send Email',
	'What Was Sent',
	'Sent?',
	'Move Cursor',
	'Mail Log Rows',
	'Write Log',
);
c.line('Anybody?', 'What Was Sent', 1);
c.line('Sent?', 'Mail Log Rows', 1);

c.note(
	'About',
	[0, -960],
	[1400, 500],
	[
		'# Notifications',
		'Tells the chosen people by mail what needs a hand: new findings and failures, and what is in order again. Nothing when all is well; one mail for each new finding, at most one in a quarter of an hour; at once when posting stands still.',
		'',
		'**To start**',
		'1. Choose your SMTP credential on *Send Email* and your Moment credential on *Moment Users* and *Ask for Addresses*.',
		'2. Say in the set-up form whom to tell, and of what (page "Who is told, and notes"). Only as rows of `moment_uniconta_settings`: `notify.minutes` (between two mails; 15) and `notify.from` (the sender; blank: the first recipient).',
		'3. Publish. *Look Now* looks at once.',
		'',
		'**To watch:** an address that the mail server refuses is a row in `moment_uniconta_log`; the others get their mail.',
	].join('\n'),
	4,
);
c.note('Note: Start', [-80, -240], [500, 1240], '### What starts a run\nThe clock, or you.', 7);
c.note(
	'Note: Look',
	[1680, -240],
	[1180, 480],
	'### Anything new?\nLooks for log rows since the last mail. Without any, the whole log is looked at every five minutes.',
	5,
);
c.note('Note: Watchdog', [2180, 260], [560, 220], '', 6);
c.note(
	'Note: Addresses',
	[2180, 500],
	[980, 220],
	'### Addresses, once a day\nKnown before the day on which Moment cannot be asked for them.',
	6,
);
c.note('Note: Nobody', [3820, 360], [720, 260], '### Nobody to tell\nThe log says so, once a day.', 2);
c.note(
	'Note: Compose',
	[2900, -240],
	[880, 480],
	'### What is new\nProblems with one cause are one finding: when Uniconta is down, that is one mail, and one when it is back. What passes within five minutes is not said.',
	4,
);
c.note('Note: Turn', [3820, -320], [440, 660], '### Whose turn\nOf two runs at once only one sends.', 5);
c.note(
	'Note: Send',
	[4320, -340],
	[1160, 440],
	'### One mail for each recipient\nAn address that is refused does not stop the others.',
	4,
);
c.note(
	'Note: Done',
	[5500, -340],
	[960, 440],
	'### After the mail\nThe place in the log moves only when a mail went out. Addresses that were refused are logged.',
	3,
);

/** Mails to the people who keep an eye on it. */
export const notifications = c;
