import { Canvas } from './canvas';
import * as n from './nodes';
import { COLOR } from './start';
import { RESEND_PATH } from './resend';

const c = new Canvas('notifications.json', 'Moment → Uniconta: Notifications');
const step = (operation: string, parameters: Record<string, unknown> = {}): ReturnType<typeof n.syncNode> =>
	n.syncNode({ resource: 'notification', operation, ...parameters });

c.add('Every Minute', [0, 0], n.schedule({ field: 'minutes', minutesInterval: 1 }));
c.add('Look Now', [0, 200], n.manualTrigger);
c.add('A Run Stopped', [0, 400], n.errorTrigger);
c.add('Look for News', [300, 200], step('lookForNews', { resendPath: RESEND_PATH }));
for (const trigger of ['Every Minute', 'Look Now', 'A Run Stopped']) c.line(trigger, 'Look for News');

c.add(
	'Moment Users',
	[640, 100],
	n.always(
		n.ownNode(
			'moment',
			{ resource: 'user', operation: 'getAll', returnAll: true, options: { timeBudget: 30, timeout: 10 } },
			{ onError: 'continueRegularOutput' },
		),
	),
);
c.add('Write Emails', [900, 100], step('writeEmails'));
c.add('Send Email', [1160, 100], {
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
c.add('Note What Was Sent', [1420, 100], step('noteMailSent'));
c.chain('Look for News', 'Moment Users', 'Write Emails', 'Send Email', 'Note What Was Sent');
// A watchdog outside notices when n8n itself is down.
c.add('Tell Watchdog', [640, 320], {
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	parameters: { method: 'GET', url: '={{ $json.heartbeatUrl }}', options: { timeout: 10000 } },
	settings: { onError: 'continueRegularOutput' },
});
c.line('Look for News', 'Tell Watchdog', 1);

c.note(
	'About',
	[-40, -480],
	[860, 400],
	[
		'# Notifications',
		'Tells the chosen people by mail what needs a hand: new findings and failures, and what is in order again. Nothing when all is well; one mail for each new finding, at most one in a quarter of an hour; at once when posting has stopped.',
		'',
		'**To start**',
		'1. Choose your SMTP credential on *Send Email* and your Moment credential on *Moment Users*.',
		'2. Say in the set-up form whom to tell, and of what.',
		'3. Publish. *Look Now* looks at once.',
	].join('\n'),
	COLOR.about,
);
c.note(
	'Note: Mail',
	[1120, -140],
	[460, 180],
	'### Another way to be told\nOne item for each person to notify. Put chat in the place of *Send Email*: the text is in `subject` and `text`.',
	COLOR.sync,
);

/** Mails to the people who keep an eye on it. */
export const notifications = c;
