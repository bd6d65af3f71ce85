/* The catalogue's word on a tenant's tables, and their rows. */
#include "commands/tenant_section.h"

#include <stdio.h>
#include <string.h>

enum { ROWS_AT_ONCE = 200, HASH_SIZE = 32 };

/* clang-format off */
/*
 * $1 is the schema, $2 the tenant's id. A table's level is one more than that of those it refers to.
 * Rows that refer to others of their own table (a merged visitor to the one that remained, never
 * further) come behind those that do not. Whose a row is, no file says: it is the tenant's, for its
 * author may be anybody, and control's tables hold the rows of all. Of people, those who work here
 * stay as they are; the others are this import's, and noted as such until it is complete.
 */
static const char sections_query[] =
	"WITH RECURSIVE tables AS (\n"
	"  SELECT c.oid FROM pg_class c WHERE c.relnamespace = $1::text::regnamespace AND c.relkind = 'r'\n"
	"), refs AS (\n"
	"  SELECT DISTINCT f.conrelid AS child, f.confrelid AS parent FROM pg_constraint f\n"
	"  WHERE f.contype = 'f' AND f.conrelid <> f.confrelid\n"
	"    AND f.conrelid IN (SELECT oid FROM tables) AND f.confrelid IN (SELECT oid FROM tables)\n"
	"), levels (oid, level) AS (\n"
	"  SELECT oid, 1 FROM tables\n"
	"  UNION SELECT r.child, l.level + 1 FROM levels l JOIN refs r ON r.parent = l.oid\n"
	"  WHERE l.level < 50\n"
	"), parts (oid, level, filter) AS (\n"
	"  SELECT 'public.users'::regclass::oid, 0,\n"
	"    format('t.id IN (SELECT m.user_id FROM control.memberships m WHERE m.tenant_id = %L'\n"
	"      ' UNION SELECT a.user_id FROM %I.support_agents a)', $2::text, $1::text)\n"
	"  UNION ALL SELECT oid, max(level), 'true' FROM levels GROUP BY oid\n"
	"  UNION ALL SELECT name::regclass::oid, 100, format('t.tenant_id = %L', $2::text)\n"
	"  FROM unnest(ARRAY['control.memberships', 'control.session_counters',\n"
	"    'control.dead_letters', 'control.jobs']) AS named (name)\n"
	"), fields AS (\n"
	"  SELECT p.oid, a.attnum, quote_ident(a.attname) AS name,\n"
	"    format_type(a.atttypid, a.atttypmod) AS type,\n"
	"    array_position(i.indkey::int2[], a.attnum) AS place,\n"
	"    CASE WHEN a.attcollation <> 0 THEN ' COLLATE \"C\"' ELSE '' END AS sorting,\n"
	"    format('(SELECT u.email FROM public.users u WHERE u.id = t.%I)', a.attname) AS email,\n"
	"    EXISTS (SELECT FROM pg_constraint f WHERE f.contype = 'f' AND f.conrelid = a.attrelid\n"
	"      AND f.confrelid = 'public.users'::regclass AND f.conkey = ARRAY[a.attnum]) AS is_person,\n"
	"    EXISTS (SELECT FROM pg_constraint f WHERE f.contype = 'f' AND f.conrelid = a.attrelid\n"
	"      AND f.confrelid = a.attrelid AND f.conkey = ARRAY[a.attnum]) AS is_of_its_kind\n"
	"  FROM parts p\n"
	"  JOIN pg_attribute a ON a.attrelid = p.oid AND a.attnum > 0 AND NOT a.attisdropped\n"
	"    AND a.attgenerated = ''\n"
	"  JOIN pg_index i ON i.indrelid = p.oid AND i.indisprimary\n"
	"), forms AS (\n"
	"  SELECT f.*,\n"
	"    CASE WHEN is_person THEN email || ' COLLATE \"C\"' ELSE 't.' || name || sorting END AS sorted,\n"
	"    CASE WHEN is_person THEN email || ' AS ' || name ELSE 't.' || name END AS shown,\n"
	"    CASE WHEN is_person\n"
	"      THEN format('(SELECT u.id FROM public.users u WHERE u.email = r.%s)', name)\n"
	"      WHEN oid = 'public.users'::regclass AND name = 'id'\n"
	"      THEN 'CASE WHEN EXISTS (SELECT FROM public.users o WHERE o.id = r.id)'\n"
	"        ' THEN gen_random_uuid() ELSE r.id END'\n"
	"      WHEN name = 'tenant_id' THEN quote_literal($2::text) || '::uuid'\n"
	"      ELSE 'r.' || name END AS stored\n"
	"  FROM fields f\n"
	")\n"
	"SELECT CASE n.nspname WHEN $1 THEN 'tenant' ELSE n.nspname END || '.' || c.relname,\n"
	"  string_agg(f.name, ', ' ORDER BY f.attnum),\n"
	"  format('SELECT row_to_json(r)::text FROM (SELECT %s FROM %I.%I t WHERE %s ORDER BY %s%s) r',\n"
	"    string_agg(f.shown, ', ' ORDER BY f.attnum), n.nspname, c.relname, p.filter,\n"
	"    string_agg(format('t.%s IS NOT NULL, ', f.name), '' ORDER BY f.attnum)\n"
	"      FILTER (WHERE f.is_of_its_kind),\n"
	"    string_agg(f.sorted, ', ' ORDER BY f.place) FILTER (WHERE f.place IS NOT NULL)),\n"
	"  format(CASE WHEN p.level = 0 THEN 'WITH made AS (%s ON CONFLICT (email) DO UPDATE SET %s'\n"
	"      ' WHERE NOT EXISTS (SELECT FROM control.memberships m WHERE m.user_id = known.id)'\n"
	"      ' AND NOT EXISTS (SELECT FROM control.imported_people p WHERE p.user_id = known.id)'\n"
	"      ' RETURNING known.id) INSERT INTO control.imported_people (user_id, tenant_id)'\n"
	"      ' SELECT id, %L FROM made' ELSE '%s' END,\n"
	"    format('INSERT INTO %I.%I AS known (%s)'\n"
	"      ' SELECT %s FROM json_to_recordset($1::json) AS r (%s)',\n"
	"      n.nspname, c.relname, string_agg(f.name, ', ' ORDER BY f.attnum),\n"
	"      string_agg(f.stored, ', ' ORDER BY f.attnum),\n"
	"      string_agg(f.name || ' ' || CASE WHEN f.is_person THEN 'text' ELSE f.type END, ', '\n"
	"        ORDER BY f.attnum)),\n"
	"    string_agg(format('%s = excluded.%s', f.name, f.name), ', ' ORDER BY f.attnum)\n"
	"      FILTER (WHERE f.name NOT IN ('id', 'email')), $2::text),\n"
	"  p.level > 0\n"
	"FROM parts p JOIN pg_class c ON c.oid = p.oid JOIN pg_namespace n ON n.oid = c.relnamespace\n"
	"JOIN forms f ON f.oid = p.oid\n"
	"GROUP BY n.nspname, c.relname, p.level, p.filter\n"
	"ORDER BY p.level, n.nspname, c.relname";
