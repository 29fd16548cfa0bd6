import { escapeHtml } from '../../core/html';
import type { CompanyTies, FormLists, FormPage, FormState, ShownPage } from './form';
import { commaList, isActive } from '../../state/people';
import {
	choiceOf,
	html,
	oneLine,
	oneOf,
	severalOf,
	typed,
	type AskedField,
	type Choice,
	type FormField,
} from './fields';
import type { SettingKey } from '../../state/settings';
import { cell, type TableRow } from '../../state/tables';

type Fixed = ShownPage['fixed'];
/** Fields, and headings and texts between them. */
type Part = AskedField | { says: string };
interface Content {
	title: string;
	parts: Part[];
	fixed?: Fixed;
}

/** The page a person sees next. */
export function shownPage(state: FormState, lists: FormLists, ties: CompanyTies): ShownPage {
	const trouble = whatDoesNotWork(lists);
	if (trouble.length > 0) return troublePage(trouble);
	const page = state.page === 'report' ? 'company' : state.page;
	const closed = page === 'company' ? [] : whatIsClosed(state, lists);
	return closed.length > 0
		? pageOf('company', { ...state, entered: {}, messages: closed }, lists, ties)
		: pageOf(page, state, lists, ties);
}

function pageOf(page: Exclude<FormPage, 'report'>, state: FormState, lists: FormLists, ties: CompanyTies): ShownPage {
	const { title, parts, fixed = {} } = CONTENT[page](state, lists, ties);
	const asked = parts.filter((part) => 'field' in part);
	const fields = parts.map((part, index) => ('field' in part ? part.field : html(`text${index}`, part.says)));
	return { page, title, button: 'Next', asked, fixed, fields: [...messagesOf(state), ...fields], save: false };
}

function troublePage(trouble: readonly Trouble[]): ShownPage {
	const then = trouble.every(({ passes }) => passes)
		? 'When it is over, press Try again here.'
		: 'Once that is mended (credentials: in n8n under Credentials), press Try again here.';
	const about = `<p>Nothing has been changed.</p><ul>${trouble.map(({ says }) => `<li>${escapeHtml(says)}</li>`).join('')}</ul><p>${then}</p>`;
	return {
		page: 'trouble',
		title: 'The form cannot go on yet',
		button: 'Try again',
		asked: [],
		fixed: {},
		fields: [html('about', about)],
		save: false,
	};
}

export function messagesOf({ messages }: FormState): FormField[] {
	return messages.length === 0
		? []
		: [
				html(
					'messages',
					`<p><strong>Please look at this page again:</strong></p><ul>${messages.map((one) => `<li>${escapeHtml(one)}</li>`).join('')}</ul>`,
				),
			];
}

/** Why the form cannot go on. */
export interface Trouble {
	says: string;
	/** It passes by itself: nobody has to mend anything. */
	passes: boolean;
}

/** Which credential does not work, or which service, and why; and what else is in the way. */
export function whatDoesNotWork({
	obstacles,
	tagGroups,
	users,
	companies,
}: Pick<FormLists, 'obstacles' | 'tagGroups' | 'users' | 'companies'>): Trouble[] {
	const of = (system: string, named: ReadonlyArray<readonly TableRow[]>): Trouble[] =>
		troubleIn(system, named, `The ${system} credential:`);
	return [
		...obstacles.map((says) => ({ says, passes: false })),
		...of('Moment', [tagGroups, users]),
		...of('Uniconta', [companies]),
	];
}

/** Why the lists of the company that was chosen cannot be read, by its name. */
function whatIsClosed(
	{ values }: FormState,
	{ companies, series, journals, projectGroups, accounts, vatCodes }: FormLists,
): string[] {
	const company = ownRow(values['company.id'], companies);
	const name = company === undefined ? `Company ${values['company.id']}` : nameOfCompany(company).text;
	return troubleIn('Uniconta', [series, journals, projectGroups, accounts, vatCodes], `${name} cannot be used:`).map(
		({ says }) => says,
	);
}

