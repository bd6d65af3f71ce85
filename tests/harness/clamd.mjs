// A clamd of the test run's own: own folder, a unix socket, and signatures of two lines.
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atEnd, endWithUs } from './ending.mjs';
import { hasEnded, started } from './wait.mjs';

/** The test file of EICAR, in two parts: this file is not to be found by scanners. */
export const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('');

export class Clamd {
	/** `settings` are clamd.conf's own: { StreamMaxLength: '1M' }. Without `signatures` it finds something else than it should. */
	static async start(settings = {}, { signatures = true } = {}) {
		const clamd = new Clamd();
		clamd.folder = mkdtempSync(join(tmpdir(), 'frontdesk-clamd-'));
		clamd.forget = atEnd(() => clamd.remove());
		chmodSync(clamd.folder, 0o755);
		clamd.path = join(clamd.folder, 'socket');
		mkdirSync(join(clamd.folder, 'signatures'));
		const hex = Buffer.from(signatures ? EICAR : 'nobody ever sends this').toString('hex');
		writeFileSync(join(clamd.folder, 'signatures/test.ndb'), `Eicar-Test-Signature:0:*:${hex}\nAnother-Test:0:*:${Buffer.from('another that is not to be').toString('hex')}\n`);
		clamd.config = join(clamd.folder, 'clamd.conf');
		const all = { DatabaseDirectory: join(clamd.folder, 'signatures'), LocalSocket: clamd.path, TemporaryDirectory: clamd.folder, Foreground: 'yes', ...settings };
		writeFileSync(clamd.config, Object.entries(all).map(([name, value]) => `${name} ${value}\n`).join(''));
		await clamd.boot();
		return clamd;
	}

	/** What Frontdesk's setting `clamd` takes. */
	get address() {
		return `unix:${this.path}`;
	}

	async boot() {
		this.log = '';
		this.process = endWithUs(spawn('clamd', ['-c', this.config], { stdio: ['ignore', 'pipe', 'pipe'] }));
		for (const stream of [this.process.stdout, this.process.stderr])
			stream.setEncoding('utf8').on('data', text => (this.log += text));
		this.exited = once(this.process, 'close');
		await started(this.process, 'clamd', { answers: () => this.ask('PING').then(said => said === 'PONG\0').catch(() => null), said: () => this.log });
	}

	/** What it says to a command. */
	ask(command) {
		return new Promise((resolve, reject) => {
			let said = '';
			const socket = connect(this.path, () => socket.write(`z${command}\0`));
			socket.setEncoding('utf8').on('data', text => (said += text)).on('end', () => resolve(said)).on('error', reject);
		});
	}

	async kill() {
		this.process.kill('SIGKILL');
		await this.exited;
		rmSync(this.path, { force: true });
	}

	freeze() {
		this.process.kill('SIGSTOP');
	}

	thaw() {
		this.process.kill('SIGCONT');
	}

	async stop() {
		if (!hasEnded(this.process)) await this.kill();
		this.forget();
		this.remove();
	}

	remove() {
		rmSync(this.folder, { recursive: true, force: true });
	}
}

/** Something in clamd's place that answers as `answer(command)` says: a liar. Answers its address and how to end it. */
export async function liar(answer) {
	const folder = mkdtempSync(join(tmpdir(), 'frontdesk-liar-')), path = join(folder, 'socket'), open = new Set();
	const server = createServer(socket => {
		let heard = Buffer.alloc(0);
		open.add(socket);
		socket.on('error', () => {}).on('close', () => open.delete(socket)).on('data', bytes => {
			heard = Buffer.concat([heard, bytes]);
			const command = heard.subarray(1, heard.indexOf(0)).toString();
			const isWhole = command !== 'INSTREAM' || heard.subarray(-4).equals(Buffer.alloc(4));
			if (isWhole && heard.includes(0)) socket.end(answer(command));
		});
	}).listen(path);
	await once(server, 'listening');
	const stop = () => {
		for (const socket of open) socket.destroy();
		server.close();
		rmSync(folder, { recursive: true, force: true });
	};
	return { address: `unix:${path}`, stop };
}
