import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { UnicontaApi } from '../../../credentials/UnicontaApi.credentials';
import { NOTHING_KNOWN } from '../../../lib/core/identity';
import { mapInvoices } from '../../../lib/mapping/invoice/map';
import { planToItem } from '../../../lib/mapping/invoice/plan';
import { UnicontaInvoice } from '../../../nodes/UnicontaInvoice/UnicontaInvoice.node';
import { otherInvoice, OTHER_MAPPING } from '../../support/otherRig';
import { LOGIN, OtherUniconta } from '../../support/otherUniconta';
import type { Unknowns } from '../../support/otherUnknowns';
import { jsonOf, runNode } from '../../support/runNode';

/**
 * The real nodes in n8n's engine, over HTTP, against a Uniconta that answers what the reference leaves open in other
 * ways.
 */
const WORLDS: ReadonlyArray<readonly [name: string, unknowns: Partial<Unknowns>]> = [
	['that answers as one would think', {}],
	[
		'that gives only ids and empty answers',
		{
			insertAnswer: 'id',
			insertListAnswer: 'noContent',
			deleteAnswer: 'empty',
			identity: 'PrimaryKeyId',
			generateAnswer: 'noNumber',
			login: 'pascal',
		},
	],
	[
		'in Danish, with numbers as text and ten rows at a time',
		{
			labels: 'da',
			numbers: 'text',
			invoiceNumber: 'text',
			generateAnswer: 'text',
			pageSize: 10,
			skip: 'ignored',
			generateWants: 'nullItem',
		},
	],
	[
		'that filters nothing, hides its settings and lets tokens end',
		{
			webFilter: 'ignored',
			odataFilter: 'ignored',
			settingsOn: 'nowhere',
			seriesOn: 'odata',
			tokenCalls: 6,
			refreshWorks: false,
			keyCase: 'camel',
		},
	],
	[
		'that breaks answers and forgets references',
		{ referenceOnInvoice: false, referenceLength: 20, brokenAnswerEvery: 2, generateWants: 'orderNumberInOrder' },
	],
];

describe.each(WORLDS)('A Uniconta %s', (_name, unknowns) => {
	let other: OtherUniconta;
	let url: string;
	beforeEach(async () => {
		other = new OtherUniconta(unknowns);
		url = await other.listen();
	});
	afterEach(async () => {
		await other.close();
	});

	const run = async (
		parameters: INodeParameters,
		input: INodeExecutionData[] = [{ json: {} }],
	): Promise<INodeExecutionData[]> => {
		const outputs = await runNode({
			node: new UnicontaInvoice(),
			parameters: { asSaved: false, ...parameters },
			input,
			credentialTypes: [new UnicontaApi()],
			credentials: {
				unicontaApi: {
					userName: LOGIN.userName,
					password: LOGIN.password,
					companyId: LOGIN.companyId,
					odataUrl: url,
					webApiUrl: url,
					apiKey: '',
				},
			},
		});
		expect(JSON.stringify(outputs)).not.toContain(LOGIN.password);
		expect(JSON.stringify(outputs)).not.toMatch(/pas-\d+|Basic [A-Za-z0-9+/=]{8}/);
		return outputs[0] ?? [];
	};
	const mapped = (...numbers: number[]): INodeExecutionData[] =>
		mapInvoices(
			numbers.map((number) => otherInvoice(number)),
			OTHER_MAPPING,
			NOTHING_KNOWN,
		).map(({ plan, ...invoice }) => ({
			json: { ...invoice, uniconta: plan === undefined ? {} : planToItem(plan) },
		}));
	const outcomes = (items: INodeExecutionData[]): unknown[] =>
		jsonOf([items]).map(({ key, outcome }) => [key, outcome]);

	it('gets three invoices that come in any order, each under its own number, and leaves nothing behind', async () => {
		const items = await run({ operation: 'send', route: 'post' }, mapped(10_003, 10_001, 10_002));
		expect(outcomes(items)).toEqual([
			['10003', 'posted'],
			['10001', 'posted'],
			['10002', 'posted'],
		]);
		expect(other.table('DebtorInvoiceClient').map(({ InvoiceNumber }) => InvoiceNumber)).toEqual([
			10_001, 10_002, 10_003,
		]);
		expect([other.table('DebtorOrderClient'), other.table('DebtorOrderLineClient'), other.mails]).toEqual([
			[],
			[],
			0,
		]);
		expect(outcomes(await run({ operation: 'send', route: 'post' }, mapped(10_001, 10_002)))).toEqual([
			['10001', expect.stringMatching(/posted|unchanged/)],
			['10002', expect.stringMatching(/posted|unchanged/)],
		]);
		expect(other.table('DebtorInvoiceClient')).toHaveLength(3);
	});

	it('keeps drafts and vouchers once, whichever number of times they are sent', async () => {
		const attempts = [
			['draft', 10_001, 10_002],
			['journal', 10_003, 10_004],
		] as const;
		for (const [route, first, second] of attempts) {
			const parameters = { operation: 'send', route, journal: { __rl: true, mode: 'code', value: 'MOM' } };
			expect(outcomes(await run(parameters, mapped(second, first)))).toEqual([
				[String(second), 'drafted'],
				[String(first), 'drafted'],
			]);
			await run(parameters, mapped(first, second));
		}
		expect(
			[
				other.table('DebtorOrderClient'),
				other.table('DebtorOrderLineClient'),
				other.table('GLDailyJournalLineClient'),
			].map(({ length }) => length),
		).toEqual([2, 4, 6]);
	});

	it('is checked for its numbering, and gives posted invoices and their PDF', async () => {
		await run({ operation: 'send', route: 'post' }, mapped(10_001));
		const [numbering] = jsonOf([await run({ operation: 'checkNumbering', expectedNext: 10_002 })]);
		expect([numbering?.status, numbering?.next, numbering?.series]).toEqual(['aligned', 10_002, LOGIN.series]);
		const [invoice] = jsonOf([await run({ operation: 'get', invoiceNumber: '10001', simplify: true })]);
		expect([Number(invoice?.InvoiceNumber), invoice?.Account, Number(invoice?.TotalAmount)]).toEqual([
			10_001,
			'500',
			1375.63,
		]);
		expect(await run({ operation: 'getAll', returnAll: true })).toHaveLength(1);
		const [file] = await run({ operation: 'getPdf', invoiceNumber: '10001', binaryPropertyName: 'data' });
		expect(file?.binary?.data).toMatchObject({ mimeType: 'application/pdf', fileName: 'Invoice-10001.pdf' });
	});
});
