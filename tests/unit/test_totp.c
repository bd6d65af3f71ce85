/* Codes of the time, by the vectors of RFC 4226 and RFC 6238; base32, by those of RFC 4648. */
#include "unit.h"

#include "crypto/base32.h"
#include "crypto/totp.h"

#include <stdio.h>

/* RFC 6238, appendix B, for SHA-1; the same in RFC 4226, appendix D. */
#define SECRET TEXT("12345678901234567890")

static void codes_are_those_of_rfc_4226(void **state)
{
	static const uint32_t codes[] = {
		755224, 287082, 359152, 969429, 338314, 254676, 287922, 162583, 399871, 520489};
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		assert_int_equal(totp_code(SECRET, i, 6), codes[i]);
}

static void codes_are_those_of_rfc_6238(void **state)
{
	static const struct {
		uint64_t seconds;
		uint32_t code;
	} vectors[] = {{59, 94287082}, {1111111109, 7081804}, {1111111111, 14050471},
		{1234567890, 89005924}, {2000000000, 69279037}, {20000000000, 65353130}};
	for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++)
		assert_int_equal(totp_code(SECRET, vectors[i].seconds / TOTP_STEP_SECONDS, 8),
			vectors[i].code);
}

/* Whether the code of a step is taken at that of another. */
static bool is_taken(int64_t of, int64_t at, int64_t last)
{
	char code[16];
	int64_t step = -1;
	(void)snprintf(code, sizeof code, "%06u", totp_code(SECRET, (uint64_t)of, 6));
	bool is_it = totp_matches(SECRET, at * TOTP_STEP_SECONDS, last, text_from(code), &step);
	assert_int_equal(step, is_it ? of : -1);
	return is_it;
}

static void a_code_is_good_one_step_either_way(void **state)
{
	for (int64_t apart = -3; apart <= 3; apart++)
		assert_int_equal(is_taken(1000 + apart, 1000, 0), apart >= -1 && apart <= 1);
}

static void a_code_that_was_used_is_good_no_more_and_no_earlier_one(void **state)
{
	assert_true(is_taken(1000, 1000, 999));
	assert_false(is_taken(1000, 1000, 1000));
	assert_false(is_taken(999, 1000, 1000));
	assert_true(is_taken(1001, 1000, 1000));
}

static void what_is_no_code_matches_nothing(void **state)
{
	static const char *const wrong[] = {"", "75522", "7552240", "75522a", " 755224", "-55224"};
	int64_t step;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_false(totp_matches(SECRET, 0, -5, text_from(wrong[i]), &step));
	assert_false(totp_matches(SECRET, 0, -5, TEXT_ABSENT, &step));
	assert_true(totp_matches(SECRET, 0, -5, TEXT("755224"), &step));
}

/* --- base32 ----------------------------------------------------------------------------------- */
static const struct {
	const char *bytes, *letters;
} pairs[] = {{"", ""}, {"f", "MY"}, {"fo", "MZXQ"}, {"foo", "MZXW6"}, {"foob", "MZXW6YQ"},
	{"fooba", "MZXW6YTB"}, {"foobar", "MZXW6YTBOI"}};

static void letters_are_those_of_rfc_4648(void **state)
{
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		const size_t size = strlen(pairs[i].bytes);
		uint8_t bytes[8];
		char letters[16];
		base32_encode((const uint8_t *)pairs[i].bytes, size, letters);
		assert_string_equal(letters, pairs[i].letters);
		assert_int_equal(strlen(letters), BASE32_SIZE(size));
		assert_true(base32_decode(text_from(letters), bytes, size));
		assert_memory_equal(bytes, pairs[i].bytes, size);
	}
}

static void letters_are_read_as_people_type_them(void **state)
{
	uint8_t bytes[6];
	assert_true(base32_decode(TEXT("mzxw-6ytb oi"), bytes, sizeof bytes));
	assert_memory_equal(bytes, "foobar", sizeof bytes);
}

static void what_is_not_just_so_many_bytes_is_refused(void **state)
{
	static const char *const wrong[] = {"", "MZXW6YTBO", "MZXW6YTBOIA", "MZXW6YTBO1",
		"MZXW6YTBOJ", "MZXW6YTBO=", "MZXW6YTB\xc3\xa4", "MZXW6YTBOIMZXW6YTBOI"};
	uint8_t bytes[6];
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_false(base32_decode(text_from(wrong[i]), bytes, sizeof bytes));
	assert_false(base32_decode(TEXT("MZXW6YTBO\0"), bytes, sizeof bytes));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes_are_those_of_rfc_4226),
		cmocka_unit_test(codes_are_those_of_rfc_6238),
		cmocka_unit_test(a_code_is_good_one_step_either_way),
		cmocka_unit_test(a_code_that_was_used_is_good_no_more_and_no_earlier_one),
		cmocka_unit_test(what_is_no_code_matches_nothing),
		cmocka_unit_test(letters_are_those_of_rfc_4648),
		cmocka_unit_test(letters_are_read_as_people_type_them),
		cmocka_unit_test(what_is_not_just_so_many_bytes_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
