import type { Company, Row } from '../ledger';
import type { UnicontaSettings } from '../settings';
import { textOf, vatRate, type Values } from './checks';

/**
 * Who may have a VAT code for a line that comes without one (UC41), in the order in which they are
 * asked.
 */
type Giver = 'account' | 'debtor' | 'group' | 'project' | 'journal';
/** Member of `MandatoryTax`. */
const MANDATORY = 1;
type Codes = ReadonlyArray<readonly [giver: Giver, code: string]>;

/** What an order line without a VAT code is invoiced with; `''` for none. */
export function blankLineVat(
	company: Company,
	{
		account,
		debtor,
		group,
		project,
		date,
	}: { account: Row; debtor: Values; group: Values; project: string; date: string },
	settings: UnicontaSettings,
): string {
	const codes: Codes = [
		['account', textOf(account.values.Vat)],
		['debtor', textOf(debtor.Vat)],
		['group', groupVat(debtor, group, settings)],
		['project', textOf(company.rowsOf('ProjectClient').withKey(project)?.values.Vat)],
	];
	// Where VAT is mandatory, that of others is no VAT of the line's own.
	const counting = Number(account.values.MandatoryTax) === MANDATORY ? codes.slice(0, 1) : codes;
	return pick(company, counting, settings.blankLineVat, date);
}

/** The same of a ledger line in a journal; the debtor and the group count only where the journal says so. */
export function blankJournalVat(
	company: Company,
	{ account, journal, debtor, date }: { account: Row; journal: Values; debtor: Values | undefined; date: string },
	settings: UnicontaSettings,
): string {
	const group = company.rowsOf('DebtorGroupClient').withKey(textOf(debtor?.Group))?.values ?? {};
	const ofDebtor =
		journal.UseDCVat === true && debtor !== undefined
			? textOf(debtor.Vat) || groupVat(debtor, group, settings)
			: '';
	return pick(
		company,
		[
			['account', textOf(account.values.Vat)],
			['journal', textOf(journal.Vat)],
			['debtor', ofDebtor],
		],
		settings.blankJournalVat,
		date,
	);
}

/** Members of `VatZone` by their numbers: Domestic 0, EU 1, Foreign 2, NoVatReg 3, VatFree 4. */
function groupVat({ VatZone }: Values, group: Values, { groupSalesVat }: UnicontaSettings): string {
	const zone = groupSalesVat === 'first' ? 0 : Number(VatZone ?? 0);
	const own = textOf(group[zone === 0 ? 'SalesVat' : `SalesVat${zone}`]);
	return own === '' && group.UseFirstIfBlank === true ? textOf(group.SalesVat) : own;
}

function pick(company: Company, codes: Codes, choice: Giver | 'mostVat' | 'none', date: string): string {
	if (choice === 'none') return '';
	const rate = (code: string): number => vatRate(company.rowsOf('GLVatClient').withKey(code), date);
	const given = codes.filter(([, code]) => code !== '');
	if (choice === 'mostVat')
		return given.reduce((most, [, code]) => (most === '' || rate(code) > rate(most) ? code : most), '');
	return (given.find(([giver]) => giver === choice) ?? given[0])?.[1] ?? '';
}
