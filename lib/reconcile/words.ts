import { parseDecimal, toMinor } from '../core/money';
import {
	AS_WANTED,
	STATES,
	type DifferenceState,
	type KindCounts,
	type Reconciliation,
	type ReconciledKind,
} from './types';

export const KIND_WORDS: Readonly<Record<ReconciledKind, { one: string; many: string }>> = {
	customer: { one: 'Customer', many: 'Customers' },
	project: { one: 'Project', many: 'Projects' },
	invoice: { one: 'Invoice', many: 'Invoices' },
	expense: { one: 'Expense', many: 'Expenses' },
};

export const STATE_WORDS: Readonly<Record<DifferenceState, { title: string; said: string; color: string }>> = {
	missing: { title: 'Missing in Uniconta', said: 'missing in Uniconta', color: '#b3261e' },
	extra: { title: 'Only in Uniconta', said: 'only in Uniconta', color: '#7a4d00' },
	differs: { title: 'Differs', said: 'differing', color: '#9a5b00' },
	drift: { title: 'Drift', said: 'with a changed number', color: '#7b1fa2' },
	twice: { title: 'Twice', said: 'there twice', color: '#b3261e' },
	edited: { title: 'Changed in your workflow', said: 'changed in your workflow', color: '#5f6368' },
	leftOut: { title: 'Left out by your workflow', said: 'left out by your workflow', color: '#5f6368' },
};

/** How many records somebody should look at. */
export const differing = ({ states }: KindCounts): number =>
	STATES.filter((state) => !AS_WANTED.includes(state)).reduce((sum, state) => sum + states[state], 0);

/** Whether nobody has anything to look at. */
export const isSame = ({ kinds }: Reconciliation): boolean => kinds.every((counts) => differing(counts) === 0);

/** `Customers: 2 missing in Uniconta, 1 differing` for each kind in which something differs. */
export function summaryLines({ kinds }: Reconciliation): string[] {
	return kinds.flatMap((counts) => {
		if (differing(counts) === 0) return [];
		const parts = Object.entries(STATE_WORDS).flatMap(([state, { said }]) => {
			// An edge: the keys are exactly those of the table.
			const count = counts.states[state as DifferenceState];
			return count === 0 ? [] : [`${count} ${said}`];
		});
		return [`${KIND_WORDS[counts.kind].many}: ${parts.join(', ')}`];
	});
}

export function summaryOf(result: Reconciliation): string {
	const lines = summaryLines(result);
	return lines.length === 0 ? 'Both systems hold the same.' : `${lines.join('. ')}.`;
}

/** Decimal text for a person: `-1,250.50`. */
export function money(text: string): string {
	const decimal = parseDecimal(text);
	const negative = decimal !== undefined && decimal.digits < 0n;
	const minor = decimal === undefined ? undefined : toMinor(decimal);
	const [whole = '', fraction = ''] = text.replace('-', '').split('.');
	if (decimal === undefined || (minor === undefined && whole === '')) return text;
	return `${negative ? '-' : ''}${inThousands(whole)}.${fraction.padEnd(2, '0')}`;
}

function inThousands(digits: string): string {
	if (!/^\d+$/.test(digits)) return digits;
	const first = digits.length % 3;
	return [digits.slice(0, first), ...(digits.slice(first).match(/\d{3}/g) ?? [])].filter(Boolean).join(',');
}
