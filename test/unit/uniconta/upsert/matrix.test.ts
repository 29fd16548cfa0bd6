import fc from 'fast-check';
import type { CustomerSource } from '../../../../lib/mapping/customer';
import { unicontaSwitches, type UnicontaSettings } from '../../../../sandbox/standins/uniconta/settings';
import { customers, groupTag, mapAll } from '../../../support/customerSource';
import { startUnicontaRig, type UnicontaRig, type UserLanguage } from '../../../support/unicontaRig';

let rig: UnicontaRig;
beforeAll(async () => {
	rig = await startUnicontaRig();
});
afterAll(async () => {
	await rig.stop();
});

interface Combination {
	settings: Partial<UnicontaSettings>;
	user: UserLanguage;
	/** Whether Uniconta has debtors beforehand, from which its language shows. */
	demoDebtors: boolean;
	/** Country of the first customer: the one from which an empty Uniconta teaches its language. */
	first: string;
}

const LONG = 'Foreningen af Selvstændige Vinduespudsere i Vestjylland og på Fanø';
const ZONES: Record<string, number> = { DK: 0, DE: 1, US: 2 };
const MEMBERS: Record<string, string> = { DK: 'Denmark', DE: 'Germany', US: 'UnitedStates' };
const UNKNOWN_GROUP = 11;
const TWO_FAULTS = 13;

function sourcesFor(first: string): CustomerSource[] {
	return customers(16, (index) => ({
		countryCode: index === 0 ? first : (['DK', 'DE', 'US'][index % 3] ?? 'DK'),
		currencyCode: index % 3 === 1 ? 'EUR' : 'DKK',
		name: index === 7 ? LONG : `O'Neill & Søn + 100% #${index} 🦊`,
		...(index === UNKNOWN_GROUP ? { tags: [groupTag('NIX')] } : {}),
		...(index === TWO_FAULTS ? { tags: [], currencyCode: 'KR' } : {}),
	}));
}

async function prove({ settings, user, demoDebtors, first }: Combination): Promise<void> {
	rig.reset(settings, { demoDebtors });
	const before = rig.debtors().length;
	const sources = sourcesFor(first);
	const refused = (index: number): boolean => index === UNKNOWN_GROUP || index === TWO_FAULTS;

	const results = await rig.write(mapAll(sources), { user });
	expect(results.map(({ outcome }) => outcome)).toEqual(
		sources.map((_, index) => (refused(index) ? 'refused' : 'created')),
	);
	expect(results[UNKNOWN_GROUP]!.findings.map(({ field, value }) => [field, value])).toEqual([
		['Customer group', 'NIX'],
	]);
	expect(results[TWO_FAULTS]!.findings.map(({ field }) => field).sort()).toEqual([
		'Currency',
		'Tag group "Kundegruppe"',
	]);
	expect(rig.debtors()).toHaveLength(before + sources.length - 2);
	for (const [index, source] of sources.entries()) {
		const stored = rig.debtor(source.customerNumber);
		if (refused(index)) {
			expect(stored).toBeUndefined();
			continue;
		}
		expect(stored).toMatchObject({
			Account: source.customerNumber,
			Name: settings.lengths === 'wide' ? source.name : source.name.slice(0, 40),
			Group: 'ERHV',
			CompanyRegNo: source.companyRegNo,
			ContactEmail: source.email,
			Www: source.website,
			Phone: source.phone,
			Address1: source.addressLine1,
			Address2: source.addressLine2,
			Address3: source.addressLine3,
			ZipCode: source.postalCode,
			City: source.postalPlace,
			Country: MEMBERS[source.countryCode],
			Currency: source.currencyCode,
			VatZone: ZONES[source.countryCode],
		});
		expect(results[index]!.unicontaRowId).not.toBe('');
	}
	expect(results[7]!.findings.map(({ level, field }) => [level, field])).toEqual(
		settings.lengths === 'wide' ? [] : [['warning', 'Name']],
	);

	rig.forget();
	const again = await rig.write(mapAll(sources), { user });
	expect(again.map(({ outcome }) => outcome)).toEqual(
		sources.map((_, index) => (refused(index) ? 'refused' : 'unchanged')),
	);
	expect(rig.writes()).toEqual([]);

	// What Uniconta's people added stays; only what changed in Moment changes.
	const own = {
		EAN: '5790000000005',
		Payment: 'Net30',
		CreditMax: 50_000,
		Dimension1: '100',
		InvoiceEmail: 'faktura@firma.example',
		FaxNumber: '123',
		Blocked: true,
	};
	for (const index of [2, 7]) rig.edit(sources[index]!.customerNumber, own);
	const untouched = rig.debtors().map(({ values }) => ({ ...values }));
	const changed = sources.map((source, index) =>
		index === 2 || index === 7 ? { ...source, addressLine1: 'Ny Vej 9' } : source,
	);
	const third = await rig.write(mapAll(changed), { user });
	expect(third.filter(({ outcome }) => outcome === 'updated').map(({ key, changes }) => [key, changes])).toEqual(
		[2, 7].map((index) => [sources[index]!.customerNumber, { Address1: { from: 'Havnegade 1', to: 'Ny Vej 9' } }]),
	);
	const expected = untouched.map((values) =>
		[sources[2]!.customerNumber, sources[7]!.customerNumber].includes(String(values.Account))
			? { ...values, Address1: 'Ny Vej 9' }
			: values,
	);
	expect(rig.debtors().map(({ values }) => values)).toEqual(expected);
	expect(rig.standIn.log.counters().maxSimultaneous).toBe(1);
}

