/* Resume: who listens when, what it costs PostgreSQL, and that a crowd shares one reading. */
#include "chat_fakes.h"

#include "chat/epoch.h"
#include "chat/hear.h"
#include "chat/listen.h"
#include "chat/notes.h"
#include "chat/places.h"
#include "chat/portion.h"
#include "chat/session.h"

enum { ASKERS = 3 };

static struct call askers[ASKERS], tick;
static const struct channel channel = {CHANNEL_SESSION, {{0}}, {{1}}};

/* Each asker has a call of its own; their answers are read right after the step that gave them. */
static void resume(size_t asker, struct who who, int64_t after, const char *epoch)
{
	const struct proto_message message = {.type = PROTO_RESUME,
		.resume = {.session_id = session_id,
			.after_seq = after,
			.has_after_seq = epoch != NULL,
			.epoch = text_from(epoch)}};
	begin_call(CALL_SOCKET, who);
	askers[asker] = call;
	(void)session_resume(&askers[asker], &message);
}

static void end_asker(size_t asker)
{
	arena_done(&askers[asker].arena);
}

/* Runs the tick that was started last, up to its statement. */
static void start_reading(void)
{
	tick = (struct call){.parts = &fake_gateway, .kind = CALL_TICK, .tenant = &fake_tenant};
	arena_init(&tick.arena);
	fake.statement = NULL;
	(void)fake.ticks[fake.tick_count - 1](&tick);
	if (!fake.statement) { /* it may stand in the queue */
		answer_places(NULL, 0, 0, 0);
		fake.statements--; /* a tenant's, not the session's */
		fake.tick_count--;
	}
	assert_string_equal(fake.statement, "chat_resume");
}

/* The row of chat_resume, with the messages from `first` up to 7, as these are. */
static void answer_with(const char *status, int64_t first, const struct text items[2])
{
	const struct fake_cell cells[] = {{.text = TEXT("epoch-1")},
		{.text = TEXT("{\"for\":\"visitor\"}")}, {.text = TEXT("{\"for\":\"agent\"}")},
		{.text = TEXT("v-1")}, {.text = text_from(status)}, {.uuid = agent_id},
		{.text = TEXT("wrapped")}, {.number = 7}, {.is_null = true}, {.number = 2},
		{.number = 1}, {.number = 0}, {.number = 0}, {.number = first}};
	size_t skipped = (size_t)first - 6;
	memcpy(fake.cells, cells, sizeof(cells));
	(void)deliver(&tick,
		(struct sql_answer){
			.row_count = 1, .items = items + skipped, .item_count = 2 - skipped});
	arena_done(&tick.arena);
}

static void answer_reading(const char *status, int64_t first)
{
	static const struct text items[] = {TEXT("{\"seq\":6}"), TEXT("{\"seq\":7}")};
	answer_with(status, first, items);
}

/* Two of which only one goes into an event. */
static void answer_reading_of_long_ones(void)
{
	static char sixth[EVENT_MESSAGES_MOST] = "{\"seq\":6",
		    seventh[EVENT_MESSAGES_MOST] = "{\"seq\":7";
	const struct text items[] = {{sixth, sizeof(sixth)}, {seventh, sizeof(seventh)}};
	memset(sixth + 8, ' ', sizeof(sixth) - 9);
	memset(seventh + 8, ' ', sizeof(seventh) - 9);
	sixth[sizeof(sixth) - 1] = seventh[sizeof(seventh) - 1] = '}';
	answer_with("active", 6, items);
}

/* Runs what was resumed as number `index`; its answer is in `fake`. */
static void go_on(size_t index)
{
	fake.json = TEXT_ABSENT;
	fake.err = ERR_NONE;
	(void)fake.resumed_steps[index](fake.resumed_calls[index]);
}

