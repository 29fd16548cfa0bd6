import { NOTHING_KNOWN } from '../../../lib/core/identity';
import { parentsOf, unknownParents } from '../../../lib/mapping/parents';

const project = (id: string, customerId: string) => ({
	id,
	projectNumber: `P${id}`,
	customerId,
	customerNumber: `K${customerId}`,
});
const invoice = (id: string, given: Record<string, unknown> = {}) => ({
	id,
	invoiceNumber: id,
	customerId: '1',
	customerNumber: 'K1',
	project: project('7', '1'),
	lines: [],
	...given,
});
const known = (id: string, outcome: string) => ({
	...NOTHING_KNOWN,
	byMomentId: new Map([[id, { key: id, unicontaRowId: '9', held: [], hash: 'aa', outcome }]]),
});

describe('what must be in Uniconta first', () => {
	it('of projects: their customers, each once', () => {
		expect(parentsOf([project('7', '1'), project('8', '1'), project('9', '2')], 'customer', NOTHING_KNOWN)).toEqual(
			[
				{ entity: 'customer', momentId: '1', key: 'K1' },
				{ entity: 'customer', momentId: '2', key: 'K2' },
			],
		);
	});

	it('of invoices: the customers and projects of header and lines', () => {
		const records = [invoice('57', { lines: [{ project: project('8', '2') }, {}] })];
		expect(parentsOf(records, 'project', NOTHING_KNOWN).map(({ key }) => key)).toEqual(['P7', 'P8']);
		expect(parentsOf(records, 'customer', NOTHING_KNOWN).map(({ key }) => key)).toEqual(['K1', 'K2']);
	});

	it('nothing for an invoice that is posted already, for one that could not be fetched, and for none', () => {
		expect(parentsOf([invoice('57')], 'customer', known('57', 'posted'))).toEqual([]);
		expect(parentsOf([{ ...invoice('57'), outcome: 'failed' }, {}], 'customer', NOTHING_KNOWN)).toEqual([]);
	});

	it('of a project or draft that is in Uniconta already all the same: its customer may be another by now', () => {
		expect(parentsOf([project('7', '1')], 'customer', known('7', 'created'))).toHaveLength(1);
		expect(parentsOf([invoice('57')], 'customer', known('57', 'drafted'))).toHaveLength(1);
	});

	it('an invoice whose sending was uncertain is not in Uniconta yet', () => {
		const uncertain = {
			...NOTHING_KNOWN,
			byMomentId: new Map([
				['57', { key: '57', unicontaRowId: '', held: [], hash: '', attempt: { reference: '57#a', at: '' } }],
			]),
		};
		expect(parentsOf([invoice('57')], 'customer', uncertain)).toHaveLength(1);
	});

	it('numbers as numbers are read as well', () => {
		expect(
			parentsOf([{ id: 57, invoiceNumber: 57, customerId: 1, customerNumber: 20007 }], 'customer', NOTHING_KNOWN),
		).toEqual([{ entity: 'customer', momentId: '1', key: '20007' }]);
	});

	it('those that the log knows as written are left out', () => {
		const parents = parentsOf([project('7', '1'), project('8', '2')], 'customer', NOTHING_KNOWN);
		expect(unknownParents(parents, known('1', 'created')).map(({ momentId }) => momentId)).toEqual(['2']);
	});
});
