import { escapeHtml } from '../core/html';
import type { MonthSums } from './types';
import { money } from './words';

const WIDTH = 760;
const HEIGHT = 280;
const EDGE = { top: 16, right: 12, bottom: 44, left: 76 };
/** More months than these are told by the table alone. */
const SHOWN = 24;

/** Net per month in one currency, both systems side by side, as SVG without anything from outside. */
export function chart(all: readonly MonthSums[], currency: string): string {
	const months = all.filter((one) => one.currency === currency && one.month !== '').slice(-SHOWN);
	if (months.length === 0) return '';
	// Doubles are for drawing only; the sums beside it are exact.
	const values = months.flatMap(({ moment, uniconta }) => [Number(moment.net), Number(uniconta.net)]);
	const scale = scaleFor(Math.min(0, ...values), Math.max(0, ...values));
	const y = (value: number): number =>
		round(EDGE.top + ((scale.high - value) / (scale.high - scale.low)) * (HEIGHT - EDGE.top - EDGE.bottom));
	const band = (WIDTH - EDGE.left - EDGE.right) / months.length;
	const bar = Math.min(26, band * 0.36);
	const name = currency === '' ? 'Net per month' : `Net per month, ${currency}`;
	return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(`${name}, Moment and Uniconta`)}">${[
		...scale.steps.map(
			(value) =>
				`<line class="grid" x1="${EDGE.left}" x2="${WIDTH - EDGE.right}" y1="${y(value)}" y2="${y(value)}"/><text class="tick" x="${EDGE.left - 8}" y="${y(value) + 4}" text-anchor="end">${escapeHtml(short(value))}</text>`,
		),
		...months.map((month, index) => {
			const middle = EDGE.left + band * (index + 0.5);
			const label = `<text class="tick${month.equal ? '' : ' off'}" x="${round(middle)}" y="${HEIGHT - EDGE.bottom + 18}" text-anchor="middle">${escapeHtml(labelOf(month.month, months.length))}</text>`;
			const mark = month.equal
				? ''
				: `<text class="off" x="${round(middle)}" y="${HEIGHT - EDGE.bottom + 36}" text-anchor="middle">≠</text>`;
			return [
				bars(month, 'moment', round(middle - bar - 1), bar),
				bars(month, 'uniconta', round(middle + 1), bar),
				label,
				mark,
			].join('');
		}),
		`<line class="zero" x1="${EDGE.left}" x2="${WIDTH - EDGE.right}" y1="${y(0)}" y2="${y(0)}"/>`,
	].join('')}</svg>`;

	function bars(month: MonthSums, side: 'moment' | 'uniconta', x: number, width: number): string {
		const value = Number(month[side].net);
		const [top, bottom] = [y(Math.max(value, 0)), y(Math.min(value, 0))];
		const said = `${month.month}, ${side === 'moment' ? 'Moment' : 'Uniconta'}: ${money(month[side].net)} ${currency}`;
		return `<rect class="${side}" x="${x}" y="${top}" width="${round(width)}" height="${round(bottom - top)}"><title>${escapeHtml(said)}</title></rect>`;
	}
}

/** Round steps that take in both ends. */
function scaleFor(low: number, high: number): { low: number; high: number; steps: number[] } {
	const span = Math.max(high - low, 1);
	const magnitude = 10 ** Math.floor(Math.log10(span / 4));
	const step = [1, 2, 5, 10].map((factor) => factor * magnitude).find((one) => span / one <= 5) ?? 10 * magnitude;
	const [from, to] = [Math.floor(low / step), Math.max(Math.ceil(high / step), 1)];
	return {
		low: from * step,
		high: to * step,
		steps: Array.from({ length: to - from + 1 }, (_, index) => (from + index) * step),
	};
}

function short(value: number): string {
	const size = Math.abs(value);
	if (size >= 1e6) return `${round(value / 1e6)} M`;
	return size >= 1e3 ? `${round(value / 1e3)} k` : String(round(value));
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function labelOf(month: string, many: number): string {
	const [year = '', number = ''] = month.split('-');
	const name = MONTHS[Number(number) - 1] ?? number;
	return many > 13 ? `${number}/${year.slice(2)}` : `${name} ${year.slice(2)}`;
}

const round = (value: number): number => Math.round(value * 100) / 100;
