/* A magic_t is one thread's: each look opens its own, which maps the system's database. */
#include "store/type.h"

#include <ctype.h>
#include <magic.h>
#include <stdio.h>
#include <string.h>

static bool is_type(const char *type)
{
	size_t slashes = 0;
	for (const char *at = type; *at; at++) {
		slashes += *at == '/';
		if (!isalnum((unsigned char)*at) && !strchr("/.+-_", *at))
			return false;
	}
	return slashes == 1 && strlen(type) <= MEDIA_TYPE_MOST;
}

void type_of(struct text bytes, char ret_type[MEDIA_TYPE_MOST + 1])
{
	magic_t magic = magic_open(MAGIC_MIME_TYPE | MAGIC_ERROR);
	const char *found = NULL;
	size_t size = bytes.size < TYPE_LOOK_MOST ? bytes.size : TYPE_LOOK_MOST;
	if (magic && magic_load(magic, NULL) == 0)
		found = magic_buffer(magic, bytes.data, size);
	if (!found || !is_type(found))
		found = "application/octet-stream";
	(void)snprintf(ret_type, MEDIA_TYPE_MOST + 1, "%s", found);
	for (char *at = ret_type; *at; at++)
		*at = (char)tolower((unsigned char)*at);
	if (magic)
		magic_close(magic);
}
