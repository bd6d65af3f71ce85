// The database of a run: made, filled and thrown away, or kept in a folder, where the next run finds it filled and
// brings it up to date with the functions and migrations of today.
import { appendFileSync, chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { give, makeCluster } from '../../harness/cluster.mjs';
import { atEnd } from '../../harness/ending.mjs';
import { Postgresql } from '../../harness/postgresql.mjs';
import { Database } from '../../sql/database.mjs';

// A quarter of 4 GB; what a crash would take may go, since nothing crashes here. Plans are the same.
const SETTINGS = {
	listen_addresses: "''", max_connections: 60, shared_buffers: "'1GB'", effective_cache_size: "'3GB'", random_page_cost: 1.1, autovacuum: 'off', fsync: 'off',
	full_page_writes: 'off', wal_level: 'minimal', max_wal_senders: 0, max_wal_size: "'16GB'", checkpoint_timeout: "'1h'", log_min_error_statement: 'panic',
	track_functions: 'pl',
};

export class Place extends Database {
	/** `kept`: the folder that stays; else one of its own, which goes at the end. */
	static open(kept) {
		const place = new Place();
		place.isKept = kept !== undefined;
		place.folder = kept ?? mkdtempSync(join(tmpdir(), 'frontdesk-scale-'));
		place.config = join(place.folder, 'frontdesk.conf');
		place.isNew = !existsSync(place.config);
		for (const name of ['', 'keys', 'pg']) mkdirSync(join(place.folder, name), { recursive: true, mode: name === 'keys' ? 0o700 : 0o755 });
		chmodSync(place.folder, 0o755); // PostgreSQL's user may be another
		place.postgresql = new Postgresql(give(join(place.folder, 'pg')));
		place.postgresql.forget(); // its own duty would take the folder
		place.forget = atEnd(() => place.remove());
		if (place.isNew) place.#make();
		place.postgresql.boot();
		if (place.isNew) place.#configure();
		place.command('migrate');
		return place;
	}

	#make() {
		makeCluster(this.postgresql.data);
		appendFileSync(join(this.postgresql.data, 'postgresql.conf'),
			`unix_socket_directories = '${this.postgresql.folder}'\n${Object.entries(SETTINGS).map(([name, value]) => `${name} = ${value}\n`).join('')}`);
	}

	#configure() {
		writeFileSync(this.config, ['frontdesk_gateway', 'frontdesk_admin']
			.map((user, i) => `${i ? 'owner_database' : 'database'} = ${this.postgresql.connection(user)}\n`).join('') + `keys = ${join(this.folder, 'keys')}\n`);
		this.command('key', 'init');
	}

	/** What was filled here before, as note() was told; undefined when nothing was. */
	get noted() {
		const file = join(this.folder, 'filled.json');
		return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
	}

	note(filled) {
		writeFileSync(join(this.folder, 'filled.json'), JSON.stringify(filled));
	}

	remove() {
		this.forget();
		if (this.postgresql.isRunning) this.postgresql.halt('fast');
		if (!this.isKept) rmSync(this.folder, { recursive: true, force: true });
	}

	stop() {
		this.remove();
	}
}
