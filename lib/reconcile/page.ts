import { createHash } from 'node:crypto';
import { escapeHtml } from '../core/html';
import { localMinuteText } from '../core/instants';
import { difference } from './amounts';
import { chart } from './chart';
import { SCRIPT, STYLE } from './pageStyle';
import {
	AS_WANTED,
	RECONCILED,
	STATES,
	type Difference,
	type KindCounts,
	type MonthSums,
	type Reconciliation,
} from './types';
import { differing, isSame, KIND_WORDS, money, STATE_WORDS, summaryOf } from './words';

/** A comparison older than this is said to be old: the night's has not got through. */
const OLD_MS = 36 * 3_600_000;

/** The last comparison as one document that loads nothing from outside. Undefined: nothing was compared yet. */
export function reconciliationPage(result: Reconciliation | undefined, look: PageLook): string {
	return document(result === undefined ? nothingYet(look) : content(result, look));
}

export interface PageLook {
	/** Milliseconds since 1970. */
	now: number;
	/** The time zone in which times are shown. */
	zone: string;
	/** Why the latest comparison did not get through, where it did not. */
	failure?: Failure;
}

/** Why the latest comparison did not get through, and when, in milliseconds since 1970. */
export interface Failure {
	at: number;
	message: string;
}

function failed({ failure, zone }: PageLook, rest: string): string {
	if (failure === undefined) return '';
	return `<p class="verdict bad">The comparison of ${escapeHtml(localMinuteText(failure.at, zone))} did not get through: ${escapeHtml(failure.message)}${rest}</p>`;
}

/**
 * Only our own script runs, by its hash: should a value ever get past the escaping, it still would not. n8n sends the
 * page in a sandbox without an origin besides (N8N7).
 */
function document(body: string): string {
	const hash = createHash('sha256').update(SCRIPT).digest('base64');
	const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
	return [
		'<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
		`<meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="robots" content="noindex">`,
		`<title>Moment and Uniconta side by side</title><style>${STYLE}</style></head><body><main>`,
		body,
		`</main><script>${SCRIPT}</script></body></html>`,
	].join('');
}

function nothingYet(look: PageLook): string {
	return `<h1>Moment and Uniconta side by side</h1>${failed(look, '')}<p>Nothing has been compared yet. Run <b>Compare Now</b> in the workflow, or wait for the night.</p>`;
}

function content(result: Reconciliation, look: PageLook): string {
	const age = look.now - Date.parse(result.comparedAt);
	const old =
		age > OLD_MS
			? ` <span class="old">This is ${Math.floor(age / 86_400_000) || 1} days old: later comparisons did not get through. The log says why.</span>`
			: '';
	const equal = isSame(result);
	return [
		'<h1>Moment and Uniconta side by side</h1>',
		failed(look, ' This is the last one that did.'),
		`<p class="when">Compared ${escapeHtml(localMinuteText(Date.parse(result.comparedAt), look.zone))}. Nothing was changed by it.${old}</p>`,
		`<p class="verdict ${equal ? 'good' : 'bad'}">${equal ? '✓ ' : ''}${escapeHtml(summaryOf(result))}</p>`,
		...result.remarks.map((remark) => `<p class="when">${escapeHtml(remark)}</p>`),
		`<section class="cards">${result.kinds.map(card).join('')}</section>`,
		monthsSection(result.months),
		differencesSection(result),
	].join('');
}

function card(counts: KindCounts): string {
	const line = (title: string, count: number, kind = ''): string =>
		`<dt>${title}</dt><dd class="${kind}">${count}</dd>`;
	const states = STATES.filter((state) => counts.states[state] > 0).map((state) =>
		line(STATE_WORDS[state].title, counts.states[state], AS_WANTED.includes(state) ? '' : 'bad'),
	);
	return `<article class="card"><h3>${KIND_WORDS[counts.kind].many} <span class="${differing(counts) === 0 ? 'good">✓' : 'bad">≠'}</span></h3><dl>${[
		line('In Moment', counts.moment),
		line('In Uniconta', counts.uniconta),
		line('The same in both', counts.equal),
		...(counts.withheld > 0 ? [line('Not to be transferred', counts.withheld)] : []),
		...states,
	].join('')}</dl></article>`;
}

