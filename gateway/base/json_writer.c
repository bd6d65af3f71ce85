/* Writing JSON into a buffer of the arena that doubles when it is full. */
#include "base/json.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FIRST_CAPACITY = 256 };

void json_writer_init(struct json_writer *writer, struct arena *arena)
{
	*writer = (struct json_writer){.arena = arena};
}

void json_make_room(struct json_writer *writer, size_t more)
{
	size_t needed = writer->size + more;
	if (needed <= writer->capacity)
		return;
	size_t capacity = writer->capacity ? writer->capacity * 2 : FIRST_CAPACITY;
	if (capacity < needed)
		capacity = needed;
	char *data = arena_alloc(writer->arena, capacity);
	if (writer->size > 0)
		memcpy(data, writer->data, writer->size);
	writer->data = data;
	writer->capacity = capacity;
}

static void append(struct json_writer *writer, const char *data, size_t size)
{
	json_make_room(writer, size);
	if (size > 0)
		memcpy(writer->data + writer->size, data, size);
	writer->size += size;
}

/* Writes the comma that the value or name before asks for. */
static void begin_value(struct json_writer *writer)
{
	if (writer->needs_comma)
		append(writer, ",", 1);
	writer->needs_comma = true;
}

static void open_with(struct json_writer *writer, const char *bracket)
{
	begin_value(writer);
	append(writer, bracket, 1);
	writer->needs_comma = false;
}

static void close_with(struct json_writer *writer, const char *bracket)
{
	append(writer, bracket, 1);
	writer->needs_comma = true;
}

void json_open_object(struct json_writer *writer)
{
	open_with(writer, "{");
}

void json_close_object(struct json_writer *writer)
{
	close_with(writer, "}");
}

void json_open_array(struct json_writer *writer)
{
	open_with(writer, "[");
}

void json_close_array(struct json_writer *writer)
{
	close_with(writer, "]");
}

/* Escapes (RFC 8259, 7), the shortest there are, so that no text is larger here than as it came:
 * two characters, or else \u00XX. A size of 0 is of a byte that needs none. Eight bytes each, so
 * that one is written as a whole, whatever its size. */
struct escape {
	char text[JSON_ESCAPE_MAX + 1];
	uint8_t size;
};

/* clang-format off */
#define HEX(digits) {"\\u00" digits, JSON_ESCAPE_MAX}
#define BRIEF(text) {text, 2}
static const struct escape escapes[UINT8_MAX + 1] = {
	HEX("00"), HEX("01"), HEX("02"), HEX("03"), HEX("04"), HEX("05"), HEX("06"), HEX("07"),
	BRIEF("\\b"), BRIEF("\\t"), BRIEF("\\n"), HEX("0b"), BRIEF("\\f"), BRIEF("\\r"), HEX("0e"), HEX("0f"),
	HEX("10"), HEX("11"), HEX("12"), HEX("13"), HEX("14"), HEX("15"), HEX("16"), HEX("17"),
	HEX("18"), HEX("19"), HEX("1a"), HEX("1b"), HEX("1c"), HEX("1d"), HEX("1e"), HEX("1f"),
	['"'] = BRIEF("\\\""), ['\\'] = BRIEF("\\\\"),
};
/* clang-format on */

static const struct escape *escape_of(char c)
{
	return &escapes[(unsigned char)c];
}

static bool needs_escape(char c)
{
	return escape_of(c)->size > 0;
}

/* Whether one of eight bytes needs an escape, by the usual arithmetic on all of them at once: a
 * byte below n borrows from its highest bit when n is taken away (S. E. Anderson, Bit Twiddling
 * Hacks, "hasless"). Bytes above 7F never need one. */
static bool any_needs_escape(uint64_t eight)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), highs = ones << 7;
	uint64_t quotes = eight ^ (ones * '"'), slashes = eight ^ (ones * '\\');
	uint64_t controls = (eight - ones * 0x20) & ~eight;
	return ((controls | ((quotes - ones) & ~quotes) | ((slashes - ones) & ~slashes)) & highs) !=
	       0;
}

/* How many bytes from the start need no escape. */
static size_t plain_run(const char *data, size_t size)
{
	size_t i = 0;
	uint64_t eight;
	while (i + sizeof(eight) <= size) {
		memcpy(&eight, data + i, sizeof(eight));
		if (any_needs_escape(eight))
			break;
		i += sizeof(eight);
	}
	while (i < size && !needs_escape(data[i]))
		i++;
	return i;
}

static size_t escaped_size(struct text text)
{
	size_t size = 0;
	for (size_t i = 0; i < text.size; i++)
		size += needs_escape(text.data[i]) ? escape_of(text.data[i])->size : 1;
	return size;
}

