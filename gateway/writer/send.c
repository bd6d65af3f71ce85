/* The statements of a batch, and the rows as their array parameters. */
#include "writer/send.h"

#include "call/tenant.h"
#include "pg/own_names.h"

/* --- columns ---------------------------------------------------------------------------------- */
typedef struct text (*column_fn)(const struct writer_item *item);

static struct text column_tenant(const struct writer_item *item)
{
	return (struct text){(const char *)item->row.tenant->id.bytes, sizeof(struct uuid)};
}

static struct text column_session(const struct writer_item *item)
{
	return (struct text){(const char *)item->row.session_id.bytes, sizeof(struct uuid)};
}

static struct text column_id(const struct writer_item *item)
{
	return (struct text){(const char *)item->row.id.bytes, sizeof(struct uuid)};
}

static struct text column_sender_type(const struct writer_item *item)
{
	return text_from(item->row.sender_type);
}

static struct text column_sender_id(const struct writer_item *item)
{
	return text_from(item->row.sender_id);
}

static struct text column_sealed(const struct writer_item *item)
{
	return item->row.sealed;
}

static struct text column_fingerprint(const struct writer_item *item)
{
	return (struct text){(const char *)item->row.fingerprint, FINGERPRINT_SIZE};
}

/* So many rows of a batch. */
struct rows {
	struct arena *memory;
	struct writer_item *const *items;
	size_t count;
};

static void add_column(
	struct db_params *params, const struct rows *rows, uint32_t element_oid, column_fn column)
{
	struct db_array array;
	size_t content = 0;
	for (size_t i = 0; i < rows->count; i++)
		content += column(rows->items[i]).size;
	db_array_init(&array, rows->memory, element_oid, rows->count, content);
	for (size_t i = 0; i < rows->count; i++) {
		struct text cell = column(rows->items[i]);
		db_array_add(&array, cell.data, cell.size);
	}
	db_params_add_array(params, &array);
}

/* As many numbers as there are rows. */
static void add_numbers(struct db_params *params, const struct rows *rows, uint32_t element_oid,
	const int64_t *numbers)
{
	struct db_array array;
	db_array_init(
		&array, rows->memory, element_oid, rows->count, rows->count * sizeof(int64_t));
	for (size_t i = 0; i < rows->count; i++)
		db_array_add_int64(&array, numbers[i]);
	db_params_add_array(params, &array);
}

static int64_t time_of(const struct writer_item *item)
{
	return item->row.created_at_us - DB_EPOCH_US;
}

static void add_times(struct db_params *params, const struct rows *rows)
{
	int64_t *times = arena_array(rows->memory, rows->count, sizeof(int64_t));
	for (size_t i = 0; i < rows->count; i++)
		times[i] = time_of(rows->items[i]);
	add_numbers(params, rows, OID_TIMESTAMPTZ, times);
}

static void add_contents(struct db_params *params, const struct rows *rows)
{
	add_column(params, rows, OID_TEXT, column_sender_type);
	add_column(params, rows, OID_TEXT, column_sender_id);
	add_column(params, rows, OID_BYTEA, column_sealed);
	add_column(params, rows, OID_BYTEA, column_fingerprint);
	add_times(params, rows);
}

/* --- sessions: their rows stand side by side -------------------------------------------------- */
static bool share_a_session(const struct writer_item *one, const struct writer_item *other)
{
	return uuid_equals(one->row.tenant->id, other->row.tenant->id) &&
	       uuid_equals(one->row.session_id, other->row.session_id);
}

/* One row of each session among these. */
static struct rows one_of_each_session(const struct rows *rows)
{
	struct writer_item **items =
		arena_array(rows->memory, rows->count, sizeof(struct writer_item *));
	size_t count = 0;
	for (size_t i = 0; i < rows->count; i++)
		if (i == 0 || !share_a_session(rows->items[i], rows->items[i - 1]))
			items[count++] = rows->items[i];
	return (struct rows){rows->memory, items, count};
}

/* What chat_messages_add is told of sessions, and of each row where it belongs. */
struct numbering {
	int64_t *counts, *last_ats, *answered_ats; /* by session */
	int64_t *sessions, *ranks;                 /* by row, from 1 */
};

static struct numbering numbering_new(const struct rows *rows, size_t session_count)
{
	struct arena *memory = rows->memory;
	return (struct numbering){
		.counts = arena_array(memory, session_count, sizeof(int64_t)),
		.last_ats = arena_array(memory, session_count, sizeof(int64_t)),
		.answered_ats = arena_array(memory, session_count, sizeof(int64_t)),
		.sessions = arena_array(memory, rows->count, sizeof(int64_t)),
		.ranks = arena_array(memory, rows->count, sizeof(int64_t)),
	};
}

static void number_row(struct numbering *numbering, size_t session, const struct writer_item *item)
{
	int64_t at = time_of(item);
	bool is_agent = text_equals(column_sender_type(item), TEXT("agent"));
	if (at > numbering->last_ats[session])
		numbering->last_ats[session] = at;
	if (is_agent && at < numbering->answered_ats[session])
		numbering->answered_ats[session] = at;
	numbering->counts[session]++;
}

static struct numbering number_rows(const struct rows *rows, size_t session_count)
{
	struct numbering numbering = numbering_new(rows, session_count);
	size_t sessions = 0;
	for (size_t i = 0; i < rows->count; i++) {
		if (i == 0 || !share_a_session(rows->items[i], rows->items[i - 1])) {
			numbering.counts[sessions] = 0;
			numbering.last_ats[sessions] = INT64_MIN;
			numbering.answered_ats[sessions] = INT64_MAX; /* PostgreSQL's infinity */
			sessions++;
		}
		number_row(&numbering, sessions - 1, rows->items[i]);
		numbering.sessions[i] = (int64_t)sessions;
		numbering.ranks[i] = numbering.counts[sessions - 1];
	}
	return numbering;
}

