import { readBasic } from '../shared/basicAuth';
import { CallLog } from '../shared/callLog';
import { SandboxClock } from '../shared/clock';
import { control, mountControl, type Controllable, type ResetOptions } from '../shared/control';
import { Faults } from '../shared/faults';
import type { HandPages } from '../shared/handPage';
import type { PageLink } from '../shared/page';
import { StandInServer, type AskedCall, type Port } from '../shared/server';
import type { Answer } from '../shared/answer';
import { Settings } from '../shared/settings';
import { mountAccountPage } from './pages/account';
import { momentPages } from './pages/form';
import { mountInvoicePage } from './pages/invoice';
import { mountProjectPage } from './pages/project';
import { mountCustomerPage } from './pages/customer';
import type { MomentValue } from './entities';
import { mountInvoiceControl } from './invoiceControl';
import { Invoicing } from './invoicing';
import { momentPage } from './page';
import { mountMomentRoutes } from './routes';
import { momentSwitches, type MomentSettings } from './settings';
import { MomentStore, type MomentSeed, type StoredRow } from './store';
import { Webhooks, type Deliver, type WebhookRegistration } from './webhooks';

export interface MomentStandInOptions {
	/** What is in there at the start, and after a reset. */
	seed: (options: ResetOptions) => MomentSeed;
	/** 0 takes a free port, `none` none: then only `ask` reaches it. */
	port?: Port;
	settings?: Partial<MomentSettings>;
	webhooks?: readonly WebhookRegistration[];
	/** How a webhook is sent; left out: over the network. */
	deliver?: Deliver;
	clock?: SandboxClock;
	reset?: ResetOptions;
	/** Shown on the pages; may be filled later. */
	links?: readonly PageLink[];
}

export interface MomentStandIn extends Controllable {
	url: string;
	companyCode: string;
	apiKey: string;
	settings: Settings<typeof momentSwitches>;
	store: MomentStore;
	webhooks: Webhooks;
	/** What a person does with invoices: draft, finalize, send, pay, credit. Each fires its webhook. */
	invoicing: Invoicing;
	/** As if a person had done it in Moment: fires the webhook. Fields in the stand-in's own names. */
	createCustomer(values: Readonly<Record<string, MomentValue>>): StoredRow;
	changeCustomer(id: number, values: Readonly<Record<string, MomentValue>>): StoredRow;
	create(kind: string, values: Readonly<Record<string, MomentValue>>): StoredRow;
	change(kind: string, id: number, values: Readonly<Record<string, MomentValue>>): StoredRow;
	webhooksSettled(): Promise<void>;
	/** A call from within this process. */
	ask(call: AskedCall): Promise<Answer>;
	stop(): Promise<void>;
}

/** Starts Moment's stand-in on 127.0.0.1. */
export async function startMomentStandIn(options: MomentStandInOptions): Promise<MomentStandIn> {
	const { links = [] } = options;
	const clock = options.clock ?? new SandboxClock();
	const settings = new Settings(momentSwitches, options.settings);
	const current = (): MomentSettings => settings.current;
	const log = new CallLog(clock);
	const faults = new Faults();
	const loseOne = (): void => settings.patch({ webhooksToLose: current().webhooksToLose - 1 });
	const webhooks = new Webhooks(current, clock, loseOne, options.deliver);
	const store = new MomentStore(clock);
	store.onChange = (kind, entity, row, event) =>
		webhooks.fire(kind, entity, row, event, (of, id) =>
			typeof id === 'number' ? store.find(of, id)?.values : undefined,
		);
	webhooks.register(options.webhooks ?? []);
	const invoicing = new Invoicing(store, clock, current);

	const seed = options.seed(options.reset ?? {});
	store.fill(seed);
	const { companyCode, apiKey } = seed;

	const controllable: Controllable = {
		log,
		faults,
		settings,
		clock,
		state: () => ({ companyCode, records: store.export(), webhooks: webhooks.state() }),
		/** Registrations stay: they are made by hand in Moment and outlive its data. */
		reset: (again = {}) => {
			clock.reset();
			store.fill(options.seed({ ...options.reset, ...again }));
			webhooks.forget();
			settings.reset();
			faults.clear();
			log.reset();
		},
	};

	const server = new StandInServer({
		host: 'moment',
		log,
		faults,
		identify: (call) => readBasic(call.headers.authorization)?.userName ?? null,
	});
	mountMomentRoutes(server, { companyCode, apiKey, store, settings: current, clock });
	mountControl(server, controllable);
	control(server, 'GET', 'webhooks', () => webhooks.state());
	control(server, 'POST', 'webhooks', (body) => webhooks.register(body));
	control(server, 'POST', 'webhooks/settle', async () => {
		await webhooks.settled();
		return webhooks.state();
	});
	mountInvoiceControl(server, store, invoicing);
	server.app.get(
		'/',
		async (_request, reply) =>
			await reply
				.type('text/html; charset=utf-8')
				.send(momentPage(companyCode, store, webhooks, log.list(), links)),
	);
	const hand: HandPages = { site: 'Moment stand-in', pages: momentPages, links };
	mountCustomerPage(server.app, hand, store);
	mountProjectPage(server.app, hand, store);
	mountInvoicePage(server.app, hand, store, invoicing);
	mountAccountPage(server.app, hand, store);
	const url = await server.listen(options.port ?? 0);

	return {
		...controllable,
		settings,
		url,
		companyCode,
		apiKey,
		store,
		webhooks,
		invoicing,
		create: (kind, values) => store.create(kind, values),
		change: (kind, id, values) => store.change(kind, id, values),
		createCustomer: (values) => store.create('customers', values),
		changeCustomer: (id, values) => store.change('customers', id, values),
		webhooksSettled: async () => await webhooks.settled(),
		ask: async (call) => await server.ask(call),
		stop: async () => {
			await server.close();
			await webhooks.settled();
		},
	};
}
