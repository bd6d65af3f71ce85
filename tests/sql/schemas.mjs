// What makes two databases one and the same, but for their rows: what is there, whose it is, and who
// may do what with it.
import assert from 'node:assert/strict';
import { ownDigits } from '../../sql/names.mjs';
import { roleOf } from './database.mjs';

const owner = column => `pg_get_userbyid(${column}) AS owner`;
const rights = (list, kind, ownerColumn) => `ARRAY(SELECT concat_ws(' ', CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee) END,
		a.privilege_type, a.is_grantable, 'by', pg_get_userbyid(a.grantor))
	FROM aclexplode(coalesce(${list}, acldefault('${kind}', ${ownerColumn}))) a ORDER BY 1) AS rights`;
const within = column => `${column} IN (SELECT oid FROM pg_namespace WHERE nspname = ANY ($1))`;

// Each takes the schemas' names.
const parts = {
	schemas: `SELECT nspname, ${owner('nspowner')}, ${rights('nspacl', 'n', 'nspowner')}
		FROM pg_namespace WHERE nspname = ANY ($1) ORDER BY 1`,
	defaults: `SELECT pg_get_userbyid(defaclrole) AS role, defaclnamespace::regnamespace::text AS schema, defaclobjtype AS kind,
			ARRAY(SELECT acl::text FROM unnest(defaclacl) AS acl ORDER BY 1) AS rights
		FROM pg_default_acl WHERE defaclnamespace = 0 OR ${within('defaclnamespace')} ORDER BY 1, 2, 3`,
	functions: `SELECT oid::regprocedure::text AS name, pg_get_functiondef(oid) AS text, ${owner('proowner')}, ${rights('proacl', 'f', 'proowner')}
		FROM pg_proc WHERE ${within('pronamespace')} ORDER BY 1`,
	relations: `SELECT oid::regclass::text AS name, relkind, reloptions, ${owner('relowner')}, ${rights('relacl', 'r', 'relowner')}
		FROM pg_class WHERE relkind NOT IN ('i', 't') AND ${within('relnamespace')} ORDER BY 1`,
	columns: `SELECT c.oid::regclass::text AS relation, a.attname, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull, a.attstorage,
			pg_get_expr(d.adbin, d.adrelid) AS preset, a.attacl::text
		FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
		WHERE c.relkind IN ('r', 'v') AND ${within('c.relnamespace')} ORDER BY 1, a.attnum`,
	constraints: `SELECT conrelid::regclass::text AS relation, conname, pg_get_constraintdef(oid) AS text
		FROM pg_constraint WHERE ${within('connamespace')} ORDER BY 1, 2`,
	indexes: `SELECT pg_get_indexdef(oid) AS text FROM pg_class WHERE relkind = 'i' AND ${within('relnamespace')} ORDER BY 1`,
	triggers: `SELECT pg_get_triggerdef(t.oid) AS text, t.tgenabled FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
		WHERE NOT t.tgisinternal AND ${within('c.relnamespace')} ORDER BY 1`,
	views: `SELECT oid::regclass::text AS name, pg_get_viewdef(oid) AS text FROM pg_class WHERE relkind = 'v' AND ${within('relnamespace')} ORDER BY 1`,
};

// PostgreSQL writes `status IN ('a', 'b')` of a varchar in one form, and in another once that was read
// back from a dump: here in the second form either way.
const sameLists = text => text.replace(/\(ARRAY\[([^\]]*)\]\)::text\[\]/g,
	(_, list) => `ARRAY[${list.split(', ').map(item => `(${item})::text`).join(', ')}]`);

/** Control, public and one tenant's schema, under a name that is every tenant's. */
export async function readSchemas(client, tenant) {
	const answers = { recorded: (await client.query(
		`SELECT 'control' AS schema, number, name, checksum FROM control.migrations
		UNION ALL SELECT 'tenant', number, name, checksum FROM control.tenant_migrations WHERE tenant_id = $1 ORDER BY 1, 2`, [tenant])).rows };
	const { rows: [{ path }] } = await client.query("SELECT current_setting('search_path') AS path");
	await client.query("SELECT set_config('search_path', '', false)"); // so that every name is whole
	for (const [part, text] of Object.entries(parts))
		answers[part] = (await client.query(text, [['control', 'public', roleOf(tenant)]])).rows;
	await client.query("SELECT set_config('search_path', $1, false)", [path]);
	const read = JSON.parse(sameLists(JSON.stringify(answers)).replaceAll(roleOf(tenant), 'tenant_x').replaceAll(tenant, 'x').replaceAll(`_${ownDigits(tenant)}`, '_x'));
	read.functions.sort((a, b) => (a.name < b.name ? -1 : 1)); // by what they are called in the files
	return read;
}

/** Holds one reading against another, and shows what differs alone. */
export function assertSame(found, wanted) {
	const lines = parts => Object.entries(parts).flatMap(([part, rows]) => rows.map(row => `${part} ${JSON.stringify(row)}`));
	const [here, there] = [lines(found), lines(wanted)];
	assert.deepEqual({ extra: here.filter(line => !there.includes(line)), missing: there.filter(line => !here.includes(line)) }, { extra: [], missing: [] });
	assert.deepEqual(found, wanted); // in their order, too
}
