import { NOTHING_KNOWN } from '../../../lib/core/identity';
import { mapInvoices } from '../../../lib/mapping/invoice/map';
import { foldLog } from '../../../lib/state/log';
import { driftFindings, resolveReferences, type KnownReferences, type Referred } from '../../../lib/core/references';
import type { TableRow } from '../../../lib/state/tables';
import { INVOICE_MAPPING, invoice } from '../../support/invoiceSource';
import { mapProjects } from '../../../lib/mapping/project';
import { project, PROJECT_MAPPING } from '../../support/projectSource';

const row = (id: number, entity: string, momentId: string, key: string, given: TableRow = {}): TableRow => ({
	id,
	entity,
	momentId,
	key,
	name: `${entity} ${key}`,
	outcome: 'created',
	unicontaRowId: `${key}9`,
	hash: 'aa',
	held: '',
	...given,
});
const known = (rows: readonly TableRow[], company = ''): KnownReferences => ({
	customer: foldLog(rows, 'customer', company),
	project: foldLog(rows, 'project', company),
});
const customer = (momentId: string, key: string, name = 'Nordlys A/S'): Referred => ({
	entity: 'customer',
	momentId,
	key,
	name,
});
const resolve = (one: Referred, rows: readonly TableRow[], company = '') =>
	resolveReferences([one], known(rows, company), 'Invoice 57')[0]!;
const said = (one: Referred, rows: readonly TableRow[]): string =>
	driftFindings([resolve(one, rows)])
		.map(({ message }) => message)
		.join(' ');

describe('a reference goes by the link, not by the number', () => {
	it('linked under its number: the row of the link', () => {
		expect(resolve(customer('1', '20001'), [row(1, 'customer', '1', '20001')])).toMatchObject({
			unicontaRowId: '200019',
		});
	});

	it('the number was given anew: refused, naming both', () => {
		const message = said(customer('2', '20001', 'New A/S'), [
			row(1, 'customer', '1', '20001', { name: 'Old ApS' }),
		]);
		expect(message).toContain('customer 20001 "New A/S" (Moment id 2)');
		expect(message).toContain('the customer of Moment "Old ApS" (Moment id 1)');
	});

	it('two that swapped their numbers: both refused, each with the number it was sent under', () => {
		const rows = [row(1, 'customer', '1', '20001'), row(2, 'customer', '2', '20002')];
		expect(said(customer('1', '20002'), rows)).toContain('was sent to Uniconta as customer 20001');
		expect(said(customer('2', '20001'), rows)).toContain('was sent to Uniconta as customer 20002');
	});

	it('a number changed in Moment and free in Uniconta: refused too', () => {
		expect(said(customer('1', '30001'), [row(1, 'customer', '1', '20001')])).toContain(
			'was sent to Uniconta as customer 20001',
		);
	});

	it('named by its number alone: whoever was sent under it, if that is one', () => {
		expect(resolve(customer('', '20001'), [row(1, 'customer', '1', '20001')])).toMatchObject({
			unicontaRowId: '200019',
		});
		const twice = [row(1, 'customer', '1', '20001'), row(2, 'customer', '2', '20001')];
		expect(said(customer('', '20001'), twice)).toContain('Moment id 1');
	});

	it('projects as well', () => {
		const rows = [row(1, 'project', '1', '3001', { name: 'Havnen' })];
		expect(
			driftFindings([resolve({ entity: 'project', momentId: '2', key: '3001', name: 'Skoven' }, rows)]),
		).toMatchObject([{ level: 'error', field: 'Project', value: '3001' }]);
	});

	it('what the log says last of a record that was refused is its reason', () => {
		const rows = [row(1, 'customer', '1', '20001', { outcome: 'refused', message: 'No tag.', unicontaRowId: '' })];
		expect(resolve(customer('1', '20001'), rows)).toMatchObject({ refusal: 'No tag.', unicontaRowId: '' });
	});

	it('rows that this very run wrote count, and come last', () => {
		const rows = [
			row(7, 'customer', '1', '20001', { outcome: 'refused', message: 'No tag.', unicontaRowId: '' }),
			{ ...row(0, 'customer', '1', '20001'), id: undefined },
		];
		expect(resolve(customer('1', '20001'), rows)).toMatchObject({ refusal: '', unicontaRowId: '200019' });
	});
});

