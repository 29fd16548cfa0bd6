import { fingerprint, writtenHash } from '../../../lib/core/record';
import { minorOf, plus } from '../../../lib/reconcile/amounts';
import { reconcile } from '../../../lib/reconcile/reconcile';
import { RESULT_KEY } from '../../../lib/reconcile/plan';
import { compareExpenses } from '../../../lib/reconcile/expenses';
import { lastFailure, readFailure, storedResult } from '../../../lib/reconcile/stored';
import { summaryOf } from '../../../lib/reconcile/words';
import type { TableRow } from '../../../lib/state/tables';
import { customer, invoiceRow, planned, rig, row, stated } from '../../support/reconcile';

describe('customers side by side', () => {
	it('the same in both is equal, whatever language and case the row speaks', () => {
		const result = rig({
			customers: [customer('1001', { Name: 'Bageriet', Country: 'Denmark' })],
			rows: [row('1001', { name: 'Bageriet ', Country: 'Danmark' })],
		});
		expect(result.kinds).toEqual([expect.objectContaining({ moment: 1, uniconta: 1, equal: 1 })]);
		expect([result.total, result.fingerprint, summaryOf(result)]).toEqual([0, '', 'Both systems hold the same.']);
	});

	it('one that only Moment has is missing, with why the mapper or the inbox says so', () => {
		const refused = customer(
			'1002',
			{},
			{ findings: [{ level: 'error', field: 'Group', value: '', message: 'It has no tag.', fix: '' }] },
		);
		const result = rig({
			customers: [customer('1001'), refused, customer('1003')],
			rows: [],
			inbox: [{ entity: 'customer', momentId: 'm1003', state: 'due', message: '' }],
		});
		expect(result.differences.map(({ key, state, message }) => [key, state, message])).toEqual([
			['1001', 'missing', ''],
			['1002', 'missing', 'It has no tag.'],
			['1003', 'missing', 'It is on its way: marked in the inbox.'],
		]);
	});

	it('one that only Uniconta has is extra', () => {
		const result = rig({ customers: [], rows: [row('9', { Name: 'By hand' })] });
		expect(result.differences).toEqual([
			{
				kind: 'customer',
				state: 'extra',
				key: '9',
				name: 'By hand',
				field: '',
				moment: '',
				uniconta: '',
				message: 'No record of Moment has this number.',
			},
		]);
	});

	describe('why only Uniconta has it, as far as the log tells', () => {
		const link = (momentId: string, key: string, unicontaRowId: string, more: TableRow = {}): TableRow => ({
			id: Number(momentId),
			time: '2026-01-01',
			entity: 'customer',
			outcome: 'created',
			momentId,
			key,
			name: 'Bageriet',
			unicontaRowId,
			held: '',
			hash: 'h',
			...more,
		});
		const why = (log: TableRow[], more: Parameters<typeof rig>[0] = {}): string[] =>
			rig({ customers: [], rows: [row('9', { RowId: '77' })], log, ...more }).differences.map(
				({ message }) => message,
			);

		it.each<[string, TableRow[], string]>([
			['nothing is known', [], 'No record of Moment has this number, and the log has no link to it.'],
			[
				'other numbers are known',
				[link('5', '8', '70')],
				'No record of Moment has this number, and the log has no link to it.',
			],
			[
				'of another kind',
				[link('5', '9', '77', { entity: 'project' })],
				'No record of Moment has this number, and the log has no link to it.',
			],
			[
				'a dry run or a refusal is no link',
				[link('5', '9', '', { outcome: 'refused' }), link('6', '9', '', { outcome: 'wouldCreate' })],
				'No record of Moment has this number, and the log has no link to it.',
			],
			[
				'its record is gone',
				[link('5', '9', '77@10542')],
				'The log links it to Moment id 5 "Bageriet". Moment does not show that customer any more: deleted there, or hidden from the API key.',
			],
			[
				'its record is gone, its number in Uniconta another',
				[link('5', '4', '77')],
				'The log links it to Moment id 5 "Bageriet". Moment does not show that customer any more: deleted there, or hidden from the API key.',
			],
			[
				'the number went to another row',
				[link('5', '9', '78', { name: '' })],
				'No record of Moment has this number. The log knows the number of Moment id 5, with another row in Uniconta (row 78).',
			],
			[
				'another company',
				[link('5', '9', '77@4217')],
				'No record of Moment has this number. The log has a link to it only in another company in Uniconta (4217).',
			],
			[
				'a person confirmed the record anew',
				[link('5', '9', '77'), link('5', '12', '90', { id: 6, outcome: 'confirmed', held: '' })],
				'No record of Moment has this number. The log linked it to Moment id 5, until a person confirmed that record or its number anew.',
			],
		])('%s', (_what, log, message) => {
			expect(why(log)).toEqual([message]);
		});

		it('its record has another number now, and another row', () => {
			const known = { key: '12', unicontaRowId: '90', held: [], hash: '' };
			expect(
				why([link('5', '9', '77')], {
					customers: [customer('12', {}, { momentId: '5', known })],
					rows: [row('9', { RowId: '77' }), row('12', { RowId: '90' })],
				}),
			).toEqual([
				'No record of Moment has this number. The log links it to Moment id 5 "Bageriet", which has the number 12 now.',
			]);
		});

		it('an invoice that was found posted, and whose row the log does not know', () => {
			const log = [link('5', '10007', '', { entity: 'invoice', outcome: 'posted' })];
			expect(
				rig({ invoices: [], invoiceRows: [invoiceRow('10007'), invoiceRow('10008')], log }).differences.map(
					({ message }) => message,
				),
			).toEqual([
				'The log links it to Moment id 5 "Bageriet". Moment does not show that invoice any more: deleted there, or hidden from the API key.',
				'No record of Moment has this number, and the log has no link to it.',
			]);
		});
	});

	it.each([
		['what a node of the workflow wrote', 'BAGERIET', 'edited'],
		['something else by now', 'Somebody', 'differs'],
	])('a record that the workflow changed, with %s in Uniconta', (_, name, state) => {
		const moment = { Account: '1', Name: 'Bageriet' };
		const hash = fingerprint(moment);
		const logged = writtenHash(hash, { ...moment, Name: 'BAGERIET' });
		const known = { key: '1', unicontaRowId: 'r1', held: ['Name'], hash: logged };
		const result = rig({ customers: [customer('1', moment, { hash, known })], rows: [row('1', { Name: name })] });
		expect(result.differences.map((one) => [one.state, one.moment, one.uniconta, one.passing ?? false])).toEqual([
			[state, 'Bageriet', name, state === 'edited'],
		]);
		// Changed again in Moment, and not yet sent: that is a difference.
		const later = rig({
			customers: [customer('1', { ...moment, Name: 'Nyt' }, { hash: fingerprint({ Name: 'Nyt' }), known })],
			rows: [row('1', { Name: name })],
		});
		expect(later.differences.map((one) => one.state)).toEqual(['differs']);
	});

	it('each field that differs is named with both values; what Moment does not hold is not looked at', () => {
		const result = rig({
			customers: [customer('1001', { Name: 'New', City: 'Aarhus' })],
			rows: [row('1001', { Name: 'Old', City: 'Odense', Phone: '1' })],
		});
		expect(
			result.differences.map(({ state, field, moment, uniconta }) => [state, field, moment, uniconta]),
		).toEqual([
			['differs', 'Name', 'New', 'Old'],
			['differs', 'City', 'Aarhus', 'Odense'],
		]);
		expect(result.kinds[0]?.states.differs).toBe(1);
	});

	it('a name that Uniconta keeps shorter counts as equal, as when it is sent', () => {
		const name = 'A name that is longer than the forty characters of Uniconta';
		expect(
			rig({ customers: [customer('1001', { Name: name })], rows: [row('1001', { Name: name.slice(0, 40) })] })
				.total,
		).toBe(0);
	});

	it('the VAT zone of an existing customer is Uniconta’s own, and so is a field that the reading does not show', () => {
		expect(
			rig({
				customers: [customer('1001', { VatZone: 'EU', FaxNumber: '7' })],
				rows: [row('1001', { VatZone: 'Domestic' })],
			}).total,
		).toBe(0);
	});

	it('a number changed in Moment is drift, and the old row is not called extra', () => {
		const known = { key: '1001', unicontaRowId: '7', held: [], hash: '' };
		const result = rig({ customers: [customer('1002', {}, { known })], rows: [row('1001', { RowId: '7' })] });
		expect(
			result.differences.map(({ state, key, field, moment, uniconta }) => [state, key, field, moment, uniconta]),
		).toEqual([['drift', '1002', 'Number', '1002', '1001']]);
	});

	it('a number changed in Moment is said of the customer alone, not of each of its invoices', () => {
		const known = { key: '1', unicontaRowId: 'r1', held: [], hash: '' };
		const result = rig({
			customers: [customer('2', {}, { known })],
			rows: [row('1')],
			invoices: [planned('10001', { Account: '2' }), planned('10002', { Account: '3' })],
			invoiceRows: [invoiceRow('10001'), invoiceRow('10002')],
		});
		expect(result.differences.map(({ kind, key, state, field }) => [kind, key, state, field])).toEqual([
			['customer', '2', 'drift', 'Number'],
			['invoice', '10002', 'differs', 'Customer'],
		]);
	});

	it('a row found under another number is drift', () => {
		const known = { key: '1001', unicontaRowId: '7', held: [], hash: '' };
		const result = rig({ customers: [customer('1001', {}, { known })], rows: [row('5005', { RowId: '7' })] });
		expect(result.differences).toEqual([
			expect.objectContaining({
				state: 'drift',
				message: 'Row 7 in Uniconta was written as 1001 and now has the number 5005.',
			}),
		]);
	});

	it('a number that stands twice on either side is said', () => {
		expect(
			rig({
				customers: [customer('1', {}, { momentId: 'a' }), customer('1', {}, { momentId: 'b' })],
				rows: [row('1')],
			}).kinds[0]?.states.twice,
		).toBe(2);
		expect(
			rig({ customers: [customer('1')], rows: [row('1', { RowId: '1' }), row('1', { RowId: '2' })] })
				.differences[0]?.message,
		).toBe('2 rows in Uniconta have this number.');
	});
});