/* --- one asker ------------------------------------------------------------------------------- */
static void one_statement_reads_session_and_page(void **state)
{
	resume(0, visitor(), 5, "epoch-1");
	assert_false(fake.is_listening); /* nothing shows yet that they may */
	assert_int_equal(fake.settles, 1);
	start_reading();
	answer_reading("active", 6);
	assert_true(fake.is_listening);
	go_on(0);
	assert_contains(fake.json.data, "\"resumed\"");
	assert_contains(fake.json.data, "\"messages\":[{\"seq\":6},{\"seq\":7}]");
	assert_contains(fake.json.data, "\"isReset\":false");
	assert_contains(fake.json.data, "{\"for\":\"visitor\",\"headSeq\":7,\"receipts\":"
					"{\"visitor\":{\"delivered\":2,\"read\":1},");
	assert_int_equal(fake.statements, 1);
	end_asker(0);
}

static void who_is_known_listens_before_anything_is_read(void **state)
{
	resume(0, visitor(), 5, "epoch-1");
	start_reading();
	answer_reading("active", 6);
	end_asker(0);
	fake.is_listening = false;
	fake.now_ms += PAGE_FRESH_MS;
	resume(1, visitor(), 5, "epoch-1");
	assert_true(fake.is_listening);
	assert_int_equal(fake.statements, 1);
	start_reading();
	answer_reading("active", 6);
	end_asker(1);
}

static void a_page_larger_than_an_event_goes_in_parts(void **state)
{
	resume(0, visitor(), 5, "epoch-1");
	start_reading();
	answer_reading_of_long_ones();
	go_on(0);
	assert_contains(fake.json.data, "\"seq\":6");
	assert_null(strstr(fake.json.data, "\"seq\":7"));
	assert_contains(fake.json.data, "\"headSeq\":7,\"isReset\":false");
	end_asker(0);
	resume(1, visitor(), 6, "epoch-1");
	start_reading();
	answer_reading("active", 7);
	go_on(1);
	assert_contains(fake.json.data, "\"messages\":[{\"seq\":7}]");
	end_asker(1);
}

static void of_a_page_larger_than_an_event_a_reload_gets_the_newest(void **state)
{
	resume(0, visitor(), 0, NULL);
	start_reading();
	answer_reading_of_long_ones();
	go_on(0);
	assert_contains(fake.json.data, "\"messages\":[{\"seq\":7");
	assert_contains(fake.json.data, "\"isReset\":true");
	end_asker(0);
}

/* As in a worker's first moments: what the statement says counts. */
static void while_the_epoch_is_unknown_nobody_reloads_for_that(void **state)
{
	fake.is_epoch_unknown = true;
	resume(0, visitor(), 5, "epoch-1");
	start_reading();
	answer_reading("active", 6);
	go_on(0);
	assert_contains(fake.json.data, "\"isReset\":false");
	assert_contains(fake.json.data, "\"messages\":[{\"seq\":6},{\"seq\":7}]");
	end_asker(0);
	resume(1, visitor(), 5, "epoch-0");
	start_reading();
	answer_reading("active", 6);
	go_on(1);
	assert_contains(fake.json.data, "\"isReset\":true");
	end_asker(1);
}

static void another_epoch_means_a_full_reload(void **state)
{
	resume(0, visitor(), 5, "epoch-0");
	start_reading();
	answer_reading("active", 6);
	go_on(0);
	assert_contains(fake.json.data, "\"isReset\":true");
	assert_contains(fake.json.data, "\"epoch\":\"epoch-1\"");
	end_asker(0);
}

static void who_may_not_see_a_session_does_not_listen_to_it(void **state)
{
	resume(0, (struct who){.kind = WHO_VISITOR, .visitor_id = "v-2"}, 5, "epoch-1");
	start_reading();
	answer_reading("active", 6);
	assert_false(fake.is_listening);
	go_on(0);
	assert_int_equal(fake.err, ERR_ABSENT);
	end_asker(0);
}

static void a_failed_reading_asks_to_come_back(void **state)
{
	resume(0, visitor(), 5, "epoch-1");
	start_reading();
	(void)deliver(&tick, (struct sql_answer){.err = ERR_BUSY});
	arena_done(&tick.arena);
	go_on(0);
	assert_int_equal(fake.err, ERR_BUSY);
	assert_true(fake.retry_ms > 0);
	end_asker(0);
}

