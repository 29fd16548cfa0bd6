import { processSecrets } from '../secrets';
import { countryMember } from '../standins/uniconta/countries';
import type { CompanySeed } from '../standins/uniconta/ledger';
import type { UnicontaSeed } from '../standins/uniconta/standIn';
import { text, type Value } from '../standins/uniconta/types/field';
import { demoCustomers, type DemoCustomer } from './customers';
import { DEFAULT_SEED } from './moment';
import { costAccounts, demoPostings, makePostings } from './postings';

type Values = Record<string, Value>;

/** The company the demo works on, a second one of the same users, and one that only another user may open. */
export const companyIds = { main: 10_542, second: 4_217, foreign: 31_006 } as const;

/** What a customer group requires (UC34), and its VAT codes for customers in the EU and outside it. */
const salesOf = (vat: string): Values => ({
	SummeryAccount: '5600',
	RevenueAccount: vat === 'U25' ? '1010' : '1020',
	SalesVat: vat,
	SalesVat1: 'UEUV',
	SalesVat2: 'U0',
});

/** Members by their numbers in UC35: PaymentMethod NetCash 0, NetDays 1, EndMonth 3. */
const masterData: CompanySeed['rows'] = {
	GLVatClient: [
		{ Vat: 'U25', Name: 'Salgsmoms 25 %', VatType: 0, Rate: 25, Account: '6910' },
		{ Vat: 'I25', Name: 'Købsmoms 25 %', VatType: 1, Rate: 25, Account: '6920' },
		{ Vat: 'UEUV', Name: 'Varesalg EU', VatType: 0, Rate: 0 },
		{ Vat: 'U0', Name: 'Salg uden for EU', VatType: 0, Rate: 0 },
		{ Vat: 'UOMV', Name: 'Omvendt betalingspligt', VatType: 0, Rate: 0, Method: 1 },
		{ Vat: 'UFRI', Name: 'Momsfrit salg', VatType: 0, Rate: 0 },
	],
	GLAccountClient: [
		{ Account: '1000', Name: 'Omsætning', AccountType: 0 },
		{ Account: '1010', Name: 'Salg af ydelser', AccountType: 4, Vat: 'U25' },
		{ Account: '1020', Name: 'Salg EU', AccountType: 4, Vat: 'UEUV' },
		{ Account: '1030', Name: 'Salg af varer', AccountType: 4, Vat: 'U25' },
		{ Account: '1060', Name: 'Salg udland', AccountType: 4, Vat: 'U0' },
		{ Account: '1070', Name: 'Omvendt betalingspligt', AccountType: 4, Vat: 'UOMV' },
		{ Account: '2010', Name: 'Fremmed arbejde', AccountType: 6, Vat: 'I25' },
		{ Account: '5600', Name: 'Debitorer', AccountType: 15 },
		{ Account: '6910', Name: 'Salgsmoms', AccountType: 18 },
		{ Account: '6920', Name: 'Købsmoms', AccountType: 18 },
		{ Account: '9990', Name: 'Øreafrunding', AccountType: 4 },
		...costAccounts,
	],
	GLDimType1Client: [
		{ Dimension: '100', Name: 'Rådgivning' },
		{ Dimension: '200', Name: 'Drift' },
	],
	// `Usage` 0 is for vouchers, 1 for keys.
	NumberSerieClient: [
		{ Serie: 'FAKT', Name: 'Fakturaer', FirstValue: 10_001, LastValue: 19_999, Next: 10_001 },
		{ Serie: 'BILAG', Name: 'Bilag', FirstValue: 1, LastValue: 99_999, Next: 5_001 },
		{ Serie: 'DEBI', Name: 'Debitornumre', FirstValue: 20_001, LastValue: 29_999, Next: 20_050, Usage: 1 },
	],
	CompanySettingsClient: [
		{ UseVoucherAsInvoice: true, DebtorVoucherSerie: 'FAKT', SalesInvoice: 1, SalesOrder: 1, SalesOffer: 1 },
	],
	GLDailyJournalClient: [
		{
			Journal: 'MOMENT',
			Name: 'Fakturaer fra Moment',
			NumberSerie: 'BILAG',
			GenerateVoucher: true,
			VoucherMustBeZero: true,
			TwoVatCodes: true,
		},
		{ Journal: 'DAGLIG', Name: 'Daglig kladde', NumberSerie: 'BILAG', GenerateVoucher: true },
	],
	ProjectGroupClient: [
		{ Group: 'STD', Name: 'Kundeprojekter', IsDefault: true, Invoiceable: true },
		{ Group: 'INT', Name: 'Interne projekter' },
	],
	// Members of `CatType` by their numbers in UC37.
	PrCategoryClient: [
		{ Number: 'SUM', Name: 'I alt', CatType: 0 },
		{ Number: 'KONS', Name: 'Konsulentydelser', CatType: 1, Invoiceable: true, IsDefault: true },
		{ Number: 'UDV', Name: 'Udvikling', CatType: 1, Invoiceable: true },
		{ Number: 'VARE', Name: 'Varer', CatType: 1, Invoiceable: true },
		{ Number: 'MAT', Name: 'Materialer', CatType: 2 },
	],
	DebtorGroupClient: [
		{ Group: 'ERHV', Name: 'Erhvervskunder', IsDefault: true, ...salesOf('U25') },
		{ Group: 'OFF', Name: 'Offentlige kunder', ...salesOf('U25') },
		{ Group: 'EU', Name: 'Kunder i EU', ...salesOf('UEUV') },
		{ Group: 'UDL', Name: 'Kunder uden for EU', ...salesOf('U0') },
	],
	PaymentTermClient: [
		{ Payment: 'Kontant', Name: 'Netto kontant', PaymentMethod: 0 },
		{ Payment: 'Net8', Name: 'Netto 8 dage', PaymentMethod: 1, Days: 8, IsDefault: true },
		{ Payment: 'Net14', Name: 'Netto 14 dage', PaymentMethod: 1, Days: 14 },
		{ Payment: 'Net30', Name: 'Netto 30 dage', PaymentMethod: 1, Days: 30 },
		{ Payment: 'Lb30', Name: 'Løbende måned + 30 dage', PaymentMethod: 3, Days: 30 },
	],
	EmployeeClient: [{ Number: 'MAT', Name: 'Maja Thomsen', Email: 'maja.thomsen@nordlys.example' }],
};

