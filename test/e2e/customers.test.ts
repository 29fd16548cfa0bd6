import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { tag } from '../../sandbox/demo/tags';
import { debtor as debtorType } from '../../sandbox/standins/uniconta/types/customer';
import { debtors, forgetCalls, newCustomer, unicontaCalls, writes } from './support/customers';
import type { SavedRow } from '../../sandbox/n8n/api/tables';
import { readTemplates } from '../../sandbox/n8n/setup';
import { eventually, startLab, type Lab } from './support/lab';
import { LIMITS } from './support/limits';

/**
 * The customers template in a real n8n, between the stand-ins. Each test makes its own customer, so that order does not
 * matter; what one waits for is the template's doing, not the test's.
 */
let lab: Lab;
/** The log as the first comparison left it. */
let firstRows: SavedRow[];

const COMPARE = 'Compare Everything Now';

beforeAll(async () => {
	lab = await startLab({ templates: ['customers'] });
	await lab.compare('customers');
	firstRows = await lab.logRows();
});

beforeEach(async () => {
	lab.sandbox.uniconta.faults.remove();
	lab.sandbox.moment.faults.remove();
	await idle();
	forgetCalls(lab);
});

afterAll(async () => {
	await lab.close();
});

/** Nobody holds the lease and nothing is due: what happens next is the test's own doing. */
async function idle(): Promise<void> {
	await eventually(async () => {
		const [lease] = await lab.api.tables.rows('moment_uniconta_lease');
		const due = (await lab.inboxRows()).filter(({ state }) => state !== 'refused');
		return lease?.holder === '' && due.length === 0;
	}, LIMITS.sweep);
}

async function logOf(key: string): Promise<Array<Record<string, unknown>>> {
	return (await lab.logRows()).filter((row) => row.key === key);
}

test('the first comparison brings every good customer and refuses each bad one with its reason', async () => {
	const count = (outcome: string): number =>
		firstRows.filter((row) => row.outcome === outcome && /^(20|000471|KUNDE)/.test(String(row.key))).length;
	expect({
		created: count('created'),
		updated: count('updated'),
		unchanged: count('unchanged'),
		refused: count('refused'),
	}).toEqual({
		created: 43,
		updated: 1,
		unchanged: 1,
		refused: 6,
	});
	for (const row of (await lab.logRows()).filter(({ outcome }) => outcome === 'refused')) {
		expect(row.message).toContain(String(row.key));
		expect(row.fix).not.toBe('');
	}
});

test('a second comparison writes nothing and logs nothing', async () => {
	const before = (await lab.logRows()).length;
	await lab.run('customers', COMPARE);
	expect(writes(lab)).toEqual([]);
	expect((await lab.logRows()).length).toBe(before);
	// Customers and groups, each with a second call because one refused customer and its group are not there.
	expect(unicontaCalls(lab).length).toBeLessThanOrEqual(4);
});

test('a customer made in Moment is a debtor in Uniconta seconds later', async () => {
	const before = Date.now();
	lab.sandbox.moment.createCustomer(newCustomer('30001', { name: "O'Neill & Søn ApS" }));
	const [debtor] = await eventually(() => (debtors(lab, '30001').length > 0 ? debtors(lab, '30001') : undefined));
	expect(Date.now() - before).toBeLessThan(20_000);
	expect(debtor).toMatchObject({
		Account: '30001',
		Name: "O'Neill & Søn ApS",
		Group: 'ERHV',
		ZipCode: '8000',
		City: 'Aarhus C',
		Currency: 'DKK',
	});
	await idle();
	expect(unicontaCalls(lab).length).toBeLessThanOrEqual(4);
	const [row] = await logOf('30001');
	expect(row).toMatchObject({
		entity: 'customer',
		outcome: 'created',
		unicontaRowId: `${String(debtor?.RowId)}@${lab.sandbox.unicontaCredential.companyId}`,
	});
});