static void an_absent_postgresql_is_not_waited_for_and_the_session_is_heard_all_the_same(
	void **state)
{
	resume(0, visitor(), 5, "epoch-1");
	start_reading();
	answer_reading("active", 6);
	end_asker(0);
	fake.now_ms += PAGE_FRESH_MS;
	fake.is_listening = false;
	fake.is_disconnected = true;
	resume(1, visitor(), 5, "epoch-1");
	assert_int_equal(fake.err, ERR_BUSY);
	assert_true(fake.is_listening);
	end_asker(1);
}

/* --- a crowd --------------------------------------------------------------------------------- */
static void a_crowd_shares_one_reading_and_each_gets_what_it_lacks(void **state)
{
	resume(0, visitor(), 5, "epoch-1");
	start_reading();
	resume(1, agent(ROLE_AGENT), 6, "epoch-1");
	resume(2, (struct who){.kind = WHO_VISITOR, .visitor_id = "v-2"}, 6, "epoch-1");
	assert_int_equal(fake.tick_count, 1);
	answer_reading("active", 6);
	assert_int_equal(fake.resume_count, 3);
	for (size_t i = 0; i < 3; i++) {
		struct call *asker = fake.resumed_calls[i];
		go_on(i);
		if (asker == &askers[0])
			assert_contains(fake.json.data, "[{\"seq\":6},{\"seq\":7}]");
		else if (asker == &askers[1])
			assert_contains(fake.json.data, "{\"for\":\"agent\",");
		else
			assert_int_equal(fake.err, ERR_ABSENT);
		if (asker == &askers[1])
			assert_contains(fake.json.data, "\"messages\":[{\"seq\":7}]");
	}
	assert_int_equal(fake.statements, 1);
	for (size_t i = 0; i < 3; i++)
		end_asker(i);
}

static void who_comes_a_moment_later_costs_nothing(void **state)
{
	resume(0, visitor(), 5, "epoch-1");
	start_reading();
	answer_reading("active", 6);
	go_on(0);
	fake.now_ms += PAGE_FRESH_MS - 1;
	resume(1, agent(ROLE_AGENT), 7, "epoch-1");
	assert_contains(fake.json.data, "\"messages\":[]");
	assert_int_equal(fake.statements, 1);
	end_asker(0);
	end_asker(1);
}

static void a_page_with_a_place_in_the_queue_is_good_for_a_second(void **state)
{
	resume(0, visitor(), 5, "epoch-1");
	start_reading();
	answer_reading("waiting", 6);
	go_on(0);
	assert_contains(fake.json.data, "\"resumed\"");
	fake.now_ms += PLACES_FRESH_MS - 1;
	resume(1, visitor(), 5, "epoch-1");
	assert_contains(fake.json.data, "\"resumed\"");
	end_asker(1);
	fake.json = TEXT_ABSENT;
	fake.now_ms++;
	resume(1, visitor(), 5, "epoch-1");
	assert_false(fake.json.data && strstr(fake.json.data, "resumed"));
	start_reading();
	answer_reading("waiting", 6);
	go_on(1);
	assert_contains(fake.json.data, "\"resumed\"");
	end_asker(0);
	end_asker(1);
}

static void who_lacks_more_has_a_reading_of_their_own(void **state)
{
	resume(0, visitor(), 6, "epoch-1");
	start_reading();
	resume(1, agent(ROLE_AGENT), 5, "epoch-1");
	assert_int_equal(fake.tick_count, 2);
	answer_reading("active", 7);
	go_on(0);
	assert_contains(fake.json.data, "\"messages\":[{\"seq\":7}]");
	start_reading();
	answer_reading("active", 6);
	end_asker(0);
	end_asker(1);
}

/* --- what happens meanwhile ------------------------------------------------------------------ */
static void hear(struct bus_note note)
{
	chat_heard(&fake_gateway, &fake_tenant, channel, &note, TEXT_ABSENT);
}

