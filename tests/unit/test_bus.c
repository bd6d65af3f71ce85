/* The bus: what it asks of Redis, when, and what it makes of the answers. */
#include "bus_fakes.h"

static struct channel session(size_t number)
{
	struct channel channel = {CHANNEL_SESSION, {{1}}, {{0}}};
	memcpy(channel.session_id.bytes, &number, sizeof(number));
	return channel;
}

static void listen_to(size_t number)
{
	assert_true(hub_listen(there.hub, &ann, session(number)));
}

/* Hands what one worker published to the other, as Redis would. */
static void carry(struct parts *from, struct parts *to)
{
	struct redis_buffer asked = commands(from)->filling;
	const char *at = asked.data, *end = at + asked.size;
	while ((at = memmem(at, (size_t)(end - at), "PUBLISH\r\n$71\r\n", 14))) {
		struct text name = {at + 14, CHANNEL_NAME_SIZE};
		struct text payload = {strchr(name.data + CHANNEL_NAME_SIZE + 2, '\n') + 1,
			strtoul(name.data + CHANNEL_NAME_SIZE + 3, NULL, 10)};
		say(subscriptions(to), "message", name, payload);
		at = payload.data + payload.size;
	}
	forget_asked(commands(from));
}

static void broadcast(size_t number, const struct bus_note *note, const char *json)
{
	struct frame *frame = json ? frame_new(text_from(json)) : NULL;
	hub_broadcast(&here, session(number), note, frame, NULL);
	frame_unref(&frame);
}

/* --- broadcasting ------------------------------------------------------------------------- */
static void what_is_broadcast_is_heard_elsewhere_the_note_before_the_event(void **state)
{
	const struct bus_note note = {.kind = 2, .id = {{9}}, .a = -1};
	listen_to(7);
	broadcast(7, &note, "{\"type\":\"typing\"}");
	carry(&here, &there);
	assert_int_equal(fake.heard_count, 1);
	assert_int_equal(fake.heard.kind, 2);
	assert_int_equal(fake.heard.a, -1);
	assert_int_equal(fake.heard.flags, 0);
	assert_string_equal(fake.json, "{\"type\":\"typing\"}");
	assert_int_equal(ann.received, 1);
	assert_int_equal(fake.metrics[METRIC_BUS_PUBLISHED], 1);
	assert_int_equal(fake.metrics[METRIC_BUS_RECEIVED], 1);
}

static void an_event_that_can_wait_can_wait_elsewhere_too(void **state)
{
	listen_to(7);
	broadcast(7, NULL, "{}");
	struct frame *frame = frame_new_lazy(TEXT("{}"));
	hub_broadcast(&here, session(7), NULL, frame, NULL);
	frame_unref(&frame);
	carry(&here, &there);
	assert_int_equal(ann.received, 2);
	assert_int_equal(ann.lazy, 1);
}

static void a_note_alone_reaches_services_and_no_listener(void **state)
{
	const struct bus_note note = {.kind = 3};
	listen_to(7);
	broadcast(7, &note, NULL);
	carry(&here, &there);
	assert_int_equal(fake.heard.kind, 3);
	assert_string_equal(fake.json, "");
	assert_int_equal(ann.received, 0);
}

static void local_listeners_hear_once_and_the_echo_is_dropped(void **state)
{
	assert_true(hub_listen(here.hub, &bob, session(7)));
	broadcast(7, NULL, "{}");
	carry(&here, &here);
	assert_int_equal(bob.received, 1);
	assert_int_equal(fake.heard_count, 0);
	assert_int_equal(fake.metrics[METRIC_BUS_UNREADABLE], 0);
}

static void many_events_go_out_in_one_write(void **state)
{
	for (size_t i = 0; i < 100; i++)
		broadcast(i, NULL, "{}");
	assert_int_equal(fake.written, 0);
	turn();
	assert_int_equal(fake.written, 1);
	assert_int_equal(count_asked(commands(&here), "PUBLISH"), 100);
}

static void what_a_slow_redis_does_not_take_is_dropped_and_counted(void **state)
{
	char json[60001] = {0};
	memset(json, 'x', sizeof(json) - 1);
	for (size_t i = 0; i < 200; i++)
		broadcast(7, NULL, json);
	assert_true(commands(&here)->filling.size <= BUS_PENDING_MAX + 200);
	assert_true(fake.metrics[METRIC_BUS_DROPPED] > 50);
	assert_int_equal(
		fake.metrics[METRIC_BUS_DROPPED] + fake.metrics[METRIC_BUS_PUBLISHED], 200);
}

