/** A small seeded generator (mulberry32): the same seed gives the same demo data on every machine. */
export class Random {
	private state: number;

	constructor(seed: number) {
		this.state = seed >>> 0;
	}

	/** From 0 up to, not including, 1. */
	next(): number {
		this.state = (this.state + 0x6d2b79f5) >>> 0;
		let mixed = this.state;
		mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	}

	/** Both ends included. */
	integer(least: number, most: number): number {
		return least + Math.floor(this.next() * (most - least + 1));
	}

	chance(probability: number): boolean {
		return this.next() < probability;
	}

	pick<const T extends readonly [unknown, ...unknown[]]>(from: T): T[number] {
		return from[this.integer(0, from.length - 1)] ?? from[0];
	}

	digits(count: number): string {
		return Array.from({ length: count }, () => this.integer(0, 9)).join('');
	}
}
