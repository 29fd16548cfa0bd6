import type { CustomerMapping } from '../mapping/customer';
import type { UnicontaCodes } from '../mapping/codes';
import type { DepartmentChoice, DepartmentMapping } from '../mapping/department';
import type { InvoiceMapping } from '../mapping/invoice/mapping';
import { TOLERANCE_FORM, toleranceOf } from '../mapping/invoice/tolerance';
import { phaseTable, type PhaseTable } from '../mapping/phases';
import type { ProjectMapping } from '../mapping/project';
import { z } from 'zod';
import type { SettingKey } from './settings';

/** The value of a setting: as saved, or as somebody typed it into a panel. */
export type SettingText = (key: SettingKey) => string;

/** How customers are mapped by the settings. @throws Error naming what cannot be used, by its name in the panel */
export function customerMapping(text: SettingText, codes: UnicontaCodes): CustomerMapping {
	const tagGroup = text('customers.tagGroup');
	const ownCountry = text('company.country').toUpperCase();
	if (tagGroup === '')
		throw new Error(
			'Tag Group is empty. Enter the Moment tag group whose tag codes are the customer groups in Uniconta.',
		);
	if (codes.country(ownCountry) === undefined)
		throw new Error(`Own Country "${ownCountry}" is no country code. Enter two letters, such as DK.`);
	return {
		tagGroup: { value: tagGroup, name: text('customers.tagGroupName') },
		ownCountry,
		faxField: text('customers.faxField'),
		codes,
	};
}

export const PROJECT_DEPARTMENTS: readonly DepartmentChoice[] = ['none', 'projectDepartment', 'projectTag'];
export const INVOICE_DEPARTMENTS: readonly DepartmentChoice[] = [
	'invoiceDepartment',
	'projectDepartment',
	'none',
	'invoiceTag',
	'projectTag',
];

/** As {@link customerMapping}, for projects. */
export function projectMapping(text: SettingText): ProjectMapping {
	return {
		group: text('projects.group'),
		department: departmentMapping(text, 'projects', PROJECT_DEPARTMENTS),
		categoryTagGroup: categoryTagGroup(text),
		phases: phases(text('projects.phases')),
	};
}

/** As {@link customerMapping}, for invoices. */
export function invoiceMapping(text: SettingText, codes: UnicontaCodes): InvoiceMapping {
	const category = categoryTagGroup(text);
	if (category.value === '')
		throw new Error(
			'Category Tag Group is empty. Enter the Moment tag group whose tag codes are the project categories in Uniconta.',
		);
	const firstNumber = text('invoices.firstNumber');
	if (!/^\d{0,9}$/.test(firstNumber))
		throw new Error(`First Invoice Number "${firstNumber}" is no invoice number. Enter a whole number.`);
	const tolerance = text('invoices.roundingTolerance');
	const roundingTolerance = toleranceOf(tolerance);
	if (roundingTolerance === 'invalid')
		throw new Error(`Rounding Tolerance "${tolerance}" cannot be used. Enter ${TOLERANCE_FORM}.`);
	return {
		firstNumber: Number(firstNumber) === 0 ? undefined : Number(firstNumber),
		categoryTagGroup: category,
		department: departmentMapping(text, 'invoices', INVOICE_DEPARTMENTS),
		roundingAccount: text('invoices.roundingAccount'),
		...(roundingTolerance === undefined ? {} : { roundingTolerance }),
		ownCurrency: text('company.currency'),
		codes,
	};
}

function categoryTagGroup(text: SettingText): ProjectMapping['categoryTagGroup'] {
	return { value: text('invoices.categoryTagGroup'), name: text('invoices.categoryTagGroupName') };
}

function departmentMapping(
	text: SettingText,
	area: 'projects' | 'invoices',
	offered: readonly DepartmentChoice[],
): DepartmentMapping {
	const chosen = text(`${area}.department`) || 'none';
	const choice = offered.find((one) => one === chosen);
	if (choice === undefined) throw new Error(`Department From is "${chosen}". Choose one of ${offered.join(', ')}.`);
	const dimension = text('company.dimension') || '0';
	if (!/^[0-5]$/.test(dimension))
		throw new Error(`Dimension "${dimension}" is none of Uniconta's. Enter 1 to 5, or 0 for none.`);
	const tagGroup = { value: text(`${area}.departmentTagGroup`), name: text(`${area}.departmentTagGroupName`) };
	const isByTag = choice === 'projectTag' || choice === 'invoiceTag';
	if (isByTag && dimension !== '0' && tagGroup.value === '')
		throw new Error(
			'Department Tag Group is empty. Enter the Moment tag group whose tag codes are the departments in Uniconta, or choose another Department From.',
		);
	return { choice, dimension: Number(dimension), tagGroup };
}

const phasesSchema = z.record(z.union([z.string(), z.number()]).transform(String));

/** The table as JSON text; empty for the usual one. */
function phases(text: string): PhaseTable {
	const parsed = phasesSchema.safeParse(jsonIn(text));
	if (parsed.success) return phaseTable(parsed.data);
	throw new Error(
		'Phases is no JSON object of states with their phases. Enter one such as {"onHold": "Created"}, or leave it empty.',
	);
}

function jsonIn(text: string): unknown {
	if (text.trim() === '') return {};
	try {
		const parsed: unknown = JSON.parse(text);
		return parsed;
	} catch {
		return undefined;
	}
}
