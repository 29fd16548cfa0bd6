import { isNested, mapTexts, someText } from './nested';

/**
 * Secrets of a credential in a text that came from outside. They are known to the letter, so what is looked for is not
 * a shape but the secret itself, in every form in which a server or a proxy may bring it back.
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
	/**
	 * Whether anything in the value, of texts and names of fields at any depth, would be blanked; much quicker than
	 * doing it.
	 */
	touches(value: unknown): boolean;
	/**
	 * The value without any secret: its texts, the names of its fields and whole numbers that are one, at any depth.
	 */
	clean(value: unknown): unknown;
	/** As `clean`, for the words of a refusal: very short secrets too, where they stand alone. */
	cleanWords(value: unknown): unknown;
	/**
	 * Whether the value holds a secret so short or plain that it may be a piece of data: whoever judges by it may be
	 * wrong.
	 */
	doubtful(value: unknown): boolean;
}

export function createBlanker(secrets: readonly string[]): Blanker {
	const known = [...new Set(secrets.flatMap((secret) => [secret, secret.trim()]))].filter((secret) => secret !== '');
	const long = known.filter(({ length }) => length >= SHORTEST);
	const anywhere = searchFor(long.flatMap(formsOf));
	const plain = searchFor(long.filter(isPlain).map(written));
	const alone = patternSearch(known.filter(({ length }) => length < SHORTEST).map(asWord), 'u');
	const numbers = new Set(long.filter((secret) => /^[1-9]\d*$/.test(secret)).map(Number));
	const isOne = (number: number): boolean => numbers.has(Math.abs(number));
	return {
		touches: (value) => someText(value, (text) => anywhere.in(text) || alone.in(text)),
		clean: (value) =>
			mapTexts(
				value,
				(text) => anywhere.replace(text, BLANK),
				(number) => (isOne(number) ? BLANK : number),
			),
		cleanWords: (value) =>
			mapTexts(
				value,
				(text) => alone.replace(anywhere.replace(text, STARS), STARS),
				(number) => (isOne(number) ? STARS : number),
			),
		doubtful: (value) => someText(value, plain.in),
	};
}

/** Where in the value a secret was blanked: the name of the field, `''` for the value itself. */
export function blankedField(value: unknown): string | undefined {
	const open: Array<{ name: string; value: unknown }> = [{ name: '', value }];
	for (let next = open.pop(); next !== undefined; next = open.pop()) {
		const { name, value: current } = next;
		if (typeof current === 'string' && current.includes(BLANK)) return name;
		if (!isNested(current)) continue;
		if (!Array.isArray(current) && Object.keys(current).some((key) => key.includes(BLANK))) return name;
		const inner = Object.entries(current).map(([key, one]: [string, unknown]) => ({
			name: Array.isArray(current) ? name : key,
			value: one,
		}));
		// From the last to the first: the first one is taken next.
		for (const one of inner.reverse()) open.push(one);
	}
	return undefined;
}

function isPlain(secret: string): boolean {
	return secret.length < TELLING || /^\d+$/.test(secret);
}

function asWord(secret: string): string {
	return String.raw`(?<![\p{L}\p{N}])${sourceOf(written(secret))}(?![\p{L}\p{N}])`;
}

interface Search {
	in(text: string): boolean;
	replace(text: string, mark: string): string;
}

/** A part of a form: a text that stands as it is, or the source of a pattern. */
type Part = { plain: string } | { source: string };
type Form = readonly Part[];
/** From where up to where, not included. */
interface Span {
	from: number;
	to: number;
}

function sourceOf(form: Form): string {
	return form.map((part) => ('plain' in part ? part.plain : part.source)).join('');
}

/**
 * Of each form its longest plain part is looked for, which is quick, and only where that stands the rest before and
 * behind it. What stands in several forms is one piece, and goes as a whole.
 */
function searchFor(forms: readonly Form[]): Search {
	const bySource = new Map(forms.map((form) => [sourceOf(form), form]));
	const finders = [...bySource.values()].map(finderOf);
	return {
		in: (text) => finders.some((find) => find(text, 1).length > 0),
		replace: (text, mark) =>
			replaced(
				text,
				finders.flatMap((find) => find(text)),
				mark,
			),
	};
}

type Find = (text: string, atMost?: number) => Span[];

function finderOf(form: Form): Find {
	const lengthOf = (part: Part | undefined): number =>
		part !== undefined && 'plain' in part ? part.plain.length : 0;
	const at = form.reduce((best, part, index) => (lengthOf(part) > lengthOf(form[best]) ? index : best), 0);
	const anchor = form[at];
	if (anchor === undefined || !('plain' in anchor)) return withoutAnchor(sourceOf(form));
	const { plain } = anchor;
	const around = new RegExp(`(?<=(${sourceOf(form.slice(0, at))}))${plain}(?:${sourceOf(form.slice(at + 1))})`, 'y');
	return (text, atMost = Infinity) => {
		const spans: Span[] = [];
		for (let from = text.indexOf(plain); from >= 0 && spans.length < atMost; from = text.indexOf(plain, from + 1)) {
			around.lastIndex = from;
			const found = around.exec(text);
			if (found !== null) addSpan(spans, { from: from - (found[1]?.length ?? 0), to: around.lastIndex });
		}
		return spans;
	};
}