/** What the second company keeps in another way: its own series, journal, groups and dimension. */
const otherMasterData: CompanySeed['rows'] = {
	NumberSerieClient: [
		{ Serie: 'EJFAKT', Name: 'Huslejefakturaer', FirstValue: 1, LastValue: 9_999, Next: 801 },
		{ Serie: 'EJBILAG', Name: 'Ejendomsbilag', FirstValue: 1, LastValue: 99_999, Next: 301 },
	],
	CompanySettingsClient: [
		{ UseVoucherAsInvoice: true, DebtorVoucherSerie: 'EJFAKT', SalesInvoice: 1, SalesOrder: 1, SalesOffer: 1 },
	],
	GLDailyJournalClient: [
		{ Journal: 'EJKLADDE', Name: 'Ejendomskladde', NumberSerie: 'EJBILAG', GenerateVoucher: true },
	],
	ProjectGroupClient: [{ Group: 'EJD', Name: 'Ejendomme', IsDefault: true, Invoiceable: true }],
	GLDimType1Client: [
		{ Dimension: '10', Name: 'Nørregade' },
		{ Dimension: '20', Name: 'Søndergade' },
	],
};

/** Exactly as it would arrive from Moment. */
function asTransferred(customer: DemoCustomer, group: string): Values {
	return {
		Account: customer.customerNumber,
		Name: customer.name,
		Group: group,
		CompanyRegNo: customer.companyRegNo,
		ContactEmail: customer.email,
		Www: customer.website,
		Phone: customer.phone,
		MobilPhone: customer.mobile,
		Address1: customer.addressLine1,
		Address2: customer.addressLine2,
		ZipCode: customer.postalCode,
		City: customer.postalPlace,
		Country: countryMember(57) ?? null,
		Currency: customer.currencyCode,
	};
}

