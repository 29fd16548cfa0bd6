import { asApiError, type ApiError, type ApiErrorKind } from '../../http/errors';
import type { UnicontaClient } from '../../uniconta/api/client';
import { textOf, type UnicontaRow } from '../../uniconta/api/rows';

/** A list, or why it could not be read. */
export type Reading = { rows: UnicontaRow[] } | { trouble: ApiError };

/** The lists of the company that a check looks into; each is read once, whoever asks for it. */
export interface SetupReader {
	/**
	 * The companies that the user may open: the call that shows whether the login works. Nothing else is asked where it
	 * does not.
	 */
	companies(): Promise<Reading>;
	/** Every row of a list. */
	list(type: string, key: string): Promise<Reading>;
	/** Whether rows of this type may be read at all: one page of those with the value, of which there need be none. */
	tried(type: string, field: string, value: number): Promise<Reading>;
	/** All rows read so far, of any list. */
	seen(): readonly UnicontaRow[];
}

/**
 * What would meet every further call too. A password that was refused is not tried again: Uniconta counts the attempts.
 */
const MEETS_EVERY_CALL: ReadonlySet<ApiErrorKind> = new Set([
	'credentials',
	'unreachable',
	'noAnswer',
	'busy',
	'outOfTime',
]);

export function createSetupReader(client: UnicontaClient): SetupReader {
	const readings = new Map<string, Promise<Reading>>();
	const seen: UnicontaRow[] = [];
	let closed: ApiError | undefined;
	/**
	 * The longest answer so far: a server that cuts its answers cuts them there at the earliest, so a shorter one is
	 * complete.
	 */
	let longest = 1;

	async function attempt(read: () => Promise<UnicontaRow[]>): Promise<Reading> {
		if (closed !== undefined) return { trouble: closed };
		try {
			return { rows: await read() };
		} catch (caught) {
			const trouble = asApiError(caught);
			if (MEETS_EVERY_CALL.has(trouble.kind)) closed = trouble;
			return { trouble };
		}
	}

	async function whole(type: string, key: string): Promise<UnicontaRow[]> {
		const rows: UnicontaRow[] = [];
		const before = longest;
		for await (const page of client.pages(type, { key, enough: (soFar) => soFar < before })) {
			rows.push(...page);
			longest = Math.max(longest, page.length);
		}
		seen.push(...rows);
		return rows;
	}

	/** Posted entries may be many: a server that does not filter is not read to its end. */
	async function firstPage(type: string, field: string, value: number): Promise<UnicontaRow[]> {
		for await (const page of client.pages(type, {
			key: field,
			filter: [{ field, is: 'eq', value }],
			enough: () => true,
		}))
			return page;
		return [];
	}

	async function once(name: string, read: () => Promise<UnicontaRow[]>): Promise<Reading> {
		const reading = readings.get(name) ?? attempt(read);
		readings.set(name, reading);
		return await reading;
	}

	return {
		async companies() {
			const reading = await once('CompanyClient', async () => await client.companies());
			if ('trouble' in reading) closed ??= reading.trouble;
			return reading;
		},
		list: async (type, key) => await once(type, async () => await whole(type, key)),
		tried: async (type, field, value) => await once(type, async () => await firstPage(type, field, value)),
		seen: () => seen,
	};
}

/** The rows by their key; undefined where the list could not be read. */
export function byCode(reading: Reading, key: string): Map<string, UnicontaRow> | undefined {
	return 'rows' in reading ? new Map(reading.rows.map((row) => [textOf(row, key), row])) : undefined;
}
