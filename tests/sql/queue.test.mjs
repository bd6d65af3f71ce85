// A long queue: what is read of it for places, lists and who comes does not multiply.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readStatements } from '../../sql/parse.mjs';
import { Database, project } from './database.mjs';

const WAITING = 20_000, AT_ONCE = 200;
const statements = Object.fromEntries(Object.values(readStatements(join(project, 'sql'))).flat().map(statement => [statement.name, statement]));

let database, tenant, queue;
before(async () => {
	database = Database.start(['Northwind']);
	[tenant] = database.tenants;
	await database.inScope(tenant, async client => {
		await client.query("INSERT INTO visitors (visitor_id) SELECT 'v-' || n FROM generate_series(1, $1::int) n", [WAITING]);
		({ rows: queue } = await client.query(`INSERT INTO chat_sessions (visitor_id, started_at)
			SELECT 'v-' || n, now() - interval '1 day' + n * interval '1 second' FROM generate_series(1, $1::int) n RETURNING id`, [WAITING]));
		queue = queue.map(row => row.id);
	});
	await database.postgresql.query('VACUUM ANALYZE');
});
after(() => database?.stop());

/** A statement of the server, with its rows and how many sessions PostgreSQL looked at for it. */
function run(name, values) {
	return database.inScope(tenant, async client => {
		const { columns, kind } = statements[name].returns;
		const answer = await client.query({ text: statements[name].sql, values, rowMode: 'array' });
		const rows = answer.rows.map(row => Object.fromEntries((kind === 'json' ? [{ name: 'json' }] : columns).map((column, i) => [column.name, row[i]])));
		const { rows: [{ read }] } = await client.query(`SELECT (t.seq_tup_read + t.idx_tup_fetch + (SELECT coalesce(sum(
			pg_stat_get_xact_tuples_returned(i.indexrelid)), 0) FROM pg_index i WHERE i.indrelid = t.relid))::int AS read
			FROM pg_stat_xact_user_tables t WHERE t.relid = 'chat_sessions'::regclass`);
		return { rows, read };
	});
}

async function places() {
	const { rows: [{ ids }], read } = await run('chat_places', [100_000]);
	const each = Array.from({ length: ids.length / 16 }, (_, i) => ids.subarray(i * 16, i * 16 + 16).toString('hex'));
	return { ids: each, read };
}

test('one pass reads the places of all who wait, in their order', async () => {
	const { ids, read } = await places();
	assert.deepEqual(ids, queue.map(id => id.replaceAll('-', '')));
	assert.ok(read <= 2 * WAITING, `${read} rows read`);
});

test('lists of sessions whose places are known read no more than these', async () => {
	const last = queue.slice(-AT_ONCE), known = last.map((_, i) => String(WAITING - AT_ONCE + 1 + i));
	const { rows, read } = await run('chat_session_digests', [last, known]);
	assert.deepEqual(new Map(rows.map(row => [row.session_id, JSON.parse(row.session).queuePosition])), new Map(last.map((id, i) => [id, Number(known[i])])));
	assert.ok(read <= WAITING, `${read} rows read`);
});

test('a place that is not known is counted', async () => {
	const { rows } = await run('chat_session_digests', [[queue[6], queue[7]], ['', '3']]);
	assert.deepEqual(rows.map(row => JSON.parse(row.session).queuePosition).sort(), [3, 7]);
	const load = await run('chat_session_load', [queue[8], null]);
	assert.equal(JSON.parse(load.rows[0].for_visitor).queuePosition, 9);
});

test('who comes back and whose place is known costs as much as in a short queue', async () => {
	const id = queue.at(-1);
	for (const [name, values] of [['chat_session_load', [id, 77]], ['chat_resume', [id, null, null, 50, 24_576, 77]]]) {
		const { rows, read } = await run(name, values);
		assert.equal(JSON.parse(rows[0].for_visitor).queuePosition, 77);
		assert.ok(read <= 10, `${name}: ${read} rows read`);
	}
});

test('a page of the queue reads no more than the queue’s length, and has its places wherever it begins', async () => {
	const page = async cursor => {
		const { rows, read } = await run('chat_queue', [cursor, 50]);
		assert.ok(read <= 3 * WAITING, `${read} rows read`);
		return rows[0].json;
	};
	const first = await page(null), second = await page(first.next);
	assert.deepEqual([...first.items, ...second.items].map(item => [item.id, item.queuePosition]), queue.slice(0, 100).map((id, i) => [id, i + 1]));
	assert.equal(second.waiting, WAITING);
});
