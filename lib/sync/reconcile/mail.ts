import { escapeHtml, type Mail } from '../digestMail';
import type { Difference, Reconciliation } from './types';
import { KIND_WORDS, minute, STATE_WORDS, summaryLines } from './words';

/** So many are named; the page has them all. */
const NAMED = 30;

/** The same differences are not mailed again for so long. */
const AGAIN_MS = 7 * 86_400_000;

/** Whether somebody is to be told: something differs, and it is not what the last mail said a short while ago. */
export function isMailDue({ total, fingerprint }: Reconciliation, mailed: { fingerprint: string; at: number }, now: number): boolean {
	return total > 0 && (mailed.fingerprint !== fingerprint || now - mailed.at >= AGAIN_MS);
}

/** HTML and text from the same lines. Values of customers stay on the page, behind its password; amounts of invoices are said. */
export function reconciliationMail(result: Reconciliation, pageUrl: string): Mail {
	const summary = summaryLines(result);
	const named = result.differences.slice(0, NAMED).map(lineOf);
	const more = result.total > NAMED ? [`… and ${result.total - NAMED} more.`] : [];
	const intro = `Moment and Uniconta were compared ${minute(result.comparedAt)} UTC. Nothing was changed by it.`;
	const closing = 'The same differences are not mailed again for a week.';
	const item = (text: string): string => `<li style="margin:0 0 6px;word-break:break-word">${escapeHtml(text)}</li>`;
	const link = pageUrl === '' ? '' : `<p><a href="${escapeHtml(pageUrl)}" style="color:#0b57d0">Open the page with all of them</a></p>`;
	return {
		subject: `Moment and Uniconta differ: ${summary.join('; ').replace(/\s+/g, ' ')}`.slice(0, 120),
		text: [intro, '', ...summary, '', ...[...named, ...more].map((line) => `* ${line}`), '', ...(pageUrl === '' ? [] : [`All of them: ${pageUrl}`]), closing].join('\n'),
		html: [
			'<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"></head>',
			`<body style="margin:0;padding:16px;background:#ffffff;color:#1c2630;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif"><div style="max-width:600px;margin:0 auto">`,
			`<h1 style="font-size:20px;margin:0 0 8px">Moment and Uniconta differ</h1><p>${escapeHtml(intro)}</p>`,
			`<p style="font-weight:600">${summary.map(escapeHtml).join('<br>')}</p>${link}<ul style="padding-left:20px">${[...named, ...more].map(item).join('')}</ul><p style="color:#5b6470">${closing}</p></div></body></html>`,
		].join(''),
	};
}

function lineOf({ kind, state, key, name, field, moment, uniconta, message }: Difference): string {
	const who = `${KIND_WORDS[kind].one} ${key}${name === '' ? '' : ` "${name}"`}`.trim();
	if (state === 'differs') return `${who}: ${field}${kind === 'invoice' ? ` is ${moment} in Moment, ${uniconta} in Uniconta` : ' differs'}`;
	return `${who}: ${STATE_WORDS[state].said}${message === '' ? '' : `. ${message}`}`;
}
