import type { MomentGiven } from '../../../../lib/setup/check/given';
import { startUnicontaRig, MAIN, type UnicontaRig, type UserLanguage } from '../../../support/unicontaRig';
import type { UnicontaSettings } from '../../../../sandbox/standins/uniconta/settings';
import { ACCOUNTS, READY_ACCOUNTS, READY_MOMENT, checkWith, rowsOf, TAGS, trouble, type CheckOptions } from './rig';

let rig: UnicontaRig;
beforeAll(async () => {
	rig = await startUnicontaRig();
});
afterAll(async () => {
	await rig.stop();
});
beforeEach(() => rig.reset());

const FORBIDDEN_WORDS = /\b(error|problem|failure|mistake)\b/i;
const OFF = { 'customers.export': 'off', 'projects.export': 'off', 'invoices.export': 'off', 'expenses.export': 'off' };

describe('the addresses of the credential', () => {
	it.each([
		['http://odata.uniconta.com', true],
		[' HTTP://10.0.0.4:8080/uni/ ', true],
		['http://localhost.evil.example', true],
		['http://127.0.0.1.nip.io', true],
		['http://[2001:db8::1]', true],
		['http://user@127.0.0.1@evil.example', true],
		['https://odata.uniconta.com', false],
		['http://localhost:5003', false],
		['http://127.0.0.1:5003/x', false],
		['http://127.99.3.4', false],
		['http://[::1]:80', false],
		['', false],
		['nothing', false],
	])('a way in the open to another machine is warned of: %s', async (url, warns) => {
		const rows = await checkWith(rig, {
			addresses: { 'OData URL': 'https://odata.uniconta.com', 'Web API URL': url },
		});
		expect(rowsOf(rows, 'OData URL')).toEqual([]);
		expect(rowsOf(rows, 'Web API URL').map(({ state, area }) => [state, area])).toEqual(
			warns ? [['warning', 'company']] : [],
		);
	});

	it.each([
		['http://moment.firm.example', true],
		['HTTP://10.0.0.4:8080', true],
		['https://app.moment.team', false],
		['http://localhost:5002', false],
		['', false],
	])('so is that of Moment, which comes with its items: %s', async (baseUrl, warns) => {
		const rows = await checkWith(rig, {
			moment: { expenses: { rows: [{ resource: 'projectExpenses', baseUrl }] } },
		});
		expect(rowsOf(rows, 'Base URL of Moment')).toMatchObject(
			warns ? [{ state: 'warning', area: 'company', fix: expect.stringContaining('Moment credential') }] : [],
		);
	});

	it('a sender that is not one address is warned of', async () => {
		expect(
			rowsOf(await checkWith(rig, { settings: { 'notify.from': 'a@b.example, c@d.example' } }), 'Sender'),
		).toMatchObject([{ state: 'warning' }]);
		expect(rowsOf(await checkWith(rig, { settings: { 'notify.from': 'Moment <a@b.example>' } }), 'Sender')).toEqual(
			[],
		);
	});
});

