import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { unflatten } from '../../sandbox/n8n/api/executions';
import {
	outcomeOf,
	tableCases,
	TRIGGER,
	workflowOf,
	type Outcome,
	type TableCase,
} from '../campaign/contract/tableSteps';
import { startLab, type Lab } from './support/lab';
import { LIMITS } from './support/limits';

/**
 * The tables in memory (`test/campaign/harness/tables.ts`) beside a real n8n's Data Tables: every step of a workflow
 * gives out the same, and fails with the same words.
 */
let lab: Lab;
let inProcess: Outcome[];

const ROOT = path.resolve(__dirname, '../..');
const CASES = tableCases();
const MB = 1024 * 1024;

beforeAll(async () => {
	// One after the other: each of them packs the package if it is not packed.
	lab = await startLab({ templates: [] });
	inProcess = await runInProcess();
});

afterAll(async () => {
	await (lab as Lab | undefined)?.close();
});

async function runInProcess(): Promise<Outcome[]> {
	const program = path.join(ROOT, 'test/campaign/contract/inProcess.ts');
	const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', program], {
		cwd: ROOT,
		maxBuffer: 256 * MB,
		timeout: LIMITS.run,
	});
	// An edge: the program is ours, and says that it prints this.
	return JSON.parse(stdout) as Outcome[];
}

async function runInN8n(one: TableCase): Promise<Outcome> {
	const { id } = await lab.api.workflows.save(workflowOf(one), []);
	const execution = await lab.api.executions.finished(await lab.api.workflows.run(id, TRIGGER), LIMITS.run);
	return outcomeOf(one, unflatten(execution.raw));
}

test.each(CASES.map((one, index) => ({ ...one, index })))('$name', async ({ index, ...one }) => {
	expect(inProcess[index]).toEqual(await runInN8n(one));
});
