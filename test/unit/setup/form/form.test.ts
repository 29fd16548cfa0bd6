import { ApiError } from '../../../../lib/http/errors';
import { TransportError, type HttpResponse } from '../../../../lib/http/port';
import { createSender } from '../../../../lib/http/sender';
import { failureOf as momentFailure } from '../../../../lib/moment/api/failures';
import { unicontaFailure } from '../../../../lib/uniconta/api/errors';
import { fieldsJson, stateOf, type CompanyTies, type FormLists, type FormState } from '../../../../lib/setup/form/form';
import { takeAnswers, type AnswerInput } from '../../../../lib/setup/form/answers';
import { choiceOf } from '../../../../lib/setup/form/fields';
import { shownPage } from '../../../../lib/setup/form/pages';
import { lastPage, reportPage, settingRowsToSave } from '../../../../lib/setup/form/report';
import { setupRow } from '../../../../lib/setup/check/row';
import { SETTING_KEYS } from '../../../../lib/state/settings';

const lists: FormLists = {
	tagGroups: [
		{ id: '501', name: 'Kundegruppe', appliesTo: 'customer' },
		{ id: '503', name: 'Projektkategori', appliesTo: 'project' },
	],
	users: [
		{ id: '801', name: 'Maja', state: 'active', email: 'm@f.example' },
		{ id: '80', name: 'Maja', state: 'active', email: 'n@f.example' },
		{ id: '803', name: 'Lars', state: 'quit', email: 'l@f.example' },
		{ id: '805', name: 'Bo', state: 'active', email: '' },
	],
	companies: [
		{ companyId: '10542', CompanyName: 'Nordlys', Dim1: 'Afdeling', Currency: 'DKK', countryIso: 'DK' },
		{ companyId: '4217', CompanyName: 'Ejendomme', Dim2: 'Sted', Currency: 'EUR', countryIso: 'SE' },
	],
	series: [
		{ Serie: 'FAKT', Name: 'Fakturaer', Usage: '' },
		{ Serie: 'DEBI', Name: 'Debitorer', Usage: 1 },
	],
	journals: [{ Journal: 'MOMENT', Name: 'Fakturaer' }],
	projectGroups: [{ Group: 'STD', Name: 'Standard' }],
	vatCodes: [
		{ Vat: 'U25', Name: 'Salgsmoms', isZero: false },
		{ Vat: 'UFRI', Name: 'Momsfrit salg', isZero: true },
	],
	accounts: [
		{ Account: '9990', Name: 'Øre', Vat: '' },
		{ Account: '1010', Name: 'Salg', Vat: 'U25' },
		{ Account: '1000', Name: 'Overskrift', Vat: '', heading: true },
		{ Account: '800', Name: 'Afrunding', Vat: '' },
	],
	obstacles: [],
};
const ties: CompanyTies = { own: '10542', linked: '' };
const at = (page: FormState['page'], more: Partial<FormState> = {}, saved: Record<string, string> = {}): FormState =>
	stateOf(
		{ page, ...more },
		Object.entries({ 'company.id': '10542', ...saved }).map(([key, value], id) => ({ id, key, value })),
	);
const answer = (
	state: FormState,
	answers: Record<string, unknown>,
	more: Partial<AnswerInput> = {},
): ReturnType<typeof takeAnswers> =>
	takeAnswers({
		state,
		shown: shownPage(state, lists, ties),
		answers,
		ties,
		today: '2026-06-25',
		unclearAccounts: () => [],
		...more,
	});
const keys = (state: FormState): string[] => shownPage(state, lists, ties).asked.map(({ key }) => key);

test('an option carries name and code, and goes back to its code; what is no option is refused', () => {
	expect(choiceOf('STD', 'Standard')).toEqual({ value: 'STD', text: 'Standard (STD)' });
	const { state, way } = answer(at('customers'), {
		'customers.export': 'Yes, transfer them',
		'customers.tagGroup': 'Kundegruppe (501)',
	});
	expect(way).toBe('page');
	expect(state).toMatchObject({
		page: 'projects',
		values: { 'customers.export': 'on', 'customers.tagGroup': '501', 'customers.tagGroupName': 'Kundegruppe' },
	});
	expect(answer(at('customers'), { 'customers.export': 'Perhaps' }).state).toMatchObject({
		page: 'customers',
		messages: [expect.stringContaining('not on the list'), 'Choose Yes or No.'],
	});
});

