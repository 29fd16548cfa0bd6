import { fieldsJson, stateOf, type FormLists, type FormState } from '../../../lib/sync/setupForm';
import { takeAnswers, type AnswerInput } from '../../../lib/sync/setupFormAnswers';
import { choiceOf } from '../../../lib/sync/setupFormFields';
import { shownPage } from '../../../lib/sync/setupFormPages';
import { lastPage, reportPage, settingRowsToSave } from '../../../lib/sync/setupFormReport';
import { setupRow } from '../../../lib/sync/setup';
import { SETTING_KEYS } from '../../../lib/sync/settings';

const lists: FormLists = {
	tagGroups: [{ id: '501', name: 'Kundegruppe', appliesTo: 'customer' }, { id: '503', name: 'Projektkategori', appliesTo: 'project' }],
	users: [{ id: '801', name: 'Maja', state: 'active' }, { id: '80', name: 'Maja', state: 'active' }, { id: '803', name: 'Lars', state: 'quit' }],
	companies: [{ companyId: '10542', CompanyName: 'Nordlys', Dim1: 'Afdeling', Currency: 'DKK', countryIso: 'DK' }],
	series: [{ Serie: 'FAKT', Name: 'Fakturaer' }],
	journals: [{ Journal: 'MOMENT', Name: 'Fakturaer' }],
	projectGroups: [{ Group: 'STD', Name: 'Standard' }],
	accounts: [{ Account: '9990', Name: 'Øre', Vat: '' }, { Account: '1010', Name: 'Salg', Vat: 'U25' }],
};
const at = (page: FormState['page'], more: Partial<FormState> = {}, saved: Record<string, string> = {}): FormState =>
	stateOf({ page, company: '10542', ...more }, Object.entries(saved).map(([key, value], id) => ({ id, key, value })));
const answer = (state: FormState, answers: Record<string, unknown>, more: Partial<AnswerInput> = {}): ReturnType<typeof takeAnswers> =>
	takeAnswers({ state, shown: shownPage(state, lists), answers, ownCompany: '10542', today: '2026-06-25', unclearAccounts: () => [], ...more });
const keys = (state: FormState): string[] => shownPage(state, lists).asked.map(({ key }) => key);

test('an option carries name and code, and goes back to its code; what is no option is refused', () => {
	expect(choiceOf('STD', 'Standard')).toEqual({ value: 'STD', text: 'Standard (STD)' });
	const { state, way } = answer(at('customers'), { 'customers.export': 'Yes, transfer them', 'customers.tagGroup': 'Kundegruppe (501)' });
	expect(way).toBe('page');
	expect(state).toMatchObject({ page: 'projects', values: { 'customers.export': 'on', 'customers.tagGroup': '501', 'customers.tagGroupName': 'Kundegruppe' } });
	expect(answer(at('customers'), { 'customers.export': 'Perhaps' }).state).toMatchObject({ page: 'customers', messages: [expect.stringContaining('not on the list'), 'Choose Yes or No.'] });
});

test('no option of the users is part of another one, and those who left are not offered unless they are chosen', () => {
	const texts = shownPage(at('notifications', {}, { 'notify.users': '801, 803' }), lists).asked[0]?.choices?.map(({ text }) => text) ?? [];
	expect(texts).toEqual(['Maja (801)', 'Maja (80)', 'No longer there (803)']);
	for (const one of texts) expect(texts.filter((other) => other.includes(one))).toEqual([one]);
	expect(answer(at('notifications'), { 'notify.users': ['Maja (801)', 'Maja (80)'], 'notify.level': 'Also warnings' }).state.values).toMatchObject({ 'notify.users': '801, 80', 'notify.level': 'warnings' });
});

test('a page shows what is saved, a tag group that is gone too; after a wrong answer what was entered', () => {
	const saved = at('invoices', {}, { 'invoices.categoryTagGroup': '999', 'invoices.route': 'draft' });
	const fields = (state: FormState): string => fieldsJson(shownPage(state, lists).fields);
	expect(fields(saved)).toContain('"defaultValue":"No longer there (999)"');
	expect(fields(saved)).toContain('"defaultValue":"Order Draft: a person invoices the sales order"');
	const { state } = answer(saved, { 'invoices.export': 'Yes, transfer them', 'invoices.firstNumber': '<b>x</b>' });
	expect(state.page).toBe('invoices');
	expect(fields(state)).toContain('&lt;b&gt;x&lt;/b&gt;');
	expect(shownPage(state, lists).asked.find(({ key }) => key === 'invoices.firstNumber')?.field).toMatchObject({ defaultValue: '<b>x</b>' });
});

