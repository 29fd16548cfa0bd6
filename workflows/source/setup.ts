import { LEASE_NAME } from '../../lib/sync/settings';
import { Canvas, stableId, type NodeSpec } from './canvas';
import * as n from './nodes';
import { addStart } from './start';

/** Path of the form below n8n's `/form/`. */
export const SETUP_PATH = 'moment-uniconta-setup';

const c = new Canvas('setup.json', 'Moment ↔ Uniconta: Set-Up');
const FORM = { type: 'n8n-nodes-base.form', typeVersion: 2.5 };
const GO_ON = { onError: 'continueRegularOutput' };
const rowsOf = (name: string): string => `={{ $('${name}').isExecuted ? $('${name}').all() : [] }}`;
const STATE = `={{ $('Answers').isExecuted ? $('Answers').first().json.state : {} }}`;
const SAVED = rowsOf('Saved Settings');

/** A list of either system; one that cannot be read is an item that says so. */
const list = (node: 'moment' | 'uniconta', resource: string, parameters: Record<string, unknown> = {}): NodeSpec =>
	n.always(n.once(n.ownNode(node, { resource, operation: 'getAll', returnAll: true, simplify: true, ...parameters }, GO_ON)));
const mapper = (operation: string, parameters: Record<string, unknown>): NodeSpec => n.once(n.ownNode('momentUnicontaMapper', { resource: 'setup', operation, ...parameters }));
const ending = (title: string, message: string): NodeSpec => n.once({ ...FORM, parameters: { operation: 'completion', respondWith: 'text', completionTitle: title, completionMessage: message, options: {} } });

c.add('Open Set-Up', [0, 100], {
	type: 'n8n-nodes-base.formTrigger',
	typeVersion: 2.6,
	parameters: {
		authentication: 'n8nUserAuth',
		formTitle: 'Moment and Uniconta: set-up',
		formDescription: 'This form connects Moment with Uniconta. It uses the credentials that are chosen on its steps in n8n and asks for no secret.',
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
		options: { path: SETUP_PATH, buttonLabel: 'Begin', appendAttribution: false },
	},
	settings: { webhookId: stableId('setup.json', 'webhook') },
});
const started = addStart(c, { area: 'setup', triggers: ['Open Set-Up'], ways: [{ label: 'Started', when: `!$('What Stopped').isExecuted` }], stopped: { y: 700 }, leased: false });

// One round for each page: what it needs, the page, its answers.
c.add('Saved Settings', [1740, 80], n.once(n.getRows('settings', [])));
const way = (name: string): string => `$('Answers').isExecuted && $('Answers').first().json.way === '${name}'`;
c.add('What Next?', [2020, 80], n.whichOf([{ label: 'Read the lists', when: `!$('Answers').isExecuted || ${way('lists')}` }, { label: 'Check', when: way('report') }], 'Show a page'));
c.line(started, 'Saved Settings');
c.line('Saved Settings', 'What Next?');
const LISTS: Array<[name: string, spec: NodeSpec]> = [
	['Tag Groups', list('moment', 'tagGroup')],
	['Users', list('moment', 'user')],
	['Companies', list('uniconta', 'company')],
	['Number Series', list('uniconta', 'numberSeries')],
	['Own Company', list('uniconta', 'numberSeries', { returnAll: false, limit: 1, simplify: false })],
	['Journals', list('uniconta', 'journal')],
	['Project Groups', list('uniconta', 'projectGroup')],
	['Accounts', list('uniconta', 'account')],
];
for (const [index, [name, spec]] of LISTS.entries()) c.add(name, [2320 + index * 220, -300], spec);
c.line('What Next?', 'Tag Groups', 0);
c.chain(...LISTS.map(([name]) => name), 'Next Page');
c.add('Tags', [2320, -60], list('moment', 'tag', { filters: {} }));
c.add('Moment Accounts', [2540, -60], list('moment', 'financialAccount'));
c.add(
	'Check Setup',
	[2760, -60],
	n.always(n.once(n.ownNode('uniconta', { resource: 'setup', operation: 'check', settings: `={{ $('Answers').first().json.state.values }}`, momentTags: rowsOf('Tags'), momentAccounts: rowsOf('Moment Accounts') }, GO_ON))),
);
c.line('What Next?', 'Tags', 1);
c.chain('Tags', 'Moment Accounts', 'Check Setup', 'Next Page');
c.line('What Next?', 'Next Page', 2);
c.add(
	'Next Page',
	[4160, 200],
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
		ownRows: rowsOf('Own Company'),
		tags: rowsOf('Tags'),
		check: rowsOf('Check Setup'),
	}),
);
const shown = (field: string): string => `={{ $('Next Page').first().json.${field} }}`;
c.add('Page', [4380, 200], n.once({ ...FORM, parameters: { operation: 'page', defineForm: 'json', jsonOutput: shown('fieldsJson'), options: { formTitle: shown('title'), buttonLabel: shown('button') } } }));
c.add('Answers', [4600, 200], mapper('answers', { page: `={{ $('Next Page').first().json }}` }));
c.add('Go On?', [4820, 200], n.whichOf([{ label: 'Save', when: `$json.way === 'save'` }, { label: 'Leave', when: `$json.way === 'leave'` }], 'Next page'));
c.chain('Next Page', 'Page', 'Answers', 'Go On?');
c.line('Go On?', 'Rows to Save', 0);
c.line('Go On?', 'Nothing Saved', 1);
c.line('Go On?', 'What Next?', 2);
c.add('Nothing Saved', [5160, 220], ending('Nothing was saved', 'Everything is as it was before.'));

