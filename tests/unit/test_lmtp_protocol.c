/* What peers say over LMTP, and what they are answered. */
#include "unit.h"

#include <stdlib.h>

#include "mail/lmtp_protocol.h"

static struct lmtp lmtp;

static int begin(void **state)
{
	(void)state;
	lmtp = (struct lmtp){
		.domain = TEXT("in.desk.example"), .our_name = TEXT("in.desk.example")};
	return 0;
}

static int end(void **state)
{
	(void)state;
	lmtp_done(&lmtp);
	return 0;
}

#define lmtp_test(name) cmocka_unit_test_setup_teardown(name, begin, end)

/* Hears what is said, and forgets it. */
static const char *take_output(void)
{
	static char said[4096];
	assert_true(lmtp.output_size < sizeof(said));
	memcpy(said, lmtp.output, lmtp.output_size);
	said[lmtp.output_size] = '\0';
	lmtp.output_size = 0;
	return said;
}

static enum lmtp_step tell(const char *bytes)
{
	struct text text = text_from(bytes);
	enum lmtp_step step = lmtp_take(&lmtp, &text);
	assert_true(text.size == 0 || step != LMTP_MORE);
	return step;
}

static const char *ask(const char *bytes)
{
	assert_int_equal(tell(bytes), LMTP_MORE);
	return take_output();
}

static struct text message(void)
{
	return (struct text){lmtp.message, lmtp.message_size};
}

/* As far as the message. */
static void begin_message(void)
{
	(void)ask("LHLO mx\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<x@in.desk.example>\r\nDATA\r\n");
}

static void check_beginning(const char *text, const char *wanted, int line)
{
	_assert_int_equal(strncmp(text, wanted, strlen(wanted)), 0, __FILE__, line);
}

#define assert_begins(text, wanted) check_beginning((text), (wanted), __LINE__)

static void a_message_is_what_stands_before_the_dot(void **state)
{
	begin_message();
	assert_int_equal(tell("Subject: x\r\n\r\nHello\r\n..\r\n.dot\r\n.\r\n"), LMTP_MESSAGE);
	assert_text_equal(message(), "Subject: x\r\n\r\nHello\r\n.\r\ndot\r\n");
	assert_string_equal(lmtp.sender, "a@b.example");
	assert_string_equal(lmtp.recipients[0].address, "x@in.desk.example");
	lmtp_next(&lmtp);
	assert_begins(ask("MAIL FROM:<>\r\n"), "250");
	assert_string_equal(lmtp.sender, "");
}

static void bytes_may_come_one_by_one(void **state)
{
	static const char bytes[] = "a\r\n.\r.\r\n.\nb\r\n\r\r\n.\r\n";
	begin_message();
	for (size_t i = 0; i + 1 < sizeof(bytes); i++) {
		struct text byte = {bytes + i, 1};
		enum lmtp_step step = lmtp_take(&lmtp, &byte);
		assert_int_equal(step, i + 2 == sizeof(bytes) ? LMTP_MESSAGE : LMTP_MORE);
	}
	assert_text_equal(message(), "a\r\n\r.\r\n\nb\r\n\r\r\n");
}

static void only_one_ending_ends_a_message(void **state)
{
	begin_message();
	assert_int_equal(tell("a\n.\nb\n.\r\nc\r.\rd\r\n.\ne\r\n"), LMTP_MORE);
	assert_int_equal(tell(".\r\n"), LMTP_MESSAGE);
}

static void an_empty_message_is_one(void **state)
{
	begin_message();
	assert_int_equal(tell(".\r\n"), LMTP_MESSAGE);
	assert_int_equal(lmtp.message_size, 0);
}

static void what_follows_a_message_waits(void **state)
{
	begin_message();
	struct text bytes = TEXT("a\r\n.\r\nQUIT\r\n");
	assert_int_equal(lmtp_take(&lmtp, &bytes), LMTP_MESSAGE);
	assert_text_equal(bytes, "QUIT\r\n");
	lmtp_next(&lmtp);
	assert_int_equal(lmtp_take(&lmtp, &bytes), LMTP_OVER);
	assert_begins(take_output(), "221");
}

