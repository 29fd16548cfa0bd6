import type { KnownRecords } from '../../../../lib/core/identity';
import type { InvoiceMapping } from '../../../../lib/mapping/invoice/mapping';
import { planFromItem, planToItem, type MappedInvoice } from '../../../../lib/mapping/invoice/plan';
import type { InvoiceSource } from '../../../../lib/mapping/invoice/source';
import { foldLog } from '../../../../lib/state/log';
import { fingerprint } from '../../../../lib/core/record';
import {
	categoryTag,
	department,
	departmentTag,
	DEPARTMENT_TAGS,
	invoice,
	invoiceLine,
	invoiceProject,
	mapAllInvoices,
	mapOneInvoice,
	planOfInvoice,
} from '../../../support/invoiceSource';

const messages = ({ findings }: MappedInvoice): string[] =>
	findings.map(({ level, message }) => `${level}: ${message}`);
const errors = (given: Partial<InvoiceSource>, mapping: Partial<InvoiceMapping> = {}): Array<[string, string]> =>
	mapOneInvoice(given, mapping)
		.findings.filter(({ level }) => level === 'error')
		.map(({ field, value }) => [field, value]);
const logged = (...rows: object[]): KnownRecords =>
	foldLog(
		rows.map((row, id) => ({
			id,
			entity: 'invoice',
			outcome: 'posted',
			unicontaRowId: '5',
			held: '',
			hash: 'h',
			...row,
		})),
		'invoice',
	);

describe('an invoice in order', () => {
	const mapped = mapOneInvoice({
		orderReference: ' PO 7 ',
		lines: [
			invoiceLine(),
			invoiceLine({
				text: 'Kørsel',
				quantity: '2',
				unitPrice: '50',
				discount: '10',
				net: '90',
				project: invoiceProject({ projectNumber: '000913', tags: [categoryTag('VARE')] }),
			}),
		],
	});

	it('becomes a plan with every field', () => {
		expect(mapped).toMatchObject({
			entity: 'invoice',
			key: '10001',
			momentId: '1204510001',
			name: 'Nordlys A/S',
			sending: 'send',
			findings: [],
		});
		expect(mapped.plan).toEqual({
			number: 10001,
			kind: 'invoice',
			customer: '20007',
			issueDate: '2026-03-02',
			dueDate: '2026-03-16',
			creditDays: 14,
			currency: 'DKK',
			project: '812',
			orderReference: 'PO 7',
			creditedInvoice: '',
			dimension: 0,
			lines: [
				{
					account: '1010',
					vat: 'U25',
					vatPercent: 25,
					text: 'Rådgivning',
					quantity: 1,
					unitPrice: 1000,
					discountPercent: 0,
					net: 100_000,
					project: '812',
					category: 'KONS',
					department: '',
					rounding: false,
				},
				{
					account: '1010',
					vat: 'U25',
					vatPercent: 25,
					text: 'Kørsel',
					quantity: 2,
					unitPrice: 50,
					discountPercent: 10,
					net: 9000,
					project: '000913',
					category: 'VARE',
					department: '',
					rounding: false,
				},
			],
			net: 109_000,
			vat: 27_250,
			gross: 136_250,
		});
	});

	it('carries the fingerprint of its plan, which the content alone decides', () => {
		expect(mapped.hash).toBe(fingerprint(planToItem(mapped.plan!)));
		expect(mapOneInvoice().hash).toBe(mapOneInvoice({ state: 'sent', transfer: 'transferred', id: '5' }).hash);
		expect(mapOneInvoice().hash).not.toBe(mapOneInvoice({ dueDate: '2026-03-17' }).hash);
	});

	it('goes through an item and back', () => {
		expect(planFromItem(JSON.parse(JSON.stringify(planToItem(mapped.plan!))))).toEqual(mapped.plan);
	});
});

