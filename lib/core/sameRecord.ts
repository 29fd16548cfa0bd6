import { organisationKey } from './textForms';

/** What one customer or project is told from another by, apart from its number; `''` where a side has none. */
export interface Features {
	name: string;
	organisationNumber: string;
}

/**
 * Legal forms of Denmark and its neighbours, as they stand at the end of a name: a company is the same with and without
 * them. Written without dots, slashes and spaces, as they are compared.
 */
const LEGAL_FORMS = [
	...['aktieselskab', 'aktieselskabet', 'anpartsselskab', 'anpartsselskabet', 'interessentskab', 'publ'],
	...[
		'as',
		'aps',
		'is',
		'ks',
		'ps',
		'ivs',
		'amba',
		'fmba',
		'smba',
		'amp',
		'ab',
		'asa',
		'ans',
		'da',
		'enk',
		'hb',
		'kb',
	],
	...[
		'oy',
		'oyj',
		'ehf',
		'hf',
		'gmbh',
		'ag',
		'kg',
		'ug',
		'ltd',
		'limited',
		'plc',
		'llc',
		'inc',
		'bv',
		'nv',
		'sa',
		'srl',
		'sarl',
	],
] as const;

/** As they stand before a name: *A/S Storebælt*. */
const LEADING_FORM = /^(?:a\/s|i\/s|k\/s|p\/s|aps|aktieselskabet|anpartsselskabet|interessentskabet)\s+/i;

/** Lengths at which Uniconta cuts a name: 40 in builds of 2018, 60 and 100 in later ones. */
const CUTS = [40, 60, 100] as const;

/**
 * Whether a row of Uniconta that has a record's number, and that nothing links to it, is that record: the organisation
 * numbers or the names agree. A number alone proves nothing: numbers are given anew (G9).
 * @param stored what Uniconta has, where a long name may have been cut
 */
export function isSameRecord(record: Features, stored: Features): boolean {
	const number = organisationKey(record.organisationNumber);
	if (number !== '' && number === organisationKey(stored.organisationNumber)) return true;
	return sameName(record.name, stored.name) || isCut(record.name.trim(), stored.name.trim());
}

function isCut(name: string, stored: string): boolean {
	return CUTS.some((length) => name.length > length && name.slice(0, length).trim() === stored);
}

function sameName(a: string, b: string): boolean {
	const [first, second] = [nameKey(a), nameKey(b)];
	return first !== '' && first === second;
}

/** A name without case, spaces, punctuation and legal form. */
function nameKey(text: string): string {
	const words = text
		.normalize('NFKC')
		.trim()
		.replace(LEADING_FORM, '')
		.toLowerCase()
		.replace(/[./]/g, '')
		.split(/[^\p{L}\p{N}]+/u)
		.filter(Boolean);
	// "A / S" and "A S" fall into single letters.
	const joined = words
		.join(' ')
		.replace(/ (\p{L}) (\p{L})$/u, ' $1$2')
		.split(' ');
	while (joined.length > 1 && LEGAL_FORMS.some((form) => form === joined.at(-1))) joined.pop();
	return joined.join('');
}