/* clang-format on */

/* Where the sequences stand, so that no number is given twice. */
static struct tenant_section sequences_section(struct arena *arena, const char *schema)
{
	return (struct tenant_section){
		.name = "tenant.sequences",
		.columns = "name, value",
		.read = arena_string(arena,
			"SELECT row_to_json(r)::text FROM (SELECT s.sequencename AS name, "
			"s.last_value AS value FROM pg_sequences s WHERE s.schemaname = '%s' "
			"AND s.last_value IS NOT NULL ORDER BY s.sequencename COLLATE \"C\") r",
			schema),
		.write = arena_string(arena,
			"SELECT setval(format('%%I.%%I', '%s', r.name)::regclass, r.value) "
			"FROM json_to_recordset($1::json) AS r (name text, value bigint)",
			schema),
		.is_compared = true,
	};
}

bool tenant_failed(struct admin *admin)
{
	const char *fault = owner_db_fault(admin->db);

	if (!admin->reason && fault)
		admin->reason = arena_copy(admin->arena, text_from(fault)).data;
	return false;
}

bool tenant_script(struct admin *admin, const char *script)
{
	return owner_db_script(admin->db, script) == ERR_NONE || tenant_failed(admin);
}

bool tenant_sections_list(struct admin *admin, const struct migrate_target *target,
	struct tenant_sections *ret_sections)
{
	struct owner_rows rows;
	struct tenant_section *items;

	if (OWNER_RUN(admin->db, &rows, sections_query, owner_text(target->schema),
		    owner_text(target->tenant_id)))
		return tenant_failed(admin);
	items = arena_array(admin->arena, rows.count + 1, sizeof *items);
	for (size_t i = 0; i < rows.count; i++)
		items[i] = (struct tenant_section){.name = owner_cell(&rows, i, 0),
			.columns = owner_cell(&rows, i, 1),
			.read = owner_cell(&rows, i, 2),
			.write = owner_cell(&rows, i, 3),
			.is_compared = owner_cell_is_true(&rows, i, 4)};
	items[rows.count] = sequences_section(admin->arena, target->schema);
	*ret_sections = (struct tenant_sections){items, rows.count + 1};
	return true;
}

