import { Canvas, stableId, type NodeSpec } from './canvas';
import * as n from './nodes';
import { addStart } from './start';

/** Path of the form below n8n's `/form/`. */
export const RESEND_PATH = 'moment-uniconta-resend';

const c = new Canvas('resend.json', 'Moment → Uniconta: Send Again');
const FORM = { type: 'n8n-nodes-base.form', typeVersion: 2.5 };
const asked = (field: string): string => `={{ $('Which Records').first().json.${field} ?? '' }}`;
const rowsOf = (name: string): string => `={{ $('${name}').all() }}`;

const plan = (momentWasAsked: boolean): NodeSpec =>
	n.once(
		n.ownNode('momentUnicontaMapper', {
			resource: 'resend',
			operation: 'plan',
			kind: asked('kind'),
			which: asked('which'),
			numbers: asked('numbers'),
			log: rowsOf('Log Rows'),
			inbox: rowsOf('Inbox Rows'),
			settings: rowsOf('Saved Settings'),
			asked: momentWasAsked,
		}),
	);

/** Room for the table. */
const WIDE = [
	'.container { width: min(880px, 95vw); }',
	'table { border-collapse: collapse; width: 100%; }',
	'th, td { text-align: left; vertical-align: top; padding: 6px 12px 6px 0; border-bottom: 1px solid #dbdfe7; overflow-wrap: break-word; }',
].join('\n');

const ending = (title: string, message: string): NodeSpec =>
	n.once({
		...FORM,
		parameters: {
			operation: 'completion',
			respondWith: 'text',
			completionTitle: title,
			completionMessage: message,
			options: {},
		},
	});
/** For each item, not once. */
const each = (spec: NodeSpec): NodeSpec => ({ ...spec, settings: { ...spec.settings, executeOnce: false } });
const options = (...texts: string[]): { values: Array<{ option: string }> } => ({
	values: texts.map((option) => ({ option })),
});

c.add('Which Records', [0, 100], {
	type: 'n8n-nodes-base.formTrigger',
	typeVersion: 2.6,
	parameters: {
		authentication: 'n8nUserAuth',
		// Any user of this n8n could open it otherwise.
		requireExecuteAccess: true,
		formTitle: 'Send records again',
		formDescription: 'Nothing is sent yet: the next page shows what would go again.',
		formFields: {
			values: [
				{
					fieldName: 'kind',
					fieldLabel: 'Kind',
					fieldType: 'dropdown',
					fieldOptions: options('Customers', 'Projects', 'Invoices', 'Expenses', 'All kinds'),
					defaultValue: 'Invoices',
					requiredField: true,
				},
				{
					fieldName: 'which',
					fieldLabel: 'Which of them',
					fieldType: 'radio',
					fieldOptions: options(
						'Numbers, as entered below',
						'All that is not finished',
						'Let posting go on after an invoice with a wrong number or other totals',
					),
					requiredField: true,
				},
				{
					fieldName: 'numbers',
					fieldLabel: 'Numbers',
					fieldType: 'textarea',
					placeholder: '10001-10010, 10020',
				},
			],
		},
		responseMode: 'onReceived',
		options: { path: RESEND_PATH, buttonLabel: 'Show what would happen', appendAttribution: false },
	},
	settings: { webhookId: stableId('resend.json', 'webhook') },
});
const started = addStart(c, {
	area: 'resend',
	triggers: ['Which Records'],
	ways: [{ label: 'Started', when: `!$('What Stopped').isExecuted` }],
	stopped: { y: 700 },
	leased: false,
});

// What is known of them.
c.add('Saved Settings', [1740, 80], n.once(n.getRows('settings', [])));
c.add('Inbox Rows', [1960, 80], n.once(n.getRows('inbox', [])));
c.add('Log Rows', [2180, 80], n.once(n.getRows('log', [])));
c.add('Look in the Tables', [2400, 80], plan(false));
c.line(started, 'Saved Settings');
c.chain('Saved Settings', 'Inbox Rows', 'Log Rows', 'Look in the Tables', 'Who Knows Them?');
const kind = (name: string): string => `$json.unknown !== '' && $json.kind === '${name}'`;
c.add(
	'Who Knows Them?',
	[2640, 40],
	n.whichOf(
		[
			{ label: 'Customers', when: kind('customer') },
			{ label: 'Projects', when: kind('project') },
			{ label: 'Invoices', when: kind('invoice') },
		],
		'All known',
	),
);
const fromMoment = (resource: string): NodeSpec =>
	n.always(
		n.once(
			n.ownNode(
				'moment',
				{
					resource,
					operation: 'getAll',
					returnAll: true,
					filters: { numbers: '={{ $json.unknown }}' },
					simplify: true,
					options: { timeBudget: 60 },
				},
				{ onError: 'continueRegularOutput' },
			),
		),
	);
