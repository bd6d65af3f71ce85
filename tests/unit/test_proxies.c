/* Which peers are believed about their clients, and whom they name. */
#include "unit.h"

#include "net/forwarded.h"
#include "net/proxies.h"

static const char proxies_list[] = "10.0.0.0/8, ::1, 2001:db8:ffff::/48";

/* Whom a request names that came from this peer with these lines of the header, by '\n'. */
static struct text client_of(struct arena *arena, const char *list, const char *header,
	const char *peer, const char *lines)
{
	const struct proxies *proxies = proxies_read(arena, text_from(list));
	const struct forwarded_header *kind = forwarded_find(text_from(header));
	struct http_head head = {.header_count = 0};
	assert_non_null(proxies);
	assert_non_null(kind);
	while (lines) {
		const char *end = strchr(lines, '\n');
		size_t size = end ? (size_t)(end - lines) : strlen(lines);
		head.headers[head.header_count++] =
			(struct http_header){text_from(header), {lines, size}};
		head.headers[head.header_count++] =
			(struct http_header){TEXT("X-Other"), TEXT("4.4.4.4")};
		lines = end ? end + 1 : NULL;
	}
	return proxies_client(proxies, arena, text_from(peer), kind, &head);
}

struct row {
	const char *peer, *lines, *client;
};

static void check(struct arena *arena, const char *header, const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct text client =
			client_of(arena, proxies_list, header, rows[i].peer, rows[i].lines);
		if (!text_equals(client, text_from(rows[i].client)))
			fail_msg("%s from %s gave %.*s, not %s", rows[i].lines, rows[i].peer,
				TEXT_ARG(client), rows[i].client);
	}
}
#define CHECK(arena, header, rows) check(arena, header, rows, sizeof(rows) / sizeof((rows)[0]))

static void a_stranger_is_not_believed(void **state)
{
	assert_text_equal(
		client_of(*state, "", "X-Forwarded-For", "9.9.9.9", "1.1.1.1"), "9.9.9.9");
	assert_text_equal(client_of(*state, "", "Forwarded", "::1", "for=1.1.1.1"), "::1");
	assert_text_equal(client_of(*state, "10.0.0.0/8", "X-Forwarded-For", "11.0.0.1", "1.1.1.1"),
		"11.0.0.1");
}

