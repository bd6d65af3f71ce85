// One Frontdesk under test, a supervisor and its worker or workers, with its own folder, port and PostgreSQL, and a Redis if wanted.
import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { once } from 'node:events';
import { atEnd } from './ending.mjs';
import { Postgresql } from './postgresql.mjs';
import { freePort } from './ports.mjs';
import { Redis } from './redis.mjs';
import { TROUBLE, warnings } from './calm.mjs';
import { get, isTls, makeCertificate, trust } from './tls.mjs';
import { hasEnded, started } from './wait.mjs';

export { freePort };

const project = join(dirname(fileURLToPath(import.meta.url)), '../..');
/** This version's program, as tests may name it in their environment. */
export const thisVersion = () => process.env.FRONTDESK_BINARY ?? join(project, 'build/release/frontdesk');
const leaks = `suppressions=${join(project, 'tests/harness/leaks.supp')}:print_suppressions=0`;

export class Server {
	/**
	 * Starts PostgreSQL, migrates, makes a master key, starts a worker. `settings` go to its file;
	 * as a function they are asked for when PostgreSQL and Redis are there.
	 * `redis: true` starts a Redis for it, which is `server.redis` then; twins share it. With `tls`
	 * it ends TLS itself, by a certificate of its own, as makeCertificate takes it. `binary`: another program
	 * than this version's.
	 */
	static async start(settings = {}, { redis = false, tls = isTls, certificate = {}, binary = thisVersion() } = {}) {
		const server = new Server();
		server.expected = [];
		server.scheme = tls ? 'https' : 'http';
		server.postgresql = Postgresql.start();
		if (redis) server.redis = await Redis.start();
		server.folder = mkdtempSync(join(tmpdir(), 'frontdesk-test-'));
		server.forget = atEnd(() => server.remove());
		server.port = await freePort();
		server.url = `${server.scheme}://localhost:${server.port}`;
		server.log = '';
		server.binary = binary;
		mkdirSync(join(server.folder, 'keys'), { mode: 0o700 });
		server.config = join(server.folder, 'frontdesk.conf');
		server.configure({
			listen: `127.0.0.1:${server.port}`,
			public_url: server.url,
			database: server.postgresql.connection('frontdesk_gateway'),
			owner_database: server.postgresql.connection('frontdesk_admin'),
			keys: join(server.folder, 'keys'),
			spool: join(server.folder, 'spool'),
			rate_limits: 'false',
			...(tls ? server.secure(certificate) : {}),
			...(redis ? { redis: server.redis.address } : {}),
			...(typeof settings === 'function' ? await settings(server) : settings),
		});
		server.command(['key', 'init']);
		server.command(['migrate']);
		await server.boot();
		return server;
	}

	/** Another worker of the same installation, on a port of its own. End it with kill('SIGTERM'). */
	static async twin(first, changes = {}, { tls = first.scheme === 'https' } = {}) {
		const server = Object.assign(new Server(), { scheme: tls ? 'https' : 'http', expected: first.expected, postgresql: first.postgresql, redis: first.redis, folder: first.folder, binary: first.binary, prefix: first.prefix, log: '' });
		server.port = await freePort();
		server.url = `${server.scheme}://localhost:${server.port}`;
		server.config = join(first.folder, `frontdesk-${server.port}.conf`);
		const text = readFileSync(first.config, 'utf8').replaceAll(`:${first.port}`, `:${server.port}`);
		const same = Object.fromEntries(text.trim().split('\n').map(line => line.split(' = ')));
		server.configure({ ...same, ...(tls ? server.secure() : { tls_certificate: '', tls_key: '' }), ...changes });
		await server.boot();
		return server;
	}

	/** The warnings, by their event, that a test is about to provoke, here or at a twin, beside those of a
	 *  PostgreSQL or Redis that it breaks: with any other in its log a server does not stop without an error. */
	expect(...events) {
		this.expected.push(...events);
	}

	/** A certificate that all clients of this process trust; answers its settings, and as many connections
	 *  as any machine's descriptors carry at three for each. */
	secure(certificate) {
		this.pair = makeCertificate(this.folder, { name: `tls-${this.port}`, ...certificate });
		trust(this.pair);
		return { ...this.pair, connections_max: '5000' };
	}

	/** Where it is, for a proxy in front of it. */
	get address() {
		return { port: this.port, host: '127.0.0.1', scheme: this.scheme, pair: this.pair };
	}

	/** What its file of settings says, as pairs. */
	settings() {
		return readFileSync(this.config, 'utf8').trim().split('\n').map(line => line.split(/ = (.*)/, 2));
	}

	configure(settings) {
		writeFileSync(this.config, Object.entries(settings).map(([name, value]) => `${name} = ${value}\n`).join(''));
	}

