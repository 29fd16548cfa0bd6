import type { Finding } from './finding';
import { isLinked, namedIn, NOTHING_KNOWN, type KnownRecords } from './identity';

/** The kinds of record that others refer to. */
export type ReferredKind = 'customer' | 'project';

/** A customer or project as a record of Moment names it. */
export interface Referred {
	entity: ReferredKind;
	/** Moment's id; `''` where Moment names it by its number alone. */
	momentId: string;
	/** Its number in Moment now. */
	key: string;
	name: string;
}

/**
 * A customer or project that a record refers to, with what the log says of it (G9): the writer finds the row by its
 * number and makes sure that it is the row of the link.
 */
export interface Reference extends Referred {
	/** Row of the link in Uniconta; `''` where the log has none. */
	unicontaRowId: string;
	/** The company in Uniconta for which the link holds; absent where the log does not say. */
	company?: string;
	/** Row that a person has confirmed to be this record, before there was a link; `''` for none. */
	confirmedRowId: string;
	/**
	 * Whether a person has confirmed the number without being shown a row, as happens where this kind is not exported.
	 */
	confirmed: boolean;
	/** Rows that a confirmation took from other records, or from this one under another number. */
	endedRowIds: string[];
	/** What the log says last of it, where that is a refusal; `''` otherwise. */
	refusal: string;
	/** Where number and link name different records: what is to be said of it. */
	drift?: Pick<Finding, 'message' | 'fix'>;
}

/** What the log knows of customers and projects. */
export type KnownReferences = Readonly<Record<ReferredKind, KnownRecords>>;

export const NO_REFERENCES_KNOWN: KnownReferences = { customer: NOTHING_KNOWN, project: NOTHING_KNOWN };

/** The references with what is known of each, each once. */
export function resolveReferences(referred: readonly Referred[], known: KnownReferences, who: string): Reference[] {
	const once = new Map(
		referred.filter(({ key }) => key !== '').map((one) => [`${one.entity}/${one.momentId}/${one.key}`, one]),
	);
	return [...once.values()].map((one) => {
		const drift = driftOf(one, known[one.entity], who);
		return { ...resolve(one, known[one.entity]), ...(drift === undefined ? {} : { drift }) };
	});
}

/** A finding for each reference whose number and link name different records. */
export function driftFindings(references: readonly Reference[]): Finding[] {
	return references.flatMap(({ entity, key, drift }): Finding[] =>
		drift === undefined
			? []
			: [{ level: 'error', field: entity === 'customer' ? 'Customer' : 'Project', value: key, ...drift }],
	);
}

/** Whether what is refused passes by itself once a person has mended the customer or project. */
export function hasDrift(references: readonly Reference[] = []): boolean {
	return references.some(({ drift }) => drift !== undefined);
}

/** Those that have to be in Uniconta, or mended, before the record can be: `customer/17`, by Moment's id. */
export function waitedFor(references: readonly Reference[] = []): { waitsFor?: string[] } {
	const names = references
		.filter(
			({ momentId, unicontaRowId, drift }) => momentId !== '' && (unicontaRowId === '' || drift !== undefined),
		)
		.map(({ entity, momentId }) => `${entity}/${momentId}`);
	return names.length === 0 ? {} : { waitsFor: names };
}

function resolve(one: Referred, { byMomentId, idsByKey, last }: KnownRecords): Reference {
	// Named by its number alone, it is whoever was sent under that number.
	const [only, second] = one.momentId === '' ? (idsByKey.get(one.key) ?? []) : [one.momentId];
	const momentId = second === undefined ? (only ?? '') : '';
	const record = byMomentId.get(momentId);
	const said = last?.get(momentId);
	const confirmed = record !== undefined && record.key === one.key ? record.confirmedRowId : undefined;
	return {
		...one,
		unicontaRowId: record?.unicontaRowId ?? '',
		...(record?.company === undefined ? {} : { company: record.company }),
		confirmedRowId: confirmed ?? '',
		confirmed: confirmed === '',
		endedRowIds: record?.endedRowIds ?? [],
		refusal: said?.outcome === 'refused' ? said.message : '',
	};
}

function driftOf(
	{ entity, momentId, key, name }: Referred,
	{ byMomentId, idsByKey }: KnownRecords,
	who: string,
): Reference['drift'] {
	const which = `${entity} ${key}${name.trim() === '' ? '' : ` "${name.trim()}"`}${momentId === '' ? '' : ` (Moment id ${momentId})`}`;
	const record = byMomentId.get(momentId);
	if (record !== undefined && isLinked(record) && record.key !== key) {
		return {
			message: `${who} belongs to the ${which}, which was sent to Uniconta as ${entity} ${record.key}. Number and link name different records, so nothing is sent.`,
			fix: `Change the number of ${entity} ${key} back to ${record.key} in Moment, or confirm the new number in the form Send Again.`,
		};
	}
	const others = (idsByKey.get(key) ?? []).filter((id) => id !== momentId);
	if (others.length === 0 || (momentId === '' && others.length === 1)) return undefined;
	return {
		message: `${who} belongs to the ${which}, and under that number the ${namedIn({ byMomentId, idsByKey }, entity, others)} was sent to Uniconta. Nothing is sent.`,
		fix: `Give one of them another number in Moment. If both are the same ${entity}, or the other one is gone in Moment, confirm ${entity} ${key} in the form Send Again.`,
	};
}
