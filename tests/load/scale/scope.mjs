// Running statements as the server does: its login, a transaction each, the tenant's role and path.
import { roleOf } from '../../sql/database.mjs';

// As gateway/pg/connect.c starts a session, but for the limits of time, which are what is looked for here.
export const SESSION = 'SET jit = off; SET timezone = UTC; SET statement_timeout = 60000; SET search_path = pg_catalog';

/** Runs it, and answers the milliseconds that the statement took; what it wrote is taken back. */
export async function run(client, statement, values, tenant) {
	await client.query('BEGIN');
	try {
		if (!statement.isControl)
			await client.query("SELECT set_config('role', $1, true), set_config('search_path', $1, true)", [roleOf(tenant)]);
		const began = process.hrtime.bigint();
		await client.query({ text: statement.sql, values, rowMode: 'array' });
		return Number(process.hrtime.bigint() - began) / 1e6;
	} catch (error) {
		error.message = `${statement.name}: ${error.message}`;
		throw error;
	} finally {
		await client.query('ROLLBACK');
	}
}

/** A PostgreSQL that has just started leaves sessions alone whose people may still come back; this one is old. */
export async function pretendToBeOld(postgresql, tenant) {
	const schema = roleOf(tenant), now = 'pg_postmaster_start_time()';
	const client = await postgresql.client();
	try {
		await client.query(`SET search_path = ${schema}`);
		await client.query(`CREATE OR REPLACE FUNCTION ${schema}.${now} RETURNS timestamptz LANGUAGE sql AS $$ SELECT now() - interval '1 hour' $$`);
		const { rows } = await client.query('SELECT pg_get_functiondef(oid) AS text FROM pg_proc WHERE pronamespace = $1::regnamespace AND prosrc LIKE $2', [schema, `% ${now}%`]);
		for (const { text } of rows) await client.query(text.replaceAll(` ${now}`, ` ${schema}.${now}`));
	} finally {
		await client.end();
	}
}