describe('invoices side by side', () => {
	it('amounts are compared to the cent, dates by the day, text numbers as numbers', () => {
		const result = rig({
			invoices: [planned('10001', { NetAmount: 0.3, VatAmount: 0.075, TotalAmount: 0.38 })],
			invoiceRows: [
				invoiceRow('10001', {
					NetAmount: 0.1 + 0.2,
					VatAmount: '0.08',
					TotalAmount: 0.37,
					Date: '2026-03-05T00:00:00',
				}),
			],
		});
		expect(result.differences.map(({ field, moment, uniconta }) => [field, moment, uniconta])).toEqual([
			['Total', '0.38', '0.37'],
		]);
	});

	it('customer, date and currency are compared; Uniconta leaves its own currency away', () => {
		const result = rig({
			invoices: [planned('10001'), planned('10002', { Currency: 'EUR' })],
			invoiceRows: [
				invoiceRow('10001', { Account: '2', Date: '2026-04-01T00:00:00', Currency: '' }),
				invoiceRow('10002', { Currency: 0 }),
			],
		});
		expect(result.differences.map(({ key, field }) => `${key} ${field}`)).toEqual([
			'10001 Customer',
			'10001 Invoice date',
			'10002 Currency',
		]);
	});

	it('drafts are nobody’s business; what is not to be transferred is neither missing nor summed', () => {
		const result = rig({
			invoices: [planned('', {}, { withheld: true }), planned('10001', {}, { withheld: true, uniconta: {} })],
			stated: [stated('10001')],
			invoiceRows: [],
		});
		expect(result.total).toBe(0);
		expect(result.kinds).toEqual([expect.objectContaining({ kind: 'invoice', moment: 0, withheld: 1 })]);
		expect(result.months).toEqual([]);
	});

	it('one not to be transferred that stands in Uniconta all the same is compared by Moment’s totals', () => {
		const result = rig({
			invoices: [planned('10001', {}, { withheld: true, uniconta: {} })],
			stated: [stated('10001')],
			invoiceRows: [invoiceRow('10001', { NetAmount: 99 })],
		});
		expect(result.differences.map(({ field, moment, uniconta }) => [field, moment, uniconta])).toEqual([
			['Net amount', '100.00', '99.00'],
		]);
	});

	it('one that could not be mapped is missing, and counted in the sums with Moment’s own totals', () => {
		const result = rig({
			invoices: [planned('10001', {}, { uniconta: {} })],
			stated: [stated('10001', { creditNote: true })],
			invoiceRows: [],
		});
		expect(result.months).toEqual([
			expect.objectContaining({
				month: '2026-03',
				moment: { count: 1, net: '-100', vat: '-25', gross: '-125' },
				uniconta: { count: 0, net: '0', vat: '0', gross: '0' },
				equal: false,
			}),
		]);
	});

	it('sums are exact, by month and currency, oldest first', () => {
		const many = Array.from({ length: 1000 }, (_, at) =>
			planned(String(20_001 + at), { NetAmount: 0.1, VatAmount: 0.01, TotalAmount: 0.11 }),
		);
		const rows = many.map(({ key }) => invoiceRow(key, { NetAmount: 0.1, VatAmount: 0.01, TotalAmount: 0.11 }));
		const result = rig({
			invoices: [...many, planned('30001', { Date: '2026-01-31', Currency: 'EUR' })],
			invoiceRows: [...rows, invoiceRow('30001', { Date: '2026-01-31', Currency: 'EUR' })],
		});
		expect(
			result.months.map(({ month, currency, moment, equal }) => [
				month,
				currency,
				moment.count,
				moment.net,
				equal,
			]),
		).toEqual([
			['2026-01', 'EUR', 1, '100', true],
			['2026-03', 'DKK', 1000, '100', true],
		]);
	});

	it('cents are read as they were meant', () => {
		expect([minorOf(0.1 + 0.2), minorOf('1e-7'), minorOf(-12.5), minorOf('12,5'), minorOf(undefined)]).toEqual([
			30,
			0,
			-1250,
			undefined,
			undefined,
		]);
		expect(plus(plus('0', 999_999_999_999), 999_999_999_999)).toBe('19999999999.98');
	});
});

