import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { repositoryRoot } from '../../sandbox/n8n/paths';
import { newCustomer } from './support/customers';
import { eventually, startLab, type Lab } from './support/lab';
import { LIMITS } from './support/limits';

/**
 * n8n's limit for Data Tables is reached by somebody else's table: it is told by mail, the runs end red, the watchdog
 * outside is not called; with room again all goes on. n8n's calendar is moved, so that minutes need not pass.
 */
const CHIEF = 'chief@firm.example';
const OTHER = 'somebody_elses_table';
const MINUTE = 60_000;

let lab: Lab;
let folder: string;
let moved = 0;

function moveClock(minutes: number): void {
	moved += minutes * MINUTE;
	const file = path.join(folder, 'clock');
	// Whole or not at all: a file that is being written reads as no shift.
	writeFileSync(`${file}.new`, String(moved));
	renameSync(`${file}.new`, file);
}

beforeAll(async () => {
	folder = mkdtempSync(path.join(tmpdir(), 'moment-uniconta-clock-'));
	moveClock(0);
	lab = await startLab({
		templates: ['customers', 'notifications'],
		settings: {
			'projects.export': 'off',
			'invoices.export': 'off',
			'notify.addresses': CHIEF,
			'notify.minutes': '0',
		},
		env: {
			N8N_DATA_TABLES_MAX_SIZE_BYTES: String(1_000_000),
			NODE_OPTIONS: `--require ${path.join(repositoryRoot, 'bench/day/shiftedClock.cjs')}`,
			SHIFTED_CLOCK: path.join(folder, 'clock'),
		},
	});
	await lab.compare('customers');
	await lab.setSetting('notify.heartbeatUrl', `${lab.mail.url}/heartbeat`);
});

afterAll(async () => {
	await lab.close();
	rmSync(folder, { recursive: true, force: true });
});

/** Fills a table that is not ours until n8n takes no more. */
async function fill(): Promise<void> {
	await lab.api.tables.ensure(OTHER, [{ name: 'text', type: 'string' }]);
	const rows = Array.from({ length: 20 }, () => ({ text: 'x'.repeat(10_000) }));
	for (let tries = 0; tries < 20; tries++) {
		const isFull = await lab.api.tables.insert(OTHER, rows).then(
			() => false,
			() => true,
		);
		if (isFull) return;
	}
	throw new Error('The tables did not fill up');
}

const subjects = (): string[] => lab.mail.to(CHIEF).map(({ subject }) => subject);
const CANNOT = 'Moment and Uniconta: the Data Tables of n8n cannot be used';

test('full tables are told by mail, once, by a run that ends red; the watchdog is not called', async () => {
	await eventually(() => lab.mail.heartbeats > 0, LIMITS.sweep);
	await fill();
	const notifications = lab.workflows.get('notifications')?.id ?? '';
	const red = async () =>
		(await lab.api.executions.list({ workflowId: notifications, status: 'error' })).filter(
			({ mode }) => mode === 'trigger',
		);
	// Whatever minute it is, one of the next five is a look.
	await eventually(async () => (await red()).length > 0, LIMITS.sweep);
	const calls = lab.mail.heartbeats;
	moveClock(4);
	const mail = await eventually(() => lab.mail.to(CHIEF).find(({ subject }) => subject === CANNOT), LIMITS.sweep);
	expect(mail.text).toContain("n8n's Data Tables are full");
	expect(mail.text).toContain('N8N_DATA_TABLES_MAX_SIZE_BYTES');
	const [last] = await eventually(async () => {
		const all = await red();
		return all.length > 1 && all;
	}, LIMITS.sweep);
	const { error } = await lab.api.executions.finished(last?.id ?? '');
	expect(error).toContain("n8n's Data Tables are full");
	moveClock(10);
	await eventually(async () => (await red()).length > 2, LIMITS.sweep);
	expect(subjects().filter((subject) => subject === CANNOT)).toHaveLength(1);
	expect(lab.mail.heartbeats).toBe(calls);
});

test('with room again all goes on by itself, and one mail says so', async () => {
	await lab.api.tables.drop(OTHER);
	const over = 'Moment and Uniconta: the Data Tables can be used again';
	await eventually(() => subjects().includes(over), LIMITS.sweep);
	const calls = lab.mail.heartbeats;
	await eventually(() => lab.mail.heartbeats > calls, LIMITS.sweep);
	lab.sandbox.moment.createCustomer(newCustomer('47001'));
	await eventually(
		async () => (await lab.logRows()).some(({ key, outcome }) => key === '47001' && outcome === 'created'),
		LIMITS.sweep,
	);
	expect(subjects().filter((subject) => subject === over)).toHaveLength(1);
});