describe('a company that is ready', () => {
	it('has every row well, and nothing blocks', async () => {
		const rows = await checkWith(rig);
		expect(trouble(rows)).toEqual([]);
		expect(rows.filter(({ blocking }) => blocking)).toEqual([]);
		expect(rows.map(({ check }) => check)).toEqual(
			expect.arrayContaining([
				'Login',
				'Web API login',
				'Company',
				'Country',
				'Currency',
				'Dimension 1',
				'Customer groups',
				'Project group',
				'Project categories',
				'Ledger accounts',
				'Payment term of 0 days',
				'Number series of invoices',
				'Number series of expenses',
				'Account filter',
			]),
		);
	});

	it('is asked no more than 20 times, and nothing is written', async () => {
		await checkWith(rig);
		expect(rig.calls().length).toBeLessThanOrEqual(20);
		expect(rig.calls().filter((call) => !/^(GET |POST \/login$|POST \/Query\/Get\/)/.test(call))).toEqual([]);
	});

	it('is asked no more than 20 times either where much lacks, in Danish', async () => {
		await checkWith(rig, {
			user: 'da',
			tags: TAGS,
			accounts: ACCOUNTS,
			settings: {
				'projects.group': 'NIX',
				'company.dimension': '2',
				'expenses.series': 'NIX',
				'projects.department': 'projectTag',
				'projects.departmentTagGroup': '502',
			},
		});
		expect(rig.calls().length).toBeLessThanOrEqual(20);
	});

	const switches: Array<Partial<UnicontaSettings>> = [
		{ jsonKeys: 'camelCase' },
		{ nulls: 'sent' },
		{ countryAs: 'number' },
		{ companyList: 'all' },
		{ emptyCompanyLists: 1 },
		{ pageLimit: 3 },
		{ pageLimit: 3, pageStyle: 'silent' },
		{ pageLimit: 3, pageStyle: 'silent', skip: 'ignored' },
		{ seriesReadable: 'odata' },
		{ settingsReadable: 'odata' },
		{ secondLogin: 'endsFirst' },
		{ parallelCalls: 'refused' },
		{ filterLanguage: 'literal' },
	];
	it.each(switches)('is found ready whatever the reference leaves open: %j', async (settings) => {
		rig.reset(settings);
		expect(trouble(await checkWith(rig))).toEqual([]);
	});

	it.each<[UserLanguage, string]>([
		['en', 'English'],
		['da', 'Danish'],
	])('is found ready by a user in %s, and the language is named', async (user, language) => {
		const rows = await checkWith(rig, { user });
		expect(trouble(rows)).toEqual([]);
		expect(rowsOf(rows, 'Language of the API user')).toMatchObject([{ state: 'ok', found: language }]);
	});

	it.each(['draft', 'journal'])('does not log in to the Web API for the route %s', async (route) => {
		const rows = await checkWith(rig, { settings: { 'invoices.route': route, 'invoices.journal': 'MOMENT' } });
		expect(trouble(rows)).toEqual([]);
		expect(rig.calls().filter((call) => call.startsWith('POST'))).toEqual([]);
	});

	it('is asked for its companies alone where everything is switched off', async () => {
		const rows = await checkWith(rig, { settings: { ...OFF, 'company.dimension': '0' } });
		expect(rig.calls()).toEqual(['GET /api/Entities/CompanyClient']);
		expect(trouble(rows)).toEqual([
			'notChecked Export',
			'notChecked Export',
			'notChecked Export',
			'notChecked Import',
		]);
	});
});

describe('a login that does not work', () => {
	it.each<Partial<UnicontaSettings>>([{}, { loginRefusedStatus: 403 }, { loginRefusedBody: 'empty' }])(
		'is one row that blocks, and nothing more is asked: %j',
		async (settings) => {
			rig.reset(settings);
			rig.standIn.faults.add({
				match: { path: 'CompanyClient' },
				kind: 'status',
				status: settings.loginRefusedStatus ?? 401,
				body: settings.loginRefusedBody === 'empty' ? '' : 'UserOrPasswordIsWrong',
			});
			const [first, ...rest] = await checkWith(rig);
			expect(first).toMatchObject({
				area: 'company',
				check: 'Login',
				state: 'missing',
				blocking: true,
				fix: expect.stringContaining('credential'),
			});
			expect(rest.filter(({ blocking }) => blocking)).toEqual([]);
			expect(rig.calls()).toHaveLength(1);
			expect(rowsOf(rest, 'Uniconta').map(({ area, state }) => `${area} ${state}`)).toEqual([
				'customers notChecked',
				'projects notChecked',
				'invoices notChecked',
				'expenses notChecked',
			]);
		},
	);

	it.each([401, 403, 400] as const)('is told from a company that may not be opened (HTTP %i)', async (status) => {
		rig.standIn.faults.add({ match: { path: 'CompanyClient' }, kind: 'status', status, body: 'NoCompanyId' });
		const [first] = await checkWith(rig);
		expect(first).toMatchObject({
			check: 'Company',
			state: 'missing',
			blocking: true,
			found: expect.stringContaining('NoCompanyId'),
			fix: expect.stringContaining('company ID'),
		});
	});

	it.each([{ kind: 'status', status: 503 }, { kind: 'status', status: 500 }, { kind: 'reset' }] as const)(
		'is said as well where Uniconta does not answer: %j',
		async (fault) => {
			rig.standIn.faults.add({ match: { path: '.' }, ...fault });
			const [first] = await checkWith(rig);
			expect(first).toMatchObject({
				check: 'Login',
				state: 'missing',
				blocking: true,
				expected: 'an answer of Uniconta',
				fix: expect.stringContaining('The credential is probably fine'),
			});
			expect(new Set(rig.calls())).toEqual(new Set(['GET /api/Entities/CompanyClient']));
		},
	);

	it('on the Web API, which does not answer, is no matter of the credential', async () => {
		rig.standIn.faults.add({ match: { path: '/login' }, kind: 'status', status: 502 });
		const [row] = await checkWith(rig);
		expect(row).toMatchObject({
			check: 'Web API login',
			blocking: true,
			expected: 'an answer of Uniconta',
			fix: expect.stringContaining('The credential is probably fine'),
		});
	});

	it('on the Web API blocks the route Post', async () => {
		rig.standIn.faults.add({
			match: { path: '/login' },
			kind: 'status',
			status: 200,
			body: '"UserOrPasswordIsWrong"',
		});
		const rows = await checkWith(rig);
		expect(rows[0]).toMatchObject({
			area: 'company',
			check: 'Web API login',
			state: 'missing',
			blocking: true,
			fix: expect.stringContaining('credential'),
		});
		expect(trouble(rows)).toEqual(['missing Web API login', 'notChecked Invoice numbering']);
		expect(rig.calls().filter((call) => call === 'POST /login')).toHaveLength(1);
	});

	it('on the Web API because a key is required is such a row too', async () => {
		rig.reset({ webApiKey: 'required' });
		expect((await checkWith(rig))[0]).toMatchObject({ check: 'Web API login', blocking: true });
	});

	it('says so where nobody answers at the Web API URL', async () => {
		expect((await checkWith(rig, { webApiUrl: 'http://127.0.0.1:9' }))[0]).toMatchObject({
			check: 'Web API login',
			state: 'missing',
			blocking: true,
		});
	});
});

