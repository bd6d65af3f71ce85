#include "pg/hosts.h"

#include <string.h>

#include "base/memory.h"

static unsigned count(const char *list)
{
	unsigned elements = 1;
	for (; *list; list++)
		elements += *list == ',' ? 1 : 0;
	return elements;
}

char *db_hosts_rotate(const char *list, unsigned attempt)
{
	size_t size = strlen(list);
	char *rotated = memory_new(size + 1);
	const char *begin = list;
	for (unsigned i = attempt % count(list); i > 0; i--)
		begin = strchr(begin, ',') + 1;
	size_t tail = size - (size_t)(begin - list);
	memcpy(rotated, begin, tail);
	if (begin == list)
		return rotated;
	rotated[tail] = ',';
	memcpy(rotated + tail + 1, list, (size_t)(begin - list) - 1);
	return rotated;
}
