import { asApiError } from '../../http/errors';
import { setupRow, type SetupRow } from './row';
import { isOn, whereToSet } from './settings';
import type { UnicontaClient } from '../../uniconta/api/client';
import { LISTS } from '../../uniconta/invoice/checks/lists';
import { termFor } from '../../uniconta/invoice/checks/terms';
import { readSetup, type JournalChoice } from '../../uniconta/invoice/journal/setup';
import { accountRows } from './accounts';
import { unread, type SetupContext, type SetupHosts } from './context';
import { categoryRows, departmentRows } from './masterData';
import { numberingRows } from './numbering';

/**
 * What an invoice needs in Uniconta: term, category, account, VAT code, department, and the route's own (M5–M8, M12).
 */
export async function invoiceRows(context: SetupContext, hosts: SetupHosts): Promise<SetupRow[]> {
	const { values } = context;
	if (!isOn(values, 'invoices')) return [];
	// The chart of accounts is likely the longest list: read first, it spares the others the call that proves their
	// end.
	const ofAccounts = await accountRows(context);
	const ofLists = [
		...(await categoryRows(context)),
		...(await departmentRows(context, 'invoices')),
		...(await termRows(context)),
	];
	const route = values['invoices.route'];
	const ofRoute =
		route === 'post'
			? await numberingRows(context, hosts)
			: route === 'journal'
				? await journalRows(context, hosts.odata)
				: [];
	return [...firstNumberRows(context), ...ofAccounts, ...ofLists, ...ofRoute];
}

/** A first number that Moment will not reach for long is likely a slip: nothing would be sent, without a word. */
function firstNumberRows({ values, moment: { invoices } }: SetupContext): SetupRow[] {
	const first = Number(values['invoices.firstNumber']);
	const numbers = invoices !== undefined && 'rows' in invoices ? invoices.rows.map(({ number }) => number) : [];
	const newest = Math.max(0, ...numbers);
	if (newest === 0 || !(first > newest + 1)) return [];
	return [
		setupRow('invoices', 'First invoice number is not reached yet', 'warning', {
			found: `${first}; the newest invoice in Moment is ${newest}, so that the next ${first - newest - 1} are not sent`,
			expected: `at most ${newest + 1}, unless these come into Uniconta in another way`,
			fix: whereToSet('invoices.firstNumber'),
		}),
	];
}

/** The credit days that invoices usually have; a term for others is named when an invoice asks for it. */
const USUAL_DAYS = [8, 14, 30] as const;

async function termRows({ reader }: SetupContext): Promise<SetupRow[]> {
	const { type, key, menu } = LISTS.payment;
	const reading = await reader.list(type, key);
	if ('trouble' in reading) return [unread('invoices', 'Payment terms', reading.trouble)];
	const termOf = (days: number): string | undefined => termFor(days, reading.rows, '');
	const immediate = termOf(0);
	const lacking = USUAL_DAYS.filter((days) => termOf(days) === undefined);
	const usual = USUAL_DAYS.flatMap((days) => termOf(days) ?? []);
	return [
		immediate === undefined
			? setupRow('invoices', 'Payment term of 0 days', 'missing', {
					found: 'none, and credit notes need one',
					expected: 'one with the payment method Net cash',
					fix: `Create one with the payment method Net cash: ${menu}.`,
				})
			: setupRow('invoices', 'Payment term of 0 days', 'ok', {
					found: immediate,
					expected: 'one with the payment method Net cash',
				}),
		lacking.length === 0
			? setupRow('invoices', 'Payment terms', 'ok', {
					found: usual.join(', '),
					expected: 'a term for each number of credit days that Moment uses',
				})
			: setupRow('invoices', 'Payment terms', 'warning', {
					found: `none of ${lacking.join(' or ')} days`,
					expected: 'a term for each number of credit days that Moment uses',
					fix: `Where invoices in Moment have these credit days, create terms with the payment method Net days: ${menu}.`,
				}),
	];
}

async function journalRows({ values }: SetupContext, odata: UnicontaClient): Promise<SetupRow[]> {
	const check = 'Journal';
	const journal = values['invoices.journal'];
	// A blank one is said where the settings are looked at.
	if (journal === '') return [];
	const options: JournalChoice = {
		journal,
		journalAmounts: values['invoices.journalAmounts'] === 'net' ? 'net' : 'gross',
		journalVoucher: values['invoices.journalVoucher'] === 'journal' ? 'journal' : 'invoiceNumber',
	};
	try {
		const { row, findings } = await readSetup(odata, options, []);
		const found = findings.map(({ level, says, fix }) =>
			setupRow('invoices', check, level === 'error' ? 'missing' : 'warning', {
				found: `Every invoice ${says}.`,
				expected: 'a journal that takes vouchers',
				fix,
			}),
		);
		return row === undefined || found.length > 0
			? found
			: [setupRow('invoices', check, 'ok', { found: journal, expected: 'a journal that takes vouchers' })];
	} catch (caught) {
		return [unread('invoices', check, asApiError(caught))];
	}
}
