import type { InvoicePlan } from '../../../../../lib/mapping/invoice/plan';
import { createJournalRoute } from '../../../../../lib/uniconta/invoice/journal/route';
import { taskOf } from '../../../../../lib/uniconta/invoice/task';
import type { InvoiceTask } from '../../../../../lib/uniconta/invoice/types';
import type { UnicontaSettings } from '../../../../../sandbox/standins/uniconta/settings';
import { invoiceOf, knownAs } from '../../../../support/invoiceRig';
import { MAIN } from '../../../../support/unicontaRig';
import { invoices, LINES, outcomes, startJournalRig, vouchers, withPlan, type JournalRig } from './rig';

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

const WHOLE = { lines: 3, balance: 0, marks: 1 };

describe('an invoice in the journal', () => {
	it("is one balanced voucher under its own number, the customer's line first", async () => {
		const [task] = await rig.run(invoices(57));
		expect(task?.outcome).toBe('drafted');
		expect(rig.lines()).toMatchObject([
			{
				Journal: 'MOMENT',
				Voucher: 57,
				Invoice: '57',
				AccountType: 1,
				Account: '20007',
				Debit: 125,
				Payment: 'Net8',
				DueDate: '2026-11-28T00:00:00',
				DCPostType: 4,
				Text: 'Invoice 57',
			},
			{
				AccountType: 0,
				Account: '1010',
				Credit: 100,
				Vat: 'U25',
				Project: '812',
				PrCategory: 'KONS',
				Text: 'Consulting 57',
			},
			{ Account: '1010', Credit: 25, Vat: 'U25', Text: 'Travel' },
		]);
		expect(task?.findings.map(({ message }) => message)).toContain(
			'Invoice 57 to "Nordlys A/S" waits in the journal "MOMENT" in Uniconta until somebody posts it.',
		);
	});

	it('has its amounts without VAT where the journal adds it', async () => {
		await rig.run(invoices(57), { journalAmounts: 'net', journalVoucher: 'journal' });
		expect(rig.lines()).toMatchObject([{ Debit: 125, Voucher: 0 }, { Credit: 80 }, { Credit: 20 }]);
	});

	it('of a credit note goes the other way and names what it credits', async () => {
		const plan = withPlan(58, {
			kind: 'creditNote',
			creditedInvoice: '57',
			net: -10_000,
			vat: -2_500,
			gross: -12_500,
		});
		plan.plan!.lines = plan.plan!.lines.map((line) => ({ ...line, quantity: -line.quantity, net: -line.net }));
		await rig.run([plan]);
		expect(rig.lines()).toMatchObject([
			{ Credit: 125, DCPostType: 5, Payment: 'Kontant', Text: 'Credit note 58, credits invoice 57' },
			{ Debit: 100 },
			{ Debit: 25 },
		]);
	});

	it("in another currency has both amounts at Moment's rate", async () => {
		await rig.run([withPlan(57, { currency: 'EUR', exchangeRate: 7.4613 })]);
		expect(rig.lines()).toMatchObject([
			{ Currency: 'EUR', DebitCur: 125, Debit: 932.66 },
			{ CreditCur: 100, Credit: 746.13 },
			{ CreditCur: 25, Credit: 186.53 },
		]);
		expect(vouchers(rig.lines())).toEqual({ 57: WHOLE });
	});

	const sent = async (
		plan: Partial<InvoicePlan>,
		settings: Partial<UnicontaSettings> = {},
	): Promise<InvoiceTask | undefined> => {
		rig.reset(settings);
		const [task] = await rig.run([withPlan(57, { currency: 'EUR', ...plan })]);
		return task;
	};
	const said = (task: InvoiceTask | undefined, level: string): string[] =>
		task?.findings.flatMap((one) => (one.level === level ? [one.message] : [])) ?? [];

	it.each([undefined, 746.03, 0.13404])(
		'in another currency without a rate that makes sense (%s) is converted by Uniconta, where it does that',
		async (exchangeRate) => {
			const task = await sent({ exchangeRate }, { journalConverts: 'onInsert' });
			expect(task?.outcome).toBe('drafted');
			expect(rig.lines()).toMatchObject([
				{ DebitCur: 125, Debit: 932.5 },
				{ CreditCur: 100, Credit: 746 },
				{ CreditCur: 25, Credit: 186.5 },
			]);
			expect(said(task, 'warning')).toContain(
				'Invoice 57 to "Nordlys A/S" is in EUR and goes without an exchange rate: Uniconta converts it at its own.',
			);
			expect(said(task, 'warning')).toHaveLength(exchangeRate === undefined ? 1 : 2);
		},
	);

	it.each([undefined, 746.03, 0.13404])(
		'… and is taken out again and refused, where it leaves the own amount empty (%s)',
		async (exchangeRate) => {
			const task = await sent({ exchangeRate });
			expect(task).toMatchObject({ outcome: 'refused' });
			expect(rig.lines()).toEqual([]);
			expect(said(task, 'error')).toEqual([
				'Invoice 57 to "Nordlys A/S" is in EUR and goes without an exchange rate, and the journal "MOMENT" left its amount in the company\'s own currency empty; its lines were taken out again.',
			]);
			expect(task?.findings.find(({ level }) => level === 'error')?.fix).toContain(
				'Choose the route Post or Order Draft',
			);
		},
	);

	it.each([
		[{ Debit: 93_253.75 }, '93253.75'],
		[{ Debit: 0 }, '0.00'],
		[{ Debit: 16.76 }, '16.76'],
	])('that waits in the journal with an own amount that no rate gives is said: %j', async (values, amount) => {
		await sent({ exchangeRate: 7.46 });
		const [row] = rig.standIn.ledger.company(MAIN)?.rowsOf(LINES).rows() ?? [];
		row!.values = { ...row!.values, ...values };
		const [task] = await rig.run([
			{ ...withPlan(57, { currency: 'EUR', exchangeRate: 746.03 }), known: knownAs(57, 'drafted') },
		]);
		expect(task?.outcome).toBe('unchanged');
		expect(said(task, 'warning')).toContain(
			`Invoice 57 to "Nordlys A/S" stands in the journal "MOMENT" with ${amount} DKK for 125.00 EUR, which no exchange rate gives.`,
		);
	});

	it('in another currency is not booked, with a rate or without, where it is not known which currency the books are in', async () => {
		for (const exchangeRate of [undefined, 7.46, 746.03]) {
			rig.reset({ emptyCompanyLists: 9 });
			const [task] = await rig.run([withPlan(57, { currency: 'EUR', exchangeRate })]);
			expect([task?.outcome, said(task, 'error')]).toEqual([
				'refused',
				[expect.stringContaining('Uniconta does not say which currency the books are in')],
			]);
			expect(rig.lines()).toEqual([]);
		}
	});

	it.each([
		['en', 'text'],
		['da', 'text'],
		['en', 'number'],
		['da', 'strictNumber'],
	] as const)('is taken by a Uniconta that speaks %s and keeps the number as %s', async (user, invoiceField) => {
		rig.reset({ invoiceField });
		for (const debtor of rig.debtors()) debtor.values = { ...debtor.values, VatZone: null };
		const tasks = await rig.run(invoices(57, 58), {}, user);
		expect(outcomes(tasks)).toEqual(['drafted', 'drafted']);
		expect(vouchers(rig.lines())).toEqual({ 57: WHOLE, 58: WHOLE });
	});

	it('is taken where a label in another language is dropped without a word', async () => {
		rig.reset({ foreignLabels: 'ignore', unknownCodes: 'null' });
		expect(outcomes(await rig.run(invoices(57, 58), {}, 'da'))).toEqual(['drafted', 'drafted']);
		expect(vouchers(rig.lines())).toEqual({ 57: WHOLE, 58: WHOLE });
		expect(rig.lines().filter(({ AccountType }) => AccountType === 1)).toHaveLength(2);
	});

	it('is only said on a dry run', async () => {
		expect(outcomes(await rig.run(invoices(57), { dryRun: true }))).toEqual(['wouldDraft']);
		expect(rig.writes()).toEqual([]);
	});
});