/* clang-format off */
static const struct row lists[] = {
	{"10.1.2.3", "6.6.6.6, 1.1.1.1",                     "1.1.1.1"},
	{"::1",      "6.6.6.6,1.1.1.1 , 10.9.9.9",           "1.1.1.1"},
	{"10.1.2.3", NULL,                                   "10.1.2.3"},
	{"unix",     "6.6.6.6, 1.1.1.1",                     "1.1.1.1"}, /* a unix socket's */
	{"unix",     "1.1.1.1, 10.0.0.1",                    "1.1.1.1"},
	{"unix",     NULL,                                   "unix"},
	{"10.1.2.3", "2001:db8:ffff::7, 10.0.0.1",           "2001:db8:ffff::7"}, /* proxies alone */
	{"10.1.2.3", "2001:db8:fffe::1",                     "2001:db8:fffe::1"},
	/* lines are one list, in their order */
	{"10.1.2.3", "6.6.6.6\n1.1.1.1",                     "1.1.1.1"},
	{"10.1.2.3", "6.6.6.6, 1.1.1.1\n10.0.0.7",           "1.1.1.1"},
	{"10.1.2.3", "6.6.6.6\n1.1.1.1\n10.0.0.7\n10.0.0.8", "1.1.1.1"},
	{"10.1.2.3", "1.1.1.1\n\n,, \t,\n10.0.0.7,",         "1.1.1.1"},
	/* ports and brackets */
	{"10.1.2.3", "203.0.113.7:1234",                     "203.0.113.7"},
	{"10.1.2.3", "203.0.113.7:1234, 10.0.0.7:80",        "203.0.113.7"},
	{"10.1.2.3", "[2001:db8::1]:443",                    "2001:db8::1"},
	{"10.1.2.3", "[2001:db8::1]",                        "2001:db8::1"},
	{"10.1.2.3", "6.6.6.6, [2001:db8:ffff::1]:443",      "6.6.6.6"},
	/* one address is one text */
	{"10.1.2.3", "2001:DB8:0:0::1",                      "2001:db8::1"},
	{"10.1.2.3", "::ffff:1.1.1.1",                       "1.1.1.1"},
	/* what is no address ends the walk: the proxy that wrote it stands for its client */
	{"10.1.2.3", "1.1.1.1, unknown",                     "10.1.2.3"},
	{"10.1.2.3", "1.1.1.1, unknown, 10.0.0.9",           "10.0.0.9"},
	{"10.1.2.3", "<script>",                             "10.1.2.3"},
	{"10.1.2.3", "1.1.1.1:",                             "10.1.2.3"},
	{"10.1.2.3", "1.1.1.1:65536",                        "10.1.2.3"},
	{"10.1.2.3", "1.1.1.1:+1",                           "10.1.2.3"},
	{"10.1.2.3", "[1.1.1.1]:80",                         "10.1.2.3"},
	{"10.1.2.3", "[2001:db8::1",                         "10.1.2.3"},
	{"10.1.2.3", "[2001:db8::1]443",                     "10.1.2.3"},
	{"10.1.2.3", "fe80::1%eth0",                         "10.1.2.3"},
	{"10.1.2.3", "01.1.1.1",                             "10.1.2.3"},
	{"10.1.2.3", "6.6.6.6 1.1.1.1",                      "10.1.2.3"},
	{"10.1.2.3", "\"1.1.1.1\"",                          "10.1.2.3"},
	/* a client's quotes hide nothing that a proxy has written */
	{"10.1.2.3", "\"6.6.6.6, 1.1.1.1",                   "1.1.1.1"},
};

static const struct row elements[] = {
	{"10.1.2.3", "for=6.6.6.6, for=1.1.1.1",                                       "1.1.1.1"},
	{"10.1.2.3", "for=192.0.2.43, for=198.51.100.17;by=203.0.113.60;proto=http;host=example.com", "198.51.100.17"},
	{"10.1.2.3", "For=\"[2001:db8:cafe::17]:4711\"",                               "2001:db8:cafe::17"},
	{"10.1.2.3", "for=\"[2001:db8::1]\"",                                          "2001:db8::1"},
	{"10.1.2.3", "for=\"192.0.2.43:47011\"",                                       "192.0.2.43"},
	{"10.1.2.3", "for=\"192.0.2.43:_port-1\"",                                     "192.0.2.43"},
	{"10.1.2.3", "proto=https; FOR=1.1.1.1 ;",                                     "1.1.1.1"},
	{"10.1.2.3", "host=\"a,b;c\\\"d\";for=1.1.1.1",                                "1.1.1.1"},
	{"10.1.2.3", "for=6.6.6.6\nfor=1.1.1.1\nfor=10.0.0.7, for=\"10.0.0.8:80\"",    "1.1.1.1"},
	{"10.1.2.3", NULL,                                                             "10.1.2.3"},
	/* hidden, or nothing of the kind */
	{"10.1.2.3", "for=1.1.1.1, for=unknown",                                       "10.1.2.3"},
	{"10.1.2.3", "for=1.1.1.1, for=_SEVKISEK",                                     "10.1.2.3"},
	{"10.1.2.3", "for=1.1.1.1, for=\"_hidden:80\", for=10.0.0.9",                  "10.0.0.9"},
	{"10.1.2.3", "for=1.1.1.1, by=10.0.0.1",                                       "10.1.2.3"},
	{"10.1.2.3", "1.1.1.1",                                                        "10.1.2.3"},
	{"10.1.2.3", "for=",                                                           "10.1.2.3"},
	{"10.1.2.3", "for",                                                            "10.1.2.3"},
	{"10.1.2.3", "=1.1.1.1",                                                       "10.1.2.3"},
	{"10.1.2.3", "for =1.1.1.1",                                                   "10.1.2.3"},
	{"10.1.2.3", "for=1.1.1.1:80",                                                 "10.1.2.3"},
	{"10.1.2.3", "for=1.1.1.1;for=2.2.2.2",                                        "10.1.2.3"},
	{"10.1.2.3", "for=1.1.1.1;;by=_x",                                             "10.1.2.3"},
	{"10.1.2.3", "for=1.1.1.1 2.2.2.2",                                            "10.1.2.3"},
	{"10.1.2.3", "for=\"1.1.1.1",                                                  "10.1.2.3"},
	{"10.1.2.3", "for=\"1.1.1.1\\",                                                "10.1.2.3"},
	{"10.1.2.3", "for=\"1.1.1.1\"x",                                               "10.1.2.3"},
	{"10.1.2.3", "for=\"1.1.1.1                                                                   \"", "10.1.2.3"},
	/* a client's quotes hide nothing that a proxy has written */
	{"10.1.2.3", "for=\"6.6.6.6, for=1.1.1.1",                                     "1.1.1.1"},
	{"10.1.2.3", "for=\"6.6.6.6, for=\"[2001:db8::1]\"",                           "2001:db8::1"},
	{"10.1.2.3", "for=\"6.6.6.6\\, for=\"[2001:db8::1]:80\";proto=https",          "2001:db8::1"},
	{"10.1.2.3", "for=\"6.6.6.6\nfor=1.1.1.1",                                     "1.1.1.1"},
};
/* clang-format on */

