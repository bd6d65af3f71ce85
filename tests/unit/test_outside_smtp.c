/* Messages to mail servers that take them, refuse them at each step, or go away. */
#include "outside_stage.h"

#include "outside/smtp.h"

/* What the server of this test does. */
static struct {
	const char *offers;     /* behind "250-" */
	const char *refuses_at; /* what a line begins with; "" is the message's end */
	const char *refusal;    /* NULL: goes away; "": says nothing any more */
	bool is_in_message;
	size_t read;
	char lines[2000]; /* the commands that it heard */
} script;

static struct {
	struct outside_mail_server server;
	struct outside_mail mail;
	struct outside_mailing mailing;
	bool is_over;
	char failure[300], words[600];
	enum outside_smtp_step step;
	int code;
	size_t beats;
} sent;

static void note_reply(struct outside_mailing *mailing, const struct outside_reply *reply)
{
	assert_false(sent.is_over);
	sent.is_over = true;
	(void)snprintf(
		sent.failure, sizeof(sent.failure), "%s", reply->failure ? reply->failure : "");
	(void)snprintf(sent.words, sizeof(sent.words), "%.*s", TEXT_ARG(reply->words));
	sent.step = reply->step;
	sent.code = reply->code;
}

static bool is_over(void)
{
	return sent.is_over;
}

/* --- the server ------------------------------------------------------------------------------- */
static bool begins_with(const char *line, const char *verb)
{
	return strncmp(line, verb, strlen(verb)) == 0;
}

static const char *answer_to(const char *line)
{
	if (begins_with(line, "DATA"))
		return "354 go on\r\n";
	if (begins_with(line, "AUTH"))
		return "334 \r\n";
	if (begins_with(line, "AGRl"))
		return "235 welcome\r\n";
	return "250 fine\r\n";
}

static void answer(struct peer *peer, const char *line, const char *usual)
{
	bool refuses = script.refuses_at &&
		       (*script.refuses_at ? begins_with(line, script.refuses_at) : !*line);
	if (!refuses)
		peer_say(peer, usual);
	else if (!script.refusal)
		peer_close(peer);
	else
		peer_say(peer, script.refusal);
}

static void answer_line(struct peer *peer, const char *line)
{
	char offer[300];
	(void)snprintf(offer, sizeof(offer), "250-here\r\n250-%s\r\n250 8BITMIME\r\n",
		script.offers ? script.offers : "SIZE 1000");
	size_t size = strlen(script.lines);
	(void)snprintf(script.lines + size, sizeof(script.lines) - size, "%s|", line);
	answer(peer, line, begins_with(line, "EHLO") ? offer : answer_to(line));
	script.is_in_message = begins_with(line, "DATA");
}

/* The message ends with a lone dot. */
static bool skip_message(struct peer *peer)
{
	const char *at = peer->input + script.read;
	const char *end = memmem(at, peer->size - script.read, "\r\n.\r\n", 5);
	if (!end)
		return false;
	script.read = (size_t)(end + 5 - peer->input);
	script.is_in_message = false;
	answer(peer, "", "250 queued as 1\r\n");
	return true;
}

static void hear(struct peer *peer)
{
	while (!peer->is_closing) {
		if (script.is_in_message) {
			if (!skip_message(peer))
				return;
			continue;
		}
		char line[1000];
		const char *at = peer->input + script.read;
		const char *end = memmem(at, peer->size - script.read, "\r\n", 2);
		if (!end)
			return;
		(void)snprintf(line, sizeof(line), "%.*s", (int)(end - at), at);
		script.read = (size_t)(end + 2 - peer->input);
		answer_line(peer, line);
	}
}

/* --- the stage -------------------------------------------------------------------------------- */
static int begin(void **state)
{
	memset(&script, 0, sizeof(script));
	memset(&sent, 0, sizeof(sent));
	int failed = stage_begin_with("", ""); /* the operator's server is not judged */
	stage.server.heard = hear;
	stage.server.greeting = "220 here ESMTP\r\n";
	sent.server = (struct outside_mail_server){.host = TEXT("127.0.0.1"),
		.port = (uint16_t)stage.server.port,
		.tls = OUTSIDE_NO_TLS,
		.our_name = TEXT("desk.example")};
	sent.mail = (struct outside_mail){.server = &sent.server,
		.sender = TEXT("desk@shop.example"),
		.recipient = TEXT("ada@example.org"),
		.message = TEXT("Subject: hello\r\n\r\nHello\r\n.\r\n..\r\nbye\r\n"),
		.limit_ms = STAGE_PATIENCE_MS / 2};
	sent.mailing = (struct outside_mailing){&sent.mail, note_reply};
	return failed;
}

