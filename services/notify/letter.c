/* Header by header, then the two parts. */
#include "notify/letter.h"

#include <string.h>
#include <time.h>

enum {
	PEN_FIRST = 4096,
	WORD_BYTES = 39,   /* of an encoded word: with the longest header's name 76 bytes a line */
	PLAIN_MOST = 60,   /* of a header that is written as it is */
	LINE_MOST = 75,    /* of quoted-printable, before the mark that the line goes on */
	SUBJECT_MOST = 400 /* bytes */
};

struct pen {
	struct arena *arena;
	char *data;
	size_t size, capacity;
};

static void put(struct pen *pen, struct text bytes)
{
	if (pen->size + bytes.size > pen->capacity) {
		size_t capacity = pen->capacity ? pen->capacity : PEN_FIRST;
		while (capacity < pen->size + bytes.size)
			capacity *= 2;
		char *data = arena_alloc(pen->arena, capacity);
		if (pen->size > 0)
			memcpy(data, pen->data, pen->size);
		pen->data = data;
		pen->capacity = capacity;
	}
	if (bytes.size > 0)
		memcpy(pen->data + pen->size, bytes.data, bytes.size);
	pen->size += bytes.size;
}

static void put_string(struct pen *pen, const char *string)
{
	put(pen, text_from(string));
}

/* --- headers ---------------------------------------------------------------------------------- */
static void put_base64(struct pen *pen, struct text bytes)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	for (size_t i = 0; i < bytes.size; i += 3) {
		const unsigned char *at = (const unsigned char *)bytes.data + i;
		size_t left = bytes.size - i;
		unsigned group = (unsigned)at[0] << 16 | (left > 1 ? (unsigned)at[1] << 8 : 0) |
				 (left > 2 ? at[2] : 0);
		char four[4] = {digits[group >> 18], digits[group >> 12 & 63],
			digits[group >> 6 & 63], digits[group & 63]};
		for (size_t missing = left; missing < 3; missing++)
			four[missing + 1] = '=';
		put(pen, (struct text){four, sizeof(four)});
	}
}

/* How much of a text makes one encoded word: no character is cut. */
static size_t word_size(struct text text)
{
	size_t size = text.size < WORD_BYTES ? text.size : WORD_BYTES;
	while (size < text.size && size > 1 && ((unsigned char)text.data[size] & 0xc0) == 0x80)
		size--;
	return size;
}

