import type { Sandbox } from '../standins';
import { companyIds } from './uniconta';

/** What a person does about one invoice of the demo data that cannot be sent. */
export interface Mending {
	number: string;
	what: string;
	mend(): void;
}

/** In the order in which they stop the posting. */
export function mendings({ moment, uniconta }: Pick<Sandbox, 'moment' | 'uniconta'>): Mending[] {
	const company = uniconta.ledger.company(companyIds.main);
	const table = (type: string) => {
		if (!company) throw new Error('The demo company is missing');
		return company.table(company.typed(type).type);
	};
	return [
		{
			number: '10040',
			what: 'it is not to be transferred, so the series FAKT goes on with 10041 (General Ledger > Maintenance > Voucher number series)',
			mend: () => {
				const series = table('NumberSerieClient').rows().find(({ values }) => values.Serie === 'FAKT');
				if (series) series.values = { ...series.values, Next: 10_041 };
			},
		},
		{
			number: '10062',
			what: 'the project category NYKAT is created in Uniconta (Project > Maintenance > Project category)',
			mend: () => {
				const categories = table('PrCategoryClient');
				const model = categories.rows().find(({ values }) => values.Number === 'KONS');
				if (model) categories.add({ ...model.values, Number: 'NYKAT', Name: 'Ny ydelse', IsDefault: false }, Date.now());
			},
		},
		{
			number: '10078',
			what: 'the account with VAT code U52 gets U25 in Moment (Setup > Accounting)',
			mend: () => {
				const wrong = moment.store.rows('financialAccounts').find(({ values }) => values.externalTaxCode === 'U52');
				if (wrong) moment.change('financialAccounts', wrong.values.id, { externalTaxCode: 'U25' });
			},
		},
	];
}
