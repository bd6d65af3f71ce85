/*
 * The log: one JSON object a line on standard error. No content, name, e-mail, token or database
 * error text ever: fields are typed, and there is none for free text from outside.
 */
#ifndef FRONTDESK_LOG_H
#define FRONTDESK_LOG_H

#include "base/text.h"

struct log;
struct metrics;
enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

struct log_field {
	enum {
		LOG_END,
		LOG_WORD /* static string */,
		LOG_NUMBER,
		LOG_UUID,
		LOG_CODE /* SQLSTATE and the like */
	} type;
	const char *name;
	union {
		const char *word;
		int64_t number;
		struct uuid uuid;
	};
};
#define LOG_F_WORD(n, v) ((struct log_field){.type = LOG_WORD, .name = (n), .word = (v)})
#define LOG_F_NUMBER(n, v) \
	((struct log_field){.type = LOG_NUMBER, .name = (n), .number = (int64_t)(v)})
#define LOG_F_UUID(n, v) ((struct log_field){.type = LOG_UUID, .name = (n), .uuid = (v)})

/* Writes by itself, as commands may: whoever does not read it holds it up. */
struct log *log_new(enum log_level least);
/* The same by the level's name; NULL when there is no such level. */
struct log *log_named(const char *least);
/* From now on a thread writes, and nobody waits for it: lines for which its buffer has no room are
 * dropped, counted, and said to be so later. At most one log of a process. False when the thread
 * cannot start. */
bool log_start_thread(struct log *log);
/* Lets what is left be written, a second long at most. */
void log_free(struct log **log);
/* Every line from now on says which worker it is from. */
void log_set_worker(struct log *log, size_t worker);
/* Counts dropped lines there too, as it logs; NULL: no more. */
void log_set_metrics(struct log *log, struct metrics *metrics);
/* Writes one line, or counts it where there are many alike (log_repeats.h). `event` is a static
 * sentence. Fields end with a zeroed one. */
void log_write(
	struct log *log, enum log_level level, const char *event, const struct log_field *fields);
/* log_say(log, LOG_WARN, "database connection lost", LOG_F_WORD("code", state)); */
#define log_say(log, level, event, ...)    \
	log_write((log), (level), (event), \
		(const struct log_field[]){__VA_ARGS__ __VA_OPT__(, ){0}})

#endif
