import { expensesPage } from './expensesPage';
import type { CompanyTies, FormLists, FormPage, FormState } from './form';
import { oneLine, oneOf, severalOf, typed } from './fields';
import { invoicesPage } from './invoicesPage';
import { byText, coded, dimensionsOf, nameOfCompany, onlyCompany, ownRow, tagGroupsOf, usersOffered } from './offered';
import {
	departmentFields,
	heading,
	paragraph,
	switchField,
	tagGroupField,
	valueIn,
	type Content,
	type Part,
} from './parts';
import { commaList } from '../../state/people';
import type { SettingKey } from '../../state/settings';
import { cell } from '../../state/tables';

/** What each page asks, out of what is saved and what both systems offer. */
export const CONTENT: Record<
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
				switchField('customers', state, 'Transfer customers to Uniconta?', 'transfer them'),
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
				switchField('projects', state, 'Transfer projects to Uniconta?', 'transfer them'),
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
	invoices: invoicesPage,
	expenses: expensesPage,
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
				...sendingFields(value),
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

/** From whom mails come, and how a standstill is noticed. */
function sendingFields(value: (key: SettingKey) => string): Part[] {
	return [
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
	];
}
