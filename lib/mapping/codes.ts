/** What the mapping needs to know of Uniconta's code lists, handed in so that the mapping itself knows no API. */
export interface UnicontaCodes {
	/** The country as Uniconta names it (`DK` → `Denmark`), undefined for one it does not have. */
	country(iso: string): string | undefined;
	isCurrency(code: string): boolean;
	isInEu(iso: string): boolean;
}

/** The VAT zones a new customer can get (UC33), by their English labels. */
export type VatZone = 'Domestic' | 'EU' | 'Foreign';

/** Own country is Domestic, the rest of the EU is EU, all else Foreign. */
export function vatZoneOf(countryIso: string, ownCountryIso: string, codes: UnicontaCodes): VatZone {
	if (countryIso.toUpperCase() === ownCountryIso.toUpperCase()) return 'Domestic';
	return codes.isInEu(countryIso) ? 'EU' : 'Foreign';
}
