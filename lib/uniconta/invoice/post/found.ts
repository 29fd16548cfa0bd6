import { textOf, type UnicontaRow } from '../../api/rows';
import { LISTS } from '../checks/lists';
import { invoiceNumberOf, rateDifference, totalDifferences } from '../posted/posted';
import { say, settle } from '../task';
import type { InvoiceTask } from '../types';
import type { PostRun } from './run';

type Stoppable = Pick<PostRun, 'stop'>;

const INVOICES_MENU = 'Customer > Reports > Invoices';
const VAT_MENU = LISTS.vat.menu;

/** The invoice is in Uniconta, and it is ours: under its number, or not. */
export function settleFound(run: Stoppable, task: InvoiceTask, row: UnicontaRow): 'posted' {
	task.row = row;
	task.reference = textOf(row, 'ReferenceNumber') || (task.reference ?? '');
	const number = task.plan?.number ?? Number(task.mapped.key);
	if (invoiceNumberOf(row) !== number) {
		misnumbered(run, task, textOf(row, 'InvoiceNumber'));
		return 'posted';
	}
	settle(task, 'posted');
	if (task.plan === undefined) return 'posted';
	const rate = rateDifference(task.plan, row);
	if (rate !== undefined)
		say(
			task,
			'note',
			`${task.who} has another amount in the company's own currency: ${rate}. An order cannot carry Moment's rate.`,
		);
	const differences = totalDifferences(task.plan, row);
	if (differences.length > 0) mistotalled(run, task, number, differences);
	return 'posted';
}

/** What made the totals differ would do so with every further invoice: a person decides. */
function mistotalled(run: Stoppable, task: InvoiceTask, number: number, differences: readonly string[]): void {
	say(
		task,
		'error',
		`${task.who} was posted under its number, but with other totals: ${differences.join('; ')}. Nothing was reversed, and nothing more is posted.`,
		`Find out in Uniconta where the difference comes from (${INVOICES_MENU}: VAT code and amount of each line; rates under ${VAT_MENU}) and mend that, or the next invoice is wrong too. Correct invoice ${number} in Uniconta by a journal entry: a credit note made there would take the number of Moment's next invoice. Then delete its row with the state mistotalled from the Data Table moment_uniconta_inbox: posting goes on.`,
		'Total',
	);
	settle(task, 'mistotalled');
	run.stop ??= {
		why: `invoice ${number} was posted with other totals than Moment's`,
		fix: `Do what the log says about invoice ${number}.`,
	};
}

export function misnumbered(run: Stoppable, task: InvoiceTask, as: number | string): void {
	const number = task.plan?.number ?? task.mapped.key;
	stopMisnumbered(
		run,
		task,
		`${task.who} stands in Uniconta as invoice ${as}: something else took the number ${number} in the same moment. Nothing was reversed, and nothing more is posted.`,
		`Decide in Uniconta what is to become of invoice ${as} (${INVOICES_MENU}), see that Next of the number series is the number of Moment's next invoice (General Ledger > Maintenance > Voucher number series), and then delete this invoice's row with the state misnumbered from the Data Table moment_uniconta_inbox: posting goes on.`,
		String(as),
	);
}

/** Something that is not Moment's invoice has its number, or the number was used up for nothing: a person decides. */
export function numberLost(run: Stoppable, task: InvoiceTask, message: string, fix: string): void {
	stopMisnumbered(run, task, message, fix, String(task.plan?.number ?? task.mapped.key));
}

function stopMisnumbered(run: Stoppable, task: InvoiceTask, message: string, fix: string, value: string): void {
	const number = task.plan?.number ?? task.mapped.key;
	say(task, 'error', message, fix, 'Invoice number', value);
	settle(task, 'misnumbered');
	run.stop ??= {
		why: `the numbers of Moment and Uniconta came apart at invoice ${number}`,
		fix: `Do what the log says about invoice ${number}.`,
	};
}