#define smtp_test(name) cmocka_unit_test_setup_teardown(name, begin, stage_end)

static void send_mail(void)
{
	outside_mail_begin(stage.outside, &sent.mailing);
	assert_false(sent.is_over);
	stage_await(is_over);
}

static bool peer_has_left(void)
{
	return stage.server.last != NULL;
}

/* --- taken ------------------------------------------------------------------------------------ */
static void a_message_is_handed_over_and_its_dots_are_doubled(void **state)
{
	send_mail();
	assert_string_equal(sent.failure, "");
	assert_string_equal(sent.words, "250 queued as 1");
	assert_int_equal(sent.step, SMTP_MESSAGE);
	assert_int_equal(sent.code, 0);
	stage_await(peer_has_left);
	assert_string_equal(script.lines, "EHLO desk.example|MAIL FROM:<desk@shop.example>|"
					  "RCPT TO:<ada@example.org>|DATA|QUIT|");
	assert_non_null(strstr(stage.server.last,
		"DATA\r\nSubject: hello\r\n\r\nHello\r\n..\r\n...\r\nbye\r\n.\r\nQUIT\r\n"));
}

static void a_large_message_arrives_whole(void **state)
{
	size_t size = (size_t)1024 * 1024;
	char *message = malloc(size);
	for (size_t i = 0; i < size; i++)
		message[i] = i % 72 == 70 ? '\r' : i % 72 == 71 ? '\n' : (char)('a' + i % 7);
	memcpy(message + size - 2, "\r\n", 2);
	sent.mail.message = (struct text){message, size};
	send_mail();
	assert_string_equal(sent.failure, "");
	stage_await(peer_has_left);
	const char *body = strstr(stage.server.last, "DATA\r\n") + 6;
	assert_memory_equal(body, message, size);
	assert_memory_equal(body + size, ".\r\n", 3);
	free(message);
}

static void a_trial_ends_once_we_are_let_in(void **state)
{
	sent.mail.message = TEXT_ABSENT;
	script.offers = "AUTH PLAIN";
	sent.server.user = TEXT("desk");
	sent.server.password = TEXT("secret");
	send_mail();
	assert_string_equal(sent.failure, "");
	assert_int_equal(sent.step, SMTP_AUTH);
	assert_string_equal(sent.words, "235 welcome");
	/* \0desk\0secret */
	assert_string_equal(script.lines, "EHLO desk.example|AUTH PLAIN|AGRlc2sAc2VjcmV0|");
}

/* --- refused ---------------------------------------------------------------------------------- */
static void refuse_at(const char *verb, const char *refusal)
{
	script.refuses_at = verb;
	script.refusal = refusal;
	script.offers = "AUTH PLAIN";
	sent.server.user = TEXT("desk");
	sent.server.password = TEXT("secret");
	send_mail();
}

#define refused_test(name, verb, step_, said)                                 \
	static void name(void **state)                                        \
	{                                                                     \
		refuse_at((verb), "550-5.7.1 no\r\n550 and why\r\n");         \
		assert_string_equal(sent.failure, (said));                    \
		assert_int_equal(sent.step, (step_));                         \
		assert_int_equal(sent.code, 550);                             \
		assert_string_equal(sent.words, "550-5.7.1 no\n550 and why"); \
	}

refused_test(a_user_may_be_refused, "AUTH", SMTP_AUTH,
	"The server refuses user name or password") refused_test(a_sender_may_be_refused, "MAIL",
	SMTP_MAIL, "The server refuses the sender") refused_test(a_recipient_may_be_refused, "RCPT",
	SMTP_RCPT, "The server refuses the recipient") refused_test(a_message_may_be_refused_before,
	"DATA", SMTP_DATA, "The server takes no message")
	refused_test(a_message_may_be_refused, "", SMTP_MESSAGE, "The server refuses the message")

		static void a_greeting_may_be_a_refusal(void **state)
{
	stage.server.greeting = "554 nobody home\r\n";
	send_mail();
	assert_string_equal(sent.failure, "The server refuses the connection");
	assert_int_equal(sent.code, 554);
	assert_int_equal(sent.step, SMTP_GREETING);
	assert_string_equal(sent.words, "554 nobody home");
}

static void refuse_early(uv_timer_t *timer)
{
	struct peer *peer = timer->data;
	peer_say(peer, "552 too much\r\n");
	peer_end(peer);
}

static void hear_no_message(struct peer *peer)
{
	hear(peer);
	if (script.is_in_message) {
		(void)uv_read_stop((uv_stream_t *)&peer->tcp);
		(void)uv_timer_start(&peer->timer, refuse_early, 1, 0);
	}
}

