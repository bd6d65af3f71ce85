/* Requests over HTTP to servers that behave, and to such that do not. */
#include "outside_stage.h"

#include "net/descriptors.h"
#include "outside/http.h"

enum { ASKED_MAX = 64 };

static struct ask {
	struct outside_asking asking;
	struct outside_http request;
	char url[200];
	bool is_answered;
	char failure[400];
	int status;
	char type[100], body[2000];
	size_t body_size;
	bool is_cut;
} asks[ASKED_MAX];
static size_t ask_count;

static void note_answer(struct outside_asking *asking, const struct outside_answer *answer)
{
	struct ask *ask = CONTAINER_OF(asking, struct ask, asking);
	assert_false(ask->is_answered);
	ask->is_answered = true;
	(void)snprintf(
		ask->failure, sizeof(ask->failure), "%s", answer->failure ? answer->failure : "");
	(void)snprintf(ask->type, sizeof(ask->type), "%.*s", TEXT_ARG(answer->content_type));
	assert_true(answer->body.size < sizeof(ask->body));
	if (answer->body.size)
		memcpy(ask->body, answer->body.data, answer->body.size);
	ask->body_size = answer->body.size;
	ask->status = answer->status;
	ask->is_cut = answer->is_cut;
}

static int begin(void **state)
{
	memset(asks, 0, sizeof(asks));
	ask_count = 0;
	return stage_begin(state);
}

static int begin_without_networks(void **state)
{
	memset(asks, 0, sizeof(asks));
	ask_count = 0;
	return stage_begin_with("", "");
}

#define http_test(name)   cmocka_unit_test_setup_teardown(name, begin, stage_end)
#define strict_test(name) cmocka_unit_test_setup_teardown(name, begin_without_networks, stage_end)

static struct ask *prepare(const char *url)
{
	struct ask *ask = &asks[ask_count++];
	const char *port = strstr(url, "%d");
	if (port)
		(void)snprintf(ask->url, sizeof(ask->url), "%.*s%d%s", (int)(port - url), url,
			stage.server.port, port + 2);
	else
		(void)snprintf(ask->url, sizeof(ask->url), "%s", url);
	ask->request = (struct outside_http){.method = "GET",
		.url = text_from(ask->url),
		.is_http_allowed = true,
		.body_most = 1000,
		.limit_ms = STAGE_PATIENCE_MS / 2};
	ask->asking = (struct outside_asking){&ask->request, note_answer};
	return ask;
}

static bool all_are_answered(void)
{
	for (size_t i = 0; i < ask_count; i++)
		if (!asks[i].is_answered)
			return false;
	return true;
}

static struct ask *ask(const char *url)
{
	struct ask *asked = prepare(url);
	outside_http_begin(stage.outside, &asked->asking);
	assert_false(asked->is_answered);
	stage_await(all_are_answered);
	return asked;
}

static const char here[] = "http://127.0.0.1:%d/";

/* --- answers ---------------------------------------------------------------------------------- */
static void say_hello(struct peer *peer)
{
	if (peer_has_heard(peer, "\r\n\r\n"))
		peer_say(peer, "HTTP/1.1 201 Created\r\nContent-Type: text/plain\r\n"
			       "Content-Length: 5\r\n\r\nhello");
}

static void an_answer_has_status_type_and_body(void **state)
{
	stage.server.heard = say_hello;
	struct ask *asked = ask(here);
	assert_string_equal(asked->failure, "");
	assert_int_equal(asked->status, 201);
	assert_string_equal(asked->type, "text/plain");
	assert_string_equal(asked->body, "hello");
	assert_false(asked->is_cut);
}

static bool peer_has_left(void)
{
	return stage.server.last != NULL;
}

