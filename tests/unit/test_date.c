/* Days and moments as strangers write them. */
#include "unit.h"

#include "base/date.h"

static void days_and_moments_of_rfc_3339_are_taken(void **state)
{
	static const char *const good[] = {"2026-11-30", "0001-01-01", "9999-12-31", "2024-02-29",
		"2000-02-29", "2026-11-30T12:34:56Z", "2026-11-30T00:00:00.1Z",
		"2026-11-30T23:59:59.123456789+01:00", "2026-11-30T12:34:56-09:30",
		"2026-11-30T12:34:56+15:59"};
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		assert_true(date_is_valid(text_from(good[i])));
}

static void everything_else_is_none(void **state)
{
	static const char *const bad[] = {"", "2026", "2026-11", "2026-11-3", "26-11-30",
		"0000-01-01", "2026-00-10", "2026-13-10", "2026-11-31", "2026-11-00", "2025-02-29",
		"1900-02-29", "2026-11-30 12:34:56Z", "2026-11-30T12:34:56", "2026-11-30T12:34Z",
		"2026-11-30T24:00:00Z", "2026-11-30T12:60:00Z", "2026-11-30T12:34:60Z",
		"2026-11-30T12:34:56.Z", "2026-11-30T12:34:56.1234567890Z",
		"2026-11-30T12:34:56+1:00", "2026-11-30T12:34:56+16:00", "2026-11-30T12:34:56Zx",
		"2026-11-30x", "-026-11-30", "+2026-11-30", " 2026-11-30", "2026-1 -30"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(date_is_valid(text_from(bad[i])));
	assert_false(date_is_valid(TEXT_ABSENT));
	assert_false(date_is_valid((struct text){"2026-11-30\0", 11}));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_and_moments_of_rfc_3339_are_taken),
		cmocka_unit_test(everything_else_is_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
