/* Sessions that nobody is in any more: who is noted, who asks when, and who hears of an end. */
#include "chat_fakes.h"

#include "chat/listen.h"
#include "chat/notes.h"
#include "chat/session.h"

enum { FIRST_MS = 120001, AT_ONCE = 50 };

static struct live_session *bring(const char *status)
{
	struct session_view view = {
		.id = session_id, .visitor_id = TEXT("v-1"), .wrapped_key = TEXT("wrapped")};
	assert_true(session_status_parse(text_from(status), &view.status));
	fake_gateway.chat->connected_since_ms = 1;
	fake.now_ms = FIRST_MS;
	return live_put(&fake_gateway, &fake_tenant, &view);
}

/* Runs the turns, and the first statement of each of its ticks; how many ask that. */
static size_t beat(const char *statement)
{
	size_t first = fake.tick_count, found = 0;
	desk_each(&fake_gateway, abandoned_turn);
	abandoned_beat(&fake_gateway);
	for (size_t i = first; i < fake.tick_count; i++) {
		begin_call(CALL_TICK, (struct who){0});
		fake.statement = NULL;
		(void)fake.ticks[i](&call);
		if (fake.statement && strcmp(fake.statement, statement) == 0) {
			found++;
			return found; /* the test goes on with it */
		}
		end_call();
	}
	return found;
}

static void a_visitor_who_listens_is_noted_every_20_s_while_they_wait(void **state)
{
	(void)bring("waiting");
	fake.is_listening = true;
	assert_int_equal(beat("chat_visitors_note"), 1);
	(void)deliver(&call, (struct sql_answer){0});
	end_call();
	fake.now_ms += 5000;
	assert_int_equal(beat("chat_visitors_note"), 0);
	fake.now_ms += 15000;
	assert_int_equal(beat("chat_visitors_note"), 1);
	(void)deliver(&call, (struct sql_answer){0});
	end_call();
}

static void who_asks_again_and_again_is_here_too(void **state)
{
	struct live_session *live = bring("transferred");
	live->visitor_asked_ms = FIRST_MS - 10000;
	assert_int_equal(beat("chat_visitors_note"), 1);
	(void)deliver(&call, (struct sql_answer){0});
	end_call();
}

static void who_is_away_or_does_not_wait_is_not_noted(void **state)
{
	(void)bring("waiting");
	assert_int_equal(beat("chat_visitors_note"), 0);
	fake.now_ms += 20000;
	(void)bring("active");
	fake.is_listening = true;
	assert_int_equal(beat("chat_visitors_note"), 0);
}

static void everybody_hears_of_an_end(void **state)
{
	(void)bring("waiting");
	assert_int_equal(beat("chat_sessions_abandon"), 1);
	fake.cells[0] = (struct fake_cell){.uuid = session_id};
	(void)deliver(&call, (struct sql_answer){.row_count = 1});
	assert_string_equal(fake.statement, "chat_session_load");
	script_session("ended", false);
	(void)deliver(&call, (struct sql_answer){.row_count = 1});
	assert_int_equal(fake.event_count, 2);
	assert_int_equal(fake.channels[0], CHANNEL_SESSION);
	assert_int_equal(fake.channels[1], CHANNEL_AGENTS);
	assert_int_equal(fake.notes[0].kind, NOTE_SESSION);
	assert_int_equal(fake.notes[0].a, SESSION_ENDED);
	end_call();
}

static void where_there_may_be_more_another_tick_goes_on(void **state)
{
	(void)bring("waiting");
	assert_int_equal(beat("chat_sessions_abandon"), 1);
	size_t ticks = fake.tick_count;
	fake.cells[0] = (struct fake_cell){.uuid = session_id};
	(void)deliver(&call, (struct sql_answer){.row_count = AT_ONCE});
	for (size_t i = 0; i < AT_ONCE; i++) {
		assert_int_equal(fake.tick_count, ticks);
		(void)deliver(&call, (struct sql_answer){.err = ERR_BUSY});
	}
	assert_int_equal(fake.tick_count, ticks + 1);
	end_call();
}

static void nobody_is_sought_within_two_minutes_of_postgresqls_return(void **state)
{
	(void)bring("waiting");
	fake_gateway.chat->connected_since_ms = 2;
	assert_int_equal(beat("chat_sessions_abandon"), 0);
	fake_gateway.chat->connected_since_ms = 0;
	assert_int_equal(beat("chat_sessions_abandon"), 0);
	fake_gateway.chat->connected_since_ms = 1;
	assert_int_equal(beat("chat_sessions_abandon"), 1);
	end_call();
}

static void tenants_of_whom_nobody_is_here_have_their_turns(void **state)
{
	fake_gateway.chat->connected_since_ms = 1;
	fake.now_ms = FIRST_MS;
	assert_int_equal(beat("chat_tenant_after"), 1);
	fake.cells[0] = (struct fake_cell){.uuid = agent_id};
	(void)deliver(&call, (struct sql_answer){.row_count = 1});
	assert_string_equal(fake.statement, "chat_sessions_abandon");
	assert_true(uuid_equals(fake_gateway.chat->abandoned_after, agent_id));
	(void)deliver(&call, (struct sql_answer){.row_count = 0});
	end_call();
}

static void the_lease_is_for_whom_people_are_connected_to(void **state)
{
	(void)bring("waiting");
	assert_int_equal(beat("chat_sessions_abandon"), 1);
	assert_true(fake.last_bool);
	end_call();
	assert_int_equal(beat("chat_tenant_after"), 1);
	fake.cells[0] = (struct fake_cell){.uuid = agent_id};
	(void)deliver(&call, (struct sql_answer){.row_count = 1});
	assert_string_equal(fake.statement, "chat_sessions_abandon");
	assert_false(fake.last_bool);
	(void)deliver(&call, (struct sql_answer){.row_count = AT_ONCE});
	for (size_t i = 0; i < AT_ONCE; i++)
		(void)deliver(&call, (struct sql_answer){.err = ERR_BUSY});
	end_call();
	begin_call(CALL_TICK, (struct who){0});
	(void)fake.resumed(&call); /* goes on with the same tenant */
	assert_string_equal(fake.statement, "chat_sessions_abandon");
	assert_false(fake.last_bool);
	end_call();
}

static void a_worker_that_has_just_started_begins_with_any_tenant(void **state)
{
	struct uuid first;
	fake_gateway.chat->connected_since_ms = 1;
	fake.now_ms = FIRST_MS;
	assert_int_equal(beat("chat_tenant_after"), 1);
	first = fake_gateway.chat->abandoned_after;
	end_call();
	fake_gateway.chat->abandoned_after = (struct uuid){0};
	assert_int_equal(beat("chat_tenant_after"), 1);
	assert_false(uuid_equals(fake_gateway.chat->abandoned_after, first));
	end_call();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		stage_test(a_visitor_who_listens_is_noted_every_20_s_while_they_wait),
		stage_test(who_asks_again_and_again_is_here_too),
		stage_test(who_is_away_or_does_not_wait_is_not_noted),
		stage_test(everybody_hears_of_an_end),
		stage_test(where_there_may_be_more_another_tick_goes_on),
		stage_test(nobody_is_sought_within_two_minutes_of_postgresqls_return),
		stage_test(tenants_of_whom_nobody_is_here_have_their_turns),
		stage_test(the_lease_is_for_whom_people_are_connected_to),
		stage_test(a_worker_that_has_just_started_begins_with_any_tenant),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
