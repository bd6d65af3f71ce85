#include "base/log_repeats.h"

#include <stdio.h>
#include <string.h>

static const uint64_t lines_most[] = {
	[LOG_DEBUG] = 3000,
	[LOG_INFO] = 300,
	[LOG_WARN] = 100,
	[LOG_ERROR] = 100,
};

uint64_t log_repeats_most(enum log_level level)
{
	return lines_most[level];
}

/* --- kinds --------------------------------------------------------------------------------- */
static bool is_word(const struct log_field *field)
{
	return (field->type == LOG_WORD || field->type == LOG_CODE) && field->word;
}

static uint64_t add_to_hash(uint64_t hash, const void *data, size_t size)
{
	const uint8_t *bytes = data;
	for (size_t i = 0; i < size; i++)
		hash = (hash ^ bytes[i]) * 0x100000001b3; /* FNV-1a */
	return hash;
}

/* Sentences are told apart by where they are, words by what they say: those may be copies. */
static uint64_t hash_kind(enum log_level level, const char *event, const struct log_field *fields)
{
	uint64_t hash = add_to_hash(0xcbf29ce484222325, &event, sizeof(event)) + level;
	for (; fields->type != LOG_END; fields++)
		if (is_word(fields))
			hash = add_to_hash(hash, fields->word, strlen(fields->word) + 1);
	return hash ? hash : 1;
}

static void keep_words(struct log_kind *kind, const struct log_field *fields)
{
	size_t size = 0;
	for (; fields->type != LOG_END; fields++) {
		size_t room = sizeof(kind->words) - size;
		int more = !is_word(fields) ? 0
					    : snprintf(kind->words + size, room, ",\"%s\":\"%s\"",
						      fields->name, fields->word);
		if (more > 0 && (size_t)more < room)
			size += (size_t)more;
		kind->words[size] = '\0';
	}
}

static struct log_kind *find(struct log_repeats *repeats, uint64_t hash)
{
	size_t place = hash % LOG_KINDS_MAX;
	while (repeats->kinds[place].hash && repeats->kinds[place].hash != hash)
		place = (place + 1) % LOG_KINDS_MAX;
	return &repeats->kinds[place];
}

/* A place is left free, or else `find` would not end. */
static struct log_kind *find_or_add(struct log_repeats *repeats, enum log_level level,
	const char *event, const struct log_field *fields)
{
	uint64_t hash = hash_kind(level, event, fields);
	struct log_kind *kind = find(repeats, hash);
	struct log_kind *rest = &repeats->kinds[LOG_KINDS_MAX];
	if (kind->hash)
		return kind;
	if (repeats->count + 1 == LOG_KINDS_MAX) {
		rest->event = "lines of many kinds";
		rest->level = level > rest->level ? level : rest->level;
		return rest;
	}
	repeats->count++;
	*kind = (struct log_kind){.hash = hash, .event = event, .level = level};
	keep_words(kind, fields);
	return kind;
}

/* --- counting ------------------------------------------------------------------------------ */
bool log_repeats_take(struct log_repeats *repeats, enum log_level level, const char *event,
	const struct log_field *fields)
{
	struct log_kind *kind = find_or_add(repeats, level, event, fields);
	bool is_written = ++kind->lines <= lines_most[kind->level];
	repeats->hidden += is_written ? 0 : 1;
	return is_written;
}

bool log_repeats_next(
	const struct log_repeats *repeats, size_t *place, const struct log_kind **ret_kind)
{
	while (*place <= LOG_KINDS_MAX) {
		const struct log_kind *kind = &repeats->kinds[(*place)++];
		if (kind->lines > lines_most[kind->level]) {
			*ret_kind = kind;
			return true;
		}
	}
	return false;
}

void log_repeats_begin(struct log_repeats *repeats, uint64_t now_ms)
{
	if (repeats->count > 0)
		memset(repeats, 0, sizeof(*repeats));
	repeats->end_ms = now_ms + LOG_WINDOW_MS;
}
