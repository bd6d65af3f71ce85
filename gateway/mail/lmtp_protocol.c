/* Lines are gathered and looked up in a table of commands; a message is unstuffed as it comes. */
#include "mail/lmtp_protocol.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { MESSAGE_FIRST = 16384, OUTPUT_FIRST = 512, REPLY_MOST = 400 };

/* --- what is said ----------------------------------------------------------------------------- */
void lmtp_say(struct lmtp *lmtp, const char *line)
{
	size_t size = strlen(line);
	size_t capacity = lmtp->output_capacity ? lmtp->output_capacity : OUTPUT_FIRST;
	while (capacity < lmtp->output_size + size + 2)
		capacity *= 2;
	if (capacity > lmtp->output_capacity)
		lmtp->output = memory_resize(lmtp->output, capacity, 1);
	lmtp->output_capacity = capacity;
	memcpy(lmtp->output + lmtp->output_size, line, size);
	memcpy(lmtp->output + lmtp->output_size + size, "\r\n", 2);
	lmtp->output_size += size + 2;
}

/* A line that names who says it. */
static void say_named(struct lmtp *lmtp, const char *before, const char *behind)
{
	char line[REPLY_MOST];
	(void)snprintf(line, sizeof(line), "%s%.*s%s", before, TEXT_ARG(lmtp->our_name), behind);
	lmtp_say(lmtp, line);
}

void lmtp_greet(struct lmtp *lmtp)
{
	say_named(lmtp, "220 ", " LMTP");
}

/* --- commands --------------------------------------------------------------------------------- */
static enum lmtp_step say(struct lmtp *lmtp, const char *line)
{
	lmtp_say(lmtp, line);
	return LMTP_MORE;
}

static enum lmtp_step fault(struct lmtp *lmtp, const char *line)
{
	if (++lmtp->faults < LMTP_FAULTS_MOST)
		return say(lmtp, line);
	lmtp_say(lmtp, "421 4.7.0 Too many commands that cannot be understood");
	return LMTP_OVER;
}

/* Takes "<path>" off the front; false where there is none. */
static bool take_path(struct text *rest, struct text *ret_path)
{
	const char *end = rest->size > 0 ? memchr(rest->data, '>', rest->size) : NULL;
	if (!end || rest->data[0] != '<')
		return false;
	*ret_path = (struct text){rest->data + 1, (size_t)(end - rest->data) - 1};
	size_t taken = ret_path->size + 2;
	*rest = (struct text){rest->data + taken, rest->size - taken};
	return rest->size == 0 || rest->data[0] == ' ';
}

/* What a parameter such as SIZE=1000 says (RFC 1870); 0: it is not there, or no number. */
static uint64_t declared_size(struct text parameters)
{
	static const struct text name = TEXT("SIZE=");
	uint64_t size = 0;
	while (parameters.size > 0) {
		const char *end = memchr(parameters.data, ' ', parameters.size);
		struct text word = {
			parameters.data, end ? (size_t)(end - parameters.data) : parameters.size};
		struct text head = {word.data, word.size < name.size ? word.size : name.size};
		if (text_equals_folded(head, name))
			(void)text_to_uint64(
				(struct text){word.data + name.size, word.size - name.size}, &size);
		size_t taken = word.size + (end ? 1 : 0);
		parameters = (struct text){parameters.data + taken, parameters.size - taken};
	}
	return size;
}

static enum lmtp_step take_lhlo(struct lmtp *lmtp, struct text rest)
{
	char size[REPLY_MOST];
	if (rest.size == 0)
		return fault(lmtp, "501 5.5.4 LHLO wants a name");
	lmtp_next(lmtp);
	lmtp->state = LMTP_GREETED;
	say_named(lmtp, "250-", "");
	(void)snprintf(size, sizeof(size), "250-SIZE %d", LMTP_MESSAGE_MOST);
	lmtp_say(lmtp, size);
	lmtp_say(lmtp, "250-PIPELINING");
	lmtp_say(lmtp, "250-8BITMIME");
	lmtp_say(lmtp, "250-SMTPUTF8");
	return say(lmtp, "250 ENHANCEDSTATUSCODES");
}

static enum lmtp_step take_mail(struct lmtp *lmtp, struct text rest)
{
	struct text path;
	if (lmtp->state != LMTP_GREETED)
		return fault(lmtp, lmtp->state == LMTP_FRESH
					   ? "503 5.5.1 Say LHLO first"
					   : "503 5.5.1 There is a sender already");
	if (!take_path(&rest, &path) || path.size > EMAIL_SIZE_MAX)
		return fault(lmtp, "501 5.1.7 That is no sender");
	if (declared_size(rest) > LMTP_MESSAGE_MOST)
		return say(lmtp, "552 5.3.4 The message is too large");
	memcpy(lmtp->sender, path.data, path.size);
	lmtp->sender[path.size] = '\0';
	lmtp->state = LMTP_SENDER;
	return say(lmtp, "250 2.1.0 Go on");
}

