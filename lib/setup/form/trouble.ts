import type { FormLists, FormState } from './form';
import { nameOfCompany, ownRow } from './offered';
import { cell, type TableRow } from '../../state/tables';

/** Why the form cannot go on. */
export interface Trouble {
	says: string;
	/** It passes by itself: nobody has to mend anything. */
	passes: boolean;
}

/** Which credential does not work, or which service, and why; and what else is in the way. */
export function whatDoesNotWork({
	obstacles,
	tagGroups,
	users,
	companies,
}: Pick<FormLists, 'obstacles' | 'tagGroups' | 'users' | 'companies'>): Trouble[] {
	const of = (system: string, named: ReadonlyArray<readonly TableRow[]>): Trouble[] =>
		troubleIn(system, named, `The ${system} credential:`);
	return [
		...obstacles.map((says) => ({ says, passes: false })),
		...of('Moment', [tagGroups, users]),
		...of('Uniconta', [companies]),
	];
}

/** Why the lists of the company that was chosen cannot be read, by its name. */
export function whatIsClosed(
	{ values }: FormState,
	{ companies, series, journals, projectGroups, accounts, vatCodes }: FormLists,
): string[] {
	const company = ownRow(values['company.id'], companies);
	const name = company === undefined ? `Company ${values['company.id']}` : nameOfCompany(company).text;
	return troubleIn('Uniconta', [series, journals, projectGroups, accounts, vatCodes], `${name} cannot be used:`).map(
		({ says }) => says,
	);
}

/**
 * No connection, no answer in time, too many calls, or a failure of its own: nothing says that the credential is wrong.
 */
function isOutage(row: TableRow): boolean {
	return row['transient'] === true || cell(row, 'error').includes('answered with a failure of its own');
}

/** What is to be mended goes before what passes. `blames` begins the former. */
function troubleIn(system: string, lists: ReadonlyArray<readonly TableRow[]>, blames: string): Trouble[] {
	const failed = lists.flat().filter((one) => cell(one, 'error') !== '');
	const row = failed.find((one) => !isOutage(one));
	if (row !== undefined) return [{ says: `${blames} ${sentencesOf(row)}`, passes: false }];
	return failed.slice(0, 1).map((one) => ({
		says: `${system} cannot be used just now: ${sentence(cell(one, 'error'))} Try again in a few minutes. The ${system} credential is probably fine; only if this stays, check the address in it and whether this n8n may reach it.`,
		passes: true,
	}));
}

const sentence = (text: string): string => text.replace(/(?<![.!?])$/, '.');

/** What happened and what to do. */
function sentencesOf(row: TableRow): string {
	const findings: unknown[] = Array.isArray(row['findings']) ? row['findings'] : [];
	const [finding] = findings;
	const fix: unknown = typeof finding === 'object' && finding !== null && 'fix' in finding ? finding.fix : '';
	return `${sentence(cell(row, 'error'))}${typeof fix === 'string' && fix !== '' ? ` ${fix}` : ''}`;
}
