// nginx with the project's own configuration in front of replicas under test: only the addresses are
// the test's, and the folders of its temporary files, which a user without rights of their own needs.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endWithUs } from './ending.mjs';
import { started } from './wait.mjs';

const configuration = join(dirname(fileURLToPath(import.meta.url)), '../../deploy/nginx.conf');
const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(name => `\t${name}_temp_path ${name};\n`).join('');

export class Nginx {
	/** Listens on `port`; replicas are two Servers. */
	static async start(port, replicas) {
		const nginx = new Nginx();
		nginx.folder = mkdtempSync(join(tmpdir(), 'frontdesk-nginx-'));
		Object.assign(nginx, { port, url: `http://localhost:${port}`, log: '' });
		let text = readFileSync(configuration, 'utf8').replace('http {\n', `http {\n${temporary}`).replace('listen 127.0.0.1:8080', `listen 127.0.0.1:${port}`);
		replicas.forEach((replica, i) => (text = text.replace(`server 127.0.0.1:808${i + 1}`, `server 127.0.0.1:${replica.port}`)));
		writeFileSync(join(nginx.folder, 'nginx.conf'), text);
		const own = `daemon off; pid nginx.pid;${process.getuid() === 0 ? ' user root;' : ''}`;
		nginx.process = spawn('nginx', ['-p', nginx.folder, '-c', 'nginx.conf', '-e', 'stderr', '-g', own], {
			stdio: ['ignore', 'ignore', 'pipe'],
			env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
		});
		endWithUs(nginx.process, 'SIGTERM');
		nginx.process.stderr.setEncoding('utf8').on('data', said => (nginx.log += said));
		nginx.exited = once(nginx.process, 'close');
		const answers = async () => (await fetch(`${nginx.url}/healthz`).catch(() => null))?.status === 404;
		await started(nginx.process, 'nginx', { answers, said: () => nginx.log });
		return nginx;
	}

	async stop() {
		this.process.kill('SIGTERM');
		await this.exited;
		rmSync(this.folder, { recursive: true, force: true });
	}
}
