/* What admins say of webhooks. */
#include "unit.h"

#include "notify/webhook_input.h"

/* The fault, or what is kept of the address. */
static const char *read_url(struct arena *arena, const char *url, bool is_http_allowed)
{
	struct json *body = NULL;
	struct webhook_input input;
	struct text given = arena_printf(arena, "{\"url\":\"%s\"}", url);
	assert_int_equal(json_parse(given, &body), ERR_NONE);
	const char *fault = webhook_input_read(arena, body, is_http_allowed, &input);
	struct text kept = arena_copy(arena, input.url);
	json_free(&body);
	return fault ? fault : kept.data;
}

static const char *read(struct arena *arena, const char *given, struct webhook_input *ret_input)
{
	struct json *body = NULL;
	assert_int_equal(json_parse(text_from(given), &body), ERR_NONE);
	const char *fault = webhook_input_read(arena, body, false, ret_input);
	ret_input->description = arena_copy(arena, ret_input->description);
	ret_input->state = arena_copy(arena, ret_input->state);
	json_free(&body);
	return fault;
}

static void an_address_is_kept_in_one_form(void **state)
{
	struct arena *arena = *state;
	static const char *const same[][2] = {
		{"https://shop.example/hook?a=1&b=%20", "https://shop.example/hook?a=1&b=%20"},
		{"HTTPS://Shop.Example", "https://shop.example/"},
		{"https://shop.example?a", "https://shop.example/?a"},
		{"https://shop.example:8443/x", "https://shop.example:8443/x"},
		{"https://b\xc3\xbc"
		 "cher.example/",
			"https://xn--bcher-kva.example/"},
		{"https://192.0.2.7/", "https://192.0.2.7/"},
		{"https://[2001:db8::7]:99/", "https://[2001:db8::7]:99/"},
		{"https://localhost/", "https://localhost/"},
	};
	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++)
		assert_string_equal(read_url(arena, same[i][0], false), same[i][1]);
	assert_string_equal(read_url(arena, "http://shop.example/", true), "http://shop.example/");
}

static void what_is_no_address_is_refused_by_its_name(void **state)
{
	struct arena *arena = *state;
	static const char *const bad[] = {"", "https://", "https:///", "//shop.example/",
		"http://shop.example/", "file:///etc/passwd", "https://a@shop.example/",
		"https://a:b@shop.example/", "https://shop.example/#a", "https://shop.example#a",
		"https://shop.example:/", "https://shop.example:0/", "https://shop.example:65536/",
		"https://shop.example:8x/", "https://shop example/", "https://shop.example/a b",
		"https://shop.example/\xc3\xa4", "https://shop.example/\\\\", "https://[::1/",
		"https://[::1]x/", "https://[fe80::1%25eth0]/", "https://-a.example/",
		"https://shop.example\\\\@other.example/", "https://shop.example/\\u0000"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(strncmp(read_url(arena, bad[i], false), "url must ", 9), 0);
}

static void events_are_those_that_there_are_each_once(void **state)
{
	struct arena *arena = *state;
	struct webhook_input input;
	assert_null(read(arena, "{\"events\":[\"message_created\",\"message_created\"]}", &input));
	assert_int_equal(input.event_count, 1);
	assert_text_equal(input.events, "[\"message_created\"]");
	assert_null(read(arena, "{}", &input));
	assert_true(text_is_absent(input.events) && text_is_absent(input.url));
	static const char *const bad[] = {"{\"events\":[]}", "{\"events\":[\"other\"]}",
		"{\"events\":[1]}", "{\"events\":\"message_created\"}", "{\"events\":null}"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(strncmp(read(arena, bad[i], &input), "events must ", 12), 0);
}

static void a_state_is_one_of_two_and_a_description_one_line(void **state)
{
	struct arena *arena = *state;
	struct webhook_input input;
	assert_null(read(arena, "{\"state\":\"active\",\"description\":\"ours\"}", &input));
	assert_text_equal(input.state, "active");
	assert_text_equal(input.description, "ours");
	assert_non_null(read(arena, "{\"state\":\"off\"}", &input));
	assert_non_null(read(arena, "{\"description\":\"a\\nb\"}", &input));
	assert_non_null(read(arena, "{\"description\":7}", &input));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		arena_test(an_address_is_kept_in_one_form),
		arena_test(what_is_no_address_is_refused_by_its_name),
		arena_test(events_are_those_that_there_are_each_once),
		arena_test(a_state_is_one_of_two_and_a_description_one_line),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
