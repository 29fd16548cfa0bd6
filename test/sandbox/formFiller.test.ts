import Fastify, { type FastifyInstance } from 'fastify';
import { fillSetupForm, SETUP_FORM, type AnsweredPage, type FormApi } from '../../sandbox/n8n/form/setupForm';

interface Shown {
	title: string;
	page?: string;
	fields: Array<{ fieldName?: string; fieldLabel?: string; elementName?: string; html: string }>;
	asked?: Array<{ key: string; choices?: Array<{ text: string; value: string }> }>;
}

const input = (index: number, label: string, value = ''): string =>
	`<div><label class='form-label ' for='field-${index}'>${label}</label><input name='field-${index}' value='${value}'/></div>`;
const yesNo = (index: number, label: string): string =>
	`<div><label class='form-label form-required'>${label}</label><div class='multiselect' id='field-${index}' data-radio-select='radio'><input class='multiselect-checkbox' value='Yes'/><input class='multiselect-checkbox' value='No'/></div></div>`;
const customers: Shown = {
	title: 'Customers',
	fields: [
		{
			elementName: 'about',
			html: `<div class='html'><p>About</p><input type='hidden' name='field-0' value='x'/></div>`,
		},
		{ fieldName: 'customers.export', fieldLabel: 'Transfer?', html: yesNo(1, 'Transfer?') },
	],
	asked: [
		{
			key: 'customers.export',
			choices: [
				{ text: 'Yes', value: 'on' },
				{ text: 'No', value: 'off' },
			],
		},
	],
};
const notes: Shown = {
	title: 'Notes',
	fields: [{ fieldName: 'notes', fieldLabel: 'Notes', html: input(0, 'Notes', 'as saved') }],
	asked: [{ key: 'notes' }],
};
const refused: Shown = {
	...customers,
	fields: [
		{ elementName: 'messages', html: `<div class='html'><p>Please look again: Transfer?</p></div>` },
		...customers.fields.slice(1),
	],
};

const owner = { email: 'owner@lab.example', password: 'right' };
let server: FastifyInstance;
let url: string;
let pages: Shown[];
let at: number;
let posted: Array<Record<string, string>>;
let saved: Array<{ key: string; value: string }>;

/** n8n as far as a form goes: login, consent, and one page after the other in an execution that waits. */
beforeEach(async () => {
	[at, posted, saved] = [-1, [], [{ key: 'customers.export', value: 'on' }]];
	const allowed = { yes: false };
	server = Fastify({ forceCloseConnections: true });
	server.addContentTypeParser('multipart/form-data', { parseAs: 'string' }, (_request, body, done) =>
		done(null, body),
	);
	server.post<{ Body: { password?: string } }>(
		'/rest/login',
		async (request, reply) =>
			await reply
				.code(request.body.password === owner.password ? 200 : 401)
				.header('set-cookie', 'n8n-auth=me; Path=/')
				.send({}),
	);
	server.get(`/form/${SETUP_FORM}`, async (request, reply) => {
		if (!(request.headers.cookie ?? '').includes('n8n-auth=me')) return await reply.redirect('/signin', 302);
		if (!allowed.yes) return await reply.redirect('/oauth/consent', 302);
		return await reply.type('text/html').send(render({ title: 'Set-up', fields: [] }));
	});
	server.get('/oauth/consent', async (_request, reply) => await reply.type('text/html').send('<html></html>'));
	server.get('/rest/consent/details', async () => ({ data: {} }));
	server.post('/rest/consent/approve', async () => {
		allowed.yes = true;
		return { data: { redirectUrl: `${url}/form/${SETUP_FORM}` } };
	});
	const next = (): { formWaitingUrl: string } => {
		at += 1;
		return { formWaitingUrl: `${url}/form-waiting/7?signature=s` };
	};
	server.post(`/form/${SETUP_FORM}`, async (request, reply) =>
		request.headers['x-auth-token'] === 'token' ? next() : await reply.code(401).send(),
	);
	server.post<{ Body: string }>('/form-waiting/7', async (request) => {
		posted.push(
			Object.fromEntries(
				[...request.body.matchAll(/name="([^"]+)"\r\n\r\n(.*?)\r\n--/gs)].map(([, name = '', value = '']) => [
					name,
					value,
				]),
			),
		);
		return next();
	});
	server.get('/form-waiting/7/n8n-execution-status', async () => (at < pages.length ? 'form-waiting' : 'success'));
	server.get('/form-waiting/7', async (_request, reply) => {
		const page = pages[at];
		return await reply
			.type('text/html')
			.send(page === undefined ? '<html><body><h1>Saved</h1><p>Paste this.</p></body></html>' : render(page));
	});
	url = await server.listen({ port: 0, host: '127.0.0.1' });
});
afterEach(async () => {
	await server.close();
});