/** No connection, no answer in time, too many calls, or a failure of its own: nothing says that the credential is wrong. */
function isOutage(row: TableRow): boolean {
	return row['transient'] === true || cell(row, 'error').includes('answered with a failure of its own');
}

/** What is to be mended goes before what passes. `blames` begins the former. */
function troubleIn(system: string, lists: ReadonlyArray<readonly TableRow[]>, blames: string): Trouble[] {
	const failed = lists.flat().filter((one) => cell(one, 'error') !== '');
	const row = failed.find((one) => !isOutage(one));
	if (row !== undefined) return [{ says: `${blames} ${sentencesOf(row)}`, passes: false }];
	return failed.slice(0, 1).map((one) => ({
		says: `${system} cannot be used just now: ${sentence(cell(one, 'error'))} Try again in a few minutes. The ${system} credential is probably fine; only if this stays, check the address in it and whether this n8n may reach it.`,
		passes: true,
	}));
}

const sentence = (text: string): string => text.replace(/(?<![.!?])$/, '.');

/** What happened and what to do. */
function sentencesOf(row: TableRow): string {
	const findings: unknown[] = Array.isArray(row['findings']) ? row['findings'] : [];
	const [finding] = findings;
	const fix: unknown = typeof finding === 'object' && finding !== null && 'fix' in finding ? finding.fix : '';
	return `${sentence(cell(row, 'error'))}${typeof fix === 'string' && fix !== '' ? ` ${fix}` : ''}`;
}

const SWITCH = (what: string): Choice[] => [
	{ value: 'on', text: `Yes, ${what}` },
	{ value: 'off', text: 'No, leave them out' },
];
const NONE: Choice = { value: '', text: 'Not chosen' };
const paragraph = (...texts: string[]): Part => ({ says: texts.map((text) => `<p>${escapeHtml(text)}</p>`).join('') });
const heading = (text: string, about = ''): Part => ({
	says: `<h3>${escapeHtml(text)}</h3>${about === '' ? '' : `<p>${escapeHtml(about)}</p>`}`,
});

const byText = (choices: Choice[]): Choice[] =>
	[...choices].sort((a, b) => a.text.localeCompare(b.text, 'en', { numeric: true }));
const coded = (rows: readonly TableRow[], code: string): Choice[] =>
	rows.filter((row) => cell(row, code) !== '').map((row) => choiceOf(cell(row, code), cell(row, 'Name')));
/** For long lists: by the code, as in the ledger. */
const numbered = (rows: readonly TableRow[], code: string): Choice[] =>
	coded(
		[...rows].sort((a, b) => cell(a, code).localeCompare(cell(b, code), 'en', { numeric: true })),
		code,
	);

/** Groups of that kind of record, and those of which Moment does not say whose they are. */
function tagGroupsOf(kind: string, { tagGroups }: FormLists, saved: string): Choice[] {
	const fits = tagGroups.filter((row) => ['', kind].includes(cell(row, 'appliesTo').toLowerCase()));
	const offered =
		fits.length === 0 ? tagGroups : tagGroups.filter((row) => fits.includes(row) || cell(row, 'id') === saved);
	return [
		NONE,
		...byText(
			offered.filter((row) => cell(row, 'id') !== '').map((row) => choiceOf(cell(row, 'id'), cell(row, 'name'))),
		),
	];
}

type TagGroupKey = Extract<SettingKey, `${string}TagGroup` | `${string}.tagGroup`>;

/** One that was deleted in Moment after it was chosen keeps its name here. */
function tagGroupField(
	key: TagGroupKey,
	label: string,
	offered: (saved: string) => Choice[],
	{ state }: { state: FormState },
): AskedField {
	const saved = valueIn(state)(key);
	const name = state.values[`${key}Name`];
	return oneOf({ key, label, value: saved }, 'dropdown', offered(saved), (id) =>
		name === '' || saved !== id
			? `No longer in Moment (${oneLine(id)})`
			: `No longer in Moment: ${oneLine(name)} (${oneLine(id)})`,
	);
}

