/** A text that may be written in several ways and mean the same. */
export type TextForm = 'organisationNumber' | 'email' | 'phone' | 'website' | 'zipCode';

type Writing = (text: string) => string;

const compact: Writing = (text) =>
	text
		.normalize('NFKC')
		.toUpperCase()
		.replace(/[^\p{L}\p{N}]/gu, '');

/** Letters and digits; the country before it and Norway's MVA behind it say nothing of their own. */
export function organisationKey(text: string): string {
	const plain = compact(text);
	return /^(?:CVR|ORG|SE)?(?:NR)?(?:DK|NO)?(\d{8,9})(?:MVA)?$/.exec(plain)?.[1] ?? plain;
}

/** The digits with what makes them a number abroad; a text without any digit stays as it is. */
function phoneKey(text: string): string {
	const digits = text.replace(/\D/g, '');
	if (digits === '') return text;
	return /^\D*\+/.test(text) ? `+${digits}` : digits.replace(/^00/, '+');
}

/** Without scheme and closing slash; capital letters count behind the host only. */
function websiteKey(text: string): string {
	const bare = text
		.trim()
		.replace(/^https?:\/\//i, '')
		.replace(/(?<!\/)\/+$/, '');
	return bare.replace(/^[^/?#]+/, (host) => host.toLowerCase());
}

const KEYS: Readonly<Record<TextForm, Writing>> = {
	organisationNumber: organisationKey,
	email: (text) => text.trim().toLowerCase(),
	phone: phoneKey,
	website: websiteKey,
	zipCode: (text) => text.replace(/\s/g, '').toUpperCase(),
};

/** Whether two texts differ in nothing but the way they are written. */
export function isSameForm(form: TextForm | undefined, a: string, b: string): boolean {
	if (form === undefined || a === '' || b === '') return false;
	const key = KEYS[form];
	if (key(a) === key(b)) return true;
	return form === 'organisationNumber' && (withoutCountry(a) === compact(b) || compact(a) === withoutCountry(b));
}

/** `DE123456789` and `123456789` are one number; two countries are not. */
function withoutCountry(text: string): string {
	return compact(text).replace(/^[A-Z]{2}(?=\d{8,})/, '');
}

/** Whether `kept` is only the beginning of `wanted`, however both are written. */
export function isBeginning(form: TextForm, wanted: string, kept: string): boolean {
	if (kept === '' || isSameForm(form, wanted, kept)) return false;
	const writings: readonly Writing[] = [(text) => text, compact, withoutCountry, KEYS[form]];
	return writings.some((writing) => {
		const [whole, part] = [writing(wanted), writing(kept)];
		return part !== '' && part.length < whole.length && whole.startsWith(part);
	});
}

/** What a text looks like in a field of which nothing is known. */
export function formSeenIn(text: string): TextForm | undefined {
	if (!/\s/.test(text) && text.slice(1, -1).includes('@')) return 'email';
	if (/^https?:\/\//i.test(text)) return 'website';
	return /^[+(]?\d[\d\s()./-]*$/.test(text) && text.replace(/\D/g, '').length >= 6 ? 'phone' : undefined;
}
