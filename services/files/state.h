/* What the files service has beside its rows. */
#ifndef FRONTDESK_FILES_STATE_H
#define FRONTDESK_FILES_STATE_H

#include <stddef.h>

struct download;

struct files {
	struct download *downloads; /* under way */
	size_t download_count;
};

#endif
