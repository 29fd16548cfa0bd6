import { notifySettings } from './digest';
import { DIGEST_KEY, readState, type DigestState } from '../state/digestState';
import type { LogRow } from '../state/log';
import { isActive, isAddress } from '../state/people';
import { cell, longText, rowNumber, settingText, shortText, type TableRow } from '../state/tables';

/** A Moment user as the Moment node gives one. */
export interface UserSource {
	id: string;
	name: string;
	email: string;
	/** Moment's word for whether the user may log in; `''` where it gives none. */
	state: string;
}

/** One mail to one address: an address that does not work must not stop the others. */
export interface Letter {
	to: string;
	from: string;
	subject: string;
	html: string;
	text: string;
}

export interface Recipients {
	letters: Letter[];
	/** What the state row is to hold when the mail is out. */
	cursor: string;
	/** Chosen Moment users whom no mail can reach. */
	missing: Array<{ id: string; message: string; fix: string }>;
}

const CHOOSE =
	'Choose the people to notify again in the set-up form (notify.users in the Data Table moment_uniconta_settings).';

/**
 * The chosen addresses and those of the chosen Moment users, each once. `users` is undefined when Moment could not be
 * asked: then the addresses they had last are taken.
 */
export function recipients(
	mail: { subject: string; html: string; text: string; to: readonly string[]; cursor: string },
	settings: readonly TableRow[],
	users: readonly UserSource[] | undefined,
): Recipients {
	const chosen = notifySettings(settings);
	const state = readState(mail.cursor);
	// A key without the right to see users shows none at all (MO2): nobody has left by that.
	const { known, missing } =
		users === undefined || users.length === 0
			? { known: remembered(chosen.users, state), missing: [] }
			: addressesOf(chosen.users, users);
	const wrong = mail.to.filter((address) => !isAddress(address));
	missing.push(
		...wrong.map((id) => ({
			id,
			message: `"${id}" is not an e-mail address; nobody is notified there.`,
			fix: 'Correct notify.addresses in the Data Table moment_uniconta_settings.',
		})),
	);
	const addresses = new Map(
		[...mail.to, ...Object.values(known)]
			.filter((address) => isAddress(address))
			.map((address) => [address.toLowerCase(), address]),
	);
	const [first = ''] = addresses.values();
	const { subject, html, text } = mail;
	return {
		letters: [...addresses.values()].map((to) => ({ to, from: chosen.from || first, subject, html, text })),
		cursor: JSON.stringify({ ...state, users: known }),
		missing,
	};
}

function remembered(chosen: readonly string[], { users }: DigestState): Record<string, string> {
	return Object.fromEntries(
		Object.entries(users).filter(([id, address]) => chosen.includes(id) && isAddress(address)),
	);
}

/** Addresses of the chosen users, and why others have none. */
function addressesOf(
	chosen: readonly string[],
	users: readonly UserSource[],
): { known: Record<string, string>; missing: Recipients['missing'] } {
	const missing: Recipients['missing'] = [];
	const known: Record<string, string> = {};
	for (const id of chosen) {
		const user = users.find((one) => one.id === id);
		const address = user?.email.trim() ?? '';
		if (user === undefined) {
			missing.push({
				id,
				message: `Moment has no user ${id} any more, who was chosen to be notified.`,
				fix: CHOOSE,
			});
		} else if (!isActive(user.state)) {
			missing.push({
				id,
				message: `The Moment user ${user.name} (${id}), who was chosen to be notified, may no longer log in (${plain(user.state)}).`,
				fix: CHOOSE,
			});
		} else if (isAddress(address)) {
			known[id] = address;
		} else {
			missing.push({
				id,
				message: `The Moment user ${user.name} (${id}), who was chosen to be notified, has no e-mail address that can be used.`,
				fix: 'Enter the address in Moment: Setup > Users.',
			});
		}
	}
	return { known, missing };
}

/**
 * The state with the addresses as Moment has them now, for the day it cannot be asked; where it cannot be asked now,
 * only that it was tried.
 */
export function withAddresses(
	settings: readonly TableRow[],
	users: readonly UserSource[] | undefined,
	now: number,
): string {
	const state = readState(settingText(settings, DIGEST_KEY));
	const { users: chosen } = notifySettings(settings);
	const known =
		users === undefined || users.length === 0 ? remembered(chosen, state) : addressesOf(chosen, users).known;
	return JSON.stringify({ ...state, users: known, asked: now });
}

