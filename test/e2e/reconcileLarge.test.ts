import axios from 'axios';
import { TABLES } from '../../lib/state/tables';
import { unicontaCalls, writes } from './support/customers';
import { Lab, startLab } from './support/lab';
import { LIMITS } from './support/limits';

/**
 * A large company whose books are empty: 5,000 customers, 2,000 projects and 3,000 invoices of Moment, and nearly all
 * of them differ.
 */
let lab: Lab;

beforeAll(async () => {
	lab = await startLab({
		sandbox: { data: { customers: 5000, projects: 2000, invoices: 3000 } },
		templates: ['reconcile'],
		publish: false,
		settings: { 'notify.addresses': 'controller@lab.example' },
	});
	await lab.api.workflows.publish(lab.workflows.get('reconcile')?.id ?? '', LIMITS.publish);
});

afterAll(async () => {
	await (lab as Lab | undefined)?.close();
});

test('all of it is compared in few calls; the page stays small enough to be read, and holds what fits', async () => {
	const began = Date.now();
	await lab.run('reconcile', 'Compare Now', LIMITS.largeRun);
	const took = Date.now() - began;
	const row = (await lab.api.tables.rows(TABLES.reconciliation.name)).find(({ key }) => key === 'last');
	const { kinds, differences, total } = JSON.parse(String(row?.result)) as {
		kinds: Array<{ kind: string; moment: number }>;
		differences: unknown[];
		total: number;
	};
	expect(
		kinds
			.map(({ moment }) => moment)
			.slice(0, 3)
			.every((count) => count > 2000),
	).toBe(true);
	expect(total).toBeGreaterThan(10_000);
	expect(differences).toHaveLength(5000);
	expect(unicontaCalls(lab).length).toBeLessThanOrEqual(15);
	expect(writes(lab)).toEqual([]);
	const asked = Date.now();
	const { data } = await axios.get<string>(`${lab.n8n.url}/webhook/moment-uniconta-reconciliation`, {
		auth: { username: Lab.page.user, password: Lab.page.password },
		responseType: 'text',
	});
	expect(data).toContain(`The first 5000 of ${total}`);
	expect(data.length).toBeLessThan(5_000_000);
	expect(lab.mail.mails).toHaveLength(1);
	expect(lab.mail.mails[0]?.html.length).toBeLessThan(40_000);
	if (process.env.SAY_MEASURES === '1')
		process.stdout.write(
			`${JSON.stringify({ took, page: data.length, shownAfter: Date.now() - asked, row: String(row?.result).length, told: String(row?.mailed).length, calls: unicontaCalls(lab).length, total })}\n`,
		);
});
