import { editMark } from '../../../lib/core/edits';
import { fingerprint, writtenHash } from '../../../lib/core/record';
import { invoiceEdits } from '../../../lib/mapping/invoice/edits';
import { reconciliationMail } from '../../../lib/reconcile/mail';
import { reconciliationPage } from '../../../lib/reconcile/page';
import { tidingsOf } from '../../../lib/reconcile/told';
import { MOST_DIFFERENCES, type Reconciliation, type Row, type Wanted } from '../../../lib/reconcile/types';
import { summaryOf } from '../../../lib/reconcile/words';
import type { TableRow } from '../../../lib/state/tables';
import { customer, invoiceRow, planned, rig, row } from '../../support/reconcile';

/** What a reconciliation makes of nodes that somebody has put between Map and the node that writes. */
const MOMENT = { Name: 'Bageriet', City: 'Aarhus', Phone: '1' };
const mark = (field: string, mapped: string, sent: string | undefined): string => editMark(field, 'm1', mapped, sent);
const sent = (held: string[], moment = MOMENT): Wanted =>
	customer('1', moment, { known: { key: '1', unicontaRowId: 'r1', held, hash: 'h' } });
const states = ({ differences }: Reconciliation): string[] =>
	differences.map(({ state, field }) => `${state} ${field}`);
const compared = (wanted: Wanted, stored: Row): Reconciliation =>
	rig({ customers: [wanted], rows: [row('1', { ...MOMENT, ...stored })] });

describe('a field that the workflow changed', () => {
	const held = ['Name', 'City', 'Phone', mark('Name', 'Bageriet', 'BAGERIET')];

	it('is in order where Uniconta has what was sent: its own line, no difference, no mail', () => {
		const result = compared(sent(held), { Name: 'BAGERIET' });
		expect(states(result)).toEqual(['edited Name']);
		expect(result.kinds).toMatchObject([{ moment: 1, equal: 0, states: { edited: 1, differs: 0 } }]);
		expect(summaryOf(result)).toBe('Both systems hold the same.');
		expect(tidingsOf(result, {})).toMatchObject({ fresh: [], over: [] });
		const page = reconciliationPage(result, { now: 0, zone: 'UTC' });
		expect(page).toContain('Changed in your workflow');
		expect(page).toContain('verdict good');
		expect(page).not.toContain('class="bad"');
	});

	it.each<[string, string[], Partial<typeof MOMENT>, Row, string[]]>([
		['somebody typed something else', held, {}, { Name: 'Bager' }, ['differs Name']],
		['another field differs too', held, {}, { Name: 'BAGERIET', City: 'Odense' }, ['differs City', 'edited Name']],
		['Moment has changed since', held, { Name: 'Nyt' }, { Name: 'BAGERIET' }, ['differs Name']],
		[
			'another field has changed in Moment since',
			held,
			{ City: 'Ribe' },
			{ Name: 'BAGERIET' },
			['differs City', 'edited Name'],
		],
		[
			'the mark is another record’s',
			[editMark('Name', 'm2', 'Bageriet', 'BAGERIET')],
			{},
			{ Name: 'BAGERIET' },
			['differs Name'],
		],
		['the workflow took it out', [mark('Phone', '1', undefined)], {}, { Phone: 'anything' }, ['edited Phone']],
	])('%s', (_, marks, moment, stored, expected) => {
		expect(states(compared(sent(marks, { ...MOMENT, ...moment }), stored))).toEqual(expected);
	});

	it('of a row of before the marks the fingerprint of the whole still tells', () => {
		const uniconta = { Account: '1', ...MOMENT };
		const hash = fingerprint(uniconta);
		const known = { key: '1', unicontaRowId: 'r1', held: [], hash: writtenHash(hash, { ...uniconta, Name: 'B' }) };
		expect(states(compared(customer('1', MOMENT, { hash, known }), { Name: 'B' }))).toEqual(['edited Name']);
	});

	it('its mail is for what differs beside it', () => {
		const result = compared(sent(held), { Name: 'BAGERIET', City: 'Odense' });
		const { subject, text } = reconciliationMail(result, tidingsOf(result, {}), { pageUrl: '', zone: 'UTC' });
		expect(subject).toBe('Moment and Uniconta: 1 new difference; Customers: 1 differing');
		expect(text).not.toContain('BAGERIET');
	});
});