describe('an invoice that Uniconta has already', () => {
	it.each(['all', 'primaryKeys'] as const)(
		'is left as it is in the journal, lines shown with %s',
		async (childIdentity) => {
			rig.reset({ childIdentity });
			await rig.run(invoices(57, 58));
			rig.forget();
			expect(outcomes(await rig.run(invoices(57, 58)))).toEqual(['unchanged', 'unchanged']);
			expect(rig.writes()).toEqual([]);
		},
	);

	it('is unchanged once a person has posted the journal', async () => {
		await rig.run(invoices(57));
		rig.person.postJournal('MOMENT');
		rig.forget();
		expect(outcomes(await rig.run(invoices(57)))).toEqual(['unchanged']);
		expect(rig.writes()).toEqual([]);
	});

	it('deleted from the journal by a person is said, and not written again by itself', async () => {
		const [sent] = await rig.run(invoices(57));
		const known = {
			key: '57',
			unicontaRowId: '',
			held: [sent?.reference ?? ''],
			hash: sent?.mapped.hash ?? '',
			outcome: 'drafted',
		};
		const table = rig.standIn.ledger.company(MAIN)!.rowsOf(LINES);
		for (const { rowId } of table.rows()) rig.person.remove(LINES, `rowId:${rowId}`);
		const [again] = await rig.run([{ ...invoiceOf(57), known }]);
		expect(again?.outcome).toBe('refused');
		expect(again?.findings.find(({ level }) => level === 'error')).toMatchObject({
			message: expect.stringContaining('is gone from the journal'),
			fix: expect.stringContaining('moment_uniconta_log'),
		});
		expect(rig.lines()).toEqual([]);
	});

	it('for which an order of route Post still stands is not written: a posting of it may be on its way', async () => {
		rig.person.add('DebtorOrderClient', { Account: '20007', ReferenceNumber: '57#t6x2k9ab1c' });
		const tasks = await rig.run(invoices(57, 58));
		expect(outcomes(tasks)).toEqual(['uncertain', 'drafted']);
		expect(tasks[0]?.findings.map(({ message, fix }) => `${message} ${fix}`).join(' ')).toMatch(
			/order \d+ for it stands in Uniconta.*Sales orders/,
		);
		expect(Object.keys(vouchers(rig.lines()))).toEqual(['58']);
	});

	it('under another customer is a finding', async () => {
		const other = rig
			.debtors()
			.map(({ values }) => String(values.Account))
			.find((account) => account !== '20007')!;
		rig.person.invoice({ account: other, number: '57', date: '2026-11-20' });
		const [task] = await rig.run(invoices(57));
		expect(task?.outcome).toBe('refused');
		expect(task?.findings.find(({ level }) => level === 'error')?.message).toContain(
			`posted in Uniconta already, for customer ${other}`,
		);
		expect(rig.writes()).toEqual([]);
	});

	it('stands twice after a late insert: the older copy stays', async () => {
		await rig.run(invoices(57));
		const copy = rig.lines().map((values) => ({ ...values, ReferenceNumber: '57#zzzzzz0001.9' }));
		for (const values of copy)
			rig.standIn.ledger.company(10_542)!.rowsOf('GLDailyJournalLineClient').add(values, 0);
		expect(vouchers(rig.lines())).toEqual({ 57: { lines: 6, balance: 0, marks: 2 } });
		await rig.run(invoices(58));
		expect(vouchers(rig.lines())).toEqual({ 57: WHOLE, 58: WHOLE });
	});
});

