import type { Books } from './oracle/verdict';
import type { Violation } from './oracle/watch';
import type { Scenario } from './scenario/types';
import { markOf, type World } from './scenario/world';

/** A scenario at its end. */
export interface Case {
	scenario: Scenario;
	world: World;
	books: Books;
}

/**
 * What is known to go wrong and is not mended yet: nobody is told anew. An entry must be as narrow as the fault is, so
 * that it excuses no other one.
 */
interface KnownFault {
	name: string;
	rules: readonly string[];
	/** What must be so for it to be this one; `mark` is the record's. */
	isIt: (one: Case, mark: string) => boolean;
}

const WRITTEN = ['created', 'updated', 'unchanged'];

/** The rows of the log that are about the record of a mark. */
function rowsOf({ world, books }: Case, mark: string): Books['log'] {
	const known = [...world.customers, ...world.projects, ...world.invoices].find((one) => one.mark === mark);
	return books.log.filter((row) => row['momentId'] === String(known?.id));
}

/** Numbers of the record's rows in Uniconta. */
const numbersOf = ({ world }: Case, mark: string): string[] =>
	[...world.rows('DebtorClient'), ...world.rows('ProjectClient')]
		.filter(({ values }) => markOf(values.Name) === mark)
		.map(({ values }) => String(values.Number ?? values.Account));

/** Whether one of these is not in the log. */
function isUnlogged(one: Case, mark: string): boolean {
	const logged = rowsOf(one, mark).map((row) => row['key']);
	return numbersOf(one, mark).some((number) => !logged.includes(number));
}

/** Something that was sent was carried out when everybody had looked already. */
const isLate = ({ scenario: { steps } }: Case): boolean =>
	steps.some(
		(step) => (step.do === 'run' || step.do === 'webhooks') && step.faults?.some(({ kind }) => /^late/.test(kind)),
	);

const SECOND = [
	'a second debtor for one customer',
	'two debtors for one customer',
	'a second project for one',
	'two projects for one',
];

const KNOWN: readonly KnownFault[] = [
	{
		// The log is written after the record: goes with the canvas.
		name: 'created, not logged, and renumbered in Moment: nothing was written down before the record was created',
		rules: SECOND,
		isIt: (one, mark) => isUnlogged(one, mark) || isLate(one),
	},
	{
		name: 'created, not logged, and renamed in Moment: refused as another one until a person confirms it',
		rules: ['a customer is not through without a cause', 'a project is not through without a cause'],
		isIt: (one, mark) =>
			numbersOf(one, mark).length > 0 &&
			!rowsOf(one, mark).some((row) => WRITTEN.includes(String(row['outcome']))),
	},
	{
		// The inbox is written after the log: goes with the canvas.
		name: 'a stop was logged, and its row in the inbox was not written: the next run takes it for dismissed',
		rules: ['an invoice is not through, and nothing says why'],
		isIt: (one, mark) => {
			const outcomes = rowsOf(one, mark).map((row) => row['outcome']);
			return outcomes.includes('misnumbered') && !outcomes.includes('dismissed');
		},
	},
	{
		name: 'lines of a draft were deleted by a call that was carried out when the draft had been taken over',
		rules: ['an invoice is not through, and nothing says why'],
		isIt: (one, mark) => isLate(one) && rowsOf(one, mark).at(-1)?.['outcome'] === 'drafted',
	},
	{
		// Each look deletes an order of its own, and asks whether Uniconta would invoice that.
		name: 'a post without an answer, where Uniconta would invoice a deleted order: that is proved anew each night',
		rules: ['a quiet day writes, and takes it back'],
		isIt: ({ scenario, books }) =>
			scenario.switches.uniconta.deletedOrder === 'invoiced' &&
			books.inbox.some((row) => String(row['message']).includes('A person has to decide')),
	},
	{
		name: 'a number that an invoice has already is tried again each night, and what was made for it taken back',
		rules: ['a quiet day writes, and takes it back'],
		isIt: ({ books }) => books.inbox.some((row) => String(row['message']).includes('NumberIsUsedBefore')),
	},
];

/** The name under which a violation is known; undefined for a new one. */
export function knownAs(one: Case, { rule, mark = '' }: Violation): string | undefined {
	return KNOWN.find(({ rules, isIt }) => rules.includes(rule) && isIt(one, mark))?.name;
}