c.add('Customers in Moment', [2940, -420], fromMoment('customer'));
c.add('Projects in Moment', [2940, -220], fromMoment('project'));
c.add('Invoices in Moment', [2940, -20], fromMoment('invoice'));
c.add('Plan', [3240, 220], plan(true));
for (const [output, name] of ['Customers in Moment', 'Projects in Moment', 'Invoices in Moment'].entries()) {
	c.line('Who Knows Them?', name, output);
	c.line(name, 'Plan');
}
c.line('Who Knows Them?', 'Plan', 3);

// The dry run, and the person's answer.
c.add('Anything?', [3480, 220], n.yesOrNo('$json.count > 0'));
c.line('Plan', 'Anything?');
const SAME = 'The number is right: it is the same record in both systems';
const fields = `[
  { fieldType: 'html', elementName: 'plan', html: $json.table },
  ...($json.confirmable.length > 0 ? [{ fieldName: 'same', fieldLabel: 'Refused for another number or name?', fieldType: 'checkbox', fieldOptions: { values: [{ option: '${SAME}' }] } }] : []),
  { fieldName: 'answer', fieldLabel: 'Go on?', fieldType: 'radio', requiredField: true, fieldOptions: { values: [{ option: 'Yes' }, { option: 'No, change nothing' }] } }
]`;
c.add(
	'Check and Confirm',
	[3760, 140],
	n.once({
		...FORM,
		parameters: {
			operation: 'page',
			defineForm: 'json',
			jsonOutput: `={{ JSON.stringify(${fields}) }}`,
			limitWaitTime: true,
			limitType: 'afterTimeInterval',
			resumeAmount: 2,
			resumeUnit: 'hours',
			options: { formTitle: 'What would go again', buttonLabel: 'Go on', customCss: WIDE },
		},
	}),
);
c.line('Anything?', 'Check and Confirm', 0);
/** What was typed is in them, and n8n takes the last page's text for HTML. */
const REMARKS = `{{ $('Plan').first().json.remarks.join(' ').replaceAll('&', '&amp;').replaceAll('<', '&lt;') }}`;
c.add('Nothing to Send', [3760, 380], ending('Nothing to send again', `=${REMARKS}`));
c.line('Anything?', 'Nothing to Send', 1);
/** Who is logged in, by name; blank where n8n does not tell. */
const WHO = `[$('Which Records').first().json.user?.firstName, $('Which Records').first().json.user?.lastName].filter(Boolean).join(' ')`;
const yes = `$json.answer === 'Yes'`;
const stop = `($('Plan').first().json.choice === 'stop')`;
// Nobody answered: the run ends.
c.add(
	'Yes?',
	[3980, 120],
	n.whichOf([
		{ label: 'Take the stop away', when: `${yes} && ${stop}` },
		{ label: 'Mark', when: `${yes} && !${stop}` },
		{ label: 'No', when: `!!$json.answer && !(${yes})` },
	]),
);
c.line('Check and Confirm', 'Yes?');
c.add(
	'Stops',
	[4280, -160],
	n.once(
		n.ownNode('momentUnicontaMapper', {
			resource: 'inbox',
			operation: 'again',
			records: `={{ $('Plan').first().json.rows }}`,
		}),
	),
);
const ours: n.Where[] = [
	{ column: 'entity', value: '={{ $json.entity }}' },
	{ column: 'momentId', value: '={{ $json.momentId }}' },
	n.NO_STOP,
];
c.add('Say Who Decided', [4500, -160], {
	...each(
		n.insertRow('log', {
			time: n.NOW,
			entity: '={{ $json.entity }}',
			key: '={{ $json.key }}',
			outcome: 'dismissed',
			message: `=The stop after invoice {{ $json.key }} was taken away in the resend form{{ ${WHO} ? ' by ' + ${WHO} : '' }}: posting goes on.`,
			// Of its own, so that it says nothing of the invoice.
			momentId: '=stop-{{ $json.momentId }}',
			execution: '={{ $execution.id }}',
		}),
	),
});
c.add(
	'Take Stop Away',
	[4720, -160],
	n.deleteEach('inbox', [{ column: 'id', value: `={{ $('Stops').all()[$itemIndex].json.stop }}` }]),
);
c.add('Posting Goes On', [4960, -160], ending('Posting goes on', 'The next run, within a minute, posts what waits.'));
c.chain('Stops', 'Say Who Decided', 'Take Stop Away', 'Posting Goes On');
const confirmed = `[$json.same].flat().some((text) => text === '${SAME}')`;
c.add('The Same?', [4280, 160], n.yesOrNo(confirmed));
c.add(
	'Confirmations',
	[4540, 40],
	n.once(
		n.ownNode('momentUnicontaMapper', {
			resource: 'resend',
			operation: 'confirmations',
			plan: rowsOf('Plan'),
			who: `={{ ${WHO} }}`,
		}),
	),
);
c.add('Log Who Confirmed', [4780, 20], n.insertItems('log'));
c.chain('The Same?', 'Confirmations', 'Log Who Confirmed', 'Marks');
c.line('Confirmations', 'Marks', 1);
c.line('The Same?', 'Marks', 1);
c.add(
	'Marks',
	[5020, 160],
	n.once(n.ownNode('momentUnicontaMapper', { resource: 'resend', operation: 'marks', plan: rowsOf('Plan') })),
);
c.add(
	'Mark in Inbox',
	[5240, 160],
	n.upsertRow('inbox', ours, {
		entity: '={{ $json.entity }}',
		momentId: '={{ $json.momentId }}',
		key: '={{ $json.key }}',
		state: '={{ $json.state }}',
		attempts: '={{ $json.attempts }}',
		due: '={{ $json.due }}',
		message: '={{ $json.message }}',
		fix: '',
		holder: '',
	}),
);
c.add(
	'Marked',
	[5460, 160],
	ending(
		`={{ $('Plan').first().json.count === 1 ? 'One record goes' : $('Plan').first().json.count + ' records go' }} again`,
		`=The next run, within a minute, takes them up; the log says what became of them. ${REMARKS}`,
	),
);
c.chain('Marks', 'Mark in Inbox', 'Marked');
c.add('Nothing Changed', [4280, 380], ending('Nothing was changed', 'Open the form again for another choice.'));
c.line('Yes?', 'Stops', 0);
c.line('Yes?', 'The Same?', 1);
c.line('Yes?', 'Nothing Changed', 2);