describe('the company', () => {
	it('that the list does not have blocks', async () => {
		const rows = await checkWith(rig, { companyId: '999' });
		expect(rows[0]).toMatchObject({
			check: 'Company',
			state: 'missing',
			blocking: true,
			found: expect.stringContaining(`Nordlys Rådgivning A/S (${MAIN})`),
		});
	});

	it('is known by what its rows say where none is chosen', async () => {
		rig.reset({ companyList: 'all' });
		expect(rowsOf(await checkWith(rig, { companyId: '' }), 'Company')).toMatchObject([
			{ state: 'ok', found: `Nordlys Rådgivning A/S (${MAIN})` },
		]);
	});

	it('is to be chosen where the user may open several and nothing tells which', async () => {
		rig.reset({ companyList: 'all' });
		const rows = await checkWith(rig, { companyId: '', settings: { ...OFF, 'company.dimension': '0' } });
		expect(rowsOf(rows, 'Company')).toMatchObject([{ state: 'warning', blocking: false }]);
	});

	it('is said to lack where Uniconta shows none at all', async () => {
		rig.reset({ emptyCompanyLists: 2 });
		expect(rowsOf(await checkWith(rig, { companyId: '' }), 'Company')).toMatchObject([
			{ state: 'missing', blocking: true },
		]);
	});

	const differs: Array<[what: string, settings: Record<string, string>, check: string, state: string]> = [
		['another country', { 'company.country': 'SE' }, 'Country', 'warning'],
		['another currency', { 'company.currency': 'EUR' }, 'Currency', 'warning'],
		['no currency in the settings', { 'company.currency': '' }, 'Currency', 'warning'],
		['no country in the settings', { 'company.country': '' }, 'Country', 'missing'],
		['a dimension without a name', { 'company.dimension': '2' }, 'Dimension 2', 'missing'],
		['a dimension without values', { 'company.dimension': '2' }, 'Values of dimension 2', 'missing'],
	];
	it.each(differs)('with %s is said, and does not block', async (_what, settings, check, state) => {
		expect(rowsOf(await checkWith(rig, { settings }), check)).toMatchObject([
			{ area: 'company', state, blocking: false, fix: expect.stringMatching(/./) },
		]);
	});
});

