/*
 * libcurl's part ends when the server has let us in (CURLOPT_CONNECT_ONLY); the handle stays, since
 * the connection is its own. Then one command after the other, each once the last was answered. The
 * struct is freed when the loop has let go of the socket.
 */
#include "outside/smtp.h"

#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "base/memory.h"
#include "outside/private.h"
#include "outside/smtp_reply.h"

enum { INPUT_SIZE = 4096, COMMAND_SIZE = 800 };

struct smtp {
	struct transfer transfer;
	struct outside_mailing *mailing;
	enum outside_smtp_step step;
	struct smtp_reply reply;
	bool offers_auth, offers_utf8;
	bool is_ready; /* we are let in: `poll` is at work */
	uv_poll_t poll;
	char command[COMMAND_SIZE];
	char *message; /* stuffed */
	size_t message_size;
	const char *output;
	size_t output_size;
};

/* What a step is called, what the server is to answer, whatever the last digit, and what it is when
 * it does not. */
static const struct {
	const char *name;
	int wanted;
	const char *refused;
} steps[SMTP_STEPS] = {
	[SMTP_CONNECT] = {"connecting", 0, ""},
	[SMTP_GREETING] = {"the greeting", 220, "The server refuses the connection"},
	[SMTP_EHLO] = {"EHLO", 250, "The server refuses our greeting"},
	[SMTP_STARTTLS] = {"STARTTLS", 220, "The server refuses STARTTLS"},
	[SMTP_AUTH] = {"AUTH", 235, "The server refuses user name or password"},
	[SMTP_MAIL] = {"MAIL FROM", 250, "The server refuses the sender"},
	[SMTP_RCPT] = {"RCPT TO", 250, "The server refuses the recipient"},
	[SMTP_DATA] = {"DATA", 354, "The server takes no message"},
	[SMTP_MESSAGE] = {"the message", 250, "The server refuses the message"},
};

const char *outside_smtp_step_name(enum outside_smtp_step step)
{
	return steps[step].name;
}

/* --- its end ---------------------------------------------------------------------------------- */
static void free_smtp(struct smtp *smtp)
{
	if (smtp->message) /* people's words */
		explicit_bzero(smtp->message, smtp->message_size);
	free(smtp->message);
	free(smtp);
}

static void closed(uv_handle_t *handle)
{
	free_smtp(CONTAINER_OF((uv_poll_t *)handle, struct smtp, poll));
}

static void end(struct smtp *smtp, const char *failure)
{
	int code = smtp->reply.code >= 400 ? smtp->reply.code : 0;
	struct outside_reply reply = {.failure = failure,
		.step = smtp->step,
		.code = failure ? code : 0,
		.words = smtp_reply_words(&smtp->reply)};
	if (!smtp->transfer.outside->is_closing)
		smtp->mailing->mailed(smtp->mailing, &reply);
	if (smtp->is_ready)
		(void)uv_poll_stop(&smtp->poll);
	transfer_end(&smtp->transfer);
	if (smtp->is_ready)
		uv_close((uv_handle_t *)&smtp->poll, closed);
	else
		free_smtp(smtp);
}

/* --- commands --------------------------------------------------------------------------------- */
static void command(struct smtp *smtp, const char *verb, struct text path, const char *behind)
{
	int size = snprintf(smtp->command, sizeof(smtp->command), "%s<%.*s>%s\r\n", verb,
		TEXT_ARG(path), behind);
	smtp->output = smtp->command;
	smtp->output_size = (size_t)size;
}

static bool is_ascii(struct text text)
{
	for (size_t i = 0; i < text.size; i++)
		if ((unsigned char)text.data[i] > 0x7f)
			return false;
	return true;
}

static void put_message(struct smtp *smtp)
{
	struct text message = smtp->mailing->mail->message;
	smtp->message_size = smtp_stuffed_size(message);
	smtp->message = memory_new(smtp->message_size);
	smtp->output_size = smtp_stuff(message, smtp->message);
	smtp->output = smtp->message;
}

/* Puts what a step has to say into the output. */
static void put_step(struct smtp *smtp)
{
	const struct outside_mail *mail = smtp->mailing->mail;
	if (smtp->step == SMTP_MAIL)
		command(smtp, "MAIL FROM:", mail->sender,
			is_ascii(mail->recipient) ? "" : " SMTPUTF8");
	else if (smtp->step == SMTP_RCPT)
		command(smtp, "RCPT TO:", mail->recipient, "");
	else if (smtp->step == SMTP_DATA)
		smtp->output = "DATA\r\n", smtp->output_size = strlen(smtp->output);
	else
		put_message(smtp);
}

static void watch(struct smtp *smtp);

