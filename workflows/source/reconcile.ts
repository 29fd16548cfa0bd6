import { COMPARED_KEY } from '../../lib/notify/problems';
import { NOBODY } from '../../lib/notify/sent';
import { FAILURE_KEY, RESULT_KEY } from '../../lib/reconcile/plan';
import { Canvas, stableId, type NodeSpec } from './canvas';
import * as n from './nodes';
import { mapCustomers, mapInvoices, mapProjects } from './reconcileMaps';
import { addReconcileNotes } from './reconcileNotes';
import { READ_SETTINGS, setting, settingsField, settingValue, unicontaNode } from './settings';
import { addMissingLane, addStart, leaseIsOurs, releaseLease, sayOnce, takeLease } from './start';

/** Where the page is, below n8n's `/webhook/`. */
export const RECONCILE_PATH = 'moment-uniconta-reconciliation';

/**
 * Six lists are read, usually in seconds. A run by hand that fails starts no error run which would free the lease
 * (n8n-lab), so it must not be held for long; should the reading take longer, it reads beside another run, and that is
 * all.
 */
const LEASE_MINUTES = 10;

const c = new Canvas('reconcile.json', 'Moment ↔ Uniconta: Reconciliation');
const mapper = (operation: string, parameters: Record<string, unknown>): NodeSpec =>
	n.ownNode('momentUnicontaMapper', { resource: 'reconciliation', operation, ...parameters });
const rowsOf = (node: string): string => `={{ $('${node}').all() }}`;
/** The items of a step that a switched-off kind leaves out. */
const itemsOf = (node: string): string => `={{ $('${node}').isExecuted ? $('${node}').all() : [] }}`;
const result: n.Where = { column: 'key', value: RESULT_KEY };
/** Where n8n is reached from outside: the form's address of this very run begins with it. */
const BASE = `$execution.resumeFormUrl.split('/form-waiting')[0]`;

