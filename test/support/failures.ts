import { ApiError } from '../../lib/http/errors';

/** The error that the work fails with; a test fails whose work does not. */
export async function thrownBy(work: Promise<unknown>): Promise<Error> {
	const caught = await caughtFrom(work);
	if (caught instanceof Error) return caught;
	throw new Error('It did not fail');
}

/** Its words alone. */
export async function messageOf(work: Promise<unknown>): Promise<string> {
	return (await thrownBy(work)).message;
}

/** As {@link thrownBy}, of work that may fail with nothing but a failed call. */
export async function apiErrorOf(work: Promise<unknown>): Promise<ApiError> {
	const caught = await caughtFrom(work);
	if (caught instanceof ApiError) return caught;
	throw new Error('It did not fail with an ApiError', { cause: caught });
}

async function caughtFrom(work: Promise<unknown>): Promise<unknown> {
	return await work.then(
		() => undefined,
		(error: unknown) => error,
	);
}

/** Everything of an error or an item that n8n could save, what caused an error included. */
export function everythingIn(value: unknown): string {
	const seen = new Set<unknown>();
	return JSON.stringify(value, (_key, part: unknown) => {
		if (typeof part !== 'object' || part === null) return part;
		if (seen.has(part)) return undefined;
		seen.add(part);
		return part instanceof Error
			? Object.fromEntries(Object.getOwnPropertyNames(part).map((name) => [name, Reflect.get(part, name)]))
			: part;
	});
}
