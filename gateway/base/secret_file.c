/* Read without a buffer of stdio's, of which a copy would stay. */
#include "base/secret_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

const char *secret_file_read(
	struct arena *arena, const char *setting, const char *path, struct text *ret_secret)
{
	FILE *file = fopen(path, "re");
	if (!file)
		return arena_string(
			arena, "%s: %s cannot be read: %s", setting, path, strerror(errno));
	char *secret = arena_alloc(arena, SECRET_FILE_MOST + 2);
	(void)setvbuf(file, NULL, _IONBF, 0);
	size_t size = fread(secret, 1, SECRET_FILE_MOST + 1, file);
	(void)fclose(file);
	while (size > 0 && (secret[size - 1] == '\n' || secret[size - 1] == '\r'))
		size--;
	secret[size] = '\0';
	*ret_secret = (struct text){secret, size};
	if (size == 0 || size > SECRET_FILE_MOST || text_has_control(*ret_secret))
		return arena_string(arena, "%s: %s must be one line, the secret, of up to %d bytes",
			setting, path, SECRET_FILE_MOST);
	return NULL;
}
