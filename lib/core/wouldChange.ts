import type { Finding } from './finding';
import { plainText } from './freeText';

/** One field that a dry run found different, for people. */
export interface NamedChange {
	label: string;
	from: unknown;
	to: unknown;
	/** Only the day counts. */
	isDate?: boolean;
	/** The log holds no personal data beyond number and name: there only the field is named. */
	isPersonal?: boolean;
}

/** So many characters of a value are shown, and so many fields. */
const LONGEST = 60;
const MOST = 25;

/** What a dry run would have changed, as a note: each field with its old and its new value. */
export function wouldChange(who: string, changes: readonly NamedChange[]): Finding {
	const say = (values: (change: NamedChange) => string): string => {
		const named = changes.slice(0, MOST).map((change) => `${change.label}${values(change)}`);
		const more = changes.length > MOST ? [`and ${changes.length - MOST} more fields`] : [];
		return `${who} would be changed: ${[...named, ...more].join('; ')}.`;
	};
	const both = (change: NamedChange): string => ` from ${shown(change, change.from)} to ${shown(change, change.to)}`;
	const message = say(both);
	const logged = say((change) => (change.isPersonal === true ? '' : both(change)));
	return { level: 'note', field: '', value: '', message, fix: '', ...(logged === message ? {} : { logged }) };
}

function shown({ isDate }: NamedChange, value: unknown): string {
	const whole = (value === undefined || value === null ? '' : plainText(value)).replace(/\s+/g, ' ').trim();
	const text = isDate === true ? whole.slice(0, 10) : whole;
	// Uniconta's "no date" is in the year 1 (UC24).
	if (text === '' || (isDate === true && text.startsWith('0001'))) return 'empty';
	const characters = Array.from(text);
	return `"${characters.length <= LONGEST ? text : `${characters.slice(0, LONGEST - 1).join('')}…`}"`;
}
