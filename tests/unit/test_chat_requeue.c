/* Who vanished: whose sessions go back to the queue, and when nobody's do. */
#include "chat_fakes.h"

#include "chat/listen.h"
#include "chat/notes.h"

static void bring_active(void)
{
	const struct session_view view = {.id = session_id,
		.visitor_id = TEXT("v-1"),
		.wrapped_key = TEXT("wrapped"),
		.status = SESSION_ACTIVE,
		.has_agent = true,
		.agent_id = agent_id};
	(void)live_put(&fake_gateway, &fake_tenant, &view);
	fake_gateway.chat->connected_since_ms = 1;
	fake.now_ms = 60001;
}

/* Runs a tick up to its first statement; false when none was started. */
static bool begin_tick(void)
{
	fake.resumed = NULL;
	desk_each(&fake_gateway, requeue_turn);
	if (!fake.resumed)
		return false;
	begin_call(CALL_TICK, (struct who){0});
	(void)fake.resumed(&call);
	assert_string_equal(fake.statement, "chat_agents_vanished");
	return true;
}

static void answer_vanished(void)
{
	fake.cells[0] = (struct fake_cell){.uuid = agent_id};
	(void)deliver(&call, (struct sql_answer){.row_count = 1});
}

static void who_vanished_gives_their_sessions_back_and_everybody_hears(void **state)
{
	bring_active();
	assert_true(begin_tick());
	answer_vanished();
	assert_string_equal(fake.statement, "chat_sessions_requeue");
	fake.cells[0] = (struct fake_cell){.uuid = session_id};
	(void)deliver(&call, (struct sql_answer){.row_count = 1});
	assert_string_equal(fake.statement, "chat_session_load");
	script_session("transferred", false);
	(void)deliver(&call, (struct sql_answer){.row_count = 1});
	assert_int_equal(fake.event_count, 2);
	assert_int_equal(fake.notes[0].kind, NOTE_SESSION);
	assert_int_equal(fake.notes[0].a, SESSION_TRANSFERRED);
	end_call();
}

static void who_was_faster_leaves_nothing_to_tell(void **state)
{
	bring_active();
	assert_true(begin_tick());
	answer_vanished();
	(void)deliver(&call, (struct sql_answer){.row_count = 0});
	assert_int_equal(fake.event_count, 0);
	assert_null(fake.then);
	end_call();
}

static void who_is_noted_in_redis_has_not_vanished(void **state)
{
	bring_active();
	fake.presence = BUS_PRESENCE_NOTED;
	assert_true(begin_tick());
	answer_vanished();
	assert_null(fake.then);
	end_call();
}

static void not_to_be_noted_proves_nothing_more_than_silence(void **state)
{
	static const enum bus_presence silences[] = {BUS_PRESENCE_UNKNOWN, BUS_PRESENCE_NOT_NOTED};
	bring_active();
	for (size_t i = 0; i < 2; i++) {
		fake.presence = silences[i];
		assert_true(begin_tick());
		answer_vanished();
		assert_string_equal(fake.statement, "chat_sessions_requeue");
		(void)deliver(&call, (struct sql_answer){.row_count = 0});
		end_call();
		assert_false(begin_tick());
		fake.now_ms += 5000;
	}
}

static void nobody_is_sought_within_a_minute_of_postgresqls_return(void **state)
{
	bring_active();
	fake_gateway.chat->connected_since_ms = 2;
	assert_false(begin_tick());
	fake_gateway.chat->connected_since_ms = 0;
	assert_false(begin_tick());
	fake_gateway.chat->connected_since_ms = 1;
	assert_true(begin_tick());
	(void)deliver(&call, (struct sql_answer){.row_count = 0});
	end_call();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		stage_test(who_vanished_gives_their_sessions_back_and_everybody_hears),
		stage_test(who_was_faster_leaves_nothing_to_tell),
		stage_test(who_is_noted_in_redis_has_not_vanished),
		stage_test(not_to_be_noted_proves_nothing_more_than_silence),
		stage_test(nobody_is_sought_within_a_minute_of_postgresqls_return),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
