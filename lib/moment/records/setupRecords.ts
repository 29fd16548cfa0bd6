import { z } from 'zod';
import { DEPARTMENT_FIELDS, DEPARTMENT_OF_RECORD, FINANCIAL_ACCOUNT_FIELDS } from '../api/fields';
import { decimalSchema, textSchema, type JsonRecord } from '../api/reading';
import { checked, idSchema, orThrow, pick } from '../api/recordReading';

const departmentSchema = z.object({
	id: idSchema,
	name: textSchema,
	/** "Department number in external system" (MO21). */
	externalNumber: textSchema,
});

const financialAccountSchema = z.object({
	id: idSchema,
	accountNumber: textSchema,
	name: textSchema,
	/** `sales` or `purchases`. */
	category: textSchema,
	vatPercent: decimalSchema,
	vatCategoryCode: textSchema,
	/** "Accounting VAT code": the code in Uniconta. */
	externalTaxCode: textSchema,
	externalRevenueClass: textSchema,
});

export type MomentDepartment = z.infer<typeof departmentSchema>;
/** A ledger account of Moment (MO18). Its number is not unique. */
export type MomentFinancialAccount = z.infer<typeof financialAccountSchema>;

/** @throws ApiError of kind `unexpected` naming the record and the field */
export function parseDepartment(raw: unknown, context?: string): MomentDepartment {
	return orThrow(checked(departmentSchema, 'department', raw, context, (record) => pick(record, DEPARTMENT_FIELDS)));
}

/** @throws ApiError of kind `unexpected` naming the record and the field */
export function parseFinancialAccount(raw: unknown, context?: string): MomentFinancialAccount {
	return orThrow(
		checked(financialAccountSchema, 'financial account', raw, context, (record) =>
			pick(record, FINANCIAL_ACCOUNT_FIELDS),
		),
	);
}

/** The department as a project or an invoice names it: often only by its id. Undefined where it has none. */
export function departmentNamedBy(raw: JsonRecord): MomentDepartment | undefined {
	const named = z
		.object({ id: textSchema.catch(''), name: textSchema.catch(''), externalNumber: textSchema.catch('') })
		.parse(pick(raw, DEPARTMENT_OF_RECORD));
	return named.id === '' && named.name === '' ? undefined : named;
}
