import { LEASE_NAME } from '../../lib/state/settings';
import { Canvas, stableId, type NodeSpec } from './canvas';
import * as n from './nodes';
import { addStart, releaseLease, takeLease } from './start';

/** Path of the form below n8n's `/form/`. */
export const SETUP_PATH = 'moment-uniconta-setup';

const c = new Canvas('setup.json', 'Moment ↔ Uniconta: Set-Up');
const FORM = { type: 'n8n-nodes-base.form', typeVersion: 2.5 };
const GO_ON = { onError: 'continueRegularOutput' };
const rowsOf = (name: string): string => `={{ $('${name}').isExecuted ? $('${name}').all() : [] }}`;
const STATE = `={{ $('Answers').isExecuted ? $('Answers').first().json.state : {} }}`;
const SAVED = rowsOf('Saved Settings');
/** The company that was chosen on the first page: everything after it is read there. */
const CHOSEN = {
	company: { __rl: true, mode: 'id', value: `={{ $('Answers').first().json.state.values['company.id'] }}` },
};
/** n8n's pages are narrow for tables; headings stand out from the fields. */
const STYLE = {
	customCss: [
		'textarea, input { font-family: inherit; }',
		'.container { width: min(880px, 95vw); }',
		'.form-header h1, .header h1 { font-size: 24px; padding-bottom: 8px; }',
		'.header { text-align: left; }',
		'.header p { white-space: normal !important; color: #525356; line-height: 1.5; }',
		'h3 { font-size: 16px; color: #333; margin: 20px 0 6px; padding-top: 14px; border-top: 1px solid #e6e8ee; }',
		'div.html h3 { font-weight: 600; }',
		'table { width: 100%; border-collapse: collapse; margin: 8px 0 18px; font-size: 13px; line-height: 1.4; color: #525356; }',
		'th { text-align: left; font-weight: 600; color: #525356; border-bottom: 2px solid #dbdfe7; padding: 6px 12px 6px 0; }',
		'td { text-align: left; vertical-align: top; border-bottom: 1px solid #eceef3; padding: 6px 12px 6px 0; overflow-wrap: break-word; }',
		'code { background: #f3f4f8; border-radius: 4px; padding: 3px 6px; overflow-wrap: anywhere; }',
		'ul, ol { padding-left: 20px; margin-bottom: 8px; font-size: 14px; line-height: 1.5; color: #525356; text-align: left; }',
	].join('\n'),
};

/** A list of either system; one that cannot be read is an item that says so. */
const read = (node: 'moment' | 'uniconta', parameters: Record<string, unknown>): NodeSpec =>
	n.always(n.once(n.ownNode(node, parameters, GO_ON)));
const list = (node: 'moment' | 'uniconta', resource: string, parameters: Record<string, unknown> = {}): NodeSpec =>
	read(node, { resource, operation: 'getAll', returnAll: true, simplify: true, ...parameters });
const mapper = (operation: string, parameters: Record<string, unknown>): NodeSpec =>
	n.once(n.ownNode('momentUnicontaMapper', { resource: 'setup', operation, ...parameters }));
const ending = (title: string, message: string): NodeSpec =>
	n.once({
		...FORM,
		parameters: {
			operation: 'completion',
			respondWith: 'text',
			completionTitle: title,
			completionMessage: message,
			options: { ...STYLE },
		},
	});

c.add('Open Set-Up', [0, 100], {
	type: 'n8n-nodes-base.formTrigger',
	typeVersion: 2.6,
	parameters: {
		authentication: 'n8nUserAuth',
		// Any user of this n8n could open it otherwise.
		requireExecuteAccess: true,
		formTitle: 'Moment and Uniconta: set-up',
		formDescription:
			'This form connects Moment with Uniconta. It uses the credentials that are chosen on its steps in n8n and asks for no secret.',
		formFields: {
			values: [
				{
					fieldType: 'html',
					elementName: 'about',
					html: '<p>The pages that follow show what is saved now. You choose the company, the department, and what becomes of customers, projects, invoices and expenses, and who is told.</p><p>Everything is checked at the end. Nothing is saved before that, and nothing at all when a connection does not work.</p>',
				},
			],
		},
		responseMode: 'onReceived',
		options: { path: SETUP_PATH, buttonLabel: 'Begin', appendAttribution: false, ...STYLE },
	},
	settings: { webhookId: stableId('setup.json', 'webhook') },
});
const started = addStart(c, {
	area: 'setup',
	triggers: ['Open Set-Up'],
	ways: [{ label: 'Started', when: `!$('What Stopped').isExecuted` }],
	stopped: { y: 700 },
	leased: true,
});

