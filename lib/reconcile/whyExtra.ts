import { foldLog, isOtherCompany } from '../state/log';
import type { KnownRecord } from '../core/identity';
import type { TableRow } from '../state/tables';
import type { ReconciledKind, Wanted } from './types';

/** Of which records the log says last that a node of the workflow left them out; folds it when the first is asked for. */
export function leftOutIn(kind: ReconciledKind, look: LogLook | undefined): (momentId: string) => boolean {
	let last: ReturnType<typeof foldLog>['last'] | undefined;
	return (momentId) => {
		last ??= foldLog(look?.log ?? [], kind, look?.company).last;
		return last.get(momentId)?.outcome === 'skipped';
	};
}

export interface LogLook {
	log: readonly TableRow[];
	/** The company in Uniconta that is compared; `''` where it is not known. */
	company: string;
}

/** Why a row of Uniconta has no record in Moment, as far as the log tells; nothing is guessed. */
export type WhyExtra = (row: { key: string; rowId: string }) => string;

const NO_RECORD = 'No record of Moment has this number';

/** Folds the log only once there is such a row. Without a log it is said that there is no record, and no more. */
export function whyExtraIn(kind: ReconciledKind, wanted: readonly Wanted[], look: LogLook | undefined): WhyExtra {
	if (look === undefined) return () => `${NO_RECORD}.`;
	let links: Links | undefined;
	return ({ key, rowId }) => {
		links ??= linksIn(kind, look);
		const byRow = rowId === '' ? undefined : links.byRow.get(rowId);
		if (byRow !== undefined) return linked(kind, byRow, wanted);
		const ended = rowId === '' ? undefined : links.ended.get(rowId);
		if (ended !== undefined)
			return `${NO_RECORD}. The log linked it to ${ended}, until a person confirmed that record or its number anew.`;
		const byKey = links.byKey.get(key);
		// An invoice that was found posted may have been seen without its row.
		if (byKey?.known.unicontaRowId === '' && byKey.known.confirmedRowId === undefined)
			return linked(kind, byKey, wanted);
		if (byKey !== undefined)
			return `${NO_RECORD}. The log knows the number of ${named(byKey)}, with another row in Uniconta${byKey.known.unicontaRowId === '' ? '' : ` (row ${byKey.known.unicontaRowId})`}.`;
		const elsewhere = links.elsewhere.get(key);
		if (elsewhere !== undefined)
			return `${NO_RECORD}. The log has a link to it only in another company in Uniconta (${elsewhere}).`;
		return `${NO_RECORD}, and the log has no link to it.`;
	};
}

interface Link {
	momentId: string;
	known: KnownRecord;
}

interface Links {
	byRow: Map<string, Link>;
	byKey: Map<string, Link>;
	/** Row → the record it was linked to before. */
	ended: Map<string, string>;
	/** Number → a company in Uniconta that is not compared. */
	elsewhere: Map<string, string>;
}

function linksIn(kind: ReconciledKind, { log, company }: LogLook): Links {
	const links: Links = { byRow: new Map(), byKey: new Map(), ended: new Map(), elsewhere: new Map() };
	for (const [momentId, known] of foldLog(log, kind, company).byMomentId) {
		const link = { momentId, known };
		if (known.unicontaRowId !== '') links.byRow.set(known.unicontaRowId, link);
		links.byKey.set(known.key, link);
		for (const rowId of known.endedRowIds ?? []) links.ended.set(rowId, named(link));
	}
	for (const { key, company: other = '' } of foldLog(log, kind).byMomentId.values())
		if (isOtherCompany(other, company)) links.elsewhere.set(key, other);
	return links;
}

function linked(kind: ReconciledKind, link: Link, wanted: readonly Wanted[]): string {
	const now = wanted.find(({ momentId }) => momentId === link.momentId);
	if (now === undefined)
		return `The log links it to ${named(link)}. Moment does not show that ${kind} any more: deleted there, or hidden from the API key.`;
	return `${NO_RECORD}. The log links it to ${named(link)}, which ${now.key === '' ? 'has no number' : `has the number ${now.key}`} now.`;
}

/** `Moment id 99 "Bageriet"`, for messages. */
function named({ momentId, known: { name = '' } }: Link): string {
	return `Moment id ${momentId}${name === '' ? '' : ` "${name}"`}`;
}
