import { markRow } from '../../../lib/state/inbox';
import { planResend, readNumbers, type ResendInput, type ResendKind } from '../../../lib/state/resend';
import { planTable } from '../../../lib/notify/resendPage';
import type { TableRow } from '../../../lib/state/tables';

/** Which records a person means, found before anything is marked. */
const known = new Set(['P-1', '100-200']);
const read = (typed: string, kind: ResendKind = 'customer'): ReturnType<typeof readNumbers> =>
	readNumbers(typed, known, [kind]);

const log: TableRow[] = [
	{ id: 1, entity: 'customer', momentId: '7', key: '300', name: 'Old', outcome: 'created', message: '' },
	{ id: 2, entity: 'customer', momentId: '7', key: '301', name: 'New', outcome: 'refused', message: 'No tag.' },
	{ id: 3, entity: 'invoice', momentId: '9', key: '10001', name: 'Firma', outcome: 'posted', message: '' },
];
const inbox: TableRow[] = [
	{ ...markRow('customer', '7', '301', 0), id: 1, state: 'refused', message: 'No tag.' },
	{ ...markRow('invoice', 'stop-9', '10001', 0), id: 2, state: 'misnumbered', message: 'It got 10002.' },
	{ ...markRow('invoice', '9', '10001', 0), id: 3, state: 'waiting' },
];
const plan = (wish: Partial<ResendInput>): ReturnType<typeof planResend> =>
	planResend({
		kinds: ['customer'],
		choice: 'numbers',
		numbers: '',
		log,
		inbox,
		settings: [],
		found: [],
		refusal: '',
		...wish,
	});

describe('numbers', () => {
	test.each([
		['10001-10003', ['10001', '10002', '10003']],
		['10001 .. 10002; 7,  8\n9', ['10001', '10002', '7', '8', '9']],
		['5-5', ['5']],
		['P-1, P-55', ['P-1', 'P-55']],
		// A customer who is called so.
		['100-200', ['100-200']],
		['1, 1, 1-1', ['1']],
	])('%j', (typed, numbers) => {
		expect(read(typed)).toEqual({ numbers, remarks: [] });
	});

	test.each([
		['', 'No number was entered.'],
		[' , ;', 'No number was entered.'],
		['9-3', '9-3 is no range: 9 is larger than 3.'],
		['1-1001', '1-1001 is a range of 1001 numbers; at most 1000 go at once.'],
		['1-99999999999999999999', 'at most 1000 go at once'],
		['x'.repeat(300), 'it has more than 20 characters'],
	])('%j is said, and asks for nothing', (typed, remark) => {
		const { numbers, remarks } = read(typed);
		expect(numbers).toEqual([]);
		expect(remarks.join(' ')).toContain(remark);
	});

	test('an invoice number has digits only; where another kind is asked for too it may be that one', () => {
		expect(read('A1', 'invoice').remarks).toEqual(['A1 is no invoice number: these have digits only.']);
		expect(readNumbers('A1', known, ['customer', 'invoice'])).toEqual({ numbers: ['A1'], remarks: [] });
	});
});

test('a number is found in log and inbox, by the number that was seen last, and in Moment, where it may be another one by now', () => {
	expect(plan({ numbers: '301, 302', found: undefined })).toMatchObject({
		rows: [{ momentId: '7', key: '301', name: 'New', outcome: 'refused' }],
		remarks: [],
		unknown: [{ kind: 'customer', numbers: ['301', '302'] }],
	});
	expect(
		plan({
			numbers: '301, 302, 303',
			found: [
				{ entity: 'customer', id: '8', key: '302', name: 'Third' },
				{ entity: 'customer', id: '99', key: '301', name: 'Given anew' },
			],
		}),
	).toMatchObject({
		rows: [
			{ momentId: '7' },
			{ momentId: '99', key: '301', name: 'Given anew' },
			{ momentId: '8', key: '302', name: 'Third' },
		],
		remarks: ['Moment has no customer with the number 303.'],
	});
	expect(plan({ numbers: '300' }).rows).toEqual([]);
});