describe('expenses', () => {
	const imported = (key: string, id: string, outcome = 'created'): TableRow => ({
		id: Number(id),
		entity: 'expense',
		key,
		momentId: id,
		name: 'Murer Hansen',
		outcome,
	});
	const compared = (
		log: TableRow[],
		expenses: Array<{ id: string; reference: string }>,
	): ReturnType<typeof compareExpenses> => compareExpenses({ log, expenses });

	it('one that Moment has no more is only in Uniconta; one that is there is equal, also without its reference', () => {
		const { counts, differences } = compared(
			[
				imported('1/B/1', '11'),
				imported('1/B/2', '12'),
				imported('1/B/3', '13'),
				imported('1/B/4', '14', 'refused'),
			],
			[
				{ id: '11', reference: '1/B/1' },
				{ id: '12', reference: '' },
			],
		);
		expect(counts).toMatchObject({ kind: 'expense', moment: 2, uniconta: 3, equal: 2, states: { extra: 1 } });
		expect(differences).toEqual([
			expect.objectContaining({
				state: 'extra',
				key: '1/B/3',
				message: 'The posting was imported as expense 13, and Moment has it no more.',
			}),
		]);
	});

	it('one that stands twice is said, and one that a person made is nobody’s business', () => {
		const { counts, differences } = compared(
			[imported('1/B/1', '11')],
			[
				{ id: '11', reference: '1/B/1' },
				{ id: '15', reference: '1/B/1' },
				{ id: '16', reference: '' },
			],
		);
		expect([counts.states.twice, differences[0]?.moment]).toEqual([1, '11, 15']);
	});
});

