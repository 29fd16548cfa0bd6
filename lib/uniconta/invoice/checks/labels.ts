import { fieldOf, textOf, type UnicontaRow } from '../../api/rows';

/**
 * What the labels of Uniconta's lists mean. Labels come in the language of the API user, perhaps as numbers (UC26);
 * most Danish words here are assumed. So a label that is not in these tables says nothing, and what it belongs
 * to is let pass: Uniconta's own check still comes.
 */

export type AccountKind = 'notPosting' | 'revenue' | 'cost' | 'balance';

/** `AccountType` in the order of its numbers (UC47); then the Danish words. */
const ACCOUNT_KINDS: ReadonlyArray<readonly [kind: AccountKind, ...labels: string[]]> = [
	['notPosting', 'Header', 'Overskrift'],
	['notPosting', 'Sum', 'Sum'],
	['notPosting', 'CalculationExpression', 'Beregningsudtryk', 'Beregning'],
	['revenue', 'PL', 'Drift', 'Resultatopgørelse', 'Resultat'],
	['revenue', 'Revenue', 'Omsætning'],
	['revenue', 'Income', 'Indtægt', 'Indtægter'],
	['cost', 'Cost', 'Omkostning', 'Omkostninger'],
	['cost', 'CostOfGoodSold', 'Vareforbrug'],
	['cost', 'Expense', 'Udgift', 'Udgifter'],
	['cost', 'Depreciasions', 'Depreciations', 'Afskrivninger', 'Afskrivning'],
	['balance', 'BalanceSheet', 'Balance'],
	['balance', 'Asset', 'Aktiv', 'Aktiver'],
	['balance', 'FixedAssets', 'Anlægsaktiver'],
	['balance', 'CurrentAsset', 'Omsætningsaktiver'],
	['balance', 'Inventory', 'Lager', 'Varelager'],
	['balance', 'Debtor', 'Debitor', 'Debitorer'],
	['balance', 'LiquidAsset', 'Likvide midler'],
	['balance', 'Bank', 'Bank'],
	['balance', 'Liability', 'Passiv', 'Passiver', 'Gæld'],
	['balance', 'Equity', 'Egenkapital'],
	['balance', 'Creditor', 'Kreditor', 'Kreditorer'],
];

/** `CatType` in the order of its numbers; the last three are of newer builds and have no known number (UC37). */
const CATEGORY_TYPES: ReadonlyArray<readonly string[]> = [
	['Sum', 'Sum'],
	['Revenue', 'Omsætning', 'Indtægt'],
	['Materials', 'Materialer', 'Materiale'],
	['ExternalWork', 'Fremmed arbejde', 'Fremmedarbejde', 'Eksternt arbejde'],
	['Labour', 'Løn', 'Arbejdsløn', 'Arbejde'],
	['Miscellaneous', 'Diverse'],
	['Other', 'Andet', 'Øvrigt', 'Øvrige'],
	['Expenses', 'Udgifter', 'Udlæg'],
	['Adjustment', 'Regulering', 'Justering'],
	['OnAccount', 'Aconto', 'A conto'],
];

/** `PaymentMethod` in the order of its numbers (UC35). */
const PAYMENT_METHODS: ReadonlyArray<readonly string[]> = [
	['NetCash', 'Netto kontant', 'Kontant'],
	['NetDays', 'Netto dage', 'Netto', 'Dage netto'],
	['EndWeek', 'Løbende uge'],
	['EndMonth', 'Løbende måned'],
	['PrePayment', 'Forudbetaling', 'Forudbetalt'],
	['Creditcard', 'Kreditkort'],
	['Factoring', 'Factoring'],
];

const plain = (text: string): string => text.toLowerCase().replace(/[^\p{L}\d]/gu, '');

