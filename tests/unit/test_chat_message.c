/* Sending a message: who may, what the writer gets, what everybody hears. */
#include "chat_fakes.h"

#include "chat/notes.h"

static struct next send(struct who who, const char *content)
{
	struct proto_message message = {.type = PROTO_MESSAGE_SEND,
		.message_send = {
			.session_id = session_id, .id = message_id, .content = text_from(content)}};
	begin_call(CALL_SOCKET, who);
	return message_send(&call, &message);
}

/* Sends to a session that is read from PostgreSQL first. */
static void send_and_load(struct who who, const char *content, const char *status, bool is_mine)
{
	script_session(status, is_mine);
	(void)send(who, content);
	assert_string_equal(fake.statement, "chat_session_load");
	(void)deliver(&call, (struct sql_answer){.row_count = 1});
}

static void report(enum writer_outcome outcome)
{
	const struct writer_result result = {outcome, 8, fake.row.created_at_us};
	message_stored(&fake_gateway, &fake.row, &result);
}

static void an_accepted_message_reaches_the_others_and_the_writer(void **state)
{
	send_and_load(visitor(), "hello", "active", true);
	assert_int_equal(fake.puts, 1);
	assert_int_equal(fake.event_count, 1);
	assert_contains(fake.events[0], "\"message.new\"");
	assert_contains(fake.events[0], "\"content\":\"hello\"");
	assert_ptr_equal(fake.excepts[0], &fake.connection);
	assert_contains(fake.json.data, "\"message.accepted\"");
	end_call();
}

static void what_the_writer_gets_opens_in_its_place_only(void **state)
{
	struct arena arena;
	struct text plain;
	send_and_load(visitor(), "secret", "active", true);
	arena_init(&arena);
	struct seal_place place = {fake_tenant.id, TEXT("chat_messages"), TEXT("content"),
		session_id, message_id, TEXT("visitor"), TEXT("v-1")};
	assert_int_equal(seal_open(&arena, &fake.key, &place, fake.row.sealed, &plain), ERR_NONE);
	assert_text_equal(plain, "secret");
	place.sender_id = TEXT("v-2");
	assert_int_equal(
		seal_open(&arena, &fake.key, &place, fake.row.sealed, &plain), ERR_UNREADABLE);
	arena_done(&arena);
	end_call();
}

static void a_message_to_a_missing_session_is_refused_and_not_broadcast(void **state)
{
	(void)send(visitor(), "hello");
	(void)deliver(&call, (struct sql_answer){.err = ERR_ABSENT});
	assert_int_equal(fake.err, ERR_ABSENT);
	assert_int_equal(fake.puts + fake.event_count, 0);
	end_call();
}

static void a_foreign_session_is_answered_like_a_missing_one(void **state)
{
	struct who other = {.kind = WHO_VISITOR, .visitor_id = "v-2"};
	send_and_load(other, "hello", "active", true);
	assert_int_equal(fake.err, ERR_ABSENT);
	assert_int_equal(fake.puts, 0);
	end_call();
}

static void an_agent_takes_a_session_before_writing(void **state)
{
	send_and_load(agent(ROLE_AGENT), "hello", "waiting", false);
	assert_int_equal(fake.err, ERR_DENIED);
	assert_int_equal(fake.puts, 0);
	end_call();
}

static void a_supervisor_writes_to_any_open_session(void **state)
{
	send_and_load(agent(ROLE_SUPERVISOR), "hello", "waiting", false);
	assert_int_equal(fake.puts, 1);
	assert_string_equal(fake.row.sender_type, "agent");
	end_call();
}

static void memory_is_doubted_before_somebody_is_refused(void **state)
{
	send_and_load(agent(ROLE_AGENT), "hello", "waiting", false);
	end_call();
	script_session("active", true); /* taken meanwhile, through another worker */
	(void)send(agent(ROLE_AGENT), "hello");
	assert_string_equal(fake.statement, "chat_session_load");
	(void)deliver(&call, (struct sql_answer){.row_count = 1});
	assert_int_equal(fake.puts, 1);
	end_call();
}

