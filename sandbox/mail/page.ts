import { escapeHtml, linkList, shortTime, type PageLink } from '../standins/shared/page';

/** A mail as it came in, read by a mail reader. */
export interface CaughtMail {
	/** ISO in UTC. */
	at: string;
	from: string;
	/** Those the mail server was given. */
	to: string[];
	subject: string;
	text: string;
	html: string;
}

/** Nothing may run and nothing may be fetched here, least of all by what a mail holds. */
export const MAIL_PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'";

const SHOWN = 500;

/**
 * The list of mails, newest first, and one of them as a reader on a phone and one that shows text only would have it.
 */
export function mailPage(
	mails: readonly CaughtMail[],
	{ open = mails.length - 1, links = [] }: { open?: number; links?: readonly PageLink[] } = {},
): string {
	const mail = mails[open];
	const list = mails
		.map(
			({ at, to, subject }, index) =>
				`<li${index === open ? ' class="open"' : ''}><a href="/?mail=${index}"><b>${escapeHtml(subject || '(no subject)')}</b><small>${escapeHtml(shortTime(at))} · ${escapeHtml(to.join(', '))}</small></a></li>`,
		)
		.reverse()
		.slice(0, SHOWN);
	return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><title>Mail</title><style>
body{font:14px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:78rem;padding:0 1rem;color:#1c2630;background:#fbfbf9}
h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:0;overflow-wrap:anywhere}p{color:#566;margin:.2rem 0 .6rem}dl{display:grid;grid-template-columns:auto 1fr;gap:.1rem .8rem;margin:.5rem 0}dt{color:#566}dd{margin:0;overflow-wrap:anywhere}
main{display:grid;grid-template-columns:minmax(15rem,22rem) 1fr;gap:1.5rem;align-items:start}@media(max-width:46rem){main{grid-template-columns:1fr}ul{max-height:16rem}}
ul{list-style:none;margin:0;padding:0;overflow-y:auto;max-height:80vh;background:#fff;border:1px solid #dde2e6}li a{display:block;padding:.5rem .8rem;border-bottom:1px solid #eceff1;color:inherit;text-decoration:none;overflow-wrap:anywhere}li.open{background:#eef3f7}
small{display:block;color:#566}article{background:#fff;border:1px solid #dde2e6;padding:1rem;min-width:0}iframe{width:100%;height:36rem;border:1px solid #eceff1;background:#fff}pre{white-space:pre-wrap;overflow-wrap:anywhere}
</style></head><body><h1>Mail</h1><p>${mails.length} caught; nothing was delivered. Reload to see new ones.${linkList(links)}</p>
${mail === undefined ? '<p>No mail yet. The notifications look every minute.</p>' : `<main><ul>${list.join('\n')}</ul>${shownMail(mail)}</main>`}
</body></html>`;
}

function shownMail({ at, from, to, subject, text, html }: CaughtMail): string {
	const facts = [
		['Time', shortTime(at)],
		['From', from],
		['To', to.join(', ')],
	]
		.map(([name = '', value = '']) => `<dt>${name}</dt><dd>${escapeHtml(value)}</dd>`)
		.join('');
	// Sandboxed without scripts; links open beside the page, as in a mail program.
	const view =
		html === ''
			? ''
			: `<iframe title="HTML" sandbox="allow-popups allow-popups-to-escape-sandbox" srcdoc="${escapeHtml(`<base target="_blank">${html}`)}"></iframe>`;
	return `<article><h2>${escapeHtml(subject || '(no subject)')}</h2><dl>${facts}</dl>${view}<details${html === '' ? ' open' : ''}><summary>Text part</summary><pre>${escapeHtml(text)}</pre></details></article>`;
}
