import { logRows } from '../../../../lib/state/log';
import { minorText } from '../../../../lib/core/money';
import type { InvoiceLineSource, InvoiceSource } from '../../../../lib/mapping/invoice/source';
import { planFromItem, planToItem, type MappedInvoice } from '../../../../lib/mapping/invoice/plan';
import { sendInvoices } from '../../../../lib/uniconta/invoice/send';
import type { InvoiceResult, SendOptions } from '../../../../lib/uniconta/invoice/types';
import { createWebApiClient } from '../../../../lib/uniconta/api/webApi';
import { INVOICE, LINE } from '../../../support/invoiceRig';
import { invoiceLine, invoiceProject, mapOneInvoice } from '../../../support/invoiceSource';
import { fetchPort, startUnicontaRig, type UnicontaRig } from '../../../support/unicontaRig';
import { livelyClock } from './journal/rig';

let rig: UnicontaRig;
beforeAll(async () => {
	rig = await startUnicontaRig();
});
afterAll(async () => {
	await rig.stop();
});
beforeEach(() => {
	rig.reset();
	rig.person.add('DebtorClient', {
		Account: '20007',
		Name: 'Nordlys A/S',
		Group: 'ERHV',
		Payment: 'Net14',
		Currency: 'DKK',
	});
	rig.person.add('ProjectClient', { Number: '812', Name: 'Havnen 812', Account: '20007', Group: 'STD' });
	rig.forget();
});

const clock = livelyClock();
const JOURNAL_LINE = 'GLDailyJournalLineClient';
type Route = SendOptions['route'];
const ROUTES: readonly Route[] = ['post', 'draft', 'journal'];
const DONE = { post: 'posted', draft: 'drafted', journal: 'drafted' } as const;

async function send(route: Route, invoices: readonly MappedInvoice[]): Promise<InvoiceResult[]> {
	return await sendInvoices(
		{
			odata: rig.client('en', clock),
			webApi: createWebApiClient({
				webApiUrl: rig.standIn.webApiUrl,
				request: fetchPort('en', { timeoutMs: 400 }),
				clock,
			}),
			options: {
				route,
				dryRun: false,
				clock,
				requestTimeoutMs: 400,
				journal: 'MOMENT',
				journalAmounts: 'gross',
				journalVoucher: 'invoiceNumber',
				heldBack: [],
				comparePosted: false,
			},
		},
		invoices,
	);
}

const NOTHING: Partial<InvoiceLineSource> = {
	quantity: '',
	unitPrice: '',
	net: '',
	vatPercent: '',
	vat: '',
	accountNumber: '',
	vatCode: '',
};
const heading = (text: string, given: Partial<InvoiceLineSource> = {}): InvoiceLineSource =>
	invoiceLine({ ...NOTHING, text, ...given });
const line = (text: string, net = '1000'): InvoiceLineSource =>
	invoiceLine({ text, net, unitPrice: net.replace('-', ''), quantity: net.startsWith('-') ? '-1' : '1' });
const map = (lines: InvoiceLineSource[], given: Partial<InvoiceSource> = {}): MappedInvoice =>
	mapOneInvoice({ project: invoiceProject(), lines, ...given });
const errors = ({ findings }: Pick<MappedInvoice, 'findings'>): string[] =>
	findings.filter(({ level }) => level === 'error').map(({ message }) => message);
const textsOf = (mapped: MappedInvoice): string[] =>
	(mapped.plan?.lines ?? []).map(({ above = '', text, below = '' }) =>
		[above, text, below].filter(Boolean).join('|'),
	);