/* Sends what it can. False: the connection is lost. */
static bool flush(struct smtp *smtp)
{
	CURLcode code = CURLE_OK;
	while (smtp->output_size > 0 && code == CURLE_OK) {
		size_t sent = 0;
		code = curl_easy_send(smtp->transfer.easy, smtp->output, smtp->output_size, &sent);
		smtp->output += sent;
		smtp->output_size -= sent;
	}
	return code == CURLE_OK || code == CURLE_AGAIN;
}

/* A server that is not told goodbye takes what was sent all the same. */
static void take_leave(struct smtp *smtp)
{
	static const char goodbye[] = "QUIT\r\n";
	size_t sent = 0;
	(void)curl_easy_send(smtp->transfer.easy, goodbye, sizeof(goodbye) - 1, &sent);
}

/* A whole reply is there. False: it was the last. */
static bool go_on(struct smtp *smtp)
{
	bool is_early = smtp->output_size > 0 && smtp->reply.code < 400;
	if (smtp->reply.code / 10 != steps[smtp->step].wanted / 10 || is_early) {
		take_leave(smtp);
		end(smtp, steps[smtp->step].refused);
		return false;
	}
	if (smtp->step == SMTP_MESSAGE) {
		take_leave(smtp);
		end(smtp, NULL);
		return false;
	}
	smtp->step++;
	smtp->reply.code = 0;
	put_step(smtp);
	return true;
}

/* --- the socket ------------------------------------------------------------------------------- */
/* False: it has ended. */
static bool take(struct smtp *smtp, struct text bytes)
{
	while (bytes.size > 0) {
		enum smtp_read read = smtp_reply_read(&smtp->reply, &bytes);
		if (read == SMTP_READ_FAULT) {
			end(smtp, "The answer cannot be understood");
			return false;
		}
		if (read == SMTP_READ_REPLY && !go_on(smtp))
			return false;
	}
	return true;
}

/* TLS may hold what poll does not tell of: reads until there is nothing. False: it has ended. */
static bool receive(struct smtp *smtp)
{
	char input[INPUT_SIZE];
	for (;;) {
		size_t size = 0;
		CURLcode code = curl_easy_recv(smtp->transfer.easy, input, sizeof(input), &size);
		if (code == CURLE_AGAIN)
			return true;
		if (code != CURLE_OK || size == 0) {
			end(smtp, "The connection was lost");
			return false;
		}
		if (!take(smtp, (struct text){input, size}))
			return false;
	}
}

/* What came is read first: a server that closes has often said why. */
static void ready(uv_poll_t *poll, int status, int events)
{
	struct smtp *smtp = CONTAINER_OF(poll, struct smtp, poll);
	if (!receive(smtp))
		return;
	if (flush(smtp))
		watch(smtp);
	else
		end(smtp, "The connection was lost");
}

static void watch(struct smtp *smtp)
{
	int events = UV_READABLE | (smtp->output_size > 0 ? UV_WRITABLE : 0);
	(void)uv_poll_start(&smtp->poll, events, ready);
}

static bool begin_to_watch(struct smtp *smtp)
{
	curl_socket_t socket = CURL_SOCKET_BAD;
	(void)curl_easy_getinfo(smtp->transfer.easy, CURLINFO_ACTIVESOCKET, &socket);
	smtp->is_ready =
		socket != CURL_SOCKET_BAD &&
		uv_poll_init_socket(smtp->transfer.outside->env->loop, &smtp->poll, socket) == 0;
	return smtp->is_ready;
}

/* --- being let in ----------------------------------------------------------------------------- */
static const char *find_hindrance(const struct smtp *smtp)
{
	const struct outside_mail *mail = smtp->mailing->mail;
	if (!text_is_absent(mail->server->user) && !smtp->offers_auth)
		return "The server does not let anybody sign in: it offers no AUTH";
	if (!is_ascii(mail->recipient) && !smtp->offers_utf8)
		return "The server takes no addresses with letters beyond ASCII: it offers no "
		       "SMTPUTF8";
	return NULL;
}

static void succeeded(struct transfer *transfer)
{
	struct smtp *smtp = CONTAINER_OF(transfer, struct smtp, transfer);
	const char *hindrance = find_hindrance(smtp);
	bool is_trial = text_is_absent(smtp->mailing->mail->message);
	if (hindrance || is_trial) {
		end(smtp, hindrance);
		return;
	}
	if (!begin_to_watch(smtp)) {
		end(smtp, "The connection was lost");
		return;
	}
	smtp->step = SMTP_MAIL;
	smtp->reply.code = 0;
	put_step(smtp);
	watch(smtp);
}

/* Of libcurl's codes, where the server refused something that is what there is to say. */
static void failed(struct transfer *transfer, CURLcode code)
{
	struct smtp *smtp = CONTAINER_OF(transfer, struct smtp, transfer);
	bool is_refusal = code != CURLE_OPERATION_TIMEDOUT && code != CURLE_ABORTED_BY_CALLBACK &&
			  smtp->reply.code >= 400;
	end(smtp, is_refusal ? steps[smtp->step].refused : transfer_failure(transfer, code));
}

