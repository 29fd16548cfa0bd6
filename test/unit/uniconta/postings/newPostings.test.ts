import { dayAfter, dayBefore } from '../../../../lib/state/startAfter';
import { ApiError } from '../../../../lib/http/errors';
import type { UnicontaClient } from '../../../../lib/uniconta/api/client';
import type { NewPostings } from '../../../../lib/uniconta/postings/newPostings';
import type { UnicontaRow } from '../../../../lib/uniconta/api/rows';
import type { UnicontaSettings } from '../../../../sandbox/standins/uniconta/settings';
import { amounts, expenses, messages, startPostingRig, TODAY, type PostingRig } from './postingRig';

let rig: PostingRig;
beforeAll(async () => {
	rig = await startPostingRig();
});
afterAll(async () => {
	await rig.stop();
});
beforeEach(() => rig.fresh());

describe('what was posted becomes an expense', () => {
	it("net, with project, category, supplier and its invoice number, and nothing of VAT or the supplier's account", async () => {
		const id = rig.bill([{ amount: 1250.5 }]);
		expect((await rig.read()).postings).toEqual([
			{
				reference: `10542/BILAG/${id}/5001/1/3001`,
				company: '10542',
				series: 'BILAG',
				postingId: id,
				voucher: '5001',
				line: '1',
				account: '2010',
				accountName: 'Fremmed arbejde',
				date: TODAY,
				postedAt: `${TODAY}T12:00:00`,
				text: 'Murerarbejde',
				amount: '1250.50',
				currency: 'DKK',
				localAmount: '1250.50',
				supplierNumber: '50001',
				supplierName: 'Murer Hansen & Søn ApS',
				supplierInvoice: 'A-77',
				project: '3001',
				projectName: 'Tilbygning Vest',
				category: 'MAT',
				isCorrection: false,
				isExpense: true,
				findings: [],
			},
		]);
	});

	it("in the currency of the bill, with the amount in the company's own beside it", async () => {
		rig.bill([{ amount: 100.1, vat: 0 }], { currency: 'EUR' });
		expect((await rig.read()).postings).toMatchObject([
			{ amount: '100.10', currency: 'EUR', localAmount: '746.75', findings: [] },
		]);
	});

	it('with a minus on a credit note', async () => {
		rig.bill([{ amount: -350 }]);
		expect((await rig.read()).postings).toMatchObject([{ amount: '-350.00', isExpense: true, findings: [] }]);
	});

	it('each line of a voucher by itself, told apart by amount or else by text', async () => {
		rig.bill([
			{ amount: 500, text: 'Til Køge', project: '3001' },
			{ amount: 700, project: '3002' },
			{ amount: 500, text: 'Til Ølby', project: '3003', account: '2020' },
		]);
		expect(
			(await rig.read()).postings.map(({ line, project, text, amount }) => [line, project, text, amount]),
		).toEqual([
			['1', '3001', 'Til Køge', '500.00'],
			['2', '3002', 'Murerarbejde', '700.00'],
			['3', '3003', 'Til Ølby', '500.00'],
		]);
	});

	it('divided over the projects that share it, to the cent in both currencies', async () => {
		rig.bill(
			[
				{
					amount: 100,
					vat: 0,
					divided: [
						{ project: '3001', category: 'MAT', amount: 33.33 },
						{ project: '3002', category: 'MAT', amount: 33.33 },
						{ project: '3003', category: 'MAT', amount: 33.34 },
					],
				},
			],
			{ currency: 'EUR' },
		);
		const read = await rig.read();
		expect(read.postings.map(({ line, project }) => [line, project])).toEqual([
			['1.1', '3001'],
			['1.2', '3002'],
			['1.3', '3003'],
		]);
		expect(amounts(read)).toEqual(['33.33', '33.33', '33.34']);
	});

	it.each<[string, Partial<UnicontaSettings>]>([
		['the supplier stands on its own line only', { postedContact: 'creditorLine' }],
		['keys come in camel case', { jsonKeys: 'camelCase' }],
		['nulls are sent', { nulls: 'sent' }],
		['invoice numbers are numbers', { invoiceField: 'number' }],
		['lists come in pages', { pageLimit: 2 }],
		['pages come without a word', { pageLimit: 2, pageStyle: 'silent' }],
		['$skip is ignored', { pageLimit: 2, pageStyle: 'silent', skip: 'ignored' }],
		['batches cannot be read', { batchesReadable: 'none' }],
	])('the same where %s', async (_, settings) => {
		rig.fresh(settings);
		for (let count = 1; count <= 5; count += 1)
			rig.bill([{ amount: count * 100 }, { amount: count * 100 + 1, project: '3002' }], {
				invoice: String(count),
			});
		const read = await rig.read();
		expect(amounts(read)).toEqual([1, 2, 3, 4, 5].flatMap((count) => [`${count}00.00`, `${count}01.00`]));
		expect(
			read.postings.every(
				({ supplierName, supplierInvoice, findings }) =>
					supplierName === 'Murer Hansen & Søn ApS' && supplierInvoice !== '' && findings.length === 0,
			),
		).toBe(true);
	});

	it('the same where every number comes as text, in Danish notation', async () => {
		rig.bill([{ amount: 1250.5 }, { amount: 100.1, vat: 0, project: '3002' }], { currency: 'EUR' });
		const asText = (row: UnicontaRow): UnicontaRow =>
			Object.fromEntries(
				Object.entries(row).map(([name, value]) => [
					name,
					typeof value === 'number' ? String(value).replace('.', ',') : value,
				]),
			);
		const texts = (own: UnicontaClient): UnicontaClient => ({
			...own,
			async *pages(type, options) {
				for await (const page of own.pages(type, options)) yield page.map(asText);
			},
		});
		const plain = await rig.read();
		expect(await rig.read({ client: texts })).toEqual(plain);
		expect(plain.postings).toHaveLength(2);
	});

	it('for a Danish user too', async () => {
		rig.bill([{}]);
		expect(await rig.read({ user: 'da' })).toEqual(await rig.read());
	});
});

