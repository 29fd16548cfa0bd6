import { escapeHtml } from '../standins/shared/page';
import type { Summary } from './summary';

/** What does not change while everything runs. */
export interface StartPlaces {
	n8nUrl: string;
	owner: { email: string; password: string };
	/** Who may open the page of the reconciliation. */
	pages: { user: string; password: string };
	workflows: Array<{ file: string; name: string; id: string; runnable: boolean }>;
	/** Where n8n shows them. */
	tables: Array<{ name: string; address: string }>;
	momentUrl: string;
	unicontaUrl: string;
	mailUrl: string;
	/** Id of a customer that came through, in Moment and in Uniconta, to be changed. */
	customer: { name: string; momentId: string; unicontaRowId: string };
	/** Files under docs/. */
	docs: string[];
}

/** How things stand now. */
export interface StartLive {
	/** Undefined while n8n does not answer. */
	summary: Summary | undefined;
	/** Records in the inbox. */
	waiting: number;
	running: number;
	mails: Array<{ at: string; subject: string }>;
	moment: string;
	uniconta: string;
	unicontaStopped: boolean;
}

export const FORMS = { setup: 'moment-uniconta-setup', resend: 'moment-uniconta-resend' } as const;
export const RECONCILIATION = '/webhook/moment-uniconta-reconciliation';
const LATEST_MAILS = 3;

/** Only the page's own script, by its nonce. */
export const startPagePolicy = (nonce: string): string =>
	`default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'nonce-${nonce}'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

/** Everything reachable from one page; `said` is what the last button did. */
export function startPage(
	places: StartPlaces,
	live: StartLive,
	{ said = '', nonce = '' }: { said?: string; nonce?: string } = {},
): string {
	const { n8nUrl, owner, pages, workflows, tables, momentUrl, unicontaUrl, mailUrl, docs } = places;
	const inside = (address: string, text: string): string => link(`/n8n?to=${encodeURIComponent(address)}`, text);
	const card = (title: string, ...lines: string[]): string =>
		`<section class="card"><h2>${escapeHtml(title)}</h2>${lines.join('')}</section>`;
	const list = (items: readonly string[]): string => `<ul>${items.map((item) => `<li>${item}</li>`).join('')}</ul>`;
	return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><title>Moment ↔ Uniconta: the sandbox</title><style>${STYLE}</style></head><body>
<header><h1>Moment ↔ Uniconta</h1><p>The sandbox: a real n8n with this package, stand-ins for both systems, and a mail server that delivers nothing. All of it is on this machine, and everything is fictional.</p></header>
${said === '' ? '' : `<p class="said" role="status">${escapeHtml(said)}</p>`}
<div id="live">${livePart(places, live)}</div>
<div class="cards">
${card(
	'n8n',
	`<p>${inside('/home/workflows', 'Open n8n')} (this page logs you in). By hand: ${link(n8nUrl, n8nUrl)}, <code>${escapeHtml(owner.email)}</code>, password <code>${escapeHtml(owner.password)}</code></p>`,
	`<div class="wide"><table class="flows">${workflows.map(({ file, name, id, runnable }) => `<tr><td>${inside(`/workflow/${id}`, name)}</td><td>${inside(`/workflow/${id}/executions`, 'runs')}</td><td>${runnable ? button(`/run/${file}`, 'Run now') : ''}</td></tr>`).join('')}</table></div>`,
)}
${card(
	'Forms and tables',
	list([
		inside(`/form/${FORMS.setup}`, 'The set-up form'),
		inside(`/form/${FORMS.resend}`, 'The form for sending again'),
		...tables.map(({ name, address }) => `Data Table ${inside(address, name)}`),
	]),
	`<h3>Reconciliation</h3><p>${link(`${n8nUrl}${RECONCILIATION}`, 'Both systems side by side')}: <code>${escapeHtml(pages.user)}</code>, password <code>${escapeHtml(pages.password)}</code></p>`,
)}
${card(
	'The stand-ins',
	`<p>${link(`${momentUrl}/`, 'Moment')}: ${list([
		link(`${momentUrl}/change`, 'customers'),
		link(`${momentUrl}/change/project`, 'projects'),
		link(`${momentUrl}/change/invoice`, 'invoices'),
		link(`${momentUrl}/change/account`, 'ledger accounts'),
		link(`${momentUrl}/#expenses`, 'what came back as expenses'),
		`${link(`${momentUrl}/#activities`, 'activities')}, ${link(`${momentUrl}/#users`, 'users')}, ${link(`${momentUrl}/#departments`, 'departments')}`,
	])}</p>`,
	`<p>${link(`${unicontaUrl}/`, 'Uniconta')}: ${list([
		`${link(`${unicontaUrl}/#invoices`, 'posted invoices')}, ${link(`${unicontaUrl}/#debtors`, 'customers')}, ${link(`${unicontaUrl}/#projects`, 'projects')}`,
		`${link(`${unicontaUrl}/#postings`, 'postings')}, ${link(`${unicontaUrl}/#project-entries`, 'project entries')}, ${link(`${unicontaUrl}/#number-series`, 'number series')}`,
		`by hand: ${link(`${unicontaUrl}/change`, 'customers')}, ${link(`${unicontaUrl}/change/series`, 'number series')}, ${link(`${unicontaUrl}/change/category`, 'categories')}, ${link(`${unicontaUrl}/change/bill`, "suppliers' bills")}`,
	])}</p>`,
	`<p>${link(`${mailUrl}/`, 'Mail')}: what the notifications say</p>`,
)}
</div>
<section><h2>What to try</h2><ol class="try">${tries(places)
		.map((one) => `<li>${one}</li>`)
		.join('')}</ol></section>
<section><h2>Read</h2><p>${docs.map((name) => link(`/docs/${encodeURIComponent(name)}`, name.replace(/\.md$/, ''))).join(' · ')}</p></section>
<script nonce="${nonce}">${SCRIPT}</script>
</body></html>`;
}

