import { runTemplate, upsertNode } from './runTemplate';

/** Customers, Moment → Uniconta. */
export const customers = runTemplate({
	file: 'customers.json',
	title: 'Moment → Uniconta: Customers',
	area: 'customers',
	entity: 'customer',
	nouns: 'Customers',
	webhookPath: 'moment-uniconta-customers',
	parents: [],
	writer: { name: 'Create or Update', spec: upsertNode('unicontaCustomer') },
	about: [
		'# Customers: Moment → Uniconta',
		'A customer created or changed in Moment arrives in Uniconta within seconds. Moment is the master; what only Uniconta knows is left alone.',
		'',
		'**To start**',
		'1. Choose your Moment credential on *Moment Trigger* and *Get Customers*, and your Uniconta credential on *Create or Update*.',
		'2. Go through the set-up form (template "Moment ↔ Uniconta: Set-Up"), page Customers.',
		'3. Publish. Paste the address that *Moment Trigger* shows, with `?token=` and your webhook token, into Moment: Setup > Settings > Integrations > "+ New integration" > customers.',
		'',
		'**To watch:** the Data Table `moment_uniconta_log` says what became of each customer, `moment_uniconta_inbox` holds what is not finished.',
	].join('\n'),
});