function ownRow(company: string, companies: readonly TableRow[]): TableRow | undefined {
	return company === '' ? undefined : companies.find((row) => Number(cell(row, 'companyId')) === Number(company));
}

const nameOfCompany = (row: TableRow): Choice => choiceOf(cell(row, 'companyId'), cell(row, 'CompanyName'));

/** The dimensions with a name in the company that was chosen. */
export function dimensionsOf({ values }: FormState, { companies }: FormLists): Choice[] {
	const own = ownRow(values['company.id'], companies) ?? {};
	return [1, 2, 3, 4, 5]
		.map((number) => choiceOf(String(number), cell(own, `Dim${number}`).trim()))
		.filter(({ text, value }) => text !== `(${value})`);
}

function onlyCompany(companies: readonly TableRow[]): string {
	const [only, second] = companies;
	return only === undefined || second !== undefined ? '' : cell(only, 'companyId');
}

const valueIn =
	({ values, entered }: FormState) =>
	(key: SettingKey): string =>
		entered[key] ?? values[key];

/** A series for vouchers; one for keys of records is none. Labels come in the language of the user, perhaps as numbers. */
const forVouchers = (row: TableRow): boolean =>
	!['1', 'key', 'keys', 'nøgle', 'nøgler'].includes(cell(row, 'Usage').toLowerCase());

function usersOffered(users: readonly TableRow[], chosen: readonly string[]): Choice[] {
	const people = users.filter(
		(row) => cell(row, 'id') !== '' && (isActive(cell(row, 'state')) || chosen.includes(cell(row, 'id'))),
	);
	const texts = byText(
		people.map((row) => {
			const { value, text } = choiceOf(cell(row, 'id'), cell(row, 'name'));
			const left = isActive(cell(row, 'state')) ? '' : ' · no longer active in Moment';
			return { value, text: `${text}${left}${cell(row, 'email') === '' ? ' · without an e-mail address' : ''}` };
		}),
	);
	// Who is chosen stands first: among hundreds nobody would find them.
	return [
		...texts.filter(({ value }) => chosen.includes(value)),
		...texts.filter(({ value }) => !chosen.includes(value)),
	];
}

const CONTENT: Record<
	Exclude<FormPage, 'report'>,
	(state: FormState, lists: FormLists, ties: CompanyTies) => Content
