/** The phases of a project in Uniconta (UC36), by their English labels. */
export type Phase = 'Created' | 'Offer' | 'Accepted' | 'InProgress' | 'ReportedAsFinished' | 'Completed';

export const PHASES: readonly Phase[] = [
	'Created',
	'Offer',
	'Accepted',
	'InProgress',
	'ReportedAsFinished',
	'Completed',
];

/**
 * Moment's project states and the phase each becomes. Only `inProgress` is proven on the wire (MO13);
 * the others are the states that Moment's pages show, in the spellings they may have. A lost offer has no phase of its
 * own in Uniconta, so it is not here: it is said, and the phase stays as it is.
 */
const BY_STATE: ReadonlyArray<readonly [Phase, readonly string[]]> = [
	['Created', ['created', 'new', 'draft', 'planned', 'notStarted']],
	['Offer', ['offer', 'offered', 'tender', 'potential', 'awaiting', 'awaitingAnswer', 'awaitingDecision', 'pending']],
	['Accepted', ['accepted', 'approved', 'won', 'ordered']],
	// On hold: Uniconta's known phases have no pause, and the work is not done.
	['InProgress', ['inProgress', 'active', 'open', 'started', 'onHold', 'paused', 'suspended']],
	['ReportedAsFinished', ['reported', 'reportedFinished', 'reportedAsFinished']],
	['Completed', ['finished', 'closed', 'completed', 'done', 'ended', 'archived']],
];

/**
 * State → phase. A phase that is blank leaves the one in Uniconta alone; one that is none of the known goes as it is
 * typed.
 */
export type PhaseTable = ReadonlyMap<string, string>;

/** The usual table, with a company's own entries over it. */
export function phaseTable(own: Readonly<Record<string, string>> = {}): PhaseTable {
	const table = new Map<string, string>(
		BY_STATE.flatMap(([phase, states]) => states.map((state) => [stateKey(state), phase] as const)),
	);
	for (const [state, phase] of Object.entries(own)) table.set(stateKey(state), phase.trim());
	return table;
}

/** The phase of a state; `''`: leave it alone; undefined: the table does not have the state. */
export function phaseOf(state: string, table: PhaseTable): string | undefined {
	return table.get(stateKey(state));
}

/** `inProgress`, `IN_PROGRESS` and `In progress` are one state. */
function stateKey(state: string): string {
	return state.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