static void what_is_heard_during_a_reading_is_in_its_answer(void **state)
{
	resume(0, visitor(), 5, "epoch-1");
	start_reading();
	hear((struct bus_note){.kind = NOTE_MESSAGE_STORED, .a = 9});
	hear((struct bus_note){.kind = NOTE_RECEIPT, .side = SIDE_AGENT, .a = 8, .b = 8});
	answer_reading("active", 6);
	go_on(0);
	assert_contains(fake.json.data, "\"headSeq\":9");
	assert_contains(fake.json.data, "\"agent\":{\"delivered\":8,\"read\":8}");
	end_asker(0);
}

static void a_session_that_changes_during_its_reading_is_read_again(void **state)
{
	resume(0, visitor(), 5, "epoch-1");
	start_reading();
	hear((struct bus_note){.kind = NOTE_SESSION, .a = SESSION_ACTIVE, .b = 1});
	answer_reading("waiting", 6);
	go_on(0);
	assert_true(text_is_absent(fake.json));
	start_reading();
	answer_reading("active", 6);
	go_on(1);
	assert_contains(fake.json.data, "\"resumed\"");
	end_asker(0);
}

static void a_session_that_is_erased_during_its_reading_is_absent(void **state)
{
	resume(0, visitor(), 5, "epoch-1");
	start_reading();
	hear((struct bus_note){.kind = NOTE_SESSION_ERASED});
	answer_reading("active", 6);
	go_on(0);
	assert_int_equal(fake.err, ERR_ABSENT);
	assert_null(live_peek(&fake_gateway, fake_tenant.id, session_id));
	end_asker(0);
}

static void a_page_of_an_erased_session_is_nobodys(void **state)
{
	resume(0, visitor(), 5, "epoch-1");
	start_reading();
	answer_reading("active", 6);
	end_asker(0);
	hear((struct bus_note){.kind = NOTE_SESSION_ERASED});
	assert_null(live_peek(&fake_gateway, fake_tenant.id, session_id)->page);
	fake.json = TEXT_ABSENT;
	resume(1, agent(ROLE_AGENT), 5, "epoch-1");
	assert_true(text_is_absent(fake.json));
	start_reading();
	(void)deliver(&tick, (struct sql_answer){.err = ERR_ABSENT});
	arena_done(&tick.arena);
	go_on(1);
	assert_int_equal(fake.err, ERR_ABSENT);
	end_asker(1);
}

static void a_session_that_has_changed_since_is_read_anew(void **state)
{
	resume(0, visitor(), 5, "epoch-1");
	start_reading();
	answer_reading("active", 6);
	go_on(0);
	hear((struct bus_note){.kind = NOTE_SESSION, .a = SESSION_ENDED});
	resume(1, visitor(), 5, "epoch-1");
	assert_int_equal(fake.tick_count, 2);
	start_reading();
	answer_reading("ended", 6);
	end_asker(0);
	end_asker(1);
}

static void another_history_voids_positions_and_sends_everybody_away(void **state)
{
	resume(0, visitor(), 5, "epoch-1");
	start_reading();
	answer_reading("active", 6);
	end_asker(0);
	assert_int_equal(fake.sent_away, 0);
	epoch_note(&fake_gateway, TEXT("epoch-2"));
	assert_int_equal(fake.sent_away, 1);
	const struct live_session *live = live_peek(&fake_gateway, fake_tenant.id, session_id);
	assert_int_equal(live->head_seq, 0);
	assert_int_equal(live->receipts[SIDE_VISITOR].read, 0);
	assert_null(live->page);
}

/* --- a snapshot of the disk that was put back ------------------------------------------------- */
/* The statement answers with the newest page then. */
static void who_holds_more_than_there_is_loads_anew(void **state)
{
	resume(0, visitor(), 9, "epoch-1");
	start_reading();
	answer_reading("active", 6);
	go_on(0);
	assert_contains(fake.json.data, "\"messages\":[{\"seq\":6},{\"seq\":7}]");
	assert_contains(fake.json.data, "\"headSeq\":7,\"isReset\":true");
	assert_int_equal(fake.sent_away, 0); /* that a client says so is no reason */
	end_asker(0);
}

