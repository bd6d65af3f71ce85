/*
 * A segment's file: made with its room reserved, written in groups, synced, read as a whole. Every
 * function answers 0 or an errno. Blocks: the spool's thread and commands only.
 */
#ifndef FRONTDESK_SPOOL_SEGMENT_H
#define FRONTDESK_SPOOL_SEGMENT_H

#include "spool/format.h"

enum { SPOOL_NAME_SIZE = 64 };

/* One that is being written. */
struct spool_segment {
	int fd;
	char name[SPOOL_NAME_SIZE];
	struct spool_head head;
	uint32_t next_index;
	size_t size; /* of what is synced */
};

/* "%016x.segment": in the order of age. */
void spool_segment_name(uint64_t number, char ret_name[SPOOL_NAME_SIZE]);
bool spool_segment_is_name(const char *name);
/* Whether what a head says of the segment before is said of the one of this name. */
bool spool_segment_is_of(const char *name, const struct spool_extent *extent);

/* Makes the file, whole and empty, and its name durable; leaves nothing behind when it fails. */
int spool_segment_make(int folder, uint64_t number, struct uuid master_id,
	const struct spool_extent *before, struct spool_segment *ret_segment);
void spool_segment_close(struct spool_segment *segment);
/* Whether a row fits that is so large. */
bool spool_segment_has_room(
	const struct spool_segment *segment, size_t group_size, const struct spool_row *row);
/* Writes rows first..end (NULL: to the last one), sealed, and syncs. They are durable when it
 * answers 0; else the segment must not be written to again. */
int spool_segment_append(struct spool_segment *segment, const struct vault *keys,
	const struct spool_row *first, const struct spool_row *end);

/* Reads a file into the arena, as much of it as a segment can be; tells how long it is. */
int spool_segment_load(
	int folder, const char *name, struct arena *arena, struct text *ret_file, size_t *ret_size);
/* Its first bytes; fewer where there are fewer. */
int spool_segment_load_head(
	int folder, const char *name, char ret_bytes[SPOOL_HEAD_SIZE], size_t *ret_size);

#endif
