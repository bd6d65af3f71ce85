/* Query strings: what is found in them, and what is not taken for text. */
#include "unit.h"

#include "base/query.h"

static struct text find(struct arena *arena, const char *query, const char *name)
{
	return query_find(arena, text_from(query), name);
}

static void the_first_of_a_name_is_found_decoded(void **state)
{
	assert_text_equal(find(*state, "a=1&b=x+y%20z%2B&b=2", "b"), "x y z+");
	assert_text_equal(find(*state, "%6Cimit=5", "limit"), "5");
	assert_text_equal(find(*state, "a=b=c", "a"), "b=c");
}

static void a_name_alone_is_empty_and_not_absent(void **state)
{
	assert_text_equal(find(*state, "a&b=", "a"), "");
	assert_text_equal(find(*state, "a&b=", "b"), "");
	assert_true(text_is_absent(find(*state, "a&b=", "c")));
	assert_true(text_is_absent(query_find(*state, TEXT_ABSENT, "a")));
	assert_true(text_is_absent(find(*state, "ab=1&xa=2", "a")));
}

static void what_is_no_text_is_absent(void **state)
{
	assert_true(text_is_absent(find(*state, "a=%00", "a")));
	assert_true(text_is_absent(find(*state, "a=%", "a")));
	assert_true(text_is_absent(find(*state, "a=%4", "a")));
	assert_true(text_is_absent(find(*state, "a=%zz", "a")));
	assert_true(text_is_absent(find(*state, "a=%ff", "a")));
	assert_text_equal(find(*state, "a=%C3%A4", "a"), "\xc3\xa4");
}

static void what_is_encoded_is_decoded_to_the_same(void **state)
{
	char all[255];
	for (size_t i = 0; i < sizeof(all); i++)
		all[i] = (char)(i % 127 + 1);
	struct text plain = {all, sizeof(all)};
	struct text encoded = query_encode(*state, plain);
	struct text decoded = query_decode(*state, encoded);
	assert_true(text_equals(decoded, plain));
	assert_text_equal(query_encode(*state, TEXT("aZ09-._~")), "aZ09-._~");
	assert_text_equal(
		query_encode(*state, TEXT("a b&c=d+\xc3\xa4%")), "a%20b%26c%3Dd%2B%C3%A4%25");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		arena_test(the_first_of_a_name_is_found_decoded),
		arena_test(a_name_alone_is_empty_and_not_absent),
		arena_test(what_is_no_text_is_absent),
		arena_test(what_is_encoded_is_decoded_to_the_same),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
