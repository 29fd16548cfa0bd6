import type { Violation } from './oracle/watch';
import type { Deed, Scenario, Step } from './scenario/types';

/**
 * What is known to go wrong and is not mended yet: nobody is told anew. Each is so because of the order in which the
 * canvas does its steps, and goes with the canvas. An entry must be as narrow as the fault is.
 */
interface KnownFault {
	name: string;
	rules: readonly string[];
	/** What must have happened for it to be this one. */
	happens: (scenario: Scenario) => boolean;
}

const deedsOf = (step: Step): Array<Deed['do'] | Step['do']> =>
	step.do === 'run' && step.meanwhile !== undefined ? [step.meanwhile.deed.do] : [step.do];

const did = (scenario: Scenario, deeds: RegExp): boolean =>
	scenario.steps.flatMap(deedsOf).some((one) => deeds.test(one));

/**
 * A run ended, or lost a call to a table, between a write to Uniconta and the row of the log that says so; or what it had
 * sent was carried out when the next one had looked already.
 */
const unlogged = ({ steps }: Scenario): boolean =>
	steps.some(
		(step) =>
			(step.do === 'tables' && step.full) ||
			((step.do === 'run' || step.do === 'webhooks') &&
				(step.faults ?? []).some(({ kind }) => /end|^late|^table/i.test(kind))),
	);

const KNOWN: readonly KnownFault[] = [
	{
		name: 'created, not logged, and renumbered in Moment: nothing was written down before the record was created',
		rules: [
			'a second debtor for one customer',
			'two debtors for one customer',
			'a second project for one',
			'two projects for one',
		],
		happens: (scenario) => unlogged(scenario) && did(scenario, /\.(renumber|swap)$/),
	},
	{
		name: 'created, not logged, and renamed in Moment: refused as another one until a person confirms it',
		rules: ['a customer is not through without a cause', 'a project is not through without a cause'],
		happens: (scenario) => unlogged(scenario) && did(scenario, /\.change$|^debtor\.edit$/),
	},
	{
		name: 'a stop was logged, and its row in the inbox was not written: the next run takes it for dismissed',
		rules: ['an invoice is not through, and nothing says why'],
		happens: (scenario) => unlogged(scenario) && did(scenario, /^hand\.|^series\./),
	},
];

/** The name under which a violation is known; undefined for a new one. */
export function knownAs(scenario: Scenario, { rule }: Violation): string | undefined {
	return KNOWN.find(({ rules, happens }) => rules.includes(rule) && happens(scenario))?.name;
}
