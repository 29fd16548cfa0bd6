import type { UnicontaCodes } from '../../mapping/codes';
import { countryByIso, isInEu } from './countries';
import { isCurrency } from './currencies';

/** Uniconta's code lists as far as the mapping needs them. */
export const unicontaCodes: UnicontaCodes = {
	country: (iso) => countryByIso(iso)?.member,
	isCurrency,
	isInEu,
};
