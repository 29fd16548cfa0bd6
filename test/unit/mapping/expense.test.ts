import fc from 'fast-check';
import { lastStates } from '../../../lib/state/lastRows';
import { expenseHash, mapPostings } from '../../../lib/mapping/expense';
import { foldLog } from '../../../lib/state/log';
import { parseDecimal, toText } from '../../../lib/core/money';
import { mapped, nameOfProject, posting, projectRow } from '../../support/momentExpenseRig';

const only = (more: Parameters<typeof posting>[1] = {}) => {
	const [expense] = mapped([posting(1, more)]);
	if (expense === undefined) throw new Error('nothing was mapped');
	return expense;
};

/** Of `posting(1)` in version 0.1.0: expenses that are imported must not count as changed. */
const FINGERPRINT = '3619cf465871040e';

describe('a posting as an expense', () => {
	it('carries what the posting says and what the import was set to', () => {
		expect(only()).toEqual({
			entity: 'expense',
			key: '10542/KRED/4711/5012/1/3001',
			momentId: '',
			name: 'Murer Hansen',
			findings: [],
			held: [],
			hash: expect.stringMatching(/^[\da-f]{16}$/) as unknown,
			unicontaRowId: '4711',
			moment: {
				projectNumber: '3001',
				projectId: '',
				projectName: '',
				unicontaProjectName: nameOfProject('3001'),
				activityName: 'Udlæg',
				date: '2026-02-03',
				description: 'Murværk 1',
				supplierName: 'Murer Hansen',
				supplierInvoiceNumber: 'F-1',
				amount: '1250.5',
				currencyCode: 'DKK',
				billable: true,
				approvalState: 'approved',
				externalReference: '10542/KRED/4711/5012/1/3001',
			},
		});
	});

	it('without text is called by its account and voucher, without supplier name by the supplier number', () => {
		expect(only({ text: ' ', supplierName: '' })).toMatchObject({
			name: '90010',
			moment: { description: 'Fremmed arbejde, voucher 5012', supplierName: '90010' },
		});
		expect(only({ text: '', accountName: '', supplierName: '', supplierNumber: '' })).toMatchObject({
			name: 'Account 2010, voucher 5012',
			moment: { supplierName: '' },
		});
	});

	it('keeps every amount exactly', () => {
		fc.assert(
			fc.property(fc.integer({ min: -99_999_999_999, max: 99_999_999_999 }), (cents) => {
				const text = `${cents < 0 ? '-' : ''}${Math.floor(Math.abs(cents) / 100)}.${String(Math.abs(cents) % 100).padStart(2, '0')}`;
				expect(only({ amount: text }).moment.amount).toBe(toText(parseDecimal(text)!));
			}),
		);
	});

	it.each([
		[{ project: ' ' }, 'Project', 'has no project.'],
		[{ date: '03-02-2026' }, 'Date', 'has no date that can be read ("03-02-2026").'],
		[{ amount: '1.250,50' }, 'Amount', 'has no amount that can be read ("1.250,50").'],
		[{ currency: 'kroner' }, 'Currency', 'has no currency code of three letters ("KRONER").'],
		[{ reference: ' ' }, 'Reference', 'has no reference'],
		[{ isExpense: false }, '', 'is not to become an expense.'],
	])('with %j is refused with the reason', (more, field, said) => {
		expect(only(more).findings).toMatchObject([
			{ level: 'error', field, message: expect.stringContaining(said) as unknown },
		]);
	});

	it('that its reader refused already says so once', () => {
		const finding = {
			level: 'error',
			field: 'Project',
			value: '',
			message: 'It has no project.',
			fix: '',
		} as const;
		expect(only({ project: '', isExpense: false, findings: [finding] }).findings).toEqual([finding]);
	});

	it('has the same fingerprint as long as the posting says the same, whatever the import is set to', () => {
		const [a, b] = [only(), mapped([posting(1)], { billable: false, activityName: 'Andet', approvalState: '' })[0]];
		expect(b?.hash).toBe(a.hash);
		expect(expenseHash({ ...a.moment, amount: '1250.51' })).not.toBe(a.hash);
	});

	it('that failed at first and has its id in Moment now is one record, and well', () => {
		const row = (id: number, momentId: string, outcome: string) => ({
			id,
			time: new Date(1_800_000_000_000 + id).toISOString(),
			entity: 'expense',
			momentId,
			key: posting(1).reference,
			outcome,
		});
		const states = lastStates([row(1, posting(1).reference, 'failed'), row(2, '70000001', 'created')]);
		expect([...states.values()].map(({ row: last }) => last['outcome'])).toEqual(['created']);
	});

	it('is known by the newest row of its reference in the log', () => {
		const row = (id: number, momentId: string, more = {}) => ({
			id,
			entity: 'expense',
			momentId,
			key: posting(1).reference,
			outcome: 'created',
			unicontaRowId: '4711',
			hash: `h${id}`,
			held: '',
			message: '',
			...more,
		});
		const rows = [
			row(1, '10542/KRED/4711/5012/1/3001', { outcome: 'failed', unicontaRowId: '' }),
			row(2, '70000001'),
			row(3, '70000001', { outcome: 'updated' }),
		];
		const [known, unknown] = mapPostings(
			[posting(1), posting(2)],
			{ activityName: 'Udlæg', billable: true, approvalState: '' },
			foldLog(rows, 'expense'),
		);
		expect(known?.known).toEqual({ momentId: '70000001', hash: 'h3' });
		expect(unknown?.known).toBeUndefined();
	});
});

