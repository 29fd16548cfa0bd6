export type Language = 'en' | 'da';

/** Members in the order of their numbers; the label a user sees is in the session's language (reference 4, enums typed string). */
type LabelSet = ReadonlyArray<readonly [en: string, da: string]>;

/** Danish words from the reference's label table where it has them; all marked `assumed` are plausible guesses. */
export const labelSets = {
	VatZone: [
		['Domestic', 'Indland'],
		['EU', 'EU'], // assumed
		['Foreign', 'Udland'], // assumed
		['NoVatReg', 'Ej momsregistreret'], // assumed
		['VatFree', 'Momsfri'], // assumed
	],
	PaymentMethod: [ // Danish all assumed
		['NetCash', 'Netto kontant'], ['NetDays', 'Netto dage'], ['EndWeek', 'Løbende uge'], ['EndMonth', 'Løbende måned'],
		['PrePayment', 'Forudbetaling'], ['Creditcard', 'Kreditkort'], ['Factoring', 'Factoring'],
	],
	AccountType: [ // Danish all assumed, but for Debtor and Creditor
		['Header', 'Overskrift'], ['Sum', 'Sum'], ['CalculationExpression', 'Beregningsudtryk'], ['PL', 'Drift'], ['Revenue', 'Omsætning'],
		['Income', 'Indtægt'], ['Cost', 'Omkostning'], ['CostOfGoodSold', 'Vareforbrug'], ['Expense', 'Udgift'], ['Depreciasions', 'Afskrivninger'],
		['BalanceSheet', 'Balance'], ['Asset', 'Aktiv'], ['FixedAssets', 'Anlægsaktiver'], ['CurrentAsset', 'Omsætningsaktiver'],
		['Inventory', 'Lager'], ['Debtor', 'Debitor'], ['LiquidAsset', 'Likvide midler'], ['Bank', 'Bank'], ['Liability', 'Passiv'],
		['Equity', 'Egenkapital'], ['Creditor', 'Kreditor'],
	],
	VatType: [['Sales', 'Salg'], ['Purchase', 'Køb']], // numbers, English and Danish assumed
	UserLanguage: [['Default', 'Standard'], ['Danish', 'Dansk'], ['English', 'Engelsk']], // assumed
} as const satisfies Record<string, LabelSet>;

export type LabelSetName = keyof typeof labelSets;

export function labelOf(set: LabelSetName, member: number, language: Language): string {
	const labels: LabelSet = labelSets[set];
	return labels[member]?.[language === 'da' ? 1 : 0] ?? '';
}

/** The member's number, and whether the label was one of the user's own language. */
export function memberOf(set: LabelSetName, label: string, language: Language): { member: number; own: boolean } | undefined {
	const labels: LabelSet = labelSets[set];
	const own = labels.findIndex(([en, da]) => label === (language === 'da' ? da : en));
	if (own >= 0) return { member: own, own: true };
	const other = labels.findIndex(([en, da]) => label === en || label === da);
	return other < 0 ? undefined : { member: other, own: false };
}
