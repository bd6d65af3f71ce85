// HAProxy in front of a worker, with its defaults and the rules that a test gives.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endWithUs } from './ending.mjs';
import { freePort } from './ports.mjs';
import { started } from './wait.mjs';

export class Haproxy {
	static async start(server, ...rules) {
		const proxy = new Haproxy();
		proxy.port = await freePort();
		proxy.url = `http://localhost:${proxy.port}`;
		// Towards the worker it speaks as the worker does, and believes nobody else.
		const trust = server.pair ? `ssl verify required verifyhost localhost ca-file ${server.pair.tls_certificate}` : '';
		const file = join(server.folder, `haproxy-${proxy.port}.cfg`);
		writeFileSync(file, [
			'defaults', 'mode http', 'timeout connect 5s', 'timeout client 60s', 'timeout server 60s',
			'listen proxy', `bind 127.0.0.1:${proxy.port}`, ...rules, `server worker 127.0.0.1:${server.port} ${trust}`, '',
		].join('\n'));
		proxy.process = spawn('/usr/sbin/haproxy', ['-db', '-f', file], { stdio: ['ignore', 'ignore', 'pipe'] });
		endWithUs(proxy.process);
		proxy.said = '';
		proxy.process.stderr.setEncoding('utf8').on('data', text => (proxy.said += text));
		proxy.exited = once(proxy.process, 'close');
		const answers = async () => (await fetch(`${proxy.url}/healthz`).catch(() => null))?.status === 200;
		await started(proxy.process, 'HAProxy', { answers, said: () => proxy.said });
		return proxy;
	}

	async stop() {
		this.process.kill('SIGKILL');
		await this.exited;
	}
}
