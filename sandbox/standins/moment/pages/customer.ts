import type { FastifyInstance } from 'fastify';
import { chooser, input, mountFormPage, savingForm, typed, type HandPages } from '../../shared/handPage';
import type { MomentStore } from '../store';
import { chosenTags, tagBoxes } from './form';

/** What a person may change here; the rest of Moment is Moment's. */
const FIELDS: ReadonlyArray<readonly [name: string, label: string]> = [
	['name', 'Name'],
	['customerNumber', 'Customer number'],
	['companyRegNo', 'Company reg. no.'],
	['email', 'E-mail'],
	['phone', 'Phone'],
	['fax', 'Fax'],
	['website', 'Web site'],
	['addressLine1', 'Address'],
	['postalCode', 'Postal code'],
	['postalPlace', 'Town'],
	['countryCode', 'Country (two letters)'],
	['currencyCode', 'Currency (three letters)'],
];

const PATH = '/change';

/** A form to create or change a customer by hand, as a person does it in Moment; it fires the webhook. */
export function mountCustomerPage(app: FastifyInstance, hand: HandPages, store: MomentStore): void {
	mountFormPage(app, hand, {
		path: PATH,
		show: (id) => {
			const row = store.find('customers', id)?.values;
			const all = store
				.rows('customers')
				.map(({ values }) => [values.id, `${String(values.customerNumber)} ${String(values.name)}`] as const);
			const fields = FIELDS.map(([name, label]) => input(name, label, row?.[name])).join('');
			return {
				title: row ? `Change customer ${String(row.customerNumber)}` : 'New customer',
				body:
					chooser(PATH, 'Customer', all, row?.id, 'New customer') +
					savingForm(PATH, row?.id, fields + tagBoxes(store, row)),
			};
		},
		save: (id, form) => {
			const values = {
				tagIds: chosenTags(form),
				...Object.fromEntries(FIELDS.map(([name]) => [name, typed(form, name)])),
			};
			const { values: saved } =
				id > 0
					? store.change('customers', id, values)
					: store.create('customers', { customerState: 'active', ...values });
			return { said: `Saved: customer ${String(saved.customerNumber)}. Moment's webhook is on its way.`, id };
		},
	});
}