test('a change in Moment changes that field in Uniconta and keeps what only Uniconta knows', async () => {
	const { values } = lab.sandbox.moment.createCustomer(newCustomer('30002'));
	await eventually(() => debtors(lab, '30002').length > 0);
	await idle();
	const row = lab.sandbox.uniconta.ledger
		.company(Number(lab.sandbox.unicontaCredential.companyId))
		?.table(debtorType)
		.rows()
		.find((one) => one.values.Account === '30002');
	if (!row) throw new Error('no debtor');
	row.values.EAN = '5790000000001';
	row.values.CreditMax = 25_000;
	lab.sandbox.moment.changeCustomer(values.id, { phone: '+45 99 99 99 99' });
	await eventually(() => debtors(lab, '30002')[0]?.Phone === '+45 99 99 99 99');
	await idle();
	expect(debtors(lab, '30002')).toHaveLength(1);
	expect(debtors(lab, '30002')[0]).toMatchObject({
		EAN: '5790000000001',
		CreditMax: 25_000,
		Phone: '+45 99 99 99 99',
	});
	expect((await logOf('30002')).at(-1)).toMatchObject({ outcome: 'updated', changes: 'Phone' });
});

test('a phone number removed in Moment is removed in Uniconta, because the log shows that Moment held it', async () => {
	const { values } = lab.sandbox.moment.createCustomer(newCustomer('30003'));
	await eventually(() => debtors(lab, '30003').length > 0);
	await idle();
	lab.sandbox.moment.changeCustomer(values.id, { phone: null });
	await eventually(() => (debtors(lab, '30003')[0]?.Phone ?? '') === '');
});

test('two tags in the tag group: a log row with the fix, nothing written; mended, it goes in', async () => {
	const { values } = lab.sandbox.moment.createCustomer(newCustomer('30004', { tagIds: [tag.business, tag.public] }));
	const [row] = await eventually(async () => {
		const rows = await logOf('30004');
		return rows.length > 0 ? rows : undefined;
	});
	expect(row).toMatchObject({ outcome: 'refused', fix: 'Open it in Moment and leave one tag in "Kundegruppe".' });
	expect(row?.message).toContain('Customer 30004');
	expect(row?.message).toContain('"Kundegruppe"');
	await idle();
	expect(writes(lab)).toEqual([]);
	expect((await lab.inboxRows()).find(({ key }) => key === '30004')).toMatchObject({ state: 'refused', due: null });

	lab.sandbox.moment.changeCustomer(values.id, { tagIds: [tag.public] });
	await eventually(() => debtors(lab, '30004')[0]?.Group === 'OFF');
	await eventually(async () => (await lab.inboxRows()).every(({ key }) => key !== '30004'));
});

test('five webhooks for one customer at once make one debtor with one write', async () => {
	lab.sandbox.moment.settings.patch({ webhookCopies: 5 });
	try {
		lab.sandbox.moment.createCustomer(newCustomer('30005'));
		await lab.sandbox.moment.webhooksSettled();
	} finally {
		lab.sandbox.moment.settings.patch({ webhookCopies: 1 });
	}
	await eventually(() => debtors(lab, '30005').length > 0);
	await idle();
	expect(debtors(lab, '30005')).toHaveLength(1);
	expect(writes(lab)).toHaveLength(1);
	expect(lab.sandbox.uniconta.log.counters().maxSimultaneous).toBe(1);
	// The runs that found the work done by another say nothing.
	expect((await lab.logRows()).filter(({ entity, momentId }) => entity === 'customer' && !momentId)).toEqual([]);
	expect(await logOf('30005')).toHaveLength(1);
});

test('a lost webhook is swept in', async () => {
	lab.sandbox.moment.settings.patch({ webhooksToLose: 1 });
	lab.sandbox.moment.createCustomer(newCustomer('30006'));
	await lab.sandbox.moment.webhooksSettled();
	expect(await lab.inboxRows()).not.toContainEqual(expect.objectContaining({ key: '30006' }));
	await lab.sweep('customers');
	await eventually(() => debtors(lab, '30006').length === 1);
});

