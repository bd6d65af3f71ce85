/* Looks: while other replicas cannot be heard, consoles learn which lists to read again. */
#include "chat_fakes.h"

#include "chat/live.h"
#include "chat/look.h"

/* A second passes, and a look is taken; false when there was none. PostgreSQL says these prints. */
static bool look(int64_t queue, int64_t active, int64_t ended, int64_t agents)
{
	const int64_t prints[] = {queue, active, ended, agents};
	(void)desk_of(&fake_gateway, &fake_tenant);
	fake.now_ms += 1000;
	fake.resumed = NULL;
	look_beat(&fake_gateway);
	desk_each(&fake_gateway, look_turn);
	if (!fake.resumed)
		return false;
	begin_call(CALL_TICK, (struct who){0});
	(void)fake.resumed(&call);
	assert_string_equal(fake.statement, "chat_desk_prints");
	for (size_t i = 0; i < LOOK_LISTS; i++)
		fake.cells[i] = (struct fake_cell){.number = prints[i]};
	(void)deliver(&call, (struct sql_answer){.row_count = 1});
	end_call();
	return true;
}

static void a_desk_whose_events_arrive_is_not_looked_at(void **state)
{
	fake.is_listening = true;
	assert_false(look(1, 1, 1, 1));
	fake.is_bus_lost = true;
	fake.is_listening = false;
	assert_false(look(1, 1, 1, 1));
}

static void what_changed_unheard_is_told_once(void **state)
{
	fake.is_listening = fake.is_bus_lost = true;
	assert_true(look(1, 1, 1, 1));
	assert_int_equal(fake.event_count, 1);
	assert_int_equal(fake.channels[0], CHANNEL_AGENTS);
	assert_contains(
		fake.events[0], "\"queue\":true,\"active\":true,\"ended\":true,\"agents\":true");
	assert_true(look(1, 1, 1, 1));
	assert_true(look(1, 1, 1, 1));
	assert_int_equal(fake.event_count, 1);
	assert_true(look(2, 1, 3, 1));
	assert_int_equal(fake.event_count, 2);
	assert_contains(
		fake.events[1], "\"queue\":true,\"active\":false,\"ended\":true,\"agents\":false");
}

static void lists_are_read_again_every_other_second_at_most(void **state)
{
	fake.is_listening = fake.is_bus_lost = true;
	for (int64_t second = 0; second < 10; second++)
		assert_true(look(second, 0, 0, 0));
	assert_int_equal(fake.event_count, 5);
}

static void when_the_bus_is_back_all_is_told_once_more(void **state)
{
	fake.is_listening = fake.is_bus_lost = true;
	(void)look(1, 1, 1, 1);
	fake.is_bus_lost = false;
	look_bus_restored(&fake_gateway);
	(void)look(1, 1, 1, 1);
	assert_true(look(1, 1, 1, 1));
	assert_int_equal(fake.event_count, 2);
	for (size_t second = 0; second < 10; second++)
		(void)look(1, 1, 1, 1);
	assert_int_equal(fake.event_count, 2);
	assert_false(look(1, 1, 1, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		stage_test(a_desk_whose_events_arrive_is_not_looked_at),
		stage_test(what_changed_unheard_is_told_once),
		stage_test(lists_are_read_again_every_other_second_at_most),
		stage_test(when_the_bus_is_back_all_is_told_once_more),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
