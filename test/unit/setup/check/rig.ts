import type { SetupRow } from '../../../../lib/setup/check/row';
import { checkSetup, type SetupInput } from '../../../../lib/setup/check/check';
import type { MomentGiven } from '../../../../lib/setup/check/given';
import { createWebApiClient } from '../../../../lib/uniconta/api/webApi';
import { financialAccounts } from '../../../../sandbox/demo/accounts';
import { tagGroups, tags } from '../../../../sandbox/demo/tags';
import { fakeClock } from '../../../support/fakeClock';
import { fetchPort, MAIN, type UnicontaRig, type UserLanguage } from '../../../support/unicontaRig';

/** Everything on, by the route Post, as the demo is set up. */
export const SETTINGS: Readonly<Record<string, string>> = {
	'company.country': 'DK',
	'company.currency': 'DKK',
	'company.dimension': '1',
	'customers.export': 'on',
	'customers.tagGroup': '501',
	'customers.tagGroupName': 'Kundegruppe',
	'projects.export': 'on',
	'projects.department': 'projectDepartment',
	'invoices.export': 'on',
	'invoices.route': 'post',
	'invoices.firstNumber': '10001',
	'invoices.categoryTagGroup': '503',
	'invoices.categoryTagGroupName': 'Projektkategori',
	'invoices.roundingAccount': '9990',
	'invoices.zeroVat': 'UFRI',
	'expenses.export': 'on',
	'expenses.series': 'BILAG',
	'expenses.accounts': '2010, 2000..2999',
	'expenses.activity': 'Udlæg',
	'expenses.startAfter': '2026-01-01',
	'expenses.billable': 'yes',
	'notify.users': '801',
};

const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

/** As Moment > Tag > Get Many gives them. */
export const TAGS = tags.map(({ name, code, tagGroupId }) => ({
	name: text(name),
	code: text(code),
	tagGroupId: text(tagGroupId),
	tagGroupName: text(tagGroups.find(({ id }) => id === tagGroupId)?.['name']),
}));

/** What of the demo lacks a counterpart on purpose; a company that is ready has neither. */
export const READY_TAGS = TAGS.filter(({ code }) => !['', 'SAER', 'NYKAT'].includes(code));

/** As Moment > Financial Account > Get Many gives them, read. */
export const ACCOUNTS = financialAccounts.map(
	({ accountNumber, name, financialAccountCategory, currentVatPercentage, externalTaxCode }) => ({
		accountNumber: text(accountNumber),
		name: text(name),
		category: text(financialAccountCategory),
		vatPercent: Number(currentVatPercentage),
		vatCode: text(externalTaxCode),
	}),
);

export const READY_ACCOUNTS = ACCOUNTS.map((account) =>
	account.vatCode === 'U52' ? { ...account, vatCode: 'U25' } : account,
);

/** What else of Moment a ready company hands in. */
export const READY_MOMENT: MomentGiven = {
	tagGroups: { rows: tagGroups.map(({ id, name }) => ({ id: text(id), name: text(name) })) },
	users: {
		rows: [
			{ id: '801', name: 'Maja Thomsen', email: 'maja.thomsen@nordlys.example', state: 'active' },
			{ id: '803', name: 'Lars Holm', email: 'lars@nordlys.example', state: 'quit' },
			{ id: '804', name: 'Ny Mand', email: '', state: 'active' },
		],
	},
	departments: {
		rows: [
			{ name: 'Rådgivning', externalNumber: '100' },
			{ name: 'Drift', externalNumber: '200' },
		],
	},
	invoices: {
		rows: [
			{ number: 10_001, toSend: true },
			{ number: 10_002, toSend: true },
		],
	},
	expenses: { rows: [{ resource: 'projectExpenses', baseUrl: '' }] },
};

export interface CheckOptions extends Partial<Omit<SetupInput, 'settings'>> {
	settings?: Record<string, string>;
	user?: UserLanguage;
	/** Whom the Web API host is called as; its own address where it differs. */
	webApiUrl?: string;
}

/** Checks the demo company with everything on; whatever is changed counts. */
export async function checkWith(
	rig: UnicontaRig,
	{ settings = {}, user = 'en', webApiUrl = rig.standIn.webApiUrl, ...input }: CheckOptions = {},
): Promise<SetupRow[]> {
	const clock = fakeClock();
	return await checkSetup(
		{ odata: rig.client(user, clock), webApi: createWebApiClient({ webApiUrl, request: fetchPort(user), clock }) },
		{
			settings: [{ ...SETTINGS, ...settings }],
			companyId: String(MAIN),
			tags: READY_TAGS,
			accounts: READY_ACCOUNTS,
			expectedNext: 10_001,
			moment: READY_MOMENT,
			today: '2026-11-23',
			...input,
		},
	);
}

/** The rows of one check, by the start of its name. */
export function rowsOf(rows: readonly SetupRow[], check: string): SetupRow[] {
	return rows.filter((row) => row.check.startsWith(check));
}

/** What is not well, as `state check`. */
export function trouble(rows: readonly SetupRow[]): string[] {
	return rows.filter(({ state }) => state !== 'ok').map(({ state, check }) => `${state} ${check}`);
}
