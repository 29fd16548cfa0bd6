/** One address and nothing else, as somebody may type it. */
const ALONE = /^[^\s@,;<>"()[\]|]+@[^\s@,;<>"()[\]|/&]+$/;
/** Among other words only what can be nothing but an address. */
const CERTAIN = /^[^@]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+$/u;

/**
 * The first e-mail address in a text that holds more than one address; undefined where the text is one address, or
 * where nothing in it is for certain: then it goes as it is.
 */
export function firstAddressIn(text: string): string | undefined {
	const whole = text.trim();
	if (ALONE.test(whole) && !/^mailto:/i.test(whole)) return undefined;
	for (const word of whole.split(/[\s,;<>"()[\]|]+/)) {
		// A slash or an ampersand may belong to the name before the @, never to the host behind it.
		const [first = ''] = /^[^@]+@[^@/&]+(?=$|[/&])/.exec(word.replace(/^mailto:/i, '').replace(/^'|'$/g, '')) ?? [];
		const address = first.replace(/(?<![.:])[.:]+$/, '');
		if (CERTAIN.test(address)) return address;
	}
	return undefined;
}
