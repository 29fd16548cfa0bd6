import type { IExecuteFunctions } from 'n8n-workflow';
import { DateTime } from 'luxon';
import { z } from 'zod';
import { predictVat } from '../../lib/mapping/invoice/totals';
import { lessPercent, multiply, parseDecimal, toMinor, ZERO, type Decimal } from '../../lib/core/money';
import { recordsParameter } from '../shared/parameters';
import { isTextColumn } from './columns';

const columnsSchema = z.record(z.unknown()).nullable().catch(null);

/**
 * The plan typed into the panel, in the form the mapper puts out; amounts that were left empty are worked out from the
 * lines.
 */
export function planTypedBelow(context: IExecuteFunctions, itemIndex: number): Record<string, unknown> {
	const columns = columnsSchema.parse(context.getNodeParameter('columns.value', itemIndex, null)) ?? {};
	const header = filled(columns, isTextColumn);
	const lines = recordsParameter(context, 'lines', itemIndex).map((line) =>
		withNet(filled(line, (field) => LINE_TEXTS.has(field))),
	);
	const sums = totalsOf(lines);
	const net = header.NetAmount ?? sums.net / 100;
	const vat = header.VatAmount ?? sums.vat / 100;
	const total = typeof net === 'number' && typeof vat === 'number' ? Math.round((net + vat) * 100) / 100 : undefined;
	return { TotalAmount: total, ...header, NetAmount: net, VatAmount: vat, Lines: lines };
}

const LINE_TEXTS = new Set(['Account', 'Vat', 'Text', 'Project', 'PrCategory', 'Department']);

/** What was filled in: text where the plan has text, numbers where it has numbers, days as plain dates. */
function filled(fields: Record<string, unknown>, isText: (field: string) => boolean): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(fields)
			.filter(([, value]) => value !== null && value !== undefined && value !== '')
			.map(([field, value]) => [field, typed(value, isText(field))]),
	);
}

function typed(value: unknown, isText: boolean): unknown {
	if (DateTime.isDateTime(value)) return value.toFormat('yyyy-MM-dd');
	if (isText) return typeof value === 'number' ? String(value) : value;
	return typeof value === 'string' && parseDecimal(value) !== undefined ? Number(value) : value;
}

function decimal(value: unknown): Decimal {
	return (typeof value === 'number' || typeof value === 'string' ? parseDecimal(String(value)) : undefined) ?? ZERO;
}

function withNet(line: Record<string, unknown>): Record<string, unknown> {
	if (line.NetAmount !== undefined) return line;
	const net = toMinor(lessPercent(multiply(decimal(line.Qty), decimal(line.Price)), decimal(line.DiscountPct)));
	return net === undefined ? line : { ...line, NetAmount: net / 100 };
}

function totalsOf(lines: ReadonlyArray<Record<string, unknown>>): { net: number; vat: number } {
	const nets = lines.map((line) => ({
		vat: typeof line.Vat === 'string' ? line.Vat : '',
		vatPercent: typeof line.VatPct === 'number' ? line.VatPct : 0,
		net: toMinor(decimal(line.NetAmount)) ?? 0,
	}));
	return { net: nets.reduce((sum, { net }) => sum + net, 0), vat: predictVat(nets) };
}