static void an_ended_session_takes_nothing_new(void **state)
{
	send_and_load(visitor(), "hello", "ended", true);
	assert_string_equal(fake.statement, "chat_message_find");
	(void)deliver(&call, (struct sql_answer){.row_count = 0});
	assert_int_equal(fake.err, ERR_STATE);
	assert_int_equal(fake.puts, 0);
	end_call();
}

static void an_ended_session_still_says_what_it_stored(void **state)
{
	uint8_t fingerprint[FINGERPRINT_SIZE];
	send_and_load(visitor(), "hello", "ended", true);
	seal_fingerprint(&fake.key, TEXT("hello"), fingerprint);
	fake.cells[0].number = 3;
	fake.cells[2] =
		(struct fake_cell){.text = {(const char *)fingerprint, sizeof(fingerprint)}};
	(void)deliver(&call, (struct sql_answer){.row_count = 1});
	assert_contains(fake.json.data, "\"message.stored\"");
	assert_contains(fake.json.data, "\"seq\":3");
	end_call();
}

static void the_same_id_is_accepted_again_and_put_once(void **state)
{
	send_and_load(visitor(), "hello", "active", true);
	end_call();
	(void)send(visitor(), "hello");
	assert_int_equal(fake.puts, 1);
	assert_int_equal(fake.event_count, 1);
	assert_contains(fake.json.data, "\"message.accepted\"");
	end_call();
}

static void the_same_id_with_another_content_conflicts(void **state)
{
	send_and_load(visitor(), "hello", "active", true);
	end_call();
	(void)send(visitor(), "goodbye");
	assert_int_equal(fake.puts, 1);
	assert_int_equal(fake.err, ERR_CONFLICT);
	end_call();
}

static void another_senders_id_conflicts_though_the_content_is_the_same(void **state)
{
	send_and_load(visitor(), "hello", "active", true);
	end_call();
	(void)send(agent(ROLE_AGENT), "hello");
	assert_int_equal(fake.err, ERR_CONFLICT);
	assert_int_equal(fake.puts, 1);
	end_call();
}

static void who_is_known_by_another_id_by_now_has_sent_it_all_the_same(void **state)
{
	struct who customer = {.kind = WHO_VISITOR, .visitor_id = "c-1"};
	send_and_load(visitor(), "hello", "active", true);
	end_call();
	struct live_session *live = live_peek(&fake_gateway, fake_tenant.id, session_id);
	memcpy(live->visitor_id, "c-1", sizeof("c-1"));
	(void)send(customer, "hello");
	assert_contains(fake.json.data, "\"message.accepted\"");
	assert_int_equal(fake.puts, 1);
	end_call();
	(void)send(customer, "hello, hello");
	assert_int_equal(fake.err, ERR_CONFLICT);
	end_call();
}

static void what_was_accepted_before_the_end_is_not_refused_after_it(void **state)
{
	send_and_load(agent(ROLE_AGENT), "hello", "active", true);
	end_call();
	fake_gateway.chat->desks[0]->sessions->status = SESSION_ENDED;
	(void)send(agent(ROLE_AGENT), "hello");
	assert_contains(fake.json.data, "\"message.accepted\"");
	assert_int_equal(fake.puts, 1);
	end_call();
}

static void stamps_rise_though_the_clock_goes_back(void **state)
{
	send_and_load(visitor(), "hello", "active", true);
	int64_t first = fake.row.created_at_us;
	report(WRITER_FRESH);
	end_call();
	fake.time_us -= 500;
	(void)send(visitor(), "hello");
	assert_int_equal(fake.row.created_at_us, first + 1);
	end_call();
}

static void stored_is_told_to_a_sender_who_does_not_listen(void **state)
{
	send_and_load(visitor(), "hello", "active", true);
	report(WRITER_FRESH);
	assert_int_equal(fake.event_count, 3);
	assert_contains(fake.events[1], "\"message.stored\"");
	assert_contains(fake.events[2], "\"seq\":8");
	assert_int_equal(fake.direct_count, 1);
	end_call();
}