test('the department is only asked for where a dimension is chosen, and is none else', () => {
	expect(keys(at('projects', {}, { 'company.dimension': '1' }))).toContain('projects.department');
	expect(keys(at('projects'))).not.toContain('projects.department');
	const was = at('projects', {}, { 'projects.department': 'projectTag' });
	expect(answer(was, { 'projects.export': 'No, leave them out' }).state.values['projects.department']).toBe('none');
});

test.each<[string, FormState['page'], Record<string, unknown>, string]>([
	['invoices without a first number', 'invoices', { 'invoices.export': 'Yes, transfer them' }, 'First invoice number: it must be entered'],
	['a start date in the future', 'expenses', { 'expenses.export': 'No, leave them out', 'expenses.startDate': '2026-06-26' }, 'is in the future'],
	['an address that is none', 'notifications', { 'notify.addresses': 'chief@firm.example, nobody' }, '"nobody" is no address'],
	['phases that are no JSON', 'projects', { 'projects.export': 'No, leave them out', 'projects.phases': '{x' }, 'Phases'],
	['a country in words', 'dimension', { 'company.country': 'Denmark', 'company.currency': 'DKK' }, 'two letters'],
	['no company', 'company', {}, 'Choose the company.'],
])('%s leads back to the same page with a message', (_, page, answers, message) => {
	const { state, way } = answer(at(page), answers);
	expect([way, state.page]).toEqual(['page', page]);
	expect(state.messages.join(' ')).toContain(message);
});

test('another company than that of the credential is not taken; nonsense in the account filter neither', () => {
	expect(answer(at('company'), { company: 'Nordlys (10542)' }, { ownCompany: '4217' }).state.messages[0]).toContain('enter 10542 as Company ID');
	expect(answer(at('expenses'), { 'expenses.export': 'No, leave them out' }, { unclearAccounts: () => ['"abc..": no end'] }).state.messages[0]).toContain('no end');
});

test('a credential that does not work is named with the reason, escaped, and nothing goes on', () => {
	const broken = { ...lists, series: [{ error: 'Not let <in>', findings: [{ fix: 'Check the password.' }] }] };
	const page = shownPage(at('company'), broken);
	expect(page.page).toBe('trouble');
	expect(fieldsJson(page.fields)).toContain('The Uniconta credential: Not let &lt;in&gt; Check the password.');
	expect(takeAnswers({ state: at('company'), shown: page, answers: {}, ownCompany: '', today: '', unclearAccounts: () => [] }).way).toBe('lists');
});

test('what blocks cannot be saved; what warns can', () => {
	const row = setupRow('invoices', 'Series <1>', 'missing', { found: 'none' });
	const steps = (blocking: boolean): string[] => reportPage(at('report'), [{ ...row, blocking }], { tagGroups: [], companies: [] }).asked[0]?.choices?.map(({ value }) => value) ?? [];
	expect(steps(true)).not.toContain('save');
	expect(steps(false)).toContain('save');
	expect(reportPage(at('report'), [], { tagGroups: [{ error: 'No' }], companies: [] }).asked[0]?.choices?.map(({ value }) => value)).not.toContain('save');
	expect(fieldsJson(reportPage(at('report'), [row], { tagGroups: [], companies: [] }).fields)).toContain('Series &lt;1&gt;');
});

test('all settings are written at once, but not a start date that has moved meanwhile', () => {
	const state = at('report', {}, { 'expenses.startDate': '2026-01-31' });
	const rows = (startDate: string): string[] => settingRowsToSave(state, { ...state.values, 'expenses.startDate': startDate }).map(({ key }) => key);
	expect(rows('2026-01-31')).toEqual(SETTING_KEYS.filter((key) => key !== 'expenses.startDate'));
	expect(rows('2026-01-01')).toEqual([...SETTING_KEYS]);
});

test('the last page has an address for each kind that is on, and the tags without a code', () => {
	const state = at('report', {}, { 'customers.export': 'on', 'customers.tagGroup': '501' });
	const html = lastPage(state, { baseUrl: 'https://n8n.firm.example', tags: [{ name: '<Ny>', code: '', tagGroupId: '501', tagGroupName: 'Kundegruppe' }] });
	expect(html).toContain('https://n8n.firm.example/webhook/moment-uniconta-customers?token=');
	expect(html).not.toContain('moment-uniconta-invoices');
	expect(html).toContain('Kundegruppe: &lt;Ny&gt;');
});

test('what n8n would take for a pattern is written in another way', () => {
	expect(fieldsJson([{ html: 'a $& b' }])).toBe('[{"html":"a \\u0024& b"}]');
});
