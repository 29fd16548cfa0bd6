import { setTimeout as realSleep } from 'node:timers/promises';
import { readBasic } from '../shared/basicAuth';
import { CallLog } from '../shared/callLog';
import { SandboxClock } from '../shared/clock';
import { mountControl, type Controllable, type ResetOptions } from '../shared/control';
import { Faults } from '../shared/faults';
import type { PageLink } from '../shared/page';
import { StandInServer, type AskedCall, type Port } from '../shared/server';
import type { Answer } from '../shared/answer';
import { Settings } from '../shared/settings';
import { Ledger, type CompanySeed } from './ledger';
import { mountODataHost } from './odataHost';
import { unicontaPage } from './page';
import { mountPersonControl } from './control';
import { mountHandPages } from './handPages';
import { Person } from './person';
import { Quota } from './quota';
import { unicontaSwitches, type UnicontaSettings } from './settings';
import { splitUserName, Users, type User } from './users';
import { claimedLogin, mountWebApiHost } from './webApiHost';
import type { WebApiParts } from './host';
import { WebSessions } from './webSessions';

export interface UnicontaSeed {
	companies: readonly CompanySeed[];
	users: readonly User[];
	apiKeys: readonly string[];
}

export interface UnicontaStandInOptions {
	/** What is in there at the start, and after a reset. */
	seed: (options: ResetOptions) => UnicontaSeed;
	/** 0 takes a free port, `none` none: then only `ask` reaches it. */
	odataPort?: Port;
	webApiPort?: Port;
	settings?: Partial<UnicontaSettings>;
	clock?: SandboxClock;
	reset?: ResetOptions;
	/** Spends the delay of the daily limit; tests hand in their own. */
	sleep?: (milliseconds: number) => Promise<unknown>;
	/** Shown on the pages; may be filled later. */
	links?: readonly PageLink[];
}

export interface UnicontaStandIn extends Controllable {
	odataUrl: string;
	webApiUrl: string;
	settings: Settings<typeof unicontaSwitches>;
	ledger: Ledger;
	quota: Quota;
	/** Somebody who works in Uniconta itself meanwhile. */
	person: Person;
	/** A call to one of the hosts from within this process. */
	ask(host: 'odata' | 'webApi', call: AskedCall): Promise<Answer>;
	/** The Web API's tokens are worth nothing any more. */
	expireSessions(): void;
	/** Commits what `lateCommit` faults hold back; gives back how many. */
	releaseLateCommits(): Promise<number>;
	stop(): Promise<void>;
}

/** Starts both Uniconta hosts on 127.0.0.1, with one ledger, one call log and one set of faults. */
export async function startUnicontaStandIn(options: UnicontaStandInOptions): Promise<UnicontaStandIn> {
	const { links = [] } = options;
	const clock = options.clock ?? new SandboxClock();
	const settings = new Settings(unicontaSwitches, options.settings);
	const current = (): UnicontaSettings => settings.current;
	const log = new CallLog(clock);
	const faults = new Faults();
	const ledger = new Ledger(clock, () => ({
		milliseconds: current().staleAcrossHostsMs,
		reads: current().staleAcrossHostsReads,
	}));
	const quota = new Quota(clock, () => current().freeCallsPerDay);
	const sessions = new WebSessions(clock);
	const seed = options.seed(options.reset ?? {});
	const users = new Users(seed.users);
	const emptyListsGiven = { count: 0 };
	ledger.fill(seed.companies);
	// The first company of the seed is the one that everything is about unless it is said otherwise.
	const person = new Person({ ledger, clock, settings: current, company: () => ledger.all()[0]?.id ?? 0 });

	const controllable: Controllable = {
		log,
		faults,
		settings,
		clock,
		state: () => ({
			companies: ledger.all().map((company) => company.export()),
			users: users.state(),
			quota: quota.state(),
		}),
		reset: (again = {}) => {
			clock.reset();
			const next = options.seed({ ...options.reset, ...again });
			ledger.fill(next.companies);
			users.replace(next.users);
			quota.clear();
			sessions.clear();
			emptyListsGiven.count = 0;
			settings.reset();
			faults.clear();
			log.reset();
		},
	};

	const parts: WebApiParts = {
		ledger,
		users,
		quota,
		settings: current,
		clock,
		sleep: options.sleep ?? realSleep,
		emptyListsGiven,
		sessions,
		apiKeys: seed.apiKeys,
	};
	const odata = new StandInServer({
		host: 'odata',
		log,
		faults,
		identify: (call) => {
			const userName = readBasic(call.headers.authorization)?.userName;
			return userName === undefined ? null : splitUserName(userName).login;
		},
	});
	const webApi = new StandInServer({ host: 'webApi', log, faults, identify: (call) => claimedLogin(call, sessions) });
	mountODataHost(odata, parts);
	mountWebApiHost(webApi, parts);
	for (const server of [odata, webApi]) {
		mountControl(server, controllable);
		mountPersonControl(server, person, ledger);
		server.app.get(
			'/',
			async (_request, reply) =>
				await reply.type('text/html; charset=utf-8').send(unicontaPage(ledger, log.list(), links)),
		);
		mountHandPages(server.app, { person, company: () => ledger.all()[0], links });
	}
	const odataUrl = await odata.listen(options.odataPort ?? 0);
	const webApiUrl = await webApi.listen(options.webApiPort ?? 0).catch(async (error: unknown) => {
		await odata.close();
		throw error;
	});

	return {
		...controllable,
		settings,
		odataUrl,
		webApiUrl,
		ledger,
		quota,
		person,
		ask: async (host, call) => await (host === 'odata' ? odata : webApi).ask(call),
		expireSessions: () => sessions.clear(),
		releaseLateCommits: async () => await faults.release(),
		stop: async () => {
			await Promise.all([odata.close(), webApi.close()]);
		},
	};
}
