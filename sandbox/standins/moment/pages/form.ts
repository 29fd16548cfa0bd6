import { escapeHtml } from '../../shared/page';
import type { HandPages } from '../../shared/handPage';
import type { MomentRow } from '../entities';
import type { MomentStore } from '../store';

export const momentPages: HandPages['pages'] = [
	['/change', 'Customers'],
	['/change/project', 'Projects'],
	['/change/invoice', 'Invoices'],
	['/change/account', 'Ledger accounts'],
];

export function tagBoxes(store: MomentStore, row: MomentRow | undefined): string {
	const chosen = Array.isArray(row?.tagIds) ? row.tagIds : [];
	const boxes = store
		.rows('tags')
		.map(
			({ values }) =>
				`<label class="tag"><input type="checkbox" name="tag" value="${values.id}"${chosen.includes(values.id) ? ' checked' : ''}>${escapeHtml(tagLabel(store, values.id))}</label>`,
		);
	return `<fieldset><legend>Tags</legend>${boxes.join('')}</fieldset>`;
}

export function tagLabel(store: MomentStore, id: number): string {
	const tag = store.find('tags', id)?.values;
	const group =
		typeof tag?.tagGroupId === 'number' ? store.find('tagGroups', tag.tagGroupId)?.values.name : undefined;
	return `${String(group ?? '?')}: ${String(tag?.name ?? id)}${tag?.code ? ` (${String(tag.code)})` : ''}`;
}

export const chosenTags = (form: URLSearchParams): number[] => form.getAll('tag').map(Number);
