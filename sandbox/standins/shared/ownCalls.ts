import type { FastifyInstance } from 'fastify';

const OWN_HOST = /^(?:127\.0\.0\.1|localhost)(?::\d+)?$/i;
const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Answers nobody but this machine, before anything of a call is read: under another name for it a page from anywhere
 * could read what is here. And what changes something comes from the server's own pages, or from a program, which names
 * no origin.
 */
export function answerOwnCallsOnly(app: Pick<FastifyInstance, 'addHook'>): void {
	app.addHook('onRequest', async (request, reply) => {
		const { host = '', origin } = request.headers;
		if (!OWN_HOST.test(host))
			return await reply
				.code(403)
				.type('text/plain; charset=utf-8')
				.send('This server answers to 127.0.0.1 and localhost only.');
		if (
			READS.has(request.method) ||
			origin === undefined ||
			origin.toLowerCase() === `http://${host.toLowerCase()}`
		)
			return;
		return await reply.code(403).type('text/plain; charset=utf-8').send('Not from another page.');
	});
}
