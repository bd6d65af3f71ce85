/* What other replicas say: memory learns by the note, and here nothing is told twice. */
#include "chat_fakes.h"

#include "chat/desk.h"
#include "chat/hear.h"
#include "chat/listen.h"
#include "chat/notes.h"

static const struct channel of_session = {CHANNEL_SESSION, {{0}}, {{1}}};

static struct live_session *bring(void)
{
	const struct session_view view = {.id = session_id,
		.visitor_id = TEXT("v-1"),
		.wrapped_key = TEXT("wrapped"),
		.status = SESSION_WAITING,
		.head_seq = 7};
	fake.is_listening = true;
	return live_put(&fake_gateway, &fake_tenant, &view);
}

static void hear(struct bus_note note)
{
	chat_heard(&fake_gateway, &fake_tenant, of_session, &note, TEXT("{}"));
}

static void stamps_rise_across_replicas(void **state)
{
	struct live_session *live = bring();
	live->typing_until_ms[SIDE_VISITOR] = 5000;
	hear((struct bus_note){.kind = NOTE_MESSAGE_NEW, .side = SIDE_VISITOR, .a = 99});
	assert_int_equal(live->last_created_us, 99);
	assert_int_equal(live->typing_until_ms[SIDE_VISITOR], 0);
	hear((struct bus_note){.kind = NOTE_MESSAGE_NEW, .side = SIDE_AGENT, .a = 98});
	assert_int_equal(live->last_created_us, 99);
}

static void who_stored_it_sends_the_digest_unless_nobody_else_does(void **state)
{
	struct live_session *live = bring();
	hear((struct bus_note){.kind = NOTE_MESSAGE_STORED, .a = 8});
	assert_int_equal(live->head_seq, 8);
	assert_int_equal(live->told_seq, 8);
	assert_false(live->digest_is_due);
	hear((struct bus_note){.kind = NOTE_MESSAGE_STORED, .flags = NOTE_IS_STRAY, .a = 9});
	assert_true(live->digest_is_due && live->desk->has_digests);
}

static void a_heard_receipt_is_held_and_written_by_others(void **state)
{
	struct live_session *live = bring();
	hear((struct bus_note){.kind = NOTE_RECEIPT, .side = SIDE_AGENT, .a = 6, .b = 5});
	hear((struct bus_note){.kind = NOTE_RECEIPT, .side = SIDE_AGENT, .a = 4, .b = 4});
	assert_int_equal(live->receipts[SIDE_AGENT].delivered, 6);
	assert_int_equal(live->receipts[SIDE_AGENT].read, 5);
	assert_false(live->receipt_is_due[SIDE_AGENT]);
}

static void a_session_is_what_another_replica_made_it(void **state)
{
	struct live_session *live = bring();
	live->told_place = 3;
	hear((struct bus_note){
		.kind = NOTE_SESSION, .id = agent_id, .a = SESSION_ACTIVE, .b = true});
	assert_int_equal(live->status, SESSION_ACTIVE);
	assert_true(live->has_agent && uuid_equals(live->agent_id, agent_id));
	assert_int_equal(live->told_place, 0);
	assert_true(live->desk->is_changed);
	hear((struct bus_note){.kind = NOTE_SESSION, .a = SESSION_STATUS_COUNT});
	assert_int_equal(live->status, SESSION_ACTIVE);
}

static void an_older_change_does_not_undo_a_newer_one(void **state)
{
	struct live_session *live = bring();
	hear((struct bus_note){.kind = NOTE_SESSION, .flags = 9, .a = SESSION_ENDED});
	hear((struct bus_note){
		.kind = NOTE_SESSION, .flags = 8, .id = agent_id, .a = SESSION_ACTIVE, .b = true});
	assert_int_equal(live->status, SESSION_ENDED);
	assert_int_equal(live->version, 9);
	hear((struct bus_note){.kind = NOTE_SESSION, .a = SESSION_WAITING}); /* of unknown age */
	assert_int_equal(live->status, SESSION_WAITING);
	assert_int_equal(live->version, 9);
}