/* The others see the message before; whoever wrote it waits to see that it is stored. */
static void stored_is_in_a_hurry_for_the_sender_alone(void **state)
{
	send_and_load(visitor(), "hello", "active", true);
	assert_false(fake.lazy[0]);
	report(WRITER_FRESH);
	assert_contains(fake.events[1], "\"message.stored\"");
	assert_true(fake.lazy[1]);
	assert_int_equal(fake.hurried, 1);
	end_call();
}

/* Where `stored` will not come soon, whoever sends one message after the other waits for this. */
static void accepted_is_lazy_only_while_postgresql_is_there(void **state)
{
	send_and_load(visitor(), "hello", "active", true);
	assert_int_equal(fake.lazy_answers, 1);
	report(WRITER_FRESH);
	end_call();
	fake.is_disconnected = true;
	(void)send(visitor(), "hello");
	assert_int_equal(fake.puts, 2);
	assert_contains(fake.json.data, "\"message.accepted\"");
	assert_int_equal(fake.lazy_answers, 1);
	end_call();
}

static void a_conflict_in_postgresql_is_told_to_the_sender_alone(void **state)
{
	send_and_load(visitor(), "hello", "active", true);
	report(WRITER_CONFLICT);
	assert_int_equal(fake.event_count, 2);
	assert_int_equal(fake.direct_count, 1);
	assert_contains(fake.events[1], "\"message.refused\"");
	assert_contains(fake.events[1], "\"conflict\"");
	end_call();
}

static void a_full_writer_asks_to_come_back(void **state)
{
	fake.put_err = ERR_BUSY;
	send_and_load(visitor(), "hello", "active", true);
	assert_int_equal(fake.err, ERR_BUSY);
	assert_true(fake.retry_ms > 0);
	assert_int_equal(fake.event_count, 0);
	end_call();
}

static void without_postgresql_an_unknown_session_is_refused_at_once(void **state)
{
	fake.is_disconnected = true;
	(void)send(visitor(), "hello");
	assert_int_equal(fake.statements, 0);
	assert_int_equal(fake.err, ERR_BUSY);
	assert_true(fake.retry_ms > 0);
	end_call();
}

static void without_postgresql_a_session_in_memory_goes_on(void **state)
{
	send_and_load(visitor(), "hello", "active", true);
	report(WRITER_FRESH);
	end_call();
	fake.is_disconnected = true;
	(void)send(visitor(), "hello");
	assert_int_equal(fake.puts, 2);
	end_call();
}

static void too_many_messages_are_told_how_long_to_wait(void **state)
{
	fake_limit_ms = 1234;
	(void)send(visitor(), "hello");
	assert_int_equal(fake.retry_ms, 1234);
	assert_int_equal(fake.statements, 0);
	end_call();
}

/* --- by REST ------------------------------------------------------------------------------ */
static struct json *body;

static void post(void)
{
	static const char text[] =
		"{\"id\":\"02000000-0000-0000-0000-000000000000\",\"content\":\"hello\"}";
	assert_int_equal(json_parse(TEXT(text), &body), ERR_NONE);
	script_session("active", true);
	begin_call(CALL_REST, visitor());
	call.body = body;
	(void)message_post(&call);
	(void)deliver(&call, (struct sql_answer){.row_count = 1});
	assert_true(fake.waiting > 0);
}

static void a_post_is_answered_once_stored(void **state)
{
	post();
	report(WRITER_FRESH);
	(void)fake.resumed(&call);
	assert_int_equal(fake.status, 200);
	assert_contains(fake.json.data, "\"seq\":8");
	end_call();
	json_free(&body);
}

static void a_post_that_waits_too_long_is_accepted(void **state)
{
	post();
	fake.timer->fire(fake.timer);
	(void)fake.resumed(&call);
	assert_int_equal(fake.status, 202);
	end_call();
	json_free(&body);
	report(WRITER_FRESH); /* wakes nobody: the call is gone */
	assert_int_equal(fake.waiting, 0);
}