describe('codes of Moment', () => {
	it('that Uniconta lacks, and tags without one, are each named', async () => {
		const rows = await checkWith(rig, { tags: TAGS, accounts: ACCOUNTS });
		expect(trouble(rows)).toEqual([
			'missing Customer groups: SAER',
			'missing VAT code U52',
			'missing Project categories: NYKAT',
			'warning Customer groups: tags without code',
			'warning Project categories: tags without code',
		]);
		expect(rowsOf(rows, 'Customer groups: SAER')).toMatchObject([
			{
				found: expect.stringContaining('"Særaftale"'),
				fix: expect.stringContaining('Customer > Maintenance > Customer groups'),
			},
		]);
		expect(rowsOf(rows, 'VAT code U52')).toMatchObject([
			{ found: expect.stringContaining('Account 1030 "Salg af varer"') },
		]);
		expect(rows.some(({ blocking }) => blocking)).toBe(false);
	});

	it('that were not handed in are not checked, which is said', async () => {
		expect(trouble(await checkWith(rig, { tags: undefined, accounts: undefined }))).toEqual([
			'notChecked Customer groups',
			'notChecked Ledger accounts',
			'notChecked Project categories',
		]);
	});

	it('of a tag group that was deleted after the set-up are said to lack', async () => {
		const gone = await checkWith(rig, {
			tags: [],
			moment: { ...READY_MOMENT, tagGroups: { rows: [{ id: '503', name: 'Projektkategori' }] } },
		});
		expect(trouble(gone)).toEqual(['missing Customer groups', 'missing Project categories']);
		expect(rowsOf(gone, 'Customer groups')).toMatchObject([
			{
				found: 'the tag group "Kundegruppe" (501) is no longer in Moment',
				fix: expect.stringContaining('Choose another tag group'),
			},
		]);
		expect(rowsOf(gone, 'Project categories')).toMatchObject([
			{ found: 'no tags in the tag group "Projektkategori"' },
		]);
	});

	it('may be those of a tag group chosen by its name', async () => {
		expect(trouble(await checkWith(rig, { settings: { 'customers.tagGroup': 'kundegruppe' } }))).toEqual([]);
	});

	it.each<UserLanguage>(['en', 'da'])(
		'for a project category must be of the type Revenue, in the language %s too',
		async (user) => {
			const tags = [
				...TAGS.filter(({ code }) => ['ERHV', 'KONS'].includes(code)),
				{ name: 'Materialer', code: 'MAT', tagGroupId: '503', tagGroupName: 'Projektkategori' },
			];
			expect(rowsOf(await checkWith(rig, { tags, user }), 'Project categories: MAT')).toMatchObject([
				{
					state: 'missing',
					found: expect.stringContaining('type Revenue'),
					fix: expect.stringContaining('Project > Maintenance'),
				},
			]);
		},
	);

	it('for departments must be values of the dimension', async () => {
		const tags = [
			...TAGS.filter(({ code }) => ['ERHV', 'KONS'].includes(code)),
			...['100', '300', 'LONGER-THAN-TEN'].map((code) => ({
				name: `Afd. ${code}`,
				code,
				tagGroupId: '509',
				tagGroupName: 'Afdeling',
			})),
		];
		const rows = await checkWith(rig, {
			tags,
			settings: { 'projects.department': 'projectTag', 'projects.departmentTagGroup': '509' },
		});
		expect(trouble(rows)).toEqual(['missing Departments: 300', 'missing Departments: LONGER-THAN-TEN']);
	});

	it('for the departments of Moment must be values of the dimension, said once for projects and invoices', async () => {
		const departments = {
			rows: [
				{ name: 'Rådgivning', externalNumber: '100' },
				{ name: 'Salg', externalNumber: '300' },
				{ name: 'Ny', externalNumber: '' },
			],
		};
		const rows = await checkWith(rig, {
			moment: { ...READY_MOMENT, departments },
			settings: { 'invoices.department': 'projectDepartment' },
		});
		expect(trouble(rows)).toEqual(['missing Departments: 300', 'warning Departments without number']);
		expect(rowsOf(rows, 'Departments: 300')).toMatchObject([
			{
				found: expect.stringContaining('"Salg"'),
				fix: expect.stringContaining('General Ledger > Maintenance > Dimensions'),
			},
		]);
		expect(rowsOf(rows, 'Departments without')).toMatchObject([
			{ found: '"Ny"', fix: expect.stringContaining('Department number in external system') },
		]);
	});

	it.each([
		['an account that Uniconta lacks', { accountNumber: '1099' }, 'Ledger account 1099'],
		['a VAT code with another percentage', { vatPercent: 12 }, 'VAT code U25'],
		['a purchase VAT code', { vatCode: 'I25' }, 'VAT code I25'],
		['no VAT code where the account has one', { vatCode: '' }, 'VAT code 1010'],
	])('in %s are named', async (_what, change, check) => {
		const rows = await checkWith(rig, { accounts: [{ ...READY_ACCOUNTS[0]!, ...change }] });
		expect(trouble(rows)).toContain(`missing ${check}`);
		expect(rowsOf(rows, check)[0]?.fix).toContain('Moment');
	});

	it('in accounts for purchases do not count', async () => {
		expect(
			trouble(
				await checkWith(rig, {
					accounts: [
						{ accountNumber: '4711', name: 'Køb', category: 'purchases', vatPercent: 25, vatCode: 'NIX' },
					],
				}),
			),
		).toEqual([]);
	});
});

