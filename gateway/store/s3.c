/* What is asked of the service, and what its answers mean; s3_request has the requests done. */
#include "store/s3.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "store/s3_list.h"
#include "store/s3_request.h"

enum {
	LIST_MOST = 1000, /* keys of one list: the service's own bound */
	LIST_SIZE = 1 << 20,
	LISTS_MOST = 100,
	PATH_SIZE = 1200
};

/* What an answer means, by its status; what is not here is trouble that may pass. */
static enum err err_of(const struct s3_answer *answer)
{
	if (answer->status >= 200 && answer->status < 300)
		return ERR_NONE;
	return answer->status == 404   ? ERR_ABSENT
	       : answer->status == 507 ? ERR_QUEUE_FULL /* WebDAV's, of those that have a disk */
				       : ERR_BUSY;
}

/* --- names ------------------------------------------------------------------------------------ */
/* Of a file's objects, as they begin: "PREFIX/tenant/file/". */
static struct text write_prefix(
	const struct s3 *s3, struct uuid tenant_id, struct uuid file_id, char ret_prefix[PATH_SIZE])
{
	char tenant[UUID_TEXT_SIZE + 1], file[UUID_TEXT_SIZE + 1];
	uuid_format(tenant_id, tenant);
	uuid_format(file_id, file);
	int size = snprintf(ret_prefix, PATH_SIZE, "%s%s/%s/", s3_prefix(s3), tenant, file);
	return (struct text){ret_prefix, (size_t)size};
}

static struct text write_path(
	const struct s3 *s3, const struct object_place *place, char ret_path[PATH_SIZE])
{
	char prefix[PATH_SIZE], object[UUID_TEXT_SIZE + 1];
	(void)write_prefix(s3, place->tenant_id, place->file_id, prefix);
	uuid_format(place->object_id, object);
	int size = snprintf(ret_path, PATH_SIZE, "/%s/%s%s", s3_bucket(s3), prefix, object);
	return (struct text){ret_path, size < PATH_SIZE ? (size_t)size : 0};
}

/* --- one object ------------------------------------------------------------------------------- */
enum err s3_put(struct s3 *s3, const struct object_place *place, struct text sealed,
	struct s3_fault *ret_fault)
{
	char path[PATH_SIZE];
	struct s3_request request = {
		.method = "PUT", .path = write_path(s3, place, path), .body = sealed};
	struct s3_answer answer = {0};
	enum err err = s3_ask(s3, &request, &answer, ret_fault) ? err_of(&answer) : ERR_BUSY;
	return err == ERR_ABSENT ? ERR_BUSY : err; /* the bucket is not there */
}

enum err s3_read(struct s3 *s3, const struct object_place *place, char *ret_sealed, size_t size,
	struct s3_fault *ret_fault)
{
	char path[PATH_SIZE];
	struct s3_request request = {.method = "GET", .path = write_path(s3, place, path)};
	struct s3_answer answer = {.room = ret_sealed, .most = size};
	if (!s3_ask(s3, &request, &answer, ret_fault))
		return ERR_BUSY;
	enum err err = err_of(&answer);
	return err == ERR_NONE && (answer.size != size || answer.is_more) ? ERR_UNREADABLE : err;
}

static enum err drop_one(
	struct s3 *s3, const struct object_place *place, struct s3_fault *ret_fault)
{
	char path[PATH_SIZE];
	struct s3_request request = {.method = "DELETE", .path = write_path(s3, place, path)};
	struct s3_answer answer = {0};
	enum err err = s3_ask(s3, &request, &answer, ret_fault) ? err_of(&answer) : ERR_BUSY;
	return err == ERR_ABSENT ? ERR_NONE : err;
}

/* --- all of a file ---------------------------------------------------------------------------- */
/* The slashes of a prefix, as a query writes them; it has nothing else that would be written
 * otherwise. */
static void write_query(struct text prefix, char ret_query[PATH_SIZE])
{
	int size = snprintf(ret_query, PATH_SIZE, "list-type=2&max-keys=%d&prefix=", LIST_MOST);
	for (size_t i = 0; i < prefix.size; i++)
		size += snprintf(ret_query + size, PATH_SIZE - (size_t)size,
			prefix.data[i] == '/' ? "%%2F" : "%c", prefix.data[i]);
}

/* Drops what one list names; how many those were. */
static enum err drop_listed(struct s3 *s3, struct object_place *place, struct text prefix,
	struct text listed, struct s3_fault *ret_fault, size_t *ret_count)
{
	enum err err = ERR_NONE;
	*ret_count = 0;
	while (err == ERR_NONE && s3_list_next(&listed, prefix, &place->object_id)) {
		err = drop_one(s3, place, ret_fault);
		++*ret_count;
	}
	return err;
}

/* One list, and what it names. */
static enum err drop_some(
	struct s3 *s3, struct object_place *place, struct s3_fault *ret_fault, size_t *ret_count)
{
	char prefix[PATH_SIZE], query[PATH_SIZE], path[PATH_SIZE];
	struct text begin = write_prefix(s3, place->tenant_id, place->file_id, prefix);
	write_query(begin, query);
	int size = snprintf(path, sizeof(path), "/%s", s3_bucket(s3));
	struct s3_request request = {
		.method = "GET", .path = {path, (size_t)size}, .query = text_from(query)};
	struct s3_answer answer = {.room = memory_new(LIST_SIZE), .most = LIST_SIZE};
	enum err err = s3_ask(s3, &request, &answer, ret_fault) ? err_of(&answer) : ERR_BUSY;
	if (err == ERR_NONE)
		err = drop_listed(s3, place, begin, (struct text){answer.room, answer.size},
			ret_fault, ret_count);
	free(answer.room);
	return err == ERR_ABSENT ? ERR_BUSY : err;
}

enum err s3_drop(
	struct s3 *s3, struct uuid tenant_id, struct uuid file_id, struct s3_fault *ret_fault)
{
	struct object_place place = {.tenant_id = tenant_id, .file_id = file_id};
	for (size_t i = 0; i < LISTS_MOST; i++) {
		size_t count = 0;
		enum err err = drop_some(s3, &place, ret_fault, &count);
		if (err != ERR_NONE || count == 0)
			return err;
	}
	return ERR_BUSY; /* somebody writes on */
}

/* --- whether it can be relied upon ------------------------------------------------------------ */
enum err s3_try(struct s3 *s3, struct s3_fault *ret_fault)
{
	static const char written[] = "Frontdesk tries whether this can be relied upon";
	char read[sizeof(written)];
	struct object_place place = {
		.tenant_id = uuid_random(), .file_id = uuid_random(), .object_id = uuid_random()};
	enum err err = s3_put(s3, &place, (struct text){written, sizeof(written)}, ret_fault);
	if (err == ERR_NONE)
		err = s3_read(s3, &place, read, sizeof(read), ret_fault);
	if (err == ERR_NONE)
		err = s3_drop(s3, place.tenant_id, place.file_id, ret_fault);
	if (err == ERR_NONE && memcmp(written, read, sizeof(read)) != 0)
		err = ERR_UNREADABLE;
	return err == ERR_NONE && s3_read(s3, &place, read, sizeof(read), ret_fault) != ERR_ABSENT
		       ? ERR_STATE
		       : err;
}
