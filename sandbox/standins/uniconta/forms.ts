import type { UnicontaSettings } from './settings';

type Form = (text: string) => string;

const ORGANISATION_NUMBERS: ReadonlySet<string> = new Set(['CompanyRegNo', 'VatNumber']);
const PHONES: ReadonlySet<string> = new Set(['Phone', 'MobilPhone', 'FaxNumber']);
const EMAILS: ReadonlySet<string> = new Set(['ContactEmail', 'InvoiceEmail']);
const PROSE: ReadonlySet<string> = new Set(['Name', 'Address1', 'Address2', 'Address3', 'City', 'Description']);

const asGiven: Form = (text) => text;

/** What the server makes of a text before it stores it; whether it makes anything of it is not known. */
export function formOf(name: string, settings: UnicontaSettings): Form {
	const { organisationNumbers, phones, emails, webSites, zipCodes, proseTexts } = settings;
	if (ORGANISATION_NUMBERS.has(name) && organisationNumbers === 'bare')
		return (text) => text.replace(/[\s.-]/g, '').replace(/^[A-Za-z]{2}(?=\d)/, '');
	if (PHONES.has(name) && phones === 'noSpaces') return (text) => text.replace(/\s/g, '');
	if (EMAILS.has(name) && emails === 'lowerCase') return (text) => text.toLowerCase();
	if (name === 'Www' && webSites === 'withScheme')
		return (text) => (/^https?:/i.test(text) ? text : `http://${text}`);
	if (name === 'ZipCode' && zipCodes === 'noSpaces') return (text) => text.replace(/\s/g, '');
	if (PROSE.has(name) && proseTexts === 'tidied') return (text) => text.replace(/ {2,}/g, ' ').replace(/[.,;]+$/, '');
	return asGiven;
}
