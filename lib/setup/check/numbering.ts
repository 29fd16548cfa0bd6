import { ApiError, asApiError } from '../../http/errors';
import type { Finding } from '../../core/finding';
import { setupRow, type SetupRow } from './row';
import type { UnicontaClient } from '../../uniconta/api/client';
import { readNumbering } from '../../uniconta/invoice/numbering/numbering';
import type { Numbering } from '../../uniconta/invoice/numbering/series';
import { assessNumbering } from '../../uniconta/invoice/numbering/check';
import { seriesFindings } from '../../uniconta/invoice/numbering/findings';
import { postedByNumber } from '../../uniconta/invoice/posted/list';
import type { UnicontaRow } from '../../uniconta/api/rows';
import { failedLogin, type SetupContext, type SetupHosts } from './context';
import type { SetupReader } from './reader';

const NEXT_EXPECTED = "Uniconta gives the next invoice Moment's number";

/** The Web API's login, the series, and everything that Check Numbering says (M7). */
export async function numberingRows(context: SetupContext, { odata, webApi }: SetupHosts): Promise<SetupRow[]> {
	const loginExpected = 'the Web API, which posts invoices, lets the user in';
	const firstNumber = wholeNumber(context.values['invoices.firstNumber']);
	const open = openNumbers(context, firstNumber);
	const hint = open.next() ?? firstNumber;
	let numbering: Numbering;
	let expected: number | undefined;
	try {
		numbering = await readNumbering(webApi, {
			elsewhere: quiet(odata),
			lists: listsFrom(context.reader),
			series: context.values['invoices.series'],
			...(hint === undefined ? {} : { expectedNext: hint }),
		});
		expected = await expectedAt(numbering.series?.next, context, { open, odata: quiet(odata) });
	} catch (caught) {
		const trouble = asApiError(caught);
		return [
			failedLogin('Web API login', trouble, loginExpected),
			setupRow('invoices', 'Invoice numbering', 'notChecked', {
				found: 'the Web API did not let the series be read',
				expected: NEXT_EXPECTED,
			}),
		];
	}
	return [
		setupRow('company', 'Web API login', 'ok', { found: 'Uniconta let the user in', expected: loginExpected }),
		...assessedRows(numbering, expected, firstNumber),
	];
}

interface OpenNumbers {
	/**
	 * The lowest number from the cut-over on that is to come into Uniconta and is not there, as far as it is known;
	 * undefined where nothing tells.
	 */
	next(): number | undefined;
	inUniconta(number: number): void;
}

/** Moment's numbers have no gap: the next one is the first that is neither in Uniconta nor kept out of the books. */
function openNumbers(
	{ expectedNext, moment: { invoices, posted } }: SetupContext,
	firstNumber: number | undefined,
): OpenNumbers {
	const passed = new Set(
		invoices !== undefined && 'rows' in invoices
			? invoices.rows.flatMap(({ number, toSend }) => (toSend ? [] : [number]))
			: [],
	);
	return {
		next() {
			if (expectedNext !== undefined) return expectedNext;
			if (firstNumber === undefined || invoices === undefined || 'trouble' in invoices) return undefined;
			let next = Math.max(firstNumber, (posted ?? 0) + 1);
			while (passed.has(next)) next += 1;
			return next;
		},
		inUniconta: (number) => passed.add(number),
	};
}

/**
 * A log that is new knows nothing of what was posted before: where Uniconta is ahead, it is asked which of the numbers
 * it has.
 */
const ASKED_AT_MOST = 10_000;

async function expectedAt(
	next: number | undefined,
	{ expectedNext }: SetupContext,
	{ open, odata }: { open: OpenNumbers; odata: UnicontaClient },
): Promise<number | undefined> {
	const expected = open.next();
	if (expectedNext !== undefined || expected === undefined || next === undefined || next <= expected) return expected;
	const asked = Array.from({ length: Math.min(next - expected, ASKED_AT_MOST) }, (_, index) => expected + index);
	const posted = await postedByNumber(odata, asked).catch(asNone);
	for (const number of posted.keys()) open.inUniconta(number);
	return open.next();
}

function asNone(caught: unknown): ReadonlyMap<number, UnicontaRow> {
	asApiError(caught);
	return new Map();
}

function assessedRows(
	numbering: Numbering,
	expectedNext: number | undefined,
	firstNumber: number | undefined,
): SetupRow[] {
	const next = numbering.series?.next;
	// Before the cut-over the next number can only be too low for the first invoice.
	const expected =
		expectedNext ??
		(firstNumber !== undefined && next !== undefined && next < firstNumber ? firstNumber : undefined);
	const { findings, series } = assessNumbering(numbering, expected);
	const notConfigured = findingsOfConfiguration(numbering);
	const rows = findings
		// The term of 0 days has a row of its own, whatever the route.
		.filter(({ field }) => field !== 'Payment term')
		.map((finding) => findingRow(finding, notConfigured.has(finding.message)));
	const well =
		series === ''
			? []
			: [
					setupRow('invoices', 'Number series of invoices', 'ok', {
						found: next === undefined ? series : `${series}, next number ${next}`,
						expected: 'the series that invoices are numbered from',
					}),
				];
	if (rows.length > 0 || expected === undefined) return [...well, ...rows];
	return [
		...well,
		setupRow('invoices', 'Invoice numbering', 'ok', {
			found: String(next ?? ''),
			expected: `${NEXT_EXPECTED}: ${expected}`,
		}),
	];
}

/**
 * What says that no series is configured, which blocks the route Post (issue 4, point 4). A series that is only blocked
 * or used up for now does not: other settings can be changed on such a day. Nor does one that Uniconta does not show.
 */
function findingsOfConfiguration(numbering: Numbering): ReadonlySet<string> {
	if (numbering.settings === undefined || numbering.all === undefined) return new Set();
	const configuration = seriesFindings(numbering).filter(
		({ level, field }) => level === 'error' && ['Use voucher as invoice', 'Number series'].includes(field),
	);
	return new Set(configuration.map(({ message }) => message));
}

function findingRow({ level, field, message, fix }: Finding, blocking: boolean): SetupRow {
	const state = level === 'error' ? 'missing' : level === 'warning' ? 'warning' : 'ok';
	return setupRow('invoices', `Invoice numbering: ${field}`, state, {
		found: message,
		expected: NEXT_EXPECTED,
		fix,
		blocking,
	});
}

/** The lists of the check; what could not be read there is as good as hidden, and said by the row that needs it. */
function listsFrom(reader: SetupReader): { all(type: string, key: string): Promise<UnicontaRow[]> } {
	return {
		all: async (type, key) => {
			const reading = await reader.list(type, key);
			if ('rows' in reading) return reading.rows;
			throw hidden();
		},
	};
}

/** The other host, only asked for what the Web API does not show: its trouble is not the Web API's. */
function quiet(odata: UnicontaClient): UnicontaClient {
	return {
		...odata,
		all: async (type, key) => await odata.all(type, key).catch(asHidden),
		find: async (type, field, value) => await odata.find(type, field, value).catch(asHidden),
	};
}

function asHidden(caught: unknown): never {
	asApiError(caught);
	throw hidden();
}

function hidden(): ApiError {
	return new ApiError('Uniconta does not show this list', { system: 'Uniconta', kind: 'notFound', fix: '' });
}

function wholeNumber(text: string): number | undefined {
	return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}