describe('credit notes', () => {
	const credit = {
		kind: 'creditNote',
		creditedInvoiceNumber: '10000',
		lines: [invoiceLine({ quantity: '-2', unitPrice: '100', net: '-200' })],
	} as const;

	it('carry negative amounts, the number of the invoice they credit and no credit days (M8)', () => {
		expect(planOfInvoice({ ...credit, dueDate: '2026-04-01', creditDays: '30' })).toMatchObject({
			kind: 'creditNote',
			creditedInvoice: '10000',
			creditDays: 0,
			dueDate: '2026-04-01',
			net: -20_000,
			vat: -5000,
			gross: -25_000,
		});
		expect(planOfInvoice({ ...credit, dueDate: '' })).toMatchObject({ creditDays: 0, dueDate: '2026-03-02' });
		expect(planOfInvoice({ ...credit, creditedInvoiceNumber: '' })).toMatchObject({ creditedInvoice: '' });
	});

	it.each<[string, Partial<InvoiceSource>]>([
		['negative quantity', { lines: [invoiceLine({ quantity: '-2', unitPrice: '100', net: '-200' })] }],
		['negative price', { lines: [invoiceLine({ quantity: '2', unitPrice: '-100', net: '-200' })] }],
		['only the sum negated', { lines: [invoiceLine({ quantity: '2', unitPrice: '100', net: '-200' })] }],
		[
			'all positive',
			{
				lines: [invoiceLine({ quantity: '2', unitPrice: '100', net: '200', vat: '50' })],
				totalNet: '200',
				totalVat: '50',
				totalGross: '250',
				totalGrossAfterRounding: '250',
			},
		],
		[
			'lines negated, totals not',
			{
				lines: [invoiceLine({ quantity: '2', unitPrice: '-100', net: '-200' })],
				totalNet: '200',
				totalVat: '50',
				totalGross: '250',
			},
		],
		[
			'totals negated, lines not',
			{
				lines: [invoiceLine({ quantity: '2', unitPrice: '100', net: '200' })],
				totalNet: '-200',
				totalVat: '-50',
				totalGross: '-250',
			},
		],
	])('come to the same whichever way Moment writes the signs: %s', (_name, given) => {
		const { plan, findings } = mapOneInvoice({ kind: 'creditNote', ...given });
		expect(findings).toEqual([]);
		expect(plan).toMatchObject({
			net: -20_000,
			vat: -5000,
			gross: -25_000,
			lines: [{ quantity: -2, unitPrice: 100, net: -20_000 }],
		});
	});

	it('may have lines of both signs, discounts and zero lines', () => {
		const lines = [
			invoiceLine({ quantity: '-2', unitPrice: '100', discount: '10', net: '-180' }),
			invoiceLine({ quantity: '1', unitPrice: '30', net: '30' }),
			invoiceLine({ quantity: '3', unitPrice: '0', net: '0' }),
			invoiceLine({ quantity: '', unitPrice: '', net: '0' }),
		];
		expect(
			planOfInvoice({ kind: 'creditNote', lines }).lines.map(({ quantity, unitPrice, discountPercent, net }) => [
				quantity,
				unitPrice,
				discountPercent,
				net,
			]),
		).toEqual([
			[-2, 100, 10, -18_000],
			[1, 30, 0, 3000],
			[-3, 0, 0, 0],
			[-1, 0, 0, 0],
		]);
	});

	it('are also what has a negative total; an invoice by its type is told so', () => {
		const lines = [invoiceLine({ quantity: '-1', unitPrice: '100', net: '-100' })];
		expect(messages(mapOneInvoice({ kind: '', lines }))).toEqual([]);
		const mapped = mapOneInvoice({ kind: 'invoice', lines, totalGross: '-125', creditedInvoiceNumber: '10000' });
		expect(messages(mapped)).toEqual([
			'note: Invoice 10001 to "Nordlys A/S" has a negative total, so it is sent as a credit note.',
		]);
		expect(mapped.plan).toMatchObject({ kind: 'creditNote', gross: -12_500, creditedInvoice: '10000' });
	});

	it('of a total that contradicts the lines without the type saying so are refused', () => {
		expect(errors({ kind: '', totalGross: '-1250' })).toEqual([['Total including VAT', '-1250.00']]);
	});

	it('or invoices that come to nothing are what their type says', () => {
		const lines = [
			invoiceLine({ net: '100', unitPrice: '100' }),
			invoiceLine({ net: '-100', unitPrice: '100', quantity: '-1' }),
		];
		expect(planOfInvoice({ kind: 'invoice', lines })).toMatchObject({ kind: 'invoice', net: 0, vat: 0, gross: 0 });
		expect(planOfInvoice({ kind: 'creditNote', lines, totalGross: '0' })).toMatchObject({
			kind: 'creditNote',
			net: 0,
			gross: 0,
			lines: [{ net: 10_000 }, { net: -10_000 }],
		});
	});
});

