import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { documentTotals, lineSums } from '../../sandbox/standins/moment/amounts';
import { ask, dig, invoiceIdOf, useSandbox } from './support';

const PROJECT = 70_033_002;
const identifiers = {
	customer: { id: 70_011_002, customerNumber: '20002' },
	project: { id: PROJECT, projectNumber: '0000812' },
};
const someDraft = {
	projectId: PROJECT,
	lines: [{ itemName: 'Møde', quantity: 3, unitPrice: 0.1, financialAccountId: 901 }],
};

describe('invoicing in the Moment stand-in', () => {
	const client = useSandbox();
	const received: unknown[] = [];
	let receiver: Server;
	let url = '';

	beforeAll(async () => {
		receiver = createServer((request, response) => {
			let body = '';
			request.on('data', (part: Buffer) => (body += part.toString()));
			request.on('end', () => {
				received.push(JSON.parse(body));
				response.writeHead(200).end();
			});
		});
		await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
		url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
	});
	afterAll(async () => await new Promise((resolve) => receiver.close(resolve)));
	beforeEach(async () => {
		await client.sandbox.moment.webhooksSettled();
		received.length = 0;
		client.sandbox.moment.webhooks.register([
			{ kind: 'invoices', url },
			{ kind: 'projects', url },
		]);
	});

	const control = async (path: string, body: unknown) =>
		await ask(`${client.sandbox.moment.url}/_sandbox/${path}`, { method: 'POST', body });
	const page = async (path: string, fields: Record<string, string>) =>
		await (
			await fetch(`${client.sandbox.moment.url}${path}`, {
				method: 'POST',
				body: new URLSearchParams(fields),
				redirect: 'follow',
			})
		).text();
	/** What webhooks have told since the last look. */
	const told = async (): Promise<unknown[]> => {
		await client.sandbox.moment.webhooksSettled();
		return received.splice(0);
	};
	const stored = (id: number) => client.sandbox.moment.store.find('invoices', id);

	test('a draft is silent; finalizing gives the next number and the documented webhook', async () => {
		const draft = await control('invoices/draft', someDraft);
		expect(draft.json).toMatchObject({
			invoiceNumber: null,
			invoiceState: 'draft',
			totalNet: 0.3,
			totalVat: 0.08,
			totalGross: 0.38,
			customerId: 70_011_002,
		});
		const id = Number(dig(draft.json, 'id'));
		expect(await told()).toEqual([]);
		client.sandbox.clock.set(Date.parse('2026-07-01T10:00:00Z'), true);
		expect((await control('invoices/finalize', { id })).json).toMatchObject({
			invoiceNumber: 10_087,
			issueDate: '2026-07-01',
			dueDate: '2026-07-15',
		});
		expect(await told()).toEqual([{ event: 'CREATE_NEW', invoice: { id, invoiceNumber: 10_087, ...identifiers } }]);
		expect((await control('invoices/finalize', { id })).status).toBe(400);
	});

	test('a draft fires the webhook where the switch says so, without a number', async () => {
		client.sandbox.moment.settings.patch({ draftWebhooks: true });
		const {
			values: { id },
		} = client.sandbox.moment.invoicing.draft(someDraft);
		expect(await told()).toEqual([{ event: 'CREATE_NEW', invoice: { id, ...identifiers } }]);
	});

	test('a draft without lines cannot be finalized, and a draft can be neither sent nor paid', async () => {
		expect((await control('invoices/finalize', { id: 119_000_003 })).json).toMatchObject({
			message: expect.stringContaining('without lines'),
		});
		for (const step of ['send', 'pay', 'credit'])
			expect((await control(`invoices/${step}`, { id: 119_000_001 })).status).toBe(400);
		expect(stored(119_000_001)?.values).toMatchObject({ invoiceState: 'draft', invoiceNumber: null });
	});

	test('sending, paying and crediting tell the same invoice with another event', async () => {
		await control('invoices/send', { number: 10_003 });
		await control('invoices/pay', { number: 10_003 });
		const note = (await control('invoices/credit', { number: 10_003 })).json;
		const events = await told();
		const invoice = { id: invoiceIdOf(10_003), invoiceNumber: 10_003, ...identifiers };
		expect(events).toHaveLength(4);
		expect(events).toEqual(
			expect.arrayContaining([
				{ event: 'SENT', invoice },
				{ event: 'PAID', invoice },
				{ event: 'CREDITED', invoice },
				{ event: 'CREATE_NEW', invoice: { id: dig(note, 'id'), invoiceNumber: 10_087, ...identifiers } },
			]),
		);
		const original = stored(invoiceIdOf(10_003))?.values;
		expect(original).toMatchObject({ invoiceState: 'credited', paidAmount: original?.totalAfterRounding });
		expect(note).toMatchObject({
			invoiceType: 'creditNote',
			creditedInvoiceId: invoiceIdOf(10_003),
			creditDays: 0,
			totalGross: 0 - Number(original?.totalGross),
		});
		expect((await control('invoices/credit', { id: dig(note, 'id') })).status).toBe(400);
	});

	test('those events may be called as any change, and a credit note may be silent', async () => {
		client.sandbox.moment.settings.patch({
			invoiceEvents: 'asUpdate',
			updateEvent: 'CHANGED',
			creditNoteWebhooks: false,
		});
		client.sandbox.moment.invoicing.pay(invoiceIdOf(10_003));
		client.sandbox.moment.invoicing.credit(invoiceIdOf(10_003));
		expect((await told()).map((body) => dig(body, 'event'))).toEqual(['CHANGED', 'CHANGED']);
	});

	test('whether paying moves the date of the last change is a switch', () => {
		const { clock, moment } = client.sandbox;
		clock.set(Date.parse('2030-01-01T00:00:00Z'), true);
		moment.settings.patch({ laterChangesModify: false });
		expect(moment.invoicing.pay(invoiceIdOf(10_003)).changedAt).toBeLessThan(clock.now());
		moment.settings.patch({ laterChangesModify: true });
		expect(moment.invoicing.pay(invoiceIdOf(10_003)).changedAt).toBe(clock.now());
	});

	test('a project created or changed tells its customer too', async () => {
		await client.moment(`/projects/${PROJECT}`, { method: 'PATCH', body: { projectState: 'finished' } });
		expect(await told()).toEqual([
			{ event: 'UPDATE', project: { id: PROJECT, projectNumber: '0000812', customer: identifiers.customer } },
		]);
	});

	test('what stops the rest can be mended by control calls', async () => {
		await control('change', { kind: 'financialAccounts', id: 903, values: { externalTaxCode: 'U25' } });
		expect(await told()).toEqual([]);
		expect(
			dig((await client.moment(`/invoices/${invoiceIdOf(10_078)}`)).json, 'invoiceLines', 1, 'financialAccount'),
		).toMatchObject({ accountNumber: '1030', externalTaxCode: 'U25' });
		expect((await control('invoices/export', { number: 10_040, status: 'transfer' })).json).toMatchObject({
			exportStatus: 'transfer',
		});
		expect((await control('invoices/export', { number: 10_040, status: 'perhaps' })).status).toBe(400);
		expect(
			(await control('change', { kind: 'projects', id: 70_033_034, values: { tagIds: [621] } })).json,
		).toMatchObject({ tagIds: [621] });
		expect(await told()).toHaveLength(2);
	});

	test('the pages finalize a new invoice, send it, and set "do not transfer"', async () => {
		const line = {
			projectId: String(PROJECT),
			itemName: 'Møde <b>',
			quantity: '1,5',
			unitPrice: '100',
			financialAccountId: '901',
			creditDays: '8',
		};
		expect(await page('/change/invoice', { ...line, step: 'draft' })).toContain('It has no number yet.');
		const shown = await page('/change/invoice', { ...line, step: 'finalize' });
		expect(shown).toContain('Saved: Invoice 10087');
		expect(shown).toContain('Møde &lt;b&gt;');
		const id = client.sandbox.moment.store.rows('invoices').find(({ values }) => values.invoiceNumber === 10_087)
			?.values.id;
		expect(
			await page('/change/invoice', { id: String(id), step: 'export', exportStatus: 'doNotTransfer' }),
		).toContain('Saved');
		expect(await page('/change/invoice', { id: String(id), step: 'send' })).toContain('State sent');
		expect(stored(Number(id))?.values).toMatchObject({
			totalGross: 187.5,
			exportStatus: 'doNotTransfer',
			invoiceState: 'sent',
		});
		expect(await page('/change/invoice', { ...line, quantity: 'mange', step: 'finalize' })).toContain('Not saved');
		expect(await page('/change/invoice', { id: String(id), step: 'finalize' })).toContain('finalized already');
		expect(await told()).toHaveLength(3);
	});

	test('the pages change a project and mend a VAT code, and the first page shows it all', async () => {
		const values = client.sandbox.moment.store.find('projects', PROJECT)?.values;
		const fields = {
			projectNumber: '0000812',
			name: 'Omdøbt',
			customerId: String(values?.customerId),
			projectState: 'onHold',
			departmentId: '',
			managerId: '',
		};
		expect(await page('/change/project', { id: String(PROJECT), ...fields })).toContain('Saved: project 0000812');
		expect(client.sandbox.moment.store.find('projects', PROJECT)?.values).toMatchObject({
			name: 'Omdøbt',
			projectState: 'onHold',
			departmentId: null,
			tagIds: [],
		});
		expect(await page('/change/project', { ...fields, projectNumber: '0000812' })).toContain('already in use');
		expect(await page('/change/account', { id: '903', name: 'Salg af varer', externalTaxCode: 'U25' })).toContain(
			'Saved: ledger account 1030',
		);
		const home = await (await fetch(client.sandbox.moment.url)).text();
		for (const text of ['10040', 'doNotTransfer', '0000812', 'Omdøbt', 'U25', 'Konsulent (KONS)'])
			expect(home).toContain(text);
		expect(client.sandbox.moment.log.list()).toEqual([]);
	});
});

