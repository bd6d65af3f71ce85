/* Walks every folder and segment. */
#include "spool/survey.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "loop/wheel.h"
#include "spool/disk.h"
#include "spool/names.h"

/* --- one segment ----------------------------------------------------------------------------- */

struct surveyor {
	const struct vault *keys;
	struct spool_survey_reader *reader;
	struct spool_survey_folder *folder;
	bool is_last;               /* of its folder: it may be in the making */
	struct spool_extent extent; /* of the segment, as the next one says; number 0: unknown */
};

static bool opens(const struct surveyor *surveyor, const struct spool_head *head,
	const struct spool_span *record)
{
	struct spool_row *row = NULL;
	if (!surveyor->keys)
		return true;
	if (spool_open(surveyor->keys, head, record, &row) != ERR_NONE)
		return false;
	if (surveyor->reader)
		surveyor->reader->read(surveyor->reader, row);
	spool_row_free(&row);
	return true;
}

/* From where on what is missing may never have been synced, or is on its way. */
static size_t doubt_begin(
	const struct surveyor *surveyor, const struct spool_head *head, struct text file)
{
	return surveyor->extent.number > 0 ? surveyor->extent.size : spool_doubt_begin(head, file);
}

/* How many records are missing before a span. */
static uint32_t count_missing(
	const struct surveyor *surveyor, uint32_t expected, const struct spool_span *next)
{
	const struct spool_extent *extent = &surveyor->extent;
	uint32_t end = next->kind == SPOOL_SPAN_RECORD ? next->index : extent->records;
	if (extent->number > 0 && end > extent->records)
		end = extent->records;
	return end > expected ? end - expected : 0;
}

static void count_records(
	const struct surveyor *surveyor, const struct spool_head *head, struct text file)
{
	struct spool_survey_folder *folder = surveyor->folder;
	struct spool_span span = {.size = SPOOL_HEAD_SIZE};
	const size_t doubt = doubt_begin(surveyor, head, file);
	size_t end = SPOOL_HEAD_SIZE; /* of the last record */
	uint32_t expected = 0;
	do {
		span = spool_scan(head, file, span.offset + span.size);
		if (span.kind == SPOOL_SPAN_BAD) {
			folder->damaged += span.offset < doubt || span.size > SPOOL_GROUP_MAX;
			continue;
		}
		if (end < doubt)
			folder->missing += count_missing(surveyor, expected, &span);
		if (span.kind != SPOOL_SPAN_RECORD)
			continue;
		expected = span.index + 1;
		end = span.offset + span.size;
		folder->bytes += span.size;
		if (opens(surveyor, head, &span))
			folder->records++;
		else
			folder->damaged++;
	} while (span.kind != SPOOL_SPAN_END);
}

static bool is_readable(const struct surveyor *surveyor, int fd, const char *name,
	struct arena *arena, struct text *ret_file)
{
	struct spool_head head;
	size_t size = 0;
	if (spool_segment_load(fd, name, arena, ret_file, &size) != 0)
		return false;
	surveyor->folder->damaged += size > SPOOL_SEGMENT_SIZE;
	return !surveyor->keys || spool_head_read(*ret_file, &head) != ERR_NONE ||
	       spool_keys_have(surveyor->keys, head.master_id);
}

static void look_at_segment(const struct surveyor *surveyor, int fd, const char *name)
{
	struct spool_survey_folder *folder = surveyor->folder;
	struct spool_head head;
	struct text file;
	struct arena arena;
	arena_init(&arena);
	folder->segments++;
	if (!is_readable(surveyor, fd, name, &arena, &file)) {
		folder->unreadable++;
	} else if (spool_head_read(file, &head) != ERR_NONE) {
		folder->damaged += surveyor->is_last ? 0 : 1;
	} else {
		if (folder->oldest_us == 0)
			folder->oldest_us = head.made_at_us;
		folder->cut += file.size < SPOOL_SEGMENT_SIZE;
		count_records(surveyor, &head, file);
	}
	arena_done(&arena);
}

/* --- folders --------------------------------------------------------------------------------- */

/* What the head of a segment says of the one before it. */
static struct spool_extent extent_of(int fd, const char *name, const char *next)
{
	char bytes[SPOOL_HEAD_SIZE];
	struct spool_head head;
	size_t size = 0;
	if (spool_segment_load_head(fd, next, bytes, &size) != 0 ||
		spool_head_read((struct text){bytes, size}, &head) != ERR_NONE ||
		!spool_segment_is_of(name, &head.before))
		return (struct spool_extent){.number = 0};
	return head.before;
}

static void look_at_folder(struct surveyor *surveyor, int root)
{
	struct spool_name_list segments;
	int fd = -1;
	int error = spool_file_open_folder(root, surveyor->folder->name, &fd);
	if (error) {
		surveyor->folder->unreadable = error != ENOENT;
		return;
	}
	surveyor->folder->is_in_use = spool_file_lock(fd) != 0;
	(void)spool_names_list(fd, NULL, &segments);
	for (size_t i = 0; i < segments.count; i++) {
		const char *name = segments.items[i];
		surveyor->is_last = i + 1 == segments.count;
		surveyor->extent = surveyor->is_last ? (struct spool_extent){.number = 0}
						     : extent_of(fd, name, segments.items[i + 1]);
		look_at_segment(surveyor, fd, name);
	}
	free(segments.items);
	spool_file_close(fd);
}

struct name_count {
	struct spool_names names;
	size_t count;
};

static bool count_name(struct spool_names *names, const char *name)
{
	(void)name;
	CONTAINER_OF(names, struct name_count, names)->count++;
	return true;
}

static size_t count_quarantined(int root)
{
	struct name_count files = {.names = {count_name}};
	int fd = -1;
	if (spool_file_open_folder(root, SPOOL_QUARANTINE, &fd) != 0)
		return 0;
	(void)spool_file_list(fd, &files.names);
	spool_file_close(fd);
	return files.count;
}

int spool_survey(struct arena *arena, const char *path, const struct vault *keys,
	struct spool_survey_reader *reader, struct spool_survey *ret_survey)
{
	struct spool_name_list workers;
	int root = -1;
	int error = spool_file_open_root(path, &root);
	if (error)
		return error;
	*ret_survey = (struct spool_survey){.quarantined = count_quarantined(root)};
	error = spool_names_list(root, SPOOL_WORKER_PREFIX, &workers);
	struct spool_survey_folder **end = &ret_survey->folders;
	for (size_t i = 0; i < workers.count; i++) {
		struct spool_survey_folder *folder = ARENA_NEW(arena, struct spool_survey_folder);
		struct surveyor surveyor = {.keys = keys, .reader = reader, .folder = folder};
		(void)snprintf(folder->name, sizeof(folder->name), "%s", workers.items[i]);
		look_at_folder(&surveyor, root);
		*end = folder;
		end = &folder->next;
	}
	free(workers.items);
	spool_file_close(root);
	return error;
}