	/** Runs a command of the binary; throws with what it said when it fails. */
	command(args, { input = '', expect = 0 } = {}) {
		const done = spawnSync(this.binary, [...args, '--config', this.config], { input, encoding: 'utf8' });
		if (done.status !== expect)
			throw new Error(`frontdesk ${args.join(' ')} ended with ${done.status ?? done.signal}:\n${done.stdout}${done.stderr}`);
		return done.stdout;
	}

	/** What doctor says, whatever its verdict. */
	doctor() {
		return spawnSync(this.binary, ['doctor', '--config', this.config], { encoding: 'utf8' }).stdout;
	}

	/** Starts the worker: behind the words of `prefix`, with what `environment` holds beside this process's own. */
	async boot() {
		const [program, ...args] = [...(this.prefix ?? []), this.binary, 'serve', '--config', this.config];
		this.process = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], env: { LSAN_OPTIONS: leaks, ...process.env, ...this.environment } });
		this.process.stderr.setEncoding('utf8').on('data', text => (this.log += text));
		const { process: child } = this;
		this.exited = once(child, 'close'); // with all that it said
		child.once('exit', atEnd(() => this.#killAll()));
		const answers = async () => (await fetch(`${this.url}/readyz`).catch(() => null))?.status === 200;
		await started(this.process, 'frontdesk serve', { answers, said: () => this.log });
	}

	/** The process of the only worker, or of the first. */
	get worker() {
		return this.workers()[0];
	}

	/** The process of each worker, by its number: what the supervisor last started. */
	workers() {
		const pids = [];
		for (const [line] of this.log.matchAll(/^.*"event":"worker started".*$/gm)) {
			const { worker, pid } = JSON.parse(line);
			pids[worker] = pid;
		}
		return pids;
	}

	/** GET on a connection of its own: fetch might take one that a worker had which is gone. */
	ask(path) {
		return new Promise((resolve, reject) => {
			get(`${this.url}${path}`, { agent: false }, async answer => {
				const parts = await answer.toArray().catch(reject);
				resolve({ status: answer.statusCode, text: Buffer.concat(parts ?? []).toString() });
			}).on('error', reject);
		});
	}

	/** Every worker's figure of that name, by its number. */
	async figures(name) {
		const { text } = await this.ask('/metrics');
		return [...text.matchAll(new RegExp(`^${name}{worker="\\d+"} (\\S+)$`, 'gm'))].map(([, value]) => Number(value));
	}

	/** kill -9, and a new one on the same port. */
	async crash() {
		await this.kill('SIGKILL');
		await this.boot();
	}

	/** Ends it: with SIGKILL supervisor and workers at once, as when the machine goes. */
	async kill(signal) {
		if (signal === 'SIGKILL') this.#killAll();
		else this.process.kill(signal);
		await this.exited;
		this.assertClean();
	}

	/** The supervisor is stopped first: it would start others. */
	#killAll() {
		const { pid } = this.process;
		this.process.kill('SIGSTOP');
		const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
		for (const worker of children.split(' ').filter(Boolean)) process.kill(Number(worker), 'SIGKILL');
		this.process.kill('SIGKILL');
	}

	remove() {
		this.forget();
		rmSync(this.folder, { recursive: true, force: true });
	}

	/** Throws when a sanitizer found a fault, or a leak at the end, or when something else went wrong than
	 *  the test expected. */
	assertClean() {
		const fault = this.log.match(/(AddressSanitizer|LeakSanitizer|runtime error).*/);
		if (fault) throw new Error(`a sanitizer spoke: ${fault[0]}\n${this.log.slice(-4000)}`);
		const broken = [this.postgresql.wasBroken && TROUBLE.postgresql, this.redis?.wasBroken && TROUBLE.redis].filter(Boolean);
		const unexpected = warnings(this.log, [...this.expected, ...broken.flat()]);
		if (unexpected.length) throw new Error(`the worker warned ${unexpected.length} times, first:\n${unexpected.slice(0, 5).join('\n')}`);
	}

	/** A tenant; answers its id. */
	createTenant(name, origins = ['http://shop.example'], timeZone = 'Europe/Berlin') {
		const said = this.command(['tenant', 'create', '--name', name, '--time-zone', timeZone, ...origins.flatMap(o => ['--origin', o])]);
		return said.match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/)[0];
	}

	addAgent(tenant, email, { name = 'Robin Hale', role = 'agent', password = 'correct horse battery', maxChats = 100 } = {}) {
		this.command(['agent', 'add', '--tenant', tenant, '--email', email, '--name', name, '--role', role, '--max-chats', String(maxChats), '--password-stdin'], { input: password });
		return { email, password };
	}

	async stop() {
		try {
			if (this.process && !hasEnded(this.process)) await this.kill('SIGTERM');
			this.assertClean();
		} finally {
			this.postgresql.stop();
			await this.redis?.stop();
			this.remove();
			if (process.env.FRONTDESK_KEEP_LOG) appendFileSync(process.env.FRONTDESK_KEEP_LOG, this.log);
		}
	}
}
