import type { FastifyInstance } from 'fastify';
import { chooser, choiceOf, input, mountFormPage, savingForm, typed, type HandPages } from '../shared/handPage';
import type { PageLink } from '../shared/page';
import type { Company, Row } from './ledger';
import type { Person } from './person';

export interface HandPageParts {
	person: Person;
	/** The one that everything is about. */
	company: () => Company | undefined;
	links: readonly PageLink[];
}

const CUSTOMER_FIELDS = [
	['Name', 'Name'],
	['CompanyRegNo', 'Company reg. no.'],
	['ContactEmail', 'E-mail'],
	['Phone', 'Phone'],
	['Address1', 'Address'],
	['ZipCode', 'Postal code'],
	['City', 'Town'],
	['EAN', 'EAN (not of Moment)'],
	['Payment', 'Payment term (not of Moment)'],
] as const;
const PAGES = {
	customer: '/change',
	series: '/change/series',
	category: '/change/category',
	bill: '/change/bill',
} as const;
const SUPPLIER = { number: '50001', name: 'Murer Hansen & Søn ApS' };
const COST_ACCOUNTS = ['2010', '2020', '2030'];
const LATEST = 30;

/** Forms for what a bookkeeper does in Uniconta itself, beside the integration. */
export function mountHandPages(app: FastifyInstance, { person, company, links }: HandPageParts): void {
	const hand: HandPages = {
		site: 'Uniconta stand-in',
		links,
		pages: [
			[PAGES.customer, 'Customers'],
			[PAGES.series, 'Number series'],
			[PAGES.category, 'Project categories'],
			[PAGES.bill, "Suppliers' bills"],
		],
	};
	const rows = (type: string): Row[] => company()?.rowsOf(type).rows() ?? [];
	const found = (type: string, id: number): Row | undefined => rows(type).find(({ rowId }) => rowId === id);
	const named = (type: string, key: string): Array<readonly [number, string]> =>
		rows(type).map(({ rowId, values }) => [rowId, `${String(values[key])} ${String(values.Name ?? '')}`] as const);
	const codes = (type: string, key: string): Array<readonly [string, string]> =>
		rows(type).map(
			({ values }) => [String(values[key]), `${String(values[key])} ${String(values.Name ?? '')}`] as const,
		);

	mountFormPage(app, hand, {
		path: PAGES.customer,
		show: (id) => {
			const row = found('DebtorClient', id);
			const fields =
				row === undefined
					? ''
					: savingForm(
							PAGES.customer,
							id,
							CUSTOMER_FIELDS.map(([name, label]) => input(name, label, row.values[name])).join(''),
							'<button name="step" value="save">Save</button><button name="step" value="delete">Delete</button>',
						);
			return {
				title: row ? `Change customer ${String(row.values.Account)}` : 'Customers',
				body:
					chooser(PAGES.customer, 'Customer', named('DebtorClient', 'Account'), row?.rowId, 'Choose one') +
					fields,
			};
		},
		save: (id, form) => {
			const account = String(found('DebtorClient', id)?.values.Account ?? '');
			if (form.get('step') === 'delete') {
				person.remove('DebtorClient', `rowId:${id}`);
				return { said: `Customer ${account} is deleted.`, id: 0 };
			}
			person.edit(
				'DebtorClient',
				`rowId:${id}`,
				Object.fromEntries(CUSTOMER_FIELDS.map(([name]) => [name, typed(form, name)])),
			);
			return { said: `Saved: customer ${account}. The reconciliation will find what differs from Moment.`, id };
		},
	});

	mountFormPage(app, hand, {
		path: PAGES.series,
		show: (id) => {
			const row = found('NumberSerieClient', id);
			const fields =
				row === undefined ? '' : savingForm(PAGES.series, id, input('Next', 'Next number', row.values.Next));
			return {
				title: row ? `Number series ${String(row.values.Serie)}` : 'Number series',
				body:
					chooser(
						PAGES.series,
						'Number series',
						named('NumberSerieClient', 'Serie'),
						row?.rowId,
						'Choose one',
					) + fields,
			};
		},
		save: (id, form) => {
			const next = typed(form, 'Next') ?? '';
			if (!/^\d{1,9}$/.test(next)) throw new Error(`"${next}" is no number.`);
			person.edit('NumberSerieClient', `rowId:${id}`, { Next: Number(next) });
			return { said: `Saved: the next number is ${next}.`, id };
		},
	});

	mountFormPage(app, hand, {
		path: PAGES.category,
		show: () => ({
			title: 'New project category',
			body: savingForm(
				PAGES.category,
				undefined,
				input('Number', 'Number', '') +
					input('Name', 'Name', '') +
					choiceOf(
						'CatType',
						'Type',
						[
							['Revenue', 'Revenue'],
							['Materials', 'Materials'],
						],
						'Revenue',
					),
			),
		}),
		save: (_id, form) => {
			const Number = typed(form, 'Number');
			person.add('PrCategoryClient', { Number, Name: typed(form, 'Name'), CatType: typed(form, 'CatType') });
			return { said: `Saved: category ${Number ?? ''}.`, id: 0 };
		},
	});

	mountFormPage(app, hand, {
		path: PAGES.bill,
		show: () => {
			const postings = rows('GLDailyJournalPostedClient')
				.filter(({ values }) => values.NumberSerie === 'BILAG')
				.reverse()
				.slice(0, LATEST)
				.map(
					({ values }) =>
						[
							String(values.JournalPostedId),
							`${String(values.JournalPostedId)}: voucher ${String(values.Voucher)}, ${String(values.Posted).slice(0, 10)}`,
						] as const,
				);
			const bill = savingForm(
				PAGES.bill,
				undefined,
				[
					choiceOf('project', 'Project', codes('ProjectClient', 'Number'), undefined),
					choiceOf(
						'account',
						'Ledger account',
						codes('GLAccountClient', 'Account').filter(([code]) => COST_ACCOUNTS.includes(code)),
						undefined,
					),
					input('text', 'Text', 'Leje af stillads'),
					input('amount', 'Amount without VAT; negative for a credit note', '1250'),
					input('invoice', "The supplier's invoice number", 'A-1001'),
				].join(''),
				'<button name="step" value="post">Post</button>',
			);
			const cancel = savingForm(
				PAGES.bill,
				undefined,
				choiceOf('posting', 'Posting to cancel', postings, undefined),
				'<button name="step" value="cancel">Cancel it</button>',
			);
			return {
				title: `A supplier's bill from ${SUPPLIER.name}`,
				body: `${bill}${postings.length === 0 ? '' : cancel}`,
			};
		},
		save: (_id, form) => {
			if (form.get('step') === 'cancel') {
				const { journalPostedId } = person.cancelPosting(Number(typed(form, 'posting') ?? '0'));
				return { said: `Cancelled; the counter-entries are posting ${journalPostedId}.`, id: 0 };
			}
			const amount = Number((typed(form, 'amount') ?? '').replace(',', '.'));
			if (!Number.isFinite(amount)) throw new Error(`"${typed(form, 'amount') ?? ''}" is no amount.`);
			const { journalPostedId, voucher } = person.bill({
				supplier: SUPPLIER,
				invoice: typed(form, 'invoice') ?? '',
				date: person.today(),
				lines: [
					{
						account: typed(form, 'account') ?? '',
						amount,
						text: typed(form, 'text') ?? '',
						vat: 25,
						project: typed(form, 'project') ?? '',
						category: 'MAT',
					},
				],
			});
			return {
				said: `Posted as ${journalPostedId}, voucher ${voucher} of BILAG. It becomes an expense in Moment with the next run of Expenses.`,
				id: 0,
			};
		},
	});
}