/* --- kept --------------------------------------------------------------------------------- */
static void a_kept_message_is_told_to_its_sender_alone(void **state)
{
	send_and_load(visitor(), "hello", "active", true);
	message_kept(&fake_gateway, &fake.row);
	assert_int_equal(fake.direct_count, 1);
	assert_contains(fake.events[1], "\"message.kept\"");
	end_call();
	(void)send(visitor(), "hello"); /* again, over another socket perhaps */
	assert_contains(fake.json.data, "\"message.accepted\"");
	assert_int_equal(fake.direct_count, 2);
	end_call();
}

static void a_kept_message_that_nobody_waits_for_is_told_to_nobody(void **state)
{
	fake.row = (struct writer_row){
		.tenant = &fake_tenant, .session_id = session_id, .id = message_id};
	message_kept(&fake_gateway, &fake.row);
	assert_int_equal(fake.event_count, 0);
}

static void a_message_whose_worker_is_gone_is_told_to_the_whole_session(void **state)
{
	fake.row = (struct writer_row){
		.tenant = &fake_tenant, .session_id = session_id, .id = message_id};
	report(WRITER_FRESH);
	assert_int_equal(fake.event_count, 1);
	assert_contains(fake.events[0], "\"message.stored\"");
	assert_int_equal(fake.notes[0].kind, NOTE_MESSAGE_STORED);
	assert_int_equal(fake.notes[0].flags, NOTE_IS_STRAY);
	report(WRITER_ERASED);
	assert_int_equal(fake.event_count, 1);
}

static void who_stores_for_an_erased_session_forgets_it_and_tells_the_others(void **state)
{
	send_and_load(visitor(), "hello", "active", true);
	report(WRITER_ERASED);
	const struct live_session *live = live_peek(&fake_gateway, fake_tenant.id, session_id);
	assert_true(live->is_erased && text_is_absent(live->wrapped_key));
	assert_int_equal(fake.notes[fake.note_count - 1].kind, NOTE_SESSION_ERASED);
	end_call();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		stage_test(an_accepted_message_reaches_the_others_and_the_writer),
		stage_test(what_the_writer_gets_opens_in_its_place_only),
		stage_test(a_message_to_a_missing_session_is_refused_and_not_broadcast),
		stage_test(a_foreign_session_is_answered_like_a_missing_one),
		stage_test(an_agent_takes_a_session_before_writing),
		stage_test(a_supervisor_writes_to_any_open_session),
		stage_test(memory_is_doubted_before_somebody_is_refused),
		stage_test(an_ended_session_takes_nothing_new),
		stage_test(an_ended_session_still_says_what_it_stored),
		stage_test(the_same_id_is_accepted_again_and_put_once),
		stage_test(the_same_id_with_another_content_conflicts),
		stage_test(another_senders_id_conflicts_though_the_content_is_the_same),
		stage_test(who_is_known_by_another_id_by_now_has_sent_it_all_the_same),
		stage_test(what_was_accepted_before_the_end_is_not_refused_after_it),
		stage_test(stamps_rise_though_the_clock_goes_back),
		stage_test(stored_is_told_to_a_sender_who_does_not_listen),
		stage_test(stored_is_in_a_hurry_for_the_sender_alone),
		stage_test(accepted_is_lazy_only_while_postgresql_is_there),
		stage_test(a_conflict_in_postgresql_is_told_to_the_sender_alone),
		stage_test(a_full_writer_asks_to_come_back),
		stage_test(without_postgresql_an_unknown_session_is_refused_at_once),
		stage_test(without_postgresql_a_session_in_memory_goes_on),
		stage_test(too_many_messages_are_told_how_long_to_wait),
		stage_test(a_post_is_answered_once_stored),
		stage_test(a_post_that_waits_too_long_is_accepted),
		stage_test(a_kept_message_is_told_to_its_sender_alone),
		stage_test(a_kept_message_that_nobody_waits_for_is_told_to_nobody),
		stage_test(a_message_whose_worker_is_gone_is_told_to_the_whole_session),
		stage_test(who_stores_for_an_erased_session_forgets_it_and_tells_the_others),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
