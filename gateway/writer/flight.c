/* A batch under way: reading its results. */
#include "writer/flight.h"

#include <assert.h>
#include <string.h>

#include "pg/cells.h"
#include "writer/send.h"

enum { GROUP_STATEMENTS = DB_SCOPE_STATEMENTS + 1 };

void writer_flight_send(
	struct writer_flight *flight, struct db_link *link, struct writer_batch *batch)
{
	assert(!flight->batch);
	*flight = (struct writer_flight){.batch = batch};
	writer_send(link, batch);
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

static bool was_added(const struct writer_flight *flight)
{
	size_t first = flight->group_first;
	return !writer_batch_may_be_known(
		flight->batch, first, writer_batch_group_end(flight->batch, first));
}

/* Whether chat_messages_add has said that not all of them are new messages of sessions that go on.
 */
static bool has_known(const struct writer_flight *flight, const char *sqlstate)
{
	return was_added(flight) &&
	       (strcmp(sqlstate, "23505") == 0 || strcmp(sqlstate, "FD001") == 0);
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
static void take_stored(struct writer_flight *flight, const struct sql_answer *answer)
{
	for (size_t row = 0; row < answer->row_count; row++) {
		struct writer_item *item = flight->batch->items[flight->group_first + row];
		item->result = (struct writer_result){.outcome = WRITER_FAILED};
		item->result.outcome = outcome_of(db_cell_text(answer, row, 1));
		(void)db_cell_int(answer, row, 2, &item->result.seq);
		(void)db_cell_time(answer, row, 3, &item->result.created_at_us);
	}
}

/* chat_messages_add answers the seq that each session had, whose rows stand side by side. */
static void take_added(struct writer_flight *flight, const struct sql_answer *answer, size_t end)
{
	size_t session = 0;
	int64_t seq = 0;
	for (size_t i = flight->group_first; i < end; i++) {
		struct writer_item *item = flight->batch->items[i];
		if (i == flight->group_first ||
			!uuid_equals(
				item->row.session_id, flight->batch->items[i - 1]->row.session_id))
			(void)db_cell_int(answer, session++, 0, &seq);
		item->result = (struct writer_result){WRITER_FRESH, ++seq, item->row.created_at_us};
	}
	assert(session == answer->row_count);
}

static void take_group(struct writer_flight *flight, const PGresult *tuples)
{
	struct writer_batch *batch = flight->batch;
	size_t end = writer_batch_group_end(batch, flight->group_first);
	struct sql_answer answer = {.err = ERR_NONE};
	db_answer_rows(&answer, db_rows_copy(&batch->memory, tuples));
	if (was_added(flight)) {
		take_added(flight, &answer, end);
	} else {
		assert(answer.row_count == end - flight->group_first);
		take_stored(flight, &answer);
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
