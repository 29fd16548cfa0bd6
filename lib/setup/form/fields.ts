import type { SettingKey } from '../../state/settings';
import { commaList } from '../../state/people';

/** One text that a person can choose, and what it means: n8n's options have a single text only (N8N6). */
export interface Choice {
	text: string;
	value: string;
}

/** A field as n8n's Form node takes it; it refuses keys that it does not know. */
export type FormField = Record<string, unknown>;

/** A field with what its texts mean. */
export interface AskedField {
	key: string;
	label: string;
	field: FormField;
	/** Undefined where a person types. */
	choices?: Choice[];
}

interface Asking {
	/** The name of the setting, `company` for that of `company.id`. */
	key: SettingKey | 'next' | 'company';
	label: string;
	/** What is saved or was entered last; `''` for nothing. */
	value: string;
	required?: boolean;
	placeholder?: string;
}

/** A page gives an option's text back with its spaces run together. */
export function oneLine(text: string): string {
	return text.replace(/\s+/g, ' ').trim();
}

/** `Standard (STD)`: the code last, so that no text is a part of another one. */
export function choiceOf(code: string, name: string): Choice {
	return { value: code, text: oneLine(name) === '' || name === code ? `(${code})` : oneLine(`${name} (${code})`) };
}

function common({ key, label, value, required = false, placeholder }: Asking, fieldType: string): FormField {
	return {
		fieldName: key,
		fieldLabel: label,
		fieldType,
		requiredField: required,
		...(value === '' ? {} : { defaultValue: value }),
		...(placeholder === undefined ? {} : { placeholder }),
	};
}

export function typed(asking: Asking, fieldType: 'text' | 'textarea' | 'number' | 'date' = 'text'): AskedField {
	return { key: asking.key, label: asking.label, field: common(asking, fieldType) };
}

/** How what is saved and is no longer offered is called. */
export type GoneName = (value: string) => string;
const noLongerThere: GoneName = (value) => `No longer there (${oneLine(value)})`;

/** One of a list. What is saved and is no longer on the list stays there, so that it is not lost unseen. */
export function oneOf(
	asking: Asking,
	fieldType: 'radio' | 'dropdown',
	offered: readonly Choice[],
	gone = noLongerThere,
): AskedField {
	const choices = withSaved(offered, [asking.value], gone);
	const chosen = choices.find(({ value }) => value === asking.value);
	return {
		key: asking.key,
		label: asking.label,
		choices,
		field: {
			...common({ ...asking, value: chosen?.text ?? '' }, fieldType),
			fieldOptions: { values: choices.map(({ text }) => ({ option: text })) },
		},
	};
}

/** Several of a list; values as a comma list. */
export function severalOf(asking: Asking, offered: readonly Choice[]): AskedField {
	const values = commaList(asking.value);
	// n8n parts what is chosen beforehand at commas: an option with one in it would not be shown as chosen, and so be
	// lost.
	const choices = withSaved(offered, values, noLongerThere).map(({ value, text }) => ({
		value,
		text: text.replace(/,/g, '‚'),
	}));
	const chosen = choices.filter(({ value }) => values.includes(value)).map(({ text }) => text);
	return {
		key: asking.key,
		label: asking.label,
		choices,
		field: {
			...common({ ...asking, value: chosen.join(',') }, 'checkbox'),
			fieldOptions: { values: choices.map(({ text }) => ({ option: text })) },
		},
	};
}

export function html(name: string, content: string): FormField {
	return { fieldType: 'html', elementName: name, html: content };
}

function withSaved(offered: readonly Choice[], saved: readonly string[], nameOf: GoneName): Choice[] {
	const gone = saved.filter((value) => value !== '' && offered.every((choice) => choice.value !== value));
	return [...offered, ...gone.map((value) => ({ value, text: nameOf(value) }))].map(({ value, text }) => ({
		value,
		text: withoutTags(text),
	}));
}

/**
 * n8n escapes `<` in an option, but not in what is chosen beforehand: with it, what is saved would not be shown as
 * chosen.
 */
function withoutTags(text: string): string {
	return text.replace(/</g, '‹').replace(/>/g, '›');
}

/** The name that {@link withoutTags} was given. */
export function withTags(text: string): string {
	return text.replace(/‹/g, '<').replace(/›/g, '>');
}

/** What was answered, by setting: the value behind a text; undefined for a text that was not offered. */
export function answerTo({ key, choices }: AskedField, answers: Readonly<Record<string, unknown>>): string | undefined {
	const given = answers[key];
	const texts = (Array.isArray(given) ? given : [given]).flatMap((one: unknown) =>
		typeof one === 'string' || typeof one === 'number' ? [String(one).trim()] : [],
	);
	if (choices === undefined) return texts.map(asTyped).join(', ');
	const values = texts
		.filter((text) => text !== '')
		.map((text) => choices.find((choice) => sameText(choice.text, text))?.value);
	return values.includes(undefined) ? undefined : values.join(', ');
}

/**
 * n8n shows a saved `<` as `&lt;`, and so it comes back: without this, notes would change each time the form is gone
 * through.
 */
function asTyped(text: string): string {
	return text.replace(/&lt;/g, '<').replace(/&gt;/g, '>');
}

/** n8n may give `<` and `>` of an option back escaped. */
function sameText(a: string, b: string): boolean {
	const plain = (text: string): string =>
		withoutTags(
			oneLine(
				text
					.replace(/&lt;/g, '<')
					.replace(/&gt;/g, '>')
					.replace(/&quot;/g, '"')
					.replace(/&#x27;|&#39;/g, "'")
					.replace(/&amp;/g, '&'),
			),
		);
	return plain(a) === plain(b);
}
