import { escapeHtml } from '../core/html';
import type { Problem } from './problems';
import type { Over, Recovered } from './told';
import { saysNothingToDo } from '../core/finding';
import { lowestOf } from '../core/keys';
import { cell, type TableRow } from '../state/tables';

/** Where the links of a mail lead; `''` leaves the link out. */
export interface MailPlaces {
	/** The page of n8n on which the log is read. */
	n8nUrl: string;
	/** The form of the resend template. */
	resendUrl: string;
}

export interface MailInput {
	fresh: readonly Problem[];
	over: Pick<Over, 'recovered' | 'remains'>;
	warnings: readonly TableRow[];
	/** All that is open, also what was said before. */
	open: readonly Problem[];
	places: MailPlaces;
}

export interface Mail {
	subject: string;
	html: string;
	text: string;
}

interface Entry {
	title: string;
	message: string;
	fix: string;
	/** How many records it stands for. */
	count?: number;
	/** Whether the address in `fix` is n8n's own: of a run that stopped. Of anything else no address becomes a link. */
	linked?: true;
}

interface Section {
	title: string;
	entries: Entry[];
	color: string;
}

/** More than this of one kind are counted, not listed: the log has them all. */
const LISTED = 25;
const SUBJECT = 120;

/** The mail as HTML and as text, from the same sections. */
export function mailOf(input: MailInput): Mail {
	const sections = sectionsOf(input)
		.filter(({ entries }) => entries.length > 0)
		.map((section) => ({ ...section, entries: section.entries.map(legibleEntry) }));
	const closing = closingOf(input);
	return {
		subject: legible(subjectOf(input), SUBJECT),
		html: htmlOf(sections, closing, input.places),
		text: textOf(sections, closing, input.places),
	};
}

function sectionsOf({ fresh, over, warnings }: MailInput): Section[] {
	const posting = fresh.filter(({ urgent, outcome }) => urgent && outcome !== 'silent');
	const silent = fresh.filter(({ outcome }) => outcome === 'silent');
	const passing = fresh.filter(({ outcome }) => outcome === 'failed');
	const others = fresh.filter((problem) => ![posting, silent, passing].some((list) => list.includes(problem)));
	return [
		{ title: 'Posting stands still', color: '#b3261e', entries: grouped(posting) },
		{ title: 'Nothing has run', color: '#b3261e', entries: silent.map(entryOf) },
		{
			title: 'To be mended',
			color: '#9a5b00',
			entries: complaints(
				others.filter((problem) => !isIdle(problem)),
				ALIKE,
			),
		},
		{ title: 'Did not get through', color: '#9a5b00', entries: grouped(passing) },
		{
			title: 'Went through, with a warning',
			color: '#5b6470',
			entries: warnings.map((row) => ({
				title: titleOf(cell(row, 'entity'), cell(row, 'key'), cell(row, 'name')),
				message: cell(row, 'message'),
				fix: cell(row, 'fix'),
			})),
		},
		{ title: 'As a rule nothing to do', color: '#5b6470', entries: complaints(others.filter(isIdle), 2) },
		{
			title: 'In order again',
			color: '#1b6e3c',
			entries: over.recovered.filter(({ remains }) => remains === undefined).map(recoveredEntry),
		},
		{
			title: 'Over',
			color: '#1b6e3c',
			entries: over.recovered.filter(({ remains }) => remains !== undefined).map(recoveredEntry),
		},
		{ title: 'What remains', color: '#9a5b00', entries: grouped(over.remains) },
	];
}

/**
 * The advice is that there is nothing to do, or that there may well be nothing; what stops, or fails and is tried
 * again, has its own heading.
 */
function isIdle({ urgent, outcome, fix }: Problem): boolean {
	return !urgent && outcome !== 'silent' && outcome !== 'failed' && saysNothingToDo(fix);
}

function recoveredEntry({ entity, key, name, outcome, remains }: Recovered): Entry {
	const message = remains === undefined ? outcome || 'over' : `${remains} did not answer: over`;
	return { title: titleOf(entity, key, name), message, fix: '' };
}

/** Those with one cause are one entry, with all numbers. */
function grouped(problems: readonly Problem[]): Entry[] {
	return together(problems, ({ cause }) => cause).flatMap((same) => {
		const first = lowestOf(same) ?? same[0];
		return same.length === 1 ? [entryOf(first)] : [{ title: manyOf(same), message: first.message, fix: first.fix }];
	});
}

/**
 * So many with the same complaint are one entry: a tag group that was deleted is one thing to mend, not one for each
 * customer.
 */
const ALIKE = 4;

function complaints(problems: readonly Problem[], alike: number): Entry[] {
	return together(problems, complaintOf).flatMap((same) => {
		const first = lowestOf(same) ?? same[0];
		return same.length < alike
			? same.map(entryOf)
			: [{ title: manyOf(same), message: `The first: ${first.message}`, fix: first.fix, count: same.length }];
	});
}

