/* What agents say of tickets, and what they ask for of the list. */
#include "unit.h"

#include "tickets/desk_input.h"
#include "tickets/ticket_filter.h"
#include "tickets/ticket_input.h"

typedef const char *reading(
	struct arena *arena, const struct json *body, struct ticket_input *ret_input);

static const char *read(
	struct arena *arena, reading *reads, const char *given, struct ticket_input *ret_input)
{
	struct json *body = NULL;
	assert_int_equal(json_parse(text_from(given), &body), ERR_NONE);
	const char *fault = reads(arena, body, ret_input);
	if (!fault && !text_is_absent(ret_input->content))
		ret_input->content = arena_copy(arena, ret_input->content);
	json_free(&body);
	return fault;
}

static void assert_refused(
	struct arena *arena, reading *reads, const char *given, const char *fault)
{
	struct ticket_input input;
	const char *said = read(arena, reads, given, &input);
	assert_non_null(said);
	assert_string_equal(said, fault);
}

static void what_is_given_of_a_ticket_is_kept_and_nothing_else(void **state)
{
	struct arena *arena = *state;
	struct ticket_input input;
	assert_null(read(arena, ticket_input_change,
		"{\"version\":3,\"subject\":\"Fern\",\"assignedAgentId\":null,\"tags\":[\" late "
		"\"],"
		"\"snoozedUntil\":\"2026-12-24T08:00:00+01:00\",\"requesterEmail\":\"Jane@Shop."
		"example\","
		"\"fields\":{\"size\":\"L\",\"count\":2.5,\"gift\":false,\"note\":null},\"number\":"
		"1}",
		&input));
	assert_int_equal(input.version, 3);
	assert_text_equal(input.given, "{\"subject\":\"Fern\",\"assignedAgentId\":null,"
				       "\"requesterEmail\":\"Jane@Shop.example\","
				       "\"tags\":[\"late\"],\"fields\":{\"size\":\"L\",\"count\":2."
				       "5,\"gift\":false,\"note\":null},"
				       "\"snoozedUntil\":\"2026-12-24T08:00:00+01:00\"}");
}

static void a_new_ticket_needs_a_subject_and_begins_open(void **state)
{
	struct arena *arena = *state;
	struct ticket_input input;
	assert_null(read(arena, ticket_input_new,
		"{\"subject\":\"Fern\",\"content\":\"a\\r\\nb\",\"status\":\"closed\"}", &input));
	assert_text_equal(input.given, "{\"subject\":\"Fern\"}");
	assert_text_equal(input.content, "a\nb");
	assert_false(input.is_public);
	assert_refused(arena, ticket_input_new, "{}", "subject must be a text of up to 255 bytes");
	assert_refused(
		arena, ticket_input_new, "{\"subject\":\"x\",\"id\":\"1\"}", "id must be a UUID");
}

