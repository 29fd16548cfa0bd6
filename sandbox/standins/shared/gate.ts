import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Answer } from './answer';
import { queryText, readCall, type Call, type Handler } from './call';
import type { CallLog } from './callLog';
import type { Fault, Faults } from './faults';

export interface GateParts {
	host: string;
	log: CallLog;
	faults: Faults;
	/** The user name a call claims, without checking it. */
	identify: (call: Omit<Call, 'record'>) => string | null;
}

/** What every call passes, whatever it asks for: it is counted, and faults may hit it. */
export class Gate {
	constructor(private readonly parts: GateParts) {}

	/** Turns a handler into what Fastify calls. */
	guard(handler: Handler): (request: FastifyRequest, reply: FastifyReply) => Promise<void> {
		return async (request, reply) => {
			const { host, log, faults, identify } = this.parts;
			const seen = readCall(request);
			await faults.due(log.now());
			const user = identify(seen);
			const query = queryText(request.raw.url ?? '');
			const record = log.begin({ host, method: seen.method, path: seen.path, query, user });
			// A client that gives up ends its call too.
			reply.raw.once('close', () => log.end(record));
			const call: Call = { ...seen, record };
			const fault = faults.take({
				method: seen.method,
				target: query ? `${seen.path}?${query}` : seen.path,
				user,
			});
			record.fault = fault?.kind ?? null;

			const answer = await this.act(call, handler, fault);
			await (fault?.kind === 'lateCommit' ? undefined : faults.afterCall());
			// Ended before the answer leaves or the connection breaks: the client's next call may come before that is
			// seen here.
			if (answer) {
				log.end(record, answer.status);
				await send(reply, answer);
			} else {
				await silence(request, reply, fault, () => log.end(record));
			}
		};
	}

	/** `undefined`: the client gets no answer. */
	private async act(call: Call, handler: Handler, fault: Fault | undefined): Promise<Answer | undefined> {
		switch (fault?.kind) {
			case undefined:
				return await handler(call);
			case 'status':
				return { status: fault.status ?? 503, headers: fault.headers ?? {}, body: fault.body ?? '' };
			case 'reset':
			case 'hang':
				return undefined;
			case 'timeoutAfterCommit':
				await handler(call);
				return undefined;
			case 'lateCommit':
				// The server took the request when it came: what its log-in is worth later does not matter any more.
				this.parts.faults.postpone(
					handler.accept?.(call) ?? (async () => await handler(call)),
					fault,
					this.parts.log.now(),
				);
				return undefined;
			case 'delay':
				await sleep(fault.delayMs ?? 0);
				return await handler(call);
			case 'body': {
				const real = await handler(call);
				return {
					status: fault.status ?? real.status,
					headers: { ...real.headers, ...fault.headers },
					body: fault.body ?? '',
				};
			}
		}
	}
}

async function send(reply: FastifyReply, { status, headers, body }: Answer): Promise<void> {
	await reply
		.code(status)
		.headers(headers)
		.send(body === '' ? undefined : body);
}

/** Leaves the connection without an answer: broken at once, broken later, or silent until the client gives up. */
async function silence(
	request: FastifyRequest,
	reply: FastifyReply,
	fault: Fault | undefined,
	end: () => void,
): Promise<void> {
	reply.hijack();
	const silent =
		(fault?.socket ?? (fault?.kind === 'hang' && fault.delayMs === undefined ? 'silent' : 'destroy')) === 'silent';
	if (silent) return;
	if (fault?.delayMs) await sleep(fault.delayMs);
	end();
	request.raw.socket.destroy();
}