> = {
	company: (state, { companies, tagGroups, users }, { own, linked }) => {
		const count = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`;
		const tied = ownRow(linked, companies);
		return {
			title: 'Connection and company',
			parts: [
				paragraph(
					`Both credentials work. Moment shows ${count(users.length, 'user', 'users')} and ${count(tagGroups.length, 'tag group', 'tag groups')}, and Uniconta ${count(companies.length, 'company', 'companies')} that this user may open.`,
				),
				oneOf(
					{
						key: 'company',
						label: 'Company in Uniconta',
						value:
							state.entered['company'] ?? (state.values['company.id'] || own || onlyCompany(companies)),
						required: true,
					},
					'dropdown',
					byText(companies.map(nameOfCompany)),
					(id) => `A company that this user may not open (${oneLine(id)})`,
				),
				paragraph(
					'All templates work in this company. The lists on the following pages are those of this company.',
					...(linked === ''
						? []
						: [
								`Records of ${tied === undefined ? `company ${linked}` : nameOfCompany(tied).text} are in the log already, so the company cannot simply be changed any more.`,
							]),
				),
			],
		};
	},
	dimension: (state, lists) => {
		const value = valueIn(state);
		const named = dimensionsOf(state, lists);
		const own = ownRow(state.values['company.id'], lists.companies) ?? {};
		return {
			title: 'Department and country',
			parts: [
				named.length === 0
					? paragraph(
							'This company has no dimension with a name in Uniconta (General Ledger > Maintenance > Dimensions), so no department is transferred.',
						)
					: paragraph(
							"Where you keep departments in one of Uniconta's dimensions, choose it here. The pages for projects and invoices then ask where the department comes from.",
						),
				oneOf(
					{
						key: 'company.dimension',
						label: 'Dimension that holds the department',
						value: value('company.dimension') || '0',
						required: true,
					},
					'dropdown',
					[{ value: '0', text: 'None: no department is transferred' }, ...named],
				),
				typed({
					key: 'company.country',
					label: "The company's own country, two letters",
					value: value('company.country') || cell(own, 'countryIso'),
					required: true,
					placeholder: 'DK',
				}),
				typed({
					key: 'company.currency',
					label: "The company's own currency, three letters",
					value: value('company.currency') || cell(own, 'Currency'),
					required: true,
					placeholder: 'DKK',
				}),
			],
		};
	},
	customers: (state, lists) => {
		const value = valueIn(state);
		return {
			title: 'Customers',
			parts: [
				oneOf(
					{
						key: 'customers.export',
						label: 'Transfer customers to Uniconta?',
						value: value('customers.export'),
						required: true,
					},
					'radio',
					SWITCH('transfer them'),
				),
				paragraph(
					'Every customer in Moment needs exactly one tag of one tag group. The code of that tag is the customer group in Uniconta.',
				),
				tagGroupField(
					'customers.tagGroup',
					'Tag group for customer groups',
					(saved) => tagGroupsOf('customer', lists, saved),
					{ state },
				),
				typed({
					key: 'customers.faxField',
					label: 'Field in Uniconta for the fax number, if you made one; else leave it blank',
					value: value('customers.faxField'),
				}),
			],
		};
	},
	projects: (state, lists) => {
		const value = valueIn(state);
		const department = departmentFields('projects', state, lists, [
			['projectDepartment', "The project's department"],
			['projectTag', 'A tag on the project'],
		]);
		return {
			title: 'Projects',
			fixed: department.fixed,
			parts: [
				oneOf(
					{
						key: 'projects.export',
						label: 'Transfer projects to Uniconta?',
						value: value('projects.export'),
						required: true,
					},
					'radio',
					SWITCH('transfer them'),
				),
				oneOf(
					{ key: 'projects.group', label: 'Project group of new projects', value: value('projects.group') },
					'dropdown',
					[{ value: '', text: 'The one marked default in Uniconta' }, ...coded(lists.projectGroups, 'Group')],
				),
				...department.parts,
				heading(
					'Phases',
					'Which phase in Uniconta a project gets by its state in Moment. Most leave this blank for the usual ones.',
				),
				typed({
					key: 'projects.phases',
					label: 'Other phases than the usual ones, as JSON',
					value: value('projects.phases'),
					placeholder: '{"onHold": "Offer"}',
				}),
			],
		};
	},
	invoices: (state, lists) => {
		const value = valueIn(state);
		const department = departmentFields('invoices', state, lists, [
			['invoiceDepartment', "The invoice's department"],
			['invoiceTag', 'A tag on the invoice'],
			['projectDepartment', "The project's department"],
			['projectTag', 'A tag on the project'],
		]);
		const vouchers = lists.series.filter(forVouchers);
		return {
			title: 'Invoices',
			fixed: department.fixed,
			parts: [
				oneOf(
					{
						key: 'invoices.export',
						label: 'Transfer invoices to Uniconta?',
						value: value('invoices.export'),
						required: true,
					},
					'radio',
					SWITCH('transfer them'),
				),
				oneOf(
					{
						key: 'invoices.route',
						label: 'How they come into Uniconta',
						value: value('invoices.route') || 'post',
						required: true,
					},
					'radio',
					ROUTES,
				),
				paragraph(
					'Lower numbers than the first one are in Uniconta already and are never sent. Enter the number of the first invoice that is to come from Moment.',
				),
				typed({
					key: 'invoices.firstNumber',
					label: 'First invoice number that is sent',
					value: value('invoices.firstNumber'),
					placeholder: '10001',
				}),
				paragraph(
					'Every project in Moment needs exactly one tag of one tag group. The code of that tag is the project category of its invoice lines; it must be of the type Revenue in Uniconta.',
				),
				tagGroupField(
					'invoices.categoryTagGroup',
					'Tag group on projects for the project category',
					(saved) => tagGroupsOf('project', lists, saved),
					{ state },
				),
				...department.parts,
				oneOf(
					{
						key: 'invoices.roundingAccount',
						label: 'Account for rounding differences, of the type Revenue and without VAT',
						value: value('invoices.roundingAccount'),
					},
					'dropdown',
					[
						NONE,
						...numbered(
							lists.accounts.filter((row) => cell(row, 'Vat') === '' && row['heading'] !== true),
							'Account',
						),
					],
				),
				typed({
					key: 'invoices.roundingTolerance',
					label: 'Rounding difference that is let pass, at most 10.00; blank for 0.05 and half a cent for each line',
					value: value('invoices.roundingTolerance'),
					placeholder: '0.50',
				}),
				paragraph(
					'Lines without VAT, that of the rounding too, are sent with a VAT code of 0 %: that of their account, else this one. Without a code Uniconta may put VAT on them by itself, so where that could happen the invoice is refused.',
				),
				oneOf(
					{
						key: 'invoices.zeroVat',
						label: 'VAT code of 0 % for lines without VAT',
						value: value('invoices.zeroVat'),
					},
					'dropdown',
					[
						NONE,
						...byText(
							coded(
								lists.vatCodes.filter((row) => row['isZero'] === true),
								'Vat',
							),
						),
					],
				),
				heading('Only for the route Post'),
				oneOf(
					{ key: 'invoices.series', label: 'Number series of invoices', value: value('invoices.series') },
					'dropdown',
					[
						{ value: '', text: "As Uniconta's settings say (Customer > Maintenance > Number sequences)" },
						...coded(vouchers, 'Serie'),
					],
				),
				heading('Only for the route Journal Voucher'),
				oneOf({ key: 'invoices.journal', label: 'Journal', value: value('invoices.journal') }, 'dropdown', [
					NONE,
					...coded(lists.journals, 'Journal'),
				]),
				oneOf(
					{
						key: 'invoices.journalAmounts',
						label: 'Amounts',
						value: value('invoices.journalAmounts') || 'gross',
					},
					'dropdown',
					[
						{ value: 'gross', text: 'With VAT' },
						{ value: 'net', text: 'Net, VAT on lines of its own' },
					],
				),
				oneOf(
					{
						key: 'invoices.journalVoucher',
						label: 'Voucher number',
						value: value('invoices.journalVoucher') || 'invoiceNumber',
					},
					'dropdown',
					[
						{ value: 'invoiceNumber', text: 'The invoice number' },
						{ value: 'journal', text: "From the journal's series" },
					],
				),
			],
		};
	},
	expenses: (state, lists) => {
		const value = valueIn(state);
		return {
			title: 'Expenses',
			parts: [
				paragraph('Costs that are posted in Uniconta on a project become expenses on that project in Moment.'),
				oneOf(
					{
						key: 'expenses.export',
						label: 'Import expenses into Moment?',
						value: value('expenses.export'),
						required: true,
					},
					'radio',
					SWITCH('import them'),
				),
				oneOf(
					{ key: 'expenses.series', label: 'Number series of the vouchers', value: value('expenses.series') },
					'dropdown',
					[NONE, ...coded(lists.series.filter(forVouchers), 'Serie')],
				),
				typed({
					key: 'expenses.accounts',
					label: 'Accounts, separated by commas; blank for all accounts of the series',
					value: value('expenses.accounts'),
					placeholder: '2010, 4000..4999',
				}),
				typed({
					key: 'expenses.activity',
					label: 'Activity in Moment that takes the expenses; made in a project that lacks it',
					value: value('expenses.activity'),
					placeholder: 'Expenses',
				}),
				oneOf(
					{
						key: 'expenses.billable',
						label: 'Are they billable?',
						value: value('expenses.billable') || 'yes',
						required: true,
					},
					'radio',
					[
						{ value: 'yes', text: 'Yes, billable' },
						{ value: 'no', text: 'No, not charged on' },
					],
				),
				oneOf(
					{
						key: 'expenses.approvalState',
						label: 'Are they approved in Moment at once?',
						value: value('expenses.approvalState'),
					},
					'dropdown',
					APPROVAL,
					(state) => `What Moment calls ${oneLine(state)}`,
				),
				paragraph('The start date moves forward by itself. Set it back to import again; nothing is doubled.'),
				typed(
					{
						key: 'expenses.startAfter',
						label: 'Start date: what is posted after it is imported',
						value: value('expenses.startAfter'),
					},
					'date',
				),
			],
		};
	},
	notifications: (state, lists) => {
		const value = valueIn(state);
		return {
			title: 'Who is told, and notes',
			parts: [
				paragraph('When something needs a hand, a mail goes to these people.'),
				severalOf(
					{ key: 'notify.users', label: 'Users of Moment', value: value('notify.users') },
					usersOffered(lists.users, commaList(value('notify.users'))),
				),
				typed(
					{
						key: 'notify.addresses',
						label: 'Further e-mail addresses, separated by commas',
						value: value('notify.addresses'),
						placeholder: 'bookkeeping@company.example',
					},
					'textarea',
				),
				oneOf(
					{
						key: 'notify.level',
						label: 'What they are told of',
						value: value('notify.level') || 'failures',
						required: true,
					},
					'radio',
					[
						{ value: 'failures', text: 'What does not get through' },
						{ value: 'warnings', text: 'That, and warnings' },
					],
				),
				typed({
					key: 'notify.from',
					label: 'Sender of the mails; blank for the first recipient',
					value: value('notify.from'),
					placeholder: 'n8n@company.example',
				}),
				typed({
					key: 'notify.hours',
					label: 'Tell them when nothing has run for so many hours; blank for 3',
					value: value('notify.hours'),
					placeholder: '3',
				}),
				typed({
					key: 'notify.heartbeatUrl',
					label: 'Address of an outside watchdog that is called every minute, if you have one',
					value: value('notify.heartbeatUrl'),
					placeholder: 'https://…',
				}),
				heading('Notes'),
				typed(
					{
						key: 'notes',
						label: 'Anything worth keeping with the set-up: who decided what, and when',
						value: value('notes'),
					},
					'textarea',
				),
			],
		};
	},
};

/** The two states that Moment has; the step that writes them knows its words for them. */
const APPROVAL: readonly Choice[] = [
	{ value: '', text: 'As Moment does it by itself' },
	{ value: 'approved', text: 'Yes, approved' },
	{ value: 'notApproved', text: 'No, somebody approves them' },
];

const ROUTES: readonly Choice[] = [
	{ value: 'post', text: "Post: the invoice is posted with Moment's number" },
	{ value: 'draft', text: 'Order Draft: a person invoices the sales order' },
	{ value: 'journal', text: 'Journal Voucher: a person posts the journal' },
];

/** The choices that make sense, only where there is a dimension for them (M11, M12). */
function departmentFields(
	area: 'projects' | 'invoices',
	state: FormState,
	lists: FormLists,
	offered: ReadonlyArray<[string, string]>,
): { parts: AskedField[]; fixed: Fixed } {
	const department: SettingKey = `${area}.department`;
	if (['', '0'].includes(state.values['company.dimension'])) return { parts: [], fixed: { [department]: 'none' } };
	const value = valueIn(state);
	const every = (saved: string): Choice[] => [
		...new Map(
			['project', 'invoice', 'customer']
				.flatMap((kind) => tagGroupsOf(kind, lists, saved))
				.map((choice) => [choice.value, choice]),
		).values(),
	];
	return {
		fixed: {},
		parts: [
			oneOf(
				{
					key: department,
					label: 'Where the department comes from',
					value: value(department) || 'none',
					required: true,
				},
				'dropdown',
				[{ value: 'none', text: 'No department' }, ...offered.map(([id, text]) => ({ value: id, text }))],
			),
			tagGroupField(
				`${area}.departmentTagGroup`,
				'Tag group for the department, where it comes from a tag',
				area === 'projects' ? (saved) => tagGroupsOf('project', lists, saved) : every,
				{ state },
			),
		],
	};
}
