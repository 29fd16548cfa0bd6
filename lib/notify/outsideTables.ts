import { DIGEST_KEY, readState } from '../state/digestState';
import { isAddress } from '../state/people';
import type { StoreTrouble } from '../state/storeTrouble';
import { settingText, type TableRow } from '../state/tables';
import { escapeHtml } from '../core/html';
import { notifySettings } from './digest';
import type { Letter } from './sent';

/** What is kept outside of the tables, in the workflow itself, so that their own trouble can be told. */
export interface KeptOutside {
	to: string[];
	/** The sender; `''`: the first recipient. */
	from: string;
	/** What keeps the tables from being used; times in milliseconds since 1970, 0 for never. */
	trouble?: { message: string; since: number; tried: number; told: number };
}

/** What passes within minutes is not said. */
const LASTING_MS = 3 * 60_000;
const TRY_AGAIN_MS = 5 * 60_000;
const SAID_AGAIN_MS = 24 * 3_600_000;

/** Whom to tell, as the tables said when they could be read. */
export function addressesIn(settings: readonly TableRow[]): Pick<KeptOutside, 'to' | 'from'> {
	const { addresses, users, from } = notifySettings(settings);
	const { users: known } = readState(settingText(settings, DIGEST_KEY));
	const all = [...addresses, ...users.flatMap((id) => known[id] ?? [])].filter(isAddress);
	return { to: [...new Set(all)], from };
}

/** Sizes and counts in it change from minute to minute. */
const alike = (message: string): string => message.replace(/\d+([.,]\d+)?/g, '#');

/**
 * Notes the trouble, and gives the mails about it when it is time: it has lasted three minutes, and was not said today.
 */
export function troubleLetters(kept: KeptOutside, { message, fix }: StoreTrouble, now: number): Letter[] {
	if (kept.trouble === undefined || alike(kept.trouble.message) !== alike(message))
		kept.trouble = { message, since: now, tried: 0, told: 0 };
	const { trouble } = kept;
	const isDue =
		now - trouble.since >= LASTING_MS &&
		now - trouble.tried >= TRY_AGAIN_MS &&
		(trouble.told === 0 || now - trouble.told >= SAID_AGAIN_MS);
	if (!isDue) return [];
	trouble.tried = now;
	return lettersTo(kept, 'Moment and Uniconta: the Data Tables of n8n cannot be used', [
		message,
		`To do: ${fix}`,
		'Until then nothing is transferred, and this mail cannot say what else is open. It is said again tomorrow if it lasts.',
	]);
}

/** The tables can be used again: the mail that says so, where somebody was told. */
export function overLetters(kept: KeptOutside): Letter[] {
	if (kept.trouble === undefined) return [];
	if (kept.trouble.told === 0) {
		delete kept.trouble;
		return [];
	}
	return lettersTo(kept, 'Moment and Uniconta: the Data Tables can be used again', [
		'n8n takes rows again, and the templates go on by themselves: what waited is done by the next runs.',
	]);
}

function lettersTo({ to, from }: KeptOutside, subject: string, lines: readonly string[]): Letter[] {
	const [first = ''] = to;
	return to.map((address) => ({
		to: address,
		from: from || first,
		subject,
		text: lines.join('\n\n'),
		html: lines.map((line) => `<p>${escapeHtml(line)}</p>`).join(''),
	}));
}