// One round for each page: what it needs, the page, its answers.
const way = (...names: string[]): string =>
	`$('Answers').isExecuted && ${JSON.stringify(names).replaceAll('"', "'")}.includes($('Answers').first().json.way)`;
c.add('Saved Settings', [1740, 80], n.once(n.getRows('settings', [])));
c.add(
	'Linked Rows',
	[1960, 80],
	n.once(
		n.getRows(
			'log',
			[
				{ column: 'unicontaRowId', is: 'neq', value: '' },
				{ column: 'outcome', value: 'posted' },
			],
			{ match: 'any', limit: 1 },
		),
	),
);
c.add('What Next?', [2180, 80], n.yesOrNo(`!(${way('page')})`));
c.line(started, 'Saved Settings');
c.chain('Saved Settings', 'Linked Rows', 'What Next?');

// A Uniconta user can be used once at a time: not while a run of another template is at it.
const ours: n.Where = { column: 'name', value: LEASE_NAME };
const isOurs = `!!$json.id || !$('Lease There?').first().json.id`;
c.add('Lease There?', [2500, -380], n.once(n.getRows('lease', [ours], { limit: 1 })));
c.add('Take Lease', [2720, -380], takeLease(5));
c.add('Ours?', [2940, -380], n.yesOrNo(isOurs));
c.add(
	'Wait',
	[3180, -160],
	n.once({
		type: 'n8n-nodes-base.wait',
		typeVersion: 1.1,
		parameters: { resume: 'timeInterval', amount: 20, unit: 'seconds' },
	}),
);
c.add('Take Lease Again', [3400, -160], takeLease(5));
c.add('Ours Now?', [3620, -160], n.yesOrNo(isOurs));
c.line('What Next?', 'Lease There?', 0);
c.line('What Next?', 'Next Page', 1);
c.chain('Lease There?', 'Take Lease', 'Ours?');
c.line('Ours?', 'What to Read?', 0);
c.line('Ours?', 'Wait', 1);
c.chain('Wait', 'Take Lease Again', 'Ours Now?');
c.line('Ours Now?', 'What to Read?', 0);
c.line('Ours Now?', 'Next Page', 1);
c.add(
	'What to Read?',
	[3920, -680],
	n.whichOf(
		[
			{ label: 'The company', when: way('company') },
			{ label: 'Everything to check', when: way('report', 'save') },
		],
		'The connections',
	),
);

