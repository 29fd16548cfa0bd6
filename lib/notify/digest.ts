import { DIGEST_KEY, readState, type DigestState } from '../state/digestState';
import { mailOf, type MailPlaces } from './mail';
import { openProblems, silentAreas } from './problems';
import { isTold, isWell, overOf, saidWith, toldAfter, toldCauses } from './told';
import { commaList, isSender } from '../state/people';
import { cell, rowNumber, settingText, type TableRow } from '../state/tables';

/** At most one mail in so many minutes, and so long until a mail that did not go out is tried again. */
const DEFAULT_INTERVAL = 15;
const DEFAULT_HOURS = 3;
const TRY_AGAIN_MINUTES = 5;
/** A mail that does not go out is tried less and less often, down to once in so many minutes. */
const TRY_AGAIN_MOST = 60;
/**
 * A mail server that is slow to say no may need so long for each recipient; meanwhile no second run sends to the others
 * again.
 */
const MINUTES_EACH = 3;
/** What is over without a row of the log is noticed after so many minutes. */
const LOOK_MINUTES = 5;
/** Addresses of Moment's users are asked for each day, and each hour while one of them is not known. */
const ASK_AGAIN = 24 * 3_600_000;
const ASK_SOON = 3_600_000;

export interface NotifySettings {
	level: 'failures' | 'warnings';
	hours: number;
	/** Minutes between two mails at least. */
	interval: number;
	heartbeatUrl: string;
	addresses: string[];
	/** Ids of Moment users. */
	users: string[];
	/** Sender; `''`: the first recipient, also where what is set cannot be one. */
	from: string;
}

export function notifySettings(settings: readonly TableRow[]): NotifySettings {
	const value = (key: string): string => settingText(settings, `notify.${key}`);
	const number = (key: string, otherwise: number): number =>
		/^\d+(\.\d+)?$/.test(value(key)) ? Number(value(key)) : otherwise;
	return {
		level: value('level').toLowerCase() === 'warnings' ? 'warnings' : 'failures',
		hours: number('hours', DEFAULT_HOURS) || DEFAULT_HOURS,
		interval: number('minutes', DEFAULT_INTERVAL),
		heartbeatUrl: /^https?:\/\//i.test(value('heartbeatUrl')) ? value('heartbeatUrl') : '',
		addresses: commaList(value('addresses')),
		users: commaList(value('users')),
		from: isSender(value('from')) ? value('from') : '',
	};
}

/** What a run has to do before it reads the whole log. */
export interface Watch {
	/** Whether the row that holds the state is there. */
	begun: boolean;
	/** The row's value, word for word: who changes it from this to something else may send. */
	held: string;
	row: number;
	/** Whether to look although the log has no new row: something has to wait, or five minutes are over. */
	look: boolean;
	/**
	 * Whether Moment is to be asked for the addresses of its users, so that they are known on the day it cannot be
	 * asked.
	 */
	askUsers: boolean;
	/** To be called now, `''` when there is none or when a template has gone silent. */
	heartbeatUrl: string;
}

export function watch(settings: readonly TableRow[], now: number): Watch {
	// Word for word, because it is compared with what the table holds.
	const held = cell(settings.find((one) => cell(one, 'key') === DIGEST_KEY) ?? {}, 'value');
	const { row, pending, users: known, asked } = readState(held);
	const { heartbeatUrl, hours, users } = notifySettings(settings);
	const silent = silentAreas({ settings, now, hours }).length > 0;
	return {
		begun: settings.some((one) => cell(one, 'key') === DIGEST_KEY),
		held,
		row,
		look: pending || Math.floor(now / 60_000) % LOOK_MINUTES === 0,
		askUsers:
			users.length > 0 && now - asked >= (users.every((id) => Object.hasOwn(known, id)) ? ASK_AGAIN : ASK_SOON),
		heartbeatUrl: silent ? '' : heartbeatUrl,
	};
}

export interface DigestInput {
	log: readonly TableRow[];
	inbox: readonly TableRow[];
	settings: readonly TableRow[];
	/** Milliseconds since 1970. */
	now: number;
	places: MailPlaces;
}

export interface Digest {
	/** Whether a mail is to go out now. */
	send: boolean;
	/** Whether there is something to tell and nobody was chosen to be told. */
	nobody: boolean;
	/** Whether, without a mail, the state has changed and is to be kept. */
	remember: boolean;
	subject: string;
	html: string;
	text: string;
	/** The chosen addresses; those of Moment's users come on top. */
	to: string[];
	/** What the state row is to hold once the mail has gone out, or at once when there is none. */
	cursor: string;
	/** What it is to hold while the mail is on its way. */
	claim: string;
}

/** Decides what is to be said, and writes it. Pure: the same rows at the same time give the same mail. */
export function digest(input: DigestInput): Digest {
	const { log, settings, now } = input;
	const chosen = notifySettings(settings);
	const before = readState(settingText(settings, DIGEST_KEY));
	const open = openProblems({ ...input, hours: chosen.hours });
	const told = toldCauses(before.told);
	const fresh = open.filter((problem) => !isTold(problem, told));
	const over = overOf({ told: before.told, open, log, now });
	const warnings = chosen.level === 'warnings' ? warningsAfter(log, before.row) : [];
	const ripe = fresh.filter((problem) => problem.ripe);
	const something = ripe.length > 0 || over.recovered.length > 0 || warnings.length > 0;
	const recipients = chosen.addresses.length + chosen.users.length;
	const send =
		something &&
		recipients > 0 &&
		isTime(
			before,
			chosen,
			now,
			ripe.some(({ urgent }) => urgent),
		);
	const pending =
		(something && !send && recipients > 0) ||
		fresh.some((problem) => !problem.ripe && !(send && saidWith([problem]).length > 0));
	// A table that was made anew counts from one again.
	const newest = log.reduce((most, row) => Math.max(most, rowNumber(row)), 0);
	const mail = mailOf({ fresh: send ? saidWith(fresh) : [], over, warnings, open, ...input });
	// Of what has yet to be said nothing is forgotten: neither the rows nor what was told.
	const read =
		send || !something ? { row: newest, told: toldAfter({ told: before.told, open, sent: send, over }) } : {};
	const state: DigestState = { ...before, ...read, pending };
	const cursor = JSON.stringify(send ? { ...state, mailed: now, tried: now, tries: 0 } : state);
	return {
		send,
		nobody: something && recipients === 0,
		remember: !send && cursor !== JSON.stringify(before),
		...mail,
		to: chosen.addresses,
		cursor,
		claim: JSON.stringify({ ...before, tried: now, tries: before.tries + 1 }),
	};
}

function isTime(
	{ mailed, tried, tries }: DigestState,
	{ interval, addresses, users }: NotifySettings,
	now: number,
	urgent: boolean,
): boolean {
	const after = Math.min(TRY_AGAIN_MINUTES * 2 ** Math.max(0, tries - 1), TRY_AGAIN_MOST);
	const stuck =
		tried > mailed && now - tried < Math.max(after, MINUTES_EACH * (addresses.length + users.length)) * 60_000;
	return !stuck && (urgent || now - mailed >= interval * 60_000);
}

/** Rows of records that went through with something to mend: a note has nothing to do, a warning has. */
function warningsAfter(log: readonly TableRow[], after: number): TableRow[] {
	return log.filter(
		(row) =>
			rowNumber(row) > after && isWell(row) && cell(row, 'outcome') !== 'withheld' && cell(row, 'fix') !== '',
	);
}
