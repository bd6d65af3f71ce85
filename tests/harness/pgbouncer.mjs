// A PgBouncer of the test run's own before a PostgreSQL, with its Debian package's settings but for where it is.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atEnd } from './ending.mjs';
import { account } from './cluster.mjs';
import { started } from './wait.mjs';

const PORT = 6432; // of its socket in its own folder: it listens nowhere else

function answers(path) {
	return new Promise(resolve => {
		const socket = connect({ path }, () => socket.end(() => resolve(true)));
		socket.on('error', () => resolve(false));
	});
}

export class PgBouncer {
	/** `settings` beside the package's, as its file has them. */
	static async start(postgresql, settings = {}) {
		const bouncer = new PgBouncer();
		bouncer.folder = mkdtempSync(join(tmpdir(), 'frontdesk-pgbouncer-'));
		chmodSync(bouncer.folder, 0o777);
		const lines = { unix_socket_dir: bouncer.folder, listen_addr: '', listen_port: PORT, auth_type: 'any', ...settings };
		const file = join(bouncer.folder, 'pgbouncer.ini');
		writeFileSync(file, ['[databases]', `frontdesk = host=${postgresql.folder} user=frontdesk_gateway`, '[pgbouncer]',
			...Object.entries(lines).map(([name, value]) => `${name} = ${value}`), ''].join('\n'));
		const { uid, gid } = account();
		bouncer.process = spawn('/usr/sbin/pgbouncer', [file], { uid, gid, stdio: ['ignore', 'ignore', 'pipe'] });
		let said = '';
		bouncer.process.stderr.setEncoding('utf8').on('data', text => (said += text));
		bouncer.process.once('exit', atEnd(() => bouncer.process.kill('SIGKILL')));
		await started(bouncer.process, 'PgBouncer', { answers: () => answers(join(bouncer.folder, `.s.PGSQL.${PORT}`)), said: () => said });
		return bouncer;
	}

	connection(user) {
		return `host=${this.folder} port=${PORT} user=${user} dbname=frontdesk`;
	}

	async stop() {
		const ended = once(this.process, 'exit');
		this.process.kill('SIGKILL');
		await ended;
		rmSync(this.folder, { recursive: true, force: true });
	}
}