static bool is_ours(const struct lmtp *lmtp, const struct email *email)
{
	const char *at = strrchr(email->normal, '@');
	return at && text_equals(text_from(at + 1), lmtp->domain);
}

static enum lmtp_step take_rcpt(struct lmtp *lmtp, struct text rest)
{
	struct text path;
	struct email email;
	if (lmtp->state != LMTP_SENDER && lmtp->state != LMTP_RECIPIENTS)
		return fault(lmtp, "503 5.5.1 There is no sender yet");
	if (!take_path(&rest, &path) || email_read(path, &email) != ERR_NONE)
		return fault(lmtp, "501 5.1.3 That is no recipient");
	if (!is_ours(lmtp, &email))
		return say(lmtp, "550 5.1.2 Nobody of that domain is here");
	if (lmtp->recipient_count == LMTP_RECIPIENTS_MOST)
		return say(lmtp, "452 4.5.3 Too many recipients at once");
	memcpy(lmtp->recipients[lmtp->recipient_count++].address, email.normal,
		sizeof(email.normal));
	lmtp->state = LMTP_RECIPIENTS;
	return say(lmtp, "250 2.1.5 Go on");
}

static enum lmtp_step take_data(struct lmtp *lmtp, struct text rest)
{
	if (rest.size > 0)
		return fault(lmtp, "501 5.5.4 DATA takes nothing");
	if (lmtp->state != LMTP_RECIPIENTS)
		return fault(lmtp, "503 5.5.1 There is no recipient");
	lmtp->state = LMTP_DATA;
	lmtp->matched = 2; /* the command's own line end */
	return say(lmtp, "354 Go on, and end with a dot alone on a line");
}

static enum lmtp_step take_rset(struct lmtp *lmtp, struct text rest)
{
	lmtp_next(lmtp);
	return say(lmtp, "250 2.0.0 Forgotten");
}

static enum lmtp_step take_noop(struct lmtp *lmtp, struct text rest)
{
	return say(lmtp, "250 2.0.0 Here");
}

static enum lmtp_step take_vrfy(struct lmtp *lmtp, struct text rest)
{
	return say(lmtp, "252 2.5.2 Send it, and see");
}

static enum lmtp_step take_quit(struct lmtp *lmtp, struct text rest)
{
	lmtp_say(lmtp, "221 2.0.0 Goodbye");
	return LMTP_OVER;
}

/* RFC 2033, 4.1: these must be refused. */
static enum lmtp_step take_helo(struct lmtp *lmtp, struct text rest)
{
	return fault(lmtp, "500 5.5.1 This is LMTP: say LHLO");
}

static const struct {
	struct text verb; /* with what divides it from the rest */
	enum lmtp_step (*take)(struct lmtp *lmtp, struct text rest);
} commands[] = {
	{TEXT("LHLO "), take_lhlo},
	{TEXT("LHLO"), take_lhlo},
	{TEXT("MAIL FROM:"), take_mail},
	{TEXT("RCPT TO:"), take_rcpt},
	{TEXT("DATA"), take_data},
	{TEXT("RSET"), take_rset},
	{TEXT("NOOP"), take_noop},
	{TEXT("VRFY"), take_vrfy},
	{TEXT("QUIT"), take_quit},
	{TEXT("HELO"), take_helo},
	{TEXT("EHLO"), take_helo},
};

static enum lmtp_step take_command(struct lmtp *lmtp, struct text line)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		struct text verb = commands[i].verb;
		struct text head = {line.data, line.size < verb.size ? line.size : verb.size};
		if (text_equals_folded(head, verb))
			return commands[i].take(
				lmtp, (struct text){line.data + verb.size, line.size - verb.size});
	}
	return fault(lmtp, "500 5.5.2 That is no command");
}

/* --- lines ------------------------------------------------------------------------------------ */
static enum lmtp_step end_line(struct lmtp *lmtp)
{
	struct text line = text_trim((struct text){lmtp->line, lmtp->line_size}, TEXT(" \t\r"));
	bool is_cut = lmtp->is_line_cut;
	lmtp->line_size = 0;
	lmtp->is_line_cut = false;
	if (is_cut)
		return fault(lmtp, "500 5.5.2 The line is too long");
	if (text_has_control(line))
		return fault(lmtp, "500 5.5.2 That is no command");
	return take_command(lmtp, line);
}

