/* Hours: who listens here is told when the desk opens or closes. */
#include "chat_fakes.h"

#include "chat/hours.h"
#include "chat/live.h"

static void take_turn(void)
{
	desk_each(&fake_gateway, hours_turn);
}

/* Runs the tick that a turn has begun; false where none did. */
static bool ask_and_answer(bool is_open, int64_t turns_in_ms)
{
	size_t before = fake.tick_count;
	take_turn();
	if (fake.tick_count == before)
		return false;
	begin_call(CALL_TICK, (struct who){0});
	(void)fake.ticks[before](&call);
	fake.cells[0] = (struct fake_cell){.number = is_open};
	fake.cells[1] = (struct fake_cell){.is_null = turns_in_ms < 0, .number = turns_in_ms};
	(void)deliver(&call, (struct sql_answer){.row_count = 1});
	end_call();
	return true;
}

static void it_is_asked_for_when_it_turns_and_told_where_it_has(void **state)
{
	(void)desk_of(&fake_gateway, &fake_tenant);
	assert_true(ask_and_answer(true, 5000));
	assert_int_equal(fake.event_count, 0);
	fake.now_ms += 4999;
	assert_false(ask_and_answer(true, 1));
	fake.now_ms += 1;
	assert_true(ask_and_answer(false, 3600000));
	assert_int_equal(fake.event_count, 2);
	assert_contains(fake.events[0], "\"type\":\"config\"");
	assert_int_equal(fake.channels[0], CHANNEL_AGENTS);
	assert_int_equal(fake.channels[1], CHANNEL_VISITORS);
	assert_int_equal(fake.note_count, 0);
	take_turn();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		stage_test(it_is_asked_for_when_it_turns_and_told_where_it_has),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
