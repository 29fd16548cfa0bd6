import { Canvas, stableId } from './canvas';
import * as n from './nodes';
import { COLOR } from './start';

/** Where the page is, below n8n's `/webhook/`. */
export const RECONCILE_PATH = 'moment-uniconta-reconciliation';

const c = new Canvas('reconcile.json', 'Moment ↔ Uniconta: Reconciliation');

c.add('See the Page', [0, 0], {
	type: 'n8n-nodes-base.webhook',
	typeVersion: 2.1,
	parameters: {
		httpMethod: 'GET',
		path: RECONCILE_PATH,
		authentication: 'basicAuth',
		responseMode: 'responseNode',
		options: {},
	},
	settings: { webhookId: stableId('reconcile.json', 'page') },
});
// Three times, in case another run is at Uniconta: what has got through is the night's.
c.add('Every Night', [0, 200], {
	type: 'n8n-nodes-base.scheduleTrigger',
	typeVersion: 1.3,
	parameters: {
		rule: {
			interval: [
				[4, 20],
				[4, 50],
				[5, 20],
			].map(([triggerAtHour, triggerAtMinute]) => ({
				field: 'days',
				daysInterval: 1,
				triggerAtHour,
				triggerAtMinute,
			})),
		},
	},
});
c.add('Compare Now', [0, 400], n.manualTrigger);
c.add('A Run Stopped', [0, 600], n.errorTrigger);

const step = (operation: string): ReturnType<typeof n.syncNode> =>
	n.syncNode({ resource: 'reconciliation', operation });
c.add('Start Comparison', [320, 280], step('startComparison'));
for (const trigger of ['See the Page', 'Every Night', 'Compare Now', 'A Run Stopped'])
	c.line(trigger, 'Start Comparison');
c.add('Compare Both Systems', [680, 180], step('compareBoth'));
c.add('Send Email', [980, 180], {
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
c.add('Note What Was Sent', [1280, 180], step('noteComparisonSent'));
c.chain('Start Comparison', 'Compare Both Systems', 'Send Email', 'Note What Was Sent');
c.add('Show Page', [680, 420], {
	type: 'n8n-nodes-base.respondToWebhook',
	typeVersion: 1.4,
	parameters: {
		respondWith: 'text',
		responseBody: '={{ $json.html }}',
		options: {
			responseHeaders: {
				entries: [
					{ name: 'Content-Type', value: 'text/html; charset=utf-8' },
					{ name: 'Cache-Control', value: 'no-store' },
					{ name: 'X-Content-Type-Options', value: 'nosniff' },
					{ name: 'Referrer-Policy', value: 'no-referrer' },
				],
			},
		},
	},
});
c.line('Start Comparison', 'Show Page', 1);

c.note(
	'About',
	[-40, -440],
	[860, 380],
	[
		'# Reconciliation: both systems side by side',
		'Every night, and by hand: what is missing, extra or different, and the sums of each month. **It changes nothing** in either system. Each difference is told once, and once more when it is over.',
		'',
		'**To start**',
		'1. Choose your Moment and your Uniconta credential on *Compare Both Systems*.',
		'2. On *See the Page* create a credential for Basic Auth, for those who may see the page.',
		'3. On *Send Email* choose your SMTP credential.',
		'4. Publish, and run *Compare Now* once.',
		'',
		`The page: \`/webhook/${RECONCILE_PATH}\` of your n8n.`,
	].join('\n'),
	COLOR.about,
);
c.note(
	'Note: Mail',
	[940, -60],
	[560, 180],
	'### Another way to be told\nOne item for each person to notify. Put chat in the place of *Send Email*: the text is in `subject` and `text`.',
	COLOR.sync,
);

/** Both systems side by side: a page, and a mail when something differs. */
export const reconcile = c;
