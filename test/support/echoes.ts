/** The forms in which a server or a proxy may bring a text back, each by its name. */
export const SHAPES: Readonly<Record<string, (text: string) => string>> = {
	'as it is': (text) => text,
	base64: (text) => Buffer.from(text).toString('base64'),
	'base64 without padding': (text) => Buffer.from(text).toString('base64').replace(/=+$/, ''),
	'base64 for addresses': (text) => Buffer.from(text).toString('base64url'),
	'base64 within an address': (text) => encodeURIComponent(Buffer.from(text).toString('base64')),
	'base64 of user and secret': (text) => Buffer.from(`0010542/moment-sync:${text}`).toString('base64'),
	'base64 of one more in front': (text) => Buffer.from(`x0010542/moment-sync:${text}, and more`).toString('base64'),
	'base64 of JSON': (text) => Buffer.from(JSON.stringify({ a: 1, Password: text })).toString('base64'),
	'base64 of Latin-1': (text) => Buffer.from(text, 'latin1').toString('base64'),
	'for an address': (text) => encodeURIComponent(text),
	'for an address, twice': (text) => encodeURIComponent(encodeURIComponent(text)),
	'for an address, small letters': (text) => encodeURIComponent(text).replace(/%../g, (hex) => hex.toLowerCase()),
	'of a form': (text) => new URLSearchParams({ p: text }).toString().slice(2),
	JSON: (text) => JSON.stringify(text),
	'JSON in JSON': (text) => JSON.stringify(JSON.stringify(text)),
	'JSON in JSON in JSON': (text) => JSON.stringify(JSON.stringify(JSON.stringify(text))),
	'JSON of .NET': (text) => JSON.stringify(text).replace(/(?!^.|.$)[^A-Za-z0-9\\ ]/g, escapedUnit),
	'HTML by name': inHtml,
	'HTML by number': (text) => text.replace(/[^A-Za-z0-9 ]/gu, (char) => `&#${codeOf(char)};`),
	'XML by hexadecimal number': (text) =>
		text.replace(/[^A-Za-z0-9 ]/gu, (char) => `&#x${codeOf(char).toString(16)};`),
	'HTML, twice': (text) => inHtml(inHtml(text)),
};

function inHtml(text: string): string {
	const names: Readonly<Record<string, string>> = {
		'&': '&amp;',
		'<': '&lt;',
		'>': '&gt;',
		'"': '&quot;',
		"'": '&#39;',
	};
	return text.replace(/[&<>"']/g, (char) => names[char] ?? char);
}

function codeOf(char: string): number {
	return char.codePointAt(0) ?? 0;
}

function escapedUnit(char: string): string {
	return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Kinds of answers, each with a place for what is brought back. */
export const BODIES: Readonly<
	Record<string, (echo: string) => { status?: number; body?: string; headers?: Record<string, string> }>
> = {
	'a sentence': (echo) => ({
		status: 400,
		body: `The login ${echo} was not accepted.`,
		headers: { 'content-type': 'text/plain' },
	}),
	XML: (echo) => ({
		status: 500,
		body: `<error><detail>${echo}</detail></error>`,
		headers: { 'content-type': 'application/xml' },
	}),
	JSON: (echo) => ({ status: 422, body: JSON.stringify({ message: echo, [`about ${echo}`]: true }) }),
	'JSON in JSON': (echo) => ({
		status: 400,
		body: JSON.stringify({ message: JSON.stringify({ request: { auth: echo } }) }),
	}),
	'a row': (echo) => ({
		status: 200,
		body: JSON.stringify([
			{ id: 1, RowId: 1, Account: '1', name: echo, [echo]: 1, deep: [{ er: [`x ${echo} y`] }] },
		]),
	}),
	'a good text': (echo) => ({ status: 200, body: `Done by ${echo}` }),
	'a header': (echo) => ({
		status: 302,
		headers: { location: `https://login.test/${encodeURIComponent(echo)}?to=${encodeURIComponent(echo)}` },
	}),
};