describe('the lists of Uniconta', () => {
	const lacking: Array<[what: string, change: () => unknown, expected: string[], options?: CheckOptions]> = [
		[
			'no default project group',
			() => rig.person.edit('ProjectGroupClient', 'STD', { IsDefault: false }),
			['missing Project group'],
		],
		[
			'two default project groups',
			() => rig.person.edit('ProjectGroupClient', 'INT', { IsDefault: true }),
			['missing Project group'],
		],
		[
			'another project group than the chosen one',
			() => undefined,
			['missing Project group'],
			{ settings: { 'projects.group': 'NIX' } },
		],
		[
			'no term of 0 days',
			() => {
				rig.person.remove('PaymentTermClient', 'Kontant');
			},
			['missing Payment term of 0 days'],
		],
		[
			'no term of 14 days',
			() => {
				rig.person.remove('PaymentTermClient', 'Net14');
			},
			['warning Payment terms'],
		],
		[
			'no rounding account',
			() => undefined,
			['warning Rounding account'],
			{ settings: { 'invoices.roundingAccount': '' } },
		],
		[
			'another rounding account than the chosen one',
			() => undefined,
			['missing Rounding account'],
			{ settings: { 'invoices.roundingAccount': '9991' } },
		],
		[
			'a rounding account that is no revenue account',
			() => rig.person.edit('GLAccountClient', '9990', { AccountType: 'Expense' }),
			['warning Rounding account'],
		],
		[
			'a rounding tolerance that is none',
			() => undefined,
			['missing Rounding tolerance'],
			{ settings: { 'invoices.roundingTolerance': '0.505' } },
		],
		[
			'VAT on the rounding account',
			() => rig.person.edit('GLAccountClient', '9990', { Vat: 'U25' }),
			['missing Rounding account'],
			{ settings: { 'invoices.zeroVat': '' } },
		],
		[
			'VAT on a rounding account that the code for lines without VAT overrides',
			() => undefined,
			[],
			{ settings: { 'invoices.roundingAccount': '1010' } },
		],
		[
			'customer groups with VAT, and no code for lines without',
			() => undefined,
			['missing Rounding account'],
			{ settings: { 'invoices.zeroVat': '' } },
		],
		[
			'customer groups without VAT, and no code for lines without',
			() => {
				for (const group of ['ERHV', 'OFF']) rig.person.edit('DebtorGroupClient', group, { SalesVat: 'U0' });
			},
			[],
			{ settings: { 'invoices.zeroVat': '' } },
		],
		[
			'a customer group with VAT in one zone',
			() => {
				for (const group of ['ERHV', 'OFF']) rig.person.edit('DebtorGroupClient', group, { SalesVat: 'U0' });
				rig.person.edit('DebtorGroupClient', 'OFF', { SalesVat3: 'U25' });
			},
			['missing Rounding account'],
			{ settings: { 'invoices.zeroVat': '' } },
		],
		[
			'a rounding account with a code of 0 %',
			() => rig.person.edit('GLAccountClient', '9990', { Vat: 'U0' }),
			[],
			{ settings: { 'invoices.zeroVat': '' } },
		],
		[
			'no such code for lines without VAT',
			() => undefined,
			['missing VAT code for lines without VAT', 'missing Rounding account'],
			{ settings: { 'invoices.zeroVat': 'NIX' } },
		],
		[
			'a code with VAT for lines without',
			() => undefined,
			['missing VAT code for lines without VAT', 'missing Rounding account'],
			{ settings: { 'invoices.zeroVat': 'U25' } },
		],
		[
			'a blocked code for lines without VAT',
			() => rig.person.edit('GLVatClient', 'UFRI', { Blocked: true }),
			['missing VAT code for lines without VAT', 'missing Rounding account'],
		],
		[
			'the route Journal, where groups do not count',
			() => undefined,
			[],
			{ settings: { 'invoices.route': 'journal', 'invoices.journal': 'MOMENT', 'invoices.zeroVat': '' } },
		],
		[
			'another expense series than the chosen one',
			() => undefined,
			['missing Number series of expenses'],
			{ settings: { 'expenses.series': 'NIX' } },
		],
		[
			'a blocked expense series',
			() => rig.person.edit('NumberSerieClient', 'BILAG', { Blocked: true }),
			['warning Number series of expenses'],
		],
		[
			'an account filter with nonsense',
			() => undefined,
			['missing Account filter'],
			{ settings: { 'expenses.accounts': '4000-4999' } },
		],
		[
			'an account filter that names nothing',
			() => undefined,
			['warning Account filter'],
			{ settings: { 'expenses.accounts': '2010, 8100..8199' } },
		],
		['no activity name', () => undefined, ['missing Activity name'], { settings: { 'expenses.activity': '' } }],
		[
			'a start date in the future',
			() => undefined,
			['warning Start date'],
			{ settings: { 'expenses.startAfter': '2027-01-01' } },
		],
		[
			'no such journal',
			() => undefined,
			['missing Journal'],
			{ settings: { 'invoices.route': 'journal', 'invoices.journal': 'NIX' } },
		],
		[
			'a blocked journal',
			() => rig.person.edit('GLDailyJournalClient', 'MOMENT', { Blocked: true }),
			['missing Journal'],
			{ settings: { 'invoices.route': 'journal', 'invoices.journal': 'MOMENT' } },
		],
	];
	it.each(lacking)(
		'with %s: said with the way to mend it, and nothing blocks',
		async (_what, change, expected, options = {}) => {
			change();
			const rows = await checkWith(rig, options);
			expect(trouble(rows)).toEqual(expected);
			for (const row of rows.filter(({ state }) => state !== 'ok')) {
				expect(row).toMatchObject({
					blocking: false,
					found: expect.stringMatching(/./),
					fix: expect.stringMatching(/Uniconta|General Ledger|Data Table/),
				});
				expect(`${row.found} ${row.fix}`).not.toMatch(FORBIDDEN_WORDS);
			}
		},
	);

	it.each([
		['GLAccountClient', ['notChecked Ledger accounts', 'notChecked Accounts of the filter']],
		['GLVatClient', ['notChecked VAT codes']],
		['PrCategoryClient', ['notChecked Project categories']],
		['DebtorGroupClient', ['notChecked Customer groups']],
		['ProjectGroupClient', ['notChecked Project group']],
		['PaymentTermClient', ['notChecked Payment terms']],
		['GLDimType1Client', ['notChecked Values of dimension 1', 'notChecked Departments']],
		['GLTransClient', ['missing Posted ledger entries']],
	])('that the user may not read (%s) leave only their own rows open', async (type, expected) => {
		rig.standIn.faults.add({ match: { path: `/odata/${type}` }, kind: 'status', status: 403, body: 'NoRights' });
		expect(trouble(await checkWith(rig))).toEqual(expected);
	});
});

