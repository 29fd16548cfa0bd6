import { ownNode } from './nodes';
import type { ParentLane } from './parentLane';
import { setting, settingValue, unicontaNode } from './settings';
import { PARENT_WRITE_SECONDS, syncTemplate } from './syncTemplate';
import type { NodeSpec } from './canvas';

const GO_ON = { onError: 'continueRegularOutput' };

const fetchCustomers = (): NodeSpec =>
	ownNode(
		'moment',
		{
			resource: 'customer',
			operation: 'get',
			customerId: { __rl: true, mode: 'id', value: '={{ $json.momentId }}' },
			simplify: true,
			options: { timeBudget: 60 },
		},
		GO_ON,
	);

const mapCustomers = (known: string): NodeSpec =>
	ownNode('momentUnicontaMapper', {
		resource: 'customer',
		operation: 'map',
		tagGroup: setting('customers.tagGroup'),
		ownCountry: setting('company.country'),
		options: {
			faxField: setting('customers.faxField'),
			known,
			knownCompany: setting('company.id'),
			tagGroupName: setting('customers.tagGroupName'),
		},
	});

const writeCustomers = (seconds: number | string, dryRun: boolean | string): NodeSpec =>
	unicontaNode(
		'unicontaCustomer',
		{ operation: 'upsert', mappingMode: 'fromInput', dryRun, output: 'all', options: { timeBudget: seconds } },
		GO_ON,
	);

/**
 * Customers that projects and invoices need. Without a tag group nothing can be said of their group, so none is sent.
 */
export const customersFirst: ParentLane = {
	entity: 'customer',
	noun: 'Customer',
	nouns: 'Customers',
	exported: `${settingValue('customers.export')} === 'on' && ${settingValue('customers.tagGroup')} !== ''`,
	fetch: fetchCustomers,
	map: mapCustomers,
	write: (dryRun) => writeCustomers(PARENT_WRITE_SECONDS, dryRun),
};

/** Customers, Moment → Uniconta. */
export const customers = syncTemplate({
	file: 'customers.json',
	title: 'Moment → Uniconta: Customers',
	entity: 'customer',
	area: 'customers',
	noun: 'Customer',
	nouns: 'Customers',
	webhookPath: 'moment-uniconta-customers',
	numberField: 'customerNumber',
	changedSince: (since, limit) =>
		ownNode('moment', {
			resource: 'customer',
			operation: 'getAll',
			returnAll: false,
			limit,
			filters: { changedSince: since },
			simplify: true,
			options: {},
		}),
	all: () =>
		ownNode('moment', {
			resource: 'customer',
			operation: 'getAll',
			returnAll: true,
			filters: {},
			simplify: true,
			options: { pageSize: 500 },
		}),
	fetch: fetchCustomers,
	parents: [],
	map: mapCustomers,
	writer: 'Create or Update',
	write: (seconds) => writeCustomers(seconds, false),
	waits: false,
	about: [
		'# Customers: Moment → Uniconta',
		'A customer created or changed in Moment arrives in Uniconta within seconds: created, or changed in exactly the fields that differ. Moment is the master; what only Uniconta knows is left alone.',
		'',
		'**To start**',
		'1. Choose your Moment credential on *Moment Trigger*, *Changed in Moment*, *All Customers* and *Fetch Customers*, and your Uniconta credential on *Create or Update*.',
		'2. Go through the set-up form (template "Moment ↔ Uniconta: Set-Up"): page Customers. The log says what is missing.',
		'3. Publish. Then paste the address that *Moment Trigger* shows, with `?token=` and your webhook token, into Moment: Setup > Settings > Integrations > "+ New integration" > customers.',
		'',
		'**To watch:** the Data Table `moment_uniconta_log` says what became of each customer and what to do about it; `moment_uniconta_inbox` holds what is not finished.',
		'',
		'**Try without risk:** turn on *Dry Run* in *Create or Update*: the log then says what would be created or changed, and nothing else is touched.',
	].join('\n'),
});
