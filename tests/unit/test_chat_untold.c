/* Changes of which nobody could be told: lists are read again. */
#include "chat_fakes.h"

#include "chat/live.h"
#include "chat/session.h"
#include "chat/untold.h"

static void load(void)
{
	script_session("active", true);
	(void)deliver(&call, (struct sql_answer){.row_count = 1});
}

/* How often lists were told to be read again, in the desk's turn. */
static size_t take_untold_turn(void)
{
	size_t before = fake.event_count;
	desk_each(&fake_gateway, untold_turn);
	for (size_t i = before; i < fake.event_count; i++) {
		assert_contains(fake.events[i], "\"type\":\"lists\"");
		assert_int_equal(fake.channels[i], CHANNEL_AGENTS);
	}
	return fake.event_count - before;
}

static void change_and_answer(enum err err)
{
	begin_call(CALL_REST, agent(ROLE_AGENT));
	(void)session_changed(&call, session_id, 200);
	if (err == ERR_NONE)
		load();
	else
		(void)deliver(&call, (struct sql_answer){.err = err});
	end_call();
}

static void a_change_that_cannot_be_read_again_is_told_by_the_lists(void **state)
{
	change_and_answer(ERR_NONE);
	assert_int_equal(take_untold_turn(), 0);
	change_and_answer(ERR_BUSY);
	assert_int_equal(fake.err, ERR_BUSY);
	assert_int_equal(take_untold_turn(), 1);
	assert_int_equal(take_untold_turn(), 0);
}

static void so_is_one_whose_reading_never_ends(void **state)
{
	begin_call(CALL_REST, agent(ROLE_AGENT));
	(void)session_changed(&call, session_id, 200);
	assert_int_equal(take_untold_turn(), 0);
	end_call();
	fake.now_ms += LIVE_LINGER_MS;
	live_sweep(&fake_gateway);
	fake.now_ms += TICK_LAPSE_MS;
	assert_int_equal(take_untold_turn(), 1);
	live_sweep(&fake_gateway);
}

static void so_are_those_of_many_that_cannot_be_read(void **state)
{
	struct uuid ids[] = {session_id, {{9}}};
	begin_call(CALL_TICK, (struct who){0});
	(void)session_tell_changed(&call, TEXT_ABSENT, ids, 2, call_done);
	(void)deliver(&call, (struct sql_answer){.err = ERR_UNCERTAIN});
	load();
	end_call();
	assert_int_equal(take_untold_turn(), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		stage_test(a_change_that_cannot_be_read_again_is_told_by_the_lists),
		stage_test(so_is_one_whose_reading_never_ends),
		stage_test(so_are_those_of_many_that_cannot_be_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