static void commands_come_in_their_order(void **state)
{
	assert_begins(ask("MAIL FROM:<a@b.example>\r\n"), "503");
	assert_begins(ask("lhlo mx\r\n"), "250-in.desk.example\r\n250-SIZE 10485760\r\n");
	assert_begins(ask("RCPT TO:<x@in.desk.example>\r\n"), "503");
	assert_begins(ask("mail from:<a@b.example> BODY=8BITMIME SIZE=100\r\n"), "250");
	assert_begins(ask("MAIL FROM:<c@b.example>\r\n"), "503");
	assert_begins(ask("DATA\r\n"), "503");
	assert_begins(ask("RSET\r\n"), "250");
	assert_begins(ask("RCPT TO:<x@in.desk.example>\r\n"), "503");
	assert_begins(ask("NOOP\r\n"), "250");
	assert_begins(ask("VRFY x\r\n"), "252");
	assert_begins(ask("EHLO mx\r\n"), "500 5.5.1 This is LMTP");
	assert_begins(ask("DATA now\r\n"), "501");
}

static void recipients_are_taken_at_our_domain_alone_and_ten_of_them(void **state)
{
	(void)ask("LHLO mx\r\nMAIL FROM:<a@b.example>\r\n");
	assert_begins(ask("RCPT TO:<x@elsewhere.example>\r\n"), "550 5.1.2");
	assert_begins(ask("RCPT TO:<x@sub.in.desk.example>\r\n"), "550 5.1.2");
	assert_begins(ask("RCPT TO:<x>\r\n"), "501");
	assert_begins(ask("RCPT TO:x@in.desk.example\r\n"), "501");
	assert_begins(ask("RCPT TO:<x@IN.Desk.example>\r\n"), "250");
	for (int i = 1; i < LMTP_RECIPIENTS_MOST; i++)
		assert_begins(ask("RCPT TO:<x@in.desk.example>\r\n"), "250");
	assert_begins(ask("RCPT TO:<x@in.desk.example>\r\n"), "452 4.5.3");
	assert_int_equal(lmtp.recipient_count, LMTP_RECIPIENTS_MOST);
}

static void sizes_are_bounded_as_said_and_as_sent(void **state)
{
	static char block[65536];
	(void)ask("LHLO mx\r\n");
	assert_begins(ask("MAIL FROM:<a@b.example> SIZE=10485761\r\n"), "552 5.3.4");
	begin_message();
	memset(block, 'x', sizeof(block));
	for (int i = 0; i < 161; i++) {
		struct text bytes = {block, sizeof(block)};
		assert_int_equal(lmtp_take(&lmtp, &bytes), LMTP_MORE);
	}
	assert_true(lmtp.is_too_large && !lmtp.message && lmtp.message_capacity == 0);
	assert_int_equal(tell("\r\n.\r\n"), LMTP_MESSAGE);
	lmtp_next(&lmtp);
	assert_false(lmtp.is_too_large);
}

static void what_is_put_off_is_not_kept(void **state)
{
	begin_message();
	(void)tell("people's words\r\n");
	lmtp_put_off(&lmtp);
	assert_int_equal(tell("more\r\n.\r\n"), LMTP_MESSAGE);
	assert_true(lmtp.is_put_off && !lmtp.message);
}

static void nonsense_ends_the_connection(void **state)
{
	char line[2 * LMTP_LINE_MOST];
	memset(line, 'x', sizeof(line));
	memcpy(line + sizeof(line) - 3, "\r\n", 3);
	assert_begins(ask(line), "500 5.5.2 The line is too long");
	assert_begins(ask("N\001OP\r\n"), "500");
	for (int i = 3; i < LMTP_FAULTS_MOST; i++)
		assert_begins(ask("GET / HTTP/1.1\r\n"), "500");
	assert_int_equal(tell("\r\n"), LMTP_OVER);
	assert_begins(take_output(), "421");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		lmtp_test(a_message_is_what_stands_before_the_dot),
		lmtp_test(bytes_may_come_one_by_one),
		lmtp_test(only_one_ending_ends_a_message),
		lmtp_test(an_empty_message_is_one),
		lmtp_test(what_follows_a_message_waits),
		lmtp_test(commands_come_in_their_order),
		lmtp_test(recipients_are_taken_at_our_domain_alone_and_ten_of_them),
		lmtp_test(sizes_are_bounded_as_said_and_as_sent),
		lmtp_test(what_is_put_off_is_not_kept),
		lmtp_test(nonsense_ends_the_connection),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
