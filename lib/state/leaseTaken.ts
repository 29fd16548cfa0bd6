import { EXPENSE_MARKS } from './expenseWork';
import { executionOf } from './lease';
import { LEASE_NAME } from './settings';
import { cell, settingText, timeCell, type TableRow } from './tables';

export interface LeaseLook {
	lease: readonly TableRow[];
	settings: readonly TableRow[];
	/** Milliseconds since 1970. */
	now: number;
	/** A point in time for people. */
	timeText(time: number): string;
}

/** What somebody is told who imports expenses by hand while another run is at Uniconta; `''` while none is. */
export function leaseTaken({ lease, settings, now, timeText }: LeaseLook): string {
	const row = lease.find((one) => cell(one, 'name') === LEASE_NAME) ?? {};
	const expires = Number(row['expires']);
	if (!(expires > now)) return '';
	const holder = executionOf(row);
	const since = timeCell(row, 'updatedAt');
	const time = `${since === undefined ? '' : ` since ${timeText(since)}`}, until ${timeText(expires)} at the latest`;
	const execution = holder === '' ? '' : ` (execution ${holder})`;
	const imports = holder !== '' && settingText(settings, EXPENSE_MARKS.progress) === holder;
	const who = imports
		? `Another import${execution} is reading Uniconta${time}`
		: `Another run${execution} is at Uniconta${time}`;
	const then = imports
		? 'it takes along what was posted before it began; what was posted since comes with the next import by itself'
		: 'what was posted comes with the next import by itself';
	return `Nothing was imported by this run. ${who}, and only one run can be there at a time. Nothing was lost: ${then}, or press Import Now again when that run is over.`;
}
