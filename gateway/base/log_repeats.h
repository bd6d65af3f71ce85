/*
 * One line for a thousand alike. Lines of one kind (the same sentence, level and words: not the
 * same numbers and ids) are written up to a number in each window of time; the rest is counted, and
 * said when the window ends. Kinds are of the program's text, so that nobody outside can make more
 * of them, and one kind's flood hides no other.
 */
#ifndef FRONTDESK_LOG_REPEATS_H
#define FRONTDESK_LOG_REPEATS_H

#include "base/log.h"

enum { LOG_WINDOW_MS = 10000, LOG_KINDS_MAX = 256, LOG_WORDS_SIZE = 128 };

struct log_kind {
	uint64_t hash; /* 0: a free place */
	const char *event;
	enum log_level level;
	uint64_t lines;             /* written or not */
	char words[LOG_WORDS_SIZE]; /* the fields that are words, as a line has them */
};

struct log_repeats {
	uint64_t end_ms; /* of the window */
	uint64_t hidden; /* lines that were not written */
	size_t count;
	struct log_kind kinds[LOG_KINDS_MAX + 1]; /* the last: all for which there was no place */
};

/* How many lines of a kind are written in a window. */
uint64_t log_repeats_most(enum log_level level);
/* Counts a line; whether it is to be written. */
bool log_repeats_take(struct log_repeats *repeats, enum log_level level, const char *event,
	const struct log_field *fields);
/* A line for each kind of which some were not written; false when there are no more. `place` is
 * where to go on from: zero at first. */
bool log_repeats_next(
	const struct log_repeats *repeats, size_t *place, const struct log_kind **ret_kind);
/* Forgets all, and begins the next window. */
void log_repeats_begin(struct log_repeats *repeats, uint64_t now_ms);

#endif