describe('amounts of the Moment stand-in', () => {
	test.each([
		[{ quantity: 3, unitPrice: 0.1, lineDiscount: 0, vatPercentage: 25 }, 0.3, 0.08],
		[{ quantity: 1, unitPrice: 1.005, lineDiscount: 0, vatPercentage: 25 }, 1.01, 0.25],
		[{ quantity: -1, unitPrice: 1.005, lineDiscount: 0, vatPercentage: 25 }, -1.01, -0.25],
		[{ quantity: 3, unitPrice: 199.95, lineDiscount: 33.33, vatPercentage: 25 }, 399.92, 99.98],
		[{ quantity: 2, unitPrice: 100, lineDiscount: 0, vatPercentage: 0, surcharge: 10 }, 220, 0],
	])('a line of %j is %d and its VAT %d', (line, sumNetAmount, estimatedInvoiceLineVat) =>
		expect(lineSums(line)).toEqual({ sumNetAmount, estimatedInvoiceLineVat }),
	);

	test('VAT is rounded once for each percentage, not for each line', () => {
		const lines = Array.from({ length: 3 }, () => ({ sumNetAmount: 0.1, vatPercentage: 25 }));
		expect(documentTotals([...lines, { sumNetAmount: 5, vatPercentage: 0 }])).toEqual({
			totalNet: 5.3,
			totalVat: 0.08,
			totalGross: 5.38,
		});
	});
});