describe('numbering on the route Post', () => {
	const blocks: Array<[what: string, values: Record<string, unknown>, check: string]> = [
		['no series is chosen', { DebtorVoucherSerie: null }, 'Invoice numbering: Number series'],
		[
			'invoices do not follow the voucher',
			{ UseVoucherAsInvoice: false },
			'Invoice numbering: Use voucher as invoice',
		],
	];
	it.each(blocks)('blocks where %s', async (_what, values, check) => {
		rig.person.edit('CompanySettingsClient', 'only', values);
		const rows = await checkWith(rig);
		expect(rows[0]).toMatchObject({
			area: 'invoices',
			check,
			state: 'missing',
			blocking: true,
			fix: expect.stringContaining('Customer > Maintenance > Number sequences'),
		});
	});

	it.each(['draft', 'journal'])('is not looked at on the route %s', async (route) => {
		rig.person.edit('CompanySettingsClient', 'only', { DebtorVoucherSerie: null });
		expect(
			trouble(await checkWith(rig, { settings: { 'invoices.route': route, 'invoices.journal': 'MOMENT' } })),
		).toEqual([]);
	});

	const warns: Array<[what: string, change: () => unknown, options: CheckOptions, check: string]> = [
		[
			'a blocked series',
			() => rig.person.edit('NumberSerieClient', 'FAKT', { Blocked: true }),
			{},
			'Invoice numbering: Blocked',
		],
		[
			'a prefix',
			() => rig.person.edit('NumberSerieClient', 'FAKT', { Prefix: 'F' }),
			{},
			'Invoice numbering: Prefix',
		],
		[
			'a next number that is ahead',
			() => rig.person.edit('NumberSerieClient', 'FAKT', { Next: 10_004 }),
			{},
			'Invoice numbering: Next',
		],
		[
			'a next number before the first invoice',
			() => undefined,
			{ expectedNext: undefined, settings: { 'invoices.firstNumber': '10005' } },
			'Invoice numbering: Next',
		],
		[
			'a customer group with a series of its own',
			() => rig.person.edit('DebtorGroupClient', 'OFF', { InvoiceSerie: 'BILAG' }),
			{},
			'Invoice numbering: Invoice series',
		],
		[
			'a journal on the series',
			() => rig.person.edit('GLDailyJournalClient', 'DAGLIG', { NumberSerie: 'FAKT' }),
			{},
			'Invoice numbering: Number series',
		],
	];
	it.each(warns)(
		'says %s without blocking, so that other settings can be changed on such a day',
		async (_what, change, options, check) => {
			change();
			const rows = await checkWith(rig, options);
			expect(rowsOf(rows, check)).toMatchObject([
				{ state: 'missing', blocking: false, fix: expect.stringMatching(/>/) },
			]);
			expect(rows.some(({ blocking }) => blocking)).toBe(false);
		},
	);

	it('says nothing of the distance where invoices are past the first number and the next one is not known', async () => {
		rig.person.edit('NumberSerieClient', 'FAKT', { Next: 10_050 });
		expect(
			trouble(
				await checkWith(rig, { expectedNext: undefined, moment: { ...READY_MOMENT, invoices: undefined } }),
			),
		).toEqual([]);
	});

	describe("with Moment's invoices", () => {
		const invoices = (from: number, to: number, kept: readonly number[] = []): MomentGiven => ({
			...READY_MOMENT,
			invoices: {
				rows: Array.from({ length: to - from + 1 }, (_, at) => ({
					number: from + at,
					toSend: !kept.includes(from + at),
				})),
			},
		});
		const next = (Next: number): unknown => rig.person.edit('NumberSerieClient', 'FAKT', { Next });

		it.each<[what: string, given: MomentGiven, unicontaNext: number]>([
			['the first one of the cut-over comes next', invoices(10_001, 10_040), 10_001],
			[
				'those that the log has as posted are passed over',
				{ ...invoices(10_001, 10_040), posted: 10_010 },
				10_011,
			],
			[
				'those that are not to be transferred are passed over',
				{ ...invoices(10_001, 10_040, [10_011, 10_012]), posted: 10_010 },
				10_013,
			],
			['there is none yet after the last posted one', { ...invoices(10_001, 10_010), posted: 10_010 }, 10_011],
			['there is none at all yet', { ...READY_MOMENT, invoices: { rows: [] } }, 10_001],
		])('the number is right where %s', async (_what, given, unicontaNext) => {
			next(unicontaNext);
			const rows = await checkWith(rig, { expectedNext: undefined, moment: given });
			expect(trouble(rows)).toEqual([]);
			expect(rowsOf(rows, 'Invoice numbering')).toMatchObject([{ state: 'ok', found: String(unicontaNext) }]);
		});

		it('a series that is behind or ahead is said with both numbers, and does not block', async () => {
			next(10_005);
			for (const posted of [10_010, undefined]) {
				const rows = await checkWith(rig, {
					expectedNext: undefined,
					moment: { ...invoices(10_001, 10_040), ...(posted === undefined ? {} : { posted }) },
				});
				expect(rowsOf(rows, 'Invoice numbering: Next')).toMatchObject([
					{
						state: 'missing',
						blocking: false,
						found: expect.stringContaining(posted === undefined ? 'ahead by 4' : 'behind by 6'),
					},
				]);
			}
		});

		it('a new log beside a Uniconta that has them already: Uniconta is asked which, with two calls more at most', async () => {
			await checkWith(rig, { expectedNext: undefined, moment: invoices(10_001, 10_040) });
			const before = rig.calls().length;
			for (const amount of [100, 200, 300]) rig.person.invoice({ account: '20010', amount });
			rig.forget();
			expect(
				trouble(await checkWith(rig, { expectedNext: undefined, moment: invoices(10_001, 10_040) })),
			).toEqual([]);
			expect(rig.calls().length).toBeLessThanOrEqual(before + 2);
		});

		it('a first number that Moment does not reach for long is said', async () => {
			const rows = await checkWith(rig, {
				expectedNext: undefined,
				settings: { 'invoices.firstNumber': '100410' },
				moment: invoices(10_001, 10_040),
			});
			expect(rowsOf(rows, 'First invoice number is not reached yet')).toMatchObject([
				{
					state: 'warning',
					blocking: false,
					found: expect.stringContaining('newest invoice in Moment is 10040'),
				},
			]);
		});

		it('that could not be read leave the configuration checked', async () => {
			expect(
				trouble(
					await checkWith(rig, {
						expectedNext: undefined,
						moment: { ...READY_MOMENT, invoices: { trouble: 'Moment is busy' } },
					}),
				),
			).toEqual([]);
		});
	});

	it.each<Partial<UnicontaSettings>>([
		{ settingsReadable: 'none' },
		{ seriesReadable: 'none' },
		{ seriesReadable: 'none', settingsReadable: 'none' },
	])('that Uniconta does not show is said and does not block: %j', async (settings) => {
		rig.reset(settings);
		const rows = await checkWith(rig);
		expect(rowsOf(rows, 'Invoice numbering: Number series')).toHaveLength(1);
		expect(rows.some(({ blocking }) => blocking)).toBe(false);
	});
});