describe('an invoice that the workflow changed', () => {
	const mapped = planned('10001').uniconta;
	const held = invoiceEdits('m10001', mapped, { ...mapped, Date: '2026-03-09', TotalAmount: '125.01' });
	const invoices = [planned('10001', {}, { known: { key: '10001', unicontaRowId: '', held, hash: 'h' } })];

	it.each<[Row, string[]]>([
		[{ Date: '2026-03-09T00:00:00', TotalAmount: 125.01 }, ['edited Invoice date', 'edited Total']],
		[{ Date: '2026-03-09', TotalAmount: 126 }, ['differs Total', 'edited Invoice date']],
		[{}, []],
	])('with %j in Uniconta', (stored, expected) => {
		expect(states(rig({ invoices, invoiceRows: [invoiceRow('10001', stored)] }))).toEqual(expected);
	});
});

describe('a record that the workflow leaves out', () => {
	const skipped: TableRow = { id: 5, entity: 'customer', momentId: 'm1', key: '1', outcome: 'skipped' };
	const left = (log: TableRow[], more: Parameters<typeof rig>[0] = {}): Reconciliation =>
		rig({ customers: [customer('1')], log, ...more });

	it('is not missing: its own line, no difference, no mail', () => {
		const result = left([skipped]);
		expect(states(result)).toEqual(['leftOut ']);
		expect(result.kinds).toMatchObject([{ moment: 1, states: { missing: 0, leftOut: 1 } }]);
		expect(summaryOf(result)).toBe('Both systems hold the same.');
		expect(tidingsOf(result, {}).fresh).toEqual([]);
	});

	it.each<[string, TableRow[], string]>([
		['refused since', [skipped, { ...skipped, id: 6, outcome: 'refused' }], 'missing '],
		['left out again since it was written', [{ ...skipped, id: 4, outcome: 'created' }, skipped], 'leftOut '],
		['another record', [{ ...skipped, momentId: 'm2' }], 'missing '],
		['another kind', [{ ...skipped, entity: 'project' }], 'missing '],
	])('the newest row of the record counts: %s', (_, log, state) => {
		expect(states(left(log))).toEqual([state]);
	});

	it('marked again it is on its way; one that is there and differs is said, with why', () => {
		const inbox = [{ entity: 'customer', momentId: 'm1', state: 'due', message: '' }];
		expect(states(left([skipped], { inbox }))).toEqual(['missing ']);
		const { differences } = left([skipped], {
			customers: [customer('1', { Name: 'New' })],
			rows: [row('1', { Name: 'Old' })],
		});
		expect(differences).toMatchObject([{ state: 'differs', message: 'A node of your workflow leaves it out.' }]);
	});

	it('an invoice that was posted and is gone is missing all the same', () => {
		const known = { key: '10001', unicontaRowId: '7', held: [], hash: 'h', outcome: 'posted' };
		const log = [{ ...skipped, entity: 'invoice', momentId: 'm10001' }];
		expect(states(rig({ invoices: [planned('10001', {}, { known })], log }))).toEqual(['missing ']);
		expect(states(rig({ invoices: [planned('10001')], log }))).toEqual(['leftOut ']);
	});
});

test('thousands that a workflow changes do not crowd out what somebody has to mend', () => {
	const keys = Array.from({ length: MOST_DIFFERENCES + 1 }, (_, at) => String(at + 1));
	const log = keys.map((key, at) => ({ id: at, entity: 'customer', momentId: `m${key}`, key, outcome: 'skipped' }));
	const result = rig({ customers: [...keys, '99999'].map((key) => customer(key)), log });
	expect(result.total).toBe(MOST_DIFFERENCES + 2);
	expect(result.differences).toHaveLength(MOST_DIFFERENCES);
	expect(result.differences.at(-1)).toMatchObject({ key: '99999', state: 'missing' });
});
