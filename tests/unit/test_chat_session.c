/* What a worker keeps of a session, and what it tells: resume, receipts, typing, position sync. */
#include <stdio.h>

#include "chat_fakes.h"

#include "call/start.h"
#include "chat/desk.h"
#include "chat/listen.h"
#include "chat/notes.h"
#include "chat/session.h"

#define SESSION "01000000-0000-0000-0000-000000000000"

static struct next ask(struct who who,
	struct next (*handle)(struct call *call, const struct proto_message *message),
	struct proto_message message)
{
	begin_call(CALL_SOCKET, who);
	return handle(&call, &message);
}

/* Answers chat_session_load. */
static void load(const char *status, bool is_mine)
{
	assert_string_equal(fake.statement, "chat_session_load");
	script_session(status, is_mine);
	(void)deliver(&call, (struct sql_answer){.row_count = 1});
}

/* Brings the session into memory, as the visitor's message would; somebody listens. */
static void bring(const char *status, bool is_mine)
{
	struct session_view view = {.id = session_id,
		.visitor_id = TEXT("v-1"),
		.wrapped_key = TEXT("wrapped"),
		.head_seq = 7,
		.has_agent = is_mine,
		.agent_id = agent_id,
		.version = fake.version};
	assert_true(session_status_parse(text_from(status), &view.status));
	fake.is_listening = true;
	(void)live_put(&fake_gateway, &fake_tenant, &view);
}

/* --- receipts -------------------------------------------------------------------------------- */
static void receipt(struct who who, int64_t delivered, int64_t read)
{
	const struct proto_message message = {.type = PROTO_RECEIPT_SEND,
		.receipt_send = {.session_id = session_id, .delivered = delivered, .read = read}};
	(void)ask(who, receipt_send, message);
}

static void receipts_stay_below_the_head_and_never_fall(void **state)
{
	receipt(visitor(), 5, 99);
	load("active", true);
	assert_contains(fake.events[0], "\"delivered\":7,\"read\":7");
	end_call();
	receipt(visitor(), 3, 2);
	assert_int_equal(fake.event_count, 1);
	end_call();
}

static void memory_that_nobody_refreshes_is_read_before_it_is_believed(void **state)
{
	bring("active", true);
	fake.is_deaf = true;
	receipt(visitor(), 7, 7);
	load("active", true);
	assert_contains(fake.events[0], "\"delivered\":7,\"read\":7");
	end_call();
}

static void memory_is_all_there_is_while_postgresql_does_not_answer(void **state)
{
	bring("active", true);
	fake.is_deaf = true;
	receipt(visitor(), 5, 5);
	(void)deliver(&call, (struct sql_answer){.err = ERR_BUSY});
	assert_int_equal(fake.event_count, 1);
	end_call();
	fake.is_disconnected = true;
	receipt(visitor(), 6, 6);
	assert_int_equal(fake.event_count, 2);
	end_call();
}

static void a_receipt_beyond_the_head_has_heard_of_more(void **state)
{
	bring("active", true);
	live_peek(&fake_gateway, fake_tenant.id, session_id)->head_seq = 3;
	receipt(visitor(), 5, 5);
	assert_int_equal(fake.event_count, 0);
	load("active", true);
	assert_contains(fake.events[0], "\"delivered\":5,\"read\":5");
	end_call();
}

static void who_says_more_than_there_is_has_a_reading_a_second(void **state)
{
	bring("active", true);
	receipt(visitor(), 9, 9);
	load("active", true);
	assert_contains(fake.events[0], "\"delivered\":7,\"read\":7");
	end_call();
	size_t statements = fake.statements;
	for (int i = 0; i < 5; i++) {
		receipt(visitor(), 9, 9);
		assert_int_equal(fake.status, 204);
		end_call();
	}
	assert_int_equal(fake.statements, statements);
	fake.now_ms += 1000;
	receipt(visitor(), 9, 9);
	assert_int_equal(fake.statements, statements + 1);
	load("active", true);
	end_call();
}

static void a_receipt_of_who_looks_on_counts_for_nothing(void **state)
{
	receipt(agent(ROLE_SUPERVISOR), 7, 7);
	load("active", false);
	assert_int_equal(fake.event_count, 0);
	end_call();
}