test('numbers of all kinds are looked for in each kind, an invoice only where the tables do not have it', () => {
	const kinds = ['customer', 'project', 'invoice'] as const;
	const wish = { kinds, numbers: '301, 10001, 10002, P-7' };
	expect(plan({ ...wish, found: undefined }).unknown).toEqual([
		{ kind: 'customer', numbers: ['301', '10001', '10002', 'P-7'] },
		{ kind: 'project', numbers: ['301', '10001', '10002', 'P-7'] },
		{ kind: 'invoice', numbers: ['301', '10002'] },
	]);
	const found = [
		{ entity: 'project', id: '5', key: '10001', name: 'Ombygning' },
		{ entity: 'invoice', id: '6', key: '10002', name: 'Firma' },
		// Not what was asked for.
		{ entity: 'invoice', id: '7', key: '10001', name: 'Other' },
	] as const;
	const { rows, remarks } = plan({ ...wish, found });
	expect(rows.map(({ entity, momentId, key }) => `${entity} ${momentId} ${key}`)).toEqual([
		'customer 7 301',
		'invoice 9 10001',
		'project 5 10001',
		'invoice 6 10002',
	]);
	expect(remarks).toContain('Moment has no customer, project or invoice with the number P-7.');
});

test('a record that has another number by now is found under the one that Moment says', () => {
	const found = [{ entity: 'customer', id: '7', key: '400', name: 'New' }] as const;
	expect(plan({ numbers: '400', found })).toMatchObject({ rows: [{ momentId: '7', key: '400' }], remarks: [] });
});

test('a customer and a project with the same number can both be confirmed; two customers cannot', () => {
	const refused = (entity: string, momentId: string, id: number): TableRow => ({
		...{ id, entity, momentId, key: '700', name: 'N', outcome: 'refused', message: 'Other name.' },
	});
	const rows = [refused('customer', '1', 1), refused('project', '2', 2)];
	const found = [
		{ entity: 'customer', id: '1', key: '700', name: 'N' },
		{ entity: 'project', id: '2', key: '700', name: 'N' },
	] as const;
	const both = { kinds: ['customer', 'project'] as const, numbers: '700', inbox: [], found };
	expect(plan({ ...both, log: rows }).confirmable).toHaveLength(2);
	const twins = plan({
		...both,
		log: [...rows, refused('customer', '3', 3)],
		found: [...found, { entity: 'customer', id: '3', key: '700', name: 'N' }],
	});
	expect(twins.confirmable.map(({ entity }) => entity)).toEqual(['project']);
	expect(twins.remarks.join(' ')).toContain('Several records of Moment have the number of customer 700');
});

test('who asks for all kinds is told why expenses are not among them', () => {
	const all = { kinds: ['customer', 'project', 'invoice'] as const };
	expect(plan({ ...all, choice: 'failed' }).remarks.join(' ')).toContain('Not among them: expenses.');
	expect(plan({ choice: 'failed' }).remarks.join(' ')).not.toContain('expenses');
});

test('neither a stop nor an id that is none can be found by a number', () => {
	const stopped: TableRow[] = [
		{ id: 9, entity: 'invoice', momentId: 'stop-9', key: '10009', outcome: 'dismissed' },
		{ id: 10, entity: 'stop', momentId: '9', key: '10009' },
	];
	const found = [
		{ entity: 'invoice', id: 'stop-9', key: '10009', name: '' },
		{ entity: 'invoice', id: '1e3', key: '10009', name: '' },
	] as const;
	expect(plan({ kinds: ['invoice'], numbers: '10009', log: stopped, inbox: stopped, found }).rows).toEqual([]);
});

test('when Moment cannot be asked, that is said, and what is known goes on', () => {
	expect(plan({ numbers: '301, 302', refusal: 'Moment could not be reached.' })).toMatchObject({
		rows: [{ key: '301' }],
		remarks: ['Moment could not be asked for 302: Moment could not be reached.'],
	});
});

