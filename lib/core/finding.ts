/**
 * How serious a finding is: an `error` keeps the record from being written, a `warning` does not, a `note` is only
 * said.
 */
export type FindingLevel = 'error' | 'warning' | 'note';

/** One thing about one record that a person should know: an error is a value here, never an exception. */
export interface Finding {
	level: FindingLevel;
	/** The field it is about, by the name the person sees in Moment or Uniconta; `''` for the record as a whole. */
	field: string;
	/** The value that was found, as text; `''` where there is none. */
	value: string;
	/** What was found, with the record's number and name in it. */
	message: string;
	/** What the log says instead, where the message holds personal data. */
	logged?: string;
	/** What to do, with the menu path where there is one; `''` for a note. */
	fix: string;
}

export function hasErrors(findings: readonly Finding[]): boolean {
	return findings.some((finding) => finding.level === 'error');
}

const NOTHING_TO_DO = /\bnothing (?:else )?(?:(?:is |has |needs )?to (?:do|be done))\b/i;

/** Whether the advice is, or may well be, that nobody has to do anything. */
export function saysNothingToDo(fix: string): boolean {
	return NOTHING_TO_DO.test(fix);
}

/**
 * The advice of several findings as one text: beside something that is to be done none says that there is nothing to
 * do.
 */
export function adviceOf(findings: readonly Finding[]): string {
	const fixes = [...new Set(findings.map(({ fix }) => fix).filter(Boolean))];
	if (fixes.every(saysNothingToDo)) return fixes.join(' ');
	return fixes.map(withoutNothing).filter(Boolean).join(' ');
}

/** Without the clauses that say so, and what explains them. */
function withoutNothing(fix: string): string {
	if (!saysNothingToDo(fix)) return fix;
	const clauses = fix
		.split(/(?<=[.;])\s+/)
		.filter((clause) => !saysNothingToDo(clause))
		.join(' ');
	return clauses.replace(/;$/, '.');
}