describe('the settings', () => {
	it.each(['', '0', 'abc'])('block with invoices on and "%s" as the first invoice number', async (firstNumber) => {
		const rows = await checkWith(rig, { settings: { 'invoices.firstNumber': firstNumber } });
		expect(rows[0]).toMatchObject({
			area: 'invoices',
			check: 'First invoice number',
			state: 'missing',
			blocking: true,
		});
		expect(rows.filter(({ blocking }) => blocking)).toHaveLength(1);
	});

	it('do not block without it while invoices are off', async () => {
		const rows = await checkWith(rig, { settings: { 'invoices.export': 'off', 'invoices.firstNumber': '' } });
		expect(rows.some(({ blocking }) => blocking)).toBe(false);
	});

	it('that are all blank are named one by one, and block nothing but the first number where invoices are on', async () => {
		const clear = Object.fromEntries(
			[
				'company.country',
				'company.currency',
				'company.dimension',
				'customers.tagGroup',
				'invoices.route',
				'invoices.firstNumber',
				'invoices.categoryTagGroup',
				'expenses.series',
				'expenses.activity',
				'expenses.startAfter',
			].map((key) => [key, '']),
		);
		const rows = await checkWith(rig, { settings: clear });
		const missing = rows.filter(({ state }) => state === 'missing');
		expect(missing.map(({ check }) => check)).toEqual([
			'First invoice number',
			'Country',
			'Dimension',
			'Tag group for customer groups',
			'Route',
			'Tag group for project categories',
			'Number series of expenses',
			'Activity name',
			'Start date',
		]);
		expect(missing.filter(({ blocking }) => blocking)).toHaveLength(1);
		for (const { fix } of missing) expect(fix).toContain('moment_uniconta_settings');
	});

	it('that were never chosen are asked for', async () => {
		const rows = await checkWith(rig, {
			settings: { 'customers.export': '', 'projects.export': '', 'invoices.export': '', 'expenses.export': '' },
		});
		expect(trouble(rows)).toEqual(['missing Export', 'missing Export', 'missing Export', 'missing Import']);
	});
});

