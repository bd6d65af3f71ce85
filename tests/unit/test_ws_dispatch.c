/* What becomes of a message in a build whose services take none. */
#include "unit.h"

#include <stdlib.h>

#include "base/metrics.h"
#include "call/service.h"
#include "sockets/connection.h"

#define SESSION "0f0e0d0c-0b0a-4908-8706-050403020100"
#define MESSAGE "1f0e0d0c-0b0a-4908-8706-050403020100"

const struct service *const services[] = {NULL};

static uv_loop_t loop;
static struct parts parts;
static struct sockets sockets;
static struct ws_connection connection;
static char said[OUTBOX_WRITE_MAX];

static int begin(void **state)
{
	assert_int_equal(uv_loop_init(&loop), 0);
	parts = (struct parts){
		.env.loop = &loop, .env.metrics = metrics_new(), .sockets = &sockets};
	sockets = (struct sockets){.parts = &parts};
	connection = (struct ws_connection){.parts = &parts,
		.is_open = true,
		.who = {.kind = WHO_VISITOR, .visitor_id = "v-1"}};
	return 0;
}

static int end(void **state)
{
	outbox_clear(&connection.outbox);
	for (size_t i = 0; i < FLUSH_LISTS; i++)
		free(sockets.flush_lists[i].items);
	metrics_free(&parts.env.metrics);
	return uv_loop_close(&loop);
}

/* The answers to a message, as an event stream has them. */
static const char *answers_to(const char *message)
{
	ws_take_message(&connection, text_from(message));
	struct text events = outbox_next_events(&connection.outbox, said);
	assert_true(events.size < sizeof(said));
	said[events.size] = '\0';
	return said;
}

static void a_message_that_no_service_takes_is_refused_and_the_socket_stays_open(void **state)
{
	const char *answer = answers_to(
		"{\"type\":\"typing.set\",\"sessionId\":\"" SESSION "\",\"typing\":true}");
	assert_non_null(strstr(answer, "\"type\":\"error\""));
	assert_non_null(strstr(answer, "\"code\":\"state\""));
	assert_non_null(strstr(answer, "\"detail\":\"Nobody takes this message here\""));
	assert_non_null(strstr(answer, "\"request\":\"typing.set\""));
	assert_non_null(strstr(answer, "\"sessionId\":\"" SESSION "\""));
	assert_false(connection.is_closing);
	assert_false(connection.is_running);
}

static void a_message_to_somebody_is_refused_by_its_id(void **state)
{
	const char *answer = answers_to("{\"type\":\"message.send\",\"sessionId\":\"" SESSION
					"\",\"id\":\"" MESSAGE "\",\"content\":\"x\"}");
	assert_non_null(strstr(answer, "\"type\":\"message.refused\""));
	assert_non_null(strstr(answer, "\"sessionId\":\"" SESSION "\""));
	assert_non_null(strstr(answer, "\"id\":\"" MESSAGE "\""));
	assert_non_null(strstr(answer, "\"code\":\"state\""));
	assert_null(strstr(answer, "\"type\":\"error\""));
}

static void a_ping_needs_no_service(void **state)
{
	assert_non_null(strstr(answers_to("{\"type\":\"ping\"}"), "{\"type\":\"pong\"}"));
}

/* --- table --------------------------------------------------------------------------------- */
#define dispatch_test(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		dispatch_test(a_message_that_no_service_takes_is_refused_and_the_socket_stays_open),
		dispatch_test(a_message_to_somebody_is_refused_by_its_id),
		dispatch_test(a_ping_needs_no_service),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