describe('Headings', () => {
	it.each([
		['at the beginning', [heading('A'), line('x'), line('y')], ['A|x', 'y']],
		['in the middle', [line('x'), heading('A'), line('y')], ['x', 'A|y']],
		['at the end', [line('x'), line('y'), heading('A')], ['x', 'y|A']],
		['several in a row', [heading('A'), heading('B'), line('x'), heading('C'), heading('D')], ['A\nB|x|C\nD']],
		['without a text', [heading(''), line('x'), heading(' ')], ['x']],
		[
			'between all lines',
			[heading('A'), line('x'), heading('B'), line('y'), heading('C'), line('z')],
			['A|x', 'B|y', 'C|z'],
		],
	])('%s: the text goes along, and nothing is asked of the line', (_, lines, texts) => {
		const mapped = map(lines);
		expect(errors(mapped)).toEqual([]);
		expect(textsOf(mapped)).toEqual(texts);
		expect(mapped.plan?.gross).toBe(lines.filter(({ net }) => net !== '').length * 125_000);
	});

	it.each([
		{ net: '0' },
		{ net: '0.00', quantity: '1', unitPrice: '0' },
		{ quantity: '0', unitPrice: '450' },
		{ net: '0', vat: '0', vatPercent: '25' },
		{ vatCode: 'U25', vatPercent: '' },
		{ discount: '10', net: '0' },
		{ surcharge: '0' },
		{ project: invoiceProject({ projectNumber: '900', tags: [] }) },
	])('is one with %j', (given) => {
		const mapped = map([line('x'), heading('A', given), line('y')]);
		expect(errors(mapped)).toEqual([]);
		expect(textsOf(mapped)).toEqual(['x', 'A|y']);
	});

	it.each([
		{ net: '10' },
		{ net: '0', vat: '2.50' },
		{ quantity: '1', unitPrice: '100', net: '0' },
		{ net: 'x' },
		{ unitPrice: 'x' },
		{ surcharge: '5' },
	])('is none with %j: refused as ever, with its number in Moment', (given) => {
		const mapped = map([heading('A'), line('x'), heading('B', given)]);
		expect(errors(mapped).join()).toMatch(/Line 3/);
	});

	it('with an account stays a line of its own', () => {
		const mapped = map([
			line('x'),
			heading('A', { accountNumber: '1010', net: '0', vatPercent: '25', vatCode: 'U25' }),
		]);
		expect([errors(mapped), textsOf(mapped)]).toEqual([[], ['x', 'A']]);
	});

	it('counts in the numbers of the lines that messages name', () => {
		const mapped = map([heading('A'), line('x'), invoiceLine({ accountNumber: '' })]);
		expect(errors(mapped).join()).toContain('Line 3 of ');
	});

	it('comes through an item and leaves the hash of invoices without one as it was', () => {
		const { plan } = map([line('x'), heading('A'), line('y'), heading('B')]);
		if (plan === undefined) throw new Error('No plan');
		expect(planFromItem(JSON.parse(JSON.stringify(planToItem(plan))))).toEqual(plan);
		expect(Object.keys((planToItem(map([line('x')]).plan ?? plan).Lines as object[])[0] ?? {})).not.toEqual(
			expect.arrayContaining(['TextAbove']),
		);
	});

	it('too long for the room beside the line is cut, and said', () => {
		const mapped = map([heading('A'.repeat(700)), line('x'.repeat(600))]);
		expect(mapped.findings.map(({ level, message }) => [level, message])).toEqual([
			['warning', expect.stringContaining('heading')],
		]);
		expect(textsOf(mapped).join().length).toBe(1_000);
	});

	it.each(ROUTES)('are sent on the route %s, once', async (route) => {
		const mapped = map([heading('Etape 1'), line('Fundament'), line('Mur'), heading('Tak')]);
		const [result] = await send(route, [mapped]);
		expect([result?.outcome, result === undefined ? [] : errors(result)]).toEqual([DONE[route], []]);
		const rows = rig.rows(route === 'post' ? 'DebtorInvoiceLines' : route === 'draft' ? LINE : JOURNAL_LINE);
		const texts = rows.map(({ Text }) => Text).filter((text) => /Fundament|Mur/.test(String(text)));
		expect(texts).toEqual(
			route === 'journal' ? ['Etape 1 Fundament', 'Mur Tak'] : ['Etape 1\nFundament', 'Mur\nTak'],
		);
		const [again] = await send(route, [mapped]);
		expect(again === undefined ? [] : errors(again)).toEqual([]);
	});

	it("are left out of a journal's text where they leave no room for the line's own", async () => {
		await send('journal', [
			map([heading('En overskrift på mere end tyve tegn'), line('En linje på mere end tyve tegn')]),
		]);
		expect(rig.rows(JOURNAL_LINE).map(({ Text }) => Text)).toContain('En linje på mere end tyve tegn');
	});
});

