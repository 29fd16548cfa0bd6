import { escapeHtml } from '../core/html';
import type { ResendPlan, ResendWish } from '../state/resend';

/** n8n puts the page's fields into its form by a replacement in which `$` has a meaning. */
const escaped = (text: string): string => escapeHtml(text).replace(/\$/g, '&#36;');

/** So many rows are shown; all are marked. */
const SHOWN = 200;

/** What would happen, as a table for the form: n8n strips styles from it, and everything is escaped here. */
export function planTable({ rows, remarks }: ResendPlan, { choice }: ResendWish): string {
	const head = ['Kind', 'Number', 'Name', 'Last', 'What was said'].map((title) => `<th>${title}</th>`).join('');
	const body = rows
		.slice(0, SHOWN)
		.map(
			({ entity, key, name, outcome, message }) =>
				`<tr>${[entity, key, name, outcome || 'not sent yet', message].map((value) => `<td>${escaped(value)}</td>`).join('')}</tr>`,
		);
	const more = rows.length > SHOWN ? `<p>… and ${rows.length - SHOWN} more.</p>` : '';
	const said =
		remarks.length > 0
			? `<p><b>Please note</b></p><ul>${remarks.map((remark) => `<li>${escaped(remark)}</li>`).join('')}</ul>`
			: '';
	return rows.length === 0
		? said
		: `<p>${escapeHtml(introduction(rows.length, choice))}</p><table><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table>${more}${said}`;
}

function introduction(count: number, choice: ResendWish['choice']): string {
	if (choice === 'stop')
		return 'Posting stands still, and the table says why. When you have seen to it in Uniconta, the stop can be taken away. Nothing is changed in Uniconta by this.';
	return `${count === 1 ? 'This record is' : `These ${count} records are`} looked at again by the next run, within a minute. What has not changed since it was written is not written again.`;
}

/** What a person ticks to say that a record refused for its number or name is the one in Uniconta (G9). */
export const SAME = 'The number is right: it is the same record in both systems';

/** The page that shows what would go again, in the form of n8n's Form node. */
export function confirmFields(plan: ResendPlan, wish: ResendWish): object[] {
	const same = {
		fieldName: 'same',
		fieldLabel: 'Refused for another number or name?',
		fieldType: 'checkbox',
		fieldOptions: { values: [{ option: SAME }] },
	};
	return [
		{ fieldType: 'html', elementName: 'plan', html: planTable(plan, wish) },
		...(plan.confirmable.length > 0 ? [same] : []),
		{
			fieldName: 'answer',
			fieldLabel: 'Go on?',
			fieldType: 'radio',
			requiredField: true,
			fieldOptions: { values: [{ option: 'Yes' }, { option: 'No, change nothing' }] },
		},
	];
}

/** For the last page: what was typed is in them, and n8n takes that page's text for HTML. */
export function remarksText({ remarks }: ResendPlan): string {
	return escapeHtml(remarks.join(' '));
}
