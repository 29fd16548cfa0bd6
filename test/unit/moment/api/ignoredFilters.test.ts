import { answer, fakeMoment } from '../../../support/fakeMoment';

type Row = Record<string, unknown>;

const many = (count: number, from: number, row: (id: number) => Row): Row[] =>
	Array.from({ length: count }, (_, index) => ({ id: from + index, ...row(from + index) }));

/**
 * Filters that no one has seen are ignored without a word (MO7): more than a page of rows that fit
 * proves nothing.
 */
describe('Where Moment ignores a filter, and its first page looks as if it did not', () => {
	it.each([
		[501, 1],
		[500, 100],
		[1200, 1],
	])('no activity of another project is taken (%i of the project, then %i of others)', async (own, others) => {
		const created: unknown[] = [];
		const moment = fakeMoment({
			lists: {
				projectExtensions: [
					...many(own, 1, (id) => ({ projectId: 1, name: `Fase ${id}` })),
					...many(others, 5000, () => ({ projectId: 2, name: 'Udlæg' })),
				],
			},
			intercept: ({ method, body }) => {
				if (method !== 'POST') return undefined;
				created.push(body);
				moment.lists.projectExtensions?.push({ id: 9000, ...(body as Row) });
				return answer(201, { id: 9000 });
			},
		});
		expect(await moment.client().activity('1', 'Udlæg')).toMatchObject({
			activity: { id: '9000', projectId: '1' },
			created: true,
		});
		expect(created).toEqual([{ projectId: 1, name: 'Udlæg' }]);
	});

	it.each([
		[500, 50],
		[550, 50],
		[1200, 1],
	])('no line of another invoice is taken (%i of the invoice, then %i of others)', async (own, others) => {
		const line =
			(invoiceId: number) =>
			(id: number): Row => ({
				invoiceId,
				itemName: `Linje ${id}`,
				quantity: 1,
				unitPrice: 1,
				sumNetAmount: 1,
				vatPercentage: 25,
				financialAccount: { id: 7, accountNumber: '1010', externalTaxCode: 'U25', currentVatPercentage: 25 },
			});
		const invoice = (id: number): Row => ({
			id,
			invoiceNumber: 10_000 + id,
			issueDate: '2026-03-02',
			dueDate: '2026-03-10',
			customerId: 3,
			customerNumber: 'C3',
			customerName: 'Kunde 3',
		});
		const moment = fakeMoment({
			lists: {
				invoices: [invoice(1), invoice(2)],
				invoiceLines: [...many(own, 1, line(1)), ...many(others, 5000, line(2))],
				financialAccounts: [],
			},
		});
		const found = (await moment.client().invoices.byId(['1'])).get('1');
		const { invoiceLines = [] } = (found !== undefined && 'raw' in found ? found.raw : {}) as {
			invoiceLines?: Row[];
		};
		expect([...new Set(invoiceLines.map(({ invoiceId }) => invoiceId))]).toEqual([1]);
		expect(invoiceLines).toHaveLength(own);
	});

	it.each([
		['few numbers', ['812']],
		['many numbers', ['812', ...Array.from({ length: 9 }, (_, index) => `P${index + 1}`)]],
	])('both projects of one number are found, on whatever page they are: %s', async (_name, numbers) => {
		for (const honours of [
			['ids', 'query', 'sortById', 'page'],
			['sortById', 'page'],
		] as const) {
			const moment = fakeMoment({
				honours,
				lists: {
					projects: many(1300, 1, (id) => ({
						projectNumber: id === 20 || id === 1250 ? '812' : `P${id}`,
						name: `Projekt ${id}`,
					})),
				},
			});
			const found = await moment.client({ pageSize: 100 }).projectsByNumber(numbers);
			expect(found.get('812')?.map(({ id }) => id)).toEqual(['20', '1250']);
			expect(moment.calls.length).toBeLessThanOrEqual(5);
		}
	});

	it('both projects of one number are found where the filter finds more than a page', async () => {
		const moment = fakeMoment({
			lists: {
				projects: many(1300, 1, (id) => ({
					projectNumber: id === 20 || id === 1250 ? '8' : `P${id}`,
					name: `Projekt 8-${id}`,
				})),
			},
		});
		expect((await moment.client({ pageSize: 100 }).projectsByNumber(['8'])).get('8')?.map(({ id }) => id)).toEqual([
			'20',
			'1250',
		]);
	});

	it('the expenses of a few projects are read once, not once for each', async () => {
		const expense =
			(projectId: number) =>
			(id: number): Row => ({ projectId, externalId: `ref/${id}`, expenseDate: '2026-03-02', amount: 1 });
		const moment = fakeMoment({
			lists: {
				projectExpenses: [
					...many(600, 1, expense(1)),
					...many(3000, 1000, expense(2)),
					...many(600, 5000, expense(1)),
				],
				projectExtensions: [],
			},
		});
		const rows: unknown[] = [];
		for await (const { raw } of moment
			.client()
			.expenses.list({ resource: '', fields: {} }, { projectIds: ['1', '2', '3', '4', '5', '6'] }))
			rows.push(raw.id);
		expect(new Set(rows).size).toBe(4200);
		expect(rows).toHaveLength(4200);
		expect(moment.calls.length).toBeLessThanOrEqual(Math.ceil(4200 / 500) + 3);
	});
});
