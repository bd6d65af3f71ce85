#include "base/log_line.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static const char *const level_names[] = {"debug", "info", "warn", "error"};

bool log_level_named(const char *name, enum log_level *ret_level)
{
	for (size_t i = 0; i < sizeof(level_names) / sizeof(level_names[0]); i++)
		if (strcmp(level_names[i], name) == 0) {
			*ret_level = (enum log_level)i;
			return true;
		}
	return false;
}

/* Appends all of it or nothing: a cut field would spoil the line. The end always has room. */
static __attribute__((format(printf, 2, 3))) void add(
	struct log_line *line, const char *format, ...)
{
	size_t room = LOG_LINE_SIZE - 2 - line->size;
	va_list arguments;
	va_start(arguments, format);
	int size = vsnprintf(line->data + line->size, room, format, arguments);
	va_end(arguments);
	if (size > 0 && (size_t)size < room)
		line->size += (size_t)size;
}

static void add_time(struct log_line *line)
{
	struct timespec now;
	struct tm utc;
	char text[32];
	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &utc);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &utc);
	add(line, "{\"time\":\"%s.%03ldZ\"", text, now.tv_nsec / 1000000);
}

void log_line_open(struct log_line *line, enum log_level level, const char *event)
{
	line->size = 0;
	add_time(line);
	add(line, ",\"level\":\"%s\",\"event\":\"%s\"", level_names[level], event);
}

/* Words are static strings and codes are SQLSTATEs: neither needs escaping. */
void log_line_add(struct log_line *line, const struct log_field *field)
{
	char uuid[UUID_TEXT_SIZE + 1];
	switch (field->type) {
	case LOG_WORD:
	case LOG_CODE:
		add(line, ",\"%s\":\"%s\"", field->name, field->word ? field->word : "");
		break;
	case LOG_NUMBER:
		add(line, ",\"%s\":%" PRId64, field->name, field->number);
		break;
	case LOG_UUID:
		uuid_format(field->uuid, uuid);
		add(line, ",\"%s\":\"%s\"", field->name, uuid);
		break;
	case LOG_END:
		break;
	}
}

void log_line_add_text(struct log_line *line, struct text fields)
{
	add(line, "%.*s", TEXT_ARG(fields));
}

struct text log_line_close(struct log_line *line)
{
	line->data[line->size++] = '}';
	line->data[line->size++] = '\n';
	return (struct text){line->data, line->size};
}
