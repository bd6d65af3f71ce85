/* Places in the queue: one reading for all who need one within a second. */
#include "chat_fakes.h"

#include "chat/desk.h"
#include "chat/places.h"

enum { ASKERS = 3, MANY = 1000 };

static struct call askers[ASKERS];
static size_t served;

static struct next serve(struct call *asking)
{
	served++;
	return call_done(asking);
}

static void ask(size_t asker)
{
	begin_call(CALL_TICK, (struct who){0});
	askers[asker] = call;
	(void)places_require(&askers[asker], serve);
}

static void end_askers(size_t count)
{
	while (count > 0)
		arena_done(&askers[--count].arena);
}

/* Runs the tick that reads, and all who wait for it. */
static void read_places(const struct uuid *ids, size_t count, enum err err)
{
	struct call reader = {.parts = &fake_gateway, .kind = CALL_TICK, .tenant = &fake_tenant};
	arena_init(&reader.arena);
	(void)fake.ticks[fake.tick_count - 1](&reader);
	assert_string_equal(fake.statement, "chat_places");
	fake.cells[0] = (struct fake_cell){.text = {(const char *)ids, count * sizeof(*ids)}};
	fake.cells[1] = (struct fake_cell){.number = 3};
	fake.cells[2] = (struct fake_cell){.number = 40000};
	(void)deliver(&reader, (struct sql_answer){.row_count = 1, .err = err});
	arena_done(&reader.arena);
	for (size_t i = 0; i < fake.resume_count; i++)
		(void)fake.resumed_steps[i](fake.resumed_calls[i]);
	fake.resume_count = 0;
}

static int open_places(void **state)
{
	served = 0;
	return open_stage(state);
}

static void who_asks_at_once_shares_one_reading_and_so_do_those_of_the_next_second(void **state)
{
	ask(0);
	ask(1);
	assert_int_equal(fake.tick_count, 1);
	assert_int_equal(served, 0);
	read_places(&session_id, 1, ERR_NONE);
	assert_int_equal(served, 2);
	fake.now_ms += PLACES_FRESH_MS - 1;
	ask(2);
	assert_int_equal(served, 3);
	assert_int_equal(fake.statements, 1);
	end_askers(3);
}

static void after_a_second_they_are_read_again(void **state)
{
	ask(0);
	read_places(&session_id, 1, ERR_NONE);
	fake.now_ms += PLACES_FRESH_MS;
	assert_null(places_known(&askers[0], session_id));
	ask(1);
	assert_int_equal(served, 1);
	read_places(&session_id, 1, ERR_NONE);
	assert_int_equal(*places_known(&askers[1], session_id), 1);
	assert_int_equal(fake.statements, 2);
	end_askers(2);
}

static void where_they_cannot_be_read_everybody_goes_on_without(void **state)
{
	ask(0);
	ask(1);
	read_places(NULL, 0, ERR_BUSY);
	assert_int_equal(served, 2);
	assert_null(places_known(&askers[0], session_id));
	end_askers(2);
}

static void who_must_not_hear_of_older_ones_comes_again(void **state)
{
	struct desk *desk = desk_of(&fake_gateway, &fake_tenant);
	ask(0);
	begin_call(CALL_TICK, (struct who){0});
	askers[1] = call;
	(void)places_renew(&askers[1], serve);
	assert_int_equal(fake.tick_count, 1);
	assert_true(desk->is_changed);
	desk->is_changed = false;
	read_places(&session_id, 1, ERR_NONE);
	assert_int_equal(served, 2);
	begin_call(CALL_TICK, (struct who){0});
	askers[2] = call;
	(void)places_renew(&askers[2], serve);
	assert_int_equal(fake.tick_count, 2); /* fresh as they are */
	assert_false(desk->is_changed);
	read_places(&session_id, 1, ERR_NONE);
	end_askers(3);
}

static void each_of_many_has_its_place_and_a_stranger_has_none(void **state)
{
	static struct uuid ids[MANY];
	const struct places *places;
	for (size_t i = 0; i < MANY; i++) /* many of them end alike */
		ids[i] = (struct uuid){
			{[0] = (uint8_t)(i >> 8), [1] = (uint8_t)i, [15] = (uint8_t)i}};
	ask(0);
	read_places(ids, MANY, ERR_NONE);
	places = desk_of(&fake_gateway, &fake_tenant)->places;
	assert_int_equal(places_count(places), MANY);
	for (size_t i = 0; i < MANY; i++)
		assert_int_equal(places_find(places, ids[i]), i + 1);
	assert_int_equal(places_find(places, (struct uuid){{[0] = 9}}), 0);
	end_askers(1);
}

static void agents_take_the_queue_in_rounds(void **state)
{
	const struct places *places;
	ask(0);
	read_places(&session_id, 1, ERR_NONE);
	places = desk_of(&fake_gateway, &fake_tenant)->places;
	assert_int_equal(places_expected_wait(places, 3), 40);
	assert_int_equal(places_expected_wait(places, 4), 80);
	assert_int_equal(places_expected_wait(places, 999999), 86400);
	end_askers(1);
}

static void places_that_nobody_asks_for_are_forgotten(void **state)
{
	ask(0);
	read_places(&session_id, 1, ERR_NONE);
	end_askers(1);
	desk_of(&fake_gateway, &fake_tenant)->reading_until_ms = 1; /* it stays */
	live_sweep(&fake_gateway);
	assert_non_null(desk_of(&fake_gateway, &fake_tenant)->places);
	fake.now_ms += PLACES_FRESH_MS;
	live_sweep(&fake_gateway);
	assert_null(desk_of(&fake_gateway, &fake_tenant)->places);
}

#define places_test(name) cmocka_unit_test_setup_teardown(name, open_places, close_stage)

int main(void)
{
	const struct CMUnitTest tests[] = {
		places_test(who_asks_at_once_shares_one_reading_and_so_do_those_of_the_next_second),
		places_test(after_a_second_they_are_read_again),
		places_test(where_they_cannot_be_read_everybody_goes_on_without),
		places_test(who_must_not_hear_of_older_ones_comes_again),
		places_test(each_of_many_has_its_place_and_a_stranger_has_none),
		places_test(agents_take_the_queue_in_rounds),
		places_test(places_that_nobody_asks_for_are_forgotten),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
