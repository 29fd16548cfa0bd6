import type { Canvas } from './canvas';

/** The notes that explain the canvas of the reconciliation. */
export function addReconcileNotes(c: Canvas, path: string): void {
	c.note(
		'About',
		[0, -1000],
		[1400, 520],
		[
			'# Reconciliation: both systems side by side',
			'Every night, and by hand: customers, projects and invoices of Moment and Uniconta, what is missing, extra or different by field, and the sums of each month. **It changes nothing** in either system.',
			'',
			'**To start**',
			'1. Choose your Moment credential on *All Customers*, *All Projects*, *All Invoices* and *All Expenses*, and your Uniconta credential on *Customers in Uniconta*, *Projects in Uniconta* and *Invoices in Uniconta*.',
			'2. On *See the Page* make a Basic Auth credential for those who may see the page. Without one it is shown to nobody.',
			'3. Choose your SMTP credential on *Send Email*; without addresses to notify it is not used. It may be switched off.',
			`4. Publish. The page is at \`/webhook/${path}\` of your n8n. *Compare Now* compares at once.`,
			'',
			'**What is compared** follows the settings of the other templates: what is switched off there is left out, and the page says so.',
		].join('\n'),
		4,
	);
	c.note(
		'Note: Start',
		[-80, -400],
		[500, 1240],
		'### What starts a run\nSomebody looks, the clock, or you. The night tries three times, in case another run is at Uniconta.',
		7,
	);
	c.note(
		'Note: Page',
		[1900, -400],
		[740, 340],
		'### The page\nShows the last comparison. It asks neither Moment nor Uniconta, however often it is opened.',
		4,
	);
	c.note(
		'Note: Settings',
		[1900, -20],
		[1160, 300],
		'### What to compare\nThe kinds that are switched on and set up. Nothing is done when the night was compared already.',
		5,
	);
	c.note(
		'Note: Lease',
		[3100, -160],
		[900, 520],
		'### One at a time\nA Uniconta server user can be logged in only once. While this run holds the lease nothing else writes to Uniconta, so that both sides are of one moment.',
		5,
	);
	c.note(
		'Note: Customers',
		[4060, -320],
		[940, 580],
		'### Customers\nMapped as they are sent: what is different here is what would be changed.',
		6,
	);
	c.note('Note: Projects', [5060, -320], [940, 580], '### Projects\nMapped as they are sent.', 6);
	c.note('Note: Invoices', [6060, -320], [940, 580], '### Invoices\nFrom the first invoice number on.', 6);
	c.note(
		'Note: Expenses',
		[7060, -320],
		[680, 580],
		'### Expenses\nWhat the log knows as imported, and whether Moment still has it. Uniconta is not asked.',
		6,
	);
	c.note(
		'Note: Compare',
		[7740, -320],
		[1360, 820],
		'### Side by side\nExact, in whole cents, each currency by itself. The result replaces the last one; when a list could not be read the last one stays, and the page says why.',
		4,
	);
	c.note(
		'Note: Mail',
		[9120, -420],
		[1940, 800],
		'### A mail when something differs\nEach difference is told once, and once more when it is over. Who gets it: the people to notify.',
		3,
	);
}
