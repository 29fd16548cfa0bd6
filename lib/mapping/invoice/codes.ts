import { departmentCode } from '../department';
import type { Finding } from '../../core/finding';
import { KEY_LENGTH, keyFindings } from '../../core/keys';
import { parseDecimal, signOf } from '../../core/money';
import type { ProjectSource } from '../projectSource';
import { codeOfOneTag } from '../tags';
import { isHeading } from './headings';
import type { InvoiceMapping } from './mapping';
import type { InvoiceLineSource, InvoiceSource } from './source';
import { lineList } from './words';

/** The codes a line goes to; `''` where one lacks, which is then a finding. */
export interface LineCodes {
	account: string;
	vat: string;
	project: string;
	category: string;
	department: string;
}

/**
 * Account, VAT code, project, category and department of every line (M5, M6, M12); each thing that is wrong is said
 * once.
 */
export function lineCodes(
	invoice: InvoiceSource,
	mapping: InvoiceMapping,
	who: string,
): { codes: LineCodes[]; findings: Finding[] } {
	const findings: Finding[] = [];
	const ofProject = projectCodes(mapping, findings);
	const { choice } = mapping.department;
	const ofInvoice = departmentCode(
		mapping.department,
		choice === 'invoiceDepartment' || choice === 'invoiceTag'
			? { who, department: invoice.department, tags: invoice.tags }
			: undefined,
	);
	findings.push(...ofInvoice.findings);
	const codes = invoice.lines.map((line): LineCodes => {
		const project = line.project ?? invoice.project;
		if (isHeading(line)) return ofHeading(project, mapping);
		const parents = project === undefined ? { project: '', category: '', department: '' } : ofProject(project);
		return {
			account: line.accountNumber,
			vat: line.vatCode.trim() === '' ? '' : line.vatCode,
			...parents,
			department: parents.department || ofInvoice.code,
		};
	});
	findings.push(
		...accountFindings(invoice.lines, who),
		...vatFindings(invoice.lines, who),
		...missingProject(invoice, who),
	);
	return { codes, findings };
}

/** It books nothing: a code goes along where there is one, and none is missed. */
function ofHeading(project: ProjectSource | undefined, { categoryTagGroup }: InvoiceMapping): LineCodes {
	const category = project === undefined ? '' : codeOfOneTag(project.tags, categoryTagGroup, '').code;
	return {
		account: '',
		vat: '',
		project: category === '' ? '' : (project?.projectNumber ?? ''),
		category,
		department: '',
	};
}

/** A project's own codes, looked up once however many lines have it. */
function projectCodes(
	{ categoryTagGroup, department }: InvoiceMapping,
	findings: Finding[],
): (project: ProjectSource) => Pick<LineCodes, 'project' | 'category' | 'department'> {
	const seen = new Map<string, Pick<LineCodes, 'project' | 'category' | 'department'>>();
	const byProject = department.choice === 'projectDepartment' || department.choice === 'projectTag';
	return (project) => {
		const id = project.id || project.projectNumber;
		const before = seen.get(id);
		if (before !== undefined) return before;
		const name = project.name.trim();
		const who = `Project ${project.projectNumber || `with Moment id ${project.id}`}${name === '' ? '' : ` "${name}"`}`;
		const category = codeOfOneTag(project.tags, categoryTagGroup, who);
		const own = departmentCode(
			department,
			byProject ? { who, department: project.department, tags: project.tags } : undefined,
		);
		findings.push(
			...keyFindings(project.projectNumber, who, 'Project number'),
			...category.findings,
			...own.findings,
		);
		const codes = { project: project.projectNumber, category: category.code, department: own.code };
		seen.set(id, codes);
		return codes;
	};
}

const WHERE_ACCOUNTS = 'Setup > Accounting';

