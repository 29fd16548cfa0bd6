import { isId } from '../../../../lib/core/keys';
import { readEvent } from '../../../../lib/moment/api/webhook';
import type { HttpResponse } from '../../../../lib/http/port';
import { answer, fakeMoment } from '../../../support/fakeMoment';

const LARGEST = '9223372036854775807';

it.each([
	[LARGEST, true],
	['9223372036854775808', false],
	['9999999999999999999', false],
	['0009223372036854775', true],
	['1', true],
	['12a', false],
])('%s can be an id of Moment: %s', (id, can) => {
	expect(isId(id)).toBe(can);
	expect(readEvent({ event: 'CREATE_NEW', customer: { id } })).toMatchObject(can ? { id } : { kind: 'customer' });
	expect(readEvent({ event: 'CREATE_NEW', customer: { id } })?.id).toBe(can ? id : undefined);
});

const rows = (count: number) =>
	Array.from({ length: count }, (_, at) => ({ id: at + 1, customerNumber: `C${at + 1}`, name: `Kunde ${at + 1}` }));
const stumbling = (status: number, count: number) =>
	fakeMoment({
		lists: { customers: rows(count) },
		intercept: ({ url }): HttpResponse | undefined =>
			url.includes(LARGEST) ? answer(status, 'For input string') : undefined,
	});

describe.each([400, 422, 500, 502, 503])('an id that Moment answers with %i', (status) => {
	it.each([2, 9, 120])('is unreadable alone, and the other %i are read', async (count) => {
		const ids = rows(count).map(({ id }) => String(id));
		const found = await stumbling(status, count)
			.client()
			.customers.byId([ids[0]!, LARGEST, ...ids.slice(1)]);
		for (const id of ids) expect(found.get(id)).toMatchObject({ record: { customerNumber: `C${id}` } });
		expect(found.get(LARGEST)).toMatchObject({ unreadable: { status } });
	});
});

it.each([401, 403, 429])('%i is not about one id: it ends the reading', async (status) => {
	await expect(stumbling(status, 2).client().customers.byId(['1', LARGEST, '2'])).rejects.toMatchObject({ status });
});

it.each([400, 500, 503])('where Moment answers everything with %i, that ends the reading', async (status) => {
	const moment = fakeMoment({ lists: { customers: rows(2) }, intercept: () => answer(status, 'no') });
	await expect(moment.client().customers.byId(['1', '2'])).rejects.toMatchObject({ status });
	expect(moment.calls.filter((call) => call.startsWith('customers/2'))).toEqual([]);
});