/* What follows the first byte that needs an escape: the room for all of it is made at once, and for
 * the last escape to be written as a whole. */
static void append_escaped(struct json_writer *writer, struct text text)
{
	size_t at = 0;
	json_make_room(writer, escaped_size(text) + sizeof(struct escape));
	char *end = writer->data + writer->size;
	while (at < text.size) {
		size_t run = plain_run(text.data + at, text.size - at);
		memcpy(end, text.data + at, run);
		at += run;
		end += run;
		for (; at < text.size && needs_escape(text.data[at]); at++) {
			const struct escape *escape = escape_of(text.data[at]);
			memcpy(end, escape, sizeof(*escape));
			end += escape->size;
		}
	}
	writer->size = (size_t)(end - writer->data);
}

static void append_string(struct json_writer *writer, struct text text)
{
	size_t run = plain_run(text.data, text.size);
	json_make_room(writer, text.size + 2);
	append(writer, "\"", 1);
	append(writer, text.data, run);
	if (run < text.size)
		append_escaped(writer, (struct text){text.data + run, text.size - run});
	append(writer, "\"", 1);
}

void json_put_name(struct json_writer *writer, const char *name)
{
	begin_value(writer);
	append_string(writer, text_from(name));
	append(writer, ":", 1);
	writer->needs_comma = false;
}

void json_put_text(struct json_writer *writer, struct text value)
{
	if (text_is_absent(value)) {
		json_put_raw(writer, TEXT("null"));
		return;
	}
	begin_value(writer);
	append_string(writer, value);
}

void json_put_uuid(struct json_writer *writer, struct uuid value)
{
	char quoted[UUID_TEXT_SIZE + 2];
	quoted[0] = '"';
	uuid_format(value, quoted + 1);
	quoted[UUID_TEXT_SIZE + 1] = '"'; /* in place of the NUL */
	begin_value(writer);
	append(writer, quoted, sizeof(quoted));
}

void json_put_int64(struct json_writer *writer, int64_t value)
{
	char digits[24];
	int size = snprintf(digits, sizeof(digits), "%" PRId64, value);
	json_put_raw(writer, (struct text){digits, (size_t)size});
}

void json_put_bool(struct json_writer *writer, bool value)
{
	json_put_raw(writer, value ? TEXT("true") : TEXT("false"));
}

/* 15 digits are those that a person wrote; 17 tell every double from the next. */
void json_put_number(struct json_writer *writer, double value)
{
	char digits[32];
	int size = snprintf(digits, sizeof(digits), "%.15g", value);
	if (strtod(digits, NULL) != value)
		size = snprintf(digits, sizeof(digits), "%.17g", value);
	json_put_raw(writer, (struct text){digits, (size_t)size});
}

/* Writes so many decimal digits. */
static void format_digits(char *text, size_t count, uint64_t value)
{
	for (size_t i = count; i > 0; i--) {
		text[i - 1] = (char)('0' + value % 10);
		value /= 10;
	}
}

/* "2026-11-22T12:34:56.123456Z" (RFC 3339); the day is looked up only when it changes. */
void json_put_time(struct json_writer *writer, int64_t time_us)
{
	static _Thread_local int64_t known_day = INT64_MIN;
	static _Thread_local char text[] = "0000-00-00T00:00:00.000000Z";
	const int64_t day_us = INT64_C(86400) * 1000000;
	int64_t day = time_us / day_us - (time_us % day_us < 0);
	uint64_t rest = (uint64_t)(time_us - day * day_us), second = rest / 1000000;
	if (day != known_day) {
		time_t midnight = (time_t)(day * 86400);
		struct tm utc;
		gmtime_r(&midnight, &utc);
		format_digits(text, 4, (uint64_t)utc.tm_year + 1900);
		format_digits(text + 5, 2, (uint64_t)utc.tm_mon + 1);
		format_digits(text + 8, 2, (uint64_t)utc.tm_mday);
		known_day = day;
	}
	format_digits(text + 11, 2, second / 3600);
	format_digits(text + 14, 2, second / 60 % 60);
	format_digits(text + 17, 2, second % 60);
	format_digits(text + 20, 6, rest % 1000000);
	begin_value(writer);
	append(writer, "\"", 1);
	append(writer, text, sizeof(text) - 1);
	append(writer, "\"", 1);
}

void json_put_raw(struct json_writer *writer, struct text json)
{
	begin_value(writer);
	append(writer, json.data, json.size);
}

struct text json_writer_text(const struct json_writer *writer)
{
	return (struct text){writer->data, writer->size};
}
