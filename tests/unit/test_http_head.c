/* What a request's head must be, and that anything else is refused with the right error. */
#include "unit.h"

#include <stdio.h>

#include "net/http_head.h"

enum { BODY_MAX = 1000 };

/* A head with a Host, given its request line and further lines. */
static enum err parse(const char *line, const char *fields, struct http_head *ret_head)
{
	static char input[HTTP_HEAD_SIZE_MAX];
	const char *detail = NULL;
	int size = snprintf(input, sizeof(input), "%s\r\nHost: desk\r\n%s\r\n", line, fields);
	return http_head_parse((struct text){input, (size_t)size}, BODY_MAX, ret_head, &detail);
}

static enum err parse_get(const char *fields)
{
	struct http_head head;
	return parse("GET / HTTP/1.1", fields, &head);
}

static enum err parse_post(const char *fields)
{
	struct http_head head;
	return parse("POST / HTTP/1.1", fields, &head);
}

static enum err parse_path(const char *path)
{
	struct http_head head;
	char line[200];
	(void)snprintf(line, sizeof(line), "GET %s HTTP/1.1", path);
	return parse(line, "", &head);
}

static void a_head_ends_with_an_empty_line(void **state)
{
	size_t size = 0;
	struct text whole = TEXT("GET / HTTP/1.1\r\nHost: a\r\n\r\nbody");
	for (size_t i = 0; i < whole.size - 4; i++)
		assert_int_equal(http_head_scan((struct text){whole.data, i}, i ? i - 1 : 0, &size),
			HTTP_HEAD_MORE);
	assert_int_equal(http_head_scan(whole, 0, &size), HTTP_HEAD_COMPLETE);
	assert_int_equal(size, whole.size - 4);
	assert_int_equal(http_head_scan(whole, whole.size - 5, &size), HTTP_HEAD_COMPLETE);
}

static void what_cannot_become_a_head_is_broken_at_once(void **state)
{
	size_t size = 0;
	assert_int_equal(http_head_scan(TEXT("\x16\x03\x01"), 0, &size), HTTP_HEAD_BROKEN);
	assert_int_equal(http_head_scan(TEXT("\r\n\r\n"), 0, &size), HTTP_HEAD_BROKEN);
	assert_int_equal(http_head_scan(TEXT("\r\r\n"), 0, &size), HTTP_HEAD_BROKEN);
	assert_int_equal(http_head_scan(TEXT("\nGET"), 0, &size), HTTP_HEAD_BROKEN);
	assert_int_equal(http_head_scan(TEXT("\r\n\x16"), 0, &size), HTTP_HEAD_BROKEN);
	assert_int_equal(http_head_scan(TEXT("GET / HTTP/1.1\nHost"), 0, &size), HTTP_HEAD_BROKEN);
}

static void one_empty_line_before_the_request_line_is_passed_over(void **state)
{
	struct text whole = TEXT("\r\nGET /a HTTP/1.1\r\nHost: a\r\n\r\nbody");
	struct http_head head;
	const char *detail;
	size_t size = 0;
	for (size_t i = 0; i < whole.size - 4; i++)
		assert_int_equal(http_head_scan((struct text){whole.data, i}, i ? i - 1 : 0, &size),
			HTTP_HEAD_MORE);
	assert_int_equal(http_head_scan(whole, 1, &size), HTTP_HEAD_COMPLETE);
	assert_int_equal(size, whole.size - 4);
	whole.size = size;
	assert_int_equal(http_head_parse(whole, BODY_MAX, &head, &detail), ERR_NONE);
	assert_text_equal(head.path, "/a");
}

static void an_absolute_target_is_its_path_and_query(void **state)
{
	static const struct {
		const char *target, *path;
	} rows[] = {
		{"http://desk/a", "/a"},
		{"HTTPS://desk.example:8443/a?b=http://c", "/a"},
		{"http://[2001:db8::1]:80/a", "/a"},
		{"http://other", "/"},
		{"http://desk?x", "/"},
		{"http:///a", NULL},
		{"http://", NULL},
		{"http://:80/a", NULL},
		{"http://user@desk/a", NULL},
		{"http://de\"sk/a", NULL},
		{"http://desk/../a", NULL},
		{"http://desk%2f/a", NULL},
		{"http://desk:http/a", NULL},
		{"http://desk:65536/a", NULL},
		{"http://[2001:db8::1]8/a", NULL},
		{"http:/a", NULL},
		{"ftp://desk/a", NULL},
		{"desk:443", NULL},
	};
	struct http_head head;
	char line[200];
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		(void)snprintf(line, sizeof(line), "GET %s HTTP/1.1", rows[i].target);
		enum err err = parse(line, "", &head);
		if ((err == ERR_NONE) != (rows[i].path != NULL))
			fail_msg("%s gave %d", rows[i].target, err);
		if (rows[i].path)
			assert_text_equal(head.path, rows[i].path);
	}
}

