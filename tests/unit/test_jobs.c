/* Durable jobs before a scripted PostgreSQL: this file stands for pg/db.c and pg/tenants.c at link
 * time, and for the services. */
#include "unit.h"

#include <endian.h>
#include <stdlib.h>
#include <uv.h>

#include "call/parts.h"
#include "call/service.h"
#include "call/start.h"
#include "call/tenant.h"
#include "jobs/jobs.h"
#include "metrics_alone.h"
#include "pg/cells.h"
#include "pg/db.h"
#include "pg/listen.h"
#include "pg/params.h"
#include "pg/tenants.h"
#include "time_fakes.h"

enum { ASKED_MAX = 64, COLUMNS = 9, AT_ONCE = 32 };

/* What a call waits for. */
struct db_unit {
	const struct sql_statement *statement;
	struct sql_value values[SQL_PARAMS_MAX];
	sql_then then;
	struct sql_answer answer;
};

static struct parts parts;
static struct call *asked[ASKED_MAX];
static size_t asked_count;
static struct {
	bool is_away;
	const struct db_listener *listener;
	enum err enter_err;
	struct uuid entered;
} fake;
/* What the handler saw, and what it is to do. */
static struct {
	struct job job;
	size_t runs;
	call_step then;
} handler;

/* --- the kinds -------------------------------------------------------------------------------- */
static const struct sql_statement effect = {
	.name = "effect", .scope = SQL_CONTROL, .is_write = true};

static struct next run(struct call *call)
{
	handler.job = *call->job;
	handler.runs++;
	return handler.then(call);
}

static const struct job_kind kinds[] = {{"hook", run, 4, 5, 20, 0, false, true},
	{"mail", run, 4, 5, 20, 0, false}, {"upkeep", run, 1, 3, 30, 3600, false}};
static const struct service only_service = {.name = "only", .jobs = kinds, .job_count = 3};
const struct service *const services[] = {&only_service, NULL};

static struct next finish(struct call *call)
{
	return db_run(call, &effect, NULL, job_finished);
}

static struct next advance(struct call *call)
{
	return db_run(call, &effect, NULL, job_advanced);
}

static struct next say_nothing(struct call *call)
{
	return call_done(call);
}

/* --- db.c and tenants.c ----------------------------------------------------------------------- */
struct next db_run(struct call *call, const struct sql_statement *statement,
	const struct sql_value *values, sql_then then)
{
	struct db_unit *unit = ARENA_NEW(&call->arena, struct db_unit);
	assert_true(asked_count < ASKED_MAX);
	unit->statement = statement;
	unit->then = then;
	for (size_t i = 0; values && i < statement->param_count; i++)
		unit->values[i] = values[i];
	call->unit = unit;
	asked[asked_count++] = call;
	return call_wait(call);
}

bool db_is_connected(const struct db *db)
{
	return !fake.is_away;
}

void db_listen(struct db *db, const struct db_listener *listener)
{
	fake.listener = listener;
}

static struct next (*entering)(struct call *call, enum err err);

static struct next enter(struct call *call)
{
	return entering(call, fake.enter_err);
}

struct next tenant_enter(struct call *call, struct uuid tenant_id,
	struct next (*then)(struct call *call, enum err err))
{
	struct next next = call_wait(call);
	fake.entered = tenant_id;
	entering = then;
	call_resume(call, enter);
	return next;
}

/* --- the tests' hands ------------------------------------------------------------------------- */
static void run_due(void)
{
	while (uv_loop_alive(parts.env.loop))
		(void)uv_run(parts.env.loop, UV_RUN_NOWAIT);
}

static void pass(uint64_t ms)
{
	time_pass(ms);
	run_due();
}

/* The call that waits for this statement; NULL: none. */
static struct call *waiting(const char *name)
{
	for (size_t i = 0; i < asked_count; i++)
		if (strcmp(asked[i]->unit->statement->name, name) == 0)
			return asked[i];
	return NULL;
}

static struct next go_on(struct call *call)
{
	struct db_unit *unit = call->unit;
	call->unit = NULL;
	return unit->then(call, &unit->answer);
}

static void answer(const char *name, enum err err, const struct db_rows *rows)
{
	struct call *call = waiting(name);
	assert_non_null(call);
	for (size_t i = 0; i < asked_count; i++)
		if (asked[i] == call) {
			asked[i] = asked[--asked_count];
			break;
		}
	call->unit->answer = (struct sql_answer){.err = err};
	if (rows)
		db_answer_rows(&call->unit->answer, rows);
	call_resume(call, go_on);
	run_due();
}

static const struct uuid job_id = {{1, 2, 3}}, tenant_id = {{9}}, subject_id = {{7}};

