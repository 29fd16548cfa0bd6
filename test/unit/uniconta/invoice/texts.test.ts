import type { InvoicePlan, MappedInvoice } from '../../../../lib/mapping/invoice/plan';
import { sendInvoices } from '../../../../lib/uniconta/invoice/send';
import type { InvoiceResult, SendOptions } from '../../../../lib/uniconta/invoice/types';
import { createWebApiClient } from '../../../../lib/uniconta/api/webApi';
import type { UnicontaSettings } from '../../../../sandbox/standins/uniconta/settings';
import { FIRST, invoiceOf, knownAs, LINE, ORDER, planOf, resetForInvoices } from '../../../support/invoiceRig';
import { fetchPort, startUnicontaRig, type UnicontaRig } from '../../../support/unicontaRig';
import { livelyClock } from './journal/rig';

let rig: UnicontaRig;
beforeAll(async () => {
	rig = await startUnicontaRig();
});
afterAll(async () => {
	await rig.stop();
});

const clock = livelyClock();
const JOURNAL_LINE = 'GLDailyJournalLineClient';
const INVOICE_LINE = 'DebtorInvoiceLines';

type Route = SendOptions['route'];

async function send(
	route: Route,
	invoices: readonly MappedInvoice[],
	options: Partial<SendOptions> = {},
): Promise<InvoiceResult[]> {
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
				...options,
			},
		},
		invoices,
	);
}

/** An invoice of two lines that are booked alike, with these texts. */
function withTexts(
	texts: readonly [string, string],
	changes: Partial<InvoicePlan> = {},
	more: Partial<MappedInvoice> = {},
): MappedInvoice {
	const plan = planOf(FIRST);
	const [line] = plan.lines;
	if (line === undefined) throw new Error('No line');
	const lines = texts.map((text) => ({ ...line, text }));
	const [net, vat] = [line.net * 2, line.net / 2];
	return invoiceOf(FIRST, { plan: { ...plan, lines, net, vat, gross: net + vat, ...changes }, ...more });
}

const findings = (result: InvoiceResult | undefined, level: string): string[] =>
	(result?.findings ?? []).filter((one) => one.level === level).map(({ message }) => message);

const ROUTES: ReadonlyArray<readonly [Route, 'posted' | 'drafted']> = [
	['post', 'posted'],
	['draft', 'drafted'],
	['journal', 'drafted'],
];
/** What a bookkeeper's colleagues write, and what an Uniconta that is not kind makes of it. */
const KINDS: ReadonlyArray<readonly [string, string, Partial<UnicontaSettings>]> = [
	['an emoji', 'Tak for i år 🎄', { textEmoji: 'question' }],
	['an emoji of several signs', 'Holdet 👩🏽‍🔧 var her', { textEmoji: 'dropped' }],
	['a line break', 'Etape 1\nEtape 2', { textLineBreaks: 'spaces' }],
	['a line break, kept as CR LF', 'Etape 1\nEtape 2', { textLineBreaks: 'crlf' }],
	['a double space', 'Etape 1,  fundament', { textSpaces: 'collapsed' }],
	['a no-break space', 'Op til 1\u00A0000 kr.', { textNoBreakSpaces: 'space' }],
	['a no-break space, dropped', 'Op til 1\u202F000 kr.', { textNoBreakSpaces: 'dropped' }],
	['letters of two parts', 'Ra\u030Adgivning', { textForm: 'nfc' }],
	['letters of one part', 'Rådgivning, façade', { textForm: 'nfd' }],
	['dashes', 'Januar – marts — i alt', { textDashes: 'hyphen' }],
];