static enum err parse_host(const char *host)
{
	char input[200];
	struct http_head head;
	const char *detail = NULL;
	int size = snprintf(input, sizeof(input), "GET / HTTP/1.1\r\nHost: %s\r\n\r\n", host);
	return http_head_parse((struct text){input, (size_t)size}, BODY_MAX, &head, &detail);
}

static void a_host_is_a_name_or_an_address_and_perhaps_a_port(void **state)
{
	static const char *const taken[] = {"desk", "desk.example.", "a_b-c.example:8443",
		"192.0.2.1", "192.0.2.1:80", "[::1]", "[2001:db8::1]:443", "[::ffff:192.0.2.1]",
		"desk:"};
	static const char *const refused[] = {"", "a b", "a, b", "a@b", "a/b", "a?b", "a\\b",
		"a%2fb", ":80", "a:b", "a:80:80", "a:+80", "a:65536", "[::1", "[]", "[x]",
		"[::1]80", "::1", "http://a", "a\tb", "\xc3\xa4"};
	for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
		if (parse_host(taken[i]) != ERR_NONE)
			fail_msg("%s was refused", taken[i]);
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		if (parse_host(refused[i]) != ERR_INVALID)
			fail_msg("%s was taken", refused[i]);
}

static void method_path_query_and_headers_are_read(void **state)
{
	struct http_head head;
	assert_int_equal(parse("PATCH /a/%41b?x=1&y HTTP/1.1",
				 "X-One:  1 \t\r\ncontent-LENGTH: 7\r\n", &head),
		ERR_NONE);
	assert_int_equal(head.method, HTTP_PATCH);
	assert_text_equal(head.path, "/a/%41b");
	assert_text_equal(head.query, "x=1&y");
	assert_text_equal(http_head_find(&head, "x-one"), "1");
	assert_true(text_is_absent(http_head_find(&head, "x-two")));
	assert_int_equal(head.body_size, 7);
	assert_false(head.is_websocket);
}

static void only_http_1_1_is_spoken(void **state)
{
	struct http_head head;
	assert_int_equal(parse("GET / HTTP/1.0", "", &head), ERR_VERSION);
	assert_int_equal(parse("PRI * HTTP/2.0", "", &head), ERR_VERSION);
	assert_int_equal(parse("GET / http/1.1", "", &head), ERR_INVALID);
	assert_int_equal(parse("GET /", "", &head), ERR_INVALID);
	assert_int_equal(parse("GET  / HTTP/1.1", "", &head), ERR_INVALID);
}

static void a_path_that_two_readers_could_read_in_two_ways_is_refused(void **state)
{
	static const char *const refused[] = {"a", "*", "/..", "/a/../b", "/./b", "/%2e%2e/b",
		"/.%2E", "/a%2fb", "/a%5Cb", "/a%00b", "/a\\b", "/a%zz", "/a%2", "/a%", "/a\x7f",
		"/a%0d", "/a#b", "/a\"b", "/a?b%zz", "/a?b#c"};
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		if (parse_path(refused[i]) != ERR_INVALID)
			fail_msg("%s was taken", refused[i]);
	assert_int_equal(parse_path("/..a/...?x=../%2f"), ERR_NONE);
}

static void a_body_needs_one_plain_length(void **state)
{
	assert_int_equal(parse_post(""), ERR_LENGTH);
	assert_int_equal(parse_post("Content-Length: 12\r\n"), ERR_NONE);
	assert_int_equal(parse_post("Content-Length: +12\r\n"), ERR_INVALID);
	assert_int_equal(parse_post("Content-Length: 0x1\r\n"), ERR_INVALID);
	assert_int_equal(parse_post("Content-Length: 1, 1\r\n"), ERR_INVALID);
	assert_int_equal(parse_post("Content-Length:\r\n"), ERR_INVALID);
	assert_int_equal(parse_post("Content-Length: 99999999999999999999\r\n"), ERR_INVALID);
	assert_int_equal(parse_post("Content-Length: 1\r\nContent-Length: 1\r\n"), ERR_INVALID);
	assert_int_equal(parse_post("Content-Length: 1000\r\n"), ERR_NONE);
	assert_int_equal(parse_post("Content-Length: 1001\r\n"), ERR_TOO_LARGE);
	assert_int_equal(parse_get("Content-Length: 0\r\n"), ERR_NONE);
	assert_int_equal(parse_get("Content-Length: 1\r\n"), ERR_INVALID);
}

