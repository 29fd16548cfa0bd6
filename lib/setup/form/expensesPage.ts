import type { FormLists, FormState } from './form';
import { oneLine, oneOf, typed, type Choice } from './fields';
import { coded, forVouchers, NONE } from './offered';
import { paragraph, switchField, valueIn, type Content, type Part } from './parts';
import type { SettingKey } from '../../state/settings';

/** Which postings become expenses in Moment, and how (M13). */
export function expensesPage(state: FormState, lists: FormLists): Content {
	const value = valueIn(state);
	return {
		title: 'Expenses',
		parts: [
			paragraph('Costs that are posted in Uniconta on a project become expenses on that project in Moment.'),
			switchField('expenses', state, 'Import expenses into Moment?', 'import them'),
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
			...inMoment(value),
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
}

function inMoment(value: (key: SettingKey) => string): Part[] {
	return [
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
	];
}

/** The two states that Moment has; the step that writes them knows its words for them. */
const APPROVAL: readonly Choice[] = [
	{ value: '', text: 'As Moment does it by itself' },
	{ value: 'approved', text: 'Yes, approved' },
	{ value: 'notApproved', text: 'No, somebody approves them' },
];