function render({ title, fields }: Shown): string {
	return `<html><body><form><div class='form-header'><h1>${title}</h1></div><div class='inputs-wrapper'>${fields.map(({ html }) => html).join('')}</div><button>Next</button></form><script>const authToken = 'token';</script></body></html>`;
}

const api: FormApi = {
	executions: {
		get: async () => {
			const { page = 'customers', fields, asked = [] } = pages[at] ?? { fields: [] };
			const json = {
				fieldsJson: JSON.stringify(
					fields.map(({ fieldName, fieldLabel, elementName }) => ({ fieldName, fieldLabel, elementName })),
				),
				shown: { page, asked },
			};
			return await Promise.resolve({
				id: '7',
				status: 'waiting',
				mode: 'webhook',
				workflowId: 'w',
				raw: '',
				runData: { Other: [{ output: [[{ json: {} }]] }], 'Next Page': [{ output: [[{ json }]] }] },
			});
		},
	},
	tables: { rows: async () => await Promise.resolve(saved.map((row, id) => ({ id, ...row }))) },
};

async function fill(wanted: Record<string, string>, tell?: (page: AnsweredPage) => void): Promise<string> {
	return await fillSetupForm({ api, n8nUrl: url, owner, wanted, tell });
}

test('access is allowed once, each page is answered by the names of the settings, and the last page is read', async () => {
	pages = [customers, notes];
	const told: AnsweredPage[] = [];
	expect(await fill({ 'customers.export': 'on', company: '10542' }, (page) => told.push(page))).toBe('Paste this.');
	expect(posted).toEqual([{ 'field-0': 'x', 'field-1': '["Yes"]' }, { 'field-0': 'as saved' }]);
	expect(told).toEqual([
		{ title: 'Set-up', answers: [] },
		{ title: 'Customers', answers: [{ label: 'Transfer?', text: 'Yes' }] },
		{ title: 'Notes', answers: [{ label: 'Notes', text: 'as saved' }] },
	]);
});

test('what is not offered, missing, unanswered or refused ends with the page and the field', async () => {
	pages = [customers];
	await expect(fill({ 'customers.export': 'maybe' })).rejects.toThrow(
		`The form's page "Customers", field "Transfer?" (customers.export): "maybe" is not offered. What is: on (Yes); off (No).`,
	);
	at = -1;
	await expect(fill({})).rejects.toThrow(`The form's page "Customers", field "Transfer?": it must be answered.`);
	[at, pages] = [
		-1,
		[
			{
				...customers,
				fields: customers.fields
					.slice(0, 1)
					.concat({ fieldName: 'customers.export', fieldLabel: 'Transfer?', html: '' }),
			},
		],
	];
	await expect(fill({ 'customers.export': 'on' })).rejects.toThrow(
		`The form's page "Customers" has no field "Transfer?" (customers.export).`,
	);
	[at, pages] = [-1, [refused]];
	await expect(fill({ 'customers.export': 'on' })).rejects.toThrow(
		`The form's page "Customers" does not go on: Please look again: Transfer?`,
	);
	[at, pages] = [-1, [{ ...notes, title: 'A connection does not work', page: 'trouble' }]];
	await expect(fill({})).rejects.toThrow(`The form's page "A connection does not work" does not go on`);
});

test('settings that were saved otherwise than entered, or not at all, are said', async () => {
	pages = [customers];
	saved = [{ key: 'customers.export', value: 'off' }];
	await expect(fill({ 'customers.export': 'on' })).rejects.toThrow('customers.export is "off" and not "on"');
	[at, saved] = [-1, []];
	await expect(fill({ 'customers.export': 'on' })).rejects.toThrow('no settings are saved');
});

test('a wrong password and a form that is not there are said', async () => {
	await expect(
		fillSetupForm({ api, n8nUrl: url, owner: { ...owner, password: 'wrong' }, wanted: {} }),
	).rejects.toThrow('n8n did not let owner@lab.example in: 401');
	await server.close();
	server = Fastify();
	server.post('/rest/login', async (_request, reply) => await reply.header('set-cookie', 'n8n-auth=me').send({}));
	await server.listen({ port: Number(new URL(url).port), host: '127.0.0.1' });
	await expect(fill({})).rejects.toThrow(`The form /form/${SETUP_FORM} did not open (404)`);
});