describe('what is no cost is left out', () => {
	it('an invoice that we sent', async () => {
		rig.person.invoice({ account: '20010', vat: 'U25' });
		expect((await rig.read({ series: 'FAKT' })).postings).toEqual([]);
	});

	it('sales on a project from a journal', async () => {
		const line = { Journal: 'DAGLIG', Date: `${TODAY}T00:00:00`, Text: 'Salg' };
		rig.person.add('GLDailyJournalLineClient', { ...line, AccountType: 'Debtor', Account: '20010', Debit: 100 });
		rig.person.add('ProjectClient', { Number: 'P1', Name: 'Projekt', Account: '20010' });
		rig.person.add('GLDailyJournalLineClient', {
			...line,
			Account: '1020',
			Credit: 100,
			Project: 'P1',
			PrCategory: 'KONS',
		});
		rig.person.postJournal('DAGLIG');
		expect((await rig.read()).postings).toEqual([]);
	});

	it('time of employees, with its entry in the ledger', async () => {
		rig.bill([{ account: '4800', employee: 'MAT', vat: 0, amount: 4100 }, { amount: 900 }]);
		expect(amounts(await rig.read())).toEqual(['900.00']);
	});

	it('opening balances, year-end transfers and what is void', async () => {
		rig.bill([{}]);
		const [entry] = rig.standIn.ledger.company(10_542)!.rowsOf('GLTransClient').rows();
		for (const flag of ['PrimoTrans', 'YearTransfer', 'Void']) {
			rig.person.edit('GLTransClient', `rowId:${entry!.rowId}`, {
				PrimoTrans: false,
				YearTransfer: false,
				Void: false,
				[flag]: true,
			});
			const read = await rig.read({ accounts: '2010' });
			expect(read.postings).toEqual([]);
		}
	});

	it('other series, other accounts', async () => {
		rig.bill([{ amount: 1 }, { amount: 2, account: '2020' }, { amount: 3, account: '2030' }]);
		expect(amounts(await rig.read({ accounts: '2010, 2025..2099' }))).toEqual(['1.00', '3.00']);
		expect((await rig.read({ series: 'FAKT' })).postings).toEqual([]);
	});
});

