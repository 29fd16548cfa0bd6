/**
 * Walks through what came from outside. None of them calls itself: an answer may be nested deeper than calls may be,
 * and so deep
 * `JSON.stringify` breaks down too.
 */

export function isNested(value: unknown): value is object {
	return typeof value === 'object' && value !== null && !(value instanceof Uint8Array);
}

/** Whether any text or name of a field is such a one. */
export function someText(value: unknown, isSuch: (text: string) => boolean): boolean {
	if (typeof value === 'string') return isSuch(value);
	return someField(value, (name, inner) => isSuch(name) || (typeof inner === 'string' && isSuch(inner)));
}

/** Whether any field of any object at any depth is such a one; what stands in a list has the name `''`. */
export function someField(value: unknown, isSuch: (name: string, value: unknown) => boolean): boolean {
	const open = [value];
	while (open.length > 0) {
		const next = open.pop();
		if (!isNested(next)) continue;
		const isList = Array.isArray(next);
		for (const [name, inner] of Object.entries(next)) {
			if (isSuch(isList ? '' : name, inner)) return true;
			if (isNested(inner)) open.push(inner);
		}
	}
	return false;
}

type Put = (value: unknown) => void;

/** A copy with other texts, names of fields and numbers. */
export function mapTexts(
	value: unknown,
	change: (text: string) => string,
	changeNumber: (number: number) => unknown,
): unknown {
	let whole: unknown;
	const open: Array<{ from: object; to: object }> = [];
	const copy = (from: unknown, put: Put): void => {
		if (isNested(from)) {
			const to = Array.isArray(from) ? [] : {};
			open.push({ from, to });
			put(to);
		} else put(typeof from === 'string' ? change(from) : typeof from === 'number' ? changeNumber(from) : from);
	};
	copy(value, (copied) => {
		whole = copied;
	});
	for (let next = open.pop(); next !== undefined; next = open.pop()) {
		const { from, to } = next;
		for (const [key, inner] of Object.entries(from)) {
			const name = Array.isArray(from) ? key : change(key);
			// Defined, not set: a field may be called `__proto__`.
			copy(inner, (copied) =>
				Object.defineProperty(to, name, {
					value: copied,
					writable: true,
					enumerable: true,
					configurable: true,
				}),
			);
		}
	}
	return whole;
}

/**
 * As JSON, what JSON can be made of; written no further than so many characters, the last of which may be of a value
 * that goes on.
 */
export function jsonText(value: unknown, limit = Infinity): string {
	const parts: string[] = [];
	let length = 0;
	const open: Array<string | { value: unknown }> = [{ value }];
	for (let next = open.pop(); next !== undefined && length <= limit; next = open.pop()) {
		if (typeof next !== 'string' && isNested(next.value) && !(next.value instanceof Date)) {
			for (const part of partsOf(next.value).reverse()) open.push(part);
			continue;
		}
		const text = typeof next === 'string' ? next : plainJson(next.value, limit);
		parts.push(text);
		length += text.length;
	}
	return length > limit ? parts.join('').slice(0, limit + 1) : parts.join('');
}

/** A text is not written further than it will be shown. */
function plainJson(value: unknown, limit: number): string {
	// What JSON has no word for is `null`, as in a list.
	if (value === undefined) return 'null';
	return JSON.stringify(typeof value === 'string' && value.length > limit ? value.slice(0, limit + 1) : value);
}

function partsOf(nested: object): Array<string | { value: unknown }> {
	const isList = Array.isArray(nested);
	const fields = Object.entries(nested).filter(([, value]: [string, unknown]) => isList || value !== undefined);
	const inner = fields.flatMap(([name, value]: [string, unknown], at) => {
		const before = `${at === 0 ? '' : ','}${isList ? '' : `${JSON.stringify(name)}:`}`;
		return before === '' ? [{ value }] : [before, { value }];
	});
	return [isList ? '[' : '{', ...inner, isList ? ']' : '}'];
}