/* --- statements ------------------------------------------------------------------------------- */
static void send_locks(struct db_link *link, struct writer_batch *batch)
{
	static const uint32_t oids[] = {OID_UUID_ARRAY, OID_UUID_ARRAY};
	const struct rows rows = {&batch->memory, batch->items, batch->count};
	const struct rows sessions = one_of_each_session(&rows);
	struct db_params params = {.count = 0};
	add_column(&params, &sessions, OID_UUID, column_tenant);
	add_column(&params, &sessions, OID_UUID, column_session);
	db_link_send(link, "SELECT control.lock_counters($1, $2)", oids, &params);
}

static void send_add(struct db_link *link, const struct rows *rows, const char *role)
{
	static const uint32_t oids[] = {OID_UUID_ARRAY, OID_INT8_ARRAY, OID_TIMESTAMPTZ_ARRAY,
		OID_TIMESTAMPTZ_ARRAY, OID_UUID_ARRAY, OID_INT8_ARRAY, OID_INT8_ARRAY,
		OID_TEXT_ARRAY, OID_TEXT_ARRAY, OID_BYTEA_ARRAY, OID_BYTEA_ARRAY,
		OID_TIMESTAMPTZ_ARRAY};
	const struct rows sessions = one_of_each_session(rows);
	const struct numbering numbering = number_rows(rows, sessions.count);
	struct db_params params = {.count = 0};
	add_column(&params, &sessions, OID_UUID, column_session);
	add_numbers(&params, &sessions, OID_INT8, numbering.counts);
	add_numbers(&params, &sessions, OID_TIMESTAMPTZ, numbering.last_ats);
	add_numbers(&params, &sessions, OID_TIMESTAMPTZ, numbering.answered_ats);
	add_column(&params, rows, OID_UUID, column_id);
	add_numbers(&params, rows, OID_INT8, numbering.sessions);
	add_numbers(&params, rows, OID_INT8, numbering.ranks);
	add_contents(&params, rows);
	db_link_send(link,
		own_names(rows->memory,
			"SELECT chat_messages_add_:own($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "
			"$11, $12)",
			role),
		oids, &params);
}

static void send_store(struct db_link *link, const struct rows *rows, const char *role)
{
	static const uint32_t oids[] = {OID_UUID_ARRAY, OID_UUID_ARRAY, OID_TEXT_ARRAY,
		OID_TEXT_ARRAY, OID_BYTEA_ARRAY, OID_BYTEA_ARRAY, OID_TIMESTAMPTZ_ARRAY, OID_BOOL};
	const struct sql_value may_be_known = {.type = SQL_BOOL, .boolean = true};
	struct db_params params = {.count = 0};
	add_column(&params, rows, OID_UUID, column_id);
	add_column(&params, rows, OID_UUID, column_session);
	add_contents(&params, rows);
	db_params_add(&params, rows->memory, &may_be_known);
	db_link_send(link,
		own_names(rows->memory,
			"SELECT place, outcome, seq, created_at FROM chat_messages_store_:own($1, "
			"$2, $3, $4, $5, $6, $7, $8)",
			role),
		oids, &params);
}

static void send_group(struct db_link *link, struct writer_batch *batch, size_t first, size_t end)
{
	const struct rows rows = {&batch->memory, batch->items + first, end - first};
	const char *role = batch->items[first]->row.tenant->role;
	db_link_send_scope(link, role);
	if (writer_batch_may_be_known(batch, first, end))
		send_store(link, &rows, role);
	else
		send_add(link, &rows, role);
}

static void send_dead_letter(struct db_link *link, struct writer_batch *batch)
{
	static const uint32_t oids[] = {OID_UUID, OID_UUID, OID_UUID, OID_TEXT, OID_TEXT, OID_BYTEA,
		OID_BYTEA, OID_TIMESTAMPTZ, OID_TEXT};
	const struct writer_row *row = &batch->items[0]->row;
	const struct sql_value values[] = {
		{.type = SQL_UUID, .uuid = row->tenant->id},
		{.type = SQL_UUID, .uuid = row->session_id},
		{.type = SQL_UUID, .uuid = row->id},
		{.type = SQL_TEXT, .text = text_from(row->sender_type)},
		{.type = SQL_TEXT, .text = text_from(row->sender_id)},
		{.type = SQL_BYTES, .text = row->sealed},
		{.type = SQL_BYTES, .text = column_fingerprint(batch->items[0])},
		{.type = SQL_TIME, .integer = row->created_at_us},
		{.type = SQL_TEXT, .text = text_from(batch->sqlstate)},
	};
	struct db_params params = {.count = 0};
	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++)
		db_params_add(&params, &batch->memory, &values[i]);
	db_link_send(link, "SELECT control.dead_letter_put($1, $2, $3, $4, $5, $6, $7, $8, $9)",
		oids, &params);
}

void writer_send(struct db_link *link, struct writer_batch *batch)
{
	if (batch->is_dead) {
		send_dead_letter(link, batch);
	} else {
		send_locks(link, batch);
		for (size_t first = 0, end; first < batch->count; first = end) {
			end = writer_batch_group_end(batch, first);
			send_group(link, batch, first, end);
		}
	}
	db_link_sync(link);
}