describe('the project of a posting', () => {
	const of = (log: Parameters<typeof mapped>[3], more: Parameters<typeof posting>[1] = {}) => {
		const [expense] = mapped([posting(1, more)], {}, undefined, log);
		if (expense === undefined) throw new Error('nothing was mapped');
		return expense;
	};
	const said = ({ findings }: ReturnType<typeof of>): string =>
		findings.map(({ message, fix }) => `${message} ${fix}`).join('\n');
	const link = projectRow(1, 7, '3001', { name: 'Tilbygning' });
	const confirmed = (id: number, momentId: number, key: string) =>
		projectRow(id, momentId, key, { outcome: 'confirmed', unicontaRowId: '', name: '' });

	it.each([
		['linked to that number', [link], '7'],
		['sent again under it', [link, projectRow(2, 7, '3001', { outcome: 'updated' })], '7'],
		['confirmed under it', [confirmed(2, 9, '3001')], '9'],
		[
			'confirmed under it in place of another, whose row was shown',
			[link, { ...confirmed(2, 9, '3001'), unicontaRowId: '1' }],
			'9',
		],
		['linked again after it was confirmed', [link, confirmed(2, 9, '3001'), projectRow(3, 9, '3001')], '9'],
		['linked by a version that did not say the company', [projectRow(1, 7, '3001', { unicontaRowId: '1' })], '7'],
		[
			'refused since, for a reason of its own',
			[link, projectRow(2, 7, '3001', { outcome: 'refused', message: 'It has no customer.', unicontaRowId: '' })],
			'7',
		],
	])('is the one that the log has %s', (_, log, projectId) => {
		expect(of(log)).toMatchObject({ moment: { projectNumber: '3001', projectId }, findings: [] });
	});

	it.each([
		['nothing', []],
		['another number', [projectRow(1, 7, '3002')]],
		['the number in another company', [projectRow(1, 7, '3001', { unicontaRowId: '1@999' })]],
		['a refusal under it', [projectRow(1, 9, '3001', { outcome: 'refused', unicontaRowId: '' })]],
		['the number for a customer', [projectRow(1, 7, '3001', { entity: 'customer' })]],
		['the number before it was confirmed under another', [link, confirmed(2, 7, '3005')]],
	])('is left open where the log has %s', (_, log) => {
		expect(of(log)).toMatchObject({
			moment: { projectId: '', unicontaProjectName: nameOfProject('3001') },
			findings: [],
		});
	});

	it('is not guessed between two that were sent under one number; both are named', () => {
		const expense = of([link, projectRow(2, 8, '3001', { name: 'Kælder' })]);
		expect(expense).toMatchObject({
			moment: { projectId: '' },
			findings: [{ level: 'error', field: 'Project', value: '3001' }],
		});
		expect(said(expense)).toContain(
			'the project of Moment "Tilbygning" (Moment id 7) and the project of Moment "Kælder" (Moment id 8) were sent to Uniconta',
		);
		expect(said(expense)).toContain('Confirm project 3001 in the form Send Again');
		// A link of another company is no second one.
		expect(of([link, projectRow(2, 8, '3001', { unicontaRowId: '2@999' })])).toMatchObject({
			moment: { projectId: '7' },
			findings: [],
		});
	});

	it('is refused where the log says that the row with its number may be another one', () => {
		const expense = of([
			link,
			projectRow(2, 7, '3001', {
				outcome: 'refused',
				unicontaRowId: '',
				held: 'row 99',
				message: 'Uniconta has "Andet" (row 99) under that number.',
			}),
		]);
		expect(expense).toMatchObject({
			moment: { projectId: '' },
			findings: [{ level: 'error', field: 'Project', value: '3001' }],
		});
		expect(said(expense)).toContain('Uniconta has "Andet" (row 99) under that number.');
		expect(said(expense)).toContain('the project of Moment "Tilbygning" (Moment id 7)');
		expect(
			of([
				link,
				projectRow(2, 7, '3001', { outcome: 'refused', unicontaRowId: '', held: 'row 99' }),
				confirmed(3, 7, '3001'),
			]),
		).toMatchObject({ moment: { projectId: '7' }, findings: [] });
	});

	it('is refused where it was confirmed in place of another whose row nobody was shown', () => {
		expect(of([link, confirmed(2, 9, '3001')])).toMatchObject({
			moment: { projectId: '' },
			findings: [{ level: 'error', field: 'Project' }],
		});
	});

	it('is no matter of an expense that is imported already, nor of a posting that is none', () => {
		const two = [link, projectRow(2, 8, '3001')];
		const row = {
			id: 1,
			entity: 'expense',
			momentId: '70000001',
			key: posting(1).reference,
			outcome: 'created',
			unicontaRowId: '4711',
			hash: only().hash,
			held: '',
			message: '',
		};
		const [known] = mapped([posting(1)], {}, foldLog([row], 'expense'), two);
		expect(known?.findings).toEqual([]);
		const [changed] = mapped([posting(1, { amount: '1.00' })], {}, foldLog([row], 'expense'), two);
		expect(changed?.findings).toHaveLength(1);
		expect(of(two, { amount: 'meget' }).findings).toMatchObject([{ field: 'Amount' }]);
	});

	it('leaves the fingerprint as it was before projects were looked up', () => {
		expect(new Set([of([]), of([link]), of([], { projectName: 'Andet' })].map(({ hash }) => hash))).toEqual(
			new Set([FINGERPRINT]),
		);
	});
});