test('while Uniconta cannot be reached a customer stays due; when it is back it goes in', async () => {
	lab.sandbox.uniconta.faults.add({ match: {}, kind: 'status', status: 401, body: 'UserOrPasswordIsWrong' });
	lab.sandbox.moment.createCustomer(newCustomer('30007'));
	const waiting = await eventually(
		async () => (await lab.inboxRows()).find(({ key, state }) => key === '30007' && state === 'retry'),
		LIMITS.webhook,
	);
	expect(waiting).toMatchObject({ attempts: 1 });
	expect(Date.parse(String(waiting.due))).toBeGreaterThan(Date.now());
	expect((await logOf('30007')).at(-1)).toMatchObject({ outcome: 'failed' });
	lab.sandbox.uniconta.faults.remove();
	// Its time has come (one minute later in life).
	await lab.api.tables.update(
		'moment_uniconta_inbox',
		{ key: '30007' },
		{ due: new Date(Date.now() - 1000).toISOString() },
	);
	await eventually(() => debtors(lab, '30007').length === 1, LIMITS.sweep);
	await eventually(async () => (await lab.inboxRows()).every(({ key }) => key !== '30007'));
});

test('a webhook with a wrong token is refused and nothing is fetched', async () => {
	const body = JSON.stringify({ event: 'CREATE_NEW', customer: { id: 70_011_001, customerNumber: '20001' } });
	const headers = { 'content-type': 'application/json' };
	const runs = (await lab.api.executions.list()).length;
	for (const token of ['wrong', '']) {
		const answer = await fetch(lab.webhookUrl('customers', token), { method: 'POST', headers, body });
		expect(answer.status).toBe(401);
	}
	expect(await lab.inboxRows()).not.toContainEqual(expect.objectContaining({ key: '20001' }));
	expect(lab.sandbox.moment.log.list()).toEqual([]);
	expect((await lab.api.executions.list()).length).toBe(runs);
	const right = await fetch(lab.webhookUrl('customers'), { method: 'POST', headers, body });
	expect(right.status).toBe(200);
});

test('switched off, nothing is sent and nothing piles up; switched on, what changed meanwhile goes in', async () => {
	await lab.setSetting('customers.export', 'off');
	try {
		lab.sandbox.moment.createCustomer(newCustomer('30008'));
		await lab.sandbox.moment.webhooksSettled();
		await lab.run('customers', COMPARE);
		expect(unicontaCalls(lab)).toEqual([]);
		await eventually(async () => (await lab.inboxRows()).every(({ key }) => key !== '30008'));
	} finally {
		await lab.setSetting('customers.export', 'on');
	}
	await eventually(() => debtors(lab, '30008').length === 1, LIMITS.sweep);
});

test('a number changed in Moment is drift: said, and never a second debtor', async () => {
	const { values } = lab.sandbox.moment.createCustomer(newCustomer('30009'));
	await eventually(() => debtors(lab, '30009').length === 1);
	await idle();
	lab.sandbox.moment.changeCustomer(values.id, { customerNumber: '39009' });
	const row = await eventually(async () => (await logOf('39009')).at(-1));
	expect(row).toMatchObject({ outcome: 'refused' });
	expect(row.message).toContain('had the number 30009');
	expect(debtors(lab, '39009')).toEqual([]);
	lab.sandbox.moment.changeCustomer(values.id, { customerNumber: '30009' });
	await idle();
});

test('a changed setting wakes what was refused', async () => {
	lab.sandbox.moment.createCustomer(newCustomer('30010', { tagIds: [tag.building] }));
	await eventually(async () =>
		(await lab.inboxRows()).find(({ key, state }) => key === '30010' && state === 'refused'),
	);
	await idle();
	forgetCalls(lab);
	await lab.setSetting('customers.tagGroupName', 'Kundegrupper i Uniconta');
	const row = await eventually(
		async () => (await logOf('30010')).find(({ message }) => String(message).includes('Kundegrupper i Uniconta')),
		LIMITS.sweep,
	);
	expect(row).toMatchObject({ outcome: 'refused' });
	await lab.setSetting('customers.tagGroupName', 'Kundegruppe');
});

