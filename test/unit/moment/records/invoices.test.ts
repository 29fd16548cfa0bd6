import fc from 'fast-check';
import type { MomentInvoice } from '../../../../lib/moment/records/invoiceRecords';
import type { MomentProject } from '../../../../lib/moment/records/projectRecords';
import type { InvoiceSource } from '../../../../lib/mapping/invoice/source';
import type { ProjectSource } from '../../../../lib/mapping/projectSource';
import { answer, collect, fakeMoment, type FakeMoment, type FakeMomentOptions } from '../../../support/fakeMoment';

type Row = Record<string, unknown>;

const ACCOUNTS: Row[] = [
	{
		id: 3,
		accountNumber: '1010',
		financialAccountCategory: 'purchases',
		externalTaxCode: 'I25',
		currentVatPercentage: 25,
	},
	{
		id: 1,
		accountNumber: '1010',
		financialAccountCategory: 'sales',
		externalTaxCode: 'U25',
		currentVatPercentage: 25,
	},
	{
		id: 2,
		accountNumber: '1020',
		financialAccountCategory: 'sales',
		externalTaxCode: 'UEUV',
		currentVatPercentage: 0,
	},
	{ id: 4, accountNumber: '1030', financialAccountCategory: 'sales', externalTaxCode: 'A' },
	{ id: 5, accountNumber: '1030', financialAccountCategory: 'sales', externalTaxCode: 'B' },
];
const ACCOUNT = { id: 1, accountNumber: '1010', externalTaxCode: 'U25' };
const line = (extra: Row = {}): Row => ({
	itemName: 'Rådgivning',
	quantity: 2,
	unitPrice: 0.1,
	sumNetAmount: 0.2,
	financialAccount: ACCOUNT,
	...extra,
});
const invoice = (id: number, extra: Row = {}): Row => ({
	id,
	invoiceNumber: 10_000 + id,
	invoiceType: 'invoice',
	customer: { id: 7, customerNumber: '20007', name: 'Skov' },
	tags: [],
	invoiceLines: [line()],
	...extra,
});
const project = (id: number, extra: Row = {}): Row => ({
	id,
	projectNumber: `0${id}`,
	name: `P${id}`,
	customerId: 7,
	customerNumber: '20007',
	tags: [],
	projectManagerName: null,
	projectManagerEmployeeNumber: null,
	...extra,
});

function momentWith(
	invoices: Row[],
	more: Record<string, Row[]> = {},
	options: Omit<FakeMomentOptions, 'lists'> = {},
): FakeMoment {
	return fakeMoment({
		...options,
		lists: {
			invoices,
			projects: [],
			financialAccounts: ACCOUNTS,
			tags: [],
			tagGroups: [],
			userAccounts: [{ id: 1 }],
			...more,
		},
	});
}

const rowsOf = async (moment: FakeMoment) => await collect(moment.client().invoices.find());
async function only(moment: FakeMoment): Promise<MomentInvoice> {
	const [row] = await rowsOf(moment);
	if (row?.record === undefined) throw row?.unreadable ?? new Error('There is no invoice');
	return row.record;
}
const callsTo = (moment: FakeMoment, resource: string): string[] =>
	moment.calls.filter((call) => call.split(/[/?]/)[0] === resource);

test('an invoice and a project of Moment are what the mappers take', () => {
	// Checked by the compiler: the rings do not let lib/moment say so itself.
	const asInvoice = (record: MomentInvoice): InvoiceSource => record;
	const asProject = (record: MomentProject): ProjectSource => record;
	expect([asInvoice, asProject]).toHaveLength(2);
});

