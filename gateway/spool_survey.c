/* Walks every folder and segment. */
#include "spool_survey.h"

#include "spool_disk.h"
#include "spool_names.h"
#include "wheel.h"

#include <stdio.h>
#include <stdlib.h>

/* --- one segment ----------------------------------------------------------------------------- */

struct surveyor {
	const struct vault *keys;
	struct spool_survey_folder *folder;
	bool is_last; /* of its folder: its end may be torn, or on its way */
};

static bool opens(
	const struct vault *keys, const struct spool_head *head, const struct spool_span *record)
{
	struct spool_row *row = NULL;
	if (!keys)
		return true;
	if (spool_open(keys, head, record, &row) != ERR_NONE)
		return false;
	spool_row_free(&row);
	return true;
}

/* Nothing tells whether a last group was ever synced. */
static bool may_be_torn(const struct surveyor *surveyor, size_t size)
{
	return surveyor->is_last && size <= SPOOL_GROUP_MAX;
}

static void count_records(
	const struct surveyor *surveyor, const struct spool_head *head, struct text file)
{
	struct spool_survey_folder *folder = surveyor->folder;
	struct spool_span span = {.size = SPOOL_HEAD_SIZE};
	uint32_t expected = 0;
	size_t bad = 0; /* bytes before the span */
	do {
		span = spool_scan(head, file, span.offset + span.size);
		if (bad > 0 && (span.kind != SPOOL_SPAN_END || !may_be_torn(surveyor, bad)))
			folder->damaged++;
		bad = span.kind == SPOOL_SPAN_BAD ? span.size : 0;
		if (span.kind != SPOOL_SPAN_RECORD)
			continue;
		if (span.index > expected)
			folder->missing += span.index - expected;
		expected = span.index + 1;
		folder->bytes += span.size;
		if (opens(surveyor->keys, head, &span))
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

static void look_at_folder(struct surveyor *surveyor, int root)
{
	struct spool_name_list segments;
	int fd = -1;
	if (spool_file_open_folder(root, surveyor->folder->name, &fd) != 0)
		return;
	surveyor->folder->is_in_use = spool_file_lock(fd) != 0;
	(void)spool_names_list(fd, NULL, &segments);
	for (size_t i = 0; i < segments.count; i++) {
		surveyor->is_last = i + 1 == segments.count;
		look_at_segment(surveyor, fd, segments.items[i]);
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
	struct spool_survey *ret_survey)
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
		struct surveyor surveyor = {.keys = keys, .folder = folder};
		(void)snprintf(folder->name, sizeof(folder->name), "%s", workers.items[i]);
		look_at_folder(&surveyor, root);
		*end = folder;
		end = &folder->next;
	}
	free(workers.items);
	spool_file_close(root);
	return error;
}
