import type { CallRecord } from '../shared/callLog';
import { renderPage, shortTime } from '../shared/page';
import type { MomentStore } from './store';
import type { Webhooks } from './webhooks';

export function momentPage(companyCode: string, store: MomentStore, webhooks: Webhooks, calls: readonly CallRecord[]): string {
	const customers = store.rows('customers').map(({ values, changedAt }) => {
		const tags = Array.isArray(values.tagIds) ? values.tagIds : [];
		const labels = tags.map((id) => {
			const tag = store.find('tags', id)?.values;
			const group = typeof tag?.tagGroupId === 'number' ? store.find('tagGroups', tag.tagGroupId)?.values.name : undefined;
			return `${String(group ?? '?')}: ${String(tag?.name ?? id)}${tag?.code ? ` (${String(tag.code)})` : ''}`;
		});
		const cells = [values.customerNumber, values.name, values.companyRegNo, values.postalPlace, values.countryCode, values.currencyCode];
		return [...cells.map((cell) => String(cell ?? '')), labels.join(', '), shortTime(changedAt)];
	});
	const { registrations, deliveries } = webhooks.state();
	return renderPage(
		'Moment stand-in', `Company ${companyCode}: ${customers.length} customers. Everything here is fictional.`,
		[
			{ title: 'Customers', columns: ['number', 'name', 'reg. no.', 'town', 'country', 'currency', 'tags', 'changed'], rows: customers },
			{ title: 'Webhooks registered', columns: ['kind', 'address'], rows: registrations.map(({ kind, url }) => [kind, url.split('?')[0] ?? '']) },
			{
				title: 'Webhooks sent', columns: ['time', 'kind', 'body', 'result'],
				rows: deliveries.slice(-15).reverse().map(({ at, kind, body, result }) => [shortTime(at), kind, JSON.stringify(body), String(result)]),
			},
		],
		calls,
		{ href: '/change', text: 'Create or change a customer →' },
	);
}