describe('what cannot become an expense comes with its reason', () => {
	it.each<[string, () => void, string]>([
		['no project', () => rig.bill([{ account: '4000', project: '' }]), 'has no project'],
		['an amount of zero', () => rig.bill([{ amount: 0 }]), 'amount of zero'],
		[
			'a currency that does not exist',
			() => {
				rig.bill([{}]);
				const row = rig.standIn.ledger.company(10_542)!.rowsOf('GLTransClient').rows()[0]!;
				row.values = { ...row.values, Currency: 'XXX', AmountCur: 12 };
			},
			'currency "XXX", which does not exist',
		],
		[
			'entries of which it cannot be told which project they belong to',
			() =>
				rig.bill([
					{ amount: 500, text: 'Fragt', project: '3001' },
					{ amount: 500, text: 'Fragt', project: '3002', account: '2020' },
				]),
			'could belong to project 3001 (500.00), project 3002 (500.00)',
		],
	])('%s', async (_, happens, says) => {
		rig.bill([{ amount: 77 }]);
		happens();
		rig.bill([{ amount: 88 }]);
		const read = await rig.read();
		expect(expenses(read).map(({ amount }) => amount)).toEqual(expect.arrayContaining(['88.00']));
		const refused = read.postings.filter(({ isExpense }) => !isExpense);
		expect(refused.length).toBeGreaterThan(0);
		for (const posting of refused) expect(messages(posting)).toEqual([expect.stringContaining(says)]);
	});

	it('amounts that differ are joined where there is one of each, and it is said', async () => {
		rig.bill([{ amount: 1000 }]);
		const row = rig.standIn.ledger.company(10_542)!.rowsOf('ProjectTransClient').rows()[0]!;
		row.values = { ...row.values, CostAmount: 990 };
		const [posting] = (await rig.read()).postings;
		expect(posting).toMatchObject({
			amount: '1000.00',
			project: '3001',
			isExpense: true,
			findings: [{ level: 'note' }],
		});
	});

	it('a series that does not exist', async () => {
		rig.bill([{}]);
		await expect(rig.read({ series: 'BILLAG' })).rejects.toThrow('There is no number series "BILLAG"');
	});
});