function monthsSection(months: readonly MonthSums[]): string {
	if (months.length === 0) return '';
	const currencies = [...new Set(months.map(({ currency }) => currency))].sort(
		(a, b) => months.filter((one) => one.currency === b).length - months.filter((one) => one.currency === a).length,
	);
	const choice =
		currencies.length < 2
			? ''
			: `<select id="currency" aria-label="Currency">${currencies.map((one) => `<option>${escapeHtml(one)}</option>`).join('')}</select>`;
	const charts = currencies
		.map(
			(one) =>
				`<div data-currency="${escapeHtml(one)}">${currencies.length < 2 ? '' : `<noscript>${escapeHtml(one)}</noscript>`}${chart(months, one)}</div>`,
		)
		.join('');
	return [
		'<h2>Invoices by month: net</h2><div class="panel">',
		`<div class="legend"><span><i class="moment"></i>Moment</span><span><i class="uniconta"></i>Uniconta</span><span><b class="off">≠</b> not the same</span></div>`,
		choice,
		charts,
		'</div>',
		'<h2>Sums by month</h2><table><thead><tr><th>Month</th><th>Currency</th><th>System</th><th class="n">Invoices</th><th class="n">Net</th><th class="n">VAT</th><th class="n">Total</th></tr></thead><tbody>',
		...[...months].reverse().map(monthRows),
		'</tbody></table>',
	].join('');
}

function monthRows(month: MonthSums): string {
	const row = (system: string, count: number, sums: readonly [string, string, string], className = ''): string =>
		`<tr class="${className}">${[
			cellOf('Month', month.month === '' ? 'no date' : month.month),
			cellOf('Currency', month.currency),
			cellOf('System', system),
			cellOf('Invoices', String(count), 'n'),
			...(['Net', 'VAT', 'Total'] as const).map((label, index) => cellOf(label, money(sums[index] ?? ''), 'n')),
		].join('')}</tr>`;
	const { moment, uniconta, equal } = month;
	if (equal) return row('both', moment.count, [moment.net, moment.vat, moment.gross]);
	return [
		row('Moment', moment.count, [moment.net, moment.vat, moment.gross]),
		row('Uniconta', uniconta.count, [uniconta.net, uniconta.vat, uniconta.gross]),
		row(
			'≠ Uniconta less Moment',
			uniconta.count - moment.count,
			[
				difference(uniconta.net, moment.net),
				difference(uniconta.vat, moment.vat),
				difference(uniconta.gross, moment.gross),
			],
			'off',
		),
	].join('');
}

function differencesSection({ differences, total }: Reconciliation): string {
	if (total === 0) return '';
	const options = (list: ReadonlyArray<readonly [string, string]>): string =>
		list.map(([value, title]) => `<option value="${value}">${title}</option>`).join('');
	const more = total > differences.length ? `<p class="shown">The first ${differences.length} of ${total}.</p>` : '';
	return [
		'<h2>What differs</h2><div class="filters">',
		`<select id="kind" aria-label="Kind"><option value="">All kinds</option>${options(RECONCILED.map((kind) => [kind, KIND_WORDS[kind].many]))}</select>`,
		`<select id="state" aria-label="State"><option value="">All differences</option>${options(STATES.map((state) => [state, STATE_WORDS[state].title]))}</select>`,
		'<input id="text" type="search" placeholder="Number, name, field or value" aria-label="Search"></div>',
		`${more}<p class="shown" id="shown" role="status"></p>`,
		`<table id="differences" class="${withoutOf(differences)}"><thead><tr>${COLUMNS.map((title) => `<th>${title}</th>`).join('')}</tr></thead><tbody>`,
		...differences.map(differenceRow),
		'</tbody></table>',
	].join('');
}

const COLUMNS = ['Kind', 'Difference', 'Number', 'Name', 'Field', 'Moment', 'Uniconta', 'Why'] as const;

/** Columns in which no row has anything are hidden; the script does the same for the rows that it leaves. */
function withoutOf(differences: readonly Difference[]): string {
	const fields = ['kind', 'state', 'key', 'name', 'field', 'moment', 'uniconta', 'message'] as const;
	return fields
		.flatMap((field, index) => (differences.some((one) => one[field] !== '') ? [] : [`without${index + 1}`]))
		.join(' ');
}

function differenceRow({ kind, state, key, name, field, moment, uniconta, message }: Difference): string {
	const { title, color } = STATE_WORDS[state];
	return `<tr data-kind="${kind}" data-state="${state}">${[
		cellOf('Kind', KIND_WORDS[kind].one),
		`<td data-label="Difference"><span class="tag" style="background:${color}">${title}</span></td>`,
		cellOf('Number', key),
		cellOf('Name', name),
		cellOf('Field', field),
		cellOf('Moment', moment),
		cellOf('Uniconta', uniconta),
		cellOf('Why', message),
	].join('')}</tr>`;
}

const LONG_WORD = /\S{29}/;

function cellOf(label: string, value: string, className = ''): string {
	// Words stay whole; what is no word, such as a long address, must not make a column of its own length.
	const classes = [className, LONG_WORD.test(value) ? 'long' : ''].filter(Boolean).join(' ');
	return `<td data-label="${label}"${classes === '' ? '' : ` class="${classes}"`}>${escapeHtml(value)}</td>`;
}
