import type { PostingSource } from '../../../../lib/mapping/posting';
import type { UnicontaClient } from '../../../../lib/uniconta/api/client';
import { parseAccountFilter, type AccountFilter } from '../../../../lib/uniconta/postings/accountFilter';
import type { Company } from '../../../../lib/uniconta/postings/amounts';
import { readCompany } from '../../../../lib/uniconta/postings/company';
import {
	readNewPostings,
	type NewPostings,
	type NewPostingsOptions,
} from '../../../../lib/uniconta/postings/newPostings';
import type { Bill, BillLine } from '../../../../sandbox/standins/uniconta/posting/bill';
import type { UnicontaSettings } from '../../../../sandbox/standins/uniconta/settings';
import { MAIN, startUnicontaRig, type UnicontaRig, type UserLanguage } from '../../../support/unicontaRig';

/** On the stand-in's clock, which stands still at noon of this day in these tests. */
export const TODAY = '2026-11-20';

export interface PostingRig extends UnicontaRig {
	/** As new: noon of {@link TODAY}, no postings unless asked for. */
	fresh(settings?: Partial<UnicontaSettings>, postings?: number | 'demo'): void;
	/** Moves the stand-in's clock to noon of that day. */
	day(day: string): void;
	read(
		options?: Partial<NewPostingsOptions> & {
			accounts?: string;
			user?: UserLanguage;
			client?: (own: UnicontaClient) => UnicontaClient;
		},
	): Promise<NewPostings>;
	/** Posts a bill of these lines; gives its posting id. */
	bill(lines: ReadonlyArray<Partial<BillLine>>, bill?: Partial<Bill>): number;
}

/** The projects that bills are posted on, by number. */
export const PROJECTS = { 3001: 'Tilbygning Vest', 3002: 'Kælder', 3003: 'Nyt tag' } as const;
export const SUPPLIER = { number: '50001', name: 'Murer Hansen & Søn ApS' };

export function aLine(line: Partial<BillLine> = {}): BillLine {
	return { account: '2010', amount: 1000, text: 'Murerarbejde', vat: 25, project: '3001', category: 'MAT', ...line };
}

export function filterOf(text: string): AccountFilter {
	const parsed = parseAccountFilter(text);
	if ('unclear' in parsed) throw new Error(parsed.unclear.join('; '));
	return parsed.filter;
}

export async function startPostingRig(): Promise<PostingRig> {
	const rig = await startUnicontaRig();
	const day = (text: string): void => {
		rig.standIn.clock.set(Date.parse(`${text}T12:00:00Z`), true);
	};
	return {
		...rig,
		fresh(settings = {}, postings = 0) {
			void rig.standIn.reset({ postings });
			rig.standIn.settings.patch({ slowDown: 'record', ...settings });
			day(TODAY);
			// Nothing is posted on a project that Uniconta lacks.
			for (const [Number, Name] of Object.entries(PROJECTS))
				rig.person.add('ProjectClient', { Number, Name, Account: '20010' });
		},
		day,
		async read({ accounts = '', user = 'en', client: wrapped = (own: UnicontaClient) => own, ...options } = {}) {
			const client = wrapped(rig.client(user));
			const company = async (): Promise<Company> => await readCompany(client, String(MAIN));
			return await readNewPostings(client, {
				company,
				series: 'BILAG',
				filter: filterOf(accounts),
				startAfter: '2026-10-31',
				cursor: 0,
				lookBackDays: 30,
				today: TODAY,
				...options,
			});
		},
		bill: (lines, bill = {}) =>
			rig.person.bill({ supplier: SUPPLIER, invoice: 'A-77', date: TODAY, ...bill, lines: lines.map(aLine) })
				.journalPostedId,
	};
}

export const amounts = ({ postings }: NewPostings): string[] => postings.map(({ amount }) => amount);
export const messages = ({ findings }: PostingSource): string[] => findings.map(({ message }) => message);
export const expenses = ({ postings }: NewPostings): PostingSource[] => postings.filter(({ isExpense }) => isExpense);
