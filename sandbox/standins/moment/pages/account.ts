import type { FastifyInstance } from 'fastify';
import { chooser, input, mountFormPage, savingForm, typed, type HandPages } from '../../shared/handPage';
import type { MomentStore } from '../store';

const PATH = '/change/account';

/** A form to mend the VAT code of a ledger account. Moment has no webhook for accounts (MO23). */
export function mountAccountPage(app: FastifyInstance, hand: HandPages, store: MomentStore): void {
	mountFormPage(app, hand, {
		path: PATH,
		show: (id) => {
			const row = store.find('financialAccounts', id)?.values;
			const all = store
				.rows('financialAccounts')
				.map(
					({ values }) =>
						[
							values.id,
							`${String(values.accountNumber)} ${String(values.name)} (${String(values.financialAccountCategory)})`,
						] as const,
				);
			const form =
				row === undefined
					? ''
					: savingForm(
							PATH,
							row.id,
							input('externalTaxCode', 'Accounting VAT code', row.externalTaxCode) +
								input('name', 'Name', row.name),
						);
			return {
				title: row ? `Change ledger account ${String(row.accountNumber)}` : 'Ledger accounts',
				body: chooser(PATH, 'Ledger account', all, row?.id, 'Choose one') + form,
			};
		},
		save: (id, form) => {
			const { values } = store.change('financialAccounts', id, {
				externalTaxCode: typed(form, 'externalTaxCode'),
				name: typed(form, 'name'),
			});
			return { said: `Saved: ledger account ${String(values.accountNumber)}. Moment has no webhook for it.`, id };
		},
	});
}