static void what_is_asked_arrives(void **state)
{
	stage.server.heard = say_hello;
	struct ask *asked = prepare("http://127.0.0.1:%d/hook?a=b%20c");
	asked->request.method = "POST";
	asked->request.headers[0] =
		(struct outside_header){"Content-Type", TEXT("application/json")};
	asked->request.headers[1] = (struct outside_header){"X-Empty", TEXT("")};
	asked->request.body = TEXT("{\"a\": \"\xc3\xa4\"}");
	outside_http_begin(stage.outside, &asked->asking);
	stage_await(all_are_answered);
	stage_await(peer_has_left);
	assert_non_null(strstr(stage.server.last, "POST /hook?a=b%20c HTTP/1.1\r\n"));
	assert_non_null(strstr(stage.server.last, "Content-Type: application/json\r\n"));
	assert_non_null(strstr(stage.server.last, "X-Empty:\r\n"));
	assert_non_null(strstr(stage.server.last, "Content-Length: 11\r\n"));
	assert_non_null(strstr(stage.server.last, "\r\n\r\n{\"a\": \"\xc3\xa4\"}"));
	assert_null(strstr(stage.server.last, "Expect"));
}

static void redirect(struct peer *peer)
{
	char said[200];
	(void)snprintf(said, sizeof(said),
		"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:%d/inside\r\n"
		"Content-Length: 0\r\n\r\n",
		stage.server.port);
	if (peer_has_heard(peer, "\r\n\r\n"))
		peer_say(peer, said);
}

static void a_redirect_is_the_answer(void **state)
{
	stage.server.heard = redirect;
	assert_int_equal(ask(here)->status, 302);
	assert_int_equal(stage.server.connections, 1);
}

static void go_on_and_on(struct peer *peer)
{
	char kilobytes[8192];
	memset(kilobytes, 'x', sizeof(kilobytes));
	if (!peer_has_heard(peer, "\r\n\r\n"))
		return;
	peer_say(peer, "HTTP/1.1 200 OK\r\n\r\n");
	for (int i = 0; i < 100; i++)
		peer_say_bytes(peer, kilobytes, sizeof(kilobytes));
}

static void a_body_is_cut_at_its_bound(void **state)
{
	stage.server.heard = go_on_and_on;
	struct ask *asked = ask(here);
	assert_string_equal(asked->failure, "");
	assert_int_equal(asked->status, 200);
	assert_int_equal(asked->body_size, 1000);
	assert_true(asked->is_cut);
}

static void have_a_large_head(struct peer *peer)
{
	char line[1024];
	(void)snprintf(line, sizeof(line), "X-A: %0900d\r\n", 1);
	if (!peer_has_heard(peer, "\r\n\r\n"))
		return;
	peer_say(peer, "HTTP/1.1 200 OK\r\n");
	for (int i = 0; i < 100; i++)
		peer_say(peer, line);
}

static void a_head_has_its_bound_too(void **state)
{
	stage.server.heard = have_a_large_head;
	assert_string_equal(ask(here)->failure, "The head of the answer is too large");
}

static void drip(uv_timer_t *timer)
{
	static const char said[] = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nyes";
	struct peer *peer = timer->data;
	if (peer->step < sizeof(said) - 1)
		peer_say_bytes(peer, said + peer->step++, 1);
}

static void begin_to_drip(struct peer *peer)
{
	(void)uv_timer_start(&peer->timer, drip, 1, 1);
}

static void a_slow_server_is_heard_to_the_end(void **state)
{
	stage.server.heard = begin_to_drip;
	assert_string_equal(ask(here)->body, "yes");
}

/* --- failures --------------------------------------------------------------------------------- */
static void say_nothing(struct peer *peer)
{
}

static void a_server_that_hangs_has_its_time(void **state)
{
	stage.server.heard = say_nothing;
	struct ask *asked = prepare(here);
	asked->request.limit_ms = 100;
	outside_http_begin(stage.outside, &asked->asking);
	stage_await(all_are_answered);
	assert_string_equal(asked->failure, "There was no answer in time");
}

static void a_connection_that_breaks_is_a_failure(void **state)
{
	stage.server.heard = peer_reset;
	assert_string_equal(ask(here)->failure, "The connection was lost");
	stage.server.heard = peer_close;
	assert_string_equal(ask(here)->failure, "The connection was closed without an answer");
}