/* So many jobs of a kind, as a claim answers them. */
static const struct db_rows *claimed(size_t count, const char *kind, int64_t step, int64_t attempt)
{
	static const uint32_t types[COLUMNS] = {OID_UUID, OID_INT8, OID_TEXT, OID_UUID, OID_UUID,
		OID_INT8, OID_INT8, OID_UUID, OID_TEXT};
	static struct text cells[AT_ONCE * COLUMNS];
	static uint64_t numbers[3];
	static struct db_rows rows = {.column_count = COLUMNS, .types = types, .cells = cells};
	numbers[0] = htobe64(11);
	numbers[1] = htobe64((uint64_t)step);
	numbers[2] = htobe64((uint64_t)attempt);
	for (size_t i = 0; i < count; i++) {
		const struct text row[COLUMNS] = {{(const char *)job_id.bytes, 16},
			{(const char *)&numbers[0], 8}, text_from(kind),
			{(const char *)tenant_id.bytes, 16}, {(const char *)subject_id.bytes, 16},
			{(const char *)&numbers[1], 8}, {(const char *)&numbers[2], 8},
			{(const char *)tenant_id.bytes, 16}, text_from(kind)};
		memcpy(&cells[i * COLUMNS], row, sizeof(row));
	}
	rows.row_count = count;
	return &rows;
}

/* The state that jobs_failed answers. */
static const struct db_rows *state_row(const char *state)
{
	static const uint32_t types[] = {OID_TEXT};
	static struct text cell;
	static const struct db_rows rows = {
		.row_count = 1, .column_count = 1, .types = types, .cells = &cell};
	cell = text_from(state);
	return &rows;
}

static int64_t integer(const char *statement, size_t place)
{
	assert_non_null(waiting(statement));
	return waiting(statement)->unit->values[place].integer;
}

/* Claims, and is given these. */
static void take(size_t count, const char *kind, int64_t step, int64_t attempt)
{
	if (!waiting("jobs_claim"))
		pass(1000);
	answer("jobs_claim", ERR_NONE, claimed(count, kind, step, attempt));
}

static int begin(void **state)
{
	memset(&fake, 0, sizeof(fake));
	memset(&handler, 0, sizeof(handler));
	asked_count = 0;
	handler.then = finish;
	parts = (struct parts){.env.loop = uv_loop_new()};
	parts.env.metrics = metrics_new();
	parts.calls = calls_new(&parts);
	parts.jobs = jobs_new(&parts);
	return 0;
}

/* Whatever is still asked fails. */
static int end(void **state)
{
	jobs_free(&parts.jobs);
	while (asked_count > 0)
		answer(asked[0]->unit->statement->name, ERR_BUSY, NULL);
	assert_int_equal(calls_running(parts.calls), 0);
	calls_free(&parts.calls);
	metrics_free(&parts.env.metrics);
	(void)uv_run(parts.env.loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(parts.env.loop), 0);
	free(parts.env.loop);
	return 0;
}

/* --- taking ----------------------------------------------------------------------------------- */
static void what_is_due_is_looked_for_once_a_second_and_at_once_when_somebody_says_so(void **state)
{
	pass(1000);
	answer("jobs_claim", ERR_NONE, NULL);
	pass(900);
	assert_null(waiting("jobs_claim"));
	pass(100);
	answer("jobs_claim", ERR_NONE, NULL);
	fake.listener->heard(&parts);
	pass(0);
	assert_non_null(waiting("jobs_claim"));
}

static void one_claim_is_under_way_and_what_is_heard_meanwhile_leads_to_another(void **state)
{
	pass(1000);
	fake.listener->heard(&parts);
	pass(5000);
	answer("jobs_claim", ERR_NONE, NULL);
	assert_null(waiting("jobs_claim"));
	pass(0);
	answer("jobs_claim", ERR_NONE, NULL);
	pass(0);
	assert_null(waiting("jobs_claim"));
}

static void no_more_than_32_run_and_what_ends_makes_room(void **state)
{
	take(20, "mail", 0, 1);
	pass(1000);
	assert_int_equal(integer("jobs_claim", 6), AT_ONCE - 20);
	take(12, "mail", 0, 1);
	pass(5000);
	assert_null(waiting("jobs_claim"));
	answer("effect", ERR_NONE, NULL);
	pass(1000);
	assert_int_equal(integer("jobs_claim", 6), 1);
}

static void when_half_have_ended_there_is_another_claim_at_once(void **state)
{
	take(AT_ONCE, "mail", 0, 1);
	for (int i = 0; i < AT_ONCE / 2 - 1; i++)
		answer("effect", ERR_NONE, NULL);
	pass(0);
	assert_null(waiting("jobs_claim"));
	answer("effect", ERR_NONE, NULL);
	pass(0);
	assert_int_equal(integer("jobs_claim", 6), AT_ONCE / 2);
}

