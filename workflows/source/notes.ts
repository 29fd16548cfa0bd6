import type { Canvas } from './canvas';
import { COLOR } from './start';
import { TRIM_WIDTH } from './trimLane';

/** The notes that explain the canvas, each around its nodes. */
export function addNotes(
	c: Canvas,
	{
		about,
		noun,
		nouns,
		writer,
		waits,
	}: { about: string; noun: string; nouns: string; writer: string; waits: boolean },
	{ at, step, map, right }: { at: number; step: number; map: number; right: number },
): void {
	c.note('About', [0, -940], [1400, 480], about, COLOR.about);
	c.note('Note: Start', [-80, -400], [500, 1280], '### What starts a run\nMoment, the clock, or you.', COLOR.start);
	c.note(
		'Note: Mark',
		[1640, -320],
		[240, 380],
		'### Nothing is lost\nA webhook only marks its record here. The work starts from this mark.',
		COLOR.inbox,
	);
	c.note(
		'Note: Expect',
		[2860, -360],
		[300, 300],
		'### Compare everything\nShould this run not get through, it is done again in a quarter of an hour.',
		COLOR.inbox,
	);
	c.note(
		'Note: Sweep',
		[2860, 120],
		[980, 500],
		`### Sweep\nAsks Moment what changed since the last time, in case a webhook was lost. The cursor moves only after the marks are set. Very many at once: everything is compared instead.`,
		COLOR.inbox,
	);
	c.note(
		'Note: Lease',
		[3840, -160],
		[1400 + step, 460],
		'### One at a time\nA Uniconta server user can be logged in only once. The run that gets the lease does all that is due; the others end here.',
		COLOR.guard,
	);
	c.note(
		'Note: Everything',
		[at + 220, -320],
		[680, 320],
		`### Everything\nAt the first start, each night, and by hand: all ${nouns.toLowerCase()} side by side.`,
		COLOR.inbox,
	);
	c.note(
		'Note: Due',
		[at + 220, 60],
		[900 + step, 300],
		`### What is due\nThe marked ${nouns.toLowerCase()}, as Moment has them now.${waits ? ' Those that wait for another one come along.' : ''}`,
		COLOR.inbox,
	);
	c.note(
		'Note: Sync',
		[map - 60, -320],
		[460, 500],
		`### Map and write\nThis is the heart. **Map** shows for each ${noun.toLowerCase()} what would be sent and all that is wrong with it. Put your own nodes between the two to change a field. Turn on **Dry Run** in *${writer}* to only look.`,
		COLOR.sync,
	);
	c.note(
		'Note: Log',
		[right + 6740, -320],
		[1420, 660],
		'### Say it, and keep what is not finished\nThe log gets one row for each record that was created, changed, refused or failed. What failed goes back into the inbox: due again after 1, 5, 30 and then every 60 minutes. What was refused waits until the record or the settings change; after a change in Uniconta or of a tag, run *Compare Everything Now*. A dry run is only logged: nothing is taken out of the inbox, no cursor moves.',
		COLOR.log,
	);
	c.note(
		'Note: Done',
		[right + 8170, -460],
		[900 + TRIM_WIDTH, 640],
		'### Done\nA complete comparison sets the cursor, and old rows that something newer has overtaken leave the log (`log.keepDays`; 90 days). The lease is released, and if something was marked meanwhile the run goes on.',
		COLOR.guard,
	);
}