test('users: those who are chosen stand first, those who left are not offered unless they are chosen, and no option is part of another one', () => {
	const textsFor = (chosen: string): string[] =>
		shownPage(at('notifications', {}, { 'notify.users': chosen }), lists, ties).asked[0]?.choices?.map(
			({ text }) => text,
		) ?? [];
	expect(textsFor('801, 803, 899')).toEqual([
		'Lars (803) · no longer active in Moment',
		'Maja (801)',
		'Bo (805) · without an e-mail address',
		'Maja (80)',
		'No longer there (899)',
	]);
	expect(textsFor('')).toEqual(['Bo (805) · without an e-mail address', 'Maja (80)', 'Maja (801)']);
	for (const one of textsFor('801, 803, 899'))
		expect(textsFor('801, 803, 899').filter((other) => other.includes(one))).toEqual([one]);
	expect(
		answer(at('notifications'), {
			'notify.users': ['Maja (801)', 'Maja (80)'],
			'notify.level': 'That, and warnings',
		}).state.values,
	).toMatchObject({ 'notify.users': '801, 80', 'notify.level': 'warnings' });
});

const fields = (state: FormState): string => fieldsJson(shownPage(state, lists, ties).fields);

test('a page shows what is saved, a tag group that is gone too, by its name; after a wrong answer what was entered', () => {
	const saved = at(
		'invoices',
		{},
		{
			'invoices.categoryTagGroup': '999',
			'invoices.categoryTagGroupName': 'Gamle <kategorier>',
			'invoices.route': 'draft',
		},
	);
	expect(fields(saved)).toContain('"defaultValue":"No longer in Moment: Gamle ‹kategorier› (999)"');
	expect(fields(saved)).toContain('"defaultValue":"Order Draft: a person invoices the sales order"');
	const { state } = answer(saved, { 'invoices.export': 'Yes, transfer them', 'invoices.firstNumber': '<b>x</b>' });
	expect(state.page).toBe('invoices');
	expect(fields(state)).toContain('&lt;b&gt;x&lt;/b&gt;');
	expect(shownPage(state, lists, ties).asked.find(({ key }) => key === 'invoices.firstNumber')?.field).toMatchObject({
		defaultValue: '<b>x</b>',
	});
	const kept = answer(saved, {
		'invoices.export': 'No, leave them out',
		'invoices.route': 'Order Draft: a person invoices the sales order',
		'invoices.categoryTagGroup': 'No longer in Moment: Gamle <kategorier> (999)',
	});
	expect(kept.state.values).toMatchObject({
		'invoices.categoryTagGroup': '999',
		'invoices.categoryTagGroupName': 'Gamle <kategorier>',
	});
});

test('the code for lines without VAT is offered among those of 0 %, and one that is no more stays chosen', () => {
	const offered = (saved: string): string[] =>
		shownPage(at('invoices', {}, { 'invoices.zeroVat': saved }), lists, ties)
			.asked.find(({ key }) => key === 'invoices.zeroVat')
			?.choices?.map(({ text }) => text) ?? [];
	expect(offered('')).toEqual(['Not chosen', 'Momsfrit salg (UFRI)']);
	expect(offered('GONE')).toEqual(['Not chosen', 'Momsfrit salg (UFRI)', 'No longer there (GONE)']);
	const { state } = answer(at('invoices'), {
		'invoices.export': 'No, leave them out',
		'invoices.route': 'Order Draft: a person invoices the sales order',
		'invoices.zeroVat': 'Momsfrit salg (UFRI)',
	});
	expect(state).toMatchObject({ page: 'expenses', values: { 'invoices.zeroVat': 'UFRI' } });
});

