/* Frames: the header of RFC 6455, and their references. */
#include "unit.h"

#include <stdlib.h>

#include "sockets/frame.h"

static void check_header(size_t size, const char *header, size_t header_size)
{
	char *payload = malloc(size + 1);
	memset(payload, 'p', size);
	struct frame *frame = frame_new((struct text){payload, size});
	struct text bytes = frame_bytes(frame);
	assert_int_equal(bytes.size, header_size + size);
	assert_memory_equal(bytes.data, header, header_size);
	assert_int_equal(frame_payload(frame).size, size);
	assert_memory_equal(frame_payload(frame).data, payload, size);
	frame_unref(&frame);
	assert_null(frame);
	free(payload);
}

static void the_length_takes_7_16_or_64_bits(void **state)
{
	check_header(0, "\x81\x00", 2);
	check_header(125, "\x81\x7D", 2);
	check_header(126, "\x81\x7E\x00\x7E", 4);
	check_header(65535, "\x81\x7E\xFF\xFF", 4);
	check_header(65536, "\x81\x7F\x00\x00\x00\x00\x00\x01\x00\x00", 10);
}

static void a_ping_carries_something_to_send_back(void **state)
{
	struct frame *frame = frame_new_ping();
	assert_memory_equal(frame_bytes(frame).data, "\x89\x01", 2);
	assert_int_equal(frame_bytes(frame).size, 3);
	frame_unref(&frame);
}

static void a_frame_lives_as_long_as_its_last_reference(void **state)
{
	struct frame *frame = frame_new(TEXT("{}"));
	struct frame *other = frame_ref(frame);
	frame_unref(&frame);
	assert_text_equal(frame_payload(other), "{}");
	frame_unref(&other);
	frame_unref(&other); /* accepts NULL */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_length_takes_7_16_or_64_bits),
		cmocka_unit_test(a_ping_carries_something_to_send_back),
		cmocka_unit_test(a_frame_lives_as_long_as_its_last_reference),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
