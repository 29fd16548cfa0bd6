import type { NodeSpec } from './canvas';
import { customersFirst } from './customersFirst';
import { ownNode } from './nodes';
import { projectsFirst } from './projects';
import { setting, settingValue, unicontaNode } from './settings';
import { syncTemplate } from './syncTemplate';

/** The nightly comparison looks back so far; the first one goes back to the first invoice number. */
const LOOK_BACK_DAYS = 60;

export const mapInvoices = (known: string): NodeSpec =>
	ownNode('momentUnicontaMapper', {
		resource: 'invoice',
		operation: 'map',
		firstNumber: setting('invoices.firstNumber'),
		categoryTagGroup: setting('invoices.categoryTagGroup'),
		dimension: `={{ Number(${settingValue('company.dimension')}) }}`,
		department: setting('invoices.department'),
		options: {
			categoryTagGroupName: setting('invoices.categoryTagGroupName'),
			departmentTagGroup: setting('invoices.departmentTagGroup'),
			departmentTagGroupName: setting('invoices.departmentTagGroupName'),
			ownCurrency: setting('company.currency'),
			roundingAccount: setting('invoices.roundingAccount'),
			roundingTolerance: setting('invoices.roundingTolerance'),
			known,
			knownCompany: setting('company.id'),
		},
	});

/** Invoices and credit notes, Moment → Uniconta. */
export const invoices = syncTemplate({
	file: 'invoices.json',
	title: 'Moment → Uniconta: Invoices',
	entity: 'invoice',
	area: 'invoices',
	noun: 'Invoice',
	nouns: 'Invoices',
	webhookPath: 'moment-uniconta-invoices',
	numberField: 'invoiceNumber',
	changedSince: (since, limit) =>
		ownNode('moment', {
			resource: 'invoice',
			operation: 'getAll',
			returnAll: false,
			limit,
			filters: { changedSince: since, numberFrom: setting('invoices.firstNumber') },
			simplify: true,
			options: {},
		}),
	all: () =>
		ownNode('moment', {
			resource: 'invoice',
			operation: 'getAll',
			returnAll: true,
			filters: {
				changedSince: `={{ $('Read Settings').first().json.changedSince === '' ? '' : $now.minus({ days: ${LOOK_BACK_DAYS} }).toUTC().toISO() }}`,
				numberFrom: setting('invoices.firstNumber'),
			},
			simplify: true,
			options: { pageSize: 500 },
		}),
	fetch: () =>
		ownNode(
			'moment',
			{
				resource: 'invoice',
				operation: 'get',
				invoiceId: { __rl: true, mode: 'id', value: '={{ $json.momentId }}' },
				simplify: true,
				options: { timeBudget: 120 },
			},
			{ onError: 'continueRegularOutput' },
		),
	parents: [customersFirst, projectsFirst],
	map: mapInvoices,
	writer: 'Send',
	write: (seconds, comparing) =>
		unicontaNode(
			'unicontaInvoice',
			{
				operation: 'send',
				route: setting('invoices.route'),
				mappingMode: 'fromInput',
				journal: { __rl: true, mode: 'code', value: setting('invoices.journal') },
				journalAmounts: setting('invoices.journalAmounts'),
				journalVoucher: setting('invoices.journalVoucher'),
				dryRun: false,
				output: 'all',
				heldBack: `={{ $('Held Back').all() }}`,
				comparePosted: `={{ ${comparing} }}`,
				options: {
					timeBudget: seconds,
					series: setting('invoices.series'),
					zeroVat: setting('invoices.zeroVat'),
				},
			},
			{ onError: 'continueRegularOutput' },
		),
	waits: true,
	about: [
		'# Invoices: Moment → Uniconta',
		'An invoice or credit note finalized in Moment is posted in Uniconta under exactly its number, in number order, once. Its customer and project go first when Uniconta lacks them. Nothing is posted while the numbers of the two systems do not agree.',
		'',
		'**To start**',
		'1. Choose your Moment credential on *Moment Trigger*, *Changed in Moment*, *All Invoices*, *Fetch Invoices*, *Fetch Their Customers* and *Fetch Their Projects*, and your Uniconta credential on *Create Their Customers*, *Create Their Projects* and *Send*.',
		'2. Go through the set-up form (template "Moment ↔ Uniconta: Set-Up"): page Invoices, above all the route and the first invoice number. The log says what is missing.',
		'3. Publish. Then paste the address that *Moment Trigger* shows, with `?token=` and your webhook token, into Moment: Setup > Settings > Integrations > "+ New integration" > invoices. Switch off Moment\'s own Uniconta integration.',
		'',
		'**To watch:** the Data Table `moment_uniconta_log` says what became of each invoice. `waiting`, `blocked`, `uncertain`, `misnumbered` and `mistotalled` are explained in docs/invoices.md; `moment_uniconta_inbox` holds what is not finished.',
		'',
		'**Try without risk:** turn on *Dry Run* in *Send*: the log then says what would be posted, and nothing is touched.',
	].join('\n'),
});
