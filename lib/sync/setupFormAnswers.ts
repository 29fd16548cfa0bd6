import { pageAfter, type FormPage, type FormState, type ShownPage } from './setupForm';
import { answerTo, commaList, type AskedField } from './setupFormFields';
import { lackingValues, type SettingKey } from './settings';

/** Where the form goes on after an answer. */
export type Way =
	/** The lists are read, then the page is shown. */
	| 'lists'
	/** The next page, or the same again with a message. */
	| 'page'
	| 'report'
	| 'save'
	| 'leave';

export interface AnswerInput {
	state: FormState;
	shown: Pick<ShownPage, 'page' | 'asked' | 'fixed'>;
	/** What n8n's Form node puts out: by field name. */
	answers: Readonly<Record<string, unknown>>;
	/** The company in which the credential works; `''` when Uniconta does not say. */
	ownCompany: string;
	/** `YYYY-MM-DD` */
	today: string;
	/** What has no meaning in an account filter. */
	unclearAccounts: (filter: string) => readonly string[];
}

type Entered = Partial<Record<string, string>>;

/** Takes the answers of one page: the next page, or the same one with what is wrong and everything that was entered. */
export function takeAnswers(input: AnswerInput): { state: FormState; way: Way } {
	const { state, shown } = input;
	if (shown.page === 'trouble') return { state, way: 'lists' };
	const entered: Entered = {};
	const messages: string[] = [];
	for (const field of shown.asked) {
		const answer = answerTo(field, input.answers);
		if (answer === undefined) messages.push(`${field.label}: the answer is not on the list.`);
		else Object.assign(entered, { [field.key]: answer }, nameOfGroup(field, answer));
	}
	if (shown.page === 'report') return afterReport(state, entered['next'] ?? '');
	messages.push(...CHECKS[shown.page](entered, input));
	if (messages.length > 0) return { state: { ...state, entered, messages }, way: 'page' };
	const page = pageAfter(shown.page);
	const { company = state.company, ...settings } = entered;
	return {
		// An edge: the fields of a page are named by settings, but for the company.
		state: { page, company, values: { ...state.values, ...settings, ...shown.fixed }, entered: {}, messages: [] },
		way: page === 'report' ? 'report' : 'page',
	};
}

/** What a person can do when the report is shown. */
export const NEXT_STEPS = [
	{ value: 'save', text: 'Save these settings' },
	{ value: 'report', text: 'Check again' },
	{ value: 'page', text: 'Go back to the first page' },
	{ value: 'leave', text: 'Leave, and save nothing' },
] as const;

function afterReport(state: FormState, next: string): { state: FormState; way: Way } {
	if (next === 'save' || next === 'leave') return { state, way: next };
	// The lists as they are now: something was mended meanwhile.
	if (next === 'page') return { state: { ...state, page: 'company', entered: {}, messages: [] }, way: 'lists' };
	return { state, way: 'report' };
}

/** The name is kept beside the id of a tag group, so that findings can say it. */
function nameOfGroup({ key, choices }: AskedField, answer: string): Entered {
	if (!key.toLowerCase().endsWith('taggroup')) return {};
	const text = choices?.find(({ value }) => value === answer)?.text ?? '';
	const suffix = ` (${answer})`;
	return { [`${key}Name`]: answer !== '' && text.endsWith(suffix) && !text.startsWith('No longer there') ? text.slice(0, -suffix.length) : '' };
}

type Check = (entered: Entered, input: AnswerInput) => string[];
const when = (holds: boolean, message: string): string[] => (holds ? [message] : []);

const CHECKS: Record<Exclude<FormPage, 'report'>, Check> = {
	company: ({ company = '' }, { ownCompany }) => [
		...when(company === '', 'Choose the company.'),
		...when(
			company !== '' && ownCompany !== '' && Number(company) !== Number(ownCompany),
			`The Uniconta credential works in company ${ownCompany}, and all templates use its company. To use company ${company}, enter ${company} as Company ID in the Uniconta credential, then open this form again.`,
		),
	],
	dimension: (entered) => {
		for (const key of ['company.country', 'company.currency']) entered[key] = (entered[key] ?? '').toUpperCase();
		return [
			...when(!/^[A-Z]{2}$/.test(entered['company.country'] ?? ''), 'Own country: two letters, such as DK.'),
			...when(!/^[A-Z]{3}$/.test(entered['company.currency'] ?? ''), 'Own currency: three letters, such as DKK.'),
		];
	},
	customers: (entered) => switchOf('customers', entered),
	projects: (entered, { state }) => [
		...switchOf('projects', entered),
		...when(
			// An edge: the fields of this page are named by settings.
			lackingValues('projects', { ...state.values, ...entered }).some((one) => one.startsWith('projects.phases')),
			'Phases: enter JSON such as {"onHold": "Offer"}, or leave it blank.',
		),
	],
	invoices: (entered) => {
		const first = entered['invoices.firstNumber'] ?? '';
		return [
			...switchOf('invoices', entered),
			...when(entered['invoices.export'] === 'on' && first === '', 'First invoice number: it must be entered, or every invoice ever made would be sent again.'),
			...when(first !== '' && !/^[1-9]\d{0,8}$/.test(first), `First invoice number: "${first}" is no whole number of at most nine digits.`),
		];
	},
	expenses: (entered, { state, today, unclearAccounts }) => {
		const date = entered['expenses.startDate'] ?? '';
		return [
			...switchOf('expenses', entered),
			...unclearAccounts(entered['expenses.accounts'] ?? '').map((one) => `Accounts: ${one}. Write accounts separated by commas and ranges with two dots, such as 2010, 4000..4999.`),
			...when(date !== '' && !(/^\d{4}-\d{2}-\d{2}$/.test(date) && !Number.isNaN(Date.parse(date))), `Start date: "${date}" is no day such as 2026-01-31.`),
			// A saved one may have moved to today.
			...when(date > today && date !== state.values['expenses.startDate'], `Start date: ${date} is in the future; choose today, ${today}, or a day before.`),
		];
	},
	notifications: (entered) => {
		const addresses = commaList(entered['notify.addresses'] ?? '');
		const hours = entered['notify.hours'] ?? '';
		const url = entered['notify.heartbeatUrl'] ?? '';
		entered['notify.addresses'] = addresses.join(', ');
		return [
			...addresses.filter((one) => !/^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>".]+$/.test(one)).map((one) => `E-mail addresses: "${one}" is no address.`),
			...when(hours !== '' && !(/^\d{1,4}([.]\d+)?$/.test(hours) && Number(hours) > 0), `Hours: "${hours}" is no number above 0.`),
			...when(url !== '' && !/^https?:\/\/\S+$/.test(url), 'Outside watchdog: the address must begin with https:// or http://.'),
		];
	},
};

function switchOf(area: 'customers' | 'projects' | 'invoices' | 'expenses', entered: Entered): string[] {
	const key: SettingKey = `${area}.export`;
	return when(!['on', 'off'].includes(entered[key] ?? ''), 'Choose Yes or No.');
}