static void receipts_are_written_once_and_again_after_a_failure(void **state)
{
	receipt(visitor(), 5, 5);
	load("active", true);
	end_call();
	for (int attempt = 0; attempt < 2; attempt++) {
		fake.resumed = NULL;
		desk_each(&fake_gateway, receipt_turn);
		begin_call(CALL_TICK, (struct who){0});
		(void)fake.resumed(&call);
		assert_string_equal(fake.statement, "chat_receipts_store");
		(void)deliver(&call, (struct sql_answer){.err = attempt ? ERR_NONE : ERR_BUSY});
		end_call();
	}
	fake.resumed = NULL;
	desk_each(&fake_gateway, receipt_turn);
	assert_null(fake.resumed);
}

static void receipts_of_a_deleted_tenant_are_forgotten_with_their_session(void **state)
{
	receipt(visitor(), 5, 5);
	load("active", true);
	end_call();
	fake.now_ms += LIVE_LINGER_MS;
	live_sweep(&fake_gateway);
	assert_non_null(live_peek(&fake_gateway, fake_tenant.id, session_id));
	fake_tenant.is_active = false;
	fake.resumed = NULL;
	desk_each(&fake_gateway, receipt_turn);
	assert_null(fake.resumed);
	fake.now_ms += LIVE_LINGER_MS;
	live_sweep(&fake_gateway);
	assert_null(live_peek(&fake_gateway, fake_tenant.id, session_id));
}

/* --- typing ---------------------------------------------------------------------------------- */
static void typing_lapses_by_itself(void **state)
{
	const struct proto_message message = {
		.type = PROTO_TYPING_SET, .typing_set = {.session_id = session_id, .typing = true}};
	(void)ask(visitor(), typing_set, message);
	load("active", true);
	end_call();
	assert_contains(fake.events[0], "\"typing\":true");
	fake.now_ms += 5999;
	typing_beat(&fake_gateway);
	assert_int_equal(fake.event_count, 1);
	fake.now_ms += 1;
	typing_beat(&fake_gateway);
	assert_int_equal(fake.event_count, 2);
	assert_contains(fake.events[1], "\"typing\":false");
	assert_ptr_equal(fake.excepts[1], &fake.connection);
}

/* --- heads ----------------------------------------------------------------------------------- */
static void answer_heads(int64_t head_seq)
{
	assert_string_equal(fake.statement, "chat_heads");
	fake.cells[0] = (struct fake_cell){.uuid = fake_tenant.id};
	fake.cells[1] = (struct fake_cell){.uuid = session_id};
	fake.cells[2] = (struct fake_cell){.number = head_seq};
	(void)deliver(&call, (struct sql_answer){.row_count = 1});
}

static void compare_heads(int64_t head_seq)
{
	position_sync_beat(&fake_gateway);
	begin_call(CALL_TICK, (struct who){0});
	(void)fake.resumed(&call);
	answer_heads(head_seq);
	end_call();
}

static void a_head_is_told_once_and_only_when_it_is_news(void **state)
{
	bring("active", true);
	compare_heads(7);
	assert_int_equal(fake.event_count, 0);
	compare_heads(9);
	compare_heads(9);
	assert_int_equal(fake.event_count, 1);
	assert_contains(fake.events[0], "\"headSeq\":9");
}

static void a_head_that_went_back_sends_everybody_away(void **state)
{
	bring("active", true);
	compare_heads(7);
	assert_int_equal(fake.sent_away, 0);
	compare_heads(5);
	assert_int_equal(fake.sent_away, 1);
	assert_int_equal(live_peek(&fake_gateway, fake_tenant.id, session_id)->head_seq, 5);
	compare_heads(5);
	assert_int_equal(fake.sent_away, 1);
}

static void a_suspended_tenants_head_that_went_back_does_so_once(void **state)
{
	bring("active", true);
	fake_tenant.is_active = false;
	compare_heads(5);
	assert_int_equal(fake.sent_away, 1);
	compare_heads(5);
	assert_int_equal(fake.sent_away, 1);
}

/* What is stored while PostgreSQL is being asked may be missing in its answer. */
static void a_head_that_was_heard_of_during_a_comparison_is_not_missed(void **state)
{
	bring("active", true);
	position_sync_beat(&fake_gateway);
	begin_call(CALL_TICK, (struct who){0});
	(void)fake.resumed(&call);
	live_peek(&fake_gateway, fake_tenant.id, session_id)->head_seq = 8;
	answer_heads(7);
	end_call();
	assert_int_equal(fake.sent_away, 0);
}

