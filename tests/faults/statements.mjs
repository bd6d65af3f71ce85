// What PostgreSQL was asked: its own log of statements, by their names in sql/.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from '../harness/wait.mjs';

const sql = join(dirname(fileURLToPath(import.meta.url)), '../../sql');

/** The first line of a named statement: how it stands in the log. */
function firstLine(name) {
	for (const folder of readdirSync(sql, { withFileTypes: true }).filter(each => each.isDirectory()))
		for (const file of readdirSync(join(sql, folder.name))) {
			const [, body] = readFileSync(join(sql, folder.name, file), 'utf8').split(`-- ${name}(`);
			if (body) return body.split('\n').slice(1).find(line => line && !line.startsWith('--'));
		}
	throw new Error(`no statement is called ${name}`);
}

export class StatementLog {
	static async open(postgresql) {
		const log = Object.assign(new StatementLog(), { postgresql, path: join(postgresql.folder, 'log'), from: 0 });
		await postgresql.query("ALTER SYSTEM SET log_statement = 'all'");
		await postgresql.query('SELECT pg_reload_conf()');
		await until(async () => (await postgresql.query('SHOW log_statement'))[0].log_statement === 'all', 10_000, 'statements to be logged');
		return log;
	}

	/** Forgets what was asked so far. */
	clear() {
		this.from = statSync(this.path).size;
	}

	/** How often a statement was asked since. */
	count(name) {
		return readFileSync(this.path).subarray(this.from).toString('utf8').split(firstLine(name)).length - 1;
	}
}
