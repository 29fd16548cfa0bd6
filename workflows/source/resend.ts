import { Canvas, stableId, type NodeSpec } from './canvas';
import * as n from './nodes';
import { COLOR } from './start';

/** Path of the form below n8n's `/form/`. */
export const RESEND_PATH = 'moment-uniconta-resend';

const c = new Canvas('resend.json', 'Moment → Uniconta: Send Again');
const FORM = { type: 'n8n-nodes-base.form', typeVersion: 2.5 };

/** Room for the table. */
const WIDE = [
	'.container { width: min(880px, 95vw); }',
	'table { border-collapse: collapse; width: 100%; }',
	'th, td { text-align: left; vertical-align: top; padding: 6px 12px 6px 0; border-bottom: 1px solid #dbdfe7;',
	'overflow-wrap: break-word; }',
].join('\n');

const step = (operation: string): NodeSpec => n.syncNode({ resource: 'sendingAgain', operation });
/** The last page says what the step before it puts out. */
const ending: NodeSpec = {
	...FORM,
	parameters: {
		operation: 'completion',
		respondWith: 'text',
		completionTitle: '={{ $json.title }}',
		completionMessage: '={{ $json.text }}',
		options: {},
	},
};
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
c.add('A Run Stopped', [0, 320], n.errorTrigger);
c.add('Find Records', [300, 200], step('findRecords'));
for (const trigger of ['Which Records', 'A Run Stopped']) c.line(trigger, 'Find Records');

c.add('Check and Confirm', [640, 100], {
	...FORM,
	parameters: {
		operation: 'page',
		defineForm: 'json',
		jsonOutput: '={{ $json.fields }}',
		limitWaitTime: true,
		limitType: 'afterTimeInterval',
		resumeAmount: 2,
		resumeUnit: 'hours',
		options: { formTitle: 'What would go again', buttonLabel: 'Go on', customCss: WIDE },
	},
});
c.add('Mark Records', [940, 100], step('markRecords'));
c.add('Done', [1240, 100], ending);
c.chain('Find Records', 'Check and Confirm', 'Mark Records', 'Done');
c.add('Nothing to Send', [640, 320], ending);
c.line('Find Records', 'Nothing to Send', 1);

c.note(
	'About',
	[-40, -380],
	[860, 380],
	[
		'# Send again',
		'A form behind your n8n login: choose a kind and numbers or ranges, or all that is not finished. It shows first what would go again; then the records are marked, and the template of their kind does the rest. It also lets posting go on after an invoice with a wrong number or other totals, when you have decided what becomes of it.',
		'',
		'**To start**',
		'1. Choose your Moment credential on *Find Records*: it looks up numbers that never went through.',
		'2. Publish, and open the address that *Which Records* shows.',
	].join('\n'),
	COLOR.about,
);
c.note(
	'Note: Marked',
	[900, -120],
	[480, 180],
	'### Marked, not sent\nA mark is all this template makes. What is marked goes with the next run of its own template, within a minute.',
	COLOR.sync,
);

/** Sends records again, and lets posting go on. */
export const resend = c;
