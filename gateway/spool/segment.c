/* Writing is one write and one fdatasync a group. */
#include "spool/segment.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "loop/clocks.h"
#include "spool/file.h"

static const char suffix[] = ".segment";

void spool_segment_name(uint64_t number, char ret_name[SPOOL_NAME_SIZE])
{
	(void)snprintf(ret_name, SPOOL_NAME_SIZE, "%016llx%s", (unsigned long long)number, suffix);
}

bool spool_segment_is_name(const char *name)
{
	return strlen(name) == 16 + sizeof(suffix) - 1 && strcmp(name + 16, suffix) == 0 &&
	       strspn(name, "0123456789abcdef") == 16;
}

bool spool_segment_is_of(const char *name, const struct spool_extent *extent)
{
	char named[SPOOL_NAME_SIZE];
	spool_segment_name(extent->number, named);
	return strcmp(name, named) == 0 && extent->size <= SPOOL_SEGMENT_SIZE &&
	       extent->records <= extent->size / SPOOL_FRAME_SIZE;
}

/* --- making ---------------------------------------------------------------------------------- */

static int write_all(int fd, struct text bytes, size_t at)
{
	while (bytes.size > 0) {
		size_t written = 0;
		int error = spool_file_write(fd, bytes.data, bytes.size, at, &written);
		if (error)
			return error;
		if (written == 0)
			return EIO;
		bytes.data += written;
		bytes.size -= written;
		at += written;
	}
	return 0;
}

static int fill(int folder, const struct spool_segment *segment)
{
	char head[SPOOL_HEAD_SIZE];
	spool_head_write(&segment->head, head);
	int error = spool_file_allocate(segment->fd, SPOOL_SEGMENT_SIZE);
	if (!error)
		error = write_all(segment->fd, (struct text){head, sizeof(head)}, 0);
	if (!error)
		error = spool_file_sync(segment->fd);
	if (!error)
		error = spool_file_sync_folder(folder);
	return error;
}

int spool_segment_make(int folder, uint64_t number, struct uuid master_id,
	const struct spool_extent *before, struct spool_segment *ret_segment)
{
	struct spool_segment segment = {.head = {.id = uuid_random(),
						.master_id = master_id,
						.made_at_us = clock_wall_us(),
						.before = *before},
		.size = SPOOL_HEAD_SIZE};
	spool_segment_name(number, segment.name);
	int error = spool_file_create(folder, segment.name, &segment.fd);
	if (error)
		return error;
	error = fill(folder, &segment);
	if (error) {
		spool_file_close(segment.fd);
		(void)spool_file_remove(folder, segment.name);
		return error;
	}
	*ret_segment = segment;
	return 0;
}

void spool_segment_close(struct spool_segment *segment)
{
	spool_file_close(segment->fd);
	*segment = (struct spool_segment){.fd = -1};
}

/* --- appending ------------------------------------------------------------------------------- */

static size_t next_group(const struct spool_segment *segment)
{
	return segment->size + (segment->next_index > 0 ? SPOOL_GROUP_GAP : 0);
}

bool spool_segment_has_room(
	const struct spool_segment *segment, size_t group_size, const struct spool_row *row)
{
	const size_t size = spool_record_size(seal_envelope_size(spool_row_size(row)));
	return next_group(segment) + group_size + size <= SPOOL_SEGMENT_SIZE;
}

/* Each record's bytes, one behind the other. */
static struct text seal_group(const struct spool_segment *segment, const struct vault *keys,
	struct arena *arena, const struct spool_row *first, const struct spool_row *end)
{
	size_t size = 0, at = 0;
	uint32_t index = segment->next_index;
	for (const struct spool_row *row = first; row != end; row = row->next)
		size += spool_record_size(seal_envelope_size(spool_row_size(row)));
	char *group = arena_alloc(arena, size);
	for (const struct spool_row *row = first; row != end; row = row->next) {
		struct arena scratch;
		arena_init(&scratch);
		struct text envelope = spool_seal(keys, &scratch, &segment->head, index, row);
		spool_record_write(&segment->head, index++, envelope, group + at);
		at += spool_record_size(envelope.size);
		arena_done(&scratch);
	}
	return (struct text){group, size};
}

int spool_segment_append(struct spool_segment *segment, const struct vault *keys,
	const struct spool_row *first, const struct spool_row *end)
{
	struct arena arena;
	arena_init(&arena);
	struct text group = seal_group(segment, keys, &arena, first, end);
	int error = write_all(segment->fd, group, next_group(segment));
	if (!error)
		error = spool_file_sync(segment->fd);
	if (!error)
		segment->size = next_group(segment) + group.size;
	for (const struct spool_row *row = first; !error && row != end; row = row->next)
		segment->next_index++;
	arena_done(&arena);
	return error;
}

/* --- reading --------------------------------------------------------------------------------- */

static int read_all(int fd, char *bytes, size_t size, size_t *ret_size)
{
	size_t done = 0, count = 1;
	while (done < size && count > 0) {
		int error = spool_file_read(fd, bytes + done, size - done, done, &count);
		if (error)
			return error;
		done += count;
	}
	*ret_size = done;
	return 0;
}

int spool_segment_load(
	int folder, const char *name, struct arena *arena, struct text *ret_file, size_t *ret_size)
{
	int fd = -1;
	size_t size = 0, read = 0;
	int error = spool_file_open(folder, name, &fd);
	if (error)
		return error;
	error = spool_file_size(fd, &size);
	const size_t most = size < SPOOL_SEGMENT_SIZE ? size : SPOOL_SEGMENT_SIZE;
	char *bytes = error ? NULL : arena_alloc(arena, most);
	if (!error)
		error = read_all(fd, bytes, most, &read);
	spool_file_close(fd);
	if (error)
		return error;
	*ret_file = (struct text){bytes, read};
	*ret_size = read < most ? read : size;
	return 0;
}

int spool_segment_load_head(
	int folder, const char *name, char ret_bytes[SPOOL_HEAD_SIZE], size_t *ret_size)
{
	int fd = -1;
	int error = spool_file_open(folder, name, &fd);
	if (error)
		return error;
	error = read_all(fd, ret_bytes, SPOOL_HEAD_SIZE, ret_size);
	spool_file_close(fd);
	return error;
}
