const MINUTE_MS = 60_000;

/**
 * How long a test waits at the most, by what it waits for, on a machine that does much else: several times what was
 * ever seen there. None is ever used up by what works, so that a failure comes from what is not so, not from a slow
 * machine.
 */
export const LIMITS = {
	/** A whole test, or what comes before one. It only ends what hangs: each wait in it has a limit of its own. */
	test: 40 * MINUTE_MS,
	/** An editor, or a page, shows what was asked for. */
	page: 3 * MINUTE_MS,
	/** A form's next page: n8n may read lists of both systems for it, and wait for another run before. */
	formPage: 5 * MINUTE_MS,
	/** n8n has a workflow listen. */
	publish: 3 * MINUTE_MS,
	/** Moment calls and the template does its work, perhaps only after another run that is at Uniconta. */
	webhook: 5 * MINUTE_MS,
	/** A template does what it looks for each minute; what it puts off comes with a look a few minutes later. */
	sweep: 8 * MINUTE_MS,
	/** A run by hand, in a company of the demo's size. */
	run: 10 * MINUTE_MS,
	/** A run over many thousands of records. */
	largeRun: 25 * MINUTE_MS,
	/** What follows a power cut: the lease of a run that died ends by itself after some minutes. */
	afterCrash: 15 * MINUTE_MS,
	/** `npm start`, from nothing to everything in both systems. */
	start: 30 * MINUTE_MS,
} as const;
