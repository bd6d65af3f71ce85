/* What mail servers say, and what they are handed. */
#include "unit.h"

#include <stdlib.h>

#include "outside/smtp_reply.h"

static struct smtp_reply reply;

static int begin(void **state)
{
	reply = (struct smtp_reply){0};
	return 0;
}

static enum smtp_read hear(const char *bytes)
{
	struct text text = text_from(bytes);
	enum smtp_read read = smtp_reply_read(&reply, &text);
	assert_true(read == SMTP_READ_FAULT || text.size == 0);
	return read;
}

#define reply_test(name) cmocka_unit_test_setup(name, begin)

/* --- replies ---------------------------------------------------------------------------------- */
static void a_line_is_a_reply(void **state)
{
	assert_int_equal(hear("250 2.1.5 Ok\r\n"), SMTP_READ_REPLY);
	assert_int_equal(reply.code, 250);
	assert_text_equal(smtp_reply_words(&reply), "250 2.1.5 Ok");
}

static void a_code_alone_is_one_and_a_line_feed_ends_it(void **state)
{
	assert_int_equal(hear("354\n"), SMTP_READ_REPLY);
	assert_int_equal(reply.code, 354);
}

static void bytes_may_come_one_by_one(void **state)
{
	static const char said[] = "450 later\r\n";
	for (size_t i = 0; i + 1 < sizeof(said) - 1; i++) {
		struct text byte = {said + i, 1};
		assert_int_equal(smtp_reply_read(&reply, &byte), SMTP_READ_MORE);
	}
	assert_int_equal(hear("\n"), SMTP_READ_REPLY);
	assert_int_equal(reply.code, 450);
}

static void of_several_lines_all_are_kept(void **state)
{
	assert_int_equal(hear("550-5.7.1 Nobody\r\n550-\r\n"), SMTP_READ_MORE);
	assert_int_equal(hear("550 https://why.example\r\n"), SMTP_READ_REPLY);
	assert_text_equal(
		smtp_reply_words(&reply), "550-5.7.1 Nobody\n550-\n550 https://why.example");
}

static void what_comes_behind_a_reply_is_left(void **state)
{
	struct text bytes = TEXT("250 one\r\n250 two\r\n");
	assert_int_equal(smtp_reply_read(&reply, &bytes), SMTP_READ_REPLY);
	assert_text_equal(bytes, "250 two\r\n");
	assert_int_equal(smtp_reply_read(&reply, &bytes), SMTP_READ_REPLY);
	assert_text_equal(smtp_reply_words(&reply), "250 two");
}

static void what_is_no_reply_is_a_fault(void **state)
{
	static const char *const others[] = {"HTTP/1.1 400 Bad\r\n", "25 short\r\n", "\r\n",
		"250_mark\r\n", "2x0 no\r\n", "150 early\r\n", "650 late\r\n",
		"250-one\r\n251 two\r\n"};
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		reply = (struct smtp_reply){0};
		if (hear(others[i]) != SMTP_READ_FAULT)
			fail_msg("%s was read", others[i]);
	}
}

static void neither_a_line_nor_a_reply_goes_on_for_ever(void **state)
{
	char line[SMTP_LINE_MOST + 2];
	memset(line, '2', sizeof(line));
	struct text bytes = {line, sizeof(line)};
	assert_int_equal(smtp_reply_read(&reply, &bytes), SMTP_READ_FAULT);
	reply = (struct smtp_reply){0};
	for (size_t i = 0; i < SMTP_LINES_MOST; i++)
		assert_int_equal(hear("250-more\r\n"), SMTP_READ_MORE);
	assert_int_equal(hear("250-more\r\n"), SMTP_READ_FAULT);
}

static void what_is_kept_is_cut_and_a_text(void **state)
{
	char line[1001];
	for (size_t i = 0; i < sizeof(line) - 3; i += 2)
		memcpy(line + i, "\xc3\xa4", 2);
	memcpy(line, "550 ", 4);
	memcpy(line + sizeof(line) - 3, "\r\n", 3);
	assert_int_equal(hear(line), SMTP_READ_REPLY);
	assert_true(reply.size <= SMTP_REPLY_KEPT && reply.size > SMTP_REPLY_KEPT - 4);
	assert_true(text_is_utf8(smtp_reply_words(&reply)));
	assert_int_equal(hear("550 a\x01\x7f\xff b\r\n"), SMTP_READ_REPLY);
	assert_text_equal(smtp_reply_words(&reply), "550 a  ? b");
}

/* --- messages --------------------------------------------------------------------------------- */
static void check_stuffed(const char *message, const char *wanted)
{
	char bytes[200];
	size_t size = smtp_stuff(text_from(message), bytes);
	assert_int_equal(size, smtp_stuffed_size(text_from(message)));
	assert_text_equal(((struct text){bytes, size}), wanted);
}

static void a_message_ends_with_a_lone_dot(void **state)
{
	check_stuffed("", ".\r\n");
	check_stuffed("a: b\r\n\r\nHello\r\n", "a: b\r\n\r\nHello\r\n.\r\n");
	check_stuffed("no end", "no end\r\n.\r\n");
}

static void dots_that_begin_a_line_are_doubled(void **state)
{
	check_stuffed(".\r\n", "..\r\n.\r\n");
	check_stuffed("a\r\n.\r\n.b\r\nc.\r\n", "a\r\n..\r\n..b\r\nc.\r\n.\r\n");
}

/* Servers differ in what they take for a line's end, so there is but one (SMTP smuggling). */
static void every_line_ends_alike(void **state)
{
	check_stuffed("a\n.\nb\r.\rc\r\n", "a\r\n..\r\nb\r\n..\r\nc\r\n.\r\n");
	check_stuffed("a\r\r\n.\n\r", "a\r\n\r\n..\r\n\r\n.\r\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		reply_test(a_line_is_a_reply),
		reply_test(a_code_alone_is_one_and_a_line_feed_ends_it),
		reply_test(bytes_may_come_one_by_one),
		reply_test(of_several_lines_all_are_kept),
		reply_test(what_comes_behind_a_reply_is_left),
		reply_test(what_is_no_reply_is_a_fault),
		reply_test(neither_a_line_nor_a_reply_goes_on_for_ever),
		reply_test(what_is_kept_is_cut_and_a_text),
		reply_test(a_message_ends_with_a_lone_dot),
		reply_test(dots_that_begin_a_line_are_doubled),
		reply_test(every_line_ends_alike),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
