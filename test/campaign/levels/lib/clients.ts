import { MomentApi } from '../../../../credentials/MomentApi.credentials';
import { UnicontaApi } from '../../../../credentials/UnicontaApi.credentials';
import { createKeeper, type Keeper } from '../../../../lib/http/keeper';
import { TransportError, type Clock, type HttpPort, type HttpRequest } from '../../../../lib/http/port';
import { createMomentClient, type MomentClient } from '../../../../lib/moment/client';
import { createUnicontaClient, type UnicontaClient } from '../../../../lib/uniconta/api/client';
import { forCompany } from '../../../../lib/uniconta/api/companyGuard';
import { createWebApiClient, type WebApiClient } from '../../../../lib/uniconta/api/webApi';
import { momentSecrets, unicontaSecrets } from '../../../../nodes/shared/secrets';
import type { Systems } from '../../harness/systems';
import { NoAnswer, type Wire } from '../../harness/wire';

const TIMEOUT_MS = 60_000;

/** Clients of both systems as the nodes make them: new ones for every step, because what they learn is the step's. */
export interface Clients {
	moment(options?: { seconds?: number; pageSize?: number }): MomentClient;
	uniconta(seconds: number): { odata: UnicontaClient; webApi: WebApiClient };
	/** The company of the credential. */
	company: string;
	clock: Clock;
}

/** What a call carries beside what `lib/` asks for. */
type Sign = (request: HttpRequest) => Promise<{ headers: object; body?: unknown }>;

export function clientsOver(wire: () => Wire, { credentials }: Systems, clock: Clock): Clients {
	const { momentApi, unicontaApi } = credentials;
	const company = text(unicontaApi, 'companyId');
	const uniconta = new UnicontaApi();
	const signForUniconta: Sign = async ({ url, method, headers, body }) => {
		// An edge: a body is JSON, which the type of n8n's request does not express.
		const asked = { url, method, headers: headers ?? {}, ...(body === undefined ? {} : { body: body as object }) };
		const signed = await uniconta.authenticate(unicontaApi, asked);
		return { headers: { ...signed.headers }, body: signed.body };
	};
	const basic = basicOf(momentApi);
	const signForMoment: Sign = async ({ headers, body }) =>
		await Promise.resolve({ headers: { ...headers, authorization: basic }, body });
	// Made once, because that takes long: without a login in between they learn nothing.
	const momentKeeper = createKeeper('Moment', momentSecrets(momentApi));
	const secrets = unicontaSecrets(company)(unicontaApi);
	const odataKeeper = createKeeper('Uniconta', secrets);
	const unicontaPort = (keeper: () => Keeper): HttpPort =>
		forCompany(portOver(wire, keeper, signForUniconta), company);
	return {
		company,
		clock,
		moment: ({ seconds, pageSize } = {}) =>
			createMomentClient({
				baseUrl: text(momentApi, 'baseUrl'),
				companyCode: text(momentApi, 'companyCode'),
				request: portOver(wire, () => momentKeeper, signForMoment),
				clock,
				...(seconds === undefined ? {} : { timeBudgetMs: seconds * 1000 }),
				...(pageSize === undefined ? {} : { pageSize }),
			}),
		uniconta: (seconds) => {
			const shared = { clock, timeBudgetMs: seconds * 1000 };
			const webApiKeeper = once(() => createKeeper('Uniconta', secrets));
			return {
				odata: createUnicontaClient({
					odataUrl: text(unicontaApi, 'odataUrl'),
					request: unicontaPort(() => odataKeeper),
					...shared,
				}),
				webApi: createWebApiClient({
					webApiUrl: text(unicontaApi, 'webApiUrl'),
					request: unicontaPort(webApiKeeper),
					...shared,
				}),
			};
		},
	};
}

function once<T>(make: () => T): () => T {
	const made: T[] = [];
	return () => {
		if (made.length === 0) made.push(make());
		// It was just put there.
		return made[0] as T;
	};
}

/** The port of one step, with the wire in place of n8n's request helper. */
function portOver(wire: () => Wire, keeperOf: () => Keeper, sign: Sign): HttpPort {
	return async (request) => {
		const keeper = keeperOf();
		keeper.admit(request);
		const { headers, body } = await sign({ ...request, headers: { ...common(request), ...request.headers } });
		const answer = await wire()
			.send({
				method: request.method,
				url: request.url,
				headers: lowerCase(headers),
				body: body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body),
				timeout: TIMEOUT_MS,
			})
			.catch((caught: unknown) => {
				throw caught instanceof NoAnswer ? transportError(caught) : caught;
			});
		return keeper.receive(answer, request);
	};
}

function transportError({ code }: NoAnswer): TransportError {
	return code === 'ECONNREFUSED'
		? new TransportError(`connection not made (${code})`, 'no', code)
		: new TransportError(`no answer (${code})`, 'maybe', code);
}

const common = ({ body }: HttpRequest): Record<string, string> => ({
	accept: 'application/json',
	...(body === undefined ? {} : { 'content-type': 'application/json' }),
});

function lowerCase(headers: object): Record<string, string> {
	return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}

/** As the credential's own template has it: its user name is fixed. */
function basicOf(credential: Record<string, string>): string {
	const name = new MomentApi().authenticate.properties.auth?.username ?? '';
	return `Basic ${Buffer.from(`${name}:${text(credential, 'apiKey')}`, 'utf8').toString('base64')}`;
}

const text = (credential: Record<string, string>, field: string): string => credential[field] ?? '';
