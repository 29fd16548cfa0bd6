/** How serious a finding is: an `error` keeps the record from being written, a `warning` does not, a `note` is only said. */
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
	/** What to do, with the menu path where there is one; `''` for a note. */
	fix: string;
}

export function hasErrors(findings: readonly Finding[]): boolean {
	return findings.some((finding) => finding.level === 'error');
}
