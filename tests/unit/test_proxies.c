/* Whom X-Forwarded-For names, and when it is believed. */
#include "unit.h"

#include "proxies.h"

static struct text client(
	struct arena *arena, const char *list, const char *peer, const char *forwarded)
{
	const struct proxies *proxies = proxies_read(arena, text_from(list));
	assert_non_null(proxies);
	return proxies_client(proxies, text_from(peer), text_from(forwarded));
}

static void a_stranger_is_not_believed(void **state)
{
	assert_text_equal(client(*state, "", "9.9.9.9", "1.1.1.1"), "9.9.9.9");
	assert_text_equal(client(*state, "10.0.0.0/8", "11.0.0.1", "1.1.1.1"), "11.0.0.1");
}

static void a_proxy_names_the_last_address_that_is_not_a_proxy(void **state)
{
	assert_text_equal(client(*state, "10.0.0.0/8", "10.1.2.3", "6.6.6.6, 1.1.1.1"), "1.1.1.1");
	assert_text_equal(
		client(*state, "10.0.0.0/8, ::1", "::1", "6.6.6.6,1.1.1.1 , 10.9.9.9"), "1.1.1.1");
	assert_text_equal(client(*state, "10.0.0.0/8", "10.1.2.3", NULL), "10.1.2.3");
	assert_text_equal(client(*state, "2001:db8::/33", "2001:db8:7fff::1", "2001:db8:8000::1"),
		"2001:db8:8000::1");
}

static void what_is_no_address_is_not_taken(void **state)
{
	assert_text_equal(client(*state, "10.0.0.0/8", "10.1.2.3", "1.1.1.1, unknown"), "10.1.2.3");
	assert_text_equal(client(*state, "10.0.0.0/8", "10.1.2.3", "<script>"), "10.1.2.3");
}

static void a_malformed_list_is_refused(void **state)
{
	static const char *const lists[] = {
		"x", "10.0.0.0/33", "10.0.0.0/", "::/129", "1.1.1.1,,", "10.0.0.0/-1"};
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (proxies_read(*state, text_from(lists[i])))
			fail_msg("%s was taken", lists[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		arena_test(a_stranger_is_not_believed),
		arena_test(a_proxy_names_the_last_address_that_is_not_a_proxy),
		arena_test(what_is_no_address_is_not_taken),
		arena_test(a_malformed_list_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