/** The member's number, whether the row holds the number or a label; undefined for a label that is not known. */
function memberIn(sets: ReadonlyArray<readonly string[]>, row: UnicontaRow, field: string): number | undefined {
	const value = fieldOf(row, field);
	if (typeof value === 'number') return value;
	if (typeof value !== 'string' || value.trim() === '') return undefined;
	if (/^\d+$/.test(value.trim())) return Number(value);
	const found = sets.findIndex((labels) => labels.some((label) => plain(label) === plain(value)));
	return found < 0 ? undefined : found;
}

export function accountKindOf(row: UnicontaRow): AccountKind | undefined {
	const member = memberIn(
		ACCOUNT_KINDS.map(([, ...labels]) => labels),
		row,
		'AccountType',
	);
	return member === undefined ? undefined : ACCOUNT_KINDS[member]?.[0];
}

/** Undefined where the label says nothing. */
export function isRevenueCategory(row: UnicontaRow): boolean | undefined {
	const member = memberIn(CATEGORY_TYPES, row, 'CatType');
	return member === undefined ? undefined : member === 1;
}

/**
 * The language of the labels in these rows, by most of them: in each entry above the first word is English, the others
 * Danish. `unknown` where there are labels and none is in the tables; undefined where nothing tells.
 */
export function labelLanguage(rows: readonly UnicontaRow[]): Language | undefined {
	const seen = { en: 0, da: 0, unknown: 0 };
	for (const row of rows) {
		for (const [field, entries] of Object.entries(LABELS)) {
			const language = languageOf(plain(textOf(row, field)), entries);
			if (language !== undefined) seen[language]++;
		}
	}
	if (seen.en + seen.da > 0) return seen.en >= seen.da ? 'en' : 'da';
	return seen.unknown > 0 ? 'unknown' : undefined;
}

type Language = 'en' | 'da' | 'unknown';

const LABELS: Readonly<Record<string, ReadonlyArray<readonly string[]>>> = {
	AccountType: ACCOUNT_KINDS.map(([, ...labels]) => labels),
	CatType: CATEGORY_TYPES,
	PaymentMethod: PAYMENT_METHODS,
};

/** Undefined for a number, and for a word of both languages. */
function languageOf(label: string, entries: ReadonlyArray<readonly string[]>): Language | undefined {
	if (label === '' || /^\d+$/.test(label)) return undefined;
	const english = entries.some(([first = '']) => plain(first) === label);
	const danish = entries.some(([, ...others]) => others.some((one) => plain(one) === label));
	if (english && danish) return undefined;
	if (!english && !danish) return 'unknown';
	return english ? 'en' : 'da';
}

export type PaymentMethod = 'netCash' | 'netDays' | 'other';

export function paymentMethodOf(row: UnicontaRow): PaymentMethod | undefined {
	const member = memberIn(PAYMENT_METHODS, row, 'PaymentMethod');
	if (member === undefined) return undefined;
	return member === 0 ? 'netCash' : member === 1 ? 'netDays' : 'other';
}

/** Only words tell: the numbers behind `VatType` are not known (UC48). */
export function isPurchaseVat(row: UnicontaRow): boolean {
	const value = fieldOf(row, 'VatType');
	return (
		typeof value === 'string' &&
		['purchase', 'purchasevat', 'buy', 'køb', 'købsmoms', 'indkøb'].includes(plain(value))
	);
}

/** `MandatoryTax`: the reference knows the field and the refusal (AccountHasMandatoryVat), not its labels. */
export function needsVat(row: UnicontaRow): boolean {
	const value = fieldOf(row, 'MandatoryTax');
	if (typeof value === 'boolean') return value;
	return (
		typeof value === 'string' &&
		['mandatory', 'mandatoryvat', 'required', 'obligatorisk', 'tvungen', 'påkrævet', 'true'].includes(plain(value))
	);
}

/** A flag as true, 1 or a word for it (UC25). */
export function flag(row: UnicontaRow, field: string): boolean {
	const value = fieldOf(row, field);
	return (
		value === true ||
		value === 1 ||
		(typeof value === 'string' && ['true', '1', 'yes', 'ja'].includes(value.trim().toLowerCase()))
	);
}