test('all that is not finished is what the inbox holds, without what stops posting', () => {
	const { rows } = plan({ kinds: ['customer', 'project', 'invoice'], choice: 'failed' });
	expect(rows.map(({ entity, momentId }) => `${entity} ${momentId}`)).toEqual(['customer 7', 'invoice 9']);
	const stop: TableRow = { ...markRow('invoice', '9', '10001', 0), entity: 'stop', id: 4, state: 'misnumbered' };
	const forged: TableRow = { ...markRow('invoice', 'x'.repeat(9_000), '10002', 0), id: 5 };
	expect(
		plan({ kinds: ['customer', 'project', 'invoice'], choice: 'failed', inbox: [...inbox, stop, forged] }).rows,
	).toEqual(rows);
	expect(plan({ kinds: ['project'], choice: 'failed' }).remarks).toEqual([
		'Nothing is unfinished: the inbox holds nothing of this kind.',
	]);
});

test('the stop is shown with its message; without one that is said', () => {
	expect(plan({ choice: 'stop' }).rows).toMatchObject([
		{ entity: 'invoice', momentId: '9', key: '10001', message: 'It got 10002.', stop: 2 },
	]);
	const stops = [
		{ ...inbox[1], entity: 'stop', momentId: '9', id: 7 },
		{ ...inbox[1], entity: 'stop', momentId: '9', id: 8, message: 'Its totals differ.' },
		...inbox,
	];
	expect(
		plan({ choice: 'stop', inbox: stops }).rows.map(
			({ key, message, stop }) => `${String(stop)}: ${key}, ${message}`,
		),
	).toEqual(['7: 10001, It got 10002.', '8: 10001, Its totals differ.', '2: 10001, It got 10002.']);
	expect(plan({ choice: 'stop', inbox: [] })).toMatchObject({
		rows: [],
		remarks: [expect.stringContaining('Posting is not stopped')],
	});
});

test('what marking will not do is said before: posted, gone and withheld invoices, and expenses', () => {
	const rows = ['posted', 'gone', 'withheld'].map((outcome, at): TableRow => ({
		id: 10 + at,
		entity: 'invoice',
		momentId: String(50 + at),
		key: String(20_001 + at),
		outcome,
		message: '',
	}));
	const { rows: found, remarks } = plan({ kinds: ['invoice'], numbers: '20001-20003', log: rows });
	expect(found).toHaveLength(3);
	expect(remarks).toEqual([
		'Posted already: 20001. A posted invoice is never posted again; it stays as it is in Uniconta.',
		'Posted before, and no longer in Uniconta: 20002. It is never posted again by itself; see what became of it in Uniconta.',
		'Not to be transferred: 20003. It is sent only when Moment says so.',
	]);
	expect(plan({ expenses: true })).toMatchObject({ rows: [], remarks: [expect.stringContaining('start date')] });
});

test('10,000 numbers: the first thousand are taken and the rest is said; 10,000 words are ten lines', () => {
	const many = Array.from({ length: 10_000 }, (_, at) => String(at + 1));
	const { numbers, remarks } = read(many.join(', '));
	expect([numbers.length, remarks]).toEqual([
		1000,
		['10000 numbers were entered; only the first 1000 are taken. Send the form again with the rest.'],
	]);
	const words = read(many.map((number) => `x${number}`).join('\n'), 'invoice');
	expect([words.numbers.length, words.remarks.length, words.remarks.at(-1)]).toEqual([
		0,
		11,
		'9990 more could not be understood.',
	]);
	expect(
		planTable(plan({ numbers: many.join(' '), found: [] }), { kinds: ['customer'], choice: 'numbers', numbers: '' })
			.length,
	).toBeLessThan(100_000);
});

test('a kind that is switched off is said to wait', () => {
	expect(plan({ numbers: '301', settings: [{ key: 'customers.export', value: 'Off' }] }).remarks).toEqual([
		'The export of customers is switched off: what is marked waits until it is switched on.',
	]);
});

test('the table escapes every value', () => {
	const made = plan({
		numbers: '302, <i>',
		found: [{ entity: 'customer', id: '8', key: '302', name: '<script>$&x</script>' }],
	});
	const table = planTable(made, { kinds: ['customer'], choice: 'numbers', numbers: '' });
	expect(table).toContain('&lt;script&gt;&#36;&amp;x');
	expect(table).toContain('number &lt;i&gt;');
	expect(table).not.toMatch(/<script|<i>/);
});
