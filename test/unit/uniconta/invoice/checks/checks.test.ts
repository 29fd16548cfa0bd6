import type { InvoicePlan } from '../../../../../lib/mapping/invoice/plan';
import { checkInvoices } from '../../../../../lib/uniconta/invoice/checks/checks';
import { termFor } from '../../../../../lib/uniconta/invoice/checks/terms';
import { taskOf } from '../../../../../lib/uniconta/invoice/task';
import type { InvoiceTask, SendOptions } from '../../../../../lib/uniconta/invoice/types';
import type { UserLanguage } from '../../../../support/unicontaRig';
import { invoiceOf, planOf } from '../../../../support/invoiceRig';
import { invoices, startJournalRig, withPlan, type JournalRig } from '../journal/rig';

let rig: JournalRig;
beforeAll(async () => {
	rig = await startJournalRig();
});
afterAll(async () => {
	await rig.stop();
});
beforeEach(() => {
	rig.reset();
});

async function check(
	list: ReturnType<typeof invoices>,
	user: UserLanguage = 'en',
	options: Partial<SendOptions> = { route: 'post' },
): Promise<InvoiceTask[]> {
	const tasks = list.map(taskOf);
	await checkInvoices(tasks, rig.context(options, user));
	return tasks;
}

const withLine = (changes: Partial<InvoicePlan['lines'][number]>, plan: Partial<InvoicePlan> = {}) => {
	const [first, second] = planOf(57).lines;
	return withPlan(57, { lines: [first!, { ...second!, ...changes }], ...plan });
};

const errorsOf = (task: InvoiceTask | undefined): string[] =>
	(task?.findings ?? []).filter(({ level }) => level === 'error').map(({ message }) => message);

describe('an invoice that Uniconta has all for', () => {
	it.each(['en', 'da'] as const)('has no finding, its debtor and its payment term (labels: %s)', async (user) => {
		const [task] = await check(invoices(57), user);
		expect(task).toMatchObject({ findings: [], payment: 'Net8', debtor: { Account: '20007' } });
		expect(task?.outcome).toBeUndefined();
	});

	it('is checked with others in at most nine reads', async () => {
		const list = Array.from({ length: 200 }, (_, at) =>
			invoiceOf(57 + at, { plan: planOf(57 + at, { dimension: 1, customer: at % 2 === 0 ? '20007' : 'B-1' }) }),
		);
		rig.person.add('DebtorClient', { Account: 'B-1', Name: 'Beta', Group: 'ERHV' });
		for (const { plan } of list) for (const line of plan!.lines) line.department = '100';
		rig.forget();
		expect((await check(list)).flatMap(({ findings }) => findings)).toEqual([]);
		expect(rig.calls().length).toBeLessThanOrEqual(9);
	});

	it('costs no call where there is none to check', async () => {
		await check([{ ...invoiceOf(57), plan: undefined }]);
		expect(rig.calls()).toEqual([]);
	});
});