describe('a journal that cannot take it', () => {
	it('because Uniconta puts VAT on a line that was sent without a code: its lines are taken out again', async () => {
		const plan = withPlan(57, {});
		plan.plan!.lines[1] = { ...plan.plan!.lines[1]!, account: '9990', vat: '', vatPercent: 0 };
		Object.assign(plan.plan!, { vat: 2000, gross: 12_000 });
		const context = rig.context();
		const odata = {
			...context.odata,
			insertList: async (type: string, rows: Parameters<typeof context.odata.insertList>[1]) =>
				await context.odata.insertList(
					type,
					rows.map((row) => (row['Account'] === '9990' ? { ...row, Vat: 'U25' } : row)),
				),
		};
		const [task] = [plan].map(taskOf);
		await createJournalRoute({ ...context, odata }).send([task!]);
		expect(task).toMatchObject({
			outcome: 'refused',
			findings: [
				expect.objectContaining({
					message: expect.stringContaining(
						'Uniconta put Vat "U25" on the line of account 9990 in the journal "MOMENT", which was sent without one',
					),
				}),
			],
		});
		expect(rig.lines()).toEqual([]);
	});

	it.each([
		['NONE', 'which does not exist in Uniconta'],
		['', 'has no journal to go to'],
	])('named "%s" is said', async (journal, says) => {
		const [task] = await rig.run(invoices(57), { journal });
		expect(task?.outcome).toBe('refused');
		expect(task?.findings.some(({ message }) => message.includes(says))).toBe(true);
	});

	it('refuses one voucher and takes the others', async () => {
		rig.reset({ unknownCodes: 'refuse' });
		const list = invoices(57, 58, 59, 60);
		list[2] = invoiceOf(59, {
			plan: { ...list[2]!.plan!, lines: list[2]!.plan!.lines.map((line) => ({ ...line, vat: 'NOVAT' })) },
		});
		// As if the code had been deleted after the checks.
		rig.person.add('GLVatClient', { Vat: 'NOVAT', Name: 'Soon gone', Rate: 25 });
		const context = rig.context();
		const { checkInvoices } = await import('../../../../../lib/uniconta/invoice/checks/checks');
		const tasks = list.map(taskOf);
		await checkInvoices(tasks, context);
		const table = rig.standIn.ledger.company(10_542)!.rowsOf('GLVatClient');
		table.remove(table.withKey('NOVAT')!);
		await createJournalRoute(context).send(tasks);
		expect(outcomes(tasks)).toEqual(['drafted', 'drafted', 'refused', 'drafted']);
		expect(vouchers(rig.lines())).toEqual({ 57: WHOLE, 58: WHOLE, 60: WHOLE });
	});
});

describe('a thousand invoices of five lines', () => {
	it('take at most 50 calls, checks and all', async () => {
		const list = Array.from({ length: 1_000 }, (_, at) => {
			const invoice = invoiceOf(20_001 + at);
			const [line] = invoice.plan!.lines;
			return {
				...invoice,
				plan: {
					...invoice.plan!,
					lines: Array.from({ length: 5 }, () => ({ ...line!, quantity: 1, unitPrice: 20, net: 2_000 })),
				},
			};
		});
		const tasks = await rig.run(list);
		expect(new Set(outcomes(tasks))).toEqual(new Set(['drafted']));
		expect(rig.lines()).toHaveLength(6_000);
		expect(rig.calls().length).toBeLessThanOrEqual(50);
	});
});
