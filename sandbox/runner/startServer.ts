import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { TABLES } from '../../lib/state/tables';
import type { MailCatcher } from '../mail/catcher';
import type { N8nApi, Owner } from '../n8n/api/client';
import type { Template } from '../n8n/api/workflows';
import { repositoryRoot } from '../n8n/paths';
import { wholeRunTrigger } from '../n8n/setup';
import type { Sandbox } from '../standins';
import { answerOwnCallsOnly } from '../standins/shared/ownCalls';
import { livePart, startPage, startPagePolicy, type StartLive, type StartPlaces } from './startPage';
import { summarize } from './summary';

export interface StartServerParts {
	port: number;
	api: N8nApi;
	n8nUrl: string;
	owner: Owner;
	pages: StartPlaces['pages'];
	standins: Sandbox;
	mail: MailCatcher;
	/** By file, with the id that n8n gave. */
	workflows: ReadonlyMap<string, { id: string; name: string; template: Template }>;
}

const LOCAL = '127.0.0.1';
const STOPPED = 'start-page';
const docsFolder = path.join(repositoryRoot, 'docs');
const docs = (): string[] =>
	readdirSync(docsFolder)
		.filter((name) => name.endsWith('.md'))
		.sort();

/** Serves the one page from which everything is reachable; gives its address. */
export async function startServer(parts: StartServerParts): Promise<{ url: string; stop: () => Promise<void> }> {
	const { api, standins, mail, workflows } = parts;
	const places = await placesOf(parts);
	const app = Fastify({ forceCloseConnections: true });
	answerOwnCallsOnly(app);
	app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
		done(null, body),
	);
	// What the last button did, shown once.
	let said = '';
	const html = async (reply: FastifyReply, text: string, nonce = ''): Promise<void> => {
		await reply
			.type('text/html; charset=utf-8')
			.header('content-security-policy', startPagePolicy(nonce))
			.header('cache-control', 'no-store')
			.send(text);
	};

	app.get('/', async (request, reply) => {
		// The login is kept for one host name, and n8n is at this one.
		if (request.hostname === 'localhost') return await reply.redirect(`http://${LOCAL}:${request.port}/`, 302);
		const nonce = randomBytes(16).toString('base64');
		const text = startPage(places, await liveOf(parts), { said, nonce });
		said = '';
		await html(reply, text, nonce);
	});
	app.get('/live', async (_request, reply) => await html(reply, livePart(places, await liveOf(parts))));
	app.get<{ Querystring: { to?: string } }>('/n8n', async (request, reply) => {
		const { to = '/' } = request.query;
		// Only into n8n: `//host` and `/\host` would lead elsewhere.
		const address = new URL(/^\/(?![/\\])/.test(to) ? to : '/', parts.n8nUrl).href;
		return await reply
			.header('set-cookie', await loginCookies(parts, request.headers.cookie ?? ''))
			.redirect(address, 302);
	});
	const act = (route: string, what: (request: FastifyRequest) => Promise<string> | string): void => {
		app.post(route, async (request, reply) => {
			// A page of somebody else's must not press buttons here.
			if (!['same-origin', 'none', undefined].includes(request.headers['sec-fetch-site']))
				return await reply.code(403).send('Not from here.');
			try {
				said = await what(request);
			} catch (error) {
				said = error instanceof Error ? error.message : String(error);
			}
			return await reply.redirect('/', 303);
		});
	};
	act('/run/:file', async (request) => {
		const { file } = request.params as { file: string }; // the route has it
		const workflow = workflows.get(file);
		const trigger = workflow && wholeRunTrigger(workflow.template);
		if (!workflow || trigger === undefined) return `There is nothing to run by hand in "${file}".`;
		await api.executions.finished(await api.workflows.run(workflow.id, trigger));
		return `"${workflow.name}" has run. Below is how it stands now.`;
	});
	act('/uniconta/stop', () => {
		standins.uniconta.faults.add({ id: STOPPED, kind: 'status', status: 503, body: 'Service Unavailable' });
		return 'Uniconta answers 503 to every call from now on.';
	});
	act('/uniconta/go', () => {
		standins.uniconta.faults.remove(STOPPED);
		return 'Uniconta answers again. What waits goes through by itself within minutes.';
	});
	app.get<{ Params: { name: string } }>('/docs/:name', async (request, reply) => {
		const { name } = request.params;
		if (!docs().includes(name))
			return await reply.code(404).type('text/plain; charset=utf-8').send(`There is no docs/${name}.`);
		return await reply.type('text/plain; charset=utf-8').send(readFileSync(path.join(docsFolder, name), 'utf8'));
	});

	const url = await app.listen({ port: parts.port, host: LOCAL });
	standins.links.unshift({ text: 'Start page', href: `${url}/` });
	standins.links.push({ text: 'Mail', href: `${mail.url}/` });
	return { url, stop: async () => await app.close() };
}

