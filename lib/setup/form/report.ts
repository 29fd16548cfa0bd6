import { escapeHtml } from '../../core/html';
import { messagesOf } from './pages';
import { whatDoesNotWork, type Trouble } from './trouble';
import type { FormLists, FormState, ShownPage } from './form';
import { NEXT_STEPS } from './answers';
import { html, oneOf } from './fields';
import { inReadingOrder, type SetupArea, type SetupRow } from '../check/row';
import { SETTING_KEYS, type SettingKey, type Values } from '../../state/settings';
import { FORMER_START, START_AFTER } from '../../state/startAfter';
import { cell, settingText, type TableRow } from '../../state/tables';
import { tagsOfGroup, type Tag } from '../../mapping/tags';

const STATE_WORDS: Record<SetupRow['state'], string> = {
	ok: 'In order',
	warning: 'Look at it',
	missing: 'Missing',
	notChecked: 'Not checked',
};
const AREA_WORDS: Record<SetupArea, string> = {
	n8n: 'n8n',
	company: 'Company',
	customers: 'Customers',
	projects: 'Projects',
	invoices: 'Invoices',
	expenses: 'Expenses',
	notifications: 'Who is told',
};

const isOpen = ({ state }: SetupRow): boolean => state === 'missing' || state === 'warning';

/**
 * The last page before anything is saved: what the doctor found, and whether it may be saved. Where saving was asked
 * for and nothing stands against it, it is not shown.
 */
export function reportPage(
	state: FormState,
	rows: readonly SetupRow[],
	lists: Pick<FormLists, 'tagGroups' | 'companies' | 'obstacles'>,
): ShownPage {
	const trouble = whatDoesNotWork({ users: [], ...lists });
	const blocking = rows.filter((row) => row.blocking && row.state !== 'ok');
	const blocked = trouble.length > 0 || blocking.length > 0 || rows.length === 0;
	const head = blocked ? blockedHead(state, trouble) : savableHead(rows.filter(isOpen).length);
	const list = trouble.map(({ says }) => `<li>${escapeHtml(says)}</li>`).join('');
	const steps = NEXT_STEPS.filter(({ value }) => !(blocked && value === 'save'));
	const asked = [
		oneOf({ key: 'next', label: 'What next?', value: blocked ? 'report' : 'save', required: true }, 'radio', steps),
	];
	return {
		page: 'report',
		title: 'What the check found',
		button: 'Go on',
		asked,
		fixed: {},
		fields: [
			...messagesOf(state),
			html('report', `${head}${list === '' ? '' : `<ul>${list}</ul>`}${tablesOf(rows)}`),
			...asked.map(({ field }) => field),
		],
		save: state.saving && !blocked,
	};
}

function blockedHead({ saving }: FormState, trouble: readonly Trouble[]): string {
	const title = saving ? 'Nothing was saved.' : 'This cannot be saved yet.';
	const passes = trouble.length > 0 && trouble.every((one) => one.passes);
	const mend = `Mend ${trouble.length > 0 ? 'this' : 'what stands first in the table'}`;
	return `<p><strong>${title}</strong> Everything is as it was before. ${passes ? 'Wait until it is over' : mend}, then check again.</p>`;
}

function savableHead(open: number): string {
	return open > 0
		? `<p><strong>This can be saved.</strong> ${open === 1 ? 'One line' : `${open} lines`} below should be looked at; what depends on it waits until it is mended.</p>`
		: '<p><strong>Everything is in order.</strong></p>';
}

function row(texts: readonly string[], tag: 'td' | 'th'): string {
	return `<tr>${texts.map((text) => `<${tag}>${escapeHtml(text)}</${tag}>`).join('')}</tr>`;
}

function table(headings: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
	return `<table><thead>${row(headings, 'th')}</thead><tbody>${rows.map((cells) => row(cells, 'td')).join('')}</tbody></table>`;
}

/** What needs a look with what to do; what is well and what was not looked at in short. */
function tablesOf(rows: readonly SetupRow[]): string {
	if (rows.length === 0) return '<p>The check gave no answer.</p>';
	const ordered = inReadingOrder(rows);
	const open = ordered
		.filter(isOpen)
		.map(({ area, check, state, found, expected, fix, blocking }) => [
			`${AREA_WORDS[area]}: ${check}`,
			blocking ? `${STATE_WORDS[state]}; must be mended` : STATE_WORDS[state],
			found,
			expected,
			fix,
		]);
	const short = (wanted: SetupRow['state']): string[][] =>
		ordered
			.filter(({ state }) => state === wanted)
			.map(({ area, check, found, expected, fix }) => [
				`${AREA_WORDS[area]}: ${check}`,
				found,
				wanted === 'ok' ? expected : fix,
			]);
	const [well, unchecked] = [short('ok'), short('notChecked')];
	return [
		open.length === 0
			? ''
			: `<h3>To be looked at</h3>${table(['Checked', 'State', 'Found', 'Expected', 'What to do'], open)}`,
		well.length === 0 ? '' : `<h3>In order</h3>${table(['Checked', 'Found', 'Expected'], well)}`,
		unchecked.length === 0 ? '' : `<h3>Not checked</h3>${table(['Checked', 'Why', 'What to do'], unchecked)}`,
	].join('');
}

interface SavedRow {
	key: string;
	value: string;
}

/** Where the templates left off, which is of the company they worked in. */
const LEFT_OFF = /\.(changedSince|nextComparison|cursor)$/;
/** Written by the templates; the date is also a person's to set. */
const MOVES_BY_ITSELF: ReadonlySet<string> = new Set(['expenses.cursor', START_AFTER]);

