import type { Finding } from '../core/finding';
import { namedIn, shownRowIn, type KnownRecords } from '../core/identity';

/** Which project of Moment is meant by a project number in Uniconta, as far as the log says (G9). */
export interface LinkedProject {
	/** `''` where the log links none, or cannot say which. */
	momentId: string;
	/** As the log calls it; `''` where it does not say. */
	name: string;
	/** Why it cannot be told, or must not be used. */
	drift?: Pick<Finding, 'message' | 'fix'>;
}

const NONE: LinkedProject = { momentId: '', name: '' };

/**
 * A project that was confirmed counts as one that is linked. Whether it still has the number only Moment can say. What
 * the log says last of it matters in one case: the row in Uniconta with that number may be another project, and waits
 * to be confirmed.
 * @param known of the company in which the posting stands
 * @param who the posting, for messages
 */
export function linkedProject(number: string, known: KnownRecords, who: string): LinkedProject {
	const ids = known.idsByKey.get(number) ?? [];
	const [momentId, ...others] = ids;
	if (momentId === undefined) return NONE;
	if (others.length > 0) {
		const named = namedIn(known, 'project', ids);
		return {
			...NONE,
			drift: {
				message: `${who} is on project ${number}, and under that number the ${named} were sent to Uniconta. It is not imported.`,
				fix: `Confirm project ${number} in the form Send Again, for the one of them that has the number in Moment.`,
			},
		};
	}
	const { confirmedRowId, endedRowIds = [] } = known.byMomentId.get(momentId) ?? {};
	// Confirmed without having seen the row that another record held: its own export has to look at it first.
	const unseen = confirmedRowId === '' && endedRowIds.length > 0;
	if (unseen) {
		return {
			...NONE,
			drift: {
				message: `${who} is on project ${number}, which was another one before the number was confirmed. It is not imported before the project itself was sent.`,
				fix: `See what the log says of project ${number}; where Uniconta's row is the same project, confirm it once more in the form Send Again.`,
			},
		};
	}
	const last = known.last?.get(momentId);
	if (last !== undefined && shownRowIn(last) !== '') {
		const named = namedIn(known, 'project', [momentId]);
		return {
			...NONE,
			drift: {
				message: `${who} is on project ${number}, which may be another one than the ${named} by now. It is not imported. Of that project the log says: ${last.message}`,
				fix: `Give one of the two another number, or, where both are the same, confirm project ${number} in the form Send Again.`,
			},
		};
	}
	return { momentId, name: known.byMomentId.get(momentId)?.name ?? '' };
}
