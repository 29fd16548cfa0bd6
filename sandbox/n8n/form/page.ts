import { DomUtils, parseDocument } from 'htmlparser2';

const { find, findAll, findOne, getAttributeValue, hasAttrib, isText, textContent } = DomUtils;
type Element = NonNullable<ReturnType<typeof findOne>>;

/** One field of a form page, as a person sees it. */
export interface PageField {
	/** n8n numbers them from the top of the page, texts between them counted too. */
	id: string;
	label: string;
	kind: 'typed' | 'list' | 'one' | 'several';
	required: boolean;
	/** What can be chosen; none where a person types. */
	options: string[];
	/** What is entered or chosen when the page opens. */
	shown: string[];
}

export interface FormPage {
	title: string;
	/** The texts between the fields. */
	said: string;
	/** `''` on the last page, which cannot be answered any more. */
	button: string;
	fields: PageField[];
	/** Sent as it came: the hidden inputs. */
	hidden: Record<string, string>;
	/** Proves who opened the page; `''` for a form that anybody may open. */
	token: string;
}

/** Reads a page of n8n's forms (templates `form-trigger` and `form-trigger-completion` of n8n 2.41). */
export function readFormPage(html: string): FormPage {
	const document = parseDocument(html);
	const form = one(document.children, (element) => element.name === 'form');
	const title = words(one(document.children, (element) => element.name === 'h1'));
	const token = /const authToken = '([^']*)'/.exec(html)?.[1] ?? '';
	if (form === undefined)
		return {
			title,
			said:
				words(one(document.children, (element) => element.name === 'p')) ||
				words(one(document.children, (element) => element.name === 'body')),
			button: '',
			fields: [],
			hidden: {},
			token,
		};
	const groups = within(form, (element) => element.name === 'div' && hasClass(element.parent, 'inputs-wrapper'));
	return {
		title,
		said: [
			one([form], (element) => element.name === 'p' && hasClass(element.parent, 'form-header')),
			...groups.filter((group) => hasClass(group, 'html')),
		]
			.map(words)
			.filter(Boolean)
			.join(' '),
		button: words(one([form], (element) => element.name === 'button')),
		fields: groups.flatMap(fieldIn),
		hidden: Object.fromEntries(
			within(form, (element) => element.name === 'input' && getAttributeValue(element, 'type') === 'hidden').map(
				(input) => [attribute(input, 'name'), attribute(input, 'value')],
			),
		),
		token,
	};
}

function fieldIn(group: Element): PageField[] {
	const label = one([group], (element) => hasClass(element, 'form-label'));
	if (label === undefined) return [];
	const common = { label: words(label), required: hasClass(label, 'form-required') };
	const several = one([group], (element) => hasClass(element, 'multiselect'));
	if (several !== undefined) {
		const boxes = within(several, (element) => hasClass(element, 'multiselect-checkbox'));
		const values = (some: Element[]): string[] => some.map((box) => attribute(box, 'value'));
		const kind = hasAttrib(several, 'data-radio-select') ? 'one' : 'several';
		return [
			{
				...common,
				id: attribute(several, 'id'),
				kind,
				options: values(boxes),
				shown: values(boxes.filter((box) => hasAttrib(box, 'checked'))),
			},
		];
	}
	const input = one([group], (element) => ['input', 'select', 'textarea'].includes(element.name));
	if (input === undefined) return [];
	const id = attribute(input, 'name');
	if (input.name === 'select') {
		const options = within(input, (element) => element.name === 'option' && attribute(element, 'value') !== '');
		const shown = options
			.filter((option) => hasAttrib(option, 'selected'))
			.map((option) => attribute(option, 'value'));
		return [{ ...common, id, kind: 'list', options: options.map((option) => attribute(option, 'value')), shown }];
	}
	const value = input.name === 'textarea' ? textContent(input) : attribute(input, 'value');
	return [{ ...common, id, kind: 'typed', options: [], shown: value === '' ? [] : [value] }];
}

type Test = (element: Element) => boolean;
const one = (nodes: Parameters<typeof findOne>[1], test: Test): Element | undefined =>
	findOne(test, nodes) ?? undefined;
const within = (element: Element, test: Test): Element[] => findAll(test, element.children);
const attribute = (element: Element, name: string): string => getAttributeValue(element, name) ?? '';
/** The text of an element, its parts kept apart. */
const words = (element: Element | undefined): string =>
	element === undefined
		? ''
		: find(isText, [element], true, Infinity)
				.map((part) =>
					part.parent !== null && 'name' in part.parent && ['script', 'style'].includes(part.parent.name)
						? ''
						: textContent(part),
				)
				.join(' ')
				.replace(/\s+/g, ' ')
				.trim();

function hasClass(element: Element['parent'] | Element, name: string): boolean {
	return element !== null && 'attribs' in element && (element.attribs.class ?? '').split(/\s+/).includes(name);
}