test('names with HTML, script and patterns are text on every page, and are chosen like any other', () => {
	const evil = '<script>alert("x")</script> $& </option>';
	const named: FormLists = {
		...lists,
		companies: [{ companyId: '10542', CompanyName: evil, Dim1: evil }],
		tagGroups: [{ id: '501', name: evil, appliesTo: '' }],
		users: [{ id: '801', name: evil, email: 'a@b.example', state: '' }],
		series: [{ Serie: 'FAKT', Name: evil }],
	};
	for (const page of [
		'company',
		'dimension',
		'customers',
		'projects',
		'invoices',
		'expenses',
		'notifications',
	] as const) {
		const shown = shownPage(
			at(page, {}, { 'company.dimension': '1', 'customers.tagGroup': '999', 'customers.tagGroupName': evil }),
			named,
			{ own: '10542', linked: '10542' },
		);
		expect(JSON.stringify(shown.fields.map(({ html }) => html))).not.toContain('<script');
		expect(fieldsJson(shown.fields)).not.toContain('$');
	}
	const choose = (page: FormState['page'], answers: Record<string, unknown>): FormState['values'] =>
		takeAnswers({
			state: at(page),
			shown: shownPage(at(page), named, ties),
			answers,
			ties,
			today: '2026-06-25',
			unclearAccounts: () => [],
		}).state.values;
	expect(
		choose('customers', { 'customers.export': 'Yes, transfer them', 'customers.tagGroup': `${evil} (501)` }),
	).toMatchObject({ 'customers.tagGroup': '501', 'customers.tagGroupName': evil });
	// n8n gives some texts back escaped.
	expect(
		choose('notifications', {
			'notify.users': [`${evil.replaceAll('<', '&lt;').replaceAll('>', '&gt;')} (801)`],
			'notify.level': 'What does not get through',
		})['notify.users'],
	).toBe('801');
	const state = at(
		'report',
		{},
		{ 'customers.export': 'on', 'customers.tagGroup': '501', 'customers.tagGroupName': evil },
	);
	expect(
		lastPage(state, {
			baseUrl: 'https://n8n.firm.example',
			tags: [{ name: evil, code: '', tagGroupId: '501', tagGroupName: evil }],
			check: [setupRow('customers', evil, 'missing', { found: evil, fix: evil })],
		}),
	).not.toContain('<script');
});

test('somebody with a comma in the name stays chosen: n8n parts what is chosen beforehand at commas', () => {
	const shown = shownPage(
		at('notifications', {}, { 'notify.users': '801' }),
		{ ...lists, users: [{ id: '801', name: 'Thomsen, Maja', state: 'quit', email: '' }] },
		ties,
	);
	const [users] = shown.asked;
	expect(users?.choices?.map(({ text }) => text)).toEqual([users?.field.defaultValue]);
	expect(users?.field.defaultValue).not.toContain(',');
	expect(
		answer(
			at('notifications'),
			{ 'notify.users': [users?.field.defaultValue], 'notify.level': 'What does not get through' },
			{ shown },
		).state.values['notify.users'],
	).toBe('801');
});

test('notes with < and > come back as they were, though n8n shows them escaped', () => {
	expect(answer(at('notifications'), { notes: '&lt;b&gt; &amp; 1 < 2' }).state.values.notes).toBe('<b> &amp; 1 < 2');
});

test('the rounding account is one without VAT that can be posted on, in the order of the ledger; keys of records are no series', () => {
	const choices = (key: string): string[] =>
		shownPage(at('invoices'), lists, ties)
			.asked.find((one) => one.key === key)
			?.choices?.map(({ value }) => value) ?? [];
	expect(choices('invoices.roundingAccount')).toEqual(['', '800', '9990']);
	expect(choices('invoices.series')).toEqual(['', 'FAKT']);
});

test('tag groups of that kind of record are offered, chosen already or not; one of another kind only where it is chosen', () => {
	const offered = (saved: string, own = lists): string[] =>
		shownPage(at('invoices', {}, { 'invoices.categoryTagGroup': saved }), own, ties)
			.asked.find(({ key }) => key === 'invoices.categoryTagGroup')
			?.choices?.map(({ value }) => value) ?? [];
	expect(offered('')).toEqual(['', '503']);
	expect(offered('503')).toEqual(['', '503']);
	expect(offered('501')).toEqual(['', '501', '503']);
	// Where none is said to be of that kind, Moment's word for it may be another one.
	expect(
		offered('501', { ...lists, tagGroups: lists.tagGroups.map((row) => ({ ...row, appliesTo: 'job' })) }),
	).toEqual(['', '501', '503']);
});

