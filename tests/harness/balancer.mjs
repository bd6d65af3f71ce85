// HAProxy with the project's own configuration, unchanged, in front of replicas under test.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endWithUs } from './ending.mjs';
import { started } from './wait.mjs';

const configuration = join(dirname(fileURLToPath(import.meta.url)), '../../deploy/haproxy.cfg');

export class Balancer {
	/** Listens on `port`; replicas are Servers. */
	static async start(port, replicas) {
		const balancer = new Balancer();
		balancer.folder = mkdtempSync(join(tmpdir(), 'frontdesk-haproxy-'));
		Object.assign(balancer, { port, url: `http://localhost:${port}`, log: '' });
		const addresses = replicas.map((replica, i) => [`FRONTDESK_REPLICA_${i + 1}`, `127.0.0.1:${replica.port}`]);
		balancer.process = spawn('haproxy', ['-db', '-f', configuration], {
			stdio: ['ignore', 'pipe', 'pipe'],
			env: {
				...process.env,
				PATH: `${process.env.PATH}:/usr/sbin`,
				FRONTDESK_BIND: `127.0.0.1:${port}`,
				FRONTDESK_BALANCER: balancer.folder,
				...Object.fromEntries(addresses),
			},
		});
		endWithUs(balancer.process);
		for (const stream of [balancer.process.stdout, balancer.process.stderr])
			stream.setEncoding('utf8').on('data', text => (balancer.log += text));
		balancer.exited = once(balancer.process, 'close');
		await balancer.sees('one', 'UP');
		await balancer.sees('two', 'UP');
		return balancer;
	}

	/** A command of its admin socket; answers what it says. */
	async ask(command) {
		const socket = connect(join(this.folder, 'admin.sock')).setEncoding('utf8');
		let said = '';
		socket.on('data', text => (said += text)).on('error', () => {});
		const closed = new Promise(resolve => socket.once('close', resolve));
		socket.end(`${command}\n`);
		await closed;
		return said;
	}

	/** Each replica's line of `show stat`, by its name in the configuration. */
	async replicas() {
		const [head, ...lines] = (await this.ask('show stat')).trim().split('\n').map(line => line.split(','));
		const named = lines.map(line => Object.fromEntries(line.map((value, i) => [head[i].replace('# ', ''), value])));
		return Object.fromEntries(named.filter(line => line.pxname === 'replicas').map(line => [line.svname, line]));
	}

	/** Waits until a replica's checks say UP or DOWN, and nothing in between. */
	sees(name, status) {
		const answers = async () => (await this.replicas())[name]?.status === status;
		return started(this.process, `HAProxy, asked whether ${name} is ${status},`, { answers, said: () => this.log });
	}

	async stop() {
		this.process.kill('SIGTERM');
		await this.exited;
		rmSync(this.folder, { recursive: true, force: true });
	}
}
