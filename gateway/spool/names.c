/* Collecting, then sorting: segments come in the order of their age. */
#include "spool/names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "loop/wheel.h"

static bool add_name(struct spool_names *names, const char *name)
{
	struct spool_name_list *list = CONTAINER_OF(names, struct spool_name_list, names);
	bool is_wanted = list->prefix ? strncmp(name, list->prefix, strlen(list->prefix)) == 0
				      : spool_segment_is_name(name);
	if (!is_wanted || strlen(name) >= SPOOL_NAME_SIZE)
		return true;
	if (list->count == list->room) {
		list->room = list->room ? 2 * list->room : 16;
		list->items = memory_resize(list->items, list->room, SPOOL_NAME_SIZE);
	}
	(void)snprintf(list->items[list->count++], SPOOL_NAME_SIZE, "%s", name);
	return true;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(a, b);
}

int spool_names_list(int folder, const char *prefix, struct spool_name_list *ret_list)
{
	*ret_list = (struct spool_name_list){.names = {add_name}, .prefix = prefix};
	int error = spool_file_list(folder, &ret_list->names);
	if (ret_list->count > 0)
		qsort(ret_list->items, ret_list->count, SPOOL_NAME_SIZE, by_name);
	return error;
}
