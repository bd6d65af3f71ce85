/* What is kept of the addresses of pages. */
#include "unit.h"

#include "base/web_address.h"

static const struct text names[] = {TEXT("sku"), TEXT("caf\xc3\xa9")};

/* NULL when it is refused. */
static const char *keep(struct arena *arena, const char *typed, size_t name_count)
{
	struct text kept = TEXT_ABSENT;
	return web_address_keep(arena, text_from(typed), names, name_count, &kept) ? kept.data
										   : NULL;
}

static void scheme_host_and_path_are_kept(void **state)
{
	assert_string_equal(keep(*state, "https://shop.example/a/b%20c;d", 0),
		"https://shop.example/a/b%20c;d");
	assert_string_equal(keep(*state, "http://[::1]:8080/", 0), "http://[::1]:8080/");
	assert_string_equal(keep(*state, "HTTPS://Shop.example", 0), "https://Shop.example");
	assert_string_equal(keep(*state, "https://m\xc3\xbcller.example/\xc3\xb6", 0),
		"https://m\xc3\xbcller.example/\xc3\xb6");
}

static void query_fragment_and_user_are_not(void **state)
{
	static const char *const typed[] = {"https://shop.example/reset?token=s3cret",
		"https://shop.example/reset#s3cret", "https://shop.example/reset?a#b?c",
		"https://shop.example/reset#a?b", "https://ann:s3cret@shop.example/reset",
		"https://s3cret@@shop.example/reset?x=a@b/c", "https://shop.example/reset?",
		"https://shop.example/reset#"};
	for (size_t i = 0; i < sizeof(typed) / sizeof(typed[0]); i++)
		assert_string_equal(keep(*state, typed[i], 2), "https://shop.example/reset");
	assert_string_equal(
		keep(*state, "https://shop.example?token=s3cret", 0), "https://shop.example");
}

static void parameters_of_a_kept_name_stay_as_they_were(void **state)
{
	assert_string_equal(keep(*state, "https://a.example/?sku=1&token=2&sku=%203&x", 2),
		"https://a.example/?sku=1&sku=%203");
	assert_string_equal(keep(*state, "https://a.example/?caf%C3%A9=1&%73ku#sku=4", 2),
		"https://a.example/?caf%C3%A9=1&%73ku");
	assert_string_equal(keep(*state, "https://a.example/?sku2=1&SKU=2&%ff=3&=4&&", 2),
		"https://a.example/");
	assert_string_equal(keep(*state, "https://a.example/?sku=1", 0), "https://a.example/");
}

static void what_is_no_address_of_a_page_is_refused(void **state)
{
	static const char *const typed[] = {"", "shop.example", "javascript:alert(1)",
		"android-app://com.example/", "https://", "https:///a", "https://?a",
		"https://ann@/", "https:/shop.example", " https://shop.example",
		"https://shop.example\\@evil.example/", "https://a b/", "https://\"><b>/"};
	for (size_t i = 0; i < sizeof(typed) / sizeof(typed[0]); i++)
		if (keep(*state, typed[i], 0))
			fail_msg("%s was taken", typed[i]);
}

static void what_is_kept_is_bounded_and_what_is_not_may_be_longer(void **state)
{
	static char typed[3 * WEB_ADDRESS_SIZE_MAX];
	memset(typed, 'a', sizeof(typed) - 1);
	memcpy(typed, "https://a.example/", 18);
	assert_null(keep(*state, typed, 0));
	typed[WEB_ADDRESS_SIZE_MAX] = '?';
	assert_int_equal(strlen(keep(*state, typed, 0)), WEB_ADDRESS_SIZE_MAX);
	typed[WEB_ADDRESS_SIZE_MAX] = 'a';
	typed[WEB_ADDRESS_SIZE_MAX + 1] = '?';
	assert_null(keep(*state, typed, 0));
	memcpy(typed + 18, "?sku=", 5);
	assert_null(keep(*state, typed, 1));
	assert_string_equal(keep(*state, typed, 0), "https://a.example/");
}

static void a_query_of_thousands_of_kept_parameters_costs_no_more_than_its_length(void **state)
{
	static char typed[5 * WEB_ADDRESS_SIZE_MAX] = "https://a.example/?";
	struct arena *arena = *state;
	for (size_t i = strlen(typed); i + 4 < sizeof(typed); i += 4)
		memcpy(typed + i, "sku&", 4);
	const size_t before = arena->used;
	assert_null(keep(arena, typed, 1));
	assert_true(arena->used - before < 10 * sizeof(typed));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		arena_test(scheme_host_and_path_are_kept),
		arena_test(query_fragment_and_user_are_not),
		arena_test(parameters_of_a_kept_name_stay_as_they_were),
		arena_test(what_is_no_address_of_a_page_is_refused),
		arena_test(what_is_kept_is_bounded_and_what_is_not_may_be_longer),
		arena_test(a_query_of_thousands_of_kept_parameters_costs_no_more_than_its_length),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