static void a_crowded_worker_asks_for_heads_in_portions(void **state)
{
	enum { SESSIONS = 2500 };
	fake.is_listening = true;
	for (size_t i = 0; i < SESSIONS; i++) {
		const struct session_view view = {
			.id = {{[14] = (uint8_t)(i >> 8), [15] = (uint8_t)i}},
			.visitor_id = TEXT("v-1")};
		(void)live_put(&fake_gateway, &fake_tenant, &view);
	}
	position_sync_beat(&fake_gateway);
	begin_call(CALL_TICK, (struct who){0});
	(void)fake.resumed(&call);
	size_t asked = 0;
	while (fake.then) {
		assert_in_range(call.chat->id_count, 1, 1000);
		asked += call.chat->id_count;
		(void)deliver(&call, (struct sql_answer){0});
	}
	assert_int_equal(asked, SESSIONS);
	assert_int_equal(fake_gateway.chat->comparing_until_ms, 0);
	end_call();
}

/* --- states ---------------------------------------------------------------------------------- */
/* PostgreSQL says of the session what `status` is; nobody has it, or the agent, if they are gone.
 */
static void answer_states(const char *status, bool is_agent_gone)
{
	assert_string_equal(fake.statement, "chat_session_states");
	fake.cells[0] = (struct fake_cell){.uuid = session_id};
	fake.cells[1] = (struct fake_cell){.text = text_from(status)};
	fake.cells[2] = (struct fake_cell){.is_null = true};
	fake.cells[3] = (struct fake_cell){.text = TEXT("v-1")};
	for (size_t i = 4; i < 8; i++)
		fake.cells[i] = (struct fake_cell){.number = fake.stored_receipts};
	fake.cells[8] = (struct fake_cell){.number = fake.version};
	fake.cells[9] = (struct fake_cell){.number = is_agent_gone};
	(void)deliver(&call, (struct sql_answer){.row_count = 1});
}

static void compare_states_and_agent(const char *status, bool is_agent_gone)
{
	fake.now_ms += 5000;
	desk_each(&fake_gateway, state_sync_turn);
	begin_call(CALL_TICK, (struct who){0});
	(void)fake.resumed(&call);
	answer_states(status, is_agent_gone);
}

static void compare_states(const char *status)
{
	compare_states_and_agent(status, false);
}

static void what_others_did_to_a_session_is_read_and_told(void **state)
{
	bring("waiting", false);
	compare_states("waiting");
	assert_null(fake.then);
	end_call();
	compare_states("ended");
	script_session("ended", false);
	(void)deliver(&call, (struct sql_answer){.row_count = 1});
	assert_int_equal(fake.event_count, 2);
	assert_contains(fake.events[0], "\"for\":\"visitor\"");
	assert_contains(fake.events[1], "\"for\":\"agent\"");
	end_call();
	compare_states("ended");
	end_call();
	assert_int_equal(fake.event_count, 2); /* an end is final */
}

static void that_the_agent_is_gone_or_back_is_told_once(void **state)
{
	bring("waiting", false);
	for (size_t times = 1; times <= 2; times++) {
		bool is_gone = times == 1;
		compare_states_and_agent("waiting", is_gone);
		script_session("waiting", false);
		if (is_gone)
			fake.cells[0].text = TEXT("{\"isAgentGone\": true}");
		(void)deliver(&call, (struct sql_answer){.row_count = 1});
		end_call();
		assert_int_equal(fake.event_count, 2 * times);
		compare_states_and_agent("waiting", is_gone);
		end_call();
		assert_int_equal(fake.event_count, 2 * times);
	}
}

static void an_agent_who_is_back_before_it_was_noticed_that_they_had_gone_is_told(void **state)
{
	const struct session_view view = {.id = session_id,
		.for_visitor = TEXT("{\"isAgentGone\": true}"),
		.visitor_id = TEXT("v-1"),
		.wrapped_key = TEXT("wrapped"),
		.status = SESSION_WAITING};
	bring("waiting", false);
	(void)live_put(&fake_gateway, &fake_tenant, &view);
	compare_states("waiting");
	script_session("waiting", false);
	(void)deliver(&call, (struct sql_answer){.row_count = 1});
	assert_int_equal(fake.event_count, 2);
	end_call();
	compare_states("waiting");
	end_call();
	assert_int_equal(fake.event_count, 2);
}

/* --- erased sessions ------------------------------------------------------------------------ */
static const struct live_session *live_here(void)
{
	return live_peek(&fake_gateway, fake_tenant.id, session_id);
}

static void compare_states_with_nothing(enum err err)
{
	fake.now_ms += 5000;
	desk_each(&fake_gateway, state_sync_turn);
	begin_call(CALL_TICK, (struct who){0});
	(void)fake.resumed(&call);
	assert_string_equal(fake.statement, "chat_session_states");
	(void)deliver(&call, (struct sql_answer){.err = err});
	end_call();
}

