import { wait, type PlannedTask } from '../task';
import { uncertain } from '../uncertain';
import type { UnicontaRow } from '../../api/rows';
import { linesOf, removeOrder, type StandingOrder } from './claim';
import { simulate } from './order';
import type { PostRun } from './run';

/**
 * Tries on an order of our own, which it has just agreed to post, whether Uniconta refuses an order that was deleted:
 * only then does deleting an order keep a post of it away that may still be on its way. Where it does not, a person
 * decides.
 */
export async function provesFence(
	run: PostRun,
	task: PlannedTask,
	own: StandingOrder,
	lines: readonly UnicontaRow[],
): Promise<boolean> {
	if (!(await removeOrder(run.host, own, { lines, verify: true }))) {
		wait(task, 'an order of its own could not be deleted in Uniconta yet.');
		return false;
	}
	run.refusesDeleted = (await simulate(run, task, own.row, lines)) !== undefined;
	if (!run.refusesDeleted) undecidable(run, task);
	return run.refusesDeleted;
}

/**
 * The fence: what others left behind for this number is deleted, and read to be gone, before anything is posted in its
 * place.
 */
export async function clearAway(
	run: PostRun,
	task: PlannedTask,
	leftovers: readonly StandingOrder[],
): Promise<boolean> {
	for (const order of leftovers) {
		const lines = await linesOf(run.host, order);
		if (!(await removeOrder(run.host, order, { lines, verify: true }))) {
			wait(
				task,
				`order ${order.orderNumber}, left over from an earlier run, could not be deleted in Uniconta yet.`,
			);
			return false;
		}
		if (lines.length > 0 && (await simulate(run, task, order.row, lines)) === undefined) {
			run.refusesDeleted = false;
			undecidable(run, task);
			return false;
		}
	}
	return true;
}

function undecidable(run: PostRun, task: PlannedTask): void {
	uncertain(
		run,
		task,
		'an earlier posting of it had no clear answer, and this Uniconta would invoice an order even after it was deleted, so it cannot be sent again safely. A person has to decide',
	);
}
