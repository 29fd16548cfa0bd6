import type { Clock } from '../../../lib/http/port';

export interface Mark {
	momentId: string;
	key: string;
}

/** Webhooks that wait for the same call to the tables. */
interface Batch {
	marks: Mark[];
	/** Resolves to whether the marks are stored; false where that did not get through. */
	stored: Promise<boolean>;
}

/** Two calls of one workflow are at least so long apart: what comes meanwhile goes with the second. */
const APART_MS = 400;
/**
 * Somebody may have cancelled the execution that leads: then the others go on by themselves. Long, because under load a
 * call takes long, and each of them making one of its own would be the end.
 */
const FOLLOW_MS = 60_000;

/** Of each workflow the batch that still takes marks, and when the last one left. Nothing is kept for another run. */
const collecting = new Map<string, Batch>();
const leftAt = new Map<string, number>();

/**
 * A call to the tables costs as much as ten executions, and webhooks come in bursts: those of one process that arrive
 * while one is under way share the next. The first of them carries it out, the others wait until their marks are stored.
 */
export async function markTogether<T>(
	key: string,
	marks: readonly Mark[],
	clock: Clock,
	{ lead, follow }: { lead(marks: readonly Mark[], onMarked: () => void): Promise<T>; follow: T },
): Promise<T> {
	const others = collecting.get(key);
	if (others !== undefined) {
		others.marks.push(...marks);
		const late = clock.sleep(FOLLOW_MS).then(() => false);
		if (await Promise.race([others.stored, late])) return follow;
		return await lead(marks, () => undefined);
	}
	let tell: (stored: boolean) => void = () => undefined;
	const batch: Batch = {
		marks: [...marks],
		stored: new Promise((resolve) => {
			tell = resolve;
		}),
	};
	collecting.set(key, batch);
	const wait = (leftAt.get(key) ?? 0) + APART_MS - clock.now();
	// A clock that was set back must not keep anybody waiting.
	if (wait > 0 && wait <= APART_MS) await clock.sleep(wait);
	collecting.delete(key);
	leftAt.set(key, clock.now());
	try {
		return await lead(batch.marks, () => {
			tell(true);
		});
	} finally {
		tell(false);
	}
}
