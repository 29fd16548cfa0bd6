import { demoMoment } from '../demo/moment';
import { demoUniconta } from '../demo/uniconta';
import { processSecrets, type SandboxSecrets } from '../secrets';
import { startMomentStandIn, type MomentStandIn } from './moment/standIn';
import type { MomentSettings } from './moment/settings';
import type { WebhookRegistration } from './moment/webhooks';
import { SandboxClock } from './shared/clock';
import type { ResetOptions } from './shared/control';
import type { PageLink } from './shared/page';
import type { UnicontaSettings } from './uniconta/settings';
import { startUnicontaStandIn, type UnicontaStandIn } from './uniconta/standIn';

export { demoMoment } from '../demo/moment';
export { companyIds, demoUniconta } from '../demo/uniconta';
export { makeCustomers, demoCustomers, type DemoCustomer } from '../demo/customers';
export { makeProjects, demoProjects, type DemoProject } from '../demo/projects';
export { invoiceRows, makeInvoices, type DemoInvoice } from '../demo/invoices';
export { demoInvoices, stopping } from '../demo/documents';
export { startMomentStandIn, type MomentStandIn, type MomentStandInOptions } from './moment/standIn';
export { startUnicontaStandIn, type UnicontaStandIn, type UnicontaStandInOptions } from './uniconta/standIn';
export { SandboxClock } from './shared/clock';
export type { FaultRule } from './shared/faults';

/** In the shape of the package's credentials. */
export interface MomentCredential {
	baseUrl: string;
	companyCode: string;
	apiKey: string;
	webhookToken: string;
}

export interface UnicontaCredential {
	userName: string;
	password: string;
	companyId: string;
	odataUrl: string;
	webApiUrl: string;
	apiKey: string;
}

export interface SandboxOptions {
	/** 0, the default, takes a free port. */
	momentPort?: number;
	unicontaPort?: number;
	unicontaWebPort?: number;
	/** The demo data: its seed, and how many generated customers come on top. */
	data?: ResetOptions;
	moment?: Partial<MomentSettings>;
	uniconta?: Partial<UnicontaSettings>;
	webhooks?: readonly WebhookRegistration[];
	/** Passwords and keys; without them some are made up that last as long as this process. */
	secrets?: SandboxSecrets;
	/** Spends the delay of Uniconta's daily limit; tests hand in their own. */
	sleep?: (milliseconds: number) => Promise<unknown>;
}

export interface Sandbox {
	moment: MomentStandIn;
	uniconta: UnicontaStandIn;
	/** Shown on the pages of both, beside each other's; to be added to. */
	links: PageLink[];
	/** One clock for all three servers. */
	clock: SandboxClock;
	momentCredential: MomentCredential;
	/** An English-speaking server user; company blank would be the same one. */
	unicontaCredential: UnicontaCredential;
	/** The same rights, but a Danish-speaking user: enum labels come in Danish. */
	danishUnicontaCredential: UnicontaCredential;
	stop(): Promise<void>;
}

/** Starts all three servers with the demo data on 127.0.0.1. */
export async function startSandbox({ secrets = processSecrets(), ...options }: SandboxOptions = {}): Promise<Sandbox> {
	const clock = new SandboxClock();
	const links: PageLink[] = [];
	const moment = await startMomentStandIn({
		seed: (again) => demoMoment(again, secrets),
		clock,
		links,
		reset: options.data,
		port: options.momentPort,
		settings: options.moment,
		webhooks: options.webhooks,
	});
	const uniconta = await startUnicontaStandIn({
		seed: (again) => demoUniconta(again, secrets),
		clock,
		links,
		reset: options.data,
		odataPort: options.unicontaPort,
		webApiPort: options.unicontaWebPort,
		settings: options.uniconta,
		sleep: options.sleep,
	}).catch(async (error: unknown) => {
		await moment.stop();
		throw error;
	});
	links.push({ text: 'Moment', href: `${moment.url}/` }, { text: 'Uniconta', href: `${uniconta.odataUrl}/` });
	const { users, companies } = demoUniconta(options.data, secrets);
	const credential = (index: number): UnicontaCredential => {
		const user = users[index];
		if (!user) throw new Error('The demo data has too few users');
		return {
			userName: user.login,
			password: user.password,
			companyId: String(companies[0]?.id ?? ''),
			odataUrl: uniconta.odataUrl,
			webApiUrl: uniconta.webApiUrl,
			apiKey: '',
		};
	};
	return {
		moment,
		uniconta,
		clock,
		links,
		momentCredential: {
			baseUrl: moment.url,
			companyCode: moment.companyCode,
			apiKey: moment.apiKey,
			webhookToken: secrets.webhookToken,
		},
		unicontaCredential: credential(0),
		danishUnicontaCredential: credential(1),
		stop: async () => {
			await Promise.all([moment.stop(), uniconta.stop()]);
		},
	};
}