function accountFindings(lines: readonly InvoiceLineSource[], who: string): Finding[] {
	const wanting = grouped(lines, (line) => {
		const { accountNumber } = line;
		if (isHeading(line)) return undefined;
		if (accountNumber.trim() === '') return '';
		return isKept(accountNumber, KEY_LENGTH) ? undefined : accountNumber;
	});
	return wanting.map(([{ accountNumber: account }, indexes]): Finding => {
		const said = `${lineList(indexes, lines)} of ${inSentence(who)} ${indexes.length === 1 ? 'has' : 'have'}`;
		if (account.trim() === '') {
			return {
				level: 'error',
				field: 'Account number',
				value: '',
				message: `${said} no ledger account.`,
				fix: `Give what is sold there an account in Moment: ${WHERE_ACCOUNTS}. The number must be one of Uniconta's ledger accounts.`,
			};
		}
		return {
			level: 'error',
			field: 'Account number',
			value: account,
			message: `${said} the ledger account "${account}", which Uniconta would change: at most ${KEY_LENGTH} characters, without spaces around them.`,
			fix: `Correct the number of the account in Moment: ${WHERE_ACCOUNTS}. It must be the number that Uniconta has.`,
		};
	});
}

/**
 * An account without a VAT code is fine as long as it has no VAT: Moment does not ask for one (MO18).
 */
function vatFindings(lines: readonly InvoiceLineSource[], who: string): Finding[] {
	const lacking = grouped(lines, ({ vatCode, vatPercent, accountNumber }) => {
		const percent = parseDecimal(vatPercent);
		return vatCode.trim() === '' && percent !== undefined && signOf(percent) !== 0
			? `${vatPercent.trim()} ${accountNumber}`
			: undefined;
	});
	// However long: VAT codes may have more than the usual ten characters, and only Uniconta's own list tells which
	// there are (UC57).
	const changed = grouped(lines, ({ vatCode }) => (vatCode.trim() === '' || isKept(vatCode) ? undefined : vatCode));
	const said = (indexes: readonly number[]): string =>
		`${lineList(indexes, lines)} of ${inSentence(who)} ${indexes.length === 1 ? 'has' : 'have'}`;
	return [
		...lacking.map(([{ vatPercent, accountNumber }, indexes]): Finding => {
			const account = accountNumber.trim() === '' ? 'the account' : `the account ${accountNumber}`;
			return {
				level: 'error',
				field: 'VAT code',
				value: '',
				message: `${said(indexes)} ${vatPercent.trim()} % VAT, but ${account} has no accounting VAT code.`,
				fix: `Enter the "Accounting VAT code" of ${account} in Moment: ${WHERE_ACCOUNTS}. It must be the VAT code that Uniconta has.`,
			};
		}),
		...changed.map(([{ vatCode, accountNumber }, indexes]): Finding => ({
			level: 'error',
			field: 'VAT code',
			value: vatCode,
			message: `${said(indexes)} the VAT code "${vatCode}", which Uniconta would change: it has spaces around it, or a line break or tab in it.`,
			fix: `Correct the "Accounting VAT code" of the account ${accountNumber} in Moment: ${WHERE_ACCOUNTS}.`,
		})),
	];
}

function missingProject(invoice: InvoiceSource, who: string): Finding[] {
	if (invoice.project !== undefined) return [];
	const without = invoice.lines.flatMap((line, index) =>
		line.project === undefined && !isHeading(line) ? [index] : [],
	);
	if (without.length === 0) return [];
	return [
		{
			level: 'error',
			field: 'Project',
			value: '',
			message: `${lineList(without, invoice.lines)} of ${inSentence(who)} ${without.length === 1 ? 'belongs' : 'belong'} to no project, so there is no project category for ${without.length === 1 ? 'it' : 'them'}.`,
			fix: 'Invoices to be transferred must belong to a project in Moment. To book this one by hand instead, set its export status in Moment to "do not transfer to accounting".',
		},
	];
}

function isKept(code: string, longest = Number.POSITIVE_INFINITY): boolean {
	return code.length <= longest && code === code.trim() && !/[\p{Cc}\p{Cs}]/u.test(code);
}

function inSentence(who: string): string {
	return `${who.charAt(0).toLowerCase()}${who.slice(1)}`;
}

/**
 * The lines with the same key, each group by its first line and the places of all; lines without a key are left out.
 */
function grouped(
	lines: readonly InvoiceLineSource[],
	keyOf: (line: InvoiceLineSource) => string | undefined,
): Array<[InvoiceLineSource, number[]]> {
	const groups = new Map<string, [InvoiceLineSource, number[]]>();
	for (const [index, line] of lines.entries()) {
		const key = keyOf(line);
		if (key === undefined) continue;
		const group = groups.get(key);
		if (group === undefined) groups.set(key, [line, [index]]);
		else group[1].push(index);
	}
	return [...groups.values()];
}