describe('dates', () => {
	it('credit days are those given, else the days to the due date', () => {
		expect(planOfInvoice({ creditDays: '8' }).creditDays).toBe(8);
		expect(planOfInvoice({ creditDays: '30.0' }).creditDays).toBe(30);
		expect(planOfInvoice({ issueDate: '2026-03-28', dueDate: '2026-03-30' }).creditDays).toBe(2);
		expect(planOfInvoice({ dueDate: '2026-03-02' }).creditDays).toBe(0);
	});

	it.each<[string, Partial<InvoiceSource>, string, string]>([
		['no issue date', { issueDate: '' }, 'Issue date', ''],
		['the empty date', { issueDate: '0001-01-01' }, 'Issue date', '0001-01-01'],
		['no due date', { dueDate: '' }, 'Due date', ''],
		['a day that does not exist', { dueDate: '2026-02-30' }, 'Due date', '2026-02-30'],
		['another notation', { dueDate: '16.03.2026' }, 'Due date', '16.03.2026'],
		['due before it was issued', { dueDate: '2026-03-01' }, 'Due date', '2026-03-01'],
		['credit days that are no number', { creditDays: 'lb. md.' }, 'Credit days', 'lb. md.'],
		['half a credit day', { creditDays: '1.5' }, 'Credit days', '1.5'],
		['negative credit days', { creditDays: '-1' }, 'Credit days', '-1'],
		['a credit note due on no day', { kind: 'creditNote', dueDate: 'soon' }, 'Due date', 'soon'],
	])('%s is refused', (_name, given, field, value) => {
		expect(errors(given)).toEqual([[field, value]]);
	});

	it('a credit note without any date is told it once', () => {
		expect(errors({ kind: 'creditNote', issueDate: '', dueDate: '' })).toEqual([['Issue date', '']]);
	});
});

describe('currency', () => {
	it('is the own one where Moment names none', () => {
		expect(planOfInvoice({ currencyCode: '' })).toMatchObject({ currency: 'DKK' });
		expect(planOfInvoice({ currencyCode: '' }, { ownCurrency: '' })).toMatchObject({ currency: '' });
		expect(planOfInvoice({ currencyCode: 'eur' })).toMatchObject({ currency: 'EUR' });
	});

	it('a foreign one carries the rate of Moment, for one unit of it', () => {
		expect(planOfInvoice({ currencyCode: 'EUR', exchangeRate: '7.4605' }).exchangeRate).toBe(7.4605);
		expect(planOfInvoice({ currencyCode: 'EUR', exchangeRate: '746.05' })).not.toHaveProperty('exchangeRate');
		expect(planOfInvoice({ currencyCode: 'EUR' })).not.toHaveProperty('exchangeRate');
		expect(planOfInvoice({ exchangeRate: '1' })).not.toHaveProperty('exchangeRate');
	});

	it('a rate of 0 is left out with a warning; one that is none is refused', () => {
		const zero = mapOneInvoice({ currencyCode: 'SEK', exchangeRate: '0' });
		expect(messages(zero)).toEqual([
			expect.stringMatching(/^warning: .*has the exchange rate "0", so it goes without a rate/),
		]);
		expect(zero.plan).not.toHaveProperty('exchangeRate');
		for (const exchangeRate of ['-7', 'x', '1e9'])
			expect(errors({ currencyCode: 'EUR', exchangeRate })).toEqual([['Exchange rate', exchangeRate]]);
	});

	it('that is no ISO code is refused', () => {
		expect(errors({ currencyCode: 'KR' })).toEqual([['Currency', 'KR']]);
	});
});

