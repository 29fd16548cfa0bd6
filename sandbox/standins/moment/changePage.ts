import type { FastifyInstance } from 'fastify';
import { escapeHtml } from '../shared/page';
import type { MomentRow, MomentValue } from './entities';
import type { MomentStore } from './store';

/** What a person may change here; the rest of Moment is Moment's. */
const FIELDS: ReadonlyArray<readonly [name: string, label: string]> = [
	['name', 'Name'],
	['customerNumber', 'Customer number'],
	['companyRegNo', 'Company reg. no.'],
	['email', 'E-mail'],
	['phone', 'Phone'],
	['fax', 'Fax'],
	['website', 'Web site'],
	['addressLine1', 'Address'],
	['postalCode', 'Postal code'],
	['postalPlace', 'Town'],
	['countryCode', 'Country (two letters)'],
	['currencyCode', 'Currency (three letters)'],
];

const PATH = '/change';

/** A form to create or change a customer by hand, as a person does it in Moment; it fires the webhook. Not counted as a call. */
export function mountChangePage(app: FastifyInstance, store: MomentStore): void {
	app.get<{ Querystring: { id?: string; said?: string } }>(PATH, async (request, reply) => {
		const row = store.find('customers', Number(request.query.id))?.values;
		return await reply.type('text/html; charset=utf-8').send(changePage(store, row, request.query.said ?? ''));
	});
	app.post(PATH, async (request, reply) => {
		const form = new URLSearchParams(typeof request.body === 'string' ? request.body : '');
		const id = Number(form.get('id') ?? 0);
		const said = save(store, id, form);
		return await reply.redirect(`${PATH}?${new URLSearchParams({ ...(id > 0 ? { id: String(id) } : {}), said }).toString()}`, 303);
	});
}

function save(store: MomentStore, id: number, form: URLSearchParams): string {
	const values: Record<string, MomentValue> = { tagIds: form.getAll('tag').map(Number) };
	for (const [name] of FIELDS) {
		const text = (form.get(name) ?? '').trim();
		values[name] = text === '' ? null : text;
	}
	try {
		const { values: saved } = id > 0 ? store.change('customers', id, values) : store.create('customers', { customerState: 'active', ...values });
		return `Saved: customer ${String(saved.customerNumber)}. Moment's webhook is on its way.`;
	} catch (error) {
		return error instanceof Error ? `Not saved: ${error.message}` : 'Not saved.';
	}
}

function changePage(store: MomentStore, row: MomentRow | undefined, said: string): string {
	const chosen = Array.isArray(row?.tagIds) ? row.tagIds : [];
	const customers = store.rows('customers').map(({ values }) => values);
	const options = customers.map(({ id, customerNumber, name }) =>
		`<option value="${id}"${id === row?.id ? ' selected' : ''}>${escapeHtml(`${String(customerNumber)} ${String(name)}`)}</option>`);
	const fields = FIELDS.map(([name, label]) =>
		`<label>${escapeHtml(label)}<input name="${name}" value="${escapeHtml(String(row?.[name] ?? ''))}"></label>`);
	const tags = store.rows('tags').map(({ values }) => {
		const group = store.find('tagGroups', Number(values.tagGroupId))?.values.name;
		const label = `${String(group ?? '?')}: ${String(values.name)}${values.code ? ` (${String(values.code)})` : ''}`;
		return `<label class="tag"><input type="checkbox" name="tag" value="${values.id}"${chosen.includes(values.id) ? ' checked' : ''}>${escapeHtml(label)}</label>`;
	});
	return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Moment stand-in: change a customer</title><style>
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:46rem;padding:0 1rem;color:#1c2630;background:#fbfbf9}h1{font-size:1.4rem}
label{display:block;margin:.5rem 0}input:not([type=checkbox]),select{display:block;width:100%;padding:.35rem;font:inherit;border:1px solid #bcc5cc;border-radius:4px;box-sizing:border-box}
.tag{display:inline-block;margin:.2rem 1rem .2rem 0}fieldset{border:1px solid #dde2e6}button{font:inherit;padding:.4rem 1.2rem;margin-top:1rem}.said{background:#eef4ea;border:1px solid #cfe0c4;padding:.5rem .8rem}
</style></head><body><p><a href="/">← What is in there now</a></p><h1>${row ? `Change customer ${escapeHtml(String(row.customerNumber))}` : 'New customer'}</h1>
${said === '' ? '' : `<p class="said">${escapeHtml(said)}</p>`}
<form method="get" action="${PATH}"><label>Customer<select name="id" onchange="this.form.submit()"><option value="">New customer</option>${options.join('')}</select></label><noscript><button>Open</button></noscript></form>
<form method="post" action="${PATH}"><input type="hidden" name="id" value="${row?.id ?? ''}">${fields.join('')}
<fieldset><legend>Tags</legend>${tags.join('')}</fieldset><button>Save</button></form></body></html>`;
}
