// What is loaded: Frontdesk's workers, and their partners. Each side answers `ports` for the loader
// and `pids` for whose processor time and memory count as the server's.
import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RespClient } from '../harness/resp.mjs';
import { Server, freePort } from '../harness/server.mjs';
import { hasEnded, started, until } from '../harness/wait.mjs';
import { makeCrowd, makePeople } from './people.mjs';
import { pin } from './pin.mjs';

export const here = dirname(fileURLToPath(import.meta.url));
export const built = join(here, '../../build/release/load');

function answers(port) {
	return new Promise(resolve => {
		const socket = connect(port, '127.0.0.1', () => resolve(socket.destroy() && true));
		socket.on('error', () => resolve(false));
	});
}

async function redisAnswers(path) {
	const client = await RespClient.open({ path }).catch(() => null);
	const answer = await client?.command('PING').catch(() => null);
	client?.close();
	return Boolean(answer);
}

/** A program of ours or a partner's, ended by its own process id; on every port there is an answer, and to its question. */
export class Program {
	static async start(command, args, { cores, ports = [], env = {}, question = () => true } = {}) {
		const program = new Program();
		program.process = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...env } });
		program.said = '';
		program.process.stderr.setEncoding('utf8').on('data', text => (program.said += text));
		for (const port of ports) await started(program.process, command, { answers: () => answers(port), said: () => program.said });
		await started(program.process, command, { answers: question, said: () => program.said });
		if (cores) pin(program.pid, cores);
		program.ports = ports;
		program.pids = [program.pid];
		return program;
	}

	get pid() {
		return this.process.pid;
	}

	async stop() {
		if (hasEnded(this.process)) return;
		const ended = new Promise(resolve => this.process.once('close', resolve));
		this.process.kill('SIGKILL');
		await ended;
	}
}

/** A Redis that keeps nothing, on a unix socket. */
export async function startRedis(cores) {
	const folder = mkdtempSync(join(tmpdir(), 'frontdesk-load-redis-'));
	const port = await freePort(), socket = join(folder, 'socket');
	const redis = await Program.start('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder,
		'--unixsocket', socket], { cores, ports: [port], question: () => redisAnswers(socket) });
	redis.socket = socket;
	const stop = redis.stop.bind(redis);
	redis.stop = () => stop().then(() => rmSync(folder, { recursive: true, force: true }));
	return redis;
}

/** The bare libwebsockets relay. */
export async function startBareRelay(cores) {
	const port = await freePort();
	return Program.start(join(built, 'relay_lws'), [String(port)], { cores, ports: [port] });
}

/** Node processes of `ws` around a Redis. */
export async function startNodeRelays(redis, cores) {
	const programs = [];
	for (const core of cores) {
		const port = await freePort();
		programs.push(await Program.start(process.execPath, [join(here, 'partners/relay_node.mjs'), String(port), redis.socket], { cores: core, ports: [port] }));
	}
	return {
		ports: programs.flatMap(p => p.ports), pids: [...programs.flatMap(p => p.pids), redis.pid],
		stop: () => Promise.all(programs.map(p => p.stop())),
	};
}

/** Frontdesk with its PostgreSQL, its tenants, and as many people as were asked for so far. */
export class House {
	static async start(settings = {}) {
		const house = new House();
		house.server = await Server.start({ connections_max: '18000', log_level: 'warn', ...settings });
		house.tenants = ['North', 'South', 'East', 'West'].map(name => house.server.createTenant(name));
		house.lines = [];
		house.twins = [];
		house.file = join(house.server.folder, 'people');
		return house;
	}

	/** Makes people; then the worker starts anew, with nothing of theirs in its memory. */
	async people(count) {
		if (count <= this.lines.length) return;
		await makePeople(this.server, this.tenants, this.lines, count, this.file);
	}

	/** So many sessions in a file of their own, for those who only listen: the people's come first. */
	async crowd(count) {
		const file = join(this.server.folder, 'crowd');
		await makeCrowd(this.server, this.tenants, this.lines, count, file);
		return file;
	}

	/** Sessions of a tenant that nobody sits in; answers their ids. */
	async emptySessions(tenant, count) {
		const client = await this.server.postgresql.client('frontdesk_gateway');
		try {
			await client.query("SELECT set_config('role', $1, false), set_config('search_path', $1, false)", [`tenant_${tenant.replaceAll('-', '')}`]);
			const { rows } = await client.query(`WITH visitor AS (INSERT INTO visitors (visitor_id)
					SELECT 'v-' || gen_random_uuid() FROM generate_series(1, $1) RETURNING visitor_id)
				INSERT INTO chat_sessions (visitor_id, status) SELECT visitor_id, 'active' FROM visitor RETURNING id`, [count]);
			return rows.map(row => row.id);
		} finally {
			await client.end();
		}
	}

	async restart() {
		await this.server.kill('SIGTERM');
		await this.server.boot();
	}

	/** A counter or gauge, of all workers together. */
	async metric(name) {
		const text = await (await fetch(`${this.server.url}/metrics`)).text();
		return text.split('\n').filter(line => line.startsWith(`${name} `) || line.startsWith(`${name}{`))
			.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
	}

	/** Lets PostgreSQL count its statements; costs it a start, and each statement a little. */
	async countStatements() {
		const { postgresql } = this.server;
		appendFileSync(join(postgresql.data, 'postgresql.conf'), "shared_preload_libraries = 'pg_stat_statements'\n");
		postgresql.halt();
		postgresql.boot();
		await postgresql.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
		await this.restart();
	}

	/** How often statements that hold this text have run. */
	async calls(text) {
		const [row] = await this.server.postgresql.query('SELECT coalesce(sum(calls), 0)::int AS calls FROM pg_stat_statements WHERE strpos(query, $1) > 0 AND toplevel', [text]);
		return row.calls;
	}

	/** Waits until the writer has stored what it was given. */
	async settle() {
		await until(async () => await this.metric('frontdesk_writer_pending') === 0, 60_000, 'the writer to be done');
	}

	pin({ worker, database }) {
		pin(this.server.process.pid, worker);
		pin(this.postmaster(), database);
	}

	postmaster() {
		return Number(readFileSync(join(this.server.postgresql.data, 'postmaster.pid'), 'utf8').split('\n')[0]);
	}

	get ports() {
		return [this.server.port];
	}

	get pids() {
		return [this.server.process.pid];
	}

	/** Two replicas of this house around a Redis, each on a core of its own. */
	async replicas(redis, cores, rest) {
		const servers = [];
		for (const core of cores) {
			const twin = await Server.twin(this.server, { redis: `unix:${redis.socket}`, workers: '1' });
			this.twins.push(twin);
			pin(twin.process.pid, core);
			servers.push(twin);
		}
		pin(this.postmaster(), rest);
		return {
			ports: servers.map(s => s.port),
			pids: [...servers.map(s => s.process.pid), redis.pid],
			settle: () => this.settle(),
			loseFirst: () => servers[0].kill('SIGKILL'),
			stop: () => Promise.all(servers.map(s => s.kill('SIGTERM'))),
		};
	}

	async stop() {
		await Promise.all(this.twins.map(twin => twin.kill('SIGTERM'))); // those of a measure that failed
		return this.server.stop();
	}
}