describe('accounts and VAT codes (M5)', () => {
	it('a missing account names the lines', () => {
		const mapped = mapOneInvoice({
			lines: [invoiceLine({ accountNumber: '' }), invoiceLine(), invoiceLine({ accountNumber: '' })],
		});
		expect(messages(mapped)).toEqual([
			'error: Lines 1 and 3 of invoice 10001 to "Nordlys A/S" have no ledger account.',
		]);
	});

	it('a VAT code is needed where there is VAT, and told once for each account', () => {
		const lacks = invoiceLine({ vatCode: '' });
		expect(
			messages(mapOneInvoice({ lines: [lacks, lacks, invoiceLine({ vatCode: '', accountNumber: '1030' })] })),
		).toEqual([
			'error: Lines 1 and 2 of invoice 10001 to "Nordlys A/S" have 25 % VAT, but the account 1010 has no accounting VAT code.',
			'error: Line 3 of invoice 10001 to "Nordlys A/S" has 25 % VAT, but the account 1030 has no accounting VAT code.',
		]);
		expect(
			errors({
				lines: [
					invoiceLine({ vatCode: '', vatPercent: '0' }),
					invoiceLine({ vatCode: ' ', vatPercent: '0.00' }),
				],
			}),
		).toEqual([]);
	});

	it.each<[string, string, string]>([
		['an account longer than 20', '1'.repeat(21), 'Account number'],
		['an account with a blank', ' 1010', 'Account number'],
		['a VAT code with a line break', 'U\n25', 'VAT code'],
		['a VAT code with a blank', 'U25 ', 'VAT code'],
	])('%s would be changed by Uniconta', (_name, value, field) => {
		const line = field === 'VAT code' ? { vatCode: value } : { accountNumber: value };
		expect(errors({ lines: [invoiceLine(line), invoiceLine(line)] })).toEqual([[field, value]]);
	});

	it("a VAT code longer than 10 is left to Uniconta's list, which may have it (UC57)", () => {
		const mapped = mapOneInvoice({ lines: [invoiceLine({ vatCode: 'KøbBrugtmoms' })] });
		expect(messages(mapped)).toEqual([]);
		expect(mapped.plan?.lines[0]?.vat).toBe('KøbBrugtmoms');
	});
});

