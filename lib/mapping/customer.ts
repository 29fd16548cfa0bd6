import { vatZoneOf, type UnicontaCodes } from './codes';
import { firstAddressIn } from './emailText';
import type { Finding } from '../core/finding';
import { freeLine } from '../core/freeText';
import { identityFindings, triedNumbers, indexIdentities, type Identified, type KnownRecords } from '../core/identity';
import { keyFindings } from '../core/keys';
import { fingerprint, type MappedRecord } from '../core/record';
import { codeOfOneTag, type Tag, type TagGroupChoice } from './tags';

/** A customer as Moment has it; `''` where a field is empty. */
export interface CustomerSource {
	id: string;
	customerNumber: string;
	name: string;
	companyRegNo: string;
	email: string;
	website: string;
	phone: string;
	fax: string;
	addressLine1: string;
	addressLine2: string;
	addressLine3: string;
	postalCode: string;
	postalPlace: string;
	/** ISO 3166 alpha-2. */
	countryCode: string;
	/** ISO 4217. */
	currencyCode: string;
	tags: readonly Tag[];
}

export interface CustomerMapping {
	/** The tag group whose code is the customer group in Uniconta (M2). */
	tagGroup: TagGroupChoice;
	/** ISO 3166 alpha-2 of the company in Uniconta; decides the VAT zone of new customers. */
	ownCountry: string;
	/** Name of the company's user-defined field for the fax number; `''` for none. */
	faxField: string;
	codes: UnicontaCodes;
}

/** Moment's text fields and where they go (M3); Uniconta has no fax field (UC33). */
const TEXT_FIELDS: ReadonlyArray<readonly [Exclude<keyof CustomerSource, 'tags'>, string]> = [
	['companyRegNo', 'CompanyRegNo'],
	['email', 'ContactEmail'],
	['website', 'Www'],
	['phone', 'Phone'],
	['addressLine1', 'Address1'],
	['addressLine2', 'Address2'],
	['addressLine3', 'Address3'],
	['postalCode', 'ZipCode'],
	['postalPlace', 'City'],
];

/** The mark in `held` that a fax number was seen before, so that its note is given once. */
const FAX_MARK = 'fax';

/**
 * Maps customers to debtors, all of a run together, because a number that two customers share can only be seen so.
 * Never throws on a record: what is wrong with it stands in its findings.
 */
export function mapCustomers(
	customers: readonly CustomerSource[],
	mapping: CustomerMapping,
	known: KnownRecords,
): MappedRecord[] {
	const run = indexIdentities(customers.map(identityOf));
	return customers.map((customer) => {
		const identity = identityOf(customer);
		const mapped = mapCustomer(customer, mapping, known);
		mapped.findings.push(...identityFindings(identity, run, known));
		return { ...mapped, ...triedNumbers(known, identity) };
	});
}

function mapCustomer(customer: CustomerSource, mapping: CustomerMapping, known: KnownRecords): MappedRecord {
	const who = identityOf(customer).who;
	const before = known.byMomentId.get(customer.id);
	const fields: Record<string, unknown> = {};
	const findings: Finding[] = keyFindings(customer.customerNumber, who, 'Customer number');

	fields['Account'] = customer.customerNumber;
	if (freeLine(customer.name) === '') {
		findings.push({
			level: 'error',
			field: 'Name',
			value: '',
			message: `${who} has no name.`,
			fix: 'Give the customer a name in Moment.',
		});
	} else {
		fields['Name'] = customer.name.trim();
	}
	for (const [from, to] of TEXT_FIELDS) {
		const value = customer[from];
		if (value.trim() !== '') fields[to] = value.trim();
	}

	const addresses = setFirstAddress(fields, customer, who, before?.held ?? []);
	findings.push(...addresses.findings);

	const group = codeOfOneTag(customer.tags, mapping.tagGroup, who);
	findings.push(...group.findings);
	if (group.code !== '') fields['Group'] = group.code;

	findings.push(...setCountry(fields, customer, mapping, who), ...setCurrency(fields, customer, mapping, who));
	findings.push(...setFax(fields, customer, mapping, who, before?.held.includes(FAX_MARK) ?? false));

	const held = Object.keys(fields).filter((field) => field !== 'Account' && field !== 'VatZone');
	// Before the blanks are added: they are sent once, and what Moment holds is the same afterwards.
	const hash = fingerprint(fields);
	// Empty in Moment, filled in Uniconta: left alone, unless the log shows that Moment held a value before (G4).
	const clearable = [...TEXT_FIELDS.map(([, to]) => to), ...(mapping.faxField === '' ? [] : [mapping.faxField])];
	for (const field of clearable) {
		if (!(field in fields) && before?.held.includes(field)) fields[field] = '';
	}
	if (customer.fax.trim() !== '' && mapping.faxField === '') held.push(FAX_MARK);
	held.push(...addresses.marks);

	return {
		entity: 'customer',
		key: customer.customerNumber,
		momentId: customer.id,
		name: customer.name.trim(),
		uniconta: fields,
		findings,
		held,
		hash,
		...(before === undefined ? {} : { known: before }),
	};
}