static void what_a_server_says_in_the_middle_of_a_message_counts(void **state)
{
	size_t size = (size_t)64 * 1024 * 1024; /* more than sockets hold */
	char *message = calloc(1, size);
	memset(message, 'a', size);
	sent.mail.message = (struct text){message, size};
	stage.server.heard = hear_no_message;
	send_mail();
	assert_string_equal(sent.words, "552 too much");
	assert_int_equal(sent.code, 552);
	assert_int_equal(sent.step, SMTP_MESSAGE);
	free(message);
}

/* --- neither ---------------------------------------------------------------------------------- */
static void a_server_that_goes_away_has_not_taken_it(void **state)
{
	refuse_at("", NULL);
	assert_string_equal(sent.failure, "The connection was lost");
	assert_int_equal(sent.code, 0);
	assert_int_equal(sent.step, SMTP_MESSAGE);
}

static void beat(uv_timer_t *timer)
{
	sent.beats += sent.is_over ? 0 : 1;
}

/* Where libcurl itself waits for this answer the loop stands still. */
static void a_server_that_never_answers_holds_nobody_up(void **state)
{
	uv_timer_t timer;
	(void)uv_timer_init(&stage.loop, &timer);
	(void)uv_timer_start(&timer, beat, 1, 1);
	sent.mail.limit_ms = 500;
	refuse_at("", "");
	uv_close((uv_handle_t *)&timer, NULL);
	(void)uv_run(&stage.loop, UV_RUN_NOWAIT);
	assert_string_equal(sent.failure, "There was no answer in time");
	assert_int_equal(sent.step, SMTP_MESSAGE);
	assert_true(sent.beats > 1);
	assert_int_equal(sent.code, 0);
}

static void what_is_no_mail_server_is_a_failure(void **state)
{
	stage.server.greeting = "HTTP/1.1 400 Bad Request\r\n\r\n";
	send_mail();
	assert_string_not_equal(sent.failure, "");
	assert_int_equal(sent.code, 0);
}

static void nonsense_is_a_failure(void **state)
{
	refuse_at("RCPT", "what?\r\n");
	assert_string_equal(sent.failure, "The answer cannot be understood");
}

static void who_must_sign_in_wants_to_be_asked(void **state)
{
	sent.server.user = TEXT("desk");
	sent.server.password = TEXT("secret");
	send_mail();
	assert_non_null(strstr(sent.failure, "offers no AUTH"));
	assert_null(strstr(script.lines, "MAIL"));
}

static void without_starttls_nothing_is_sent_where_it_must_be(void **state)
{
	sent.server.tls = OUTSIDE_STARTTLS;
	send_mail();
	assert_string_equal(sent.failure, "The server does not offer STARTTLS");
	assert_null(strstr(script.lines, "MAIL"));
}

static void letters_beyond_ascii_want_smtputf8(void **state)
{
	sent.mail.recipient = TEXT("j\xc3\xb6rg@example.org");
	send_mail();
	assert_non_null(strstr(sent.failure, "SMTPUTF8"));
	assert_null(strstr(script.lines, "MAIL"));
}

static void with_smtputf8_they_are_told(void **state)
{
	sent.mail.recipient = TEXT("j\xc3\xb6rg@example.org");
	script.offers = "SMTPUTF8";
	send_mail();
	assert_string_equal(sent.failure, "");
	assert_non_null(strstr(script.lines, "MAIL FROM:<desk@shop.example> SMTPUTF8|"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		smtp_test(a_message_is_handed_over_and_its_dots_are_doubled),
		smtp_test(a_large_message_arrives_whole),
		smtp_test(a_trial_ends_once_we_are_let_in),
		smtp_test(a_user_may_be_refused),
		smtp_test(a_sender_may_be_refused),
		smtp_test(a_recipient_may_be_refused),
		smtp_test(a_message_may_be_refused_before),
		smtp_test(a_message_may_be_refused),
		smtp_test(a_greeting_may_be_a_refusal),
		smtp_test(what_a_server_says_in_the_middle_of_a_message_counts),
		smtp_test(a_server_that_goes_away_has_not_taken_it),
		smtp_test(a_server_that_never_answers_holds_nobody_up),
		smtp_test(what_is_no_mail_server_is_a_failure),
		smtp_test(nonsense_is_a_failure),
		smtp_test(who_must_sign_in_wants_to_be_asked),
		smtp_test(without_starttls_nothing_is_sent_where_it_must_be),
		smtp_test(letters_beyond_ascii_want_smtputf8),
		smtp_test(with_smtputf8_they_are_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
