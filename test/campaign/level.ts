import type { PlannedFault } from './harness/wire';
import type { EndParts } from './oracle/verdict';
import type { Deed, Kind, Run, Scenario } from './scenario/types';

/** Whatever carries the integration through a scenario: whole templates in n8n's engine, or the functions of `lib/`. */
export interface Level {
	readonly name: 'templates' | 'lib';
	/** As a company that has just been set up: everything new. */
	open(scenario: Scenario): void;
	/** A run of the clock, or by hand; a second one beside it. Returns when both have ended, or their process has. */
	run(step: {
		run: Run;
		beside?: Run;
		faults: readonly PlannedFault[];
		/** Told before the so-many-th call leaves. */
		atCall?: (call: number) => void;
		takeover?: { call: number; run: Run };
		/** Nobody is told of a process that ended meanwhile. */
		forgotten?: boolean;
	}): Promise<void>;
	/** Bodies that Moment's webhooks bring, all at once. */
	receive(kind: Kind, bodies: readonly unknown[], faults: readonly PlannedFault[]): Promise<void>;
	tablesFull(full: boolean): void;
	books(): EndParts['books'];
	/** Of them only the lease. */
	lease(): EndParts['books']['lease'];
	/** Executions that have not ended. */
	running(): number;
}

export type { Deed };
