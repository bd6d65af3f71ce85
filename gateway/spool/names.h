/* The names in a folder of the spool, sorted. */
#ifndef FRONTDESK_SPOOL_NAMES_H
#define FRONTDESK_SPOOL_NAMES_H

#include "spool/file.h"
#include "spool/segment.h"

#define SPOOL_WORKER_PREFIX "worker-"
#define SPOOL_MAKING_PREFIX "making-"

struct spool_name_list {
	struct spool_names names;
	const char *prefix;
	char (*items)[SPOOL_NAME_SIZE];
	size_t count, room;
};

/* Those that begin with the prefix; NULL: segments. 0 or an errno; free the items in any case. */
int spool_names_list(int folder, const char *prefix, struct spool_name_list *ret_list);

#endif