// All of it at once.
c.add('Rows to Save', [5160, -80], mapper('rows', { state: STATE, settings: SAVED }));
c.add('Save Settings', [5380, -80], n.upsertRow('settings', [{ column: 'key', value: '={{ $json.key }}' }], { key: '={{ $json.key }}', value: '={{ $json.value }}' }));
const ours: n.Where = { column: 'name', value: LEASE_NAME };
c.add('Lease Row', [5600, -80], n.once(n.getRows('lease', [ours])));
c.add('No Lease Row?', [5820, -80], n.yesOrNo('!$json.id'));
c.add('Add Lease Row', [6100, -220], n.insertRow('lease', { name: LEASE_NAME, holder: '', expires: 0 }));
c.add('All Lease Rows', [6380, -80], n.once(n.getRows('lease', [ours])));
c.add('Leave One', [6600, -80], n.deleteRows('lease', [ours, { column: 'id', is: 'gt', value: `={{ $('All Lease Rows').first().json.id }}` }]));
c.add('What Remains', [6820, -80], mapper('lastPage', { state: STATE, settings: SAVED, tags: rowsOf('Tags'), baseUrl: `={{ $execution.resumeUrl.split('/webhook-waiting')[0] }}` }));
c.add('Saved', [7040, -80], ending('Saved', `={{ $('What Remains').first().json.html }}`));
c.chain('Rows to Save', 'Save Settings', 'Lease Row', 'No Lease Row?');
c.line('No Lease Row?', 'Add Lease Row', 0);
c.line('No Lease Row?', 'All Lease Rows', 1);
c.chain('Add Lease Row', 'All Lease Rows', 'Leave One', 'What Remains', 'Saved');

c.note(
	'About',
	[0, -940],
	[1400, 480],
	[
		'# Set-up',
		'A form behind your n8n login. It shows what is saved, offers what Moment and Uniconta have, checks everything at the end, and saves all of it at once or nothing. It never asks for a secret.',
		'',
		'**To start**',
		'1. Choose your Moment credential on *Tag Groups*, *Users*, *Tags* and *Moment Accounts*, and your Uniconta credential on *Companies*, *Number Series*, *Own Company*, *Journals*, *Project Groups*, *Accounts* and *Check Setup*. Take the same ones as in the other templates.',
		'2. Publish, and open the address that *Open Set-Up* shows.',
		'',
		'Open it again whenever something is to be changed.',
	].join('\n'),
	4,
);
c.note('Note: Start', [-80, -40], [500, 920], '### What starts it\nSomebody opens the form.', 7);
c.note('Note: Saved', [1680, -40], [200, 340], '### What is saved', 5);
c.note('Note: Next', [1960, -40], [220, 340], '### Round by round', 5);
c.note('Note: Lists', [2260, -440], [1820, 320], '### What both systems offer\nRead when the form begins, and again when a connection did not work or you go back to the beginning.', 6);
c.note('Note: Check', [2260, -110], [700, 230], '### The check before saving', 5);
c.note('Note: Page', [4100, 60], [960, 380], '### One page after the other\nAn answer that cannot be taken leads back to its page, with what was entered.', 4);
c.note('Note: Leave', [5100, 140], [240, 300], '### Nothing changes', 2);
c.note('Note: Save', [5100, -380], [2140, 500], '### All at once\nThe settings are written in one go, and the one row that keeps runs apart is made when it is missing.', 3);

/** The one-time configuration as form pages. */
export const setup = c;
