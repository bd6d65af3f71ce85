/* What a connection is sent, when it is flushed, and how it closes; its transport is a tape. */
#include "unit.h"

#include "call/service.h"
#include "sockets/connection.h"
#include "sockets/hub.h"

const struct service *const services[] = {NULL};

static uv_loop_t loop;
static struct parts parts;
static struct sockets sockets;
static struct ws_connection connection;
static struct {
	size_t now, later, left, ends, taken_up;
	bool is_stuck, is_broken;
	char written[1024];
} seen;

void ws_flush_now(struct ws_connection *flushed)
{
	seen.now++;
}

void ws_flush_later(struct ws_connection *flushed)
{
	seen.later++;
}

void ws_run_queued(struct ws_connection *reading)
{
	seen.taken_up++;
}

void hub_leave_all(struct hub *hub, struct ws_connection *leaving)
{
	seen.left++;
}

static bool write_down(struct ws_connection *writing)
{
	static char buffer[OUTBOX_WRITE_MAX];
	uint32_t count = 0;
	struct text bytes = outbox_next(&writing->outbox, buffer, &count);
	if (seen.is_broken || seen.is_stuck || text_is_absent(bytes))
		return !seen.is_broken;
	size_t at = strlen(seen.written);
	memcpy(seen.written + at, bytes.data, MIN(bytes.size, sizeof(seen.written) - 1 - at));
	outbox_drop(&writing->outbox, count);
	return true;
}

static void count_end(struct ws_connection *ending)
{
	seen.ends++;
}

static int begin(void **state)
{
	static const struct ws_transport tape = {.write = write_down, .end = count_end};
	assert_int_equal(uv_loop_init(&loop), 0);
	parts = (struct parts){.env.loop = &loop,
		.env.wheel = wheel_new(&loop),
		.env.metrics = metrics_new(),
		.sockets = &sockets};
	sockets = (struct sockets){.parts = &parts};
	connection = (struct ws_connection){.parts = &parts, .transport = &tape};
	memset(&seen, 0, sizeof(seen));
	return 0;
}

static int end(void **state)
{
	outbox_clear(&connection.outbox);
	wheel_cancel(parts.env.wheel, &connection.timer);
	wheel_free(&parts.env.wheel);
	metrics_free(&parts.env.metrics);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	return uv_loop_close(&loop);
}

static void send_frame(struct frame *frame)
{
	ws_send(&connection, frame);
	frame_unref(&frame);
}

static void assert_written(const char *piece)
{
	assert_non_null(strstr(seen.written, piece));
}

static void only_a_lazy_frame_waits(void **state)
{
	send_frame(frame_new_lazy(TEXT("{\"lazy\":1}")));
	assert_int_equal(seen.now, 0);
	assert_int_equal(seen.later, 1);
	send_frame(frame_new(TEXT("{\"eager\":2}")));
	assert_int_equal(seen.now, 1);
	assert_int_equal(seen.later, 1);
	ws_flush(&connection);
	assert_written("{\"lazy\":1}");
	assert_written("{\"eager\":2}");
}

static void who_hurries_has_what_waits_flushed(void **state)
{
	ws_hurry(&connection);
	assert_int_equal(seen.now, 0);
	send_frame(frame_new_lazy(TEXT("{}")));
	ws_hurry(&connection);
	assert_int_equal(seen.now, 1);
}

static void a_close_comes_behind_what_was_queued(void **state)
{
	send_frame(frame_new(TEXT("{\"last\":1}")));
	ws_close(&connection, WS_CLOSE_SLOW);
	ws_close(&connection, WS_CLOSE_GOING_AWAY);
	assert_int_equal(connection.close_code, WS_CLOSE_SLOW);
	send_frame(frame_new(TEXT("{\"late\":2}")));
	assert_int_equal(seen.ends, 0);
	ws_flush(&connection);
	assert_written("{\"last\":1}");
	assert_null(strstr(seen.written, "late"));
	ws_flush(&connection);
	assert_int_equal(seen.left, 1);
	assert_int_equal(seen.ends, 1);
}

