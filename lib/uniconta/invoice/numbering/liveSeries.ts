import { hasErrors, type Finding } from '../../../core/finding';
import { textOf, type UnicontaRow } from '../../api/rows';
import type { RowsHost, WebApiClient } from '../../api/webApi';
import { nextInvoiceNumber, readNumbering } from './numbering';
import { groupsWithOwnSeries, type Numbering } from './series';
import { assessNumbering } from './check';

/** The number series as the post route sees it: the same code as Check Numbering. */
export interface Series {
	/** Read once at the start of a run; `stopped` says why no invoice at all may be posted. */
	read(): Promise<{ next: number | undefined; stopped: Finding[]; warnings: Finding[] }>;
	/**
	 * What number the next invoice gets, read now: the gate directly before a post. Undefined where nothing may be
	 * posted now.
	 */
	next(): Promise<number | undefined>;
	/** The own series of a customer group, where it has one: invoices of its customers get other numbers. */
	seriesOfGroup(group: UnicontaRow): string;
}

export interface SeriesOptions {
	/** The lowest number of the run: how the series is known where the settings are hidden. */
	expectedNext: number;
	/** The series chosen in the node. */
	chosen: string;
	/** The other host, for settings and series that the Web API does not show. */
	elsewhere?: RowsHost;
}

export function createSeries(webApi: WebApiClient, { expectedNext, chosen, elsewhere }: SeriesOptions): Series {
	let numbering: Numbering | undefined;
	return {
		async read() {
			const options = {
				onlyInUse: true,
				...(elsewhere === undefined ? {} : { elsewhere }),
				...(chosen === '' ? {} : { series: chosen }),
			};
			numbering = await readNumbering(webApi, { ...options, expectedNext });
			// Settings hidden, and the lowest number is posted already: then that invoice itself says from which series
			// it came.
			if (numbering.seriesFrom === 'unknown')
				numbering = await readNumbering(webApi, { ...options, expectedNext: expectedNext + 1 });
			const assessment = assessNumbering(numbering);
			const findings = assessment.findings;
			const errors = findings.filter(({ level }) => level === 'error');
			const stopped = assessment.stopsPosting && hasErrors(errors);
			return {
				next: assessment.next,
				stopped: stopped ? errors : [],
				warnings: findings.filter(({ level }) => level === 'warning'),
			};
		},
		async next() {
			return numbering === undefined ? undefined : (await nextInvoiceNumber(webApi, numbering)).next;
		},
		seriesOfGroup: (group) =>
			groupsWithOwnSeries({ groups: [group], series: numbering?.series }).get(textOf(group, 'Group')) ?? '',
	};
}