static void what_a_ticket_cannot_have_is_refused_by_its_name(void **state)
{
	struct arena *arena = *state;
	static const char *const bad[][2] = {
		{"\"subject\":\" \"", "subject must have something in it that can be seen"},
		{"\"priority\":\"none\"", "priority must be one of low normal high urgent"},
		{"\"status\":\"gone\"",
			"status must be one of open pending snoozed resolved closed"},
		{"\"assignedAgentId\":\"me\"", "assignedAgentId must be an id, or null"},
		{"\"snoozedUntil\":\"2026-12-24\"", "snoozedUntil must be a moment with its zone, "
						    "as 2026-11-30T12:00:00Z, or null"},
		{"\"requesterEmail\":\"jane\"",
			"requesterEmail must be an e-mail address, or null"},
		{"\"tags\":\"late\"", "tags must be a list of up to 20 tags"},
		{"\"tags\":[\"\"]",
			"tags has a tag that must have something in it that can be seen"},
		{"\"fields\":{\"a\":[]}", "fields has a value that must be a text of up to 1000 "
					  "bytes, a number, true, "
					  "false or null"},
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_refused(arena, ticket_input_change,
			arena_string(arena, "{\"version\":1,%s}", bad[i][0]), bad[i][1]);
	assert_refused(arena, ticket_input_change, "{\"subject\":\"x\"}",
		"version must be that of the ticket as it was read");
}

static void a_comment_says_who_may_read_it(void **state)
{
	struct arena *arena = *state;
	struct ticket_input input;
	assert_null(read(arena, ticket_input_comment,
		"{\"content\":\"Hi\",\"isPublic\":true,\"status\":\"resolved\",\"priority\":"
		"\"low\"}",
		&input));
	assert_true(input.is_public);
	assert_text_equal(input.given, "{\"status\":\"resolved\"}");
	assert_refused(arena, ticket_input_comment, "{\"content\":\"Hi\"}",
		"isPublic must be true or false");
	assert_refused(arena, ticket_input_comment, "{\"content\":\"\\u200b\",\"isPublic\":true}",
		"content must have something in it that can be seen");
	assert_refused(arena, ticket_input_comment, "{\"content\":\"\\u0000\",\"isPublic\":true}",
		"content must have no control characters but tabs and line breaks, and no "
		"halves of surrogate pairs");
}

static void a_field_is_named_by_small_letters_and_a_view_by_what_the_list_knows(void **state)
{
	struct arena *arena = *state;
	static const char *const bad_keys[] = {"", "Size", "1st", "_a", "a-b", "\xc3\xa4"};
	struct json *body = NULL;
	struct text given;
	for (size_t i = 0; i < sizeof(bad_keys) / sizeof(*bad_keys); i++) {
		struct text text = arena_printf(
			arena, "{\"key\":\"%s\",\"label\":\"x\",\"kind\":\"text\"}", bad_keys[i]);
		assert_int_equal(json_parse(text, &body), ERR_NONE);
		assert_string_equal(ticket_field_read(arena, body, true, &given),
			"key must be up to 40 small letters, digits and _, a letter first");
		json_free(&body);
	}
	assert_int_equal(
		json_parse(TEXT("{\"name\":\"a\",\"filter\":{\"limit\":\"5\"}}"), &body), ERR_NONE);
	assert_string_equal(ticket_view_read(arena, body, true, &given),
		"filter must have no other members than the list has parameters");
	json_free(&body);
	assert_int_equal(json_parse(TEXT("{\"filter\":{\"q\":\"x\"}}"), &body), ERR_NONE);
	assert_string_equal(ticket_view_read(arena, body, true, &given), "name must be given");
	assert_null(ticket_view_read(arena, body, false, &given));
	assert_text_equal(given, "{\"filter\":{\"q\":\"x\"}}");
	json_free(&body);
}

static void a_cursor_is_what_a_page_ended_with(void **state)
{
	static const char *const good[] = {
		"4_1796036400000000_6ba7b810-9dad-11d1-80b4-00c04fd430c8",
		"1_7_6ba7b810-9dad-11d1-80b4-00c04fd430c8"};
	static const char *const bad[] = {"", "_", "__", "5_1_6ba7b810-9dad-11d1-80b4-00c04fd430c8",
		"0_1_6ba7b810-9dad-11d1-80b4-00c04fd430c8",
		"1_-1_6ba7b810-9dad-11d1-80b4-00c04fd430c8",
		"1_253402300800000000_6ba7b810-9dad-11d1-80b4-00c04fd430c8", "1_1_6ba7b810",
		"1_1_6ba7b810-9dad-11d1-80b4-00c04fd430c8_new", "1_1) OR true_6ba7b810"};
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		assert_true(ticket_cursor_is_valid(text_from(good[i])));
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(ticket_cursor_is_valid(text_from(bad[i])));
	assert_false(ticket_cursor_is_valid(TEXT_ABSENT));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		arena_test(what_is_given_of_a_ticket_is_kept_and_nothing_else),
		arena_test(a_new_ticket_needs_a_subject_and_begins_open),
		arena_test(what_a_ticket_cannot_have_is_refused_by_its_name),
		arena_test(a_comment_says_who_may_read_it),
		arena_test(a_field_is_named_by_small_letters_and_a_view_by_what_the_list_knows),
		arena_test(a_cursor_is_what_a_page_ended_with),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
