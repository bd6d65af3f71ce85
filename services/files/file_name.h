/*
 * Names of files as strangers give them, and as they go into a header. Pure.
 */
#ifndef FRONTDESK_FILE_NAME_H
#define FRONTDESK_FILE_NAME_H

#include "base/arena.h"

enum { FILE_NAME_MOST = 200 /* bytes that are kept */, FILE_ENDING_MOST = 20 /* of its ending */ };

/* What is kept of a name: no folders before it, no character that is not seen but the blank (a
 * control, a mark of direction, which would show another ending), neither blanks nor dots at its
 * ends; of a long one the beginning and the ending. Never empty. In the arena. */
struct text file_name_clean(struct arena *arena, struct text typed);
/* The value of Content-Disposition for it (RFC 6266, 4; RFC 8187, 3.2.1): always an attachment. */
struct text file_name_disposition(struct arena *arena, struct text name);

#endif