function tries({ momentUrl, unicontaUrl, mailUrl, n8nUrl, customer }: StartPlaces): string[] {
	const page = link(`${n8nUrl}${RECONCILIATION}`, 'reconciliation');
	return [
		`<b>Change a customer.</b> Give ${link(`${momentUrl}/change?id=${customer.momentId}`, `"${customer.name}" in Moment`)} another address and save. Within seconds it is in ${link(`${unicontaUrl}/#debtors`, 'Uniconta')}: only that field is written.`,
		`<b>Finalize an invoice.</b> ${link(`${momentUrl}/change/invoice`, 'A new invoice in Moment')}, <i>Finalize</i>; it is posted in ${link(`${unicontaUrl}/#invoices`, 'Uniconta')} under its number.`,
		`<b>Break a record.</b> Change the town of ${link(`${unicontaUrl}/change?id=${customer.unicontaRowId}`, `"${customer.name}" in Uniconta`)} by hand, then ${button('/run/reconcile', 'Compare both systems')}: the ${page} shows what differs. Mend it: ${link(`/n8n?to=${encodeURIComponent(`/form/${FORMS.resend}`)}`, 'send it again')}.`,
		`<b>Enter a supplier's bill.</b> ${link(`${unicontaUrl}/change/bill`, 'Post one in Uniconta')} on a project, then ${button('/run/expenses', 'Import expenses')}: it is an ${link(`${momentUrl}/#expenses`, 'expense in Moment')}. Cancel it, import again: it is taken back.`,
		`<b>Make something that is refused.</b> ${link(`${momentUrl}/change`, 'A new customer in Moment')} without tags: it is named above with what to do, and in a ${link(`${mailUrl}/`, 'mail')}.`,
		`<b>Stop Uniconta for a while.</b> ${button('/uniconta/stop', 'Stop Uniconta')} Change something in Moment; it waits, nothing is lost, and one ${link(`${mailUrl}/`, 'mail')} says so after some minutes. ${button('/uniconta/go', 'Let it answer again')}`,
	];
}

/** What is asked for again every few seconds. */
export function livePart(
	{ mailUrl, momentUrl, unicontaUrl }: StartPlaces,
	{ summary, waiting, running, mails, moment, uniconta, unicontaStopped }: StartLive,
): string {
	const facts = [
		`${link(`${momentUrl}/`, 'Moment')} has ${escapeHtml(moment)}`,
		`${link(`${unicontaUrl}/`, 'Uniconta')} has ${escapeHtml(uniconta)}`,
		`${running === 0 ? 'nothing runs' : `${running} running`}, ${waiting} in the inbox`,
	];
	const latest = mails
		.slice(-LATEST_MAILS)
		.map(
			({ subject }, index, shown) =>
				`<li>${link(`${mailUrl}/?mail=${mails.length - shown.length + index}`, subject || '(no subject)')}</li>`,
		)
		.reverse();
	return `<section class="card"><h2>How it stands</h2>${unicontaStopped ? '<p class="stopped">Uniconta is stopped. <i>Let it answer again</i> is below, under "What to try".</p>' : ''}<p>${facts.join(' · ')}</p>
${summary === undefined ? '<p class="stopped">n8n does not answer just now.</p>' : summaryPart(summary)}
<h3>${mails.length === 1 ? 'One mail' : `${mails.length} mails`}</h3>${mails.length === 0 ? '<p>None yet.</p>' : `<ul>${latest.join('')}</ul>`}</section>`;
}

