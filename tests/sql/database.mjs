// A freshly migrated database with tenants, and the driver that puts work through the database
// layer alone (driver.c).
import { spawn, execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { atEnd } from '../harness/ending.mjs';
import { ownText } from '../harness/names.mjs';
import { Postgresql, roleOf } from '../harness/postgresql.mjs';

export const project = join(dirname(fileURLToPath(import.meta.url)), '../..');
const binary = process.env.FRONTDESK_BINARY ?? join(project, 'build/release/frontdesk');

export { roleOf };

export class Database {
	static start(tenantNames) {
		const database = new Database();
		database.postgresql = Postgresql.start();
		database.folder = mkdtempSync(join(tmpdir(), 'frontdesk-sql-'));
		database.forget = atEnd(() => database.remove());
		mkdirSync(join(database.folder, 'keys'), { mode: 0o700 });
		database.config = join(database.folder, 'frontdesk.conf');
		writeFileSync(database.config, [
			`database = ${database.postgresql.connection('frontdesk_gateway')}`,
			`owner_database = ${database.postgresql.connection('frontdesk_admin')}`,
			`keys = ${join(database.folder, 'keys')}`, '',
		].join('\n'));
		database.command('key', 'init');
		database.command('migrate');
		database.tenants = tenantNames.map(name => database.createTenant(name));
		return database;
	}

	command(...args) {
		const done = spawnSync(binary, [...args, '--config', this.config], { encoding: 'utf8' });
		if (done.status !== 0) throw new Error(`frontdesk ${args.join(' ')}: ${done.stdout}${done.stderr}`);
		return done.stdout;
	}

	createTenant(name) {
		const said = this.command('tenant', 'create', '--name', name, '--time-zone', 'Europe/Berlin', '--origin', 'http://shop.example');
		return said.match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/)[0];
	}

	/** Statements under a tenant's scope, in one transaction, as the gateway. */
	inScope(tenant, work) {
		return this.postgresql.inScope(tenant, work);
	}

	/** A number of open sessions, each of a visitor of its own; answers the sessions' ids. */
	makeSessions(tenant, count) {
		return this.inScope(tenant, async client => {
			const { rows } = await client.query(
				`WITH visitor AS (INSERT INTO visitors (visitor_id)
					SELECT 'v-' || gen_random_uuid() FROM generate_series(1, $1) RETURNING visitor_id)
				INSERT INTO chat_sessions (visitor_id, status) SELECT visitor_id, 'active' FROM visitor RETURNING id`, [count]);
			return rows.map(row => row.id);
		});
	}

	messages(tenant) {
		return this.postgresql.query(
			`SELECT id, session_id, seq::int, content FROM ${roleOf(tenant)}.chat_messages ORDER BY session_id, seq`);
	}

	/** `renewAfter`: tenants that a connection enters before another takes its place. */
	driver({ connections = 1, renewAfter = 40 } = {}) {
		return new Driver(this.postgresql.connection('frontdesk_gateway'), connections, join(this.folder, 'keys'), renewAfter);
	}

	stop() {
		this.postgresql.stop();
		this.remove();
	}

	remove() {
		this.forget();
		rmSync(this.folder, { recursive: true, force: true });
	}
}

const built = new Set();

/** A program of this folder, built. */
export function program(name) {
	const path = `build/release/sql/${name}`;
	if (!built.has(name)) execFileSync('make', ['-s', path], { cwd: project, stdio: ['ignore', 'ignore', 'inherit'] });
	built.add(name);
	return join(project, path);
}

/** One process with the database layer in it. */
export class Driver {
	constructor(connection, connections, keys, renewAfter) {
		this.process = spawn(process.env.FRONTDESK_SQL_DRIVER ?? program('driver'), [connection, String(connections), keys, String(renewAfter)], { stdio: 'pipe' });
		this.log = '';
		this.answers = new Map();
		this.waiting = new Map();
		this.number = 0;
		this.process.stderr.setEncoding('utf8').on('data', text => (this.log += text));
		createInterface({ input: this.process.stdout }).on('line', line => this.#take(line));
		this.exited = once(this.process, 'exit');
	}

	#take(line) {
		const [key, word, count, ...rest] = line.split(' ');
		const answer = { word, count: Number(count), json: rest.join(' ') };
		this.answers.set(key, answer);
		this.waiting.get(key)?.(answer);
	}

	#answer(key) {
		return new Promise(resolve => this.waiting.set(key, resolve));
	}

	/** Answers { word: the error's code or none, count: rows, json }. */
	run(tenant, sql, { write = false, slow = false, returns = 'json' } = {}) {
		const number = ++this.number;
		const answer = this.#answer(String(number));
		this.process.stdin.write(`run ${number} ${tenant ?? '-'} ${write ? 'write' : slow ? 'slow' : 'read'} ${returns} ${tenant ? ownText(sql, tenant) : sql}\n`);
		return answer;
	}

	/** What `ask` asks for reaches the process by one write: all of it is there when the first of it is looked at. */
	together(ask) {
		this.process.stdin.cork();
		const answers = ask();
		this.process.stdin.uncork();
		return answers;
	}

	/** The same statement many times at once. */
	queue(tenant, sql, count) {
		const first = this.number + 1;
		this.number += count;
		const answers = Array.from({ length: count }, (_, i) => this.#answer(String(first + i)));
		this.process.stdin.write(`queue ${first} ${count} ${tenant} ${ownText(sql, tenant)}\n`);
		return Promise.all(answers);
	}

	/** Answers { word: the outcome, count: seq }; a message stored twice at once needs two drivers. */
	store(tenant, session, id, content, sender = 'visitor') {
		const answer = this.#answer(id);
		this.process.stdin.write(`store ${tenant} ${session} ${id} ${sender} ${content}\n`);
		return answer;
	}

	/** Ends the input and waits until all is done; answers the exit status. */
	async end() {
		this.process.stdin.end();
		const [status] = await this.exited;
		return status;
	}
}