/** Key of the log row that stands for every recipient. */
const ALL = 'all';
const UNREACHED = {
	message:
		'There is something to tell, and none of those who were chosen to be notified has an address that is known.',
	fix: 'Choose them again in the set-up form, or enter an address in notify.addresses in the Data Table moment_uniconta_settings. It is said as soon as a mail goes out.',
};
/** What the log says, once a day, when there is something to tell and nobody was chosen. */
export const NOBODY = {
	message: 'There is something to tell, and nobody was chosen to be notified.',
	fix: 'Choose people in the set-up form, or enter an address in notify.addresses in the Data Table moment_uniconta_settings. What is open is then told.',
};
const plain = (text: string): string => longText(text.replace(/\s+/g, ' ').trim());

/** What became of one letter: `''` for one that the mail server took. */
export interface Delivery {
	to: string;
	refusal: string;
}

export interface SentInput {
	deliveries: readonly Delivery[];
	missing: Recipients['missing'];
	log: readonly TableRow[];
	/** Milliseconds since 1970. */
	now: number;
	/** n8n's id of the run. */
	execution: string;
}

/**
 * The log rows about a mail: addresses and users that it did not reach, each once until something changes, and those
 * that it reaches again. The cursor moves when at least one got it.
 */
export function afterSending(input: SentInput): { sent: boolean; rows: LogRow[] } {
	const { deliveries, missing } = input;
	const sent = deliveries.some(({ refusal }) => refusal === '');
	const said = [
		onAll(sent, deliveries),
		...(sent ? deliveries.map(onDelivery) : []),
		...missing.map(({ id, message, fix }): MailNews => ({ to: id, outcome: 'failed', said: message, fix })),
	];
	return { sent, rows: newRows(said, input) };
}

/** What is to be said of mails to an address, or to a user who has none. */
interface MailNews {
	to: string;
	outcome: 'sent' | 'unsent' | 'failed';
	said: string;
	fix: string;
}

/** When nobody got it, no mail can tell of it; the log says it once. */
function onAll(sent: boolean, [first]: readonly Delivery[]): MailNews {
	if (sent) return { to: ALL, outcome: 'sent', said: 'Mail goes out again.', fix: '' };
	if (first === undefined) return { to: ALL, outcome: 'unsent', said: UNREACHED.message, fix: UNREACHED.fix };
	return {
		to: ALL,
		outcome: 'unsent',
		said: `No mail could be sent: ${plain(first.refusal)}`,
		fix: 'Check the SMTP credential on the step Send Email, and the addresses. What was to be said is said as soon as a mail goes out.',
	};
}

function onDelivery({ to, refusal }: Delivery): MailNews {
	if (refusal === '') return { to, outcome: 'sent', said: `The mail server takes mail to ${to} again.`, fix: '' };
	return {
		to,
		outcome: 'failed',
		said: `A mail to ${to} was not taken: ${plain(refusal)}`,
		fix: 'Correct the address in the settings (notify.addresses or the user in Moment), or the SMTP credential on the step Send Email.',
	};
}

/** Rows for what the log does not say last already; that mails arrive is news only where it said something else. */
function newRows(news: readonly MailNews[], { log, now, execution }: SentInput): LogRow[] {
	const last = new Map<string, TableRow>();
	for (const row of [...log].sort((a, b) => rowNumber(a) - rowNumber(b)))
		if (cell(row, 'entity') === 'mail') last.set(cell(row, 'key'), row);
	const isSaid = (key: string, outcome: string, message: string): boolean => {
		const before = last.get(key);
		if (before === undefined) return outcome === 'sent';
		return cell(before, 'outcome') === outcome && (outcome === 'sent' || cell(before, 'message') === message);
	};
	return news
		.map(({ to, outcome, said, fix }) => ({ key: shortText(to), outcome, message: longText(said), fix }))
		.filter(({ key, outcome, message }) => !isSaid(key, outcome, message))
		.map(({ key, outcome, message, fix }) => ({
			time: new Date(now).toISOString(),
			entity: 'mail',
			key,
			name: '',
			outcome,
			message,
			fix,
			changes: '',
			momentId: '',
			unicontaRowId: '',
			hash: '',
			held: '',
			execution,
		}));
}