static void without_redis_events_are_dropped_and_counted(void **state)
{
	redis_link_drop(commands(&here));
	broadcast(7, NULL, "{}");
	assert_int_equal(fake.metrics[METRIC_BUS_DROPPED], 1);
	assert_int_equal(fake.metrics[METRIC_BUS_PUBLISHED], 0);
}

static void what_was_not_answered_when_redis_went_counts_as_dropped(void **state)
{
	static const struct redis_value listeners = {REDIS_INTEGER, {NULL, 0}, 1};
	static const struct redis_value refused = {REDIS_ERROR, {"OOM", 3}, 0};
	for (size_t i = 0; i < 5; i++)
		broadcast(i, NULL, "{}");
	answer(commands(&here), &listeners, 1);
	answer(commands(&here), &refused, 1);
	assert_int_equal(fake.metrics[METRIC_BUS_DROPPED], 1);
	redis_link_drop(commands(&here));
	assert_int_equal(fake.metrics[METRIC_BUS_DROPPED], 4);
}

/* --- keys --------------------------------------------------------------------------------- */
static void after_a_rotation_old_and_new_keys_open(void **state)
{
	listen_to(7);
	broadcast(7, NULL, "{\"key\":1}");
	keys.newest = 2;
	broadcast(7, NULL, "{\"key\":2}");
	assert_int_equal(commands(&here)->asked, 2);
	carry(&here, &there);
	assert_int_equal(ann.received, 2);
	assert_int_equal(fake.loads, 0);
}

static void an_unknown_key_makes_the_worker_read_the_tenant_again(void **state)
{
	listen_to(7);
	keys.newest = 2;
	broadcast(7, NULL, "{}");
	keys.newest = 1; /* what the other worker knows yet */
	carry(&here, &there);
	assert_int_equal(ann.received, 0);
	assert_int_equal(fake.loads, 1);
	assert_int_equal(fake.metrics[METRIC_BUS_UNREADABLE], 1);
}

static void what_is_published_elsewhere_does_not_open_here(void **state)
{
	char other[CHANNEL_NAME_SIZE + 1];
	struct channel channel = session(8);
	listen_to(7);
	listen_to(8);
	broadcast(7, NULL, "{}");
	channel_name(&channel, other);
	struct redis_buffer *asked = &commands(&here)->filling;
	char *name = memmem(asked->data, asked->size, "fd1:s:", 6);
	memcpy(name, other, CHANNEL_NAME_SIZE);
	carry(&here, &there);
	assert_int_equal(ann.received, 0);
	assert_int_equal(fake.metrics[METRIC_BUS_UNREADABLE], 1);
}

/* --- subscriptions ------------------------------------------------------------------------ */
static void channels_of_a_turn_are_subscribed_to_512_at_a_time(void **state)
{
	static struct ws_connection many[600];
	for (size_t i = 0; i < 600; i++) {
		many[i] = (struct ws_connection){.tenant = &tenant};
		assert_true(hub_listen(there.hub, &many[i], session(i)));
	}
	assert_int_equal(subscriptions(&there)->filling.size, 0);
	turn();
	assert_int_equal(count_asked(subscriptions(&there), "*513\r\n$9\r\nSUBSCRIBE\r\n"), 1);
	assert_int_equal(count_asked(subscriptions(&there), "*89\r\n$9\r\nSUBSCRIBE\r\n"), 1);
	assert_int_equal(fake.written, 1);
	for (size_t i = 0; i < 600; i++)
		hub_leave_all(there.hub, &many[i]);
}

static void who_comes_back_within_a_minute_costs_nothing(void **state)
{
	listen_to(7);
	turn();
	confirm(&there, session(7));
	forget_asked(subscriptions(&there));
	hub_leave_all(there.hub, &ann);
	hear_beat(&there, "0");
	for (size_t i = 0; i < 59; i++) {
		pass(1000);
		hear_beat(&there, "1");
		hear_beat(&here, "1");
	}
	listen_to(7);
	pass(2000);
	assert_int_equal(count_asked(subscriptions(&there), "UNSUBSCRIBE"), 0);
	assert_int_equal(count_asked(subscriptions(&there), "SUBSCRIBE"), 0);
}

static void a_minute_after_the_last_listener_a_channel_is_left(void **state)
{
	listen_to(7);
	turn();
	confirm(&there, session(7));
	forget_asked(subscriptions(&there));
	hub_leave_all(there.hub, &ann);
	for (size_t i = 0; i < 61; i++) {
		pass(1000);
		hear_beat(&there, "1");
		hear_beat(&here, "1");
	}
	assert_int_equal(count_asked(subscriptions(&there), "UNSUBSCRIBE"), 1);
	assert_int_equal(fake.metrics[METRIC_BUS_SUBSCRIPTIONS], 0);
	assert_int_equal(tenant.references, 1);
}