static void who_waits_for_somebody_outside_leaves_room_for_others(void **state)
{
	pass(1000);
	assert_int_equal(waiting("jobs_claim")->unit->values[0].texts.count, 3);
	assert_int_equal(integer("jobs_claim", 6), 24);
	take(20, "hook", 0, 1);
	pass(1000);
	assert_int_equal(waiting("jobs_claim")->unit->values[0].texts.count, 2);
	assert_text_equal(waiting("jobs_claim")->unit->values[0].texts.items[0], "mail");
	assert_int_equal(integer("jobs_claim", 6), AT_ONCE - 20);
	take(0, "mail", 0, 1);
	for (int i = 0; i < 4; i++)
		answer("effect", ERR_NONE, NULL);
	pass(1000);
	assert_int_equal(waiting("jobs_claim")->unit->values[0].texts.count, 3);
	assert_int_equal(integer("jobs_claim", 6), 8);
}

static void while_postgresql_is_away_or_refuses_nothing_is_asked_for_a_while(void **state)
{
	fake.is_away = true;
	pass(3000);
	assert_int_equal(asked_count, 0);
	fake.is_away = false;
	pass(1000);
	answer("jobs_claim", ERR_INTERNAL, NULL);
	pass(9900);
	assert_null(waiting("jobs_claim"));
	pass(100);
	assert_non_null(waiting("jobs_claim"));
}

/* --- running ---------------------------------------------------------------------------------- */
static void a_job_runs_in_its_tenants_scope_with_its_fence(void **state)
{
	take(1, "mail", 2, 3);
	assert_int_equal(handler.runs, 1);
	assert_true(uuid_equals(fake.entered, tenant_id));
	assert_true(uuid_equals(handler.job.id, job_id));
	assert_true(uuid_equals(handler.job.subject_id, subject_id));
	assert_int_equal(handler.job.fence, 11);
	assert_int_equal(handler.job.step, 2);
	assert_int_equal(handler.job.attempt, 3);
	answer("effect", ERR_NONE, NULL);
	assert_null(waiting("jobs_failed"));
}

static void a_step_that_fails_is_tried_again_after_a_while_that_doubles_up_to_an_hour(void **state)
{
	const struct {
		int64_t attempt, most_ms;
	} tries[] = {{1, 2000}, {2, 4000}, {5, 32000}, {40, 3600000}};
	for (size_t i = 0; i < sizeof(tries) / sizeof(*tries); i++) {
		take(1, "mail", 0, tries[i].attempt);
		answer("effect", ERR_CONFLICT, NULL);
		assert_int_equal(integer("jobs_failed", 1), 11);
		assert_int_equal(integer("jobs_failed", 2), 5);
		assert_in_range(integer("jobs_failed", 3), 1, tries[i].most_ms);
		assert_text_equal(waiting("jobs_failed")->unit->values[4].text, "conflict");
		answer("jobs_failed", ERR_NONE, state_row("later"));
	}
}

static void a_handler_that_says_nothing_has_failed(void **state)
{
	handler.then = say_nothing;
	take(1, "mail", 0, 1);
	assert_text_equal(waiting("jobs_failed")->unit->values[4].text, "timeout");
}

static void a_step_that_takes_longer_than_it_may_has_failed(void **state)
{
	take(1, "mail", 0, 1);
	pass(19999);
	assert_null(waiting("jobs_failed"));
	pass(1);
	answer("effect", ERR_BUSY, NULL);
	assert_text_equal(waiting("jobs_failed")->unit->values[4].text, "timeout");
}

static void a_step_that_is_committed_is_followed_by_the_next(void **state)
{
	handler.then = advance;
	take(1, "mail", 0, 3);
	handler.then = finish;
	answer("effect", ERR_NONE, NULL);
	assert_int_equal(handler.runs, 2);
	assert_int_equal(handler.job.step, 1);
	assert_int_equal(handler.job.attempt, 1);
	pass(19000);
	answer("effect", ERR_NONE, NULL);
	assert_null(waiting("jobs_failed"));
}

static void a_tenant_that_cannot_be_entered_has_its_job_put_back_and_no_attempt_counted(
	void **state)
{
	const enum err closed[] = {ERR_ABSENT, ERR_UPGRADING, ERR_BUSY};
	for (size_t i = 0; i < sizeof(closed) / sizeof(*closed); i++) {
		fake.enter_err = closed[i];
		take(1, "mail", 0, 1);
		assert_int_equal(integer("jobs_put_back", 2), 60000);
		answer("jobs_put_back", ERR_NONE, NULL);
	}
	assert_int_equal(handler.runs, 0);
	assert_null(waiting("jobs_failed"));
}

