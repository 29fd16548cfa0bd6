import type { Finding } from '../../../core/finding';
import type { UnicontaClient } from '../../api/client';
import { fieldOf, textOf, type UnicontaRow } from '../../api/rows';
import { flag } from '../checks/labels';
import { ownCurrencyOf, unreadable } from '../checks/ownCurrency';
import type { InvoiceTask, SendOptions } from '../types';

const MENU = 'General Ledger > Maintenance > Journals';

export interface JournalSetup {
	/** Undefined where nothing can be written: `findings` say why. */
	row: UnicontaRow | undefined;
	/** Without the invoice's name in front: how it goes on after "Invoice 57 …". */
	findings: Array<Omit<Finding, 'message'> & { says: string }>;
	/** ISO code of the books' currency; `''` where Uniconta does not say. */
	ownCurrency: string;
}

/** What the journal is asked to do. */
export type JournalChoice = Pick<SendOptions, 'journal' | 'journalAmounts' | 'journalVoucher'>;

/** The journal's own settings, as far as they decide what its vouchers come to; three calls. */
export async function readSetup(
	client: UnicontaClient,
	options: JournalChoice,
	tasks: readonly InvoiceTask[],
): Promise<JournalSetup> {
	const { journal } = options;
	const setup: JournalSetup = { row: undefined, findings: [], ownCurrency: '' };
	const refuse = (value: string, says: string, fix: string): JournalSetup => {
		setup.findings.push({ level: 'error', field: 'Journal', value, says, fix });
		return setup;
	};
	if (journal === '')
		return refuse(
			'',
			'has no journal to go to',
			'Choose the journal: invoices.journal in the settings, or Journal in the Uniconta Invoice node.',
		);
	const [row] = await client.find('GLDailyJournalClient', 'Journal', journal);
	if (row === undefined)
		return refuse(
			journal,
			`is to go to the journal "${journal}", which does not exist in Uniconta`,
			`Create it in Uniconta (${MENU}), or choose another one (invoices.journal in the settings).`,
		);
	if (flag(row, 'Blocked'))
		return refuse(
			journal,
			`is to go to the journal "${journal}", which is blocked in Uniconta`,
			`Unblock it in Uniconta (${MENU}), or choose another one (invoices.journal in the settings).`,
		);
	setup.row = row;
	setup.findings.push(...calculationTrouble(row, options), ...(await numberingTrouble(client, row, options)));
	if (tasks.some(({ plan }) => plan !== undefined && plan.currency !== ''))
		setup.ownCurrency = await ownCurrencyOf(client, tasks);
	return setup;
}

/** What the journal adds or takes out by itself (UC42); a label that says neither is let pass. */
function calculationTrouble(row: UnicontaRow, { journal, journalAmounts }: JournalChoice): JournalSetup['findings'] {
	const stated = textOf(row, 'VATCalcMethod').toLowerCase();
	const calculates = /^(brutto|gross)/.test(stated) ? 'gross' : /^(netto|net)/.test(stated) ? 'net' : undefined;
	if (calculates === undefined || calculates === journalAmounts) return [];
	const word = (form: 'gross' | 'net'): string => (form === 'gross' ? 'with VAT' : 'without VAT');
	return [
		{
			level: 'warning',
			field: 'VAT calculation',
			value: textOf(row, 'VATCalcMethod'),
			says: `goes to the journal "${journal}" with amounts ${word(journalAmounts)}, and the journal takes amounts to be ${word(calculates)}`,
			fix: `Set Journal Amounts to ${calculates === 'gross' ? 'With VAT' : 'Without VAT'} (invoices.journalAmounts ${calculates} in the settings), or change the VAT calculation of the journal in Uniconta (${MENU}).`,
		},
	];
}

/**
 * What of the journal may put VAT on a ledger line that comes without a code (UC42); `''`
 * where nothing does.
 */
export function ownVatOfJournal(row: UnicontaRow): string {
	const code = textOf(row, 'Vat');
	if (code !== '') return `has the VAT code "${code}"`;
	return flag(row, 'UseDCVat') ? "takes the customer's VAT" : '';
}

async function numberingTrouble(
	client: UnicontaClient,
	row: UnicontaRow,
	{ journal, journalVoucher }: JournalChoice,
): Promise<JournalSetup['findings']> {
	if (journalVoucher === 'journal') {
		if (fieldOf(row, 'GenerateVoucher') !== false) return [];
		return [
			{
				level: 'warning',
				field: 'Voucher number',
				value: '',
				says: `gets no voucher number: the journal "${journal}" does not generate them`,
				fix: `Turn on Generate voucher number for the journal in Uniconta (${MENU}), or let the voucher number be the invoice number (invoices.journalVoucher in the settings).`,
			},
		];
	}
	const code = textOf(row, 'NumberSerie');
	const series =
		code === '' ? undefined : (await client.find('NumberSerieClient', 'Serie', code).catch(unreadable))?.[0];
	const prefix = series === undefined ? '' : textOf(series, 'Prefix');
	if (prefix === '') return [];
	return [
		{
			level: 'warning',
			field: 'Voucher number',
			value: prefix,
			says: `goes to the journal "${journal}", whose number series ${code} puts "${prefix}" before the voucher number; the invoice number stays as it is`,
			fix: 'Clear the Prefix of the series in Uniconta (General Ledger > Maintenance > Number series), or choose a journal with another one.',
		},
	];
}
