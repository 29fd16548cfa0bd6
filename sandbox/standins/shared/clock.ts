/** The time inside the sandbox: runs like the real one from wherever it was set, or stands still. */
export class SandboxClock {
	private offset = 0;
	private frozenAt: number | undefined;

	now(): number {
		return this.frozenAt ?? Date.now() + this.offset;
	}

	iso(): string {
		return new Date(this.now()).toISOString();
	}

	/** `frozen` makes the clock stand still at that time until it is moved again. */
	set(milliseconds: number, frozen = this.frozenAt !== undefined): void {
		this.offset = milliseconds - Date.now();
		this.frozenAt = frozen ? milliseconds : undefined;
	}

	advance(milliseconds: number): void {
		this.set(this.now() + milliseconds);
	}

	reset(): void {
		this.offset = 0;
		this.frozenAt = undefined;
	}

	state(): { now: string; frozen: boolean } {
		return { now: this.iso(), frozen: this.frozenAt !== undefined };
	}
}