/**
 * Cookies are for a host, whatever the port: who is logged in here is logged in to n8n. None for somebody who is
 * already.
 */
async function loginCookies(
	{ n8nUrl, owner: { email, password } }: StartServerParts,
	cookie: string,
): Promise<string[]> {
	const n8n = async (method: 'GET' | 'POST', body?: string): Promise<Response | undefined> =>
		await fetch(`${n8nUrl}/rest/login`, {
			method,
			body,
			headers: { 'content-type': 'application/json', cookie },
		}).catch(() => undefined);
	if (cookie.includes('n8n-auth=') && (await n8n('GET'))?.ok === true) return [];
	// Without an answer n8n's own page asks for the password.
	return (await n8n('POST', JSON.stringify({ emailOrLdapLoginId: email, password })))?.headers.getSetCookie() ?? [];
}

async function placesOf({
	api,
	n8nUrl,
	owner,
	pages,
	standins,
	mail,
	workflows,
}: StartServerParts): Promise<StartPlaces> {
	const names: readonly string[] = Object.values(TABLES).map(({ name }) => name);
	return {
		n8nUrl,
		owner,
		pages,
		momentUrl: standins.moment.url,
		unicontaUrl: standins.uniconta.odataUrl,
		mailUrl: mail.url,
		docs: docs(),
		workflows: [...workflows].map(([file, { id, name, template }]) => ({
			file,
			id,
			name,
			runnable: wholeRunTrigger(template) !== undefined,
		})),
		tables: (await api.tables.list())
			.filter(({ name }) => names.includes(name))
			.map((table) => ({ name: table.name, address: api.tables.addressOf(table) }))
			.sort((a, b) => a.name.localeCompare(b.name)),
		customer: customerInBoth(standins),
	};
}

/** One that both have under the same number, as an example. */
function customerInBoth({ moment, uniconta }: Sandbox): StartPlaces['customer'] {
	const debtors = uniconta.ledger.all()[0]?.rowsOf('DebtorClient');
	const both = moment.store.rows('customers').flatMap(({ values }) => {
		const row = debtors?.withKey(String(values.customerNumber));
		return row === undefined
			? []
			: [{ name: String(values.name), momentId: String(values.id), unicontaRowId: String(row.rowId) }];
	});
	return both[1] ?? both[0] ?? { name: 'a customer', momentId: '', unicontaRowId: '' };
}

async function liveOf({ api, standins: { moment, uniconta }, mail }: StartServerParts): Promise<StartLive> {
	const counted = (kinds: ReadonlyArray<readonly [string, number]>): string =>
		kinds.map(([name, count]) => `${count} ${name}`).join(', ');
	const own = uniconta.ledger.all()[0];
	const rows = (type: string): number => own?.rowsOf(type).rows().length ?? 0;
	const n8n = await Promise.all([
		api.tables.rows(TABLES.log.name),
		api.tables.rows(TABLES.inbox.name),
		api.executions.list({ status: 'running' }),
	]).catch(() => undefined);
	return {
		summary: n8n === undefined ? undefined : summarize(n8n[0]),
		waiting: n8n?.[1].length ?? 0,
		running: n8n?.[2].length ?? 0,
		mails: mail.mails.map(({ at, subject }) => ({ at, subject })),
		moment: counted(
			(['customers', 'projects', 'invoices', 'projectExpenses'] as const).map((kind) => [
				kind === 'projectExpenses' ? 'expenses' : kind,
				moment.store.rows(kind).length,
			]),
		),
		uniconta: counted([
			['customers', rows('DebtorClient')],
			['projects', rows('ProjectClient')],
			['invoices', rows('DebtorInvoiceClient')],
			['postings', rows('GLDailyJournalPostedClient')],
		]),
		unicontaStopped: uniconta.faults.list().some(({ id }) => id === STOPPED),
	};
}
