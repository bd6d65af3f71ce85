/*
 * Objects in a bucket of a service that speaks Amazon's S3: BUCKET/PREFIX/tenant/file/object. As in
 * a folder (folder.h): written whole or not at all, never changed. Requests are signed (sigv4.h),
 * and go to an address with the bucket in its path, which every such service understands.
 *
 * Blocking, for any thread, S3_AT_ONCE of them at once; each request has S3_LIMIT_MS, and S3_TRIES
 * where it did not get through. Connections are kept.
 */
#ifndef FRONTDESK_S3_H
#define FRONTDESK_S3_H

#include "base/err.h"
#include "base/settings.h"
#include "store/object.h"

enum { S3_AT_ONCE = 4, S3_LIMIT_MS = 30000, S3_TRIES = 2, S3_FAULT_MOST = 200 };

struct s3;

/* Why something did not succeed, for an operator: the service's own word where it said one. Empty
 * where it did. */
struct s3_fault {
	char words[S3_FAULT_MOST];
};

/* Whether the setting `files` names such a service, and no folder. */
bool s3_is_named(const struct settings *settings);
/* NULL with a sentence when a setting will not do. The reason is the arena's. */
struct s3 *s3_new(const struct settings *settings, struct arena *arena, const char **ret_reason);
/* Breaks off what is under way, from any thread: it fails soon. */
void s3_stop(struct s3 *s3);
/* Nothing may be under way. */
void s3_free(struct s3 **s3);

/* As folder_put, folder_read and folder_drop. */
enum err s3_put(struct s3 *s3, const struct object_place *place, struct text sealed,
	struct s3_fault *ret_fault);
enum err s3_read(struct s3 *s3, const struct object_place *place, char *ret_sealed, size_t size,
	struct s3_fault *ret_fault);
enum err s3_drop(
	struct s3 *s3, struct uuid tenant_id, struct uuid file_id, struct s3_fault *ret_fault);
/* Writes an object that is nobody's, reads it, and drops it: whether the service can be relied
 * upon. */
enum err s3_try(struct s3 *s3, struct s3_fault *ret_fault);

#endif
