import { escapeHtml, shortTime } from '../standins/shared/page';
import type { CaughtMail } from './catcher';

/** The mails, newest first, each as a reader on a phone and one that shows text only would have it. */
export function mailPage(mails: readonly CaughtMail[]): string {
	const list = [...mails].reverse().map(({ at, from, to, subject, text, html }) => {
		// Sandboxed: what a mail holds must not run here either.
		const shown = html === '' ? '' : `<iframe sandbox srcdoc="${escapeHtml(html)}"></iframe>`;
		return `<article><h2>${escapeHtml(subject)}</h2><p>${escapeHtml(shortTime(at))} · from ${escapeHtml(from)} · to ${escapeHtml(to.join(', '))}</p>${shown}<details><summary>Text</summary><pre>${escapeHtml(text)}</pre></details></article>`;
	});
	return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Mail</title><style>
body{font:14px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#1c2630;background:#fbfbf9}
h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:0}p{color:#566;margin:.2rem 0 .6rem}
article{background:#fff;border:1px solid #dde2e6;padding:1rem;margin:1rem 0}iframe{width:100%;height:26rem;border:1px solid #eceff1}pre{white-space:pre-wrap}
</style></head><body><h1>Mail</h1><p>${mails.length} caught; nothing was delivered. Reload to see new ones.</p>
${list.join('\n')}
</body></html>`;
}