test('the department is only asked for where a dimension is chosen, and is none else', () => {
	expect(keys(at('projects', {}, { 'company.dimension': '1' }))).toContain('projects.department');
	expect(keys(at('projects'))).not.toContain('projects.department');
	const was = at('projects', {}, { 'projects.department': 'projectTag' });
	expect(answer(was, { 'projects.export': 'No, leave them out' }).state.values['projects.department']).toBe('none');
});

test.each<[string, FormState['page'], Record<string, unknown>, string]>([
	[
		'invoices without a first number',
		'invoices',
		{ 'invoices.export': 'Yes, transfer them' },
		'First invoice number: it must be entered',
	],
	[
		'a rounding tolerance above 10.00',
		'invoices',
		{
			'invoices.export': 'No, leave them out',
			'invoices.route': "Post: the invoice is posted with Moment's number",
			'invoices.roundingTolerance': '10.01',
		},
		'Rounding tolerance: "10.01" is none. Enter an amount from 0.00 to 10.00',
	],
	[
		'a start date in the future',
		'expenses',
		{ 'expenses.export': 'No, leave them out', 'expenses.startAfter': '2026-06-26' },
		'is in the future',
	],
	[
		'an address that is none',
		'notifications',
		{ 'notify.addresses': 'chief@firm.example, nobody' },
		'"nobody" is no address',
	],
	[
		'phases that are no JSON',
		'projects',
		{ 'projects.export': 'No, leave them out', 'projects.phases': '{x' },
		'Phases',
	],
	['a country in words', 'dimension', { 'company.country': 'Denmark', 'company.currency': 'DKK' }, 'two letters'],
	['no company', 'company', {}, 'Choose the company.'],
	['a sender that is no address', 'notifications', { 'notify.from': 'n8n' }, 'Sender'],
	['the watchdog without https', 'notifications', { 'notify.heartbeatUrl': 'watch.example' }, 'Outside watchdog'],
])('%s leads back to the same page with a message', (_, page, answers, message) => {
	const { state, way } = answer(at(page), answers);
	expect([way, state.page]).toEqual(['page', page]);
	expect(state.messages.join(' ')).toContain(message);
});

test('nonsense in the account filter leads back, but what is saved already does not: an address can be changed while something else is amiss', () => {
	const nonsense = { 'expenses.export': 'No, leave them out', 'expenses.accounts': 'abc..' };
	expect(
		answer(at('expenses'), nonsense, { unclearAccounts: () => ['"abc..": no end'] }).state.messages[0],
	).toContain('no end');
	expect(
		answer(
			at('expenses', {}, { 'expenses.accounts': 'abc..', 'expenses.startAfter': '2030-01-01' }),
			{ ...nonsense, 'expenses.startAfter': '2030-01-01' },
			{ unclearAccounts: () => ['"abc..": no end'] },
		).way,
	).toBe('page');
	expect(
		answer(at('expenses', {}, { 'expenses.accounts': 'abc..' }), nonsense, {
			unclearAccounts: () => ['"abc..": no end'],
		}).state.page,
	).toBe('notifications');
	const wrongBefore = at('notifications', {}, { 'notify.addresses': 'nobody', 'notify.hours': 'many' });
	expect(answer(wrongBefore, { 'notify.addresses': 'nobody', 'notify.hours': '3' })).toMatchObject({
		way: 'report',
		state: { values: { 'notify.hours': '3' } },
	});
	expect(answer(wrongBefore, { 'notify.addresses': 'nobody, someone' }).state.messages).toHaveLength(2);
});

test('the first invoice number stops the page whatever is saved, where invoices are on', () => {
	expect(
		answer(at('invoices', {}, { 'invoices.export': 'on', 'invoices.firstNumber': 'many' }), {
			'invoices.export': 'Yes, transfer them',
			'invoices.firstNumber': 'many',
		}).state.page,
	).toBe('invoices');
});