describe('a person confirms which record has a number', () => {
	const old = row(1, 'customer', '1', '20001', { name: 'Old ApS' });
	const confirmed = (momentId: string, key: string, unicontaRowId = ''): TableRow =>
		row(5, 'customer', momentId, key, { outcome: 'confirmed', unicontaRowId });

	it('the link of another record under the number is over', () => {
		const rows = [old, confirmed('2', '20001', '77')];
		expect(said(customer('2', '20001'), rows)).toBe('');
		expect(resolve(customer('2', '20001'), rows)).toMatchObject({ unicontaRowId: '', confirmedRowId: '77' });
		expect(foldLog(rows, 'customer').byMomentId.has('1')).toBe(false);
	});

	it('a new number of the same record is right', () => {
		expect(said(customer('1', '30001'), [old, confirmed('1', '30001')])).toBe('');
	});

	it('holds for that number alone', () => {
		expect(resolve(customer('1', '40001'), [old, confirmed('1', '30001', '77')])).toMatchObject({
			confirmedRowId: '',
			confirmed: false,
		});
	});

	it('a link that is written afterwards takes its place', () => {
		const rows = [old, confirmed('2', '20001', '77'), row(6, 'customer', '2', '20001', { unicontaRowId: '77' })];
		expect(resolve(customer('2', '20001'), rows)).toMatchObject({ unicontaRowId: '77', confirmedRowId: '' });
	});
});

describe('links hold for one company in Uniconta', () => {
	const rows = [row(1, 'customer', '1', '20001', { unicontaRowId: '5@111' })];

	it('those of a test company never count for the live one', () => {
		expect(resolve(customer('1', '20001'), rows, '111')).toMatchObject({ unicontaRowId: '5', company: '111' });
		expect(resolve(customer('1', '20001'), rows, '222')).toMatchObject({ unicontaRowId: '' });
		expect(foldLog(rows, 'customer', '222').byMomentId.size).toBe(0);
	});

	it('zeros before the number, and rows of earlier versions that name no company', () => {
		expect(resolve(customer('1', '20001'), rows, '00111')).toMatchObject({ unicontaRowId: '5' });
		expect(resolve(customer('1', '20001'), [row(1, 'customer', '1', '20001')], '222')).toMatchObject({
			unicontaRowId: '200019',
		});
	});

	it('an invoice posted in the test company is not posted in the live one', () => {
		const posted = [row(1, 'invoice', '9', '57', { outcome: 'posted', unicontaRowId: '@111' })];
		expect(foldLog(posted, 'invoice', '111').byMomentId.get('9')?.outcome).toBe('posted');
		expect(foldLog(posted, 'invoice', '222').byMomentId.size).toBe(0);
	});
});

describe('in the mapper', () => {
	it('an invoice: its customer, the projects of header and lines', () => {
		const source = invoice();
		const rows = [
			row(1, 'customer', 'other', source.customerNumber),
			row(2, 'project', 'other', source.project!.projectNumber),
		];
		const [mapped] = mapInvoices([source], INVOICE_MAPPING, NOTHING_KNOWN, known(rows));
		expect(mapped!.findings.filter(({ level }) => level === 'error').map(({ field }) => field)).toEqual([
			'Customer',
			'Project',
		]);
		expect(mapped!.references).toHaveLength(2);
	});

	it('an invoice that is posted is not refused for what became of its customer afterwards', () => {
		const source = invoice();
		const before = foldLog([row(1, 'invoice', source.id, source.invoiceNumber, { outcome: 'posted' })], 'invoice');
		const [mapped] = mapInvoices(
			[source],
			INVOICE_MAPPING,
			before,
			known([row(1, 'customer', 'other', source.customerNumber)]),
		);
		expect(mapped!.findings).toEqual([]);
	});

	it('a project: its customer', () => {
		const source = project();
		const [mapped] = mapProjects(
			[source],
			PROJECT_MAPPING,
			NOTHING_KNOWN,
			known([row(1, 'customer', 'other', source.customerNumber)]).customer,
		);
		expect(mapped!.findings).toMatchObject([{ level: 'error', field: 'Customer' }]);
	});
});
