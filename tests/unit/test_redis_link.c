/* A link's life, over a socket that keeps what is written and says what the test wants. */
#include "unit.h"

#include <stdlib.h>

#include "call/parts.h"
#include "redis/link.h"
#include "redis/socket.h"

struct redis_socket {
	bool is_writing, is_secret;
	char written[512];
	size_t size;
};

static struct {
	uint64_t now_ms, delay_ms;
	timer_fn fire;
	struct timer *timer;
	size_t opened, closed;
	uint32_t attempt;
	bool cannot_open;
	size_t ready, lost, replies, said;
	bool drops_at_reply;
	uint64_t number;
} fake;

static struct redis_socket the_socket;
static struct redis_address address;
static struct parts parts;
static struct redis_link link_;

uint64_t env_now_ms(const struct env *env)
{
	return fake.now_ms;
}

void wheel_set(struct wheel *wheel, struct timer *timer, uint64_t delay_ms, timer_fn fire)
{
	fake.timer = timer;
	fake.delay_ms = delay_ms;
	fake.fire = fire;
}

void wheel_cancel(struct wheel *wheel, struct timer *timer)
{
	fake.timer = NULL;
}

static void pass(void)
{
	struct timer *timer = fake.timer;
	assert_non_null(timer);
	fake.now_ms += fake.delay_ms;
	fake.timer = NULL;
	fake.fire(timer);
}

void log_write(
	struct log *log, enum log_level level, const char *event, const struct log_field *fields)
{
	fake.said++;
}

struct redis_socket *redis_socket_open(struct uv_loop_s *loop, const struct redis_address *where,
	uint32_t attempt, struct redis_link *link)
{
	fake.opened++;
	fake.attempt = attempt;
	the_socket = (struct redis_socket){0};
	return fake.cannot_open ? NULL : &the_socket;
}

void redis_socket_close(struct redis_socket **socket)
{
	fake.closed += *socket ? 1 : 0;
	*socket = NULL;
}

bool redis_socket_is_writing(const struct redis_socket *socket)
{
	return socket->is_writing;
}

size_t redis_socket_pending(const struct redis_socket *socket)
{
	return socket->is_writing ? socket->size : 0;
}

void redis_socket_write(struct redis_socket *socket, struct redis_buffer *buffer)
{
	assert_false(socket->is_writing);
	assert_true(buffer->size < sizeof(socket->written));
	memcpy(socket->written, buffer->data, buffer->size);
	socket->written[buffer->size] = '\0';
	socket->size = buffer->size;
	socket->is_writing = true;
	socket->is_secret = buffer->is_secret;
	redis_buffer_clear(buffer);
}

static void finish_write(void)
{
	the_socket.is_writing = false;
	redis_link_written(&link_);
}

static void on_ready(struct redis_link *link)
{
	fake.ready++;
}

static void on_lost(struct redis_link *link)
{
	fake.lost++;
}

static void on_reply(struct redis_link *link, const struct redis_reply *reply, uint64_t number)
{
	fake.replies++;
	fake.number = number;
	if (fake.drops_at_reply)
		redis_link_drop(link);
}

static int begin(void **state)
{
	memset(&fake, 0, sizeof(fake));
	address = (struct redis_address){.name = TEXT("here:1"), .host = TEXT("here"), .port = 1};
	redis_link_init(&link_, &parts.env, &address, "commands");
	link_.ready = on_ready;
	link_.lost = on_lost;
	link_.replied = on_reply;
	redis_link_start(&link_);
	return 0;
}

static int end(void **state)
{
	redis_link_stop(&link_);
	return 0;
}

#define link_test(name) cmocka_unit_test_setup_teardown(name, begin, end)

static void hear(const char *bytes)
{
	redis_link_received(&link_, text_from(bytes));
}

static void greet(void)
{
	redis_link_connected(&link_);
	hear("+PONG\r\n");
	finish_write();
}

/* --- the greeting ------------------------------------------------------------------------- */
static void a_link_is_ready_once_the_server_has_answered(void **state)
{
	redis_link_connected(&link_);
	assert_string_equal(the_socket.written, "*1\r\n$4\r\nPING\r\n");
	assert_false(redis_link_is_ready(&link_));
	hear("+PO");
	assert_int_equal(fake.ready, 0);
	hear("NG\r\n");
	assert_true(redis_link_is_ready(&link_));
	assert_int_equal(fake.ready, 1);
}

static void password_and_database_are_said_first_and_all_is_awaited(void **state)
{
	address.user = TEXT("bus");
	address.password = TEXT("secret");
	address.database = 3;
	redis_link_connected(&link_);
	assert_string_equal(the_socket.written,
		"*3\r\n$4\r\nAUTH\r\n$3\r\nbus\r\n$6\r\nsecret\r\n"
		"*2\r\n$6\r\nSELECT\r\n$1\r\n3\r\n*1\r\n$4\r\nPING\r\n");
	assert_true(the_socket.is_secret);
	hear("+OK\r\n+OK\r\n");
	assert_false(redis_link_is_ready(&link_));
	hear("+PONG\r\n");
	assert_true(redis_link_is_ready(&link_));
}

