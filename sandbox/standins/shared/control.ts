import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { CallLog } from './callLog';
import type { SandboxClock } from './clock';
import type { Faults } from './faults';
import { tryParse } from './json';
import type { StandInServer } from './server';
import type { Settings, SwitchTable } from './settings';

const howMany = z.number().int().nonnegative().optional();
const resetSchema = z
	.object({
		seed: z.number().int().optional(),
		customers: howMany,
		projects: howMany,
		invoices: howMany,
		postings: z.union([z.literal('demo'), z.number().int().nonnegative()]).optional(),
	})
	.strict();
const clockSchema = z
	.object({
		now: z.string().datetime({ offset: true }).optional(),
		advanceMs: z.number().optional(),
		frozen: z.boolean().optional(),
	})
	.strict();

export type ResetOptions = z.infer<typeof resetSchema>;

/** What tests, the demo and strangers may do with a stand-in, by method and over HTTP alike. */
export interface Controllable {
	log: CallLog;
	faults: Faults;
	settings: Settings<SwitchTable>;
	clock: SandboxClock;
	state: () => unknown;
	reset: (options?: ResetOptions) => void | Promise<void>;
}

type ControlHandler = (body: unknown, request: FastifyRequest) => unknown;

/** Adds a control route: never counted, never hit by a fault. What it throws is answered as 400 with the reason. */
export function control(
	server: StandInServer,
	method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
	path: string,
	handle: ControlHandler,
): void {
	server.app.route({
		method,
		url: `/_sandbox/${path}`,
		handler: async (request: FastifyRequest, reply: FastifyReply) => {
			try {
				const result = await handle(readBody(request), request);
				await reply
					.code(result === undefined ? 204 : 200)
					.type('application/json')
					.send(result === undefined ? undefined : JSON.stringify(result));
			} catch (error) {
				const message =
					error instanceof z.ZodError
						? error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`).join('; ')
						: error instanceof Error
							? error.message
							: String(error);
				await reply.code(400).type('application/json').send(JSON.stringify({ message }));
			}
		},
	});
}

export function mountControl(server: StandInServer, target: Controllable): void {
	const { log, faults, settings, clock } = target;
	control(server, 'GET', 'state', () => target.state());
	control(server, 'POST', 'reset', async (body) => {
		await target.reset(resetSchema.parse(body ?? {}));
		return {};
	});
	control(server, 'GET', 'calls', () => ({ calls: log.list(), counters: log.counters() }));
	control(server, 'DELETE', 'calls', () => log.clear());
	control(server, 'GET', 'faults', () => ({ faults: faults.list(), waiting: faults.waiting() }));
	control(server, 'POST', 'faults', (body) =>
		Array.isArray(body) ? body.map((rule) => faults.add(rule)) : faults.add(body),
	);
	control(server, 'DELETE', 'faults', () => faults.remove());
	control(server, 'DELETE', 'faults/:id', (_body, request) =>
		faults.remove(z.object({ id: z.string() }).parse(request.params).id),
	);
	control(server, 'POST', 'faults/release', async () => ({ committed: await faults.release() }));
	control(server, 'GET', 'settings', () => settings.current);
	control(server, 'PATCH', 'settings', (body) => {
		settings.patch(body);
		return settings.current;
	});
	control(server, 'GET', 'clock', () => clock.state());
	control(server, 'POST', 'clock', async (body) => {
		const { now, advanceMs, frozen } = clockSchema.parse(body ?? {});
		if (now !== undefined || frozen !== undefined)
			clock.set(now === undefined ? clock.now() : Date.parse(now), frozen);
		if (advanceMs !== undefined) clock.advance(advanceMs);
		await faults.due(clock.now());
		return clock.state();
	});
}

function readBody(request: FastifyRequest): unknown {
	const text = typeof request.body === 'string' ? request.body.trim() : '';
	if (text === '') return undefined;
	const parsed = tryParse(text);
	if (!parsed) throw new Error('the body is no JSON');
	return parsed.value;
}
