/**
 * The processor's time that the work takes, in milliseconds: other processes do not count. The best of three, so that a
 * pause does not.
 */
export function cpuTime(work: () => unknown): number {
	return Math.min(...[1, 2, 3].map(() => once(work)));
}

function once(work: () => unknown): number {
	const before = process.cpuUsage();
	work();
	const { user, system } = process.cpuUsage(before);
	return (user + system) / 1000;
}

/** So many milliseconds of the processor are noise. */
const NOISE_MS = 25;

/**
 * Whether twice the size takes about twice the time, and not four times as by the square. Measured again, up to five
 * times, where it seems not to be so: the garbage collector's time counts too, and what goes by the square always does.
 */
export function growsWithLength(work: (size: number) => () => unknown, size: number): boolean {
	const [half, whole] = [work(size / 2), work(size)];
	return [1, 2, 3, 4, 5].some(() => (cpuTime(whole) + NOISE_MS) / (cpuTime(half) + NOISE_MS) < 3);
}