const LANES: Array<{ output: number; y: number; steps: Array<[name: string, spec: NodeSpec]> }> = [
	{
		output: 2,
		y: -380,
		steps: [
			['Tag Groups', list('moment', 'tagGroup')],
			['Users', list('moment', 'user')],
			['Companies', list('uniconta', 'company')],
			['Own Company', list('uniconta', 'numberSeries', { returnAll: false, limit: 1, simplify: false })],
		],
	},
	{
		output: 0,
		y: -1000,
		steps: [
			['Number Series', list('uniconta', 'numberSeries', CHOSEN)],
			['Journals', list('uniconta', 'journal', CHOSEN)],
			['Project Groups', list('uniconta', 'projectGroup', CHOSEN)],
			['Accounts', list('uniconta', 'account', CHOSEN)],
			['VAT Codes', list('uniconta', 'vatCode', CHOSEN)],
		],
	},
	{
		output: 1,
		y: -680,
		steps: [
			['Tags', list('moment', 'tag', { filters: {} })],
			['Moment Accounts', list('moment', 'financialAccount')],
			['Departments', list('moment', 'department')],
			['Expense Names', read('moment', { resource: 'expense', operation: 'checkNames' })],
			[
				'Newest Invoices',
				list('moment', 'invoice', {
					returnAll: false,
					limit: 1000,
					filters: { state: 'finalized', changedSince: '={{ $now.minus({ days: 30 }).toUTC().toISO() }}' },
				}),
			],
			['Posted Invoices', newestPosted()],
			[
				'Check Setup',
				read('uniconta', {
					resource: 'setup',
					operation: 'check',
					...CHOSEN,
					settings: `={{ $('Answers').first().json.state.values }}`,
					momentTags: rowsOf('Tags'),
					momentTagGroups: rowsOf('Tag Groups'),
					momentAccounts: rowsOf('Moment Accounts'),
					momentDepartments: rowsOf('Departments'),
					momentUsers: rowsOf('Users'),
					momentExpenses: rowsOf('Expense Names'),
					momentInvoices: rowsOf('Newest Invoices'),
					logRows: rowsOf('Posted Invoices'),
				}),
			],
		],
	},
];
for (const { output, y, steps } of LANES) {
	for (const [index, [name, spec]] of steps.entries()) c.add(name, [4260 + index * 220, y], spec);
	c.chain(...steps.map(([name]) => name), 'Give Lease Back');
	c.line('What to Read?', steps[0]?.[0] ?? '', output);
}
c.add('Give Lease Back', [6200, -680], n.always(n.once(releaseLease())));
c.line('Give Lease Back', 'Next Page');

/** What Uniconta has by the log: the newest are enough, numbers go up. */
function newestPosted(): NodeSpec {
	const { parameters, ...spec } = n.once(
		n.getRows(
			'log',
			[
				{ column: 'outcome', value: 'posted' },
				{ column: 'outcome', value: 'mistotalled' },
			],
			{ match: 'any', limit: 100 },
		),
	);
	return { ...spec, parameters: { ...parameters, orderByDirection: 'DESC' } };
}

c.add(
	'Next Page',
	[6560, 80],
	mapper('page', {
		state: STATE,
		settings: SAVED,
		tagGroups: rowsOf('Tag Groups'),
		users: rowsOf('Users'),
		companies: rowsOf('Companies'),
		series: rowsOf('Number Series'),
		journals: rowsOf('Journals'),
		projectGroups: rowsOf('Project Groups'),
		accounts: rowsOf('Accounts'),
		vatCodes: rowsOf('VAT Codes'),
		ownRows: rowsOf('Own Company'),
		tags: rowsOf('Tags'),
		check: rowsOf('Check Setup'),
		links: rowsOf('Linked Rows'),
		tables: rowsOf(n.FIND_TABLES),
		busy: `={{ $prevNode.name === 'Ours Now?' }}`,
	}),
);
const shown = (field: string): string => `={{ $('Next Page').first().json.${field} }}`;
c.add('Save Now?', [6780, 80], n.yesOrNo('$json.save'));
c.add(
	'Page',
	[7000, 200],
	n.once({
		...FORM,
		parameters: {
			operation: 'page',
			defineForm: 'json',
			jsonOutput: shown('fieldsJson'),
			options: { formTitle: shown('title'), buttonLabel: shown('button'), ...STYLE },
		},
	}),
);
c.add('Answers', [7220, 200], mapper('answers', { page: `={{ $('Next Page').first().json }}` }));
c.add('Go On?', [7440, 200], n.yesOrNo(`$json.way === 'leave'`));
c.add('Nothing Saved', [7760, 120], ending('Nothing was saved', 'Everything is as it was before.'));
c.chain('Next Page', 'Save Now?');
c.line('Save Now?', 'Rows to Save', 0);
c.line('Save Now?', 'Page', 1);
c.chain('Page', 'Answers', 'Go On?');
c.line('Go On?', 'Nothing Saved', 0);
c.line('Go On?', 'Saved Settings', 1);