/** One equal to Moment, one that differs and has much of its own to be kept, one that Moment does not know. */
function debtorsBefore(seed: number): Values[] {
	const [first, , , , , , , , , tenth] = demoCustomers(seed);
	if (!first || !tenth) throw new Error('The demo customers are too few');
	const groupOf = (customer: DemoCustomer): string => (customer.tagIds.includes(601) ? 'ERHV' : 'OFF');
	return [
		asTransferred(first, groupOf(first)),
		{
			...asTransferred(tenth, groupOf(tenth)),
			Name: 'Gammelt Navn A/S',
			Address1: 'Tidligere Vej 1',
			ContactEmail: 'gammel@firma.example',
			EAN: '5790000000005',
			Payment: 'Net30',
			CreditMax: 50_000,
			Employee: 'MAT',
			Dimension1: '100',
			InvoiceEmail: 'faktura@firma.example',
			LineDiscountPct: 2.5,
			DeliveryName: 'Lageret',
			DeliveryCity: 'Køge',
			ContactPerson: 'Åse Ørum',
			FaxNumber: '+45 70 10 20 30',
			CurBalance: 12_345.5,
			LastInvoice: '2025-11-28T00:00:00',
			Created: '2019-03-01T00:00:00',
		},
		{
			Account: '900',
			Name: 'Kontantsalg i butikken',
			Group: 'ERHV',
			Country: 'Denmark',
			Currency: 'DKK',
			Blocked: true,
			Payment: 'Kontant',
		},
	];
}

/** Uniconta's demo company and its neighbours; with the demo's postings, or that many ordinary ones. */
export function demoUniconta(
	{ seed = DEFAULT_SEED, postings = 0 }: { seed?: number; postings?: number | 'demo' } = {},
	secrets = processSecrets(),
): UnicontaSeed {
	const company = (
		id: number,
		name: string,
		rows: CompanySeed['rows'],
		fields: CompanySeed['fields'] = {},
	): CompanySeed => ({
		id,
		rows: { ...masterData, ...rows },
		userFields: { DebtorClient: { FaxNumber: text(20, 20) } },
		fields: {
			CompanyName: name,
			Name: name,
			Id: '40000008',
			Currency: 'DKK',
			Country: 'Denmark',
			Address1: 'Havnegade 1',
			NumberOfDimensions: 1,
			Dim1: 'Afdeling',
			Created: '2019-01-01T00:00:00',
			...fields,
		},
	});
	return {
		companies: [
			company(companyIds.main, 'Nordlys Rådgivning A/S', {
				DebtorClient: debtorsBefore(seed),
				...(postings === 'demo' ? demoPostings(seed) : postings === 0 ? {} : makePostings(postings, seed)),
			}),
			company(
				companyIds.second,
				'Nordlys Ejendomme ApS',
				{
					...otherMasterData,
					DebtorClient: [{ Account: '20002', Name: 'Lejer i stuen', Group: 'ERHV', Country: 'Denmark' }],
				},
				{ Id: '40000016', Dim1: 'Ejendom' },
			),
			company(companyIds.foreign, 'Fremmed Firma ApS', {
				DebtorClient: [{ Account: '20001', Name: 'Andres hemmelighed', Group: 'ERHV', Country: 'Denmark' }],
			}),
		],
		users: [
			{
				login: 'moment-sync',
				password: secrets.english,
				language: 'en',
				server: true,
				companies: [companyIds.main, companyIds.second],
				defaultCompany: companyIds.main,
			},
			{
				login: 'moment-synk',
				password: secrets.danish,
				language: 'da',
				server: true,
				companies: [companyIds.main, companyIds.second],
				defaultCompany: companyIds.main,
			},
			{
				login: 'revisor@fremmed.example',
				password: secrets.auditor,
				language: 'da',
				server: false,
				companies: [companyIds.foreign],
			},
		],
		apiKeys: [secrets.unicontaApiKey],
	};
}