static void put_words(struct pen *pen, struct text text)
{
	bool is_first = true;
	while (text.size > 0) {
		size_t size = word_size(text);
		put_string(pen, is_first ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?");
		put_base64(pen, (struct text){text.data, size});
		put_string(pen, "?=");
		text = (struct text){text.data + size, text.size - size};
		is_first = false;
	}
}

/* What people wrote, on one line: what controls is a space. */
static struct text flatten(struct arena *arena, struct text text)
{
	char *flat = arena_alloc(arena, text.size + 1);
	for (size_t i = 0; i < text.size; i++) {
		unsigned char c = (unsigned char)text.data[i];
		flat[i] = text.data[i];
		if (c < ' ' || c == 0x7f)
			flat[i] = ' ';
	}
	return (struct text){flat, text.size};
}

/* Whether it can stand in a header as it is; `specials` are what would mean something there. */
static bool is_plain(struct text text, const char *specials)
{
	bool is_plain = text.size <= PLAIN_MOST &&
			!(text.size > 1 && memmem(text.data, text.size, "=?", 2));
	for (size_t i = 0; i < text.size && is_plain; i++) {
		char c = text.data[i];
		is_plain = c >= ' ' && c <= '~' && !strchr(specials, c);
	}
	return is_plain &&
	       (text.size == 0 || (text.data[0] != ' ' && text.data[text.size - 1] != ' '));
}

static void put_people_text(struct pen *pen, struct text text, const char *specials)
{
	struct text flat = flatten(pen->arena, text);
	if (is_plain(flat, specials))
		put(pen, flat);
	else
		put_words(pen, flat);
}

/* RFC 5322, 3.2.3: a name of atoms needs no quotes, and all others are encoded words. */
static void put_mailbox(struct pen *pen, const char *header, struct text name, struct text address)
{
	put_string(pen, header);
	if (name.size > 0) {
		put_people_text(pen, name, "()<>[]:;@\\,.\"");
		put_string(pen, "\r\n ");
	}
	put_string(pen, "<");
	put(pen, flatten(pen->arena, address));
	put_string(pen, ">\r\n");
}

/* The C locale's names, which are RFC 5322's. */
static void put_date(struct pen *pen, int64_t date_s)
{
	char date[64];
	struct tm parts;
	time_t time = (time_t)date_s;
	(void)gmtime_r(&time, &parts);
	size_t size = strftime(date, sizeof(date), "Date: %a, %d %b %Y %H:%M:%S +0000\r\n", &parts);
	put(pen, (struct text){date, size});
}

/* RFC 5322, 3.6.4: it answers the last, and follows all; an id a line. */
static void put_references(struct pen *pen, struct text references)
{
	struct text flat = flatten(pen->arena, references);
	const char *last = memrchr(flat.data, ' ', flat.size);
	size_t before = last ? (size_t)(last - flat.data) + 1 : 0;
	put_string(pen, "In-Reply-To:\r\n ");
	put(pen, (struct text){flat.data + before, flat.size - before});
	put_string(pen, "\r\nReferences:");
	while (flat.size > 0) {
		const char *end = memchr(flat.data, ' ', flat.size);
		size_t size = end ? (size_t)(end - flat.data) : flat.size;
		put_string(pen, "\r\n ");
		put(pen, (struct text){flat.data, size});
		size += end ? 1 : 0;
		flat = (struct text){flat.data + size, flat.size - size};
	}
	put_string(pen, "\r\n");
}

static void put_headers(struct pen *pen, const struct letter *letter)
{
	put_mailbox(pen, "From: ", letter->from_name, letter->from_address);
	put_mailbox(pen, "To: ", TEXT_ABSENT, letter->to);
	if (!text_is_absent(letter->reply_to))
		put_mailbox(pen, "Reply-To: ", TEXT_ABSENT, letter->reply_to);
	put_string(pen, "Subject: ");
	put_people_text(pen, text_cut(letter->subject, SUBJECT_MOST), "");
	put_string(pen, "\r\n");
	put_date(pen, letter->date_s);
	put_string(pen, "Message-ID: <");
	put(pen, flatten(pen->arena, letter->message_id));
	put_string(pen, ">\r\n");
	if (letter->references.size > 0)
		put_references(pen, letter->references);
	/* No machine answers (RFC 3834, 5; the second is Exchange's). */
	if (!letter->is_personal)
		put_string(pen, "Auto-Submitted: auto-generated\r\n"
				"X-Auto-Response-Suppress: All\r\n");
	put_string(pen, "MIME-Version: 1.0\r\n");
}

/* --- parts ------------------------------------------------------------------------------------ */
/* A space before a line's end is written out, since it would be lost on the way. */
static size_t write_byte(char ret_token[3], unsigned char byte, bool is_last)
{
	static const char digits[] = "0123456789ABCDEF";
	bool is_blank = byte == ' ' || byte == '\t';
	if ((byte > ' ' && byte <= '~' && byte != '=') || (is_blank && !is_last)) {
		ret_token[0] = (char)byte;
		return 1;
	}
	ret_token[0] = '=';
	ret_token[1] = digits[byte >> 4];
	ret_token[2] = digits[byte & 15];
	return 3;
}

static void put_quoted_line(struct pen *pen, struct text line)
{
	size_t column = 0;
	for (size_t i = 0; i < line.size; i++) {
		char token[3];
		size_t size = write_byte(token, (unsigned char)line.data[i], i + 1 == line.size);
		if (column + size > LINE_MOST) {
			put_string(pen, "=\r\n");
			column = 0;
		}
		put(pen, (struct text){token, size});
		column += size;
	}
	put_string(pen, "\r\n");
}

/* Quoted-printable (RFC 2045, 6.7), line by line. */
static void put_quoted(struct pen *pen, struct text text)
{
	while (text.size > 0) {
		const char *end = memchr(text.data, '\n', text.size);
		size_t whole = end ? (size_t)(end - text.data) : text.size;
		size_t size = whole > 0 && text.data[whole - 1] == '\r' ? whole - 1 : whole;
		put_quoted_line(pen, (struct text){text.data, size});
		whole += end ? 1 : 0;
		text = (struct text){text.data + whole, text.size - whole};
	}
}

/* "=_" is never in quoted-printable: no part has this line. */
static const char boundary[] = "=_frontdesk_part";

static void put_part(struct pen *pen, const char *type, struct text content)
{
	put_string(pen, "--");
	put_string(pen, boundary);
	put_string(pen, "\r\nContent-Type: ");
	put_string(pen, type);
	put_string(pen, "; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n");
	put_quoted(pen, content);
	put_string(pen, "\r\n"); /* the next boundary's own, not the part's */
}

struct text letter_write(struct arena *arena, const struct letter *letter)
{
	struct pen pen = {.arena = arena};
	put_headers(&pen, letter);
	put_string(&pen, "Content-Type: multipart/alternative; boundary=\"");
	put_string(&pen, boundary);
	put_string(&pen, "\"\r\n\r\n");
	put_part(&pen, "text/plain", letter->text);
	put_part(&pen, "text/html", letter->html);
	put_string(&pen, "--");
	put_string(&pen, boundary);
	put_string(&pen, "--\r\n");
	return (struct text){pen.data, pen.size};
}
