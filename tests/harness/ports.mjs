// Ports for servers under test that nobody else can have by the time they are listened on.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

// Below those that the kernel gives to outgoing connections, of which any test has hundreds.
const LAST = Number(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split('\t')[0]) - 1;
const COUNT = Math.min(12_000, LAST - 1024);
let next = Math.floor(Math.random() * COUNT);

/** Whether something can be listened on. While it `stays`, this process has it, and is not held up by it. */
function listens(at, { stays }) {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.once('error', error => (error.code === 'EADDRINUSE' ? resolve(false) : reject(error)));
		server.listen(at, () => {
			if (stays) resolve(server.unref() && true);
			else server.close(() => resolve(true));
		});
	});
}

/**
 * A port of this process until it ends: other test runs reserve theirs in the same way, by a name in
 * the kernel's own space of sockets (unix(7), abstract), and what does not take part is looked for.
 */
export async function freePort() {
	for (let tries = 0; tries < COUNT; tries++) {
		const port = LAST - (next++ % COUNT);
		if ((await listens({ path: `\0frontdesk-test-port-${port}` }, { stays: true })) && (await listens({ port, host: '127.0.0.1' }, { stays: false }))) return port;
	}
	throw new Error('there is no free port');
}
