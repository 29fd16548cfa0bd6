import { ApiError } from '../../../../lib/http/errors';
import type { InvoiceSource } from '../../../../lib/mapping/invoice/source';
import type { InvoiceResult, InvoiceRouteName } from '../../../../lib/uniconta/invoice/types';
import {
	bookState,
	chanceFrom,
	delivered,
	Died,
	oneOf,
	OtherOffice,
	otherInvoice,
	otherLine,
	type Fault,
} from '../../../support/otherRig';
import { OtherUniconta } from '../../../support/otherUniconta';
import type { Unknowns } from '../../../support/otherUnknowns';

/**
 * Other answers than the usual ones; a world has some of them. Without those that take automatic take-over away on
 * purpose.
 */
const ANSWERS: ReadonlyArray<Partial<Unknowns>> = [
	{ insertAnswer: 'noContent' },
	{ insertAnswer: 'id' },
	{ insertAnswer: 'idObject' },
	{ insertListAnswer: 'noContent' },
	{ insertListAnswer: 'ok' },
	{ keepsPartOfList: true },
	{ webFilter: 'ignored' },
	{ webFilter: 'contains' },
	{ odataFilter: 'ignored' },
	{ pageSize: 10 },
	{ pageSize: 3, skip: 'ignored' },
	{ identity: 'PrimaryKeyId' },
	{ identity: 'PrimaryKey1Id' },
	{ numbers: 'text' },
	{ invoiceNumber: 'text' },
	{ keyCase: 'camel' },
	{ referenceLength: 20 },
	{ referenceOnInvoice: false },
	{ orderNumberOnInvoice: false },
	{ orderNumberFilter: 'nowhere' },
	{ deleteAnswer: 'empty' },
	{ deletePath: 'single' },
	{ headerDelete: 'takesLines' },
	{ headerDelete: 'refusedWithLines' },
	{ settingsOn: 'nowhere' },
	{ seriesOn: 'odata' },
	{ generateWants: 'nullItem' },
	{ generateAnswer: 'text' },
	{ brokenAnswerEvery: 3 },
	{ orderAfterInvoice: 'kept' },
	{ tokenCalls: 7 },
	{ refreshWorks: false },
	{ secondLogin: 'endsFirst' },
	{ labels: 'da' },
	{ unknownLabel: 'dropped' },
	{ turnsAwayEvery: 9 },
	{ turnsAwayWith: 'hangUp' },
];

interface World {
	other: OtherUniconta;
	office: OtherOffice;
	sources: readonly InvoiceSource[];
	chance: () => number;
	/** While true, one call in twenty goes wrong. */
	faulty: boolean;
}

const FAULTS = ['lostBefore', 'lostAfter', 'timedOutAfter', 'busy', 'late'] as const;
const WITH_DEATH = [...FAULTS, 'diesBefore', 'diesAfter', 'diesAfter'] as const;

function worldOf(
	seed: number,
	route: InvoiceRouteName,
	count: number,
	unknowns: Partial<Unknowns>,
	faults: readonly [Fault, ...Fault[]] = FAULTS,
): World {
	const chance = chanceFrom(seed);
	const other = new OtherUniconta(unknowns);
	const sources = Array.from({ length: count }, (_, at) =>
		otherInvoice(10_001 + at, {
			lines: [
				otherLine({ unitPrice: String(100 + at), net: String(100 + at) }),
				otherLine({ text: 'Fast', unitPrice: '7', net: '7' }),
			],
		}),
	);
	const fault = (path: string): Fault =>
		world.faulty && path !== '/login' && chance() < 0.05 ? oneOf(faults, chance) : 'none';
	const world: World = {
		other,
		sources,
		chance,
		faulty: true,
		office: new OtherOffice(other, sources, { route, fault, chance }),
	};
	return world;
}

/** Two executions at the same moment, each with every invoice one to three times in any order. */
async function drain({ office, sources, chance }: World): Promise<InvoiceResult[][]> {
	const deadline = office.clock.now() + 8 * 60_000;
	const both = await Promise.all(
		[1, 2].map(
			async () =>
				await office.run(delivered(sources, chance), { deadline }).catch((caught: unknown) => {
					// A run that could not even read what is there, or that was killed: its invoices stay where they
					// were.
					if (caught instanceof ApiError || caught instanceof Died) return [];
					throw caught;
				}),
		),
	);
	for (const result of both.flat())
		if (!isDone(result) && result.findings.length === 0)
			throw new Error(`${result.key} is ${result.outcome} without a word`);
	return both;
}

const isDone = ({ outcome }: InvoiceResult): boolean => ['posted', 'drafted', 'unchanged'].includes(outcome);