describe('An invoice that comes to zero', () => {
	const cancelling = (): MappedInvoice => map([line('Ydelse'), line('Rabat', '-1000')]);
	const onlyHeadings = (): MappedInvoice => map([heading('Kun'), heading('tekst')]);

	it.each(['cancelling', 'onlyHeadings', 'zeroLines'] as const)(
		'is nothing to book in a journal, is done, and not tried again (%s)',
		async (which) => {
			const mapped =
				which === 'cancelling'
					? cancelling()
					: which === 'onlyHeadings'
						? onlyHeadings()
						: map([line('x', '0')]);
			for (let run = 0; run < 2; run++) {
				const [result] = await send('journal', [mapped]);
				expect(result?.outcome).toBe('withheld');
				expect(result?.findings.map(({ level, fix, message }) => [level, fix, message])).toEqual([
					['note', '', expect.stringContaining('nothing to book')],
				]);
			}
			expect(rig.calls()).toEqual([]);
			expect(rig.rows(JOURNAL_LINE)).toEqual([]);
		},
	);

	it('is said once in the log', async () => {
		const [result] = await send('journal', [cancelling()]);
		if (result === undefined) throw new Error('No result');
		const rows = logRows([result], { now: 0, execution: '1', known: [] });
		expect(rows.map(({ outcome, fix }) => [outcome, fix])).toEqual([['withheld', '']]);
		expect(logRows([result], { now: 1, execution: '2', known: rows.map((row, id) => ({ ...row, id })) })).toEqual(
			[],
		);
	});

	it('is done in a journal whatever Uniconta lacks of it', async () => {
		const [result] = await send('journal', [
			map([line('Ydelse'), line('Rabat', '-1000')], { customerNumber: '99998' }),
		]);
		expect(result?.outcome).toBe('withheld');
	});

	it('is booked in a journal where it moves an amount from one account to another', async () => {
		const [result] = await send('journal', [
			map([line('Ydelse'), { ...line('Ombogført', '-1000'), accountNumber: '1030' }]),
		]);
		expect(result?.outcome).toBe('drafted');
		const sums = rig
			.rows(JOURNAL_LINE)
			.map(
				({ Account, Debit, Credit }) =>
					`${String(Account)} ${minorText(Math.round((Number(Debit ?? 0) - Number(Credit ?? 0)) * 100))}`,
			);
		expect(sums).toEqual(['20007 0.00', '1010 -1250.00', '1030 1250.00']);
	});

	it('of nothing but headings is refused where Uniconta wants an account on every line, and one with headings is posted', async () => {
		rig.standIn.settings.patch({ blankLineAccount: 'refused' });
		const [refused] = await send('post', [onlyHeadings()]);
		expect([refused?.outcome, refused === undefined ? '' : errors(refused).join()]).toEqual([
			'refused',
			expect.stringContaining('AccountIsMissing'),
		]);
		const [posted] = await send('post', [map([heading('Etape 1'), line('Fundament'), heading('Tak')])]);
		expect(posted?.outcome).toBe('posted');
	});

	it.each(['cancelling', 'onlyHeadings'] as const)(
		'is posted under its number on the route Post, and drafted on the route Order Draft (%s)',
		async (which) => {
			const mapped = which === 'cancelling' ? cancelling() : onlyHeadings();
			const [drafted] = await send('draft', [mapped]);
			expect([drafted?.outcome, drafted === undefined ? [] : errors(drafted)]).toEqual(['drafted', []]);
			rig.reset();
			rig.person.add('DebtorClient', {
				Account: '20007',
				Name: 'Nordlys A/S',
				Group: 'ERHV',
				Payment: 'Net14',
				Currency: 'DKK',
			});
			rig.person.add('ProjectClient', { Number: '812', Name: 'Havnen 812', Account: '20007', Group: 'STD' });
			const [posted] = await send('post', [mapped]);
			expect([posted?.outcome, posted === undefined ? [] : errors(posted)]).toEqual(['posted', []]);
			expect(
				rig
					.rows(INVOICE)
					.filter(({ Account }) => Account === '20007')
					.map(({ TotalAmount }) => TotalAmount),
			).toEqual([0]);
		},
	);
});