describe('a list that could not be read', () => {
	it.each([
		[[{ error: 'Uniconta did not answer' }], 'Uniconta did not answer'],
		[
			[{ outcome: 'failed', findings: [{ message: 'Moment could not be reached.' }] }],
			'Moment could not be reached.',
		],
		[[], ''],
		[[{ id: 1 }], ''],
		// One record of many that cannot be read.
		[[{ id: 1 }, { outcome: 'failed', findings: [{ message: 'No name.' }] }], ''],
	])('%j', (items, message) => {
		expect(readFailure(items)).toBe(message);
	});

	it('is said until a later comparison got through', () => {
		const at = (key: string, time: string): TableRow => ({ key, time, summary: 'It did not answer.' });
		expect(lastFailure([at(RESULT_KEY, '2026-03-05T04:20:00Z'), at('failed', '2026-03-06T04:20:00Z')])).toEqual({
			at: Date.parse('2026-03-06T04:20:00Z'),
			message: 'It did not answer.',
		});
		expect(
			lastFailure([at(RESULT_KEY, '2026-03-06T04:50:00Z'), at('failed', '2026-03-06T04:20:00Z')]),
		).toBeUndefined();
		expect(lastFailure([])).toBeUndefined();
	});
});

describe('the result as it is kept', () => {
	const keep = (result: unknown): ReturnType<typeof storedResult> =>
		storedResult([{ key: RESULT_KEY, time: '2026-03-05T04:20:00.000Z', result: JSON.stringify(result) }]);

	it('comes back as it was', () => {
		const result = rig({ customers: [customer('1001')], rows: [], invoices: [planned('10001')], invoiceRows: [] });
		expect(keep(result)).toEqual(result);
	});

	it('is nothing where somebody wrote something else into the row', () => {
		const result = rig({ customers: [customer('1001')], rows: [] });
		expect(keep({ ...result, total: '<b>1</b>' })).toBeUndefined();
		expect(storedResult([{ key: RESULT_KEY, result: '{' }])).toBeUndefined();
		expect(storedResult([])).toBeUndefined();
	});

	it('the same differences have the same fingerprint, whatever is said of them', () => {
		const of = (message: string): string =>
			rig({
				customers: [customer('1001')],
				rows: [],
				inbox: [{ entity: 'customer', momentId: 'm1001', state: 'retry', message }],
			}).fingerprint;
		expect(of('one')).toBe(of('two'));
		expect(of('one')).not.toBe(rig({ customers: [customer('1002')], rows: [] }).fingerprint);
	});

	it('keeps the first 5,000 and counts all', () => {
		const result = rig({ customers: Array.from({ length: 5001 }, (_, at) => customer(String(at + 1))), rows: [] });
		expect([result.differences.length, result.total, result.kinds[0]?.states.missing]).toEqual([5000, 5001, 5001]);
	});

	it('a kind that is not compared is not called missing', () => {
		expect(reconcile({ now: 0, reader: rig.reader, records: [], inbox: [], remarks: ['Off.'] })).toMatchObject({
			kinds: [],
			differences: [],
			remarks: ['Off.'],
		});
	});
});
