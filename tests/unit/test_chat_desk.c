/* The desk: counts, places and digests, told only when they have changed. */
#include "chat_fakes.h"

#include "chat/desk.h"
#include "chat/session.h"

/* A session in memory that somebody listens to. */
static struct live_session *bring(const char *status)
{
	struct session_view view = {
		.id = session_id, .visitor_id = TEXT("v-1"), .wrapped_key = TEXT("wrapped")};
	assert_true(session_status_parse(text_from(status), &view.status));
	fake.is_listening = true;
	return live_put(&fake_gateway, &fake_tenant, &view);
}

/* One tick of the desk: false when it had nothing to read. */
static bool tick(void (*turn)(struct parts *parts, struct desk *desk))
{
	fake.resumed = NULL;
	fake.statement = NULL;
	desk_each(&fake_gateway, turn);
	if (!fake.resumed)
		return false;
	begin_call(CALL_TICK, (struct who){0});
	(void)fake.resumed(&call);
	return true;
}

static void answer_counts(int64_t waiting, int64_t active, int64_t online)
{
	assert_string_equal(fake.statement, "chat_desk");
	fake.cells[0] = (struct fake_cell){.number = waiting};
	fake.cells[1] = (struct fake_cell){.number = active};
	fake.cells[2] = (struct fake_cell){.number = online};
	(void)deliver(&call, (struct sql_answer){.row_count = 1});
}

/* The session's place among others that nobody here listens to. */
static void answer_place(int64_t place, bool is_wait_known)
{
	struct uuid ids[] = {{{11}}, {{12}}, {{13}}};
	ids[place - 1] = session_id;
	answer_places(ids, 3, is_wait_known ? 2 : 0, 30000);
	end_call();
}

static void read_desk(int64_t waiting, int64_t place)
{
	desk_of(&fake_gateway, &fake_tenant)->is_changed = true;
	assert_true(tick(desk_turn));
	answer_counts(waiting, 0, 2);
	answer_place(place, true);
}

static void counts_and_places_are_told_when_they_change(void **state)
{
	(void)bring("waiting");
	read_desk(3, 2);
	assert_int_equal(fake.event_count, 2);
	assert_contains(fake.events[0], "\"waiting\":3,\"active\":0,\"agentsOnline\":2");
	assert_int_equal(fake.channels[0], CHANNEL_AGENTS);
	assert_contains(fake.events[1], "\"queuePosition\":2,\"expectedWaitSeconds\":30");
	assert_int_equal(fake.channels[1], CHANNEL_SESSION);
	read_desk(3, 2);
	assert_int_equal(fake.event_count, 2);
	read_desk(3, 1);
	assert_int_equal(fake.event_count, 3);
}

static void an_unknown_wait_is_left_out(void **state)
{
	(void)bring("waiting");
	desk_of(&fake_gateway, &fake_tenant)->is_changed = true;
	assert_true(tick(desk_turn));
	answer_counts(1, 0, 0);
	answer_place(1, false);
	assert_null(strstr(fake.events[1], "expectedWaitSeconds"));
}

static void a_desk_that_has_not_changed_is_read_every_5_s(void **state)
{
	(void)bring("active");
	for (int i = 0; i < 2; i++) {
		assert_true(tick(desk_turn));
		answer_counts(0, 1, 2);
		end_call();
		assert_false(tick(desk_turn));
		fake.now_ms += 5000;
	}
}

static void an_empty_queue_has_no_places_to_read(void **state)
{
	(void)bring("active");
	desk_of(&fake_gateway, &fake_tenant)->is_changed = true;
	assert_true(tick(desk_turn));
	answer_counts(0, 1, 2);
	assert_string_equal(fake.statement, "chat_desk");
	end_call();
	desk_of(&fake_gateway, &fake_tenant)->is_changed = true;
	assert_true(tick(desk_turn));
	end_call();
}

static void a_tick_that_is_never_answered_lapses(void **state)
{
	(void)bring("waiting");
	desk_of(&fake_gateway, &fake_tenant)->is_changed = true;
	assert_true(tick(desk_turn));
	end_call();
	desk_of(&fake_gateway, &fake_tenant)->is_changed = true;
	assert_false(tick(desk_turn));
	fake.now_ms += TICK_LAPSE_MS;
	assert_true(tick(desk_turn));
	end_call();
}

