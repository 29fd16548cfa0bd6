import { messagesOf, whatDoesNotWork } from './setupFormPages';
import type { FormLists, FormState, ShownPage } from './setupForm';
import { NEXT_STEPS } from './setupFormAnswers';
import { escapeHtml, html, oneOf } from './setupFormFields';
import { inReadingOrder, type SetupRow } from './setup';
import { SETTING_KEYS, type SettingKey } from './settings';
import { cell, type TableRow } from './tables';
import { tagsOfGroup, type Tag } from './tags';

const STATE_WORDS: Record<SetupRow['state'], string> = { ok: 'in order', warning: 'look at it', missing: 'missing', notChecked: 'not checked' };

/** The last page before anything is saved: what the doctor found, and whether it may be saved. */
export function reportPage(state: FormState, rows: readonly SetupRow[], lists: Pick<FormLists, 'tagGroups' | 'companies'>): ShownPage {
	const trouble = whatDoesNotWork({ users: [], series: [], journals: [], projectGroups: [], accounts: [], ...lists });
	const blocking = rows.filter((row) => row.blocking && row.state !== 'ok');
	const blocked = trouble.length > 0 || blocking.length > 0 || rows.length === 0;
	const warnings = rows.filter((row) => row.state === 'missing' || row.state === 'warning').length;
	const head = blocked
		? '<p><strong>This cannot be saved yet.</strong> Nothing has been changed. Mend what stands first in the table, then check again.</p>'
		: warnings > 0
			? `<p><strong>This can be saved.</strong> ${warnings === 1 ? 'One line' : `${warnings} lines`} below should be looked at; what depends on it waits until it is mended.</p>`
			: '<p><strong>Everything is in order.</strong></p>';
	const list = trouble.map((one) => `<li>${escapeHtml(one)}</li>`).join('');
	const steps = NEXT_STEPS.filter(({ value }) => !(blocked && value === 'save'));
	const asked = [oneOf({ key: 'next', label: 'What next?', value: blocked ? 'report' : 'save', required: true }, 'radio', steps)];
	return {
		page: 'report',
		title: 'What the check found',
		button: 'Go on',
		asked,
		fixed: {},
		fields: [...messagesOf(state), html('report', `${head}${list === '' ? '' : `<ul>${list}</ul>`}${tableOf(rows)}`), ...asked.map(({ field }) => field)],
	};
}

function tableOf(rows: readonly SetupRow[]): string {
	if (rows.length === 0) return '<p>The check gave no answer.</p>';
	const cells = (texts: readonly string[], tag: 'td' | 'th'): string => `<tr>${texts.map((text) => `<${tag}>${escapeHtml(text)}</${tag}>`).join('')}</tr>`;
	const body = inReadingOrder(rows).map(({ area, check, state, found, expected, fix, blocking }) =>
		cells([`${check} (${area})`, blocking && state !== 'ok' ? `${STATE_WORDS[state]}: must be mended` : STATE_WORDS[state], found, state === 'ok' ? '' : expected, fix], 'td'),
	);
	return `<table><thead>${cells(['Checked', 'State', 'Found', 'Expected', 'What to do'], 'th')}</thead><tbody>${body.join('')}</tbody></table>`;
}

/**
 * The rows of the settings table, all of them at once: half a page of one person and half of another would be a choice that nobody made.
 * The start date of expenses moves by itself, so that it is only written by who changed it.
 */
export function settingRowsToSave({ values }: FormState, saved: Readonly<Record<SettingKey, string>>): Array<{ key: SettingKey; value: string }> {
	const moves = (key: SettingKey): boolean => key === 'expenses.startDate';
	return SETTING_KEYS.filter((key) => !moves(key) || values[key] !== saved[key]).map((key) => ({ key, value: values[key] }));
}

const WEBHOOKS = [['customers', 'customers'], ['projects', 'projects'], ['invoices', 'invoices']] as const;

/** What a person does next, once it is saved: HTML for the last page. */
export function lastPage({ values }: FormState, { baseUrl, tags }: { baseUrl: string; tags: readonly TableRow[] }): string {
	const addresses = WEBHOOKS.filter(([area]) => values[`${area}.export`] === 'on').map(
		([area, kind]) => `<li>${kind}: <code>${escapeHtml(`${baseUrl}/webhook/moment-uniconta-${area}?token=`)}</code> and then the webhook token of your Moment credential</li>`,
	);
	const paste = addresses.length === 0 ? '' : `<p><strong>Paste into Moment</strong> (Setup &gt; Settings &gt; Integrations &gt; "+ New integration"), and publish the templates in n8n:</p><ul>${addresses.join('')}</ul>`;
	const remind = "<p><strong>Switch off Moment's built-in Uniconta integration</strong> (Setup &gt; Settings &gt; Integrations), or everything would be sent twice.</p>";
	return `${paste}${remind}${lackOfCodes(values, tags)}`;
}

const GROUP_KEYS = ['customers.tagGroup', 'projects.departmentTagGroup', 'invoices.categoryTagGroup', 'invoices.departmentTagGroup'] as const satisfies readonly SettingKey[];

/** Tags without a code in the groups that were chosen: whatever has one of them is refused. */
function lackOfCodes(values: FormState['values'], rows: readonly TableRow[]): string {
	const tags: Tag[] = rows.map((row) => ({ name: cell(row, 'name'), code: cell(row, 'code'), tagGroupId: cell(row, 'tagGroupId'), tagGroupName: cell(row, 'tagGroupName') }));
	const groups = [...new Set(GROUP_KEYS.map((key) => values[key]).filter((group) => group !== ''))];
	const lacking = groups.flatMap((group) => {
		const mine = tagsOfGroup(tags, group);
		const without = mine.filter(({ code }) => code.trim() === '').map(({ name }) => name);
		const name = mine[0]?.tagGroupName || group;
		if (mine.length === 0) return [`${name}: it has no tags`];
		return without.length === 0 ? [] : [`${name}: ${without.join(', ')}`];
	});
	if (lacking.length === 0) return '<p>Every tag of the chosen tag groups has a code.</p>';
	return `<p><strong>These tags still lack a code</strong> (Moment: Setup &gt; Tags):</p><ul>${lacking.map((one) => `<li>${escapeHtml(one)}</li>`).join('')}</ul>`;
}
