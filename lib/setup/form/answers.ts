import { pageAfter, type CompanyTies, type FormPage, type FormState, type ShownPage } from './form';
import { commaList, isAddress, isSender } from '../../state/people';
import { answerTo, withTags, type AskedField } from './fields';
import { TOLERANCE_FORM, toleranceOf } from '../../mapping/invoice/tolerance';
import { lackingValues, type SettingKey } from '../../state/settings';

/** Where the form goes on after an answer. */
export type Way =
	/** What the credentials show is read, then the first page is shown. */
	| 'lists'
	/** The lists of the company that was chosen are read, then the next page is shown. */
	| 'company'
	/** The next page, or the same again with a message. */
	| 'page'
	/** Everything is checked, then the report is shown. */
	| 'report'
	/** Everything is checked, then it is saved where nothing stands against it. */
	| 'save'
	| 'leave';

export interface AnswerInput {
	state: FormState;
	shown: Pick<ShownPage, 'page' | 'asked' | 'fixed'>;
	/** What n8n's Form node puts out: by field name. */
	answers: Readonly<Record<string, unknown>>;
	ties: CompanyTies;
	/** `YYYY-MM-DD` */
	today: string;
	/** What has no meaning in an account filter. */
	unclearAccounts: (filter: string) => readonly string[];
}

type Entered = Partial<Record<string, string>>;

/** Takes the answers of one page: the next page, or the same one with what is wrong and everything that was entered. */
export function takeAnswers(input: AnswerInput): { state: FormState; way: Way } {
	const { shown } = input;
	const state: FormState = { ...input.state, saving: false };
	if (shown.page === 'trouble')
		return { state, way: state.page === 'company' ? 'lists' : state.page === 'report' ? 'report' : 'company' };
	const { entered, messages } = enteredOn(input);
	if (shown.page === 'report') return afterReport(state, entered['next'] ?? '');
	messages.push(
		...CHECKS[shown.page](entered, input).flatMap(({ key, says }) =>
			key !== undefined && isSavedSo(key, entered, state) ? [] : [says],
		),
	);
	if (messages.length > 0) return { state: { ...state, page: shown.page, entered, messages }, way: 'page' };
	const page = pageAfter(shown.page);
	const { company, ...settings } = entered;
	return {
		// An edge: the fields of a page are named by settings, but for the company.
		state: {
			...state,
			page,
			values: {
				...state.values,
				...settings,
				...(company === undefined ? {} : { 'company.id': company }),
				...shown.fixed,
			},
			entered: {},
			messages: [],
		},
		way: shown.page === 'company' ? 'company' : page === 'report' ? 'report' : 'page',
	};
}

/** What was entered on a page, by setting, and which answers are none. */
function enteredOn({ shown, answers, state }: AnswerInput): { entered: Entered; messages: string[] } {
	const entered: Entered = {};
	const messages: string[] = [];
	for (const field of shown.asked) {
		const answer = answerTo(field, answers);
		if (answer === undefined) messages.push(`${field.label}: the answer is not on the list.`);
		else Object.assign(entered, { [field.key]: answer }, nameOfGroup(field, answer, state));
	}
	return { entered, messages };
}

/** What a person can do when the report is shown. */
export const NEXT_STEPS = [
	{ value: 'save', text: 'Save these settings' },
	{ value: 'report', text: 'Check again' },
	{ value: 'page', text: 'Go back to the first page' },
	{ value: 'leave', text: 'Leave, and save nothing' },
] as const;

function afterReport(state: FormState, next: string): { state: FormState; way: Way } {
	// A credential may have stopped working since the report: nothing is saved unseen (M16).
	if (next === 'save') return { state: { ...state, saving: true }, way: 'save' };
	if (next === 'leave') return { state, way: 'leave' };
	// The lists as they are now: something was mended meanwhile.
	if (next === 'page') return { state: { ...state, page: 'company', entered: {}, messages: [] }, way: 'lists' };
	return { state, way: 'report' };
}

/** The name is kept beside the id of a tag group, so that findings can say it, also once the group is gone. */
function nameOfGroup({ key, choices }: AskedField, answer: string, { values }: FormState): Entered {
	if (!key.toLowerCase().endsWith('taggroup')) return {};
	const named: Entered = values;
	const text = choices?.find(({ value }) => value === answer)?.text ?? '';
	const suffix = ` (${answer})`;
	if (answer !== '' && text.endsWith(suffix) && !text.startsWith('No longer in Moment'))
		return { [`${key}Name`]: withTags(text.slice(0, -suffix.length)) };
	return { [`${key}Name`]: answer !== '' && answer === named[key] ? (named[`${key}Name`] ?? '') : '' };
}

interface Wrong {
	/**
	 * The field it is about, where what is saved already is let pass: an address can be changed while something else is
	 * amiss.
	 */
	key?: SettingKey;
	says: string;
}

function isSavedSo(key: SettingKey, entered: Entered, { values }: FormState): boolean {
	return values[key] !== '' && (entered[key] ?? '') === values[key];
}