static void a_failed_reading_is_repeated(void **state)
{
	(void)bring("waiting");
	desk_of(&fake_gateway, &fake_tenant)->is_changed = true;
	assert_true(tick(desk_turn));
	(void)deliver(&call, (struct sql_answer){.err = ERR_BUSY});
	end_call();
	assert_true(tick(desk_turn));
	end_call();
}

static void who_comes_back_to_the_queue_hears_their_place_again(void **state)
{
	(void)bring("waiting");
	read_desk(1, 1);
	(void)bring("active");
	(void)bring("transferred");
	size_t before = fake.event_count;
	read_desk(1, 1);
	assert_int_equal(fake.event_count, before + 1);
}

static void a_digest_goes_to_the_agents_once(void **state)
{
	struct live_session *live = bring("active");
	live->digest_is_due = live->desk->has_digests = true;
	assert_true(tick(digest_turn));
	assert_string_equal(fake.statement, "chat_session_digests");
	fake.cells[0] = (struct fake_cell){.uuid = session_id};
	fake.cells[1] = (struct fake_cell){.text = TEXT("{\"unreadCount\":1}")};
	(void)deliver(&call, (struct sql_answer){.row_count = 1});
	end_call();
	assert_int_equal(fake.event_count, 1);
	assert_int_equal(fake.channels[0], CHANNEL_AGENTS);
	assert_contains(fake.events[0], "{\"type\":\"session\",\"session\":{\"unreadCount\":1}}");
	assert_false(tick(digest_turn));
}

static void a_digest_that_could_not_be_read_is_read_with_the_next_beat(void **state)
{
	struct live_session *live = bring("active");
	live->digest_is_due = live->desk->has_digests = true;
	assert_true(tick(digest_turn));
	(void)deliver(&call, (struct sql_answer){.err = ERR_BUSY});
	end_call();
	assert_int_equal(fake.event_count, 0);
	assert_true(tick(digest_turn));
	assert_string_equal(fake.statement, "chat_session_digests");
	end_call();
}

/* Two rows of the one session: each is more than half of what a beat may say. */
static void digests_that_are_too_much_at_once_wait_for_the_next_beat(void **state)
{
	static char session[60 * 1024];
	struct live_session *live = bring("active");
	memset(session, ' ', sizeof(session));
	live->digest_is_due = live->desk->has_digests = true;
	assert_true(tick(digest_turn));
	fake.cells[0] = (struct fake_cell){.uuid = session_id};
	fake.cells[1] = (struct fake_cell){.text = {session, sizeof(session)}};
	(void)deliver(&call, (struct sql_answer){.row_count = 2});
	end_call();
	assert_int_equal(fake.event_count, 1);
	assert_true(live->digest_is_late);
	assert_true(tick(digest_turn));
	assert_string_equal(fake.statement, "chat_session_digests");
	assert_false(live->digest_is_due || live->digest_is_late);
	end_call();
}

static void a_desk_keeps_what_was_loaded_last_of_its_tenant(void **state)
{
	struct tenant older = {.id = fake_tenant.id, .references = 1, .version = 9};
	struct tenant newer = {.id = fake_tenant.id, .references = 1, .version = 1};
	older.loaded_ms = 1;
	newer.loaded_ms = 2;
	struct desk *desk = desk_of(&fake_gateway, &older);
	assert_ptr_equal(desk_of(&fake_gateway, &newer), desk);
	assert_ptr_equal(desk->tenant, &newer);
	(void)desk_of(&fake_gateway, &older); /* whoever holds it still */
	assert_ptr_equal(desk->tenant, &newer);
	live_sweep(&fake_gateway);
	assert_int_equal(older.references + newer.references, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		stage_test(counts_and_places_are_told_when_they_change),
		stage_test(an_unknown_wait_is_left_out),
		stage_test(a_desk_that_has_not_changed_is_read_every_5_s),
		stage_test(an_empty_queue_has_no_places_to_read),
		stage_test(a_tick_that_is_never_answered_lapses),
		stage_test(a_failed_reading_is_repeated),
		stage_test(who_comes_back_to_the_queue_hears_their_place_again),
		stage_test(a_digest_goes_to_the_agents_once),
		stage_test(a_digest_that_could_not_be_read_is_read_with_the_next_beat),
		stage_test(digests_that_are_too_much_at_once_wait_for_the_next_beat),
		stage_test(a_desk_keeps_what_was_loaded_last_of_its_tenant),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
