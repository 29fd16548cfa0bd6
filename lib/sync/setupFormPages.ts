import type { FormLists, FormPage, FormState, ShownPage } from './setupForm';
import { choiceOf, escapeHtml, html, oneOf, severalOf, typed, type AskedField, type Choice, type FormField } from './setupFormFields';
import type { SettingKey } from './settings';
import { cell, type TableRow } from './tables';

type Fixed = ShownPage['fixed'];
interface Content {
	title: string;
	about: string;
	asked: AskedField[];
	fixed?: Fixed;
}

/** The page a person sees next; with the report's rows, should it be that. */
export function shownPage(state: FormState, lists: FormLists): ShownPage {
	const trouble = whatDoesNotWork(lists);
	if (trouble.length > 0) {
		const about = `<p>Nothing has been changed.</p><ul>${trouble.map((one) => `<li>${escapeHtml(one)}</li>`).join('')}</ul><p>Open the credential in n8n (Credentials), correct it, and press Try again here.</p>`;
		return { page: 'trouble', title: 'A connection does not work', button: 'Try again', asked: [], fixed: {}, fields: [html('about', about)] };
	}
	const { title, about, asked, fixed = {} } = CONTENT[state.page === 'report' ? 'company' : state.page](state, lists);
	const fields: FormField[] = [...messagesOf(state), ...(about === '' ? [] : [html('about', about)]), ...asked.map(({ field }) => field)];
	return { page: state.page, title, button: 'Next', asked, fixed, fields };
}

export function messagesOf({ messages }: FormState): FormField[] {
	return messages.length === 0 ? [] : [html('messages', `<p><strong>Please look at this page again:</strong></p><ul>${messages.map((one) => `<li>${escapeHtml(one)}</li>`).join('')}</ul>`)];
}

/** Which credential does not work, and why. */
export function whatDoesNotWork(lists: FormLists): string[] {
	const of = (system: string, named: ReadonlyArray<readonly TableRow[]>): string[] => {
		const [row] = named.flat().filter((one) => cell(one, 'error') !== '');
		if (row === undefined) return [];
		const findings: unknown[] = Array.isArray(row['findings']) ? row['findings'] : [];
		const [finding] = findings;
		const fix: unknown = typeof finding === 'object' && finding !== null && 'fix' in finding ? finding.fix : '';
		return [`The ${system} credential: ${cell(row, 'error')}${typeof fix === 'string' && fix !== '' ? ` ${fix}` : ''}`];
	};
	return [...of('Moment', [lists.tagGroups, lists.users]), ...of('Uniconta', [lists.companies, lists.series, lists.journals, lists.projectGroups, lists.accounts])];
}

const SWITCH = (what: string): Choice[] => [{ value: 'on', text: `Yes, ${what}` }, { value: 'off', text: `No, leave them out` }];
const NONE: Choice = { value: '', text: 'Not chosen' };

const coded = (rows: readonly TableRow[], code: string): Choice[] => rows.filter((row) => cell(row, code) !== '').map((row) => choiceOf(cell(row, code), cell(row, 'Name')));

/** Groups of that kind of record, and those of which Moment does not say whose they are. */
function tagGroupsOf(kind: string, { tagGroups }: FormLists): Choice[] {
	const fits = tagGroups.filter((row) => ['', kind].includes(cell(row, 'appliesTo').toLowerCase()));
	return [NONE, ...(fits.length > 0 ? fits : tagGroups).filter((row) => cell(row, 'id') !== '').map((row) => choiceOf(cell(row, 'id'), cell(row, 'name')))];
}

/** The dimensions with a name in the company that was chosen. */
export function dimensionsOf({ company }: FormState, { companies }: FormLists): Choice[] {
	const own = companies.find((row) => cell(row, 'companyId') === company) ?? {};
	return [1, 2, 3, 4, 5].map((number) => choiceOf(String(number), cell(own, `Dim${number}`).trim())).filter(({ text, value }) => text !== `(${value})`);
}

function onlyCompany(companies: readonly TableRow[]): string {
	const [only, second] = companies;
	return only === undefined || second !== undefined ? '' : cell(only, 'companyId');
}

const valueIn = ({ values, entered }: FormState) => (key: SettingKey): string => entered[key] ?? values[key];