describe('the company', () => {
	const companyPage = (
		more: Partial<CompanyTies> = {},
		saved: Record<string, string> = {},
	): ReturnType<typeof shownPage> => shownPage(at('company', {}, saved), lists, { ...ties, ...more });
	const chooseCompany = (text: string, more: Partial<CompanyTies> = {}): ReturnType<typeof takeAnswers> => {
		const mine = { ...ties, ...more };
		return takeAnswers({
			state: at('company'),
			shown: companyPage(more),
			answers: { company: text },
			ties: mine,
			today: '2026-06-25',
			unclearAccounts: () => [],
		});
	};

	test('is picked from the list; the lists of the following pages are then read for it', () => {
		expect(companyPage().asked[0]?.choices?.map(({ text }) => text)).toEqual([
			'Ejendomme (4217)',
			'Nordlys (10542)',
		]);
		expect(companyPage({}, { 'company.id': '' }).asked[0]?.field).toMatchObject({
			defaultValue: 'Nordlys (10542)',
		});
		const { state, way } = chooseCompany('Ejendomme (4217)');
		expect(way).toBe('company');
		expect(state).toMatchObject({ page: 'dimension', values: { 'company.id': '4217' } });
		expect(shownPage(state, lists, ties).asked.map(({ field }) => field['defaultValue'])).toEqual([
			'None: no department is transferred',
			'SE',
			'EUR',
		]);
		expect(shownPage(state, lists, ties).asked[0]?.choices?.map(({ text }) => text)).toEqual([
			'None: no department is transferred',
			'Sted (2)',
		]);
	});

	test('cannot be changed while the log knows records of another one; why and how is said, by name', () => {
		const { state, way } = chooseCompany('Ejendomme (4217)', { linked: '10542' });
		expect([way, state.page]).toEqual(['page', 'company']);
		for (const said of ['Ejendomme (4217)', 'Nordlys (10542)', 'moment_uniconta_log', 'unpublish'])
			expect(state.messages[0]).toContain(said);
		expect(chooseCompany('Nordlys (10542)', { linked: '10542' }).way).toBe('company');
		expect(JSON.stringify(companyPage({ linked: '10542' }).fields)).toContain('cannot simply be changed');
	});

	test('that the user may not open is said by its name, on the page where another one can be chosen', () => {
		const closed = {
			...lists,
			series: [
				{
					error: 'Uniconta lets the user into no such company (NoCompanyId)',
					findings: [{ fix: 'Give the user access.' }],
				},
			],
		};
		const shown = shownPage(at('dimension', {}, { 'company.id': '4217' }), closed, ties);
		expect(shown.page).toBe('company');
		expect(JSON.stringify(shown.fields)).toContain(
			'Ejendomme (4217) cannot be used: Uniconta lets the user into no such company (NoCompanyId). Give the user access.',
		);
		expect(shown.asked[0]?.field).toMatchObject({ defaultValue: 'Ejendomme (4217)' });
		const gone = shownPage(at('company', {}, { 'company.id': '31006' }), lists, ties);
		expect(gone.asked[0]?.field).toMatchObject({ defaultValue: 'A company that this user may not open (31006)' });
	});

	test('in another company than before the templates begin anew where they left off', () => {
		const rows = [
			{ id: 1, key: 'customers.changedSince', value: '2026-01-01' },
			{ id: 2, key: 'expenses.cursor', value: '77' },
			{ id: 3, key: 'notify.lastLogRow', value: '9' },
		];
		const state = at('report', {}, { 'company.id': '4217' });
		const written = (before: string): Array<{ key: string; value: string }> =>
			settingRowsToSave(state, { saved: { ...state.values, 'company.id': before }, rows, own: '10542' }).filter(
				({ key }) => /changedSince|cursor|lastLogRow/.test(key),
			);
		expect(written('10542')).toEqual([
			{ key: 'customers.changedSince', value: '' },
			{ key: 'expenses.cursor', value: '' },
		]);
		expect(written('')).toEqual(written('10542'));
		expect(written('4217')).toEqual([]);
	});
});

test('a credential that does not work is named with the reason, escaped, and nothing goes on', () => {
	const broken = { ...lists, companies: [{ error: 'Not let <in>', findings: [{ fix: 'Check the password.' }] }] };
	const page = shownPage(at('company'), broken, ties);
	expect(page.page).toBe('trouble');
	expect(fieldsJson(page.fields)).toContain('The Uniconta credential: Not let &lt;in&gt;. Check the password.');
	expect(
		takeAnswers({ state: at('company'), shown: page, answers: {}, ties, today: '', unclearAccounts: () => [] }).way,
	).toBe('lists');
});

