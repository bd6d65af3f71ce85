// A Redis of the test run's own: own folder, a unix socket, nothing on the network, nothing on disk.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atEnd, endWithUs } from './ending.mjs';
import { RespClient } from './resp.mjs';
import { hasEnded, started } from './wait.mjs';

export class Redis {
	/** `settings` are redis-server's own: { 'client-output-buffer-limit': 'pubsub 1mb 0 0' }. */
	static async start(settings = {}) {
		const redis = new Redis();
		redis.folder = mkdtempSync(join(tmpdir(), 'frontdesk-redis-'));
		redis.forget = atEnd(() => redis.remove());
		redis.path = join(redis.folder, 'socket');
		redis.settings = { port: 0, unixsocket: redis.path, dir: redis.folder, save: '', appendonly: 'no', daemonize: 'no', ...settings };
		await redis.boot();
		return redis;
	}

	/** What Frontdesk's setting `redis` takes. */
	get address() {
		return `unix:${this.path}`;
	}

	/** `ms`: how long it may load what it has on disk. */
	async boot({ ms } = {}) {
		const args = Object.entries(this.settings).flatMap(([name, value]) => value === '' ? [`--${name}`, ''] : [`--${name}`, ...String(value).split(' ')]);
		this.log = '';
		this.process = endWithUs(spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'pipe'] }));
		for (const stream of [this.process.stdout, this.process.stderr])
			stream.setEncoding('utf8').on('data', text => (this.log += text));
		this.exited = once(this.process, 'close');
		await started(this.process, 'redis-server', { answers: () => this.command('PING').catch(() => null), said: () => this.log, ms });
	}

	/** kill -9: every connection is reset, everything in it is gone. */
	async kill() {
		this.wasBroken = true;
		this.process.kill('SIGKILL');
		await this.exited;
	}

	async restart() {
		await this.kill();
		await this.boot();
	}

	/** Stops it in its tracks, as a hung machine would be: connections stay, nothing answers. */
	freeze() {
		this.wasBroken = true;
		this.process.kill('SIGSTOP');
	}

	thaw() {
		this.process.kill('SIGCONT');
	}

	/** A client of your own (resp.mjs); close it yourself. */
	async client() {
		const client = await RespClient.open({ path: this.path });
		if (this.settings.requirepass) await client.command('AUTH', this.settings.requirepass);
		return client;
	}

	/** One command; answers its reply, bulk strings as Buffers. */
	async command(...args) {
		const client = await this.client();
		try {
			return await client.command(...args);
		} finally {
			client.close();
		}
	}

	/** Subscribes to a pattern: `heard` fills with {channel, payload} until close(). */
	async listen(pattern = '*') {
		const client = await this.client();
		const heard = [];
		await client.command('PSUBSCRIBE', pattern);
		client.onPush = ([, , channel, payload]) => heard.push({ channel: channel.toString(), payload });
		return { heard, close: () => client.close() };
	}

	/** Everything that Redis is told from now on, by MONITOR: `lines()` answers it. */
	async monitor() {
		const client = await this.client();
		const lines = [];
		await client.command('MONITOR');
		client.onPush = line => lines.push(String(line));
		return { lines: () => lines, close: () => client.close() };
	}

	remove() {
		this.forget();
		rmSync(this.folder, { recursive: true, force: true });
	}

	async stop() {
		try {
			if (!hasEnded(this.process)) {
				this.thaw();
				await this.kill();
			}
		} finally {
			this.remove();
		}
	}
}