/** A secret without a letter or digit. Within a long run of backslashes nothing begins save at its two ends. */
function withoutAnchor(source: string): Find {
	const all = new RegExp(String.raw`(?:(?<!\\)|(?=[^\\]|\\{1,64}(?!\\)))(?:${source})`, 'g');
	return (text, atMost = Infinity) => {
		const spans: Span[] = [];
		for (const found of text.matchAll(all)) {
			addSpan(spans, { from: found.index, to: found.index + found[0].length });
			if (spans.length >= atMost) break;
		}
		return spans;
	};
}

/** One that begins within the last one makes that longer. */
function addSpan(spans: Span[], span: Span): void {
	const last = spans.at(-1);
	if (last === undefined || span.from >= last.to || span.from < last.from) spans.push(span);
	else last.to = Math.max(last.to, span.to);
}

function replaced(text: string, spans: readonly Span[], mark: string): string {
	if (spans.length === 0) return text;
	const parts: string[] = [];
	let done = 0;
	for (const { from, to } of [...spans].sort((a, b) => a.from - b.from || b.to - a.to)) {
		if (from >= done) parts.push(text.slice(done, from), mark);
		done = Math.max(done, to);
	}
	return [...parts, text.slice(done)].join('');
}

/** One pass over the text. The longest form first: where two begin at the same place, all of the longer one goes. */
function patternSearch(sources: readonly string[], flags: string): Search {
	if (sources.length === 0) return { in: () => false, replace: (text) => text };
	const source = [...new Set(sources)].sort((a, b) => b.length - a.length).join('|');
	const one = new RegExp(source, flags);
	const all = new RegExp(source, `g${flags}`);
	return { in: (text) => one.test(text), replace: (text, mark) => text.replace(all, mark) };
}

/** The forms of a secret: as it is and escaped, and within a base64. */
function formsOf(secret: string): Form[] {
	const inJson = JSON.stringify(secret).slice(1, -1);
	const bytes = [secret, inJson, encodeURIComponent(secret)].map((text) => Buffer.from(text, 'utf8'));
	return [written(secret), ...[...bytes, Buffer.from(secret, 'latin1')].flatMap(inBase64)];
}

/**
 * Letters and digits as they are, each other character also as JSON, an address, HTML or XML writes it, or one in
 * another.
 */
function written(text: string): Form {
	return Array.from(text.match(PIECES) ?? [], (piece) =>
		isAlphanumeric(piece) ? { plain: piece } : { source: escapedSource(piece) },
	);
}

/** Letters and digits together, backslashes together, every other character for itself. */
const PIECES = /[A-Za-z0-9]+|\\+|[^A-Za-z0-9\\]/gu;

function isAlphanumeric(text: string): boolean {
	return /^[A-Za-z0-9]+$/.test(text);
}

/** Several backslashes are one run, not several that could each be longer or shorter. */
function escapedSource(piece: string): string {
	if (!piece.startsWith('\\')) return `(?:${escapesOf(piece).join('|')})`;
	const { length } = piece;
	const [, ...escapes] = escapesOf('\\');
	return String.raw`(?:\\{${length},${64 * length}}|(?:${escapes.join('|')}){${length}})`;
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
	'&': 'amp',
	'<': 'lt',
	'>': 'gt',
	'"': 'quot',
	"'": 'apos',
	æ: 'aelig',
	ø: 'oslash',
	å: 'aring',
	Æ: 'AElig',
	Ø: 'Oslash',
	Å: 'Aring',
	ä: 'auml',
	ö: 'ouml',
	ü: 'uuml',
	Ä: 'Auml',
	Ö: 'Ouml',
	Ü: 'Uuml',
	é: 'eacute',
	É: 'Eacute',
	ß: 'szlig',
};

function escapesOf(char: string): string[] {
	const code = char.codePointAt(0) ?? 0;
	const entity = ENTITIES[char];
	const control = CONTROLS[char];
	return [
		itself(char),
		unitsOf(char)
			.map((unit) => `${BACKSLASHES}u${hex(unit, 4)}`)
			.join(''),
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
	return value
		.toString(16)
		.padStart(digits, '0')
		.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

/**
 * The base64 of any text that these bytes are a part of, e.g. of `user:password`: by what comes before them they begin
 * in one of three places of a group of four characters. What the neighbours have a share in is left out, save for the
 * last character.
 */
function inBase64(bytes: Buffer): Form[] {
	return [0, 1, 2].flatMap((before) => {
		const whole = Buffer.concat([Buffer.alloc(before), bytes]);
		const core = whole.toString('base64').slice(Math.ceil((before * 8) / 6), Math.floor((whole.length * 8) / 6));
		if (core.length < SHORTEST_BASE64) return [];
		const parts = (core.match(/[A-Za-z0-9]+|[+/]/g) ?? []).map((piece): Part =>
			isAlphanumeric(piece) ? { plain: piece } : { source: base64Char(piece) },
		);
		return [[...parts, { source: BASE64_END }]];
	});
}

const BASE64_END = `[A-Za-z0-9+/_-]?(?:=|${PERCENT}3[dD]|${BACKSLASHES}u003[dD]){0,2}`;

/** Also in the alphabet that is made for addresses. */
function base64Char(char: string): string {
	return `(?:${[...escapesOf(char), char === '+' ? '-' : '_'].join('|')})`;
}
