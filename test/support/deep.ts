const DEPTH = 5000;

/** Answers of a server that are nested deeper than a function may call itself, each with the number 1 at its bottom. */
export const DEEP: Readonly<Record<string, string>> = {
	lists: nested('[', ']'),
	objects: nested('{"a":', '}'),
	'an error in an error': nested('{"error":', '}'),
	'messages in lists': nested('{"errors":[{"message":', '}]}'),
	'what Err holds': nested('{"Err":', '}'),
	'a hundred thousand brackets': `${'['.repeat(100_000)}1${']'.repeat(100_000)}`,
};

function nested(open: string, close: string): string {
	return `${open.repeat(DEPTH)}1${close.repeat(DEPTH)}`;
}
