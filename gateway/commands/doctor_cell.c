/* Whether so many tenants fit into one installation, which is one cell. */
#include "commands/doctor.h"

enum { TENANTS_MOST = 2000, LOCKS_STEP = 64 };

/* All are counts, but for the names of settings. */
struct room {
	uint64_t tenants, tables;
	uint64_t locks, connections, prepared; /* PostgreSQL's settings, max_… */
};

static bool measure(struct doctor *doctor, struct owner_db *db, struct room *ret_room)
{
	uint64_t *const figures[] = {&ret_room->tenants, &ret_room->tables, &ret_room->locks,
		&ret_room->connections, &ret_room->prepared};
	struct owner_rows rows;

	if (owner_db_run(db, &rows,
		    "SELECT (SELECT count(*) FROM public.tenants),\n"
		    "  (SELECT count(*) FROM pg_class c WHERE c.relkind IN ('r', 'p')\n"
		    "    AND c.relpersistence <> 't'\n"
		    "    AND c.relnamespace::regnamespace::text !~ '^(pg_|information_schema)'),\n"
		    "  current_setting('max_locks_per_transaction'),\n"
		    "  current_setting('max_connections'),\n"
		    "  current_setting('max_prepared_transactions')",
		    NULL, 0)) {
		doctor_say(doctor, VERDICT_FAIL, "tenants", "%s", owner_db_fault(db));
		return false;
	}
	for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
		(void)text_to_uint64(text_from(owner_cell(&rows, 0, i)), figures[i]);
	return true;
}

static void look_at_count(struct doctor *doctor, const struct room *room)
{
	if (room->tenants > TENANTS_MOST)
		doctor_say(doctor, VERDICT_WARN, "tenants",
			"%llu, and one installation is made for %d: let new ones begin in another "
			"cell, and move some there (`frontdesk tenant export`, README \"Cells\").",
			(unsigned long long)room->tenants, TENANTS_MOST);
	else
		doctor_say(doctor, VERDICT_OK, "tenants", "%llu of %d.",
			(unsigned long long)room->tenants, TENANTS_MOST);
}

/* pg_dump locks every table, all at once. PostgreSQL has room for max_locks_per_transaction locks
 * for each connection and prepared transaction that there may be; a tenth is left to the server. */
static void look_at_locks(struct doctor *doctor, const struct room *room)
{
	const uint64_t slots = room->connections + room->prepared;
	const uint64_t wanted = room->tables + room->tables / 10;
	const uint64_t room_for = room->locks * slots;
	uint64_t most;

	if (slots == 0 || wanted <= room_for) {
		doctor_say(doctor, VERDICT_OK, "locks",
			"There is room for pg_dump's, one for each of %llu tables "
			"(max_locks_per_transaction = %llu).",
			(unsigned long long)room->tables, (unsigned long long)room->locks);
		return;
	}
	most = (wanted / slots / LOCKS_STEP + 1) * LOCKS_STEP;
	doctor_say(doctor, VERDICT_WARN, "locks",
		"pg_dump locks each of %llu tables, and PostgreSQL promises room for %llu locks: "
		"set max_locks_per_transaction to %llu (it is %llu) and restart PostgreSQL.",
		(unsigned long long)room->tables, (unsigned long long)room_for,
		(unsigned long long)most, (unsigned long long)room->locks);
}

void doctor_look_at_cell(struct doctor *doctor, struct owner_db *db)
{
	struct room room = {0};

	if (!measure(doctor, db, &room))
		return;
	look_at_count(doctor, &room);
	look_at_locks(doctor, &room);
}