// All of it at once: the new rows stand together or not at all. The newest row of a key counts, so that whole sets
// never mix.
const { settings: manners, ...former } = n.deleteRows('settings', [
	{ column: 'key', value: '={{ $json.key }}' },
	{ column: 'id', is: 'lt', value: '={{ $json.id }}' },
]);
c.add(
	'Rows to Save',
	[7080, -320],
	mapper('rows', { state: STATE, settings: SAVED, page: `={{ $('Next Page').first().json }}` }),
);
c.add('Save Settings', [7300, -320], n.insertItems('settings'));
c.add('All Settings', [7520, -320], n.once(n.getRows('settings', [])));
c.add('Remove Former Rows', [7740, -320], { ...former, settings: { ...manners, executeOnce: false } });
c.add('Lease Row', [7960, -320], n.once(n.getRows('lease', [ours])));
c.add('No Lease Row?', [8180, -320], n.yesOrNo('!$json.id'));
c.add('Add Lease Row', [8460, -460], n.insertRow('lease', { name: LEASE_NAME, holder: '', expires: 0 }));
c.add('All Lease Rows', [8740, -320], n.once(n.getRows('lease', [ours])));
c.add(
	'Leave One',
	[8960, -320],
	n.deleteRows('lease', [ours, { column: 'id', is: 'gt', value: `={{ $('All Lease Rows').first().json.id }}` }]),
);
c.add(
	'What Remains',
	[9180, -320],
	mapper('lastPage', {
		state: STATE,
		settings: SAVED,
		tags: rowsOf('Tags'),
		check: rowsOf('Check Setup'),
		baseUrl: `={{ $execution.resumeUrl.split('/webhook-waiting')[0] }}`,
	}),
);
c.add('Saved', [9400, -320], ending('Saved', `={{ $('What Remains').first().json.html }}`));
c.chain('Rows to Save', 'Save Settings', 'All Settings', 'Remove Former Rows', 'Lease Row', 'No Lease Row?');
c.line('No Lease Row?', 'Add Lease Row', 0);
c.line('No Lease Row?', 'All Lease Rows', 1);
c.chain('Add Lease Row', 'All Lease Rows', 'Leave One', 'What Remains', 'Saved');

c.note(
	'About',
	[0, -760],
	[1400, 620],
	[
		'# Set-up',
		'A form behind your n8n login. It shows what is saved, offers what Moment and Uniconta have, checks everything at the end, and saves all of it at once or nothing. It never asks for a secret.',
		'',
		'**To start**',
		'1. Choose your Moment credential on *Tag Groups*, *Users*, *Tags*, *Moment Accounts*, *Departments*, *Expense Names* and *Newest Invoices*, and your Uniconta credential on *Companies*, *Own Company*, *Number Series*, *Journals*, *Project Groups*, *Accounts*, *VAT Codes* and *Check Setup*. Take the same ones as in the other templates.',
		'2. Publish, and open the address that *Open Set-Up* shows.',
		'',
		'Open it again whenever something is to be changed.',
	].join('\n'),
	4,
);
c.note('Note: Start', [-80, -40], [500, 920], '### What starts it\nSomebody opens the form.', 7);
c.note('Note: Saved', [1680, -40], [700, 340], '### Round by round\nEach page begins with what is saved.', 5);
c.note(
	'Note: Lease',
	[2440, -520],
	[1380, 540],
	'### One at a time\nA Uniconta user can be used only once at a time. Where a run of another template is at it, the form waits for 20 seconds; then the page says so.',
	5,
);
c.note('Note: Read', [3860, -800], [240, 380], '### What it needs now', 5);
c.note('Note: Company', [4200, -1120], [1220, 300], '### What the chosen company offers', 6);
c.note('Note: Check', [4200, -800], [1660, 300], '### The check, before the report and again before saving', 6);
c.note('Note: Lists', [4200, -490], [1000, 290], '### What the credentials show', 6);
c.note('Note: Free', [6140, -800], [240, 300], '### For others again', 5);
c.note(
	'Note: Page',
	[6500, -60],
	[1180, 460],
	'### One page after the other\nAn answer that cannot be taken leads back to its page, with what was entered.',
	4,
);
c.note('Note: Leave', [7700, -10], [240, 320], '### Nothing changes', 2);
c.note(
	'Note: Save',
	[7020, -580],
	[2580, 440],
	'### All at once\nThe settings are written in one go, and the one row that keeps runs apart is made when it is missing.',
	3,
);

/** The one-time configuration as form pages. */
export const setup = c;
