import type { Violation } from './oracle/watch';
import type { Scenario, Step } from './scenario/types';

/** So many attempts at most: the first ones take away the most. */
const MOST_TRIES = 120;

/**
 * The scenario with the fewest steps, faults and other circumstances that still breaks the rule that was broken first.
 */
export async function shrink(
	scenario: Scenario,
	play: (scenario: Scenario) => Promise<readonly Violation[]>,
	broken: readonly Violation[],
): Promise<Scenario> {
	const rule = broken[0]?.rule;
	let smallest = scenario;
	let tries = 0;
	const fails = async (smaller: Scenario): Promise<boolean> => {
		tries += 1;
		return (await play(smaller)).some((violation) => violation.rule === rule);
	};
	for (let went = true; went && tries < MOST_TRIES;) {
		went = false;
		for (const smaller of smallerOnes(smallest)) {
			if (tries >= MOST_TRIES) break;
			if (!(await fails(smaller))) continue;
			smallest = smaller;
			went = true;
			break;
		}
	}
	return smallest;
}

/** Everything that is one thing less, the largest pieces first. */
function* smallerOnes(scenario: Scenario): Generator<Scenario> {
	const { steps, switches } = scenario;
	for (let size = Math.ceil(steps.length / 2); size >= 1; size = Math.floor(size / 2)) {
		for (let from = 0; from + size <= steps.length; from += size)
			yield { ...scenario, steps: [...steps.slice(0, from), ...steps.slice(from + size)] };
		if (size === 1) break;
	}
	if (Object.keys(switches.moment).length > 0) yield { ...scenario, switches: { ...switches, moment: {} } };
	if (Object.keys(switches.uniconta).length > 0) yield { ...scenario, switches: { ...switches, uniconta: {} } };
	if (scenario.debtors > 0) yield { ...scenario, debtors: 0 };
	for (const [index, step] of steps.entries())
		for (const simpler of simplerSteps(step))
			yield { ...scenario, steps: steps.map((other, at) => (at === index ? simpler : other)) };
	if (scenario.customers > 1) yield { ...scenario, customers: scenario.customers - 1 };
	if (scenario.projects > 1) yield { ...scenario, projects: scenario.projects - 1 };
}

function* simplerSteps(step: Step): Generator<Step> {
	if (step.do === 'webhooks' || step.do === 'run') {
		for (const [index] of (step.faults ?? []).entries())
			yield { ...step, faults: step.faults?.filter((_, at) => at !== index) };
	}
	if (step.do === 'run' && step.beside !== undefined) yield { ...step, beside: undefined };
	if (step.do === 'run' && step.meanwhile !== undefined) yield { ...step, meanwhile: undefined };
	if (step.do === 'run' && step.takeover !== undefined) yield { ...step, takeover: undefined };
	if (step.do === 'run' && step.forgotten === true) yield { ...step, forgotten: false };
}
