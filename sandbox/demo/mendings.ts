import type { Sandbox } from '../standins';
import { account } from './accounts';

/** What a person does about one invoice of the demo data that cannot be sent. */
export interface Mending {
	number: string;
	what: string;
	mend(): unknown;
}

/** In the order in which they stop the posting. */
export function mendings({ moment, uniconta }: Pick<Sandbox, 'moment' | 'uniconta'>): Mending[] {
	return [
		{
			number: '10040',
			what: 'it is not to be transferred, so the series FAKT goes on with 10041 (General Ledger > Maintenance > Voucher number series)',
			mend: () => uniconta.person.edit('NumberSerieClient', 'FAKT', { Next: 10_041 }),
		},
		{
			number: '10062',
			what: 'the project category NYKAT is created in Uniconta (Project > Maintenance > Project category)',
			mend: () =>
				uniconta.person.add('PrCategoryClient', { Number: 'NYKAT', Name: 'Ny ydelse', CatType: 'Revenue' }),
		},
		{
			number: '10078',
			what: 'the account with VAT code U52 gets U25 in Moment (Setup > Accounting)',
			mend: () => moment.change('financialAccounts', account.goods, { externalTaxCode: 'U25' }),
		},
	];
}