static void after_a_reconnect_all_is_asked_for_and_the_services_are_told_once_it_is_there(
	void **state)
{
	listen_to(7);
	listen_to(8);
	turn();
	confirm(&there, session(7));
	confirm(&there, session(8));
	hub_leave(there.hub, &ann, session(8));
	redis_link_drop(subscriptions(&there));
	assert_int_equal(fake.metrics[METRIC_BUS_SUBSCRIPTIONS], 0);
	assert_false(bus_is_healthy(&there));
	make_ready(subscriptions(&there));
	assert_int_equal(count_asked(subscriptions(&there), "fd1:s:"), 1);
	assert_int_equal(count_asked(subscriptions(&there), "fd1:b:"), 1);
	confirm(&there, session(7));
	assert_int_equal(fake.restored, 0);
	assert_false(bus_is_healthy(&there));
	confirm_beat(&there);
	assert_int_equal(fake.restored, 1);
	assert_true(bus_is_healthy(&there));
	confirm_beat(&there);
	assert_int_equal(fake.restored, 1);
}

static void what_is_heard_is_known_with_since_when(void **state)
{
	pass(1000);
	assert_false(hub_hears_since(&there, session(7), fake.now_ms));
	listen_to(7);
	turn();
	assert_false(hub_hears_since(&there, session(7), fake.now_ms));
	confirm(&there, session(7));
	assert_true(hub_hears_since(&there, session(7), fake.now_ms));
	assert_false(hub_hears_since(&there, session(7), fake.now_ms - 1));
	hub_leave_all(there.hub, &ann); /* what lingers is heard */
	assert_true(hub_hears_since(&there, session(7), fake.now_ms));
	redis_link_drop(subscriptions(&there));
	assert_false(hub_hears_since(&there, session(7), fake.now_ms));
}

/* --- settling ----------------------------------------------------------------------------- */
static struct next settled(struct call *call)
{
	return (struct next){NEXT_ANSWERED};
}

static struct call call;

static void settle(size_t number)
{
	call = (struct call){.parts = &there, .tenant = &tenant, .arena = call.arena};
	assert_int_equal(hub_settle(&call, session(number), settled).kind, NEXT_WAITING);
}

static void a_call_goes_on_when_the_subscription_is_confirmed(void **state)
{
	listen_to(7);
	settle(7);
	settle(7);
	turn();
	assert_int_equal(fake.resumed_count, 0);
	confirm(&there, session(7));
	assert_int_equal(fake.resumed_count, 2);
	settle(7);
	assert_int_equal(fake.resumed_count, 3);
	pass(2000);
	assert_int_equal(fake.resumed_count, 3);
	arena_done(&call.arena);
}

static void a_call_waits_a_second_at_most(void **state)
{
	listen_to(7);
	settle(7);
	pass(999);
	assert_int_equal(fake.resumed_count, 0);
	pass(1);
	assert_int_equal(fake.resumed_count, 1);
	confirm(&there, session(7));
	assert_int_equal(fake.resumed_count, 1);
	arena_done(&call.arena);
}

static void nobody_waits_for_a_redis_that_is_away(void **state)
{
	listen_to(7);
	turn();
	settle(7);
	assert_int_equal(fake.resumed_count, 0);
	redis_link_drop(subscriptions(&there));
	assert_int_equal(fake.resumed_count, 1);
	settle(7);
	assert_int_equal(fake.resumed_count, 2);
	arena_done(&call.arena);
}

/* --- heartbeats --------------------------------------------------------------------------- */
static void a_beat_goes_out_each_second_and_its_return_is_measured(void **state)
{
	pass(1000);
	assert_int_equal(count_asked(commands(&here), "fd1:b:"), 1);
	hear_beat(&here, "1");
	assert_int_equal(fake.metrics[METRIC_BUS_LAG], 1);
	hear_beat(&here, "2");
	hear_beat(&here, "x");
	assert_int_equal(fake.metrics[METRIC_BUS_LAG], 1);
	assert_true(bus_is_healthy(&here));
}

static void two_missing_beats_are_unhealthy_and_three_are_death(void **state)
{
	pass(1000);
	assert_true(bus_is_healthy(&here));
	pass(1000);
	assert_false(bus_is_healthy(&here));
	hear_beat(&here, "1");
	assert_true(bus_is_healthy(&here));
	pass(3000);
	assert_true(redis_link_is_ready(commands(&here)));
	pass(1000);
	assert_false(redis_link_is_ready(commands(&here)));
	assert_false(redis_link_is_ready(subscriptions(&here)));
}

