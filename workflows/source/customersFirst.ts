import { ownNode } from './nodes';
import type { ParentLane } from './parentLane';
import { setting, settingValue, unicontaNode } from './settings';
import { PARENT_WRITE_SECONDS } from './syncTemplate';
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