/**
 * The rows of the settings table, all of them at once: half a page of one person and half of another would be a choice
 * that nobody made. What moves by itself is only written by who changed it, and where its former key is taken away; in
 * another company the templates begin anew.
 */
export function settingRowsToSave(
	{ values }: FormState,
	{ saved, rows, own }: { saved: Values; rows: readonly TableRow[]; own: string },
): SavedRow[] {
	const former = settingText(rows, FORMER_START) !== '';
	const isWritten = (key: SettingKey): boolean =>
		!MOVES_BY_ITSELF.has(key) || values[key] !== saved[key] || (key === START_AFTER && former);
	const chosen = SETTING_KEYS.filter(isWritten).map((key): SavedRow => ({ key, value: values[key] }));
	if (former) chosen.push({ key: FORMER_START, value: '' });
	const before = saved['company.id'] || own;
	if (before === '' || Number(before) === Number(values['company.id'])) return chosen;
	const anew = [...new Set(rows.map((one) => cell(one, 'key').trim()))]
		.filter((key) => LEFT_OFF.test(key))
		.map((key) => ({ key, value: '' }));
	return [...chosen.filter(({ key }) => !LEFT_OFF.test(key)), ...anew];
}

const LISTENING = [
	['customers', 'Customers'],
	['projects', 'Projects'],
	['invoices', 'Invoices'],
] as const;
const WORKFLOWS: ReadonlyArray<[area: 'customers' | 'projects' | 'invoices' | 'expenses', name: string]> = [
	['customers', 'Moment → Uniconta: Customers'],
	['projects', 'Moment → Uniconta: Projects'],
	['invoices', 'Moment → Uniconta: Invoices'],
	['expenses', 'Uniconta → Moment: Expenses'],
];
const ALWAYS = [
	'Moment → Uniconta: Notifications',
	'Moment → Uniconta: Send Again',
	'Moment ↔ Uniconta: Reconciliation',
] as const;

/** What a person does next, once it is saved: HTML for the last page. */
export function lastPage(
	{ values }: FormState,
	{ baseUrl, tags, check = [] }: { baseUrl: string; tags: readonly TableRow[]; check?: readonly SetupRow[] },
): string {
	const items = (texts: readonly string[]): string =>
		`<ul>${texts.map((one) => `<li>${escapeHtml(one)}</li>`).join('')}</ul>`;
	const on = WORKFLOWS.filter(([area]) => values[`${area}.export`] === 'on').map(([, name]) => name);
	const addresses = LISTENING.filter(([area]) => values[`${area}.export`] === 'on').map(
		([area, kind]) =>
			`<p>${kind}:<br><code>${escapeHtml(`${baseUrl}/webhook/moment-uniconta-${area}?token=`)}</code></p>`,
	);
	const steps = [
		`<h3>Switch off Moment's built-in Uniconta integration</h3><p>Moment: Setup &gt; Settings &gt; Integrations. With both on, everything would be sent twice.</p>`,
		`<h3>Publish the workflows in n8n</h3>${items([...on, ...ALWAYS])}<p>Each names in its yellow note which credentials it needs. The reconciliation and the notifications may be left out.</p>`,
		...(addresses.length === 0
			? []
			: [
					`<h3>Let Moment call n8n</h3><p>Moment: Setup &gt; Settings &gt; Integrations &gt; "+ New integration", one for each kind. Put the webhook token of your Moment credential at the end of the address:</p>${addresses.join('')}`,
				]),
		lackOfCodes(values, tags),
		openRows(check),
	].filter((step) => step !== '');
	return `<p>All templates use these settings from now on.</p>${steps.map((step, index) => step.replace('<h3>', `<h3>${index + 1}. `)).join('')}`;
}

function openRows(check: readonly SetupRow[]): string {
	// Tags without a code have a step of their own.
	const open = inReadingOrder(check).filter((one) => isOpen(one) && !one.check.endsWith('tags without code'));
	if (open.length === 0) return '';
	return `<h3>Mend what the check found</h3>${table(
		['Checked', 'Found', 'What to do'],
		open.map(({ area, check: name, found, fix }) => [`${AREA_WORDS[area]}: ${name}`, found, fix]),
	)}<p>Nothing is lost meanwhile: what waits for it is tried again by itself.</p>`;
}

const GROUP_KEYS = [
	'customers.tagGroup',
	'projects.departmentTagGroup',
	'invoices.categoryTagGroup',
	'invoices.departmentTagGroup',
] as const satisfies readonly SettingKey[];

/** Tags without a code in the groups that were chosen: whatever has one of them is refused. */
function lackOfCodes(values: Values, rows: readonly TableRow[]): string {
	const tags: Tag[] = rows.map((one) => ({
		name: cell(one, 'name'),
		code: cell(one, 'code'),
		tagGroupId: cell(one, 'tagGroupId'),
		tagGroupName: cell(one, 'tagGroupName'),
	}));
	const groups = new Map(
		GROUP_KEYS.flatMap((key): Array<[string, string]> =>
			values[key] === '' ? [] : [[values[key], values[`${key}Name`]]],
		),
	);
	const lacking = [...groups].flatMap(([group, name]) => {
		const mine = tagsOfGroup(tags, group);
		const without = mine.filter(({ code }) => code.trim() === '').map((tag) => tag.name);
		const title = mine[0]?.tagGroupName || name || group;
		if (mine.length === 0) return [`${title}: it has no tags`];
		return without.length === 0 ? [] : [`${title}: ${without.join(', ')}`];
	});
	if (lacking.length === 0) return '';
	return `<h3>Give these tags a code</h3><p>Moment: Setup &gt; Tags. Until then whatever has one of them is refused.</p><ul>${lacking.map((one) => `<li>${escapeHtml(one)}</li>`).join('')}</ul>`;
}
