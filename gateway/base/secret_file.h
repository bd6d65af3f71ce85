/* A secret of one line, in a file of its own that a setting names. */
#ifndef FRONTDESK_SECRET_FILE_H
#define FRONTDESK_SECRET_FILE_H

#include "base/arena.h"

enum { SECRET_FILE_MOST = 1000 /* bytes */ };

/* Reads it, without its line's end, into the arena, with a NUL behind it. NULL, or the reason, a
 * sentence that begins with the setting's name. */
const char *secret_file_read(
	struct arena *arena, const char *setting, const char *path, struct text *ret_secret);

#endif