describe('who is told', () => {
	const who: Array<[what: string, settings: Record<string, string>, expected: string[], found: RegExp]> = [
		['nobody', { 'notify.users': '' }, ['warning Recipients'], /nobody is told/],
		[
			'a user who left',
			{ 'notify.users': '801, 803' },
			['warning User Lars Holm'],
			/no longer active.*lars@nordlys/,
		],
		['a user who is gone', { 'notify.users': '801, 899' }, ['warning User 899'], /899 is no longer in Moment/],
		[
			'a user without an address, and nobody else',
			{ 'notify.users': '804' },
			['warning User Ny Mand', 'warning Recipients'],
			/no e-mail address in Moment/,
		],
		[
			'something that is no address',
			{ 'notify.addresses': 'chief@firm.example, chief@' },
			['warning Address chief@'],
			/no e-mail address/,
		],
	];
	it.each(who)('%s is said, and does not block', async (_what, settings, expected, found) => {
		const rows = await checkWith(rig, { settings });
		expect(trouble(rows)).toEqual(expected);
		expect(rows.find(({ state }) => state === 'warning')).toMatchObject({
			area: 'notifications',
			blocking: false,
			found: expect.stringMatching(found),
			fix: expect.stringMatching(/set-up form/),
		});
	});

	it('is named: users with their addresses of Moment, and the others', async () => {
		expect(
			rowsOf(await checkWith(rig, { settings: { 'notify.addresses': 'chief@firm.example' } }), 'Recipients'),
		).toMatchObject([{ state: 'ok', found: 'Maja Thomsen <maja.thomsen@nordlys.example>, chief@firm.example' }]);
	});
});

describe('what Moment says of expenses', () => {
	it('is said where they cannot be read', async () => {
		const rows = await checkWith(rig, {
			moment: { ...READY_MOMENT, expenses: { trouble: 'Moment has no expenses here.' } },
		});
		expect(rowsOf(rows, 'Expenses in Moment')).toMatchObject([
			{ state: 'missing', blocking: false, found: 'Moment has no expenses here.' },
		]);
	});

	it.each(['Udlæg <b>', 'x'.repeat(61)])('an activity name that Moment may refuse is warned of: %s', async (name) => {
		expect(trouble(await checkWith(rig, { settings: { 'expenses.activity': name } }))).toEqual([
			'warning Activity name',
		]);
	});
});

describe('the order', () => {
	it('is what blocks, what is missing, what warns, what is open, what is well', async () => {
		rig.person.edit('CompanySettingsClient', 'only', { DebtorVoucherSerie: null });
		const rows = await checkWith(rig, { tags: TAGS, accounts: undefined, settings: { 'projects.export': 'off' } });
		const ranks = rows.map(({ blocking, state }) =>
			blocking ? 0 : ['missing', 'warning', 'notChecked', 'ok'].indexOf(state) + 1,
		);
		expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
		expect(ranks[0]).toBe(0);
		expect(new Set(ranks)).toEqual(new Set([0, 1, 2, 3, 4]));
	});
});