/**
 * What is said of a record, without its own number and name; of a posting also without its voucher, date and amount.
 */
function complaintOf({ entity, key, name, outcome, message, fix }: Problem): string {
	const common = [name, key].filter(Boolean).reduce((text, own) => text.replaceAll(own, ''), message);
	return [entity, outcome, common.replace(/\b(Posting|Voucher)\b[^()]{0,200}\([^()]{0,400}\)/g, '$1'), fix].join(
		'\n',
	);
}

function together(
	problems: readonly Problem[],
	likeness: (problem: Problem) => string,
): Array<[Problem, ...Problem[]]> {
	const groups = new Map<string, [Problem, ...Problem[]]>();
	for (const problem of problems) {
		const group = groups.get(likeness(problem));
		if (group === undefined) groups.set(likeness(problem), [problem]);
		else group.push(problem);
	}
	return [...groups.values()];
}

function manyOf(problems: readonly Problem[]): string {
	const names = problems.slice(0, LISTED).map(({ entity, key }) => titleOf(entity, key, ''));
	return `${problems.length} records: ${names.join(', ')}${problems.length > LISTED ? ` and ${problems.length - LISTED} more` : ''}`;
}

function entryOf({ entity, key, name, outcome, message, fix }: Problem): Entry {
	const title = titleOf(entity, key, name);
	if (entity === 'run' && outcome === 'failed') return { title, message, fix, linked: true };
	return {
		title: entity === 'run' || entity === 'settings' || entity === 'mail' ? title : `${title}: ${outcome}`,
		message,
		fix,
	};
}

const NOUNS: ReadonlyMap<string, string> = new Map([
	['run', 'Template'],
	['silent', 'Template'],
	['settings', 'Settings'],
	['mail', 'Mail to'],
	['many', 'Many at once:'],
]);

const countOf = (entries: readonly Entry[]): number => entries.reduce((sum, { count = 1 }) => sum + count, 0);

function titleOf(entity: string, key: string, name: string): string {
	const noun = NOUNS.get(entity) ?? `${entity.charAt(0).toUpperCase()}${entity.slice(1)}`;
	return [noun, key, name].filter(Boolean).join(' ');
}

/**
 * What is to be mended so that posting goes on: of those that stop or are stopped the lowest, or the one that it names
 * as in its way.
 */
function stopOf({ fresh, open }: MailInput): Problem | undefined {
	const lowest = lowestOf(fresh.filter(({ urgent }) => urgent));
	if (lowest?.outcome !== 'blocked') return lowest;
	const named = new Set(
		[...lowest.message.matchAll(/\b(?:invoice|credit note) (\d+)\b/gi)].map(([, number]) => number),
	);
	return (
		open.find(
			({ entity, key, outcome }) =>
				entity === 'invoice' && outcome !== 'blocked' && outcome !== 'waiting' && named.has(key),
		) ?? lowest
	);
}