describe('in an outage the form blames the service, not the credential', () => {
	const request = { method: 'GET' as const, url: 'https://api.example/x', headers: {} };
	const sent = async (port: () => Promise<HttpResponse>, system: 'Moment' | 'Uniconta'): Promise<unknown> => {
		const failureOf = (response: HttpResponse): ApiError | undefined =>
			system === 'Moment' ? momentFailure(response, request, 'acme', 0) : unicontaFailure(response, request, 0);
		const clock = { now: () => 0, sleep: async () => await Promise.resolve(), random: () => 0 };
		return await createSender({
			system,
			request: port,
			clock,
			retry: { attempts: 1, baseDelayMs: 1, maxDelayMs: 1, deadline: 9 },
			failureOf,
		})(request, 'read').then(
			() => undefined,
			(error: unknown) => error,
		);
	};
	const answers = (status: number) => async () => await Promise.resolve({ status, headers: {}, body: '' });
	const breaks = (how: 'no' | 'maybe', code: string) => async () =>
		await Promise.reject(new TransportError(code, how, code));
	/** As the nodes put out a list that could not be read. */
	const item = (error: unknown): Record<string, unknown> => {
		if (!(error instanceof ApiError)) throw new Error('It did not fail');
		return { error: error.message, findings: [{ fix: error.fix }], transient: error.transient };
	};
	const textOf = (page: ReturnType<typeof shownPage>): string => fieldsJson(page.fields);
	const cases: Array<[string, () => Promise<HttpResponse>]> = [
		['429', answers(429)],
		['500', answers(500)],
		['502', answers(502)],
		['503', answers(503)],
		['504', answers(504)],
		['no address', breaks('no', 'ENOTFOUND')],
		['no connection', breaks('no', 'ECONNREFUSED')],
		['a time-out', breaks('maybe', 'ETIMEDOUT')],
		['a broken connection', breaks('maybe', 'ECONNRESET')],
	];

	test.each(cases)('%s', async (_what, port) => {
		const moment = shownPage(at('company'), { ...lists, users: [item(await sent(port, 'Moment'))] }, ties);
		const uniconta = shownPage(at('company'), { ...lists, companies: [item(await sent(port, 'Uniconta'))] }, ties);
		for (const [system, page] of [
			['Moment', moment],
			['Uniconta', uniconta],
		] as const) {
			expect(page.page).toBe('trouble');
			expect(textOf(page)).toContain(`${system} cannot be used just now: ${system}`);
			expect(textOf(page)).toContain(`Try again in a few minutes. The ${system} credential is probably fine`);
			expect(textOf(page)).not.toMatch(/The \w+ credential:|is mended|tried again by itself/);
		}
		// Nor the company that was chosen, nor what is to be saved.
		const closed = shownPage(at('dimension'), { ...lists, series: [item(await sent(port, 'Uniconta'))] }, ties);
		expect(textOf(closed)).not.toContain('Nordlys (10542) cannot be used');
		const report = fieldsJson(
			reportPage(at('report', { saving: true }), [], {
				tagGroups: [item(await sent(port, 'Moment'))],
				companies: [],
				obstacles: [],
			}).fields,
		);
		expect(report).toContain('Nothing was saved.');
		expect(report).toContain('Wait until it is over');
	});

	test.each([401, 403])('%d is the credential, also where another list met an outage', async (status) => {
		for (const system of ['Moment', 'Uniconta'] as const) {
			const [bad, down] = [item(await sent(answers(status), system)), item(await sent(answers(503), system))];
			const page = shownPage(
				at('company'),
				system === 'Moment'
					? { ...lists, tagGroups: [down], users: [bad] }
					: { ...lists, companies: [down, bad] },
				ties,
			);
			expect(textOf(page)).toContain(`The ${system} credential: `);
			expect(textOf(page)).toContain('credentials: in n8n under Credentials');
			expect(textOf(page)).not.toContain('probably fine');
		}
	});
});