static void a_refusal_is_tried_again_and_said_once(void **state)
{
	for (int i = 0; i < 3; i++) {
		redis_link_connected(&link_);
		hear("-NOAUTH Authentication required.\r\n");
		pass();
	}
	assert_int_equal(fake.opened, 4);
	assert_int_equal(fake.closed, 3);
	assert_int_equal(fake.said, 1);
	assert_int_equal(fake.lost, 0);
}

static void a_silent_server_is_given_up_after_3_s(void **state)
{
	assert_int_equal(fake.delay_ms, 3000);
	redis_link_connected(&link_);
	pass();
	assert_int_equal(fake.closed, 1);
	assert_int_equal(fake.lost, 0);
	pass();
	assert_int_equal(fake.opened, 2);
}

/* --- again and again ------------------------------------------------------------------------ */
static void attempts_spread_over_a_bound_that_doubles_up_to_2_s(void **state)
{
	static const uint64_t bounds[] = {50, 100, 200, 400, 800, 1600, 2000, 2000};
	for (size_t i = 0; i < sizeof(bounds) / sizeof(bounds[0]); i++) {
		redis_link_failed(&link_);
		assert_in_range(fake.delay_ms, 1, bounds[i]);
		pass();
		assert_int_equal(fake.attempt, i + 1);
	}
}

static void what_cannot_even_begin_is_tried_again(void **state)
{
	redis_link_failed(&link_);
	fake.cannot_open = true;
	pass();
	assert_int_equal(fake.delay_ms, 0);
	fake.cannot_open = false;
	pass(); /* gives up */
	pass(); /* tries again */
	greet();
	assert_true(redis_link_is_ready(&link_));
}

static void only_who_stayed_a_while_begins_anew(void **state)
{
	redis_link_failed(&link_);
	pass();
	greet();
	redis_link_failed(&link_);
	assert_int_equal(link_.attempts, 2);
	pass();
	greet();
	fake.now_ms += 20000;
	redis_link_failed(&link_);
	assert_int_equal(link_.attempts, 1);
	assert_int_equal(fake.lost, 2);
}

/* --- asking and hearing ----------------------------------------------------------------------- */
static void ask(const char *word)
{
	redis_put_command(redis_link_ask(&link_), 1);
	redis_put(&link_.filling, text_from(word));
}

static void what_is_asked_during_a_write_follows_it(void **state)
{
	greet();
	ask("one");
	ask("two");
	redis_link_flush(&link_);
	assert_string_equal(the_socket.written, "*1\r\n$3\r\none\r\n*1\r\n$3\r\ntwo\r\n");
	ask("three");
	redis_link_flush(&link_);
	assert_int_equal(redis_link_pending(&link_), 26 + 15);
	finish_write();
	assert_string_equal(the_socket.written, "*1\r\n$5\r\nthree\r\n");
	finish_write();
	assert_int_equal(redis_link_pending(&link_), 0);
}

static void replies_are_numbered_from_the_greeting_on(void **state)
{
	greet();
	hear(":1\r\n:2\r\n:3\r\n");
	assert_int_equal(fake.number, 3);
	assert_int_equal(link_.answered, 3);
}

static void an_owner_may_drop_its_link_at_a_reply(void **state)
{
	greet();
	fake.drops_at_reply = true;
	hear(":1\r\n:2\r\n");
	assert_int_equal(fake.replies, 1);
	assert_int_equal(fake.lost, 1);
	assert_int_equal(fake.closed, 1);
}

static void nonsense_ends_the_connection(void **state)
{
	greet();
	hear("HTTP/1.1 400 Bad Request\r\n");
	assert_int_equal(fake.lost, 1);
	pass();
	greet();
	assert_int_equal(fake.ready, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		link_test(a_link_is_ready_once_the_server_has_answered),
		link_test(password_and_database_are_said_first_and_all_is_awaited),
		link_test(a_refusal_is_tried_again_and_said_once),
		link_test(a_silent_server_is_given_up_after_3_s),
		link_test(attempts_spread_over_a_bound_that_doubles_up_to_2_s),
		link_test(what_cannot_even_begin_is_tried_again),
		link_test(only_who_stayed_a_while_begins_anew),
		link_test(what_is_asked_during_a_write_follows_it),
		link_test(replies_are_numbered_from_the_greeting_on),
		link_test(an_owner_may_drop_its_link_at_a_reply),
		link_test(nonsense_ends_the_connection),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