// What starts a run.
c.add('See the Page', [0, -300], {
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
c.add('Every Night', [0, -100], {
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
c.add('Compare Now', [0, 100], n.manualTrigger);
addStart(c, {
	area: 'reconciliation',
	triggers: ['See the Page', 'Every Night', 'Compare Now'],
	ways: [
		{ label: 'A look', when: `$('See the Page').isExecuted` },
		{ label: 'Clock or hand', when: `!$('What Stopped').isExecuted` },
	],
	further: [['Result Table', 'reconciliation']],
	stopped: { y: 620 },
	leased: true,
});

// The page.
c.add('Last Result', [1960, -240], n.once(n.getRows('reconciliation', [])));
c.add('Write Page', [2180, -240], n.once(mapper('writePage', { results: rowsOf('Last Result') })));
c.add('Show Page', [2400, -240], {
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
c.line('Started By', 'Last Result', 0);
c.chain('Last Result', 'Write Page', 'Show Page');

// What is compared.
c.add('Saved Settings', [1960, 100], n.once(n.getRows('settings', [])));
c.add('Lease Row', [2180, 100], n.once(n.getRows('lease', [])));
c.add('Result Before', [2400, 100], n.once(n.getRows('reconciliation', [result])));
c.add(
	'Read Settings',
	[2620, 100],
	n.once(
		mapper('planComparison', {
			byHand: `={{ $('Compare Now').isExecuted }}`,
			settings: rowsOf('Saved Settings'),
			lease: rowsOf('Lease Row'),
			tables: rowsOf(n.FIND_TABLES),
			results: rowsOf('Result Before'),
		}),
	),
);
c.add(
	'What to Do',
	[2860, 100],
	n.whichOf([
		{ label: 'Compare', when: `$json.work === 'compare'` },
		{ label: 'Not set up', when: `$json.work === 'incomplete'` },
	]),
);
c.line('Started By', 'Saved Settings', 1);
c.chain('Saved Settings', 'Lease Row', 'Result Before', 'Read Settings', 'What to Do');
c.line('What to Do', addMissingLane(c, 'reconciliation', [3160, 520]), 1);

c.add('Take Lease', [3160, 0], takeLease(LEASE_MINUTES));
c.add('Lease Ours?', [3380, 0], leaseIsOurs());
c.add('Whole Log', [3600, 0], n.once(n.getRows('log', [])));
c.add('Whole Inbox', [3820, 0], n.once(n.getRows('inbox', [])));
c.line('What to Do', 'Take Lease', 0);
c.chain('Take Lease', 'Lease Ours?', 'Whole Log', 'Whole Inbox', 'Customers?');

// By hand nobody sees otherwise why nothing happened.
c.add(
	'Lease Taken',
	[3600, 180],
	n.once(
		n.upsertRow('reconciliation', [{ column: 'key', value: FAILURE_KEY }], {
			key: FAILURE_KEY,
			time: n.NOW,
			state: 'failed',
			summary:
				'another run was at Uniconta at that moment. It is tried again in the night; or run Compare Now once more.',
		}),
	),
);
c.line('Lease Ours?', 'Lease Taken', 1);

/** A list that cannot be read is said on the page, which keeps the last comparison; the lease is freed all the same. */
const GO_ON = { onError: 'continueRegularOutput' };

// Each kind of both systems. Whole lists: a comparison of a part would call the rest missing.
const whole = (spec: NodeSpec): NodeSpec => n.always(n.once(spec));
interface Lane {
	nouns: 'Customers' | 'Projects' | 'Invoices';
	x: number;
	moment: NodeSpec;
	map: NodeSpec;
	uniconta: NodeSpec;
	next: string;
}
const lanes: readonly Lane[] = [
	{
		nouns: 'Customers',
		x: 4120,
		moment: n.ownNode(
			'moment',
			{
				resource: 'customer',
				operation: 'getAll',
				returnAll: true,
				filters: {},
				simplify: true,
				options: { pageSize: 500 },
			},
			GO_ON,
		),
		map: mapCustomers(rowsOf('Whole Log')),
		uniconta: unicontaNode(
			'unicontaCustomer',
			{ operation: 'getAll', returnAll: true, filters: {}, simplify: false },
			GO_ON,
		),
		next: 'Projects?',
	},
	{
		nouns: 'Projects',
		x: 5120,
		moment: n.ownNode(
			'moment',
			{
				resource: 'project',
				operation: 'getAll',
				returnAll: true,
				filters: {},
				simplify: true,
				options: { pageSize: 500 },
			},
			GO_ON,
		),
		map: mapProjects(rowsOf('Whole Log')),
		uniconta: unicontaNode(
			'unicontaProject',
			{ operation: 'getAll', returnAll: true, filters: {}, simplify: false },
			GO_ON,
		),
		next: 'Invoices?',
	},
	{
		nouns: 'Invoices',
		x: 6120,
		moment: n.ownNode(
			'moment',
			{
				resource: 'invoice',
				operation: 'getAll',
				returnAll: true,
				filters: { numberFrom: setting('invoices.firstNumber') },
				simplify: true,
				options: { pageSize: 500 },
			},
			GO_ON,
		),
		map: mapInvoices(rowsOf('Whole Log')),
		uniconta: unicontaNode(
			'unicontaInvoice',
			{
				operation: 'getAll',
				customer: { __rl: true, mode: 'number', value: '' },
				returnAll: true,
				filters: { numberFrom: `={{ Number(${settingValue('invoices.firstNumber')}) }}` },
				simplify: true,
			},
			GO_ON,
		),
		next: 'Release Lease',
	},
];
for (const { nouns, x, moment, map, uniconta, next } of lanes) {
	c.add(`${nouns}?`, [x, 0], n.yesOrNo(settingsField(nouns.toLowerCase())));
	c.add(`All ${nouns}`, [x + 220, -140], whole(moment));
	c.add(`Map ${nouns}`, [x + 440, -140], n.always(map));
	c.add(`${nouns} in Uniconta`, [x + 660, -140], whole(uniconta));
	c.chain(`${nouns}?`, `All ${nouns}`, `Map ${nouns}`, `${nouns} in Uniconta`, next);
	c.line(`${nouns}?`, next, 1);
}

// Expenses are compared with the log, so that Uniconta is free again.
c.add('Release Lease', [7120, 0], releaseLease());
c.add('Expenses?', [7340, 0], n.yesOrNo(settingsField('expenses')));
c.add(
	'All Expenses',
	[7560, -140],
	whole(
		n.ownNode(
			'moment',
			{
				resource: 'expense',
				operation: 'getAll',
				returnAll: true,
				filters: {},
				simplify: true,
				options: { pageSize: 500 },
			},
			GO_ON,
		),
	),
);
c.chain('Release Lease', 'Expenses?', 'All Expenses', 'Compare');
c.line('Expenses?', 'Compare', 1);

// Side by side, and kept for the page.
c.add(
	'Compare',
	[7800, 0],
	n.once(
		mapper('compareBoth', {
			plan: rowsOf(READ_SETTINGS),
			customers: itemsOf('Map Customers'),
			unicontaCustomers: itemsOf('Customers in Uniconta'),
			projects: itemsOf('Map Projects'),
			unicontaProjects: itemsOf('Projects in Uniconta'),
			momentInvoices: itemsOf('All Invoices'),
			invoices: itemsOf('Map Invoices'),
			unicontaInvoices: itemsOf('Invoices in Uniconta'),
			log: rowsOf('Whole Log'),
			expenses: itemsOf('All Expenses'),
			inbox: rowsOf('Whole Inbox'),
			results: rowsOf('Result Before'),
		}),
	),
);
const said = (field: string): string => `={{ $('Compare').first().json.${field} }}`;
c.add('Both Read?', [8020, 0], n.yesOrNo(`$json.failure === ''`));
c.add(
	'Keep Result',
	[8240, -80],
	n.once(
		n.upsertRow('reconciliation', [result], {
			key: RESULT_KEY,
			time: said('time'),
			state: said('state'),
			summary: said('summary'),
			result: said('result'),
		}),
	),
);
// By it the notifications know that comparisons get through.
c.add(
	'Note the Time',
	[8460, -80],
	n.once(
		n.upsertRow('settings', [{ column: 'key', value: COMPARED_KEY }], { key: COMPARED_KEY, value: said('time') }),
	),
);
c.line('Compare', 'Both Read?');
c.chain('Both Read?', 'Keep Result', 'Note the Time', 'Tell?');
const failed = (summary: string): NodeSpec =>
	n.once(
		n.upsertRow('reconciliation', [{ column: 'key', value: FAILURE_KEY }], {
			key: FAILURE_KEY,
			time: n.NOW,
			state: 'failed',
			summary,
		}),
	);
c.add('Keep Failure', [8240, 240], failed(said('failure')));
c.line('Both Read?', 'Keep Failure', 1);
c.line(
	'Keep Failure',
	sayOnce(c, {
		area: 'reconciliation',
		names: ['Said Lately', 'Not Said Lately?', 'Log the Failure'],
		at: [8460, 240],
		hours: 12,
		row: {
			entity: 'run',
			outcome: 'failed',
			message: `={{ 'The comparison of both systems did not get through: ' + $('Compare').first().json.failure }}`,
			fix: 'Nothing to do as long as it passes: the night tries three times, and the page keeps the last comparison. Compare Now compares at once.',
			execution: '={{ $execution.id }}',
		},
	}),
);

// A mail when something differs that no mail has named, or is over.
c.add('Tell?', [9180, -80], n.yesOrNo(`$('Compare').first().json.mail`));
c.add(
	'Letters',
	[9400, -100],
	n.once(
		mapper('differenceLetters', {
			comparison: rowsOf('Compare'),
			settings: rowsOf('Saved Settings'),
			pageUrl: `={{ ${BASE} }}/webhook/${RECONCILE_PATH}`,
		}),
	),
);
c.add('Send Email', [9640, -180], {
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
	[9880, -180],
	n.ownNode('momentUnicontaMapper', {
		resource: 'digest',
		operation: 'sent',
		sentLetters: rowsOf('Letters'),
		log: rowsOf('Whole Log'),
	}),
);
c.add('Sent?', [10100, -180], n.yesOrNo('$json.sent'));
c.add(
	'Remember Mail',
	[10340, -280],
	n.once(n.upsertRow('reconciliation', [result], { key: RESULT_KEY, mailed: said('told'), mailedAt: n.NOW })),
);
c.add(
	'Mail Log Rows',
	[10580, -180],
	n.ownNode('momentUnicontaMapper', {
		resource: 'digest',
		operation: 'mailRows',
		sendingResult: `={{ $('What Was Sent').all() }}`,
	}),
);
c.add('Write Log', [10820, -200], n.insertItems('log'));
c.chain('Tell?', 'Letters', 'Send Email', 'What Was Sent', 'Sent?', 'Remember Mail', 'Mail Log Rows', 'Write Log');
c.line('Sent?', 'Mail Log Rows', 1);
c.line(
	'Letters',
	sayOnce(c, {
		area: 'all',
		names: ['Told Today', 'Not Told Today?', 'Log That Nobody Hears'],
		at: [9640, 120],
		hours: 24,
		row: { entity: 'mail', outcome: 'unsent', ...NOBODY, execution: '={{ $execution.id }}' },
	}),
	1,
);
addReconcileNotes(c, RECONCILE_PATH);

/** Both systems side by side: a page, and a mail when something differs. */
export const reconcile = c;
