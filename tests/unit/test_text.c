/* Borrowed bytes, UTF-8, decimal numbers, UUIDs. */
#include "unit.h"

#include "base/text.h"

static void absent_and_empty_are_not_the_same(void **state)
{
	assert_true(text_is_absent(text_from(NULL)));
	assert_false(text_is_absent(text_from("")));
	assert_false(text_equals(TEXT_ABSENT, TEXT("")));
	assert_true(text_equals(TEXT_ABSENT, TEXT_ABSENT));
}

static void folding_compares_ascii_letters_only(void **state)
{
	assert_true(text_equals_folded(TEXT("Content-Length"), TEXT("content-LENGTH")));
	assert_false(text_equals_folded(TEXT("a["), TEXT("A{")));
	assert_false(text_equals_folded(TEXT("abc"), TEXT("abcd")));
}

static void a_control_character_is_seen_wherever_it_stands(void **state)
{
	assert_false(text_has_control(TEXT("")));
	assert_false(text_has_control(TEXT("Zo\xC3\xAB ~ \xC2\x85")));
	assert_true(text_has_control(TEXT("\n")));
	assert_true(text_has_control(TEXT("a\tb")));
	assert_true(text_has_control(TEXT("ab\x1f")));
	assert_true(text_has_control(TEXT("ab\x7f")));
}

static void well_formed_utf8_is_told_from_the_rest(void **state)
{
	static const char *const good[] = {"", "plain", "\xC2\xA2", "\xE0\xA0\x80", "\xED\x9F\xBF",
		"\xEE\x80\x80", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"};
	static const char *const bad[] = {"\x80", "\xC0\xAF", "\xC1\xBF", "\xC2", "\xE0\x9F\xBF",
		"\xED\xA0\x80", "\xE2\x82", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80",
		"\xF5\x80\x80\x80", "\xFF", "a\xC2z"};
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(text_is_utf8(text_from(good[i])));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(text_is_utf8(text_from(bad[i])));
}

/* Text is looked at eight bytes at a time. */
static void a_malformed_byte_is_found_wherever_it_stands(void **state)
{
	enum { SIZE = 20 };
	for (size_t at = 0; at < SIZE; at++) {
		char text[SIZE + 1] = "aaaaaaaaaaaaaaaaaaaa";
		text[at] = '\xFF';
		assert_false(text_is_utf8(text_from(text)));
		text[at] = '\xC2';
		assert_false(text_is_utf8(text_from(text)));
		if (at + 1 == SIZE)
			break;
		text[at + 1] = '\xA2';
		assert_true(text_is_utf8(text_from(text)));
	}
}

static void only_plain_decimal_digits_make_a_number(void **state)
{
	static const char *const bad[] = {"", "-1", "+1", " 1", "1 ", "0x1", "1,1",
		"18446744073709551616", "99999999999999999999999"};
	uint64_t value = 7;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(text_to_uint64(text_from(bad[i]), &value));
	assert_int_equal(value, 7);
	assert_true(text_to_uint64(TEXT("18446744073709551615"), &value));
	assert_true(value == UINT64_MAX);
}

static void a_uuid_survives_its_text(void **state)
{
	struct uuid uuid, again;
	char text[UUID_TEXT_SIZE + 1];
	assert_true(uuid_parse(TEXT("0f8FAD5b-d9cb-469f-a165-70867728950e"), &uuid));
	uuid_format(uuid, text);
	assert_string_equal(text, "0f8fad5b-d9cb-469f-a165-70867728950e");
	uuid = uuid_random();
	uuid_format(uuid, text);
	assert_true(uuid_parse(text_from(text), &again));
	assert_true(uuid_equals(uuid, again));
	assert_int_equal(text[14], '4');
	assert_non_null(strchr("89ab", text[19]));
}

static void a_malformed_uuid_is_refused(void **state)
{
	static const char *const bad[] = {"", "0f8fad5b-d9cb-469f-a165-70867728950",
		"0f8fad5bd9cb469fa16570867728950e", "0f8fad5b-d9cb-469f-a165-70867728950g",
		"0f8fad5b-d9cb-469f-a165_70867728950e", "{f8fad5b-d9cb-469f-a165-70867728950e"};
	struct uuid uuid = {{0}};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(uuid_parse(text_from(bad[i]), &uuid));
	assert_true(uuid_is_nil(uuid));
}

static void assert_trimmed(const char *text, const char *blanks, const char *wanted)
{
	struct text trimmed = text_trim(text_from(text), text_from(blanks));
	assert_true(text_equals(trimmed, text_from(wanted)));
}

static void blanks_go_at_both_ends_and_stay_within(void **state)
{
	assert_trimmed(" \t a b\t", " \t", "a b");
	assert_trimmed("\ta ", " ", "\ta");
	assert_trimmed(" \t ", " \t", "");
	assert_trimmed("", " ", "");
	assert_true(text_equals(
		text_trim((struct text){" \0 ", 3}, TEXT(" ")), (struct text){"\0", 1}));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(absent_and_empty_are_not_the_same),
		cmocka_unit_test(folding_compares_ascii_letters_only),
		cmocka_unit_test(a_control_character_is_seen_wherever_it_stands),
		cmocka_unit_test(well_formed_utf8_is_told_from_the_rest),
		cmocka_unit_test(a_malformed_byte_is_found_wherever_it_stands),
		cmocka_unit_test(only_plain_decimal_digits_make_a_number),
		cmocka_unit_test(blanks_go_at_both_ends_and_stay_within),
		cmocka_unit_test(a_uuid_survives_its_text),
		cmocka_unit_test(a_malformed_uuid_is_refused),
	};
	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