type Check = (entered: Entered, input: AnswerInput) => Wrong[];
const when = (holds: boolean, says: string, key?: SettingKey): Wrong[] =>
	holds ? [{ says, ...(key === undefined ? {} : { key }) }] : [];

const CHECKS: Record<Exclude<FormPage, 'report'>, Check> = {
	company: ({ company = '' }, { ties: { linked }, shown: { asked } }) => {
		const nameOf = (id: string): string =>
			asked.find(({ key }) => key === 'company')?.choices?.find(({ value }) => Number(value) === Number(id))
				?.text ?? `company ${id}`;
		return [
			...when(company === '', 'Choose the company.'),
			...when(
				company !== '' && linked !== '' && Number(company) !== Number(linked),
				`${nameOf(company)} cannot be chosen as things stand: the log (Data Table moment_uniconta_log) knows customers, projects or invoices as rows of ${nameOf(linked)}. In the other company they would count as transferred already, and rows could be taken for others. To move all the same: unpublish the other templates, download the Data Tables moment_uniconta_log and moment_uniconta_inbox if you want to keep them, delete both, and open this form again. Everything is then transferred anew, invoices from the first invoice number that you enter.`,
			),
		];
	},
	dimension: (entered) => {
		for (const key of ['company.country', 'company.currency']) entered[key] = (entered[key] ?? '').toUpperCase();
		return [
			...when(
				!/^[A-Z]{2}$/.test(entered['company.country'] ?? ''),
				'Own country: two letters, such as DK.',
				'company.country',
			),
			...when(
				!/^[A-Z]{3}$/.test(entered['company.currency'] ?? ''),
				'Own currency: three letters, such as DKK.',
				'company.currency',
			),
		];
	},
	customers: (entered) => switchOf('customers', entered),
	projects: (entered, { state }) => [
		...switchOf('projects', entered),
		...when(
			// An edge: the fields of this page are named by settings.
			lackingValues('projects', { ...state.values, ...entered }).some((one) => one.startsWith('projects.phases')),
			'Phases: enter JSON such as {"onHold": "Offer"}, or leave it blank.',
			'projects.phases',
		),
	],
	invoices: (entered) => {
		const first = entered['invoices.firstNumber'] ?? '';
		const tolerance = entered['invoices.roundingTolerance'] ?? '';
		return [
			...switchOf('invoices', entered),
			...when(
				entered['invoices.export'] === 'on' && first === '',
				'First invoice number: it must be entered, or every invoice ever made would be sent again.',
			),
			...when(
				first !== '' && !/^[1-9]\d{0,8}$/.test(first),
				`First invoice number: "${first}" is no whole number of at most nine digits.`,
			),
			...when(
				toleranceOf(tolerance) === 'invalid',
				`Rounding tolerance: "${tolerance}" is none. Enter ${TOLERANCE_FORM}.`,
				'invoices.roundingTolerance',
			),
		];
	},
	expenses: (entered, { state, today, unclearAccounts }) => {
		const date = entered['expenses.startAfter'] ?? '';
		return [
			...switchOf('expenses', entered),
			...unclearAccounts(entered['expenses.accounts'] ?? '').flatMap((one) =>
				when(
					true,
					`Accounts: ${one}. Write accounts separated by commas and ranges with two dots, such as 2010, 4000..4999.`,
					'expenses.accounts',
				),
			),
			...when(
				date !== '' && !isDay(date),
				`Start date: "${date}" is no day such as 2026-01-31.`,
				'expenses.startAfter',
			),
			// A saved one may have moved to today.
			...when(
				date > today && date !== state.values['expenses.startAfter'],
				`Start date: ${date} is in the future; choose today, ${today}, or a day before.`,
			),
		];
	},
	notifications: (entered) => {
		const addresses = commaList(entered['notify.addresses'] ?? '');
		const from = entered['notify.from'] ?? '';
		const hours = entered['notify.hours'] ?? '';
		const url = entered['notify.heartbeatUrl'] ?? '';
		entered['notify.addresses'] = addresses.join(', ');
		return [
			...addresses
				.filter((one) => !isAddress(one))
				.flatMap((one) => when(true, `Further e-mail addresses: "${one}" is no address.`, 'notify.addresses')),
			...when(
				from !== '' && !isSender(from),
				`Sender: "${from}" is not one e-mail address, alone or behind a name.`,
				'notify.from',
			),
			...when(
				hours !== '' && !(/^\d{1,4}([.]\d+)?$/.test(hours) && Number(hours) > 0),
				`Hours: "${hours}" is no number above 0.`,
				'notify.hours',
			),
			...when(
				url !== '' && !/^https?:\/\/\S+$/.test(url),
				'Outside watchdog: the address must begin with https:// or http://.',
				'notify.heartbeatUrl',
			),
		];
	},
};

function isDay(text: string): boolean {
	return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}

function switchOf(area: 'customers' | 'projects' | 'invoices' | 'expenses', entered: Entered): Wrong[] {
	return when(!['on', 'off'].includes(entered[`${area}.export`] ?? ''), 'Choose Yes or No.');
}
