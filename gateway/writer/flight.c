/* Sending a batch and reading its results. */
#include "writer/flight.h"

#include <assert.h>
#include <string.h>

#include "call/tenant.h"
#include "pg/cells.h"

enum { GROUP_STATEMENTS = DB_SCOPE_STATEMENTS + 1 };

/* --- sending --------------------------------------------------------------------------------- */

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

/* So many rows of a batch, as array parameters. */
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

static void add_times(struct db_params *params, const struct rows *rows)
{
	struct db_array array;
	db_array_init(
		&array, rows->memory, OID_TIMESTAMPTZ, rows->count, rows->count * sizeof(int64_t));
	for (size_t i = 0; i < rows->count; i++)
		db_array_add_int64(&array, rows->items[i]->row.created_at_us - DB_EPOCH_US);
	db_params_add_array(params, &array);
}

static bool share_a_session(const struct writer_row *one, const struct writer_row *other)
{
	return uuid_equals(one->tenant->id, other->tenant->id) &&
	       uuid_equals(one->session_id, other->session_id);
}

/* One row of each session: they stand side by side. */
static struct rows one_of_each_session(struct writer_batch *batch)
{
	struct writer_item **items =
		arena_array(&batch->memory, batch->count, sizeof(struct writer_item *));
	size_t count = 0;
	for (size_t i = 0; i < batch->count; i++)
		if (i == 0 || !share_a_session(&batch->items[i]->row, &batch->items[i - 1]->row))
			items[count++] = batch->items[i];
	return (struct rows){&batch->memory, items, count};
}

static void send_locks(struct db_link *link, struct writer_batch *batch)
{
	static const uint32_t oids[] = {OID_UUID_ARRAY, OID_UUID_ARRAY};
	struct rows sessions = one_of_each_session(batch);
	struct db_params params = {.count = 0};
	add_column(&params, &sessions, OID_UUID, column_tenant);
	add_column(&params, &sessions, OID_UUID, column_session);
	db_link_send(link, "SELECT control.lock_counters($1, $2)", oids, &params);
}