static void a_page_from_before_does_not_say_that_somebody_holds_too_much(void **state)
{
	resume(0, visitor(), 5, "epoch-1");
	start_reading();
	answer_reading("active", 6);
	go_on(0);
	end_asker(0);
	fake.now_ms++;
	fake.json = TEXT_ABSENT;
	resume(1, agent(ROLE_AGENT), 8, "epoch-1");
	assert_true(text_is_absent(fake.json));
	assert_int_equal(fake.tick_count, 2);
	start_reading();
	answer_reading("active", 6);
	go_on(1);
	assert_contains(fake.json.data, "\"isReset\":true");
	end_asker(1);
}

/* It was stored, and told, after the reading began that they share. */
static void who_shares_a_reading_that_is_too_old_reads_again(void **state)
{
	resume(0, visitor(), 5, "epoch-1");
	start_reading();
	fake.now_ms++;
	resume(1, agent(ROLE_AGENT), 8, "epoch-1");
	answer_reading("active", 6);
	go_on(fake.resumed_calls[0] == &askers[1] ? 0 : 1);
	assert_true(text_is_absent(fake.json));
	assert_int_equal(fake.err, ERR_NONE);
	start_reading();
	answer_reading("active", 6);
	end_asker(0);
	end_asker(1);
}

static void what_is_heard_during_a_reading_is_of_this_history(void **state)
{
	resume(0, visitor(), 9, "epoch-1");
	start_reading();
	hear((struct bus_note){.kind = NOTE_MESSAGE_STORED, .a = 9});
	answer_reading("active", 6);
	go_on(0);
	assert_true(text_is_absent(fake.json));
	assert_int_equal(fake.sent_away, 0);
	start_reading();
	answer_reading("active", 6);
	end_asker(0);
}

static void memory_that_knew_of_more_sends_everybody_away(void **state)
{
	resume(0, visitor(), 5, "epoch-1");
	start_reading();
	answer_reading("active", 6);
	end_asker(0);
	hear((struct bus_note){.kind = NOTE_MESSAGE_STORED, .a = 9});
	resume(1, agent(ROLE_AGENT), 9, "epoch-1");
	start_reading();
	answer_reading("active", 6);
	assert_int_equal(fake.sent_away, 1);
	assert_int_equal(live_peek(&fake_gateway, fake_tenant.id, session_id)->head_seq, 7);
	go_on(1);
	assert_contains(fake.json.data, "\"headSeq\":7,\"isReset\":true");
	end_asker(1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		stage_test(one_statement_reads_session_and_page),
		stage_test(a_page_larger_than_an_event_goes_in_parts),
		stage_test(of_a_page_larger_than_an_event_a_reload_gets_the_newest),
		stage_test(who_is_known_listens_before_anything_is_read),
		stage_test(while_the_epoch_is_unknown_nobody_reloads_for_that),
		stage_test(another_epoch_means_a_full_reload),
		stage_test(who_may_not_see_a_session_does_not_listen_to_it),
		stage_test(a_failed_reading_asks_to_come_back),
		stage_test(
			an_absent_postgresql_is_not_waited_for_and_the_session_is_heard_all_the_same),
		stage_test(a_crowd_shares_one_reading_and_each_gets_what_it_lacks),
		stage_test(who_comes_a_moment_later_costs_nothing),
		stage_test(a_page_with_a_place_in_the_queue_is_good_for_a_second),
		stage_test(who_lacks_more_has_a_reading_of_their_own),
		stage_test(what_is_heard_during_a_reading_is_in_its_answer),
		stage_test(a_session_that_changes_during_its_reading_is_read_again),
		stage_test(a_session_that_is_erased_during_its_reading_is_absent),
		stage_test(a_page_of_an_erased_session_is_nobodys),
		stage_test(a_session_that_has_changed_since_is_read_anew),
		stage_test(another_history_voids_positions_and_sends_everybody_away),
		stage_test(who_holds_more_than_there_is_loads_anew),
		stage_test(a_page_from_before_does_not_say_that_somebody_holds_too_much),
		stage_test(who_shares_a_reading_that_is_too_old_reads_again),
		stage_test(what_is_heard_during_a_reading_is_of_this_history),
		stage_test(memory_that_knew_of_more_sends_everybody_away),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