const CONTENT: Record<Exclude<FormPage, 'report'>, (state: FormState, lists: FormLists) => Content> = {
	company: (state, { companies, tagGroups, users }) => ({
		title: 'Connection and company',
		about: `<p>Both credentials work. Moment shows ${users.length} users and ${tagGroups.length} tag groups, Uniconta ${companies.length} ${companies.length === 1 ? 'company' : 'companies'}.</p>`,
		asked: [
			oneOf(
				{ key: 'company', label: 'Company in Uniconta', value: state.entered['company'] ?? (state.company || onlyCompany(companies)), required: true },
				'dropdown',
				companies.map((row) => choiceOf(cell(row, 'companyId'), cell(row, 'CompanyName'))),
			),
		],
	}),
	dimension: (state, lists) => {
		const value = valueIn(state);
		const named = dimensionsOf(state, lists);
		const own = lists.companies.find((row) => cell(row, 'companyId') === state.company) ?? {};
		return {
			title: 'Department and country',
			about: named.length === 0 ? '<p>This company has no dimension with a name in Uniconta (General Ledger &gt; Maintenance &gt; Dimensions), so no department is transferred.</p>' : '',
			asked: [
				oneOf({ key: 'company.dimension', label: 'Dimension that holds the department', value: value('company.dimension') || '0', required: true }, 'dropdown', [{ value: '0', text: 'None: no department is transferred' }, ...named]),
				typed({ key: 'company.country', label: 'Own country, two letters', value: value('company.country') || cell(own, 'countryIso'), required: true, placeholder: 'DK' }),
				typed({ key: 'company.currency', label: 'Own currency, three letters', value: value('company.currency') || cell(own, 'Currency'), required: true, placeholder: 'DKK' }),
			],
		};
	},
	customers: (state, lists) => {
		const value = valueIn(state);
		return {
			title: 'Customers',
			about: "<p>The customer group in Uniconta is the code of the one tag that a customer has in this tag group.</p>",
			asked: [
				oneOf({ key: 'customers.export', label: 'Transfer customers to Uniconta?', value: value('customers.export'), required: true }, 'radio', SWITCH('transfer them')),
				oneOf({ key: 'customers.tagGroup', label: 'Tag group for customer groups', value: value('customers.tagGroup') }, 'dropdown', tagGroupsOf('customer', lists)),
				typed({ key: 'customers.faxField', label: 'Field in Uniconta for the fax number, if there is one', value: value('customers.faxField') }),
			],
		};
	},
	projects: (state, lists) => {
		const value = valueIn(state);
		const department = departmentFields('projects', state, lists, [['projectDepartment', "The project's department"], ['projectTag', 'A tag on the project']]);
		return {
			title: 'Projects',
			about: '',
			fixed: department.fixed,
			asked: [
				oneOf({ key: 'projects.export', label: 'Transfer projects to Uniconta?', value: value('projects.export'), required: true }, 'radio', SWITCH('transfer them')),
				oneOf({ key: 'projects.group', label: 'Project group of new projects', value: value('projects.group') }, 'dropdown', [{ value: '', text: 'The one marked default in Uniconta' }, ...coded(lists.projectGroups, 'Group')]),
				...department.asked,
				typed({ key: 'projects.phases', label: "Phases: Moment's state to Uniconta's phase, as JSON; blank for the usual", value: value('projects.phases'), placeholder: '{"onHold": "Offer"}' }),
			],
		};
	},
	invoices: (state, lists) => {
		const value = valueIn(state);
		const department = departmentFields('invoices', state, lists, [
			['invoiceDepartment', "The invoice's department"], ['invoiceTag', 'A tag on the invoice'], ['projectDepartment', "The project's department"], ['projectTag', 'A tag on the project'],
		]);
		return {
			title: 'Invoices',
			about: '<p>Invoices below the first number are in Uniconta already and are never sent.</p>',
			fixed: department.fixed,
			asked: [
				oneOf({ key: 'invoices.export', label: 'Transfer invoices to Uniconta?', value: value('invoices.export'), required: true }, 'radio', SWITCH('transfer them')),
				oneOf({ key: 'invoices.route', label: 'Route', value: value('invoices.route') || 'post', required: true }, 'radio', ROUTES),
				typed({ key: 'invoices.firstNumber', label: 'First invoice number that is sent', value: value('invoices.firstNumber'), placeholder: '10001' }),
				oneOf({ key: 'invoices.categoryTagGroup', label: 'Tag group on projects for the project category', value: value('invoices.categoryTagGroup') }, 'dropdown', tagGroupsOf('project', lists)),
				...department.asked,
				oneOf({ key: 'invoices.roundingAccount', label: 'Account for rounding, without VAT', value: value('invoices.roundingAccount') }, 'dropdown', [NONE, ...coded(lists.accounts.filter((row) => cell(row, 'Vat') === ''), 'Account')]),
				oneOf({ key: 'invoices.series', label: 'Route Post: number series of invoices', value: value('invoices.series') }, 'dropdown', [{ value: '', text: "As Uniconta's settings say" }, ...coded(lists.series, 'Serie')]),
				oneOf({ key: 'invoices.journal', label: 'Route Journal Voucher: journal', value: value('invoices.journal') }, 'dropdown', [NONE, ...coded(lists.journals, 'Journal')]),
				oneOf({ key: 'invoices.journalAmounts', label: 'Route Journal Voucher: amounts', value: value('invoices.journalAmounts') || 'gross' }, 'dropdown', [{ value: 'gross', text: 'With VAT' }, { value: 'net', text: 'Net, VAT on lines of its own' }]),
				oneOf({ key: 'invoices.journalVoucher', label: 'Route Journal Voucher: voucher number', value: value('invoices.journalVoucher') || 'invoiceNumber' }, 'dropdown', [{ value: 'invoiceNumber', text: 'The invoice number' }, { value: 'journal', text: "From the journal's series" }]),
			],
		};
	},
	expenses: (state, lists) => {
		const value = valueIn(state);
		return {
			title: 'Expenses',
			about: '<p>Costs posted in Uniconta on a project become expenses in Moment. The start date moves forward by itself; set it back to import again, nothing is doubled.</p>',
			asked: [
				oneOf({ key: 'expenses.export', label: 'Import expenses into Moment?', value: value('expenses.export'), required: true }, 'radio', SWITCH('import them')),
				oneOf({ key: 'expenses.series', label: 'Number series of the vouchers', value: value('expenses.series') }, 'dropdown', [NONE, ...coded(lists.series, 'Serie')]),
				typed({ key: 'expenses.accounts', label: 'Accounts; blank for all of the series', value: value('expenses.accounts'), placeholder: '2010, 4000..4999' }),
				typed({ key: 'expenses.activity', label: 'Activity in Moment that takes them', value: value('expenses.activity') }),
				oneOf({ key: 'expenses.billable', label: 'Billable?', value: value('expenses.billable') || 'yes', required: true }, 'radio', [{ value: 'yes', text: 'Billable' }, { value: 'no', text: 'Not charged on' }]),
				typed({ key: 'expenses.approvalState', label: 'Approval state in Moment; blank for its own default', value: value('expenses.approvalState') }),
				typed({ key: 'expenses.startDate', label: 'Start date: what is posted after it is imported', value: value('expenses.startDate') }, 'date'),
			],
		};
	},
	notifications: (state, lists) => {
		const value = valueIn(state);
		const active = lists.users.filter((row) => cell(row, 'id') !== '' && ['', 'active'].includes(cell(row, 'state').toLowerCase()));
		return {
			title: 'Who is told, and notes',
			about: '',
			asked: [
				severalOf({ key: 'notify.users', label: 'Users of Moment who are told', value: value('notify.users') }, active.map((row) => choiceOf(cell(row, 'id'), cell(row, 'name')))),
				typed({ key: 'notify.addresses', label: 'Further e-mail addresses, separated by commas', value: value('notify.addresses') }, 'textarea'),
				oneOf({ key: 'notify.level', label: 'Told of', value: value('notify.level') || 'failures', required: true }, 'radio', [{ value: 'failures', text: 'What does not get through' }, { value: 'warnings', text: 'Also warnings' }]),
				typed({ key: 'notify.hours', label: 'Told when nothing has run for so many hours', value: value('notify.hours'), placeholder: '3' }),
				typed({ key: 'notify.heartbeatUrl', label: 'Address of an outside watchdog, if you have one', value: value('notify.heartbeatUrl'), placeholder: 'https://…' }),
				typed({ key: 'notes', label: 'Notes', value: value('notes') }, 'textarea'),
			],
		};
	},
};

