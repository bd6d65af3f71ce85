/* Commands as bytes, and what stays of a secret one. */
#include "unit.h"

#include "redis/buffer.h"

static void commands_are_arrays_of_bulk_strings(void **state)
{
	struct redis_buffer buffer = {0};
	redis_put_command(&buffer, 2);
	redis_put(&buffer, TEXT("SELECT"));
	redis_put(&buffer, TEXT("1"));
	assert_text_equal(
		((struct text){buffer.data, buffer.size}), "*2\r\n$6\r\nSELECT\r\n$1\r\n1\r\n");
	redis_buffer_done(&buffer);
	assert_null(buffer.data);
}

static void a_secret_word_is_wiped_once_it_was_written(void **state)
{
	struct redis_buffer buffer = {0};
	redis_put_command(&buffer, 2);
	redis_put(&buffer, TEXT("AUTH"));
	redis_put_secret(&buffer, TEXT("open sesame"));
	size_t size = buffer.size;
	assert_non_null(memmem(buffer.data, size, "open sesame", 11));
	redis_buffer_clear(&buffer);
	for (size_t i = 0; i < size; i++)
		assert_int_equal(buffer.data[i], 0);
	assert_int_equal(buffer.size, 0);
	redis_put(&buffer, TEXT("PING"));
	assert_false(buffer.is_secret);
	redis_buffer_done(&buffer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commands_are_arrays_of_bulk_strings),
		cmocka_unit_test(a_secret_word_is_wiped_once_it_was_written),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
