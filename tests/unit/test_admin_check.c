/* What operators type: origins, addresses, names, roles. */
#include "unit.h"

#include "commands/admin_check.h"

/* The stored form; NULL when it was refused with a sentence. */
static const char *origin(struct arena *arena, const char *input)
{
	const char *stored = NULL, *reason = NULL;

	if (admin_check_origin(arena, input, &stored, &reason) == ERR_NONE)
		return stored;
	assert_non_null(reason);
	return NULL;
}

static const char *email(struct arena *arena, const char *input)
{
	const char *stored = NULL, *reason = NULL;

	if (admin_check_email(arena, input, &stored, &reason) == ERR_NONE)
		return stored;
	assert_non_null(reason);
	return NULL;
}

static bool name_holds(struct arena *arena, const char *input)
{
	const char *reason = NULL;

	return admin_check_name(arena, input, &reason) == ERR_NONE;
}

static void an_origin_is_stored_as_browsers_send_it(void **state)
{
	assert_string_equal(origin(*state, "HTTPS://Shop.Example:443/"), "https://shop.example");
	assert_null(origin(*state, "https://shop.example/a"));
}

static void an_address_is_stored_in_the_form_that_is_compared(void **state)
{
	assert_string_equal(
		email(*state, "Robin.Hale+x@Shop.Example"), "robin.hale+x@shop.example");
	assert_string_equal(email(*state, "a@localhost"), "a@localhost");
	assert_string_equal(
		email(*state, "\"Robin\"@M\xc3\xbcller.example"), "robin@xn--mller-kva.example");
}

static void what_is_no_address_is_refused(void **state)
{
	static const char *const refused[] = {"", "robin", "@shop.example", "robin@",
		"a b@c.example", "a@b@c.example", ".a@c.example", "a.@c.example", "a..b@c.example",
		"a@c..example", "<a@c.example>", "a@c.example\n"};

	for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
		if (email(*state, refused[i]))
			fail_msg("%s was taken", refused[i]);
}

static void a_name_is_readable_utf8(void **state)
{
	char longest[NAME_SIZE_MAX + 2];

	memset(longest, 'a', sizeof longest);
	longest[NAME_SIZE_MAX + 1] = 0;
	assert_true(name_holds(*state, "J\xc3\xbcniper & Pine"));
	assert_true(name_holds(*state, longest + 1));
	assert_false(name_holds(*state, longest));
	assert_false(name_holds(*state, ""));
	assert_false(name_holds(*state, "  "));
	assert_false(name_holds(*state, "a\nb"));
	assert_false(name_holds(*state, "\xff"));
}

static void there_are_three_roles(void **state)
{
	const char *reason = NULL;

	assert_int_equal(admin_check_role(*state, "supervisor", &reason), ERR_NONE);
	assert_int_equal(admin_check_role(*state, "Admin", &reason), ERR_INVALID);
	assert_non_null(reason);
}

static void an_agent_may_have_one_to_a_hundred_chats(void **state)
{
	static const char *const good[] = {"1", "9", "99", "100", NULL};
	static const char *const bad[] = {"", "0", "101", "1000", "-1", "5 ", "five", NULL};
	const char *reason = NULL;

	assert_int_equal(admin_check_max_chats(*state, NULL, &reason), ERR_NONE);
	for (size_t i = 0; good[i]; i++)
		assert_int_equal(admin_check_max_chats(*state, good[i], &reason), ERR_NONE);
	for (size_t i = 0; bad[i]; i++)
		assert_int_equal(admin_check_max_chats(*state, bad[i], &reason), ERR_INVALID);
	assert_non_null(reason);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		arena_test(an_origin_is_stored_as_browsers_send_it),
		arena_test(an_address_is_stored_in_the_form_that_is_compared),
		arena_test(what_is_no_address_is_refused),
		arena_test(a_name_is_readable_utf8),
		arena_test(there_are_three_roles),
		arena_test(an_agent_may_have_one_to_a_hundred_chats),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