function summaryPart({ kinds, outcomes, open }: Summary): string {
	const head = ['', 'all', ...outcomes].map((text) => `<th>${escapeHtml(text)}</th>`).join('');
	const rows = kinds.map(
		(kind) =>
			`<tr><th>${escapeHtml(`${kind.entity}s`)}</th>${[kind.total, ...outcomes.map((outcome) => kind.outcomes[outcome] ?? '–')].map((value) => `<td>${value}</td>`).join('')}</tr>`,
	);
	const refused = open.map(
		({ outcome, entity, key, name, message, fix }) =>
			`<li><b>${escapeHtml(`${entity} ${key}${name === '' ? '' : ` ${name}`}`)}</b> <span class="state">${escapeHtml(outcome)}</span><br>${escapeHtml(message)}${fix === '' ? '' : `<br><span class="fix">→ ${escapeHtml(fix)}</span>`}</li>`,
	);
	return `<div class="wide"><table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></div>
${open.length === 0 ? '<p>Everything got through.</p>' : `<details id="open-records"><summary>${open.length} did not get through: why, and what to do</summary><ul class="open">${refused.join('')}</ul></details>`}`;
}

const link = (href: string, text: string): string => `<a href="${escapeHtml(href)}">${escapeHtml(text)}</a>`;
const button = (action: string, text: string): string =>
	`<form method="post" action="${escapeHtml(action)}"><button>${escapeHtml(text)}</button></form>`;

const STYLE = `
body{font:15px/1.5 system-ui,sans-serif;margin:1.5rem auto;max-width:76rem;padding:0 1rem;color:#1c2630;background:#f7f7f4}
h1{font-size:1.7rem;margin:0}h2{font-size:1.15rem;margin:0 0 .4rem}h3{font-size:1rem;margin:.9rem 0 .2rem}p{margin:.3rem 0}a{color:#0b5a8f}
.card,section{margin:1rem 0}.card{background:#fff;border:1px solid #dde2e6;border-radius:8px;padding:1rem 1.2rem;min-width:0}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(23rem,100%),1fr));gap:1rem;align-items:start}.cards .card{margin:0}
ul{padding-left:1.1rem;margin:.3rem 0}li{margin:.2rem 0}.try li{margin:.6rem 0}form{display:inline}button{font:inherit;font-size:.85rem;padding:.15rem .7rem;margin:0 .2rem;border:1px solid #bcc5cc;border-radius:6px;background:#fff;cursor:pointer}
code{background:#eef1f3;padding:.05rem .3rem;border-radius:4px;overflow-wrap:anywhere}table{border-collapse:collapse}th,td{padding:.2rem .8rem;text-align:right;border-bottom:1px solid #eceff1;font-variant-numeric:tabular-nums}tbody th,thead th:first-child,.flows td{text-align:left}.flows td{padding:.2rem .8rem .2rem 0;border:0}.flows button{white-space:nowrap}
th{font-weight:600}.wide{overflow-x:auto}.said{background:#eef4ea;border:1px solid #cfe0c4;padding:.5rem .8rem;border-radius:8px}.stopped{background:#fdf0e4;border:1px solid #eccfae;padding:.4rem .8rem;border-radius:8px}
.open li{margin:.6rem 0;overflow-wrap:anywhere}.state{background:#fdf0e4;border-radius:4px;padding:0 .4rem}.fix{color:#2c5b34}summary{cursor:pointer;margin:.5rem 0}small{margin-left:.3rem}`;

/** Every few seconds the live part again; what was opened stays open. */
const SCRIPT = `
setInterval(async () => {
	if (document.hidden) return;
	try {
		const answer = await fetch('/live');
		if (!answer.ok) return;
		const part = document.getElementById('live');
		const open = [...part.querySelectorAll('details[open]')].map(({ id }) => id);
		part.innerHTML = await answer.text();
		for (const id of open) document.getElementById(id)?.setAttribute('open', '');
	} catch {}
}, 5000);`;