c.note(
	'About',
	[0, -940],
	[1400, 480],
	[
		'# Send again',
		'A form behind your n8n login: choose a kind and numbers or ranges, or all that is not finished. It shows first what would go again; then the records are marked in the inbox, and the template of their kind does the rest. It also lets posting go on after an invoice with a wrong number or other totals, when you have decided what becomes of it.',
		'',
		'**To start**',
		'1. Choose your Moment credential on *Customers in Moment*, *Projects in Moment* and *Invoices in Moment*: they look up numbers that log and inbox do not know.',
		'2. Publish, and open the address that *Which Records* shows.',
	].join('\n'),
	4,
);
c.note('Note: Start', [-80, -40], [500, 920], '### What starts it\nSomebody opens the form.', 7);
c.note(
	'Note: Known',
	[1680, -40],
	[840, 340],
	'### What the tables know\nFor most numbers, log and inbox know the record in Moment.',
	5,
);
c.note(
	'Note: Moment',
	[2580, -540],
	[1040, 960],
	'### What only Moment knows\nNumbers that never went through are looked up.',
	5,
);
c.note(
	'Note: Confirm',
	[3660, 20],
	[480, 580],
	'### Nothing happens unseen\nThe table shows each record and what was said of it last.',
	4,
);
c.note(
	'Note: Mark',
	[4200, -320],
	[1460, 920],
	'### Marked, not sent\nA mark is all this template makes. Customers, projects and invoices that are marked go with the next run of their own template. Where you confirm that a customer or project is the same in both systems, the log keeps who said so and when.',
	6,
);

/** Sends records again, and lets posting go on. */
export const resend = c;
