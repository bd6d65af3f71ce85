/* Origins as they are typed, and as browsers send them. */
#include "unit.h"

#include "base/origin.h"

static void an_origin_has_the_form_that_browsers_send(void **state)
{
	static const struct {
		const char *typed, *origin;
	} cases[] = {
		{"https://shop.example", "https://shop.example"},
		{" HTTPS://Shop.Example/\n", "https://shop.example"},
		{"https://shop.example:443", "https://shop.example"},
		{"http://shop.example:80/", "http://shop.example"},
		{"http://shop.example:443", "http://shop.example:443"},
		{"http://localhost:3000", "http://localhost:3000"},
		{"http://127.0.0.1:8081", "http://127.0.0.1:8081"},
		{"https://M\xc3\x9cller.example", "https://xn--mller-kva.example"},
		{"https://xn--mller-kva.example", "https://xn--mller-kva.example"},
		{"http://[::1]:8081", "http://[::1]:8081"},
		{"http://[2001:DB8:0:0::1]", "http://[2001:db8::1]"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct text origin = TEXT_ABSENT;
		assert_null(origin_read(*state, text_from(cases[i].typed), &origin));
		assert_text_equal(origin, cases[i].origin);
	}
}

static void what_is_none_is_refused_and_says_why(void **state)
{
	static const struct {
		const char *typed, *fault;
	} cases[] = {
		{"", "https://"},
		{"shop.example", "https://"},
		{"ftp://shop.example", "https://"},
		{"null", "https://"},
		{"https://", "a host"},
		{"https:///", "a host"},
		{"https://a b", "a host"},
		{"https://shop..example", "a host"},
		{"https://-shop.example", "a host"},
		{"https://shop.example.", "a host"},
		{"https://a\nb", "a host"},
		{"http://[::1", "a host"},
		{"http://[g::]", "a host"},
		{"https://shop.example/a", "no path"},
		{"https://shop.example//", "no path"},
		{"https://shop.example?a", "no path"},
		{"https://shop.example#a", "no path"},
		{"https://*.shop.example", "no *"},
		{"https://user@shop.example", "no user"},
		{"https://shop.example:", "a port"},
		{"https://shop.example:0", "a port"},
		{"https://shop.example:080", "a port"},
		{"https://shop.example:65536", "a port"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct text origin = TEXT("as it was");
		const char *fault = origin_read(*state, text_from(cases[i].typed), &origin);
		if (!fault || !strstr(fault, cases[i].fault))
			fail_msg("%s: %s", cases[i].typed, fault ? fault : "taken");
		assert_text_equal(origin, "as it was");
	}
}

static void its_size_is_bounded(void **state)
{
	char typed[300] = "https://";
	struct text origin;
	for (size_t i = strlen(typed); i < sizeof(typed) - 1; i++)
		typed[i] = i % 50 == 0 ? '.' : 'a';
	assert_non_null(origin_read(*state, text_from(typed), &origin));
	assert_non_null(origin_read(*state, (struct text){"https://a\0b", 11}, &origin));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		arena_test(an_origin_has_the_form_that_browsers_send),
		arena_test(what_is_none_is_refused_and_says_why),
		arena_test(its_size_is_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