describe('where a run begins', () => {
	it('a bill posted today for last month comes, one posted before the start date does not', async () => {
		rig.day('2026-10-30');
		rig.bill([{ amount: 1 }], { date: '2026-11-05' });
		rig.day(TODAY);
		rig.bill([{ amount: 2 }], { date: '2026-09-15' });
		expect(amounts(await rig.read({ startAfter: '2026-10-31' }))).toEqual(['2.00']);
	});

	it.each<[string, Partial<UnicontaSettings>]>([
		['by the time of posting', {}],
		['by the voucher, with 30 days for late ones', { batchesReadable: 'none' }],
	])(
		'what was posted on the start date does not come, what was posted the day after does: %s',
		async (how, settings) => {
			rig.fresh(settings);
			const back = how.startsWith('by the voucher') ? 30 : 0;
			const date = (day: number): string => new Date(Date.UTC(2026, 10, day - back)).toISOString().slice(0, 10);
			for (const day of [9, 10, 11]) {
				rig.day(`2026-11-${String(day).padStart(2, '0')}`);
				rig.bill([{ amount: day }], { date: date(day) });
			}
			rig.day(TODAY);
			expect(amounts(await rig.read({ startAfter: '2026-11-10' }))).toEqual(['11.00']);
			expect(amounts(await rig.read({ startAfter: '2026-11-09' }))).toEqual(['10.00', '11.00']);
		},
	);

	it('the next run, with the cursor and start date of the last one, gives only what came since', async () => {
		rig.day('2026-11-10');
		rig.bill([{ amount: 1 }]);
		const first = await rig.read();
		expect(first).toMatchObject({ cursor: 1, startAfter: '2026-11-09' });
		rig.bill([{ amount: 2 }]);
		const second = await rig.read({ cursor: first.cursor, startAfter: first.startAfter });
		expect(amounts(second)).toEqual(['2.00']);
		const third = await rig.read({ cursor: second.cursor, startAfter: second.startAfter });
		expect(third).toEqual({ postings: [], cursor: 2, startAfter: '2026-11-09' });
	});

	it.each<[string, Partial<UnicontaSettings>]>([
		['', {}],
		[' also where batches cannot be read', { batchesReadable: 'none' }],
	])('a start date set back gives the same postings again, under the same references%s', async (_, settings) => {
		rig.fresh(settings);
		rig.day('2026-11-10');
		rig.bill([{ amount: 1 }], { date: '2026-11-09' });
		rig.day('2026-11-12');
		rig.bill([{ amount: 2 }], { date: '2026-11-11' });
		const first = await rig.read();
		expect((await rig.read({ cursor: first.cursor, startAfter: first.startAfter })).postings).toEqual([]);
		const again = await rig.read({ cursor: first.cursor, startAfter: '2026-10-31' });
		expect(again).toEqual(first);
	});

	it('without posting times a bill dated within the look-back comes', async () => {
		rig.fresh({ batchesReadable: 'none' });
		rig.bill([{ amount: 1 }], { date: '2026-10-15' });
		rig.bill([{ amount: 2 }], { date: '2026-09-15' });
		rig.bill([{ amount: 3 }], { date: '2026-12-24' });
		expect(amounts(await rig.read({ startAfter: '2026-11-09' }))).toEqual(['1.00', '3.00']);
	});

	it('with a cursor alone, whatever was posted after it, however long ago', async () => {
		rig.day('2026-03-01');
		rig.bill([{ amount: 1 }]);
		rig.bill([{ amount: 2 }]);
		rig.day(TODAY);
		rig.bill([{ amount: 3 }]);
		expect(amounts(await rig.read({ cursor: 1, startAfter: '' }))).toEqual(['2.00', '3.00']);
	});

	describe('a list that shows a posting later than the list of batches', () => {
		/** Hides the ledger's entries of a posting for the first so many reads, or some of them. */
		const hiding = (posting: number, kept = 0) => {
			const hide = { reads: 1 };
			const client = (own: UnicontaClient): UnicontaClient => ({
				...own,
				pages: async function* (type, options) {
					for await (const page of own.pages(type, options)) {
						const hidden = page.filter((row) => Number(row.JournalPostedId) === posting).slice(kept);
						yield type === 'GLTransClient' && hide.reads > 0
							? page.filter((row) => !hidden.includes(row))
							: page;
					}
				},
			});
			return { hide, client };
		};

		it.each([
			['not at all', 0],
			['in part', 1],
		])('shown %s: the cursor waits before it, and it comes with the next run', async (_, kept) => {
			const first = rig.bill([{ amount: 1 }]);
			const late = rig.bill([{ amount: 2, vat: 25 }]);
			rig.bill([{ amount: 3 }]);
			const { hide, client } = hiding(late, kept);
			const early = await rig.read({ client });
			expect(early.cursor).toBe(first);
			hide.reads = 0;
			const next = await rig.read({ client, cursor: early.cursor, startAfter: early.startAfter, onlyNew: true });
			expect(amounts(next)).toEqual(expect.arrayContaining(['2.00', '3.00']));
			expect(next.cursor).toBe(late + 1);
		});

		it('a day later it is gone for good: the cursor moves on', async () => {
			const late = rig.bill([{ amount: 2 }]);
			const { client } = hiding(late);
			expect((await rig.read({ client, today: '2026-11-22' })).cursor).toBe(late);
		});
	});

	it('the cursor moves over batches of other series, and over our own invoices', async () => {
		rig.person.invoice({ account: '20010', vat: 'U25' });
		expect(await rig.read()).toEqual({ postings: [], cursor: 1, startAfter: dayBefore(TODAY) });
	});
});