function subjectOf(input: MailInput): string {
	const {
		fresh,
		over: { recovered },
		warnings,
	} = input;
	const stop = stopOf(input);
	const causes = new Set(fresh.filter((problem) => !problem.urgent && !isIdle(problem)).map(({ cause }) => cause));
	const idle = fresh.filter(isIdle).length;
	const over = recovered.filter(({ remains }) => remains !== undefined).length;
	const well = recovered.length - over;
	const outages = [...causes].flatMap((cause) => /^outage of (\w+)$/.exec(cause)?.[1] ?? []);
	const others = causes.size - outages.length;
	const what = [
		...(stop === undefined
			? []
			: [
					stop.outcome === 'silent'
						? 'nothing has run'
						: `posting stands still (${titleOf(stop.entity, stop.key, '').toLowerCase()})`,
				]),
		...outages.map((system) => `${system} does not answer`),
		...(others > 0 ? [counted(others, 'new finding')] : []),
		...(warnings.length > 0 ? [counted(warnings.length, 'warning')] : []),
		...(idle > 0 ? [`${idle} for information`] : []),
		...(well > 0 ? [`${counted(well, 'record')} in order again`] : []),
		...(over > 0 ? [`${counted(over, 'earlier finding')} over`] : []),
	];
	return `Moment and Uniconta: ${what.join(', ')}`;
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

function closingOf({ open, fresh }: MailInput): string {
	const older = open.length - fresh.length;
	if (open.length === 0) return 'Nothing else is open.';
	return older > 0
		? `${counted(older, 'record')} of earlier mails ${older === 1 ? 'is' : 'are'} still open.`
		: 'Nothing of earlier mails is open.';
}

const TITLE = 200;
const MESSAGE = 1200;
const legibleEntry = (entry: Entry): Entry => ({
	...entry,
	title: legible(entry.title, TITLE),
	message: legible(entry.message, MESSAGE),
	fix: legible(entry.fix, MESSAGE),
});

/**
 * A value as one line of at most so many characters: without line breaks, and without the signs that turn the direction
 * of all that follows or are not to be seen, with which a name could pass for another.
 */
export function legible(text: string, most: number): string {
	const line = text
		.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
		.replace(/[\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu, '')
		.trim();
	const characters = Array.from(line);
	return characters.length <= most ? line : `${characters.slice(0, most - 1).join('')}…`;
}

/** An address of this n8n becomes a link; any other stays what it is, a text. */
function linked(text: string, places: MailPlaces): string {
	const parts = text.split(/(https?:\/\/[^\s<>"']+)/);
	return parts
		.map((part, index) => (index % 2 === 1 && isOwn(part, places) ? link(part, part) : escapeHtml(part)))
		.join('');
}

/** What n8n shows of itself. */
const OWN_PAGES = ['home', 'workflow', 'workflows', 'executions', 'projects', 'form'];

/** Whether an address is one of n8n's own pages, below what the mail's own links have before such a page. */
function isOwn(address: string, { n8nUrl, resendUrl }: MailPlaces): boolean {
	if (!URL.canParse(address)) return false;
	const { origin, pathname, username, password } = new URL(address);
	if (username !== '' || password !== '') return false;
	return [n8nUrl, resendUrl]
		.flatMap((place) => baseOf(place) ?? [])
		.some((base) => OWN_PAGES.some((page) => `${origin}${pathname}`.startsWith(`${base}/${page}/`)));
}

/** `https://n8n.example/at` of `https://n8n.example/at/home/executions`. */
function baseOf(place: string): string | undefined {
	if (!URL.canParse(place)) return undefined;
	const { origin, pathname } = new URL(place);
	const segments = pathname.split('/');
	const at = segments.findIndex((segment, index) => index > 0 && OWN_PAGES.includes(segment));
	return `${origin}${(at < 0 ? segments.filter(Boolean).map((segment) => `/${segment}`) : [segments.slice(0, at).join('/')]).join('')}`;
}

function link(href: string, words: string): string {
	return `<a href="${escapeHtml(href)}" style="color:#0b57d0;word-break:break-word">${escapeHtml(words)}</a>`;
}

function htmlOf(sections: readonly Section[], closing: string, places: MailPlaces): string {
	const list = sections.map(({ title, color, entries }) => {
		const items = entries
			.slice(0, LISTED)
			.map(
				(entry) =>
					`<div style="border-left:4px solid ${color};padding:4px 0 4px 12px;margin:0 0 14px"><div style="font-weight:600;word-break:break-word">${escapeHtml(entry.title)}</div><div style="word-break:break-word">${escapeHtml(entry.message)}</div>${entry.fix === '' ? '' : `<div style="color:#3c4650;word-break:break-word"><b>To do:</b> ${entry.linked === true ? linked(entry.fix, places) : escapeHtml(entry.fix)}</div>`}</div>`,
			);
		const more = entries.length > LISTED ? `<p>… and ${entries.length - LISTED} more in the log.</p>` : '';
		return `<h2 style="font-size:18px;margin:22px 0 10px;color:${color}">${escapeHtml(title)} (${countOf(entries)})</h2>${items.join('')}${more}`;
	});
	const links = [
		...(places.resendUrl === '' ? [] : [`<p>${link(places.resendUrl, 'Send records again')}</p>`]),
		...(places.n8nUrl === '' ? [] : [`<p>${link(places.n8nUrl, 'Open the executions in n8n')}</p>`]),
	];
	return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"></head><body style="margin:0;padding:16px;background:#ffffff;color:#1c2630;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif"><div style="max-width:600px;margin:0 auto">${list.join('')}<p style="color:#5b6470">${escapeHtml(closing)} The Data Table moment_uniconta_log in n8n has it all.</p>${links.join('')}</div></body></html>`;
}

function textOf(sections: readonly Section[], closing: string, places: MailPlaces): string {
	const lines = sections.flatMap(({ title, entries }) => [
		`${title} (${countOf(entries)})`,
		'',
		...entries
			.slice(0, LISTED)
			.flatMap(({ title: head, message, fix }) => [
				`* ${head}`,
				`  ${message}`,
				...(fix === '' ? [] : [`  To do: ${fix}`]),
				'',
			]),
		...(entries.length > LISTED ? [`… and ${entries.length - LISTED} more in the log.`, ''] : []),
	]);
	return [
		...lines,
		`${closing} The Data Table moment_uniconta_log in n8n has it all.`,
		...(places.resendUrl === '' ? [] : [`Send records again: ${places.resendUrl}`]),
		...(places.n8nUrl === '' ? [] : [`Executions in n8n: ${places.n8nUrl}`]),
	].join('\n');
}
