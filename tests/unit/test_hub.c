/* Channels and listeners, with connections that only count what they are sent. */
#include "unit.h"

#include <stdlib.h>

#include "sockets/frame.h"
#include "sockets/hub.h"
#include "sockets/ws.h"

struct ws_connection {
	struct hub_seat seat;
	struct who who;
	size_t received;
};

const struct who *ws_who(const struct ws_connection *connection)
{
	return &connection->who;
}

struct hub_seat *ws_hub_seat(struct ws_connection *connection)
{
	return &connection->seat;
}

void ws_send(struct ws_connection *connection, struct frame *frame)
{
	connection->received++;
}

static struct hub *hub;
static struct ws_connection ann, bob;

static int make_hub(void **state)
{
	hub = hub_new();
	ann = bob = (struct ws_connection){0};
	return 0;
}

static int drop_hub(void **state)
{
	hub_leave_all(hub, &ann);
	hub_leave_all(hub, &bob);
	hub_free(&hub);
	return 0;
}

#define hub_test(name) cmocka_unit_test_setup_teardown(name, make_hub, drop_hub)

static struct channel session(uint8_t tenant, uint8_t number)
{
	return (struct channel){CHANNEL_SESSION, {{tenant}}, {{number}}};
}

static void publish(struct channel channel, const struct ws_connection *except)
{
	struct frame *frame = frame_new(TEXT("{}"));
	hub_publish(hub, channel, frame, except);
	frame_unref(&frame);
}

static void who_listens_hears_and_nobody_else(void **state)
{
	assert_true(hub_listen(hub, &ann, session(1, 1)));
	publish(session(1, 1), NULL);
	publish(session(1, 2), NULL);
	publish(session(2, 1), NULL);
	publish((struct channel){CHANNEL_AGENTS, {{1}}, {{1}}}, NULL);
	assert_int_equal(ann.received, 1);
	assert_int_equal(bob.received, 0);
}

static void the_sender_can_be_left_out(void **state)
{
	assert_true(hub_listen(hub, &ann, session(1, 1)));
	assert_true(hub_listen(hub, &bob, session(1, 1)));
	publish(session(1, 1), &ann);
	assert_int_equal(ann.received, 0);
	assert_int_equal(bob.received, 1);
}

static void listening_twice_is_once(void **state)
{
	assert_true(hub_listen(hub, &ann, session(1, 1)));
	assert_true(hub_listen(hub, &ann, session(1, 1)));
	assert_int_equal(hub_listener_count(hub, session(1, 1)), 1);
	publish(session(1, 1), NULL);
	assert_int_equal(ann.received, 1);
	hub_leave(hub, &ann, session(1, 1));
	assert_false(hub_listens(hub, &ann, session(1, 1)));
	hub_leave(hub, &ann, session(1, 1));
	assert_int_equal(hub_listener_count(hub, session(1, 1)), 0);
}

static void a_connection_listens_to_64_channels_at_most(void **state)
{
	for (uint8_t i = 0; i < 64; i++)
		assert_true(hub_listen(hub, &ann, session(1, i)));
	assert_false(hub_listen(hub, &ann, session(1, 64)));
	assert_true(hub_listen(hub, &ann, session(1, 5)));
	hub_leave(hub, &ann, session(1, 5));
	assert_true(hub_listen(hub, &ann, session(1, 64)));
}

static void leaving_all_frees_every_channel_that_nobody_else_hears(void **state)
{
	for (uint8_t i = 0; i < 64; i++)
		assert_true(hub_listen(hub, &ann, session(1, i)));
	assert_true(hub_listen(hub, &bob, session(1, 7)));
	hub_leave_all(hub, &ann);
	assert_int_equal(hub_listener_count(hub, session(1, 7)), 1);
	assert_int_equal(hub_listener_count(hub, session(1, 8)), 0);
	publish(session(1, 7), NULL);
	assert_int_equal(bob.received, 1);
	assert_int_equal(ann.received, 0);
}

static void channels_are_found_however_many_there_are(void **state)
{
	static struct ws_connection many[300];
	memset(many, 0, sizeof(many));
	for (size_t i = 0; i < 300; i++)
		assert_true(hub_listen(hub, &many[i], session((uint8_t)(i >> 8), (uint8_t)i)));
	for (size_t i = 0; i < 300; i++)
		publish(session((uint8_t)(i >> 8), (uint8_t)i), NULL);
	for (size_t i = 0; i < 300; i++) {
		assert_int_equal(many[i].received, 1);
		hub_leave_all(hub, &many[i]);
	}
}

static void a_visitor_is_known_among_those_who_listen(void **state)
{
	ann.who.kind = WHO_AGENT;
	bob.who.kind = WHO_VISITOR;
	assert_false(hub_has_visitor(hub, session(1, 1)));
	assert_true(hub_listen(hub, &ann, session(1, 1)));
	assert_false(hub_has_visitor(hub, session(1, 1)));
	assert_true(hub_listen(hub, &bob, session(1, 1)));
	assert_true(hub_has_visitor(hub, session(1, 1)));
	hub_leave(hub, &bob, session(1, 1));
	assert_false(hub_has_visitor(hub, session(1, 1)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		hub_test(who_listens_hears_and_nobody_else),
		hub_test(a_visitor_is_known_among_those_who_listen),
		hub_test(the_sender_can_be_left_out),
		hub_test(listening_twice_is_once),
		hub_test(a_connection_listens_to_64_channels_at_most),
		hub_test(leaving_all_frees_every_channel_that_nobody_else_hears),
		hub_test(channels_are_found_however_many_there_are),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
