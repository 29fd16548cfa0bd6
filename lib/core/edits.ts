import { fingerprint } from './record';

/**
 * What the log notes among the names of fields that hold a value: `Name~1a2b3c4d`, a node of somebody's workflow changed
 * the field on its way. It holds for as long as Moment has what it had then: with what was sent in its place the mark is
 * the same, so that a comparison can tell what the workflow wanted from what somebody typed, and no value is kept.
 * @param sent undefined: the workflow took the field out, so that whatever stands there may stay
 */
export function editMark(field: string, momentId: string, mapped: string, sent: string | undefined): string {
	return `${field}~${fingerprint({ momentId, field, mapped, sent: sent ?? null }).slice(0, 8)}`;
}

export function isEditMark(held: string): boolean {
	return /~[0-9a-f]{8}$/.test(held);
}

/** Whether what stands in Uniconta is what the workflow made of the field, by the marks in the log. */
export function isAsSent(
	held: readonly string[],
	field: string,
	momentId: string,
	{ mapped, stored }: { mapped: string; stored: string },
): boolean {
	return [stored, undefined].some((sent) => held.includes(editMark(field, momentId, mapped, sent)));
}
