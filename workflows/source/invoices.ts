import * as n from './nodes';
import { runTemplate } from './runTemplate';

/** Invoices and credit notes, Moment → Uniconta. */
export const invoices = runTemplate({
	file: 'invoices.json',
	title: 'Moment → Uniconta: Invoices',
	area: 'invoices',
	entity: 'invoice',
	nouns: 'Invoices',
	webhookPath: 'moment-uniconta-invoices',
	parents: ['customer', 'project'],
	writer: {
		name: 'Send',
		spec: n.runNode(
			'unicontaInvoice',
			{ operation: 'send', mappingMode: 'fromInput', output: 'all', options: {} },
			{ onError: 'continueRegularOutput' },
		),
	},
	about: [
		'# Invoices: Moment → Uniconta',
		'An invoice or credit note finalized in Moment goes to Uniconta under its own number, in number order, once. Its customer and projects go first where Uniconta does not have them yet. Nothing is posted while the numbers of the two systems do not agree.',
		'',
		'**To start**',
		'1. Choose your Moment credential on *Moment Trigger*, *Get Their Customers*, *Get Their Projects* and *Get Invoices*, and your Uniconta credential on *Create Their Customers*, *Create Their Projects* and *Send*. The box in the middle opens with a double click.',
		'2. Go through the set-up form (template "Moment ↔ Uniconta: Set-Up"), page Invoices: above all the route and the first invoice number.',
		'3. Publish. Paste the address that *Moment Trigger* shows, with `?token=` and your webhook token, into Moment: Setup > Settings > Integrations > "+ New integration" > invoices. Switch off Moment\'s own Uniconta integration.',
	].join('\n'),
});