static void who_takes_nothing_is_ended_in_time(void **state)
{
	seen.is_stuck = true;
	send_frame(frame_new(TEXT("{}")));
	ws_close(&connection, WS_CLOSE_GOING_AWAY);
	ws_flush(&connection);
	assert_int_equal(seen.left, 1);
	assert_int_equal(seen.ends, 0);
	while (timer_is_set(&connection.timer))
		(void)uv_run(&loop, UV_RUN_ONCE);
	assert_int_equal(seen.left, 1);
	assert_int_equal(seen.ends, 1);
}

static void who_is_slow_gets_a_goodbye_for_what_was_queued(void **state)
{
	static char large[OUTBOX_BYTES_MAX / 2 + 1];
	memset(large, 'x', sizeof(large));
	send_frame(frame_new((struct text){large, sizeof(large)}));
	assert_false(connection.is_closing);
	send_frame(frame_new((struct text){large, sizeof(large)}));
	assert_int_equal(connection.close_code, WS_CLOSE_SLOW);
	ws_flush(&connection);
	assert_written("{\"type\":\"goodbye\",\"reason\":\"slow\"");
	assert_null(strstr(seen.written, "xx"));
	assert_int_equal(seen.ends, 1);
}

/* An event stream that is not read: of the first event a part is written, and stays. */
static void who_is_slow_amid_an_event_hears_goodbye_behind_it(void **state)
{
	static char large[OUTBOX_BYTES_MAX - FRAME_HEADER_MAX];
	memset(large, 'x', sizeof(large));
	send_frame(frame_new((struct text){large, sizeof(large)}));
	connection.outbox.begun = 1;
	send_frame(frame_new(TEXT("{\"one\":\"too many\"}")));
	assert_int_equal(connection.close_code, WS_CLOSE_SLOW);
	assert_int_equal(connection.outbox.count, 2);
	outbox_drop(&connection.outbox, 1);
	ws_flush(&connection);
	assert_written("{\"type\":\"goodbye\",\"reason\":\"slow\"");
	assert_int_equal(seen.ends, 1);
}

static void what_is_queued_is_taken_up_when_there_has_been_a_write(void **state)
{
	struct ws_queue queue = {0};
	send_frame(frame_new(TEXT("{}")));
	ws_flush(&connection);
	assert_int_equal(seen.taken_up, 0);
	connection.queue = &queue;
	ws_flush(&connection);
	assert_int_equal(seen.taken_up, 1);
}

static void a_goodbye_is_said_once(void **state)
{
	ws_say_goodbye(&connection, "drain", 1000, WS_CLOSE_GOING_AWAY);
	ws_say_goodbye(&connection, "rate", 1000, WS_CLOSE_RATE);
	assert_int_equal(connection.close_code, WS_CLOSE_GOING_AWAY);
	assert_int_equal(connection.outbox.count, 1);
}

static void a_broken_transport_ends_the_connection(void **state)
{
	seen.is_broken = true;
	send_frame(frame_new(TEXT("{}")));
	ws_flush(&connection);
	assert_int_equal(seen.left, 1);
	assert_int_equal(seen.ends, 1);
	assert_true(outbox_is_empty(&connection.outbox));
}

#define flush_test(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		flush_test(only_a_lazy_frame_waits),
		flush_test(who_hurries_has_what_waits_flushed),
		flush_test(a_close_comes_behind_what_was_queued),
		flush_test(who_takes_nothing_is_ended_in_time),
		flush_test(who_is_slow_gets_a_goodbye_for_what_was_queued),
		flush_test(who_is_slow_amid_an_event_hears_goodbye_behind_it),
		flush_test(what_is_queued_is_taken_up_when_there_has_been_a_write),
		flush_test(a_goodbye_is_said_once),
		flush_test(a_broken_transport_ends_the_connection),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