describe('what is taken back', () => {
	it.each<[string, Partial<UnicontaSettings>]>([
		['both marked', {}],
		['only the first marked', { cancelledEntries: 'original' }],
	])('comes with the opposite sign, %s: together nothing', async (_, settings) => {
		rig.fresh(settings);
		const id = rig.bill([{ amount: 640 }]);
		const first = await rig.read();
		rig.person.cancelPosting(id);
		const next = await rig.read({ cursor: first.cursor, startAfter: first.startAfter });
		expect(next.postings).toMatchObject([
			{ amount: '-640.00', isCorrection: true, isExpense: true, project: '3001', findings: [{ level: 'note' }] },
		]);
		expect(messages(next.postings[0]!)[0]).toContain(`takes back posting ${id}`);
	});

	it('in one run, both come, each naming the other', async () => {
		const id = rig.bill([{ amount: 640 }]);
		const counter = rig.person.cancelPosting(id).journalPostedId;
		const { postings } = await rig.read();
		expect(postings.map(({ amount, isExpense }) => [amount, isExpense])).toEqual([
			['640.00', true],
			['-640.00', true],
		]);
		expect(messages(postings[0]!)[0]).toContain(`posting ${counter}`);
		expect(messages(postings[1]!)[0]).toContain(`posting ${id}`);
	});

	it('what takes back a posting from before the start date becomes no expense', async () => {
		rig.day('2026-10-30');
		const id = rig.bill([{ amount: 640 }]);
		rig.day(TODAY);
		rig.person.cancelPosting(id);
		const { postings } = await rig.read({ startAfter: '2026-11-14' });
		expect(postings).toMatchObject([{ amount: '-640.00', isExpense: false, findings: [{ level: 'error' }] }]);
	});

	it('an entry that is cancelled within the look-back, and that nothing takes back, is told once it was read', async () => {
		rig.bill([{ amount: 640 }]);
		const { cursor, startAfter } = await rig.read();
		rig.person.edit(
			'GLTransClient',
			`rowId:${rig.standIn.ledger.company(10_542)!.rowsOf('GLTransClient').rows()[0]!.rowId}`,
			{ Canceled: true },
		);
		const { postings } = await rig.read({ cursor, startAfter });
		expect(postings).toMatchObject([{ reference: '10542/BILAG/1/5001/1/3001', isExpense: false }]);
		expect(messages(postings[0]!)[0]).toContain('was cancelled in Uniconta later');
		expect((await rig.read({ cursor, startAfter: '2027-01-19', today: '2027-01-20' })).postings).toEqual([]);
	});

	it.each<[string, UnicontaSettings['deletedPosting'], string]>([
		['with its entries', 'removed', '10542/BILAG/1///'],
		['while its entries stay', 'stays', '10542/BILAG/1/5001/1/3001'],
	])('a posting deleted %s is told with its reference', async (_, deletedPosting, reference) => {
		rig.fresh({ deletedPosting });
		const id = rig.bill([{}]);
		const { cursor, startAfter } = await rig.read();
		rig.person.deletePosting(id);
		const { postings } = await rig.read({ cursor, startAfter });
		expect(postings).toMatchObject([{ reference, isExpense: false, findings: [{ level: 'error' }] }]);
		expect(messages(postings[0]!)[0]).toContain('deleted');
	});
});

