export type Language = 'en' | 'da';

/**
 * Members in the order of their numbers; the label a user sees is in the session's language (UC26).
 */
type LabelSet = ReadonlyArray<readonly [en: string, da: string]>;

/** Danish words from the label table (UC26) where it has them; all marked `assumed` are plausible guesses. */
export const labelSets = {
	VatZone: [
		['Domestic', 'Indland'],
		['EU', 'EU'], // assumed
		['Foreign', 'Udland'], // assumed
		['NoVatReg', 'Ej momsregistreret'], // assumed
		['VatFree', 'Momsfri'], // assumed
	],
	PaymentMethod: [
		// Danish all assumed
		['NetCash', 'Netto kontant'],
		['NetDays', 'Netto dage'],
		['EndWeek', 'Løbende uge'],
		['EndMonth', 'Løbende måned'],
		['PrePayment', 'Forudbetaling'],
		['Creditcard', 'Kreditkort'],
		['Factoring', 'Factoring'],
	],
	AccountType: [
		// Danish all assumed, but for Debtor and Creditor
		['Header', 'Overskrift'],
		['Sum', 'Sum'],
		['CalculationExpression', 'Beregningsudtryk'],
		['PL', 'Drift'],
		['Revenue', 'Omsætning'],
		['Income', 'Indtægt'],
		['Cost', 'Omkostning'],
		['CostOfGoodSold', 'Vareforbrug'],
		['Expense', 'Udgift'],
		['Depreciasions', 'Afskrivninger'],
		['BalanceSheet', 'Balance'],
		['Asset', 'Aktiv'],
		['FixedAssets', 'Anlægsaktiver'],
		['CurrentAsset', 'Omsætningsaktiver'],
		['Inventory', 'Lager'],
		['Debtor', 'Debitor'],
		['LiquidAsset', 'Likvide midler'],
		['Bank', 'Bank'],
		['Liability', 'Passiv'],
		['Equity', 'Egenkapital'],
		['Creditor', 'Kreditor'],
	],
	VatType: [
		['Sales', 'Salg'],
		['Purchase', 'Køb'],
	], // numbers, English and Danish assumed
	VatMethod: [
		['Standard', 'Standard'],
		['ReverseCharge', 'Omvendt betalingspligt'],
	], // only the field is known (UC48)
	MandatoryTax: [
		['Optional', 'Valgfri'],
		['Mandatory', 'Obligatorisk'],
		['NoVat', 'Ingen moms'],
		['Fixed', 'Låst'],
	], // only the field is known (UC47)
	VATCalcMethod: [
		['Gross', 'Brutto'],
		['Net', 'Netto'],
	], // only the field is known (UC42)
	SeriesUsage: [
		['Voucher', 'Bilagsnummer'],
		['Key', 'Nøglegenerering'],
	], // two uses are known (UC50); English and Danish assumed
	Phase: [
		// Danish from that label table
		['Created', 'Oprettet'],
		['Offer', 'Tilbud'],
		['Accepted', 'Godkendt'],
		['InProgress', 'Igangværende'],
		['ReportedAsFinished', 'Færdigmeldt projekt'],
		['Completed', 'Gennemført'],
	],
	CatType: [
		// Danish all assumed
		['Sum', 'Sum'],
		['Revenue', 'Omsætning'],
		['Materials', 'Materialer'],
		['ExternalWork', 'Fremmed arbejde'],
		['Labour', 'Løn'],
		['Miscellaneous', 'Diverse'],
		['Other', 'Andet'],
	],
	JournalAccountType: [
		['Ledger', 'Finans'],
		['Debtor', 'Debitor'],
		['Creditor', 'Kreditor'],
	], // from that label table
	DCPostType: [
		// Danish all assumed
		['Other', 'Andet'],
		['Payment', 'Betaling'],
		['Prepayment', 'Forudbetaling'],
		['PartialPayment', 'Delbetaling'],
		['Invoice', 'Faktura'],
		['Creditnote', 'Kreditnota'],
		['Fee', 'Gebyr'],
	],
	Storage: [
		['None', 'Ingen'],
		['Register', 'Registrer'],
		['Move', 'Flyt'],
	], // Danish assumed
	PostedReference: [
		// Danish all assumed
		['External', 'Ekstern'],
		['DailyJournal', 'Kassekladde'],
		['DebtorInvoice', 'Debitorfaktura'],
		['CreditorInvoice', 'Kreditorfaktura'],
		['ClosingSheet', 'Lukkeark'],
		['InventoryJournal', 'Lagerkladde'],
		['ProjectJournal', 'Projektkladde'],
	],
	UserLanguage: [
		['Default', 'Standard'],
		['Danish', 'Dansk'],
		['English', 'Engelsk'],
	], // assumed
} as const satisfies Record<string, LabelSet>;

export type LabelSetName = keyof typeof labelSets;

export function labelOf(set: LabelSetName, member: number, language: Language): string {
	const labels: LabelSet = labelSets[set];
	return labels[member]?.[language === 'da' ? 1 : 0] ?? '';
}

/** The member's number, and whether the label was one of the user's own language. */
export function memberOf(
	set: LabelSetName,
	label: string,
	language: Language,
): { member: number; own: boolean } | undefined {
	const labels: LabelSet = labelSets[set];
	const own = labels.findIndex(([en, da]) => label === (language === 'da' ? da : en));
	if (own >= 0) return { member: own, own: true };
	const other = labels.findIndex(([en, da]) => label === en || label === da);
	return other < 0 ? undefined : { member: other, own: false };
}
