/** Control characters but for white space: tab and line breaks. */
const CONTROLS = /[\u0000-\u0008\u000E-\u001F\u007F-\u0084\u0086-\u009F]/g;
const HALVES = /\p{Cs}/gu;
const LINE_BREAK = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/g;

/**
 * A text that nothing is looked up by, as it is sent: control characters and halves of characters can be seen by nobody
 * and may stop a whole record, so they are taken out. Signs that are seen, or shape what is (emoji, joiners, writing
 * from right to left), stay. Never for numbers and codes.
 */
export function freeText(text: string): string {
	return seenText(text.replace(HALVES, ''));
}

/** The same for a field that holds one line. */
export function freeLine(text: string): string {
	return oneLine(freeText(text));
}

/** A stored text as a person sees it: a cut may have left half a character at its end, which says where it was cut. */
export function seenText(text: string): string {
	return text.replace(LINE_BREAK, '\n').replace(/\t/g, ' ').replace(CONTROLS, '').trim();
}

export function oneLine(text: string): string {
	return text.replace(/(?<! ) *\n\s*/g, ' ');
}

/** A value as text: text as it is, everything else as JSON writes it. */
export function plainText(value: unknown): string {
	return typeof value === 'string' ? value : JSON.stringify(value);
}
