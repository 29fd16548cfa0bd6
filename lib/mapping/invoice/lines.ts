import type { Finding } from '../../core/finding';
import { toNumber } from '../../core/money';
import type { LineCodes } from './codes';
import { shapeOf } from './lineShape';
import type { InvoiceKind, InvoicePlanLine, Minor } from './plan';
import type { LineAmounts } from './readAmounts';
import type { InvoiceSource } from './source';
import { lineName } from './words';

/** Longest line text that Uniconta keeps (UC39). */
export const TEXT_LENGTH = 1000;

/** @param amounts of every line of the invoice, in its order, with the signs of the plan */
export function planLines(
	invoice: InvoiceSource,
	kind: InvoiceKind,
	amounts: readonly LineAmounts[],
	codes: readonly LineCodes[],
): { lines: InvoicePlanLine[]; findings: Finding[] } {
	const findings: Finding[] = [];
	const lines = amounts.map((line, index): InvoicePlanLine => {
		const { quantity, unitPrice, discountPercent, original } = shapeOf(line, line.net, kind);
		const own = invoice.lines[index]?.text.trim() ?? '';
		const text =
			own === ''
				? `${kind === 'creditNote' ? 'Credit note' : 'Invoice'} ${invoice.invoiceNumber}, line ${invoice.lines[index]?.place ?? index + 1}`
				: own;
		const whole = withOriginal(text, original);
		if (whole.cut) {
			findings.push({
				level: 'warning',
				field: 'Text',
				value: own,
				message: `${lineName(invoice, index)} has a text of ${own.length} characters; Uniconta keeps ${TEXT_LENGTH}, so it is sent cut to that, with "…" where it was cut.`,
				fix: 'Write shorter texts on the lines in Moment, or leave it.',
			});
		}
		const { account, vat, project, category, department } = codes[index] ?? NO_CODES;
		const headings = headingsOf(invoice, index, whole.text.length);
		findings.push(...headings.findings);
		return {
			account,
			vat,
			vatPercent: toNumber(line.vatPercent),
			text: whole.text,
			quantity,
			unitPrice,
			discountPercent,
			net: line.net,
			project,
			category,
			department,
			rounding: false,
			...headings.parts,
		};
	});
	return { lines, findings };
}

type Headings = Pick<InvoicePlanLine, 'place' | 'above' | 'below'>;

/** Headings have the room that the line's own text leaves; what has none is said (G5). */
function headingsOf(invoice: InvoiceSource, index: number, used: number): { parts: Headings; findings: Finding[] } {
	const { place, above = '', below = '' } = invoice.lines[index] ?? {};
	const findings: Finding[] = [];
	let left = TEXT_LENGTH - used;
	const fitting = (text: string): string => {
		const room = Math.max(0, left - 1);
		const kept = text.length <= room ? text : room < 2 ? '' : withOriginal(text, '', room).text;
		left -= kept === '' ? 0 : kept.length + 1;
		if (kept !== text) {
			findings.push({
				level: 'warning',
				field: 'Text',
				value: text,
				message: `${lineName(invoice, index)}: the heading beside it does not fit; Uniconta keeps ${TEXT_LENGTH} characters of both, so it is sent cut.`,
				fix: 'Write shorter texts on the lines in Moment, or leave it.',
			});
		}
		return kept;
	};
	const [first, second] = [fitting(above), fitting(below)];
	const parts = {
		...(place === undefined || place === index + 1 ? {} : { place }),
		...(first === '' ? {} : { above: first }),
		...(second === '' ? {} : { below: second }),
	};
	return { parts, findings };
}

const NO_CODES: LineCodes = { account: '', vat: '', project: '', category: '', department: '' };

/**
 * The line that takes the rounding. Like every line it carries project, category and department (M6): those of
 * the largest line on the header's project, where there is one, else of the largest line.
 */
export function roundingLine(
	account: string,
	amount: Minor,
	lines: readonly InvoicePlanLine[],
	headerProject: string,
): InvoicePlanLine {
	const ofHeader = lines.filter(({ project }) => project === headerProject);
	const from = largestOf(ofHeader.length > 0 ? ofHeader : lines);
	return {
		account,
		vat: '',
		vatPercent: 0,
		text: 'Rounding',
		quantity: amount < 0 ? -1 : 1,
		unitPrice: Math.abs(amount) / 100,
		discountPercent: 0,
		net: amount,
		project: from?.project ?? '',
		category: from?.category ?? '',
		department: from?.department ?? '',
		rounding: true,
	};
}

/** Among equals the first. */
function largestOf(lines: readonly InvoicePlanLine[]): InvoicePlanLine | undefined {
	const [first, ...others] = lines;
	return others.reduce(
		(best, line) => (best !== undefined && Math.abs(line.net) > Math.abs(best.net) ? line : best),
		first,
	);
}

/** What all of them are; `''` where they differ. */
export function inCommon(values: readonly string[]): string {
	const [first = ''] = values;
	return values.every((value) => value === first) ? first : '';
}

/** What was cut is said, and Moment's own quantity and price stay whole at the end. */
function withOriginal(text: string, original: string, longest = TEXT_LENGTH): { text: string; cut: boolean } {
	const end = original === '' ? '' : ` (${original})`;
	if (text.length + end.length <= longest) return { text: `${text}${end}`, cut: false };
	const kept = text
		.slice(0, longest - end.length - 1)
		// No half of a character.
		.replace(/[\uD800-\uDBFF]$/, '')
		.trimEnd();
	return { text: `${kept}…${end}`, cut: true };
}