describe('projects, categories and departments (M6, M12)', () => {
	it('what is wrong with a project is told once, not once for each line', () => {
		const project = invoiceProject({
			projectNumber: '9'.repeat(21),
			name: 'Broen',
			tags: [categoryTag('A'), categoryTag('B')],
		});
		expect(messages(mapOneInvoice({ project, lines: [invoiceLine(), invoiceLine(), invoiceLine()] }))).toEqual([
			expect.stringContaining('has a number of 21 characters'),
			expect.stringMatching(/Project 9+ "Broen" has 2 tags in the tag group "Projektkategori"/),
		]);
	});

	it.each<[string, Parameters<typeof invoiceProject>[0], string]>([
		['no tag', { tags: [] }, 'Project 812 "Havnen 812" has no tag in the tag group "Projektkategori".'],
		['a tag without a code', { tags: [categoryTag('', 'Intern')] }, 'that tag has no code'],
		['no number', { projectNumber: '', id: '5', name: '' }, 'Project with Moment id 5 has no number.'],
	])('%s', (_name, given, message) => {
		expect(messages(mapOneInvoice({ project: invoiceProject(given) }))).toEqual([expect.stringContaining(message)]);
	});

	it('lines of no project are named', () => {
		const lines = [invoiceLine(), invoiceLine({ project: invoiceProject() }), invoiceLine()];
		expect(messages(mapOneInvoice({ project: undefined, lines }))).toEqual([
			expect.stringContaining('Lines 1 and 3 of invoice 10001 to "Nordlys A/S" belong to no project'),
		]);
	});

	it('the header has the project that all lines have in common, if the invoice names none', () => {
		const line = invoiceLine({ project: invoiceProject() });
		expect(planOfInvoice({ project: undefined, lines: [line, line] }).project).toBe('812');
		expect(
			planOfInvoice({
				project: undefined,
				lines: [line, invoiceLine({ project: invoiceProject({ projectNumber: '9' }) })],
			}).project,
		).toBe('');
	});

	const holders: Partial<InvoiceSource> = {
		department: department('100'),
		tags: [departmentTag('101')],
		project: invoiceProject({ department: department('200'), tags: [categoryTag('KONS'), departmentTag('201')] }),
		lines: [
			invoiceLine(),
			invoiceLine({
				project: invoiceProject({
					projectNumber: '9',
					department: department('300'),
					tags: [categoryTag('UDV'), departmentTag('301')],
				}),
			}),
		],
	};
	it.each([
		['none', 1, ['', ''], 0],
		['invoiceDepartment', 1, ['100', '100'], 1],
		['invoiceTag', 2, ['101', '101'], 2],
		['projectDepartment', 5, ['200', '300'], 5],
		['projectTag', 1, ['201', '301'], 1],
		['projectTag', 0, ['', ''], 0],
	] as const)('department from %s in dimension %d', (choice, dimension, departments, planned) => {
		const plan = planOfInvoice(holders, {
			department: { choice, dimension, tagGroup: { value: DEPARTMENT_TAGS.id } },
		});
		expect(plan.lines.map((line) => line.department)).toEqual(departments);
		expect(plan.dimension).toBe(planned);
	});

	it('the rounding line is in the department of the line whose project it has', () => {
		const rounded = { ...holders, totalGross: '2500.01' };
		const choices = (['invoiceDepartment', 'projectDepartment'] as const).map((choice) =>
			planOfInvoice(rounded, { department: { choice, dimension: 1, tagGroup: { value: '' } } }).lines.at(-1),
		);
		expect(choices.map((line) => [line?.rounding, line?.department])).toEqual([
			[true, '100'],
			[true, '200'],
		]);
	});

	it('a department that lacks is told once', () => {
		const lines = [invoiceLine(), invoiceLine()];
		const of = (choice: 'invoiceDepartment' | 'projectDepartment' | 'invoiceTag'): string[] =>
			messages(
				mapOneInvoice({ lines }, { department: { choice, dimension: 1, tagGroup: { value: 'Afdeling' } } }),
			);
		expect(of('invoiceDepartment')).toEqual(['error: Invoice 10001 to "Nordlys A/S" has no department.']);
		expect(of('projectDepartment')).toEqual(['error: Project 812 "Havnen 812" has no department.']);
		expect(of('invoiceTag')).toEqual([
			'error: Invoice 10001 to "Nordlys A/S" has no tag in the tag group "Afdeling".',
		]);
	});
});

it.each([
	['', 'belongs to the department "Salg", which has no number in the external system'],
	['1'.repeat(11), "Uniconta's codes have at most 10 characters"],
])('a department with the number "%s" in the external system is refused', (externalNumber, message) => {
	const mapped = mapOneInvoice(
		{ department: department(externalNumber, 'Salg') },
		{ department: { choice: 'invoiceDepartment', dimension: 1, tagGroup: { value: '' } } },
	);
	expect(messages(mapped)).toEqual([expect.stringContaining(message)]);
	expect(mapped.plan?.lines[0]?.department).toBe('');
});

