import { escapeHtml } from '../core/html';
import { legible, type Mail } from '../notify/mail';
import { localMinuteText } from '../core/instants';
import type { Tidings } from './told';
import type { Difference, Reconciliation } from './types';
import { isSame, KIND_WORDS, STATE_WORDS, summaryLines } from './words';

/** So many are named; the page has them all. */
const NAMED = 30;
const SUBJECT = 120;
const LINE = 400;

/** Whether somebody is to be told: something differs that no mail has named, or something that was named is over. */
export function isMailDue({ fresh, over }: Tidings): boolean {
	return fresh.length + over.length > 0;
}

/**
 * HTML and text from the same lines. Contact data of customers stays on the page, behind its password. Times are those
 * of `zone`.
 */
export function reconciliationMail(
	result: Reconciliation,
	{ fresh, over, older }: Tidings,
	{ pageUrl, zone }: { pageUrl: string; zone: string },
): Mail {
	const equal = isSame(result);
	const summary = equal
		? [over.length > 0 ? 'Both systems hold the same again.' : 'Both systems hold the same.']
		: summaryLines(result);
	const sections = [
		{ title: 'New', color: '#9a5b00', lines: fresh.map(lineOf) },
		{
			title: 'No longer different',
			color: '#1b6e3c',
			lines: over.map(
				({ kind, key, field }) => `${KIND_WORDS[kind].one} ${key}${field === '' ? '' : `: ${field}`}`,
			),
		},
	]
		.filter(({ lines }) => lines.length > 0)
		.map(({ lines, ...section }) => ({ ...section, count: lines.length, lines: named(lines) }));
	const intro = `Moment and Uniconta were compared ${localMinuteText(Date.parse(result.comparedAt), zone)}. Nothing was changed by it.`;
	const closing =
		older > 0
			? `${older} of earlier mails still ${older === 1 ? 'differs' : 'differ'}. Each is told once, and again when it changes or is over.`
			: 'Each difference is told once, and again when it changes or is over.';
	const link =
		pageUrl === ''
			? ''
			: `<p><a href="${escapeHtml(pageUrl)}" style="color:#0b57d0">Open the page with all of them</a></p>`;
	return {
		subject: legible(`Moment and Uniconta: ${subjectOf(equal, fresh.length, over.length, summary)}`, SUBJECT),
		text: [
			intro,
			'',
			...summary,
			'',
			...sections.flatMap(({ title, count, lines }) => [
				`${title} (${count})`,
				'',
				...lines.map((line) => `* ${line}`),
				'',
			]),
			...(pageUrl === '' ? [] : [`All of them: ${pageUrl}`]),
			closing,
		].join('\n'),
		html: [
			'<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"></head>',
			`<body style="margin:0;padding:16px;background:#ffffff;color:#1c2630;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif"><div style="max-width:600px;margin:0 auto">`,
			`<h1 style="font-size:20px;margin:0 0 8px">Moment and Uniconta ${equal ? 'hold the same' : 'differ'}</h1><p>${escapeHtml(intro)}</p>`,
			`<p style="font-weight:600">${summary.map(escapeHtml).join('<br>')}</p>${link}`,
			...sections.map(
				({ title, color, count, lines }) =>
					`<h2 style="font-size:18px;margin:22px 0 10px;color:${color}">${title} (${count})</h2><ul style="padding-left:20px">${lines.map((line) => `<li style="margin:0 0 6px;word-break:break-word">${escapeHtml(line)}</li>`).join('')}</ul>`,
			),
			`<p style="color:#5b6470">${escapeHtml(closing)}</p></div></body></html>`,
		].join(''),
	};
}

function subjectOf(equal: boolean, fresh: number, over: number, summary: readonly string[]): string {
	if (equal) return 'the same in both again';
	if (fresh === 0) return `${over} no longer ${over === 1 ? 'differs' : 'differ'}; ${summary.join('; ')}`;
	return `${fresh} new ${fresh === 1 ? 'difference' : 'differences'}; ${summary.join('; ')}`;
}

function named(lines: readonly string[]): string[] {
	const first = lines.slice(0, NAMED).map((line) => legible(line, LINE));
	return lines.length > NAMED ? [...first, `… and ${lines.length - NAMED} more.`] : first;
}

function lineOf({ kind, state, key, name, field, moment, uniconta, message, plain }: Difference): string {
	const who = `${KIND_WORDS[kind].one} ${key}${name === '' ? '' : ` "${name}"`}`.trim();
	const values = plain === true ? ` is ${shown(moment)} in Moment, ${shown(uniconta)} in Uniconta` : ' differs';
	if (state === 'differs' || (state === 'drift' && field !== '')) return `${who}: ${field}${values}`;
	return `${who}: ${STATE_WORDS[state].said}${message === '' ? '' : `. ${message}`}`;
}

const shown = (value: string): string => (value === '' ? 'empty' : `"${value}"`);