static void transfer_codings_are_not_spoken(void **state)
{
	assert_int_equal(parse_post("Transfer-Encoding: chunked\r\n"), ERR_NOT_IMPLEMENTED);
	assert_int_equal(parse_post("Content-Length: 1\r\ntransfer-encoding: identity\r\n"),
		ERR_NOT_IMPLEMENTED);
	assert_int_equal(parse_get("Transfer-Encoding:\r\n"), ERR_NOT_IMPLEMENTED);
	assert_int_equal(
		parse_post("Transfer-Encoding : chunked\r\nContent-Length: 1\r\n"), ERR_INVALID);
}

static void what_may_stand_once_does_not_stand_twice(void **state)
{
	assert_int_equal(parse_get("Host: other\r\n"), ERR_INVALID);
	assert_int_equal(parse_get("Origin: a\r\nOrigin: a\r\n"), ERR_INVALID);
	assert_int_equal(parse_get("Authorization: a\r\nauthorization: b\r\n"), ERR_INVALID);
	assert_int_equal(parse_get("X: a\r\nX: b\r\n"), ERR_NONE);
}

static void folded_lines_and_controls_are_refused(void **state)
{
	assert_int_equal(parse_get("X: a\r\n b\r\n"), ERR_INVALID);
	assert_int_equal(parse_get("X: a\rb\r\n"), ERR_INVALID);
	assert_int_equal(parse_get("X: \x01\r\n"), ERR_INVALID);
	assert_int_equal(parse_get(": a\r\n"), ERR_INVALID);
	assert_int_equal(parse_get("X\r\n"), ERR_INVALID);
	assert_int_equal(parse_get("X: \xc3\xa4\tb\r\n"), ERR_NONE);
}

static void sixty_four_headers_are_the_most(void **state)
{
	char fields[HTTP_HEADERS_MAX * 8] = "";
	for (int i = 0; i < HTTP_HEADERS_MAX - 1; i++)
		(void)snprintf(fields + strlen(fields), 8, "A: b\r\n");
	assert_int_equal(parse_get(fields), ERR_NONE);
	(void)snprintf(fields + strlen(fields), 8, "A: b\r\n");
	assert_int_equal(parse_get(fields), ERR_HEAD_TOO_LARGE);
}

#define HANDSHAKE                                                          \
	"Connection: keep-alive, Upgrade\r\nSec-WebSocket-Version: 13\r\n" \
	"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"

static void only_a_whole_websocket_handshake_upgrades(void **state)
{
	struct http_head head;
	assert_int_equal(
		parse("GET / HTTP/1.1", HANDSHAKE "Upgrade: WebSocket\r\n", &head), ERR_NONE);
	assert_true(head.is_websocket);
	assert_int_equal(parse_get(HANDSHAKE "Upgrade: h2c\r\n"), ERR_NOT_IMPLEMENTED);
	assert_int_equal(parse_get(HANDSHAKE "Upgrade: websocket, h2c\r\n"), ERR_NOT_IMPLEMENTED);
	assert_int_equal(parse_get(HANDSHAKE), ERR_NOT_IMPLEMENTED);
	assert_int_equal(parse_get("Upgrade: websocket\r\n"), ERR_INVALID);
	assert_int_equal(
		parse_get(HANDSHAKE "Upgrade: websocket\r\nUpgrade: websocket\r\n"), ERR_INVALID);
	assert_int_equal(
		parse_post(HANDSHAKE "Upgrade: websocket\r\nContent-Length: 0\r\n"), ERR_INVALID);
}

static void a_list_has_whole_tokens_only(void **state)
{
	assert_true(http_list_has(TEXT("a, Close ,b"), "close"));
	assert_false(http_list_has(TEXT("closed"), "close"));
	assert_false(http_list_has(TEXT_ABSENT, "close"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_head_ends_with_an_empty_line),
		cmocka_unit_test(what_cannot_become_a_head_is_broken_at_once),
		cmocka_unit_test(one_empty_line_before_the_request_line_is_passed_over),
		cmocka_unit_test(an_absolute_target_is_its_path_and_query),
		cmocka_unit_test(a_host_is_a_name_or_an_address_and_perhaps_a_port),
		cmocka_unit_test(method_path_query_and_headers_are_read),
		cmocka_unit_test(only_http_1_1_is_spoken),
		cmocka_unit_test(a_path_that_two_readers_could_read_in_two_ways_is_refused),
		cmocka_unit_test(a_body_needs_one_plain_length),
		cmocka_unit_test(transfer_codings_are_not_spoken),
		cmocka_unit_test(what_may_stand_once_does_not_stand_twice),
		cmocka_unit_test(folded_lines_and_controls_are_refused),
		cmocka_unit_test(sixty_four_headers_are_the_most),
		cmocka_unit_test(only_a_whole_websocket_handshake_upgrades),
		cmocka_unit_test(a_list_has_whole_tokens_only),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
