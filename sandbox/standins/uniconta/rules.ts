import { Refusal } from './errors';
import type { Row } from './ledger';
import { cents } from './money';
import type { Value } from './types/field';
import type { WriteTarget } from './values';

type Values = Record<string, Value>;
/** What a type asks of a row beyond its fields, and fills in; `existing`: the row that is updated. Throws a Refusal. */
type Rule = (values: Values, target: WriteTarget, existing?: Row) => void;

const blank = (value: Value | undefined): boolean =>
	value === null || value === undefined || value === '' || value === 0;

/** Assigned from the company's settings where it is 0 or left out; may be chosen by the caller (UC39). */
function assignOrderNumber(values: Values, { company, now, host }: WriteTarget): void {
	const orders = company.rowsOf('DebtorOrderClient');
	const settings = company.rowsOf('CompanySettingsClient').rows()[0];
	let next = Number(settings?.values.SalesOrder ?? 0) || 1;
	while (orders.withKey(String(next))) next += 1;
	values.OrderNumber = next;
	if (settings)
		company.rowsOf('CompanySettingsClient').set(settings, { ...settings.values, SalesOrder: next + 1 }, now, host);
}

function order(values: Values, target: WriteTarget, existing?: Row): void {
	if (blank(values.Account)) throw new Refusal('FieldCannotBeBlank', 'Account');
	if (Number(values.OrderNumber) < 0) throw new Refusal('FieldHasinvalidValue', 'OrderNumber');
	if (!existing && blank(values.OrderNumber)) assignOrderNumber(values, target);
}

/** A line belongs to a header that is there; its place is behind the others where it names none. */
function line(header: string, field: string): Rule {
	return (values, { company }, existing) => {
		const parent = values[field];
		if (blank(parent)) throw new Refusal('FieldCannotBeBlank', field);
		if (!company.rowsOf(header).withKey(String(parent))) throw new Refusal('FieldHasinvalidValue', field);
		if (!blank(values.LineNumber)) return;
		const table = company.rowsOf(
			header === 'DebtorOrderClient' ? 'DebtorOrderLineClient' : 'GLDailyJournalLineClient',
		);
		values.LineNumber = existing?.values.LineNumber ?? table.nextLine(String(parent));
	};
}

const ACCOUNT_TYPES = ['GLAccountClient', 'DebtorClient'] as const;

/** The code of an account whose type another field says (UC43); the demo companies have no creditors. */
function accountOf(values: Values, name: 'Account' | 'OffsetAccount', { company, settings }: WriteTarget): void {
	const value = values[name];
	if (typeof value !== 'string') return;
	const type = ACCOUNT_TYPES[Number(values[`${name}Type`] ?? 0)];
	if (type !== undefined && company.hasKey(type, value)) return;
	if (settings.unknownCodes === 'refuse') throw new Refusal('AccountDoesNotExist', name);
	values[name] = null;
}

/** Error names (UC53); that they come at once, and not only when the journal is posted, is assumed. */
function journalLine(values: Values, target: WriteTarget, existing?: Row): void {
	line('GLDailyJournalClient', 'Journal')(values, target, existing);
	if (target.company.rowsOf('GLDailyJournalClient').withKey(String(values.Journal))?.values.Blocked === true)
		throw new Refusal('JournalIsBlocked', 'Journal');
	accountOf(values, 'Account', target);
	accountOf(values, 'OffsetAccount', target);
	for (const [debit, credit] of [
		['Debit', 'Credit'],
		['DebitCur', 'CreditCur'],
	] as const) {
		if (Number(values[debit]) !== 0 && Number(values[credit]) !== 0)
			throw new Refusal('DebitAndCreditCannotBothHaveValue', debit);
	}
	convert(values, target);
	if (
		values.AccountType !== 0 &&
		!blank(values.Vat) &&
		(blank(values.OffsetAccount) || values.OffsetAccountType !== 0)
	)
		throw new Refusal('DebtorCreditorCannotHaveVat', 'Vat');
	if (!blank(values.OffsetVat) && (blank(values.OffsetAccount) || values.OffsetAccountType !== 0))
		throw new Refusal('DebtorCreditorCannotHaveVat', 'OffsetVat');
}

/** Whether Uniconta fills in the amount in the company's currency by its own rate is not known. */
function convert(values: Values, { company, settings }: WriteTarget): void {
	const rate = company.books.rates[String(values.Currency)];
	if (settings.journalConverts === 'never' || rate === undefined || !blank(values.Debit) || !blank(values.Credit))
		return;
	values.Debit = cents(Number(values.DebitCur) * rate);
	values.Credit = cents(Number(values.CreditCur) * rate);
}

export const rules: Readonly<Record<string, Rule>> = {
	DebtorOrderClient: order,
	DebtorOrderLineClient: line('DebtorOrderClient', 'OrderNumber'),
	GLDailyJournalLineClient: journalLine,
	ProjectClient: (values) => {
		if (blank(values.Account)) throw new Refusal('FieldCannotBeBlank', 'Account');
	},
};