static enum lmtp_step take_line(struct lmtp *lmtp, struct text *bytes)
{
	const char *end = memchr(bytes->data, '\n', bytes->size);
	size_t size = end ? (size_t)(end - bytes->data) : bytes->size;
	size_t room = LMTP_LINE_MOST - lmtp->line_size;
	size_t kept = size < room ? size : room;
	memcpy(lmtp->line + lmtp->line_size, bytes->data, kept);
	lmtp->line_size += kept;
	lmtp->is_line_cut |= kept < size;
	size += end ? 1 : 0;
	*bytes = (struct text){bytes->data + size, bytes->size - size};
	return end ? end_line(lmtp) : LMTP_MORE;
}

/* --- a message -------------------------------------------------------------------------------- */
static void drop_message(struct lmtp *lmtp)
{
	if (lmtp->message) /* people's words */
		explicit_bzero(lmtp->message, lmtp->message_size);
	free(lmtp->message);
	lmtp->message = NULL;
	lmtp->message_size = lmtp->message_capacity = 0;
}

static void put(struct lmtp *lmtp, const char *bytes, size_t size)
{
	if (lmtp->message_size + size > LMTP_MESSAGE_MOST) {
		lmtp->is_too_large = true;
		drop_message(lmtp);
	}
	if (lmtp->is_too_large || lmtp->is_put_off)
		return;
	if (lmtp->message_size + size > lmtp->message_capacity) {
		size_t capacity = lmtp->message_capacity ? lmtp->message_capacity : MESSAGE_FIRST;
		while (capacity < lmtp->message_size + size)
			capacity *= 2;
		lmtp->message = memory_grow(lmtp->message, lmtp->message_size, capacity);
		lmtp->message_capacity = capacity;
	}
	memcpy(lmtp->message + lmtp->message_size, bytes, size);
	lmtp->message_size += size;
}

/* What was matched of the end was content after all, but for a dot that begins its line (RFC 5321,
 * 4.5.2); what was kept back of it is put. */
static void put_back(struct lmtp *lmtp)
{
	static const char ending[] = "\r\n.\r";
	if (lmtp->matched == 1)
		put(lmtp, ending, 1);
	else if (lmtp->matched == 4) /* the line's end is put already */
		put(lmtp, ending + 3, 1);
	lmtp->matched = 0;
}

/* One byte; true when it was the last. Line ends are put as they are whole. */
static bool take_byte(struct lmtp *lmtp, char byte)
{
	static const char ending[] = "\r\n.\r\n";
	if (byte == ending[lmtp->matched]) {
		lmtp->matched++;
		if (lmtp->matched == 2)
			put(lmtp, ending, 2);
		return lmtp->matched == sizeof(ending) - 1;
	}
	put_back(lmtp);
	if (byte == '\r')
		lmtp->matched = 1;
	else
		put(lmtp, &byte, 1);
	return false;
}

/* Where no line ends, and none has begun with a dot, bytes are put by the stretch. */
static size_t plain_size(const struct lmtp *lmtp, struct text bytes)
{
	const char *end = lmtp->matched == 0 ? memchr(bytes.data, '\r', bytes.size) : bytes.data;
	return end ? (size_t)(end - bytes.data) : bytes.size;
}

static enum lmtp_step take_content(struct lmtp *lmtp, struct text *bytes)
{
	size_t size = plain_size(lmtp, *bytes);
	bool is_whole = false;
	if (size > 0)
		put(lmtp, bytes->data, size);
	else
		is_whole = take_byte(lmtp, bytes->data[size++]);
	*bytes = (struct text){bytes->data + size, bytes->size - size};
	return is_whole ? LMTP_MESSAGE : LMTP_MORE;
}

/* --- for its owner ---------------------------------------------------------------------------- */
enum lmtp_step lmtp_take(struct lmtp *lmtp, struct text *bytes)
{
	enum lmtp_step step = LMTP_MORE;
	while (step == LMTP_MORE && bytes->size > 0)
		step = lmtp->state == LMTP_DATA ? take_content(lmtp, bytes)
						: take_line(lmtp, bytes);
	return step;
}

void lmtp_put_off(struct lmtp *lmtp)
{
	drop_message(lmtp);
	lmtp->is_put_off = true;
}

void lmtp_next(struct lmtp *lmtp)
{
	drop_message(lmtp);
	lmtp->is_too_large = lmtp->is_put_off = false;
	lmtp->recipient_count = 0;
	lmtp->sender[0] = '\0';
	if (lmtp->state != LMTP_FRESH)
		lmtp->state = LMTP_GREETED;
}

void lmtp_done(struct lmtp *lmtp)
{
	drop_message(lmtp);
	free(lmtp->output);
	lmtp->output = NULL;
}
