/* Redis's answers, however they are cut, and the commands that we write. */
#include "unit.h"

#include <stdlib.h>

#include "redis/buffer.h"
#include "redis/reply.h"

static struct redis_reader *reader;
static struct redis_reply reply;

static int make_reader(void **state)
{
	reader = redis_reader_new();
	return 0;
}

static int drop_reader(void **state)
{
	redis_reader_free(&reader);
	return 0;
}

#define reader_test(name) cmocka_unit_test_setup_teardown(name, make_reader, drop_reader)

static enum redis_read read_after(const char *bytes)
{
	redis_reader_feed(reader, text_from(bytes));
	return redis_reader_next(reader, &reply);
}

static const char message[] = "*3\r\n$7\r\nmessage\r\n$2\r\nch\r\n$5\r\n\r\nab\0\r\n";

static void assert_message(void)
{
	assert_true(reply.is_array);
	assert_int_equal(reply.count, 3);
	assert_text_equal(reply.values[0].text, "message");
	assert_text_equal(reply.values[1].text, "ch");
	assert_int_equal(reply.values[2].text.size, 5);
	assert_memory_equal(reply.values[2].text.data, "\r\nab\0", 5);
}

static void each_kind_of_value_is_read(void **state)
{
	assert_int_equal(read_after("+OK\r\n"), REDIS_READ_REPLY);
	assert_int_equal(reply.values[0].kind, REDIS_STATUS);
	assert_false(reply.is_array);
	assert_int_equal(read_after("-ERR no\r\n"), REDIS_READ_REPLY);
	assert_int_equal(reply.values[0].kind, REDIS_ERROR);
	assert_text_equal(reply.values[0].text, "ERR no");
	assert_int_equal(read_after(":42\r\n"), REDIS_READ_REPLY);
	assert_int_equal(reply.values[0].integer, 42);
	assert_int_equal(read_after("*3\r\n$-1\r\n$0\r\n\r\n:1\r\n"), REDIS_READ_REPLY);
	assert_int_equal(reply.values[0].kind, REDIS_NIL);
	assert_int_equal(reply.values[1].kind, REDIS_STRING);
	assert_int_equal(reply.values[1].text.size, 0);
	assert_int_equal(reply.values[2].integer, 1);
	assert_int_equal(read_after("*0\r\n"), REDIS_READ_REPLY);
	assert_int_equal(reply.count, 0);
}

static void a_message_is_whole_wherever_it_was_cut(void **state)
{
	for (size_t cut = 1; cut < sizeof(message) - 1; cut++) {
		redis_reader_feed(reader, (struct text){message, cut});
		assert_int_equal(redis_reader_next(reader, &reply), REDIS_READ_MORE);
		redis_reader_feed(reader, (struct text){message + cut, sizeof(message) - 1 - cut});
		assert_int_equal(redis_reader_next(reader, &reply), REDIS_READ_REPLY);
		assert_message();
	}
}

static void many_messages_come_one_by_one(void **state)
{
	enum { MANY = 1000 };
	for (size_t i = 0; i < MANY; i++)
		redis_reader_feed(reader, (struct text){message, sizeof(message) - 1});
	for (size_t i = 0; i < MANY; i++) {
		assert_int_equal(redis_reader_next(reader, &reply), REDIS_READ_REPLY);
		assert_message();
	}
	assert_int_equal(redis_reader_next(reader, &reply), REDIS_READ_MORE);
}

static void what_we_never_ask_for_breaks_the_connection(void **state)
{
	static const char *const wrong[] = {"?\r\n", "HTTP/1.1 200 OK\r\n", "*1\r\n*1\r\n:1\r\n",
		"*65537\r\n", "$x\r\n", "*-2\r\n", "$2097152\r\n"};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		enum redis_read read = read_after(wrong[i]);
		char *filler = calloc(1, 1024 * 1024);
		if (read == REDIS_READ_MORE) { /* not before so much has come */
			redis_reader_feed(reader, (struct text){filler, 1024 * 1024});
			read = redis_reader_next(reader, &reply);
		}
		free(filler);
		assert_int_equal(read, REDIS_READ_BROKEN);
		assert_int_equal(read_after("+OK\r\n"), REDIS_READ_BROKEN);
		(void)drop_reader(state);
		(void)make_reader(state);
	}
}

static void a_command_is_an_array_of_its_words(void **state)
{
	struct redis_buffer buffer = {0};
	redis_put_command(&buffer, 3);
	redis_put(&buffer, TEXT("PUBLISH"));
	redis_put(&buffer, TEXT(""));
	memcpy(redis_put_room(&buffer, 12), "a\r\nb\0cdefghi", 12);
	static const char wanted[] = "*3\r\n$7\r\nPUBLISH\r\n$0\r\n\r\n$12\r\na\r\nb\0cdefghi\r\n";
	assert_int_equal(buffer.size, sizeof(wanted) - 1);
	assert_memory_equal(buffer.data, wanted, buffer.size);
	redis_buffer_done(&buffer);
	assert_int_equal(buffer.size, 0);
}

static void a_buffer_grows_with_what_is_put(void **state)
{
	struct redis_buffer buffer = {0};
	for (size_t i = 0; i < 3000; i++)
		redis_put(&buffer, TEXT("0123456789"));
	assert_int_equal(buffer.size, 3000 * 17);
	assert_memory_equal(buffer.data + 2999 * 17, "$10\r\n0123456789\r\n", 17);
	redis_buffer_done(&buffer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		reader_test(each_kind_of_value_is_read),
		reader_test(a_message_is_whole_wherever_it_was_cut),
		reader_test(many_messages_come_one_by_one),
		reader_test(what_we_never_ask_for_breaks_the_connection),
		cmocka_unit_test(a_command_is_an_array_of_its_words),
		cmocka_unit_test(a_buffer_grows_with_what_is_put),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
