import { setTimeout as wait } from 'node:timers/promises';
import { LIMITS } from './limits';

/**
 * Asks until `look` answers without throwing, or answers `undefined` or `false` no more. A real n8n runs outside
 * of this process and has no other way to tell that it is done.
 * @returns what `look` answered; throws what it threw last, when the time is over
 */
export async function eventually<T>(
	look: () => Promise<T> | T,
	timeoutMs: number = LIMITS.webhook,
	everyMs = 150,
): Promise<NonNullable<Exclude<T, false>>> {
	const deadline = Date.now() + timeoutMs;
	for (;;) {
		let reason: unknown = new Error(`Nothing after ${timeoutMs / 1000} s`);
		try {
			const found = await look();
			// what is left after the comparison is what the signature says
			if (found !== undefined && found !== null && found !== false)
				return found as NonNullable<Exclude<T, false>>;
		} catch (error) {
			reason = error;
		}
		if (Date.now() > deadline) throw reason;
		await wait(everyMs);
	}
}