const ROUTES: readonly Choice[] = [
	{ value: 'post', text: "Post: the invoice is posted with Moment's number" },
	{ value: 'draft', text: 'Order Draft: a person invoices the sales order' },
	{ value: 'journal', text: 'Journal Voucher: a person posts the journal' },
];

/** The choices that make sense, only where there is a dimension for them (M11, M12). */
function departmentFields(area: 'projects' | 'invoices', state: FormState, lists: FormLists, offered: ReadonlyArray<[string, string]>): { asked: AskedField[]; fixed: Fixed } {
	const department: SettingKey = `${area}.department`;
	if (['', '0'].includes(state.values['company.dimension'])) return { asked: [], fixed: { [department]: 'none' } };
	const value = valueIn(state);
	const group: SettingKey = `${area}.departmentTagGroup`;
	const every = [...new Map(['project', 'invoice', 'customer'].flatMap((kind) => tagGroupsOf(kind, lists)).map((choice) => [choice.value, choice])).values()];
	return {
		fixed: {},
		asked: [
			oneOf({ key: department, label: 'Department', value: value(department) || 'none', required: true }, 'dropdown', [{ value: 'none', text: 'No department' }, ...offered.map(([id, text]) => ({ value: id, text }))]),
			oneOf({ key: group, label: 'Tag group for the department, where a tag says it', value: value(group) }, 'dropdown', area === 'projects' ? tagGroupsOf('project', lists) : every),
		],
	};
}
