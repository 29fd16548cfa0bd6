import { measure, messageOf, untried, type Measurable, type Measurement, type Waits, type Worked } from './measure';

export type Report = (measurement: Measurement) => void;

/** One question that is put to a contender. */
export interface Step<S> {
	name: string;
	work(stage: S): Promise<Worked>;
}

/**
 * Puts the steps to one contender, in a new n8n of its own. Whatever becomes of it is reported, and nothing of it ends
 * the bench: the next contender has its turn.
 */
export async function live<S extends Measurable & { close(): Promise<void> }>(
	{ contender, round, waits }: { contender: string; round: number; waits: Waits },
	start: () => Promise<S>,
	steps: ReadonlyArray<Step<S>>,
	report: Report,
): Promise<void> {
	let stage: S;
	try {
		stage = await start();
	} catch (error) {
		const [first] = steps;
		if (first !== undefined) report(untried({ contender, round, step: first.name }, messageOf(error)));
		return;
	}
	let why = '';
	try {
		await stage.quiet();
		for (const { name: step, work } of steps) {
			const name = { contender, round, step };
			if (why !== '') {
				report(untried(name, why));
				continue;
			}
			const { measurement, goesOn } = await measure(stage, name, async () => await work(stage), waits);
			report(measurement);
			if (!goesOn) why = `n8n was out of order after "${step}"`;
		}
	} finally {
		await stage.close().catch(() => undefined);
	}
}
