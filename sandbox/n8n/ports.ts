import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

const HOST = '127.0.0.1';

/**
 * Below the ports that Linux and macOS give to outgoing connections: a port from among those can be taken again by any
 * program that calls out, between our choosing it and the server's listening on it.
 */
const RANGE = { from: 20_000, below: 32_000 };

/** A port that nobody listens on just now. */
export async function freePort(): Promise<number> {
	for (;;) {
		const port = randomInt(RANGE.from, RANGE.below);
		if (await isPortFree(port)) return port;
	}
}

/** Whether `port` can be listened on. */
export function isPortFree(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const server = createServer();
		server.once('error', () => resolve(false));
		server.listen(port, HOST, () => server.close(() => resolve(true)));
	});
}