static void a_session_that_postgresql_has_no_more_is_wiped_and_others_are_told(void **state)
{
	bring("ended", false);
	char *key = live_peek(&fake_gateway, fake_tenant.id, session_id)->key;
	compare_states_with_nothing(ERR_BUSY);
	assert_memory_equal(key, "wrapped", 7);
	compare_states_with_nothing(ERR_NONE);
	assert_memory_equal(key, "\0\0\0\0\0\0\0", 7);
	assert_true(text_is_absent(live_here()->wrapped_key));
	assert_int_equal(fake.note_count, 1);
	assert_int_equal(fake.notes[0].kind, NOTE_SESSION_ERASED);
	compare_states_with_nothing(ERR_NONE);
	assert_int_equal(fake.note_count, 1);
	live_sweep(&fake_gateway); /* whoever listens */
	assert_null(live_here());
}

static void an_erased_session_is_nobodys(void **state)
{
	bring("active", true);
	compare_states_with_nothing(ERR_NONE);
	receipt(agent(ROLE_SUPERVISOR), 7, 7);
	assert_string_equal(fake.statement, "chat_session_load");
	(void)deliver(&call, (struct sql_answer){.err = ERR_ABSENT});
	assert_int_equal(fake.event_count, 0);
	end_call();
}

static void what_was_being_read_does_not_bring_an_erased_session_back(void **state)
{
	receipt(visitor(), 5, 5);
	fake.now_ms++;
	erased_forget(&fake_gateway, (struct channel){CHANNEL_SESSION, fake_tenant.id, session_id});
	load("active", true);
	assert_null(live_here());
	assert_int_equal(fake.event_count, 0);
	end_call();
	fake.now_ms += CALL_TICK_DEADLINE_MS;
	erased_sweep(&fake_gateway);
	assert_false(erased_since(&fake_gateway, fake_tenant.id, session_id, 0));
}

static enum session_status status_here(void)
{
	return live_peek(&fake_gateway, fake_tenant.id, session_id)->status;
}

static void a_view_that_is_older_than_memory_changes_nothing(void **state)
{
	fake.version = 7;
	bring("ended", false);
	fake.version = 6;
	bring("active", true);
	assert_int_equal(status_here(), SESSION_ENDED);
	fake.version = 8;
	bring("active", true);
	assert_int_equal(status_here(), SESSION_ACTIVE);
}

/* What memory knew when the comparison began cannot be newer than what PostgreSQL says. */
static void a_version_of_another_history_gives_way(void **state)
{
	fake.version = 7;
	bring("active", false);
	fake.version = 3;
	compare_states("waiting");
	script_session("waiting", false);
	(void)deliver(&call, (struct sql_answer){.row_count = 1});
	end_call();
	assert_int_equal(status_here(), SESSION_WAITING);
}

static void what_is_heard_during_a_comparison_outlives_it(void **state)
{
	fake.version = 3;
	bring("waiting", false);
	desk_each(&fake_gateway, state_sync_turn);
	begin_call(CALL_TICK, (struct who){0});
	(void)fake.resumed(&call);
	live_peek(&fake_gateway, fake_tenant.id, session_id)->version = 4;
	answer_states("active", false);
	assert_null(fake.then);
	end_call();
	assert_int_equal(status_here(), SESSION_WAITING);
}

static void receipts_that_the_bus_lost_are_told(void **state)
{
	bring("waiting", false);
	fake.stored_receipts = 5;
	compare_states("waiting");
	end_call();
	assert_int_equal(fake.event_count, 2);
	assert_contains(fake.events[0], "\"senderType\":\"visitor\",\"delivered\":5,\"read\":5");
	compare_states("waiting");
	end_call();
	assert_int_equal(fake.event_count, 2);
	assert_int_equal(fake.note_count, 0); /* every replica notices by itself */
}

/* --- memory ---------------------------------------------------------------------------------- */
static void a_session_is_forgotten_a_minute_after_its_last_listener(void **state)
{
	bring("waiting", false);
	fake.now_ms += 10 * LIVE_LINGER_MS;
	live_sweep(&fake_gateway);
	assert_non_null(live_find(&fake_gateway, fake_tenant.id, session_id));
	fake.is_listening = false;
	fake.now_ms += LIVE_LINGER_MS - 1;
	live_sweep(&fake_gateway);
	compare_states("waiting"); /* is no use of it */
	end_call();
	fake.now_ms += 1;
	live_sweep(&fake_gateway);
	assert_null(live_find(&fake_gateway, fake_tenant.id, session_id));
	assert_int_equal(fake_tenant.references, 1);
}

