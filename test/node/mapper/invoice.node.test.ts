import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { planFromItem } from '../../../lib/mapping/invoice/plan';
import { messageOf } from '../../support/failures';
import {
	categoryTag,
	CATEGORY_TAGS,
	department,
	departmentTag,
	DEPARTMENT_TAGS,
	invoice,
	invoiceLine,
	invoiceProject,
	planOfInvoice,
} from '../../support/invoiceSource';
import { items, runMapper } from '../../support/nodeRuns';
import { jsonOf, pairingOf, type NodeRun } from '../../support/runNode';

const MAP = {
	resource: 'invoice',
	operation: 'map',
	firstNumber: 10001,
	categoryTagGroup: CATEGORY_TAGS.name,
	dimension: 0,
	department: 'none',
};
const run = async (parameters: object = {}, rest: Partial<NodeRun> = {}): Promise<INodeExecutionData[][]> =>
	await runMapper({ ...MAP, ...parameters }, rest);
const messagesOf = (item: IDataObject | undefined): string => JSON.stringify(item?.findings);

describe('Invoice: Map to Uniconta', () => {
	it('gives each invoice with its plan, its findings and its parents, paired', async () => {
		const outputs = await run(
			{},
			{
				input: items(
					invoice(),
					invoice({ invoiceNumber: '10002', customerNumber: '' }),
					invoice({ invoiceNumber: '10003', transfer: 'doNotTransfer' }),
				),
			},
		);
		const [good, wrong, withheld] = jsonOf(outputs);
		expect(good).toEqual({
			entity: 'invoice',
			key: '10001',
			momentId: '1204510001',
			name: 'Nordlys A/S',
			sending: 'send',
			uniconta: expect.objectContaining({ InvoiceNumber: 10001, Account: '20007', TotalAmount: 1250 }),
			findings: [],
			held: [],
			hash: expect.stringMatching(/^[0-9a-f]{16}$/),
			customerId: '70011',
			customerNumber: '20007',
			projectId: '3812',
			projectNumber: '812',
			references: [
				expect.objectContaining({ entity: 'customer', momentId: '70011', key: '20007' }),
				expect.objectContaining({ entity: 'project', momentId: '3812', key: '812' }),
			],
		});
		expect(planFromItem(good?.uniconta)).toEqual(planOfInvoice());
		expect(wrong).toMatchObject({ key: '10002', findings: [{ level: 'error', field: 'Customer number' }] });
		expect(withheld).toMatchObject({
			key: '10003',
			sending: 'withheld',
			uniconta: {},
			hash: '',
			findings: [{ level: 'note' }],
		});
		expect(pairingOf(outputs)).toEqual([0, 1, 2]);
	});

	it('takes numbers for texts, the id under momentId, nulls and missing fields, words in any case', async () => {
		const { id, ...rest } = invoice();
		const source = {
			...rest,
			id: undefined,
			momentId: Number(id),
			invoiceNumber: 10001,
			kind: 'Credit_Note',
			transfer: 'DO NOT TRANSFER',
			issueDate: '2026-03-02T00:00:00Z',
			totalGross: null,
			tags: null,
			department: null,
			lines: [
				invoiceLine(),
				{
					...invoiceLine(),
					quantity: 3,
					unitPrice: 0.1,
					net: 0.3,
					discount: undefined,
					vatPercent: 25,
					accountNumber: 1010,
					project: null,
				},
			],
		};
		const [withheld] = jsonOf(await run({}, { input: items(source) }));
		expect(withheld).toMatchObject({ key: '10001', momentId: id, sending: 'withheld' });
		const [sent] = jsonOf(await run({}, { input: items({ ...source, transfer: '', kind: 'invoice' }) }));
		expect(sent).toMatchObject({
			findings: [],
			uniconta: { Date: '2026-03-02', Lines: [{}, { Account: '1010', Qty: 3, Price: 0.1, NetAmount: 0.3 }] },
		});
	});

	it.each<[string, object, string]>([
		['without an id', { id: '' }, 'field \\"id\\" is missing'],
		['with an unknown wish whether to transfer it', { transfer: 'later' }, 'field \\"transfer\\" is \\"later\\"'],
		['with an unknown type', { kind: 'offer' }, 'field \\"kind\\" is \\"offer\\"'],
		['with lines that are no list', { lines: 'many' }, 'field \\"lines\\" holds something else'],
		[
			'with an amount that is none',
			{ lines: [{ net: { odd: 1 } }] },
			'field \\"lines.0.net\\" holds something else',
		],
	])('never throws on a record: one %s is refused', async (_name, given, message) => {
		const outputs = await run(
			{},
			{ input: items({ ...invoice(), ...given }, invoice({ invoiceNumber: '10002' })) },
		);
		const [refused, other] = jsonOf(outputs);
		expect(refused).toMatchObject({ outcome: 'refused', entity: 'invoice', key: '10001', transient: false });
		expect(messagesOf(refused)).toContain(message);
		expect(other).toMatchObject({ key: '10002', findings: [] });
		expect(pairingOf(outputs)).toEqual([0, 1]);
	});

	it('lets through what earlier nodes settled, leaves out empty items, and turns their errors into failures', async () => {
		const settled = { outcome: 'failed', momentId: '9', key: '9', findings: [], extra: true };
		const outputs = await run(
			{},
			{ input: items({}, settled, { momentId: '8', error: 'Moment is down' }, invoice()) },
		);
		expect(pairingOf(outputs)).toEqual([1, 2, 3]);
		expect(jsonOf(outputs)[0]).toEqual(settled);
		expect(jsonOf(outputs)[1]).toMatchObject({
			outcome: 'failed',
			momentId: '8',
			findings: [{ message: 'Moment is down' }],
		});
	});

	it('knows from the log what was posted and under which number', async () => {
		const row = {
			id: 1,
			entity: 'invoice',
			momentId: '1204510001',
			key: '10001',
			unicontaRowId: '55',
			outcome: 'posted',
			held: '10001#abc',
			hash: 'x',
		};
		const known = '={{ [$json.row] }}';
		const [mapped] = jsonOf(await run({ options: { known } }, { input: items({ ...invoice(), row }) }));
		expect(mapped).toMatchObject({ findings: [], known: { key: '10001', outcome: 'posted', hash: 'x' } });
		const [drifted] = jsonOf(
			await run(
				{ options: { known } },
				{ input: items({ ...invoice({ invoiceNumber: '10005', id: '1204510001' }), row }) },
			),
		);
		expect(messagesOf(drifted)).toContain('had the number 10001');
	});

	it('uses every choice: department, dimension, rounding account, own currency, names of tag groups', async () => {
		const source = invoice({
			tags: [departmentTag('101')],
			currencyCode: '',
			totalGross: '1250.02',
			project: invoiceProject({ tags: [categoryTag('KONS')] }),
		});
		const options = {
			departmentTagGroup: DEPARTMENT_TAGS.id,
			roundingAccount: 9990,
			ownCurrency: 'SEK',
			categoryTagGroupName: 'Kategori',
			departmentTagGroupName: 'Afd.',
		};
		const parameters = {
			categoryTagGroup: 503,
			firstNumber: '={{ "10001" }}',
			dimension: '={{ "2" }}',
			department: '={{ "invoiceTag" }}',
			options,
		};
		const [mapped] = jsonOf(await run(parameters, { input: items(source) }));
		expect(mapped).toMatchObject({
			findings: [],
			uniconta: {
				Dimension: 2,
				Currency: 'SEK',
				TotalAmount: 1250.02,
				Lines: [
					{ Department: '101', PrCategory: 'KONS' },
					{ Account: '9990', Rounding: true, Department: '101' },
				],
			},
		});
		const [untagged] = jsonOf(
			await run(parameters, { input: items({ ...source, tags: [], project: invoiceProject({ tags: [] }) }) }),
		);
		expect(untagged?.findings).toMatchObject([{ field: 'Tag group "Afd."' }, { field: 'Tag group "Kategori"' }]);
	});

	it('a rounding tolerance lets a larger difference go on the rounding line, written with a point or a comma; nonsense names the parameter', async () => {
		const source = invoice({ totalGross: '1250.80' });
		const parameters = (roundingTolerance: string): Parameters<typeof run>[0] => ({
			categoryTagGroup: '503',
			firstNumber: 10001,
			options: { roundingAccount: '9990', ownCurrency: 'DKK', roundingTolerance },
		});
		for (const tolerance of ['0.80', '0,80', ' 10 ', '={{ "1" }}']) {
			expect(jsonOf(await run(parameters(tolerance), { input: items(source) }))).toMatchObject([
				{ findings: [], uniconta: { TotalAmount: 1250.8 } },
			]);
		}
		for (const tolerance of ['', '0', '0.79']) {
			expect(jsonOf(await run(parameters(tolerance), { input: items(source) }))).toMatchObject([
				{ findings: [{ level: 'error', field: 'Total including VAT' }] },
			]);
		}
		for (const tolerance of ['10.01', '-1', '1.005', 'much', '1e1', '1.000,00']) {
			await expect(run(parameters(tolerance), { input: items(source) })).rejects.toThrow(
				`Rounding Tolerance "${tolerance}" cannot be used`,
			);
		}
	});

	it('a department is not asked for where no dimension is chosen', async () => {
		const outputs = await run(
			{ department: 'projectTag', dimension: '={{ "" }}' },
			{ input: items(invoice({ department: department('100') })) },
		);
		expect(jsonOf(outputs)).toMatchObject([
			{ findings: [], uniconta: { Dimension: 0, Lines: [{ Department: '' }] } },
		]);
	});

	it.each(['={{ "" }}', '={{ 0 }}', '={{ "0" }}'])(
		'without a first invoice number (%s) every invoice says so',
		async (firstNumber) => {
			const [mapped] = jsonOf(await run({ firstNumber }, { input: items(invoice()) }));
			expect(mapped?.findings).toMatchObject([
				{ level: 'error', field: 'First invoice number', fix: expect.stringContaining('invoices.firstNumber') },
			]);
		},
	);

	it.each([
		[{ categoryTagGroup: '' }, 'Category Tag Group is empty'],
		[{ firstNumber: '={{ "soon" }}' }, 'First Invoice Number "soon"'],
		[{ dimension: 6 }, 'Dimension "6" is none'],
		[{ department: '={{ "mine" }}' }, 'Department From is "mine"'],
		[{ department: 'invoiceTag', dimension: 1 }, 'Department Tag Group is empty'],
		[{ options: { known: '[' } }, 'is no JSON'],
	])('a parameter that cannot be right is said: %j', async (parameters, message) => {
		expect(await messageOf(run(parameters, { input: items(invoice()) }))).toContain(message);
	});

	it('of nothing gives nothing', async () => {
		expect(jsonOf(await run({}, { input: items({}) }))).toEqual([]);
	});
});
