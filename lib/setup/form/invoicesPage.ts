import type { FormLists, FormState } from './form';
import { oneOf, typed, type Choice } from './fields';
import { byText, coded, forVouchers, NONE, numbered, tagGroupsOf } from './offered';
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
import type { SettingKey } from '../../state/settings';
import { cell } from '../../state/tables';

/** How invoices come into Uniconta, and what their lines need (M12). */
export function invoicesPage(state: FormState, lists: FormLists): Content {
	const value = valueIn(state);
	const department = departmentFields('invoices', state, lists, [
		['invoiceDepartment', "The invoice's department"],
		['invoiceTag', 'A tag on the invoice'],
		['projectDepartment', "The project's department"],
		['projectTag', 'A tag on the project'],
	]);
	return {
		title: 'Invoices',
		fixed: department.fixed,
		parts: [
			switchField('invoices', state, 'Transfer invoices to Uniconta?', 'transfer them'),
			...routeAndStart(value),
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
			...roundingAndZeroVat(value, lists),
			...onlyForPost(value, lists),
			...onlyForJournal(value, lists),
		],
	};
}

type ValueOf = (key: SettingKey) => string;

function routeAndStart(value: ValueOf): Part[] {
	return [
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
	];
}

function roundingAndZeroVat(value: ValueOf, lists: FormLists): Part[] {
	return [
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
	];
}

function onlyForPost(value: ValueOf, lists: FormLists): Part[] {
	return [
		heading('Only for the route Post'),
		oneOf(
			{ key: 'invoices.series', label: 'Number series of invoices', value: value('invoices.series') },
			'dropdown',
			[
				{ value: '', text: "As Uniconta's settings say (Customer > Maintenance > Number sequences)" },
				...coded(lists.series.filter(forVouchers), 'Serie'),
			],
		),
	];
}

function onlyForJournal(value: ValueOf, lists: FormLists): Part[] {
	return [
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
	];
}

const ROUTES: readonly Choice[] = [
	{ value: 'post', text: "Post: the invoice is posted with Moment's number" },
	{ value: 'draft', text: 'Order Draft: a person invoices the sales order' },
	{ value: 'journal', text: 'Journal Voucher: a person posts the journal' },
];
