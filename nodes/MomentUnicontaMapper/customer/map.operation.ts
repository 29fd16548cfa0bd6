import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { parseCustomer } from '../../../lib/moment/records/records';
import { mapCustomers, type CustomerSource } from '../../../lib/mapping/customer';
import { unicontaCodes } from '../../../lib/uniconta/api/codes';
import { COUNTRIES } from '../../../lib/uniconta/api/countries';
import { customerMapping } from '../../../lib/state/mappings';
import { shownFor } from '../../shared/parameters';
import { asSavedField, nodeSettings, sayUsed, unlessSaved } from '../../shared/savedSettings';
import { knownCompanyField, knownRecords } from '../knownRows';
import { mapItems } from '../mapItems';
import { mappingFrom, type PanelParameters } from '../mappingFrom';
import type { PureOperation } from '../operation';

export const mapCustomer: PureOperation = {
	option: {
		name: 'Map to Uniconta',
		value: 'map',
		action: 'Map a customer to uniconta',
		description: 'Turn Moment customers into Uniconta customers, each with all that is wrong with it',
	},
	fields: shownFor({ resource: 'customer', operation: 'map' }, [
		asSavedField,
		...unlessSaved([
			{
				displayName: 'Tag Group',
				name: 'tagGroup',
				type: 'string',
				required: true,
				default: '',
				placeholder: 'e.g. Kundegruppe',
				description:
					'Name or ID of the Moment tag group whose tag codes are the customer groups in Uniconta. Each customer must have exactly one tag of it.',
			},
			{
				displayName: 'Own Country',
				name: 'ownCountry',
				type: 'options',
				required: true,
				options: countryOptions(),
				default: 'DK',
				description:
					'Country of the company in Uniconta. New customers there get the VAT zone Domestic, those in the rest of the EU get EU, all others Foreign.',
			},
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add option',
				default: {},
				options: [
					{
						displayName: 'Fax Field',
						name: 'faxField',
						type: 'string',
						default: '',
						placeholder: 'e.g. FaxNumber',
						description:
							"Name of the company's user-defined field for fax numbers. Uniconta has none of its own; without it a fax number is reported as not transferable.",
					},
					{
						displayName: 'Known Records',
						name: 'known',
						type: 'json',
						default: '[]',
						description:
							'Rows of the Data Table moment_uniconta_log for these customers. They show a number that was changed in Moment, and what Moment held before.',
					},
					knownCompanyField,
					{
						displayName: 'Tag Group Name',
						name: 'tagGroupName',
						type: 'string',
						default: '',
						description: 'How the tag group is called in messages, when Tag Group is an ID',
					},
				],
			},
		]),
	]),
	execute,
};

function countryOptions(): Array<{ name: string; value: string }> {
	const names = new Intl.DisplayNames(['en'], { type: 'region' });
	return COUNTRIES.map(({ iso, member }) => ({ name: names.of(iso) ?? member, value: iso })).sort((a, b) =>
		a.name.localeCompare(b.name, 'en'),
	);
}

function execute(context: IExecuteFunctions): INodeExecutionData[] {
	return mapItems(context, {
		entity: 'customer',
		numberField: 'customerNumber',
		parse: parseCustomer,
		mapAll: (customers: readonly CustomerSource[]) => mapAll(context, customers),
	});
}

function mapAll(context: IExecuteFunctions, customers: readonly CustomerSource[]): ReturnType<typeof mapCustomers> {
	const settings = nodeSettings(context);
	const mapping = mappingFrom(context, settings, PARAMETERS, (text) => customerMapping(text, unicontaCodes));
	const { tagGroup, ownCountry, faxField } = mapping;
	sayUsed(context, [
		['tag group', tagGroup.name || tagGroup.value],
		['own country', ownCountry],
		['fax field', faxField],
	]);
	return mapCustomers(customers, mapping, knownRecords(context, ['customer'], settings.running).customer);
}

const PARAMETERS: PanelParameters = {
	'customers.tagGroup': 'tagGroup',
	'company.country': 'ownCountry',
	'customers.faxField': 'options.faxField',
	'customers.tagGroupName': 'options.tagGroupName',
};