describe('whatever Uniconta makes of a question', () => {
	const seed = (): void => {
		rig.day('2026-08-01');
		rig.bill([{ amount: 1 }]);
		rig.day(TODAY);
		rig.bill([{ amount: 2 }]);
		rig.bill([{ amount: 3 }, { amount: 4, account: '4000' }], { date: '2026-10-02' });
		rig.person.invoice({ account: '20010', vat: 'U25' });
	};

	it('filters that are ignored change nothing', async () => {
		seed();
		const asked = await rig.read({ accounts: '2010' });
		const ignored = await rig.read({
			accounts: '2010',
			client: (own) => ({ ...own, pages: (type, { key }) => own.pages(type, { key }) }),
		});
		expect(amounts(asked)).toEqual(['2.00', '3.00']);
		expect(ignored).toEqual(asked);
	});

	it.each(['JournalPostedId', 'RowId', 'Posted'])(
		'nor does one that refuses to filter or order by %s',
		async (field) => {
			seed();
			const asked = await rig.read();
			const refuses = (own: UnicontaClient): UnicontaClient => ({
				...own,
				pages: (type, options) => {
					if (type.endsWith('TransClient') || field === 'Posted') {
						if (
							options.key === field ||
							options.filter?.some((condition) => condition.field === field) === true
						)
							return refused();
					}
					return own.pages(type, options);
				},
			});
			async function* refused(): AsyncGenerator<never[]> {
				throw new ApiError('no such property', { system: 'Uniconta', kind: 'refused', fix: '' });
			}
			expect(await rig.read({ client: refuses })).toEqual(asked);
		},
	);
});

describe('calls', () => {
	it('10,000 postings take a dozen calls or two, each once, and the next run finds nothing new', async () => {
		rig.fresh({}, 10_000);
		rig.forget();
		const first = await rig.read({ startAfter: '2025-12-31' });
		expect(first.postings).toHaveLength(10_000);
		expect(new Set(first.postings.map(({ reference }) => reference)).size).toBe(10_000);
		expect(expenses(first)).toHaveLength(10_000);
		expect(rig.calls().length).toBeLessThan(30);
		rig.forget();
		expect(
			(await rig.read({ cursor: first.cursor, startAfter: first.startAfter, today: dayAfter(first.startAfter) }))
				.postings,
		).toEqual([]);
		expect(rig.calls().length).toBeLessThan(15);
	});

	it('a run where nothing was posted in the look-back asks once', async () => {
		rig.forget();
		await rig.read();
		expect(rig.calls()).toEqual(['GET /odata/GLDailyJournalPostedClient']);
	});

	it('a thousand new postings of ten days are a handful of calls', async () => {
		rig.fresh({}, 1_000);
		rig.bill([{ amount: 5 }]);
		rig.forget();
		const read = await rig.read({ cursor: 1, startAfter: '2025-12-31', onlyNew: true });
		expect(expenses(read)).toHaveLength(1_000);
		expect(rig.calls().length).toBeLessThanOrEqual(7);
	});

	it('a whole business day with a thousand new postings, a run every half hour and a look back every six hours, stays below 220', async () => {
		rig.fresh({}, 500);
		rig.bill([{ amount: 1 }]);
		let marks = await rig.read({ startAfter: '2025-12-31' });
		rig.forget();
		let came = 0;
		for (let run = 0; run < 48; run += 1) {
			// Twenty hours in which something is posted, our own invoices between.
			if (run % 6 !== 0) for (let count = 0; count < 25; count += 1) rig.bill([{ amount: run + 1 }]);
			if (run % 3 === 0) rig.person.invoice({ account: '20010', vat: 'U25' });
			const read = await rig.read({
				cursor: marks.cursor,
				startAfter: marks.startAfter,
				onlyNew: run % 12 !== 0,
			});
			came += expenses(read).length;
			marks = read;
		}
		expect(came).toBe(1_000);
		expect(rig.calls().length).toBeLessThan(220);
	});
});

