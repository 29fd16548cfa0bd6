import type { InvoicePlan, InvoicePlanLine } from '../../../mapping/invoice/plan';
import type { UnicontaClient } from '../../api/client';
import { textOf, type UnicontaRow } from '../../api/rows';
import { accountKindOf, flag, isPurchaseVat, needsVat } from './labels';
import { LISTS, rowsByKey, type InvoiceLists } from './lists';
import { ownVatOf, rateOn } from './accountRules';
import type { Trouble } from './trouble';

/**
 * Lines without VAT. What Uniconta puts on a line that comes without a VAT code is not known: the account, the
 * customer, its group and the project each may have a code (UC41), and no simulation shows totals. So
 * such a line is sent with a code of 0 %, or not at all where one of them could add VAT.
 */

export const GROUP_VAT = ['SalesVat', 'SalesVat1', 'SalesVat2', 'SalesVat3', 'SalesVat4'] as const;
const AGAIN = 'Then run Compare Everything Now, or wait for the night.';

export type ZeroVatLists = Pick<InvoiceLists, 'route' | 'accounts' | 'vatCodes' | 'zeroVat'>;

/** Whose VAT may come onto a line that has none. */
export interface LineParties {
	customer: UnicontaRow | undefined;
	/** Undefined where it is not to be seen. */
	group: UnicontaRow | undefined;
	project: UnicontaRow | undefined;
}

/** A line at 0 % that names no code. */
export function isBare({ vat, vatPercent }: InvoicePlanLine): boolean {
	return vat === '' && vatPercent === 0;
}

/** The codes that have to be looked up for these plans' lines without VAT. */
export function zeroVatCodes(
	plans: readonly InvoicePlan[],
	{ accounts, zeroVat }: Pick<ZeroVatLists, 'accounts' | 'zeroVat'>,
): string[] {
	const bare = plans.flatMap(({ lines }) => lines.filter(isBare));
	return bare.length === 0 ? [] : [zeroVat, ...bare.map(({ account }) => ownVatOf(accounts.get(account)))];
}

/**
 * The plan as it is sent: each line at 0 % with a code of 0 % where there is one, the account's own before the chosen
 * one.
 */
export function withZeroVat(plan: InvoicePlan, lists: ZeroVatLists): InvoicePlan {
	if (!plan.lines.some(isBare)) return plan;
	const coded = (line: InvoicePlanLine): InvoicePlanLine => ({
		...line,
		vat: zeroCodeFor(line.account, plan.issueDate, lists),
	});
	return { ...plan, lines: plan.lines.map((line) => (isBare(line) ? coded(line) : line)) };
}

/** The same for an order, without other lists: two reads, none where no line is without VAT. */
export async function readWithZeroVat(
	client: UnicontaClient,
	plan: InvoicePlan,
	zeroVat: string,
): Promise<InvoicePlan> {
	const bare = new Set(plan.lines.filter(isBare).map(({ account }) => account));
	const accounts = await rowsByKey(client, LISTS.account, bare, 'small');
	const codes = zeroVatCodes([plan], { accounts, zeroVat }).filter((code) => code !== '');
	const vatCodes = await rowsByKey(client, LISTS.vat, new Set(codes), 'small');
	return withZeroVat(plan, { route: 'draft', accounts, zeroVat, vatCodes });
}

/** Whether a line at 0 % has no code to go with. */
export function lacksCode(line: InvoicePlanLine, day: string, lists: ZeroVatLists): boolean {
	return isBare(line) && zeroCodeFor(line.account, day, lists) === '';
}

function zeroCodeFor(account: string, day: string, { route, accounts, vatCodes, zeroVat }: ZeroVatLists): string {
	const row = accounts.get(account);
	// Uniconta asks for the account's own VAT there, and the rule for that says so.
	if (row === undefined || needsVat(row)) return '';
	const own = ownVatOf(row);
	if (route === 'journal' && (own === '' || rateIn(vatCodes.get(own), day) === 0 || isForCosts(row))) return '';
	return [own, zeroVat].find((code) => code !== '' && whyNotZero(vatCodes.get(code), day) === '') ?? '';
}

/**
 * Uniconta may take no code for sales on an account for costs (UC53, no. 67). For an order the simulation
 * tells, for a journal only the person who posts it: so a journal line has a code only where its account's own could
 * add VAT, and none on such an account.
 */
