import { runTemplate, upsertNode } from './runTemplate';

/** Projects, Moment → Uniconta. */
export const projects = runTemplate({
	file: 'projects.json',
	title: 'Moment → Uniconta: Projects',
	area: 'projects',
	entity: 'project',
	nouns: 'Projects',
	webhookPath: 'moment-uniconta-projects',
	parents: ['customer'],
	writer: { name: 'Create or Update', spec: upsertNode('unicontaProject') },
	about: [
		'# Projects: Moment → Uniconta',
		'A project created or changed in Moment arrives in Uniconta within seconds, with its phase, dates and department. Its customer goes first where Uniconta does not have it yet.',
		'',
		'**To start**',
		'1. Choose your Moment credential on *Moment Trigger*, *Get Their Customers* and *Get Projects*, and your Uniconta credential on *Create Their Customers* and *Create or Update*. The box in the middle opens with a double click.',
		'2. Go through the set-up form (template "Moment ↔ Uniconta: Set-Up"), page Projects.',
		'3. Publish. Paste the address that *Moment Trigger* shows, with `?token=` and your webhook token, into Moment: Setup > Settings > Integrations > "+ New integration" > projects.',
	].join('\n'),
});
