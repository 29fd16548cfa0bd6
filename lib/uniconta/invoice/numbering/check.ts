import { hasErrors, type Finding } from '../../../core/finding';
import { groupsWithOwnSeries, type Numbering } from './series';
import { neighbourFindings, seriesFindings, SERIES_MENU } from './findings';

export type NumberingStatus = 'aligned' | 'ahead' | 'behind' | 'misconfigured';

export interface NumberingAssessment {
	status: NumberingStatus;
	/** For people: `aligned`, `ahead by 3`, `behind by 1`, `misconfigured`. */
	summary: string;
	/** The number Uniconta gives next, and the one Moment expects. */
	next: number | undefined;
	expectedNext: number | undefined;
	/** `next` − `expectedNext`. */
	difference: number | undefined;
	/** Code of the series; `''` where it is not known. */
	series: string;
	/** Everything there is to say, each with the way to mend it. */
	findings: Finding[];
	/** Whether no invoice at all may be posted, because every one would get a wrong number. */
	stopsPosting: boolean;
	/** Customer groups whose invoices would get other numbers: code of the group to code of its series. */
	groupsWithOwnSeries: ReadonlyMap<string, string>;
}

/**
 * Says whether the next invoice will get the number Moment has for it. Without `expectedNext` only the configuration is
 * looked at. The same rules are Check Numbering and the gate of Send.
 */
export function assessNumbering(numbering: Numbering, expectedNext?: number): NumberingAssessment {
	const ofSeries = seriesFindings(numbering);
	const configuration = [...ofSeries, ...neighbourFindings(numbering)];
	const counting =
		numbering.settings?.useVoucherAsInvoice === false ? numbering.settings.counter : numbering.series?.next;
	const difference = counting === undefined || expectedNext === undefined ? undefined : counting - expectedNext;
	const away =
		difference === undefined || counting === undefined || expectedNext === undefined
			? []
			: distance(counting, expectedNext, numbering.series?.code ?? '');
	const { status, summary } = verdict(hasErrors(configuration), difference);
	return {
		status,
		summary,
		next: counting,
		expectedNext,
		difference,
		series: numbering.series?.code ?? '',
		findings: [...configuration, ...away],
		stopsPosting: hasErrors(ofSeries),
		groupsWithOwnSeries: groupsWithOwnSeries(numbering),
	};
}

function verdict(misconfigured: boolean, difference = 0): { status: NumberingStatus; summary: string } {
	if (misconfigured) return { status: 'misconfigured', summary: 'misconfigured' };
	if (difference === 0) return { status: 'aligned', summary: 'aligned' };
	return difference > 0
		? { status: 'ahead', summary: `ahead by ${difference}` }
		: { status: 'behind', summary: `behind by ${-difference}` };
}

function distance(next: number, expected: number, series: string): Finding[] {
	if (next === expected) return [];
	const finding = { level: 'error' as const, field: 'Next', value: String(next) };
	const set = `set Next of series "${series}" to ${expected} (${SERIES_MENU})`;
	if (next < expected) {
		return [
			{
				...finding,
				message: `Uniconta gives the number ${next} next, and Moment's next invoice is ${expected}: Uniconta is behind by ${expected - next}.`,
				fix: `Where the ${numbers(next, expected - 1)} will not come from Moment any more, ${set}.`,
			},
		];
	}
	return [
		{
			...finding,
			message: `Uniconta gives the number ${next} next, and Moment's next invoice is ${expected}: Uniconta is ahead by ${next - expected}.`,
			fix: `Look whether the ${numbers(expected, next - 1)} stand in Uniconta (Customer > Reports > Invoices). Where they do not, ${set}. Where they do, they were posted by hand: Moment's invoices with these numbers have to be entered in Uniconta by a person.`,
		},
	];
}

function numbers(from: number, to: number): string {
	return from === to ? `number ${from}` : `numbers ${from} to ${to}`;
}
