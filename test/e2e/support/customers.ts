import { tag } from '../../../sandbox/demo/tags';
import type { MomentValue } from '../../../sandbox/standins/moment/entities';
import { debtor } from '../../../sandbox/standins/uniconta/types/customer';
import type { CallRecord } from '../../../sandbox/standins/shared/callLog';
import type { Lab } from './lab';

/** A customer that can be transferred, as a person types it into Moment. */
export function newCustomer(number: string, values: Record<string, MomentValue> = {}): Record<string, MomentValue> {
	return {
		customerNumber: number,
		name: `Nystartet ${number} ApS`,
		customerState: 'active',
		companyRegNo: '10101010',
		email: `kontakt@${number}.example`,
		phone: '+45 11 22 33 44',
		addressLine1: 'Prøvegade 1',
		postalCode: '8000',
		postalPlace: 'Aarhus C',
		countryCode: 'DK',
		currencyCode: 'DKK',
		tagIds: [tag.business],
		...values,
	};
}

/** The debtors of the demo company with this number: one, if all is well. */
export function debtors(lab: Lab, number: string): Array<Record<string, unknown>> {
	const company = lab.sandbox.uniconta.ledger.company(Number(lab.sandbox.unicontaCredential.companyId));
	if (!company) throw new Error('The demo company is missing');
	return company
		.table(debtor)
		.rows()
		.filter(({ values }) => values.Account === number)
		.map(({ rowId, values }) => ({ RowId: rowId, ...values }));
}

export function unicontaCalls(lab: Lab): readonly CallRecord[] {
	return lab.sandbox.uniconta.log.list();
}

/** Calls that would change something. */
export function writes(lab: Lab): CallRecord[] {
	return unicontaCalls(lab).filter(({ method }) => method !== 'GET');
}

/** Forgets the calls made so far, of both systems. */
export function forgetCalls(lab: Lab): void {
	lab.sandbox.uniconta.log.clear();
	lab.sandbox.moment.log.clear();
}