test('what blocks cannot be saved; what warns can', () => {
	const row = setupRow('invoices', 'Series <1>', 'missing', { found: 'none' });
	const steps = (blocking: boolean): string[] =>
		reportPage(at('report'), [{ ...row, blocking }], {
			tagGroups: [],
			companies: [],
			obstacles: [],
		}).asked[0]?.choices?.map(({ value }) => value) ?? [];
	expect(steps(true)).not.toContain('save');
	expect(steps(false)).toContain('save');
	expect(
		reportPage(at('report'), [], {
			tagGroups: [{ error: 'No' }],
			companies: [],
			obstacles: [],
		}).asked[0]?.choices?.map(({ value }) => value),
	).not.toContain('save');
	expect(
		fieldsJson(reportPage(at('report'), [row], { tagGroups: [], companies: [], obstacles: [] }).fields),
	).toContain('Series &lt;1&gt;');
});

test('saving checks once more: it goes on only where nothing stands against it, else the report says that nothing was saved', () => {
	const asked = takeAnswers({
		state: at('report'),
		shown: {
			page: 'report',
			asked: reportPage(at('report'), [setupRow('company', 'Login', 'ok')], none).asked,
			fixed: {},
		},
		answers: { next: 'Save these settings' },
		ties,
		today: '',
		unclearAccounts: () => [],
	});
	expect(asked).toMatchObject({ way: 'save', state: { page: 'report', saving: true } });
	const login = (state: 'ok' | 'missing') => setupRow('company', 'Login', state, { blocking: state === 'missing' });
	expect(reportPage(asked.state, [login('ok')], none).save).toBe(true);
	expect(reportPage(at('report'), [login('ok')], none).save).toBe(false);
	for (const stopped of [
		reportPage(asked.state, [login('missing')], none),
		reportPage(asked.state, [], none),
		reportPage(asked.state, [login('ok')], { ...none, tagGroups: [{ error: 'Moment lets nobody in' }] }),
		reportPage(asked.state, [login('ok')], { ...none, obstacles: ['In use'] }),
	]) {
		expect(stopped.save).toBe(false);
		expect(fieldsJson(stopped.fields)).toContain('Nothing was saved.');
		expect(stopped.asked[0]?.choices?.map(({ value }) => value)).not.toContain('save');
	}
});

const none = { tagGroups: [], companies: [], obstacles: [] };

test('all settings are written at once, but nothing that has moved by itself meanwhile', () => {
	const state = at('report', {}, { 'expenses.startAfter': '2026-01-31', 'expenses.cursor': '77' });
	const rows = (startDate: string): string[] =>
		settingRowsToSave(state, {
			saved: { ...state.values, 'expenses.startAfter': startDate },
			rows: [],
			own: '10542',
		}).map(({ key }) => key);
	expect(rows('2026-01-31')).toEqual(
		SETTING_KEYS.filter((key) => !['expenses.startAfter', 'expenses.cursor'].includes(key)),
	);
	expect(rows('2026-01-01')).toEqual(SETTING_KEYS.filter((key) => key !== 'expenses.cursor'));
});

test('the last page says in order what is left: the built-in integration, what to publish, an address for each kind that is on, tags without a code, and what the check found', () => {
	const state = at('report', {}, { 'customers.export': 'on', 'customers.tagGroup': '501', 'expenses.export': 'on' });
	const html = lastPage(state, {
		baseUrl: 'https://n8n.firm.example',
		tags: [{ name: '<Ny>', code: '', tagGroupId: '501', tagGroupName: 'Kundegruppe' }],
		check: [
			setupRow('invoices', 'Payment terms', 'warning', { found: 'none of 8 days' }),
			setupRow('company', 'Login', 'ok'),
		],
	});
	const order = [
		"1. Switch off Moment's built-in",
		'2. Publish',
		'Moment → Uniconta: Customers',
		'Uniconta → Moment: Expenses',
		'3. Let Moment call n8n',
		'https://n8n.firm.example/webhook/moment-uniconta-customers?token=',
		'4. Give these tags a code',
		'Kundegruppe: &lt;Ny&gt;',
		'5. Mend what the check found',
		'none of 8 days',
	];
	expect(order.map((text) => html.indexOf(text))).toEqual(
		[...order.map((text) => html.indexOf(text))].sort((a, b) => a - b),
	);
	expect(order.filter((text) => !html.includes(text))).toEqual([]);
	expect(html).not.toContain('moment-uniconta-invoices');
	expect(html).not.toContain('Login');
});

test('what n8n would take for a pattern is written in another way', () => {
	expect(fieldsJson([{ html: 'a $& b' }])).toBe('[{"html":"a \\u0024& b"}]');
});
