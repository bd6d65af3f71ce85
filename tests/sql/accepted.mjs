// Whether PostgreSQL accepts a statement of the server's in its scope, with the columns that its header
// says. Nothing is read or written.
import assert from 'node:assert/strict';
import { roleOf } from './database.mjs';

// The OID of each parameter type, and the column types that each reader takes.
const PARAMS = { text: 25, uuid: 2950, int: 20, bool: 16, bytes: 17, time: 1184, json: 3802, texts: 1009 };
const COLUMNS = {
	text: ['text', 'character varying'], uuid: ['uuid'], int: ['bigint', 'integer', 'smallint'], bool: ['boolean'],
	bytes: ['bytea'], time: ['timestamp with time zone'], json: ['json', 'jsonb', 'text'],
};
const SEALED = ['json', 'uuid', 'uuid', 'text', 'text', 'bytes', 'bytes'];

function expectedColumns({ returns }) {
	if (returns.kind === 'json') return ['json'];
	if (returns.kind === 'sealed') return SEALED;
	if (returns.kind === 'nothing') return null;
	const own = returns.columns.map(column => column.type);
	return returns.kind === 'rowSealed' ? [...own, ...SEALED] : own;
}

async function enter(client, statement, tenant) {
	await client.query('BEGIN');
	const scope = statement.isControl ? ['none', 'pg_catalog'] : Array(2).fill(roleOf(tenant));
	await client.query("SELECT set_config('role', $1, true), set_config('search_path', $2, true)", scope);
}

// Parse and Describe, as the server's own protocol has them: no row is read or written.
class Description {
	constructor(statement) {
		this.statement = statement;
		this.fields = [];
		this.done = new Promise((resolve, reject) => Object.assign(this, { resolve, reject }));
	}

	submit(connection) {
		connection.parse({ text: this.statement.sql, types: this.statement.params.map(param => PARAMS[param.type]) });
		connection.describe({ type: 'S' });
		connection.sync();
	}

	handleRowDescription({ fields }) {
		this.fields = fields;
	}

	handleError(error) {
		this.error = error;
	}

	handleReadyForQuery() {
		this.error ? this.reject(this.error) : this.resolve(this.fields);
	}
}

async function describe(client, statement) {
	const description = new Description(statement);
	client.query(description);
	return description.done;
}

// EXPLAIN gets the plan ready to run, and with that checks the rights to every table and function.
async function checkRights(client, statement) {
	const types = statement.params.map(param => `${PARAMS[param.type]}::oid::regtype`);
	const { rows } = await client.query(`SELECT ARRAY[${types}]::regtype[]::text[] AS names`);
	const list = values => (values.length > 0 ? `(${values.join(', ')})` : '');
	await client.query(`PREPARE tried ${list(rows[0].names)} AS ${statement.sql}`);
	await client.query(`EXPLAIN EXECUTE tried ${list(statement.params.map(() => 'NULL'))}`);
}

async function typeNames(client, fields) {
	const { rows } = await client.query('SELECT format_type(t, NULL) AS name FROM unnest($1::oid[]) AS t', [fields.map(f => f.dataTypeID)]);
	return rows.map(row => row.name);
}

/** As the gateway's login would run it, for this tenant; `client` is that login's, and has a transaction open then. */
export async function assertAccepted(client, statement, tenant) {
	await enter(client, statement, tenant);
	const fields = await describe(client, statement);
	await checkRights(client, statement);
	const expected = expectedColumns(statement);
	if (!expected) return;
	const names = await typeNames(client, fields);
	assert.equal(names.length, expected.length, `${statement.file}:${statement.line}: columns ${names.join(', ')}`);
	expected.forEach((type, i) =>
		assert.ok(COLUMNS[type].includes(names[i]), `${statement.file}:${statement.line}: column ${i + 1} is ${names[i]}, not ${type}`));
}
