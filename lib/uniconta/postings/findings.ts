import type { Finding, FindingLevel } from '../../core/finding';
import { minorText } from '../../core/money';
import type { PostingSource } from '../../mapping/posting';
import { isKnownCurrency, type Amounts, type Company } from './amounts';
import type { LedgerEntry, ProjectEntry } from './entries';
import type { Joined } from './join';

const POSTED = 'General Ledger > Reports > Posted transactions';
/** More candidates than these are counted only. */
const NAMED = 5;

/** What the entries themselves say against the posting, or about it. */
export function contentFindings(source: PostingSource, joined: Joined, amounts: Amounts, company: Company): Finding[] {
	return [
		...unreadable(source, joined, amounts),
		...currencyFindings(source, amounts, company),
		...projectFindings(source, joined),
		...(amounts.amount === 0
			? [
					finding(
						source,
						'error',
						'Amount',
						'0.00',
						'has an amount of zero: it becomes no expense',
						'There is nothing to do.',
					),
				]
			: []),
		...differing(source, joined),
	];
}

function unreadable(source: PostingSource, { ledger, project, part }: Joined, { amount, local }: Amounts): Finding[] {
	if (
		amount !== undefined &&
		local !== undefined &&
		(part !== undefined || (ledger ?? project)?.amount !== undefined)
	)
		return [];
	return [
		finding(
			source,
			'error',
			'Amount',
			'',
			'has an amount that cannot be read',
			`Look at the voucher in Uniconta under ${POSTED}; set the language of the API user to English.`,
		),
	];
}

function currencyFindings(
	source: PostingSource,
	{ amount = 0, currency, local = 0 }: Amounts,
	company: Company,
): Finding[] {
	if (!isKnownCurrency(currency)) {
		const says =
			currency === ''
				? 'has no currency that could be read'
				: `is in the currency "${currency}", which does not exist`;
		const fix =
			currency === '' && company.currency === ''
				? 'Give the API user the right to read the company (Company > Company information in Uniconta).'
				: `Correct the currency of the voucher in Uniconta (${POSTED}: cancel it and post it again).`;
		return [finding(source, 'error', 'Currency', currency, says, fix)];
	}
	if (amount * local >= 0) return [];
	return [
		finding(
			source,
			'error',
			'Amount',
			source.amount,
			`has ${source.amount} ${currency} on one side of zero and ${source.localAmount} ${company.currency} on the other`,
			`Look at the voucher in Uniconta under ${POSTED}, cancel it and post it again.`,
		),
	];
}

function projectFindings(source: PostingSource, { unclear }: Joined): Finding[] {
	if (unclear !== undefined) {
		return [
			finding(
				source,
				'error',
				'Project',
				'',
				`could belong to ${projectsIn(unclear)}: amount and text do not tell which`,
				'Enter the expense in Moment by hand, or cancel the voucher in Uniconta and post each line with a text of its own.',
			),
		];
	}
	if (source.project !== '') return [];
	return [
		finding(
			source,
			'error',
			'Project',
			'',
			'has no project: it becomes no expense',
			'Cancel the voucher in Uniconta and post it with a project and a category. If it belongs to no project, there is nothing to do.',
		),
	];
}

function projectsIn(entries: readonly ProjectEntry[]): string {
	const named = entries
		.slice(0, NAMED)
		.map(({ project, amount }) => `project ${project}${amount === undefined ? '' : ` (${minorText(amount)})`}`);
	const more = entries.length - named.length;
	return [...named, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

/** One each, but with amounts that differ: joined, and said. */
function differing(source: PostingSource, { ledger, project, part }: Joined): Finding[] {
	if (ledger?.amount === undefined || project?.amount === undefined || part !== undefined) return [];
	if (Math.abs(ledger.amount) === Math.abs(project.amount) || source.findings.length > 0) return [];
	return [
		finding(
			source,
			'note',
			'Amount',
			source.localAmount,
			`is ${minorText(ledger.amount)} in the ledger and ${minorText(project.amount)} on project ${project.project}: the ledger's amount is taken`,
			'',
		),
	];
}

/** About a posting that was taken back by another one; both become expenses, so that the sum is right. */
export function cancelledBy(source: PostingSource, counter: LedgerEntry): Finding {
	return finding(
		source,
		'note',
		'Canceled',
		'',
		`was cancelled: posting ${counter.postingId}, voucher ${counter.voucher} takes it back, and comes as an expense with the opposite sign`,
		'',
	);
}

export function takesBack(source: PostingSource, original: LedgerEntry): Finding {
	return finding(
		source,
		'note',
		'Correction',
		'',
		`takes back posting ${original.postingId}, voucher ${original.voucher} of ${original.date}`,
		'',
	);
}

/** The original was not posted after the start date, so there is nothing in Moment that could be taken back. */
export function takesBackOlder(source: PostingSource, original: LedgerEntry): Finding {
	return finding(
		source,
		'error',
		'Correction',
		'',
		`takes back posting ${original.postingId}, voucher ${original.voucher} of ${original.date}, which was not posted after the start date: it becomes no expense`,
		'If the original is in Moment, enter the correction there by hand.',
	);
}

export function correction(source: PostingSource): Finding {
	return finding(
		source,
		'note',
		'Correction',
		'',
		'is marked as a correction in Uniconta; it comes as it stands',
		'',
	);
}

/**
 * Cancelled, voided or deleted, without another entry that would take it back. `wasRead`: it came in an earlier run.
 */
export function gone(source: PostingSource, what: 'cancelled' | 'voided' | 'deleted', wasRead: boolean): Finding {
	return wasRead
		? finding(
				source,
				'error',
				'Canceled',
				'',
				`was ${what} in Uniconta later, and no other entry takes it back`,
				`If there is an expense with the external reference ${source.reference} in Moment, delete it there or set its amount to zero.`,
			)
		: finding(
				source,
				'error',
				'Canceled',
				'',
				`was ${what} in Uniconta, and no other entry takes it back: it becomes no expense`,
				`Look at the voucher in Uniconta under ${POSTED}. Where it takes back an older one that came to Moment, enter the correction there by hand; if it was cancelled by mistake, post it again.`,
			);
}

/** A batch that was deleted with its entries: which expenses came from it only Moment can tell. */
export function batchDeleted(source: PostingSource): Finding {
	return {
		level: 'error',
		field: 'Deleted',
		value: String(source.postingId),
		message: `Posting ${source.postingId} was deleted in Uniconta with all its entries`,
		fix: `If expenses came from it, delete them in Moment: their external reference begins with ${source.company}/${source.series}/${source.postingId}/`,
	};
}

/** The message begins with what a bookkeeper looks the posting up by. */
function finding(
	source: PostingSource,
	level: FindingLevel,
	field: string,
	value: string,
	says: string,
	fix: string,
): Finding {
	const { voucher, postingId, account, accountName, date, amount, currency } = source;
	const where = [
		account === '' ? '' : `account ${`${account} ${accountName}`.trim()}`,
		date,
		amount === '' ? '' : `${amount} ${currency}`.trim(),
	]
		.filter((part) => part !== '')
		.join(', ');
	return { level, field, value, message: `Voucher ${voucher} of posting ${postingId} (${where}) ${says}`, fix };
}