bool tenant_tables(struct admin *admin, const struct migrate_target *target, const char *format,
	const char *between, const char **ret_text)
{
	struct owner_rows rows;

	if (OWNER_RUN(admin->db, &rows,
		    "SELECT string_agg(format($2, format('%I.%I', $1::text, c.relname)), $3\n"
		    "  ORDER BY c.relname)\n"
		    "FROM pg_class c WHERE c.relnamespace = $1::text::regnamespace AND c.relkind = "
		    "'r'",
		    owner_text(target->schema), owner_text(format), owner_text(between)))
		return tenant_failed(admin);
	*ret_text = owner_cell(&rows, 0, 0);
	return *ret_text || admin_refuse(admin, "The schema %s has no table.", target->schema);
}

/* clang-format off */
static const char begin_script[] =
	"BEGIN %s; SET LOCAL ROLE frontdesk_owner; SET LOCAL lock_timeout = '30s';\n"
	"SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD';\n"
	"SET LOCAL IntervalStyle = 'postgres'; SET LOCAL bytea_output = 'hex';\n"
	"SET LOCAL extra_float_digits = 1; SET LOCAL statement_timeout = 0;\n"
	"SET LOCAL cursor_tuple_fraction = 1"; /* all rows will be asked for: it may sort them */
/* clang-format on */

bool tenant_begin(struct admin *admin, const char *mode)
{
	char script[sizeof begin_script + 64];

	(void)snprintf(script, sizeof script, begin_script, mode);
	return tenant_script(admin, script);
}

/* --- rows ------------------------------------------------------------------------------------- */
struct reading {
	crypto_generichash_state hash; /* aligned to 64 bytes, and so it stands first */
	struct admin *admin;
	struct parcel_file *file; /* NULL: only the sum */
	uint64_t rows;
};

/* [row,row,…] */
static struct text as_array(struct arena *arena, const struct owner_rows *rows)
{
	size_t size = 2, at = 0;
	char *array;

	for (size_t i = 0; i < rows->count; i++)
		size += strlen(owner_cell(rows, i, 0)) + 1;
	array = arena_alloc(arena, size);
	for (size_t i = 0; i < rows->count; i++) {
		const struct text row = text_from(owner_cell(rows, i, 0));

		array[at++] = i == 0 ? '[' : ',';
		memcpy(array + at, row.data, row.size);
		at += row.size;
	}
	array[at++] = ']';
	return (struct text){array, at};
}

/* Each row, and a line's end behind it. */
static void add_to_sum(struct reading *reading, const struct owner_rows *rows)
{
	for (size_t i = 0; i < rows->count; i++) {
		const struct text row = text_from(owner_cell(rows, i, 0));

		crypto_generichash_update(
			&reading->hash, (const unsigned char *)row.data, row.size);
		crypto_generichash_update(&reading->hash, (const unsigned char *)"\n", 1);
	}
	reading->rows += rows->count;
}

/* Some rows, in memory of their own; none: that was all. */
static bool read_some(struct reading *reading, size_t *ret_count)
{
	struct admin *admin = reading->admin;
	struct owner_rows rows = {0};
	struct arena arena, *before;
	bool is_read;

	arena_init(&arena);
	before = owner_db_use(admin->db, &arena);
	is_read = owner_db_run(admin->db, &rows,
			  arena_string(&arena, "FETCH %d FROM tenant_rows", ROWS_AT_ONCE), NULL,
			  0) == ERR_NONE ||
		  tenant_failed(admin);
	owner_db_use(admin->db, before);
	if (is_read) {
		add_to_sum(reading, &rows);
		*ret_count = rows.count;
		if (reading->file && rows.count > 0)
			is_read = parcel_write(reading->file, PARCEL_ROWS, as_array(&arena, &rows));
	}
	arena_done(&arena);
	return is_read;
}

static bool read_all(struct reading *reading, const struct tenant_section *section)
{
	struct admin *admin = reading->admin;
	size_t count = 1;

	if (!tenant_script(
		    admin, arena_string(admin->arena, "DECLARE tenant_rows NO SCROLL CURSOR FOR %s",
				   section->read)))
		return false;
	while (count > 0)
		if (!read_some(reading, &count))
			return false;
	return tenant_script(admin, "CLOSE tenant_rows");
}

bool tenant_section_read(struct admin *admin, const struct tenant_section *section,
	struct parcel_file *file, const char **ret_sum)
{
	struct reading reading = {.admin = admin, .file = file};
	unsigned char hash[HASH_SIZE];
	char hex[2 * HASH_SIZE + 1];

	crypto_generichash_init(&reading.hash, NULL, 0, sizeof hash);
	if (!read_all(&reading, section))
		return false;
	crypto_generichash_final(&reading.hash, hash, sizeof hash);
	sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
	*ret_sum =
		arena_string(admin->arena, "%llu rows, %s", (unsigned long long)reading.rows, hex);
	return true;
}