/* --- refusals ------------------------------------------------------------------------------- */
static const struct redis_value no_permission = {REDIS_ERROR, {"NOPERM no", 9}, 0};

static void a_subscription_that_redis_refuses_is_said_once_and_tried_each_minute(void **state)
{
	listen_to(7);
	turn();
	answer(subscriptions(&there), &no_permission, 1);
	forget_asked(subscriptions(&there));
	assert_false(bus_is_healthy(&there));
	settle(7);
	assert_int_equal(fake.resumed_count, 1); /* no confirmation will come */
	for (int minute = 1; minute <= 3; minute++) {
		pass(60000);
		assert_true(redis_link_is_ready(subscriptions(&there)));
		assert_int_equal(count_asked(subscriptions(&there), "SUBSCRIBE"), 2);
		answer(subscriptions(&there), &no_permission, 1);
		forget_asked(subscriptions(&there));
	}
	assert_int_equal(fake.complaints, 1);
	pass(60000);
	confirm(&there, session(7));
	confirm_beat(&there);
	assert_true(bus_is_healthy(&there));
}

static void heartbeats_that_redis_refuses_do_not_cut_the_connection(void **state)
{
	pass(1000);
	answer(commands(&here), &no_permission, 1);
	assert_false(bus_is_healthy(&here));
	pass(60000);
	assert_true(redis_link_is_ready(commands(&here)));
	pass(1000);
	assert_true(count_asked(commands(&here), "PUBLISH") >= 2);
	hear_beat(&here, "2");
	assert_true(bus_is_healthy(&here));
	assert_int_equal(fake.complaints, 1);
}

/* --- presence ----------------------------------------------------------------------------- */
static enum bus_presence seen[3];
static const struct uuid agents[3] = {{{1}}, {{2}}, {{3}}};

static struct next learnt(struct call *by, const enum bus_presence *presence)
{
	memcpy(seen, presence, sizeof(seen));
	return (struct next){NEXT_ANSWERED};
}

static void ask(void)
{
	call = (struct call){.parts = &here, .tenant = &tenant, .arena = call.arena};
	(void)bus_presence_ask(&call, tenant.id, agents, 3, learnt);
}

static const struct redis_value noted[3] = {
	{REDIS_STRING, {"1", 1}, 0}, {REDIS_NIL, {NULL, 0}, 0}, {REDIS_STRING, {"1", 1}, 0}};

static void who_was_noted_is_known_by_one_question(void **state)
{
	static const struct redis_value ok = {REDIS_STATUS, {"OK", 2}, 0};
	bus_presence_note(&here, tenant.id, agents[0]);
	ask();
	assert_int_equal(count_asked(commands(&here), "$2\r\nEX\r\n$2\r\n60\r\n"), 1);
	assert_int_equal(count_asked(commands(&here), "*4\r\n$4\r\nMGET\r\n"), 1);
	assert_int_equal(count_asked(commands(&here), "fd1:p:"), 4);
	answer(commands(&here), &ok, 1);
	assert_int_equal(fake.resumed_count, 0);
	answer(commands(&here), noted, 3);
	assert_int_equal(fake.resumed_count, 1);
	assert_int_equal(seen[0], BUS_PRESENCE_NOTED);
	assert_int_equal(seen[1], BUS_PRESENCE_NOT_NOTED);
	assert_int_equal(seen[2], BUS_PRESENCE_NOTED);
	arena_done(&call.arena);
}

static void without_an_answer_presence_is_unknown(void **state)
{
	ask();
	pass(1000);
	assert_int_equal(fake.resumed_count, 1);
	assert_int_equal(seen[0], BUS_PRESENCE_UNKNOWN);
	answer(commands(&here), noted, 3); /* late: nobody asks any more */
	ask();
	redis_link_drop(commands(&here));
	assert_int_equal(fake.resumed_count, 2);
	assert_int_equal(seen[0], BUS_PRESENCE_UNKNOWN);
	ask();
	assert_int_equal(fake.resumed_count, 3);
	assert_int_equal(seen[2], BUS_PRESENCE_UNKNOWN);
	arena_done(&call.arena);
}

/* --- limits ------------------------------------------------------------------------------- */
static uint64_t told_ms;
static const struct limit_token tokens[] = {
	{LIMIT_SIGN_IN_PAIR, {"192.0.2.1\0ann@shop.example", 26}},
	{LIMIT_SIGN_IN_ACCOUNT, {"ann@shop.example", 16}},
};