describe('lines of an invoice', () => {
	const { invoiceLines: lines, ...bare } = invoice(1);
	const withIncludes = (url: string, at: RegExp, body: unknown) => (at.test(url) ? answer(200, body) : undefined);
	const page = (...rows: Row[]) => ({
		content: rows,
		page: { number: 0, totalElements: rows.length, totalPages: 1 },
	});
	const noInclude = (url: string) => (/\/include\//.test(url) ? answer(400, 'Unknown include') : undefined);

	it('come in the plain form: one call', async () => {
		const moment = momentWith([invoice(1)]);
		expect((await only(moment)).lines).toHaveLength(1);
		expect(moment.calls).toHaveLength(1);
	});

	it('come by an include for the whole page', async () => {
		const moment = momentWith(
			[bare],
			{},
			{
				intercept: ({ url }) =>
					withIncludes(url, /invoices\/include\/invoiceLines/, page({ id: 1, invoiceLines: lines })),
			},
		);
		expect((await only(moment)).lines).toHaveLength(1);
		expect(moment.calls).toHaveLength(2);
	});

	it('come from the invoice by itself where no list has them, and the include is asked for once', async () => {
		const rows = Array.from({ length: 150 }, (_, index) => ({ ...bare, id: index + 1 }));
		const moment = momentWith(
			rows,
			{},
			{
				intercept: ({ url }) =>
					noInclude(url) ?? withIncludes(url, /invoices\/\d+$/, invoice(Number(/\d+$/.exec(url)?.[0]))),
			},
		);
		expect((await rowsOf(moment)).every(({ record }) => record?.lines.length === 1)).toBe(true);
		expect(moment.calls).toHaveLength(2 + 1 + 150);
	});

	it('come from the list of lines, by invoice', async () => {
		const own = [1, 2].map((id) => ({ ...line(), id, invoiceId: id }));
		const byInvoice = (url: string) => withIncludes(url, /invoiceLines\?invoiceId=1&/, page(own[0]!));
		const moment = momentWith(
			[bare],
			{ invoiceLines: own },
			{ intercept: ({ url }) => noInclude(url) ?? byInvoice(url) },
		);
		expect((await only(moment)).lines).toHaveLength(1);
	});

	it('come from the list of lines as a whole where its filter does nothing, and are never another invoice’s', async () => {
		const own = Array.from({ length: 40 }, (_, index) => ({
			...line({ itemName: `of ${index % 4}` }),
			id: index + 1,
			invoiceId: index % 4,
		}));
		const moment = momentWith(
			[1, 2, 3].map((id) => ({ ...bare, id })),
			{ invoiceLines: own },
			{ intercept: ({ url }) => noInclude(url) },
		);
		const rows = await rowsOf(moment);
		expect(rows.map(({ record }) => record?.lines.map(({ text }) => text))).toEqual(
			[1, 2, 3].map((id) => Array<string>(10).fill(`of ${id}`)),
		);
		expect(callsTo(moment, 'invoiceLines')).toHaveLength(2);
	});

	it('that are nowhere to be had make the invoice unreadable, never one without lines', async () => {
		const moment = momentWith([bare, invoice(2)], {}, { intercept: ({ url }) => noInclude(url) });
		const rows = await rowsOf(moment);
		expect(rows[0]?.unreadable).toMatchObject({
			kind: 'unexpected',
			message: expect.stringContaining('The Moment invoice 10001 (id 1)'),
		});
		expect(rows[1]?.record?.lines).toHaveLength(1);
		const byId = await moment.client().invoices.byId(['1']);
		expect(byId.get('1')).toMatchObject({ unreadable: { kind: 'unexpected' } });
	});

	it('of a draft are not worth a call', async () => {
		const moment = momentWith([{ ...bare, invoiceNumber: null }]);
		expect((await only(moment)).lines).toEqual([]);
		expect(moment.calls).toHaveLength(1);
	});

	it('of an invoice that was not asked for are not fetched', async () => {
		const moment = momentWith(
			[1, 2, 3].map((id) => ({ ...bare, id })),
			{},
			{ intercept: ({ url }) => noInclude(url) },
		);
		const found = await collect(moment.client().invoices.find({ where: ({ id }) => id === 2 }));
		expect(found.map(({ id }) => id)).toEqual(['2']);
		expect(moment.calls.filter((call) => /^invoices\/[13]/.test(call))).toEqual([]);
	});
});

describe('the account of a line', () => {
	it.each([
		['whole', ACCOUNT, { accountNumber: '1010', vatCode: 'U25' }, 0],
		['with a code that is empty', { ...ACCOUNT, externalTaxCode: null }, { accountNumber: '1010', vatCode: '' }, 0],
		['by its id', { id: 2 }, { accountNumber: '1020', vatCode: 'UEUV' }, 1],
		[
			'by its number: sales before purchases',
			{ accountNumber: '1010' },
			{ accountNumber: '1010', vatCode: 'U25' },
			1,
		],
		['by a number of two codes: no guess', { accountNumber: '1030' }, { accountNumber: '1030', vatCode: '' }, 1],
		['that Moment does not list', { accountNumber: '9' }, { accountNumber: '9', vatCode: '' }, 1],
	])('%s', async (_what, financialAccount, expected, calls) => {
		const moment = momentWith([
			invoice(1, { invoiceLines: [line({ financialAccount }), line({ financialAccount })] }),
		]);
		expect((await only(moment)).lines).toMatchObject([expected, expected]);
		expect(callsTo(moment, 'financialAccounts')).toHaveLength(calls);
	});

	it('by an account list that may not be read ends the run: nothing is posted on a guess', async () => {
		const moment = momentWith(
			[invoice(1, { invoiceLines: [line({ financialAccount: { id: 1 } })] })],
			{},
			{ intercept: ({ url }) => (url.includes('financialAccounts') ? answer(403, '') : undefined) },
		);
		await expect(rowsOf(moment)).rejects.toMatchObject({ kind: 'forbidden' });
	});
});

describe('the projects of invoices', () => {
	it('are fetched together, each once in a run', async () => {
		const invoices = Array.from({ length: 90 }, (_, index) => invoice(index + 1, { projectId: 1 + (index % 30) }));
		const moment = momentWith(invoices, { projects: Array.from({ length: 40 }, (_, index) => project(index + 1)) });
		const client = moment.client({ pageSize: 30 });
		const rows = await collect(client.invoices.find());
		expect(rows.map(({ record }) => record?.project?.projectNumber)).toEqual(
			invoices.map(({ projectId }) => `0${String(projectId)}`),
		);
		await client.invoices.byId(['1', '2']);
		expect(callsTo(moment, 'projects')).toHaveLength(1);
	});

	it('come from one pass for the whole run where ids cannot be asked for in lists', async () => {
		const invoices = Array.from({ length: 2000 }, (_, index) => invoice(index + 1, { projectId: index + 1 }));
		const projects = Array.from({ length: 3000 }, (_, index) => project(index + 1));
		const moment = momentWith(invoices, { projects }, { honours: ['page', 'sortById'] });
		const rows = await collect(moment.client().invoices.find());
		expect(rows.every(({ record }) => record?.project?.customerNumber === '20007')).toBe(true);
		expect(callsTo(moment, 'projects').length).toBeLessThanOrEqual(1 + 6 + 6);
	});

	it('of a line stand at the line where they differ', async () => {
		const lines = [line({ projectId: 1 }), line({ project: { id: 2 } }), line()];
		const { project: own, lines: read } = await only(
			momentWith([invoice(1, { projectId: 1, invoiceLines: lines })], { projects: [project(1), project(2)] }),
		);
		expect(own?.id).toBe('1');
		expect(read.map((one) => one.project?.id)).toEqual([undefined, '2', undefined]);
	});

	it('that are gone keep the number the invoice gives, and have no tags', async () => {
		const { project: gone } = await only(
			momentWith([invoice(1, { project: { id: 9, projectNumber: '0009', name: 'Borte' } })]),
		);
		expect(gone).toMatchObject({ id: '9', projectNumber: '0009', name: 'Borte', tags: [] });
	});

	it('that cannot be read are named, and their invoice is not read either', async () => {
		const [row] = await rowsOf(
			momentWith([invoice(1, { projectId: 1 })], { projects: [project(1, { startDate: 'soon' })] }),
		);
		expect(row?.unreadable?.message).toContain(
			"The Moment project 01 P1 (id 1) in company 'acme' cannot be read: its field 'startDate' is not a date",
		);
	});

	it('bring their tags and their department', async () => {
		const tags = [{ id: 5, name: 'Konsulent', code: 'KONS', tagGroupId: 9 }];
		const moment = momentWith([invoice(1, { projectId: 1, departmentId: 3 })], {
			projects: [project(1, { tags: undefined, tagIds: [5], departmentId: 4 })],
			tags,
			tagGroups: [{ id: 9, name: 'Projektkategori' }],
			departments: [
				{ id: 3, name: 'Drift', departmentNumber: '0200' },
				{ id: 4, name: 'Råd', departmentNumber: '100' },
			],
		});
		const { project: own, department } = await only(moment);
		expect(own).toMatchObject({
			tags: [{ code: 'KONS', tagGroupName: 'Projektkategori' }],
			department: { name: 'Råd', externalNumber: '100' },
		});
		expect(department).toEqual({ id: '3', name: 'Drift', externalNumber: '0200' });
		expect(callsTo(moment, 'departments')).toHaveLength(1);
	});

	it('do without departments where the key may not read them', async () => {
		const moment = momentWith([invoice(1, { departmentId: 3 })]);
		expect((await only(moment)).department).toEqual({ id: '3', name: '', externalNumber: '' });
	});
});

describe('what an invoice refers to', () => {
	it('the customer’s number is asked for only where the invoice has its id alone', async () => {
		const moment = momentWith([invoice(1, { customer: { id: 7 } })], {
			customers: [{ id: 7, customerNumber: '0042', name: 'Skov' }],
		});
		expect(await only(moment)).toMatchObject({ customerId: '7', customerNumber: '0042', customerName: 'Skov' });
		const named = momentWith([invoice(1)]);
		await only(named);
		expect(callsTo(named, 'customers')).toEqual([]);
	});

	it('the number of the credited invoice is found by its id', async () => {
		const moment = momentWith([invoice(1), invoice(2, { invoiceType: 'CREDIT_NOTE', creditedInvoiceId: 1 })]);
		expect((await rowsOf(moment)).map(({ record }) => record?.creditedInvoiceNumber)).toEqual(['', '10001']);
	});
});

describe('numbers of an invoice', () => {
	it.each([
		[0.1, '0.1'],
		['0.10', '0.10'],
		[-3, '-3'],
		[1e-7, '1e-7'],
		['1250.505', '1250.505'],
		[null, ''],
	])('%p stays %p', async (value, expected) => {
		const { lines, totalNet } = await only(
			momentWith([invoice(1, { totalSumExcludingTax: value, invoiceLines: [line({ quantity: value })] })]),
		);
		expect([lines[0]?.quantity, totalNet]).toEqual([expected, expected]);
	});

	it('any decimal is the text that was sent', async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer(), fc.integer({ min: 0, max: 999_999 }), async (whole, part) => {
				const text = `${whole}.${part}`;
				expect(
					(await only(momentWith([invoice(1, { invoiceLines: [line({ sumNetAmount: text })] })]))).lines[0]
						?.net,
				).toBe(text);
			}),
			{ numRuns: 30 },
		);
	});

	it('what is no number is refused with its line', async () => {
		const [row] = await rowsOf(
			momentWith([invoice(1, { invoiceLines: [line(), line({ unitPrice: '1.250,50' })] })]),
		);
		expect(row?.unreadable?.message).toContain("its field 'lines.1.unitPrice' is not a number");
	});
});