describe('a run that looks for nothing but news', () => {
	const news = async (marks: NewPostings, more: Parameters<PostingRig['read']>[0] = {}): Promise<NewPostings> =>
		await rig.read({ cursor: marks.cursor, startAfter: marks.startAfter, onlyNew: true, ...more });

	it('is one call where there are none, and changes nothing', async () => {
		rig.bill([{ amount: 1 }]);
		const first = await rig.read();
		rig.forget();
		expect(await news(first)).toEqual({ postings: [], cursor: first.cursor, startAfter: first.startAfter });
		expect(rig.calls()).toEqual(['GET /odata/GLDailyJournalPostedClient']);
	});

	it.each<[string, Partial<UnicontaSettings>]>([
		['', {}],
		[', also where batches cannot be read', { batchesReadable: 'none' }],
		[', also in pages', { pageLimit: 2 }],
		[', also in pages without a word', { pageLimit: 3, pageStyle: 'silent' }],
		[', also where $skip is ignored', { pageLimit: 2, pageStyle: 'silent', skip: 'ignored' }],
	])('gives what the long look gives%s', async (_, settings) => {
		rig.fresh(settings);
		rig.bill([{ amount: 1 }]);
		const first = await rig.read();
		rig.forget();
		expect((await news(first)).postings).toEqual([]);
		expect(rig.calls().length).toBeLessThanOrEqual(3);
		rig.bill([{ amount: 2 }, { amount: 3, project: '' }], { date: '2026-11-02' });
		for (let count = 4; count <= 9; count += 1) rig.bill([{ amount: count }]);
		const next = await news(first);
		expect(amounts(next)).toEqual(['2.00', '3.00', '4.00', '5.00', '6.00', '7.00', '8.00', '9.00']);
		expect(next).toEqual(await rig.read({ cursor: first.cursor, startAfter: first.startAfter }));
		expect((await news(next)).postings).toEqual([]);
	});

	it('without a cursor is the first run, and reads everything', async () => {
		rig.bill([{ amount: 1 }]);
		expect(amounts(await rig.read({ onlyNew: true }))).toEqual(['1.00']);
	});

	it.each<[string, string, boolean]>([
		['of yesterday', '2026-11-19', true],
		['of the last quarter', '2026-08-19', true],
		['of the last quarter, by the long look', '2026-08-19', false],
	])('finds what a new entry takes back %s', async (_, day, onlyNew) => {
		rig.day(day);
		const id = rig.bill([{ amount: 640 }]);
		const first = await rig.read({ startAfter: '2026-07-31', today: day });
		rig.day(TODAY);
		rig.person.cancelPosting(id);
		const { postings } = await news(first, { onlyNew });
		expect(postings).toMatchObject([{ amount: '-640.00', isCorrection: true, isExpense: true, project: '3001' }]);
		expect(messages(postings[0]!)[0]).toContain(`takes back posting ${id}`);
	});

	it('says it where that cannot be asked for: nothing comes with the wrong sign, and nothing is dropped', async () => {
		rig.day('2026-08-19');
		const id = rig.bill([{ amount: 640 }]);
		const first = await rig.read({ startAfter: '2026-07-31', today: '2026-08-19' });
		rig.day(TODAY);
		rig.person.cancelPosting(id);
		const refuses = (own: UnicontaClient): UnicontaClient => ({
			...own,
			pages: (type, options) =>
				options.filter?.some(({ field }) => field === 'Voucher') === true ? none() : own.pages(type, options),
		});
		async function* none(): AsyncGenerator<never[]> {
			throw new ApiError('no such property', { system: 'Uniconta', kind: 'refused', fix: '' });
		}
		const { postings } = await news(first, { client: refuses });
		expect(postings).toMatchObject([
			{
				amount: '-640.00',
				isExpense: false,
				findings: [{ level: 'error', fix: expect.stringContaining('takes back an older one') as unknown }],
			},
		]);
	});
});

it('of the demo company forty bills and one of each kind come out right', async () => {
	rig.fresh({}, 'demo');
	const read = await rig.read({ startAfter: '2025-12-31' });
	expect(read).toMatchObject({ cursor: 51, startAfter: '2026-05-19' });
	expect(
		read.postings.filter(({ isExpense }) => !isExpense).map(({ text, findings }) => [text, findings.length]),
	).toEqual([
		['Følgeseddel uden beløb', 1],
		['Husleje, maj', 1],
	]);
	expect(new Set(read.postings.map(({ reference }) => reference)).size).toBe(read.postings.length);
});