static struct next counted(struct call *by, uint64_t wait_ms)
{
	told_ms = wait_ms;
	return (struct next){NEXT_ANSWERED};
}

static void ask_to_count(void)
{
	told_ms = UINT64_MAX;
	call = (struct call){.parts = &here, .tenant = &tenant, .arena = call.arena};
	(void)bus_limit_take(&call, tokens, 2, counted);
}

static void tokens_of_all_replicas_are_taken_by_one_script_and_without_names(void **state)
{
	const struct redis_value granted = {.kind = REDIS_INTEGER};
	const struct redis_value later = {.kind = REDIS_INTEGER, .integer = 4711};
	ask_to_count();
	assert_int_equal(count_asked(commands(&here), "*9\r\n$4\r\nEVAL\r\n"), 1);
	assert_int_equal(count_asked(commands(&here), "$1\r\n2\r\n$38\r\nfd1:l:"), 1);
	assert_int_equal(count_asked(commands(&here), "$2\r\n10\r\n$6\r\n180000\r\n"), 1);
	assert_int_equal(count_asked(commands(&here), "shop.example"), 0);
	assert_int_equal(count_asked(commands(&here), "192.0.2.1"), 0);
	answer(commands(&here), &granted, 1);
	assert_int_equal(told_ms, 0);
	ask_to_count();
	answer(commands(&here), &later, 1);
	assert_int_equal(told_ms, 4711);
	assert_int_equal(fake.metrics[METRIC_LIMITS_ALONE], 0);
	arena_done(&call.arena);
}

static void where_redis_does_not_count_a_token_is_granted_and_that_is_counted(void **state)
{
	const struct redis_value refusal = {REDIS_ERROR, {"NOPERM no", 9}, 0};
	ask_to_count();
	pass(1000);
	assert_int_equal(told_ms, 0);
	answer(commands(&here), &refusal, 1); /* late */
	answer(commands(&here), &refusal, 1); /* the heartbeat's */
	ask_to_count();
	answer(commands(&here), &refusal, 1);
	assert_int_equal(told_ms, 0);
	ask_to_count();
	redis_link_drop(commands(&here));
	assert_int_equal(told_ms, 0);
	ask_to_count();
	assert_int_equal(told_ms, 0);
	assert_int_equal(fake.metrics[METRIC_LIMITS_ALONE], 4);
	arena_done(&call.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		bus_test(what_is_broadcast_is_heard_elsewhere_the_note_before_the_event),
		bus_test(an_event_that_can_wait_can_wait_elsewhere_too),
		bus_test(a_note_alone_reaches_services_and_no_listener),
		bus_test(local_listeners_hear_once_and_the_echo_is_dropped),
		bus_test(many_events_go_out_in_one_write),
		bus_test(what_a_slow_redis_does_not_take_is_dropped_and_counted),
		bus_test(without_redis_events_are_dropped_and_counted),
		bus_test(what_was_not_answered_when_redis_went_counts_as_dropped),
		bus_test(after_a_rotation_old_and_new_keys_open),
		bus_test(an_unknown_key_makes_the_worker_read_the_tenant_again),
		bus_test(what_is_published_elsewhere_does_not_open_here),
		bus_test(channels_of_a_turn_are_subscribed_to_512_at_a_time),
		bus_test(who_comes_back_within_a_minute_costs_nothing),
		bus_test(a_minute_after_the_last_listener_a_channel_is_left),
		bus_test(what_is_heard_is_known_with_since_when),
		bus_test(
			after_a_reconnect_all_is_asked_for_and_the_services_are_told_once_it_is_there),
		bus_test(a_call_goes_on_when_the_subscription_is_confirmed),
		bus_test(a_call_waits_a_second_at_most),
		bus_test(nobody_waits_for_a_redis_that_is_away),
		bus_test(a_beat_goes_out_each_second_and_its_return_is_measured),
		bus_test(two_missing_beats_are_unhealthy_and_three_are_death),
		bus_test(a_subscription_that_redis_refuses_is_said_once_and_tried_each_minute),
		bus_test(heartbeats_that_redis_refuses_do_not_cut_the_connection),
		bus_test(who_was_noted_is_known_by_one_question),
		bus_test(without_an_answer_presence_is_unknown),
		bus_test(tokens_of_all_replicas_are_taken_by_one_script_and_without_names),
		bus_test(where_redis_does_not_count_a_token_is_granted_and_that_is_counted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
