import { startSandbox, type Sandbox } from '../../sandbox/standins';
import { tag } from '../../sandbox/demo/tags';

let sandbox: Sandbox;
beforeEach(async () => {
	sandbox = await startSandbox();
});
afterEach(async () => {
	await sandbox.stop();
});

async function post(fields: Record<string, string>): Promise<Response> {
	return await fetch(`${sandbox.moment.url}/change`, {
		method: 'POST',
		body: new URLSearchParams(fields),
		redirect: 'follow',
	});
}

test('a customer typed into the form is there, with its tag, and its webhook is fired', async () => {
	const page = await (
		await post({ name: '<b>Ny & Co</b>', customerNumber: '77001', tag: String(tag.public) })
	).text();
	expect(page).toContain('Saved: customer 77001');
	const saved = sandbox.moment.store.rows('customers').find(({ values }) => values.customerNumber === '77001');
	expect(saved?.values).toMatchObject({ name: '<b>Ny & Co</b>', tagIds: [tag.public] });
	const form = await (await fetch(`${sandbox.moment.url}/change?id=${String(saved?.values.id)}`)).text();
	expect(form).toContain('&lt;b&gt;Ny &amp; Co&lt;/b&gt;');
	expect(form).not.toContain('<b>Ny');
});

test('a changed customer keeps what the form does not show', async () => {
	const before = sandbox.moment.store.find('customers', 70_011_002)?.values;
	await post({ id: '70011002', name: 'Omdøbt', customerNumber: '20002', tag: String(tag.business) });
	expect(sandbox.moment.store.find('customers', 70_011_002)?.values).toMatchObject({
		name: 'Omdøbt',
		phone: null,
		mobile: before?.mobile ?? null,
		customerState: before?.customerState,
	});
});

test('a number that another customer has is not saved, and the page says so', async () => {
	const page = await (await post({ name: 'Dobbelt', customerNumber: '20002' })).text();
	expect(page).toContain('Not saved');
});

test('the form is no call', async () => {
	await fetch(`${sandbox.moment.url}/change`);
	expect(sandbox.moment.log.list()).toEqual([]);
});