describe('what Uniconta lacks or does not allow', () => {
	it.each<[string, () => ReturnType<typeof invoiceOf>, string, string]>([
		[
			'an account',
			() => withLine({ account: '4711' }),
			'refused',
			'Invoice 57 to "Nordlys A/S" (line 2) uses the ledger account "4711", which does not exist in Uniconta.',
		],
		['an account for headings', () => withLine({ account: '1000' }), 'refused', 'nothing can be posted on it'],
		['a balance account', () => withLine({ account: '5600' }), 'refused', 'not a revenue account'],
		[
			'a VAT code',
			() => withLine({ vat: 'U52' }),
			'refused',
			'(line 2) uses the VAT code "U52", which does not exist',
		],
		['a VAT code for purchases', () => withLine({ vat: 'I25' }), 'refused', 'for purchases and not for sales'],
		[
			'another rate',
			() => withLine({ vatPercent: 12 }),
			'refused',
			'has 12 % VAT in Moment, and the VAT code "U25" has 25 % in Uniconta on 2026-11-20',
		],
		[
			'a category',
			() => withLine({ category: 'NYKAT' }),
			'refused',
			'has the project category "NYKAT", which does not exist',
		],
		['a category of revenue', () => withLine({ category: 'MAT' }), 'refused', 'needs one of the type Revenue'],
		[
			'a department',
			() => withLine({ department: '900' }, { dimension: 1 }),
			'refused',
			'has the department "900", which does not exist',
		],
		['a term', () => withPlan(57, { creditDays: 17 }), 'refused', 'no payment term for 17 days'],
		[
			'the customer',
			() => withPlan(57, { customer: '20999' }),
			'failed',
			'is to customer 20999, who is not in Uniconta',
		],
		[
			'the project',
			() => withLine({ project: '999' }),
			'failed',
			'(line 2) belongs to project 999, which is not in Uniconta',
		],
		['a currency', () => withPlan(57, { currency: 'QQQ' }), 'refused', 'is in the currency "QQQ"'],
		[
			'the rounding account',
			() => withLine({ account: '9991', rounding: true, vat: '', vatPercent: 0, project: '', category: '' }),
			'refused',
			'the rounding account "9991" does not exist',
		],
	])('%s is named', async (_what, invoice, outcome, message) => {
		for (const user of ['en', 'da'] as const) {
			const [task] = await check([invoice()], user);
			expect(errorsOf(task)).toEqual([expect.stringContaining(message)]);
			expect(task).toMatchObject({ outcome, transient: outcome === 'failed' });
			expect(task?.findings.every(({ fix }) => fix !== '')).toBe(true);
		}
	});

	it.each([
		['a blocked customer', 'DebtorClient', '20007', { Blocked: true }, 'who is blocked in Uniconta'],
		['an invoice account', 'DebtorClient', '20007', { InvoiceAccount: '20001' }, 'the invoice account 20001'],
		[
			'a blocked account',
			'GLAccountClient',
			'1010',
			{ Blocked: true },
			'(lines 1, 2) uses the ledger account "1010", which is blocked',
		],
		['a blocked VAT code', 'GLVatClient', 'U25', { Blocked: true }, 'VAT code "U25", which is blocked'],
		[
			'a rate that changed',
			'GLVatClient',
			'U25',
			{ Date: '2026-11-01', RateAfterDate: 27 },
			'has 27 % in Uniconta',
		],
		['a blocked project', 'ProjectClient', '812', { Blocked: true }, 'project 812, which is blocked'],
	])('%s is named', async (_what, type, key, values, message) => {
		rig.person.edit(type, key, values);
		const [task] = await check(invoices(57));
		expect(errorsOf(task)).toEqual([expect.stringContaining(message)]);
		expect(task?.outcome).toBe('refused');
	});

	it.each(['KøbBrugtmoms', 'U'.repeat(11), 'U'.repeat(20)])(
		'a VAT code longer than 10 characters is refused where Uniconta lacks it, and used where it has it: %s',
		async (vat) => {
			const [lacking] = await check([withLine({ vat })]);
			expect(errorsOf(lacking)).toEqual([
				expect.stringContaining(`(line 2) uses the VAT code "${vat}", which does not exist`),
			]);
			expect(lacking?.findings[0]?.fix).toContain('10 characters');
			rig.standIn.settings.patch({ vatCodeLength: 20 });
			rig.person.add('GLVatClient', { Vat: vat, Name: 'Salg', VatType: 'Sales', Rate: 25 });
			const [known] = await check([withLine({ vat })]);
			expect(errorsOf(known)).toEqual([]);
			rig.person.edit('GLVatClient', vat, { Rate: 12 });
			const [other] = await check([withLine({ vat })]);
			expect(errorsOf(other)).toEqual([expect.stringContaining(`the VAT code "${vat}" has 12 %`)]);
		},
	);

	it('is all said at once, and a missing project alone is tried again', async () => {
		const [task] = await check([withLine({ account: '4711', vat: 'U52', project: '999' })]);
		expect(errorsOf(task)).toHaveLength(3);
		expect(task).toMatchObject({ outcome: 'refused', transient: false });
	});

	it('does not let a line without a VAT code, the rounding too, go on an account that has one with a rate; one of 0 % is no harm', async () => {
		const bare = { vat: '', vatPercent: 0 };
		const [line] = await check([withLine(bare)]);
		expect(errorsOf(line)).toEqual([
			expect.stringContaining(
				'(line 2) has no VAT code, and Uniconta could add VAT to it: the ledger account "1010" has the VAT code "U25" (25 %)',
			),
		]);
		const [rounding] = await check([withLine({ ...bare, rounding: true, project: '', category: '' })]);
		expect(errorsOf(rounding)).toEqual([
			expect.stringContaining('has no VAT code, and Uniconta could add VAT to it: the ledger account "1010"'),
		]);
		const [free] = await check([withLine({ ...bare, account: '1020' })]);
		expect(errorsOf(free)).toEqual([]);
		expect(free?.plan?.lines.map(({ vat }) => vat)).toEqual(['U25', 'UEUV']);
	});

	it('does not let an account with mandatory VAT go without a code', async () => {
		rig.person.edit('GLAccountClient', '1010', { MandatoryTax: 'Mandatory' });
		const [task] = await check([withLine({ vat: '', vatPercent: 0 })]);
		expect(errorsOf(task)).toEqual([
			expect.stringContaining('(line 2) has no VAT code, and VAT is mandatory on the ledger account "1010"'),
		]);
	});
});

describe('the payment term', () => {
	const term = (Payment: string, PaymentMethod: unknown, Days: number, more = {}) => ({
		Payment,
		PaymentMethod,
		Days,
		...more,
	});

	it.each([['NetDays'], ['Netto dage'], [1], ['1']])('for days has the method %p', (method) => {
		expect(termFor(14, [term('A', 'EndMonth', 14), term('B', method, 14)], '')).toBe('B');
	});

	it("is the customer's own among several, then the default, then the first by code", () => {
		const terms = [term('C', 1, 8), term('A', 1, 8), term('B', 1, 8, { IsDefault: true })];
		expect(termFor(8, terms, 'C')).toBe('C');
		expect(termFor(8, terms, 'X')).toBe('B');
		expect(termFor(8, terms.slice(0, 2), '')).toBe('A');
	});

	it('of a credit note has no days', async () => {
		const [task] = await check([withPlan(57, { kind: 'creditNote' })]);
		expect(task?.payment).toBe('Kontant');
		const table = rig.standIn.ledger.company(10_542)!.rowsOf('PaymentTermClient');
		table.remove(table.withKey('Kontant')!);
		const [without] = await check([withPlan(57, { kind: 'creditNote' })]);
		expect(errorsOf(without)).toEqual([
			expect.stringContaining('has 0 days of credit (a credit note always has 0)'),
		]);
		expect(without?.findings[0]?.fix).toContain('General Ledger > Maintenance > Terms of payment');
	});
});
