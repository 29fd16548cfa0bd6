import { ApiError } from '../../http/errors';

/** What is there, or undefined when the call ended in one of these kinds of refusal. */
export async function unless<T>(kinds: ReadonlyArray<ApiError['kind']>, asked: Promise<T>): Promise<T | undefined> {
	return await asked.catch((caught: unknown) => {
		if (caught instanceof ApiError && kinds.includes(caught.kind)) return undefined;
		throw caught;
	});
}

/** What is there, or undefined when the server knows no such parameter or include: names that nobody has documented. */
export async function ifUnderstood<T>(asked: Promise<T>): Promise<T | undefined> {
	return await unless(['refused', 'notFound'], asked);
}

/** What is there, or undefined where this company or this key has no such list: for what a run can do without. */
export async function ifAllowed<T>(asked: Promise<T>): Promise<T | undefined> {
	return await unless(['refused', 'notFound', 'forbidden'], asked);
}