function isForCosts(row: UnicontaRow): boolean {
	return accountKindOf(row) === 'cost';
}

/** Why no line without VAT can be sent with this code; `''` where it can. */
export function whyNotZero(row: UnicontaRow | undefined, day: string): string {
	if (row === undefined) return 'does not exist in Uniconta';
	if (flag(row, 'Blocked')) return 'is blocked in Uniconta';
	if (isPurchaseVat(row)) return 'is for purchases and not for sales';
	const rate = rateOn(row, day);
	if (rate === undefined) return 'has no rate in Uniconta';
	return rate === 0 ? '' : `has ${rate} % on ${day}`;
}

/**
 * A line at 0 % for which there is no code to send, where Uniconta could add VAT by itself. An amount of 0 has none in
 * any case.
 */
export function bareTrouble(line: InvoicePlanLine, day: string, parties: LineParties, lists: InvoiceLists): Trouble[] {
	const account = lists.accounts.get(line.account);
	if (line.net === 0 || account === undefined || needsVat(account) || !lacksCode(line, day, lists)) return [];
	const added = addedVat(account, parties, lists, day);
	if (added.length === 0) return [];
	const why = lists.zeroVat === '' ? '' : whyNotZero(lists.vatCodes.get(lists.zeroVat), day);
	const chosen = why === '' ? '' : `; the VAT code for lines without VAT, "${lists.zeroVat}", ${why}`;
	const says = `has no VAT code, and Uniconta could add VAT to it: ${added.join(', ')}${chosen}`;
	return [{ field: 'VAT code', value: '', says, fix: `${howToGiveCode(line, account, lists)}. ${AGAIN}` }];
}

function howToGiveCode(
	{ account, rounding }: InvoicePlanLine,
	row: UnicontaRow,
	{ route, zeroVat }: InvoiceLists,
): string {
	const where = `in Uniconta (${LISTS.account.menu})`;
	if (route === 'journal' && isForCosts(row)) return `Give account ${account} no VAT code or one of 0 % ${where}`;
	const choose =
		zeroVat === ''
			? 'Choose a VAT code of 0 % for lines without VAT'
			: 'Choose another VAT code of 0 % for lines without VAT';
	const inMoment = rounding ? '' : ' and the same one in Moment (Setup > Accounting)';
	const inForm = 'in the set-up form (page Invoices; invoices.zeroVat in the settings)';
	return `${choose} ${inForm}, or give account ${account} a VAT code of 0 % ${where}${inMoment}`;
}

/**
 * Who has a code that is not surely of 0 %, each in words. A line of a journal gets VAT from its account or the
 * journal, which its own route looks at.
 */
function addedVat(
	account: UnicontaRow,
	{ customer, group, project }: LineParties,
	{ route, vatCodes }: InvoiceLists,
	day: string,
): string[] {
	const adds = (who: string, row: UnicontaRow, fields: readonly string[]): string[] => {
		const codes = new Set(fields.map((field) => textOf(row, field)).filter((code) => code !== ''));
		return [...codes].flatMap((code) => {
			const rate = rateIn(vatCodes.get(code), day);
			const percent = rate === undefined ? 'its rate is not to be seen' : `${rate} %`;
			return rate === 0 ? [] : [`${who} has the VAT code "${code}" (${percent})`];
		});
	};
	const found = adds(`the ledger account "${textOf(account, LISTS.account.key)}"`, account, ['Vat']);
	if (route === 'journal') return found;
	if (project !== undefined)
		found.push(...adds(`the project ${textOf(project, LISTS.project.key)}`, project, ['Vat']));
	// Who lacks the customer says so, and is tried again with it.
	if (customer === undefined) return found;
	const code = textOf(customer, 'Group');
	found.push(...adds(`the customer ${textOf(customer, LISTS.customer.key)}`, customer, ['Vat']));
	const ofGroup = code === '' ? "the customer's group" : `the customer group "${code}"`;
	if (group === undefined) found.push(`the VAT codes of ${ofGroup} are not to be seen`);
	else found.push(...adds(ofGroup, group, GROUP_VAT));
	return found;
}

function rateIn(row: UnicontaRow | undefined, day: string): number | undefined {
	return row === undefined ? undefined : rateOn(row, day);
}
