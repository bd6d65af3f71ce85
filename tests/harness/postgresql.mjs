// A PostgreSQL of the test run's own: own folder, own socket, nothing on the network.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { account, copyCluster, give, makeCluster, program, run } from './cluster.mjs';
import { atEnd } from './ending.mjs';
import { nameInScope } from './names.mjs';
import { until } from './wait.mjs';

/** The processes that work in a data folder: PostgreSQL's all do. */
function processesIn(folder) {
	return readdirSync('/proc').filter(name => /^\d+$/.test(name)).filter(pid => {
		try {
			return readlinkSync(`/proc/${pid}/cwd`) === folder;
		} catch {
			return false; // gone, or not ours
		}
	});
}

/** A tenant's role and schema. */
export const roleOf = tenant => `tenant_${tenant.replaceAll('-', '')}`;

export class Postgresql {
	/** Makes and starts a cluster with the logins frontdesk_admin and frontdesk_gateway. */
	static start() {
		const folder = give(mkdtempSync(join(tmpdir(), 'frontdesk-pg-')));
		const server = new Postgresql(folder);
		const { FRONTDESK_TESTS_CLUSTER: made } = process.env; // by run.mjs
		if (made) copyCluster(made, server.data);
		else makeCluster(server.data);
		appendFileSync(join(server.data, 'postgresql.conf'), [
			"listen_addresses = ''", `unix_socket_directories = '${folder}'`, 'max_connections = 60',
			"shared_preload_libraries = 'pg_stat_statements'", // counts statements for who makes the extension
			'fsync = off', // what dies here are processes, never the machine
			'log_min_error_statement = panic', 'log_error_verbosity = terse', 'log_parameter_max_length_on_error = 0', '',
		].join('\n'));
		server.boot();
		return server;
	}

	/** Makes and starts a standby of this server, and has each commit wait for it. */
	async standby() {
		const folder = give(mkdtempSync(join(tmpdir(), 'frontdesk-pg-')));
		const standby = new Postgresql(folder);
		run('pg_basebackup', ['-h', this.folder, '-U', 'frontdesk_admin', '-D', standby.data, '-R', '-X', 'stream', '--checkpoint=fast']);
		appendFileSync(join(standby.data, 'postgresql.conf'), `unix_socket_directories = '${folder}'\n`);
		standby.boot();
		await this.query("ALTER SYSTEM SET synchronous_standby_names = '*'");
		await this.query('SELECT pg_reload_conf()');
		await until(async () => (await this.query("SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'")).length === 1, 20_000, 'the standby to be synchronous');
		return standby;
	}

	/** As doctor wants an installation to be: what is stored is on the disk. */
	async outliveTheMachine() {
		await this.query('ALTER SYSTEM SET fsync = on');
		await this.query('SELECT pg_reload_conf()');
		await until(async () => (await this.query('SHOW fsync'))[0].fsync === 'on', 20_000, 'what is stored to be on the disk');
	}

	/** Makes a standby the primary. */
	promote() {
		run('pg_ctl', ['-D', this.data, '-w', 'promote']);
	}

	constructor(folder) {
		this.folder = folder;
		this.data = join(folder, 'data');
		this.forget = atEnd(() => this.stop());
	}

	boot() {
		try {
			run('pg_ctl', ['-D', this.data, '-w', '-t', '60', '-l', join(this.folder, 'log'), 'start']);
		} catch (error) {
			throw new Error(`${error.message}\n${this.lastWords()}`);
		}
	}

	/** The end of its log. */
	lastWords() {
		return readFileSync(join(this.folder, 'log'), 'utf8').slice(-1000);
	}

	/** mode: fast, or immediate (as a crash would). */
	halt(mode = 'fast') {
		this.wasBroken = true;
		run('pg_ctl', ['-D', this.data, '-w', '-m', mode, 'stop']);
	}

	/** kill -9 of the postmaster; done when its children have noticed and are gone. */
	async crash() {
		this.wasBroken = true;
		const [pid] = readFileSync(join(this.data, 'postmaster.pid'), 'utf8').split('\n');
		process.kill(Number(pid), 'SIGKILL');
		await until(() => !processesIn(this.data).length, 30_000, "PostgreSQL's processes to end");
		// Where nobody reaps it, its pid seems to be in use still.
		for (const lock of [join(this.data, 'postmaster.pid'), join(this.folder, '.s.PGSQL.5432.lock')]) rmSync(lock);
	}

	/** As boot, without holding this process's own loop. */
	async revive() {
		const { uid, gid } = account();
		const starting = spawn(program('pg_ctl'), ['-D', this.data, '-w', '-t', '60', '-l', join(this.folder, 'log'), 'start'], { uid, gid, stdio: 'ignore', cwd: '/' });
		const [code] = await once(starting, 'exit');
		if (code !== 0) throw new Error(`pg_ctl start: ${code}\n${this.lastWords()}`);
	}

	/** By its processes: a pid file outlives its own. */
	get isRunning() {
		return processesIn(this.data).length > 0;
	}

	connection(user, name = 'frontdesk') {
		return `host=${this.folder} user=${user} dbname=${name}`;
	}

	/** The database as pg_dump writes it. */
	dump(...options) {
		return run('pg_dump', ['-h', this.folder, '-U', 'frontdesk_admin', ...options, 'frontdesk']);
	}

	/** A client of the `pg` package; end it yourself. As the server's own it compiles no plans, but its statements
	 * have a minute: what is tested of them is not how busy the machine is. Within a tenant's scope functions are
	 * named as the files name them; in another database as they are there. */
	async client(user = 'frontdesk_admin', name = 'frontdesk') {
		const options = user === 'frontdesk_gateway' ? '-c jit=off -c statement_timeout=60s' : '';
		const client = new pg.Client({ host: this.folder, user, database: name, options });
		await client.connect();
		return name === 'frontdesk' ? nameInScope(client) : client;
	}

	/** Works in a tenant's scope, in one transaction. */
	async inScope(tenant, work) {
		const client = await this.client('frontdesk_gateway');
		try {
			await client.query('BEGIN');
			await client.query("SELECT set_config('role', $1, true), set_config('search_path', $1, true)", [roleOf(tenant)]);
			const answer = await work(client);
			await client.query('COMMIT');
			return answer;
		} finally {
			await client.end();
		}
	}

	async query(text, values = [], user = 'frontdesk_admin') {
		const client = await this.client(user);
		try {
			return (await client.query(text, values)).rows;
		} finally {
			await client.end();
		}
	}

	stop() {
		this.forget();
		try {
			if (this.isRunning) this.halt('immediate');
		} finally {
			rmSync(this.folder, { recursive: true, force: true });
		}
	}
}
