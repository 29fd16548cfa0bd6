/** Longer than it takes one Ctrl-C to arrive twice: from the terminal, and passed on by npm. */
const SAME_KEY_PRESS_MS = 1_000;

/**
 * Resolves when somebody asks us to end: Ctrl-C, SIGTERM, a closed terminal, or the command that started us is gone.
 * A second Ctrl-C ends at once; what still runs is then killed by the exit handlers.
 */
export function endRequested(): Promise<void> {
	return new Promise((resolve) => {
		let asked = 0;
		const ask = (): void => {
			if (asked === 0) {
				asked = Date.now();
				resolve();
			} else if (Date.now() - asked > SAME_KEY_PRESS_MS) {
				process.exit(130);
			}
		};
		for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask);
		process.once('disconnect', ask);
		process.channel?.unref();
	});
}
