import type { MomentSeedRow } from '../standins/moment/store';

/** Ledger accounts by what is booked on them; the numbers and VAT codes are Uniconta's (M5). */
export const account = {
	services: 901,
	eu: 902,
	goods: 903,
	abroad: 904,
	reverseCharge: 905,
	rounding: 906,
	subcontract: 907,
	resold: 908,
} as const;

const row = (
	id: number,
	accountNumber: string,
	name: string,
	financialAccountCategory: string,
	currentVatPercentage: number,
	vatCategoryCode: string,
	externalTaxCode: string | null,
): MomentSeedRow => ({
	id,
	accountNumber,
	name,
	comment: null,
	financialAccountCategory,
	currentVatPercentage,
	vatCategoryCode,
	externalTaxCode,
	externalRevenueClass: null,
});

export const financialAccounts: readonly MomentSeedRow[] = [
	row(account.services, '1010', 'Salg af ydelser', 'sales', 25, 'S', 'U25'),
	row(account.eu, '1020', 'Salg EU', 'sales', 0, 'Z', 'UEUV'),
	// Figures swapped by mistake: Uniconta has no VAT code U52.
	row(account.goods, '1030', 'Salg af varer', 'sales', 25, 'S', 'U52'),
	row(account.abroad, '1060', 'Salg udland', 'sales', 0, 'Z', 'U0'),
	row(account.reverseCharge, '1070', 'Omvendt betalingspligt', 'sales', 0, 'Z', 'UOMV'),
	row(account.rounding, '9990', 'Øreafrunding', 'sales', 0, '0', null),
	row(account.subcontract, '2010', 'Fremmed arbejde', 'purchases', 25, 'S', 'I25'),
	// The same number as the sales account (MO18).
	row(account.resold, '1010', 'Viderefaktureret arbejde', 'purchases', 25, 'S', 'I25'),
];

export function vatOf(financialAccountId: number): number {
	return Number(financialAccounts.find(({ id }) => id === financialAccountId)?.currentVatPercentage ?? 0);
}
