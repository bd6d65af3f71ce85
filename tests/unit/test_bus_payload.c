/* What is published on the bus: opens where it belongs, and nowhere else. */
#include "unit.h"

#include "bus/payload.h"

static const struct seal_key key = {{{7}}, {1, 2, 3}};
static const struct channel channel = {CHANNEL_SESSION, {{1}}, {{2}}};
static const struct bus_head head = {{{9}}, 5, {{7}}};
static const struct bus_note note = {3, 1, 0x80000001u, {{4}}, -5, INT64_MAX};

static struct bus_note heard;
static struct text json;
static bool is_lazy;

static struct text seal_event(struct arena *arena, const struct bus_event *event)
{
	size_t size = bus_payload_size(event->json.size);
	char *payload = arena_alloc(arena, size);
	bus_payload_seal(&head, &key, event, payload);
	return (struct text){payload, size};
}

static struct text seal_it(struct arena *arena, const struct bus_note *noted, const char *text)
{
	const struct bus_event event = {.channel = channel,
		.note = noted ? *noted : (struct bus_note){0},
		.json = text_from(text)};
	return seal_event(arena, &event);
}

static enum err open_as(
	struct arena *arena, const struct seal_key *with, struct channel at, struct text payload)
{
	struct bus_head found;
	struct bus_event event = {.channel = at};
	enum err err = bus_payload_head(payload, &found);
	if (err == ERR_NONE)
		err = bus_payload_open(
			&found, with, payload, arena_alloc(arena, payload.size), &event);
	heard = event.note;
	json = event.json;
	is_lazy = event.is_lazy;
	return err;
}

static void what_was_sealed_opens(void **state)
{
	struct text payload = seal_it(*state, &note, "{\"type\":\"typing\"}");
	assert_int_equal(open_as(*state, &key, channel, payload), ERR_NONE);
	assert_text_equal(json, "{\"type\":\"typing\"}");
	assert_int_equal(heard.kind, 3);
	assert_int_equal(heard.side, 1);
	assert_int_equal(heard.flags, 0x80000001u);
	assert_true(uuid_equals(heard.id, note.id));
	assert_int_equal(heard.a, -5);
	assert_true(heard.b == INT64_MAX);
}

static void whether_an_event_is_lazy_travels_with_it(void **state)
{
	struct bus_event event = {.channel = channel, .json = TEXT("{}")};
	for (int i = 0; i < 2; i++) {
		event.is_lazy = i == 1;
		struct text payload = seal_event(*state, &event);
		assert_int_equal(open_as(*state, &key, channel, payload), ERR_NONE);
		assert_int_equal(is_lazy, event.is_lazy);
	}
}

static void a_note_travels_alone(void **state)
{
	struct text payload = seal_it(*state, &note, NULL);
	assert_int_equal(open_as(*state, &key, channel, payload), ERR_NONE);
	assert_true(text_is_absent(json));
	assert_int_equal(heard.kind, 3);
}

static void an_event_travels_without_a_note(void **state)
{
	struct text payload = seal_it(*state, NULL, "{}");
	assert_int_equal(open_as(*state, &key, channel, payload), ERR_NONE);
	assert_int_equal(heard.kind, 0);
	assert_text_equal(json, "{}");
}

static void the_head_is_in_clear_and_nothing_else(void **state)
{
	struct bus_head found;
	struct text payload = seal_it(*state, &note, "{\"content\":\"canary canary\"}");
	assert_int_equal(bus_payload_head(payload, &found), ERR_NONE);
	assert_true(uuid_equals(found.origin, head.origin));
	assert_int_equal(found.number, 5);
	assert_true(uuid_equals(found.key_id, key.id));
	assert_null(memmem(payload.data, payload.size, "canary", 6));
}

static void lengths_are_told_in_buckets_only(void **state)
{
	struct text one = seal_it(*state, &note, "1");
	struct text twelve = seal_it(*state, &note, "12345678");
	assert_int_equal(one.size, twelve.size);
	assert_int_equal(bus_payload_size(100) - bus_payload_size(0), 128);
}

static void another_channel_does_not_open_it(void **state)
{
	struct text payload = seal_it(*state, &note, "{}");
	struct channel other = channel;
	other.session_id.bytes[15] = 1;
	assert_int_equal(open_as(*state, &key, other, payload), ERR_UNREADABLE);
	other = channel;
	other.tenant_id.bytes[15] = 1;
	assert_int_equal(open_as(*state, &key, other, payload), ERR_UNREADABLE);
	other = channel;
	other.kind = CHANNEL_AGENTS;
	assert_int_equal(open_as(*state, &key, other, payload), ERR_UNREADABLE);
}

