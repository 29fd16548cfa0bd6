import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { STORE_CASES } from '../campaign/contract/storeCases';
import { LIMITS } from './support/limits';

/**
 * The two adapters of the port to the tables: through n8n's nodes in sub-workflows, and straight on tables in memory.
 * They give the same answers and leave the same rows, also where the process ends before any change.
 */
interface Compared {
	name: string;
	nodes: unknown;
	memory: unknown;
}
let compared: Compared[];

const ROOT = path.resolve(__dirname, '../..');
const MB = 1024 * 1024;

beforeAll(async () => {
	const program = path.join(ROOT, 'test/campaign/contract/storeInProcess.ts');
	const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', program], {
		cwd: ROOT,
		maxBuffer: 64 * MB,
		timeout: LIMITS.run,
	});
	// An edge: the program is ours, and says that it prints this.
	compared = JSON.parse(stdout) as Compared[];
});

test.each(STORE_CASES.map(({ name }) => name))('%s', (name) => {
	const own = compared.filter((one) => one.name === name || one.name.startsWith(`${name}, cut off`));
	expect(own.length).toBeGreaterThan(0);
	for (const { name: at, nodes, memory } of own) expect({ at, found: nodes }).toEqual({ at, found: memory });
});

test('most of them were cut off as well', () => {
	expect(compared.filter(({ name }) => name.includes('cut off')).length).toBeGreaterThan(20);
});