test('a copy of a table is said loudly, nothing lands in it, and nothing is lost', async () => {
	const copy = await lab.api.tables.ensure('moment_uniconta_log_copy', [{ name: 'time', type: 'date' }]);
	try {
		lab.sandbox.moment.createCustomer(newCustomer('30011'));
		const row = await eventually(async () =>
			(await lab.logRows()).find(
				({ entity, message }) => entity === 'settings' && String(message).includes('moment_uniconta_log_copy'),
			),
		);
		expect(row.fix).toContain('Rename moment_uniconta_log_copy');
		expect(debtors(lab, '30011')).toEqual([]);
		const said = (await lab.logRows()).length;
		await lab.run('customers', COMPARE);
		expect((await lab.logRows()).slice(said)).toEqual([]);
	} finally {
		await lab.api.tables.drop(copy.name);
	}
	await lab.run('customers', COMPARE);
	await eventually(() => debtors(lab, '30011').length === 1);
});

test('without settings the run ends with one clear row, however often it runs', async () => {
	const settings = await lab.api.tables.rows('moment_uniconta_settings');
	await lab.api.tables.empty('moment_uniconta_settings');
	try {
		await lab.run('customers', COMPARE);
		await lab.run('customers', COMPARE);
		const rows = (await lab.logRows()).filter(({ message }) => String(message).includes('customers.export'));
		expect(rows).toHaveLength(1);
		expect(rows[0]).toMatchObject({ entity: 'settings', outcome: 'refused' });
	} finally {
		await lab.api.tables.insert(
			'moment_uniconta_settings',
			settings.map(({ key, value }) => ({ key: key ?? null, value: value ?? null })),
		);
	}
});

test('a 401 for a chosen company is one call, and never answered with another company', async () => {
	const saved = await lab.api.workflows.save(
		{
			name: 'Another company',
			nodes: [
				{
					id: '6a1f0a3e-0000-4000-8000-000000000001',
					name: 'Start',
					type: 'n8n-nodes-base.manualTrigger',
					typeVersion: 1,
					position: [0, 0],
					parameters: {},
				},
				{
					id: '6a1f0a3e-0000-4000-8000-000000000002',
					name: 'Customers',
					type: 'n8n-nodes-moment-uniconta.unicontaCustomer',
					typeVersion: 1,
					position: [220, 0],
					parameters: {
						operation: 'getAll',
						returnAll: true,
						company: { __rl: true, mode: 'id', value: '31006' },
					},
				},
			],
			connections: { Start: { main: [[{ node: 'Customers', type: 'main', index: 0 }]] } },
			settings: { executionOrder: 'v1' },
		},
		lab.credentials,
	);
	for (const status of [401, 403, 400]) {
		lab.sandbox.uniconta.settings.patch({ companyRefusedStatus: status });
		forgetCalls(lab);
		const run = await lab.api.executions.finished(await lab.api.workflows.run(saved.id, 'Start'), LIMITS.run);
		expect(run.status).toBe('error');
		expect(run.error).toMatch(/compan|login/i);
		expect(unicontaCalls(lab).map(({ status: answered }) => answered)).toEqual([status]);
	}
});