static void send_group(struct db_link *link, struct writer_batch *batch, size_t first, size_t end)
{
	static const uint32_t oids[] = {OID_UUID_ARRAY, OID_UUID_ARRAY, OID_TEXT_ARRAY,
		OID_TEXT_ARRAY, OID_BYTEA_ARRAY, OID_BYTEA_ARRAY, OID_TIMESTAMPTZ_ARRAY, OID_BOOL};
	const struct sql_value may_be_known = {
		.type = SQL_BOOL, .boolean = writer_batch_may_be_known(batch, first, end)};
	const struct rows rows = {&batch->memory, batch->items + first, end - first};
	struct db_params params = {.count = 0};
	add_column(&params, &rows, OID_UUID, column_id);
	add_column(&params, &rows, OID_UUID, column_session);
	add_column(&params, &rows, OID_TEXT, column_sender_type);
	add_column(&params, &rows, OID_TEXT, column_sender_id);
	add_column(&params, &rows, OID_BYTEA, column_sealed);
	add_column(&params, &rows, OID_BYTEA, column_fingerprint);
	add_times(&params, &rows);
	db_params_add(&params, &batch->memory, &may_be_known);
	db_link_send_scope(link, batch->items[first]->row.tenant->role);
	db_link_send(link,
		"SELECT place, outcome, seq, created_at FROM chat_messages_store($1, $2, $3, $4, "
		"$5, $6, $7, $8)",
		oids, &params);
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

void writer_flight_send(
	struct writer_flight *flight, struct db_link *link, struct writer_batch *batch)
{
	assert(!flight->batch);
	*flight = (struct writer_flight){.batch = batch};
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

/* --- what comes back -------------------------------------------------------------------------- */

enum writer_fault writer_fault_of(const char *sqlstate, bool is_scope)
{
	static const char *const of_tenant[] = {"42", "3F"}; /* rights, names that are not there */
	static const char *const of_moment[] = {"40", "55P03", "57014"};
	if (is_scope)
		return WRITER_FAULT_TENANT;
	for (size_t i = 0; i < sizeof(of_moment) / sizeof(*of_moment); i++) {
		if (strncmp(sqlstate, of_moment[i], strlen(of_moment[i])) == 0)
			return WRITER_FAULT_PASSING;
	}
	if (db_error_passes(sqlstate))
		return WRITER_FAULT_SERVER;
	for (size_t i = 0; i < sizeof(of_tenant) / sizeof(*of_tenant); i++) {
		if (strncmp(sqlstate, of_tenant[i], strlen(of_tenant[i])) == 0)
			return WRITER_FAULT_TENANT;
	}
	return WRITER_FAULT_ROW;
}

/* Whether the tenant under way was not asked for what it has of these ids, and has one. */
static bool has_known(const struct writer_flight *flight, const char *sqlstate)
{
	size_t first = flight->group_first;
	return strcmp(sqlstate, "23505") == 0 &&
	       !writer_batch_may_be_known(
		       flight->batch, first, writer_batch_group_end(flight->batch, first));
}

static void note_fault(struct writer_flight *flight, const PGresult *result)
{
	const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
	const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	if (!severity || !sqlstate || strcmp(severity, "ERROR") != 0)
		return; /* the connection is about to end */
	/* Without a tenant under way (locks, dead letters) only the server can be at fault. At the
	 * commit all tenants are through, and with several it may be any's: then the batch is
	 * split. */
	bool is_tenant_step = flight->results > 0;
	bool is_commit = flight->group_first == flight->batch->count;
	bool is_scope = is_tenant_step && !is_commit && flight->group_results < DB_SCOPE_STATEMENTS;
	flight->fault = writer_fault_of(sqlstate, is_scope);
	flight->fault_first = is_commit ? 0 : flight->group_first;
	if (flight->batch->is_dead && flight->fault != WRITER_FAULT_SERVER)
		flight->fault = WRITER_FAULT_PASSING; /* it keeps trying, and holds nobody up */
	else if (!is_tenant_step && flight->fault != WRITER_FAULT_PASSING)
		flight->fault = WRITER_FAULT_SERVER;
	else if (is_commit && flight->fault == WRITER_FAULT_TENANT &&
		 writer_batch_group_end(flight->batch, 0) < flight->batch->count)
		flight->fault = WRITER_FAULT_ROW;
	else if (!is_commit && flight->fault == WRITER_FAULT_ROW && has_known(flight, sqlstate))
		flight->fault = WRITER_FAULT_KNOWN;
	(void)strncpy(flight->sqlstate, sqlstate, SQLSTATE_SIZE);
}

static enum writer_outcome outcome_of(struct text word)
{
	static const char *const words[] = {[WRITER_FRESH] = "fresh",
		[WRITER_DUPLICATE] = "duplicate",
		[WRITER_CONFLICT] = "conflict",
		[WRITER_ERASED] = "erased",
		[WRITER_ENDED] = "ended"};
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (text_equals(word, text_from(words[i])))
			return (enum writer_outcome)i;
	}
	return WRITER_FAILED;
}

/* Row by row in the order that was sent: chat_messages_store answers by place. */
static void take_group(struct writer_flight *flight, const PGresult *tuples)
{
	struct writer_batch *batch = flight->batch;
	size_t end = writer_batch_group_end(batch, flight->group_first);
	struct sql_answer answer = {.err = ERR_NONE};
	db_answer_rows(&answer, db_rows_copy(&batch->memory, tuples));
	assert(answer.row_count == end - flight->group_first);
	for (size_t row = 0; row < answer.row_count; row++) {
		struct writer_result *result = &batch->items[flight->group_first + row]->result;
		*result = (struct writer_result){.outcome = WRITER_FAILED};
		result->outcome = outcome_of(db_cell_text(&answer, row, 1));
		(void)db_cell_int(&answer, row, 2, &result->seq);
		(void)db_cell_time(&answer, row, 3, &result->created_at_us);
	}
	flight->group_first = end;
}

static void note_tuples(struct writer_flight *flight, const PGresult *tuples)
{
	if (flight->batch->is_dead) {
		flight->batch->items[0]->result.outcome = WRITER_FAILED;
	} else if (flight->results > 0 && ++flight->group_results == GROUP_STATEMENTS) {
		flight->group_results = 0;
		take_group(flight, tuples);
	}
	flight->results++;
}

/* A statement that could not even be sent has no result at all. */
static void check_complete(struct writer_flight *flight)
{
	bool is_complete = flight->batch->is_dead ? flight->results == 1
						  : flight->group_first == flight->batch->count;
	if (flight->fault == WRITER_FAULT_NONE && !is_complete)
		flight->fault = WRITER_FAULT_SERVER;
}

bool writer_flight_note(struct writer_flight *flight, const PGresult *result)
{
	switch (PQresultStatus(result)) {
	case PGRES_PIPELINE_SYNC:
		check_complete(flight);
		return true;
	case PGRES_TUPLES_OK:
		note_tuples(flight, result);
		return false;
	case PGRES_PIPELINE_ABORTED:
		return false;
	default:
		note_fault(flight, result);
		return false;
	}
}

struct writer_batch *writer_flight_end(struct writer_flight *flight)
{
	struct writer_batch *batch = flight->batch;
	*flight = (struct writer_flight){.batch = NULL};
	return batch;
}
