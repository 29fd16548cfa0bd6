import {
	demoMoment,
	demoUniconta,
	companyIds,
	startMomentStandIn,
	startUnicontaStandIn,
	type MomentStandIn,
	type UnicontaStandIn,
} from '../../../sandbox/standins';
import { processSecrets } from '../../../sandbox/secrets';
import type { MomentSeed } from '../../../sandbox/standins/moment/store';
import type { CompanySeed } from '../../../sandbox/standins/uniconta/ledger';
import type { AskedCall } from '../../../sandbox/standins/shared/server';
import type { MomentSettings } from '../../../sandbox/standins/moment/settings';
import type { UnicontaSettings } from '../../../sandbox/standins/uniconta/settings';
import type { VirtualTime } from './time';
import type { WireAnswer, WireRequest } from './wire';

export const COMPANY = companyIds.main;
const HOSTS = { moment: 'http://127.0.0.1:81', odata: 'http://127.0.0.1:82', webApi: 'http://127.0.0.1:83' } as const;

const N8N = 'http://127.0.0.1:5678/webhook';
const WEBHOOKS = ['customers', 'projects', 'invoices'] as const;

/** What is in both systems at the start of a scenario, and which of the unknown answers they give. */
export interface Books {
	moment: MomentSeed['rows'];
	/** Rows of the main company on top of the demo's master data. */
	uniconta: CompanySeed['rows'];
	momentSwitches?: Partial<MomentSettings>;
	unicontaSwitches?: Partial<UnicontaSettings>;
}

/** Both stand-ins in this process, without a port; the same ones for every scenario, as new each time. */
export interface Systems {
	moment: MomentStandIn;
	uniconta: UnicontaStandIn;
	/** Everything as that scenario has it. */
	open(books: Books): void;
	/** Webhooks that Moment has sent and nobody has delivered yet. */
	sent: Array<{ kind: string; body: unknown }>;
	serve(request: WireRequest): Promise<WireAnswer> | undefined;
	credentials: Record<'momentApi' | 'unicontaApi' | 'smtp' | 'httpBasicAuth', Record<string, string>>;
	token: string;
}

export async function startSystems(time: VirtualTime): Promise<Systems> {
	const secrets = processSecrets();
	const base = { moment: demoMoment({}, secrets), uniconta: demoUniconta({}, secrets) };
	let books: Books = { moment: {}, uniconta: {} };
	const sent: Systems['sent'] = [];
	const moment = await startMomentStandIn({
		port: 'none',
		webhooks: WEBHOOKS.map((kind) => ({ kind, url: `${N8N}/${kind}` })),
		deliver: async (url, body) => {
			sent.push({ kind: url.slice(N8N.length + 1), body });
			return await Promise.resolve(200);
		},
		seed: () => ({ ...base.moment, rows: { ...base.moment.rows, ...books.moment } }),
	});
	const uniconta = await startUnicontaStandIn({
		odataPort: 'none',
		webApiPort: 'none',
		sleep: async (milliseconds) => await time.sleep(milliseconds),
		seed: () => ({
			...base.uniconta,
			companies: base.uniconta.companies.map((company) =>
				company.id === COMPANY
					? { ...company, rows: { ...company.rows, DebtorClient: [], ...books.uniconta } }
					: company,
			),
		}),
	});
	const [user] = base.uniconta.users;
	return {
		moment,
		uniconta,
		sent,
		open: (opened) => {
			books = opened;
			sent.length = 0;
			void moment.reset();
			void uniconta.reset();
			moment.settings.patch({ ...opened.momentSwitches });
			uniconta.settings.patch({ ...opened.unicontaSwitches });
		},
		serve: (request) => {
			// An edge: axios gives a method as text.
			const call = request as WireRequest & Pick<AskedCall, 'method'>;
			const { origin } = new URL(request.url);
			if (origin === HOSTS.moment) return moment.ask(call);
			if (origin === HOSTS.odata) return uniconta.ask('odata', call);
			if (origin === HOSTS.webApi) return uniconta.ask('webApi', call);
			return undefined;
		},
		credentials: {
			momentApi: {
				baseUrl: HOSTS.moment,
				companyCode: moment.companyCode,
				apiKey: moment.apiKey,
				webhookToken: secrets.webhookToken,
			},
			unicontaApi: {
				userName: user?.login ?? '',
				password: user?.password ?? '',
				companyId: String(COMPANY),
				odataUrl: HOSTS.odata,
				webApiUrl: HOSTS.webApi,
				apiKey: '',
			},
			smtp: { user: '', password: '', host: '127.0.0.1', port: '25' },
			httpBasicAuth: { user: 'pages', password: secrets.pages },
		},
		token: secrets.webhookToken,
	};
}
