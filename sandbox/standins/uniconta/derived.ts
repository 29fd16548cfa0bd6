import { cents, sum } from './money';
import type { Company } from './ledger';
import type { Value } from './types/field';

type Values = Readonly<Record<string, Value>>;

/** A line's amount as it stands there: quantity × price less its discounts. */
export function lineTotal(values: Values): number {
	return cents(
		Number(values.Qty) * Number(values.Price) * (1 - Number(values.DiscountPct) / 100) -
			Number(values.Discount ?? 0),
	);
}

const linesOf = (values: Values, company: Company): Values[] =>
	company
		.rowsOf('DebtorOrderLineClient')
		.rows()
		.map((row) => row.values)
		.filter(({ OrderNumber }) => OrderNumber === values.OrderNumber);

/** Read-only properties that follow from other rows (UC36, UC39). */
export const derived: Readonly<Record<string, (values: Values, company: Company) => Record<string, Value>>> = {
	ProjectClient: ({ Account }, company) => ({
		DebtorName: company.rowsOf('DebtorClient').withKey(String(Account))?.values.Name ?? null,
	}),
	DebtorOrderClient(values, company) {
		const lines = linesOf(values, company);
		return {
			Name: company.rowsOf('DebtorClient').withKey(String(values.Account))?.values.Name ?? null,
			NoLines: lines.length,
			OrderTotal: sum(lines.map(lineTotal)),
			SalesValue: sum(lines.map(lineTotal)),
		};
	},
	DebtorOrderLineClient: (values) => ({ Total: lineTotal(values) }),
};
