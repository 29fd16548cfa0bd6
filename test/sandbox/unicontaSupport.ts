import { ask, dig, records, useSandbox, type Ask, type Client, type Reply, type Row } from './support';
import type { UnicontaSettings } from '../../sandbox/standins/uniconta/settings';
import type { UnicontaStandIn } from '../../sandbox/standins';

export const GENERATE = '/Invoice/GenerateDebtorInvoice';

/** A line that the demo company takes. */
export const aLine = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
	Text: 'Rådgivning',
	Qty: 1,
	Price: 100,
	Vat: 'U25',
	PostingAccount: '1010',
	...more,
});

export interface PostOptions {
	order?: Record<string, unknown>;
	lines?: ReadonlyArray<Record<string, unknown>>;
	/** Of the request itself. */
	body?: Record<string, unknown>;
	date?: string;
}

/** A client of the Web API host, logged in before every test; `danish` as the Danish-speaking user. */
export class WebClient {
	private token = '';

	constructor(readonly client: Client) {}

	get uniconta(): UnicontaStandIn {
		return this.client.sandbox.uniconta;
	}

	set(settings: Partial<UnicontaSettings>): void {
		this.uniconta.settings.patch(settings);
	}

	async login(): Promise<void> {
		const { userName, password, companyId } = this.client.sandbox.unicontaCredential;
		const reply = await ask(`${this.uniconta.webApiUrl}/login`, {
			method: 'POST',
			body: { Username: `00${companyId}/${userName}`, Password: password },
		});
		this.token = String(dig(reply.json, 'token'));
	}

	async call(path: string, body?: unknown, method = 'POST'): Promise<Reply> {
		return await ask(`${this.uniconta.webApiUrl}${path}`, {
			method,
			headers: { authorization: `Bearer ${this.token}` },
			...(body === undefined ? {} : { body }),
		});
	}

	async rows(type: string, ...filters: unknown[]): Promise<Row[]> {
		return records((await this.call(`/Query/Get/${type}`, filters.length === 0 ? [{}] : filters)).json);
	}

	/** Stored values, whatever a host would show. */
	stored(type: string): Row[] {
		return this.uniconta.ledger
			.company(10_542)!
			.rowsOf(type)
			.rows()
			.map(({ values }) => values);
	}

	/** An order with its lines, as a client leaves it there. Gives both as read. */
	async order({ order = {}, lines = [aLine()] }: PostOptions = {}): Promise<{ Order: Row; Lines: Row[] }> {
		const inserted = await this.call('/Crud/Insert/DebtorOrderClient', {
			Account: '20001',
			Currency: 'DKK',
			Payment: 'Net8',
			...order,
		});
		if (inserted.status !== 200) throw new Error(`The order is refused: ${inserted.text}`);
		const OrderNumber = dig(inserted.json, 'OrderNumber');
		const added = await this.call(
			'/Crud/InsertList/DebtorOrderLineClient',
			lines.map((line) => ({ ...line, OrderNumber })),
		);
		if (added.status !== 200) throw new Error(`The lines are refused: ${added.text}`);
		const filter = { PropertyName: 'OrderNumber', FilterValue: String(OrderNumber) };
		const [Order] = await this.rows('DebtorOrderClient', filter);
		return { Order: Order!, Lines: await this.rows('DebtorOrderLineClient', filter) };
	}

	async generate(
		document: { Order: Row; Lines: Row[] },
		{ date = '2026-03-01', body = {} }: PostOptions = {},
	): Promise<Reply> {
		return await this.call(GENERATE, {
			...document,
			Date: date,
			Simulate: false,
			SendEmail: false,
			SendXML: false,
			...body,
		});
	}

	/** Order, lines and post at once. */
	async post(options: PostOptions = {}): Promise<Reply> {
		return await this.generate(await this.order(options), options);
	}

	async control(path: string, body?: unknown, method = 'POST'): Promise<Reply> {
		return await ask(`${this.uniconta.odataUrl}/_sandbox/${path}`, {
			method,
			...(body === undefined ? {} : { body }),
		} satisfies Ask);
	}
}

export function useWebApi(): WebClient {
	const web = new WebClient(useSandbox());
	beforeEach(async () => await web.login());
	return web;
}