async function drainUntilQuiet(world: World, runs: number, faultyRuns = runs): Promise<void> {
	for (let count = 0; count < runs; count++) {
		world.faulty = count < faultyRuns;
		const results = await drain(world);
		if ((faultyRuns === runs || count > faultyRuns) && results.every((run) => run.length > 0 && run.every(isDone)))
			return;
		world.office.clock.advance(6 * 60_000);
	}
}

/** The nightly comparison, an hour later: what came so late that nothing waited for it any more. */
async function night({ office }: World): Promise<InvoiceResult[]> {
	office.clock.advance(60 * 60_000);
	await office.run(undefined, { comparePosted: true });
	return await office.run(undefined, { comparePosted: true });
}

const numbersFrom = (first: number, count: number): number[] => Array.from({ length: count }, (_, at) => first + at);

describe('500 invoices in any order, each one to three times, drained by two executions at once while 5 % of the calls fail or time out before or after the commit', () => {
	it('are posted once each under their own numbers, with nothing left and no mail', async () => {
		const world = worldOf(1, 'post', 500, {}, ['lostBefore', 'lostAfter', 'timedOutAfter', 'busy']);
		await drainUntilQuiet(world, 150);
		expect(bookState(world.other)).toEqual({
			numbers: numbersFrom(10_001, 500),
			doubled: [],
			orders: 0,
			lines: 0,
			mails: 0,
		});
		expect(world.office.log.filter(({ outcome }) => outcome === 'misnumbered' || outcome === 'refused')).toEqual(
			[],
		);
		const calls = world.other.calls.length;
		expect((await world.office.run()).every(({ outcome }) => outcome === 'unchanged')).toBe(true);
		expect(world.other.calls).toHaveLength(calls);
	});

	it('stand once each in the journal, balanced (200 of them)', async () => {
		const world = worldOf(3, 'journal', 200, {});
		await drainUntilQuiet(world, 60);
		const lines = world.other.table('GLDailyJournalLineClient');
		expect(lines).toHaveLength(600);
		expect(new Set(lines.map(({ Invoice }) => Invoice)).size).toBe(200);
		expect(
			lines.reduce(
				(sum, { Debit, Credit }) =>
					sum + Math.round(Number(Debit ?? 0) * 100) - Math.round(Number(Credit ?? 0) * 100),
				0,
			),
		).toBe(0);
	});

	it('stand once each as drafts (200 of them)', async () => {
		const world = worldOf(4, 'draft', 200, {});
		await drainUntilQuiet(world, 60);
		await night(world);
		expect(bookState(world.other)).toMatchObject({ numbers: [], orders: 200, lines: 400 });
	});
});

describe.each([11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30])(
	'In a Uniconta with four other answers at once (seed %i)',
	(seed) => {
		const chance = chanceFrom(seed);
		const unknowns = Object.assign(
			{},
			...numbersFrom(0, 4).map(() => ANSWERS[Math.floor(chance() * ANSWERS.length)] ?? {}),
		) as Partial<Unknowns>;

		it.each<InvoiceRouteName>(['post', 'draft', 'journal'])(
			'six invoices come once by the route %s, whatever goes wrong with the calls',
			async (route) => {
				const world = worldOf(seed, route, 6, unknowns, seed % 2 === 0 ? WITH_DEATH : FAULTS);
				await drainUntilQuiet(world, 40, 6);
				expect((await night(world)).map(({ outcome }) => outcome)).toEqual(
					world.sources.map(() => 'unchanged'),
				);
				const { other } = world;
				if (route === 'post')
					expect(bookState(other)).toEqual({
						numbers: numbersFrom(10_001, 6),
						doubled: [],
						orders: 0,
						lines: 0,
						mails: 0,
					});
				if (route === 'draft') expect(bookState(other)).toMatchObject({ numbers: [], orders: 6, lines: 12 });
				if (route === 'journal') expect(other.table('GLDailyJournalLineClient')).toHaveLength(18);
				expect(other.calls.length).toBeLessThan(3000);
			},
		);
	},
);

it.each([1, 2, 3, 4, 5, 6])(
	'Where Uniconta takes an order in another form, one that is sent again is not refused for its form (call %i to post is lost)',
	async (lost) => {
		const other = new OtherUniconta({ generateWants: 'nullItem' });
		let generated = 0;
		const office = new OtherOffice(
			other,
			[10_001, 10_002].map((number) => otherInvoice(number)),
			{
				fault: (path) =>
					path.endsWith('GenerateDebtorInvoice') && ++generated === lost ? 'lostBefore' : 'none',
			},
		);
		await office.untilQuiet();
		expect(office.log.filter(({ outcome }) => outcome === 'refused')).toEqual([]);
		expect(bookState(other)).toMatchObject({ numbers: [10_001, 10_002], orders: 0, lines: 0, mails: 0 });
	},
);