static void typing_of_another_replica_lapses_here_alone(void **state)
{
	struct live_session *live = bring();
	hear((struct bus_note){.kind = NOTE_TYPING, .side = SIDE_VISITOR, .a = true});
	assert_true(live->typing_until_ms[SIDE_VISITOR] > fake.now_ms + 6000);
	fake.now_ms = live->typing_until_ms[SIDE_VISITOR];
	typing_beat(&fake_gateway);
	assert_int_equal(fake.event_count, 1);
	assert_contains(fake.events[0], "\"typing\":false");
	assert_int_equal(fake.note_count, 0);
}

static void a_retired_visitor_is_forgotten_here_too(void **state)
{
	(void)bring();
	hear((struct bus_note){.kind = NOTE_VISITOR_RETIRED, .id = {{9}}});
	assert_int_equal(fake.forgotten_visitors, 1);
}

static void who_is_retired_here_is_retired_wherever_their_sessions_are(void **state)
{
	const struct session_view view = {.id = session_id,
		.visitor_id = TEXT("v-09000000-0000-0000-0000-000000000000"),
		.wrapped_key = TEXT("wrapped")};
	const struct live_session *live = live_put(&fake_gateway, &fake_tenant, &view);
	live_doubt_visitor(&fake_gateway, fake_tenant.id, view.visitor_id);
	live_doubt_visitor(&fake_gateway, fake_tenant.id, view.visitor_id);
	assert_string_equal(live->visitor_id, "");
	assert_int_equal(fake.note_count, 1);
	assert_int_equal(fake.notes[0].kind, NOTE_VISITOR_RETIRED);
	assert_int_equal(fake.notes[0].id.bytes[0], 9);
}

static void a_customers_id_that_gave_way_is_told_as_such(void **state)
{
	const struct session_view view = {.id = session_id,
		.visitor_id = TEXT("c-09000000000000000000000000000000"),
		.wrapped_key = TEXT("wrapped")};
	(void)live_put(&fake_gateway, &fake_tenant, &view);
	live_doubt_visitor(&fake_gateway, fake_tenant.id, view.visitor_id);
	assert_int_equal(fake.notes[0].kind, NOTE_VISITOR_RETIRED);
	assert_int_equal(fake.notes[0].flags, NOTE_IS_PROVEN);
	assert_int_equal(fake.notes[0].id.bytes[0], 9);
	hear(fake.notes[0]);
	assert_int_equal(fake.forgotten_visitors, 1);
}

static void an_erased_session_is_forgotten_here_too(void **state)
{
	const struct live_session *live = bring();
	hear((struct bus_note){.kind = NOTE_SESSION_ERASED});
	assert_true(live->is_erased && text_is_absent(live->wrapped_key));
	assert_memory_equal(live->key, "\0\0\0\0\0\0\0", 7);
	assert_int_equal(fake.note_count, 0); /* who noticed has told all */
}

static void what_is_heard_of_an_unknown_session_is_nothing(void **state)
{
	for (uint8_t kind = 0; kind < 40; kind++)
		hear((struct bus_note){.kind = kind, .side = 200, .a = -1});
	assert_null(live_peek(&fake_gateway, fake_tenant.id, session_id));
	assert_int_equal(fake.event_count, 0);
}

static void everything_is_compared_as_soon_as_the_bus_is_back(void **state)
{
	(void)bring();
	desk_of(&fake_gateway, &fake_tenant)->compare_due_ms = UINT64_MAX;
	chat_bus_restored(&fake_gateway);
	desk_each(&fake_gateway, state_sync_turn);
	assert_int_equal(fake.tick_count, 2); /* heads, states */
	fake.tick_count = 0;
	fake.is_disconnected = true;
	chat_bus_restored(&fake_gateway);
	assert_int_equal(fake.tick_count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		stage_test(stamps_rise_across_replicas),
		stage_test(who_stored_it_sends_the_digest_unless_nobody_else_does),
		stage_test(a_heard_receipt_is_held_and_written_by_others),
		stage_test(a_session_is_what_another_replica_made_it),
		stage_test(an_older_change_does_not_undo_a_newer_one),
		stage_test(typing_of_another_replica_lapses_here_alone),
		stage_test(a_retired_visitor_is_forgotten_here_too),
		stage_test(who_is_retired_here_is_retired_wherever_their_sessions_are),
		stage_test(a_customers_id_that_gave_way_is_told_as_such),
		stage_test(an_erased_session_is_forgotten_here_too),
		stage_test(what_is_heard_of_an_unknown_session_is_nothing),
		stage_test(everything_is_compared_as_soon_as_the_bus_is_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