static void break_in_the_middle(struct peer *peer)
{
	peer_say(peer, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
	peer_end(peer);
}

static void half_an_answer_is_a_failure(void **state)
{
	stage.server.heard = break_in_the_middle;
	assert_string_equal(
		ask(here)->failure, "The connection was closed in the middle of the answer");
}

static void greet_like_mail(struct peer *peer)
{
	peer_say(peer, "220 mail.example ESMTP\r\n");
	peer_end(peer);
}

static void what_is_no_http_is_a_failure(void **state)
{
	stage.server.heard = greet_like_mail;
	assert_string_not_equal(ask(here)->failure, "");
}

static void nobody_who_listens_is_a_failure(void **state)
{
	assert_string_equal(ask("http://127.0.0.1:1/")->failure,
		"It cannot be connected to: Connection refused");
	assert_string_equal(
		ask("http://nobody.example:%d/")->failure, "The host's name cannot be found");
}

static void schemes_are_those_that_are_meant(void **state)
{
	static const char *const others[] = {"ftp://127.0.0.1:%d/", "file:///etc/passwd",
		"gopher://127.0.0.1:%d/", "smtp://127.0.0.1:%d/", "dict://127.0.0.1:%d/x"};
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		assert_string_equal(
			ask(others[i])->failure, "The address has a scheme that is not allowed");
	struct ask *asked = prepare(here);
	asked->request.is_http_allowed = false;
	outside_http_begin(stage.outside, &asked->asking);
	stage_await(all_are_answered);
	assert_string_equal(asked->failure, "The address has a scheme that is not allowed");
	assert_int_equal(stage.server.connections, 0);
}

static void a_malformed_address_or_header_goes_nowhere(void **state)
{
	assert_string_equal(ask("http://127.0.0.1:%d/a\r\nb")->failure, "The address is malformed");
	struct ask *asked = prepare(here);
	asked->request.headers[0] = (struct outside_header){"X-A", TEXT("a\r\nX-B: b")};
	outside_http_begin(stage.outside, &asked->asking);
	stage_await(all_are_answered);
	assert_string_equal(asked->failure, "A header has a control character in it");
	assert_int_equal(stage.server.connections, 0);
}

/* --- where it may go -------------------------------------------------------------------------- */
static void what_is_inside_is_not_reached(void **state)
{
	static const char *const ways[] = {"http://127.0.0.1:%d/", "http://2130706433:%d/",
		"http://0x7f.1:%d/", "http://0177.0.0.1:%d/", "http://127.1:%d/",
		"http://[::ffff:127.0.0.1]:%d/", "http://[::1]:%d/", "http://0.0.0.0:%d/",
		"http://user:secret@127.0.0.1:%d/"};
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++)
		assert_string_equal(ask(ways[i])->failure,
			"The host's address is this machine, and not reached from here");
	assert_string_equal(ask("http://169.254.169.254/latest/meta-data/")->failure,
		"The host's address is a link of this machine, and not reached from here");
	assert_int_equal(stage.server.connections, 0);
}

/* A name may be judged, and lead elsewhere a moment later: what counts is what is connected to. */
static void a_name_that_leads_inside_is_not_reached(void **state)
{
	name_leads_to("shop.example", "127.0.0.1");
	assert_string_equal(ask("http://shop.example:%d/")->failure,
		"The host's address is this machine, and not reached from here");
	assert_int_equal(stage.server.connections, 0);
}

static void whom_the_operator_names_is_reached(void **state)
{
	stage.server.heard = say_hello;
	name_leads_to("shop.example", "127.0.0.1");
	struct ask *asked = prepare("http://shop.example:%d/");
	asked->request.is_operators = true;
	outside_http_begin(stage.outside, &asked->asking);
	stage_await(all_are_answered);
	assert_int_equal(asked->status, 201);
}