static void another_key_does_not_open_it(void **state)
{
	struct text payload = seal_it(*state, &note, "{}");
	struct seal_key other = key;
	other.secret[31] ^= 1;
	assert_int_equal(open_as(*state, &other, channel, payload), ERR_UNREADABLE);
	other = key;
	other.id.bytes[15] ^= 1;
	assert_int_equal(open_as(*state, &other, channel, payload), ERR_UNREADABLE);
}

static void every_changed_bit_closes_it(void **state)
{
	struct text payload = seal_it(*state, &note, "{}");
	char *bytes = (char *)payload.data;
	for (size_t bit = 0; bit < payload.size * 8; bit++) {
		bytes[bit / 8] ^= (char)(1 << bit % 8);
		assert_int_equal(open_as(*state, &key, channel, payload), ERR_UNREADABLE);
		bytes[bit / 8] ^= (char)(1 << bit % 8);
	}
	assert_int_equal(open_as(*state, &key, channel, payload), ERR_NONE);
}

static void what_was_cut_or_lengthened_is_refused(void **state)
{
	struct text payload = seal_it(*state, &note, "{\"a\":\"0123456789012345678901234567\"}");
	char *longer = arena_alloc(*state, payload.size + 64);
	memcpy(longer, payload.data, payload.size);
	for (size_t size = 0; size < payload.size; size++)
		assert_int_equal(open_as(*state, &key, channel, (struct text){longer, size}),
			ERR_UNREADABLE);
	assert_int_equal(open_as(*state, &key, channel, (struct text){longer, payload.size + 64}),
		ERR_UNREADABLE);
}

/* --- names ------------------------------------------------------------------------------------ */
/* What one replica may publish fits the outboxes of any other; what is larger is not even opened.
 */
static void the_largest_event_opens_and_a_larger_one_is_refused(void **state)
{
	struct bus_head found;
	char *large = arena_alloc(*state, BUS_EVENT_SIZE_MAX + SEAL_BUCKET);
	memset(large, ' ', BUS_EVENT_SIZE_MAX + SEAL_BUCKET);
	const struct bus_event event = {.channel = channel, .json = {large, BUS_EVENT_SIZE_MAX}};
	struct text payload = seal_event(*state, &event);
	assert_int_equal(open_as(*state, &key, channel, payload), ERR_NONE);
	assert_int_equal(json.size, BUS_EVENT_SIZE_MAX);
	size_t size = bus_payload_size(BUS_EVENT_SIZE_MAX + SEAL_BUCKET);
	char *longer = arena_alloc(*state, size);
	memcpy(longer, payload.data, payload.size);
	assert_int_equal(bus_payload_head((struct text){longer, size}, &found), ERR_UNREADABLE);
}

static void a_channel_is_found_again_by_its_name(void **state)
{
	char name[CHANNEL_NAME_SIZE + 1];
	struct channel found;
	channel_name(&channel, name);
	assert_string_equal(name, "fd1:s:01000000000000000000000000000000:"
				  "02000000000000000000000000000000");
	assert_true(channel_parse(text_from(name), &found));
	assert_true(channel_equals(&found, &channel));
}

static void what_is_no_name_is_no_channel(void **state)
{
	char name[CHANNEL_NAME_SIZE + 1];
	struct channel found;
	for (size_t i = 0; i < CHANNEL_NAME_SIZE; i++) {
		channel_name(&channel, name);
		name[i] = i == 4 ? '\0' : 'X';
		assert_false(channel_parse((struct text){name, CHANNEL_NAME_SIZE}, &found));
	}
	channel_name(&channel, name);
	assert_false(channel_parse((struct text){name, CHANNEL_NAME_SIZE - 1}, &found));
	assert_false(channel_parse((struct text){name, CHANNEL_NAME_SIZE + 1}, &found));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		arena_test(what_was_sealed_opens),
		arena_test(whether_an_event_is_lazy_travels_with_it),
		arena_test(a_note_travels_alone),
		arena_test(an_event_travels_without_a_note),
		arena_test(the_head_is_in_clear_and_nothing_else),
		arena_test(lengths_are_told_in_buckets_only),
		arena_test(another_channel_does_not_open_it),
		arena_test(another_key_does_not_open_it),
		arena_test(every_changed_bit_closes_it),
		arena_test(what_was_cut_or_lengthened_is_refused),
		arena_test(the_largest_event_opens_and_a_larger_one_is_refused),
		cmocka_unit_test(a_channel_is_found_again_by_its_name),
		cmocka_unit_test(what_is_no_name_is_no_channel),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