/* --- draining --------------------------------------------------------------------------------- */
static void a_worker_that_drains_takes_nothing_and_gives_back_what_it_has_not_begun(void **state)
{
	pass(1000);
	parts.env.is_draining = true;
	answer("jobs_claim", ERR_NONE, claimed(2, "mail", 0, 1));
	assert_int_equal(handler.runs, 0);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(integer("jobs_put_back", 2), 0);
		answer("jobs_put_back", ERR_NONE, NULL);
	}
	answer("jobs_ensure", ERR_BUSY, NULL);
	pass(60000);
	assert_int_equal(asked_count, 0);
}

static void a_worker_that_drains_leaves_the_next_step_to_others(void **state)
{
	handler.then = advance;
	take(1, "mail", 0, 1);
	parts.env.is_draining = true;
	answer("effect", ERR_NONE, NULL);
	assert_int_equal(handler.runs, 1);
	assert_int_equal(integer("jobs_put_back", 2), 0);
}

/* --- watching --------------------------------------------------------------------------------- */
static void what_comes_again_is_seen_to_every_minute(void **state)
{
	size_t times = 0;
	for (int i = 0; i < 130; i++) {
		pass(1000);
		while (waiting("jobs_claim"))
			answer("jobs_claim", ERR_NONE, NULL);
		while (waiting("jobs_ensure")) {
			const struct sql_value *values = waiting("jobs_ensure")->unit->values;
			assert_int_equal(values[0].texts.count, 1);
			assert_text_equal(values[0].texts.items[0], "upkeep");
			assert_text_equal(values[1].texts.items[0], "3600");
			assert_text_equal(values[2].texts.items[0], "true");
			answer("jobs_ensure", ERR_NONE, NULL);
			times++;
		}
		while (waiting("jobs_count"))
			answer("jobs_count", ERR_BUSY, NULL);
	}
	assert_int_equal(times, 3);
}

static void how_many_are_due_late_and_dead_is_a_figure(void **state)
{
	static const uint32_t types[] = {OID_INT8, OID_INT8, OID_INT8};
	const uint64_t numbers[] = {htobe64(7), htobe64(61500), htobe64(2)};
	const struct text cells[] = {{(const char *)&numbers[0], 8}, {(const char *)&numbers[1], 8},
		{(const char *)&numbers[2], 8}};
	const struct db_rows rows = {
		.row_count = 1, .column_count = 3, .types = types, .cells = cells};
	struct arena arena;
	pass(1000);
	answer("jobs_ensure", ERR_NONE, NULL);
	answer("jobs_count", ERR_NONE, &rows);
	arena_init(&arena);
	const char *page = arena_copy(&arena, metrics_alone(parts.env.metrics, &arena)).data;
	assert_non_null(strstr(page, "frontdesk_jobs_due{worker=\"0\"} 7\n"));
	assert_non_null(strstr(page, "frontdesk_jobs_late_seconds{worker=\"0\"} 61\n"));
	assert_non_null(strstr(page, "frontdesk_jobs_dead{worker=\"0\"} 2\n"));
	arena_done(&arena);
}

#define jobs_test(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		jobs_test(
			what_is_due_is_looked_for_once_a_second_and_at_once_when_somebody_says_so),
		jobs_test(one_claim_is_under_way_and_what_is_heard_meanwhile_leads_to_another),
		jobs_test(no_more_than_32_run_and_what_ends_makes_room),
		jobs_test(when_half_have_ended_there_is_another_claim_at_once),
		jobs_test(who_waits_for_somebody_outside_leaves_room_for_others),
		jobs_test(while_postgresql_is_away_or_refuses_nothing_is_asked_for_a_while),
		jobs_test(a_job_runs_in_its_tenants_scope_with_its_fence),
		jobs_test(
			a_step_that_fails_is_tried_again_after_a_while_that_doubles_up_to_an_hour),
		jobs_test(a_handler_that_says_nothing_has_failed),
		jobs_test(a_step_that_takes_longer_than_it_may_has_failed),
		jobs_test(a_step_that_is_committed_is_followed_by_the_next),
		jobs_test(
			a_tenant_that_cannot_be_entered_has_its_job_put_back_and_no_attempt_counted),
		jobs_test(a_worker_that_drains_takes_nothing_and_gives_back_what_it_has_not_begun),
		jobs_test(a_worker_that_drains_leaves_the_next_step_to_others),
		jobs_test(what_comes_again_is_seen_to_every_minute),
		jobs_test(how_many_are_due_late_and_dead_is_a_figure),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
