/*
 * Where the files that people send lie: pieces of at most 1 MiB, each an object of its own, sealed
 * under the file's key before it is written (object.h). Written once, read, and dropped with their
 * file; which objects make a file is its service's to know. The setting `files` names the folder,
 * or the bucket of a service that speaks S3, which all replicas share.
 *
 * Sealing and writing are the pool's, so few at once that there is room for others. Loop thread
 * only.
 */
#ifndef FRONTDESK_STORE_H
#define FRONTDESK_STORE_H

#include "call/call.h"
#include "store/object.h"

struct store;

/* Reads the settings; NULL with a sentence when one will not do. The reason is the arena's. */
struct store *store_new(struct parts *parts, struct arena *arena, const char **ret_reason);
/* No call may run any more. */
void store_free(struct store **store);
/* Whether there is one: without, all that follows is ERR_STATE. */
bool store_is_set(const struct store *store);

typedef struct next (*store_then)(struct call *call, enum err err);

/* Keeps a piece, which is borrowed until then. ERR_QUEUE_FULL: there is no room on the disk;
 * ERR_BUSY: it cannot be written now, or too many wait. */
struct next store_put(struct call *call, const struct object_place *place,
	const struct seal_key *key, struct text plain, store_then then);
/* Reads a piece into `ret_plain`, of exactly so many bytes. ERR_ABSENT, ERR_UNREADABLE, ERR_BUSY.
 */
struct next store_read(struct call *call, const struct object_place *place,
	const struct seal_key *key, char *ret_plain, size_t size, store_then then);
typedef struct next (*store_look_then)(struct call *call, enum err err, struct text media_type);
/* Says what kind of media a file is that begins so: by these bytes, which are borrowed until then.
 * ERR_BUSY: too many wait. */
struct next store_look(struct call *call, struct text begin, store_look_then then);
/* Drops all that there is of a file. ERR_BUSY. */
struct next store_drop(struct call *call, struct uuid file_id, store_then then);

#endif
