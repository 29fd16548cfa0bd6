import { NoAnswer, type Wire, type WireAnswer } from './wire';

/** What axios hands an adapter, as far as it is read here. */
interface AxiosRequest {
	method?: string;
	headers?: { toJSON?(): Record<string, unknown> };
	auth?: { username: string; password: string };
	data?: unknown;
	timeout?: number;
	responseType?: string;
	validateStatus?: ((status: number) => boolean) | null;
}

interface Axios {
	defaults: { adapter?: unknown };
	getUri(config: AxiosRequest): string;
	AxiosError: new (message: string, code: string, config: unknown, request?: unknown, response?: unknown) => Error;
}

const NO_LIMIT_MS = 24 * 60 * 60 * 1000;

/** From here on n8n's request helpers reach the wire instead of the network. */
export function openHttpDoor(axios: Axios, wire: () => Wire): void {
	axios.defaults.adapter = async (config: AxiosRequest) => {
		const request = {
			method: (config.method ?? 'get').toUpperCase(),
			url: axios.getUri(config),
			headers: { ...textHeaders(config.headers?.toJSON?.() ?? {}), ...basic(config) },
			body: typeof config.data === 'string' ? config.data : '',
			timeout: config.timeout !== undefined && config.timeout > 0 ? config.timeout : NO_LIMIT_MS,
		};
		let answer: WireAnswer;
		try {
			answer = await wire().send(request);
		} catch (caught) {
			if (!(caught instanceof NoAnswer)) throw caught;
			throw new axios.AxiosError(caught.message, caught.code, config, request);
		}
		const { status, headers, body } = answer;
		const response = {
			status,
			statusText: String(status),
			headers,
			config,
			request,
			data: config.responseType === 'arraybuffer' ? Buffer.from(body, 'utf8') : body,
		};
		if (config.validateStatus?.(status) === false)
			throw new axios.AxiosError(
				`Request failed with status code ${status}`,
				'ERR_BAD_RESPONSE',
				config,
				request,
				response,
			);
		return response;
	};
}

function textHeaders(headers: Record<string, unknown>): Record<string, string> {
	const given = Object.entries(headers).filter(
		([, value]) => value !== undefined && value !== null && value !== false,
	);
	return Object.fromEntries(given.map(([name, value]) => [name.toLowerCase(), String(value)]));
}

function basic({ auth }: AxiosRequest): Record<string, string> {
	if (auth === undefined) return {};
	return { authorization: `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}` };
}
