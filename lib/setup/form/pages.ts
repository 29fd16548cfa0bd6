import { escapeHtml } from '../../core/html';
import { CONTENT } from './contents';
import type { CompanyTies, FormLists, FormPage, FormState, ShownPage } from './form';
import { html, type FormField } from './fields';
import { whatDoesNotWork, whatIsClosed, type Trouble } from './trouble';

/** The page a person sees next. */
export function shownPage(state: FormState, lists: FormLists, ties: CompanyTies): ShownPage {
	const trouble = whatDoesNotWork(lists);
	if (trouble.length > 0) return troublePage(trouble);
	const page = state.page === 'report' ? 'company' : state.page;
	const closed = page === 'company' ? [] : whatIsClosed(state, lists);
	return closed.length > 0
		? pageOf('company', { ...state, entered: {}, messages: closed }, lists, ties)
		: pageOf(page, state, lists, ties);
}

function pageOf(page: Exclude<FormPage, 'report'>, state: FormState, lists: FormLists, ties: CompanyTies): ShownPage {
	const { title, parts, fixed = {} } = CONTENT[page](state, lists, ties);
	const asked = parts.filter((part) => 'field' in part);
	const fields = parts.map((part, index) => ('field' in part ? part.field : html(`text${index}`, part.says)));
	return { page, title, button: 'Next', asked, fixed, fields: [...messagesOf(state), ...fields], save: false };
}

function troublePage(trouble: readonly Trouble[]): ShownPage {
	const then = trouble.every(({ passes }) => passes)
		? 'When it is over, press Try again here.'
		: 'Once that is mended (credentials: in n8n under Credentials), press Try again here.';
	const about = `<p>Nothing has been changed.</p><ul>${trouble.map(({ says }) => `<li>${escapeHtml(says)}</li>`).join('')}</ul><p>${then}</p>`;
	return {
		page: 'trouble',
		title: 'The form cannot go on yet',
		button: 'Try again',
		asked: [],
		fixed: {},
		fields: [html('about', about)],
		save: false,
	};
}

export function messagesOf({ messages }: FormState): FormField[] {
	return messages.length === 0
		? []
		: [
				html(
					'messages',
					`<p><strong>Please look at this page again:</strong></p><ul>${messages.map((one) => `<li>${escapeHtml(one)}</li>`).join('')}</ul>`,
				),
			];
}