describe.each(ROUTES)('A text that Uniconta keeps otherwise, on the route %s', (route, outcome) => {
	it.each(KINDS)('does not refuse the invoice: %s', async (_, text, settings) => {
		resetForInvoices(rig, settings);
		const sent = [withTexts([text, text], { orderReference: text.slice(0, 30) })];
		const [result] = await send(route, sent);
		expect({ outcome: result?.outcome, errors: findings(result, 'error') }).toEqual({ outcome, errors: [] });
		const again = await send(route, sent);
		expect(findings(again[0], 'error')).toEqual([]);
		expect(['unchanged', 'posted', 'drafted']).toContain(again[0]?.outcome);
	});

	it('does not, with all of them at once, and says so as a warning', async () => {
		resetForInvoices(rig, {
			textEmoji: 'question',
			textLineBreaks: 'spaces',
			textSpaces: 'collapsed',
			textNoBreakSpaces: 'space',
			textForm: 'nfc',
			textDashes: 'hyphen',
			textControls: 'refused',
		});
		const [result] = await send(route, [
			withTexts(['🎄 A  –\u00A0Ra\u030A\nB\u0000', 'Kun\u0085 tekst'], { orderReference: '4500 – 1' }),
		]);
		expect(result?.outcome).toBe(outcome);
		expect(findings(result, 'error')).toEqual([]);
		expect(findings(result, 'warning').join()).toMatch(/in other signs \(.*[Tt]ext of/);
	});

	it('says nothing of texts that are kept', async () => {
		resetForInvoices(rig);
		const [result] = await send(route, [withTexts(['Tak for i år – 🎄', 'Rådgivning'])]);
		expect([result?.outcome, ...findings(result, 'warning')]).toEqual([outcome]);
	});

	it.each(['refused', 'kept', 'dropped'] as const)('sends no control characters (%s there)', async (textControls) => {
		resetForInvoices(rig, { textControls });
		const text = 'A\u0000B\u0007C\u001B[1m\u007F\u0090 \uD83C D\tE';
		const [result] = await send(route, [withTexts([text, 'To'], { orderReference: `45\u000000\u0002-1\n2` })]);
		expect([result?.outcome, ...findings(result, 'warning'), ...findings(result, 'error')]).toEqual([outcome]);
		const stored = [ORDER, LINE, INVOICE_LINE, JOURNAL_LINE]
			.flatMap((type) => rig.rows(type))
			.map((row) => Object.values(row).join('|'));
		expect(stored.join('|')).not.toMatch(/[\p{Cs}\p{Cc}]/u);
	});
});

describe('A draft whose text Uniconta changed', () => {
	it('stands as it is, also where the log does not know it, and is said once', async () => {
		resetForInvoices(rig, { textDashes: 'hyphen' });
		const [first] = await send('draft', [withTexts(['Uge 1–4', 'Uge 5–8'])]);
		expect(findings(first, 'warning')).toHaveLength(1);
		const known = knownAs(FIRST, 'drafted', { hash: 'another', unicontaRowId: first?.unicontaRowId ?? '' });
		const [later] = await send('draft', [withTexts(['Uge 1–4', 'Uge 5–8'], {}, { known })]);
		expect([later?.outcome, ...(later?.findings ?? [])]).toEqual(['unchanged']);
		const [unknown] = await send('draft', [withTexts(['Uge 1–4', 'Uge 5–8'])]);
		expect([unknown?.outcome, findings(unknown, 'error')]).toEqual(['drafted', []]);
		expect(rig.rows(ORDER)).toHaveLength(1);
	});

	it('is another one all the same where an amount, an account or a code was changed', async () => {
		for (const [field, value] of [
			['Price', 999],
			['PostingAccount', '1030'],
			['Vat', 'UEUV'],
			['PrCategory', 'SUM'],
		] as const) {
			resetForInvoices(rig, { textDashes: 'hyphen' });
			await send('draft', [withTexts(['Uge 1–4', 'Uge 5–8'])]);
			const line = rig.standIn.ledger.company(10_542)?.rowsOf(LINE).rows()[0];
			rig.person.edit(LINE, `rowId:${line?.rowId ?? 0}`, { [field]: value });
			const [result] = await send('draft', [withTexts(['Uge 1–4', 'Uge 5–8'])]);
			expect([field, result?.outcome]).toEqual([field, 'refused']);
			expect(findings(result, 'error').join()).toContain(`${field} of line`);
		}
	});
});
