import type { MomentSeedRow } from '../standins/moment/store';
import { fictionalCvr } from './cvr';
import { firstWords, forms, streets, towns, trades } from './names';
import { Random } from './random';
import { tag } from './tags';

/** A customer in Moment as the demo data writes it. */
export interface DemoCustomer extends Record<string, MomentSeedRow[string]> {
	id: number;
	customerNumber: string;
	name: string;
	customerState: string;
	companyRegNo: string | null;
	email: string | null;
	phone: string | null;
	mobile: string | null;
	fax: string | null;
	website: string | null;
	addressLine1: string | null;
	addressLine2: string | null;
	postalCode: string | null;
	postalPlace: string | null;
	countryCode: string | null;
	currencyCode: string | null;
	tagIds: number[];
}

const FIRST_ID = 70_011_000;
const INDUSTRIES = [tag.building, tag.transport, tag.it, tag.food] as const;

/** One fictional Danish customer; `index` makes id, number, name and web address unique. */
function danishCustomer(index: number, random: Random): DemoCustomer {
	const [first, trade, form] = [random.pick(firstWords), random.pick(trades), random.pick(forms)];
	const [postalCode, postalPlace] = random.pick(towns);
	const host = `${ascii(first)}-${index}.example`;
	return {
		id: FIRST_ID + index,
		customerNumber: String(20_000 + index),
		name: `${first} ${trade} ${index} ${form}`,
		customerState: 'active',
		companyRegNo: fictionalCvr(random),
		email: random.chance(0.9) ? `kontakt@${host}` : null,
		phone: `+45 ${random.digits(2)} ${random.digits(2)} ${random.digits(2)} ${random.digits(2)}`,
		mobile: random.chance(0.3) ? `+45 ${random.digits(8)}` : null,
		fax: null,
		website: random.chance(0.7) ? `https://www.${host}` : null,
		addressLine1: `${random.pick(streets)} ${random.integer(1, 199)}`,
		addressLine2: random.chance(0.2) ? `${random.integer(1, 4)}. sal` : null,
		postalCode,
		postalPlace,
		countryCode: 'DK',
		currencyCode: 'DKK',
		tagIds: [
			random.chance(0.8) ? tag.business : tag.public,
			...(random.chance(0.5) ? [random.pick(INDUSTRIES)] : []),
		],
	};
}

/** Any number of fictional Danish customers that can all be transferred; the same for the same seed. */
export function makeCustomers(count: number, seed: number, firstIndex = 1): DemoCustomer[] {
	const random = new Random(seed);
	return Array.from({ length: count }, (_, offset) => danishCustomer(firstIndex + offset, random));
}

/** Names that break what is not escaped, and a number with leading zeros. */
const specialNames: Readonly<Record<number, Partial<DemoCustomer>>> = {
	2: { name: "O'Neill & Søn", email: 'oneill@oneill-soen.example' },
	3: { name: 'Blåbær & Rødgrød I/S', fax: '+45 33 11 22 33' },
	4: { customerNumber: '000471', name: 'Nulpunkt A/S' },
	5: { name: 'Sørens "Køl & Frost" <Aalborg>', addressLine1: "Chr. d. 4's Gade 12, st. tv." },
	6: { name: '100% Ærlig Revision + Råd #1' },
	7: { name: 'Foreningen af Selvstændige Vinduespudsere i Vestjylland og på Fanø' },
	8: { companyRegNo: null, email: null, website: null, addressLine2: null },
};

const foreign: ReadonlyArray<Partial<DemoCustomer>> = [
	{
		name: 'Müller & Größe Maschinenbau GmbH',
		countryCode: 'DE',
		currencyCode: 'EUR',
		postalCode: '24937',
		postalPlace: 'Flensburg',
		addressLine1: 'Große Straße 7',
		companyRegNo: 'DE000000101',
		tagIds: [tag.eu],
	},
	{
		name: 'Fjordblikk Rådgivning AS',
		countryCode: 'NO',
		currencyCode: 'NOK',
		postalCode: '0150',
		postalPlace: 'Oslo',
		addressLine1: 'Rådhusgata 4',
		companyRegNo: '000000102',
		tagIds: [tag.abroad],
	},
	{
		name: 'Northern Lights Consulting, Inc.',
		countryCode: 'US',
		currencyCode: 'USD',
		postalCode: '55401',
		postalPlace: 'Minneapolis',
		addressLine1: '12 Example Avenue',
		addressLine2: 'Suite 400',
		companyRegNo: null,
		tagIds: [tag.abroad],
	},
	{
		name: 'Skånska Fönster AB',
		countryCode: 'SE',
		currencyCode: 'SEK',
		postalCode: '21120',
		postalPlace: 'Malmö',
		addressLine1: 'Östergatan 9',
		companyRegNo: '000000-0104',
		tagIds: [tag.eu, tag.building],
	},
	{
		name: 'Hamburger Hafenlogistik GmbH & Co. KG',
		countryCode: 'DE',
		currencyCode: 'EUR',
		postalCode: '20457',
		postalPlace: 'Hamburg',
		addressLine1: 'Am Beispielkai 3',
		companyRegNo: 'DE000000105',
		tagIds: [tag.eu, tag.transport],
	},
];

/** Each must be refused, for one reason only. */
const refused: ReadonlyArray<Partial<DemoCustomer>> = [
	{ name: 'Uden Kundegruppe ApS', tagIds: [tag.it] },
	{ name: 'To Kundegrupper ApS', tagIds: [tag.business, tag.public] },
	{ name: 'Kundegruppe uden Kode ApS', tagIds: [tag.noCode] },
	{ name: 'For Langt Nummer ApS', customerNumber: 'KUNDE-2026-DANMARK-00001' },
	{ name: 'Ukendt Land ApS', countryCode: 'XK' },
	{ name: 'Ukendt Debitorgruppe ApS', tagIds: [tag.noSuchGroup] },
];

/** 40 Danish customers, 5 foreign ones, and 6 that must be refused. */
export function demoCustomers(seed: number): DemoCustomer[] {
	const danish = makeCustomers(40, seed).map((customer, offset) => ({ ...customer, ...specialNames[offset + 1] }));
	const more = makeCustomers(foreign.length + refused.length, seed + 1, 901);
	return [
		...danish,
		...more.map((customer, offset) => ({ ...customer, ...(foreign[offset] ?? refused[offset - foreign.length]) })),
	];
}

function ascii(word: string): string {
	return word.toLowerCase().replaceAll('æ', 'ae').replaceAll('ø', 'oe').replaceAll('å', 'aa');
}