static void x_forwarded_for_names_the_last_address_that_is_not_a_proxy(void **state)
{
	CHECK(*state, "X-Forwarded-For", lists);
}

static void forwarded_names_the_last_address_that_is_not_a_proxy(void **state)
{
	CHECK(*state, "Forwarded", elements);
}

static void only_the_chosen_header_is_believed(void **state)
{
	const struct proxies *proxies = proxies_read(*state, TEXT("10.0.0.0/8"));
	struct http_head head = {
		.headers = {{TEXT("Forwarded"), TEXT("for=6.6.6.6")},
			{TEXT("X-Forwarded-For"), TEXT("1.1.1.1")}},
		.header_count = 2,
	};
	static const struct {
		const char *header, *client;
	} rows[] = {{"x-forwarded-for", "1.1.1.1"}, {"FORWARDED", "6.6.6.6"}, {"none", "10.0.0.1"}};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_text_equal(proxies_client(proxies, *state, TEXT("10.0.0.1"),
					  forwarded_find(text_from(rows[i].header)), &head),
			rows[i].client);
	assert_null(forwarded_find(TEXT("X-Real-IP")));
	assert_null(forwarded_find(TEXT("")));
}

static void a_malformed_list_is_refused(void **state)
{
	static const char *const malformed[] = {
		"x", "10.0.0.0/33", "10.0.0.0/", "::/129", "1.1.1.1,,", "10.0.0.0/-1"};
	for (size_t i = 0; i < sizeof(malformed) / sizeof(malformed[0]); i++)
		if (proxies_read(*state, text_from(malformed[i])))
			fail_msg("%s was taken", malformed[i]);
}

static void a_list_tells_whom_it_trusts(void **state)
{
	const struct proxies *nobody = proxies_read(*state, TEXT(""));
	const struct proxies *some = proxies_read(*state, text_from(proxies_list));
	assert_true(proxies_is_empty(nobody));
	assert_false(proxies_trust(nobody, TEXT("10.0.0.1")));
	assert_false(proxies_is_empty(some));
	assert_true(proxies_trust(some, TEXT("10.0.0.1")));
	assert_true(proxies_trust(some, TEXT("::1")));
	assert_false(proxies_trust(some, TEXT("11.0.0.1")));
	assert_false(proxies_trust(some, TEXT("")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		arena_test(a_stranger_is_not_believed),
		arena_test(x_forwarded_for_names_the_last_address_that_is_not_a_proxy),
		arena_test(forwarded_names_the_last_address_that_is_not_a_proxy),
		arena_test(only_the_chosen_header_is_believed),
		arena_test(a_malformed_list_is_refused),
		arena_test(a_list_tells_whom_it_trusts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
