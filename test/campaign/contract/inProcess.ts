import type { IRun } from 'n8n-workflow';
import { TestCredentials } from '../../support/testCredentials';
import { loadN8n, type InstalledN8n } from '../harness/installed';
import { N8nInProcess } from '../harness/instance';
import { MemoryTables } from '../harness/tables';
import { outcomeOf, tableCases, TRIGGER, workflowOf, type Outcome } from './tableSteps';

/**
 * Runs all cases with the tables in memory, and prints their outcomes as JSON. A program of its own, because Jest's
 * modules are not Node's, and n8n is to be loaded as it lies there.
 */
async function main(): Promise<void> {
	// What n8n itself prints must not come between.
	console.log = console.error;
	const runs: IRun[] = [];
	const n8n = keepingRuns(await loadN8n(), (run) => runs.push(run));
	const tables = new MemoryTables(async (_call, act) => act(), movingOn());
	const instance = new N8nInProcess(n8n, new TestCredentials({}, []), tables);
	const outcomes: Outcome[] = [];
	for (const one of tableCases()) {
		instance.publish(one.name, workflowOf(one));
		await instance.start(one.name, TRIGGER, [{ json: {} }], 'manual').done;
		outcomes.push(outcomeOf(one, asSaved(runs.at(-1)?.data)));
	}
	process.stdout.write(JSON.stringify(outcomes), () => process.exit(0));
}

/** A clock that never shows the same twice: in a real n8n no two changes come in the same millisecond. */
function movingOn(): () => number {
	let last = 0;
	return () => (last = Math.max(last + 1, Date.now()));
}

/** The same n8n, of which every execution's data is handed out when it has ended. */
function keepingRuns(n8n: InstalledN8n, keep: (run: IRun) => void): InstalledN8n {
	class Watched extends n8n.core.WorkflowExecute {
		override processRunExecutionData(
			...all: Parameters<InstanceType<typeof n8n.core.WorkflowExecute>['processRunExecutionData']>
		): ReturnType<InstanceType<typeof n8n.core.WorkflowExecute>['processRunExecutionData']> {
			const run = super.processRunExecutionData(...all);
			void run.then(keep, () => undefined);
			return run;
		}
	}
	// What n8n-core exports are getters: only a new object can hold another class.
	return { ...n8n, core: { ...n8n.core, WorkflowExecute: Watched } };
}

/** As n8n saves it: dates as texts, nothing that is undefined. */
const asSaved = (data: unknown): unknown => JSON.parse(JSON.stringify(data));

main().catch((error: unknown) => {
	console.error(error);
	process.exit(1);
});
