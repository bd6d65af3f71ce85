/* What pages say that their visitors did. */
#include "unit.h"

#include "accounts/event_input.h"

#define ID "\"id\":\"0190a1b2-0000-7000-8000-0123456789ab\""

/* What is kept of a list, or the sentence that refuses it. */
static const char *read(struct arena *arena, const char *given)
{
	struct json *events = NULL;
	struct text told = TEXT_ABSENT;
	assert_int_equal(json_parse(text_from(given), &events), ERR_NONE);
	const char *fault = event_input_read(arena, events, &told);
	json_free(&events);
	assert_true(text_is_absent(told) == (fault != NULL));
	return fault ? fault : arena_string(arena, "%.*s", TEXT_ARG(told));
}

static void an_event_is_kept_with_its_properties_and_how_long_ago_it_was(void **state)
{
	struct arena *arena = *state;
	const char *whole = "[{" ID ",\"name\":\"added to cart\",\"agoMs\":86400000,"
			    "\"properties\":{\"sku\":\"fern-1\",\"price\":19.5,\"isGift\":false,"
			    "\"until\":{\"date\":\"2026-11-30\"}}}]";
	assert_string_equal(read(arena, whole), whole);
	const char *least = "[{" ID ",\"name\":\"x\",\"agoMs\":0,\"properties\":{}}]";
	assert_string_equal(read(arena, least), least);
	assert_string_equal(read(arena, "[{" ID ",\"name\":\"x\",\"more\":[1]}]"), least);
}

static void what_will_not_do_is_refused_by_its_place(void **state)
{
	struct arena *arena = *state;
	static const char *const bad[][2] = {
		{"\"name\":\"x\"", "id of event 2 must be a UUID."},
		{"\"id\":\"x\",\"name\":\"x\"", "id of event 2 must be a UUID."},
		{ID, "name of event 2 must be one line"},
		{ID ",\"name\":7", "name of event 2 must be one line"},
		{ID ",\"name\":\" \"", "name of event 2 must be one line"},
		{ID ",\"name\":\"a\\nb\"", "name of event 2 must be one line"},
		{ID ",\"name\":\"\\ud800\"", "name of event 2 must be one line"},
		{ID ",\"name\":\"x\",\"agoMs\":-1", "agoMs of event 2 must be a whole number"},
		{ID ",\"name\":\"x\",\"agoMs\":86400001", "agoMs of event 2 must be"},
		{ID ",\"name\":\"x\",\"agoMs\":1.5", "agoMs of event 2 must be"},
		{ID ",\"name\":\"x\",\"agoMs\":null", "agoMs of event 2 must be"},
		{ID ",\"name\":\"x\",\"properties\":null", "properties of event 2 must be an obj"},
		{ID ",\"name\":\"x\",\"properties\":[]", "properties of event 2 must be an object"},
		{ID ",\"name\":\"x\",\"properties\":{\"a\":[]}",
			"properties of event 2 must have as its member 1 a text"},
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		const char *list = arena_string(arena, "[{" ID ",\"name\":\"x\"},{%s}]", bad[i][0]);
		assert_true(text_starts_with(text_from(read(arena, list)), text_from(bad[i][1])));
	}
}

/* A list of so many events with so many properties each. */
static const char *many(struct arena *arena, size_t events, size_t properties)
{
	struct json_writer writer;
	json_writer_init(&writer, arena);
	json_open_array(&writer);
	for (size_t i = 0; i < events; i++) {
		json_open_object(&writer);
		json_put_raw(&writer, TEXT(ID ",\"name\":\"x\""));
		json_put_name(&writer, "properties");
		json_open_object(&writer);
		for (size_t j = 0; j < properties; j++) {
			json_put_name(&writer, arena_string(arena, "p%zu", j));
			json_put_bool(&writer, true);
		}
		json_close_object(&writer);
		json_close_object(&writer);
	}
	json_close_array(&writer);
	return arena_string(arena, "%.*s", TEXT_ARG(json_writer_text(&writer)));
}

static void their_number_their_names_and_their_properties_are_bounded(void **state)
{
	struct arena *arena = *state;
	static const char few[] = "events must be a list of 1 to 10.";
	char name[66] = {0};
	assert_int_equal(*read(arena, many(arena, EVENTS_MAX, EVENT_PROPERTIES_MAX)), '[');
	assert_string_equal(read(arena, many(arena, EVENTS_MAX + 1, 0)), few);
	assert_string_equal(read(arena, "[]"), few);
	assert_string_equal(read(arena, "{\"name\":\"x\"}"), few);
	assert_string_equal(read(arena, many(arena, 1, EVENT_PROPERTIES_MAX + 1)),
		"properties of event 1 must be an object of up to 10 members.");
	memset(name, 'n', 64);
	assert_int_equal(
		*read(arena, arena_string(arena, "[{" ID ",\"name\":\"%s\"}]", name)), '[');
	assert_int_equal(
		*read(arena, arena_string(arena, "[{" ID ",\"name\":\"%sn\"}]", name)), 'n');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		arena_test(an_event_is_kept_with_its_properties_and_how_long_ago_it_was),
		arena_test(what_will_not_do_is_refused_by_its_place),
		arena_test(their_number_their_names_and_their_properties_are_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