test('no password, key or token is in what n8n saved or wrote to its log', async () => {
	const { momentCredential, unicontaCredential } = lab.sandbox;
	const basic = (user: string, password: string): string => Buffer.from(`${user}:${password}`).toString('base64');
	const secrets = [
		momentCredential.apiKey,
		momentCredential.webhookToken,
		unicontaCredential.password,
		basic('apikey', momentCredential.apiKey),
		basic(`00${unicontaCredential.companyId}/${unicontaCredential.userName}`, unicontaCredential.password),
	];
	const files = lab.n8n.userFolders
		.map((folder) => path.join(folder, '.n8n'))
		.flatMap((folder) => readdirSync(folder).map((file) => path.join(folder, file)))
		.filter((file) => /sqlite|\.log$/.test(file));
	expect(files.length).toBeGreaterThan(0);
	for (const file of [...files, lab.n8n.logFile]) {
		const content = readFileSync(file);
		for (const secret of secrets)
			expect({ file: path.basename(file), found: content.includes(secret) }).toEqual({
				file: path.basename(file),
				found: false,
			});
	}
	const everything = Buffer.concat(files.map((file) => readFileSync(file)));
	expect(everything.includes(lab.sandbox.moment.companyCode) || everything.includes('moment_uniconta_log')).toBe(
		true,
	);
});

test.each(['Start Run', 'Create or Update'])(
	'a dry run by the switch in %s says what would happen and leaves everything as it was; for real, it goes in',
	async (switchedOn) => {
		const number = switchedOn === 'Start Run' ? '30012' : '30013';
		const template = readTemplates().get('customers');
		if (!template) throw new Error('no template');
		const dry = structuredClone(template);
		for (const node of dry.nodes) if (node.name === switchedOn) node.parameters.dryRun = true;
		await lab.api.workflows.publish((await lab.api.workflows.save(dry, lab.credentials)).id, LIMITS.publish);
		try {
			lab.sandbox.moment.settings.patch({ webhooksToLose: 1 });
			lab.sandbox.moment.createCustomer(newCustomer(number));
			await lab.sandbox.moment.webhooksSettled();
			const cursor = await lab.cursor('customers', 'changedSince');
			const comparison = await lab.cursor('customers', 'nextComparison');
			const inbox = await lab.inboxRows();
			await lab.run('customers', COMPARE);
			await eventually(async () => (await logOf(number)).find(({ outcome }) => outcome === 'wouldCreate'));
			expect(writes(lab)).toEqual([]);
			expect(await lab.inboxRows()).toEqual(inbox);
			expect(await lab.cursor('customers', 'changedSince')).toBe(cursor);
			expect(await lab.cursor('customers', 'nextComparison')).toBe(comparison);
			expect((await logOf(number)).map(({ outcome }) => outcome)).toEqual(['wouldCreate']);
		} finally {
			await lab.api.workflows.publish(
				(await lab.api.workflows.save(template, lab.credentials)).id,
				LIMITS.publish,
			);
		}
		await lab.run('customers', COMPARE);
		await eventually(() => debtors(lab, number).length === 1);
	},
);

test('a lease row without a number is put right, and a second one taken away', async () => {
	await lab.api.tables.update('moment_uniconta_lease', { name: 'uniconta' }, { expires: null });
	await lab.api.tables.insert('moment_uniconta_lease', [{ name: 'uniconta', holder: '', expires: 0 }]);
	lab.sandbox.moment.createCustomer(newCustomer('30014'));
	await eventually(() => debtors(lab, '30014').length === 1, LIMITS.sweep);
	await idle();
	const rows = await lab.api.tables.rows('moment_uniconta_lease');
	expect(rows.map(({ name, holder, expires }) => ({ name, holder, expires }))).toEqual([
		{ name: 'uniconta', holder: '', expires: 0 },
	]);
});

test('a sweep that finds very many writes them in one list, and marks none of them one by one', async () => {
	const numbers = Array.from({ length: 520 }, (_, index) => String(50_000 + index));
	lab.sandbox.moment.settings.patch({ webhooksToLose: numbers.length });
	for (const number of numbers) lab.sandbox.moment.createCustomer(newCustomer(number));
	await lab.sandbox.moment.webhooksSettled();
	await lab.sweep('customers');
	expect((await lab.inboxRows()).filter(({ key }) => numbers.includes(String(key)))).toEqual([]);
	await eventually(() => numbers.every((number) => debtors(lab, number).length === 1), LIMITS.sweep);
	// One list, and perhaps one record alone before it, from which the language of the labels is learned.
	expect(writes(lab).length).toBeLessThanOrEqual(2);
});
