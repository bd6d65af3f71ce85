/* Writing JSON into a buffer of the arena that doubles when it is full. */
#include "json.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { FIRST_CAPACITY = 256 };

void json_writer_init(struct json_writer *writer, struct arena *arena)
{
	*writer = (struct json_writer){.arena = arena};
}

static void reserve(struct json_writer *writer, size_t more)
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
	reserve(writer, size);
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

/* The two-character escapes of RFC 8259, 7; others below U+0020 become \u00XX. */
static const char *short_escape(char c)
{
	switch (c) {
	case '"':
		return "\\\"";
	case '\\':
		return "\\\\";
	case '\n':
		return "\\n";
	case '\r':
		return "\\r";
	case '\t':
		return "\\t";
	default:
		return NULL;
	}
}

static bool needs_escape(char c)
{
	return (unsigned char)c < 0x20 || c == '"' || c == '\\';
}

static void append_escaped(struct json_writer *writer, char c)
{
	const char *brief = short_escape(c);
	char hex[7];
	if (brief) {
		append(writer, brief, 2);
		return;
	}
	(void)snprintf(hex, sizeof(hex), "\\u%04x", (unsigned)(unsigned char)c);
	append(writer, hex, 6);
}

static void append_string(struct json_writer *writer, struct text text)
{
	size_t start = 0;
	append(writer, "\"", 1);
	for (size_t i = 0; i < text.size; i++) {
		if (!needs_escape(text.data[i]))
			continue;
		append(writer, text.data + start, i - start);
		append_escaped(writer, text.data[i]);
		start = i + 1;
	}
	append(writer, text.data ? text.data + start : "", text.size - start);
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
	char text[UUID_TEXT_SIZE + 1];
	uuid_format(value, text);
	json_put_text(writer, (struct text){text, UUID_TEXT_SIZE});
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

void json_put_time(struct json_writer *writer, int64_t time_us)
{
	int64_t fraction = time_us % 1000000;
	time_t seconds = (time_t)(time_us / 1000000);
	if (fraction < 0) {
		fraction += 1000000;
		seconds -= 1;
	}
	struct tm utc;
	char text[64];
	gmtime_r(&seconds, &utc);
	size_t size = strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &utc);
	int more = snprintf(text + size, sizeof(text) - size, ".%06" PRId64 "Z", fraction);
	json_put_text(writer, (struct text){text, size + (size_t)more});
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
