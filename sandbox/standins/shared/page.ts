import type { CallRecord } from './callLog';

const ENTITIES: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

export const escapeHtml = (text: string): string =>
	text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);

/** Another part of the sandbox. */
export interface PageLink {
	text: string;
	href: string;
}

/** To stand behind what comes before. */
export const linkList = (links: readonly PageLink[]): string =>
	links.map(({ text, href }) => ` · <a href="${escapeHtml(href)}">${escapeHtml(text)}</a>`).join('');

export interface PageTable {
	/** Where `/#id` leads. */
	id?: string;
	title: string;
	columns: readonly string[];
	rows: ReadonlyArray<readonly string[]>;
}

const SHOWN_CALLS = 12;
const SHOWN_ROWS = 500;

export interface PageLinks {
	/** Where a person changes something by hand. */
	change: PageLink;
	others?: readonly PageLink[];
}

/** A whole page from plain texts; everything is escaped here and nowhere else. */
export function renderPage(
	title: string,
	introduction: string,
	tables: readonly PageTable[],
	calls: readonly CallRecord[],
	{ change, others = [] }: PageLinks,
): string {
	const shown = [callTable(calls), ...tables];
	const contents = shown.flatMap(({ id, title: name }) => (id === undefined ? [] : [{ text: name, href: `#${id}` }]));
	return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<meta http-equiv="refresh" content="10"><title>${escapeHtml(title)}</title><style>
body{font:14px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:90rem;padding:0 1rem;color:#1c2630;background:#fbfbf9}
h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:2rem 0 .5rem}p{color:#566}
table{border-collapse:collapse;width:100%;background:#fff;border:1px solid #dde2e6}
th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #eceff1;vertical-align:top}
th{background:#f1f4f5;font-weight:600;white-space:nowrap}td:first-child,td:last-child{white-space:nowrap}.wide{overflow-x:auto}.contents{line-height:1.9}
</style></head><body><h1>${escapeHtml(title)}</h1><p>${escapeHtml(introduction)}</p><p><a href="${escapeHtml(change.href)}">${escapeHtml(change.text)}</a>${linkList(others)}</p>
<p class="contents">${linkList(contents).slice(' · '.length)}</p>
${shown.map(renderTable).join('\n')}
</body></html>`;
}

function renderTable({ id, title, columns, rows }: PageTable): string {
	const cells = (tag: 'td' | 'th', values: readonly string[]): string =>
		`<tr>${values.map((value) => `<${tag}>${escapeHtml(value)}</${tag}>`).join('')}</tr>`;
	const rest = rows.length > SHOWN_ROWS ? `<p>… and ${rows.length - SHOWN_ROWS} more</p>` : '';
	return `<h2${id === undefined ? '' : ` id="${escapeHtml(id)}"`}>${escapeHtml(title)}</h2><div class="wide"><table><thead>${cells('th', columns)}</thead>
<tbody>${rows
		.slice(0, SHOWN_ROWS)
		.map((row) => cells('td', row))
		.join('\n')}</tbody></table></div>${rest}`;
}

export const shortTime = (time: string | number): string => new Date(time).toISOString().slice(0, 19).replace('T', ' ');

function callTable(calls: readonly CallRecord[]): PageTable {
	return {
		id: 'calls',
		title: `Last calls (${calls.length} remembered)`,
		columns: ['time', 'user', 'company', 'call', 'status', 'fault'],
		rows: calls
			.slice(-SHOWN_CALLS)
			.reverse()
			.map((call) => [
				shortTime(call.at),
				call.user ?? '',
				call.company ?? '',
				`${call.method} ${decode(call.path)}${call.query ? `?${decode(call.query)}` : ''}`,
				call.status === null ? 'no answer' : String(call.status),
				call.fault ?? '',
			]),
	};
}

function decode(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
