import type { Reference, ReferredKind } from '../../../core/references';
import { checkReference } from '../../upsert/link';
import { textOf, type UnicontaRow } from '../../api/rows';
import { flag, isRevenueCategory } from './labels';
import { LISTS, type InvoiceLists } from './lists';
import { AGAIN, missing, type Trouble } from './trouble';

/** A number on an invoice, with the customers and projects that Moment names on it. */
interface Named {
	number: string;
	/** Absent where no record of Moment stands behind the invoice. */
	references: readonly Reference[] | undefined;
}

/**
 * What stands under the number in Uniconta is the record that Moment names (G9), as far as the log or its name can
 * tell.
 */
function referenceTrouble(
	{ number, references }: Named,
	kind: ReferredKind,
	row: UnicontaRow | undefined,
	lists: InvoiceLists,
): Trouble[] {
	if (references === undefined) return [];
	const field = kind === 'customer' ? 'Customer' : 'Project';
	const belongs = kind === 'customer' ? 'is to' : 'belongs to';
	const reference = references.find(({ entity, key }) => entity === kind && key === number);
	if (reference === undefined) {
		const fix = `Leave the number of the ${kind} as the Moment Uniconta Mapper puts it out.`;
		return [
			{ field, value: number, says: `${belongs} ${kind} ${number}, which is not the one that Moment names`, fix },
		];
	}
	if (reference.drift !== undefined)
		return [{ field, value: number, says: '', ...reference.drift, ofReference: true }];
	const trouble = checkReference(reference, LISTS[kind], row, lists.linked[kind].get(reference.unicontaRowId));
	if (trouble === 'same') return [];
	if (trouble !== 'absent')
		return [{ field, value: number, says: `${belongs} ${trouble.says}`, fix: trouble.fix, ofReference: true }];
	if (reference.refusal === '') return [];
	return [
		{
			field,
			value: number,
			says: `${belongs} ${kind} ${number}, which is not in Uniconta because it was refused: ${reference.refusal.replace(/\.$/, '')}`,
			fix: `Mend ${kind} ${number} first. The invoice is tried again by itself.`,
			missingParent: true,
		},
	];
}

export function customerTrouble(named: Named, row: UnicontaRow | undefined, lists: InvoiceLists): Trouble[] {
	const field = 'Customer';
	const { number } = named;
	const ofReference = referenceTrouble(named, 'customer', row, lists);
	if (ofReference.length > 0) return ofReference;
	if (row === undefined) {
		return [
			{
				field,
				value: number,
				says: `is to customer ${number}, who is not in Uniconta`,
				fix: `Make sure that Export Customers is on and that customer ${number} has no finding of its own; Compare Everything Now in the customers' workflow brings it at once. The invoice is tried again by itself.`,
				missingParent: true,
			},
		];
	}
	const found: Trouble[] = [];
	if (flag(row, 'Blocked')) {
		found.push({
			field,
			value: number,
			says: `is to customer ${number}, who is blocked in Uniconta`,
			fix: `Take the mark off Blocked on customer ${number} in Uniconta: ${LISTS.customer.menu}. ${AGAIN}`,
		});
	}
	const invoiceAccount = textOf(row, 'InvoiceAccount');
	if (invoiceAccount !== '' && invoiceAccount !== number) {
		found.push({
			// Only an order follows the invoice account; a journal voucher goes to the customer it names.
			...(lists.route === 'journal' ? { level: 'warning' as const } : {}),
			field: 'Invoice account',
			value: invoiceAccount,
			says: `is to customer ${number}, whose invoices Uniconta sends to another customer: the invoice account ${invoiceAccount}`,
			fix: `Clear Invoice account on customer ${number} in Uniconta (${LISTS.customer.menu}), or choose customer ${invoiceAccount} in Moment. ${AGAIN}`,
		});
	}
	const groupCode = textOf(row, 'Group');
	const group = lists.customerGroups.get(groupCode);
	if (group !== undefined && flag(group, 'MandatoryItem')) {
		found.push({
			field: 'Customer group',
			value: groupCode,
			says: `is to customer ${number} of the customer group ${groupCode}, which takes only invoice lines with an item number; Moment's lines have none`,
			fix: `Take the mark off Mandatory item on the customer group ${groupCode} in Uniconta (${LISTS.customerGroup.menu}), or give the customer another group by its tag in Moment. ${AGAIN}`,
		});
	}
	return found;
}

export function projectTrouble(named: Named, lists: InvoiceLists): Trouble[] {
	const field = 'Project';
	const { number } = named;
	const row = lists.projects.get(number);
	const ofReference = referenceTrouble(named, 'project', row, lists);
	if (ofReference.length > 0) return ofReference;
	if (row === undefined) {
		return [
			{
				field,
				value: number,
				says: `belongs to project ${number}, which is not in Uniconta`,
				fix: `Make sure that Export Projects is on and that project ${number} has no finding of its own; Compare Everything Now in the projects' workflow brings it at once. The invoice is tried again by itself.`,
				missingParent: true,
			},
		];
	}
	if (!flag(row, 'Blocked')) return [];
	return [
		{
			field,
			value: number,
			says: `belongs to project ${number}, which is blocked in Uniconta`,
			fix: `Take the mark off Blocked on project ${number} in Uniconta: ${LISTS.project.menu}. ${AGAIN}`,
		},
	];
}

export function categoryTrouble(code: string, lists: InvoiceLists): Trouble[] {
	const field = 'Project category';
	const row = lists.categories.get(code);
	if (row === undefined) {
		return [
			missing(
				field,
				code,
				`has the project category "${code}"`,
				`Create it in Uniconta with the type Revenue (${LISTS.category.menu}), or correct the code of the project's tag in Moment (Setup > Tags). ${AGAIN}`,
			),
		];
	}
	const found: Trouble[] = [];
	// Where another row reads as Revenue the language is understood, so a label that does not is another type.
	const languageIsKnown = [...lists.categories.values()].some((other) => isRevenueCategory(other) === true);
	if (isRevenueCategory(row) === false || (isRevenueCategory(row) === undefined && languageIsKnown)) {
		found.push({
			field,
			value: code,
			says: `has the project category "${code}", which is of the type ${textOf(row, 'CatType') || 'none'} in Uniconta; an invoice line needs one of the type Revenue`,
			fix: `Choose a tag in Moment whose code is a category of the type Revenue, or change the type in Uniconta (${LISTS.category.menu}). ${AGAIN}`,
		});
	}
	if (flag(row, 'Blocked')) {
		found.push({
			field,
			value: code,
			says: `has the project category "${code}", which is blocked in Uniconta`,
			fix: `Unblock it in Uniconta (${LISTS.category.menu}), or choose another tag in Moment. ${AGAIN}`,
		});
	}
	return found;
}

export function departmentTrouble(code: string, dimension: number, lists: InvoiceLists): Trouble[] {
	const field = 'Department';
	const row = lists.departments.get(dimension)?.get(code);
	const where = `${LISTS.department.menu}, dimension ${dimension}`;
	if (row === undefined) {
		return [
			missing(
				field,
				code,
				`has the department "${code}"`,
				`Create it in Uniconta (${where}), or correct the department's number in the external system, or the code of the tag, in Moment. ${AGAIN}`,
			),
		];
	}
	if (!flag(row, 'Blocked')) return [];
	return [
		{
			field,
			value: code,
			says: `has the department "${code}", which is blocked in Uniconta`,
			fix: `Unblock it in Uniconta (${where}), or use another department in Moment. ${AGAIN}`,
		},
	];
}
