/**
 * Secrets of a credential in a text that came from outside. They are known to the letter, so what is looked for is not a
 * shape but the secret itself, in every form in which a server or a proxy may bring it back.
 */

/** Stands in data where a secret stood. On no keyboard and in no code page, so that no record holds it by accident. */
export const BLANK = '⟦secret⟧';
/** The same in words, which are read and not written anywhere. */
const STARS = '***';

/** Shorter than this: such a text is part of many words, and is blanked only where it stands alone in a sentence. */
const SHORTEST = 4;
/** Shorter than this, or of digits alone: such a text may be a number or a code of a record as well. */
const TELLING = 8;
/** A shorter piece of base64 may stand in any base64 by chance. */
const SHORTEST_BASE64 = 6;

export interface Blanker {
	/** Whether anything in the value, of texts and names of fields at any depth, would be blanked; much quicker than doing it. */
	touches(value: unknown): boolean;
	/** The value without any secret: its texts, the names of its fields and whole numbers that are one, at any depth. */
	clean(value: unknown): unknown;
	/** As `clean`, for the words of a refusal: very short secrets too, where they stand alone. */
	cleanWords(value: unknown): unknown;
	/** Whether the value holds a secret so short or plain that it may be a piece of data: whoever judges by it may be wrong. */
	doubtful(value: unknown): boolean;
}

export function createBlanker(secrets: readonly string[]): Blanker {
	const known = [...new Set(secrets.flatMap((secret) => [secret, secret.trim()]))].filter((secret) => secret !== '');
	const long = known.filter(({ length }) => length >= SHORTEST);
	const anywhere = searchFor(long.flatMap(formsOf));
	const plain = searchFor(long.filter(isPlain).map(written));
	const alone = searchFor(known.filter(({ length }) => length < SHORTEST).map(asWord), 'u');
	const numbers = new Set(long.filter((secret) => /^[1-9]\d*$/.test(secret)).map(Number));
	const isOne = (number: number): boolean => numbers.has(Math.abs(number));
	return {
		touches: (value) => someText(value, (text) => anywhere.in(text) || alone.in(text)),
		clean: (value) => mapTexts(value, (text) => anywhere.replace(text, BLANK), (number) => (isOne(number) ? BLANK : number)),
		cleanWords: (value) =>
			mapTexts(value, (text) => alone.replace(anywhere.replace(text, STARS), STARS), (number) => (isOne(number) ? STARS : number)),
		doubtful: (value) => someText(value, plain.in),
	};
}

/** Where in the value a secret was blanked: the name of the field, `''` for the value itself. */
export function blankedField(value: unknown, name = ''): string | undefined {
	if (typeof value === 'string') return value.includes(BLANK) ? name : undefined;
	if (typeof value !== 'object' || value === null) return undefined;
	for (const [key, inner] of Object.entries(value)) {
		if (key.includes(BLANK)) return name;
		const found = blankedField(inner, Array.isArray(value) ? name : key);
		if (found !== undefined) return found;
	}
	return undefined;
}

/** Whether any text or name of a field is such a one. Goes without calling itself: an answer may be nested deeper than calls may be. */
function someText(value: unknown, isSuch: (text: string) => boolean): boolean {
	const open = [value];
	while (open.length > 0) {
		const next = open.pop();
		if (typeof next === 'string' && isSuch(next)) return true;
		if (!isNested(next)) continue;
		if (!Array.isArray(next) && Object.keys(next).some(isSuch)) return true;
		for (const inner of Object.values(next)) open.push(inner);
	}
	return false;
}

type Put = (value: unknown) => void;

/** A copy with other texts, names of fields and numbers; like `someText` without calling itself. */
function mapTexts(value: unknown, change: (text: string) => string, changeNumber: (number: number) => unknown): unknown {
	let whole: unknown;
	const open: Array<{ from: object; to: object }> = [];
	const copy = (from: unknown, put: Put): void => {
		if (isNested(from)) {
			const to = Array.isArray(from) ? [] : {};
			open.push({ from, to });
			put(to);
		} else put(typeof from === 'string' ? change(from) : typeof from === 'number' ? changeNumber(from) : from);
	};
	copy(value, (copied) => { whole = copied; });
	for (let next = open.pop(); next !== undefined; next = open.pop()) {
		const { from, to } = next;
		for (const [key, inner] of Object.entries(from)) {
			const name = Array.isArray(from) ? key : change(key);
			// Defined, not set: a field may be called `__proto__`.
			copy(inner, (copied) => Object.defineProperty(to, name, { value: copied, writable: true, enumerable: true, configurable: true }));
		}
	}
	return whole;
}

function isNested(value: unknown): value is object {
	return typeof value === 'object' && value !== null && !(value instanceof Uint8Array);
}

function isPlain(secret: string): boolean {
	return secret.length < TELLING || /^\d+$/.test(secret);
}

function asWord(secret: string): string {
	return String.raw`(?<![\p{L}\p{N}])${written(secret)}(?![\p{L}\p{N}])`;
}

interface Search {
	in(text: string): boolean;
	replace(text: string, mark: string): string;
}

