/*
 * The tenant's durable jobs: how many there are, pages of them, and another try for those that are
 * dead, or their end. Whoever sees them sees no content: a job has none.
 */
#include "operations/operations.h"

#include "paging.h"
#include "pg/db.h"
#include "sql_operations.h"

static bool is_state(struct text word)
{
	static const char *const states[] = {"later", "due", "taken", "dead"};
	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++)
		if (text_equals(word, text_from(states[i])))
			return true;
	return false;
}

struct next jobs_list(struct call *call)
{
	struct text cursor;
	struct text state = call_query(call, "state");
	if (text_is_absent(state))
		state = TEXT("dead");
	if (!is_state(state))
		return call_fail(call, ERR_INVALID, "state must be later, due, taken or dead");
	if (!paging_cursor(call, &cursor))
		return paging_refuse(call);
	return sql_jobs_page(call, db_answer_json, state, cursor, paging_most(call));
}

struct next jobs_counts(struct call *call)
{
	return sql_jobs_counts(call, db_answer_json);
}

/* --- what is done about a dead one -------------------------------------------------------- */
static struct next answer(struct call *call, enum err err, bool is_done)
{
	if (err != ERR_NONE)
		return call_fail(call, err, NULL);
	return is_done ? call_answer_empty(call)
		       : call_fail(call, ERR_ABSENT, "No job that has failed for good");
}

static struct next retried(struct call *call, const struct sql_answer *sql)
{
	return answer(call, sql->err, sql->err == ERR_NONE && sql_job_retry_row(sql, 0).is_done);
}

struct next job_retry(struct call *call)
{
	return sql_job_retry(call, retried, call_path_uuid(call, 0), call->who.agent_id);
}

static struct next dropped(struct call *call, const struct sql_answer *sql)
{
	return answer(call, sql->err, sql->err == ERR_NONE && sql_job_drop_row(sql, 0).is_done);
}

struct next job_drop(struct call *call)
{
	return sql_job_drop(call, dropped, call_path_uuid(call, 0), call->who.agent_id);
}
