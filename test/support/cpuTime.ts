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

/** How much longer the work takes on twice the size; about 2 where it is linear, 4 where it goes by the square. */
export function growth(work: (size: number) => () => unknown, size: number): number {
	const [half, whole] = [work(size / 2), work(size)];
	return (cpuTime(whole) + NOISE_MS) / (cpuTime(half) + NOISE_MS);
}