/* --- many, and the end ------------------------------------------------------------------------ */
static void count_and_drip(struct peer *peer)
{
	size_t answered = 0;
	for (size_t i = 0; i < ask_count; i++)
		answered += asks[i].is_answered ? 1 : 0;
	assert_true(stage.server.connections - answered <= DESCRIPTORS_OUTSIDE_AT_ONCE);
	begin_to_drip(peer);
}

static void so_many_are_under_way_at_once(void **state)
{
	stage.server.heard = count_and_drip;
	while (ask_count < ASKED_MAX) {
		struct ask *asked = prepare(here);
		outside_http_begin(stage.outside, &asked->asking);
	}
	stage_await(all_are_answered);
	for (size_t i = 0; i < ask_count; i++)
		assert_int_equal(asks[i].status, 200);
	assert_int_equal(stage.server.connections, ASKED_MAX);
}

/* Were the loop held up, nothing would let the look-up go on. */
static void a_name_that_is_looked_up_for_long_holds_nobody_up(void **state)
{
	hold_names(true);
	struct ask *asked = prepare("http://slow.example:%d/");
	asked->request.limit_ms = 100;
	outside_http_begin(stage.outside, &asked->asking);
	stage_await(all_are_answered);
	assert_string_equal(asked->failure, "There was no answer in time");
	hold_names(false);
}

static void what_is_under_way_ends_with_the_process(void **state)
{
	stage.server.heard = say_nothing;
	struct ask *asked = prepare(here);
	outside_http_begin(stage.outside, &asked->asking);
	outside_drain(stage.outside);
	stage_await(all_are_answered);
	assert_string_equal(asked->failure, "This server is being restarted");
}

static bool somebody_has_come(void)
{
	return stage.server.connections > 0;
}

static void whoever_closes_the_room_is_told_nothing(void **state)
{
	stage.server.heard = say_nothing;
	for (int i = 0; i < DESCRIPTORS_OUTSIDE_AT_ONCE + 2; i++) {
		struct ask *asked = prepare(here);
		outside_http_begin(stage.outside, &asked->asking);
	}
	stage_await(somebody_has_come);
	outside_free(&stage.outside);
	for (size_t i = 0; i < ask_count; i++)
		assert_false(asks[i].is_answered);
}

static void settings_are_judged(void **state)
{
	const char *reason = NULL;
	struct settings settings = {.outside_networks = "10.0.0.0/40", .outside_ca = ""};
	struct env env = {.loop = &stage.loop, .settings = &settings, .wheel = stage.env.wheel};
	assert_null(outside_new(&env, &stage.arena, &reason));
	assert_non_null(strstr(reason, "outside_networks"));
	settings.outside_networks = "";
	settings.outside_ca = "/nowhere.pem";
	assert_null(outside_new(&env, &stage.arena, &reason));
	assert_non_null(strstr(reason, "/nowhere.pem"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		http_test(an_answer_has_status_type_and_body),
		http_test(what_is_asked_arrives),
		http_test(a_redirect_is_the_answer),
		http_test(a_body_is_cut_at_its_bound),
		http_test(a_head_has_its_bound_too),
		http_test(a_slow_server_is_heard_to_the_end),
		http_test(a_server_that_hangs_has_its_time),
		http_test(a_connection_that_breaks_is_a_failure),
		http_test(half_an_answer_is_a_failure),
		http_test(what_is_no_http_is_a_failure),
		http_test(nobody_who_listens_is_a_failure),
		http_test(schemes_are_those_that_are_meant),
		http_test(a_malformed_address_or_header_goes_nowhere),
		strict_test(what_is_inside_is_not_reached),
		strict_test(a_name_that_leads_inside_is_not_reached),
		strict_test(whom_the_operator_names_is_reached),
		http_test(so_many_are_under_way_at_once),
		http_test(a_name_that_is_looked_up_for_long_holds_nobody_up),
		http_test(what_is_under_way_ends_with_the_process),
		http_test(whoever_closes_the_room_is_told_nothing),
		http_test(settings_are_judged),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
