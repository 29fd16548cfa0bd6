import { asApiError, type ApiError } from '../../../http/errors';
import type { Finding } from '../../../core/finding';
import { fieldOf, textOf, type UnicontaRow } from '../../api/rows';
import type { RowsHost } from '../../api/webApi';
import { flag } from '../checks/labels';
import { seriesFindings } from './findings';
import { seriesFrom, wholeNumber, type Numbering, type NumberingSettings, type NumberSeries } from './series';

export interface ReadNumberingOptions {
	/** The series to use where the settings cannot be read. */
	series?: string;
	/** The invoice number that is to come next: without settings and choice the series is known by it. */
	expectedNext?: number;
	/** The other host, for settings and series that the first one does not show (UC50). */
	elsewhere?: RowsHost;
	/** Where the settings name the series, only that one is read; the others matter when it is not there. */
	onlyInUse?: boolean;
	/** Also read customer groups, journals and payment terms, from here; else only what is handed in is looked at. */
	lists?: Pick<RowsHost, 'all'>;
	/** Rows that the caller has already. */
	groups?: readonly UnicontaRow[];
	terms?: readonly UnicontaRow[];
}

/** Two calls on the host: settings and series; one more for each that it does not show. Three on `lists`. */
export async function readNumbering(host: RowsHost, options: ReadNumberingOptions = {}): Promise<Numbering> {
	const { elsewhere } = options;
	const settingsRows = await firstShown([host, elsewhere], 'CompanySettingsClient', '');
	const settingsRow = settingsRows?.rows[0];
	const settings = settingsRow === undefined ? undefined : settingsFrom(settingsRow);
	const inUse =
		options.onlyInUse === true && settings !== undefined && settings.series !== ''
			? await unlessHidden(host.find('NumberSerieClient', 'Serie', settings.series))
			: undefined;
	const seriesRows =
		inUse?.length === 1 ? { host, rows: inUse } : await firstShown([host, elsewhere], 'NumberSerieClient', 'Serie');
	const all = seriesRows?.rows.map(seriesFrom);
	const known = await seriesInUse(host, settings, all ?? [], options);
	const { lists } = options;
	const groups = options.groups ?? (lists && (await unlessHidden(lists.all('DebtorGroupClient', 'Group'))));
	const journals = lists && (await unlessHidden(lists.all('GLDailyJournalClient', 'Journal')));
	const terms = options.terms ?? (lists && (await unlessHidden(lists.all('PaymentTermClient', 'Payment'))));
	return {
		settings,
		...known,
		all,
		...(seriesRows === undefined || seriesRows.host === host ? {} : { readElsewhere: seriesRows.host }),
		...(groups === undefined ? {} : { groups }),
		...(journals === undefined ? {} : { journals }),
		...(terms === undefined ? {} : { terms }),
	};
}

export interface NextNumber {
	/**
	 * The number Uniconta will give to the next invoice; undefined where it cannot be told, and then `findings` says
	 * why.
	 */
	next: number | undefined;
	findings: Finding[];
}

/** What number the next invoice will get, read now: one call. */
export async function nextInvoiceNumber(host: RowsHost, numbering: Numbering): Promise<NextNumber> {
	if (numbering.series === undefined || numbering.settings?.useVoucherAsInvoice === false) {
		return { next: undefined, findings: seriesFindings(numbering) };
	}
	const [row] = await (numbering.readElsewhere ?? host).find('NumberSerieClient', 'Serie', numbering.series.code);
	const series = row === undefined ? undefined : seriesFrom(row);
	const findings = seriesFindings({ ...numbering, series }).filter(({ level }) => level === 'error');
	return { next: findings.length > 0 ? undefined : series?.next, findings };
}

async function firstShown(
	hosts: ReadonlyArray<RowsHost | undefined>,
	type: string,
	key: string,
): Promise<{ host: RowsHost; rows: UnicontaRow[] } | undefined> {
	for (const host of hosts) {
		const rows = host && (await unlessHidden(host.all(type, key)));
		if (host !== undefined && rows !== undefined) return { host, rows };
	}
	return undefined;
}

type KnownSeries = Pick<Numbering, 'series' | 'seriesFrom'>;

async function seriesInUse(
	host: RowsHost,
	settings: NumberingSettings | undefined,
	all: readonly NumberSeries[],
	options: ReadNumberingOptions,
): Promise<KnownSeries> {
	const withCode = (code: string): NumberSeries | undefined => all.find((series) => series.code === code);
	if (settings !== undefined && settings.series !== '')
		return { series: withCode(settings.series), seriesFrom: 'settings' };
	const { series: chosen = '', expectedNext } = options;
	if (settings !== undefined) return { series: undefined, seriesFrom: 'settings' };
	if (chosen !== '') return { series: withCode(chosen), seriesFrom: 'choice' };
	if (expectedNext === undefined) return { series: undefined, seriesFrom: 'unknown' };
	// The invoice before says from which series it came.
	const before = await unlessHidden(host.find('DebtorInvoiceClient', 'InvoiceNumber', expectedNext - 1));
	const fromInvoice = withCode(textOf(before?.[0] ?? {}, 'NumberSerie'));
	if (fromInvoice !== undefined) return { series: fromInvoice, seriesFrom: 'lastInvoice' };
	const [only, second] = all.filter((series) => series.next === expectedNext && !series.blocked && !series.manual);
	return only !== undefined && second === undefined
		? { series: only, seriesFrom: 'nextNumber' }
		: { series: undefined, seriesFrom: 'unknown' };
}

function settingsFrom(row: UnicontaRow): NumberingSettings {
	const shown = fieldOf(row, 'UseVoucherAsInvoice') !== undefined;
	return {
		useVoucherAsInvoice: shown ? flag(row, 'UseVoucherAsInvoice') : undefined,
		series: textOf(row, 'DebtorVoucherSerie').trim(),
		counter: wholeNumber(row, 'SalesInvoice'),
	};
}

/** Undefined for a list that this Uniconta or this user does not show (UC50); other failures go on. */
async function unlessHidden<T>(reading: Promise<T>): Promise<T | undefined> {
	return await reading.catch((caught: unknown) => {
		const error = asApiError(caught);
		if (isHidden(error)) return undefined;
		throw error;
	});
}

function isHidden(error: ApiError): boolean {
	if (error.kind === 'notFound' || error.kind === 'refused') return true;
	if (error.kind === 'forbidden') return error.code === undefined || error.code.startsWith('NoRights');
	// A read that is refused counts as unexpected; a web page in place of an answer is no such thing.
	const { status = 0 } = error;
	return error.kind === 'unexpected' && (error.code !== undefined || (status >= 400 && status < 500));
}
