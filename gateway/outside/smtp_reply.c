/* Line by line; what is kept of a reply is cleaned once it is whole. */
#include "outside/smtp_reply.h"

#include <string.h>

enum { CODE_SIZE = 3, CHARACTER_MOST = 3 /* bytes of one that was cut */ };

/* --- replies ---------------------------------------------------------------------------------- */
static bool read_code(const char *line, int *ret_code)
{
	int code = 0;
	for (size_t i = 0; i < CODE_SIZE; i++) {
		if (line[i] < '0' || line[i] > '9')
			return false;
		code = code * 10 + line[i] - '0';
	}
	*ret_code = code;
	return code >= 200 && code <= 599;
}

static void keep(struct smtp_reply *reply)
{
	size_t room = SMTP_REPLY_KEPT - reply->size;
	size_t size = reply->line_size < room ? reply->line_size : room;
	if (reply->lines > 0 && size > 0) {
		reply->words[reply->size++] = '\n';
		size -= size == room ? 1 : 0;
	}
	memcpy(reply->words + reply->size, reply->line, size);
	reply->size += size;
}

/* Of bytes that are no UTF-8 only ASCII's are left; a character that was cut goes. */
static void clean(struct smtp_reply *reply)
{
	bool is_utf8 = text_is_utf8(smtp_reply_words(reply));
	size_t cut = 0;
	while (!is_utf8 && reply->size == SMTP_REPLY_KEPT && cut < CHARACTER_MOST) {
		cut++;
		is_utf8 = text_is_utf8((struct text){reply->words, reply->size - cut});
	}
	reply->size -= is_utf8 ? cut : 0;
	for (size_t i = 0; i < reply->size; i++) {
		unsigned char c = (unsigned char)reply->words[i];
		bool is_control = (c < ' ' && c != '\n') || c == 0x7f;
		if (is_control || (!is_utf8 && c > 0x7f))
			reply->words[i] = is_control ? ' ' : '?';
	}
	reply->words[reply->size] = '\0';
}

/* A line is whole. What stands behind the digits of the last one is a space, or nothing. */
static enum smtp_read take_line(struct smtp_reply *reply)
{
	int code = 0;
	if (reply->line_size > 0 && reply->line[reply->line_size - 1] == '\r')
		reply->line_size--;
	reply->line[reply->line_size] = '\0';
	int mark = reply->line_size > CODE_SIZE ? reply->line[CODE_SIZE] : ' ';
	if (reply->line_size < CODE_SIZE || !read_code(reply->line, &code) ||
		(mark != ' ' && mark != '-') || (reply->lines > 0 && code != reply->code) ||
		reply->lines == SMTP_LINES_MOST)
		return SMTP_READ_FAULT;
	if (reply->lines == 0)
		reply->size = 0;
	reply->code = code;
	keep(reply);
	reply->line_size = 0;
	reply->lines = mark == ' ' ? 0 : reply->lines + 1;
	if (mark == '-')
		return SMTP_READ_MORE;
	clean(reply);
	return SMTP_READ_REPLY;
}

enum smtp_read smtp_reply_read(struct smtp_reply *reply, struct text *bytes)
{
	enum smtp_read read = SMTP_READ_MORE;
	while (read == SMTP_READ_MORE && bytes->size > 0) {
		char byte = bytes->data[0];
		*bytes = (struct text){bytes->data + 1, bytes->size - 1};
		if (byte == '\n')
			read = take_line(reply);
		else if (reply->line_size == SMTP_LINE_MOST)
			read = SMTP_READ_FAULT;
		else
			reply->line[reply->line_size++] = byte;
	}
	return read;
}

struct text smtp_reply_words(const struct smtp_reply *reply)
{
	return (struct text){reply->words, reply->size};
}

/* --- messages --------------------------------------------------------------------------------- */
static const struct text end_of_data = TEXT(".\r\n");

/* Writes into `ret_bytes`, or counts alone where it is NULL. */
static size_t put(char *ret_bytes, size_t at, struct text bytes)
{
	if (ret_bytes && bytes.size > 0)
		memcpy(ret_bytes + at, bytes.data, bytes.size);
	return at + bytes.size;
}

static size_t stuff(struct text message, char *ret_bytes)
{
	size_t at = 0;
	while (message.size > 0) {
		size_t size = 0;
		while (size < message.size && message.data[size] != '\r' &&
			message.data[size] != '\n')
			size++;
		if (message.data[0] == '.')
			at = put(ret_bytes, at, TEXT("."));
		at = put(ret_bytes, at, (struct text){message.data, size});
		at = put(ret_bytes, at, TEXT("\r\n"));
		size += size + 1 < message.size && message.data[size] == '\r' &&
					message.data[size + 1] == '\n'
				? 2
				: size < message.size;
		message = (struct text){message.data + size, message.size - size};
	}
	return put(ret_bytes, at, end_of_data);
}

size_t smtp_stuffed_size(struct text message)
{
	return stuff(message, NULL);
}

size_t smtp_stuff(struct text message, char *ret_bytes)
{
	return stuff(message, ret_bytes);
}