describe('what is not sent', () => {
	it.each<[string, Partial<InvoiceSource>, string]>([
		[
			'a draft',
			{ invoiceNumber: '', id: '77' },
			'note: Invoice with Moment id 77 to "Nordlys A/S" is a draft: it has no number yet, so it is not sent.',
		],
		[
			'one marked so',
			{ transfer: 'doNotTransfer' },
			'note: Invoice 10001 to "Nordlys A/S" is marked "do not transfer to accounting" in Moment, so it is not sent.',
		],
		[
			'one below the cut-over',
			{ invoiceNumber: '10000' },
			'note: Invoice 10000 to "Nordlys A/S" has a number below 10001, the first invoice number to be sent, so it is only compared.',
		],
	])('%s is withheld with a note and nothing else, whatever is wrong with it', (_name, given, message) => {
		const mapped = mapOneInvoice({ ...given, customerNumber: '', issueDate: '', lines: [] });
		expect(messages(mapped)).toEqual([message]);
		expect(mapped).toMatchObject({ sending: 'withheld', hash: '', momentId: expect.any(String) });
		expect(mapped.plan).toBeUndefined();
	});

	it('with "has been transferred" it is sent all the same: the log and Uniconta decide', () => {
		expect(mapOneInvoice({ transfer: 'transferred' })).toMatchObject({ sending: 'send', findings: [] });
	});

	it('without a first invoice number nothing goes, save what is withheld anyway', () => {
		expect(errors({}, { firstNumber: undefined })).toEqual([['First invoice number', '']]);
		expect(mapOneInvoice({ transfer: 'doNotTransfer' }, { firstNumber: undefined }).sending).toBe('withheld');
	});

	it('without lines it is refused', () => {
		const mapped = mapOneInvoice({ lines: [] });
		expect(messages(mapped)).toEqual([expect.stringContaining('has no lines')]);
		expect(mapped).toMatchObject({ sending: 'send', hash: '' });
	});

	it.each(['0', '-5', '10001.5', 'F10001', '1000000000', '010001', '1e5'])(
		'the number %s is refused',
		(invoiceNumber) => {
			expect(errors({ invoiceNumber }, { firstNumber: 0 })).toEqual([['Invoice number', invoiceNumber]]);
		},
	);
});

describe('the customer', () => {
	it('needs a number that Uniconta keeps', () => {
		expect(messages(mapOneInvoice({ customerNumber: '' }))).toEqual([
			'error: The customer "Nordlys A/S" of invoice 10001 to "Nordlys A/S" has no number.',
		]);
		expect(errors({ customerNumber: 'K'.repeat(21) })).toEqual([['Customer number', 'K'.repeat(21)]]);
		expect(planOfInvoice({ customerNumber: '000471' }).customer).toBe('000471');
	});
});

describe('identity (M4)', () => {
	it('two of the same number in a run are both told', () => {
		const mapped = mapAllInvoices([invoice({ id: '1' }), invoice({ id: '2' }), invoice({ id: '1' })]);
		expect(mapped.map(({ findings }) => findings.length)).toEqual([1, 1, 1]);
		expect(messages(mapped[0]!)).toEqual([
			expect.stringContaining('shares its number with another invoice in Moment (Moment id 2)'),
		]);
	});

	it('a number that changed since it was sent is drift', () => {
		const mapped = mapOneInvoice({ id: '1' }, {}, logged({ momentId: '1', key: '9999' }));
		expect(messages(mapped)).toEqual([expect.stringContaining('had the number 9999 when it was sent to Uniconta')]);
		expect(mapped.known).toMatchObject({ key: '9999', outcome: 'posted' });
	});

	it('what the log knows goes along, an attempt without a clear answer too', () => {
		const held = '10001#abc';
		const mapped = mapOneInvoice(
			{ id: '1' },
			{},
			logged({ momentId: '1', key: '10001', outcome: 'uncertain', held, time: '2026-03-02T10:00:00.000Z' }),
		);
		expect(mapped.known?.attempt).toEqual({ reference: held, at: '2026-03-02T10:00:00.000Z' });
		expect(mapped.findings).toEqual([]);
	});
});

it('all that is wrong is said at once, each with what to do', () => {
	const { findings } = mapOneInvoice(
		{
			customerNumber: '',
			issueDate: '',
			dueDate: '',
			currencyCode: 'KR',
			totalGross: '9',
			project: invoiceProject({ tags: [] }),
			lines: [invoiceLine({ accountNumber: '', vatCode: '' })],
		},
		{ firstNumber: undefined, department: { choice: 'projectDepartment', dimension: 1, tagGroup: { value: '' } } },
	);
	expect(findings.map(({ field }) => field)).toEqual([
		'Customer number',
		'Issue date',
		'Due date',
		'Currency',
		'Tag group "Projektkategori"',
		'Department',
		'Account number',
		'VAT code',
		'Total including VAT',
		'First invoice number',
	]);
	for (const finding of findings) {
		expect(finding).toMatchObject({
			level: 'error',
			message: expect.stringMatching(/\.$/),
			fix: expect.stringMatching(/\S/),
		});
		expect(`${finding.message} ${finding.fix}`).not.toMatch(/error|problem|failure|mistake/i);
	}
});