function identityOf(customer: CustomerSource): Identified {
	const name = customer.name.trim();
	return {
		momentId: customer.id,
		key: customer.customerNumber,
		who: `Customer ${customer.customerNumber || `with Moment id ${customer.id}`}${name === '' ? '' : ` "${name}"`}`,
		noun: 'customer',
	};
}

/** Uniconta sends its mails to the field as a whole, so it holds one address. Said once for each text. */
function setFirstAddress(
	fields: Record<string, unknown>,
	{ email }: CustomerSource,
	who: string,
	heldBefore: readonly string[],
): { findings: Finding[]; marks: string[] } {
	const first = firstAddressIn(email);
	if (first === undefined) return { findings: [], marks: [] };
	fields['ContactEmail'] = first;
	const mark = `addresses ${fingerprint({ email }).slice(0, 8)}`;
	if (heldBefore.includes(mark)) return { findings: [], marks: [mark] };
	const finding: Finding = {
		level: 'warning',
		field: 'E-mail',
		value: '',
		message: `${who} has more than an e-mail address in the e-mail field; the first address is transferred.`,
		fix: 'Leave one address in the e-mail field of the customer in Moment.',
	};
	return { findings: [finding], marks: [mark] };
}

function setCountry(
	fields: Record<string, unknown>,
	customer: CustomerSource,
	mapping: CustomerMapping,
	who: string,
): Finding[] {
	const iso = customer.countryCode.trim();
	if (iso === '') return [];
	const country = mapping.codes.country(iso);
	if (country === undefined) {
		return [
			{
				level: 'error',
				field: 'Country',
				value: iso,
				message: `${who} has the country code "${iso}", which Uniconta does not have.`,
				fix: 'Choose another country for the customer in Moment.',
			},
		];
	}
	fields['Country'] = country;
	fields['VatZone'] = vatZoneOf(iso, mapping.ownCountry, mapping.codes);
	return [];
}

function setCurrency(
	fields: Record<string, unknown>,
	customer: CustomerSource,
	mapping: CustomerMapping,
	who: string,
): Finding[] {
	const code = customer.currencyCode.trim().toUpperCase();
	if (code === '') return [];
	if (!mapping.codes.isCurrency(code)) {
		return [
			{
				level: 'error',
				field: 'Currency',
				value: customer.currencyCode,
				message: `${who} has the currency "${customer.currencyCode}", which is no ISO currency code.`,
				fix: 'Choose another currency for the customer in Moment.',
			},
		];
	}
	fields['Currency'] = code;
	return [];
}

function setFax(
	fields: Record<string, unknown>,
	customer: CustomerSource,
	mapping: CustomerMapping,
	who: string,
	saidBefore: boolean,
): Finding[] {
	const fax = customer.fax.trim();
	if (fax === '') return [];
	if (mapping.faxField !== '') {
		fields[mapping.faxField] = fax;
		return [];
	}
	if (saidBefore) return [];
	return [
		{
			level: 'note',
			field: 'Fax',
			value: fax,
			message: `${who} has a fax number; Uniconta has no field for it, so it is not transferred.`,
			fix: 'To keep it, make a user-defined field on customers in Uniconta and enter its name as customers.faxField in the Data Table moment_uniconta_settings.',
		},
	];
}
