/* One line of the log: a JSON object, built in a fixed buffer. */
#ifndef FRONTDESK_LOG_LINE_H
#define FRONTDESK_LOG_LINE_H

#include "base/log.h"

enum { LOG_LINE_SIZE = 1024 };

struct log_line {
	size_t size;
	char data[LOG_LINE_SIZE];
};

/* Begins with the wall clock's time. `event` is a static sentence. */
void log_line_open(struct log_line *line, enum log_level level, const char *event);
/* A field for which there is no room is left out. */
void log_line_add(struct log_line *line, const struct log_field *field);
/* Fields as another line has them, comma first. */
void log_line_add_text(struct log_line *line, struct text fields);
struct text log_line_close(struct log_line *line);

/* The level of that name; false when there is none. */
bool log_level_named(const char *name, enum log_level *ret_level);

#endif
