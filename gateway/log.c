/* The log: each line is built in a fixed buffer and written with one write, so lines never mix. */
#include "log.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LINE_SIZE = 1024 };

struct log {
	enum log_level least;
	bool has_worker;
	size_t worker;
};

struct line {
	char data[LINE_SIZE];
	size_t size;
};

static const char *const level_names[] = {"debug", "info", "warn", "error"};

struct log *log_new(enum log_level least)
{
	struct log *log = calloc(1, sizeof(*log));
	if (log)
		log->least = least;
	return log;
}

struct log *log_named(const char *least)
{
	for (size_t i = 0; i < sizeof(level_names) / sizeof(level_names[0]); i++)
		if (strcmp(level_names[i], least) == 0)
			return log_new((enum log_level)i);
	return NULL;
}

void log_free(struct log **log)
{
	free(*log);
	*log = NULL;
}

void log_set_worker(struct log *log, size_t worker)
{
	log->has_worker = true;
	log->worker = worker;
}

/* Appends, cutting at the line's end: the closing brace always has room. */
static __attribute__((format(printf, 2, 3))) void add(struct line *line, const char *format, ...)
{
	size_t room = LINE_SIZE - 3 - line->size;
	va_list arguments;
	va_start(arguments, format);
	int size = vsnprintf(line->data + line->size, room, format, arguments);
	va_end(arguments);
	if (size > 0)
		line->size += (size_t)size < room ? (size_t)size : room - 1;
}

static void add_time(struct line *line)
{
	struct timespec now;
	struct tm utc;
	char text[32];
	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &utc);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &utc);
	add(line, "{\"time\":\"%s.%03ldZ\"", text, now.tv_nsec / 1000000);
}

/* Words are static strings and codes are SQLSTATEs: neither needs escaping. */
static void add_field(struct line *line, const struct log_field *field)
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

void log_write(
	struct log *log, enum log_level level, const char *event, const struct log_field *fields)
{
	if (!log || level < log->least)
		return;
	struct line line = {.size = 0};
	add_time(&line);
	add(&line, ",\"level\":\"%s\",\"event\":\"%s\"", level_names[level], event);
	if (log->has_worker)
		add(&line, ",\"worker\":%zu", log->worker);
	for (; fields->type != LOG_END; fields++)
		add_field(&line, fields);
	line.data[line.size++] = '}';
	line.data[line.size++] = '\n';
	/* A full disk or a closed pipe must not stop the desk: there is nowhere left to say it. */
	ssize_t written = write(STDERR_FILENO, line.data, line.size);
	(void)written;
}
