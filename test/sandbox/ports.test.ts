import { createServer } from 'node:net';
import { freePort, isPortFree } from '../../sandbox/n8n/ports';

/** Where Linux begins to give ports to outgoing connections; macOS begins higher. */
const OUTGOING_FROM = 32_768;

describe('a free port for a server that is yet to start', () => {
	it('is none that an outgoing connection could take meanwhile', async () => {
		const ports = await Promise.all(Array.from({ length: 200 }, freePort));
		expect(ports.filter((port) => port >= OUTGOING_FROM || port < 1024)).toEqual([]);
	});

	it('is none that somebody listens on', async () => {
		const port = await freePort();
		const server = createServer();
		await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
		expect(await isPortFree(port)).toBe(false);
		await new Promise((resolve) => server.close(resolve));
		expect(await isPortFree(port)).toBe(true);
	});
});
