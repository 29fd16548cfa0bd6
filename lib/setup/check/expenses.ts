import { setupRow, type SetupRow } from './row';
import { isOn, whereToSet } from './settings';
import { isAccountNamed, parseAccountFilter } from '../../uniconta/postings/accountFilter';
import { seriesFrom } from '../../uniconta/invoice/numbering/series';
import { SERIES_MENU } from '../../uniconta/invoice/numbering/findings';
import { LISTS } from '../../uniconta/invoice/checks/lists';
import { textOf } from '../../uniconta/api/rows';
import { named, unread, type SetupContext } from './context';
import { notGiven } from './given';

/** What the import of expenses needs (M13): a series, accounts, an activity, and postings that may be read. */
export async function expenseRows(context: SetupContext): Promise<SetupRow[]> {
	const { values } = context;
	if (!isOn(values, 'expenses')) return [];
	return [
		...(await seriesRows(context)),
		...(await filterRows(context)),
		...activityRows(context),
		...startDateRows(context),
		...resourceRows(context),
		...(await postingRows(context)),
	];
}

async function seriesRows({ values, reader }: SetupContext): Promise<SetupRow[]> {
	const check = 'Number series of expenses';
	const expected = 'a series whose postings are expenses';
	const code = values['expenses.series'];
	// A blank one is said where the settings are looked at.
	if (code === '') return [];
	const reading = await reader.list('NumberSerieClient', 'Serie');
	if ('trouble' in reading) return [unread('expenses', check, reading.trouble)];
	const series = reading.rows.map(seriesFrom);
	const chosen = series.find((one) => one.code === code);
	if (chosen === undefined) {
		return [
			setupRow('expenses', check, 'missing', {
				found: `"${code}" does not exist in Uniconta. There are: ${named(series.map((one) => one.code))}.`,
				expected,
				fix: `Create it in Uniconta (${SERIES_MENU}), or choose another one. ${whereToSet('expenses.series')}`,
			}),
		];
	}
	if (chosen.blocked)
		return [
			setupRow('expenses', check, 'warning', {
				found: `"${code}" is blocked in Uniconta, so that nothing new comes from it`,
				expected,
				fix: `Take the mark off Blocked: ${SERIES_MENU}.`,
			}),
		];
	return [
		setupRow('expenses', check, 'ok', { found: chosen.name === '' ? code : `${code} (${chosen.name})`, expected }),
	];
}

async function filterRows({ values, reader }: SetupContext): Promise<SetupRow[]> {
	const check = 'Account filter';
	const expected = 'accounts and ranges such as 4010, 4100..4199; blank for every account of the series';
	const text = values['expenses.accounts'];
	if (text === '')
		return [setupRow('expenses', check, 'ok', { found: 'blank: every account of the series', expected })];
	const parsed = parseAccountFilter(text);
	if ('unclear' in parsed)
		return [
			setupRow('expenses', check, 'missing', {
				found: `${parsed.unclear.join('; ')}.`,
				expected,
				fix: whereToSet('expenses.accounts'),
			}),
		];
	const reading = await reader.list(LISTS.account.type, LISTS.account.key);
	if ('trouble' in reading)
		return [
			setupRow('expenses', check, 'ok', { found: text, expected }),
			unread('expenses', 'Accounts of the filter', reading.trouble),
		];
	const accounts = reading.rows.map((row) => textOf(row, LISTS.account.key));
	const empty = parsed.filter
		.filter((range) => !accounts.some((account) => isAccountNamed([range], account)))
		.map(({ from, to }) => (from === to ? from : `${from}..${to}`));
	if (empty.length === 0) return [setupRow('expenses', check, 'ok', { found: text, expected })];
	return [
		setupRow('expenses', check, 'warning', {
			found: `No ledger account in Uniconta is named by: ${named(empty)}.`,
			expected,
			fix: `Compare it with the accounts in Uniconta (${LISTS.account.menu}). ${whereToSet('expenses.accounts')}`,
		}),
	];
}

/** Moment's own rule is not known (MO14); it says at the first expense whether it takes a name. */
const USUAL_LENGTH = 60;

function activityRows({ values }: SetupContext): SetupRow[] {
	const name = values['expenses.activity'];
	const expected = 'the activity in Moment that takes the expenses; made in a project that lacks it';
	if (name === '') return [];
	if (name.length <= USUAL_LENGTH && !/[<>\p{Cc}]/u.test(name))
		return [setupRow('expenses', 'Activity name', 'ok', { found: name, expected })];
	const why = name.length > USUAL_LENGTH ? `it has ${name.length} characters` : 'it has signs such as < or >';
	return [
		setupRow('expenses', 'Activity name', 'warning', {
			found: `"${name}": Moment may refuse it where it is to be made, since ${why}`,
			expected: `a plain name of at most ${USUAL_LENGTH} characters`,
			fix: whereToSet('expenses.activity'),
		}),
	];
}

/** Where Moment keeps expenses is not the same everywhere (MO10): the probe says. */
function resourceRows({ moment: { expenses } }: SetupContext): SetupRow[] {
	const check = 'Expenses in Moment';
	const expected = 'to be read with the API key';
	if (expenses === undefined) return [notGiven('expenses', check, 'expenses')];
	if ('trouble' in expenses)
		return [
			setupRow('expenses', check, 'missing', {
				found: expenses.trouble,
				expected,
				fix: 'Give the user of the API key the rights to expenses in Moment; where they have another name there, enter it in the options of the steps of Moment > Expense.',
			}),
		];
	return expenses.rows.map(({ resource }) =>
		setupRow('expenses', check, 'ok', { found: `answered as "${resource}"`, expected }),
	);
}

function startDateRows({ values, today }: SetupContext): SetupRow[] {
	const start = values['expenses.startAfter'];
	// One that is no day is said where the settings are looked at.
	if (!/^\d{4}-\d{2}-\d{2}$/.test(start)) return [];
	const expected = 'a day in the past';
	if (start <= today)
		return [
			setupRow('expenses', 'Start date', 'ok', { found: `what is posted after ${start} is imported`, expected }),
		];
	return [
		setupRow('expenses', 'Start date', 'warning', {
			found: `${start}, which is yet to come: only what is posted after it is imported`,
			expected,
			fix: whereToSet('expenses.startAfter'),
		}),
	];
}

/** Rights and types may lack by list; asked for the posting 0, which there never is. */
async function postingRows({ reader }: SetupContext): Promise<SetupRow[]> {
	const sources = [
		{ type: 'GLTransClient', check: 'Posted ledger entries' },
		{ type: 'ProjectTransClient', check: 'Posted project entries' },
	];
	const rows: SetupRow[] = [];
	for (const { type, check } of sources) {
		const reading = await reader.tried(type, 'JournalPostedId', 0);
		rows.push(
			'rows' in reading
				? setupRow('expenses', check, 'ok', { found: 'can be read', expected: 'to be read by the API user' })
				: { ...unread('expenses', check, reading.trouble), state: 'missing' },
		);
	}
	return rows;
}