/** Switches that are about the OData host's records, with every value; each value alone. */
const RELEVANT = [
	'jsonKeys',
	'nulls',
	'countryAs',
	'lengths',
	'foreignLabels',
	'unknownCodes',
	'missingGroup',
	'partialUpdate',
	'insertAnswer',
	'insertListAnswer',
	'updateAnswer',
	'listFailure',
	'refusalStatus',
	'errorBody',
	'errorText',
	'namesRequired',
] as const;
const VALUES: Record<(typeof RELEVANT)[number], readonly unknown[]> = {
	jsonKeys: ['camelCase'],
	nulls: ['sent'],
	countryAs: ['number'],
	lengths: ['wide'],
	foreignLabels: ['ignore'],
	unknownCodes: ['null'],
	missingGroup: ['default', 'refuse'],
	partialUpdate: ['keeps'],
	insertAnswer: ['row'],
	insertListAnswer: ['rows'],
	updateAnswer: ['row'],
	listFailure: ['part'],
	refusalStatus: [200, 409, 422, 500],
	errorBody: ['quoted', 'object'],
	errorText: ['message'],
	namesRequired: [false],
};
const PAGING: Record<string, Partial<UnicontaSettings>> = {
	'all at once': {},
	'next links': { pageLimit: 5, pageStyle: 'nextLink' },
	'short pages': { pageLimit: 5, pageStyle: 'silent' },
	'$skip without effect': { skip: 'ignored' },
	'short pages and $skip without effect': { pageLimit: 5, pageStyle: 'silent', skip: 'ignored' },
};
const EVERYBODY = (['en', 'da'] as const).flatMap((user) =>
	[true, false].map((demoDebtors) => ({ user, demoDebtors })),
);

describe.each(EVERYBODY)('a user who reads $user, debtors beforehand: $demoDebtors', (who) => {
	const alone: Array<[string, Partial<UnicontaSettings>]> = [
		['as the reference has it', {}],
		...RELEVANT.flatMap((name) =>
			VALUES[name].map((value): [string, Partial<UnicontaSettings>] => [
				`${name} = ${String(value)}`,
				{ [name]: value },
			]),
		),
		...Object.entries(PAGING),
		['short lists only', { maxListLength: 4 }],
	];
	it.each(alone)('creates, leaves alone, changes only what changed: %s', async (_name, settings) => {
		for (const first of ['DK', 'DE']) await prove({ ...who, settings, first });
	});
});

/** The same ones each time; more of them for a closer look after a change of the writer. */
const RUNS = Number(process.env['UPSERT_COMBINATIONS'] ?? 120);

describe('the same with many switches at once', () => {
	const mixed = fc.record(
		Object.fromEntries(
			RELEVANT.map((name) => [name, fc.constantFrom<unknown>(unicontaSwitches[name].fallback, ...VALUES[name])]),
		),
	);
	const combinations = fc
		.tuple(
			mixed,
			fc.constantFrom(...Object.values(PAGING)),
			fc.constantFrom(...EVERYBODY),
			fc.constantFrom('DK', 'DE', 'US'),
		)
		.map(([switches, paging, who, first]): Combination => ({
			settings: { ...switches, ...paging },
			...who,
			first,
		}));

	it('holds in mixed combinations', async () => {
		await fc.assert(fc.asyncProperty(combinations, prove), { seed: 20_260_101, numRuns: RUNS });
	});
});
