import type { FastifyInstance } from 'fastify';
import { escapeHtml, linkList, type PageLink } from './page';

/** A stand-in's pages on which a person changes something by hand. None of them is counted as a call. */
export interface HandPages {
	/** Whose they are: "Moment stand-in". */
	site: string;
	pages: ReadonlyArray<readonly [path: string, label: string]>;
	/** Other parts of the sandbox. */
	links: readonly PageLink[];
}

export interface FormPage {
	path: string;
	/** The inside of the page for the record that is open, `undefined`: none is. */
	show: (id: number) => { title: string; body: string };
	/** What is said above the page afterwards. What it throws is said as "Not saved". */
	save: (id: number, form: URLSearchParams) => { said: string; id: number };
}

/** Shows on GET, saves on POST and shows again. */
export function mountFormPage(app: FastifyInstance, hand: HandPages, page: FormPage): void {
	app.get<{ Querystring: { id?: string; said?: string } }>(page.path, async (request, reply) => {
		const { title, body } = page.show(Number(request.query.id ?? 0));
		return await reply.type('text/html; charset=utf-8').send(frame(hand, title, request.query.said ?? '', body));
	});
	app.post(page.path, async (request, reply) => {
		const form = new URLSearchParams(typeof request.body === 'string' ? request.body : '');
		const { said, id } = attempt(page, form);
		return await reply.redirect(
			`${page.path}?${new URLSearchParams({ ...(id > 0 ? { id: String(id) } : {}), said }).toString()}`,
			303,
		);
	});
}

function attempt(page: FormPage, form: URLSearchParams): { said: string; id: number } {
	const id = Number(form.get('id') ?? 0);
	try {
		return page.save(id, form);
	} catch (error) {
		return { said: error instanceof Error ? `Not saved: ${error.message}` : 'Not saved.', id };
	}
}

function frame({ site, pages, links: others }: HandPages, title: string, said: string, body: string): string {
	const links = pages.map(([path, label]) => `<a href="${escapeHtml(path)}">${escapeHtml(label)}</a>`).join(' · ');
	return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><title>${escapeHtml(site)}: ${escapeHtml(title)}</title><style>
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:46rem;padding:0 1rem;color:#1c2630;background:#fbfbf9}h1{font-size:1.4rem}
label{display:block;margin:.5rem 0}input:not([type=checkbox]),select{display:block;width:100%;padding:.35rem;font:inherit;border:1px solid #bcc5cc;border-radius:4px;box-sizing:border-box}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.2rem .5rem;border-bottom:1px solid #dde2e6}td.number{text-align:right}
.tag{display:inline-block;margin:.2rem 1rem .2rem 0}fieldset{border:1px solid #dde2e6;margin-top:1rem}button{font:inherit;padding:.4rem 1.2rem;margin:1rem .5rem 0 0}.said{background:#eef4ea;border:1px solid #cfe0c4;padding:.5rem .8rem}
</style></head><body><p><a href="/">← ${escapeHtml(site)}: what is in there now</a>${linkList(others)}</p><p>Change by hand: ${links}</p><h1>${escapeHtml(title)}</h1>
${said === '' ? '' : `<p class="said">${escapeHtml(said)}</p>`}
${body}</body></html>`;
}

/** The list that opens another record. */
export function chooser(
	path: string,
	label: string,
	options: ReadonlyArray<readonly [id: number, label: string]>,
	chosen: number | undefined,
	none: string,
): string {
	return `<form method="get" action="${path}"><label>${escapeHtml(label)}<select name="id" onchange="this.form.submit()"><option value="">${escapeHtml(none)}</option>${optionList(
		options,
		chosen,
	)}</select></label><noscript><button>Open</button></noscript></form>`;
}

export const optionList = (
	options: ReadonlyArray<readonly [value: number | string, label: string]>,
	chosen: unknown,
): string =>
	options
		.map(
			([value, label]) =>
				`<option value="${escapeHtml(String(value))}"${value === chosen ? ' selected' : ''}>${escapeHtml(label)}</option>`,
		)
		.join('');

export const input = (
	name: string,
	label: string,
	value: string | number | boolean | readonly number[] | null | undefined,
): string =>
	`<label>${escapeHtml(label)}<input name="${name}" value="${escapeHtml(value === null || value === undefined ? '' : String(value))}"></label>`;

export const choiceOf = (
	name: string,
	label: string,
	options: ReadonlyArray<readonly [value: number | string, label: string]>,
	chosen: unknown,
): string => `<label>${escapeHtml(label)}<select name="${name}">${optionList(options, chosen)}</select></label>`;

/** A form that saves; `button` may say what it does when there are several. */
export const savingForm = (
	path: string,
	id: number | undefined,
	inside: string,
	buttons = '<button>Save</button>',
): string =>
	`<form method="post" action="${path}"><input type="hidden" name="id" value="${id ?? ''}">${inside}${buttons}</form>`;

/** What was typed, `null` for nothing. */
export function typed(form: URLSearchParams, name: string): string | null {
	const text = (form.get(name) ?? '').trim();
	return text === '' ? null : text;
}

/** What was chosen from a list of records, `null` for none. */
export function chosenId(form: URLSearchParams, name: string): number | null {
	const text = typed(form, name);
	return text === null ? null : Number(text);
}
