import { foldLog } from '../../../lib/state/log';
import { linkedProject } from '../../../lib/mapping/expenseProject';
import { resolveReferences, type Reference } from '../../../lib/core/references';
import { confirmationRows, planResend } from '../../../lib/state/resend';
import { isSameRecord } from '../../../lib/core/sameRecord';
import type { TableRow } from '../../../lib/state/tables';
import { checkReference, linksOf } from '../../../lib/uniconta/upsert/link';

const row = (id: number, given: TableRow): TableRow => ({
	id,
	entity: 'customer',
	key: '20001',
	name: '',
	outcome: 'refused',
	message: '',
	momentId: '',
	unicontaRowId: '',
	hash: '',
	held: '',
	...given,
});
const FIELDS = { key: 'Account' };
const OLD = { RowId: 12, Account: '20001', Name: 'Gammel Kunde A/S' };
const NONE = { byMomentId: new Map(), idsByKey: new Map() };
const refOf = (log: readonly TableRow[], company = ''): Reference =>
	resolveReferences(
		[{ entity: 'customer', momentId: '8', key: '20001', name: 'Ny Kunde ApS' }],
		{ customer: foldLog(log, 'customer', company), project: NONE },
		'Invoice 57',
	)[0]!;
const confirmBy = (log: readonly TableRow[]) =>
	planResend({
		kinds: ['customer'],
		choice: 'numbers',
		numbers: '20001',
		log,
		inbox: [],
		settings: [],
		found: undefined,
		refusal: '',
	});

/**
 * Customer 7 (row 12) was deleted in Moment; customer 8 got 20001, was refused as drift, and a person did what the fix
 * says: confirm.
 */
const deletedAndReused: TableRow[] = [
	row(1, { momentId: '7', name: 'Gammel Kunde A/S', outcome: 'created', unicontaRowId: '12@100' }),
	row(2, {
		momentId: '8',
		name: 'Ny Kunde ApS',
		message:
			'Customer 20001 "Ny Kunde ApS" has the number under which the customer of Moment "Gammel Kunde A/S" (Moment id 7) was sent.',
	}),
];
const said = (log: readonly TableRow[]): TableRow[] =>
	confirmationRows(confirmBy(log).confirmable, { who: 'Anna', now: 0, execution: '3' }).map((one, at) => ({
		...one,
		id: log.length + at + 1,
	}));

describe('confirmed after the drift message, whose fix says so where the other one is gone', () => {
	const log = [...deletedAndReused, ...said(deletedAndReused)];
	it('nobody was shown row 12', () => {
		expect(log[2]).toMatchObject({ outcome: 'confirmed', momentId: '8', unicontaRowId: '' });
	});
	it('export of customers off: the invoice to 8 must not go to the row of 7', () => {
		expect(
			checkReference(linksOf({ references: [refOf(log, '100')] }, '100').references[0]!, FIELDS, OLD),
		).not.toBe('same');
	});
	it('export on, but the lane could not fetch customer 8 (time-out): the same', () => {
		const failed = [...log, row(9, { momentId: '8', outcome: 'failed', message: 'Moment answered 503.' })];
		expect(checkReference(refOf(failed, '100'), FIELDS, OLD)).not.toBe('same');
	});
	it('an expense on project 3001 of Uniconta, which is still the old one, must not go to the new project unseen', () => {
		const projects = log.map((one) => ({ ...one, entity: 'project' }));
		const linked = linkedProject('20001', foldLog(projects, 'project', '100'), 'Posting 5');
		// '' would compare the names.
		expect(linked.drift !== undefined || linked.momentId === '').toBe(true);
	});
});

describe('a confirmation made in the test company', () => {
	const test: TableRow[] = [
		row(1, {
			momentId: '8',
			name: 'Ny Kunde ApS',
			held: 'row 12@100',
			message: 'has the number of another customer',
		}),
	];
	const log = [...test, ...said(test)];
	it('does not count for the live company', () => {
		const reference = linksOf({ references: [refOf(log, '200')] }, '200').references[0]!;
		// Row 12 of the live company is another row than row 12 of the test company.
		expect(checkReference(reference, FIELDS, OLD)).not.toBe('same');
	});
	it('does not break a link of the live company', () => {
		const live = [
			row(1, { momentId: '8', outcome: 'created', unicontaRowId: '55@200' }),
			row(2, { momentId: '8', held: 'row 12@100' }),
		];
		expect(foldLog([...live, ...said(live)], 'customer', '200').byMomentId.get('8')?.unicontaRowId).toBe('55');
	});
});

describe('Moment says which of two has the number', () => {
	it('customer 7 is gone in Moment (said by its own fetch), 8 has the number: 8 can be confirmed', () => {
		const gone = [
			...deletedAndReused,
			row(3, { momentId: '7', outcome: 'refused', message: 'The customer with the id 7 is gone in Moment.' }),
		];
		const wish = {
			kinds: ['customer' as const],
			choice: 'numbers' as const,
			numbers: '20001',
			log: gone,
			inbox: [],
			settings: [],
			refusal: '',
		};
		expect(
			planResend({ ...wish, found: [{ entity: 'customer', id: '8', key: '20001', name: 'Ny Kunde ApS' }] }),
		).toMatchObject({
			confirmable: [{ momentId: '8' }],
		});
	});

	it('a customer that no table knows is found in Moment although the log knows its number as that of another', () => {
		const before = [row(1, { momentId: '7', outcome: 'created', unicontaRowId: '12@100' })];
		const wish = {
			kinds: ['customer' as const],
			choice: 'numbers' as const,
			numbers: '20001',
			log: before,
			inbox: [],
			settings: [],
			refusal: '',
		};
		expect(planResend({ ...wish, found: undefined }).unknown).toEqual([{ kind: 'customer', numbers: ['20001'] }]);
		expect(
			planResend({ ...wish, found: [{ entity: 'customer', id: '8', key: '20001', name: 'Ny Kunde ApS' }] }),
		).toMatchObject({
			confirmable: [{ momentId: '8' }],
		});
	});
});

describe('a shorter name is no cut one', () => {
	it.each([
		['Ombygning af Rådhuset i Aalborg, etape 2', 'Ombygning af Rådhuset i Aalborg'],
		['Grundejerforeningen Solbakken Syd II', 'Grundejerforeningen Solbakken S'],
	])('%s', (name, stored) => {
		expect(isSameRecord({ name, organisationNumber: '' }, { name: stored, organisationNumber: '' })).toBe(false);
	});
});

describe('the legal form is left out, where it stands before the name too', () => {
	it.each([
		['I/S Vestforbrænding', 'Vestforbrænding I/S'],
		['A/S Storebælt', 'Storebælt'],
		['Nordlys AB (publ)', 'Nordlys AB'],
		['Nordlys Aktieselskab', 'Nordlys A/S'],
	])('%s', (name, stored) => {
		expect(isSameRecord({ name, organisationNumber: '' }, { name: stored, organisationNumber: '' })).toBe(true);
	});
});