/* What we say while libcurl speaks: only what it begins with is looked at. */
static void note_command(struct smtp *smtp, struct text said)
{
	static const struct {
		struct text verb;
		enum outside_smtp_step step;
	} verbs[] = {{TEXT("EHLO "), SMTP_EHLO}, {TEXT("HELO "), SMTP_EHLO},
		{TEXT("STARTTLS\r"), SMTP_STARTTLS}, {TEXT("AUTH "), SMTP_AUTH}};
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (text_starts_with(said, verbs[i].verb))
			smtp->step = verbs[i].step;
	if (smtp->step == SMTP_EHLO)
		smtp->offers_auth = smtp->offers_utf8 = false;
}

/* A line of the answer to EHLO: "250-AUTH PLAIN LOGIN". */
static void note_offer(struct smtp *smtp, struct text line)
{
	enum { CODE_AND_MARK = 4 };
	static const struct text auth = TEXT("AUTH");
	static const struct text utf8 = TEXT("SMTPUTF8");
	struct text word = {line.data + CODE_AND_MARK, 0};
	if (line.size <= CODE_AND_MARK)
		return;
	while (CODE_AND_MARK + word.size < line.size && (unsigned char)word.data[word.size] > ' ')
		word.size++;
	smtp->offers_auth = smtp->offers_auth || text_equals_folded(word, auth);
	smtp->offers_utf8 = smtp->offers_utf8 || text_equals_folded(word, utf8);
}

static void note_reply(struct smtp *smtp, struct text line)
{
	if (smtp->step == SMTP_CONNECT)
		smtp->step = SMTP_GREETING;
	if (smtp->step == SMTP_EHLO)
		note_offer(smtp, line);
	if (smtp_reply_read(&smtp->reply, &line) == SMTP_READ_FAULT)
		smtp->reply = (struct smtp_reply){0};
}

static int overhear(CURL *easy, curl_infotype type, char *data, size_t size, void *context)
{
	struct smtp *smtp = context;
	if (type == CURLINFO_HEADER_OUT)
		note_command(smtp, (struct text){data, size});
	else if (type == CURLINFO_HEADER_IN)
		note_reply(smtp, (struct text){data, size});
	return 0;
}

static size_t ignore(char *data, size_t one, size_t size, void *context)
{
	return size;
}

/* --- beginning -------------------------------------------------------------------------------- */
static void set_server(
	struct transfer *transfer, const struct outside_mail_server *server, struct arena *arena)
{
	static const long tls[] = {[OUTSIDE_TLS] = CURLUSESSL_ALL,
		[OUTSIDE_STARTTLS] = CURLUSESSL_ALL,
		[OUTSIDE_STARTTLS_OFFERED] = CURLUSESSL_TRY,
		[OUTSIDE_NO_TLS] = CURLUSESSL_NONE};
	TRANSFER_SET(transfer, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	TRANSFER_SET(transfer, CURLOPT_URL,
		arena_string(arena, "%s://%.*s:%u/%.*s",
			server->tls == OUTSIDE_TLS ? "smtps" : "smtp", TEXT_ARG(server->host),
			server->port, TEXT_ARG(server->our_name)));
	TRANSFER_SET(transfer, CURLOPT_USE_SSL, tls[server->tls]);
	if (text_is_absent(server->user))
		return;
	TRANSFER_SET(transfer, CURLOPT_USERNAME, arena_copy(arena, server->user).data);
	TRANSFER_SET(transfer, CURLOPT_PASSWORD, server->password.data);
}

void outside_mail_begin(struct outside *outside, struct outside_mailing *mailing)
{
	struct smtp *smtp = MEMORY_NEW(struct smtp);
	struct transfer *transfer = &smtp->transfer;
	struct arena arena;
	arena_init(&arena);
	smtp->mailing = mailing;
	transfer_init(transfer, outside);
	transfer->succeeded = succeeded;
	transfer->failed = failed;
	transfer->is_operators = true;
	TRANSFER_SET(transfer, CURLOPT_CONNECT_ONLY, 1L);
	TRANSFER_SET(transfer, CURLOPT_VERBOSE, 1L); /* for overhear: nothing is written */
	TRANSFER_SET(transfer, CURLOPT_DEBUGFUNCTION, overhear);
	TRANSFER_SET(transfer, CURLOPT_DEBUGDATA, smtp);
	TRANSFER_SET(transfer, CURLOPT_HEADERFUNCTION, ignore);
	TRANSFER_SET(transfer, CURLOPT_WRITEFUNCTION, ignore);
	set_server(transfer, mailing->mail->server, &arena);
	arena_done(&arena);
	transfer_begin(transfer, mailing->mail->limit_ms);
}