/* --- changes --------------------------------------------------------------------------------- */
static void a_change_is_told_to_each_side_in_its_own_view(void **state)
{
	fake.is_listening = true;
	begin_call(CALL_REST, agent(ROLE_AGENT));
	(void)session_changed(&call, session_id, 200);
	load("active", true);
	assert_int_equal(fake.event_count, 2);
	assert_int_equal(fake.channels[0], CHANNEL_SESSION);
	assert_contains(fake.events[0], "{\"for\":\"visitor\"}");
	assert_int_equal(fake.channels[1], CHANNEL_AGENTS);
	assert_contains(fake.events[1], "{\"for\":\"agent\"}");
	assert_text_equal(fake.json, "{\"for\":\"agent\"}");
	end_call();
}

static void who_ends_many_has_the_answer_before_all_are_told(void **state)
{
	struct json *body;
	fake.is_listening = true;
	begin_call(CALL_REST, agent(ROLE_SUPERVISOR));
	assert_int_equal(json_parse(TEXT("{\"sessionIds\":[\"" SESSION "\"]}"), &body), ERR_NONE);
	call.body = body;
	(void)session_end_many(&call);
	fake.cells[0] = (struct fake_cell){.uuid = session_id};
	fake.cells[1] = (struct fake_cell){.text = TEXT("ended")};
	fake.cells[2] = (struct fake_cell){.number = 1};
	(void)deliver(&call, (struct sql_answer){.row_count = 1});
	assert_contains(fake.json.data, "\"outcome\":\"ended\"");
	assert_int_equal(fake.event_count, 0);
	end_call();
	json_free(&body);
	begin_call(CALL_TICK, (struct who){0});
	(void)fake.resumed(&call);
	load("ended", false);
	assert_int_equal(fake.event_count, 2);
	end_call();
}

static void only_these_moves_are_allowed(void **state)
{
	static const char *const allowed[] = {
		[MOVE_ASSIGN] = "waiting transferred ",
		[MOVE_TRANSFER] = "active ",
		[MOVE_END] = "waiting active transferred ",
	};
	for (enum session_move move = MOVE_ASSIGN; move <= MOVE_END; move++) {
		struct text from[SESSION_STATUS_COUNT];
		char words[100] = "";
		size_t count = session_move_from(move, from), size = 0;
		for (size_t i = 0; i < count; i++)
			size += (size_t)snprintf(
				words + size, sizeof(words) - size, "%.*s ", TEXT_ARG(from[i]));
		assert_string_equal(words, allowed[move]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		stage_test(receipts_stay_below_the_head_and_never_fall),
		stage_test(memory_that_nobody_refreshes_is_read_before_it_is_believed),
		stage_test(memory_is_all_there_is_while_postgresql_does_not_answer),
		stage_test(a_receipt_beyond_the_head_has_heard_of_more),
		stage_test(who_says_more_than_there_is_has_a_reading_a_second),
		stage_test(a_receipt_of_who_looks_on_counts_for_nothing),
		stage_test(receipts_are_written_once_and_again_after_a_failure),
		stage_test(receipts_of_a_deleted_tenant_are_forgotten_with_their_session),
		stage_test(typing_lapses_by_itself),
		stage_test(a_head_is_told_once_and_only_when_it_is_news),
		stage_test(a_head_that_went_back_sends_everybody_away),
		stage_test(a_suspended_tenants_head_that_went_back_does_so_once),
		stage_test(a_head_that_was_heard_of_during_a_comparison_is_not_missed),
		stage_test(a_crowded_worker_asks_for_heads_in_portions),
		stage_test(what_others_did_to_a_session_is_read_and_told),
		stage_test(that_the_agent_is_gone_or_back_is_told_once),
		stage_test(an_agent_who_is_back_before_it_was_noticed_that_they_had_gone_is_told),
		stage_test(a_session_that_postgresql_has_no_more_is_wiped_and_others_are_told),
		stage_test(an_erased_session_is_nobodys),
		stage_test(what_was_being_read_does_not_bring_an_erased_session_back),
		stage_test(a_view_that_is_older_than_memory_changes_nothing),
		stage_test(a_version_of_another_history_gives_way),
		stage_test(what_is_heard_during_a_comparison_outlives_it),
		stage_test(receipts_that_the_bus_lost_are_told),
		stage_test(a_session_is_forgotten_a_minute_after_its_last_listener),
		stage_test(a_change_is_told_to_each_side_in_its_own_view),
		stage_test(who_ends_many_has_the_answer_before_all_are_told),
		stage_test(only_these_moves_are_allowed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
