import type { Finding } from '../core/finding';
import type { DepartmentSource } from './projectSource';
import { codeOfOneTag, type Tag, type TagGroupChoice } from './tags';
import { CODE_LENGTH } from '../core/keys';

/** Where a record's department comes from (M11, M12). */
export type DepartmentChoice = 'none' | 'projectDepartment' | 'projectTag' | 'invoiceDepartment' | 'invoiceTag';

export interface DepartmentMapping {
	choice: DepartmentChoice;
	/** The tag group for the two tag choices. */
	tagGroup: TagGroupChoice;
	/** Which of Uniconta's dimensions it is, 1 to 5; 0: no dimension chosen, and then there is no department at all. */
	dimension: number;
}

export const NO_DEPARTMENT: DepartmentMapping = { choice: 'none', tagGroup: { value: '' }, dimension: 0 };

/** A record that a department may be read from; `who` names it in messages. */
export interface DepartmentHolder {
	who: string;
	department?: DepartmentSource;
	tags: readonly Tag[];
}

/**
 * The code of the department: the Moment department's number in the external system, or the code of the one tag.
 * `holder` is the project or the invoice, whichever the choice names; undefined where the record has none.
 */
export function departmentCode(
	mapping: DepartmentMapping,
	holder: DepartmentHolder | undefined,
): { code: string; findings: Finding[] } {
	const { choice, dimension, tagGroup } = mapping;
	if (choice === 'none' || dimension === 0 || holder === undefined) return { code: '', findings: [] };
	if (choice === 'projectTag' || choice === 'invoiceTag') return codeOfOneTag(holder.tags, tagGroup, holder.who);
	const { department, who } = holder;
	const refuse = (value: string, message: string, fix: string): { code: string; findings: Finding[] } => ({
		code: '',
		findings: [{ level: 'error', field: 'Department', value, message, fix }],
	});
	if (department === undefined) return refuse('', `${who} has no department.`, 'Choose its department in Moment.');
	const code = department.externalNumber.trim();
	if (code === '') {
		return refuse(
			department.name,
			`${who} belongs to the department "${department.name}", which has no number in the external system.`,
			`Enter the "Department number in external system" of "${department.name}" in Moment: the code of the department in Uniconta.`,
		);
	}
	if (code.length > CODE_LENGTH) {
		return refuse(
			code,
			`${who} belongs to the department "${department.name}" with the number "${code}"; Uniconta's codes have at most ${CODE_LENGTH} characters.`,
			`Shorten the "Department number in external system" of "${department.name}" in Moment.`,
		);
	}
	return { code, findings: [] };
}
