/* Telephone numbers as people write them. */
#include "unit.h"

#include "base/phone.h"

static void a_number_is_kept_as_it_is_dialled(void **state)
{
	static const char *const cases[][2] = {
		{"+493012345678", "+493012345678"},
		{" +49 (30) 1234-5678 ", "+493012345678"},
		{"0049.30/12345678", "+493012345678"},
		{"+1 555 010 9999", "+15550109999"},
		{"+1234567", "+1234567"},
		{"+123456789012345", "+123456789012345"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char number[PHONE_SIZE_MAX + 1];
		assert_int_equal(phone_read(text_from(cases[i][0]), number), ERR_NONE);
		assert_string_equal(number, cases[i][1]);
	}
}

static void what_is_none_is_refused(void **state)
{
	static const char *const refused[] = {"", "+", "030 12345678", "493012345678", "+123456",
		"+1234567890123456", "+0123456789", "+49 (0) 30 1234567", "+49 30 12345x",
		"+49\n3012345678", "++493012345678", "+4930123456\xd9\xa1", "tel:+493012345678",
		"+49 30 1234567;ext=1"};
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
		char number[PHONE_SIZE_MAX + 1] = "as it was";
		if (phone_read(text_from(refused[i]), number) == ERR_NONE)
			fail_msg("%s was taken as %s", refused[i], number);
		assert_string_equal(number, "as it was");
	}
	assert_int_equal(phone_read((struct text){"+4930\0"
						  "123456",
					    12},
				 (char[17]){0}),
		ERR_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_number_is_kept_as_it_is_dialled),
		cmocka_unit_test(what_is_none_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