/** One pass over the text. The longest form first: where two begin at the same place, all of the longer one goes. */
function searchFor(forms: readonly string[], flags = ''): Search {
	if (forms.length === 0) return { in: () => false, replace: (text) => text };
	const source = [...new Set(forms)].sort((a, b) => b.length - a.length).join('|');
	const one = new RegExp(source, flags);
	const all = new RegExp(source, `g${flags}`);
	return { in: (text) => one.test(text), replace: (text, mark) => text.replace(all, mark) };
}

/** The forms of a secret, each the source of a pattern: as it is and escaped, and within a base64. */
function formsOf(secret: string): string[] {
	const inJson = JSON.stringify(secret).slice(1, -1);
	const bytes = [secret, inJson, encodeURIComponent(secret)].map((text) => Buffer.from(text, 'utf8'));
	return [written(secret), ...[...bytes, Buffer.from(secret, 'latin1')].flatMap(inBase64)];
}

/** Letters and digits as they are, each other character also as JSON, an address, HTML or XML writes it, or one in another. */
function written(text: string): string {
	return Array.from(text, (char) => (/[A-Za-z0-9]/.test(char) ? char : `(?:${escapesOf(char).join('|')})`)).join('');
}

/** Each JSON in a JSON doubles them. */
const BACKSLASHES = String.raw`\\{1,64}`;
const PERCENT = '%(?:25){0,3}';
/** What HTML and XML escape with may itself be escaped, for JSON or an address. */
const SEMICOLON = `(?:;|${PERCENT}3[bB]|${BACKSLASHES}u003[bB])`;
const HASH = `(?:#|${PERCENT}23|${BACKSLASHES}u0023)`;
const AMPERSAND = `(?:&|${PERCENT}26|${BACKSLASHES}u0026)(?:amp${SEMICOLON}){0,3}`;
const CONTROLS: Readonly<Record<string, string>> = { '\t': 't', '\n': 'n', '\r': 'r', '\b': 'b', '\f': 'f' };
const ENTITIES: Readonly<Record<string, string>> = {
	'&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos', 'æ': 'aelig', 'ø': 'oslash', 'å': 'aring', 'Æ': 'AElig', 'Ø': 'Oslash',
	'Å': 'Aring', 'ä': 'auml', 'ö': 'ouml', 'ü': 'uuml', 'Ä': 'Auml', 'Ö': 'Ouml', 'Ü': 'Uuml', 'é': 'eacute', 'É': 'Eacute', 'ß': 'szlig',
};

function escapesOf(char: string): string[] {
	const code = char.codePointAt(0) ?? 0;
	const entity = ENTITIES[char];
	const control = CONTROLS[char];
	return [
		itself(char),
		unitsOf(char).map((unit) => `${BACKSLASHES}u${hex(unit, 4)}`).join(''),
		[...Buffer.from(char, 'utf8')].map((byte) => `${PERCENT}${hex(byte, 2)}`).join(''),
		`${AMPERSAND}${HASH}0{0,6}${code}${SEMICOLON}`,
		`${AMPERSAND}${HASH}[xX]0{0,6}${hex(code, 1)}${SEMICOLON}`,
		...(code >= 0x80 && code <= 0xff ? [`${PERCENT}${hex(code, 2)}`] : []),
		...(entity === undefined ? [] : [`${AMPERSAND}${entity}${SEMICOLON}`]),
		...(control === undefined ? [] : [`${BACKSLASHES}${control}`]),
		...(char === ' ' ? [String.raw`\+`] : []),
	];
}

function itself(char: string): string {
	if (char === '\\') return BACKSLASHES;
	const plain = char.replace(/[$()*+.?[\]^{|}/\\]/, String.raw`\$&`);
	return `"'/`.includes(char) ? String.raw`\\{0,64}${plain}` : plain;
}

function unitsOf(char: string): number[] {
	return Array.from({ length: char.length }, (_, at) => char.charCodeAt(at));
}

/** Hexadecimal in either case. */
function hex(value: number, digits: number): string {
	return value.toString(16).padStart(digits, '0').replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

/**
 * The base64 of any text that these bytes are a part of, e.g. of `user:password`: by what comes before them they begin in one of
 * three places of a group of four characters. What the neighbours have a share in is left out, save for the last character.
 */
function inBase64(bytes: Buffer): string[] {
	return [0, 1, 2].flatMap((before) => {
		const whole = Buffer.concat([Buffer.alloc(before), bytes]);
		const core = whole.toString('base64').slice(Math.ceil((before * 8) / 6), Math.floor((whole.length * 8) / 6));
		return core.length < SHORTEST_BASE64 ? [] : [`${Array.from(core, base64Char).join('')}${BASE64_END}`];
	});
}

const BASE64_END = `[A-Za-z0-9+/_-]?(?:=|${PERCENT}3[dD]|${BACKSLASHES}u003[dD]){0,2}`;

/** Also in the alphabet that is made for addresses. */
function base64Char(char: string): string {
	if (char !== '+' && char !== '/') return char;
	return `(?:${[...escapesOf(char), char === '+' ? '-' : '_'].join('|')})`;
}
